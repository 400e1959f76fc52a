/*
 * batch.h - a page of recipients -> the mails that it takes: one each, or one for many who are sent the
 * same (letter.h, 'Shared copies').
 *
 * Mails stand in the order of their first recipients, chunk by chunk: jn_batch_window() recipients that
 * follow each other. The mails of a chunk are taken together or not at all, so that no page ends with
 * one language sent and the other not, and a row in the store for each of those.
 */
#pragma once

#include "run/letter.h"

typedef struct JnBatch {
	GArray *who; /* guint: numbers in the page */
	gboolean is_shared;
	gboolean more; /* the next one is of the same chunk */
} JnBatch;

/* How many recipients a connection may have been sent to before that is written down: [delivery]
 * window. One mail with more recipients has one answer, and cannot be written down in part. */
guint jn_batch_window(const JnConfig *config, gboolean is_shared);

/* JnBatch; the suspended are in none. `is_shared`: jn_work_is_shared(). NULL with an error. */
GPtrArray *jn_batches_make(JnWork *work,
			   const GPtrArray *recipients,
			   gboolean is_shared,
			   const JnConfig *config,
			   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The mail of a batch; a recipient's tag is their number. */
JnCopy *
jn_batch_mail(JnWork *work, const JnBatch *batch, const GPtrArray *recipients, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
