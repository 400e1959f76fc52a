#include "store/goal.h"

#include <string.h>

#include "base/limits.h"
#include "store/anon.h"
#include "store/introduce.h"
#include "store/visible.h"

#define COLUMNS                                                                                    \
	"g.id, g.name, g.title, g.background, g.expectations, g.skills, g.state, g.phase,"         \
	" g.protege_id, coalesce(g.alias, p.name), g.created, g.closed, g.quiet, g.language,"      \
	" g.dormant, g.nudges, g.alias, g.alias_post, g.phase_since, g.moderation, g.quieted,"     \
	" g.open_background, g.open_expectations, g.open_skills, g.open_phase, g.open_phase_since"
#define FROM " FROM goal g LEFT JOIN person p ON p.id = g.protege_id "

static gpointer
goal_of_row(JnQuery *query)
{
	JnGoal *goal = g_new0(JnGoal, 1);

	goal->id = jn_query_int(query, 0);
	goal->name = jn_query_text(query, 1);
	goal->title = jn_query_text(query, 2);
	goal->background = jn_query_text(query, 3);
	goal->expectations = jn_query_text(query, 4);
	goal->skills = jn_query_text(query, 5);
	(void)jn_goal_state_from_word(jn_query_peek(query, 6), &goal->state);
	(void)jn_phase_from_word(jn_query_peek(query, 7), &goal->phase);
	goal->protege = jn_query_int(query, 8);
	goal->protege_name = jn_query_text(query, 9);
	goal->created = jn_query_int(query, 10);
	goal->closed = jn_query_int(query, 11);
	goal->quiet = jn_query_int(query, 12);
	goal->language = jn_query_text(query, 13);
	goal->dormant = jn_query_int(query, 14);
	goal->nudges = jn_query_text(query, 15);
	goal->alias = jn_query_text(query, 16);
	goal->alias_post = jn_query_int(query, 17);
	goal->phase_since = jn_query_int(query, 18);
	(void)jn_moderation_from_word(jn_query_peek(query, 19), &goal->moderation);
	goal->quieted = jn_query_int(query, 20);
	goal->open_background = jn_query_text(query, 21);
	goal->open_expectations = jn_query_text(query, 22);
	goal->open_skills = jn_query_text(query, 23);
	goal->has_open_phase = jn_query_peek(query, 24) != NULL &&
			       jn_phase_from_word(jn_query_peek(query, 24), &goal->open_phase);
	goal->open_phase_since = jn_query_int(query, 25);
	return goal;
}

gboolean
jn_goal_load(JnDb *db, gint64 id, JnGoal **ret_goal, GError **error)
{
	return jn_query_one(jn_db_query(db, error, "SELECT " COLUMNS FROM "WHERE g.id = :id", ":id",
					JN_INT, id, NULL),
			    goal_of_row, (gpointer *)ret_goal, error);
}

gboolean
jn_goal_load_by_name(JnDb *db, const char *name, JnGoal **ret_goal, GError **error)
{
	return jn_query_one(jn_db_query(db, error, "SELECT " COLUMNS FROM "WHERE g.name = :name",
					":name", JN_TEXT, name, NULL),
			    goal_of_row, (gpointer *)ret_goal, error);
}

gboolean
jn_goal_load_numbers(JnDb *db, JnGoal *goal, gint64 reader, GError **error)
{
	return jn_db_get_int(db, 0, &goal->inside, error,
			     "SELECT coalesce(max(person_id), 0) FROM goal_mentor WHERE goal_id ="
			     " :goal AND person_id = :reader AND state = 'accepted'",
			     ":goal", JN_INT, goal->id, ":reader", JN_INT, reader, NULL) &&
	       jn_db_get_int(db, 0, &goal->followers, error,
			     "SELECT count(*) FROM follow WHERE goal_id = :goal"
			     " AND mode != 'none'",
			     ":goal", JN_INT, goal->id, NULL) &&
	       jn_db_get_int(db, 0, &goal->questions, error,
			     "SELECT count(*) FROM post o WHERE o.goal_id = :goal"
			     " AND o.kind = 'question' AND " JN_VISIBLE,
			     ":goal", JN_INT, goal->id, ":reader", JN_INT, reader, NULL) &&
	       jn_db_get_int(db, 0, &goal->answers, error,
			     "SELECT count(*) FROM post o WHERE o.goal_id = :goal"
			     " AND o.kind = 'answer' AND " JN_VISIBLE,
			     ":goal", JN_INT, goal->id, ":reader", JN_INT, reader, NULL);
}

