/* store/person.h: an address that is linked brings all that its person had; nothing is left. */
#include "fixture.h"

#define ID G_GINT64_FORMAT

/* Bo stands in every column that names a person, :bo; goal 2 and post 1 are Ana's. Where there may
 * be one row a person, they who take it over, :new, have one too in goal 2, and none in goal 3. */
static const char *const rows[] = {
	"UPDATE goal SET protege_id = :bo WHERE name = 'knit'",
	"INSERT INTO follow (goal_id, person_id, mode, since, digested)"
	" VALUES (2, :bo, 'each', 1, 0), (2, :new, 'weekly', 1, 0), (3, :bo, 'daily', 1, 0)",
	"INSERT INTO goal_mentor (goal_id, person_id, state, since, asked_post, expires)"
	" VALUES (2, :bo, 'asked', 1, 0, 1), (2, :new, 'accepted', 1, 0, 1),"
	" (3, :bo, 'asked', 1, 0, 1)",
	"INSERT INTO person_skill (skill_id, person_id) VALUES (1, :bo), (1, :new)",
	"INSERT INTO introduced (goal_id, person_id, post_id, found, has_left)"
	" VALUES (2, :bo, 0, 1, 1), (2, :new, 0, 1, 0), (3, :bo, 0, 1, 0)",
	"INSERT INTO goal_told (goal_id, person_id) VALUES (2, :bo), (2, :new), (3, :bo)",
	"INSERT INTO post (goal_id, author_id, root_id, kind, says, audience, number, message_id,"
	" subject, subject_base, gist, text, created)"
	" SELECT 2, :bo, 1, 'answer', '', 'open', 1, 'b@x', '', '', '', '', 1 WHERE :new > 0",
	"INSERT INTO gratitude (goal_id, post_id, answer_id, person_id, kind, words, created,"
	" is_first) SELECT 2, 1, 2, :bo, 'thanks', '', 1, 1 WHERE :new > 0",
	/* Ana about both, and about one; both about Ana, and each about the other. */
	"INSERT INTO reflection (goal_id, person_id, other_id, asked)"
	" VALUES (2, 1, :bo, 1), (2, 1, :new, 2), (3, 1, :bo, 3), (2, :bo, 1, 4), (2, :new, 1, 5),"
	" (3, :bo, 1, 6), (2, :bo, :new, 7), (3, :new, :bo, 8), (3, :bo, 0, 9)",
	"INSERT INTO held (mail_id, person_id, sender, subject, reason, state, created, expires)"
	" SELECT 1, :bo, '', '', '', 'waiting', 1, 2 WHERE :new > 0",
	"INSERT INTO cookie (hash, action, person_id, created, expires)"
	" SELECT 'h', 'follow', :bo, 1, 2 WHERE :new > 0",
	"INSERT INTO unasked (person_id, created) SELECT :bo, 1 WHERE :new > 0",
	"INSERT INTO setback (person_id, kind, told, reason, score, created)"
	" SELECT :bo, 'hard', 'report', '', 4000, 1 WHERE :new > 0",
	"INSERT INTO outbox (recipients, person_id, created, due)"
	" SELECT 'person', :bo, 1, 1 WHERE :new > 0",
	"INSERT INTO outbox_failed (outbox_id, person_id, first, due, attempts, error)"
	" VALUES (1, :bo, 1, 1, 1, ''), (1, :new, 1, 1, 1, '')",
	"UPDATE person SET nudged = 5, thanked = 6, weekly_digest = 7, digest_asked = 8,"
	" zone = 3600, thanks = 'none', introductions = 'none', skills = 'welding',"
	" name = 'Bo', language = 'da' WHERE id = :bo AND :new > 0",
};

/* Each column that names a person, as a query of how many rows name `who` there. */
static GPtrArray *
columns(Fixture *f, gint64 who)
{
	GPtrArray *queries = NULL;

	ok(f,
	   jn_query_list(jn_db_query(f->db, &f->error,
				     "SELECT 'SELECT count(*) FROM ' || m.name || ' WHERE ' ||"
				     " c.name || ' = ' || :who FROM sqlite_schema m"
				     " JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
				     " AND (c.name LIKE '%person_id' OR c.name = 'other_id'"
				     "  OR EXISTS (SELECT 1 FROM pragma_foreign_key_list(m.name) k"
				     "   WHERE k.\"table\" = 'person' AND k.\"from\" = c.name))"
				     " ORDER BY m.name, c.name",
				     ":who", JN_INT, who, NULL),
			 jn_row_text, g_free, &queries, &f->error));
	return queries;
}

