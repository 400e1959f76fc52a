/* Names for the anonymous: made of the random bytes, and nobody's. */
#include <string.h>

#include "core/alias.h"

static void
test_two_words(void)
{
	for (guint i = 0; i < 256; i++) {
		guint8 random[JN_ALIAS_BYTES] = {0, 0, (guint8)i, (guint8)(7 * i)};
		g_autofree char *alias = jn_alias_make(random, NULL, NULL);
		g_auto(GStrv) words = g_strsplit(alias, " ", -1);

		g_assert_cmpint(g_strv_length(words), ==, 2);
		for (char **word = words; *word != NULL; word++) {
			g_assert_true(g_ascii_isupper((*word)[0]));
			for (const char *p = *word + 1; *p != '\0'; p++)
				g_assert_true(g_ascii_islower(*p));
		}
	}
}

static void
test_of_the_bytes_alone(void)
{
	const guint8 one[JN_ALIAS_BYTES] = {1, 2, 3, 4}, other[JN_ALIAS_BYTES] = {1, 2, 3, 5};
	g_autofree char *first = jn_alias_make(one, NULL, NULL);
	g_autofree char *again = jn_alias_make(one, NULL, NULL);
	g_autofree char *second = jn_alias_make(other, NULL, NULL);

	g_assert_cmpstr(first, ==, again);
	g_assert_cmpstr(first, !=, second);
}

/* Who answered may be called so; and who was known by one gets another. */
static void
test_nobodys(void)
{
	const guint8 random[JN_ALIAS_BYTES] = {9, 9, 9, 9};
	g_autofree char *first = jn_alias_make(random, NULL, NULL);
	g_autofree char *upper = g_ascii_strup(first, -1);
	g_autofree char *renamed = jn_alias_make(random, NULL, first);
	JnAnswerer nameless = {.person = 3}, bearer = {.person = 2, .name = upper};
	JnAnswerer next = {.person = 4, .name = renamed};
	g_autoptr(GPtrArray) answerers = g_ptr_array_new();
	g_autofree char *second = NULL;
	g_autofree char *third = NULL;

	g_assert_cmpstr(renamed, !=, first);
	g_ptr_array_add(answerers, &nameless);
	g_ptr_array_add(answerers, &bearer);
	second = jn_alias_make(random, answerers, NULL);
	g_assert_cmpstr(second, ==, renamed);
	g_ptr_array_add(answerers, &next);
	third = jn_alias_make(random, answerers, NULL);
	g_assert_cmpstr(third, !=, first);
	g_assert_cmpstr(third, !=, second);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/alias/two-words", test_two_words);
	g_test_add_func("/alias/of-the-bytes-alone", test_of_the_bytes_alone);
	g_test_add_func("/alias/nobodys", test_nobodys);
	return g_test_run();
}