gboolean
jn_goal_count_readers(JnDb *db, gint64 goal, gint64 author, gint64 *ret_count, GError **error)
{
	return jn_db_get_int(
		db, 0, ret_count, error,
		"SELECT (SELECT count(*) FROM follow f"
		"  JOIN address a ON a.person_id = f.person_id AND a.is_primary = 1"
		"  WHERE f.goal_id = :goal AND f.mode != 'none' AND a.reach != 'suspended')"
		" + (SELECT count(*) FROM (SELECT protege_id AS person_id FROM goal"
		"  WHERE id = :goal UNION SELECT :author) r"
		"  JOIN address a ON a.person_id = r.person_id AND a.is_primary = 1"
		"  WHERE a.reach != 'suspended' AND NOT EXISTS (SELECT 1 FROM follow f"
		"   WHERE f.goal_id = :goal AND f.person_id = r.person_id AND f.mode != 'none'))",
		":goal", JN_INT, goal, ":author", JN_INT, author, NULL);
}

gboolean
jn_goal_list(JnDb *db,
	     const char *state,
	     gint64 after,
	     gint64 limit,
	     GPtrArray **ret_goals,
	     GError **error)
{
	return jn_query_list(
		jn_db_query(db, error,
			    "SELECT " COLUMNS FROM
			    "WHERE g.id > :after AND g.state NOT IN ('deleted', 'stream')"
			    " AND (:state IS NULL OR g.state = :state) ORDER BY g.id LIMIT :limit",
			    ":after", JN_INT, after, ":state", JN_TEXT, state, ":limit", JN_INT,
			    limit, NULL),
		goal_of_row, (GDestroyNotify)jn_goal_free, ret_goals, error);
}

gboolean
jn_goal_free_name(JnDb *db, const char *base, const char *random, char **ret_name, GError **error)
{
	g_autofree char *made = base ? NULL : g_strdup_printf("goal-%.4s", random);
	const char *stem = base ? base : made;

	for (int n = 1; n < 10000; n++) {
		g_autofree char *suffix = n == 1 ? g_strdup("") : g_strdup_printf("-%d", n);
		g_autofree char *name = g_strdup_printf(
			"%.*s%s", (int)(JN_GOAL_NAME_BYTES - strlen(suffix)), stem, suffix);
		gint64 taken;

		if (!jn_db_get_int(db, 0, &taken, error,
				   "SELECT count(*) FROM goal WHERE name = :name", ":name", JN_TEXT,
				   name, NULL))
			return FALSE;
		if (taken == 0) {
			*ret_name = g_steal_pointer(&name);
			return TRUE;
		}
	}
	g_set_error(error, JN_ERROR, JN_ERROR_DENIED, "ten thousand goals are called '%s'", stem);
	return FALSE;
}

gboolean
jn_goal_save_new(JnDb *db, JnGoal *goal, GError **error)
{
	if (!jn_db_run(
		    db, error,
		    "INSERT INTO goal (id, name, title, background, expectations, skills, language,"
		    " state, phase, phase_since, protege_id, alias, alias_post, created)"
		    " VALUES (nullif(:id, 0), :name, :title, :background, :expectations, :skills,"
		    " nullif(:language, ''), :state, :phase, :created, :protege, :alias,"
		    " (SELECT coalesce(max(id), 0) FROM post), :created)",
		    ":id", JN_INT, goal->id, ":name", JN_TEXT, goal->name, ":title", JN_TEXT,
		    goal->title, ":background", JN_TEXT, goal->background, ":expectations", JN_TEXT,
		    goal->expectations, ":skills", JN_TEXT, goal->skills, ":language", JN_TEXT,
		    goal->language, ":state", JN_TEXT, jn_goal_state_word(goal->state), ":phase",
		    JN_TEXT, jn_phase_word(goal->phase), ":protege", JN_INT, goal->protege,
		    ":alias", JN_TEXT, goal->alias, ":created", JN_INT, goal->created, NULL))
		return FALSE;
	goal->id = jn_db_last_id(db);
	return (goal->alias == NULL || jn_alias_save(db, goal->alias, error)) &&
	       jn_seeking_start(db, goal->id, 0, error);
}

