/*
 * core/journey.h: what the clock owes a protege, and when it looks again. Days are counted from a
 * morning at seven; what waits and what is owed are written as words.
 */
#include "core/journey.h"

#include <string.h>

#include "base/limits.h"

/* 2026-11-23 07:00 UTC */
#define START 1795417200
#define DAY JN_DAY

static gint64
at(double day)
{
	return START + (gint64)(day * (double)DAY);
}

static const struct {
	const char *label;
	/* "question:created:second", "answer:since:nudged", "try:since:nudged"; days */
	const char *waits;
	double last_word, last_nudge; /* days; 0 none */
	const char *times;            /* NULL: 7, 14, 21, 28 */
	double now;
	const char *owed; /* posts are numbered as they stand in `waits` */
	double look;      /* days; 0: not before something happens */
	gboolean is_achieved;
} cases[] = {
	{"nothing waits", "", 0, 0, NULL, 1, "", 0, FALSE},
	/* answers to choose from */
	{"too early to list", "question:0:1", 0, 0, NULL, 2, "", 3, FALSE},
	{"three days after", "question:0:1", 0, 0, NULL, 3, "list1", 0, FALSE},
	{"the second answer came late", "question:0:10", 0, 0, NULL, 10, "list1", 0, FALSE},
	{"... in the evening: the next morning", "question:0:10.5", 0, 0, NULL, 10.6, "", 11,
	 FALSE},
	{"two questions", "question:0:1 question:1:2", 0, 0, NULL, 4, "list1 list2", 0, FALSE},
	{"never nudged, and listed all the same", "question:0:1 answer:0:0", 0, 0, "", 3, "list1",
	 0, FALSE},
	/* an answer without a reaction */
	{"a day after", "answer:0:0", 0, 0, NULL, 1, "", 7, FALSE},
	{"a week after", "answer:0:0", 0, 0, NULL, 7, "answer1", 28, FALSE},
	{"... nudged once", "answer:0:1", 0, 7, NULL, 8, "", 14, FALSE},
	{"two weeks after", "answer:0:1", 0, 7, NULL, 14, "answer1", 28, FALSE},
	{"three weeks after", "answer:0:2", 0, 14, NULL, 21, "answer1", 28, FALSE},
	{"three times is enough", "answer:0:3", 0, 21, NULL, 22, "", 28, FALSE},
	{"at rest", "answer:0:3", 0, 21, NULL, 28, "rest", 0, FALSE},
	{"... not while she writes", "answer:0:3", 20, 21, NULL, 28, "", 48, FALSE},
	{"... nor where it is reached", "answer:0:3", 0, 21, NULL, 60, "", 0, TRUE},
	{"rest comes before a nudge", "answer:0:1", 0, 7, NULL, 30, "rest", 0, FALSE},
	{"the second is not due yet", "answer:0:0 answer:3:0", 0, 0, NULL, 7, "answer1", 10, FALSE},
	{"... but both are a week later", "answer:0:1 answer:3:0", 0, 7, NULL, 14,
	 "answer1 answer2", 28, FALSE},
	{"one nudge a week: a minute does not make it a day later", "answer:0:1", 0, 7.001, NULL,
	 14, "answer1", 28, FALSE},
	{"one nudge a week: it waits", "answer:3:0", 0, 7, NULL, 10, "", 14, FALSE},
	/* the goal's own times */
	{"later", "answer:0:0", 0, 0, "10 30", 7, "", 10, FALSE},
	{"... once", "answer:0:1", 0, 10, "10, 30", 29, "", 30, FALSE},
	{"... then rest", "answer:0:1", 0, 10, "10, 30", 30, "rest", 0, FALSE},
	{"no nudge, rest", "answer:0:0 try:0:0", 0, 0, "30", 3, "try2", 30, FALSE},
	{"never", "answer:0:0 try:0:0", 0, 0, "", 100, "", 0, FALSE},
	/* what is tried */
	{"tried yesterday", "try:0:0", 0, 0, NULL, 1, "", 3, FALSE},
	{"three days ago", "try:0:0", 0, 0, NULL, 3, "try1", 28, FALSE},
	{"... and nudged", "try:0:1", 0, 3, NULL, 4, "", 10, FALSE},
	{"... a week later", "try:0:1", 0, 3, NULL, 10, "try1", 28, FALSE},
	{"... three times", "try:0:3", 0, 17, NULL, 24, "", 28, FALSE},
	{"reached, and not told how", "try:0:0", 0, 0, NULL, 3, "try1", 0, TRUE},
	{"both in one", "answer:0:0 try:4:0", 0, 0, NULL, 7, "answer1 try2", 28, FALSE},
};