static void
test_merge(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x"), bo = person(f, "bo@x"), new = person(f, "bo@new");
	g_autoptr(GPtrArray) named = columns(f, bo);
	g_autoptr(JnPerson) merged = NULL;

	(void)data;
	g_assert_cmpint(ana, ==, 1);
	g_assert_cmpint(goal(f, "weld", ana), ==, 2);
	g_assert_cmpint(goal(f, "knit", ana), ==, 3);
	g_assert_cmpint(post(f, 2, ana, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0), ==, 1);
	ok(f,
	   jn_db_run(f->db, &f->error,
		     "INSERT INTO skill (language, key, shown) VALUES ('en', 'weld', 'x')", NULL));
	ok(f, jn_db_run(f->db, &f->error, rows[0], ":bo", JN_INT, bo, NULL));
	for (gsize i = 1; i < G_N_ELEMENTS(rows); i++)
		ok(f, jn_db_run(f->db, &f->error, rows[i], ":bo", JN_INT, bo, ":new", JN_INT, new,
				NULL));
	g_assert_cmpuint(named->len, >, 14);
	for (guint i = 0; i < named->len; i++) {
		g_test_message("%s", (char *)named->pdata[i]);
		g_assert_cmpint(count(f, g_intern_string(named->pdata[i])), >, 0);
	}
	ok(f, jn_person_link(f->db, new, "bo@x", &f->error));
	for (guint i = 0; i < named->len; i++) {
		g_test_message("%s", (char *)named->pdata[i]);
		g_assert_cmpint(count(f, g_intern_string(named->pdata[i])), ==, 0);
	}
	g_assert_cmpint(count(f, "SELECT count(*) FROM pragma_foreign_key_check"), ==, 0);
	/* What both had is theirs as it was; what one had has come along. */
	g_assert_cmpint(count(f, "SELECT count(*) FROM follow WHERE person_id = 3"), ==, 2);
	g_assert_cmpint(count(f, "SELECT mode = 'weekly' FROM follow WHERE goal_id = 2"), ==, 1);
	g_assert_cmpint(count(f, "SELECT count(*) FROM goal_mentor WHERE person_id = 3"), ==, 2);
	g_assert_cmpint(count(f, "SELECT state = 'accepted' FROM goal_mentor WHERE goal_id = 2"),
			==, 1);
	g_assert_cmpint(count(f, "SELECT count(*) FROM introduced WHERE person_id = 3"), ==, 2);
	g_assert_cmpint(count(f, "SELECT has_left FROM introduced WHERE goal_id = 2"), ==, 1);
	g_assert_cmpint(count(f, "SELECT count(*) FROM goal_told WHERE person_id = 3"), ==, 2);
	g_assert_cmpint(count(f, "SELECT count(*) FROM outbox_failed"), ==, 1);
	/* 2, 3, 5, 6 and 9: the newer ones of two, and none about themselves. */
	g_assert_cmpint(count(f, "SELECT count(*) FROM reflection"), ==, 5);
	g_assert_cmpint(count(f, "SELECT sum(asked) FROM reflection"), ==, 25);
	g_assert_cmpint(count(f, "SELECT nudged + thanked + weekly_digest + digest_asked"
				 " FROM person WHERE id = 3"),
			==, 26);
	ok(f, jn_person_load(f->db, new, &merged, &f->error));
	g_assert_cmpstr(merged->name, ==, "Bo");
	g_assert_cmpstr(merged->language, ==, "da");
	g_assert_cmpstr(merged->skills, ==, "welding");
	g_assert_cmpint(merged->zone, ==, 3600);
	g_assert_true(merged->no_thanks && merged->no_introductions);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/merge", Fixture, NULL, fixture_make, test_merge, fixture_remove);
	return g_test_run();
}
