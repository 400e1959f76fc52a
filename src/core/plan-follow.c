/* Following a goal, changing how, and leaving. Double opt-in: nobody follows on another's word. */
#include "core/plan-parts.h"

static GVariantDict *
follow_variables(const JnSituation *s, JnMode mode)
{
	GVariantDict *variables = g_variant_dict_new(NULL);

	g_variant_dict_insert(variables, "mode", "s", jn_mode_word(mode));
	g_variant_dict_insert(variables, "all", "b", s->goal->state == JN_GOAL_STREAM);
	return variables;
}

void
jn_plan_follow(JnPlan *plan, const JnSituation *s, JnMode mode)
{
	g_autoptr(GVariantDict) variables = follow_variables(s, mode);
	g_auto(GVariantDict) payload = G_VARIANT_DICT_INIT(NULL);
	JnCookie cookie = {.action = JN_ACTION_FOLLOW};

	if (jn_situation_answer(s, JN_WANT_SUBSCRIBE) == JN_ANSWER_HOLD) {
		jn_plan_hold_unproven(plan, s);
		return;
	}
	/* Somebody who follows already and proves who they are changes the rhythm at once. */
	if (s->sender_mode != JN_MODE_ABSENT &&
	    jn_situation_answer(s, JN_WANT_POST) == JN_ANSWER_ACT) {
		JnOp *op = jn_plan_add(plan, JN_OP_FOLLOW);

		op->u.follow.goal = s->goal->id;
		op->u.follow.person = s->sender->id;
		op->u.follow.mode = mode;
		jn_plan_notice(plan, "follow-done", s->sender, s->goal, variables);
		jn_plan_conclude(plan, JN_OUTCOME_DONE,
				 "person %" G_GINT64_FORMAT " follows %s, %s", s->sender->id,
				 s->goal->name, jn_mode_word(mode));
		return;
	}
	cookie.person = s->sender->id;
	cookie.goal = s->goal->id;
	g_variant_dict_insert(&payload, "mode", "s", jn_mode_word(mode));
	cookie.payload = g_variant_dict_end(&payload);
	jn_plan_cookie(plan, s, &cookie, s->goal->name, "follow-confirm", s->sender, variables);
	jn_plan_conclude(plan, JN_OUTCOME_DONE,
			 "person %" G_GINT64_FORMAT " asked to follow %s; was asked to confirm",
			 s->sender->id, s->goal->name);
}

/* Who gets mail without following leaves this one goal: they follow it with 'none'. So do those who
 * get the questions because they follow open@, and those who answered and hear how it went. */
static void
unfollow(JnPlan *plan,
	 const JnSituation *s,
	 const JnPerson *person,
	 JnMode mode,
	 gboolean gets_unasked)
{
	gboolean mutes = s->goal->state != JN_GOAL_STREAM && gets_unasked;
	JnOp *op = jn_plan_add(plan, JN_OP_FOLLOW);
	const JnMentor *mentor = jn_situation_mentor(s, person->id);
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	op->u.follow.goal = s->goal->id;
	op->u.follow.person = person->id;
	op->u.follow.mode = mutes ? JN_MODE_NONE : JN_MODE_ABSENT;
	/* Who wants no more mail wants none of the closed goal either. */
	if (mentor != NULL)
		jn_plan_mentor_goes(plan, s, mentor, "left");
	g_variant_dict_insert(&variables, "was_following", "b",
			      mutes || mentor != NULL || mode != JN_MODE_ABSENT);
	jn_plan_notice(plan, "unfollow-done", person, s->goal, &variables);
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "person %" G_GINT64_FORMAT " follows %s no longer",
			 person->id, s->goal->name);
}

void
jn_plan_unfollow_claimed(JnPlan *plan, const JnSituation *s)
{
	unfollow(plan, s, s->claimed, s->claimed_mode, s->claimed_in_stream || s->claimed_helped);
}

void
jn_plan_unfollow(JnPlan *plan, const JnSituation *s)
{
	JnCookie cookie = {.action = JN_ACTION_UNFOLLOW};
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	if (s->address.sub == JN_SUB_UNSUBSCRIBE_PERSON &&
	    jn_situation_is_way_out(s, 'u', JN_WANT_UNSUBSCRIBE)) {
		jn_plan_unfollow_claimed(plan, s);
		return;
	}
	if (jn_situation_answer(s, JN_WANT_UNSUBSCRIBE) == JN_ANSWER_ACT) {
		unfollow(plan, s, s->sender, s->sender_mode,
			 s->sender_in_stream || s->sender_helped);
		return;
	}
	/* Unproven, and of somebody who gets nothing: an answer would tell a stranger who does. */
	if (jn_situation_answer(s, JN_WANT_UNSUBSCRIBE) == JN_ANSWER_HOLD ||
	    (s->sender_mode == JN_MODE_ABSENT && !s->sender_in_stream && !s->sender_helped)) {
		jn_plan_hold(plan, s, 0, "it asks to unsubscribe and nothing proves who sent it");
		return;
	}
	cookie.person = s->sender->id;
	cookie.goal = s->goal->id;
	jn_plan_cookie(plan, s, &cookie, s->goal->name, "unfollow-confirm", s->sender, &variables);
	jn_plan_conclude(plan, JN_OUTCOME_DONE,
			 "person %" G_GINT64_FORMAT
			 " asked to leave %s, unproven; was asked to confirm",
			 s->sender->id, s->goal->name);
}
