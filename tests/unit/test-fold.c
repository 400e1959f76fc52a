/*
 * test-fold.c - jn_fold() is g_utf8_strdown().
 */
#include <string.h>

#include "base/fold.h"

static const char *const cases[] = {
	"",
	"a",
	"Z",
	"@AZ[`az{",
	"Sent From My iPhone, 2026-11-28 10:15 +0100 (CET)",
	"ÆØÅ",
	"Straße İstanbul ΣΑΣ",
	"a long line of Text That is more than Sixty-Four octets, so that Vectors have a whole run "
	"of it; Ünd dann das",
};

/* Every character alone, and between others. */
static void
test_characters(void)
{
	for (gunichar c = 1; c < 0x20000; c++) {
		char text[32] = "Ab";
		g_autofree char *wanted = NULL;
		g_autofree char *got = NULL;

		if (c >= 0xd800 && c < 0xe000)
			continue;
		strcpy(text + 2 + g_unichar_to_utf8(c, text + 2), "Cd");
		wanted = g_utf8_strdown(text, -1);
		got = jn_fold(text, -1);
		g_assert_cmpstr(got, ==, wanted);
	}
}

/* The worst growth, and what is no UTF-8. */
static void
test_odd(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *wanted = NULL;
	g_autofree char *got = NULL;
	static const char *const cut[] = {"AB\303", "AB\342\202", "AB\360\237\230", "AB\377",
					  "AB\342\202\254\360"};

	for (guint i = 0; i < 100; i++)
		g_string_append(text, "\310\272");
	wanted = g_utf8_strdown(text->str, -1);
	got = jn_fold(text->str, -1);
	g_assert_cmpstr(got, ==, wanted);
	/* Cut in the middle of a character, with no NUL behind it: no over-read, whatever it says. */
	for (gsize i = 0; i < G_N_ELEMENTS(cut); i++) {
		g_autofree char *bare = g_memdup2(cut[i], strlen(cut[i]));
		g_autofree char *broken = jn_fold(bare, (gssize)strlen(cut[i]));

		g_assert_true(g_str_has_prefix(broken, "ab"));
	}
}

static void
test_fold(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		gsize size = strlen(cases[i]);
		g_autofree char *wanted = g_utf8_strdown(cases[i], -1);
		g_autofree char *got = jn_fold(cases[i], -1);
		/* No NUL behind it: an over-read shows. */
		g_autofree char *bare = g_memdup2(cases[i], size ? size : 1);
		g_autofree char *again = jn_fold(bare, (gssize)size);
		g_autofree char *none = jn_fold(cases[i], 0);

		g_assert_cmpstr(got, ==, wanted);
		g_assert_cmpstr(again, ==, wanted);
		g_assert_cmpstr(none, ==, "");
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/base/fold/texts", test_fold);
	g_test_add_func("/base/fold/characters", test_characters);
	g_test_add_func("/base/fold/odd", test_odd);
	return g_test_run();
}
