/* core/fields.h: what a goal is about, of a mail's text. */
#include "core/fields.h"

#include <string.h>

#include "base/limits.h"

static void
test_parse(void)
{
	static const struct {
		const char *label, *text, *background, *expectations, *skills;
	} rows[] = {
		{"nothing", "", "", NULL, NULL},
		{"a text", "I have a garage.\n\nSmall.", "I have a garage.\n\nSmall.", NULL, NULL},
		{"a field behind it", "A garage.\n\nExpectations: honest words", "A garage.",
		 "honest words", NULL},
		{"any case", "EXPECTATIONS: a\nsKills: b", "", "a", "b"},
		{"its lines become one", "Skills: steel,\n  brass\nand tin\n\nMore.", "More.", NULL,
		 "steel, brass and tin"},
		{"text goes on behind a blank line", "One.\nExpectations: a\n\nTwo.",
		 "One.\n\nTwo.", "a", NULL},
		{"an empty field is there", "Skills:\n", "", NULL, ""},
		{"the same field twice", "Skills: a\n\nSkills: b", "", NULL, "a b"},
		{"not at the beginning of a line", "My skills: none", "My skills: none", NULL,
		 NULL},
		{"without the colon", "Skills I have none", "Skills I have none", NULL, NULL},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(JnFields) fields = {0};

		g_test_message("%s", rows[i].label);
		jn_fields_parse(rows[i].text, &fields);
		g_assert_cmpstr(fields.background, ==, rows[i].background);
		g_assert_cmpstr(fields.expectations, ==, rows[i].expectations);
		g_assert_cmpstr(fields.skills, ==, rows[i].skills);
	}
}

/* Cut between letters: each of these has two bytes. */
static void
test_bounds(void)
{
	g_autoptr(GString) text = g_string_new("Skills: ");
	g_auto(JnFields) fields = {0};

	for (gsize i = 0; i < JN_BACKGROUND_BYTES; i++)
		g_string_append(text, "\303\251");
	g_string_append(text, "\n\nx");
	for (gsize i = 0; i < JN_BACKGROUND_BYTES; i++)
		g_string_append(text, "\303\251");
	jn_fields_parse(text->str, &fields);
	g_assert_cmpuint(strlen(fields.background), ==, JN_BACKGROUND_BYTES - 1);
	g_assert_cmpuint(strlen(fields.skills), ==, JN_TITLE_BYTES - 2);
	g_assert_true(g_utf8_validate(fields.background, -1, NULL));
	g_assert_true(g_utf8_validate(fields.skills, -1, NULL));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/fields/parse", test_parse);
	g_test_add_func("/fields/bounds", test_bounds);
	return g_test_run();
}
