/*
 * copy-strip.h - takes our own footers, which clients quote, out of one text part.
 *
 * Plain text: the lines that mail/footer.h finds. HTML: the same, of the lines that a reader would
 * see, <blockquote> counted as quote marks; their text goes, and the <br> behind it, and each
 * element that held nothing else (copy-strip-html.h). All other bytes stay as they are; of base64,
 * the bytes it stands for.
 *
 * Where a doubt is left the text stays: above JN_TEXT_BYTES, in a charset that is not known or does
 * not extend ASCII. (A text that becomes UTF-8 for the new footer's sake can be read then.)
 */
#pragma once

#include "render/copy-parts.h"

/* `data`, the content of `text` in its transfer encoding, without footers of ours; NULL where it
 * has none. */
GString *jn_strip_part(const JnTextPart *text, const char *data, gsize len)
	G_GNUC_WARN_UNUSED_RESULT;
