#include <string.h>

#include "base/base32.h"
#include "base/limits.h"
#include "core/address.h"
#include "core/notice-id.h"
#include "core/plan-parts.h"
#include "core/reach.h"
#include "run/drain.h"
#include "store/digest.h"
#include "store/held.h"
#include "store/person.h"
#include "store/setback.h"

/* Whoever replies to the probe shows that it arrived. */
static gboolean
probe_cookie(const JnDrain *drain, gint64 person, char **ret_reply_to, GError **error)
{
	const JnConfig *config = drain->site->config;
	JnCookie cookie = {.action = JN_ACTION_RESUME,
			   .person = person,
			   .expires = drain->now + JN_COOKIE_LIFE};
	guint8 random[10];
	g_autofree char *secret = NULL;

	jn_random_bytes(random, sizeof random);
	secret = jn_base32_from_bytes(random, sizeof random);
	if (!jn_cookie_save_new(drain->site->db, &cookie, secret, drain->now, error))
		return FALSE;
	*ret_reply_to = jn_address_format_cookie("new", secret, config->domain, config->separator);
	return TRUE;
}

static gboolean
probe_save(JnDrain *drain, gint64 person, const char *reply, GError **error)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	g_autoptr(GVariant) all = NULL;
	g_autofree char *reply_to = NULL;
	JnOutbox probe = {.person = person,
			  .template_name = (char *)"probe",
			  .to = JN_TO_PERSON,
			  .created = drain->now,
			  .due = drain->now};

	if (!probe_cookie(drain, person, &reply_to, error))
		return FALSE;
	probe.reply_to = reply_to;
	g_variant_dict_insert(&variables, "expires", "t", (guint64)(drain->now + JN_COOKIE_LIFE));
	g_variant_dict_insert(&variables, "reason", "s", reply);
	all = g_variant_ref_sink(g_variant_dict_end(&variables));
	probe.variables = all;
	return jn_outbox_save_new(drain->site->db, &probe, error);
}

/* The probe that our own MTA refuses may be one that a report asked for, or a reply. */
static gboolean
step_take(JnDrain *drain,
	  const JnPerson *who,
	  JnReachStep step,
	  gint64 score,
	  const char *reply,
	  GError **error)
{
	JnDb *db = drain->site->db;

	switch (step) {
	case JN_REACH_NOTHING:
		return TRUE;
	case JN_REACH_COUNT:
	case JN_REACH_GO_ON:
		return jn_person_save_reach(db, who->id, JN_REACH_OK, NULL, score, drain->now,
					    error);
	case JN_REACH_PROBE:
		return jn_person_save_reach(db, who->id, JN_REACH_PROBING, reply, score, drain->now,
					    error) &&
		       probe_save(drain, who->id, reply, error);
	case JN_REACH_SUSPEND:
		return jn_person_save_reach(db, who->id, JN_REACH_SUSPENDED, reply, score,
					    drain->now, error);
	}
	g_return_val_if_reached(FALSE);
}

gboolean
jn_drain_note_refusal(JnDrain *drain,
		      const JnOutbox *row,
		      gint64 person,
		      const char *reply,
		      gboolean given_up,
		      GError **error)
{
	g_autoptr(JnPerson) who = NULL;
	JnSetback setback = jn_setback_of_reply(reply, given_up);
	gboolean was_probe = g_strcmp0(row->template_name, "probe") == 0;
	JnNoted noted = {.person = person,
			 .kind = (char *)jn_setback_word(setback),
			 .told = (char *)"reply",
			 .reason = (char *)reply,
			 .created = drain->now};
	JnReachStep step;

	/* A letter to another address of theirs says nothing of where their mail goes. */
	if (person == 0 || row->address != NULL)
		return TRUE;
	if (!jn_person_load(drain->site->db, person, &who, error))
		return FALSE;
	if (who == NULL)
		return TRUE;
	step = jn_reach_step(who, setback, was_probe, drain->now, &noted.score);
	return jn_setback_save_new(drain->site->db, &noted, error) &&
	       step_take(drain, who, step, noted.score, reply, error);
}

