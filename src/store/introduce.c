#include "store/introduce.h"

#define NO_ZONE G_MAXINT64

gboolean
jn_seeking_start(JnDb *db, gint64 goal, gint64 post, GError **error)
{
	return jn_db_run(db, error,
			 "INSERT OR REPLACE INTO seeking (goal_id, post_id) VALUES (:goal, :post)",
			 ":goal", JN_INT, goal, ":post", JN_INT, post, NULL);
}

static gpointer
seeking_of_row(JnQuery *query)
{
	JnSeeking *seeking = g_new0(JnSeeking, 1);

	seeking->goal = jn_query_int(query, 0);
	seeking->post = jn_query_int(query, 1);
	seeking->cursor = jn_query_int(query, 2);
	return seeking;
}

gboolean
jn_seeking_list(JnDb *db, gint64 limit, GPtrArray **ret_list, GError **error)
{
	return jn_query_list(jn_db_query(db, error,
					 "SELECT s.goal_id, s.post_id, s.cursor FROM seeking s"
					 " JOIN goal g ON g.id = s.goal_id AND g.quiet = 0"
					 " ORDER BY s.goal_id, s.post_id LIMIT :limit",
					 ":limit", JN_INT, limit, NULL),
			     seeking_of_row, g_free, ret_list, error);
}

gboolean
jn_seeking_save(JnDb *db, const JnSeeking *seeking, GError **error)
{
	return jn_db_run(db, error,
			 "UPDATE seeking SET cursor = :cursor"
			 " WHERE goal_id = :goal AND post_id = :post",
			 ":cursor", JN_INT, seeking->cursor, ":goal", JN_INT, seeking->goal,
			 ":post", JN_INT, seeking->post, NULL);
}

gboolean
jn_seeking_end(JnDb *db, const JnSeeking *seeking, GError **error)
{
	return jn_db_run(db, error, "DELETE FROM seeking WHERE goal_id = :goal AND post_id = :post",
			 ":goal", JN_INT, seeking->goal, ":post", JN_INT, seeking->post, NULL);
}

gboolean
jn_seeking_is_any(JnDb *db, gboolean *ret_any, GError **error)
{
	gint64 any;

	if (!jn_db_get_int(db, 0, &any, error,
			   "SELECT EXISTS (SELECT 1 FROM seeking) OR EXISTS"
			   " (SELECT 1 FROM introduced WHERE told = 0 AND has_left = 0)",
			   NULL))
		return FALSE;
	*ret_any = any != 0;
	return TRUE;
}

gboolean
jn_seeking_end_all(JnDb *db, GError **error)
{
	return jn_db_run(db, error, "DELETE FROM seeking", NULL) &&
	       jn_db_run(db, error, "DELETE FROM introduced WHERE told = 0 AND has_left = 0", NULL);
}

/* ---- questions ---- */

static gpointer
question_of_row(JnQuery *query)
{
	JnOpenQuestion *question = g_new0(JnOpenQuestion, 1);
	gint64 unanswered = jn_query_int(query, 1);

	question->goal = jn_query_int(query, 0);
	if (jn_query_int(query, 7) == 0)
		return question;
	question->post = unanswered != 0 ? unanswered : jn_query_int(query, 2);
	question->answered = unanswered == 0;
	question->created = jn_query_int(query, unanswered != 0 ? 3 : 4);
	question->stuck = jn_query_int(query, 5) != 0;
	question->since = jn_query_int(query, 6);
	return question;
}

/* Of a goal g: its questions that are there to be read. */
#define QUESTIONS                                                                                  \
	" FROM post q WHERE q.goal_id = g.id AND q.kind = 'question' AND q.audience = 'open'"      \
	" AND q.mail_id IS NOT NULL"
#define NOT_ANSWERED                                                                               \
	" AND NOT EXISTS (SELECT 1 FROM post n WHERE n.root_id = q.root_id AND n.id > q.id"        \
	"  AND n.kind = 'answer')"
#define NEWEST " ORDER BY q.id DESC LIMIT 1"
#define NOT_AGAIN " AND q.id > g.asked_again"

gboolean
jn_question_due(JnDb *db, gint64 now, gint64 limit, GPtrArray **ret_questions, GError **error)
{
	return jn_query_list(
		jn_db_query(db, error,
			    "SELECT g.id,"
			    " (SELECT q.id" QUESTIONS NOT_AGAIN NOT_ANSWERED NEWEST "),"
			    " (SELECT q.id" QUESTIONS NOT_AGAIN NEWEST "),"
			    " (SELECT q.created" QUESTIONS NOT_AGAIN NOT_ANSWERED NEWEST "),"
			    " (SELECT q.created" QUESTIONS NOT_AGAIN NEWEST "),"
			    " g.phase = 'stuck', g.phase_since,"
			    " g.state = 'open' AND g.phase != 'achieved' AND g.dormant = 0"
			    " FROM goal g WHERE g.again != 0 AND g.again <= :now AND g.quiet = 0"
			    " ORDER BY g.again, g.id LIMIT :limit",
			    ":now", JN_INT, now, ":limit", JN_INT, limit, NULL),
		question_of_row, g_free, ret_questions, error);
}

