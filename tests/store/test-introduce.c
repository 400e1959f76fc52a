/* store/skill.h and store/introduce.h: who is found by a stem, who may be told what, and what is left
 * of a person or a goal that goes. */
#include "fixture.h"

#include "store/forget.h"
#include "store/introduce.h"
#include "store/journey.h"
#include "store/mentor.h"
#include "store/skill.h"

static void
has_skill(Fixture *f, gint64 who, const char *language, const char *skill)
{
	g_autoptr(JnStemmer) stemmer = jn_stemmer_new(language);
	g_autoptr(GPtrArray) stems = jn_skill_stems(stemmer, skill);
	g_autofree char *key = jn_skill_key(stemmer, skill);

	ok(f, jn_skill_save(f->db, who, language, key, skill, stems, &f->error));
}

static guint
like(Fixture *f, const char *language, const char *stem, gboolean leads)
{
	g_autoptr(GPtrArray) skills = NULL;

	ok(f, jn_skill_list(f->db, language, stem, leads, 10, &skills, &f->error));
	return skills->len;
}

static void
test_skills(Fixture *f, gconstpointer data)
{
	gint64 bo = person(f, "bo@x"), di = person(f, "di@x");
	g_autoptr(GPtrArray) languages = NULL;
	g_autoptr(GArray) people = NULL;

	(void)data;
	has_skill(f, bo, "en", "TIG welding");
	has_skill(f, di, "en", "tig welds");
	has_skill(f, di, "da", "TIG svejser");
	g_assert_cmpint(count(f, "SELECT count(*) FROM skill"), ==, 2);
	g_assert_cmpuint(like(f, "en", "weld", TRUE), ==, 1);
	g_assert_cmpuint(like(f, "en", "tig", TRUE), ==, 0);
	g_assert_cmpuint(like(f, "en", "tig", FALSE), ==, 1);
	g_assert_cmpuint(like(f, "da", "weld", FALSE), ==, 0);
	ok(f, jn_skill_languages(f->db, &languages, &f->error));
	g_assert_cmpuint(languages->len, ==, 2);
	ok(f, jn_skill_people(f->db, 1, bo, 10, &people, &f->error));
	g_assert_cmpuint(people->len, ==, 1);
	/* It goes with the last who has it. */
	ok(f, jn_skill_drop(f->db, di, &f->error));
	g_assert_cmpint(count(f, "SELECT count(*) FROM skill"), ==, 1);
	ok(f, jn_skill_drop(f->db, bo, &f->error));
	g_assert_cmpint(count(f, "SELECT count(*) FROM skill"), ==, 0);
	g_assert_cmpint(count(f, "SELECT count(*) FROM skill_stem"), ==, 0);
}

static void
test_unread(Fixture *f, gconstpointer data)
{
	gint64 bo = person(f, "bo@x");
	g_autoptr(GArray) people = NULL;

	(void)data;
	/* A language without skills is nothing to read. */
	ok(f, jn_person_save_language(f->db, bo, "da", &f->error));
	g_assert_cmpint(count(f, "SELECT sum(skills_new) FROM person"), ==, 0);
	ok(f, jn_person_save_skills(f->db, bo, "welding", &f->error));
	ok(f, jn_skill_unread(f->db, 10, &people, &f->error));
	g_assert_cmpuint(people->len, ==, 1);
	ok(f, jn_skill_save_read(f->db, bo, &f->error));
	g_assert_cmpint(count(f, "SELECT sum(skills_new) FROM person"), ==, 0);
	ok(f, jn_person_save_language(f->db, bo, "en", &f->error));
	g_assert_cmpint(count(f, "SELECT sum(skills_new) FROM person"), ==, 1);
}

/* What waits for somebody: N never, L later, Y now; "" nothing. */
static char *
waiting(Fixture *f, gint64 who)
{
	g_autoptr(GPtrArray) list = NULL;
	GString *states = g_string_new(NULL);

	ok(f, jn_introduced_waiting(f->db, who, 10, &list, &f->error));
	for (guint i = 0; i < list->len; i++)
		g_string_append_c(states, "NLY"[((JnIntroduction *)list->pdata[i])->state]);
	return g_string_free(states, FALSE);
}

#define assert_waits(f, who, expected)                                                             \
	do {                                                                                       \
		g_autofree char *states = waiting(f, who);                                         \
		g_assert_cmpstr(states, ==, expected);                                             \
	} while (0)

