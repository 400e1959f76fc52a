#include "run/deliver.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/base32.h"
#include "base/limits.h"
#include "core/plan.h"
#include "run/file.h"
#include "run/letter.h"
#include "store/person.h"

#define CRASHES_MAX 3
/* Attempts in which the connection broke at one recipient, before the others are sent to. */
#define DROPS_MAX 3
#define ROW_PAUSE_FIRST 30
#define ROW_PAUSE_MOST 1800
#define FAILED_PAUSE_FIRST 300
#define FAILED_PAUSE_MOST 14400
#define FAILED_PAGE 1000

typedef struct Drain {
	JnSite *site;
	JnSubmitter *submitter;
	gint64 now;
	gboolean (*is_told_to_stop)(void);
	JnDrained *drained;
	int lock;
} Drain;

void
jn_drained_clear(JnDrained *drained)
{
	g_clear_pointer(&drained->why, g_free);
}

static gint64
pause_after(gint64 attempts, gint64 first, gint64 most)
{
	return attempts > 16 ? most : MIN(first << MAX(attempts - 1, 0), most);
}

static gboolean
is_stopped(const Drain *drain)
{
	return drain->is_told_to_stop != NULL && drain->is_told_to_stop();
}

/*
 * STATE/run/sending keeps two senders apart (serve's worker, and `journster deliver` by hand): it
 * is locked while one works. The kernel lets go of the lock however its holder ends. While a
 * foreign mail is read and rendered the file names the row: found there by the next holder, the
 * last one died on it. Not synced: it need not survive the machine.
 */
static int
lock_open(const JnSite *site, GError **error)
{
	g_autofree char *path = jn_site_path(site->config, "run/sending");
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		jn_errno_set(error, "opening %s", path);
	return fd;
}

/* Waits for the lock; FALSE if told to stop meanwhile. */
static gboolean
lock_take(const Drain *drain)
{
	while (flock(drain->lock, LOCK_EX | LOCK_NB) != 0) {
		if (is_stopped(drain))
			return FALSE;
		g_usleep(100000);
	}
	return TRUE;
}

static void
mark_set(const Drain *drain, gint64 row)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT "\n", row);

	/* A mark that cannot be written only means that a death goes uncounted. */
	if (pwrite(drain->lock, text, strlen(text), 0) < 0)
		g_debug("marking the row: %s", g_strerror(errno));
}

static void
mark_clear(const Drain *drain)
{
	if (ftruncate(drain->lock, 0) != 0)
		g_debug("clearing the mark: %s", g_strerror(errno));
}

static gint64
mark_get(const Drain *drain)
{
	char text[32] = {0};

	return pread(drain->lock, text, sizeof text - 1, 0) > 0 ? g_ascii_strtoll(text, NULL, 10)
								: 0;
}

static gboolean
note_death(const Drain *drain, JnOutbox *row, GError **error)
{
	gboolean give_up = ++row->crashes >= CRASHES_MAX;

	g_free(row->error);
	row->error = g_strdup("the program died while it was reading this mail");
	g_warning("outbox %" G_GINT64_FORMAT ": %s", row->id, row->error);
	row->due = drain->now + ROW_PAUSE_FIRST;
	if (give_up && row->done == 0)
		row->done = drain->now;
	return jn_outbox_put_off(drain->site->db, row->id, row->due, give_up, row->error, error) &&
	       jn_outbox_save(drain->site->db, row, error);
}

/* Counts a row that the last sender died on, and gives it up after three times. */
static gboolean
recover(const Drain *drain, GError **error)
{
	gint64 id = mark_get(drain);
	g_autoptr(JnOutbox) row = NULL;

	if (id == 0)
		return TRUE;
	if (!jn_db_begin(drain->site->db, error))
		return FALSE;
	if (!jn_outbox_load(drain->site->db, id, &row, error)) {
		jn_db_rollback(drain->site->db);
		return FALSE;
	}
	if (row != NULL && !note_death(drain, row, error)) {
		jn_db_rollback(drain->site->db);
		return FALSE;
	}
	if (!jn_db_commit(drain->site->db, error))
		return FALSE;
	mark_clear(drain);
	return TRUE;
}

