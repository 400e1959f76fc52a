/* How many letters somebody gets by what they write, and the one that nobody asks for: that mail to
 * them rests. */
#include <string.h>

#include "base/limits.h"
#include "core/plan-parts.h"

/* A machine without a sign of being one answers each letter, and each answer brings a letter. What
 * a cookie or a way out says is done all the same. */
gboolean
jn_plan_goes_round(JnPlan *plan, const JnSituation *s)
{
	if (s->notice == NULL || s->sender_letters < JN_LETTERS_PER_DAY || s->evidence.released ||
	    jn_plan_is_towards_privacy(s))
		return FALSE;
	jn_plan_hold(plan, s, 0, "it replies to a letter, and its sender got %d of them in a day",
		     JN_LETTERS_PER_DAY);
	return TRUE;
}

gboolean
jn_plan_goes_on(JnPlan *plan, const JnSituation *s)
{
	if (s->evidence.released)
		return FALSE;
	if (s->posts_per_hour != 0 && s->sender_posts >= s->posts_per_hour) {
		jn_plan_hold(plan, s, 0, "its sender wrote %d posts to the goal in an hour",
			     s->posts_per_hour);
		return TRUE;
	}
	if (s->sender_same < JN_SAME_POSTS || s->sender->id == s->goal->protege ||
	    strlen(s->new_text->text) <= JN_SAME_POST_BYTES)
		return FALSE;
	jn_plan_hold(plan, s, 0, "the same words came from its sender %d times today",
		     JN_SAME_POSTS);
	return TRUE;
}

/* What their own cookies and ways out say, they get. */
static gboolean
is_at_an_end(const JnSituation *s)
{
	return s->sender != NULL && s->sender_letters >= JN_LETTERS_PER_DAY &&
	       !s->evidence.released && !s->evidence.confirmed &&
	       s->address.sub != JN_SUB_CONFIRM && s->address.sub != JN_SUB_UNSUBSCRIBE_PERSON &&
	       s->address.sub != JN_SUB_UNSUBSCRIBE && s->address.sub != JN_SUB_STOP &&
	       s->address.sub != JN_SUB_NO_INTRODUCTIONS;
}

static gboolean
is_letter_to_sender(const JnSituation *s, const JnOp *op)
{
	return op->kind == JN_OP_NOTICE && op->u.notice.to == JN_TO_PERSON &&
	       op->u.notice.person == s->sender->id;
}

/* What is done without the letter that tells of it: a post, and what is towards privacy, which must
 * not wait. */
static gboolean
is_act(const JnOp *op)
{
	return op->kind == JN_OP_POST || op->kind == JN_OP_CLOSE || op->kind == JN_OP_ANON ||
	       op->kind == JN_OP_MENTOR || op->kind == JN_OP_NO_DIGESTS ||
	       (op->kind == JN_OP_NUDGES && op->u.nudges.days[0] == '\0') ||
	       (op->kind == JN_OP_INTRODUCTIONS && g_str_equal(op->u.setting.text, "none")) ||
	       (op->kind == JN_OP_FOLLOW && op->u.follow.mode == JN_MODE_ABSENT);
}

/* Whoever got so many letters today gets none more by what they write, whatever rule would send it:
 * any mail that would bring a letter waits, unless it is such an act. */
JnPlan *
jn_plan_end_letters(JnPlan *plan, const JnSituation *s)
{
	gboolean acts = FALSE, writes = FALSE;
	JnPlan *held;

	if (!is_at_an_end(s))
		return plan;
	for (guint i = 0; i < plan->ops->len; i++) {
		const JnOp *op = plan->ops->pdata[i];

		acts |= is_act(op);
		writes |= is_letter_to_sender(s, op);
	}
	if (!writes)
		return plan;
	for (guint i = plan->ops->len; acts && i > 0; i--)
		if (is_letter_to_sender(s, plan->ops->pdata[i - 1]))
			g_ptr_array_remove_index(plan->ops, i - 1);
	if (acts)
		return plan;
	jn_plan_free(plan);
	held = jn_plan_new();
	jn_plan_hold(held, s, 0, "its sender got %d letters in a day", JN_LETTERS_PER_DAY);
	return held;
}

static void
offer_resume(JnPlan *plan, const JnSituation *s)
{
	JnCookie cookie = {.action = JN_ACTION_RESUME,
			   .person = s->sender->id,
			   .goal = s->goal ? s->goal->id : 0};
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	if (s->sender_cookies >= s->cookies_per_day)
		return;
	g_variant_dict_insert(&variables, "since", "t", (guint64)s->sender->reach_since);
	g_variant_dict_insert(&variables, "reason", "s",
			      s->sender->reach_reason ? s->sender->reach_reason : "");
	jn_plan_cookie(plan, s, &cookie, s->address.name, "resume-confirm", s->sender, &variables);
}

/* Mail to them rests; now that they write, they learn how to start it again. */
void
jn_plan_offer_way_back(JnPlan *plan, const JnSituation *s)
{
	if (s->sender != NULL && s->sender->reach == JN_REACH_SUSPENDED && !s->complaint &&
	    plan->outcome == JN_OUTCOME_DONE && s->automatic->level == JN_AUTOMATIC_NO &&
	    s->address.sub != JN_SUB_CONFIRM && s->address.place != JN_PLACE_OPERATOR &&
	    s->address.place != JN_PLACE_BOUNCES && jn_situation_is_proven(s))
		offer_resume(plan, s);
}
