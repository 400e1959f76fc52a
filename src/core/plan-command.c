/*
 * Who may command a goal, and in what order it is asked: whose it is, whether that is proven, and
 * whether there is still something to command.
 */
#include "core/plan-parts.h"

gboolean
jn_plan_hold_proteges(JnPlan *plan, const JnSituation *s)
{
	return s->claimed != NULL && s->claimed->id == s->goal->protege &&
	       jn_plan_hold_for_link(plan, s);
}

/* FALSE, and settled, if the mail is another's, or perhaps hers from an address not known yet. */
static gboolean
is_proteges(JnPlan *plan, const JnSituation *s)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	if (s->sender != NULL && s->sender->id == s->goal->protege)
		return TRUE;
	if (jn_plan_hold_proteges(plan, s))
		return FALSE;
	if (jn_situation_answer(s, JN_WANT_LETTER) != JN_ANSWER_ACT) {
		jn_plan_hold_unproven(plan, s);
		return FALSE;
	}
	jn_plan_notice(plan, "not-yours", s->sender, s->goal, &variables)->u.notice.unasked =
		!jn_situation_is_proven(s);
	jn_plan_hold(plan, s, s->sender->id,
		     "it asks for what only the person whose goal it is can ask for");
	return FALSE;
}

static gboolean
is_over(JnPlan *plan, const JnSituation *s)
{
	if (s->goal->state != JN_GOAL_ENDED)
		return FALSE;
	jn_plan_hold(plan, s, 0, "the goal has ended");
	return TRUE;
}

gboolean
jn_plan_may_say(JnPlan *plan, const JnSituation *s, JnWant want)
{
	if (!is_proteges(plan, s))
		return FALSE;
	if (jn_situation_answer(s, want) == JN_ANSWER_ACT)
		return TRUE;
	jn_plan_hold_unproven(plan, s);
	return FALSE;
}

gboolean
jn_plan_may_command(JnPlan *plan, const JnSituation *s, JnWant want)
{
	return jn_plan_may_say(plan, s, want) && !is_over(plan, s);
}

gboolean
jn_plan_may_ask(JnPlan *plan, const JnSituation *s, JnWant want)
{
	if (!is_proteges(plan, s))
		return FALSE;
	if (jn_situation_answer(s, want) != JN_ANSWER_HOLD)
		return !is_over(plan, s);
	jn_plan_hold_unproven(plan, s);
	return FALSE;
}
