/*
 * Mail to a return path. A hard bounce of a copy only makes us send a probe; only a hard bounce of
 * the probe, whose return path nobody else has seen, suspends. Nothing is ever sent in reply to the
 * report.
 */
#include "core/plan-parts.h"

static const JnBounce *
worst(const GPtrArray *bounces)
{
	const JnBounce *found = NULL;

	for (guint i = 0; bounces != NULL && i < bounces->len; i++) {
		const JnBounce *bounce = bounces->pdata[i];

		if (found == NULL || bounce->severity < found->severity)
			found = bounce;
	}
	return found;
}

static JnOp *
set_reach(JnPlan *plan, const JnSituation *s, JnReach reach, const JnBounce *bounce)
{
	JnOp *op = jn_plan_add(plan, JN_OP_REACH);

	op->u.reach.person = s->claimed->id;
	op->u.reach.reach = reach;
	op->u.reach.reason = jn_gist(bounce->diagnostic ? bounce->diagnostic
				     : bounce->status   ? bounce->status
							: "no such address",
				     200);
	return op;
}

static void
probe(JnPlan *plan, const JnSituation *s, const JnBounce *bounce)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnCookie cookie = {.action = JN_ACTION_RESUME, .person = s->claimed->id};
	JnOp *op;

	op = set_reach(plan, s, JN_REACH_PROBING, bounce);
	g_variant_dict_insert(&variables, "reason", "s", op->u.reach.reason);
	/* A reply to the probe is the best proof that it arrived. */
	jn_plan_cookie(plan, s, &cookie, "new", "probe", s->claimed, &variables)
		->u.notice.is_reply = FALSE;
	jn_plan_conclude(plan, JN_OUTCOME_DONE,
			 "a copy to person %" G_GINT64_FORMAT " bounced; probing", s->claimed->id);
}

void
jn_plan_bounce(JnPlan *plan, const JnSituation *s)
{
	JnClaim claim = {s->address.sub == JN_SUB_PROBE ? 'p' : 'b', 0, s->address.post,
			 s->address.person};
	const JnBounce *bounce = worst(s->bounces);

	if (s->address.secret == NULL || s->claimed == NULL ||
	    jn_capability_check(s->keys, &claim, s->address.secret, s->now) != JN_VERDICT_VALID) {
		jn_plan_hold(plan, s, 0,
			     "it came to a return path that is none of ours or too old");
		((JnOp *)plan->ops->pdata[0])->u.hold.noted = TRUE;
		return;
	}
	if (bounce == NULL || bounce->severity != JN_SEVERITY_HARD) {
		jn_plan_hold(plan, s, 0, "to a return path, no hard bounce: %s%s",
			     bounce ? jn_severity_name(bounce->severity) : "no delivery report, ",
			     bounce                 ? ""
			     : s->automatic->reason ? s->automatic->reason
						    : "perhaps a person's mail");
		/* Machines' mail waits for nobody; a person who writes there is listed. */
		((JnOp *)plan->ops->pdata[0])->u.hold.noted =
			bounce != NULL || s->automatic->level != JN_AUTOMATIC_NO;
		return;
	}
	if (claim.kind == 'p') {
		set_reach(plan, s, JN_REACH_SUSPENDED, bounce);
		jn_plan_conclude(plan, JN_OUTCOME_DONE,
				 "the probe to person %" G_GINT64_FORMAT
				 " bounced; mail to them is suspended",
				 s->claimed->id);
	} else if (s->claimed->reach == JN_REACH_OK) {
		probe(plan, s, bounce);
	} else {
		jn_plan_conclude(plan, JN_OUTCOME_IGNORED,
				 "another copy to person %" G_GINT64_FORMAT
				 " bounced; a probe is out",
				 s->claimed->id);
	}
}
