/* store/forget.h: of a person who is forgotten nothing is left in any column of any table, and what
 * others wrote is what it was. */
#include "fixture.h"

#include "base/base32.h"
#include "base/limits.h"
#include "store/digest.h"
#include "store/export.h"
#include "store/forget.h"
#include "store/gratitude.h"
#include "store/held.h"
#include "store/mentor.h"
#include "store/setback.h"

/* Whatever of Bo stands anywhere has one of these words in it. */
static const char *const traces[] = {"Bo Smed", "bo@x", "bo@work", "SECRET"};

typedef struct Town {
	gint64 ana, bo, cy, weld, knit, question, answer, reply, own;
} Town;

/* Runs SQL that names what the test makes up. */
static void
run(Fixture *f, const char *format, ...)
{
	g_autofree char *sql = NULL;
	va_list args;

	va_start(args, format);
	sql = g_strdup_vprintf(format, args);
	va_end(args);
	ok(f, jn_db_script(f->db, sql, &f->error));
}

#define ID G_GINT64_FORMAT

static gint64
their_mail(Fixture *f, const char *sender, const char *recipient)
{
	gint64 id = mail(f, NOW);

	run(f,
	    "UPDATE mail SET raw = CAST('From: Bo Smed, SECRET' AS BLOB), envelope_sender = '%s', "
	    "recipient = '%s' WHERE id = %" ID,
	    sender, recipient, id);
	return id;
}

static void
hold(Fixture *f, gint64 mail_id, const char *sender, gint64 waits_for)
{
	JnHeld held = {.mail = mail_id,
		       .person = waits_for,
		       .sender = (char *)sender,
		       .subject = (char *)"SECRET",
		       .reason = (char *)"because",
		       .state = (char *)"waiting",
		       .created = NOW,
		       .expires = NOW + JN_DAY};

	ok(f, jn_held_save_new(f->db, &held, &f->error));
	run(f, "INSERT INTO seen VALUES ('weld', 'm', 'h%" ID "', %" ID ", 1)", held.id, held.id);
}

static void
write_to(Fixture *f, gint64 who, gint64 goal_id, const char *variables)
{
	g_autoptr(GVariant) all =
		g_variant_parse(G_VARIANT_TYPE_VARDICT, variables, NULL, NULL, NULL);
	JnOutbox row = {.person = who,
			.goal = goal_id,
			.to = JN_TO_PERSON,
			.template_name = (char *)"left",
			.variables = all,
			.created = NOW,
			.due = NOW};

	(void)outbox(f, &row);
}

/* Ana's goal weld, which Bo answers, and Bo's goal knit, which Ana answers; and all else there can
 * be of Bo. */
