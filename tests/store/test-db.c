/* store/db.h and schema.h on real files: opening, migrating, binding, failing. */
#include "store/db.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/schema.h"

typedef struct Place {
	char *directory, *path;
} Place;

static void
place_make(Place *place, gconstpointer data)
{
	(void)data;
	place->directory = g_dir_make_tmp("test-db-XXXXXX", NULL);
	g_assert_nonnull(place->directory);
	place->path = g_build_filename(place->directory, "store.db", NULL);
}

static void
place_remove(Place *place, gconstpointer data)
{
	static const char *const suffixes[] = {"", "-wal", "-shm"};

	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(suffixes); i++) {
		g_autofree char *path = g_strconcat(place->path, suffixes[i], NULL);

		g_unlink(path);
	}
	g_rmdir(place->directory);
	g_free(place->directory);
	g_free(place->path);
}

static JnDb *
open_new(const Place *place)
{
	g_autoptr(GError) error = NULL;
	JnDb *db = jn_db_open(place->path, TRUE, &error);

	g_assert_no_error(error);
	g_assert_nonnull(db);
	return db;
}

/* SQL as somebody else would run it, past db.c. */
static void
foreign_sql(const Place *place, const char *sql)
{
	sqlite3 *handle = NULL;

	g_assert_cmpint(sqlite3_open(place->path, &handle), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_exec(handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_close(handle), ==, SQLITE_OK);
}

static int
take_int(void *data, int count, char **values, char **names)
{
	(void)count;
	(void)names;
	*(gint64 *)data = values[0] ? g_ascii_strtoll(values[0], NULL, 10) : -1;
	return 0;
}

static gint64
foreign_int(const Place *place, const char *sql)
{
	sqlite3 *handle = NULL;
	gint64 value = -2;

	g_assert_cmpint(sqlite3_open(place->path, &handle), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_exec(handle, sql, take_int, &value, NULL), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_close(handle), ==, SQLITE_OK);
	return value;
}

static gint64
get_int(JnDb *db, const char *sql)
{
	g_autoptr(GError) error = NULL;
	gint64 value = -2;

	g_assert_true(jn_db_get_int(db, -1, &value, &error, sql, NULL));
	g_assert_no_error(error);
	return value;
}

/* ---- opening ---- */

static void
test_new(Place *place, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	JnDb *db;

	(void)data;
	g_assert_null(jn_db_open(place->path, FALSE, &error));
	g_assert_error(error, JN_ERROR, JN_ERROR_TEMPORARY);
	g_assert_nonnull(strstr(error->message, place->path));
	g_assert_false(g_file_test(place->path, G_FILE_TEST_EXISTS));
	db = open_new(place);
	g_assert_cmpint(get_int(db, "PRAGMA user_version"), ==, JN_SCHEMA_VERSION);
	g_assert_cmpint(get_int(db, "SELECT count(*) FROM goal WHERE name = 'open'"), ==, 1);
	jn_db_close(db);
	g_clear_error(&error);
	db = jn_db_open(place->path, FALSE, &error);
	g_assert_no_error(error);
	g_assert_cmpint(get_int(db, "SELECT count(*) FROM goal"), ==, 1);
	jn_db_close(db);
}

/* What 'a commit that returned is on the disk' rests on. */
static void
test_durable(Place *place, gconstpointer data)
{
	g_autoptr(JnDb) db = open_new(place);

	(void)data;
	g_assert_cmpint(get_int(db, "PRAGMA synchronous"), ==, 2);
	g_assert_cmpint(get_int(db, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"), ==, 1);
	g_assert_cmpint(get_int(db, "PRAGMA foreign_keys"), ==, 1);
}

static void
test_newer_schema(Place *place, gconstpointer data)
{
	g_autofree char *bump = g_strdup_printf("PRAGMA user_version = %d", JN_SCHEMA_VERSION + 1);
	g_autoptr(GError) error = NULL;

	(void)data;
	jn_db_close(open_new(place));
	foreign_sql(place, bump);
	g_assert_null(jn_db_open(place->path, FALSE, &error));
	g_assert_error(error, JN_ERROR, JN_ERROR_CONFIG);
	g_clear_error(&error);
	g_assert_null(jn_db_open(place->path, TRUE, &error));
	g_assert_error(error, JN_ERROR, JN_ERROR_CONFIG);
	g_assert_cmpint(foreign_int(place, "PRAGMA user_version"), ==, JN_SCHEMA_VERSION + 1);
	g_assert_cmpint(foreign_int(place, "SELECT count(*) FROM goal"), ==, 1);
}

/* A migration that fails leaves nothing of itself. */
static void
test_failed_migration(Place *place, gconstpointer data)
{
	g_autoptr(GError) error = NULL;

	(void)data;
	foreign_sql(place, "CREATE TABLE outbox (mine TEXT); INSERT INTO outbox VALUES ('x');");
	g_assert_null(jn_db_open(place->path, FALSE, &error));
	g_assert_nonnull(error);
	g_assert_cmpint(foreign_int(place, "PRAGMA user_version"), ==, 0);
	g_assert_cmpint(foreign_int(place, "SELECT count(*) FROM sqlite_master"), ==, 1);
	g_assert_cmpint(foreign_int(place, "SELECT count(*) FROM outbox"), ==, 1);
}

/* After an upgrade several programs meet an old database at once; one brings it up to date, the
 * others find it so. */
static void
test_migration_race(Place *place, gconstpointer data)
{
	pid_t children[4];

	(void)data;
	foreign_sql(place, "PRAGMA journal_mode = WAL; CREATE TABLE t (a); DROP TABLE t;");
	g_assert_cmpint(foreign_int(place, "PRAGMA user_version"), ==, 0);
	for (gsize i = 0; i < G_N_ELEMENTS(children); i++) {
		children[i] = fork();
		g_assert_cmpint(children[i], >=, 0);
		if (children[i] == 0) {
			JnDb *db = jn_db_open(place->path, TRUE, NULL);

			jn_db_close(db);
			_exit(db != NULL ? 0 : 1);
		}
	}
	for (gsize i = 0; i < G_N_ELEMENTS(children); i++) {
		int status = -1;

		g_assert_cmpint(waitpid(children[i], &status, 0), ==, children[i]);
		g_assert_cmpint(status, ==, 0);
	}
	g_assert_cmpint(foreign_int(place, "PRAGMA user_version"), ==, JN_SCHEMA_VERSION);
	g_assert_cmpint(foreign_int(place, "SELECT count(*) FROM goal"), ==, 1);
}

/* Something else lies there: it is left as it is. */
static void
test_no_database(Place *place, gconstpointer data)
{
	static const char words[] = "This is a letter and no database, although it is long enough "
				    "to be taken for the header of one by its size alone.";
	g_autoptr(GError) error = NULL;
	g_autofree char *content = NULL;

	(void)data;
	g_assert_true(g_file_set_contents(place->path, words, -1, NULL));
	g_assert_null(jn_db_open(place->path, TRUE, &error));
	g_assert_error(error, JN_ERROR, JN_ERROR_TEMPORARY);
	g_assert_true(g_file_get_contents(place->path, &content, NULL, NULL));
	g_assert_cmpstr(content, ==, words);
}

/* ---- binding ---- */

static void
assert_bug(gboolean good, GError **error, const char *names)
{
	g_assert_false(good);
	g_assert_error(*error, JN_ERROR, JN_ERROR_BUG);
	g_test_message("%s", (*error)->message);
	g_assert_nonnull(strstr((*error)->message, names));
	g_clear_error(error);
}

static void
test_binding_errors(Place *place, gconstpointer data)
{
	g_autoptr(JnDb) db = open_new(place);
	g_autoptr(GError) error = NULL;
	gint64 value = 42;

	(void)data;
	assert_bug(jn_db_run(db, &error, "DELETE FROM clock WHERE task = :task", NULL), &error,
		   ":task");
	assert_bug(jn_db_run(db, &error, "DELETE FROM clock WHERE task = :task", ":tusk", JN_TEXT,
			     "x", NULL),
		   &error, ":tusk");
	assert_bug(jn_db_run(db, &error, "DELETE FROM clock", ":task", JN_TEXT, "x", NULL), &error,
		   ":task");
	assert_bug(jn_db_run(db, &error, "DELETE FROM clock WHERE task = :a AND last = :b", ":a",
			     JN_TEXT, "x", NULL),
		   &error, "last");
	assert_bug(jn_db_run(db, &error, "DELETE FROM clock WHERE task = :a AND last = :b", ":a",
			     JN_TEXT, "x", ":a", JN_TEXT, "x", NULL),
		   &error, "last");
	assert_bug(jn_db_run(db, &error, "DELETE FROM clok", NULL), &error, "clok");
	assert_bug(jn_db_get_int(db, 0, &value, &error, "SELECT nothing", NULL), &error, "nothing");
	g_assert_cmpint(value, ==, 42);
	/* The schema is STRICT, and references hold. */
	assert_bug(jn_db_run(db, &error, "INSERT INTO clock VALUES ('a', :last)", ":last", JN_TEXT,
			     "soon", NULL),
		   &error, "TEXT");
	assert_bug(jn_db_run(db, &error, "INSERT INTO unasked (person_id, created) VALUES (9, 0)",
			     NULL),
		   &error, "FOREIGN KEY");
}

/* One literal is one statement: reading its rows while it is run anew would start it again. */
static void
test_used_twice(Place *place, gconstpointer data)
{
	static const char sql[] = "SELECT name FROM goal";
	g_autoptr(JnDb) db = open_new(place);
	g_autoptr(GError) error = NULL;
	JnQuery *first;
	JnQuery *second;

	(void)data;
	first = jn_db_query(db, &error, sql, NULL);
	g_assert_true(jn_query_next(first, &error));
	second = jn_db_query(db, &error, sql, NULL);
	assert_bug(second != NULL, &error, "twice");
	jn_query_free(first);
	second = jn_db_query(db, &error, sql, NULL);
	g_assert_true(jn_query_next(second, &error));
	g_assert_no_error(error);
	jn_query_free(second);
}

static void
test_values(Place *place, gconstpointer data)
{
	g_autoptr(JnDb) db = open_new(place);
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) blob = g_bytes_new_static("\0a\377", 3);
	g_autoptr(GBytes) none = g_bytes_new(NULL, 0);
	g_autoptr(JnQuery) query = NULL;
	g_autoptr(GBytes) first = NULL;
	g_autoptr(GBytes) second = NULL;
	g_autofree char *text = NULL;

	(void)data;
	query = jn_db_query(db, &error,
			    "SELECT :blob, :empty, :null_blob, :text, :null_text, :least, :most",
			    ":blob", JN_BLOB, blob, ":empty", JN_BLOB, none, ":null_blob", JN_BLOB,
			    NULL, ":text", JN_TEXT, "gr\303\266n", ":null_text", JN_TEXT, NULL,
			    ":least", JN_INT, G_MININT64, ":most", JN_INT, G_MAXINT64, NULL);
	g_assert_no_error(error);
	g_assert_true(jn_query_next(query, &error));
	first = jn_query_blob(query, 0);
	second = jn_query_blob(query, 1);
	text = jn_query_text(query, 3);
	g_assert_true(g_bytes_equal(first, blob));
	g_assert_cmpuint(g_bytes_get_size(second), ==, 0);
	g_assert_null(jn_query_blob(query, 2));
	g_assert_cmpstr(text, ==, "gr\303\266n");
	g_assert_null(jn_query_text(query, 4));
	g_assert_null(jn_query_peek(query, 4));
	g_assert_cmpint(jn_query_int(query, 5), ==, G_MININT64);
	g_assert_cmpint(jn_query_int(query, 6), ==, G_MAXINT64);
	g_assert_false(jn_query_next(query, &error));
	g_assert_no_error(error);
}

static void
test_lists(Place *place, gconstpointer data)
{
	g_autoptr(JnDb) db = open_new(place);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) list = NULL;
	gpointer one = &error;
	gint64 value = 0;

	(void)data;
	g_assert_true(jn_query_list(
		jn_db_query(db, &error, "SELECT 'a' UNION ALL SELECT 'b' ORDER BY 1", NULL),
		jn_row_text, g_free, &list, &error));
	g_assert_cmpuint(list->len, ==, 2);
	g_assert_cmpstr(list->pdata[1], ==, "b");
	g_assert_true(jn_query_one(jn_db_query(db, &error, "SELECT task FROM clock", NULL),
				   jn_row_text, &one, &error));
	g_assert_null(one);
	g_assert_true(jn_db_get_int(db, 7, &value, &error, "SELECT last FROM clock", NULL));
	g_assert_cmpint(value, ==, 7);
	/* The query failed before: its error comes through. */
	g_clear_pointer(&list, g_ptr_array_unref);
	g_assert_false(jn_query_list(jn_db_query(db, &error, "SELECT nothing", NULL), jn_row_text,
				     g_free, &list, &error));
	g_assert_error(error, JN_ERROR, JN_ERROR_BUG);
	g_assert_null(list);
}

/* ---- transactions ---- */

#define CLOCK "INSERT INTO clock (task, last) VALUES ('t', 1)"

static void
test_transactions(Place *place, gconstpointer data)
{
	g_autoptr(JnDb) db = open_new(place);
	g_autoptr(JnDb) other = open_new(place);
	g_autoptr(GError) error = NULL;

	(void)data;
	g_assert_true(jn_db_begin(db, &error));
	g_assert_true(jn_db_run(db, &error, CLOCK, NULL));
	g_assert_cmpint(jn_db_changes(db), ==, 1);
	g_assert_cmpint(get_int(other, "SELECT count(*) FROM clock"), ==, 0);
	jn_db_rollback(db);
	jn_db_rollback(db);
	g_assert_cmpint(get_int(db, "SELECT count(*) FROM clock"), ==, 0);
	g_assert_true(jn_db_begin(db, &error));
	g_assert_true(jn_db_run(db, &error, CLOCK, NULL));
	g_assert_true(jn_db_commit(db, &error));
	g_assert_cmpint(get_int(other, "SELECT count(*) FROM clock"), ==, 1);
}

/* A transaction that was never committed is gone with its process. */
static void
test_killed(Place *place, gconstpointer data)
{
	pid_t child;
	int status;

	(void)data;
	jn_db_close(open_new(place));
	child = fork();
	g_assert_cmpint(child, >=, 0);
	if (child == 0) {
		JnDb *db = jn_db_open(place->path, FALSE, NULL);

		if (db == NULL || !jn_db_begin(db, NULL) || !jn_db_run(db, NULL, CLOCK, NULL))
			_exit(1);
		kill(getpid(), SIGKILL);
	}
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_true(WIFSIGNALED(status));
	g_assert_cmpint(foreign_int(place, "SELECT count(*) FROM clock"), ==, 0);
	jn_db_close(open_new(place));
}

/* A full disk may have room again: what was begun is undone, and later the same goes through. */
static void
test_full(Place *place, gconstpointer data)
{
	static const char insert[] =
		"INSERT INTO mail (raw, size, envelope_sender, recipient, received)"
		" VALUES (zeroblob(1000000), 0, '', '', 0)";
	g_autoptr(JnDb) db = open_new(place);
	g_autoptr(GError) error = NULL;
	gboolean good;

	(void)data;
	get_int(db, "PRAGMA max_page_count = 100");
	g_assert_true(jn_db_begin(db, &error));
	good = jn_db_run(db, &error, insert, NULL);
	g_assert_false(good);
	g_assert_error(error, JN_ERROR, JN_ERROR_TEMPORARY);
	g_clear_error(&error);
	jn_db_rollback(db);
	get_int(db, "PRAGMA max_page_count = 100000");
	g_assert_true(jn_db_begin(db, &error));
	g_assert_true(jn_db_run(db, &error, insert, NULL));
	g_assert_true(jn_db_commit(db, &error));
	g_assert_cmpint(get_int(db, "SELECT count(*) FROM mail"), ==, 1);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*test)(Place *place, gconstpointer data);
	} tests[] = {
		{"/db/new", test_new},
		{"/db/durable", test_durable},
		{"/db/newer-schema", test_newer_schema},
		{"/db/failed-migration", test_failed_migration},
		{"/db/migration-race", test_migration_race},
		{"/db/no-database", test_no_database},
		{"/db/binding-errors", test_binding_errors},
		{"/db/used-twice", test_used_twice},
		{"/db/values", test_values},
		{"/db/lists", test_lists},
		{"/db/transactions", test_transactions},
		{"/db/killed", test_killed},
		{"/db/full", test_full},
	};

	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].name, Place, NULL, place_make, tests[i].test, place_remove);
	return g_test_run();
}
