#include "store/check.h"

#include <string.h>

void
jn_mail_file_free(JnMailFile *file)
{
	if (file == NULL)
		return;
	g_free(file->file);
	g_free(file);
}

static gpointer
row_mail_file(JnQuery *query)
{
	JnMailFile *file = g_new0(JnMailFile, 1);

	file->mail = jn_query_int(query, 0);
	file->file = jn_query_text(query, 1);
	file->size = jn_query_int(query, 2);
	return file;
}

static gpointer
row_damage(JnQuery *query)
{
	const char *said = jn_query_peek(query, 0);

	return g_strconcat("the store is damaged: ", said ? said : "?", NULL);
}

static gpointer
row_orphan(JnQuery *query)
{
	const char *table = jn_query_peek(query, 0);
	const char *parent = jn_query_peek(query, 2);

	return g_strdup_printf("row %" G_GINT64_FORMAT " of table %s names a row of %s that is not "
			       "there",
			       jn_query_int(query, 1), table ? table : "?", parent ? parent : "?");
}

gboolean
jn_store_check(JnDb *db, GPtrArray **ret_findings, GError **error)
{
	g_autoptr(GPtrArray) findings = NULL;
	g_autoptr(GPtrArray) orphans = NULL;

	/* Fifty say as much as all. */
	if (!jn_query_list(jn_db_query(db, error, "PRAGMA integrity_check(50)", NULL), row_damage,
			   g_free, &findings, error))
		return FALSE;
	if (findings->len == 1 && g_str_has_suffix(findings->pdata[0], ": ok"))
		g_ptr_array_set_size(findings, 0);
	if (!jn_query_list(jn_db_query(db, error,
				       "SELECT \"table\", rowid, parent FROM"
				       " pragma_foreign_key_check LIMIT 50",
				       NULL),
			   row_orphan, g_free, &orphans, error))
		return FALSE;
	g_ptr_array_extend_and_steal(findings, g_steal_pointer(&orphans));
	*ret_findings = g_steal_pointer(&findings);
	return TRUE;
}

gboolean
jn_mail_files(JnDb *db, GPtrArray **ret_files, GError **error)
{
	return jn_query_list(jn_db_query(db, error,
					 "SELECT id, file, size FROM mail WHERE file IS NOT NULL",
					 NULL),
			     row_mail_file, (GDestroyNotify)jn_mail_file_free, ret_files, error);
}

gboolean
jn_mail_count(JnDb *db, gint64 *ret_count, GError **error)
{
	return jn_db_get_int(db, 0, ret_count, error, "SELECT count(*) FROM mail", NULL);
}

gboolean
jn_store_copy(JnDb *db, const char *path, GError **error)
{
	return jn_db_run(db, error, "VACUUM INTO :path", ":path", JN_TEXT, path, NULL);
}
