/*
 * Mail to a return path, and complaints. What is counted against an address, when a probe goes out
 * and when mail rests, core/reach.h says; only the probe, whose return path nobody else has seen,
 * can make mail rest. Nothing is ever sent in reply to a report.
 *
 * A report of shared copies is of whom XVERP has named in its return path, else of those it names itself,
 * if they get that post (store/snapshot-unreached.c).
 *
 * Who calls a mail of ours spam leaves what it was of. The report must bear the way out of that very
 * mail, so it can do what that token can and no more. They get no letter of it: that would be the
 * next one they complain of.
 */
#include "core/plan-parts.h"
#include "core/reach.h"

#define REASON_BYTES 200

G_STATIC_ASSERT(10 * JN_UNREACHED_MAX + JN_RANDOM_TAIL <= JN_RANDOM_BYTES);

static char *
reason_of(const JnBounce *bounce, JnSetback setback)
{
	const char *words = bounce != NULL && bounce->diagnostic ? bounce->diagnostic
			    : bounce != NULL && bounce->status   ? bounce->status
			    : setback == JN_SETBACK_HARD         ? "no such address"
								 : "";

	return jn_gist(words, REASON_BYTES);
}

static void
add_setback(JnPlan *plan, const JnPerson *who, JnSetback setback, const char *reason, gint64 score)
{
	JnOp *op = jn_plan_add(plan, JN_OP_SETBACK);

	op->u.setback.person = who->id;
	op->u.setback.kind = jn_setback_word(setback);
	op->u.setback.reason = g_strdup(reason);
	op->u.setback.score = score;
}

static void
set_reach(JnPlan *plan, const JnPerson *who, JnReach reach, const char *reason, gint64 score)
{
	JnOp *op = jn_plan_add(plan, JN_OP_REACH);

	op->u.reach.person = who->id;
	op->u.reach.reach = reach;
	op->u.reach.reason = reach == JN_REACH_OK ? NULL : g_strdup(reason);
	op->u.reach.score = score;
}

static void
probe(JnPlan *plan, const JnSituation *s, const JnPerson *who, const char *reason)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnCookie cookie = {.action = JN_ACTION_RESUME, .person = who->id};

	g_variant_dict_insert(&variables, "reason", "s", reason);
	/* A reply to the probe is the best proof that it arrived. */
	jn_plan_cookie(plan, s, &cookie, "new", "probe", who, &variables)->u.notice.is_reply =
		FALSE;
}

/* What decides nothing: kept to be looked at. */
static void
note(JnPlan *plan, const JnSituation *s, const JnBounce *bounce)
{
	jn_plan_hold(plan, s, 0, "to a return path, nothing that counts: %s",
		     jn_severity_name(bounce->severity))
		->u.hold.noted = TRUE;
}

/* What the report says of this person is noted and counted. */
static JnReachStep
weigh(JnPlan *plan, const JnSituation *s, const JnPerson *who, const JnBounce *bounce)
{
	JnSetback setback = jn_setback_of_bounce(bounce);
	g_autofree char *reason = reason_of(bounce, setback);
	gint64 score;
	JnReachStep step =
		jn_reach_step(who, setback, s->address.sub == JN_SUB_PROBE, s->now, &score);

	add_setback(plan, who, setback, reason, score);
	switch (step) {
	case JN_REACH_NOTHING:
		break;
	case JN_REACH_COUNT:
	case JN_REACH_GO_ON:
		set_reach(plan, who, JN_REACH_OK, NULL, score);
		break;
	case JN_REACH_PROBE:
		set_reach(plan, who, JN_REACH_PROBING, reason, score);
		probe(plan, s, who, reason);
		break;
	case JN_REACH_SUSPEND:
		set_reach(plan, who, JN_REACH_SUSPENDED, reason, score);
		break;
	}
	return step;
}

static void
count(JnPlan *plan, const JnSituation *s, const JnBounce *bounce)
{
	JnSetback setback = jn_setback_of_bounce(bounce);

	switch (weigh(plan, s, s->claimed, bounce)) {
	case JN_REACH_NOTHING:
		if (setback == JN_SETBACK_HARD)
			jn_plan_conclude(plan, JN_OUTCOME_IGNORED,
					 "another copy to person %" G_GINT64_FORMAT
					 " bounced; that is counted already",
					 s->claimed->id);
		else
			note(plan, s, bounce);
		return;
	case JN_REACH_COUNT:
	case JN_REACH_GO_ON:
		jn_plan_conclude(plan, JN_OUTCOME_DONE,
				 "mail to person %" G_GINT64_FORMAT " bounced (%s); counted",
				 s->claimed->id, jn_setback_word(setback));
		return;
	case JN_REACH_PROBE:
		jn_plan_conclude(plan, JN_OUTCOME_DONE,
				 "a copy to person %" G_GINT64_FORMAT " bounced; probing",
				 s->claimed->id);
		return;
	case JN_REACH_SUSPEND:
		jn_plan_conclude(plan, JN_OUTCOME_DONE,
				 "the probe to person %" G_GINT64_FORMAT
				 " bounced; mail to them is suspended",
				 s->claimed->id);
		return;
	}
}

