/*
 * What followers have not been told yet, and what was said of people's answers.
 */
#include "fixture.h"

#include "store/digest.h"
#include "store/gratitude.h"
#include "store/mentor.h"

/* How many posts of one goal are news; *ret_left: how many beyond `most`. */
static guint
news(Fixture *f, gint64 who, gboolean daily, gboolean weekly, gint64 most, gint64 *ret_left)
{
	g_autoptr(GPtrArray) list = NULL;
	g_autoptr(GPtrArray) posts = NULL;

	ok(f, jn_digest_news(f->db, who, daily, weekly, &list, &f->error));
	if (list->len == 0)
		return 0;
	ok(f,
	   jn_digest_posts(f->db, who, list->pdata[0], JN_DIGEST_NO_END, most, &posts, &f->error));
	*ret_left = ((JnNews *)list->pdata[0])->count - posts->len;
	return posts->len;
}

static guint
people(Fixture *f, gint64 zone)
{
	g_autoptr(GArray) list = NULL;

	ok(f, jn_digest_people(f->db, zone, 0, 9, &list, &f->error));
	return list->len;
}

static void
test_digests(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x");
	gint64 daily = person(f, "daily@x");
	gint64 weekly = person(f, "weekly@x");
	gint64 questions = person(f, "questions@x");
	gint64 each = person(f, "each@x");
	gint64 weld = goal(f, "weld", ana);
	gint64 left = -1;
	gint64 question, last, tells;

	(void)data;
	/* What was said before they came is not news. */
	post(f, weld, ana, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	follow(f, weld, daily, JN_MODE_DAILY);
	follow(f, weld, weekly, JN_MODE_WEEKLY);
	follow(f, weld, questions, JN_MODE_QUESTIONS);
	follow(f, weld, each, JN_MODE_EACH);
	g_assert_cmpuint(news(f, daily, TRUE, TRUE, 9, &left), ==, 0);
	question = post(f, weld, ana, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	post(f, weld, each, JN_KIND_ANSWER, JN_AUDIENCE_OPEN, question);
	last = post(f, weld, daily, JN_KIND_ANSWER, JN_AUDIENCE_OPEN, question);
	post(f, weld, each, JN_KIND_ANSWER, JN_AUDIENCE_MEMBERS, question);
	g_assert_cmpuint(people(f, G_MAXINT64), ==, 3);
	/* Not their own, not what is closed; no questions for whom they came at once. */
	g_assert_cmpuint(news(f, daily, TRUE, FALSE, 9, &left), ==, 2);
	g_assert_cmpuint(news(f, weekly, FALSE, TRUE, 9, &left), ==, 3);
	g_assert_cmpuint(news(f, questions, FALSE, TRUE, 9, &left), ==, 2);
	g_assert_cmpint(left, ==, 0);
	g_assert_cmpuint(news(f, weekly, TRUE, FALSE, 9, &left), ==, 0);
	g_assert_cmpuint(news(f, weekly, FALSE, TRUE, 2, &left), ==, 2);
	g_assert_cmpint(left, ==, 1);
	/* Told of two of three: one is left, and comes next. */
	ok(f, jn_digest_save(f->db, weekly, weld, last - 1, 0, &f->error));
	g_assert_cmpuint(news(f, weekly, FALSE, TRUE, 9, &left), ==, 1);
	ok(f, jn_digest_save(f->db, weekly, weld, last, 0, &f->error));
	g_assert_cmpuint(news(f, weekly, FALSE, TRUE, 9, &left), ==, 0);
	g_assert_cmpuint(news(f, questions, FALSE, TRUE, 9, &left), ==, 2);
	/* How it went came at once to who answered there. */
	tells = post(f, weld, ana, JN_KIND_UPDATE, JN_AUDIENCE_OPEN, question);
	ok(f, jn_db_run(f->db, &f->error,
			"UPDATE post SET root_id = :root, says = CASE WHEN id = :tells"
			" THEN 'thanks experience' ELSE says END WHERE id IN (:answer, :tells)",
			":root", JN_INT, question, ":answer", JN_INT, last, ":tells", JN_INT, tells,
			NULL));
	g_assert_cmpuint(news(f, daily, TRUE, FALSE, 9, &left), ==, 2);
	g_assert_cmpuint(news(f, weekly, FALSE, TRUE, 9, &left), ==, 1);
	/* Closed, there is nothing to tell. */
	ok(f, jn_goal_close(f->db, weld, NOW, &f->error));
	g_assert_cmpuint(news(f, daily, TRUE, TRUE, 9, &left), ==, 0);
	/* Nobody who cannot be reached. */
	ok(f, jn_person_save_reach(f->db, daily, JN_REACH_SUSPENDED, "", 4000, NOW, &f->error));
	g_assert_cmpuint(people(f, G_MAXINT64), ==, 2);
}

/* A forged mail can make a goal quiet: others lose nothing by it, and what was told stays told. */
static void
test_quiet(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x");
	gint64 bo = person(f, "bo@x");
	gint64 dan = person(f, "dan@x");
	gint64 weld, knit, first, second;
	gint64 until = -1;
	gint64 left = -1;
	g_autoptr(GPtrArray) list = NULL;
	g_autoptr(GPtrArray) posts = NULL;
	g_autoptr(GPtrArray) goals = NULL;
	g_autoptr(GPtrArray) told = NULL;
	g_auto(GVariantDict) part = G_VARIANT_DICT_INIT(NULL);
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	GVariantBuilder parts;
	JnOutbox row = {.template_name = (char *)"digest", .to = JN_TO_PERSON, .person = dan};
	JnNews all;

	(void)data;
	follow(f, stream(f), dan, JN_MODE_DAILY);
	weld = goal(f, "weld", ana);
	knit = goal(f, "knit", bo);
	first = post(f, weld, ana, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	second = post(f, knit, bo, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	g_assert_cmpuint(news(f, dan, TRUE, FALSE, 9, &left), ==, 2);
	ok(f, jn_digest_news(f->db, dan, TRUE, FALSE, &list, &f->error));
	all = *(JnNews *)list->pdata[0];
	g_assert_cmpint(all.goals, ==, 2);
	/* What is made while weld keeps quiet stops before it, and says nothing of more. */
	ok(f, jn_goal_save_quiet(f->db, weld, NOW + 60, NOW, &f->error));
	g_assert_cmpuint(news(f, dan, TRUE, FALSE, 9, &left), ==, 0);
	ok(f, jn_digest_goals(f->db, dan, &all, JN_DIGEST_NO_END, 9, &goals, &f->error));
	g_assert_cmpuint(goals->len, ==, 0);
	/* What was made before has the rest, and waits. */
	ok(f, jn_digest_posts(f->db, dan, &all, second, 9, &posts, &f->error));
	g_assert_cmpuint(posts->len, ==, 1);
	g_variant_dict_insert(&part, "goal", "x", all.goal);
	g_variant_dict_insert(&part, "stream", "b", TRUE);
	g_variant_dict_insert(&part, "after", "x", first - 1);
	g_variant_dict_insert(&part, "upto", "x", second);
	g_variant_dict_insert(&part, "mode", "s", "daily");
	g_variant_builder_init(&parts, G_VARIANT_TYPE("aa{sv}"));
	g_variant_builder_add_value(&parts, g_variant_dict_end(&part));
	g_variant_dict_insert_value(&variables, "goals", g_variant_builder_end(&parts));
	row.variables = g_variant_ref_sink(g_variant_dict_end(&variables));
	ok(f, jn_digest_quiet(f->db, row.variables, &until, &f->error));
	g_assert_cmpint(until, ==, NOW + 60);
	ok(f, jn_digest_told(f->db, outbox(f, &row), dan, 9, &told, &f->error));
	g_assert_cmpuint(told->len, ==, 2);
	ok(f, jn_goal_end_quiet(f->db, NOW + 61, &f->error));
	ok(f, jn_digest_quiet(f->db, row.variables, &until, &f->error));
	g_assert_cmpint(until, ==, 0);
	g_assert_cmpuint(news(f, dan, TRUE, FALSE, 9, &left), ==, 2);
	g_variant_unref(row.variables);
}

static void
test_zones(Fixture *f, gconstpointer data)
{
	gint64 weld = goal(f, "weld", person(f, "ana@x"));
	gint64 east = person(f, "east@x");
	gint64 west = person(f, "west@x");
	g_autoptr(GArray) zones = NULL;
	g_autoptr(JnPerson) loaded = NULL;

	(void)data;
	follow(f, weld, east, JN_MODE_DAILY);
	follow(f, weld, west, JN_MODE_WEEKLY);
	ok(f, jn_person_save_zone(f->db, east, 7200, &f->error));
	ok(f, jn_person_save_zone(f->db, west, -18000, &f->error));
	ok(f, jn_digest_zones(f->db, &zones, &f->error));
	g_assert_cmpuint(zones->len, ==, 3);
	g_assert_cmpint(g_array_index(zones, gint64, 0), ==, -18000);
	g_assert_cmpint(g_array_index(zones, gint64, 1), ==, 7200);
	g_assert_cmpint(g_array_index(zones, gint64, 2), ==, G_MAXINT64);
	g_assert_cmpuint(people(f, 7200), ==, 1);
	g_assert_cmpuint(people(f, 0), ==, 0);
	g_assert_cmpuint(people(f, G_MAXINT64), ==, 0);
	ok(f, jn_person_load(f->db, east, &loaded, &f->error));
	g_assert_true(loaded->has_zone);
	g_assert_cmpint(loaded->zone, ==, 7200);
}

/* ---- thanks ---- */

static void
say(Fixture *f, gint64 goal_id, gint64 by, gint64 answer, gint64 to, JnGratitude kind)
{
	const JnSaid said = {.goal = goal_id,
			     .post = by,
			     .answer = answer,
			     .person = to,
			     .kind = kind,
			     .words = (char *)"Thank you!",
			     .created = NOW};

	ok(f, jn_gratitude_save_new(f->db, &said, &f->error));
}

static guint
untold(Fixture *f, gint64 who)
{
	g_autoptr(GPtrArray) list = NULL;

	ok(f, jn_gratitude_untold(f->db, who, 9, &list, &f->error));
	return list->len;
}

static guint
first(Fixture *f)
{
	g_autoptr(GArray) list = NULL;

	ok(f, jn_gratitude_first(f->db, 0, 9, &list, &f->error));
	return list->len;
}

static void
test_thanks(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x");
	gint64 bo = person(f, "bo@x");
	gint64 di = person(f, "di@x");
	gint64 weld = goal(f, "weld", ana);
	gint64 question = post(f, weld, ana, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	gint64 answer = post(f, weld, bo, JN_KIND_ANSWER, JN_AUDIENCE_OPEN, question);
	gint64 other = post(f, weld, di, JN_KIND_ANSWER, JN_AUDIENCE_OPEN, question);
	gint64 thanks = post(f, weld, ana, JN_KIND_THANKS, JN_AUDIENCE_OPEN, answer);
	gint64 closed = post(f, weld, ana, JN_KIND_THANKS, JN_AUDIENCE_MEMBERS, answer);
	g_autoptr(GPtrArray) list = NULL;
	g_autoptr(JnSaid) one = NULL;

	(void)data;
	say(f, weld, thanks, answer, bo, JN_GRATITUDE_EXPERIENCE);
	g_assert_cmpuint(first(f), ==, 0); /* no thanks yet */
	say(f, weld, thanks, answer, bo, JN_GRATITUDE_THANKS);
	say(f, weld, thanks, answer, bo, JN_GRATITUDE_THANKS); /* the same again is one */
	g_assert_cmpuint(untold(f, bo), ==, 2);
	g_assert_cmpuint(first(f), ==, 1);
	/* What is said where they may not read is not told. */
	say(f, weld, closed, other, di, JN_GRATITUDE_THANKS);
	g_assert_cmpuint(untold(f, di), ==, 0);
	ok(f, jn_gratitude_list(f->db, weld, &list, &f->error));
	g_assert_cmpuint(list->len, ==, 3);
	ok(f, jn_gratitude_load(f->db, ((JnSaid *)list->pdata[2])->id, &one, &f->error));
	g_assert_null(one);
	ok(f, jn_gratitude_load(f->db, ((JnSaid *)list->pdata[0])->id, &one, &f->error));
	g_assert_cmpstr(one->words, ==, "Thank you!");
	g_assert_cmpstr(one->answer_gist, ==, "gist");
	ok(f, jn_gratitude_save_told(f->db, one->id, NOW, &f->error));
	ok(f, jn_gratitude_save_last(f->db, bo, NOW, &f->error));
	g_assert_cmpuint(untold(f, bo), ==, 1);
	/* Thanked once, they are no newcomer. */
	g_assert_cmpuint(first(f), ==, 1); /* Di waits still */
	ok(f, jn_goal_delete(f->db, weld, &f->error));
	g_assert_cmpuint(untold(f, bo), ==, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/digest/news", Fixture, NULL, fixture_make, test_digests, fixture_remove);
	g_test_add("/digest/quiet", Fixture, NULL, fixture_make, test_quiet, fixture_remove);
	g_test_add("/digest/zones", Fixture, NULL, fixture_make, test_zones, fixture_remove);
	g_test_add("/digest/thanks", Fixture, NULL, fixture_make, test_thanks, fixture_remove);
	return g_test_run();
}
