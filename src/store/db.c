#include "store/db.h"

#include <sqlite3.h>
#include <string.h>

#include "store/schema.h"

#define BUSY_MILLISECONDS 10000
#define HASTY_MILLISECONDS 200

struct JnDb {
	sqlite3 *handle;
	GHashTable *statements; /* const char * literal -> sqlite3_stmt * */
	gboolean in_transaction;
};

struct JnQuery {
	JnDb *db;
	sqlite3_stmt *statement;
};

static JnErrorCode
code_of(int result)
{
	switch (result & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_NOMEM:
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_PROTOCOL:
	case SQLITE_INTERRUPT:
		return JN_ERROR_TEMPORARY;
	default:
		return JN_ERROR_BUG;
	}
}

static void
set_error(GError **error, JnDb *db, int result, const char *doing)
{
	g_set_error(error, JN_ERROR, (int)code_of(result), "%s: %s", doing,
		    db->handle ? sqlite3_errmsg(db->handle) : sqlite3_errstr(result));
}

static void
finalize(gpointer statement)
{
	sqlite3_finalize(statement);
}

void
jn_db_close(JnDb *db)
{
	if (db == NULL)
		return;
	g_hash_table_unref(db->statements);
	sqlite3_close(db->handle);
	g_free(db);
}

JnDb *
jn_db_open(const char *path, gboolean create, GError **error)
{
	g_autoptr(JnDb) db = g_new0(JnDb, 1);
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
	int result;

	db->statements = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, finalize);
	result = sqlite3_open_v2(path, &db->handle, flags, NULL);
	if (result != SQLITE_OK) {
		set_error(error, db, result, "opening the database");
		jn_error_prefix(error, "%s", path);
		return NULL;
	}
	sqlite3_extended_result_codes(db->handle, 1);
	sqlite3_busy_timeout(db->handle, BUSY_MILLISECONDS);
	/* secure_delete: what a person has erased must not stay in the file's free pages. */
	if (!jn_schema_check(db, create, error) ||
	    !jn_db_script(db,
			  "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
			  "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"
			  "PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON;",
			  error) ||
	    !jn_schema_update(db, error)) {
		jn_error_prefix(error, "%s", path);
		return NULL;
	}
	return g_steal_pointer(&db);
}

gboolean
jn_db_script(JnDb *db, const char *sql, GError **error)
{
	int result = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

	if (result == SQLITE_OK)
		return TRUE;
	set_error(error, db, result, "running SQL");
	return FALSE;
}

void
jn_db_set_patience(JnDb *db, gboolean waits)
{
	sqlite3_busy_timeout(db->handle, waits ? BUSY_MILLISECONDS : HASTY_MILLISECONDS);
}

gboolean
jn_db_begin(JnDb *db, GError **error)
{
	g_return_val_if_fail(!db->in_transaction, FALSE);
	if (!jn_db_script(db, "BEGIN IMMEDIATE", error))
		return FALSE;
	db->in_transaction = TRUE;
	return TRUE;
}

gboolean
jn_db_commit(JnDb *db, GError **error)
{
	g_return_val_if_fail(db->in_transaction, FALSE);
	if (!jn_db_script(db, "COMMIT", error)) {
		jn_error_prefix(error, "committing");
		jn_db_rollback(db);
		return FALSE;
	}
	db->in_transaction = FALSE;
	return TRUE;
}

void
jn_db_rollback(JnDb *db)
{
	if (!db->in_transaction)
		return;
	/* An error may have rolled back already; then this one fails, and that is well. */
	sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
	db->in_transaction = FALSE;
}

/* An error such as a full disk may have undone the whole transaction by itself; then there is no
 * such savepoint, and these fail. */
gboolean
jn_db_part_begin(JnDb *db, GError **error)
{
	g_return_val_if_fail(db->in_transaction, FALSE);
	return jn_db_run(db, error, "SAVEPOINT part", NULL);
}

gboolean
jn_db_part_keep(JnDb *db, GError **error)
{
	return jn_db_run(db, error, "RELEASE part", NULL);
}