/* Reads and renders: the one part of sending in which a foreign mail can kill us. */
static JnWork *
work_begin(const Drain *drain, const JnOutbox *row, GError **error)
{
	JnWork *work;

	mark_set(drain, row->id);
	work = jn_work_new(drain->site, row, drain->now, error);
	mark_clear(drain);
	return work;
}

/* 550 with 5.1.1 and its kin says that the address is not there (RFC 3463 section 3.2, RFC 7505).
 *      reply = step ": " 3DIGIT SP enhanced SP text      run/smtp.c; the text may hold whatever
 * looks like a code, an address of a host for one. */
static gboolean
is_gone(const char *reply)
{
	static const char *const codes[] = {"5.1.1", "5.1.2", "5.1.6", "5.1.10"};
	const char *colon = strstr(reply, ": ");
	const char *code = colon ? strchr(colon + 2, ' ') : NULL;
	gsize len = code ? strcspn(code + 1, " ") : 0;

	for (gsize i = 0; i < G_N_ELEMENTS(codes); i++)
		if (len == strlen(codes[i]) && strncmp(code + 1, codes[i], len) == 0)
			return TRUE;
	return FALSE;
}

/* A refusal of the recipient by our own MTA is a hard bounce that nobody forged; the same rule
 * holds: a copy makes us probe, the probe's refusal suspends. */
static gboolean
note_refusal(Drain *drain, const JnOutbox *row, gint64 person, const char *reply, GError **error)
{
	g_autoptr(JnPerson) who = NULL;
	gboolean was_probe = g_strcmp0(row->template_name, "probe") == 0;
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	g_autoptr(GVariant) all = NULL;
	JnOutbox probe = {.person = person,
			  .template_name = (char *)"probe",
			  .to = JN_TO_PERSON,
			  .created = drain->now,
			  .due = drain->now};

	if (person == 0 || !is_gone(reply))
		return TRUE;
	if (!jn_person_load(drain->site->db, person, &who, error))
		return FALSE;
	if (who == NULL || (who->reach != JN_REACH_OK && !was_probe))
		return TRUE;
	if (!jn_person_save_reach(drain->site->db, person,
				  was_probe ? JN_REACH_SUSPENDED : JN_REACH_PROBING, reply,
				  drain->now, error))
		return FALSE;
	if (was_probe)
		return TRUE;
	g_variant_dict_insert(&variables, "reason", "s", reply);
	all = g_variant_ref_sink(g_variant_dict_end(&variables));
	probe.variables = all;
	return jn_outbox_save_new(drain->site->db, &probe, error);
}

static JnSent
send_one(Drain *drain,
	 JnWork *work,
	 const JnOutbox *row,
	 const JnRecipient *to,
	 char **ret_reply,
	 GError **error)
{
	g_autofree char *return_path = NULL;
	g_autofree char *who = jn_base32_from_number(to->person);
	g_autofree char *what = jn_base32_from_number(row->id);
	g_autofree char *unique =
		g_strdup_printf("%" G_GINT64_FORMAT ".%s.%s", row->created, what, who);
	g_autoptr(GBytes) mail =
		jn_work_mail(work, to->person, to->name, to->addr, &return_path, error);
	JnEnvelope envelope = {return_path, to->addr, unique};

	if (mail == NULL)
		return JN_SENT_BROKEN;
	return jn_submit(drain->submitter, &envelope, mail, ret_reply);
}

static void
note_why(Drain *drain, const char *addr, const char *reply)
{
	g_free(drain->drained->why);
	drain->drained->why = g_strdup_printf("%s: %s", addr, reply);
}

