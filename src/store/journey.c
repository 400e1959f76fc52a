#include "store/journey.h"

#include "store/says.h"

gboolean
jn_journey_due(JnDb *db, gint64 now, gint64 limit, GArray **ret_goals, GError **error)
{
	return jn_query_ids(jn_db_query(db, error,
					"SELECT id FROM goal WHERE look != 0 AND look <= :now"
					" ORDER BY look, id LIMIT :limit",
					":now", JN_INT, now, ":limit", JN_INT, limit, NULL),
			    ret_goals, error);
}

/* Rows of three numbers, which is what JnWaiting and JnUnlisted are. Frees the query. */
static gboolean
list_rows(JnQuery *query, GArray *list, GError **error)
{
	g_autoptr(JnQuery) rows = query;
	g_autoptr(GError) cause = NULL;

	if (rows == NULL)
		return FALSE;
	while (jn_query_next(rows, &cause)) {
		const gint64 one[] = {jn_query_int(rows, 0), jn_query_int(rows, 1),
				      jn_query_int(rows, 2)};

		g_array_append_vals(list, one, 1);
	}
	if (cause == NULL)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&cause));
	return FALSE;
}

G_STATIC_ASSERT(sizeof(JnWaiting) == 3 * sizeof(gint64));
G_STATIC_ASSERT(sizeof(JnUnlisted) == 3 * sizeof(gint64));

/* Those of which she was nudged often enough stand last: the others must not wait behind them. */
static gboolean
load_answers(JnDb *db, const JnGoal *goal, JnJourney *journey, GError **error)
{
	return list_rows(
		jn_db_query(
			db, error,
			"SELECT o.id, o.created, o.nudged FROM (SELECT * FROM post"
			"  WHERE goal_id = :goal AND kind = 'answer' ORDER BY id DESC LIMIT "
			":newest) o"
			" WHERE o.author_id != :protege AND o.mail_id IS NOT NULL AND o.chosen = 0"
			" AND NOT EXISTS (SELECT 1 FROM gratitude x WHERE x.answer_id = o.id)"
			" AND NOT EXISTS (SELECT 1 FROM post r WHERE r.parent_id = o.id"
			"  AND r.author_id = :protege)"
			" AND NOT EXISTS (SELECT 1 FROM post r WHERE r.author_id = :protege"
			"  AND r.goal_id = :goal AND r.id > o.id AND +r.root_id = o.root_id"
			"  AND r.kind = 'update')"
			" ORDER BY o.nudged >= :most, o.id LIMIT :limit",
			":goal", JN_INT, goal->id, ":protege", JN_INT, goal->protege, ":newest",
			JN_INT, (gint64)JN_JOURNEY_ANSWERS, ":most", JN_INT, (gint64)JN_NUDGES,
			":limit", JN_INT, (gint64)JN_JOURNEY_WAITING, NULL),
		journey->answers, error);
}

/* What she wrote below one, or thanked for it, after she chose it tells of it in some way. */
static gboolean
load_chosen(JnDb *db, const JnGoal *goal, JnJourney *journey, GError **error)
{
	return list_rows(
		jn_db_query(db, error,
			    "SELECT o.id, o.chosen, g.nudged FROM post o"
			    " JOIN goal g ON g.id = o.goal_id"
			    " WHERE o.goal_id = :goal AND o.chosen != 0 AND o.mail_id IS NOT NULL"
			    " AND NOT EXISTS (SELECT 1 FROM gratitude x WHERE x.answer_id = o.id"
			    "  AND (x.kind != 'thanks' OR x.created >= o.chosen))"
			    " AND NOT EXISTS (SELECT 1 FROM post r WHERE r.parent_id = o.id"
			    "  AND r.author_id = g.protege_id AND r.created >= o.chosen)"
			    " ORDER BY o.chosen, o.id LIMIT :limit",
			    ":goal", JN_INT, goal->id, ":limit", JN_INT, (gint64)JN_JOURNEY_WAITING,
			    NULL),
		journey->tried, error);
}

/* Where she chose nothing: what she said she would try, or the end. What nobody answered nobody
 * waits to hear of. */