gboolean
jn_db_part_undo(JnDb *db, GError **error)
{
	return jn_db_run(db, error, "ROLLBACK TO part", NULL) &&
	       jn_db_run(db, error, "RELEASE part", NULL);
}

static int
bind_value(sqlite3_stmt *statement, int index, JnBind type, va_list *args)
{
	const char *text;
	GBytes *blob;
	gconstpointer data;
	gsize len;

	switch (type) {
	case JN_INT:
		return sqlite3_bind_int64(statement, index, va_arg(*args, gint64));
	case JN_TEXT:
		text = va_arg(*args, const char *);
		return sqlite3_bind_text(statement, index, text, -1, SQLITE_TRANSIENT);
	case JN_BLOB:
		blob = va_arg(*args, GBytes *);
		if (blob == NULL)
			return sqlite3_bind_null(statement, index);
		data = g_bytes_get_data(blob, &len);
		return sqlite3_bind_blob64(statement, index, data ? data : "", len,
					   SQLITE_TRANSIENT);
	}
	g_return_val_if_reached(SQLITE_MISUSE);
}

static gboolean
bind_all(sqlite3_stmt *statement, const char *sql, va_list *args, GError **error)
{
	guint64 bound = 0; /* a bit a parameter: no statement has 64 */
	int wanted = sqlite3_bind_parameter_count(statement);

	for (const char *name = va_arg(*args, const char *); name != NULL;
	     name = va_arg(*args, const char *)) {
		JnBind type = (JnBind)va_arg(*args, int);
		int index = sqlite3_bind_parameter_index(statement, name);
		int result = index > 0 ? bind_value(statement, index, type, args) : SQLITE_MISUSE;

		if (result != SQLITE_OK) {
			g_set_error(error, JN_ERROR, (int)code_of(result), "binding %s in '%s': %s",
				    name, sql, sqlite3_errstr(result));
			return FALSE;
		}
		bound |= G_GUINT64_CONSTANT(1) << (index - 1);
	}
	if (wanted > 63 || bound != (G_GUINT64_CONSTANT(1) << wanted) - 1) {
		g_set_error(error, JN_ERROR, JN_ERROR_BUG, "a parameter of '%s' is not bound", sql);
		return FALSE;
	}
	return TRUE;
}

static JnQuery *
query_new(JnDb *db, const char *sql, va_list *args, GError **error)
{
	sqlite3_stmt *statement = g_hash_table_lookup(db->statements, sql);
	JnQuery *query;

	if (statement == NULL) {
		int result = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
						&statement, NULL);

		if (result != SQLITE_OK) {
			set_error(error, db, result, sql);
			return NULL;
		}
		g_hash_table_insert(db->statements, (gpointer)sql, statement);
	}
	if (sqlite3_stmt_busy(statement)) {
		g_set_error(error, JN_ERROR, JN_ERROR_BUG, "used twice at a time: '%s'", sql);
		return NULL;
	}
	sqlite3_clear_bindings(statement);
	if (!bind_all(statement, sql, args, error))
		return NULL;
	query = g_new0(JnQuery, 1);
	query->db = db;
	query->statement = statement;
	return query;
}

JnQuery *
jn_db_query(JnDb *db, GError **error, const char *sql, ...)
{
	va_list args;
	JnQuery *query;

	va_start(args, sql);
	query = query_new(db, sql, &args, error);
	va_end(args);
	return query;
}

void
jn_query_free(JnQuery *query)
{
	if (query == NULL)
		return;
	sqlite3_reset(query->statement);
	sqlite3_clear_bindings(query->statement);
	g_free(query);
}

gboolean
jn_query_next(JnQuery *query, GError **error)
{
	int result = sqlite3_step(query->statement);

	if (result == SQLITE_ROW)
		return TRUE;
	if (result != SQLITE_DONE)
		set_error(error, query->db, result, sqlite3_sql(query->statement));
	return FALSE;
}