gboolean
jn_goal_save_skills(JnDb *db, gint64 id, const char *skills, GError **error)
{
	return jn_db_run(db, error, "UPDATE goal SET skills = :skills WHERE id = :id", ":skills",
			 JN_TEXT, skills, ":id", JN_INT, id, NULL) &&
	       jn_seeking_start(db, id, 0, error);
}

gboolean
jn_goal_save_fit(JnDb *db, gint64 id, const char *fit, GError **error)
{
	return jn_db_run(db, error, "UPDATE goal SET fit = :fit WHERE id = :id", ":fit", JN_TEXT,
			 fit, ":id", JN_INT, id, NULL);
}

gboolean
jn_goal_save_moderation(JnDb *db, gint64 id, JnModeration moderation, GError **error)
{
	return jn_db_run(db, error, "UPDATE goal SET moderation = :moderation WHERE id = :id",
			 ":moderation", JN_TEXT, jn_moderation_word(moderation), ":id", JN_INT, id,
			 NULL);
}

gboolean
jn_goal_fit(JnDb *db, gint64 id, char **ret_fit, GError **error)
{
	return jn_query_one(jn_db_query(db, error, "SELECT fit FROM goal WHERE id = :id", ":id",
					JN_INT, id, NULL),
			    jn_row_text, (gpointer *)ret_fit, error);
}

gboolean
jn_goal_save_case(JnDb *db, const JnGoal *goal, GError **error)
{
	return jn_db_run(db, error,
			 "UPDATE goal SET background = coalesce(:background, background),"
			 " expectations = coalesce(:expectations, expectations),"
			 " language = coalesce(:language, language) WHERE id = :id",
			 ":background", JN_TEXT, goal->background, ":expectations", JN_TEXT,
			 goal->expectations, ":language", JN_TEXT, goal->language, ":id", JN_INT,
			 goal->id, NULL);
}

gboolean
jn_goal_save_phase(JnDb *db, gint64 id, JnPhase phase, gint64 post, gint64 now, GError **error)
{
	return jn_db_run(db, error,
			 "UPDATE goal SET phase = :phase, phase_since = :now, phase_post = :post,"
			 " nudged = 0, look = 1, again = 1,"
			 " open_phase = CASE WHEN closed = 0 THEN NULL ELSE open_phase END"
			 " WHERE id = :id",
			 ":phase", JN_TEXT, jn_phase_word(phase), ":now", JN_INT, now, ":post",
			 JN_INT, post, ":id", JN_INT, id, NULL) &&
	       jn_db_run(db, error,
			 "INSERT INTO phase (goal_id, phase, post_id, created)"
			 " VALUES (:id, :phase, :post, :now)",
			 ":id", JN_INT, id, ":phase", JN_TEXT, jn_phase_word(phase), ":post",
			 JN_INT, post, ":now", JN_INT, now, NULL);
}