static void
find(Fixture *f, gint64 goal_id, gint64 post_id, gint64 who)
{
	ok(f, jn_introduced_save(f->db, goal_id, post_id, who, NOW, &f->error));
}

/* Each reason why somebody found is not told of a goal. */
static void
test_goal(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x"), bo = person(f, "bo@x");
	gint64 weld = goal(f, "weld", ana);

	(void)data;
	find(f, weld, 0, bo);
	find(f, weld, 0, bo);
	find(f, weld, 0, ana);
	assert_waits(f, bo, "Y");
	assert_waits(f, ana, "N");
	ok(f, jn_goal_save_quiet(f->db, weld, NOW + 10, NOW, &f->error));
	assert_waits(f, bo, "L");
	ok(f, jn_goal_end_quiet(f->db, NOW + 20, &f->error));
	/* Follows it, in whatever way. */
	follow(f, weld, bo, JN_MODE_WEEKLY);
	assert_waits(f, bo, "N");
	ok(f, jn_db_run(f->db, &f->error, "DELETE FROM follow", NULL));
	follow(f, stream(f), bo, JN_MODE_WEEKLY);
	assert_waits(f, bo, "Y");
	follow(f, stream(f), bo, JN_MODE_EACH);
	assert_waits(f, bo, "N");
	ok(f, jn_db_run(f->db, &f->error, "DELETE FROM follow", NULL));
	/* Closed, reached, and open again. */
	ok(f, jn_goal_close(f->db, weld, NOW, &f->error));
	assert_waits(f, bo, "N");
	ok(f, jn_goal_open(f->db, weld, NOW, &f->error));
	assert_waits(f, bo, "Y");
	ok(f, jn_goal_save_phase(f->db, weld, JN_PHASE_ACHIEVED, 0, NOW, &f->error));
	assert_waits(f, bo, "N");
	ok(f, jn_goal_save_phase(f->db, weld, JN_PHASE_TRYING, 0, NOW, &f->error));
	/* Said no to it, or wrote to it. */
	ok(f, jn_mentor_save(f->db, weld, bo, JN_MENTOR_ASKED, NOW + 9, NOW, &f->error));
	assert_waits(f, bo, "Y");
	ok(f, jn_mentor_save(f->db, weld, bo, JN_MENTOR_DECLINED, 0, NOW, &f->error));
	assert_waits(f, bo, "N");
	ok(f, jn_db_run(f->db, &f->error, "DELETE FROM goal_mentor", NULL));
	assert_waits(f, bo, "Y");
	(void)post(f, weld, bo, JN_KIND_COMMENT, JN_AUDIENCE_PROTEGE, 0);
	assert_waits(f, bo, "N");
}

static void
test_leaving(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x"), bo = person(f, "bo@x");
	gint64 weld = goal(f, "weld", ana);

	(void)data;
	follow(f, weld, bo, JN_MODE_EACH);
	follow(f, weld, bo, JN_MODE_ABSENT);
	find(f, weld, 0, bo);
	find(f, weld, 9, bo);
	assert_waits(f, bo, "");
	/* Leaving the stream leaves no goal. */
	follow(f, stream(f), bo, JN_MODE_EACH);
	follow(f, stream(f), bo, JN_MODE_ABSENT);
	g_assert_cmpint(count(f, "SELECT count(*) FROM introduced"), ==, 1);
	/* Who comes back hears of its questions again. */
	follow(f, weld, bo, JN_MODE_EACH);
	g_assert_cmpint(count(f, "SELECT sum(has_left) FROM introduced"), ==, 0);
	/* Who wants none is not found, and what waits is dropped. */
	ok(f, jn_person_save_introductions(f->db, bo, "none", &f->error));
	assert_waits(f, bo, "");
	find(f, weld, 9, bo);
	assert_waits(f, bo, "");
}

