/* core/reflection.h: which of four questions a reply answers. */
#include "core/reflection.h"

#include <string.h>

#include "base/limits.h"

static void
test_parse(void)
{
	static const struct {
		const char *label, *text, *goal, *other, *self, *ability, *rest;
	} rows[] = {
		{"nothing", "", NULL, NULL, NULL, NULL, NULL},
		{"blanks", " \n\n\t\n", NULL, NULL, NULL, NULL, NULL},
		{"four lines", "1. a\n2. b\n3. c\n4. d", "a", "b", "c", "d", NULL},
		{"in one line", "1. a 2. b 3. c 4. d", "a", "b", "c", "d", NULL},
		{"in one line, with other marks", "1) a b 2) c", "a b", "c", NULL, NULL, NULL},
		{"only some", "2: slow\n4- no", NULL, "slow", NULL, "no", NULL},
		{"in brackets", "(1) a\n(3) c", "a", NULL, "c", NULL, NULL},
		{"a dash behind a blank", "1 - yes\n2 - no", "yes", "no", NULL, NULL, NULL},
		{"several lines and paragraphs", "1. a\nand b\n\nand c\n2. d", "a\nand b\n\nand c",
		 "d", NULL, NULL, NULL},
		{"out of order", "3. c\n1. a", "a", NULL, "c", NULL, NULL},
		{"the same twice", "1. a\n1. b", "a\nb", NULL, NULL, NULL, NULL},
		{"a number without an answer", "1.\n2. b", NULL, "b", NULL, NULL, NULL},
		{"a word before", "Hi,\n\n1. a", "a", NULL, NULL, NULL, "Hi,"},
		{"without numbers: as it is", "It was too much.\n\nI had 2 jobs.", NULL, NULL, NULL,
		 NULL, "It was too much.\n\nI had 2 jobs."},
		{"a decimal is no number", "1.5 hours a week\n2/3 of it", NULL, NULL, NULL, NULL,
		 "1.5 hours a week\n2/3 of it"},
		{"five is none", "5. e", NULL, NULL, NULL, NULL, "5. e"},
		{"a year is none", "2024. A year.", NULL, NULL, NULL, NULL, "2024. A year."},
		{"a number in a sentence", "1. I gave it 3. No more.", "I gave it 3. No more.",
		 NULL, NULL, NULL, NULL},
		{"below the questions",
		 "> 1. The goal: was it the right one?\nYes.\n\n> 2. Bo: did he answer?\nLate.",
		 "Yes.", "Late.", NULL, NULL, NULL},
		{"below questions that stand together",
		 "> 1. The goal? 2. The other?\nBoth were fine.", NULL, "Both were fine.", NULL,
		 NULL, NULL},
		{"below a question whose begin is cut", "Yes.", NULL, NULL, NULL, NULL, "Yes."},
		{"Chinese and Japanese marks", "1、甲\n2．乙", "甲", "乙", NULL, NULL, NULL},
		{"indented", "  1. a\n\t2. b", "a", "b", NULL, NULL, NULL},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *want[JN_REFLECTION_PARTS] = {rows[i].goal, rows[i].other, rows[i].self,
							 rows[i].ability, rows[i].rest};
		char *words[JN_REFLECTION_PARTS];
		gboolean any = FALSE;

		g_test_message("%s", rows[i].label);
		for (int part = 0; part < JN_REFLECTION_PARTS; part++)
			any |= want[part] != NULL;
		g_assert_cmpint(jn_reflection_parse(rows[i].text, words), ==, any);
		for (int part = 0; part < JN_REFLECTION_PARTS; part++) {
			g_assert_cmpstr(words[part], ==, want[part]);
			g_free(words[part]);
		}
	}
}

/* A book is cut at a letter; many lines cost no more. */
static void
test_bounds(void)
{
	g_autoptr(GString) text = g_string_new("1. x");
	char *words[JN_REFLECTION_PARTS];

	for (gsize i = 0; i < JN_REFLECTION_BYTES; i++)
		g_string_append(text, "\303\251");
	for (gsize i = 0; i < 10000; i++)
		g_string_append(text, "\n2. b");
	g_assert_true(jn_reflection_parse(text->str, words));
	g_assert_cmpuint(strlen(words[JN_REFLECTION_GOAL]), ==, JN_REFLECTION_BYTES - 1);
	g_assert_cmpuint(strlen(words[JN_REFLECTION_OTHER]), <=, JN_REFLECTION_BYTES);
	g_assert_true(g_utf8_validate(words[JN_REFLECTION_GOAL], -1, NULL));
	for (int part = 0; part < JN_REFLECTION_PARTS; part++)
		g_free(words[part]);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/reflection/parse", test_parse);
	g_test_add_func("/reflection/bounds", test_bounds);
	return g_test_run();
}
