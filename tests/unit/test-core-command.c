/* core/command.h: what is a #command and what is text. */
#include "core/command.h"

#include <string.h>

static void
test_parse(void)
{
	static const struct {
		const char *label, *text;
		const char *words; /* joined by blanks */
		const char *rest;
	} rows[] = {
		{"none", "Hello\n", "", "Hello\n"},
		{"empty", "", "", ""},
		{"blank", "\n \n", "", ""},
		{"one", "#unsubscribe", "unsubscribe", ""},
		{"one and text", "#help\nHello", "help", "Hello"},
		{"blank lines before", "\n\n#help\n", "help", ""},
		{"blank lines between", "#digest\n\n#help\n\nHello\n", "digest help", "Hello\n"},
		{"case", "#UnSubscribe\n", "unsubscribe", ""},
		{"blanks after", "#help \t\n", "help", ""},
		{"blanks before", "  #help\n", "help", ""},
		{"CR of a CRLF", "#help\r\n", "help", ""},
		{"after text it is text", "Hello\n#unsubscribe\n", "", "Hello\n#unsubscribe\n"},
		{"a sentence", "#1 is broken\n", "", "#1 is broken\n"},
		{"a hashtag", "#welding\n#help\n", "", "#welding\n#help\n"},
		{"words after it", "#help me please\n", "", "#help me please\n"},
		{"no word", "#\n", "", "#\n"},
		{"two signs", "##help\n", "", "##help\n"},
		{"without a sign", "unsubscribe\n", "", "unsubscribe\n"},
		{"quoted", "> #unsubscribe\n", "", "> #unsubscribe\n"},
		{"skills with a list", "#skills welding, TIG\nHello\n", "skills", "Hello\n"},
		{"the same twice", "#help\n#help\n", "help help", ""},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *rest = NULL;
		g_autoptr(GArray) subs = jn_commands_parse(rows[i].text, &rest);
		g_autoptr(GString) words = g_string_new(NULL);

		for (guint at = 0; at < subs->len; at++)
			g_string_append_printf(words, "%s%s", at > 0 ? " " : "",
					       jn_sub_word(g_array_index(subs, JnSub, at)));
		g_test_message("%s", rows[i].label);
		g_assert_cmpstr(words->str, ==, rows[i].words);
		g_assert_cmpstr(rest, ==, rows[i].rest);
	}
}

static void
test_words(void)
{
	static const struct {
		const char *label;
		JnSub sub;
		const char *text, *words, *rest; /* words NULL: no such command */
	} rows[] = {
		{"none", JN_SUB_SKILLS, "welding, TIG\n", NULL, NULL},
		{"in the line", JN_SUB_SKILLS, "#skills welding, TIG\n", "welding, TIG", ""},
		{"folded by a client", JN_SUB_SKILLS, "#skills welding, TIG,\nbrazing\n",
		 "welding, TIG,\nbrazing", ""},
		{"below", JN_SUB_SKILLS, "#skills\n\nwelding\nTIG\n\nHello\n", "welding\nTIG",
		 "Hello"},
		{"in the line, and a text", JN_SUB_SKILLS, "#Skills welding\n\nHello\n", "welding",
		 "Hello"},
		{"nothing", JN_SUB_SKILLS, "#skills\n", "", ""},
		{"another command before", JN_SUB_SKILLS, "#help\n#skills welding\n", "welding",
		 ""},
		{"below a greeting", JN_SUB_FIT, "Hi,\n\n#fit Well.\n\nBut slow.\n",
		 "Well.\n\nBut slow.", "Hi,"},
		{"not in a sentence", JN_SUB_FIT, "We say #fit\n", NULL, NULL},
		{"another word", JN_SUB_FIT, "#fitting\n", NULL, NULL},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *rest = NULL;
		g_autofree char *words = jn_command_said(rows[i].text, rows[i].sub, &rest);

		g_test_message("%s", rows[i].label);
		g_assert_cmpstr(words, ==, rows[i].words);
		g_assert_cmpstr(rest, ==, rows[i].rest);
	}
}

static void
test_rest_is_optional(void)
{
	g_autoptr(GArray) subs = jn_commands_parse("#help", NULL);

	g_assert_cmpuint(subs->len, ==, 1);
}

/* A mail as others get it. */
static void
test_strip(void)
{
	static const struct {
		const char *text, *stripped;
	} rows[] = {
		{"Hello\n", "Hello\n"},
		{"#thanks\n\nHello\n", "Hello\n"},
		{"#close 2, Bo\nHello\n", "Hello"},
		{"Hello\n#close\nthere\n", "Hello\nthere"},
		{"#thanks\nHello\n#close\n", "Hello"},
		{"Hello\n#thanks\n", "Hello\n#thanks\n"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *stripped = jn_command_strip(rows[i].text);

		g_assert_cmpstr(stripped, ==, rows[i].stripped);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/core/command/parse", test_parse);
	g_test_add_func("/core/command/rest-is-optional", test_rest_is_optional);
	g_test_add_func("/command/words", test_words);
	g_test_add_func("/command/strip", test_strip);
	return g_test_run();
}