gboolean
jn_question_save_again(JnDb *db, gint64 goal, gint64 again, GError **error)
{
	return jn_db_run(db, error, "UPDATE goal SET again = :again WHERE id = :goal", ":again",
			 JN_INT, again, ":goal", JN_INT, goal, NULL);
}

gboolean
jn_question_send_again(JnDb *db, gint64 goal, gint64 post, GError **error)
{
	return jn_db_run(db, error, "UPDATE goal SET asked_again = :post WHERE id = :goal", ":post",
			 JN_INT, post, ":goal", JN_INT, goal, NULL) &&
	       jn_seeking_start(db, goal, post, error);
}

gboolean
jn_question_newest(JnDb *db, gint64 goal, gint64 *ret_post, GError **error)
{
	return jn_db_get_int(db, 0, ret_post, error,
			     "SELECT (SELECT q.id" QUESTIONS NEWEST ") FROM goal g"
			     " WHERE g.id = :goal",
			     ":goal", JN_INT, goal, NULL);
}

/* ---- those found ---- */

gboolean
jn_introduced_save(JnDb *db, gint64 goal, gint64 post, gint64 person, gint64 now, GError **error)
{
	return jn_db_run(db, error,
			 "INSERT OR IGNORE INTO introduced (goal_id, person_id, post_id, found)"
			 " SELECT :goal, p.id, :post, :now FROM person p"
			 " WHERE p.id = :person AND p.introductions != 'none'"
			 " AND NOT EXISTS (SELECT 1 FROM introduced i WHERE i.goal_id = :goal"
			 "  AND i.person_id = :person AND i.post_id = 0 AND i.has_left = 1)",
			 ":goal", JN_INT, goal, ":post", JN_INT, post, ":now", JN_INT, now,
			 ":person", JN_INT, person, NULL);
}

gboolean
jn_introduced_people(
	JnDb *db, gint64 zone, gint64 after, gint64 limit, GArray **ret_people, GError **error)
{
	return jn_query_ids(
		jn_db_query(db, error,
			    "SELECT DISTINCT i.person_id FROM introduced i"
			    " INDEXED BY introduced_waiting"
			    " CROSS JOIN person p ON p.id = i.person_id"
			    "  AND p.zone IS nullif(:zone, :none)"
			    " CROSS JOIN address a ON a.person_id = p.id"
			    "  AND a.is_primary = 1 AND a.reach = 'ok'"
			    " WHERE i.told = 0 AND i.has_left = 0 AND i.person_id > :after"
			    " ORDER BY i.person_id LIMIT :limit",
			    ":zone", JN_INT, zone, ":none", JN_INT, NO_ZONE, ":after", JN_INT,
			    after, ":limit", JN_INT, limit, NULL),
		ret_people, error);
}

gboolean
jn_introduced_count(JnDb *db, gint64 person, gint64 since, gint64 *ret_count, GError **error)
{
	return jn_db_get_int(db, 0, ret_count, error,
			     "SELECT count(*) FROM introduced"
			     " WHERE person_id = :person AND told > :since",
			     ":person", JN_INT, person, ":since", JN_INT, since, NULL);
}

static gpointer
introduction_of_row(JnQuery *query)
{
	JnIntroduction *introduction = g_new0(JnIntroduction, 1);

	introduction->goal = jn_query_int(query, 0);
	introduction->post = jn_query_int(query, 1);
	introduction->state = jn_query_int(query, 2) == 0   ? JN_HEARING_NEVER
			      : jn_query_int(query, 3) != 0 ? JN_HEARING_LATER
							    : JN_HEARING_NOW;
	introduction->follows = jn_query_int(query, 4) != 0;
	return introduction;
}

/* Of a row i of introduced and its goal g: whether it may be told at all. */
#define MAY_HEAR                                                                                   \
	" g.state = 'open' AND g.phase != 'achieved' AND g.dormant = 0 AND g.protege_id != "       \
	"i.person_id"                                                                              \
	" AND NOT EXISTS (SELECT 1 FROM follow f WHERE f.goal_id = g.id"                           \
	"  AND f.person_id = i.person_id AND f.mode = 'none')"                                     \
	" AND NOT EXISTS (SELECT 1 FROM goal_mentor m WHERE m.goal_id = g.id"                      \
	"  AND m.person_id = i.person_id AND m.state IN ('declined', 'left'))"
/* A goal is news to who neither follows nor wrote to it, nor gets each goal by open@. */
#define IS_NEWS                                                                                    \
	" NOT EXISTS (SELECT 1 FROM follow f WHERE f.goal_id = g.id"                               \
	"  AND f.person_id = i.person_id)"                                                         \
	" AND NOT EXISTS (SELECT 1 FROM goal s JOIN follow f ON f.goal_id = s.id"                  \
	"  WHERE s.name = 'open' AND f.person_id = i.person_id AND f.mode = 'each')"               \
	" AND NOT EXISTS (SELECT 1 FROM post o WHERE o.author_id = i.person_id"                    \
	"  AND o.goal_id = g.id)"