static void
fill(JnJourney *journey, const char *waits)
{
	g_auto(GStrv) words = g_strsplit_set(waits, " ", -1);

	for (gint64 i = 0; words[i] != NULL; i++) {
		g_auto(GStrv) parts = g_strsplit(words[i], ":", 3);
		JnUnlisted question;
		JnWaiting post;

		if (words[i][0] == '\0')
			continue;
		question = (JnUnlisted){i + 1, at(g_ascii_strtod(parts[1], NULL)),
					at(g_ascii_strtod(parts[2], NULL))};
		post = (JnWaiting){i + 1, at(g_ascii_strtod(parts[1], NULL)),
				   g_ascii_strtoll(parts[2], NULL, 10)};
		if (g_str_equal(parts[0], "question"))
			g_array_append_val(journey->unlisted, question);
		else if (g_str_equal(parts[0], "answer"))
			g_array_append_val(journey->answers, post);
		else
			g_array_append_val(journey->tried, post);
	}
}

static void
add_words(GString *out, const char *word, const GArray *posts)
{
	for (guint i = 0; i < posts->len; i++)
		g_string_append_printf(out, "%s%s%d", out->len > 0 ? " " : "", word,
				       (int)g_array_index(posts, gint64, i));
}

static void
test_owe(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(JnJourney) journey = {0};
		g_auto(JnOwed) owed = {0};
		g_autoptr(GString) words = g_string_new(NULL);
		JnTimes times = {.tried = 3 * DAY, .list = 3 * DAY};

		g_test_message("%s", cases[i].label);
		jn_journey_init(&journey);
		fill(&journey, cases[i].waits);
		journey.hour = 7;
		journey.last_word = cases[i].last_word != 0 ? at(cases[i].last_word) : 0;
		journey.last_nudge = cases[i].last_nudge != 0 ? at(cases[i].last_nudge) : 0;
		journey.is_achieved = cases[i].is_achieved;
		(void)jn_times_parse(cases[i].times ? cases[i].times : "7, 14, 21, 28", &times);
		jn_journey_owe(&journey, &times, at(cases[i].now), &owed);
		add_words(words, "list", owed.lists);
		add_words(words, "answer", owed.answers);
		add_words(words, "try", owed.tried);
		if (owed.rest)
			g_string_append(words, "rest");
		g_assert_cmpstr(words->str, ==, cases[i].owed);
		g_assert_cmpint(owed.look, ==, cases[i].look != 0 ? at(cases[i].look) : 0);
	}
}

static void
test_hour(void)
{
	static const struct {
		const char *label;
		gint64 when;
		int offset, hour;
		gint64 then;
	} rows[] = {
		{"on the hour", START, 0, 7, START},
		{"a second after", START + 1, 0, 7, START + DAY},
		{"a second before", START - 1, 0, 7, START},
		{"east of UTC it is later", START, 3600, 7, START + DAY - 3600},
		{"west of UTC it is earlier", START, -3600, 7, START + 3600},
		{"midnight", START, 0, 0, START + 17 * 3600},
		{"before 1970", -1, 0, 7, 7 * 3600},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].label);
		g_assert_cmpint(jn_journey_hour(rows[i].when, rows[i].offset, rows[i].hour), ==,
				rows[i].then);
	}
}

static void
test_times(void)
{
	static const struct {
		const char *words, *format; /* NULL: none */
	} rows[] = {
		{"7, 14, 21, 28", "7, 14, 21, 28"},
		{"7;14", "7, 14"},
		{" 30 ", "30"},
		{"10 30\n", "10, 30"},
		{"365", "365"},
		{"366", NULL},
		{"0", NULL},
		{"-7", NULL},
		{"14, 7", NULL},
		{"7, 7", NULL},
		{"1 2 3 4 5", NULL},
		{"weekly", NULL},
		{"7 days", NULL},
		{"", NULL},
		{" ,; ", NULL},
		{"99999999999999999999", NULL},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		JnTimes times = {0};
		gboolean good = jn_times_parse(rows[i].words, &times);
		g_autofree char *format = good ? jn_times_format(&times) : NULL;

		g_test_message("'%s'", rows[i].words);
		g_assert_cmpstr(format, ==, rows[i].format);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/core/journey/owe", test_owe);
	g_test_add_func("/core/journey/hour", test_hour);
	g_test_add_func("/core/journey/times", test_times);
	return g_test_run();
}
