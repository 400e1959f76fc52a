#include "run/deliver.h"

#include <unistd.h>

#include "run/batch.h"
#include "run/drain.h"
#include "run/key.h"

void
jn_drained_clear(JnDrained *drained)
{
	g_clear_pointer(&drained->why, g_free);
}

gint64
jn_pause_after(gint64 attempts, gint64 first, gint64 most)
{
	return attempts > 16 ? most : MIN(first << MAX(attempts - 1, 0), most);
}

gboolean
jn_drain_is_stopped(const JnDrain *drain)
{
	return drain->is_told_to_stop != NULL && drain->is_told_to_stop();
}

/* The operator has no person: a page of one. */
static GPtrArray *
operator_page(const JnDrain *drain, const JnOutbox *row)
{
	GPtrArray *page = g_ptr_array_new_with_free_func((GDestroyNotify)jn_recipient_free);
	JnRecipient *to;

	if (row->cursor != 0)
		return page;
	to = g_new0(JnRecipient, 1);
	to->addr = g_strdup(drain->site->config->operator_address);
	g_ptr_array_add(page, to);
	return page;
}

static gboolean
next_page(JnDrain *drain,
	  const JnOutbox *row,
	  gboolean is_shared,
	  GPtrArray **ret_page,
	  GError **error)
{
	const JnConfig *config = drain->site->config;

	if (row->to == JN_TO_OPERATOR) {
		*ret_page = operator_page(drain, row);
		return TRUE;
	}
	return jn_outbox_recipients(
		drain->site->db, row,
		(gint64)jn_batch_window(config, is_shared) * config->connections, ret_page, error);
}

static gboolean
row_finish(JnDrain *drain, JnOutbox *row, GError **error)
{
	row->done = drain->now;
	return jn_drain_commit(drain, row, NULL, error);
}

static gboolean
row_wait_quiet(JnDrain *drain, JnOutbox *row, gint64 until, GError **error)
{
	row->due = until;
	return jn_drain_commit(drain, row, NULL, error);
}

/* What is the same for all pages, until the gate changes. */
static JnWork *
work_new(JnDrain *drain, const JnOutbox *row, gboolean *ret_shared, GError **error)
{
	g_autoptr(JnWork) work = jn_drain_work_new(drain, row, error);

	*ret_shared = FALSE;
	return work != NULL && (jn_work_is_void(work) || jn_work_is_shared(work, ret_shared, error))
		       ? g_steal_pointer(&work)
		       : NULL;
}

static gboolean
send_row(JnDrain *drain, JnOutbox *row, GError **error)
{
	g_autoptr(JnWork) work = NULL;
	gboolean is_shared, more = TRUE;
	gint64 begun = G_MAXINT64; /* the cursor at the begin of the page before; none yet */
	gint64 epoch;
	JnGateRead read;

	/* The gate before the work: of a goal that keeps quiet a digest has nothing to tell. */
	if (!jn_drain_gate_read(drain, row, &read, error))
		return FALSE;
	if (read.gate.quiet > drain->now)
		return row_wait_quiet(drain, row, read.gate.quiet, error);
	work = work_new(drain, row, &is_shared, error);
	if (work == NULL)
		return FALSE;
	epoch = read.gate.epoch;
	while (more) {
		g_autoptr(GPtrArray) page = NULL;

		/* The gate before the page: what comes between shows at the first copy. */
		if (!jn_drain_gate_read(drain, row, &read, error))
			return FALSE;
		if (read.gate.quiet > drain->now)
			return row_wait_quiet(drain, row, read.gate.quiet, error);
		/* What changed may be the name that its author goes by. */
		if (read.gate.epoch != epoch) {
			g_clear_pointer(&work, jn_work_free);
			work = work_new(drain, row, &is_shared, error);
			if (work == NULL)
				return FALSE;
			epoch = read.gate.epoch;
		}
		if (jn_work_is_void(work))
			return row_finish(drain, row, error);
		if (!next_page(drain, row, is_shared, &page, error))
			return FALSE;
		if (page->len == 0)
			return row_finish(drain, row, error);
		/* The row is written before copies go out: a disk that is full must show before
		 * people are sent what could not be recorded, or each try would send it to them
		 * again. The page before did that, if it moved the cursor. */
		if (row->cursor <= begun && !jn_drain_begin_row(drain, row, error))
			return FALSE;
		begun = row->cursor;
		if (!jn_drain_send_page(drain, work, row, page, is_shared, &read, &more, error))
			return FALSE;
		/* The operator's one copy has no person to stand for it in the cursor. */
		if (row->to == JN_TO_OPERATOR && more)
			row->cursor = 1;
	}
	return TRUE;
}

/* An error of ours (a template that is broken): the row waits, the others go on. */
static gboolean
row_put_off(JnDrain *drain, JnOutbox *row, const GError *cause, GError **error)
{
	g_autoptr(JnOutbox) fresh = NULL;

	g_warning("outbox %" G_GINT64_FORMAT ": %s", row->id, cause->message);
	if (!jn_outbox_load(drain->site->db, row->id, &fresh, error))
		return FALSE;
	if (fresh == NULL)
		return TRUE;
	fresh->attempts++;
	fresh->due =
		drain->now + jn_pause_after(fresh->attempts, JN_ROW_PAUSE_FIRST, JN_ROW_PAUSE_MOST);
	g_free(fresh->error);
	fresh->error = g_strdup(cause->message);
	drain->drained->failed++;
	jn_drain_note_why(drain, "our own", cause->message);
	return jn_drain_commit(drain, fresh, NULL, error);
}

static gboolean
send_rows(JnDrain *drain, GError **error)
{
	gint64 after = 0;

	while (!drain->drained->broken && !jn_drain_is_stopped(drain)) {
		g_autoptr(JnOutbox) row = NULL;
		g_autoptr(GError) cause = NULL;

		if (!jn_outbox_next(drain->site->db, drain->now, after, &row, error))
			return FALSE;
		if (row == NULL)
			return TRUE;
		after = row->id;
		if (!send_row(drain, row, &cause) && !row_put_off(drain, row, cause, error))
			return FALSE;
	}
	return TRUE;
}

gboolean
jn_deliver(JnSite *site,
	   JnSubmitter *submitter,
	   gint64 now,
	   gboolean (*is_told_to_stop)(void),
	   JnDrained *ret_drained,
	   GError **error)
{
	JnDrain drain = {site, submitter, now, is_told_to_stop, ret_drained, -1};
	gboolean good;

	*ret_drained = (JnDrained){0};
	jn_keys_refresh(site);
	drain.lock = jn_drain_lock_open(site, error);
	if (drain.lock < 0)
		return FALSE;
	good = !jn_drain_lock_take(&drain) ||
	       (jn_drain_recover(&drain, error) && send_rows(&drain, error) &&
		jn_drain_retry(&drain, error));
	close(drain.lock);
	jn_submitter_rest(submitter);
	return good;
}
