/*
 * What a mail, a page of recipients or a minute of the clock costs must not grow with what has
 * gathered in the store. The same work is done on a small and on a large store, and for each
 * statement the steps of SQLite's virtual machine are compared; no clock is asked.
 */
#include <sqlite3.h>

#include "fixture.h"

#include "base/limits.h"
#include "run/intake.h"
#include "run/introduce.h"
#include "run/schedule.h"
#include "store/introduce.h"

/* A page of the clock (run/introduce.c) is full in both. */
#define SMALL 200
#define LARGE 3000

/* Those that may grow, by how they begin, and why. */
static const struct {
	const char *begin, *why;
} may_grow[] = {
	{"SELECT count(*) FROM ( SELECT f.person_id",
	 "a receipt says how many follow: once a question"},
	{"SELECT count(*) FROM post WHERE goal_id",
	 "the case says how many were asked and answered"},
	{"SELECT name FROM goal WHERE state", "the file of recipients holds all goals"},
	{"DELETE FROM outbox_failed WHERE outbox_id IN", "once a day"},
	{"DELETE FROM outbox WHERE done > 0", "once a day"},
	{"DELETE FROM seen WHERE created", "once a day"},
};

/* SQL -> the most steps one run of it took. */
static GHashTable *steps;

static int
note(unsigned kind, void *context, void *statement, void *unused)
{
	const char *sql = sqlite3_sql(statement);
	int took = sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 1);
	gpointer before;

	(void)kind;
	(void)context;
	(void)unused;
	if (steps == NULL || sql == NULL)
		return 0;
	before = g_hash_table_lookup(steps, sql);
	g_hash_table_replace(steps, g_strdup(sql),
			     GINT_TO_POINTER(MAX(took, GPOINTER_TO_INT(before))));
	return 0;
}

/* Called by SQLite for each new connection. */
static int
watch(sqlite3 *handle, const char **message, const struct sqlite3_api_routines *api)
{
	(void)message;
	(void)api;
	return sqlite3_trace_v2(handle, SQLITE_TRACE_PROFILE, note, NULL);
}

/* ---- a store in which much has gathered ---- */

#define MANY "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :n) "

