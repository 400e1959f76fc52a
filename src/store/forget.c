#include "store/forget.h"

#include "base/base32.h"
#include "base/fold.h"
#include "core/scrub.h"
#include "store/block.h"
#include "store/post.h"
#include "store/skill.h"

/* Each with the one parameter :person. In an order that foreign keys allow: rows before what they
 * point to, addresses last of all. */
/* The + takes the affinity away, without which the index on lower(sender) is not used. */
#define ADDRESSES "(SELECT +addr FROM address WHERE person_id = :person)"
#define THEIR_POSTS "(SELECT id FROM post WHERE author_id = :person)"
#define THEIR_HELD                                                                                 \
	"(SELECT id FROM held WHERE person_id = :person"                                           \
	" UNION SELECT id FROM held WHERE lower(sender) IN " ADDRESSES ")"
/* Rows of the outbox: to them; of their posts, as far as these have not gone out; and what they
 * wrote to the operator, once it has. */
#define THEIR_ROWS                                                                                 \
	"(SELECT id FROM outbox WHERE person_id = :person"                                         \
	" UNION SELECT id FROM outbox WHERE done = 0 AND post_id IN " THEIR_POSTS                  \
	" UNION SELECT r.id FROM outbox r JOIN mail m ON m.id = r.mail_id WHERE r.mail_id > 0"     \
	"  AND r.done > 0 AND lower(m.envelope_sender) IN " ADDRESSES ")"

static const char *const erasing[] = {
	/* A sender in the middle of its recipients looks again. */
	"UPDATE goal SET epoch = epoch + 1 WHERE id IN"
	" (SELECT goal_id FROM follow WHERE person_id = :person"
	"  UNION SELECT goal_id FROM goal_mentor WHERE person_id = :person"
	"  UNION SELECT goal_id FROM post WHERE author_id = :person)",
	"DELETE FROM outbox_failed WHERE person_id = :person",
	"DELETE FROM outbox_failed WHERE outbox_id IN " THEIR_ROWS,
	"DELETE FROM outbox_failed WHERE outbox_id IN"
	" (SELECT id FROM outbox WHERE post_id IN " THEIR_POSTS ")",
	"DELETE FROM outbox WHERE id IN " THEIR_ROWS,
	"DELETE FROM cookie WHERE person_id = :person",
	"DELETE FROM unasked WHERE person_id = :person",
	"DELETE FROM setback WHERE person_id = :person",
	"DELETE FROM gratitude WHERE told = 0 AND person_id = :person",
	"DELETE FROM gratitude WHERE told = 0 AND post_id IN " THEIR_POSTS,
	"DELETE FROM reflection WHERE person_id = :person",
	"UPDATE gratitude SET words = '' WHERE person_id = :person",
	"UPDATE gratitude SET words = '' WHERE post_id IN " THEIR_POSTS,
	"UPDATE post SET text = '', gist = '', subject = '', subject_base = '', mail_id = NULL"
	" WHERE author_id = :person",
	"UPDATE post SET original_id = NULL WHERE author_id = :person AND original_id IS NOT NULL",
	"DELETE FROM goal_told WHERE person_id = :person",
	"DELETE FROM goal_told WHERE goal_id IN (SELECT id FROM goal WHERE protege_id = :person)",
	"DELETE FROM follow WHERE person_id = :person",
	"DELETE FROM introduced WHERE person_id = :person",
	"UPDATE goal_mentor SET state = 'left' WHERE person_id = :person"
	" AND state IN ('asked', 'accepted')",
	"UPDATE goal SET background = '', expectations = '', skills = '', fit = '', alias = NULL,"
	" open_background = NULL, open_expectations = NULL, open_skills = NULL"
	" WHERE protege_id = :person",
	"DELETE FROM seeking WHERE goal_id IN (SELECT id FROM goal WHERE protege_id = :person)",
	"UPDATE goal SET state = 'ended' WHERE protege_id = :person AND state IN ('open', "
	"'closed')",
	"DELETE FROM address WHERE person_id = :person",
	/* Gone altogether when strangers are, if nothing hangs on it. */
	"UPDATE person SET name = NULL, language = NULL, mail_language = NULL, zone = NULL,"
	" skills = '', skills_new = 0, thanks = 'none', introductions = 'none', thanked = 0,"
	" nudged = 0, weekly_digest = 0, digest_asked = 0, created = 0 WHERE id = :person",
};

static gpointer
holdings_of_row(JnQuery *query)
{
	JnHoldings *holdings = g_new0(JnHoldings, 1);

	holdings->goals = jn_query_int(query, 0);
	holdings->posts = jn_query_int(query, 1);
	holdings->follows = jn_query_int(query, 2);
	holdings->mentorships = jn_query_int(query, 3);
	holdings->held = jn_query_int(query, 4);
	return holdings;
}