gboolean
jn_query_list(
	JnQuery *query, JnRow row, GDestroyNotify free_row, GPtrArray **ret_list, GError **error)
{
	g_autoptr(JnQuery) owned = query;
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(free_row);
	g_autoptr(GError) cause = NULL;

	if (query == NULL)
		return FALSE;
	while (jn_query_next(query, &cause))
		g_ptr_array_add(list, row(query));
	if (cause != NULL) {
		g_propagate_error(error, g_steal_pointer(&cause));
		return FALSE;
	}
	*ret_list = g_steal_pointer(&list);
	return TRUE;
}

gboolean
jn_query_ids(JnQuery *query, GArray **ret_ids, GError **error)
{
	g_autoptr(JnQuery) owned = query;
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
	g_autoptr(GError) cause = NULL;

	if (owned == NULL)
		return FALSE;
	while (jn_query_next(owned, &cause)) {
		gint64 id = jn_query_int(owned, 0);

		g_array_append_val(ids, id);
	}
	if (cause != NULL) {
		g_propagate_error(error, g_steal_pointer(&cause));
		return FALSE;
	}
	*ret_ids = g_steal_pointer(&ids);
	return TRUE;
}

gboolean
jn_query_one(JnQuery *query, JnRow row, gpointer *ret_one, GError **error)
{
	g_autoptr(JnQuery) owned = query;
	g_autoptr(GError) cause = NULL;
	gpointer one = NULL;

	if (query == NULL)
		return FALSE;
	if (jn_query_next(query, &cause))
		one = row(query);
	if (cause != NULL) {
		g_propagate_error(error, g_steal_pointer(&cause));
		return FALSE;
	}
	*ret_one = one;
	return TRUE;
}

gpointer
jn_row_text(JnQuery *query)
{
	return jn_query_text(query, 0);
}

gpointer
jn_row_int(JnQuery *query)
{
	gint64 *number = g_new(gint64, 1);

	*number = jn_query_int(query, 0);
	return number;
}

static gboolean
query_finish(JnQuery *query, GError **error)
{
	g_autoptr(GError) cause = NULL;

	while (jn_query_next(query, &cause))
		;
	jn_query_free(query);
	if (cause == NULL)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&cause));
	return FALSE;
}

gboolean
jn_db_run(JnDb *db, GError **error, const char *sql, ...)
{
	va_list args;
	JnQuery *query;

	va_start(args, sql);
	query = query_new(db, sql, &args, error);
	va_end(args);
	return query != NULL && query_finish(query, error);
}

gboolean
jn_db_get_int(JnDb *db, gint64 fallback, gint64 *ret_value, GError **error, const char *sql, ...)
{
	g_autoptr(GError) cause = NULL;
	va_list args;
	JnQuery *query;
	gint64 value = fallback;

	va_start(args, sql);
	query = query_new(db, sql, &args, error);
	va_end(args);
	if (query == NULL)
		return FALSE;
	if (jn_query_next(query, &cause))
		value = jn_query_int(query, 0);
	jn_query_free(query);
	if (cause != NULL) {
		g_propagate_error(error, g_steal_pointer(&cause));
		return FALSE;
	}
	*ret_value = value;
	return TRUE;
}

gboolean
jn_db_version(JnDb *db, gint64 *ret_version, GError **error)
{
	return jn_db_get_int(db, 0, ret_version, error, "PRAGMA data_version", NULL);
}

gint64
jn_query_int(JnQuery *query, int column)
{
	return sqlite3_column_int64(query->statement, column);
}

const char *
jn_query_peek(JnQuery *query, int column)
{
	return (const char *)sqlite3_column_text(query->statement, column);
}

char *
jn_query_text(JnQuery *query, int column)
{
	return g_strdup(jn_query_peek(query, column));
}

GBytes *
jn_query_blob(JnQuery *query, int column)
{
	gconstpointer data;

	if (sqlite3_column_type(query->statement, column) == SQLITE_NULL)
		return NULL;
	data = sqlite3_column_blob(query->statement, column);
	return g_bytes_new(data, (gsize)sqlite3_column_bytes(query->statement, column));
}

gint64
jn_db_changes(JnDb *db)
{
	return sqlite3_changes64(db->handle);
}

gint64
jn_db_last_id(JnDb *db)
{
	return sqlite3_last_insert_rowid(db->handle);
}