static void
gather(JnDb *db, gint64 n)
{
	static const char *const fills[] = {
		"INSERT INTO person (id, name, created) " MANY "SELECT i + 1000, 'p', 0 FROM n",
		"INSERT INTO address (addr, person_id, is_primary, created) " MANY
		"SELECT 'p' || i || '@x', i + 1000, 1, 0 FROM n",
		"INSERT INTO goal (name, title, background, expectations, skills, state, phase,"
		" phase_since, protege_id, created) " MANY
		"SELECT 'g' || i, 't', '', '', '', 'open', 'questioning', 0, i + 1000, 0 FROM n",
		"INSERT INTO follow (goal_id, person_id, mode, since, digested) " MANY
		"SELECT 2, i + 1000, 'each', 0, 0 FROM n",
		"INSERT INTO follow (goal_id, person_id, mode, since, digested) " MANY
		"SELECT 1, i + 1000, 'each', 0, 0 FROM n WHERE i % 2 = 0",
		"INSERT INTO mail (id, raw, size, envelope_sender, recipient, received) " MANY
		"SELECT i, zeroblob(2000), 2000, '', '', 1 FROM n",
		"INSERT INTO post (goal_id, author_id, root_id, says, mail_id, kind, audience, "
		"number, message_id,"
		" subject, subject_base, gist, text, created) " MANY
		"SELECT 2, i + 1000, i, '', i, 'answer', 'open', i, 'm' || i || '@x', 's', 's', "
		"'', '', 0"
		" FROM n",
		/* One person wrote many answers, in goal 2 and in another. */
		"INSERT INTO post (goal_id, author_id, root_id, says, mail_id, kind, audience,"
		" number, message_id, subject, subject_base, gist, text, created) " MANY
		"SELECT 4, 1001, i, '', i, 'answer', 'open', i, 'a' || i || '@x', 's', 's', '', '',"
		" 0 FROM n",
		/* Each goal has a question that may be sent once more one day. */
		"INSERT INTO post (goal_id, author_id, root_id, says, mail_id, kind, audience,"
		" number, message_id, subject, subject_base, gist, text, created) " MANY
		"SELECT i + 1, i + 1000, :n + :n + i - 5, '', i, 'question', 'open', i,"
		" 'q' || i || '@x', 's', 's', '', '', 0 FROM n WHERE i > 5",
		"UPDATE goal SET again = 9999999999 WHERE id > 3 AND :n > 0",
		"INSERT INTO held (mail_id, sender, subject, reason, state, created, expires) " MANY
		"SELECT i, '', '', '', 'released', 0, 9999999999 FROM n",
		"INSERT INTO held (mail_id, goal_id, sender, subject, reason, state, moderated,"
		" reminded, created, expires) " MANY
		"SELECT i, 3, 'b' || i || '@x', '', '', 'waiting', 1, 1, 0, 9999999999 FROM n",
		"INSERT INTO blocked (addr, goal_id, by, since, reason) " MANY
		"SELECT 'b' || i || '@x', i % 7, 'operator', 0, '' FROM n",
		"INSERT INTO seen (place, message_id, hash, held_id, created) " MANY
		"SELECT 'g2', i, 'h', i, 9999999999 FROM n",
		"INSERT INTO cookie (hash, action, person_id, created, expires) " MANY
		"SELECT i, 'goal', i + 1000, 0, 9999999999 FROM n",
		"INSERT INTO unasked (person_id, mailbox, created) " MANY
		"SELECT i + 1000, i, 9999999999 FROM n",
		"INSERT INTO outbox (recipients, created, due, done) " MANY
		"SELECT 'stream', 0, 0, 9999999999 FROM n",
		"UPDATE goal SET title = 'Welding' WHERE id = 3 AND :n > 0",
		"UPDATE person SET skills = 'welding' WHERE id > 1000 AND :n > 0",
		"INSERT INTO skill (language, key, shown) " MANY
		"SELECT 'en', 'weld' || i, 'weld' || i FROM n",
		"INSERT INTO skill_stem (language, stem, lead, skill_id) " MANY
		"SELECT 'en', 'weld' || i, 1, i FROM n",
		"INSERT INTO skill (id, language, key, shown) SELECT :n + 1, 'en', 'weld', "
		"'welding'",
		"INSERT INTO skill_stem (language, stem, lead, skill_id)"
		" SELECT 'en', 'weld', 1, :n + 1",
		"INSERT INTO person_skill (skill_id, person_id) " MANY
		"SELECT :n + 1, i + 1000 FROM n",
		"INSERT INTO seeking (goal_id, post_id) SELECT 3, 0 WHERE :n > 0",
		"INSERT INTO introduced (goal_id, person_id, post_id, found, told) " MANY
		"SELECT 2, i + 1000, 0, 0, 1 FROM n",
		"INSERT INTO outbox_failed (outbox_id, person_id, first, due, attempts, given_up,"
		" error) " MANY "SELECT i, i + 1000, 0, 0, 1, 1, '' FROM n",
	};
	g_autoptr(GError) error = NULL;

	g_assert_true(jn_db_begin(db, &error));
	for (gsize i = 0; i < G_N_ELEMENTS(fills); i++) {
		gboolean good = jn_db_run(db, &error, fills[i], ":n", JN_INT, n, NULL);

		g_assert_no_error(error);
		g_assert_true(good);
	}
	g_assert_true(jn_db_commit(db, &error));
}

/* ---- the work ---- */

static void
receive(JnSite *site, const char *from, const char *recipient, const char *more)
{
	g_autofree char *text =
		g_strdup_printf("From: %s\nSubject: Tubes\nMessage-ID: <%s.%s>\n%s\nHello\n", from,
				from, recipient, more);
	g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
	const JnDelivery delivery = {
		.raw = raw, .sender = from, .recipient = recipient, .sasl_user = from, .now = NOW};
	g_autoptr(GError) error = NULL;
	g_auto(JnTaken) taken = {0};
	gboolean good = jn_intake(site, &delivery, &taken, &error);

	g_assert_no_error(error);
	g_assert_true(good);
	g_test_message("%s", taken.summary);
}

static void
send_page(JnDb *db, const JnOutbox *row, GError **error)
{
	g_autoptr(GPtrArray) list = NULL;

	g_assert_true(jn_outbox_recipients(db, row, 50, &list, error));
}

/* As many as there are, where none or few are due. */
static void
ask_for_all(JnDb *db)
{
	g_autoptr(GPtrArray) questions = NULL;
	g_autoptr(GPtrArray) answers = NULL;
	g_autoptr(GArray) people = NULL;
	g_autoptr(GError) error = NULL;

	g_assert_true(jn_question_due(db, NOW, LARGE, &questions, &error));
	g_assert_cmpuint(questions->len, <, 10);
	g_assert_true(jn_introduced_people(db, G_MAXINT64, 0, LARGE, &people, &error));
	g_assert_cmpuint(people->len, ==, 0);
	/* Of somebody who answered once here and much elsewhere, in a goal with many answers. */
	g_assert_true(jn_post_list_answers_of(db, 2, 1001, G_MAXINT64, JN_AUDIENCE_OPEN, LARGE,
					      &answers, &error));
	g_assert_cmpuint(answers->len, ==, 1);
}