static gboolean
load_tried(JnDb *db, const JnGoal *goal, JnJourney *journey, GError **error)
{
	return list_rows(
		jn_db_query(
			db, error,
			"SELECT w.id, g.phase_since, g.nudged FROM goal g"
			" JOIN post w ON w.id = coalesce("
			"  (SELECT id FROM post WHERE id = g.phase_post AND mail_id IS NOT NULL),"
			"  (SELECT max(id) FROM post WHERE goal_id = g.id AND kind = 'answer'"
			"   AND mail_id IS NOT NULL))"
			" WHERE g.id = :goal"
			" AND EXISTS (SELECT 1 FROM post a WHERE a.goal_id = g.id"
			"  AND a.kind = 'answer')"
			" AND NOT EXISTS (SELECT 1 FROM post c WHERE c.goal_id = g.id"
			"  AND c.chosen != 0 AND c.chosen >= g.phase_since)"
			" AND NOT EXISTS (SELECT 1 FROM post o WHERE o.author_id = g.protege_id"
			"  AND o.goal_id = g.id AND " JN_SAYS_EXPERIENCE
			"  AND (g.phase = 'achieved' OR o.created >= g.phase_since))",
			":goal", JN_INT, goal->id, NULL),
		journey->tried, error);
}

static gboolean
load_trying(JnDb *db, const JnGoal *goal, JnJourney *journey, GError **error)
{
	if (goal->phase != JN_PHASE_TRYING && goal->phase != JN_PHASE_ACHIEVED)
		return TRUE;
	if (!load_chosen(db, goal, journey, error))
		return FALSE;
	return journey->tried->len > 0 || load_tried(db, goal, journey, error);
}

static gboolean
load_unlisted(JnDb *db, const JnGoal *goal, JnJourney *journey, GError **error)
{
	return list_rows(
		jn_db_query(
			db, error,
			"SELECT * FROM (SELECT q.id, q.created,"
			" (SELECT a.created FROM post a WHERE a.root_id = q.id AND a.kind = "
			"'answer'"
			"  AND a.author_id != :protege AND a.mail_id IS NOT NULL"
			"  ORDER BY a.id LIMIT 1 OFFSET 1) AS second FROM (SELECT * FROM post"
			"  WHERE goal_id = :goal AND kind = 'question' ORDER BY id DESC LIMIT 20) q"
			" WHERE q.author_id = :protege AND q.listed = 0 AND q.mail_id IS NOT NULL"
			" AND NOT EXISTS (SELECT 1 FROM post c WHERE c.goal_id = :goal"
			"  AND c.chosen != 0 AND c.root_id = q.id)) WHERE second IS NOT NULL",
			":goal", JN_INT, goal->id, ":protege", JN_INT, goal->protege, NULL),
		journey->unlisted, error);
}

gboolean
jn_journey_load(JnDb *db, const JnGoal *goal, JnJourney *journey, GError **error)
{
	journey->is_achieved = goal->phase == JN_PHASE_ACHIEVED;
	return load_answers(db, goal, journey, error) && load_trying(db, goal, journey, error) &&
	       (journey->is_achieved || load_unlisted(db, goal, journey, error)) &&
	       jn_db_get_int(db, 0, &journey->last_word, error,
			     "SELECT created FROM post WHERE author_id = :protege"
			     " AND goal_id = :goal ORDER BY id DESC LIMIT 1",
			     ":protege", JN_INT, goal->protege, ":goal", JN_INT, goal->id, NULL) &&
	       jn_db_get_int(db, 0, &journey->last_nudge, error,
			     "SELECT nudged FROM person WHERE id = :protege", ":protege", JN_INT,
			     goal->protege, NULL);
}

gboolean
jn_journey_save_look(JnDb *db, gint64 goal, gint64 look, GError **error)
{
	return jn_db_run(db, error, "UPDATE goal SET look = :look WHERE id = :goal", ":look",
			 JN_INT, look, ":goal", JN_INT, goal, NULL);
}

