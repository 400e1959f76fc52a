#include "store/mentor.h"

#include "base/limits.h"

#define COLUMNS                                                                                    \
	"m.goal_id, m.person_id, p.name, a.addr, m.state, m.since, m.expires, m.asked_post,"       \
	" m.accepted_post, EXISTS (SELECT 1 FROM goal_told t WHERE t.goal_id = m.goal_id"          \
	"  AND t.person_id = m.person_id)"
#define JOIN                                                                                       \
	" FROM goal_mentor m JOIN person p ON p.id = m.person_id"                                  \
	" JOIN address a ON a.person_id = p.id AND a.is_primary = 1 "

static gpointer
mentor_of_row(JnQuery *query)
{
	JnMentor *mentor = g_new0(JnMentor, 1);

	mentor->goal = jn_query_int(query, 0);
	mentor->person = jn_query_int(query, 1);
	mentor->name = jn_query_text(query, 2);
	mentor->addr = jn_query_text(query, 3);
	(void)jn_mentor_state_from_word(jn_query_peek(query, 4), &mentor->state);
	mentor->since = jn_query_int(query, 5);
	mentor->expires = jn_query_int(query, 6);
	mentor->asked_post = jn_query_int(query, 7);
	mentor->accepted_post = jn_query_int(query, 8);
	mentor->told = jn_query_int(query, 9) != 0;
	return mentor;
}

gboolean
jn_mentor_list(JnDb *db, gint64 goal, GPtrArray **ret_mentors, GError **error)
{
	return jn_query_list(jn_db_query(db, error,
					 "SELECT " COLUMNS JOIN "WHERE m.goal_id = :goal"
					 " ORDER BY m.person_id",
					 ":goal", JN_INT, goal, NULL),
			     mentor_of_row, (GDestroyNotify)jn_mentor_free, ret_mentors, error);
}

gboolean
jn_mentor_list_of(JnDb *db, gint64 person, GPtrArray **ret_mentors, GError **error)
{
	return jn_query_list(jn_db_query(db, error,
					 "SELECT " COLUMNS JOIN "WHERE m.person_id = :person"
					 " AND m.state IN ('asked', 'accepted')"
					 " ORDER BY m.goal_id",
					 ":person", JN_INT, person, NULL),
			     mentor_of_row, (GDestroyNotify)jn_mentor_free, ret_mentors, error);
}

static gboolean
epoch_advance(JnDb *db, gint64 goal, GError **error)
{
	return jn_db_run(db, error, "UPDATE goal SET epoch = epoch + 1 WHERE id = :goal", ":goal",
			 JN_INT, goal, NULL);
}

static gboolean
ask(JnDb *db, gint64 goal, gint64 person, gint64 expires, gint64 now, GError **error)
{
	return jn_db_run(db, error,
			 "INSERT INTO goal_mentor (goal_id, person_id, state, since, asked_post,"
			 " expires)"
			 " VALUES (:goal, :person, 'asked', :now,"
			 "  (SELECT coalesce(max(id), 0) FROM post), :expires)"
			 " ON CONFLICT DO UPDATE SET state = 'asked', since = excluded.since,"
			 "  asked_post = CASE WHEN state = 'asked' THEN asked_post"
			 "   ELSE excluded.asked_post END,"
			 "  expires = excluded.expires, reminded = 0",
			 ":goal", JN_INT, goal, ":person", JN_INT, person, ":now", JN_INT, now,
			 ":expires", JN_INT, expires, NULL);
}

/* What was written for them while they were asked goes out by rows for them alone: the rows of
 * those posts are through already. */
