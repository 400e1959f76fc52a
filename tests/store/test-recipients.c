/* store/outbox.h: who gets what, page by page; rows, tries and failures. */
#include "fixture.h"

/* The addresses that a row goes to, in order, joined by blanks; suspended ones in parentheses.
 * Read with pages of `page`. */
static char *
recipients(Fixture *f, JnOutbox row, gint64 page)
{
	GString *out = g_string_new(NULL);
	guint got;

	do {
		g_autoptr(GPtrArray) list = NULL;

		ok(f, jn_outbox_recipients(f->db, &row, page, &list, &f->error));
		got = list->len;
		g_assert_cmpint(got, <=, page);
		for (guint i = 0; i < got; i++) {
			const JnRecipient *one = list->pdata[i];

			g_assert_cmpint(one->person, >, row.cursor);
			row.cursor = one->person;
			g_string_append_printf(out, one->suspended ? "%s(%s)" : "%s%s",
					       out->len > 0 ? " " : "", one->addr);
		}
	} while (got > 0);
	return g_string_free(out, FALSE);
}

static void
assert_recipients(Fixture *f, JnOutbox row, const char *expect)
{
	static const gint64 pages[] = {1, 2, 3, 100};

	for (gsize i = 0; i < G_N_ELEMENTS(pages); i++) {
		g_autofree char *got = recipients(f, row, pages[i]);

		g_test_message("pages of %d", (int)pages[i]);
		g_assert_cmpstr(got, ==, expect);
	}
}

/* ana's goal; one follower a mode; two follow open@; one of all is suspended. */
typedef struct Crowd {
	gint64 ana, each, questions, daily, weekly, none, open_each, open_questions, open_daily,
		both, gone, goal;
} Crowd;

static Crowd
crowd(Fixture *f)
{
	Crowd c = {
		.ana = person(f, "ana@x"),
		.each = person(f, "each@x"),
		.questions = person(f, "questions@x"),
		.daily = person(f, "daily@x"),
		.weekly = person(f, "weekly@x"),
		.none = person(f, "none@x"),
		.open_each = person(f, "open-each@x"),
		.open_questions = person(f, "open-questions@x"),
		.open_daily = person(f, "open-daily@x"),
		.both = person(f, "both@x"),
		.gone = person(f, "gone@x"),
	};

	c.goal = goal(f, "weld", c.ana);
	follow(f, c.goal, c.each, JN_MODE_EACH);
	follow(f, c.goal, c.questions, JN_MODE_QUESTIONS);
	follow(f, c.goal, c.daily, JN_MODE_DAILY);
	follow(f, c.goal, c.weekly, JN_MODE_WEEKLY);
	follow(f, c.goal, c.none, JN_MODE_NONE);
	follow(f, stream(f), c.open_each, JN_MODE_EACH);
	follow(f, stream(f), c.open_questions, JN_MODE_QUESTIONS);
	follow(f, stream(f), c.open_daily, JN_MODE_DAILY);
	follow(f, stream(f), c.both, JN_MODE_EACH);
	follow(f, c.goal, c.both, JN_MODE_EACH);
	follow(f, c.goal, c.gone, JN_MODE_EACH);
	ok(f,
	   jn_person_save_reach(f->db, c.gone, JN_REACH_SUSPENDED, "5.1.1", 4000, NOW, &f->error));
	return c;
}

static void
test_posts(Fixture *f, gconstpointer data)
{
	Crowd c = crowd(f);
	gint64 eve = person(f, "eve@x");
	gint64 question = post(f, c.goal, c.ana, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	gint64 answer = post(f, c.goal, c.each, JN_KIND_ANSWER, JN_AUDIENCE_OPEN, question);
	gint64 from_eve = post(f, c.goal, eve, JN_KIND_ANSWER, JN_AUDIENCE_OPEN, question);
	gint64 followup = post(f, c.goal, c.ana, JN_KIND_FOLLOWUP, JN_AUDIENCE_OPEN, from_eve);
	gint64 thanks = post(f, c.goal, c.ana, JN_KIND_THANKS, JN_AUDIENCE_OPEN, from_eve);
	gint64 own = post(f, c.goal, c.both, JN_KIND_COMMENT, JN_AUDIENCE_OPEN, 0);
	gint64 members = post(f, c.goal, c.each, JN_KIND_ANSWER, JN_AUDIENCE_MEMBERS, question);
	gint64 alone = post(f, c.goal, eve, JN_KIND_ANSWER, JN_AUDIENCE_PROTEGE, question);
	const struct {
		const char *label;
		gint64 post;
		const char *expect;
	} rows[] = {
		{"a question: each and questions, here and on open@; not who asked", question,
		 "each@x questions@x open-each@x open-questions@x both@x (gone@x)"},
		{"an answer: each, and the protege; not its author", answer,
		 "ana@x both@x (gone@x)"},
		{"a stranger's answer", from_eve, "ana@x each@x both@x (gone@x)"},
		{"a followup reaches the stranger whose answer it is on", followup,
		 "each@x both@x (gone@x) eve@x"},
		{"mere thanks reach whose answer it was, and nobody else", thanks, "eve@x"},
		{"the post of somebody who follows here and there", own, "ana@x each@x (gone@x)"},
		{"for members: nobody who only follows", members, "ana@x"},
		{"for the protege alone", alone, "ana@x"},
	};

	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].label);
		assert_recipients(f, (JnOutbox){.to = JN_TO_POST, .post = rows[i].post},
				  rows[i].expect);
	}
}

