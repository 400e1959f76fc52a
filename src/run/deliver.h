/*
 * deliver.h - drains the outbox.
 *
 * Copies of a row go out in the order of their recipients' ids, several at a time; after at most
 * [delivery] window recipients for each connection (batch.h) the cursor is committed. A crash in
 * between sends to at most that many a second time, with the same Message-ID. A recipient that fails
 * gets a row of its own and is tried again with growing pauses; where the way itself is broken, the row
 * waits and nothing of it is lost.
 */
#pragma once

#include "run/site.h"
#include "run/submit.h"

typedef struct JnDrained {
	gint64 sent, failed, given_up;
	gboolean broken; /* the MTA could not be reached */
	char *why;       /* what the last failure said */
} JnDrained;

void jn_drained_clear(JnDrained *drained);

/* Sends all that is due at `now`, once. FALSE only for errors of the store or of our own; a failing
 * MTA is in *ret_drained. `stop` may be NULL; set by a signal handler, it ends the work after the
 * copy at hand. */
gboolean jn_deliver(JnSite *site,
		    JnSubmitter *submitter,
		    gint64 now,
		    gboolean (*is_told_to_stop)(void),
		    JnDrained *ret_drained,
		    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(JnDrained, jn_drained_clear)
