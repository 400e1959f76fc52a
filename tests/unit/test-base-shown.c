/* What a terminal is given of text that a stranger wrote. */
#include "base/shown.h"

#include <locale.h>

static void
test_text(void)
{
	static const struct {
		const char *what, *text, *line, *lines;
	} rows[] = {
		{"plain", "Ana, 230 V \\o/", "Ana, 230 V \\o/", "Ana, 230 V \\o/"},
		{"nothing", "", "", ""},
		{"letters of many kinds", "Åse 李 عر", "Åse 李 عر", "Åse 李 عر"},
		{"line ends and tabs", "a\nb\tc", "a b c", "a\nb c"},
		{"a carriage return", "good\rbad", "good\\x0dbad", "good\\x0dbad"},
		{"the title of a window", "\033]0;x\007", "\\x1b]0;x\\x07", "\\x1b]0;x\\x07"},
		{"C1: CSI in one character", "\302\2332J", "\\x9b2J", "\\x9b2J"},
		{"DEL and backspace", "a\177b\bc", "a\\x7fb\\x08c", "a\\x7fb\\x08c"},
		{"bidi override", "a\342\200\256b", "a\\u202eb", "a\\u202eb"},
		{"bidi isolate", "\342\201\246", "\\u2066", "\\u2066"},
		{"right-to-left mark", "\342\200\217", "\\u200f", "\\u200f"},
		{"line separator", "a\342\200\250b", "a\\u2028b", "a\\u2028b"},
		{"paragraph separator", "a\342\200\251b", "a\\u2029b", "a\\u2029b"},
		{"blank without width", "a\342\200\213b", "a\\u200bb", "a\\u200bb"},
		{"byte order mark", "\357\273\277a", "\\ufeffa", "\\ufeffa"},
		{"a tag character", "\363\240\201\201", "\\U000e0041", "\\U000e0041"},
		{"a family of four stays one", "\360\237\221\250\342\200\215\360\237\221\251",
		 "\360\237\221\250\342\200\215\360\237\221\251",
		 "\360\237\221\250\342\200\215\360\237\221\251"},
		{"soft hyphen", "a\302\255b", "a\302\255b", "a\302\255b"},
		{"no UTF-8", "caf\351\233", "caf\357\277\275\357\277\275",
		 "caf\357\277\275\357\277\275"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *line = jn_shown_line(rows[i].text);
		g_autofree char *lines = jn_shown_lines(rows[i].text);

		g_test_message("%s", rows[i].what);
		g_assert_cmpstr(line, ==, rows[i].line);
		g_assert_cmpstr(lines, ==, rows[i].lines);
	}
}

static void
test_json(void)
{
	static const struct {
		const char *json, *shown;
	} rows[] = {
		{"{\n  \"a\" : 1\n}", "{\n  \"a\" : 1\n}"},
		{"[\"\302\2332J\"]", "[\"\\u009b2J\"]"},
		{"[\"a\342\200\256b\"]", "[\"a\\u202eb\"]"},
		{"[\"\\u0007 \177\"]", "[\"\\u0007 \\u007f\"]"},
		{"[\"\363\240\201\201\"]", "[\"\\udb40\\udc41\"]"},
		{"[\"Åse \360\237\221\251\"]", "[\"Åse \360\237\221\251\"]"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *shown = jn_shown_json(rows[i].json);

		g_assert_cmpstr(shown, ==, rows[i].shown);
	}
}

/* Nothing below U+10FFFF gets through that a terminal would obey. */
static void
test_all(void)
{
	for (gunichar c = 1; c <= 0x10FFFF; c++) {
		char utf8[7] = {0};
		g_autofree char *shown = NULL;

		if (c >= 0xD800 && c < 0xE000)
			continue;
		utf8[g_unichar_to_utf8(c, utf8)] = '\0';
		shown = jn_shown_line(utf8);
		for (const char *p = shown; *p != '\0'; p = g_utf8_next_char(p))
			g_assert_false(g_unichar_iscntrl(g_utf8_get_char(p)));
		g_assert_true(g_utf8_validate(shown, -1, NULL));
	}
}

int
main(int argc, char **argv)
{
	setlocale(LC_ALL, "");
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/shown/text", test_text);
	g_test_add_func("/shown/json", test_json);
	g_test_add_func("/shown/all", test_all);
	return g_test_run();
}