/* What came of one recipient, within the ledger's transaction. */
static gboolean
note_outcome(Drain *drain,
	     JnOutbox *row,
	     const JnRecipient *to,
	     JnSent sent,
	     const char *reply,
	     GError **error)
{
	switch (sent) {
	case JN_SENT_OK:
		row->sent++;
		drain->drained->sent++;
		return TRUE;
	case JN_SENT_LATER:
		drain->drained->failed++;
		note_why(drain, to->addr, reply);
		return jn_outbox_fail(drain->site->db, row->id, to->person, drain->now,
				      drain->now + FAILED_PAUSE_FIRST, FALSE, reply, error);
	case JN_SENT_NEVER:
		drain->drained->given_up++;
		note_why(drain, to->addr, reply);
		return jn_outbox_fail(drain->site->db, row->id, to->person, drain->now, drain->now,
				      TRUE, reply, error) &&
		       note_refusal(drain, row, to->person, reply, error);
	case JN_SENT_BROKEN:
	case JN_SENT_DROPPED:
		return TRUE;
	}
	g_return_val_if_reached(FALSE);
}

typedef struct Outcome {
	const JnRecipient *to;
	JnSent sent;
	char *reply;
} Outcome;

static void
outcome_clear(gpointer data)
{
	g_free(((Outcome *)data)->reply);
}

/* Writes what a page came to: one commit, the ledger. */
static gboolean
ledger_commit(Drain *drain, JnOutbox *row, GArray *outcomes, GError **error)
{
	if (!jn_db_begin(drain->site->db, error))
		return FALSE;
	for (guint i = 0; i < outcomes->len; i++) {
		const Outcome *outcome = &g_array_index(outcomes, Outcome, i);

		if (!note_outcome(drain, row, outcome->to, outcome->sent, outcome->reply, error)) {
			jn_db_rollback(drain->site->db);
			return FALSE;
		}
	}
	if (!jn_outbox_save(drain->site->db, row, error)) {
		jn_db_rollback(drain->site->db);
		return FALSE;
	}
	return jn_db_commit(drain->site->db, error);
}

/* The row waits; the attempt was counted when it began. */
static void
row_wait(Drain *drain, JnOutbox *row, const char *why)
{
	row->due = drain->now + pause_after(row->attempts, ROW_PAUSE_FIRST, ROW_PAUSE_MOST);
	g_free(row->error);
	row->error = g_strdup(why);
	g_free(drain->drained->why);
	drain->drained->why = g_strdup(why);
}

static gboolean
row_commit(Drain *drain, JnOutbox *row, GError **error)
{
	g_autoptr(GArray) none = g_array_new(FALSE, FALSE, sizeof(Outcome));

	return ledger_commit(drain, row, none, error);
}

/* Counts an attempt. The count is what makes the record differ: SQLite writes nothing for a row
 * that stays as it was, and a full disk would not show. */
static gboolean
row_begin(Drain *drain, JnOutbox *row, GError **error)
{
	row->attempts++;
	return row_commit(drain, row, error);
}

/*
 * One page of recipients. *ret_more: whether to go on with the row. The row is written before the
 * first copy goes out as well: a disk that is full must show before people are sent what could not
 * be recorded, or each try would send it to them again.
 */
static gboolean
send_page(Drain *drain,
	  JnWork *work,
	  JnOutbox *row,
	  GPtrArray *page,
	  gboolean *ret_more,
	  GError **error)
{
	g_autoptr(GArray) outcomes = g_array_new(FALSE, FALSE, sizeof(Outcome));
	g_autoptr(GError) cause = NULL;

	g_array_set_clear_func(outcomes, outcome_clear);
	*ret_more = TRUE;
	if (!row_begin(drain, row, error))
		return FALSE;
	for (guint i = 0; i < page->len && *ret_more; i++) {
		const JnRecipient *to = page->pdata[i];
		Outcome outcome = {to, JN_SENT_OK, NULL};

		if (is_stopped(drain)) {
			*ret_more = FALSE;
			break;
		}
		if (!to->suspended) {
			outcome.sent = send_one(drain, work, row, to, &outcome.reply, &cause);
			if (cause != NULL)
				break;
			/* Perhaps it is this one at whom it breaks: the others do not wait. */
			if (outcome.sent == JN_SENT_DROPPED && row->attempts > DROPS_MAX)
				outcome.sent = JN_SENT_LATER;
			g_array_append_val(outcomes, outcome);
		}
		if (outcome.sent == JN_SENT_BROKEN || outcome.sent == JN_SENT_DROPPED) {
			row_wait(drain, row, outcome.reply);
			drain->drained->broken |= outcome.sent == JN_SENT_BROKEN;
			drain->drained->failed += outcome.sent == JN_SENT_DROPPED;
			*ret_more = FALSE;
			break;
		}
		row->cursor = to->person;
		row->attempts = 0;
	}
	if (!ledger_commit(drain, row, outcomes, error))
		return FALSE;
	if (cause == NULL)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&cause));
	return FALSE;
}

