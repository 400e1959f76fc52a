#include "store/forget.h"

#include "base/base32.h"
#include "core/scrub.h"

/* Each with the one parameter :person. In an order that foreign keys allow: rows before what they
 * point to, addresses last of all. */
#define ADDRESSES "(SELECT addr FROM address WHERE person_id = :person)"
#define THEIR_POSTS "(SELECT id FROM post WHERE author_id = :person)"
#define THEIR_HELD                                                                                 \
	"(SELECT id FROM held WHERE person_id = :person OR lower(sender) IN " ADDRESSES ")"
/* Rows of the outbox: to them; of their posts, as far as these have not gone out; and what they
 * wrote to the operator, once it has. */
#define THEIR_ROWS                                                                                 \
	"(SELECT id FROM outbox WHERE person_id = :person"                                         \
	" OR (done = 0 AND post_id IN " THEIR_POSTS ")"                                            \
	" OR (done > 0 AND mail_id IN (SELECT id FROM mail WHERE lower(envelope_sender) IN"        \
	"  " ADDRESSES ")))"
#define NAMES_THEM(column)                                                                         \
	"EXISTS (SELECT 1 FROM address a WHERE a.person_id = :person AND instr(lower(" column      \
	"), a.addr) > 0)"

static const char *const erasing[] = {
	/* A sender in the middle of its recipients looks again. */
	"UPDATE goal SET epoch = epoch + 1 WHERE id IN"
	" (SELECT goal_id FROM follow WHERE person_id = :person"
	"  UNION SELECT goal_id FROM goal_mentor WHERE person_id = :person"
	"  UNION SELECT goal_id FROM post WHERE author_id = :person)",
	"DELETE FROM outbox_failed WHERE person_id = :person OR outbox_id IN " THEIR_ROWS
	" OR outbox_id IN (SELECT id FROM outbox WHERE post_id IN " THEIR_POSTS ")",
	"DELETE FROM outbox WHERE id IN " THEIR_ROWS,
	"UPDATE outbox SET error = NULL WHERE error IS NOT NULL AND " NAMES_THEM("error"),
	"UPDATE outbox_failed SET error = '' WHERE " NAMES_THEM("error"),
	"DELETE FROM cookie WHERE person_id = :person OR (payload IS NOT NULL AND " NAMES_THEM(
		"payload") ")",
	"DELETE FROM cookie WHERE held_id IN " THEIR_HELD,
	"DELETE FROM unasked WHERE person_id = :person",
	"DELETE FROM seen WHERE held_id != 0 AND held_id IN " THEIR_HELD,
	"DELETE FROM held WHERE id IN " THEIR_HELD,
	"DELETE FROM gratitude WHERE told = 0 AND (person_id = :person OR post_id IN " THEIR_POSTS
	")",
	"UPDATE gratitude SET words = '' WHERE person_id = :person OR post_id IN " THEIR_POSTS,
	"UPDATE post SET text = '', gist = '', subject = '', subject_base = '', mail_id = NULL"
	" WHERE author_id = :person",
	"DELETE FROM follow WHERE person_id = :person",
	"UPDATE goal_mentor SET state = 'left' WHERE person_id = :person"
	" AND state IN ('asked', 'accepted')",
	"UPDATE goal SET background = '', expectations = '', skills = '' WHERE protege_id = "
	":person",
	"UPDATE goal SET state = 'ended' WHERE protege_id = :person AND state IN ('open', "
	"'closed')",
	"DELETE FROM address WHERE person_id = :person",
	/* Gone altogether when strangers are, if nothing hangs on it. */
	"UPDATE person SET name = NULL, language = NULL, zone = NULL, skills = '', thanks = 'none',"
	" thanked = 0, weekly_digest = 0, digest_asked = 0, created = 0 WHERE id = :person",
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
				      "  AND state IN ('waiting', 'noted'))",
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
				 " UNION SELECT words FROM gratitude WHERE post_id IN " THEIR_POSTS,
				 ":person", JN_INT, person, NULL),
			 jn_scrub_add_word, error) &&
	       scrub_add(scrub,
			 jn_db_query(db, error,
				     "SELECT addr FROM address WHERE person_id = :person",
				     ":person", JN_INT, person, NULL),
			 jn_scrub_add_address, error);
}

/* Letters to others that have not gone out tell nothing of them any more. */
static gboolean
scrub_outbox(JnDb *db, gint64 person, GError **error)
{
	g_auto(JnScrub) scrub = {0};
	g_autoptr(GPtrArray) ids = NULL;

	jn_scrub_init(&scrub);
	if (!scrub_load(db, person, &scrub, error) ||
	    !jn_query_list(jn_db_query(db, error,
				       "SELECT id FROM outbox WHERE variables IS NOT NULL", NULL),
			   jn_row_int, g_free, &ids, error))
		return FALSE;
	for (guint i = 0; i < ids->len; i++) {
		gint64 id = *(gint64 *)ids->pdata[i];
		g_autofree char *text = NULL;
		g_autofree char *printed = NULL;
		g_autoptr(GVariant) variables = NULL;
		g_autoptr(GVariant) left = NULL;

		if (!jn_query_one(jn_db_query(db, error,
					      "SELECT variables FROM outbox WHERE id = :id", ":id",
					      JN_INT, id, NULL),
				  jn_row_text, (gpointer *)&text, error))
			return FALSE;
		variables = text ? g_variant_parse(G_VARIANT_TYPE_VARDICT, text, NULL, NULL, NULL)
				 : NULL;
		left = variables ? jn_scrub_variables(&scrub, variables) : NULL;
		if (left == NULL)
			continue;
		printed = g_variant_print(left, TRUE);
		if (!jn_db_run(db, error, "UPDATE outbox SET variables = :variables WHERE id = :id",
			       ":variables", JN_TEXT, printed, ":id", JN_INT, id, NULL))
			return FALSE;
	}
	return TRUE;
}

/* Reports that mail to them did not arrive name their address; they came to a return path that has
 * their number. */
static gboolean
forget_bounces(JnDb *db, gint64 person, GError **error)
{
	g_autofree char *who = jn_base32_from_number(person);
	g_autofree char *copy = g_strdup_printf("%%b.%%.%s.%%", who);
	g_autofree char *probe = g_strdup_printf("%%p.%%.%s.%%", who);

	return jn_db_run(db, error,
			 "DELETE FROM held WHERE mail_id IN (SELECT id FROM mail"
			 " WHERE recipient LIKE :copy OR recipient LIKE :probe)",
			 ":copy", JN_TEXT, copy, ":probe", JN_TEXT, probe, NULL);
}

gboolean
jn_person_forget(JnDb *db, gint64 person, GError **error)
{
	if (!scrub_outbox(db, person, error) || !forget_bounces(db, person, error))
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(erasing); i++)
		if (!jn_db_run(db, error, erasing[i], ":person", JN_INT, person, NULL))
			return FALSE;
	return jn_db_run(db, error,
			 "DELETE FROM mail WHERE NOT EXISTS (SELECT 1 FROM post WHERE mail_id = "
			 "mail.id)"
			 " AND NOT EXISTS (SELECT 1 FROM held WHERE mail_id = mail.id)"
			 " AND NOT EXISTS (SELECT 1 FROM outbox WHERE mail_id = mail.id)",
			 NULL);
}