static void
work(JnSite *site)
{
	JnDb *db = site->db;
	g_autoptr(GError) error = NULL;
	g_autoptr(JnOutbox) row = NULL;
	g_autoptr(GPtrArray) failed = NULL;
	gint64 due, introduced;
	JnTicked ticked;

	receive(site, "p7@x", "g7@goals.example", "");
	receive(site, "p8@x", "g1@goals.example", "In-Reply-To: <m5@x>\n");
	receive(site, "p9@x", "g1@goals.example", "References: <nothing@x>\n");
	receive(site, "stranger@x", "g7+subscribe@goals.example", "");
	receive(site, "stranger@x", "g7+help@goals.example", "");
	receive(site, "stranger@x", "new@goals.example", "");
	receive(site, "machine@x", "g7@goals.example", "Auto-Submitted: auto-replied\n");
	g_assert_true(jn_tick(site, NOW, &ticked, &error));
	g_assert_no_error(error);
	/* Half of the people hear of a goal the next morning; the others follow all goals. */
	g_assert_true(jn_introduce_tick(site, NOW + JN_DAY, &introduced, &error));
	g_assert_no_error(error);
	g_assert_cmpint(introduced, >=, SMALL / 2 - 1);
	ask_for_all(db);
	g_assert_true(jn_outbox_next(db, NOW, 0, &row, &error));
	g_assert_nonnull(row);
	send_page(db, &(JnOutbox){.to = JN_TO_POST, .post = 9, .cursor = 1020}, &error);
	send_page(db, &(JnOutbox){.to = JN_TO_STREAM, .cursor = 1020}, &error);
	send_page(db, &(JnOutbox){.to = JN_TO_PERSON, .person = 1020}, &error);
	g_assert_true(jn_outbox_fail(db, row->id, 1009, NOW, NOW, FALSE, "451", &error));
	g_assert_true(jn_outbox_failed(db, NOW, FALSE, 10, &failed, &error));
	g_assert_cmpuint(failed->len, ==, 1);
	g_assert_true(jn_outbox_succeed(db, row->id, 1009, &error));
	row->done = NOW;
	g_assert_true(jn_outbox_save(db, row, &error));
	g_assert_true(jn_outbox_next_due(db, &due, &error));
}

static void
remove_tree(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *child = g_build_filename(path, name, NULL);

		remove_tree(child);
	}
	g_remove(path);
}

static GHashTable *
steps_of(gint64 n)
{
	g_autofree char *state = g_dir_make_tmp("test-queries-XXXXXX", NULL);
	g_autofree char *config = g_build_filename(state, "journster.conf", NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(JnSite) site = NULL;
	GHashTable *taken;

	g_assert_true(jn_site_init("goals.example", state, "smtp://127.0.0.1:9", NOW, &error));
	site = jn_site_open(config, &error);
	g_assert_no_error(error);
	gather(site->db, n);
	steps = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	work(site);
	taken = g_steal_pointer(&steps);
	remove_tree(state);
	return taken;
}

static gboolean
grows_for_a_reason(const char *sql)
{
	for (gsize i = 0; i < G_N_ELEMENTS(may_grow); i++)
		if (g_str_has_prefix(sql, may_grow[i].begin))
			return TRUE;
	return FALSE;
}

static void
test_growth(void)
{
	g_autoptr(GHashTable) small = steps_of(SMALL);
	g_autoptr(GHashTable) large = steps_of(LARGE);
	GHashTableIter iter;
	gpointer sql;
	gpointer took;
	guint compared = 0;
	guint grown = 0;

	g_hash_table_iter_init(&iter, large);
	while (g_hash_table_iter_next(&iter, &sql, &took)) {
		int before = GPOINTER_TO_INT(g_hash_table_lookup(small, sql));

		compared++;
		/* Fifteen times the rows: a scan takes some fifteen times the steps, an index a few.
		 */
		if (GPOINTER_TO_INT(took) <= 2 * before + 50 || grows_for_a_reason(sql))
			continue;
		grown++;
		g_printerr("# %d steps with %d rows, %d with %d: %s\n", before, SMALL,
			   GPOINTER_TO_INT(took), LARGE, (char *)sql);
	}
	g_test_message("%u statements", compared);
	g_assert_cmpuint(compared, >, 40);
	g_assert_cmpuint(grown, ==, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_mime_init();
	sqlite3_auto_extension((void (*)(void))watch);
	g_test_add_func("/queries/growth", test_growth);
	return g_test_run();
}
