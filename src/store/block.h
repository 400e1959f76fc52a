/*
 * block.h - senders whose mail is not wanted, by one goal or by the whole site.
 *
 * An entry is an address, or '@domain' for all of that domain (not of domains below it); in lower
 * case. Of somebody who was forgotten it is 'sha256:' and the hash of each of their addresses: the
 * block goes on, and tells who it is of only to somebody who knows the address already.
 *
 * A block of one address holds for all of its person's.
 */
#pragma once

#include "core/model.h"
#include "store/db.h"

typedef struct JnBlock {
	gint64 goal;     /* 0: the site */
	char *goal_name; /* NULL: the site */
	char *addr;
	char *by; /* operator, protege */
	gint64 since;
	char *reason; /* "" if none was given */
} JnBlock;

void jn_block_free(JnBlock *block);

/* Whether the one or the other address, either may be NULL or "", is blocked; SITE if it is by both.
 * `goal` 0: only the site is asked. */
gboolean jn_block_find(JnDb *db,
		       gint64 goal,
		       const char *from,
		       const char *envelope_sender,
		       JnBlocked *ret_blocked,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Of one that is there already, the reason is replaced. */
gboolean jn_block_save(JnDb *db,
		       gint64 goal,
		       const char *addr,
		       const char *by,
		       const char *reason,
		       gint64 now,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Also of an address that was forgotten. *ret_removed: there was one. */
gboolean
jn_block_remove(JnDb *db, gint64 goal, const char *addr, gboolean *ret_removed, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Those of a goal, or (0) of the site, or (-1) all; by goal and address. JnBlock. */
gboolean jn_block_list(JnDb *db, gint64 goal, GPtrArray **ret_blocks, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* A person is forgotten: what is blocked of theirs is kept as a hash; what their goals blocked goes. */
gboolean jn_block_forget(JnDb *db, gint64 person, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnBlock, jn_block_free)