gboolean
jn_goal_delete(JnDb *db, gint64 id, GError **error)
{
	return jn_db_run(db, error, "DELETE FROM follow WHERE goal_id = :id", ":id", JN_INT, id,
			 NULL) &&
	       jn_db_run(db, error, "DELETE FROM seeking WHERE goal_id = :id", ":id", JN_INT, id,
			 NULL) &&
	       jn_db_run(db, error, "DELETE FROM introduced WHERE goal_id = :id", ":id", JN_INT, id,
			 NULL) &&
	       jn_db_run(db, error, "DELETE FROM goal_mentor WHERE goal_id = :id", ":id", JN_INT,
			 id, NULL) &&
	       jn_db_run(db, error, "DELETE FROM goal_told WHERE goal_id = :id", ":id", JN_INT, id,
			 NULL) &&
	       jn_db_run(db, error,
			 "DELETE FROM outbox_failed WHERE outbox_id IN"
			 " (SELECT id FROM outbox WHERE goal_id = :id)",
			 ":id", JN_INT, id, NULL) &&
	       jn_db_run(db, error, "DELETE FROM outbox WHERE goal_id = :id", ":id", JN_INT, id,
			 NULL) &&
	       jn_db_run(db, error, "DELETE FROM cookie WHERE goal_id = :id", ":id", JN_INT, id,
			 NULL) &&
	       jn_db_run(
		       db, error,
		       "DELETE FROM seen WHERE held_id IN (SELECT id FROM held WHERE goal_id = :id)"
		       " AND held_id != 0",
		       ":id", JN_INT, id, NULL) &&
	       jn_db_run(db, error, "DELETE FROM held WHERE goal_id = :id", ":id", JN_INT, id,
			 NULL) &&
	       jn_db_run(db, error, "DELETE FROM gratitude WHERE goal_id = :id", ":id", JN_INT, id,
			 NULL) &&
	       jn_db_run(db, error, "DELETE FROM phase WHERE goal_id = :id", ":id", JN_INT, id,
			 NULL) &&
	       jn_db_run(db, error, "DELETE FROM reflection WHERE goal_id = :id", ":id", JN_INT, id,
			 NULL) &&
	       jn_db_run(db, error, "DELETE FROM blocked WHERE goal_id = :id", ":id", JN_INT, id,
			 NULL) &&
	       jn_db_run(db, error, "UPDATE post SET parent_id = NULL WHERE goal_id = :id", ":id",
			 JN_INT, id, NULL) &&
	       jn_db_run(db, error, "DELETE FROM post WHERE goal_id = :id", ":id", JN_INT, id,
			 NULL) &&
	       jn_db_run(db, error,
			 "DELETE FROM mail WHERE NOT EXISTS (SELECT 1 FROM post WHERE mail_id = "
			 "mail.id)"
			 " AND NOT EXISTS (SELECT 1 FROM held WHERE mail_id = mail.id)"
			 " AND NOT EXISTS (SELECT 1 FROM outbox WHERE mail_id = mail.id)",
			 NULL) &&
	       jn_db_run(db, error,
			 "UPDATE goal SET title = '', background = '', expectations = '',"
			 " skills = '', language = NULL, fit = '', alias = NULL,"
			 " open_background = NULL, open_expectations = NULL, open_skills = NULL,"
			 " state = 'deleted', look = 0, again = 0"
			 " WHERE id = :id",
			 ":id", JN_INT, id, NULL);
}

gboolean
jn_follow_save(JnDb *db, gint64 goal, gint64 person, JnMode mode, gint64 now, GError **error)
{
	if (mode == JN_MODE_ABSENT)
		return jn_db_run(db, error,
				 "DELETE FROM follow WHERE goal_id = :goal AND person_id = :person",
				 ":goal", JN_INT, goal, ":person", JN_INT, person, NULL) &&
		       jn_introduced_leave(db, goal, person, TRUE, now, error);
	return jn_introduced_leave(db, goal, person, FALSE, now, error) &&
	       jn_db_run(db, error,
			 "INSERT INTO follow (goal_id, person_id, mode, since, digested,"
			 "  digested_goal)"
			 " VALUES (:goal, :person, :mode, :now,"
			 "   (SELECT coalesce(max(id), 0) FROM post),"
			 "   (SELECT coalesce(max(id), 0) FROM goal))"
			 " ON CONFLICT DO UPDATE SET mode = excluded.mode,"
			 "  digested = CASE WHEN follow.mode IN ('each', 'none')"
			 "   THEN excluded.digested ELSE digested END,"
			 "  digested_goal = CASE WHEN follow.mode IN ('each', 'none')"
			 "   THEN excluded.digested_goal ELSE digested_goal END",
			 ":goal", JN_INT, goal, ":person", JN_INT, person, ":mode", JN_TEXT,
			 jn_mode_word(mode), ":now", JN_INT, now, NULL);
}

