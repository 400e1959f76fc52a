/*
 * due.h - when digests are due, by the reader's clock.
 *
 * A reader's day begins, for this, at the site's hour in the reader's zone. Days are numbered from
 * 1970-01-01. Pure arithmetic: a fixed offset, because that is what the Date of a mail tells.
 */
#pragma once

#include <glib.h>

typedef struct JnDue {
	gboolean daily;  /* a day began */
	gboolean weekly; /* the day of the week began among them */
} JnDue;

/* What began after `last` and until `now`. `offset` is seconds east of UTC, `hour` 0 to 23,
 * `weekday` 1 (Monday) to 7. A clock that goes back owes nothing. */
JnDue jn_due_between(gint64 last, gint64 now, int offset, int hour, int weekday);
