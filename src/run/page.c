/*
 * A page of recipients, several mails under way at a time, so that outcomes come in any order. The
 * row's cursor moves over all up to the last whose outcome is known; those before it who are open
 * (their connection broke, or a gate closed, while later copies had arrived elsewhere) get rows of
 * their own, as if they had been told to come later. They are no more than are under way at a time, and
 * of shared copies no more than what is left of the chunks that were begun (batch.h).
 */
#include "run/batch.h"
#include "run/drain.h"
#include "run/key.h"

/* Attempts in which the connection broke at one recipient, before the others are sent to. */
#define DROPS_MAX 3

typedef struct Page {
	JnDrain *drain;
	JnWork *work;
	JnOutbox *row;
	const GPtrArray *recipients; /* JnRecipient */
	JnTold *told;                /* of each */
	const GPtrArray *batches;    /* JnBatch */
	guint next;                  /* of them, to be taken */
	JnGateRead read;
	gboolean is_halted; /* nothing more is taken */
	GError *cause;      /* an error of ours */
} Page;

void
jn_told_clear(gpointer data)
{
	g_free(((JnTold *)data)->reply);
}

gboolean
jn_drain_gate_read(JnDrain *drain, const JnOutbox *row, JnGateRead *ret_read, GError **error)
{
	/* The version first: what is committed between the two shows at the next look. */
	return jn_db_version(drain->site->db, &ret_read->version, error) &&
	       jn_drain_gate(drain, row, &ret_read->gate, error);
}

static const JnRecipient *
recipient(const Page *page, guint i)
{
	return page->recipients->pdata[i];
}

static JnCopy *
page_take(gpointer user)
{
	Page *page = user;
	JnCopy *copy;

	if (page->is_halted || page->next == page->batches->len || jn_drain_is_stopped(page->drain))
		return NULL;
	copy = jn_batch_mail(page->work, page->batches->pdata[page->next], page->recipients,
			     &page->cause);
	page->is_halted |= copy == NULL;
	page->next++;
	return copy;
}

static gboolean
is_gate_same(Page *page, gboolean *ret_same, GError **error)
{
	JnGateRead now;

	if (!jn_db_version(page->drain->site->db, &now.version, error))
		return FALSE;
	*ret_same = now.version == page->read.version;
	if (*ret_same)
		return TRUE;
	if (!jn_drain_gate_read(page->drain, page->row, &now, error))
		return FALSE;
	*ret_same = now.gate.epoch == page->read.gate.epoch;
	page->read.version = now.version;
	return TRUE;
}

static gboolean
page_may_go(gpointer user)
{
	Page *page = user;
	gboolean same = FALSE;

	if (jn_drain_is_stopped(page->drain) || page->cause != NULL ||
	    !is_gate_same(page, &same, &page->cause))
		same = FALSE;
	page->is_halted |= !same;
	return same;
}

static void
page_done(gpointer user, guint tag, JnSent sent, char *reply)
{
	Page *page = user;
	JnTold *told = &page->told[tag];

	/* Perhaps it is this one at whom it breaks: the others do not wait. */
	if (sent == JN_SENT_DROPPED && page->row->attempts > DROPS_MAX)
		sent = JN_SENT_LATER;
	*told = (JnTold){recipient(page, tag), sent, reply};
	if (sent == JN_SENT_BROKEN || sent == JN_SENT_DROPPED)
		page->is_halted = TRUE;
	else
		page->row->attempts = 0;
}

static gboolean
is_known(const Page *page, guint i)
{
	JnSent sent = page->told[i].sent;

	return sent == JN_SENT_OK || sent == JN_SENT_LATER || sent == JN_SENT_NEVER;
}

/* The row waits; the attempt was counted when it began. */
static void
row_wait(JnDrain *drain, JnOutbox *row, const char *why)
{
	row->due =
		drain->now + jn_pause_after(row->attempts, JN_ROW_PAUSE_FIRST, JN_ROW_PAUSE_MOST);
	g_free(row->error);
	row->error = g_strdup(why);
	g_free(drain->drained->why);
	drain->drained->why = g_strdup(why);
}

/* How far the cursor goes: behind the last that is known, and those right behind it who are suspended:
 * they do not carry it past an open one. */
static guint
page_end(const Page *page)
{
	guint end = page->recipients->len;

	while (end > 0 && !is_known(page, end - 1))
		end--;
	while (end < page->recipients->len && recipient(page, end)->suspended)
		end++;
	return end;
}

/* What is to be written of one whom the cursor passes. */
static void
note(Page *page, guint i, GArray *outcomes)
{
	JnTold told = page->told[i];

	if (recipient(page, i)->suspended)
		return;
	page->told[i].reply = NULL;
	told.to = recipient(page, i);
	if (told.sent == JN_SENT_BROKEN || told.sent == JN_SENT_DROPPED)
		told.sent = JN_SENT_LATER;
	g_array_append_val(outcomes, told);
}

/* A way that broke, or a connection in the turn of the very next one, makes the row wait. */
static gboolean
wait_if_broken(Page *page, guint end)
{
	JnDrained *drained = page->drain->drained;

	for (guint i = 0; i < page->recipients->len; i++) {
		const JnTold *told = &page->told[i];

		if (told->sent != JN_SENT_BROKEN && (told->sent != JN_SENT_DROPPED || i < end))
			continue;
		row_wait(page->drain, page->row, told->reply);
		drained->broken |= told->sent == JN_SENT_BROKEN;
		drained->failed += told->sent == JN_SENT_DROPPED;
		return TRUE;
	}
	return FALSE;
}

static gboolean
page_commit(Page *page, gboolean *ret_more, GError **error)
{
	g_autoptr(GArray) outcomes = g_array_new(FALSE, FALSE, sizeof(JnTold));
	guint end = page_end(page);

	g_array_set_clear_func(outcomes, jn_told_clear);
	if (end > 0) {
		page->row->cursor = recipient(page, end - 1)->person;
		page->row->attempts = 0;
	}
	*ret_more = !wait_if_broken(page, end) && !jn_drain_is_stopped(page->drain);
	for (guint i = 0; i < end; i++)
		note(page, i, outcomes);
	return jn_drain_commit(page->drain, page->row, outcomes, error);
}

gboolean
jn_drain_send_page(JnDrain *drain,
		   JnWork *work,
		   JnOutbox *row,
		   const GPtrArray *recipients,
		   gboolean is_shared,
		   const JnGateRead *read,
		   gboolean *ret_more,
		   GError **error)
{
	const JnConfig *config = drain->site->config;
	guint window = jn_batch_window(config, is_shared);
	g_autofree JnTold *told = g_new0(JnTold, recipients->len);
	g_autoptr(GPtrArray) batches = jn_batches_make(work, recipients, is_shared, config, error);
	Page page = {.drain = drain,
		     .work = work,
		     .row = row,
		     .recipients = recipients,
		     .told = told,
		     .batches = batches,
		     .read = *read};
	JnSending sending = {page_take, page_may_go,           page_done, &page, recipients->len,
			     window,    is_shared ? window : 1};
	gboolean good;

	if (batches == NULL)
		return FALSE;
	jn_keys_refresh(drain->site);
	jn_submit(drain->submitter, &sending);
	good = page_commit(&page, ret_more, error);
	for (guint i = 0; i < recipients->len; i++)
		g_free(told[i].reply);
	if (page.cause == NULL || !good) {
		g_clear_error(&page.cause);
		return good;
	}
	g_propagate_error(error, page.cause);
	return FALSE;
}
