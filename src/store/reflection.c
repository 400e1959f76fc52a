#include "store/reflection.h"

#define COLUMNS                                                                                    \
	"r.id, r.goal_id, r.person_id, r.other_id, r.asked, r.answered, r.agreed, r.shared,"       \
	" g.title, r.on_goal, r.on_other, r.on_self, r.on_ability, r.rest"
#define WORDS_AT 9 /* of JN_REFLECTION_PARTS columns */
#define FROM " FROM reflection r JOIN goal g ON g.id = r.goal_id "

static gpointer
reflection_of_row(JnQuery *query)
{
	JnReflection *reflection = g_new0(JnReflection, 1);

	reflection->id = jn_query_int(query, 0);
	reflection->goal = jn_query_int(query, 1);
	reflection->person = jn_query_int(query, 2);
	reflection->other = jn_query_int(query, 3);
	reflection->asked = jn_query_int(query, 4);
	reflection->answered = jn_query_int(query, 5);
	reflection->agreed = jn_query_int(query, 6);
	reflection->shared = jn_query_int(query, 7);
	reflection->goal_title = jn_query_text(query, 8);
	for (int part = 0; part < JN_REFLECTION_PARTS; part++)
		reflection->words[part] = jn_query_text(query, WORDS_AT + part);
	return reflection;
}

gboolean
jn_reflection_ask(JnDb *db,
		  gint64 goal,
		  gint64 person,
		  gint64 other,
		  gint64 now,
		  gint64 *ret_id,
		  GError **error)
{
	if (!jn_db_run(db, error,
		       "INSERT INTO reflection (goal_id, person_id, other_id, asked)"
		       " VALUES (:goal, :person, :other, :now) ON CONFLICT DO NOTHING",
		       ":goal", JN_INT, goal, ":person", JN_INT, person, ":other", JN_INT, other,
		       ":now", JN_INT, now, NULL))
		return FALSE;
	*ret_id = jn_db_changes(db) > 0 ? jn_db_last_id(db) : 0;
	return TRUE;
}

gboolean
jn_reflection_load(JnDb *db, gint64 id, JnReflection **ret_reflection, GError **error)
{
	return jn_query_one(jn_db_query(db, error, "SELECT " COLUMNS FROM "WHERE r.id = :id", ":id",
					JN_INT, id, NULL),
			    reflection_of_row, (gpointer *)ret_reflection, error);
}

gboolean
jn_reflection_load_of(
	JnDb *db, gint64 goal, gint64 person, JnReflection **ret_reflection, GError **error)
{
	return jn_query_one(jn_db_query(db, error,
					"SELECT " COLUMNS FROM
					"WHERE r.goal_id = :goal AND r.person_id = :person"
					" ORDER BY r.id DESC LIMIT 1",
					":goal", JN_INT, goal, ":person", JN_INT, person, NULL),
			    reflection_of_row, (gpointer *)ret_reflection, error);
}

gboolean
jn_reflection_load_before(
	JnDb *db, gint64 goal, gint64 protege, JnReflection **ret_reflection, GError **error)
{
	return jn_query_one(jn_db_query(db, error,
					"SELECT " COLUMNS FROM
					"WHERE r.person_id = :protege AND g.protege_id = :protege"
					" AND r.answered != 0 AND r.goal_id < :goal"
					" ORDER BY r.answered DESC, r.id DESC LIMIT 1",
					":protege", JN_INT, protege, ":goal", JN_INT, goal, NULL),
			    reflection_of_row, (gpointer *)ret_reflection, error);
}

gboolean
jn_reflection_counterparts(JnDb *db,
			   const JnReflection *reflection,
			   GPtrArray **ret_reflections,
			   GError **error)
{
	return jn_query_list(
		jn_db_query(db, error,
			    "SELECT " COLUMNS FROM
			    "WHERE r.goal_id = :goal AND r.person_id != :person"
			    " AND CASE WHEN :other != 0 THEN r.person_id = :other"
			    "  AND (r.other_id = :person OR (r.other_id = 0"
			    "   AND NOT EXISTS (SELECT 1 FROM reflection x WHERE x.goal_id = :goal"
			    "    AND x.person_id = :other AND x.other_id = :person)))"
			    " ELSE r.other_id = :person"
			    "  AND NOT EXISTS (SELECT 1 FROM reflection x WHERE x.goal_id = :goal"
			    "   AND x.person_id = :person AND x.other_id = r.person_id) END"
			    " ORDER BY r.id",
			    ":goal", JN_INT, reflection->goal, ":person", JN_INT,
			    reflection->person, ":other", JN_INT, reflection->other, NULL),
		reflection_of_row, (GDestroyNotify)jn_reflection_free, ret_reflections, error);
}

gboolean
jn_reflection_list_of(JnDb *db, gint64 person, GPtrArray **ret_reflections, GError **error)
{
	return jn_query_list(
		jn_db_query(db, error,
			    "SELECT " COLUMNS FROM
			    "WHERE r.person_id = :person AND r.answered != 0 ORDER BY r.id",
			    ":person", JN_INT, person, NULL),
		reflection_of_row, (GDestroyNotify)jn_reflection_free, ret_reflections, error);
}

gboolean
jn_reflection_save_words(
	JnDb *db, gint64 id, char *const words[JN_REFLECTION_PARTS], gint64 now, GError **error)
{
	return jn_db_run(db, error,
			 "UPDATE reflection SET answered = :now, agreed = 0, on_goal = :goal,"
			 " on_other = :other, on_self = :self, on_ability = :ability, rest = :rest"
			 " WHERE id = :id",
			 ":now", JN_INT, now, ":goal", JN_TEXT, words[JN_REFLECTION_GOAL], ":other",
			 JN_TEXT, words[JN_REFLECTION_OTHER], ":self", JN_TEXT,
			 words[JN_REFLECTION_SELF], ":ability", JN_TEXT,
			 words[JN_REFLECTION_ABILITY], ":rest", JN_TEXT, words[JN_REFLECTION_REST],
			 ":id", JN_INT, id, NULL);
}

gboolean
jn_reflection_save_agreed(JnDb *db, gint64 id, gint64 now, GError **error)
{
	return jn_db_run(db, error, "UPDATE reflection SET agreed = :now WHERE id = :id", ":now",
			 JN_INT, now, ":id", JN_INT, id, NULL);
}

gboolean
jn_reflection_save_shared(JnDb *db, gint64 one, gint64 other, gint64 now, GError **error)
{
	return jn_db_run(db, error,
			 "UPDATE reflection SET shared = :now WHERE id IN (:one, :other)", ":now",
			 JN_INT, now, ":one", JN_INT, one, ":other", JN_INT, other, NULL);
}

static gpointer
counts_of_row(JnQuery *query)
{
	JnReflectionCounts *counts = g_new0(JnReflectionCounts, 1);

	counts->asked = jn_query_int(query, 0);
	counts->answered = jn_query_int(query, 1);
	counts->shared = jn_query_int(query, 2);
	return counts;
}

gboolean
jn_reflection_count(JnDb *db, gint64 goal, JnReflectionCounts *ret_counts, GError **error)
{
	g_autofree JnReflectionCounts *counts = NULL;

	if (!jn_query_one(jn_db_query(db, error,
				      "SELECT count(*), coalesce(sum(answered != 0), 0),"
				      " coalesce(sum(shared != 0), 0)"
				      " FROM reflection WHERE goal_id = :goal",
				      ":goal", JN_INT, goal, NULL),
			  counts_of_row, (gpointer *)&counts, error))
		return FALSE;
	*ret_counts = *counts;
	return TRUE;
}
