/* Moments in variables, in a language and a zone. */
#include <string.h>

#include "render/moment.h"

static const char template[] =
	"Subject: {{day}}.{{#month=11}}nov{{/month=11}}{{#month=12}}dec{{/month=12}} {{year}} "
	"{{hour}}:{{minute}} {{zone}}\n\nx\n";

static const struct {
	const char *label;
	guint64 when;
	int offset;
	const char *text;
} rows[] = {
	{"UTC", 1795418489, 0, "23.nov 2026 07:21 UTC"},
	{"east", 1795418489, 7200, "23.nov 2026 09:21 UTC+2"},
	{"half an hour", 1795418489, 19800, "23.nov 2026 12:51 UTC+5:30"},
	{"west, another day", 1795418489, -28800, "22.nov 2026 23:21 UTC-8"},
	{"west, minutes", 1795418489, -12600, "23.nov 2026 03:51 UTC-3:30"},
	{"past all calendars", G_MAXINT64, 0, "?"},
};

static void
test_rows(void)
{
	g_autoptr(JnTemplate) moment =
		jn_template_parse("moment", template, sizeof template - 1, NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GVariant) variables = g_variant_ref_sink(
			g_variant_new_parsed("{'when': <%t>, 'n': <int64 5>}", rows[i].when));
		g_autoptr(GError) error = NULL;
		g_autoptr(GVariant) texts =
			jn_moments_format(variables, moment, rows[i].offset, FALSE, &error);
		const char *text = NULL;
		gint64 n = 0;

		g_test_message("%s", rows[i].label);
		g_assert_no_error(error);
		g_assert_true(g_variant_lookup(texts, "when", "&s", &text));
		g_assert_cmpstr(text, ==, rows[i].text);
		g_assert_true(g_variant_lookup(texts, "n", "x", &n));
		g_assert_cmpint(n, ==, 5);
	}
}

/* In lists, however deep a digest has them. */
static void
test_lists(void)
{
	g_autoptr(JnTemplate) moment =
		jn_template_parse("moment", template, sizeof template - 1, NULL);
	g_autoptr(GVariant) variables = g_variant_ref_sink(g_variant_new_parsed(
		"{'a': <[{'b': <[{'c': <[{'when': <uint64 1795418489>}]>}]>}, {'x': <'y'>}]>}"));
	g_autoptr(GVariant) texts = jn_moments_format(variables, moment, 0, TRUE, NULL);
	g_autofree char *printed = g_variant_print(texts, FALSE);

	g_assert_cmpstr(printed, ==,
			"{'a': <[{'b': <[{'c': <[{'when': <'23.nov 2026 07:21'>}]>}]>}, "
			"{'x': <'y'>}]>}");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/moment/rows", test_rows);
	g_test_add_func("/moment/lists", test_lists);
	return g_test_run();
}
