/* store/: who knows an anonymous protege by which name, and that nothing else of them is given. */
#include "fixture.h"

#include "store/anon.h"
#include "store/forget.h"
#include "store/gratitude.h"
#include "store/held.h"

typedef struct Circle {
	gint64 ana, bo, cy, goal, other, before;
} Circle;

/* Two goals of ana's, who asked in one of them; bo answered, cy follows. */
static Circle
circle(Fixture *f)
{
	Circle c = {.ana = person(f, "ana@x"), .bo = person(f, "bo@x"), .cy = person(f, "cy@x")};

	ok(f, jn_person_save_name(f->db, c.ana, "Ana", &f->error));
	ok(f, jn_person_save_name(f->db, c.bo, "Bo", &f->error));
	c.goal = goal(f, "weld", c.ana);
	c.other = goal(f, "sew", c.ana);
	c.before = post(f, c.goal, c.ana, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	return c;
}

static void
hide(Fixture *f, const Circle *c, const char *alias)
{
	ok(f, jn_goal_save_alias(f->db, c->goal, alias, "rnd", "site.example", &f->error));
}

static void
is_known_as(Fixture *f, gint64 goal_id, gint64 reader, const char *expect)
{
	g_autofree char *name = NULL;

	ok(f, jn_goal_protege_name(f->db, goal_id, reader, &name, &f->error));
	g_assert_cmpstr(name, ==, expect);
}

static void
wrote_as(Fixture *f, gint64 post_id, gint64 reader, const char *expect)
{
	g_autoptr(JnPost) one = NULL;

	ok(f, jn_post_load(f->db, post_id, reader, &one, &f->error));
	g_assert_cmpstr(one->author_name, ==, expect);
}

/* Everybody the alias, in that goal alone; herself, and whom she told, the name. */
static void
test_names(Fixture *f, gconstpointer data)
{
	Circle c = circle(f);
	gint64 answer = post(f, c.goal, c.bo, JN_KIND_ANSWER, JN_AUDIENCE_OPEN, c.before);
	gint64 elsewhere = post(f, c.other, c.ana, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	g_autoptr(JnGoal) loaded = NULL;

	(void)data;
	is_known_as(f, c.goal, c.bo, "Ana");
	hide(f, &c, "Quiet Heron");
	ok(f, jn_goal_reveal(f->db, c.goal, c.bo, &f->error));
	ok(f, jn_goal_reveal(f->db, c.goal, c.bo, &f->error));
	is_known_as(f, c.goal, c.ana, "Ana");
	is_known_as(f, c.goal, c.bo, "Ana");
	is_known_as(f, c.goal, c.cy, "Quiet Heron");
	is_known_as(f, c.goal, JN_READER_ANYONE, "Quiet Heron");
	is_known_as(f, c.goal, JN_READER_OPERATOR, "Quiet Heron");
	is_known_as(f, c.other, c.cy, "Ana");
	wrote_as(f, c.before, c.ana, "Ana");
	wrote_as(f, c.before, c.bo, "Ana");
	wrote_as(f, c.before, c.cy, "Quiet Heron");
	wrote_as(f, c.before, JN_READER_ANYONE, "Quiet Heron");
	wrote_as(f, c.before, JN_READER_OPERATOR, "Quiet Heron");
	wrote_as(f, answer, c.cy, "Bo");
	wrote_as(f, elsewhere, c.cy, "Ana");
	ok(f, jn_goal_load(f->db, c.goal, &loaded, &f->error));
	g_assert_cmpstr(loaded->protege_name, ==, "Quiet Heron");
	/* Another alias is a new beginning; known to all, there is none. */
	hide(f, &c, "Brave Fox");
	is_known_as(f, c.goal, c.bo, "Brave Fox");
	ok(f, jn_goal_reveal(f->db, c.goal, c.bo, &f->error));
	ok(f, jn_goal_reveal(f->db, c.goal, 0, &f->error));
	is_known_as(f, c.goal, c.cy, "Ana");
	g_assert_cmpint(count(f, "SELECT count(*) FROM goal_told"), ==, 0);
}

/* Whoever bore it, and whatever became of them: an alias is given once. */
static void
test_given(Fixture *f, gconstpointer data)
{
	Circle c = circle(f);
	JnGoal born = {.name = (char *)"born",
		       .title = (char *)"Born",
		       .background = (char *)"",
		       .expectations = (char *)"",
		       .skills = (char *)"",
		       .protege = c.bo,
		       .alias = (char *)"Amber Crow"};
	g_autoptr(GPtrArray) given = NULL;

	(void)data;
	ok(f, jn_goal_save_new(f->db, &born, &f->error));
	hide(f, &c, "Quiet Heron");
	ok(f, jn_goal_reveal(f->db, c.goal, 0, &f->error));
	hide(f, &c, "Brave Fox");
	ok(f, jn_goal_delete(f->db, c.goal, &f->error));
	ok(f, jn_person_forget(f->db, c.bo, &f->error));
	ok(f, jn_alias_list(f->db, &given, &f->error));
	g_assert_cmpint(given->len, ==, 3);
	g_assert_cmpstr(given->pdata[0], ==, "Amber Crow");
	g_assert_cmpstr(given->pdata[1], ==, "Brave Fox");
	g_assert_cmpstr(given->pdata[2], ==, "Quiet Heron");
}

/* What was written before has a Message-ID of ours now, and is found by both; others' keep theirs. */
static void
test_ids(Fixture *f, gconstpointer data)
{
	Circle c = circle(f);
	gint64 answer = post(f, c.goal, c.bo, JN_KIND_ANSWER, JN_AUDIENCE_OPEN, c.before);
	gint64 elsewhere = post(f, c.other, c.ana, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	g_autofree char *own = g_strdup_printf("m%d@x", (int)c.before);
	g_autofree char *made = g_strdup_printf("rnd-%d.post@site.example", (int)c.before);
	const char *const ids[] = {own, made};
	gboolean has;

	(void)data;
	hide(f, &c, "Quiet Heron");
	for (gsize i = 0; i < G_N_ELEMENTS(ids); i++) {
		g_autoptr(JnPost) found = NULL;

		ok(f, jn_post_load_by_message_id(f->db, c.goal, ids[i], &found, &f->error));
		g_assert_nonnull(found);
		g_assert_cmpint(found->id, ==, c.before);
		g_assert_cmpstr(found->message_id, ==, made);
		g_assert_cmpstr(found->original_id, ==, own);
	}
	for (gsize i = 0; i < 2; i++) {
		g_autoptr(JnPost) one = NULL;

		ok(f,
		   jn_post_load(f->db, i ? answer : elsewhere, JN_READER_ANYONE, &one, &f->error));
		g_assert_null(one->original_id);
	}
	/* A second time the ids that others have stay. */
	ok(f, jn_goal_save_alias(f->db, c.goal, "Brave Fox", "new", "site.example", &f->error));
	g_assert_cmpint(count(f, "SELECT count(*) FROM post WHERE message_id LIKE 'new%'"), ==, 0);
	ok(f, jn_goal_has_posted(f->db, c.goal, &has, &f->error));
	g_assert_false(has);
	(void)post(f, c.goal, c.bo, JN_KIND_ANSWER, JN_AUDIENCE_OPEN, c.before);
	(void)post(f, c.other, c.ana, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	ok(f, jn_goal_has_posted(f->db, c.goal, &has, &f->error));
	g_assert_false(has);
	(void)post(f, c.goal, c.ana, JN_KIND_UPDATE, JN_AUDIENCE_OPEN, 0);
	ok(f, jn_goal_has_posted(f->db, c.goal, &has, &f->error));
	g_assert_true(has);
}

/* Thanks come from who the reader knows. */
static void
test_thanks(Fixture *f, gconstpointer data)
{
	Circle c = circle(f);
	gint64 answer = post(f, c.goal, c.bo, JN_KIND_ANSWER, JN_AUDIENCE_OPEN, c.before);
	gint64 reply = post(f, c.goal, c.ana, JN_KIND_FOLLOWUP, JN_AUDIENCE_OPEN, answer);
	const JnSaid said = {.goal = c.goal,
			     .post = reply,
			     .answer = answer,
			     .person = c.bo,
			     .kind = JN_GRATITUDE_THANKS,
			     .words = (char *)"Thanks!",
			     .created = NOW};
	const char *const expect[] = {"Quiet Heron", "Ana"};

	(void)data;
	ok(f, jn_gratitude_save_new(f->db, &said, &f->error));
	hide(f, &c, "Quiet Heron");
	for (gsize i = 0; i < 2; i++) {
		g_autoptr(GPtrArray) list = NULL;

		ok(f, jn_gratitude_untold(f->db, c.bo, 10, &list, &f->error));
		g_assert_cmpint(list->len, ==, 1);
		g_assert_cmpstr(((JnSaid *)list->pdata[0])->protege, ==, expect[i]);
		ok(f, jn_goal_reveal(f->db, c.goal, c.bo, &f->error));
	}
}

/* The operator's list of held mail says neither who nor what; one's own page does. */
static void
test_held(Fixture *f, gconstpointer data)
{
	Circle c = circle(f);
	const char *const senders[] = {"Ana@x", "bo@x"};
	g_autoptr(GPtrArray) all = NULL;
	g_autoptr(GPtrArray) own = NULL;

	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(senders); i++) {
		JnHeld row = {.mail = mail(f, NOW),
			      .goal = c.goal,
			      .sender = (char *)senders[i],
			      .subject = (char *)"A subject",
			      .reason = (char *)"",
			      .state = (char *)"waiting",
			      .created = NOW,
			      .expires = NOW + 1};

		ok(f, jn_held_save_new(f->db, &row, &f->error));
	}
	hide(f, &c, "Quiet Heron");
	ok(f, jn_held_list(f->db, "waiting", 0, 10, &all, &f->error));
	g_assert_cmpint(all->len, ==, 2);
	g_assert_cmpstr(((JnHeld *)all->pdata[0])->sender, ==, "Quiet Heron");
	g_assert_cmpstr(((JnHeld *)all->pdata[0])->subject, ==, "");
	g_assert_cmpstr(((JnHeld *)all->pdata[1])->sender, ==, "bo@x");
	ok(f, jn_held_list_of(f->db, c.ana, TRUE, 10, &own, &f->error));
	g_assert_cmpint(own->len, ==, 1);
	g_assert_cmpstr(((JnHeld *)own->pdata[0])->subject, ==, "A subject");
}

/* What a moderator looks at, or a block keeps out, is neither listed nor counted for who wrote it. */
static void
test_untold(Fixture *f, gconstpointer data)
{
	Circle c = circle(f);
	JnHeld row = {.mail = mail(f, NOW),
		      .goal = c.goal,
		      .sender = (char *)"Bo@x",
		      .subject = (char *)"A subject",
		      .reason = (char *)"",
		      .state = (char *)"noted",
		      .untold = TRUE,
		      .created = NOW,
		      .expires = NOW + 1};
	JnHoldings holdings;

	(void)data;
	for (gint64 told = 0; told < 2; told++) {
		g_autoptr(GPtrArray) own = NULL;

		row.id = 0;
		row.untold = told == 0;
		ok(f, jn_held_save_new(f->db, &row, &f->error));
		ok(f, jn_held_list_of(f->db, c.bo, TRUE, 10, &own, &f->error));
		g_assert_cmpint(own->len, ==, told);
		ok(f, jn_holdings_load(f->db, c.bo, &holdings, &f->error));
		g_assert_cmpint(holdings.held, ==, told);
	}
}

/* Who was told is told still when they turn out to be two addresses of one person. */
static void
test_merge(Fixture *f, gconstpointer data)
{
	Circle c = circle(f);

	(void)data;
	hide(f, &c, "Quiet Heron");
	ok(f, jn_goal_reveal(f->db, c.goal, c.bo, &f->error));
	ok(f, jn_person_link(f->db, c.cy, "bo@x", &f->error));
	is_known_as(f, c.goal, c.cy, "Ana");
	g_assert_cmpint(count(f, "SELECT count(*) FROM goal_told"), ==, 1);
	ok(f, jn_goal_delete(f->db, c.goal, &f->error));
	g_assert_cmpint(count(f, "SELECT count(*) FROM goal_told"), ==, 0);
	g_assert_cmpint(count(f, "SELECT count(*) FROM goal WHERE alias IS NOT NULL"), ==, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add("/anon/names", Fixture, NULL, fixture_make, test_names, fixture_remove);
	g_test_add("/anon/given", Fixture, NULL, fixture_make, test_given, fixture_remove);
	g_test_add("/anon/ids", Fixture, NULL, fixture_make, test_ids, fixture_remove);
	g_test_add("/anon/thanks", Fixture, NULL, fixture_make, test_thanks, fixture_remove);
	g_test_add("/anon/held", Fixture, NULL, fixture_make, test_held, fixture_remove);
	g_test_add("/anon/untold", Fixture, NULL, fixture_make, test_untold, fixture_remove);
	g_test_add("/anon/merge", Fixture, NULL, fixture_make, test_merge, fixture_remove);
	return g_test_run();
}
