#include "base/limits.h"
#include "run/drain.h"

#define FAILED_PAGE 1000

/* The person as they are now, if they are still one to be sent this (else NULL), and until when its
 * goal keeps quiet. */
static gboolean
recipient_now(JnDrain *drain,
	      JnOutbox *row,
	      const JnFailed *failed,
	      JnRecipient **ret_to,
	      gint64 *ret_quiet,
	      GError **error)
{
	g_autoptr(GPtrArray) page = NULL;
	gint64 cursor = row->cursor;
	gboolean good;
	JnGate gate;

	*ret_quiet = 0;

	*ret_to = NULL;
	if (row->to == JN_TO_OPERATOR) {
		*ret_to = g_new0(JnRecipient, 1);
		(*ret_to)->addr = g_strdup(drain->site->config->operator_address);
		return TRUE;
	}
	if (!jn_drain_gate(drain, row, &gate, error))
		return FALSE;
	*ret_quiet = gate.quiet;
	row->cursor = failed->person - 1;
	good = jn_outbox_recipients(drain->site->db, row, 1, &page, error);
	row->cursor = cursor;
	if (!good)
		return FALSE;
	if (page->len == 1 && ((JnRecipient *)page->pdata[0])->person == failed->person &&
	    !((JnRecipient *)page->pdata[0])->suspended)
		*ret_to = g_ptr_array_steal_index(page, 0);
	return TRUE;
}

static gboolean
note_retry(JnDrain *drain,
	   JnOutbox *row,
	   const JnFailed *failed,
	   JnSent sent,
	   const char *reply,
	   GError **error)
{
	gboolean give_up = sent == JN_SENT_NEVER ||
			   drain->now - failed->first > drain->site->config->give_up_days * JN_DAY;
	gint64 pause =
		jn_pause_after(failed->attempts + 1, JN_FAILED_PAUSE_FIRST, JN_FAILED_PAUSE_MOST);

	if (sent == JN_SENT_OK) {
		row->sent++;
		drain->drained->sent++;
		return jn_outbox_succeed(drain->site->db, row->id, failed->person, error);
	}
	if (give_up)
		drain->drained->given_up++;
	else
		drain->drained->failed++;
	jn_drain_note_why(drain, failed->addr ? failed->addr : "the operator", reply);
	return jn_outbox_fail(drain->site->db, row->id, failed->person, drain->now,
			      drain->now + pause, give_up, reply, error) &&
	       (!give_up || jn_drain_note_refusal(drain, row, failed->person, reply,
						  sent != JN_SENT_NEVER, error));
}

static gboolean
retry_one(JnDrain *drain, JnWork *work, JnOutbox *row, const JnFailed *failed, GError **error)
{
	g_autoptr(JnRecipient) to = NULL;
	g_autofree char *reply = NULL;
	gint64 quiet;
	JnSent sent;

	/* As of a page: a full disk must show before anything is sent. */
	if (!recipient_now(drain, row, failed, &to, &quiet, error))
		return FALSE;
	/* No try, so it does not count as one. */
	if (quiet > drain->now)
		return jn_outbox_put_off(drain->site->db, row->id, quiet, FALSE, failed->error,
					 error);
	if (!jn_drain_begin_row(drain, row, error))
		return FALSE;
	/* Left, suspended or deleted meanwhile: nothing is sent, and nothing counted. */
	if (to == NULL || jn_work_is_void(work))
		return jn_outbox_forget_failed(drain->site->db, failed->row, failed->person, error);
	sent = jn_drain_send(drain, work, to, &reply, error);
	if (reply == NULL && sent == JN_SENT_BROKEN)
		return FALSE;
	if (sent == JN_SENT_BROKEN) {
		drain->drained->broken = TRUE;
		jn_drain_note_why(drain, to->addr, reply);
		return TRUE;
	}
	if (!jn_db_begin(drain->site->db, error))
		return FALSE;
	if (!note_retry(drain, row, failed, sent, reply ? reply : "", error)) {
		jn_db_rollback(drain->site->db);
		return FALSE;
	}
	return jn_db_commit(drain->site->db, error);
}

/* An error of ours with one row: its recipients wait, those of others are tried. */
static gboolean
retry_put_off(JnDrain *drain, const JnFailed *failed, const GError *cause, GError **error)
{
	g_warning("outbox %" G_GINT64_FORMAT ": %s", failed->row, cause->message);
	drain->drained->failed++;
	jn_drain_note_why(drain, "our own", cause->message);
	return jn_outbox_put_off(drain->site->db, failed->row, drain->now + JN_FAILED_PAUSE_FIRST,
				 FALSE, cause->message, error);
}

/* Whether the row that work is made of is the failed one, and nothing has changed since. */
static gboolean
is_current(JnDrain *drain,
	   const JnOutbox *row,
	   const JnFailed *failed,
	   gint64 *epoch,
	   gboolean *ret_current,
	   GError **error)
{
	JnGate gate;

	*ret_current = FALSE;
	if (row == NULL || row->id != failed->row)
		return TRUE;
	if (!jn_drain_gate(drain, row, &gate, error))
		return FALSE;
	*ret_current = gate.epoch == *epoch;
	*epoch = gate.epoch;
	return TRUE;
}

gboolean
jn_drain_retry(JnDrain *drain, GError **error)
{
	gint64 epoch = 0;
	g_autoptr(GPtrArray) list = NULL;
	g_autoptr(JnOutbox) row = NULL;
	g_autoptr(JnWork) work = NULL;

	if (!jn_outbox_failed(drain->site->db, drain->now, FALSE, FAILED_PAGE, &list, error))
		return FALSE;
	for (guint i = 0; i < list->len && !drain->drained->broken && !jn_drain_is_stopped(drain);
	     i++) {
		const JnFailed *failed = list->pdata[i];
		g_autoptr(GError) cause = NULL;
		gboolean current;

		if (!is_current(drain, row, failed, &epoch, &current, error))
			return FALSE;
		if (work == NULL || !current) {
			g_clear_pointer(&work, jn_work_free);
			g_clear_pointer(&row, jn_outbox_free);
			if (!jn_outbox_load(drain->site->db, failed->row, &row, error))
				return FALSE;
			/* Deleted with its goal meanwhile. */
			if (row == NULL)
				continue;
			work = jn_drain_work_new(drain, row, &cause);
		}
		if ((work == NULL || !retry_one(drain, work, row, failed, &cause)) &&
		    !retry_put_off(drain, failed, cause, error))
			return FALSE;
	}
	return TRUE;
}