gboolean
jn_drain_gate(JnDrain *drain, const JnOutbox *row, JnGate *ret_gate, GError **error)
{
	*ret_gate = (JnGate){0};
	if (row->to == JN_TO_POST)
		return jn_goal_gate(drain->site->db, row->goal, ret_gate, error);
	/* Under which name its protege appears in a letter to many. */
	if ((row->to == JN_TO_FOLLOWERS || row->to == JN_TO_STREAM) && row->goal != 0) {
		JnGate goal;

		if (!jn_goal_gate(drain->site->db, row->goal, &goal, error))
			return FALSE;
		ret_gate->epoch = goal.epoch;
	}
	return row->variables == NULL || !jn_notice_is_digest(row->template_name) ||
	       jn_digest_quiet(drain->site->db, row->variables, &ret_gate->quiet, error);
}

typedef struct One {
	JnCopy *copy;
	JnSent sent;
	char *reply;
} One;

static JnCopy *
one_take(gpointer user)
{
	return g_steal_pointer(&((One *)user)->copy);
}

static gboolean
one_may_go(G_GNUC_UNUSED gpointer user)
{
	return TRUE;
}

static void
one_done(gpointer user, G_GNUC_UNUSED guint tag, JnSent sent, char *reply)
{
	One *one = user;

	one->sent = sent;
	one->reply = reply;
}

JnSent
jn_drain_send(JnDrain *drain, JnWork *work, const JnRecipient *to, char **ret_reply, GError **error)
{
	One one = {jn_work_mail(work, to, 0, error), JN_SENT_NOT, NULL};
	JnSending sending = {one_take, one_may_go, one_done, &one, 1, 0, 1};

	if (one.copy == NULL)
		return JN_SENT_BROKEN;
	jn_submit(drain->submitter, &sending);
	*ret_reply = one.reply;
	return one.sent;
}

void
jn_drain_note_why(JnDrain *drain, const char *addr, const char *reply)
{
	g_free(drain->drained->why);
	drain->drained->why = g_strdup_printf("%s: %s", addr, reply);
}

/* What came of one recipient, within the ledger's transaction. */
static gboolean
note_outcome(JnDrain *drain,
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
	case JN_SENT_NOT:
		return jn_outbox_fail(drain->site->db, row->id, to->person, drain->now, drain->now,
				      FALSE, "the sending was ended before its turn", error);
	case JN_SENT_LATER:
		drain->drained->failed++;
		jn_drain_note_why(drain, to->addr, reply);
		return jn_outbox_fail(drain->site->db, row->id, to->person, drain->now,
				      drain->now + JN_FAILED_PAUSE_FIRST, FALSE, reply, error);
	case JN_SENT_NEVER:
		drain->drained->given_up++;
		jn_drain_note_why(drain, to->addr, reply);
		return jn_outbox_fail(drain->site->db, row->id, to->person, drain->now, drain->now,
				      TRUE, reply, error) &&
		       jn_drain_note_refusal(drain, row, to->person, reply, FALSE, error);
	case JN_SENT_BROKEN:
	case JN_SENT_DROPPED:
		return TRUE;
	}
	g_return_val_if_reached(FALSE);
}

gboolean
jn_drain_commit(JnDrain *drain, JnOutbox *row, GArray *told, GError **error)
{
	if (!jn_db_begin(drain->site->db, error))
		return FALSE;
	for (guint i = 0; told != NULL && i < told->len; i++) {
		const JnTold *outcome = &g_array_index(told, JnTold, i);

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

gboolean
jn_drain_begin_row(JnDrain *drain, JnOutbox *row, GError **error)
{
	row->attempts++;
	return jn_drain_commit(drain, row, NULL, error);
}