static gboolean
accept(JnDb *db, gint64 goal, gint64 person, gint64 now, GError **error)
{
	if (!jn_db_run(db, error,
		       "UPDATE goal_mentor SET state = 'accepted', since = :now,"
		       " accepted_post = (SELECT coalesce(max(id), 0) FROM post)"
		       " WHERE goal_id = :goal AND person_id = :person AND state = 'asked'",
		       ":goal", JN_INT, goal, ":person", JN_INT, person, ":now", JN_INT, now, NULL))
		return FALSE;
	return jn_db_changes(db) == 0 ||
	       jn_db_run(
		       db, error,
		       "INSERT INTO outbox (goal_id, post_id, recipients, person_id, created, due)"
		       " SELECT o.goal_id, o.id, 'post', m.person_id, :now, :now"
		       " FROM goal_mentor m JOIN post o ON o.goal_id = m.goal_id"
		       " WHERE m.goal_id = :goal AND m.person_id = :person"
		       " AND o.audience = 'members' AND o.closed_root > m.asked_post"
		       " AND o.id <= m.accepted_post AND o.author_id != m.person_id"
		       " ORDER BY o.id",
		       ":goal", JN_INT, goal, ":person", JN_INT, person, ":now", JN_INT, now, NULL);
}

gboolean
jn_mentor_save(JnDb *db,
	       gint64 goal,
	       gint64 person,
	       JnMentorState state,
	       gint64 expires,
	       gint64 now,
	       GError **error)
{
	gboolean good = FALSE;

	switch (state) {
	case JN_MENTOR_ASKED:
		good = ask(db, goal, person, expires, now, error);
		break;
	case JN_MENTOR_ACCEPTED:
		good = accept(db, goal, person, now, error);
		break;
	case JN_MENTOR_DECLINED:
	case JN_MENTOR_LEFT:
		good = jn_db_run(db, error,
				 "UPDATE goal_mentor SET state = :state, since = :now"
				 " WHERE goal_id = :goal AND person_id = :person",
				 ":state", JN_TEXT, jn_mentor_state_word(state), ":now", JN_INT,
				 now, ":goal", JN_INT, goal, ":person", JN_INT, person, NULL);
		break;
	}
	return good && epoch_advance(db, goal, error);
}

gboolean
jn_mentor_due(JnDb *db,
	      gboolean expired,
	      gint64 asked_before,
	      gint64 now,
	      gint64 limit,
	      GPtrArray **ret_mentors,
	      GError **error)
{
	return jn_query_list(
		jn_db_query(db, error,
			    "SELECT " COLUMNS JOIN "WHERE m.state = 'asked'"
			    " AND CASE WHEN :expired = 1 THEN m.expires <= :now"
			    "  ELSE m.reminded = 0 AND m.since <= :before AND m.expires > :now END"
			    " ORDER BY m.goal_id, m.person_id LIMIT :limit",
			    ":expired", JN_INT, (gint64)expired, ":before", JN_INT, asked_before,
			    ":now", JN_INT, now, ":limit", JN_INT, limit, NULL),
		mentor_of_row, (GDestroyNotify)jn_mentor_free, ret_mentors, error);
}

gboolean
jn_mentor_save_reminded(JnDb *db, gint64 goal, gint64 person, gint64 now, GError **error)
{
	return jn_db_run(db, error,
			 "UPDATE goal_mentor SET reminded = :now"
			 " WHERE goal_id = :goal AND person_id = :person",
			 ":now", JN_INT, now, ":goal", JN_INT, goal, ":person", JN_INT, person,
			 NULL);
}

static gpointer
answerer_of_row(JnQuery *query)
{
	JnAnswerer *answerer = g_new0(JnAnswerer, 1);

	answerer->person = jn_query_int(query, 0);
	answerer->name = jn_query_text(query, 1);
	answerer->addr = jn_query_text(query, 2);
	answerer->number = jn_query_int(query, 3);
	answerer->post = jn_query_int(query, 4);
	answerer->root = jn_query_int(query, 5);
	answerer->has_left = jn_query_int(query, 6) != 0;
	answerer->chosen = jn_query_int(query, 7);
	answerer->tried = jn_query_int(query, 8) != 0;
	return answerer;
}

