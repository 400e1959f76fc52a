#include "store/held.h"

#include <string.h>

#include "base/fold.h"
#include "base/limits.h"
#include "store/post.h"

#define COLUMNS                                                                                    \
	"h.id, h.mail_id, h.goal_id, h.person_id, g.name, h.sender, m.recipient, h.subject,"       \
	" h.reason, h.state, h.created, h.expires"
/* As the operator sees it: of what an anonymous protege wrote neither who nor what it is about. */
#define IS_ANONYMOUS                                                                               \
	"(g.alias IS NOT NULL AND EXISTS (SELECT 1 FROM address w WHERE w.addr = lower(h.sender)"  \
	" AND w.person_id = g.protege_id))"
#define SHOWN_COLUMNS                                                                              \
	"h.id, h.mail_id, h.goal_id, h.person_id, g.name,"                                         \
	" CASE WHEN " IS_ANONYMOUS " THEN g.alias ELSE h.sender END, m.recipient,"                 \
	" CASE WHEN " IS_ANONYMOUS " THEN '' ELSE h.subject END, h.reason, h.state, h.created,"    \
	" h.expires"
#define JOIN " FROM held h JOIN mail m ON m.id = h.mail_id LEFT JOIN goal g ON g.id = h.goal_id "

void
jn_held_free(JnHeld *held)
{
	if (held == NULL)
		return;
	g_free(held->goal_name);
	g_free(held->sender);
	g_free(held->recipient);
	g_free(held->subject);
	g_free(held->reason);
	g_free(held->state);
	g_free(held);
}

static gpointer
held_of_row(JnQuery *query)
{
	JnHeld *held = g_new0(JnHeld, 1);

	held->id = jn_query_int(query, 0);
	held->mail = jn_query_int(query, 1);
	held->goal = jn_query_int(query, 2);
	held->person = jn_query_int(query, 3);
	held->goal_name = jn_query_text(query, 4);
	held->sender = jn_query_text(query, 5);
	held->recipient = jn_query_text(query, 6);
	held->subject = jn_query_text(query, 7);
	held->reason = jn_query_text(query, 8);
	held->state = jn_query_text(query, 9);
	held->created = jn_query_int(query, 10);
	held->expires = jn_query_int(query, 11);
	return held;
}

gboolean
jn_held_load(JnDb *db, gint64 id, JnHeld **ret_held, GError **error)
{
	return jn_query_one(jn_db_query(db, error, "SELECT " COLUMNS JOIN "WHERE h.id = :id", ":id",
					JN_INT, id, NULL),
			    held_of_row, (gpointer *)ret_held, error);
}

gboolean
jn_held_list(JnDb *db,
	     const char *state,
	     gint64 after,
	     gint64 limit,
	     GPtrArray **ret_held,
	     GError **error)
{
	return jn_query_list(
		jn_db_query(db, error,
			    "SELECT " SHOWN_COLUMNS JOIN
			    "WHERE (:state IS NULL OR h.state = :state) AND h.id > :after"
			    " ORDER BY h.id LIMIT :limit",
			    ":state", JN_TEXT, state, ":after", JN_INT, after, ":limit", JN_INT,
			    limit, NULL),
		held_of_row, (GDestroyNotify)jn_held_free, ret_held, error);
}

gboolean
jn_held_list_of(JnDb *db,
		gint64 person,
		gboolean theirs,
		gint64 limit,
		GPtrArray **ret_held,
		GError **error)
{
	return jn_query_list(jn_db_query(db, error,
					 "SELECT " COLUMNS JOIN
					 "WHERE h.state IN ('waiting', 'noted')"
					 " AND (lower(h.sender) IN (SELECT addr FROM address WHERE "
					 "person_id = :person)"
					 "      OR h.person_id = :person)"
					 " AND (lower(h.sender) IN (SELECT addr FROM address WHERE "
					 "person_id = :person)"
					 "     ) = :theirs"
					 " AND (h.person_id IS NULL AND h.untold = 0"
					 "      OR h.person_id = :person)"
					 " ORDER BY h.id LIMIT :limit",
					 ":person", JN_INT, person, ":theirs", JN_INT,
					 (gint64)theirs, ":limit", JN_INT, limit, NULL),
			     held_of_row, (GDestroyNotify)jn_held_free, ret_held, error);
}

