/* store/: who is asked what went wrong, which answers belong together; and what of a goal is told as
 * its case. */
#include "fixture.h"

#include "store/forget.h"
#include "store/mentor.h"
#include "store/reflection.h"

typedef struct Circle {
	gint64 ana, bo, cy, goal;
} Circle;

static Circle
circle(Fixture *f)
{
	Circle c = {.ana = person(f, "ana@x"), .bo = person(f, "bo@x"), .cy = person(f, "cy@x")};

	c.goal = goal(f, "weld", c.ana);
	return c;
}

static gint64
ask(Fixture *f, gint64 goal_id, gint64 who, gint64 other)
{
	gint64 id = -1;

	ok(f, jn_reflection_ask(f->db, goal_id, who, other, NOW, &id, &f->error));
	return id;
}

/* Which rows the other side has: `other`, or (0) none. */
static void
belongs_to(Fixture *f, gint64 id, gint64 other)
{
	g_autoptr(JnReflection) one = NULL;
	g_autoptr(GPtrArray) list = NULL;

	ok(f, jn_reflection_load(f->db, id, &one, &f->error));
	ok(f, jn_reflection_counterparts(f->db, one, &list, &f->error));
	g_assert_cmpuint(list->len, ==, other ? 1 : 0);
	if (other != 0)
		g_assert_cmpint(((JnReflection *)list->pdata[0])->id, ==, other);
}

static void
test_pairs(Fixture *f, gconstpointer data)
{
	Circle c = circle(f);
	gint64 ana_bo = ask(f, c.goal, c.ana, c.bo), bo = ask(f, c.goal, c.bo, c.ana);
	gint64 elsewhere = ask(f, goal(f, "sew", c.ana), c.bo, c.ana);
	gint64 ana_all, cy, ana_cy;

	(void)data;
	g_assert_cmpint(ask(f, c.goal, c.bo, c.ana), ==, 0);
	belongs_to(f, ana_bo, bo);
	belongs_to(f, bo, ana_bo);
	belongs_to(f, elsewhere, 0);
	/* Of all who are left: not of the pair that has a row of its own. */
	ana_all = ask(f, c.goal, c.ana, 0);
	cy = ask(f, c.goal, c.cy, c.ana);
	belongs_to(f, ana_all, cy);
	belongs_to(f, cy, ana_all);
	belongs_to(f, bo, ana_bo);
	/* And when there is one at last, it is that one. */
	ana_cy = ask(f, c.goal, c.ana, c.cy);
	belongs_to(f, cy, ana_cy);
	belongs_to(f, ana_all, 0);
}

static void
write_words(Fixture *f, gint64 id, const char *words)
{
	char *parts[JN_REFLECTION_PARTS] = {[JN_REFLECTION_OTHER] = (char *)words};

	ok(f, jn_reflection_save_words(f->db, id, parts, NOW + id, &f->error));
}

static void
counts_are(Fixture *f, gint64 goal_id, gint64 asked, gint64 answered, gint64 shared)
{
	JnReflectionCounts counts;

	ok(f, jn_reflection_count(f->db, goal_id, &counts, &f->error));
	g_assert_cmpint(counts.asked, ==, asked);
	g_assert_cmpint(counts.answered, ==, answered);
	g_assert_cmpint(counts.shared, ==, shared);
}

static void
test_words(Fixture *f, gconstpointer data)
{
	Circle c = circle(f);
	gint64 hers = ask(f, c.goal, c.ana, c.bo), his = ask(f, c.goal, c.bo, c.ana);
	gint64 next = goal(f, "sew", c.ana);
	g_autoptr(JnReflection) none = NULL;
	g_autoptr(JnReflection) last = NULL;
	g_autoptr(JnReflection) own = NULL;
	g_autoptr(JnReflection) gone = NULL;

	(void)data;
	counts_are(f, c.goal, 2, 0, 0);
	ok(f, jn_reflection_load_before(f->db, next, c.ana, &none, &f->error));
	g_assert_null(none);
	write_words(f, hers, "slow");
	write_words(f, his, "late");
	ok(f, jn_reflection_save_agreed(f->db, hers, NOW, &f->error));
	ok(f, jn_reflection_save_shared(f->db, hers, his, NOW, &f->error));
	counts_are(f, c.goal, 2, 2, 2);
	/* Other words than those agreed to. */
	write_words(f, hers, "too slow");
	ok(f, jn_reflection_load_before(f->db, next, c.ana, &last, &f->error));
	g_assert_cmpstr(last->words[JN_REFLECTION_OTHER], ==, "too slow");
	g_assert_cmpstr(last->goal_title, ==, "weld");
	g_assert_cmpint(last->agreed, ==, 0);
	/* He had no goal: the next one he sets himself does not begin with it. */
	next = goal(f, "knit", c.bo);
	ok(f, jn_reflection_load_before(f->db, next, c.bo, &none, &f->error));
	g_assert_null(none);
	ok(f, jn_reflection_load_of(f->db, c.goal, c.bo, &own, &f->error));
	g_assert_cmpint(own->id, ==, his);
	ok(f, jn_person_forget(f->db, c.bo, &f->error));
	ok(f, jn_reflection_load(f->db, his, &gone, &f->error));
	g_assert_null(gone);
	counts_are(f, c.goal, 1, 1, 1);
	ok(f, jn_goal_delete(f->db, c.goal, &f->error));
	counts_are(f, c.goal, 0, 0, 0);
}

