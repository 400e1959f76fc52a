#include "store/setback.h"

#include "base/limits.h"

#define COLUMNS "s.person_id, s.kind, s.told, s.reason, s.score, s.created"

void
jn_noted_free(JnNoted *noted)
{
	if (noted == NULL)
		return;
	g_free(noted->kind);
	g_free(noted->told);
	g_free(noted->reason);
	g_free(noted);
}

static gpointer
noted_of_row(JnQuery *query)
{
	JnNoted *noted = g_new0(JnNoted, 1);

	noted->person = jn_query_int(query, 0);
	noted->kind = jn_query_text(query, 1);
	noted->told = jn_query_text(query, 2);
	noted->reason = jn_query_text(query, 3);
	noted->score = jn_query_int(query, 4);
	noted->created = jn_query_int(query, 5);
	return noted;
}

gboolean
jn_setback_save_new(JnDb *db, const JnNoted *noted, GError **error)
{
	return jn_db_run(db, error,
			 "INSERT INTO setback (person_id, kind, told, reason, score, created)"
			 " VALUES (:person, :kind, :told, :reason, :score, :created)",
			 ":person", JN_INT, noted->person, ":kind", JN_TEXT, noted->kind, ":told",
			 JN_TEXT, noted->told, ":reason", JN_TEXT, noted->reason, ":score", JN_INT,
			 noted->score, ":created", JN_INT, noted->created, NULL) &&
	       jn_db_run(db, error,
			 "DELETE FROM setback WHERE person_id = :person AND id <="
			 " (SELECT id FROM setback WHERE person_id = :person"
			 "  ORDER BY id DESC LIMIT 1 OFFSET :most)",
			 ":person", JN_INT, noted->person, ":most", JN_INT, (gint64)JN_SETBACKS,
			 NULL);
}

gboolean
jn_setback_list(JnDb *db, gint64 person, gint64 limit, GPtrArray **ret_list, GError **error)
{
	return jn_query_list(jn_db_query(db, error,
					 "SELECT " COLUMNS
					 " FROM setback s WHERE s.person_id = :person"
					 " ORDER BY s.id DESC LIMIT :limit",
					 ":person", JN_INT, person, ":limit", JN_INT, limit, NULL),
			     noted_of_row, (GDestroyNotify)jn_noted_free, ret_list, error);
}

gboolean
jn_setback_list_last(JnDb *db, gint64 after, gint64 limit, GPtrArray **ret_list, GError **error)
{
	return jn_query_list(
		jn_db_query(db, error,
			    "SELECT " COLUMNS
			    " FROM (SELECT person_id, max(id) AS last FROM setback"
			    "  WHERE person_id > :after GROUP BY person_id LIMIT :limit) l"
			    " JOIN setback s ON s.id = l.last ORDER BY s.person_id",
			    ":after", JN_INT, after, ":limit", JN_INT, limit, NULL),
		noted_of_row, (GDestroyNotify)jn_noted_free, ret_list, error);
}

gboolean
jn_setback_forget(JnDb *db, gint64 before, GError **error)
{
	return jn_db_run(db, error, "DELETE FROM setback WHERE created <= :before", ":before",
			 JN_INT, before, NULL);
}
