#include "run/intake.h"

#include <string.h>

#include "base/limits.h"
#include "mail/complaint.h"
#include "mail/verdict.h"
#include "run/forget.h"
#include "run/key.h"
#include "run/moderation.h"
#include "run/origin.h"
#include "run/source.h"
#include "run/spool.h"
#include "store/apply.h"
#include "store/held.h"
#include "store/snapshot.h"

/* What the mail says, read once. */
typedef struct Reading {
	JnMessage *message;
	JnNewText *new_text;
	JnAutomatic automatic;
	GPtrArray *bounces;
} Reading;

static void
reading_clear(Reading *reading)
{
	g_clear_pointer(&reading->new_text, jn_new_text_free);
	g_clear_pointer(&reading->bounces, g_ptr_array_unref);
	g_clear_pointer(&reading->message, jn_message_free);
	jn_automatic_clear(&reading->automatic);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reading, reading_clear)

void
jn_taken_clear(JnTaken *taken)
{
	g_clear_pointer(&taken->summary, g_free);
}

static gboolean
read_mail(Reading *reading, GBytes *raw, const char *sender, const char *domain, GError **error)
{
	reading->message = jn_message_parse(raw, error);
	if (reading->message == NULL)
		return FALSE;
	reading->new_text = jn_new_text_read(reading->message);
	jn_automatic_detect(reading->message, reading->new_text, sender, domain,
			    &reading->automatic);
	reading->bounces = jn_bounce_parse(reading->message);
	return TRUE;
}

/* One mail of the transaction: the one that came, or one that it releases. */
typedef struct Turn {
	JnSite *site;
	const Reading *reading;
	JnMail *mail;
	JnEvidence evidence;
	gint64 now;
	gboolean again;
	GPtrArray *sources; /* char *; NULL: of a mail that is taken up again */
} Turn;

/* Where the mail is a complaint, and what it is of bears a way out of ours, *address becomes that:
 * the rules for who writes there hold, whatever address it came to. */
static gboolean
complaint_find(const Turn *turn, JnAddress *address, gboolean *ret_to_operator)
{
	const JnConfig *config = turn->site->config;
	const GPtrArray *bounces = turn->reading->bounces;
	g_autoptr(GPtrArray) found = NULL;

	*ret_to_operator = address->place == JN_PLACE_OPERATOR;
	if (bounces == NULL ||
	    ((const JnBounce *)bounces->pdata[0])->severity != JN_SEVERITY_COMPLAINT)
		return FALSE;
	found = jn_complaint_addresses(turn->reading->message);
	for (guint i = 0; i < found->len; i++) {
		g_auto(JnAddress) other = {0};

		if (!jn_address_parse(found->pdata[i], config->domain, config->separator, &other) ||
		    (other.sub != JN_SUB_UNSUBSCRIBE_PERSON &&
		     other.sub != JN_SUB_NO_INTRODUCTIONS && other.sub != JN_SUB_BOUNCE))
			continue;
		jn_address_clear(address);
		*address = other;
		other = (JnAddress){0};
		return TRUE;
	}
	return address->sub == JN_SUB_BOUNCE;
}