static void
test_frequent(Fixture *f, gconstpointer data)
{
	Circle c = circle(f);
	g_autoptr(GArray) people = NULL;

	(void)data;
	for (int i = 0; i < 3; i++) {
		(void)post(f, c.goal, c.ana, JN_KIND_ANSWER, JN_AUDIENCE_OPEN, 0);
		(void)post(f, c.goal, c.bo, JN_KIND_ANSWER, JN_AUDIENCE_OPEN, 0);
		(void)post(f, c.goal, c.cy, i ? JN_KIND_ANSWER : JN_KIND_COMMENT, JN_AUDIENCE_OPEN,
			   0);
	}
	ok(f, jn_answerer_frequent(f->db, c.goal, &people, &f->error));
	g_assert_cmpuint(people->len, ==, 1);
	g_assert_cmpint(g_array_index(people, gint64, 0), ==, c.bo);
	g_clear_pointer(&people, g_array_unref);
	follow(f, c.goal, c.bo, JN_MODE_NONE);
	ok(f, jn_answerer_frequent(f->db, c.goal, &people, &f->error));
	g_assert_cmpuint(people->len, ==, 0);
}

/* The ids of a case as `reader` is told it, the newest first. */
static void
case_is(Fixture *f, const Circle *c, gint64 before, gint64 reader, const char *expect, gint64 all)
{
	g_autoptr(GPtrArray) posts = NULL;
	g_autoptr(GString) got = g_string_new(NULL);
	gint64 count_all = -1;

	ok(f, jn_post_list_case(f->db, c->goal, before, reader, 3, &posts, &count_all, &f->error));
	for (guint i = 0; i < posts->len; i++)
		g_string_append_printf(got, "%s%d", i > 0 ? " " : "",
				       (int)((JnPost *)posts->pdata[i])->id);
	g_assert_cmpstr(got->str, ==, expect);
	g_assert_cmpint(count_all, ==, all);
}

static void
test_case(Fixture *f, gconstpointer data)
{
	Circle c = circle(f);
	g_autoptr(GPtrArray) own = NULL;
	g_autoptr(GArray) answered = NULL;

	(void)data;
	(void)post(f, c.goal, c.ana, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0); /* 1 */
	(void)post(f, c.goal, c.bo, JN_KIND_ANSWER, JN_AUDIENCE_OPEN, 1);    /* 2 */
	(void)post(f, c.goal, c.cy, JN_KIND_COMMENT, JN_AUDIENCE_OPEN, 2);   /* 3 */
	(void)post(f, c.goal, c.ana, JN_KIND_FOLLOWUP, JN_AUDIENCE_OPEN, 2); /* 4 */
	(void)post(f, c.goal, c.cy, JN_KIND_ANSWER, JN_AUDIENCE_OPEN, 1);    /* 5 */
	(void)post(f, c.goal, c.bo, JN_KIND_ANSWER, JN_AUDIENCE_PROTEGE, 0); /* 6 */
	(void)post(f, c.goal, c.ana, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0); /* 7 */
	case_is(f, &c, 7, JN_READER_ANYONE, "5 2 1", 3);
	/* A word for her alone: she and its writer see it. */
	case_is(f, &c, 7, c.bo, "6 5 2", 4);
	case_is(f, &c, 7, c.cy, "5 2 1", 3);
	case_is(f, &c, 100, c.ana, "7 6 5", 5);
	/* What was tried; what was removed. */
	ok(f, jn_db_run(f->db, &f->error, "UPDATE post SET says = 'thanks experience' WHERE id = 4",
			NULL));
	ok(f, jn_db_run(f->db, &f->error, "UPDATE post SET mail_id = NULL WHERE id = 5", NULL));
	case_is(f, &c, 7, JN_READER_ANYONE, "4 2 1", 3);
	ok(f,
	   jn_post_list_answers_of(f->db, c.goal, c.bo, 7, JN_AUDIENCE_OPEN, 9, &own, &f->error));
	g_assert_cmpuint(own->len, ==, 1);
	g_clear_pointer(&own, g_ptr_array_unref);
	ok(f, jn_post_list_answers_of(f->db, c.goal, c.bo, 7, JN_AUDIENCE_PROTEGE, 9, &own,
				      &f->error));
	g_assert_cmpuint(own->len, ==, 2);
	ok(f, jn_post_list_answered(f->db, c.goal, &answered, &f->error));
	g_assert_cmpuint(answered->len, ==, 1);
	g_assert_cmpint(g_array_index(answered, gint64, 0), ==, c.bo);
}

/* The newest of many, in the order in which they were written. */
static void
test_latest(Fixture *f, gconstpointer data)
{
	Circle c = circle(f);
	g_autoptr(GPtrArray) posts = NULL;
	gint64 all = -1;

	(void)data;
	for (int i = 0; i < 5; i++)
		(void)post(f, c.goal, c.ana, JN_KIND_UPDATE,
			   i == 3 ? JN_AUDIENCE_PROTEGE : JN_AUDIENCE_OPEN, 0);
	ok(f, jn_post_list_latest(f->db, c.goal, c.bo, 2, &posts, &all, &f->error));
	g_assert_cmpint(all, ==, 4);
	g_assert_cmpuint(posts->len, ==, 2);
	g_assert_cmpint(((JnPost *)posts->pdata[0])->id, ==, 3);
	g_assert_cmpint(((JnPost *)posts->pdata[1])->id, ==, 5);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*test)(Fixture *f, gconstpointer data);
	} tests[] = {
		{"/reflection/pairs", test_pairs},       {"/reflection/words", test_words},
		{"/reflection/frequent", test_frequent}, {"/reflection/case", test_case},
		{"/reflection/latest", test_latest},
	};

	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].name, Fixture, NULL, fixture_make, tests[i].test,
			   fixture_remove);
	return g_test_run();
}
