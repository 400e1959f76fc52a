/*
 * core/conversation.h: letters -> trees. JWZ is https://www.jwz.org/doc/threading.html; RFC is RFC
 * 5256 section 3, REFERENCES.
 */
#include "core/conversation.h"

#include <string.h>

#define LETTERS 6

/* "id<references,oldest first;subject;date": parts from the right may be left out. */
static const struct {
	const char *label;
	const char *letters[LETTERS];
	const char *tree; /* letters by their place in the row, 'g' a ghost, children in brackets */
} rows[] = {
	{"nothing", {NULL}, ""},
	{"one", {"a"}, "0"},
	{"a reply", {"a", "b<a"}, "0(1)"},
	{"the reply came first (RFC 1)", {"b<a", "a"}, "1(0)"},
	{"no id (RFC 1: a node of its own)", {"<a", "a"}, "1(0)"},
	{"two letters of one id (RFC 1)", {"a", "a", "b<a"}, "0(2)1"},
	{"the same letter twice, both replies", {"a", "b<a", "b<a"}, "0(12)"},
	{"a chain known by references alone (JWZ 1.B)", {"c<a,b", "a"}, "1(0)"},
	{"a missing letter in the middle", {"a", "c<a,b"}, "0(1)"},
	{"... that comes later", {"a", "c<a,b", "b<a"}, "0(2(1))"},
	{"two replies to a missing letter (JWZ 4: not promoted to the root)",
	 {"b<a", "c<a"},
	 "g(01)"},
	{"one reply to a missing letter (RFC 3: promoted)", {"b<a"}, "0"},
	{"nested ghosts go (JWZ 4.B)", {"d<a,b,c", "e<a,b,c"}, "g(01)"},
	{"a ghost without children goes (JWZ 4.A)", {"a", "b<x,a"}, "0(1)"},
	{"truncated references, mended by the letter itself (RFC 1.C)",
	 {"a", "c<a,b", "b<x"},
	 "02(1)"},
	{"a letter that names itself", {"a<a"}, "0"},
	{"two that name each other: no cycle (JWZ 1.C)", {"a<b", "b<a"}, "1(0)"},
	{"three in a circle", {"a<c", "b<a", "c<b"}, "2(0(1))"},
	{"a circle within references", {"d<a,b,a"}, "0"},
	{"references tell of a letter what itself left out", {"a", "b", "c<a,b"}, "0(1(2))"},
	{"... but not against its own word", {"a", "x", "b<x", "c<a,b"}, "01(2(3))"},
	{"siblings by date (RFC 6)", {"a;;1", "b<a;;9", "c<a;;5"}, "0(21)"},
	{"conversations by date, a ghost by its first child (RFC 4)",
	 {"a;;5", "b<x;;3", "c<x;;2"},
	 "g(21)0"},
	/* by subject: 'R' before it is Re: */
	{"a reply without references (RFC 5.C)", {"a;tubes", "b;Rtubes"}, "0(1)"},
	{"... that came first", {"b;Rtubes;1", "a;tubes;2"}, "1(0)"},
	{"two of the same subject (RFC 5.C: a ghost for both)", {"a;tubes", "b;tubes"}, "g(01)"},
	{"two replies, the first lost", {"a;Rtubes", "b;Rtubes"}, "g(01)"},
	{"another subject", {"a;tubes", "b;Rgloves"}, "01"},
	{"empty subjects join nothing (RFC 5.B.ii)", {"a;", "b;"}, "01"},
	{"a ghost takes those of its subject (RFC 5.C)",
	 {"b<a;Rtubes", "c<a;Rtubes", "d;Rtubes"},
	 "g(012)"},
	{"two ghosts of one subject (RFC 5.C)",
	 {"b<a;Rtubes", "c<a;Rtubes", "e<d;Rtubes", "f<d;Rtubes"},
	 "g(0123)"},
	{"a third of the same subject goes to the ghost",
	 {"a;tubes", "b;tubes", "c;tubes"},
	 "g(012)"},
};

typedef struct Row {
	char *text[LETTERS];
	char **references[LETTERS];
	JnThreaded letters[LETTERS];
	guint n;
} Row;

static void
row_init(Row *row, const char *const *letters)
{
	*row = (Row){.n = 0};
	for (; row->n < LETTERS && letters[row->n] != NULL; row->n++) {
		JnThreaded *l = &row->letters[row->n];
		char *text = row->text[row->n] = g_strdup(letters[row->n]);
		char *subject = strchr(text, ';');
		char *date = subject ? strchr(subject + 1, ';') : NULL;
		char *references = strchr(text, '<');

		l->date = date ? g_ascii_strtoll(date + 1, NULL, 10) : row->n;
		if (date != NULL)
			*date = '\0';
		if (subject != NULL)
			*subject++ = '\0';
		if (references != NULL)
			*references++ = '\0';
		l->is_reply = subject != NULL && subject[0] == 'R';
		l->subject_base = subject && l->is_reply ? subject + 1 : subject;
		l->message_id = text[0] ? text : NULL;
		row->references[row->n] = references ? g_strsplit(references, ",", -1) : NULL;
		l->references = (const char *const *)row->references[row->n];
	}
}

static void
row_clear(Row *row)
{
	for (guint i = 0; i < row->n; i++) {
		g_free(row->text[i]);
		g_strfreev(row->references[i]);
	}
}

static char *
tree_of(const GArray *places)
{
	GString *out = g_string_new(NULL);
	guint depth = 0;

	for (guint i = 0; i < places->len; i++) {
		const JnBranch *place = &g_array_index(places, JnBranch, i);

		g_assert_cmpuint(place->depth, <=, depth + 1);
		for (; depth < place->depth; depth++)
			g_string_append_c(out, '(');
		for (; depth > place->depth; depth--)
			g_string_append_c(out, ')');
		g_string_append_c(out, place->letter < 0 ? 'g' : (char)('0' + place->letter));
	}
	for (; depth > 0; depth--)
		g_string_append_c(out, ')');
	return g_string_free(out, FALSE);
}

static void
test_trees(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GArray) places = NULL;
		g_autofree char *tree = NULL;
		Row row;

		row_init(&row, rows[i].letters);
		places = jn_conversations_make(row.letters, row.n);
		tree = tree_of(places);
		g_test_message("%s", rows[i].label);
		g_assert_cmpstr(tree, ==, rows[i].tree);
		row_clear(&row);
	}
}

/* A chain of many, oldest first and newest first: neither the stack nor the time runs out. */
static void
test_long(void)
{
	enum { N = 20000 };
	g_autofree JnThreaded *letters = g_new0(JnThreaded, N);
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autofree const char **references = g_new0(const char *, 2 * N);

	for (guint i = 0; i < N; i++)
		g_ptr_array_add(ids, g_strdup_printf("id%u", i));
	for (guint turn = 0; turn < 2; turn++) {
		g_autoptr(GArray) places = NULL;

		for (guint i = 0; i < N; i++) {
			guint own = turn == 0 ? i : N - 1 - i;

			references[2 * i] = own > 0 ? ids->pdata[own - 1] : NULL;
			letters[i] = (JnThreaded){.message_id = ids->pdata[own],
						  .references = references + 2 * i,
						  .date = own};
		}
		places = jn_conversations_make(letters, N);
		g_assert_cmpuint(places->len, ==, N);
		g_assert_cmpuint(g_array_index(places, JnBranch, N - 1).depth, ==, N - 1);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/core/conversation/trees", test_trees);
	g_test_add_func("/core/conversation/long", test_long);
	return g_test_run();
}