static JnPlan *
turn_take(const Turn *turn, GError **error)
{
	const JnConfig *config = turn->site->config;
	guint8 random[JN_RANDOM_BYTES];
	g_auto(JnAddress) address = {0};
	g_autoptr(JnSnapshot) snapshot = NULL;
	g_autoptr(JnPlan) plan = NULL;
	JnSituation situation = {
		.domain = config->domain,
		.site_name = config->site_name,
		.separator = config->separator,
		.keys = &turn->site->keys,
		.cookies_per_day = config->cookies_per_day,
		.cookies_per_hour = config->cookies_per_hour,
		.posts_per_hour = config->posts_per_hour,
		.sources = turn->sources,
		.labels = jn_site_labels(turn->site),
		.language = config->language,
		.now = turn->now,
		.random = random,
		.message = turn->reading->message,
		.new_text = turn->reading->new_text,
		.automatic = &turn->reading->automatic,
		.bounces = turn->reading->bounces,
		.evidence = turn->evidence,
		.spam = jn_verdict_spam(turn->reading->message, config->spam_headers),
		.refused_files = config->refused_files,
		.max_file_bytes = config->max_file_bytes,
		.envelope_sender = turn->mail->envelope_sender,
	};

	if (!jn_address_parse(turn->mail->recipient, config->domain, config->separator, &address)) {
		g_set_error(error, JN_ERROR, JN_ERROR_PERMANENT, "no goal has the address %s",
			    turn->mail->recipient);
		return NULL;
	}
	situation.complaint = complaint_find(turn, &address, &situation.to_operator);
	jn_moderation_settle(config, &situation);
	jn_random_bytes(random, sizeof random);
	situation.address = address;
	snapshot = jn_snapshot_load(turn->site->db, &situation, turn->again, error);
	if (snapshot == NULL)
		return NULL;
	/* Some ten milliseconds to read, and only a protege's words can mean more; and a no; and what
	 * language a new goal is in. */
	if (address.sub == JN_SUB_CONFIRM || address.place == JN_PLACE_NEW ||
	    (situation.goal != NULL && situation.sender != NULL &&
	     situation.sender->id == situation.goal->protege))
		situation.lexicons = jn_site_lexicons(turn->site);
	plan = jn_plan_make(&situation);
	if (!jn_plan_apply(turn->site->db, plan, &situation, turn->mail, turn->again, error)) {
		jn_error_prefix(error, "storing a mail to %s", turn->mail->recipient);
		return NULL;
	}
	return g_steal_pointer(&plan);
}

/* The id under which a plan holds its mail; 0: it does not. */
static gint64
held_anew(const JnPlan *plan)
{
	for (guint i = 0; i < plan->ops->len; i++) {
		const JnOp *op = plan->ops->pdata[i];

		if (op->kind == JN_OP_HOLD)
			return op->u.hold.id;
	}
	return 0;
}

/* Who confirmed that they want to be forgotten. */
static gboolean
forget(JnSite *site, const JnPlan *plan, gint64 now, GError **error)
{
	for (guint i = 0; i < plan->ops->len; i++) {
		const JnOp *op = plan->ops->pdata[i];

		if (op->kind == JN_OP_FORGET && !jn_forget(site, op->u.person.person, now, error))
			return FALSE;
	}
	return TRUE;
}

/* Takes a held mail up again, within the running transaction. Held mail that is gone or released by
 * now is left alone; so is what the operator dropped, unless it is the operator who releases it. */
static gboolean
release(JnSite *site, gint64 id, JnEvidence evidence, gint64 now, JnTaken *taken, GError **error)
{
	g_autoptr(JnHeld) held = NULL;
	g_autoptr(JnMail) mail = NULL;
	g_autoptr(GBytes) raw = NULL;
	g_auto(Reading) reading = {0};
	g_autoptr(JnPlan) plan = NULL;
	Turn turn = {site, &reading, NULL, evidence, now, TRUE, NULL};

	if (!jn_held_load(site->db, id, &held, error))
		return FALSE;
	if (held == NULL || g_str_equal(held->state, "released") ||
	    (g_str_equal(held->state, "dropped") && !evidence.released))
		return TRUE;
	if (!jn_mail_load(site->db, held->mail, &mail, error))
		return FALSE;
	if (mail == NULL)
		return TRUE;
	raw = jn_spool_get(site->config, mail, error);
	if (raw == NULL ||
	    !read_mail(&reading, raw, mail->envelope_sender, site->config->domain, error) ||
	    !jn_held_save_state(site->db, id, "released", error))
		return FALSE;
	turn.mail = mail;
	plan = turn_take(&turn, error);
	/* Its goal was deleted meanwhile: it stays what it was. */
	if (plan != NULL && plan->outcome == JN_OUTCOME_REFUSED) {
		g_set_error(error, JN_ERROR, JN_ERROR_PERMANENT,
			    "held mail %" G_GINT64_FORMAT ": %s", id, plan->summary);
		return FALSE;
	}
	if (plan == NULL || !jn_seen_move(site->db, id, held_anew(plan), error) ||
	    !forget(site, plan, now, error))
		return FALSE;
	g_free(taken->summary);
	taken->summary =
		g_strdup_printf("released held mail %" G_GINT64_FORMAT ": %s", id, plan->summary);
	taken->outcome = plan->outcome;
	return TRUE;
}