gboolean
jn_journey_save_post(JnDb *db, gint64 goal, gint64 author, GError **error)
{
	return jn_db_run(db, error,
			 "UPDATE goal SET look = 1, again = 1,"
			 " dormant = CASE WHEN protege_id = :author THEN 0 ELSE dormant END"
			 " WHERE id = :goal",
			 ":author", JN_INT, author, ":goal", JN_INT, goal, NULL);
}

gboolean
jn_journey_save_listed(JnDb *db, gint64 question, gint64 now, GError **error)
{
	return jn_db_run(db, error, "UPDATE post SET listed = :now WHERE id = :question", ":now",
			 JN_INT, now, ":question", JN_INT, question, NULL);
}

gboolean
jn_journey_save_nudged(JnDb *db, gint64 goal, const GArray *answers, gboolean tried, GError **error)
{
	for (guint i = 0; i < answers->len; i++)
		if (!jn_db_run(db, error, "UPDATE post SET nudged = nudged + 1 WHERE id = :post",
			       ":post", JN_INT, g_array_index(answers, gint64, i), NULL))
			return FALSE;
	return jn_db_run(db, error,
			 "UPDATE goal SET nudged = nudged + :tried, look = 1 WHERE id = :goal",
			 ":tried", JN_INT, (gint64)tried, ":goal", JN_INT, goal, NULL);
}

gboolean
jn_journey_save_last_nudge(JnDb *db, gint64 person, gint64 now, GError **error)
{
	return jn_db_run(db, error, "UPDATE person SET nudged = :now WHERE id = :person", ":now",
			 JN_INT, now, ":person", JN_INT, person, NULL);
}

gboolean
jn_journey_save_rest(JnDb *db, gint64 goal, gint64 now, GError **error)
{
	return jn_db_run(db, error, "UPDATE goal SET dormant = :now, look = 0 WHERE id = :goal",
			 ":now", JN_INT, now, ":goal", JN_INT, goal, NULL);
}

gboolean
jn_journey_choose(JnDb *db, gint64 answer, gint64 now, GError **error)
{
	return jn_db_run(db, error,
			 "UPDATE post SET chosen = :now WHERE id = :answer AND chosen = 0", ":now",
			 JN_INT, now, ":answer", JN_INT, answer, NULL) &&
	       jn_db_run(db, error,
			 "UPDATE goal SET nudged = 0, look = 1, again = 1, dormant = 0 WHERE id ="
			 " (SELECT goal_id FROM post WHERE id = :answer)",
			 ":answer", JN_INT, answer, NULL);
}

gboolean
jn_journey_save_times(JnDb *db, gint64 goal, const char *days, GError **error)
{
	return jn_db_run(db, error, "UPDATE goal SET nudges = :days, look = 1 WHERE id = :goal",
			 ":days", JN_TEXT, days, ":goal", JN_INT, goal, NULL);
}

gboolean
jn_journey_chosen(JnDb *db, gint64 goal, GArray **ret_posts, GError **error)
{
	return jn_query_ids(jn_db_query(db, error,
					"SELECT id FROM post WHERE goal_id = :goal AND chosen != 0"
					" ORDER BY id",
					":goal", JN_INT, goal, NULL),
			    ret_posts, error);
}

void
jn_phase_change_free(JnPhaseChange *change)
{
	if (change == NULL)
		return;
	g_free(change->subject);
	g_free(change);
}

static gpointer
change_of_row(JnQuery *query)
{
	JnPhaseChange *change = g_new0(JnPhaseChange, 1);

	(void)jn_phase_from_word(jn_query_peek(query, 0), &change->phase);
	change->post = jn_query_int(query, 1);
	change->subject = jn_query_text(query, 2);
	change->created = jn_query_int(query, 3);
	return change;
}

gboolean
jn_journey_phases(JnDb *db, gint64 goal, gint64 limit, GPtrArray **ret_changes, GError **error)
{
	return jn_query_list(
		jn_db_query(
			db, error,
			"SELECT * FROM (SELECT c.phase, coalesce(o.id, 0), o.subject,"
			" c.created, c.id AS at FROM phase c LEFT JOIN post o ON o.id = c.post_id"
			" WHERE c.goal_id = :goal ORDER BY c.id DESC LIMIT :limit) ORDER BY at",
			":goal", JN_INT, goal, ":limit", JN_INT, limit, NULL),
		change_of_row, (GDestroyNotify)jn_phase_change_free, ret_changes, error);
}