static void
test_question(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x"), bo = person(f, "bo@x"), di = person(f, "di@x");
	gint64 weld = goal(f, "weld", ana);
	gint64 asked = post(f, weld, ana, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	JnIntroduction of_goal = {.goal = weld};

	(void)data;
	ok(f, jn_db_run(f->db, &f->error, "UPDATE post SET root_id = id", NULL));
	follow(f, weld, bo, JN_MODE_EACH);
	find(f, weld, asked, bo);
	find(f, weld, asked, di);
	/* Whether they follow or not. */
	assert_waits(f, bo, "Y");
	assert_waits(f, di, "Y");
	/* Who was introduced to the goal since has it. */
	find(f, weld, 0, di);
	ok(f, jn_introduced_save_told(f->db, di, &of_goal, NOW - 1, &f->error));
	assert_waits(f, di, "Y");
	ok(f, jn_introduced_save_told(f->db, di, &of_goal, NOW, &f->error));
	assert_waits(f, di, "N");
	ok(f, jn_introduced_save_told(f->db, di, &of_goal, NOW - 1, &f->error));
	/* Somebody answered; only of a goal that is stuck it goes to the others. */
	(void)post(f, weld, bo, JN_KIND_ANSWER, JN_AUDIENCE_OPEN, asked);
	ok(f, jn_db_run(f->db, &f->error, "UPDATE post SET root_id = :root", ":root", JN_INT, asked,
			NULL));
	assert_waits(f, bo, "N");
	assert_waits(f, di, "N");
	ok(f, jn_goal_save_phase(f->db, weld, JN_PHASE_STUCK, 0, NOW, &f->error));
	assert_waits(f, bo, "N");
	assert_waits(f, di, "Y");
	/* Its author took it back. */
	ok(f, jn_db_run(f->db, &f->error, "UPDATE post SET mail_id = NULL", NULL));
	assert_waits(f, di, "N");
}

/* goal:question:answered each. */
static char *
questions(Fixture *f)
{
	g_autoptr(GPtrArray) list = NULL;
	GString *text = g_string_new(NULL);

	ok(f, jn_question_due(f->db, NOW, 10, &list, &f->error));
	for (guint i = 0; i < list->len; i++) {
		const JnOpenQuestion *one = list->pdata[i];

		g_string_append_printf(text, "%d:%d:%d ", (int)one->goal, (int)one->post,
				       one->answered);
	}
	return g_string_free(text, FALSE);
}

#define assert_questions(f, expected)                                                              \
	do {                                                                                       \
		g_autofree char *text = questions(f);                                              \
		g_assert_cmpstr(text, ==, expected);                                               \
	} while (0)

static void
test_questions(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x"), bo = person(f, "bo@x");
	gint64 weld = goal(f, "weld", ana);

	(void)data;
	ok(f, jn_db_run(f->db, &f->error, "UPDATE goal SET state = 'open' WHERE id = :id", ":id",
			JN_INT, weld, NULL));
	assert_questions(f, "");
	ok(f, jn_question_save_again(f->db, weld, NOW, &f->error));
	assert_questions(f, "2:0:1 ");
	(void)post(f, weld, ana, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	(void)post(f, weld, ana, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	(void)post(f, weld, ana, JN_KIND_QUESTION, JN_AUDIENCE_MEMBERS, 0);
	ok(f, jn_db_run(f->db, &f->error, "UPDATE post SET root_id = id", NULL));
	/* The newest that is open. */
	assert_questions(f, "2:2:0 ");
	(void)post(f, weld, bo, JN_KIND_ANSWER, JN_AUDIENCE_OPEN, 2);
	ok(f, jn_db_run(f->db, &f->error, "UPDATE post SET root_id = 2 WHERE id = 4", NULL));
	/* The one without an answer comes before a newer one. */
	assert_questions(f, "2:1:0 ");
	ok(f, jn_question_send_again(f->db, weld, 1, &f->error));
	assert_questions(f, "2:2:1 ");
	ok(f, jn_question_send_again(f->db, weld, 2, &f->error));
	assert_questions(f, "2:0:1 ");
	g_assert_cmpint(count(f, "SELECT count(*) FROM seeking WHERE post_id > 0"), ==, 2);
	ok(f, jn_goal_save_phase(f->db, weld, JN_PHASE_ACHIEVED, 0, NOW, &f->error));
	assert_questions(f, "2:0:0 ");
}

/* When a goal is looked at for it: at its time, and at once when something happens. */
static void
test_question_times(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x");
	gint64 weld = goal(f, "weld", ana);

	(void)data;
	ok(f, jn_db_run(f->db, &f->error, "UPDATE goal SET state = 'open' WHERE id = :id", ":id",
			JN_INT, weld, NULL));
	(void)post(f, weld, ana, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	assert_questions(f, "");
	ok(f, jn_journey_save_post(f->db, weld, ana, &f->error));
	assert_questions(f, "2:1:0 ");
	ok(f, jn_question_save_again(f->db, weld, NOW + 1, &f->error));
	assert_questions(f, "");
	ok(f, jn_goal_save_phase(f->db, weld, JN_PHASE_STUCK, 0, NOW, &f->error));
	assert_questions(f, "2:1:0 ");
	ok(f, jn_goal_save_quiet(f->db, weld, NOW + 10, NOW, &f->error));
	assert_questions(f, "");
	ok(f, jn_goal_end_quiet(f->db, NOW + 20, &f->error));
	assert_questions(f, "2:1:0 ");
	ok(f, jn_goal_end(f->db, weld, NOW, &f->error));
	assert_questions(f, "2:0:0 ");
	ok(f, jn_question_save_again(f->db, weld, 0, &f->error));
	assert_questions(f, "");
	ok(f, jn_goal_open(f->db, weld, NOW, &f->error));
	assert_questions(f, "2:1:0 ");
}

/* Two persons become one: what either was told, left or wants none of. */
static void
test_merge(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x"), bo = person(f, "bo@x"), other = person(f, "bo@y");
	gint64 weld = goal(f, "weld", ana), knit = goal(f, "knit", ana);

	(void)data;
	has_skill(f, other, "en", "welding");
	find(f, weld, 0, bo);
	find(f, weld, 0, other);
	find(f, knit, 0, other);
	follow(f, weld, other, JN_MODE_ABSENT);
	ok(f, jn_db_run(f->db, &f->error, "UPDATE person SET skills = 'welding' WHERE id = :id",
			":id", JN_INT, other, NULL));
	ok(f, jn_person_save_introductions(f->db, other, "weekly", &f->error));
	find(f, knit, 0, other);
	ok(f, jn_person_link(f->db, bo, "bo@y", &f->error));
	g_assert_cmpint(count(f, "SELECT count(*) FROM person_skill"), ==, 0);
	g_assert_cmpint(count(f, "SELECT skills_new FROM person WHERE skills = 'welding'"), ==, 1);
	g_assert_cmpint(count(f, "SELECT count(*) FROM introduced"), ==, 2);
	g_assert_cmpint(count(f, "SELECT has_left FROM introduced WHERE goal_id = 2"), ==, 1);
	g_assert_cmpint(count(f, "SELECT has_left FROM introduced WHERE goal_id = 3"), ==, 0);
}

static void
test_going(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x"), bo = person(f, "bo@x"), cy = person(f, "cy@x");
	gint64 weld = goal(f, "weld", ana);

	(void)data;
	has_skill(f, bo, "en", "welding");
	ok(f, jn_db_run(f->db, &f->error,
			"UPDATE person SET skills = 'welding', created = 1 WHERE id = :id", ":id",
			JN_INT, bo, NULL));
	find(f, weld, 0, bo);
	find(f, weld, 0, cy);
	ok(f, jn_db_run(f->db, &f->error, "UPDATE person SET created = 1 WHERE id = :id", ":id",
			JN_INT, cy, NULL));
	/* Who offers help is no stranger; who did once, and nothing else, is. */
	ok(f, jn_person_forget_strangers(f->db, NOW, &f->error));
	g_assert_cmpint(count(f, "SELECT count(*) FROM person"), ==, 2);
	g_assert_cmpint(count(f, "SELECT count(*) FROM introduced"), ==, 1);
	ok(f, jn_person_forget(f->db, bo, &f->error));
	g_assert_cmpint(count(f, "SELECT count(*) FROM introduced"), ==, 0);
	g_assert_cmpint(count(f, "SELECT count(*) FROM skill"), ==, 0);
	ok(f, jn_goal_save_fit(f->db, weld, "quick", &f->error));
	find(f, weld, 0, ana);
	ok(f, jn_goal_delete(f->db, weld, &f->error));
	g_assert_cmpint(count(f, "SELECT count(*) FROM introduced"), ==, 0);
	g_assert_cmpint(count(f, "SELECT count(*) FROM seeking"), ==, 0);
	g_assert_cmpint(count(f, "SELECT count(*) FROM goal WHERE fit != ''"), ==, 0);
}

#define TEST(name, function) g_test_add(name, Fixture, NULL, fixture_make, function, fixture_remove)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	TEST("/introduce/skills", test_skills);
	TEST("/introduce/unread", test_unread);
	TEST("/introduce/goal", test_goal);
	TEST("/introduce/leaving", test_leaving);
	TEST("/introduce/question", test_question);
	TEST("/introduce/questions", test_questions);
	TEST("/introduce/question-times", test_question_times);
	TEST("/introduce/merge", test_merge);
	TEST("/introduce/going", test_going);
	return g_test_run();
}