/* What a plan leaves to do: held mails that it releases, people who are forgotten. */
static gboolean
follow_up(JnSite *site, const JnPlan *plan, gint64 now, JnTaken *taken, GError **error)
{
	JnEvidence confirmed = {.confirmed = TRUE};

	taken->outcome = plan->outcome;
	taken->summary = g_strdup(plan->summary);
	for (guint i = 0; i < plan->ops->len; i++) {
		const JnOp *op = plan->ops->pdata[i];

		if (op->kind == JN_OP_GOAL)
			taken->goals_changed = TRUE;
		confirmed.admitted = op->kind == JN_OP_RELEASE && op->u.release.admitted;
		confirmed.shared = op->kind == JN_OP_RELEASE && op->u.release.shared;
		confirmed.approved = op->kind == JN_OP_RELEASE && op->u.release.approved;
		confirmed.previewed = op->kind == JN_OP_RELEASE && op->u.release.previewed;
		if (op->kind == JN_OP_RELEASE &&
		    !release(site, op->u.release.held, confirmed, now, taken, error))
			return FALSE;
	}
	return forget(site, plan, now, error);
}

/* Within the running transaction. */
static gboolean
act(JnSite *site, const Turn *turn, JnTaken *ret_taken, GError **error)
{
	g_auto(JnTaken) taken = {0};
	g_autoptr(JnPlan) plan = turn_take(turn, error);

	if (plan == NULL)
		return FALSE;
	if (plan->outcome == JN_OUTCOME_REFUSED) {
		g_set_error(error, JN_ERROR, JN_ERROR_PERMANENT, "%s", plan->summary);
		return FALSE;
	}
	if (!follow_up(site, plan, turn->now, &taken, error))
		return FALSE;
	*ret_taken = taken;
	taken = (JnTaken){0};
	return TRUE;
}

static void
mail_fill(JnMail *mail, const JnDelivery *delivery)
{
	mail->envelope_sender = g_strdup(delivery->sender ? delivery->sender : "");
	mail->recipient = g_strdup(delivery->recipient);
	mail->received = delivery->now;
}

/* A delivery on its way into the store. */
typedef struct Entry {
	Turn turn;
	JnMail *mail;
	GBytes *raw;        /* normalised */
	GPtrArray *sources; /* of turn */
	const Reading *reading;
	gboolean
		has_failed; /* before the transaction: whatever the store holds, it cannot be taken */
	/* Whether it is committed is known only once the store is opened anew: what could not be
	 * synced may be on the disk. */
	gboolean in_doubt;
} Entry;