gboolean
jn_holdings_load(JnDb *db, gint64 person, JnHoldings *ret_holdings, GError **error)
{
	g_autofree JnHoldings *holdings = NULL;

	if (!jn_query_one(jn_db_query(db, error,
				      "SELECT (SELECT count(*) FROM goal WHERE protege_id = :person"
				      "  AND state IN ('open', 'closed')),"
				      " (SELECT count(*) FROM post WHERE author_id = :person"
				      "  AND mail_id IS NOT NULL),"
				      " (SELECT count(*) FROM follow WHERE person_id = :person),"
				      " (SELECT count(*) FROM goal_mentor WHERE person_id = :person"
				      "  AND state IN ('asked', 'accepted')),"
				      " (SELECT count(*) FROM held WHERE id IN " THEIR_HELD
				      "  AND state IN ('waiting', 'noted') AND (person_id = :person"
				      "   OR person_id IS NULL AND untold = 0))",
				      ":person", JN_INT, person, NULL),
			  holdings_of_row, (gpointer *)&holdings, error))
		return FALSE;
	*ret_holdings = *holdings;
	return TRUE;
}

typedef void (*Add)(JnScrub *scrub, const char *text);

/* Each text that a query gives. */
static gboolean
scrub_add(JnScrub *scrub, JnQuery *query, Add add_text, GError **error)
{
	g_autoptr(GPtrArray) texts = NULL;

	if (!jn_query_list(query, jn_row_text, g_free, &texts, error))
		return FALSE;
	for (guint i = 0; i < texts->len; i++)
		add_text(scrub, texts->pdata[i]);
	return TRUE;
}

static gboolean
scrub_load(JnDb *db, gint64 person, JnScrub *scrub, GError **error)
{
	return scrub_add(scrub,
			 jn_db_query(db, error,
				     "SELECT name FROM person WHERE id = :person"
				     " UNION SELECT gist FROM post WHERE author_id = :person",
				     ":person", JN_INT, person, NULL),
			 jn_scrub_add_mark, error) &&
	       scrub_add(scrub,
			 jn_db_query(
				 db, error,
				 "SELECT subject FROM post WHERE author_id = :person"
				 " UNION SELECT subject_base FROM post WHERE author_id = :person"
				 " UNION SELECT text FROM post WHERE author_id = :person"
				 " UNION SELECT subject FROM held WHERE id IN " THEIR_HELD
				 " UNION SELECT background FROM goal WHERE protege_id = :person"
				 " UNION SELECT expectations FROM goal WHERE protege_id = :person"
				 " UNION SELECT skills FROM goal WHERE protege_id = :person"
				 " UNION SELECT fit FROM goal WHERE protege_id = :person"
				 " UNION SELECT words FROM gratitude WHERE post_id IN " THEIR_POSTS,
				 ":person", JN_INT, person, NULL),
			 jn_scrub_add_word, error) &&
	       scrub_add(scrub,
			 jn_db_query(db, error,
				     "SELECT addr FROM address WHERE person_id = :person",
				     ":person", JN_INT, person, NULL),
			 jn_scrub_add_address, error);
}

/* The variables less what is theirs; NULL where nothing is. Caller frees. */
static char *
scrub_text(const JnScrub *scrub, const char *text)
{
	g_autoptr(GVariant) variables =
		text ? g_variant_parse(G_VARIANT_TYPE_VARDICT, text, NULL, NULL, NULL) : NULL;
	g_autoptr(GVariant) left = variables ? jn_scrub_variables(scrub, variables) : NULL;

	return left ? g_variant_print(left, TRUE) : NULL;
}

static gboolean
scrub_row(JnDb *db, const JnScrub *scrub, gint64 id, GError **error)
{
	g_autofree char *text = NULL;
	g_autofree char *why = NULL;
	g_autofree char *left = NULL;

	if (!jn_query_one(jn_db_query(db, error, "SELECT variables FROM outbox WHERE id = :id",
				      ":id", JN_INT, id, NULL),
			  jn_row_text, (gpointer *)&text, error) ||
	    !jn_query_one(jn_db_query(db, error, "SELECT error FROM outbox WHERE id = :id", ":id",
				      JN_INT, id, NULL),
			  jn_row_text, (gpointer *)&why, error))
		return FALSE;
	left = scrub_text(scrub, text);
	return (left == NULL ||
		jn_db_run(db, error, "UPDATE outbox SET variables = :variables WHERE id = :id",
			  ":variables", JN_TEXT, left, ":id", JN_INT, id, NULL)) &&
	       (why == NULL || !jn_scrub_names(scrub, why) ||
		jn_db_run(db, error, "UPDATE outbox SET error = NULL WHERE id = :id", ":id", JN_INT,
			  id, NULL));
}

