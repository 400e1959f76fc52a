/*
 * When a reader's day and week begin. A row a case; 2026-11-23 is a Monday.
 */
#include "core/due.h"

#define DAY 86400
#define MONDAY G_GINT64_CONSTANT(1795392000) /* 2026-11-23 00:00 UTC */
#define HOUR 3600

static const struct {
	const char *label;
	gint64 last, now;
	int offset, hour, weekday;
	gboolean daily, weekly;
} rows[] = {
	{"before the hour", MONDAY + 1, MONDAY + 7 * HOUR - 1, 0, 7, 1, FALSE, FALSE},
	{"at the hour, on the day of the week", MONDAY + 7 * HOUR - 1, MONDAY + 7 * HOUR, 0, 7, 1,
	 TRUE, TRUE},
	{"at the hour, on another day", MONDAY + 7 * HOUR - 1, MONDAY + 7 * HOUR, 0, 7, 2, TRUE,
	 FALSE},
	{"once a day", MONDAY + 7 * HOUR, MONDAY + 20 * HOUR, 0, 7, 1, FALSE, FALSE},
	{"east of us it is seven earlier", MONDAY - 3 * HOUR, MONDAY - 2 * HOUR, 9 * HOUR, 7, 1,
	 TRUE, TRUE},
	{"... and not yet", MONDAY - 3 * HOUR, MONDAY - 2 * HOUR - 1, 9 * HOUR, 7, 1, FALSE, FALSE},
	{"west of us later", MONDAY + 11 * HOUR, MONDAY + 12 * HOUR, -5 * HOUR, 7, 1, TRUE, TRUE},
	{"half an hour", MONDAY + 90 * 60 - 1, MONDAY + 90 * 60, 5 * HOUR + 1800, 7, 1, TRUE, TRUE},
	{"a machine that was off from Sunday to Wednesday owes Monday", MONDAY - DAY,
	 MONDAY + 2 * DAY + 8 * HOUR, 0, 7, 1, TRUE, TRUE},
	{"... but not one from Tuesday to Sunday", MONDAY + DAY + 8 * HOUR,
	 MONDAY + 6 * DAY + 8 * HOUR, 0, 7, 1, TRUE, FALSE},
	{"weeks at once", MONDAY, MONDAY + 30 * DAY, 0, 7, 4, TRUE, TRUE},
	{"a clock that goes back", MONDAY + 3 * DAY, MONDAY, 0, 7, 1, FALSE, FALSE},
	{"Sunday", MONDAY + 6 * DAY, MONDAY + 6 * DAY + 7 * HOUR, 0, 7, 7, TRUE, TRUE},
	{"before 1970", -DAY, 0, 0, 0, 4, TRUE, TRUE},
};

static void
test_due(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		JnDue due = jn_due_between(rows[i].last, rows[i].now, rows[i].offset, rows[i].hour,
					   rows[i].weekday);

		g_test_message("%s", rows[i].label);
		g_assert_cmpint(due.daily, ==, rows[i].daily);
		g_assert_cmpint(due.weekly, ==, rows[i].weekly);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/due", test_due);
	return g_test_run();
}
