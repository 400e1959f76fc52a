/*
 * attribution.h - is this the line a mail client writes before a quote?
 *
 * 'On Mon, 5 Jan 2026 at 10:12, Ana <ana@example.org> wrote:', in the languages of the clients,
 * with the date first or last, folded over lines or not. Judged is evidence, not one form: a word
 * for 'wrote', an address in <>, a date, a time, the colon at the end.
 *
 *   STRONG  address or full date besides the verb, or address and date before a closing colon: what
 *           follows is quoted even if it bears no marks
 *   WEAK    'Ana wrote:', 'In 2016 I wrote:', a full date before a closing colon in a language that
 *           is not known: a person may have written that; it counts only where a marked quote
 *           follows
 */
#pragma once

#include <glib.h>

typedef enum JnAttribution {
	JN_ATTRIBUTION_NONE,
	JN_ATTRIBUTION_WEAK,
	JN_ATTRIBUTION_STRONG,
} JnAttribution;

/* Lines that one attribution is folded over, at most. */
#define JN_ATTRIBUTION_LINES 4

/* `line`: the lines of a candidate joined by spaces, clean UTF-8, no quote marks. */
JnAttribution jn_attribution_judge(const char *line);

/* Whether an attribution may begin with this line. If it has a digit: it opens as one ('On ', 'Le ',
 * 'Am ', a digit, a weekday), or has an address, or a full date and a word for 'wrote'. If it has
 * none: it has an address and such a word, or opens as one that bears no date ('In message <'). */
gboolean jn_attribution_begins(const char *line);

/* Whether the line holds a full date: day, month and year, or day, month and time. */
gboolean jn_attribution_is_dated(const char *line);

/* Whether one may end with it: a colon or a word for 'wrote' at its end. Cheap; asked of each
 * line. */
gboolean jn_attribution_ends(const char *line);