/* Letters to others that have not gone out tell nothing of them any more, nor does what a server
 * said. */
static gboolean
scrub_outbox(JnDb *db, const JnScrub *scrub, GError **error)
{
	g_autoptr(GArray) ids = NULL;

	if (!jn_query_ids(jn_db_query(db, error,
				      "SELECT id FROM outbox"
				      " WHERE variables IS NOT NULL OR error IS NOT NULL",
				      NULL),
			  &ids, error))
		return FALSE;
	for (guint i = 0; i < ids->len; i++)
		if (!scrub_row(db, scrub, g_array_index(ids, gint64, i), error))
			return FALSE;
	return TRUE;
}

typedef struct Reason {
	char *key, *text;
} Reason;

static gpointer
reason_of_row(JnQuery *query)
{
	Reason *reason = g_new0(Reason, 1);

	reason->key = jn_query_text(query, 0);
	reason->text = jn_query_text(query, 1);
	return reason;
}

static void
reason_free(gpointer data)
{
	Reason *reason = data;

	g_free(reason->key);
	g_free(reason->text);
	g_free(reason);
}

/* `query` gives rows of (key, reason); `update` empties one by :key. TRUE too where none names them. */
static gboolean
scrub_reasons(JnDb *db, const JnScrub *scrub, const char *query, const char *update, GError **error)
{
	g_autoptr(GPtrArray) rows = NULL;

	if (!jn_query_list(jn_db_query(db, error, query, NULL), reason_of_row, reason_free, &rows,
			   error))
		return FALSE;
	for (guint i = 0; i < rows->len; i++) {
		const Reason *row = rows->pdata[i];

		if (jn_scrub_names(scrub, row->text) &&
		    !jn_db_run(db, error, update, ":key", JN_TEXT, row->key, NULL))
			return FALSE;
	}
	return TRUE;
}

/* ... or where it came back: people who share a server. Setbacks are forgotten in time; what an
 * address rests for is not. */
static gboolean
scrub_setbacks(JnDb *db, const JnScrub *scrub, GError **error)
{
	return scrub_reasons(db, scrub, "SELECT id, reason FROM setback",
			     "UPDATE setback SET reason = '' WHERE id = CAST(:key AS INTEGER)",
			     error) &&
	       scrub_reasons(db, scrub,
			     "SELECT addr, reach_reason FROM address WHERE reach = 'probing'"
			     " UNION ALL"
			     " SELECT addr, reach_reason FROM address WHERE reach = 'suspended'",
			     "UPDATE address SET reach_reason = '' WHERE addr = :key", error);
}

/* A server may name them where another's mail failed: an alias. Only failures are in the table. */
static gboolean
scrub_failed(JnDb *db, const JnScrub *scrub, GError **error)
{
	g_autoptr(GPtrArray) reasons = NULL;

	if (!jn_query_list(jn_db_query(db, error, "SELECT DISTINCT error FROM outbox_failed", NULL),
			   jn_row_text, g_free, &reasons, error))
		return FALSE;
	for (guint i = 0; i < reasons->len; i++)
		if (jn_scrub_names(scrub, reasons->pdata[i]) &&
		    !jn_db_run(db, error, "UPDATE outbox_failed SET error = '' WHERE error = :why",
			       ":why", JN_TEXT, reasons->pdata[i], NULL))
			return FALSE;
	return TRUE;
}

static gboolean
cookie_names(const char *payload, const GPtrArray *addresses)
{
	g_autoptr(GVariant) dict =
		payload ? g_variant_parse(G_VARIANT_TYPE_VARDICT, payload, NULL, NULL, NULL) : NULL;
	g_autofree char *lower = NULL;
	const char *addr;

	if (dict == NULL || !g_variant_lookup(dict, "addr", "&s", &addr))
		return FALSE;
	lower = jn_fold(addr, -1);
	return g_ptr_array_find_with_equal_func((GPtrArray *)addresses, lower, g_str_equal, NULL);
}

/* Questions to others whether an address of theirs is the other's. */
static gboolean
forget_links(JnDb *db, const JnScrub *scrub, GError **error)
{
	g_autoptr(GArray) ids = NULL;

	if (!jn_query_ids(jn_db_query(db, error,
				      "SELECT id FROM cookie WHERE action = 'link'"
				      " AND payload IS NOT NULL",
				      NULL),
			  &ids, error))
		return FALSE;
	for (guint i = 0; i < ids->len; i++) {
		gint64 id = g_array_index(ids, gint64, i);
		g_autofree char *payload = NULL;

		if (!jn_query_one(jn_db_query(db, error,
					      "SELECT payload FROM cookie WHERE id = :id", ":id",
					      JN_INT, id, NULL),
				  jn_row_text, (gpointer *)&payload, error))
			return FALSE;
		if (cookie_names(payload, scrub->addresses) &&
		    !jn_db_run(db, error, "DELETE FROM cookie WHERE id = :id", ":id", JN_INT, id,
			       NULL))
			return FALSE;
	}
	return TRUE;
}

