/* core/chosen.h: whom words name, of those who answered. */
#include "core/chosen.h"

static JnAnswerer people[] = {
	{.person = 2, .name = (char *)"Bo Smed", .addr = (char *)"bo@forge.example", .number = 1},
	{.person = 3,
	 .name = (char *)"J\303\274rgen M\303\274ller",
	 .addr = (char *)"jm@x",
	 .number = 2},
	{.person = 4, .name = (char *)"Eva Smed", .addr = (char *)"eva@x", .number = 3},
	{.person = 2, .name = (char *)"Bo Smed", .addr = (char *)"bo@forge.example", .number = 4},
	{.person = 5, .addr = (char *)"nameless@x", .number = 12},
	{.person = 6, .name = (char *)"Li", .addr = (char *)"li@x", .number = 0},
};

static void
test_parse(void)
{
	static const struct {
		const char *label, *words, *people, *unknown;
	} rows[] = {
		{"nothing", "", "", NULL},
		{"a number", "2", "3", NULL},
		{"numbers", "2, 4", "3 2", NULL},
		{"without a comma", "2 12", "3 5", NULL},
		{"with marks", "#2 & #1.", "3 2", NULL},
		{"words beside it", "Please close with answers 2 and 1!", "3 2", NULL},
		{"two answers of one person", "1, 4", "2", NULL},
		{"no such answer", "2, 7", "3", "7"},
		{"zero is none", "0", "", "0"},
		{"a huge number", "99999999999999999999", "", "99999999999999999999"},
		{"a minus is no number", "-2", "", "-2"},
		{"a first name", "bo", "2", NULL},
		{"a whole name", "BO SMED", "2", NULL},
		{"letters beyond ASCII, other case", "J\303\234RGEN", "3", NULL},
		{"a name that two have", "Smed", "", "smed"},
		{"names", "Bo og Eva\nLi", "2 4 6", NULL},
		{"an address", "<nameless@x>", "5", NULL},
		{"names and numbers", "2; Eva", "3 4", NULL},
		{"turned around", "not Bo", "", "not bo"},
		{"a sentence", "Eva, because she knows, 2", "4 3", "because she knows"},
		{"part of a name", "J\303\274r", "", "j\303\274r"},
		{"nobody", "Zed", "", "zed"},
	};
	g_autoptr(GPtrArray) answerers = g_ptr_array_new();

	for (gsize i = 0; i < G_N_ELEMENTS(people); i++)
		g_ptr_array_add(answerers, &people[i]);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *unknown = NULL;
		g_autoptr(GPtrArray) chosen = jn_chosen_parse(rows[i].words, answerers, &unknown);
		g_autoptr(GString) got = g_string_new(NULL);

		for (guint at = 0; at < chosen->len; at++)
			g_string_append_printf(got, "%s%d", at > 0 ? " " : "",
					       (int)((JnAnswerer *)chosen->pdata[at])->person);
		g_test_message("%s", rows[i].label);
		g_assert_cmpstr(got->str, ==, rows[i].people);
		g_assert_cmpstr(unknown, ==, rows[i].unknown);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/chosen/parse", test_parse);
	return g_test_run();
}