gboolean
jn_follow_load(JnDb *db, gint64 goal, gint64 person, JnMode *ret_mode, GError **error)
{
	g_autofree char *word = NULL;
	JnMode mode = JN_MODE_ABSENT;

	if (!jn_query_one(jn_db_query(db, error,
				      "SELECT mode FROM follow"
				      " WHERE goal_id = :goal AND person_id = :person",
				      ":goal", JN_INT, goal, ":person", JN_INT, person, NULL),
			  jn_row_text, (gpointer *)&word, error))
		return FALSE;
	if (word != NULL)
		(void)jn_mode_from_word(word, &mode);
	*ret_mode = mode;
	return TRUE;
}

static gpointer
follow_of_row(JnQuery *query)
{
	JnFollow *follow = g_new0(JnFollow, 1);

	follow->goal = jn_query_int(query, 0);
	follow->name = jn_query_text(query, 1);
	follow->title = jn_query_text(query, 2);
	(void)jn_goal_state_from_word(jn_query_peek(query, 3), &follow->state);
	(void)jn_mode_from_word(jn_query_peek(query, 4), &follow->mode);
	return follow;
}

gboolean
jn_follows_load(JnDb *db, gint64 person, GPtrArray **ret_follows, GError **error)
{
	return jn_query_list(jn_db_query(db, error,
					 "SELECT g.id, g.name, g.title, g.state, f.mode"
					 " FROM follow f JOIN goal g ON g.id = f.goal_id"
					 " WHERE f.person_id = :person ORDER BY g.name",
					 ":person", JN_INT, person, NULL),
			     follow_of_row, (GDestroyNotify)jn_follow_free, ret_follows, error);
}

gboolean
jn_goal_list_of(JnDb *db, gint64 protege, GPtrArray **ret_goals, GError **error)
{
	return jn_query_list(jn_db_query(db, error,
					 "SELECT " COLUMNS FROM
					 "WHERE g.protege_id = :protege AND g.state != 'deleted'"
					 " ORDER BY g.id",
					 ":protege", JN_INT, protege, NULL),
			     goal_of_row, (GDestroyNotify)jn_goal_free, ret_goals, error);
}

void
jn_follower_free(JnFollower *follower)
{
	if (follower == NULL)
		return;
	jn_goal_free(follower->goal);
	jn_person_free(follower->person);
	g_free(follower);
}

static gpointer
follower_of_row(JnQuery *query)
{
	JnFollower *follower = g_new0(JnFollower, 1);

	follower->goal = g_new0(JnGoal, 1);
	follower->goal->id = jn_query_int(query, 0);
	follower->goal->name = jn_query_text(query, 1);
	follower->goal->title = jn_query_text(query, 2);
	follower->person = g_new0(JnPerson, 1);
	follower->person->id = jn_query_int(query, 3);
	follower->person->name = jn_query_text(query, 4);
	follower->person->addr = jn_query_text(query, 5);
	(void)jn_reach_from_word(jn_query_peek(query, 6), &follower->person->reach);
	(void)jn_mode_from_word(jn_query_peek(query, 7), &follower->mode);
	follower->since = jn_query_int(query, 8);
	return follower;
}

gboolean
jn_follow_list(JnDb *db, gint64 goal, gint64 person, GPtrArray **ret_followers, GError **error)
{
	return jn_query_list(
		jn_db_query(db, error,
			    "SELECT g.id, g.name, g.title, p.id, p.name, a.addr, a.reach, f.mode, "
			    "f.since"
			    " FROM follow f JOIN goal g ON g.id = f.goal_id"
			    " JOIN person p ON p.id = f.person_id"
			    " JOIN address a ON a.person_id = p.id AND a.is_primary = 1"
			    " WHERE (:goal = 0 OR f.goal_id = :goal)"
			    " AND (:person = 0 OR f.person_id = :person)"
			    " ORDER BY g.name, f.since, p.id",
			    ":goal", JN_INT, goal, ":person", JN_INT, person, NULL),
		follower_of_row, (GDestroyNotify)jn_follower_free, ret_followers, error);
}

gboolean
jn_goal_names(JnDb *db, GPtrArray **ret_names, GError **error)
{
	return jn_query_list(
		jn_db_query(db, error,
			    "SELECT name FROM goal WHERE state != 'deleted' ORDER BY name", NULL),
		jn_row_text, g_free, ret_names, error);
}