/* Asked when it is sent: who left in the meantime gets nothing, who came does. */
static void
test_now(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x");
	gint64 bo = person(f, "bo@x");
	gint64 cy = person(f, "cy@x");
	gint64 weld = goal(f, "weld", ana);
	JnOutbox row = {.to = JN_TO_POST};

	(void)data;
	follow(f, weld, bo, JN_MODE_EACH);
	row.post = post(f, weld, ana, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	assert_recipients(f, row, "bo@x");
	follow(f, weld, bo, JN_MODE_ABSENT);
	follow(f, weld, cy, JN_MODE_EACH);
	assert_recipients(f, row, "cy@x");
}

/* Their mail goes to the primary address, once, however many they have. */
static void
test_addresses(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x");
	gint64 bo = person(f, "bo@x");
	gint64 weld = goal(f, "weld", ana);
	JnOutbox row = {.to = JN_TO_POST};

	(void)data;
	ok(f, jn_person_link(f->db, bo, "a-second@x", &f->error));
	follow(f, weld, bo, JN_MODE_EACH);
	row.post = post(f, weld, ana, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	assert_recipients(f, row, "bo@x");
}

static void
test_letters(Fixture *f, gconstpointer data)
{
	Crowd c = crowd(f);

	(void)data;
	/* A probe goes to whom nothing else goes. */
	assert_recipients(f, (JnOutbox){.to = JN_TO_PERSON, .person = c.gone}, "gone@x");
	assert_recipients(f, (JnOutbox){.to = JN_TO_PERSON, .person = 999}, "");
	assert_recipients(f, (JnOutbox){.to = JN_TO_STREAM}, "open-each@x both@x");
}

/* The receipt says how many a question goes to: that is how many get it. */
static void
test_count(Fixture *f, gconstpointer data)
{
	Crowd c = crowd(f);
	const struct {
		const char *label;
		gint64 author;
		gboolean is_question;
		gint64 expect;
	} rows[] = {
		{"a question of the protege", c.ana, TRUE, 5},
		{"an answer of a follower", c.each, FALSE, 2},
		{"an answer of a stranger", person(f, "eve@x"), FALSE, 3},
	};

	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		gint64 number = -1;

		g_test_message("%s", rows[i].label);
		ok(f, jn_outbox_count(f->db, c.goal, rows[i].author, rows[i].is_question, &number,
				      &f->error));
		g_assert_cmpint(number, ==, rows[i].expect);
	}
}

/* A large goal costs no more a page than a small one, and nobody is left out or met twice. */
static void
test_many(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x");
	gint64 weld = goal(f, "weld", ana);
	JnOutbox row = {.to = JN_TO_POST};
	g_autofree char *got = NULL;
	g_auto(GStrv) words = NULL;

	(void)data;
	for (int i = 0; i < 500; i++) {
		g_autofree char *addr = g_strdup_printf("p%03d@x", i);
		gint64 one = person(f, addr);

		if (i % 3 != 0)
			follow(f, weld, one, JN_MODE_EACH);
		if (i % 5 == 0)
			follow(f, stream(f), one, JN_MODE_QUESTIONS);
	}
	row.post = post(f, weld, ana, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	got = recipients(f, row, 7);
	words = g_strsplit(got, " ", -1);
	/* 333 follow, 100 read all questions, 67 do both. */
	g_assert_cmpuint(g_strv_length(words), ==, 333 + 100 - 66);
	for (guint i = 1; words[i] != NULL; i++)
		g_assert_cmpstr(words[i - 1], <, words[i]);
}

/* ---- rows ---- */

static JnOutbox *
next(Fixture *f, gint64 now, gint64 after)
{
	JnOutbox *row = NULL;

	ok(f, jn_outbox_next(f->db, now, after, &row, &f->error));
	return row;
}

static void
test_rows(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x");
	g_autoptr(GVariant) variables =
		g_variant_ref_sink(g_variant_new_parsed("{'title': <'It\\'s \303\266'>}"));
	JnOutbox late = {.to = JN_TO_PERSON, .person = ana, .due = NOW + 60, .created = NOW};
	JnOutbox letter = {.to = JN_TO_PERSON,
			   .person = ana,
			   .template_name = (char *)"help",
			   .variables = variables,
			   .reply_to = (char *)"r@y",
			   .in_reply_to = (char *)"m@x",
			   .created = NOW,
			   .due = NOW};
	gint64 first = outbox(f, &late);
	gint64 second = outbox(f, &letter);
	gint64 third = outbox(f, &letter);
	g_autoptr(JnOutbox) row = NULL;
	gint64 due = 0;

	(void)data;
	row = next(f, NOW, 0);
	g_assert_cmpint(row->id, ==, second);
	g_assert_cmpint(row->to, ==, JN_TO_PERSON);
	g_assert_cmpstr(row->template_name, ==, "help");
	g_assert_cmpstr(row->reply_to, ==, "r@y");
	g_assert_cmpstr(row->in_reply_to, ==, "m@x");
	g_assert_true(g_variant_equal(row->variables, variables));
	g_assert_cmpint(row->goal, ==, 0);
	/* Done: passed over, and what it said forgotten, for it may have held a cookie. */
	row->done = NOW;
	row->sent = 1;
	row->cursor = ana;
	ok(f, jn_outbox_save(f->db, row, &f->error));
	jn_outbox_free(row);
	ok(f, jn_outbox_load(f->db, second, &row, &f->error));
	g_assert_null(row->variables);
	g_assert_cmpint(row->cursor, ==, ana);
	g_assert_cmpint(row->sent, ==, 1);
	jn_outbox_free(row);
	row = next(f, NOW, 0);
	g_assert_cmpint(row->id, ==, third);
	jn_outbox_free(row);
	row = next(f, NOW, third);
	g_assert_null(row);
	row = next(f, NOW + 60, 0);
	g_assert_cmpint(row->id, ==, first);
	ok(f, jn_outbox_next_due(f->db, &due, &f->error));
	g_assert_cmpint(due, ==, NOW);
}

static guint
failed(Fixture *f, gint64 now, gboolean given_up)
{
	g_autoptr(GPtrArray) list = NULL;

	ok(f, jn_outbox_failed(f->db, now, given_up, 100, &list, &f->error));
	return list->len;
}

static void
test_failures(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x");
	gint64 bo = person(f, "bo@x");
	g_autoptr(GVariant) variables = g_variant_ref_sink(g_variant_new_parsed("{'a': <'b'>}"));
	JnOutbox row = {.to = JN_TO_STREAM,
			.variables = variables,
			.reply_to = (char *)"weld+c.cookie@y",
			.created = NOW,
			.due = NOW};
	g_autoptr(GPtrArray) list = NULL;
	const JnFailed *one;
	gint64 due = 0;

	(void)data;
	row.id = outbox(f, &row);
	ok(f, jn_outbox_fail(f->db, row.id, ana, NOW, NOW + 10, FALSE, "451 later", &f->error));
	ok(f, jn_outbox_fail(f->db, row.id, bo, NOW, NOW + 20, FALSE, "451 later", &f->error));
	g_assert_cmpuint(failed(f, NOW, FALSE), ==, 0);
	g_assert_cmpuint(failed(f, NOW + 10, FALSE), ==, 1);
	g_assert_cmpuint(failed(f, NOW + 20, FALSE), ==, 2);
	/* The row is through; those who failed still need its words. */
	row.done = NOW;
	ok(f, jn_outbox_save(f->db, &row, &f->error));
	g_assert_cmpint(count(f, "SELECT count(*) FROM outbox WHERE variables IS NULL"), ==, 0);
	ok(f, jn_outbox_next_due(f->db, &due, &f->error));
	g_assert_cmpint(due, ==, NOW + 10);
	/* Again, and for good. */
	ok(f, jn_outbox_fail(f->db, row.id, ana, NOW + 10, NOW + 30, FALSE, "452 full", &f->error));
	ok(f, jn_outbox_failed(f->db, NOW + 30, FALSE, 100, &list, &f->error));
	one = list->pdata[0];
	g_assert_cmpint(one->person, ==, ana);
	g_assert_cmpint(one->attempts, ==, 2);
	g_assert_cmpint(one->first, ==, NOW);
	g_assert_cmpint(one->due, ==, NOW + 30);
	g_assert_cmpstr(one->addr, ==, "ana@x");
	g_assert_cmpstr(one->error, ==, "452 full");
	ok(f, jn_outbox_fail(f->db, row.id, bo, NOW, NOW, TRUE, "550 gone", &f->error));
	g_assert_cmpuint(failed(f, NOW + 999, FALSE), ==, 1);
	g_assert_cmpuint(failed(f, 0, TRUE), ==, 1);
	g_assert_cmpint(count(f, "SELECT count(*) FROM outbox WHERE reply_to IS NULL"), ==, 0);
	ok(f, jn_outbox_succeed(f->db, row.id, ana, &f->error));
	g_assert_cmpuint(failed(f, NOW + 999, FALSE), ==, 0);
	g_assert_cmpint(count(f, "SELECT sent FROM outbox"), ==, 1);
	g_assert_cmpint(count(f, "SELECT count(*) FROM outbox WHERE variables IS NULL"), ==, 1);
	g_assert_cmpint(count(f, "SELECT count(*) FROM outbox WHERE reply_to IS NULL"), ==, 1);
	ok(f, jn_outbox_next_due(f->db, &due, &f->error));
	g_assert_cmpint(due, ==, 0);
}

/* The last who waited is given up, or left: the cookie goes with the words. */
static void
test_failed_for_good(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x");
	g_autoptr(GVariant) variables = g_variant_ref_sink(g_variant_new_parsed("{'a': <'b'>}"));
	JnOutbox row = {.to = JN_TO_PERSON,
			.person = ana,
			.variables = variables,
			.reply_to = (char *)"weld+c.cookie@y",
			.created = NOW,
			.done = NOW,
			.due = NOW};
	static const char bare[] =
		"SELECT count(*) FROM outbox WHERE variables IS NULL AND reply_to IS NULL";

	(void)data;
	for (int how = 0; how < 3; how++) {
		row.id = outbox(f, &row);
		ok(f, jn_outbox_fail(f->db, row.id, ana, NOW, NOW, FALSE, "451", &f->error));
		ok(f, jn_outbox_save(f->db, &row, &f->error));
		g_assert_cmpint(count(f, bare), ==, how);
		if (how == 0)
			ok(f, jn_outbox_fail(f->db, row.id, ana, NOW, NOW, TRUE, "5", &f->error));
		else if (how == 1)
			ok(f, jn_outbox_put_off(f->db, row.id, NOW, TRUE, "broken", &f->error));
		else
			ok(f, jn_outbox_forget_failed(f->db, row.id, ana, &f->error));
		g_assert_cmpint(count(f, bare), ==, how + 1);
	}
}

static void
test_purge(Fixture *f, gconstpointer data)
{
	JnOutbox row = {.to = JN_TO_STREAM, .created = NOW, .due = NOW};
	JnOutbox forward = {.to = JN_TO_OPERATOR, .mail = mail(f, NOW), .created = NOW, .due = NOW};
	gint64 old = outbox(f, &forward);
	gint64 young = outbox(f, &row);
	g_autoptr(JnOutbox) left = NULL;

	(void)data;
	ok(f, jn_outbox_fail(f->db, outbox(f, &row), 0, NOW, NOW, FALSE, "451", &f->error));
	ok(f, jn_outbox_fail(f->db, old, 0, NOW, NOW, TRUE, "550", &f->error));
	row.id = old;
	row.done = NOW;
	ok(f, jn_outbox_save(f->db, &row, &f->error));
	row.id = young;
	row.done = NOW + 1;
	ok(f, jn_outbox_save(f->db, &row, &f->error));
	ok(f, jn_outbox_purge(f->db, NOW, &f->error));
	g_assert_cmpint(count(f, "SELECT count(*) FROM outbox"), ==, 2);
	g_assert_cmpint(count(f, "SELECT count(*) FROM outbox_failed"), ==, 1);
	ok(f, jn_outbox_load(f->db, old, &left, &f->error));
	g_assert_null(left);
	g_assert_cmpint(count(f, "SELECT count(*) FROM mail"), ==, 0);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*test)(Fixture *f, gconstpointer data);
	} tests[] = {
		{"/recipients/posts", test_posts},
		{"/recipients/now", test_now},
		{"/recipients/addresses", test_addresses},
		{"/recipients/letters", test_letters},
		{"/recipients/count", test_count},
		{"/recipients/many", test_many},
		{"/outbox/rows", test_rows},
		{"/outbox/failures", test_failures},
		{"/outbox/failed for good", test_failed_for_good},
		{"/outbox/purge", test_purge},
	};

	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].name, Fixture, NULL, fixture_make, tests[i].test,
			   fixture_remove);
	return g_test_run();
}
