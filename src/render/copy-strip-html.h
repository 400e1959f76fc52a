/*
 * copy-strip-html.h - where our own quoted footers stand in HTML.
 *
 * Reads tags, without a tree, twice: once for the lines that a reader would see, which
 * mail/footer.h judges; once to find what of the bytes makes the lines that are ours. An element
 * goes wholly where it has an end tag of its own, is one of those that only hold text, and nothing
 * is in it but our lines, blanks and elements that are empty. A client may have changed any tag,
 * attribute and reference in between.
 *
 * HTML that is broken is followed as far as it goes: what is behind stays as it is.
 */
#pragma once

#include "render/copy-transfer.h"

/*
 * Adds what goes to `cuts` (of JnCut). `joiner`: U+2060 in the text's charset, or NULL if it has
 * none; `shifts`: ISO 2022 escapes stand in it, behind which '<' is half a character.
 */
void
jn_strip_html_find(const char *data, gsize len, const char *joiner, gboolean shifts, GArray *cuts);
