/*
 * signoff.h - where does a text take its leave?
 *
 * A sign-off is the end of a text: a line of nothing but words of leave ('Best regards', 'Mit
 * freundlichen Grüßen', '祝好', in the languages of the clients), perhaps with a name behind a
 * comma, and below it at most SIGNOFF_LINES lines of names and addresses; or, as the last line, a
 * name behind a dash or a slash ('- Ana', '/Ana'). 'Thanks' is no leave: whether that thanks is
 * asked in core/cues.h. In doubt there is none, and a text that is nothing else has none.
 */
#pragma once

#include <glib.h>

/* Where in `text` (clean UTF-8, no blank lines at its end) the sign-off begins, the blank lines
 * before it included; its length where it has none. */
gsize jn_signoff_start(const char *text);