gboolean
jn_answerer_list(JnDb *db, gint64 goal, gint64 limit, GPtrArray **ret_answerers, GError **error)
{
	return jn_query_list(
		jn_db_query(db, error,
			    "SELECT o.author_id, p.name, a.addr, o.number, o.id, o.root_id,"
			    " EXISTS (SELECT 1 FROM follow f WHERE f.goal_id = o.goal_id"
			    "  AND f.person_id = o.author_id AND f.mode = 'none'), o.chosen,"
			    " EXISTS (SELECT 1 FROM gratitude x WHERE x.answer_id = o.id"
			    "  AND x.kind IN ('experience', 'outcome'))"
			    " FROM post o"
			    " JOIN person p ON p.id = o.author_id"
			    " JOIN address a ON a.person_id = p.id AND a.is_primary = 1"
			    " JOIN goal g ON g.id = o.goal_id AND g.protege_id != o.author_id"
			    " WHERE o.goal_id = :goal AND o.kind = 'answer'"
			    " ORDER BY o.id DESC LIMIT :limit",
			    ":goal", JN_INT, goal, ":limit", JN_INT, limit, NULL),
		answerer_of_row, (GDestroyNotify)jn_answerer_free, ret_answerers, error);
}

gboolean
jn_answerer_frequent(JnDb *db, gint64 goal, GArray **ret_people, GError **error)
{
	return jn_query_ids(
		jn_db_query(db, error,
			    "SELECT o.author_id FROM post o"
			    " JOIN goal g ON g.id = o.goal_id AND g.protege_id != o.author_id"
			    " JOIN address a ON a.person_id = o.author_id AND a.is_primary = 1"
			    " WHERE o.goal_id = :goal AND o.kind = 'answer'"
			    " AND NOT EXISTS (SELECT 1 FROM follow f WHERE f.goal_id = o.goal_id"
			    "  AND f.person_id = o.author_id AND f.mode = 'none')"
			    " GROUP BY o.author_id HAVING count(*) >= :often"
			    " ORDER BY o.author_id LIMIT :limit",
			    ":goal", JN_INT, goal, ":often", JN_INT, (gint64)JN_FREQUENT_ANSWERS,
			    ":limit", JN_INT, (gint64)JN_FREQUENT_PEOPLE, NULL),
		ret_people, error);
}

gboolean
jn_goal_copies(JnDb *db, gint64 goal, gint64 since, gint64 *ret_copies, GError **error)
{
	return jn_db_get_int(db, 0, ret_copies, error,
			     "SELECT coalesce(sum(r.sent), 0) FROM outbox r"
			     " JOIN post o ON o.id = r.post_id"
			     " WHERE r.goal_id = :goal AND o.audience = 'open'"
			     " AND (r.done = 0 OR r.done >= :since)",
			     ":goal", JN_INT, goal, ":since", JN_INT, since, NULL);
}

/* Rows that were put off because the goal kept quiet are due now. */
static gboolean
quiet_over(JnDb *db, gint64 goal, gint64 now, GError **error)
{
	return jn_db_run(db, error,
			 "UPDATE outbox SET due = :now WHERE goal_id = :goal AND done = 0"
			 " AND post_id IS NOT NULL AND due > :now"
			 " AND EXISTS (SELECT 1 FROM goal WHERE id = :goal AND quiet > :now)",
			 ":now", JN_INT, now, ":goal", JN_INT, goal, NULL) &&
	       jn_db_run(db, error,
			 "UPDATE outbox_failed SET due = :now WHERE given_up = 0 AND due > :now"
			 " AND outbox_id IN (SELECT id FROM outbox WHERE goal_id = :goal"
			 "  AND post_id IS NOT NULL)"
			 " AND EXISTS (SELECT 1 FROM goal WHERE id = :goal AND quiet > :now)",
			 ":now", JN_INT, now, ":goal", JN_INT, goal, NULL) &&
	       jn_db_run(db, error, "UPDATE goal SET quiet = 0, epoch = epoch + 1 WHERE id = :goal",
			 ":goal", JN_INT, goal, NULL);
}

