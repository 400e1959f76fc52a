#include "store/anon.h"

#include "store/visible.h"

gboolean
jn_alias_save(JnDb *db, const char *alias, GError **error)
{
	return jn_db_run(db, error,
			 "INSERT INTO alias (name) VALUES (:alias) ON CONFLICT DO NOTHING",
			 ":alias", JN_TEXT, alias, NULL);
}

gboolean
jn_alias_list(JnDb *db, GPtrArray **ret_aliases, GError **error)
{
	return jn_query_list(jn_db_query(db, error, "SELECT name FROM alias ORDER BY name", NULL),
			     jn_row_text, g_free, ret_aliases, error);
}

gboolean
jn_goal_save_alias(JnDb *db,
		   gint64 goal,
		   const char *alias,
		   const char *ids,
		   const char *domain,
		   GError **error)
{
	return jn_alias_save(db, alias, error) &&
	       jn_db_run(db, error,
			 "UPDATE goal SET alias = :alias, epoch = epoch + 1,"
			 " alias_post = (SELECT coalesce(max(id), 0) FROM post) WHERE id = :goal",
			 ":alias", JN_TEXT, alias, ":goal", JN_INT, goal, NULL) &&
	       jn_db_run(db, error, "DELETE FROM goal_told WHERE goal_id = :goal", ":goal", JN_INT,
			 goal, NULL) &&
	       jn_db_run(db, error,
			 "UPDATE post SET original_id = message_id,"
			 " message_id = :ids || '-' || id || '.post@' || :domain"
			 " WHERE goal_id = :goal AND original_id IS NULL"
			 " AND author_id = (SELECT protege_id FROM goal WHERE id = :goal)",
			 ":ids", JN_TEXT, ids, ":domain", JN_TEXT, domain, ":goal", JN_INT, goal,
			 NULL);
}

gboolean
jn_goal_reveal(JnDb *db, gint64 goal, gint64 person, GError **error)
{
	if (person != 0)
		return jn_db_run(db, error,
				 "INSERT INTO goal_told (goal_id, person_id)"
				 " SELECT :goal, id FROM person WHERE id = :person"
				 " ON CONFLICT DO NOTHING",
				 ":goal", JN_INT, goal, ":person", JN_INT, person, NULL) &&
		       jn_db_run(db, error, "UPDATE goal SET epoch = epoch + 1 WHERE id = :goal",
				 ":goal", JN_INT, goal, NULL);
	return jn_db_run(db, error, "DELETE FROM goal_told WHERE goal_id = :goal", ":goal", JN_INT,
			 goal, NULL) &&
	       jn_db_run(db, error,
			 "UPDATE goal SET alias = NULL, epoch = epoch + 1 WHERE id = :goal",
			 ":goal", JN_INT, goal, NULL);
}

gboolean
jn_goal_protege_name(JnDb *db, gint64 goal, gint64 reader, char **ret_name, GError **error)
{
	return jn_query_one(
		jn_db_query(db, error,
			    "SELECT coalesce(" JN_ALIAS(
				    ":reader") ", p.name) FROM goal ng"
					       " LEFT JOIN person p ON p.id = ng.protege_id"
					       " WHERE ng.id = :goal",
			    ":goal", JN_INT, goal, ":reader", JN_INT, reader, NULL),
		jn_row_text, (gpointer *)ret_name, error);
}

static gboolean
yes_or_no(gboolean good, gint64 value, gboolean *ret_value)
{
	if (good)
		*ret_value = value != 0;
	return good;
}

gboolean
jn_goal_has_posted(JnDb *db, gint64 goal, gboolean *ret_has, GError **error)
{
	gint64 has = 0;
	gboolean good = jn_db_get_int(db, 0, &has, error,
				      "SELECT EXISTS (SELECT 1 FROM goal g JOIN post o"
				      "  ON o.goal_id = g.id AND o.id > g.alias_post"
				      " WHERE g.id = :goal AND o.author_id = g.protege_id)",
				      ":goal", JN_INT, goal, NULL);

	return yes_or_no(good, has, ret_has);
}

gboolean
jn_goal_posts_before_alias(JnDb *db, gint64 goal, gint64 *ret_count, GError **error)
{
	return jn_db_get_int(db, 0, ret_count, error,
			     "SELECT count(*) FROM goal g JOIN post o ON o.goal_id = g.id"
			     "  AND o.author_id = g.protege_id AND o.id <= g.alias_post"
			     " WHERE g.id = :goal",
			     ":goal", JN_INT, goal, NULL);
}

gboolean
jn_goal_told_count(JnDb *db, gint64 goal, gint64 *ret_count, GError **error)
{
	return jn_db_get_int(db, 0, ret_count, error,
			     "SELECT count(*) FROM goal_told WHERE goal_id = :goal", ":goal",
			     JN_INT, goal, NULL);
}

gboolean
jn_goal_knows_protege(JnDb *db, gint64 goal, gint64 person, gboolean *ret_knows, GError **error)
{
	gint64 knows = 0;
	gboolean good = jn_db_get_int(db, 0, &knows, error,
				      "SELECT alias IS NULL OR protege_id = :person"
				      " OR EXISTS (SELECT 1 FROM goal_told t"
				      "  WHERE t.goal_id = g.id AND t.person_id = :person)"
				      " FROM goal g WHERE g.id = :goal",
				      ":goal", JN_INT, goal, ":person", JN_INT, person, NULL);

	return yes_or_no(good, knows, ret_knows);
}