gboolean
jn_held_save_new(JnDb *db, JnHeld *held, GError **error)
{
	g_autofree char *sender = jn_fold(held->sender, -1);

	if (!jn_db_run(db, error,
		       "INSERT INTO held (id, mail_id, goal_id, person_id, sender, subject, reason,"
		       " state, moderated, untold, gist, created, expires)"
		       " VALUES (nullif(:id, 0), :mail, nullif(:goal, 0), nullif(:person, 0),"
		       " :sender, :subject, :reason, :state, :moderated, :untold, :gist, :created,"
		       " :expires)",
		       ":id", JN_INT, held->id, ":mail", JN_INT, held->mail, ":goal", JN_INT,
		       held->goal, ":person", JN_INT, held->person, ":sender", JN_TEXT, sender,
		       ":subject", JN_TEXT, held->subject, ":reason", JN_TEXT, held->reason,
		       ":state", JN_TEXT, held->state, ":moderated", JN_INT,
		       (gint64)held->moderated, ":untold", JN_INT, (gint64)held->untold, ":gist",
		       JN_TEXT, held->gist ? held->gist : "", ":created", JN_INT, held->created,
		       ":expires", JN_INT, held->expires, NULL))
		return FALSE;
	held->id = jn_db_last_id(db);
	return TRUE;
}

gboolean
jn_held_save_state(JnDb *db, gint64 id, const char *state, GError **error)
{
	return jn_db_run(db, error, "UPDATE held SET state = :state WHERE id = :id", ":state",
			 JN_TEXT, state, ":id", JN_INT, id, NULL);
}

static gpointer
moderated_of_row(JnQuery *query)
{
	JnModerated *moderated = g_new0(JnModerated, 1);

	moderated->held = jn_query_int(query, 0);
	moderated->author = jn_query_text(query, 1);
	moderated->subject = jn_query_text(query, 2);
	moderated->gist = jn_query_text(query, 3);
	moderated->created = jn_query_int(query, 4);
	moderated->expires = jn_query_int(query, 5);
	return moderated;
}

/* By the index of those few: the others hold all that ever waited in a goal. */
#define IS_WAITING                                                                                 \
	"INDEXED BY held_moderated WHERE moderated = 1 AND reminded = 0"                           \
	" AND state = 'waiting' AND created <= :before"

gboolean
jn_moderated_goals(JnDb *db, gint64 before, gint64 limit, GArray **ret_goals, GError **error)
{
	return jn_query_ids(jn_db_query(db, error,
					"SELECT DISTINCT goal_id FROM held " IS_WAITING
					" AND goal_id IS NOT NULL LIMIT :limit",
					":before", JN_INT, before, ":limit", JN_INT, limit, NULL),
			    ret_goals, error);
}

gboolean
jn_moderated_list(JnDb *db,
		  gint64 goal,
		  gint64 before,
		  gint64 limit,
		  GPtrArray **ret_moderated,
		  GError **error)
{
	return jn_query_list(
		jn_db_query(db, error,
			    "SELECT id, coalesce((SELECT p.name FROM address a JOIN person p"
			    "  ON p.id = a.person_id WHERE a.addr = lower(sender)), ''),"
			    " subject, gist, created, expires"
			    " FROM held " IS_WAITING " AND goal_id = :goal"
			    " ORDER BY created, id LIMIT :limit",
			    ":goal", JN_INT, goal, ":before", JN_INT, before, ":limit", JN_INT,
			    limit, NULL),
		moderated_of_row, (GDestroyNotify)jn_moderated_free, ret_moderated, error);
}

gboolean
jn_moderated_save_reminded(JnDb *db, gint64 id, gint64 now, GError **error)
{
	return jn_db_run(db, error, "UPDATE held SET reminded = :now WHERE id = :id", ":now",
			 JN_INT, now, ":id", JN_INT, id, NULL);
}

gboolean
jn_held_drop_of(JnDb *db, gint64 goal, const char *sender, GError **error)
{
	g_autofree char *lower = jn_fold(sender, -1);

	return jn_db_run(
		db, error,
		"UPDATE held SET state = 'dropped' WHERE goal_id = :goal"
		" AND state = 'waiting' AND lower(sender) IN"
		" (SELECT o.addr FROM address t JOIN address o ON o.person_id = t.person_id"
		"   WHERE t.addr = :sender UNION VALUES (:sender))",
		":goal", JN_INT, goal, ":sender", JN_TEXT, lower, NULL);
}

