/*
 * drain.h - one draining of the outbox: what deliver.c, ledger.c, retry.c and sending.c share; not
 * for others.
 *
 *      deliver.c   row by row, page by page
 *      page.c      a page of recipients, several at a time
 *      ledger.c    what came of each recipient, one commit a page
 *      retry.c     those for whom sending failed
 *      sending.c   one sends at a time; a row whose mail kills us is given up
 */
#pragma once

#include "store/mentor.h"

#include "run/deliver.h"
#include "run/letter.h"

#define JN_ROW_PAUSE_FIRST 30
#define JN_ROW_PAUSE_MOST 1800
#define JN_FAILED_PAUSE_FIRST 300
#define JN_FAILED_PAUSE_MOST 14400

typedef struct JnDrain {
	JnSite *site;
	JnSubmitter *submitter;
	gint64 now;
	gboolean (*is_told_to_stop)(void);
	JnDrained *drained;
	int lock; /* descriptor of STATE/run/sending */
} JnDrain;

gboolean jn_drain_is_stopped(const JnDrain *drain);

/* Seconds to wait after so many attempts: `first`, doubled each time, at most `most`. */
gint64 jn_pause_after(gint64 attempts, gint64 first, gint64 most);

/* What the last failure said, for the log. */
void jn_drain_note_why(JnDrain *drain, const char *addr, const char *reply);

/* sending.c: a descriptor, or -1 with the error. */
int jn_drain_lock_open(const JnSite *site, GError **error);
/* Waits for the lock; FALSE if told to stop meanwhile. */
gboolean jn_drain_lock_take(const JnDrain *drain);
/* Counts a row that the last sender died on, and gives it up after three times. */
gboolean jn_drain_recover(const JnDrain *drain, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* jn_work_new(), marked: reading a foreign mail is the one part of sending in which it can kill us.
 */
JnWork *jn_drain_work_new(const JnDrain *drain, const JnOutbox *row, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* page.c: the gate as it was read, and at which version of the store (store/db.h). */
typedef struct JnGateRead {
	JnGate gate;
	gint64 version;
} JnGateRead;

gboolean
jn_drain_gate_read(JnDrain *drain, const JnOutbox *row, JnGateRead *ret_read, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/*
 * Sends one page, as long as the gate is as it was read, and writes what came of it. *ret_more:
 * whether to go on with the row; else it waits, or we were told to stop. `is_shared`: of `work`.
 */
gboolean jn_drain_send_page(JnDrain *drain,
			    JnWork *work,
			    JnOutbox *row,
			    const GPtrArray *recipients,
			    gboolean is_shared,
			    const JnGateRead *read,
			    gboolean *ret_more,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ledger.c: one recipient of a page, and what came of it: OK, LATER, NEVER, or NOT: it is to be tried
 * at once. */
typedef struct JnTold {
	const JnRecipient *to;
	JnSent sent;
	char *reply;
} JnTold;

void jn_told_clear(gpointer told);

/* What changes who gets a post counts the goal's epoch up, so that nobody is sent a page that was
 * read before. A digest waits while a goal that it tells of keeps quiet; other letters have no
 * gate. */
gboolean jn_drain_gate(JnDrain *drain, const JnOutbox *row, JnGate *ret_gate, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* Renders and submits one copy. BROKEN with *ret_reply NULL: an error of ours, in *error. */
JnSent jn_drain_send(
	JnDrain *drain, JnWork *work, const JnRecipient *to, char **ret_reply, GError **error);
/* Writes the row and what came of `told` (JnTold; may be NULL): one commit. */
gboolean jn_drain_commit(JnDrain *drain, JnOutbox *row, GArray *told, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* Counts an attempt and writes it. The count is what makes the record differ: SQLite writes nothing
 * for a row that stays as it was, and a full disk would not show. */
gboolean jn_drain_begin_row(JnDrain *drain, JnOutbox *row, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* A refusal by our own MTA is a bounce that nobody forged; the same rules hold (core/reach.h).
 * `given_up`: it was temporary, for too many days. Within a transaction. */
gboolean jn_drain_note_refusal(JnDrain *drain,
			       const JnOutbox *row,
			       gint64 person,
			       const char *reply,
			       gboolean given_up,
			       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* retry.c */
gboolean jn_drain_retry(JnDrain *drain, GError **error) G_GNUC_WARN_UNUSED_RESULT;