/* The operator has no person: a page of one. */
static GPtrArray *
operator_page(const Drain *drain, const JnOutbox *row)
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
next_page(Drain *drain, const JnOutbox *row, GPtrArray **ret_page, GError **error)
{
	if (row->to == JN_TO_OPERATOR) {
		*ret_page = operator_page(drain, row);
		return TRUE;
	}
	return jn_outbox_recipients(drain->site->db, row, drain->site->config->window, ret_page,
				    error);
}

static gboolean
row_finish(Drain *drain, JnOutbox *row, GError **error)
{
	row->done = drain->now;
	return row_commit(drain, row, error);
}

static gboolean
send_row(Drain *drain, JnOutbox *row, GError **error)
{
	g_autoptr(JnWork) work = work_begin(drain, row, error);
	gboolean more = TRUE;

	if (work == NULL)
		return FALSE;
	if (jn_work_is_void(work))
		return row_finish(drain, row, error);
	while (more) {
		g_autoptr(GPtrArray) page = NULL;

		if (!next_page(drain, row, &page, error))
			return FALSE;
		if (page->len == 0)
			return row_finish(drain, row, error);
		if (!send_page(drain, work, row, page, &more, error))
			return FALSE;
		/* The operator's one copy has no person to stand for it in the cursor. */
		if (row->to == JN_TO_OPERATOR && more)
			row->cursor = 1;
	}
	return TRUE;
}

/* An error of ours (a template that is broken): the row waits, the others go on. */
static gboolean
row_put_off(Drain *drain, JnOutbox *row, const GError *cause, GError **error)
{
	g_autoptr(JnOutbox) fresh = NULL;

	g_warning("outbox %" G_GINT64_FORMAT ": %s", row->id, cause->message);
	if (!jn_outbox_load(drain->site->db, row->id, &fresh, error))
		return FALSE;
	if (fresh == NULL)
		return TRUE;
	fresh->attempts++;
	fresh->due = drain->now + pause_after(fresh->attempts, ROW_PAUSE_FIRST, ROW_PAUSE_MOST);
	g_free(fresh->error);
	fresh->error = g_strdup(cause->message);
	drain->drained->failed++;
	note_why(drain, "our own", cause->message);
	return row_commit(drain, fresh, error);
}