gboolean
jn_goal_close(JnDb *db, gint64 goal, gint64 now, GError **error)
{
	return quiet_over(db, goal, now, error) &&
	       jn_db_run(db, error,
			 "UPDATE goal SET state = 'closed',"
			 " open_background = CASE closed WHEN 0 THEN background"
			 "  ELSE open_background END,"
			 " open_expectations = CASE closed WHEN 0 THEN expectations"
			 "  ELSE open_expectations END,"
			 " open_skills = CASE closed WHEN 0 THEN skills ELSE open_skills END,"
			 " open_phase_since = CASE WHEN open_phase IS NULL THEN phase_since"
			 "  ELSE open_phase_since END,"
			 " open_phase = coalesce(open_phase, phase),"
			 " closed = CASE WHEN closed = 0 THEN :now ELSE closed END"
			 " WHERE id = :goal",
			 ":now", JN_INT, now, ":goal", JN_INT, goal, NULL);
}

gboolean
jn_goal_open(JnDb *db, gint64 goal, gint64 now, GError **error)
{
	return quiet_over(db, goal, now, error) &&
	       jn_db_run(db, error,
			 "UPDATE goal_mentor SET state = 'left', since = :now"
			 " WHERE goal_id = :goal AND state = 'asked'",
			 ":now", JN_INT, now, ":goal", JN_INT, goal, NULL) &&
	       jn_db_run(db, error,
			 "UPDATE goal SET state = 'open', closed = 0, again = 1,"
			 " open_background = NULL, open_expectations = NULL, open_skills = NULL"
			 " WHERE id = :goal",
			 ":goal", JN_INT, goal, NULL);
}

gboolean
jn_goal_end(JnDb *db, gint64 goal, gint64 now, GError **error)
{
	return quiet_over(db, goal, now, error) &&
	       jn_db_run(db, error,
			 "UPDATE goal_mentor SET state = 'left', since = :now"
			 " WHERE goal_id = :goal AND state = 'asked'",
			 ":now", JN_INT, now, ":goal", JN_INT, goal, NULL) &&
	       jn_db_run(db, error, "UPDATE goal SET state = 'ended' WHERE id = :goal", ":goal",
			 JN_INT, goal, NULL);
}

gboolean
jn_goal_save_quiet(JnDb *db, gint64 goal, gint64 until, gint64 now, GError **error)
{
	return until == 0
		       ? quiet_over(db, goal, now, error)
		       : jn_db_run(
				 db, error,
				 "UPDATE goal SET quiet = :until, quieted = :now, epoch = epoch + 1"
				 " WHERE id = :goal AND closed = 0 AND quiet <= :now",
				 ":until", JN_INT, until, ":goal", JN_INT, goal, ":now", JN_INT,
				 now, NULL);
}

gboolean
jn_goal_end_quiet(JnDb *db, gint64 now, GError **error)
{
	return jn_db_run(db, error, "UPDATE goal SET quiet = 0 WHERE quiet != 0 AND quiet <= :now",
			 ":now", JN_INT, now, NULL);
}

static gpointer
gate_of_row(JnQuery *query)
{
	JnGate *gate = g_new0(JnGate, 1);

	gate->epoch = jn_query_int(query, 0);
	gate->quiet = jn_query_int(query, 1);
	return gate;
}

gboolean
jn_goal_gate(JnDb *db, gint64 goal, JnGate *ret_gate, GError **error)
{
	g_autofree JnGate *gate = NULL;

	if (!jn_query_one(jn_db_query(db, error, "SELECT epoch, quiet FROM goal WHERE id = :goal",
				      ":goal", JN_INT, goal, NULL),
			  gate_of_row, (gpointer *)&gate, error))
		return FALSE;
	*ret_gate = gate ? *gate : (JnGate){0};
	return TRUE;
}
