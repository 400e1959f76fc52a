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

/* Who answered may be called so; and what was given once is gone. */
static void
test_nobodys(void)
{
	const guint8 random[JN_ALIAS_BYTES] = {9, 9, 9, 9};
	g_autoptr(GPtrArray) given = g_ptr_array_new();
	g_autofree char *first = jn_alias_make(random, NULL, given);
	g_autofree char *upper = g_ascii_strup(first, -1);
	g_autofree char *renamed = NULL;
	JnAnswerer nameless = {.person = 3}, bearer = {.person = 2, .name = upper};
	g_autoptr(GPtrArray) answerers = g_ptr_array_new();
	g_autofree char *second = NULL;
	g_autofree char *third = NULL;

	g_ptr_array_add(given, first);
	renamed = jn_alias_make(random, NULL, given);
	g_assert_cmpstr(renamed, !=, first);
	g_ptr_array_add(answerers, &nameless);
	g_ptr_array_add(answerers, &bearer);
	second = jn_alias_make(random, answerers, NULL);
	g_assert_cmpstr(second, ==, renamed);
	g_ptr_array_add(given, second);
	third = jn_alias_make(random, answerers, given);
	g_assert_cmpstr(third, !=, first);
	g_assert_cmpstr(third, !=, second);
}

/* All pairs are gone: then a number stands behind, and that is nobody's either. */
static void
test_all_gone(void)
{
	const guint8 random[JN_ALIAS_BYTES] = {1, 2, 3, 4};
	g_autoptr(GPtrArray) given = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	g_autofree char *alias = NULL;

	for (guint i = 0; i < 128 * 128; i++) {
		guint8 bytes[JN_ALIAS_BYTES] = {0, 0, (guint8)(i >> 8), (guint8)i};

		g_ptr_array_add(given, jn_alias_make(bytes, NULL, NULL));
		g_hash_table_add(seen, g_ptr_array_index(given, i));
	}
	g_assert_cmpint(g_hash_table_size(seen), ==, 128 * 128);
	alias = jn_alias_make(random, NULL, given);
	g_assert_true(g_str_has_suffix(alias, " 2"));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/alias/two-words", test_two_words);
	g_test_add_func("/alias/of-the-bytes-alone", test_of_the_bytes_alone);
	g_test_add_func("/alias/nobodys", test_nobodys);
	g_test_add_func("/alias/all-gone", test_all_gone);
	return g_test_run();
}