gboolean
jn_held_expire(JnDb *db, gint64 now, gint64 *ret_count, GError **error)
{
	g_autoptr(GPtrArray) mails = NULL;

	if (!jn_db_run(db, error,
		       "DELETE FROM seen WHERE held_id != 0 AND held_id IN"
		       " (SELECT id FROM held WHERE expires <= :now)",
		       ":now", JN_INT, now, NULL) ||
	    !jn_query_list(jn_db_query(db, error,
				       "DELETE FROM held WHERE expires <= :now RETURNING mail_id",
				       ":now", JN_INT, now, NULL),
			   jn_row_int, g_free, &mails, error))
		return FALSE;
	*ret_count = mails->len;
	for (guint i = 0; i < mails->len; i++)
		if (!jn_mail_forget(db, *(gint64 *)mails->pdata[i], error))
			return FALSE;
	return TRUE;
}

gboolean
jn_seen_load(JnDb *db,
	     const char *place,
	     const char *message_id,
	     const char *hash,
	     gint64 *ret_held,
	     GError **error)
{
	return jn_db_get_int(db, -1, ret_held, error,
			     "SELECT held_id FROM seen WHERE place = :place"
			     " AND message_id = :message_id AND hash = :hash",
			     ":place", JN_TEXT, place, ":message_id", JN_TEXT, message_id, ":hash",
			     JN_TEXT, hash, NULL);
}

gboolean
jn_seen_save(JnDb *db,
	     const char *place,
	     const char *message_id,
	     const char *hash,
	     gint64 held,
	     gint64 now,
	     GError **error)
{
	return jn_db_run(db, error,
			 "INSERT INTO seen (place, message_id, hash, held_id, created)"
			 " VALUES (:place, :message_id, :hash, :held, :now)"
			 " ON CONFLICT DO UPDATE SET held_id = excluded.held_id",
			 ":place", JN_TEXT, place, ":message_id", JN_TEXT, message_id, ":hash",
			 JN_TEXT, hash, ":held", JN_INT, held, ":now", JN_INT, now, NULL);
}

gboolean
jn_seen_move(JnDb *db, gint64 from, gint64 held, GError **error)
{
	return jn_db_run(db, error,
			 "UPDATE seen SET held_id = :held WHERE held_id = :from AND held_id != 0",
			 ":held", JN_INT, held, ":from", JN_INT, from, NULL);
}

static char *
secret_hash(const char *secret)
{
	g_autofree char *lower = g_ascii_strdown(secret, -1);

	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, lower, -1);
}

static gpointer
cookie_of_row(JnQuery *query)
{
	JnCookie *cookie = g_new0(JnCookie, 1);
	const char *payload = jn_query_peek(query, 5);

	cookie->id = jn_query_int(query, 0);
	(void)jn_action_from_word(jn_query_peek(query, 1), &cookie->action);
	cookie->person = jn_query_int(query, 2);
	cookie->goal = jn_query_int(query, 3);
	cookie->held = jn_query_int(query, 4);
	if (payload != NULL)
		cookie->payload =
			g_variant_parse(G_VARIANT_TYPE_VARDICT, payload, NULL, NULL, NULL);
	cookie->expires = jn_query_int(query, 6);
	cookie->spent = jn_query_int(query, 7);
	return cookie;
}

gboolean
jn_cookie_load(JnDb *db, const char *secret, JnCookie **ret_cookie, GError **error)
{
	g_autofree char *hash = secret_hash(secret);

	return jn_query_one(
		jn_db_query(
			db, error,
			"SELECT id, action, person_id, goal_id, held_id, payload, expires, spent"
			" FROM cookie WHERE hash = :hash",
			":hash", JN_TEXT, hash, NULL),
		cookie_of_row, (gpointer *)ret_cookie, error);
}

gboolean
jn_cookie_save_new(JnDb *db, const JnCookie *cookie, const char *secret, gint64 now, GError **error)
{
	g_autofree char *hash = secret_hash(secret);
	g_autofree char *payload = cookie->payload ? g_variant_print(cookie->payload, TRUE) : NULL;

	return jn_db_run(
		db, error,
		"INSERT INTO cookie (hash, action, person_id, goal_id, held_id, payload,"
		" created, expires)"
		" VALUES (:hash, :action, :person, nullif(:goal, 0), :held, :payload, :now,"
		" :expires)",
		":hash", JN_TEXT, hash, ":action", JN_TEXT, jn_action_word(cookie->action),
		":person", JN_INT, cookie->person, ":goal", JN_INT, cookie->goal, ":held", JN_INT,
		cookie->held, ":payload", JN_TEXT, payload, ":now", JN_INT, now, ":expires", JN_INT,
		cookie->expires, NULL);
}

