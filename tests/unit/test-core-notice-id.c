/* core/notice-id.h: which row of ours a reply means, and that its number tells nobody else anything. */
#include "core/notice-id.h"

#include <string.h>

#include "base/base32.h"

#define NOW G_GINT64_CONSTANT(1795418489) /* 2026-11-23T07:21:29Z */
#define DOMAIN "goals.example"

static const JnKeys keys = {.current = {1, 2, 3, 4}, .made = NOW - 9};

/* FALSE: it means no row of ours. */
static gboolean
read_back(const JnKeys *with, const char *id, gint64 *ret_row, gint64 *ret_person)
{
	g_autofree char *text = g_strdup_printf("From: a@x\nIn-Reply-To: <%s>\n\nYes.\n", id);
	g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
	g_autoptr(GError) error = NULL;
	g_autoptr(JnMessage) message = jn_message_parse(raw, &error);

	g_assert_no_error(error);
	return jn_notice_row(with, message, DOMAIN, ret_row, ret_person);
}

static char *
make(gint64 row, gint64 when)
{
	return jn_notice_id_format(&keys, "help", row, 5, when, DOMAIN);
}

/* What a stranger reads in it. */
static gint64
shown_in(const char *id)
{
	g_auto(GStrv) fields = g_strsplit(id, ".", 4);
	gint64 row = -1;

	g_assert_true(jn_base32_to_number(fields[1], &row));
	return row;
}

static void
test_rows(void)
{
	static const gint64 rows[] = {1, 2, 3, 4711, G_GINT64_CONSTANT(1) << 31, 1099511627775};
	gint64 last = 0;

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *id = make(rows[i], NOW);
		g_autofree char *again = make(rows[i], NOW);
		gint64 row, person, shown = shown_in(id);

		g_assert_cmpstr(id, ==, again);
		g_assert_true(read_back(&keys, id, &row, &person));
		g_assert_cmpint(row, ==, rows[i]);
		g_assert_cmpint(person, ==, 5);
		/* Neither the number nor how far it is from the one before. */
		g_assert_cmpint(ABS(shown - last), >, 1000000);
		last = shown;
	}
}

/* A letter from before the key was replaced is known by the older one. */
static void
test_keys(void)
{
	JnKeys newer = {.current = {9, 9}, .made = NOW + 1, .n_older = 1};
	JnKeys other = {.current = {9, 9}, .made = NOW + 1};
	g_autofree char *id = make(81, NOW);
	gint64 row, person;

	memcpy(newer.older[0].bytes, keys.current, JN_KEY_BYTES);
	newer.older[0].made = keys.made;
	g_assert_true(read_back(&newer, id, &row, &person));
	g_assert_cmpint(row, ==, 81);
	g_assert_false(read_back(&other, id, &row, &person));
}

/* What is none of ours, or was cut. */
static void
test_none(void)
{
	static const char *const ids[] = {"help.4.x@goals.example", "help.b.c.d@other.example",
					  "help.b.c@goals.example", "help.1.c.d@goals.example",
					  "help@goals.example",     "abcd.post@goals.example"};
	gint64 row, person;

	for (gsize i = 0; i < G_N_ELEMENTS(ids); i++) {
		g_test_message("%s", ids[i]);
		g_assert_false(read_back(&keys, ids[i], &row, &person));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/notice-id/rows", test_rows);
	g_test_add_func("/notice-id/keys", test_keys);
	g_test_add_func("/notice-id/none", test_none);
	return g_test_run();
}