static gboolean
send_rows(Drain *drain, GError **error)
{
	gint64 after = 0;

	while (!drain->drained->broken && !is_stopped(drain)) {
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

/* Whether the person is still one to be sent this. */
static gboolean
is_still_due(Drain *drain, JnOutbox *row, const JnFailed *failed, gboolean *ret_due, GError **error)
{
	g_autoptr(GPtrArray) page = NULL;
	gint64 cursor = row->cursor;

	if (row->to == JN_TO_OPERATOR || failed->person == 0) {
		*ret_due = TRUE;
		return TRUE;
	}
	row->cursor = failed->person - 1;
	if (!jn_outbox_recipients(drain->site->db, row, 1, &page, error))
		return FALSE;
	row->cursor = cursor;
	*ret_due = page->len == 1 && ((JnRecipient *)page->pdata[0])->person == failed->person &&
		   !((JnRecipient *)page->pdata[0])->suspended;
	return TRUE;
}

static gboolean
note_retry(Drain *drain,
	   JnOutbox *row,
	   const JnFailed *failed,
	   JnSent sent,
	   const char *reply,
	   GError **error)
{
	gboolean give_up = sent == JN_SENT_NEVER ||
			   drain->now - failed->first > drain->site->config->give_up_days * JN_DAY;
	gint64 pause = pause_after(failed->attempts + 1, FAILED_PAUSE_FIRST, FAILED_PAUSE_MOST);

	if (sent == JN_SENT_OK) {
		row->sent++;
		drain->drained->sent++;
		return jn_outbox_succeed(drain->site->db, row->id, failed->person, error);
	}
	if (give_up)
		drain->drained->given_up++;
	else
		drain->drained->failed++;
	note_why(drain, failed->addr ? failed->addr : "the operator", reply);
	return jn_outbox_fail(drain->site->db, row->id, failed->person, drain->now,
			      drain->now + pause, give_up, reply, error) &&
	       (sent != JN_SENT_NEVER || note_refusal(drain, row, failed->person, reply, error));
}

static gboolean
retry_one(Drain *drain, JnWork *work, JnOutbox *row, const JnFailed *failed, GError **error)
{
	JnRecipient to = {failed->person,
			  failed->addr ? failed->addr : drain->site->config->operator_address,
			  failed->name, FALSE};
	g_autofree char *reply = NULL;
	gboolean due;
	JnSent sent = JN_SENT_OK;

	/* As in send_page(): a full disk must show before anything is sent. */
	if (!is_still_due(drain, row, failed, &due, error) || !row_begin(drain, row, error))
		return FALSE;
	if (due && !jn_work_is_void(work)) {
		sent = send_one(drain, work, row, &to, &reply, error);
		if (reply == NULL && sent == JN_SENT_BROKEN)
			return FALSE;
	}
	if (sent == JN_SENT_BROKEN) {
		drain->drained->broken = TRUE;
		note_why(drain, to.addr, reply);
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
retry_put_off(Drain *drain, const JnFailed *failed, const GError *cause, GError **error)
{
	g_warning("outbox %" G_GINT64_FORMAT ": %s", failed->row, cause->message);
	drain->drained->failed++;
	note_why(drain, "our own", cause->message);
	return jn_outbox_put_off(drain->site->db, failed->row, drain->now + FAILED_PAUSE_FIRST,
				 FALSE, cause->message, error);
}

static gboolean
retry_failed(Drain *drain, GError **error)
{
	g_autoptr(GPtrArray) list = NULL;
	g_autoptr(JnOutbox) row = NULL;
	g_autoptr(JnWork) work = NULL;

	if (!jn_outbox_failed(drain->site->db, drain->now, FALSE, FAILED_PAGE, &list, error))
		return FALSE;
	for (guint i = 0; i < list->len && !drain->drained->broken && !is_stopped(drain); i++) {
		const JnFailed *failed = list->pdata[i];
		g_autoptr(GError) cause = NULL;

		if (work == NULL || row->id != failed->row) {
			g_clear_pointer(&work, jn_work_free);
			g_clear_pointer(&row, jn_outbox_free);
			if (!jn_outbox_load(drain->site->db, failed->row, &row, error))
				return FALSE;
			work = work_begin(drain, row, &cause);
		}
		if ((work == NULL || !retry_one(drain, work, row, failed, &cause)) &&
		    !retry_put_off(drain, failed, cause, error))
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
	Drain drain = {site, submitter, now, is_told_to_stop, ret_drained, -1};
	gboolean good;

	*ret_drained = (JnDrained){0};
	drain.lock = lock_open(site, error);
	if (drain.lock < 0)
		return FALSE;
	good = !lock_take(&drain) ||
	       (recover(&drain, error) && send_rows(&drain, error) && retry_failed(&drain, error));
	close(drain.lock);
	jn_submitter_rest(submitter);
	return good;
}
