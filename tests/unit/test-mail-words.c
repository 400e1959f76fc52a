/*
 * test-mail-words.c - the words of a table in a text.
 */
#include <string.h>

#include "mail/words.h"

static void
test_tables(void)
{
	static const char *const words[] = {"user unknown", "größe", NULL};
	static const char *const none[] = {NULL};
	static const struct {
		const char *text;
		gboolean begins, holds;
	} rows[] = {
		{"User unknown", TRUE, TRUE},
		{"user unknownst", TRUE, TRUE},
		{"550 USER UNKNOWN", FALSE, TRUE},
		{"GRÖSSE, GRÖßE", FALSE, TRUE},
		{"Größe", TRUE, TRUE},
		{"user  unknown", FALSE, FALSE},
		{"user", FALSE, FALSE},
		{"", FALSE, FALSE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *fold = g_utf8_strdown(rows[i].text, -1);

		g_test_message("%s", rows[i].text);
		g_assert_cmpint(jn_words_begin(rows[i].text, words), ==, rows[i].begins);
		g_assert_cmpint(jn_words_hold(rows[i].text, words), ==, rows[i].holds);
		g_assert_cmpint(jn_words_begin_fold(fold, words), ==, rows[i].begins);
		g_assert_cmpint(jn_words_hold_fold(fold, -1, words), ==, rows[i].holds);
		g_assert_false(jn_words_begin(rows[i].text, none));
		g_assert_false(jn_words_hold(rows[i].text, none));
	}
}

/* No more than the given bytes are looked at, and the case is not folded. */
static void
test_length(void)
{
	static const char *const words[] = {"bo", NULL};

	g_assert_true(jn_words_hold_fold("ana bo", 6, words));
	g_assert_false(jn_words_hold_fold("ana bo", 5, words));
	g_assert_false(jn_words_hold_fold("ana bo", 0, words));
	g_assert_false(jn_words_hold_fold("ana BO", -1, words));
	g_assert_false(jn_words_begin_fold("BO", words));
}

static void
test_count(void)
{
	static const struct {
		const char *line;
		guint n;
	} rows[] = {
		{"", 0}, {" \t ", 0}, {"Bo", 1}, {" Bo\tBerg ", 2}, {"- Bo  Berg, welder", 4},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_cmpuint(jn_words_count(rows[i].line), ==, rows[i].n);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/mail/words/tables", test_tables);
	g_test_add_func("/mail/words/length", test_length);
	g_test_add_func("/mail/words/count", test_count);
	return g_test_run();
}