gboolean
jn_cookie_spend(JnDb *db, gint64 id, gint64 now, GError **error)
{
	return jn_db_run(db, error, "UPDATE cookie SET spent = :now, payload = NULL WHERE id = :id",
			 ":now", JN_INT, now, ":id", JN_INT, id, NULL);
}

gboolean
jn_cookie_expire(JnDb *db, gint64 now, gint64 *ret_count, GError **error)
{
	if (!jn_db_run(db, error, "DELETE FROM cookie WHERE expires <= :before", ":before", JN_INT,
		       now - 7 * JN_DAY, NULL))
		return FALSE;
	*ret_count = jn_db_changes(db);
	return jn_db_run(db, error, "DELETE FROM unasked WHERE created <= :before", ":before",
			 JN_INT, now - 2 * JN_DAY, NULL) &&
	       jn_db_run(db, error, "DELETE FROM unasked_source WHERE created <= :before",
			 ":before", JN_INT, now - 2 * JN_HOUR, NULL);
}

/* The hash of an address less what follows a '+' in its local part. */
static char *
mailbox_hash(const char *addr)
{
	g_autofree char *lower = jn_fold(addr, -1);
	const char *at = strrchr(lower, '@');
	g_autofree char *mailbox =
		g_strdup_printf("%.*s%s", (int)strcspn(lower, "+@"), lower, at ? at : "");

	return secret_hash(mailbox);
}

gboolean
jn_unasked_count(JnDb *db, const char *addr, gint64 since, gint64 *ret_count, GError **error)
{
	g_autofree char *mailbox = mailbox_hash(addr);

	return jn_db_get_int(db, 0, ret_count, error,
			     "SELECT count(*) FROM unasked WHERE mailbox = :mailbox"
			     " AND created > :since",
			     ":mailbox", JN_TEXT, mailbox, ":since", JN_INT, since, NULL);
}

gboolean
jn_unasked_save(JnDb *db, const JnPerson *person, gint64 now, GError **error)
{
	g_autofree char *mailbox = mailbox_hash(person->addr);

	return jn_db_run(db, error,
			 "INSERT INTO unasked (person_id, mailbox, created)"
			 " VALUES (:person, :mailbox, :now)",
			 ":person", JN_INT, person->id, ":mailbox", JN_TEXT, mailbox, ":now",
			 JN_INT, now, NULL);
}

gboolean
jn_source_count(JnDb *db, const char *source, gint64 since, gint64 *ret_count, GError **error)
{
	g_autofree char *hash = secret_hash(source);

	return jn_db_get_int(db, 0, ret_count, error,
			     "SELECT coalesce(sum(count), 0) FROM unasked_source"
			     " WHERE hash = :hash AND created > :since",
			     ":hash", JN_TEXT, hash, ":since", JN_INT, since, NULL);
}

gboolean
jn_source_save(JnDb *db, const char *source, gint64 now, GError **error)
{
	g_autofree char *hash = secret_hash(source);

	return jn_db_run(db, error,
			 "INSERT INTO unasked_source (hash, created, count) VALUES (:hash, :now, 1)"
			 " ON CONFLICT DO UPDATE SET count = count + 1",
			 ":hash", JN_TEXT, hash, ":now", JN_INT, now, NULL);
}

gboolean
jn_clock_load(JnDb *db, const char *task, gint64 *ret_last, GError **error)
{
	return jn_db_get_int(db, 0, ret_last, error, "SELECT last FROM clock WHERE task = :task",
			     ":task", JN_TEXT, task, NULL);
}

gboolean
jn_clock_save(JnDb *db, const char *task, gint64 now, GError **error)
{
	return jn_db_run(db, error,
			 "INSERT INTO clock (task, last) VALUES (:task, :now)"
			 " ON CONFLICT DO UPDATE SET last = excluded.last",
			 ":task", JN_TEXT, task, ":now", JN_INT, now, NULL);
}
