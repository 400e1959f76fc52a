/* mail/language.h: what Content-Language and Accept-Language say. */
#include "mail/language.h"

#include <string.h>

#include "base/limits.h"

/* 'de-at:1000 de:800' */
static char *
words_of(const GPtrArray *ranges)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (guint i = 0; i < ranges->len; i++) {
		const JnLanguageRange *range = ranges->pdata[i];

		g_string_append_printf(out, "%s%s:%u", i > 0 ? " " : "", range->tag, range->weight);
	}
	return g_strdup(out->str);
}

static void
test_parse(void)
{
	static const struct {
		const char *label, *value, *ranges;
	} rows[] = {
		{"one", "de", "de:1000"},
		{"RFC 3282, 2.1: several", "mi, en", "mi:1000 en:1000"},
		{"RFC 2616, 14.4", "da, en-gb;q=0.8, en;q=0.7", "da:1000 en-gb:800 en:700"},
		{"Thunderbird", "en-US", "en-us:1000"},
		{"Outlook", "de-DE, en-US", "de-de:1000 en-us:1000"},
		{"the most wanted first", "en;q=0.3, de;q=0.9, sv", "sv:1000 de:900 en:300"},
		{"equal ones as written", "fr;q=0.5,de;q=0.5,en;q=0.6", "en:600 fr:500 de:500"},
		{"not wanted", "de;q=0, en;q=0.000", "de:0 en:0"},
		{"hardly wanted", "de;q=0.001", "de:1"},
		{"all of it", "de;q=1, en;q=1.000, sv;q=1.", "de:1000 en:1000 sv:1000"},
		{"no number", "de;q=x, en;q=, sv;q=.5, da;q", "da:1000"},
		{"too much", "de;q=1.1, en;q=2, sv;q=-1", ""},
		{"too exact", "de;q=0.1234", ""},
		{"the last weight counts", "de;q=0.5;q=0.7", "de:700"},
		{"blanks anywhere", " de-AT ; q = 0.5 ,\t en ", "en:1000 de-at:500"},
		{"other parameters", "de;level=1;Q=0.5", "de:500"},
		{"any", "*", ""},
		{"any other", "de, *;q=0.1", "de:1000"},
		{"empty elements", ",,de,, ,", "de:1000"},
		{"nothing", "", ""},
		{"a comment", "de (Deutsch), en (English (US));q=0.5", "de:1000 en:500"},
		{"a comment that does not end", "de, (en, sv", "de:1000"},
		{"a comment that did not begin", "de), en", "en:1000"},
		{"script and region", "zh-Hant-TW", "zh-hant-tw:1000"},
		{"private use", "x-klingon", "x-klingon:1000"},
		{"a word too long", "deutschland, en", "en:1000"},
		{"as long as may be", "abcdefgh-12345678", "abcdefgh-12345678:1000"},
		{"a dash at the end", "de-, -de, de--at, en", "en:1000"},
		{"a digit first", "1de, en", "en:1000"},
		{"underlined", "de_DE, en", "en:1000"},
		{"a path", "../../etc, en", "en:1000"},
		{"other letters", "d\303\251, en", "en:1000"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) ranges = jn_language_ranges_parse(rows[i].value);
		g_autofree char *words = words_of(ranges);

		g_test_message("%s", rows[i].label);
		g_assert_cmpstr(words, ==, rows[i].ranges);
	}
}

static void
test_bounds(void)
{
	g_autoptr(GString) many = g_string_new("de");
	g_autoptr(GString) late = g_string_new("de");
	g_autoptr(GString) deep = g_string_new("de, ");
	g_autoptr(GPtrArray) ranges = NULL;

	for (guint i = 0; i < 100000; i++)
		g_string_append(many, ",en");
	ranges = jn_language_ranges_parse(many->str);
	g_assert_cmpuint(ranges->len, ==, JN_LANGUAGES);

	for (guint i = 0; i < JN_LANGUAGE_BYTES; i++)
		g_string_append_c(late, ' ');
	g_string_append(late, ",en");
	g_clear_pointer(&ranges, g_ptr_array_unref);
	ranges = jn_language_ranges_parse(late->str);
	g_assert_cmpuint(ranges->len, ==, 1);

	for (guint i = 0; i < 100000; i++)
		g_string_append_c(deep, '(');
	g_clear_pointer(&ranges, g_ptr_array_unref);
	ranges = jn_language_ranges_parse(deep->str);
	g_assert_cmpuint(ranges->len, ==, 1);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/mail/language/parse", test_parse);
	g_test_add_func("/mail/language/bounds", test_bounds);
	return g_test_run();
}
