/*
 * Which item of a digest a reply means. A token has its numbers in base 32: 7 is 31. The mail of a row is all its lines; the new ones have no
 * mark before them. "weld:31" is the item meant, "of 2" how many are quoted.
 */
#include "core/item.h"

#include <string.h>

#define WELD "weld+r.7.3.mzxw6ytboi3tanbrga2dcnzw"
#define SAIL "sail+r.6.3.mzxw6ytboi3tanbrga2dcnzw"
#define SITE "mentor.example"

static const struct {
	const char *label, *text, *written;
	const char *meant;
} cases[] = {
	{"the one quoted", "Yes.\n\n> how? " WELD "@" SITE " it says\n", "Yes.", "weld:31 of 1"},
	{"its address ends the line", "Yes.\n\n> how? " WELD "@" SITE "\n", "Yes.", "weld:31 of 1"},
	{"its address is all of the line", "Yes.\n\n> " WELD "@" SITE "\n", "Yes.", "weld:31 of 1"},
	{"as a link's target",
	 "Yes.\n\n> <mailto:weld%2Br.7.3.mzxw6ytboi3tanbrga2dcnzw@" SITE "?x>\n", "Yes.",
	 "weld:31 of 1"},
	{"two quoted, the words above", "Yes.\n\n> " WELD "@" SITE "\n> " SAIL "@" SITE "\n",
	 "Yes.", "none of 2"},
	{"two quoted, the words below one",
	 "> " WELD "@" SITE "\n> text\n\nYes.\n\n> " SAIL "@" SITE "\n", "Yes.", "weld:31 of 2"},
	{"words below both", "> " WELD "@" SITE "\nYes.\n> " SAIL "@" SITE "\nNo.\n", "Yes.\nNo.",
	 "none of 2"},
	{"quoted without marks", "Yes.\n\nOn Monday we wrote:\n" WELD "@" SITE "\n", "Yes.",
	 "weld:31 of 1"},
	{"of another site", "Yes.\n\n> " WELD "@" SITE ".evil.example\n", "Yes.", "none of 0"},
	{"a goal's address", "Yes.\n\n> weld@" SITE "\n", "Yes.", "none of 0"},
	{"the same twice", "Yes.\n\n> " WELD "@" SITE "\n> <" WELD "@" SITE ">\n", "Yes.",
	 "weld:31 of 1"},
};

static void
test_find(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(JnItems) items = {0};
		g_autofree char *meant = NULL;

		jn_items_find(cases[i].text, cases[i].written, SITE, '+', &items);
		meant = items.meant != NULL
				? g_strdup_printf("%s:%d of %u", items.meant->name,
						  (int)items.meant->post, items.all->len)
				: g_strdup_printf("none of %u", items.all->len);
		g_test_message("%s", cases[i].label);
		g_assert_cmpstr(meant, ==, cases[i].meant);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/core/item/find", test_find);
	return g_test_run();
}
