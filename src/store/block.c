#include "store/block.h"

#include <string.h>

#include "base/fold.h"
#include "store/person.h"

void
jn_block_free(JnBlock *block)
{
	if (block == NULL)
		return;
	g_free(block->goal_name);
	g_free(block->addr);
	g_free(block->by);
	g_free(block->reason);
	g_free(block);
}

static gpointer
block_of_row(JnQuery *query)
{
	JnBlock *block = g_new0(JnBlock, 1);

	block->goal = jn_query_int(query, 0);
	block->goal_name = jn_query_text(query, 1);
	block->addr = jn_query_text(query, 2);
	block->by = jn_query_text(query, 3);
	block->since = jn_query_int(query, 4);
	block->reason = jn_query_text(query, 5);
	return block;
}

/* What stands in the table for an address of somebody who was forgotten. */
static char *
hashed(const char *lower)
{
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, lower, -1);

	return g_strconcat("sha256:", hash, NULL);
}

/* '@' and the domain; NULL if it has none. Borrowed. */
static const char *
domain_of(const char *lower)
{
	return lower ? strrchr(lower, '@') : NULL;
}

gboolean
jn_block_find(JnDb *db,
	      gint64 goal,
	      const char *from,
	      const char *envelope_sender,
	      JnBlocked *ret_blocked,
	      GError **error)
{
	g_autofree char *one = from && *from ? jn_fold(from, -1) : NULL;
	g_autofree char *other =
		envelope_sender && *envelope_sender ? jn_fold(envelope_sender, -1) : NULL;
	g_autofree char *one_hash = one ? hashed(one) : NULL;
	g_autofree char *other_hash = other ? hashed(other) : NULL;
	gint64 found;

	if (!jn_db_get_int(
		    db, -1, &found, error,
		    "SELECT b.goal_id FROM blocked b WHERE b.goal_id IN (0, :goal) AND b.addr IN"
		    " (SELECT o.addr FROM address t JOIN address o ON o.person_id = t.person_id"
		    "   WHERE t.addr IN (:one, :other)"
		    "  UNION VALUES (:one), (:other), (:one_domain), (:other_domain), (:one_hash),"
		    "   (:other_hash))"
		    " ORDER BY b.goal_id LIMIT 1",
		    ":goal", JN_INT, goal, ":one", JN_TEXT, one, ":other", JN_TEXT, other,
		    ":one_domain", JN_TEXT, domain_of(one), ":other_domain", JN_TEXT,
		    domain_of(other), ":one_hash", JN_TEXT, one_hash, ":other_hash", JN_TEXT,
		    other_hash, NULL))
		return FALSE;
	*ret_blocked = found < 0 ? JN_BLOCKED_NOT : found == 0 ? JN_BLOCKED_SITE : JN_BLOCKED_GOAL;
	return TRUE;
}

gboolean
jn_block_save(JnDb *db,
	      gint64 goal,
	      const char *addr,
	      const char *by,
	      const char *reason,
	      gint64 now,
	      GError **error)
{
	g_autofree char *lower = jn_fold(addr, -1);

	return jn_db_run(db, error,
			 "INSERT INTO blocked (goal_id, addr, by, since, reason)"
			 " VALUES (:goal, :addr, :by, :now, :reason)"
			 " ON CONFLICT DO UPDATE SET by = excluded.by, reason = excluded.reason",
			 ":goal", JN_INT, goal, ":addr", JN_TEXT, lower, ":by", JN_TEXT, by, ":now",
			 JN_INT, now, ":reason", JN_TEXT, reason, NULL);
}

gboolean
jn_block_remove(JnDb *db, gint64 goal, const char *addr, gboolean *ret_removed, GError **error)
{
	g_autofree char *lower = jn_fold(addr, -1);
	g_autofree char *hash = hashed(lower);

	if (!jn_db_run(db, error,
		       "DELETE FROM blocked WHERE goal_id = :goal AND addr IN (:addr, :hash)",
		       ":goal", JN_INT, goal, ":addr", JN_TEXT, lower, ":hash", JN_TEXT, hash,
		       NULL))
		return FALSE;
	*ret_removed = jn_db_changes(db) > 0;
	return TRUE;
}

gboolean
jn_block_list(JnDb *db, gint64 goal, GPtrArray **ret_blocks, GError **error)
{
	return jn_query_list(
		jn_db_query(db, error,
			    "SELECT b.goal_id, g.name, b.addr, b.by, b.since, b.reason"
			    " FROM blocked b LEFT JOIN goal g ON g.id = b.goal_id"
			    " WHERE :goal < 0 OR b.goal_id = :goal ORDER BY b.goal_id, b.addr",
			    ":goal", JN_INT, goal, NULL),
		block_of_row, (GDestroyNotify)jn_block_free, ret_blocks, error);
}

gboolean
jn_block_forget(JnDb *db, gint64 person, GError **error)
{
	g_autoptr(GPtrArray) addresses = NULL;

	/* A block of one address holds for all: so do their hashes. */
	if (!jn_person_addresses(db, person, &addresses, error) ||
	    !jn_db_run(db, error,
		       "DELETE FROM blocked WHERE goal_id IN"
		       " (SELECT id FROM goal WHERE protege_id = :person)",
		       ":person", JN_INT, person, NULL))
		return FALSE;
	for (guint i = 0; i < addresses->len; i++) {
		const char *addr = addresses->pdata[i];
		g_autofree char *hash = hashed(addr);

		if (!jn_db_run(db, error,
			       "INSERT OR IGNORE INTO blocked (addr, goal_id, by, since, reason)"
			       " SELECT :hash, goal_id, by, since, '' FROM blocked WHERE addr IN"
			       " (SELECT addr FROM address WHERE person_id = :person)",
			       ":hash", JN_TEXT, hash, ":person", JN_INT, person, NULL))
			return FALSE;
	}
	return jn_db_run(db, error,
			 "DELETE FROM blocked WHERE addr IN"
			 " (SELECT addr FROM address WHERE person_id = :person)",
			 ":person", JN_INT, person, NULL);
}
