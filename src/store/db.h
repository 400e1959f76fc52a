/*
 * db.h - a thin driver: SQL text with named parameters in, rows out.
 *
 * All of SQLite that the rest of store/ sees. A second driver (PostgreSQL) needs this file's
 * functions and schema.c, nothing else. Parameters are bound by name in the call, so that a
 * statement reads with its values beside it:
 *
 *      jn_db_run(db, error, "DELETE FROM follow WHERE goal_id = :goal",
 *                ":goal", JN_INT, goal, NULL)
 *
 * Every name in the SQL must be given and every name given must be in the SQL: else JN_ERROR_BUG.
 * Writing happens between jn_db_begin() and jn_db_commit(): BEGIN IMMEDIATE, because a transaction
 * that reads first and then writes fails at once when another wrote in between.
 *
 * Errors: TEMPORARY for what may pass (locked, full, no memory, I/O), BUG for a statement that is
 * wrong or a constraint broken.
 *
 * One thread a connection. WAL, synchronous=FULL: a commit that returned is on the disk.
 */
#pragma once

#include "base/error.h"

typedef struct JnDb JnDb;
typedef struct JnQuery JnQuery;

typedef enum JnBind {
	JN_INT = 1, /* gint64 */
	JN_TEXT,    /* const char *, NULL is NULL */
	JN_BLOB,    /* GBytes *, NULL is NULL */
} JnBind;

/* Opens an existing database; `create` makes it if it is not there. The schema is brought up to
 * date (schema.h). */
JnDb *jn_db_open(const char *path, gboolean create, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void jn_db_close(JnDb *db);

/* Whether a locked database is waited for (ten seconds) or, by who has to answer at once, hardly. It
 * is when it was opened. */
void jn_db_set_patience(JnDb *db, gboolean waits);

gboolean jn_db_begin(JnDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_db_commit(JnDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Does nothing outside a transaction. */
void jn_db_rollback(JnDb *db);

/* A part of a transaction that can be undone alone; one at a time. After FALSE of any of the three
 * the whole transaction is of no use any more: jn_db_rollback(). */
gboolean jn_db_part_begin(JnDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_db_part_keep(JnDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_db_part_undo(JnDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Runs a statement that gives no rows. */
gboolean jn_db_run(JnDb *db, GError **error, const char *sql, ...)
	G_GNUC_WARN_UNUSED_RESULT G_GNUC_NULL_TERMINATED;

/* Several statements without parameters (migrations). */
gboolean jn_db_script(JnDb *db, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A query whose rows are read with jn_query_next(). `sql` is a string literal: statements are kept
 * by its address. One use of the same literal at a time. */
JnQuery *jn_db_query(JnDb *db, GError **error, const char *sql, ...)
	G_GNUC_WARN_UNUSED_RESULT G_GNUC_NULL_TERMINATED;
void jn_query_free(JnQuery *query);

/* FALSE on an error and at the end; then *error tells which. */
gboolean jn_query_next(JnQuery *query, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes something of the row at hand. */
typedef gpointer (*JnRow)(JnQuery *query);

/* Reads all rows, or the first (NULL: none). Both take the query, which may be NULL: it failed, and
 * *error is set already. */
gboolean jn_query_list(JnQuery *query,
		       JnRow row,
		       GDestroyNotify free_row,
		       GPtrArray **ret_list,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_query_one(JnQuery *query, JnRow row, gpointer *ret_one, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* The first column of the row as text, or as a gint64 that g_free() frees: JnRows. */
gpointer jn_row_text(JnQuery *query);
gpointer jn_row_int(JnQuery *query);

/* The same where a row is one id: GArray of gint64. */
gboolean jn_query_ids(JnQuery *query, GArray **ret_ids, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Columns of the row, from 0. Texts and blobs are copies; NULL for NULL. */
gint64 jn_query_int(JnQuery *query, int column);
char *jn_query_text(JnQuery *query, int column) G_GNUC_WARN_UNUSED_RESULT;
GBytes *jn_query_blob(JnQuery *query, int column) G_GNUC_WARN_UNUSED_RESULT;
/* Borrowed until the next row. */
const char *jn_query_peek(JnQuery *query, int column);

/* One number, or `fallback` where there is no row. */
gboolean
jn_db_get_int(JnDb *db, gint64 fallback, gint64 *ret_value, GError **error, const char *sql, ...)
	G_GNUC_WARN_UNUSED_RESULT G_GNUC_NULL_TERMINATED;

/* Rows changed by the last statement; the id the last INSERT gave. */
/* A number that is another one when somebody else has committed since: what was read before it was
 * asked for still holds if it is the same. Costs less than reading. Own commits do not count. */
gboolean jn_db_version(JnDb *db, gint64 *ret_version, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gint64 jn_db_changes(JnDb *db);
gint64 jn_db_last_id(JnDb *db);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnDb, jn_db_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnQuery, jn_query_free)
