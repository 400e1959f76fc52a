/*
 * snapshot.h - all that a decision needs to know, read within the transaction that will carry it
 * out.
 *
 * The caller has filled the parts of JnSituation that say what the site is, what the mail says and
 * where it came from; this fills the rest, borrowed from the snapshot. The person of From is made
 * if new, because a plan names people by id.
 */
#pragma once

#include "core/plan.h"
#include "store/db.h"

typedef struct JnSnapshot JnSnapshot;

void jn_snapshot_free(JnSnapshot *snapshot);

/* `place` as in the table seen: jn_snapshot_place(). With `again` the mail is one being released:
 * it is not looked up among those seen before. */
JnSnapshot *jn_snapshot_load(JnDb *db, JnSituation *situation, gboolean again, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* What is known of a goal where no mail led to it: goal, protege and mentors. */
JnSnapshot *jn_snapshot_load_goal(JnDb *db, gint64 goal, JnSituation *situation, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* The local part that makes two deliveries of one mail the same: tokens left out, words kept.
 * Caller frees. */
char *jn_snapshot_place(const JnAddress *address) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnSnapshot, jn_snapshot_free)