/* A question is open to them if it is there to be read, they have not answered it, and were not
 * introduced to the goal since, which had it in its mail; of a goal that is not stuck, if nobody has
 * answered it. */
#define IS_OPEN_TO_THEM                                                                            \
	" EXISTS (SELECT 1" QUESTIONS " AND q.id = i.post_id"                                      \
	"  AND NOT EXISTS (SELECT 1 FROM post n WHERE n.root_id = q.root_id"                       \
	"   AND n.author_id = i.person_id AND n.kind = 'answer')"                                  \
	"  AND NOT EXISTS (SELECT 1 FROM introduced b WHERE b.goal_id = g.id"                      \
	"   AND b.person_id = i.person_id AND b.post_id = 0 AND b.told >= q.created)"              \
	"  AND (g.phase = 'stuck' OR (1" NOT_ANSWERED ")))"

gboolean
jn_introduced_waiting(JnDb *db, gint64 person, gint64 limit, GPtrArray **ret_list, GError **error)
{
	return jn_query_list(
		jn_db_query(db, error,
			    "SELECT i.goal_id, i.post_id, (" MAY_HEAR
			    " AND CASE i.post_id WHEN 0 THEN (" IS_NEWS ")"
			    "  ELSE " IS_OPEN_TO_THEM " END), g.quiet != 0,"
			    " EXISTS (SELECT 1 FROM follow f WHERE f.goal_id = g.id"
			    "  AND f.person_id = i.person_id)"
			    " FROM introduced i JOIN goal g ON g.id = i.goal_id"
			    " WHERE i.person_id = :person AND i.told = 0 AND i.has_left = 0"
			    " ORDER BY i.goal_id, i.post_id LIMIT :limit",
			    ":person", JN_INT, person, ":limit", JN_INT, limit, NULL),
		introduction_of_row, g_free, ret_list, error);
}

gboolean
jn_introduced_save_told(
	JnDb *db, gint64 person, const JnIntroduction *introduction, gint64 now, GError **error)
{
	return jn_db_run(db, error,
			 "UPDATE introduced SET told = :now WHERE goal_id = :goal"
			 " AND person_id = :person AND post_id = :post",
			 ":now", JN_INT, now, ":goal", JN_INT, introduction->goal, ":person",
			 JN_INT, person, ":post", JN_INT, introduction->post, NULL);
}

gboolean
jn_introduced_remove(JnDb *db, gint64 person, const JnIntroduction *introduction, GError **error)
{
	return jn_db_run(db, error,
			 "DELETE FROM introduced WHERE goal_id = :goal AND person_id = :person"
			 " AND post_id = :post",
			 ":goal", JN_INT, introduction->goal, ":person", JN_INT, person, ":post",
			 JN_INT, introduction->post, NULL);
}

gboolean
jn_introduced_drop(JnDb *db, gint64 person, GError **error)
{
	return jn_db_run(db, error,
			 "DELETE FROM introduced WHERE person_id = :person AND told = 0"
			 " AND has_left = 0",
			 ":person", JN_INT, person, NULL);
}

gboolean
jn_introduced_expire(JnDb *db, gint64 before, GError **error)
{
	return jn_db_run(db, error,
			 "DELETE FROM introduced WHERE told = 0 AND has_left = 0"
			 " AND found <= :before",
			 ":before", JN_INT, before, NULL);
}

gboolean
jn_introduced_leave(
	JnDb *db, gint64 goal, gint64 person, gboolean has_left, gint64 now, GError **error)
{
	if (!has_left)
		return jn_db_run(db, error,
				 "UPDATE introduced SET has_left = 0 WHERE goal_id = :goal"
				 " AND person_id = :person AND has_left = 1",
				 ":goal", JN_INT, goal, ":person", JN_INT, person, NULL);
	return jn_db_run(db, error,
			 "INSERT INTO introduced (goal_id, person_id, post_id, found, has_left)"
			 " SELECT g.id, :person, 0, :now, 1 FROM goal g"
			 " WHERE g.id = :goal AND g.state != 'stream'"
			 " ON CONFLICT DO UPDATE SET has_left = 1",
			 ":goal", JN_INT, goal, ":person", JN_INT, person, ":now", JN_INT, now,
			 NULL) &&
	       jn_db_run(db, error,
			 "DELETE FROM introduced WHERE goal_id = :goal AND person_id = :person"
			 " AND told = 0 AND has_left = 0",
			 ":goal", JN_INT, goal, ":person", JN_INT, person, NULL);
}

gboolean
jn_introduced_numbers(
	JnDb *db, gint64 goal, gint64 *ret_goal, gint64 *ret_questions, GError **error)
{
	return jn_db_get_int(db, 0, ret_goal, error,
			     "SELECT count(*) FROM introduced WHERE goal_id = :goal"
			     " AND post_id = 0 AND told > 0",
			     ":goal", JN_INT, goal, NULL) &&
	       jn_db_get_int(db, 0, ret_questions, error,
			     "SELECT count(DISTINCT person_id) FROM introduced"
			     " WHERE goal_id = :goal AND post_id > 0 AND told > 0",
			     ":goal", JN_INT, goal, NULL);
}