static void
entry_clear(Entry *entry)
{
	g_clear_pointer(&entry->mail, jn_mail_free);
	g_clear_pointer(&entry->raw, g_bytes_unref);
	g_clear_pointer(&entry->sources, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Entry, entry_clear)

/* What comes before the transaction: where the mail is from, and the file of a large one. `raw` and
 * `reading` are of the mail as it is kept. */
static gboolean
entry_begin(Entry *entry,
	    JnSite *site,
	    const JnDelivery *delivery,
	    GBytes *raw,
	    const Reading *reading,
	    GError **error)
{
	JnMail *mail = g_new0(JnMail, 1);

	entry->turn = (Turn){site, reading, mail, {0}, delivery->now, FALSE, NULL};
	entry->mail = mail;
	entry->raw = g_bytes_ref(raw);
	jn_origin_weigh(site, delivery, reading->message, &entry->turn.evidence);
	entry->sources = jn_sources_list(site->config, delivery, entry->turn.evidence.spf);
	entry->turn.sources = entry->sources;
	mail_fill(mail, delivery);
	return jn_spool_put(site->config, mail, raw, error);
}

/* A large mail that was not taken, or that nothing keeps (the same mail again), needs no file. Where
 * it is in doubt, a row that comes to light later may name the file; else it is swept. */
static void
entry_end(const Entry *entry, gboolean is_taken)
{
	if (entry->mail != NULL && !entry->in_doubt && (!is_taken || entry->mail->id == 0))
		jn_spool_forget(entry->turn.site->config, entry->mail);
}

static gboolean
read_delivery(
	Reading *reading, JnSite *site, const JnDelivery *delivery, GBytes *raw, GError **error)
{
	if (read_mail(reading, raw, delivery->sender, site->config->domain, error))
		return TRUE;
	jn_error_prefix(error, "reading the mail");
	return FALSE;
}

gboolean
jn_intake(JnSite *site, const JnDelivery *delivery, JnTaken *ret_taken, GError **error)
{
	g_autoptr(GBytes) raw = jn_message_normalise(delivery->raw);
	g_auto(Reading) reading = {0};
	g_auto(Entry) entry = {0};
	g_auto(JnTaken) taken = {0};
	gboolean good = FALSE;

	jn_keys_refresh(site);
	if (!read_delivery(&reading, site, delivery, raw, error) ||
	    !entry_begin(&entry, site, delivery, raw, &reading, error))
		return FALSE;
	if (jn_db_begin(site->db, error)) {
		good = act(site, &entry.turn, &taken, error);
		if (!good)
			jn_db_rollback(site->db);
		else if (!jn_db_commit(site->db, error)) {
			entry.in_doubt = TRUE;
			good = FALSE;
		}
	}
	entry_end(&entry, good);
	if (!good)
		return FALSE;
	*ret_taken = taken;
	taken = (JnTaken){0};
	return TRUE;
}

void
jn_intake_result_free(JnIntakeResult *result)
{
	if (result == NULL)
		return;
	jn_taken_clear(&result->taken);
	g_clear_error(&result->error);
	g_free(result);
}

/* Mails that came together. */
typedef struct Batch {
	JnSite *site;
	const GPtrArray *deliveries;
	GPtrArray *readings; /* Reading, of mails: fewer than deliveries */
	Entry *entries;
	GPtrArray *results;
	void (*before)(GBytes *raw, gpointer data);
	gpointer data;
} Batch;

static void
batch_mark(const Batch *batch, GBytes *raw)
{
	if (batch->before != NULL)
		batch->before(raw, batch->data);
}

static void
reading_free(gpointer data)
{
	reading_clear(data);
	g_free(data);
}

/* Reads each mail once. */
static void
batch_read(Batch *batch)
{
	g_autoptr(GBytes) raw = NULL;

	for (guint i = 0; i < batch->deliveries->len; i++) {
		const JnDelivery *delivery = batch->deliveries->pdata[i];
		const JnDelivery *last = i > 0 ? batch->deliveries->pdata[i - 1] : NULL;
		JnIntakeResult *result = batch->results->pdata[i];
		const JnIntakeResult *before = i > 0 ? batch->results->pdata[i - 1] : NULL;

		if (last == NULL || last->raw != delivery->raw) {
			batch_mark(batch, delivery->raw);
			g_clear_pointer(&raw, g_bytes_unref);
			raw = jn_message_normalise(delivery->raw);
			g_ptr_array_add(batch->readings, g_new0(Reading, 1));
			if (!read_delivery(batch->readings->pdata[batch->readings->len - 1],
					   batch->site, delivery, raw, &result->error))
				continue;
		} else if (before->error != NULL && batch->entries[i - 1].mail == NULL) {
			/* It cannot be read, for whomever it is. */
			result->error = g_error_copy(before->error);
			continue;
		}
		if (!entry_begin(&batch->entries[i], batch->site, delivery, raw,
				 batch->readings->pdata[batch->readings->len - 1], &result->error))
			jn_error_prefix(&result->error, "taking a mail");
	}
}

/* FALSE where the transaction is of no use any more. */
static gboolean
batch_act_one(Batch *batch, guint i, GError **error)
{
	const JnDelivery *delivery = batch->deliveries->pdata[i];
	JnIntakeResult *result = batch->results->pdata[i];

	if (result->error != NULL)
		return TRUE;
	batch_mark(batch, delivery->raw);
	if (!jn_db_part_begin(batch->site->db, error))
		return FALSE;
	if (act(batch->site, &batch->entries[i].turn, &result->taken, &result->error))
		return jn_db_part_keep(batch->site->db, error);
	return jn_db_part_undo(batch->site->db, error);
}

static gboolean
batch_act(Batch *batch, GError **error)
{
	if (!jn_db_begin(batch->site->db, error))
		return FALSE;
	for (guint i = 0; i < batch->deliveries->len; i++)
		if (!batch_act_one(batch, i, error)) {
			jn_db_rollback(batch->site->db);
			return FALSE;
		}
	if (jn_db_commit(batch->site->db, error))
		return TRUE;
	for (guint i = 0; i < batch->deliveries->len; i++)
		batch->entries[i].in_doubt =
			((JnIntakeResult *)batch->results->pdata[i])->error == NULL;
	return FALSE;
}

/* What each came to is worth nothing if it is not on the disk; a refusal neither, which may have been
 * for what a mail before it in the batch had changed. */
static void
batch_undo(Batch *batch, const GError *error)
{
	for (guint i = 0; i < batch->results->len; i++) {
		JnIntakeResult *result = batch->results->pdata[i];

		if (batch->entries[i].has_failed)
			continue;
		g_clear_error(&result->error);
		result->error = g_error_copy(error);
	}
}

GPtrArray *
jn_intake_together(JnSite *site,
		   const GPtrArray *deliveries,
		   void (*before)(GBytes *raw, gpointer data),
		   gpointer data)
{
	g_autoptr(GPtrArray) readings = g_ptr_array_new_with_free_func(reading_free);
	g_autofree Entry *entries = g_new0(Entry, deliveries->len);
	GPtrArray *results = g_ptr_array_new_with_free_func((GDestroyNotify)jn_intake_result_free);
	Batch batch = {site, deliveries, readings, entries, results, before, data};
	g_autoptr(GError) error = NULL;
	JnIntakeResult *result;

	for (guint i = 0; i < deliveries->len; i++)
		g_ptr_array_add(results, g_new0(JnIntakeResult, 1));
	jn_keys_refresh(site);
	batch_read(&batch);
	for (guint i = 0; i < deliveries->len; i++) {
		result = results->pdata[i];
		entries[i].has_failed = result->error != NULL;
	}
	if (!batch_act(&batch, &error))
		batch_undo(&batch, error);
	for (guint i = 0; i < deliveries->len; i++) {
		result = results->pdata[i];
		entry_end(&entries[i], result->error == NULL);
		entry_clear(&entries[i]);
	}
	batch_mark(&batch, NULL);
	return results;
}

gboolean
jn_intake_release(JnSite *site, gint64 held, gint64 now, JnTaken *ret_taken, GError **error)
{
	JnEvidence evidence = {.released = TRUE};
	g_auto(JnTaken) taken = {0};

	if (!jn_db_begin(site->db, error))
		return FALSE;
	if (!release(site, held, evidence, now, &taken, error)) {
		jn_db_rollback(site->db);
		return FALSE;
	}
	if (!jn_db_commit(site->db, error))
		return FALSE;
	*ret_taken = taken;
	taken = (JnTaken){0};
	return TRUE;
}

gboolean
jn_intake_quarantine(JnSite *site, const JnDelivery *delivery, const char *why, GError **error)
{
	g_autoptr(JnMail) mail = g_new0(JnMail, 1);
	JnHeld held = {
		.sender = (char *)(delivery->sender ? delivery->sender : ""),
		.subject = (char *)"(not read)",
		.reason = (char *)why,
		.state = (char *)"waiting",
		.created = delivery->now,
		.expires = delivery->now + JN_HELD_LIFE,
	};

	mail_fill(mail, delivery);
	if (!jn_spool_put(site->config, mail, delivery->raw, error))
		return FALSE;
	if (!jn_db_begin(site->db, error) || !jn_mail_save_new(site->db, mail, error)) {
		jn_db_rollback(site->db);
		jn_spool_forget(site->config, mail);
		return FALSE;
	}
	held.mail = mail->id;
	if (!jn_held_save_new(site->db, &held, error)) {
		jn_db_rollback(site->db);
		jn_spool_forget(site->config, mail);
		return FALSE;
	}
	return jn_db_commit(site->db, error);
}
