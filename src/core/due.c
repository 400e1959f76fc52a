#include "core/due.h"

#include "base/limits.h"

/* 1970-01-01 was a Thursday. */
#define EPOCH_WEEKDAY 4

static gint64
day_of(gint64 when, int offset, int hour)
{
	gint64 local = when + offset - (gint64)hour * 3600;

	return local >= 0 ? local / JN_DAY : -((-local + JN_DAY - 1) / JN_DAY);
}

JnDue
jn_due_between(gint64 last, gint64 now, int offset, int hour, int weekday)
{
	gint64 first = day_of(last, offset, hour) + 1;
	gint64 today = day_of(now, offset, hour);
	gint64 first_weekday = ((first + EPOCH_WEEKDAY - 1) % 7 + 7) % 7 + 1;

	return (JnDue){
		.daily = today >= first,
		.weekly = today >= first && (weekday - first_weekday + 7) % 7 <= today - first,
	};
}