/* Of mail m: a return path of shared copies with their address. */
#define NAMES_THEM                                                                                 \
	" EXISTS (SELECT 1 FROM address a WHERE a.person_id = :person"                             \
	"  AND instr(lower(m.recipient), '+' || replace(a.addr, '@', '=') || '@') > 0)"

/* Held mail of theirs or for them; and reports that mail to them did not arrive: these name their
 * address, and came to a return path that has their number, or the address again. With the cookies
 * that ask of it. */
static gboolean
forget_held(JnDb *db, gint64 person, GError **error)
{
	g_autofree char *who = jn_base32_from_number(person);
	g_autofree char *copy = g_strdup_printf("%%b.%%.%s.%%", who);
	g_autofree char *probe = g_strdup_printf("%%p.%%.%s.%%", who);
	g_autoptr(GArray) ids = NULL;

	if (!jn_query_ids(
		    jn_db_query(db, error,
				"SELECT id FROM held WHERE id IN " THEIR_HELD
				" UNION SELECT h.id FROM mail m JOIN held h ON h.mail_id = m.id"
				" WHERE m.recipient LIKE 'bounces%'"
				" AND (m.recipient LIKE :copy OR m.recipient LIKE :probe"
				"  OR" NAMES_THEM ")",
				":person", JN_INT, person, ":copy", JN_TEXT, copy, ":probe",
				JN_TEXT, probe, NULL),
		    &ids, error))
		return FALSE;
	for (guint i = 0; i < ids->len; i++) {
		gint64 id = g_array_index(ids, gint64, i);

		if (!jn_db_run(db, error, "DELETE FROM cookie WHERE held_id = :id AND held_id != 0",
			       ":id", JN_INT, id, NULL) ||
		    !jn_db_run(db, error, "DELETE FROM seen WHERE held_id = :id AND held_id != 0",
			       ":id", JN_INT, id, NULL) ||
		    !jn_db_run(db, error, "DELETE FROM held WHERE id = :id", ":id", JN_INT, id,
			       NULL))
			return FALSE;
	}
	return TRUE;
}

/* Mails that rows name which are about to go. */
static gboolean
mails_load(JnDb *db, gint64 person, GArray **ret_mails, GError **error)
{
	g_autofree char *who = jn_base32_from_number(person);
	g_autofree char *copy = g_strdup_printf("%%b.%%.%s.%%", who);
	g_autofree char *probe = g_strdup_printf("%%p.%%.%s.%%", who);

	return jn_query_ids(
		jn_db_query(db, error,
			    "SELECT mail_id FROM post WHERE author_id = :person AND mail_id > 0"
			    " UNION SELECT mail_id FROM held WHERE id IN " THEIR_HELD
			    " UNION SELECT mail_id FROM outbox WHERE id IN " THEIR_ROWS
			    "  AND mail_id > 0"
			    " UNION SELECT m.id FROM mail m WHERE m.recipient LIKE 'bounces%'"
			    "  AND (m.recipient LIKE :copy OR m.recipient LIKE :probe OR" NAMES_THEM
			    ")",
			    ":person", JN_INT, person, ":copy", JN_TEXT, copy, ":probe", JN_TEXT,
			    probe, NULL),
		ret_mails, error);
}

gboolean
jn_person_forget(JnDb *db, gint64 person, GError **error)
{
	g_auto(JnScrub) scrub = {0};
	g_autoptr(GArray) mails = NULL;

	jn_scrub_init(&scrub);
	if (!scrub_load(db, person, &scrub, error) || !mails_load(db, person, &mails, error) ||
	    !jn_block_forget(db, person, error) || !forget_links(db, &scrub, error) ||
	    !forget_held(db, person, error) || !jn_skill_drop(db, person, error))
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(erasing); i++)
		if (!jn_db_run(db, error, erasing[i], ":person", JN_INT, person, NULL))
			return FALSE;
	if (!scrub_outbox(db, &scrub, error) || !scrub_failed(db, &scrub, error) ||
	    !scrub_setbacks(db, &scrub, error))
		return FALSE;
	for (guint i = 0; i < mails->len; i++)
		if (!jn_mail_forget(db, g_array_index(mails, gint64, i), error))
			return FALSE;
	return TRUE;
}