void
jn_choice_free(JnChoice *choice)
{
	if (choice == NULL)
		return;
	g_free(choice->who);
	g_free(choice->gist);
	g_free(choice);
}

static gpointer
choice_of_row(JnQuery *query)
{
	JnChoice *choice = g_new0(JnChoice, 1);

	choice->post = jn_query_int(query, 0);
	choice->number = jn_query_int(query, 1);
	choice->created = jn_query_int(query, 2);
	choice->chosen = jn_query_int(query, 3);
	choice->who = jn_query_text(query, 4);
	choice->gist = jn_query_text(query, 5);
	choice->before = jn_query_int(query, 6);
	choice->thanked = jn_query_int(query, 7) != 0;
	choice->tried = jn_query_int(query, 8) != 0;
	choice->is_private = jn_query_int(query, 9) != 0;
	return choice;
}

#define EARLIER                                                                                    \
	"FROM post e WHERE e.author_id = o.author_id AND e.goal_id = o.goal_id AND e.id < o.id"    \
	" AND e.kind = 'answer'"

gboolean
jn_journey_choices(JnDb *db, gint64 root, gint64 limit, GPtrArray **ret_choices, GError **error)
{
	return jn_query_list(
		jn_db_query(db, error,
			    "SELECT o.id, o.number, o.created, o.chosen, p.name, o.gist,"
			    " (SELECT count(*) " EARLIER "),"
			    " EXISTS (SELECT 1 " EARLIER " AND EXISTS (SELECT 1 FROM gratitude x"
			    "  WHERE x.answer_id = e.id AND x.kind = 'thanks')),"
			    " EXISTS (SELECT 1 " EARLIER " AND EXISTS (SELECT 1 FROM gratitude x"
			    "  WHERE x.answer_id = e.id AND x.kind = 'experience')),"
			    " o.audience != 'open'"
			    " FROM post o JOIN goal g ON g.id = o.goal_id"
			    " JOIN person p ON p.id = o.author_id"
			    " WHERE o.root_id = :root AND o.kind = 'answer'"
			    " AND o.author_id != g.protege_id AND o.mail_id IS NOT NULL"
			    " ORDER BY o.id LIMIT :limit",
			    ":root", JN_INT, root, ":limit", JN_INT, limit, NULL),
		choice_of_row, (GDestroyNotify)jn_choice_free, ret_choices, error);
}

gboolean
jn_journey_unanswered(
	JnDb *db, gint64 person, gint64 before, gint64 limit, GArray **ret_posts, GError **error)
{
	return jn_query_ids(
		jn_db_query(
			db, error,
			"SELECT q.id FROM follow f JOIN goal g ON g.id = f.goal_id"
			" AND g.state = 'open' AND g.quiet = 0 AND g.dormant = 0"
			" AND g.phase != 'achieved' AND g.protege_id != f.person_id"
			" JOIN post q ON q.id = (SELECT max(n.id) FROM post n"
			"  WHERE n.goal_id = g.id AND n.kind = 'question' AND n.audience = 'open'"
			"  AND n.mail_id IS NOT NULL)"
			" WHERE f.person_id = :person AND f.mode IN ('weekly', 'questions')"
			" AND q.created <= :before AND (g.phase = 'stuck' OR NOT EXISTS (SELECT 1"
			"  FROM post a WHERE a.root_id = q.id AND a.kind = 'answer'))"
			" AND NOT EXISTS (SELECT 1 FROM post t WHERE t.author_id = f.person_id"
			"  AND t.goal_id = g.id AND +t.root_id = q.id)"
			" ORDER BY q.id LIMIT :limit",
			":person", JN_INT, person, ":before", JN_INT, before, ":limit", JN_INT,
			limit, NULL),
		ret_posts, error);
}
