/* store/: who gets and may see what of a goal that is closed, was, or keeps quiet. */
#include "fixture.h"

#include "base/limits.h"
#include "store/mentor.h"

typedef struct Circle {
	gint64 ana, bo, cy, di, hal, goal, question;
} Circle;

/* ana's goal; bo, cy and di follow it, hal all open goals; one open question. */
static Circle
circle(Fixture *f)
{
	Circle c = {.ana = person(f, "ana@x"),
		    .bo = person(f, "bo@x"),
		    .cy = person(f, "cy@x"),
		    .di = person(f, "di@x"),
		    .hal = person(f, "hal@x")};

	c.goal = goal(f, "weld", c.ana);
	follow(f, c.goal, c.bo, JN_MODE_EACH);
	follow(f, c.goal, c.cy, JN_MODE_EACH);
	follow(f, c.goal, c.di, JN_MODE_EACH);
	follow(f, stream(f), c.hal, JN_MODE_EACH);
	c.question = post(f, c.goal, c.ana, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	return c;
}

static gint64
post_closed(Fixture *f, const Circle *c, gint64 author, gint64 root)
{
	gint64 id = post(f, c->goal, author, JN_KIND_FOLLOWUP, JN_AUDIENCE_MEMBERS, c->question);

	ok(f, jn_db_run(f->db, &f->error, "UPDATE post SET closed_root = :root WHERE id = :id",
			":root", JN_INT, root ? root : id, ":id", JN_INT, id, NULL));
	return id;
}

static void
mentor(Fixture *f, const Circle *c, gint64 who, JnMentorState state)
{
	ok(f, jn_mentor_save(f->db, c->goal, who, state, NOW + JN_ACCEPT_LIFE, NOW, &f->error));
}

/* The addresses that a row goes to, in order. */
static char *
recipients(Fixture *f, JnOutbox row)
{
	GString *out = g_string_new(NULL);
	g_autoptr(GPtrArray) list = NULL;

	ok(f, jn_outbox_recipients(f->db, &row, 100, &list, &f->error));
	for (guint i = 0; i < list->len; i++)
		g_string_append_printf(out, "%s%s", i > 0 ? " " : "",
				       ((JnRecipient *)list->pdata[i])->addr);
	return g_string_free(out, FALSE);
}

static void
goes_to(Fixture *f, gint64 post_id, const char *expect)
{
	g_autofree char *got = recipients(f, (JnOutbox){.to = JN_TO_POST, .post = post_id});

	g_assert_cmpstr(got, ==, expect);
}

/* What waited when the goal closed is stopped for all but those chosen. */
static void
test_stopped(Fixture *f, gconstpointer data)
{
	Circle c = circle(f);
	gint64 from_bo = post(f, c.goal, c.bo, JN_KIND_ANSWER, JN_AUDIENCE_OPEN, c.question);
	gint64 reply = post(f, c.goal, c.ana, JN_KIND_FOLLOWUP, JN_AUDIENCE_OPEN, from_bo);

	(void)data;
	goes_to(f, c.question, "bo@x cy@x di@x hal@x");
	goes_to(f, reply, "bo@x cy@x di@x");
	ok(f, jn_goal_close(f->db, c.goal, NOW, &f->error));
	goes_to(f, c.question, "");
	goes_to(f, reply, "");
	goes_to(f, from_bo, "ana@x");
	mentor(f, &c, c.bo, JN_MENTOR_ASKED);
	goes_to(f, c.question, "bo@x");
	goes_to(f, reply, "bo@x");
	mentor(f, &c, c.bo, JN_MENTOR_LEFT);
	goes_to(f, reply, "");
	ok(f, jn_goal_end(f->db, c.goal, NOW, &f->error));
	goes_to(f, c.question, "");
	ok(f, jn_goal_open(f->db, c.goal, NOW, &f->error));
	goes_to(f, c.question, "bo@x cy@x di@x hal@x");
}

/* Closed posts: those who accepted, of what came since they were asked, each once. */
static void
test_members(Fixture *f, gconstpointer data)
{
	Circle c = circle(f);
	gint64 before, between, after, below, alone;

	(void)data;
	ok(f, jn_goal_close(f->db, c.goal, NOW, &f->error));
	before = post_closed(f, &c, c.ana, 0);
	mentor(f, &c, c.bo, JN_MENTOR_ASKED);
	between = post_closed(f, &c, c.ana, 0);
	goes_to(f, between, "");
	mentor(f, &c, c.bo, JN_MENTOR_ACCEPTED);
	after = post_closed(f, &c, c.ana, 0);
	below = post_closed(f, &c, c.ana, before);
	alone = post(f, c.goal, c.cy, JN_KIND_COMMENT, JN_AUDIENCE_PROTEGE, c.question);
	goes_to(f, before, "");
	goes_to(f, after, "bo@x");
	goes_to(f, below, "");
	goes_to(f, alone, "ana@x");
	/* Between the two of them, whoever else is in it. */
	goes_to(f, post(f, c.goal, c.ana, JN_KIND_FOLLOWUP, JN_AUDIENCE_PROTEGE, alone), "cy@x");
	goes_to(f, post_closed(f, &c, c.bo, between), "ana@x");
	/* What waited goes to him by a row of his own; by everybody's row it would go twice. */
	goes_to(f, between, "");
	g_assert_cmpint(count(f, "SELECT count(*) FROM outbox WHERE person_id IS NOT NULL"), ==, 1);
	g_assert_cmpint(count(f, "SELECT post_id FROM outbox WHERE person_id IS NOT NULL"), ==,
			between);
	{
		g_autofree char *own = recipients(
			f, (JnOutbox){.to = JN_TO_POST, .post = between, .person = c.bo});
		g_autofree char *other = recipients(
			f, (JnOutbox){.to = JN_TO_POST, .post = between, .person = c.cy});

		g_assert_cmpstr(own, ==, "bo@x");
		g_assert_cmpstr(other, ==, "");
	}
	/* Accepting twice sends nothing twice. */
	mentor(f, &c, c.bo, JN_MENTOR_ACCEPTED);
	g_assert_cmpint(count(f, "SELECT count(*) FROM outbox"), ==, 1);
	/* Open again: what was closed stays so. */
	ok(f, jn_goal_open(f->db, c.goal, NOW, &f->error));
	goes_to(f, after, "bo@x");
	mentor(f, &c, c.bo, JN_MENTOR_LEFT);
	goes_to(f, after, "");
}

/* Shared: all, and members who do not follow. */
static void
test_shared(Fixture *f, gconstpointer data)
{
	Circle c = circle(f);
	gint64 zed = person(f, "zed@x");
	gint64 shared;

	(void)data;
	ok(f, jn_goal_close(f->db, c.goal, NOW, &f->error));
	mentor(f, &c, zed, JN_MENTOR_ASKED);
	mentor(f, &c, zed, JN_MENTOR_ACCEPTED);
	shared = post(f, c.goal, c.ana, JN_KIND_UPDATE, JN_AUDIENCE_OPEN, 0);
	goes_to(f, shared, "");
	ok(f, jn_db_run(f->db, &f->error, "UPDATE post SET shared = 1 WHERE id = :id", ":id",
			JN_INT, shared, NULL));
	goes_to(f, shared, "bo@x cy@x di@x zed@x");
}

static void
test_letters(Fixture *f, gconstpointer data)
{
	Circle c = circle(f);
	JnOutbox pause = {.to = JN_TO_FOLLOWERS, .goal = c.goal};
	JnOutbox announce = {.to = JN_TO_STREAM, .goal = c.goal};
	g_autofree char *open = recipients(f, pause);
	g_autofree char *announced = recipients(f, announce);
	g_autofree char *closed = NULL;
	g_autofree char *stopped = NULL;
	gint64 number = -1;

	(void)data;
	g_assert_cmpstr(open, ==, "");
	g_assert_cmpstr(announced, ==, "hal@x");
	ok(f, jn_goal_close(f->db, c.goal, NOW, &f->error));
	mentor(f, &c, c.bo, JN_MENTOR_ASKED);
	follow(f, c.goal, c.di, JN_MODE_NONE);
	closed = recipients(f, pause);
	stopped = recipients(f, announce);
	g_assert_cmpstr(closed, ==, "cy@x");
	g_assert_cmpstr(stopped, ==, "");
	ok(f, jn_outbox_count(f->db, c.goal, c.ana, TRUE, &number, &f->error));
	g_assert_cmpint(number, ==, 0);
	mentor(f, &c, c.bo, JN_MENTOR_ACCEPTED);
	ok(f, jn_outbox_count(f->db, c.goal, c.ana, TRUE, &number, &f->error));
	g_assert_cmpint(number, ==, 1);
}

static void
sees(Fixture *f, const Circle *c, gint64 reader, guint expect)
{
	g_autoptr(GPtrArray) list = NULL;
	JnGoal numbers = {.id = c->goal};
	gboolean last = FALSE;
	gint64 newest = count(f, "SELECT max(id) FROM post");

	ok(f, jn_post_list(f->db, c->goal, reader, 0, 100, &list, &f->error));
	g_assert_cmpuint(list->len, ==, expect);
	ok(f, jn_goal_load_numbers(f->db, &numbers, reader, &f->error));
	g_assert_cmpint(numbers.answers, ==, expect > 1 ? 1 : 0);
	ok(f, jn_post_is_visible(f->db, newest, reader, &last, &f->error));
	g_assert_cmpint(last, ==, expect > 1);
}

static void
was_shown(Fixture *f, gint64 id, gint64 reader, gboolean expect)
{
	gboolean shown = !expect;

	ok(f, jn_post_was_shown(f->db, id, reader, &shown, &f->error));
	g_assert_cmpint(shown, ==, expect);
}

static void
test_visible(Fixture *f, gconstpointer data)
{
	Circle c = circle(f);
	g_autoptr(JnPost) found = NULL;
	g_autoptr(JnPost) shown = NULL;
	gint64 closed, later, alone;

	(void)data;
	ok(f, jn_goal_close(f->db, c.goal, NOW, &f->error));
	mentor(f, &c, c.bo, JN_MENTOR_ASKED);
	closed = post_closed(f, &c, c.ana, 0);
	ok(f, jn_db_run(f->db, &f->error, "UPDATE post SET kind = 'answer' WHERE id = :id", ":id",
			JN_INT, closed, NULL));
	sees(f, &c, JN_READER_ANYONE, 1);
	sees(f, &c, JN_READER_OPERATOR, 2);
	sees(f, &c, c.ana, 2);
	sees(f, &c, c.bo, 1);
	sees(f, &c, c.cy, 1);
	mentor(f, &c, c.bo, JN_MENTOR_ACCEPTED);
	sees(f, &c, c.bo, 2);
	mentor(f, &c, c.cy, JN_MENTOR_ASKED);
	mentor(f, &c, c.cy, JN_MENTOR_ACCEPTED);
	sees(f, &c, c.cy, 1);
	ok(f, jn_goal_open(f->db, c.goal, NOW, &f->error));
	sees(f, &c, c.bo, 2);
	mentor(f, &c, c.bo, JN_MENTOR_LEFT);
	sees(f, &c, c.bo, 1);
	/* A subject alone leads nobody to what they may not see, while there is something else. */
	ok(f, jn_post_load_by_subject(f->db, c.goal, "Tubes", c.di, &found, &f->error));
	g_assert_cmpint(found->id, ==, c.question);
	ok(f, jn_db_run(f->db, &f->error, "UPDATE post SET subject_base = 'Eyes' WHERE id = :id",
			":id", JN_INT, closed, NULL));
	ok(f, jn_post_load_by_subject(f->db, c.goal, "Eyes", c.di, &shown, &f->error));
	g_assert_cmpint(shown->id, ==, closed);
	was_shown(f, closed, c.ana, TRUE);
	was_shown(f, closed, c.bo, TRUE);  /* he has left since */
	was_shown(f, closed, c.cy, FALSE); /* it was written before he was asked */
	was_shown(f, closed, c.di, FALSE);
	was_shown(f, c.question, c.di, TRUE);
	later = post_closed(f, &c, c.ana, 0);
	ok(f, jn_db_run(f->db, &f->error, "UPDATE post SET created = created + 1 WHERE id = :id",
			":id", JN_INT, later, NULL));
	was_shown(f, later, c.bo, FALSE);
	alone = post(f, c.goal, c.di, JN_KIND_COMMENT, JN_AUDIENCE_PROTEGE, c.question);
	was_shown(f, alone, c.cy, FALSE);
	alone = post(f, c.goal, c.ana, JN_KIND_FOLLOWUP, JN_AUDIENCE_PROTEGE, alone);
	was_shown(f, alone, c.di, TRUE);
	was_shown(f, alone, c.cy, FALSE);
}

/* A close that waits for its proof is not prolonged by another; its end lets all go at once. */
static void
test_quiet(Fixture *f, gconstpointer data)
{
	Circle c = circle(f);
	JnOutbox row = {.to = JN_TO_POST,
			.goal = c.goal,
			.post = c.question,
			.created = NOW,
			.due = NOW + 500};
	JnGate first, second;

	(void)data;
	outbox(f, &row);
	ok(f, jn_goal_gate(f->db, c.goal, &first, &f->error));
	ok(f, jn_goal_save_quiet(f->db, c.goal, NOW + 500, NOW, &f->error));
	ok(f, jn_goal_save_quiet(f->db, c.goal, NOW + 900, NOW + 1, &f->error));
	ok(f, jn_goal_gate(f->db, c.goal, &second, &f->error));
	g_assert_cmpint(second.quiet, ==, NOW + 500);
	g_assert_cmpint(second.epoch, >, first.epoch);
	/* A no ends it: what waited is due, and when it began is remembered. */
	ok(f, jn_goal_save_quiet(f->db, c.goal, 0, NOW + 1, &f->error));
	ok(f, jn_goal_gate(f->db, c.goal, &first, &f->error));
	g_assert_cmpint(first.quiet, ==, 0);
	g_assert_cmpint(first.epoch, >, second.epoch);
	g_assert_cmpint(count(f, "SELECT due FROM outbox"), ==, NOW + 1);
	g_assert_cmpint(count(f, "SELECT quieted FROM goal WHERE name != 'open'"), ==, NOW);
	ok(f, jn_db_run(f->db, &f->error, "UPDATE outbox SET due = :due", ":due", JN_INT, NOW + 500,
			NULL));
	ok(f, jn_goal_save_quiet(f->db, c.goal, NOW + 500, NOW + 1, &f->error));
	ok(f, jn_goal_gate(f->db, c.goal, &second, &f->error));
	ok(f, jn_goal_close(f->db, c.goal, NOW + 2, &f->error));
	ok(f, jn_goal_gate(f->db, c.goal, &first, &f->error));
	g_assert_cmpint(first.quiet, ==, 0);
	g_assert_cmpint(first.epoch, >, second.epoch);
	g_assert_cmpint(count(f, "SELECT due FROM outbox"), ==, NOW + 2);
	/* Closed already: nothing is broadcast, so there is nothing to keep quiet. */
	ok(f, jn_goal_save_quiet(f->db, c.goal, NOW + 900, NOW + 3, &f->error));
	ok(f, jn_goal_gate(f->db, c.goal, &second, &f->error));
	g_assert_cmpint(second.quiet, ==, 0);
	mentor(f, &c, c.bo, JN_MENTOR_ASKED);
	ok(f, jn_goal_gate(f->db, c.goal, &first, &f->error));
	g_assert_cmpint(first.epoch, >, second.epoch);
}

static void
test_due(Fixture *f, gconstpointer data)
{
	Circle c = circle(f);
	const struct {
		gint64 now;
		gboolean expired;
		guint expect;
	} rows[] = {
		{NOW + JN_ACCEPT_REMIND - 1, FALSE, 0}, {NOW + JN_ACCEPT_REMIND, FALSE, 2},
		{NOW + JN_ACCEPT_LIFE - 1, TRUE, 0},    {NOW + JN_ACCEPT_LIFE, TRUE, 2},
		{NOW + JN_ACCEPT_LIFE, FALSE, 0},
	};

	(void)data;
	mentor(f, &c, c.bo, JN_MENTOR_ASKED);
	mentor(f, &c, c.cy, JN_MENTOR_ASKED);
	mentor(f, &c, c.di, JN_MENTOR_ASKED);
	mentor(f, &c, c.di, JN_MENTOR_ACCEPTED);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) list = NULL;

		g_test_message("row %d", (int)i);
		ok(f, jn_mentor_due(f->db, rows[i].expired, rows[i].now - JN_ACCEPT_REMIND,
				    rows[i].now, 100, &list, &f->error));
		g_assert_cmpuint(list->len, ==, rows[i].expect);
	}
	ok(f, jn_mentor_save_reminded(f->db, c.goal, c.bo, NOW + 1, &f->error));
	{
		g_autoptr(GPtrArray) list = NULL;

		ok(f,
		   jn_mentor_due(f->db, FALSE, NOW, NOW + JN_ACCEPT_REMIND, 100, &list, &f->error));
		g_assert_cmpuint(list->len, ==, 1);
		g_assert_cmpint(((JnMentor *)list->pdata[0])->person, ==, c.cy);
	}
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*test)(Fixture *f, gconstpointer data);
	} tests[] = {
		{"/closed/stopped", test_stopped}, {"/closed/members", test_members},
		{"/closed/shared", test_shared},   {"/closed/letters", test_letters},
		{"/closed/visible", test_visible}, {"/closed/quiet", test_quiet},
		{"/closed/due", test_due},
	};

	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].name, Fixture, NULL, fixture_make, tests[i].test,
			   fixture_remove);
	return g_test_run();
}