/* Of shared copies: anybody who has one can write such a report, of whomever they like. So it never
 * makes mail rest, and is not kept: what it says is noted with the person, as of others. */
static void
count_shared(JnPlan *plan, const JnSituation *s)
{
	guint n = s->unreached ? s->unreached->len : 0;
	guint probed = 0, counted = 0;

	for (guint i = 0; i < n; i++) {
		const JnUnreached *one = &g_array_index(s->unreached, JnUnreached, i);
		JnReachStep step = weigh(plan, s, one->person, one->bounce);

		probed += step == JN_REACH_PROBE;
		counted += step != JN_REACH_NOTHING;
	}
	jn_plan_conclude(plan, counted > 0 ? JN_OUTCOME_DONE : JN_OUTCOME_IGNORED,
			 "a report of shared copies names %u of those who got one; %u counted, %u "
			 "probed",
			 n, counted, probed);
}

static gboolean
is_return_path(const JnSituation *s)
{
	gboolean is_shared = s->address.sub == JN_SUB_BOUNCE_SHARED;
	JnClaim claim = {is_shared                        ? 's'
			 : s->address.sub == JN_SUB_PROBE ? 'p'
							  : 'b',
			 0, s->address.post, is_shared ? 0 : s->address.person};

	return s->address.secret != NULL && (is_shared || s->claimed != NULL) &&
	       jn_capability_check(s->keys, &claim, s->address.secret, s->now) == JN_VERDICT_VALID;
}

void
jn_plan_bounce(JnPlan *plan, const JnSituation *s)
{
	const JnBounce *bounce = jn_bounce_worst(s->bounces);

	/* What is of no use and names people is not kept. */
	if (s->address.sub == JN_SUB_BOUNCE_SHARED && bounce != NULL) {
		if (is_return_path(s))
			count_shared(plan, s);
		else
			jn_plan_conclude(plan, JN_OUTCOME_IGNORED,
					 "it came to a return path of shared copies that is none "
					 "of ours or too old");
	} else if (!is_return_path(s)) {
		jn_plan_hold(plan, s, 0, "it came to a return path that is none of ours or too old")
			->u.hold.noted = TRUE;
	} else if (bounce != NULL) {
		count(plan, s, bounce);
	} else {
		/* Machines' mail waits for nobody; a person who writes there is listed. */
		jn_plan_hold(plan, s, 0, "to a return path, no delivery report, %s",
			     s->automatic->reason ? s->automatic->reason
						  : "perhaps a person's mail")
			->u.hold.noted = s->automatic->level != JN_AUTOMATIC_NO;
	}
}

/* Whether the way out that the report bears is one: the token in its unsubscribe address, or its
 * return path, which went to the same person with the same mail. */
static gboolean
is_way_out(const JnSituation *s)
{
	if (s->address.sub == JN_SUB_UNSUBSCRIBE_PERSON)
		return jn_situation_is_way_out(s, 'u', JN_WANT_UNSUBSCRIBE);
	if (s->address.sub == JN_SUB_NO_INTRODUCTIONS)
		return jn_situation_is_way_out(s, 'i', JN_WANT_STOP);
	return s->address.sub == JN_SUB_BOUNCE && is_return_path(s);
}

/* What they leave: the goal; by a letter of all they follow, or of none, the letters of that kind.
 */
static void
leave(JnPlan *plan, const JnSituation *s)
{
	if (s->address.sub == JN_SUB_NO_INTRODUCTIONS) {
		JnOp *op = jn_plan_add(plan, JN_OP_INTRODUCTIONS);

		op->u.setting.person = s->claimed->id;
		op->u.setting.text = g_strdup("none");
	} else if (s->goal != NULL) {
		jn_plan_unfollow_claimed(plan, s);
	} else {
		/* Of a way back alone which letter it was is not known: of those that come by
		 * themselves digests are most. */
		jn_plan_add(plan, JN_OP_NO_DIGESTS)->u.person.person = s->claimed->id;
	}
}

void
jn_plan_complaint(JnPlan *plan, const JnSituation *s)
{
	if (s->to_operator)
		jn_plan_add(plan, JN_OP_FORWARD);
	if (!is_way_out(s)) {
		if (!s->to_operator)
			jn_plan_hold(plan, s, 0, "a complaint whose mail is not known")
				->u.hold.noted = TRUE;
		else
			jn_plan_conclude(plan, JN_OUTCOME_DONE, "forwarded to the operator");
		return;
	}
	leave(plan, s);
	for (guint i = plan->ops->len; i > 0; i--) {
		const JnOp *op = plan->ops->pdata[i - 1];

		if (op->kind == JN_OP_NOTICE && op->u.notice.person == s->claimed->id)
			g_ptr_array_remove_index(plan->ops, i - 1);
	}
	add_setback(plan, s->claimed, JN_SETBACK_COMPLAINT, s->goal ? s->goal->name : "",
		    jn_score_now(s->claimed->score, s->claimed->scored, s->now));
	jn_plan_conclude(plan, JN_OUTCOME_DONE,
			 "person %" G_GINT64_FORMAT " complained of a mail%s%s, and left",
			 s->claimed->id, s->goal ? " of " : "", s->goal ? s->goal->name : "");
}