static Town
town(Fixture *f)
{
	Town t = {.ana = person(f, "ana@x"), .bo = person(f, "Bo@x"), .cy = person(f, "cy@x")};
	JnCookie cookie = {.action = JN_ACTION_FOLLOW, .person = t.bo, .expires = NOW + 1};
	JnCookie other = {.action = JN_ACTION_LINK,
			  .person = t.ana,
			  .payload = g_variant_new_parsed("{'addr': <'bo@x'>}"),
			  .expires = NOW + 1};
	JnOutbox row = {.to = JN_TO_POST, .created = NOW, .due = NOW};
	g_autofree char *who = jn_base32_from_number(t.bo);
	g_autofree char *path = g_strdup_printf("bounces+b.a.%s.xyz@d", who);

	g_variant_ref_sink(other.payload);
	ok(f, jn_person_save_name(f->db, t.bo, "Bo Smed", &f->error));
	ok(f, jn_person_save_skills(f->db, t.bo, "SECRET", &f->error));
	ok(f, jn_person_save_language(f->db, t.bo, "SECRET", &f->error));
	ok(f, jn_person_link(f->db, t.bo, "bo@work", &f->error));
	ok(f, jn_person_save_reach(f->db, t.bo, JN_REACH_PROBING, "SECRET", 4000, NOW, &f->error));
	{
		const JnNoted noted = {
			t.bo, (char *)"hard", (char *)"report", (char *)"SECRET", 4000, NOW};

		ok(f, jn_setback_save_new(f->db, &noted, &f->error));
	}
	{
		/* Of Cy's mail, and named Bo; what is older is known to the address alone. */
		const JnNoted noted = {
			t.cy, (char *)"mailbox", (char *)"report", (char *)"bo@work is full", 1000,
			NOW};

		ok(f, jn_setback_save_new(f->db, &noted, &f->error));
		ok(f, jn_person_save_reach(f->db, t.cy, JN_REACH_SUSPENDED,
					   "the alias of bo@work is gone", 4000, NOW, &f->error));
	}
	t.weld = goal(f, "weld", t.ana);
	t.knit = goal(f, "knit", t.bo);
	run(f,
	    "UPDATE goal SET background = 'SECRET', expectations = 'SECRET', skills = 'SECRET' "
	    "WHERE id = %" ID,
	    t.knit);
	follow(f, t.weld, t.bo, JN_MODE_EACH);
	follow(f, t.weld, t.cy, JN_MODE_EACH);
	follow(f, t.knit, t.ana, JN_MODE_EACH);
	ok(f, jn_mentor_save(f->db, t.weld, t.bo, JN_MENTOR_ASKED, NOW, NOW, &f->error));
	t.question = post(f, t.weld, t.ana, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	t.answer = post(f, t.weld, t.bo, JN_KIND_ANSWER, JN_AUDIENCE_OPEN, t.question);
	t.reply = post(f, t.weld, t.ana, JN_KIND_FOLLOWUP, JN_AUDIENCE_OPEN, t.answer);
	t.own = post(f, t.knit, t.bo, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	run(f,
	    "UPDATE post SET text = 'SECRET', gist = 'SECRET', subject = 'SECRET', subject_base = "
	    "'SECRET' WHERE author_id = %" ID,
	    t.bo);
	run(f,
	    "UPDATE mail SET raw = CAST('SECRET' AS BLOB), envelope_sender = 'bo@x' WHERE id IN "
	    "(SELECT mail_id FROM post WHERE author_id = %" ID ")",
	    t.bo);
	run(f,
	    "INSERT INTO gratitude (goal_id, post_id, answer_id, person_id, kind, words, created, "
	    "told, is_first) VALUES"
	    " (%" ID ", %" ID ", %" ID ", %" ID ", 'thanks', 'SECRET', 1, 5, 0)",
	    t.weld, t.reply, t.answer, t.bo);
	run(f,
	    "INSERT INTO gratitude (goal_id, post_id, answer_id, person_id, kind, words, created,"
	    " is_first) VALUES"
	    " (%" ID ", %" ID ", %" ID ", %" ID ", 'thanks', 'SECRET', 1, 0)",
	    t.knit, t.own, t.reply, t.ana);
	hold(f, their_mail(f, "bo@x", "weld@d"), "Bo@X", 0);
	hold(f, their_mail(f, "eve@x", "knit@d"), "eve@x", t.bo);
	hold(f, their_mail(f, "", path), "MAILER-DAEMON@mx", 0);
	ok(f, jn_cookie_save_new(f->db, &cookie, "one", NOW, &f->error));
	ok(f, jn_cookie_save_new(f->db, &other, "two", NOW, &f->error));
	g_variant_unref(other.payload);
	run(f, "INSERT INTO unasked (person_id, created) VALUES (%" ID ", 1)", t.bo);
	/* The outbox: his posts, waiting and gone; letters to him and about him; his mail to the
	 * operator. */
	row.goal = t.knit;
	row.post = t.own;
	ok(f,
	   jn_outbox_fail(f->db, outbox(f, &row), t.ana, NOW, NOW, FALSE, "450 bo@x", &f->error));
	row.goal = t.weld;
	row.post = t.answer;
	run(f, "UPDATE outbox SET done = 5, sent = 2, error = '550 <bo@x>' WHERE id = %" ID,
	    outbox(f, &row));
	row.post = t.reply;
	ok(f,
	   jn_outbox_fail(f->db, outbox(f, &row), t.bo, NOW, NOW, TRUE, "550 <bo@x>", &f->error));
	row = (JnOutbox){.to = JN_TO_OPERATOR,
			 .mail = their_mail(f, "bo@x", "postmaster@d"),
			 .created = NOW,
			 .due = NOW};
	run(f, "UPDATE outbox SET done = 5 WHERE id = %" ID, outbox(f, &row));
	write_to(f, t.bo, t.weld, "{'text': <'SECRET'>}");
	write_to(f, t.ana, t.weld,
		 "{'who': <'Bo Smed'>, 'text': <'all of it, SECRET'>, 'how': <'left'>}");
	write_to(f, t.cy, t.weld,
		 "{'goals': <[{'items': <[{'who': <'Bo Smed'>, 'gist': <'SECRET'>}, {'who': "
		 "<'Ana'>, 'gist': <'hers'>}]>}]>}");
	return t;
}

/* How often a word stands in any column of any table. */
static gint64
count_word(Fixture *f, const char *word)
{
	g_autoptr(GPtrArray) columns = NULL;
	gint64 all = 0;

	ok(f, jn_query_list(jn_db_query(f->db, &f->error,
					"SELECT 'SELECT count(*) FROM ' || m.name ||"
					" ' WHERE instr(lower(CAST(' || c.name || ' AS TEXT)), "
					"lower('':word'')) > 0'"
					" FROM sqlite_schema m JOIN pragma_table_info(m.name) c"
					" WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'",
					NULL),
			    jn_row_text, g_free, &columns, &f->error));
	g_assert_cmpuint(columns->len, >, 80);
	for (guint i = 0; i < columns->len; i++) {
		g_auto(GStrv) halves = g_strsplit(columns->pdata[i], ":word", 2);
		g_autofree char *sql = g_strjoin(word, halves[0], halves[1], NULL);

		all += count(f, g_intern_string(sql));
	}
	return all;
}

/* What others wrote, as one text. */
static char *
others(Fixture *f, const Town *t)
{
	char *text = NULL;

	ok(f, jn_query_one(jn_db_query(f->db, &f->error,
				       "SELECT group_concat(o.id || '|' || o.goal_id || '|' || "
				       "o.author_id || '|' ||"
				       " coalesce(o.parent_id, 0) || '|' || o.root_id || '|' || "
				       "o.kind || '|' || o.number ||"
				       " '|' || o.message_id || '|' || o.subject || '|' || o.gist "
				       "|| '|' || o.text || '|' || hex(m.raw) || '|' ||"
				       " m.envelope_sender) FROM post o JOIN mail m ON m.id = "
				       "o.mail_id WHERE o.author_id != :bo",
				       ":bo", JN_INT, t->bo, NULL),
			   jn_row_text, (gpointer *)&text, &f->error));
	return text;
}

static void
test_nothing_left(Fixture *f, gconstpointer data)
{
	Town t = town(f);
	g_autofree char *before = others(f, &t);
	g_autofree char *after = NULL;
	JnHoldings holdings;

	(void)data;
	ok(f, jn_holdings_load(f->db, t.bo, &holdings, &f->error));
	g_assert_cmpint(holdings.goals, ==, 1);
	g_assert_cmpint(holdings.posts, ==, 2);
	g_assert_cmpint(holdings.follows, ==, 1);
	g_assert_cmpint(holdings.mentorships, ==, 1);
	g_assert_cmpint(holdings.held, ==, 2);
	for (gsize i = 0; i < G_N_ELEMENTS(traces); i++)
		g_assert_cmpint(count_word(f, traces[i]), >, 0);
	ok(f, jn_person_forget(f->db, t.bo, &f->error));
	/* Longer words of his in a letter that waits go because his name stands beside them. */
	for (gsize i = 0; i < G_N_ELEMENTS(traces); i++) {
		g_test_message("%s", traces[i]);
		g_assert_cmpint(count_word(f, traces[i]), ==, 0);
	}
	after = others(f, &t);
	g_assert_cmpstr(after, ==, before);
	g_assert_cmpint(count_word(f, "hers"), >, 0);
	ok(f, jn_holdings_load(f->db, t.bo, &holdings, &f->error));
	g_assert_cmpint(holdings.goals + holdings.posts + holdings.follows + holdings.mentorships +
				holdings.held,
			==, 0);
	g_assert_cmpint(count(f, "SELECT count(*) FROM pragma_foreign_key_check"), ==, 0);
}

static void
test_what_stays(Fixture *f, gconstpointer data)
{
	Town t = town(f);
	g_autoptr(JnPost) answer = NULL;
	g_autoptr(JnPerson) gone = NULL;
	g_autoptr(JnPerson) anew = NULL;
	g_autoptr(JnGoal) knit = NULL;
	g_autoptr(GPtrArray) readers = NULL;
	JnOutbox row = {.goal = t.weld, .post = t.answer, .to = JN_TO_POST};
	gint64 mail_id;

	(void)data;
	ok(f, jn_person_forget(f->db, t.bo, &f->error));
	ok(f, jn_post_load(f->db, t.answer, JN_READER_ANYONE, &answer, &f->error));
	g_assert_true(answer->removed);
	g_assert_cmpint(answer->parent, ==, t.question);
	g_assert_cmpint(answer->kind, ==, JN_KIND_ANSWER);
	ok(f, jn_post_mail(f->db, t.answer, &mail_id, &f->error));
	g_assert_cmpint(mail_id, ==, 0);
	/* A sender in the middle of it finds nobody more to send it to. */
	ok(f, jn_outbox_recipients(f->db, &row, 10, &readers, &f->error));
	g_assert_cmpuint(readers->len, ==, 0);
	ok(f, jn_goal_load(f->db, t.knit, &knit, &f->error));
	g_assert_cmpint(knit->state, ==, JN_GOAL_ENDED);
	g_assert_cmpstr(knit->title, ==, "knit");
	ok(f, jn_person_load(f->db, t.bo, &gone, &f->error));
	g_assert_null(gone);
	ok(f, jn_person_ensure(f->db, "bo@x", NOW, &anew, &f->error));
	g_assert_cmpint(anew->id, >, t.bo);
	/* The row is not in the way of what the clock does with strangers. */
	ok(f, jn_person_forget_strangers(f->db, NOW + 100 * JN_DAY, &f->error));
	g_assert_cmpint(count(f, "SELECT count(*) FROM person WHERE created = 0"), ==, 1);
}

static void
test_nobody(Fixture *f, gconstpointer data)
{
	gint64 eve = person(f, "eve@x");

	(void)data;
	ok(f, jn_person_forget(f->db, eve, &f->error));
	ok(f, jn_person_forget(f->db, eve, &f->error));
	ok(f, jn_person_forget(f->db, 99, &f->error));
	ok(f, jn_person_forget_strangers(f->db, NOW, &f->error));
	g_assert_cmpint(count(f, "SELECT count(*) FROM person"), ==, 0);
}

/* The last letter: its row carries the address, and loses it when it is sent or given up. */
static void
test_last_letter(Fixture *f, gconstpointer data)
{
	gint64 bo = person(f, "bo@x");
	JnOutbox row = {.person = bo,
			.to = JN_TO_PERSON,
			.template_name = (char *)"forgotten",
			.address = (char *)"bo@x",
			.language = (char *)"da",
			.created = NOW,
			.due = NOW};
	g_autoptr(JnOutbox) kept = NULL;
	g_autoptr(GPtrArray) to = NULL;
	gint64 id;

	(void)data;
	ok(f, jn_person_forget(f->db, bo, &f->error));
	id = outbox(f, &row);
	ok(f, jn_outbox_load(f->db, id, &kept, &f->error));
	ok(f, jn_outbox_recipients(f->db, kept, 10, &to, &f->error));
	g_assert_cmpuint(to->len, ==, 1);
	g_assert_cmpstr(((JnRecipient *)to->pdata[0])->addr, ==, "bo@x");
	g_assert_cmpstr(((JnRecipient *)to->pdata[0])->language, ==, "da");
	/* It fails for now: the address is kept; then it arrives. */
	ok(f, jn_outbox_fail(f->db, id, bo, NOW, NOW, FALSE, "450 later", &f->error));
	kept->cursor = bo;
	kept->done = NOW;
	ok(f, jn_outbox_save(f->db, kept, &f->error));
	g_assert_cmpint(count_word(f, "bo@x"), ==, 1);
	ok(f, jn_outbox_succeed(f->db, id, bo, &f->error));
	g_assert_cmpint(count_word(f, "bo@x"), ==, 0);
	/* Another is refused for good. */
	id = outbox(f, &row);
	ok(f, jn_outbox_fail(f->db, id, bo, NOW, NOW, TRUE, "550 <bo@x>: no such user", &f->error));
	g_assert_cmpint(count_word(f, "bo@x"), ==, 0);
}

static void
test_settings(Fixture *f, gconstpointer data)
{
	Town t = town(f);
	g_autoptr(GPtrArray) addresses = NULL;
	g_autoptr(GPtrArray) follows = NULL;
	g_autoptr(GPtrArray) given = NULL;
	g_autoptr(GPtrArray) received = NULL;
	g_autoptr(JnPerson) bo = NULL;

	(void)data;
	/* Another's address, and the primary one, are not touched. */
	ok(f, jn_person_save_primary(f->db, t.bo, "ana@x", &f->error));
	ok(f, jn_person_unlink(f->db, t.bo, "ana@x", &f->error));
	ok(f, jn_person_unlink(f->db, t.bo, "bo@x", &f->error));
	ok(f, jn_person_save_primary(f->db, t.bo, "bo@work", &f->error));
	ok(f, jn_person_addresses(f->db, t.bo, &addresses, &f->error));
	g_assert_cmpuint(addresses->len, ==, 2);
	g_assert_cmpstr(addresses->pdata[0], ==, "bo@work");
	follow(f, stream(f), t.bo, JN_MODE_WEEKLY);
	ok(f, jn_person_end_digests(f->db, t.bo, &f->error));
	ok(f, jn_follows_load(f->db, t.bo, &follows, &f->error));
	g_assert_cmpuint(follows->len, ==, 2);
	g_assert_cmpint(((JnFollow *)follows->pdata[0])->state, ==, JN_GOAL_STREAM);
	g_assert_cmpint(((JnFollow *)follows->pdata[0])->mode, ==, JN_MODE_NONE);
	g_assert_cmpint(((JnFollow *)follows->pdata[1])->mode, ==, JN_MODE_EACH);
	ok(f, jn_person_load(f->db, t.bo, &bo, &f->error));
	g_assert_true(bo->no_thanks);
	ok(f, jn_note_list_thanks(f->db, t.bo, TRUE, &given, &f->error));
	ok(f, jn_note_list_thanks(f->db, t.bo, FALSE, &received, &f->error));
	g_assert_cmpuint(given->len, ==, 1);
	g_assert_cmpstr(((JnNote *)given->pdata[0])->title, ==, "knit");
	g_assert_cmpuint(received->len, ==, 1);
	g_assert_cmpstr(((JnNote *)received->pdata[0])->title, ==, "weld");
}

/* Others' things stay: an address that has one of his within it is another, and a word of his may
 * be a word of the program. */
static void
test_others_stay(Fixture *f, gconstpointer data)
{
	gint64 bo = person(f, "bo@x"), jumbo = person(f, "jumbo@x"), cy = person(f, "cy@x");
	gint64 weld = goal(f, "weld", jumbo);
	JnCookie cookie = {.action = JN_ACTION_LINK, .person = cy, .expires = NOW + 1};
	static const char *const payloads[] = {"{'addr': <'jumbo@x'>}",
					       "{'addr': <'bo@x.example'>}",
					       "{'agreed': <true>, 'addr': <'Bo@x'>}"};
	JnOutbox row = {.goal = weld, .to = JN_TO_POST, .created = NOW, .due = NOW};
	g_autofree char *who = jn_base32_from_number(bo);
	g_autofree char *path = g_strdup_printf("bounces+b.a.%s.xyz@d", who);

	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(payloads); i++) {
		g_autofree char *secret = g_strdup_printf("%d", (int)i);

		cookie.payload =
			g_variant_parse(G_VARIANT_TYPE_VARDICT, payloads[i], NULL, NULL, NULL);
		ok(f, jn_cookie_save_new(f->db, &cookie, secret, NOW, &f->error));
		g_variant_unref(cookie.payload);
	}
	/* A cookie that asks of a report that his mail bounced. */
	hold(f, their_mail(f, "", path), "MAILER-DAEMON@mx", cy);
	cookie = (JnCookie){.action = JN_ACTION_RELEASE,
			    .person = cy,
			    .held = count(f, "SELECT max(id) FROM held"),
			    .expires = NOW + 1};
	ok(f, jn_cookie_save_new(f->db, &cookie, "h", NOW, &f->error));
	row.post = post(f, weld, jumbo, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	ok(f,
	   jn_outbox_fail(f->db, outbox(f, &row), cy, NOW, NOW, FALSE, "450 jumbo@x", &f->error));
	run(f, "UPDATE outbox SET error = '550 <jumbo@x>'");
	ok(f, jn_outbox_fail(f->db, 1, jumbo, NOW, NOW, FALSE, "450 to=bo@x.", &f->error));
	ok(f, jn_person_save_name(f->db, bo, "daily", &f->error));
	write_to(f, cy, weld, "{'mode': <'daily'>, 'who': <'Ana'>}");
	ok(f, jn_person_forget(f->db, bo, &f->error));
	g_assert_cmpint(count(f, "SELECT count(*) FROM cookie"), ==, 2);
	g_assert_cmpint(count(f, "SELECT count(*) FROM held"), ==, 0);
	g_assert_cmpint(count(f, "SELECT count(*) FROM seen"), ==, 0);
	g_assert_cmpint(count(f, "SELECT count(*) FROM outbox WHERE error = '550 <jumbo@x>'"), ==,
			1);
	g_assert_cmpint(count(f, "SELECT count(*) FROM outbox_failed WHERE error = ''"), ==, 1);
	g_assert_cmpint(count(f, "SELECT count(*) FROM outbox_failed WHERE error != ''"), ==, 1);
	g_assert_cmpint(count_word(f, "daily"), ==, 1);
}

/* What others said to somebody reaches them only where they may see the post. */
static void
test_thanks(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x"), bo = person(f, "bo@x"), cy = person(f, "cy@x");
	gint64 weld = goal(f, "weld", ana), gone = goal(f, "gone", ana);
	gint64 asks = post(f, weld, ana, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	gint64 bos = post(f, weld, bo, JN_KIND_ANSWER, JN_AUDIENCE_OPEN, asks);
	gint64 cys = post(f, weld, cy, JN_KIND_ANSWER, JN_AUDIENCE_OPEN, asks);
	gint64 open = post(f, weld, ana, JN_KIND_THANKS, JN_AUDIENCE_OPEN, asks);
	gint64 closed = post(f, weld, ana, JN_KIND_THANKS, JN_AUDIENCE_MEMBERS, asks);
	gint64 late = post(f, gone, ana, JN_KIND_THANKS, JN_AUDIENCE_OPEN, 0);
	g_autoptr(GPtrArray) given = NULL;
	g_autoptr(GPtrArray) received = NULL;

	(void)data;
	ok(f, jn_person_save_name(f->db, bo, "Bo", &f->error));
	run(f,
	    "INSERT INTO gratitude (goal_id, post_id, answer_id, person_id, kind, words, created,"
	    " is_first) VALUES"
	    " (%" ID ", %" ID ", %" ID ", %" ID ", 'thanks', 'Thanks all', 1, 0),"
	    " (%" ID ", %" ID ", %" ID ", %" ID ", 'thanks', 'Thanks all', 1, 0),"
	    " (%" ID ", %" ID ", %" ID ", %" ID ", 'thanks', 'In private', 1, 0),"
	    " (%" ID ", %" ID ", %" ID ", %" ID ", 'thanks', 'Late', 1, 0)",
	    weld, open, bos, bo, weld, open, cys, cy, weld, closed, bos, bo, gone, late, bos, bo);
	run(f, "UPDATE goal SET state = 'deleted' WHERE id = %" ID, gone);
	ok(f, jn_note_list_thanks(f->db, bo, FALSE, &received, &f->error));
	g_assert_cmpuint(received->len, ==, 1);
	g_assert_cmpstr(((JnNote *)received->pdata[0])->text, ==, "Thanks all");
	ok(f, jn_note_list_thanks(f->db, ana, TRUE, &given, &f->error));
	g_assert_cmpuint(given->len, ==, 2);
	g_assert_cmpstr(((JnNote *)given->pdata[0])->text, ==, "Thanks all");
	g_assert_cmpstr(((JnNote *)given->pdata[0])->who, ==, "");
	g_assert_cmpstr(((JnNote *)given->pdata[1])->text, ==, "In private");
	g_assert_cmpstr(((JnNote *)given->pdata[1])->who, ==, "Bo");
}

/* Two who become one, and an address that a cookie proved. */
static void
test_merge(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x"), other = person(f, "ana@home");
	g_autoptr(JnPerson) one = NULL;
	g_autoptr(JnPerson) moved = NULL;
	gint64 last = 0;

	(void)data;
	ok(f, jn_person_save_thanks(f->db, other, "none", &f->error));
	ok(f, jn_person_save_skills(f->db, other, "welding", &f->error));
	ok(f, jn_person_save_zone(f->db, other, 3600, &f->error));
	ok(f, jn_person_save_language(f->db, other, "da", &f->error));
	ok(f, jn_person_save_language(f->db, ana, "en", &f->error));
	ok(f, jn_person_save_digest_asked(f->db, other, NOW, &f->error));
	ok(f, jn_person_save_reach(f->db, other, JN_REACH_SUSPENDED, "550", 4000, NOW, &f->error));
	ok(f, jn_gratitude_save_last(f->db, other, NOW, &f->error));
	ok(f, jn_digest_save_weekly(f->db, other, NOW, &f->error));
	ok(f, jn_person_link(f->db, ana, "ana@home", &f->error));
	ok(f, jn_gratitude_last(f->db, ana, &last, &f->error));
	g_assert_cmpint(last, ==, NOW);
	ok(f, jn_digest_weekly(f->db, ana, &last, &f->error));
	g_assert_cmpint(last, ==, NOW);
	ok(f, jn_person_load(f->db, ana, &one, &f->error));
	g_assert_true(one->no_thanks);
	g_assert_cmpstr(one->skills, ==, "welding");
	g_assert_cmpint(one->zone, ==, 3600);
	g_assert_cmpstr(one->language, ==, "en");
	g_assert_cmpint(count(f, "SELECT count(*) FROM person WHERE digest_asked != 0"), ==, 1);
	ok(f, jn_person_save_primary(f->db, ana, "ana@home", &f->error));
	ok(f, jn_person_load(f->db, ana, &moved, &f->error));
	g_assert_cmpint(moved->reach, ==, JN_REACH_OK);
	g_assert_null(moved->reach_reason);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*test)(Fixture *f, gconstpointer data);
	} tests[] = {
		{"nothing is left", test_nothing_left},
		{"what stays", test_what_stays},
		{"nobody", test_nobody},
		{"the last letter", test_last_letter},
		{"settings", test_settings},
		{"others stay", test_others_stay},
		{"thanks", test_thanks},
		{"merge", test_merge},
	};

	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(tests); i++) {
		g_autofree char *path = g_strdup_printf("/store/forget/%s", tests[i].name);

		g_test_add(path, Fixture, NULL, fixture_make, tests[i].test, fixture_remove);
	}
	return g_test_run();
}
