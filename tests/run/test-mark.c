/* run/mark.h: what a process leaves behind that dies while it reads a mail, and how long the next ones mind it. */
#include "run/mark.h"

#include "run/file.h"

#define NOW 1795800000
#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* One process after the other: when it begins, whether it dies of a mail, how long from its begin mails are
 * read apart. */
static const struct {
	const char *label;
	gint64 now;
	gboolean dies;
	gint64 apart;
} rows[] = {
	{"the first", NOW, FALSE, 0},
	{"another, the one before it ended well", NOW + 10, TRUE, 0},
	{"after a death", NOW + 20, TRUE, 60},
	{"after a second, at once", NOW + 30, TRUE, 120},
	{"after a third", NOW + 40, FALSE, 240},
	{"the one before it ended well: the rest of that time", NOW + 100, TRUE, 180},
	{"a death within as long again", NOW + 400, TRUE, 480},
	{"a death long after", NOW + 9000, FALSE, 60},
	{"a clock that was far ahead and came back", NOW - 90000, FALSE, 0},
};

static void
test_apart(void)
{
	g_autofree char *state = g_dir_make_tmp("journster-mark-XXXXXX", NULL);
	g_autofree char *run = g_build_filename(state, "run", NULL);
	JnConfig config = {.state = state};

	g_assert_true(jn_directory_make(run, 0700, NULL));
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *left = NULL;
		JnMark *mark = jn_mark_open(&config, rows[i].now, &left, NULL);
		gint64 end = rows[i].now + rows[i].apart;

		g_test_message("%s", rows[i].label);
		g_assert_cmpstr(left, ==, i > 0 && rows[i - 1].dies ? HASH : NULL);
		g_assert_cmpint(jn_mark_is_apart(mark, rows[i].now), ==, rows[i].apart > 0);
		g_assert_true(rows[i].apart == 0 || jn_mark_is_apart(mark, end - 1));
		g_assert_false(jn_mark_is_apart(mark, end));
		jn_mark_set(mark, HASH);
		if (!rows[i].dies)
			jn_mark_set(mark, NULL);
		jn_mark_free(mark);
	}
	jn_directory_remove(state);
}

/* Never longer than an hour. */
static void
test_most(void)
{
	g_autofree char *state = g_dir_make_tmp("journster-mark-XXXXXX", NULL);
	g_autofree char *run = g_build_filename(state, "run", NULL);
	JnConfig config = {.state = state};

	g_assert_true(jn_directory_make(run, 0700, NULL));
	for (gsize i = 0; i < 20; i++) {
		g_autofree char *left = NULL;
		JnMark *mark = jn_mark_open(&config, NOW, &left, NULL);

		g_assert_false(jn_mark_is_apart(mark, NOW + JN_MARK_APART_MOST));
		g_assert_true(i < 9 || jn_mark_is_apart(mark, NOW + JN_MARK_APART_MOST - 1));
		jn_mark_set(mark, HASH);
		jn_mark_free(mark);
	}
	jn_directory_remove(state);
}

/* The directory is not there: an error, not a death. */
static void
test_none(void)
{
	JnConfig config = {.state = (char *)"/nowhere"};
	g_autofree char *left = NULL;
	g_autoptr(GError) error = NULL;

	g_assert_null(jn_mark_open(&config, NOW, &left, &error));
	g_assert_error(error, JN_ERROR, JN_ERROR_TEMPORARY);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/run/mark/apart", test_apart);
	g_test_add_func("/run/mark/most", test_most);
	g_test_add_func("/run/mark/none", test_none);
	return g_test_run();
}
