/* core/fields.h: what a goal is about, of a mail's text. */
#include "core/fields.h"

#include <string.h>

#include "base/limits.h"

static GPtrArray *
labels_of(const char *const *texts)
{
	GPtrArray *labels = g_ptr_array_new_with_free_func((GDestroyNotify)jn_labels_free);

	for (; *texts != NULL; texts += 2)
		g_ptr_array_add(labels,
				jn_labels_parse(texts[0], texts[1], strlen(texts[1]), NULL));
	return labels;
}

static const char *const words[] = {
	"da",
	"expectations = Forventninger\nskills = Kan hj\303\246lpe med, Evner\n"
	"language = Sprog\nself = Dansk",
	"de",
	"expectations = Erwartungen\nskills = Kenntnisse\nlanguage = Sprache\n"
	"self = Deutsch, German",
	"en",
	"name = Name\nexpectations = Expectations\nskills = Skills\nlanguage = Language\n"
	"self = English",
	/* a language where a word means another thing */
	"xx", "expectations = Skills", NULL};

static void
test_parse(void)
{
	static const struct {
		const char *label, *text, *background, *expectations, *skills, *language;
	} rows[] = {
		{"nothing", "", "", NULL, NULL, NULL},
		{"a text", "I have a garage.\n\nSmall.", "I have a garage.\n\nSmall.", NULL, NULL,
		 NULL},
		{"a field behind it", "A garage.\n\nExpectations: honest words", "A garage.",
		 "honest words", NULL, NULL},
		{"any case", "EXPECTATIONS: a\nsKills: b", "", "a", "b", NULL},
		{"its lines become one", "Skills: steel,\n  brass\nand tin\n\nMore.", "More.", NULL,
		 "steel, brass and tin", NULL},
		{"text goes on behind a blank line", "One.\nExpectations: a\n\nTwo.",
		 "One.\n\nTwo.", "a", NULL, NULL},
		{"an empty field is there", "Skills:\n", "", NULL, "", NULL},
		{"the same field twice", "Skills: a\n\nSkills: b", "", NULL, "a b", NULL},
		{"not at the beginning of a line", "My skills: none", "My skills: none", NULL, NULL,
		 NULL},
		{"without the colon", "Skills I have none", "Skills I have none", NULL, NULL, NULL},
		{"a language by its name", "A garage.\nLanguage: Deutsch\n", "A garage.", NULL,
		 NULL, "de"},
		{"... or its code", "language:da", "", NULL, NULL, "da"},
		{"... is one line", "Language: German\nA garage.", "A garage.", NULL, NULL, "de"},
		{"... the last one", "Language: da\nLanguage: de", "", NULL, NULL, "de"},
		{"none of ours: somebody's own words", "Language: Klingon is what I learn.",
		 "Language: Klingon is what I learn.", NULL, NULL, NULL},
		{"the words of any language",
		 "Eine Werkstatt.\n\nErwartungen: ehrlich\nEVNER: st\303\245l\nSprog : de",
		 "Eine "
		 "Werkstatt.",
		 "ehrlich", "st\303\245l", "de"},
		{"two words", "kan  hj\303\246lpe med: st\303\245l", "", NULL, "st\303\245l", NULL},
		{"a setting of one's own is no field", "Name: Ana", "Name: Ana", NULL, NULL, NULL},
		{"a colon further on", "I learn: Skills: all", "I learn: Skills: all", NULL, NULL,
		 NULL},
		{"indented", " Skills: all", "Skills: all", NULL, NULL, NULL},
	};
	g_autoptr(GPtrArray) labels = labels_of(words);

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(JnFields) fields = {0};

		g_test_message("%s", rows[i].label);
		jn_fields_parse(rows[i].text, labels, "en", &fields);
		g_assert_cmpstr(fields.background, ==, rows[i].background);
		g_assert_cmpstr(fields.expectations, ==, rows[i].expectations);
		g_assert_cmpstr(fields.skills, ==, rows[i].skills);
		g_assert_cmpstr(fields.language, ==, rows[i].language);
	}
}

/* A word that is another's in another language is first what it is in the writer's own. */
static void
test_language(void)
{
	g_autoptr(GPtrArray) labels = labels_of(words);
	g_auto(JnFields) xx = {0};
	g_auto(JnFields) none = {0};
	g_auto(JnFields) unread = {0};

	jn_fields_parse("Skills: a", labels, "xx", &xx);
	g_assert_cmpstr(xx.expectations, ==, "a");
	g_assert_null(xx.skills);
	jn_fields_parse("Skills: a", labels, NULL, &none);
	g_assert_cmpstr(none.skills, ==, "a");
	g_assert_null(none.expectations);
	jn_fields_parse("Skills: a", NULL, NULL, &unread);
	g_assert_cmpstr(unread.background, ==, "Skills: a");
}

/* Cut between letters: each of these has two bytes. */
static void
test_bounds(void)
{
	g_autoptr(GString) text = g_string_new("Skills: ");
	g_autoptr(GPtrArray) labels = labels_of(words);
	g_auto(JnFields) fields = {0};

	for (gsize i = 0; i < JN_BACKGROUND_BYTES; i++)
		g_string_append(text, "\303\251");
	g_string_append(text, "\n\nx");
	for (gsize i = 0; i < JN_BACKGROUND_BYTES; i++)
		g_string_append(text, "\303\251");
	jn_fields_parse(text->str, labels, "en", &fields);
	g_assert_cmpuint(strlen(fields.background), ==, JN_BACKGROUND_BYTES - 1);
	g_assert_cmpuint(strlen(fields.skills), ==, JN_BACKGROUND_BYTES - 2);
	g_assert_true(g_utf8_validate(fields.background, -1, NULL));
	g_assert_true(g_utf8_validate(fields.skills, -1, NULL));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/fields/parse", test_parse);
	g_test_add_func("/fields/language", test_language);
	g_test_add_func("/fields/bounds", test_bounds);
	return g_test_run();
}
