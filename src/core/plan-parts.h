/*
 * plan-parts.h - what the files of plan.h share; not for others.
 */
#pragma once

#include "core/plan.h"

/* Appends an operation, zeroed but for its kind. Borrowed until the plan is freed. */
JnOp *jn_plan_add(JnPlan *plan, JnOpKind kind);

void jn_plan_conclude(JnPlan *plan, JnOutcome outcome, const char *format, ...) G_GNUC_PRINTF(3, 4);

JnTrust jn_situation_trust(const JnSituation *s);

/* Whether a mail of ours may go to From: it is proven, or the day's few unasked ones are not used
 * up. */
gboolean jn_situation_may_write(const JnSituation *s);

/* Name for a person in our texts; never NULL ("" if unknown). */
const char *jn_person_shown(const JnPerson *person);

/* Adds a notice to one person. `variables` is consumed. */
JnOp *jn_plan_notice(JnPlan *plan,
		     const char *template_name,
		     const JnPerson *to,
		     const JnGoal *goal,
		     GVariantDict *variables);

/* Adds a cookie and the notice that carries it; `name` is the local name its address begins with.
 * The variables get `expires`. `payload` may be NULL (floating or owned: sunk). */
void jn_plan_cookie(JnPlan *plan,
		    const JnSituation *s,
		    const JnCookie *cookie,
		    const char *name,
		    const char *template_name,
		    const JnPerson *to,
		    GVariantDict *variables);

/* Holds the mail for `person` or (0) the operator. */
void jn_plan_hold(JnPlan *plan, const JnSituation *s, gint64 person, const char *format, ...)
	G_GNUC_PRINTF(4, 5);

/* Holds a mail nothing vouches for, and asks From with a cookie whether it is theirs, if that may
 * be. */
void jn_plan_hold_unproven(JnPlan *plan, const JnSituation *s);

/* Learns the name that others see, from the first mail of the sender's own that gives one. */
void jn_plan_learn_name(JnPlan *plan, const JnSituation *s);

/* A few words of `text` on one line, at most `bytes`, cut at a word with an ellipsis. Caller frees.
 */
char *jn_gist(const char *text, gsize bytes);

/* "23 November 2026, 14:05 UTC". Caller frees. */
char *jn_when_format(gint64 when);

/* The rules of each kind of address. */
void jn_plan_goal(JnPlan *plan, const JnSituation *s);
void jn_plan_follow(JnPlan *plan, const JnSituation *s, JnMode mode);
void jn_plan_unfollow(JnPlan *plan, const JnSituation *s);
void jn_plan_confirm(JnPlan *plan, const JnSituation *s);
void jn_plan_bounce(JnPlan *plan, const JnSituation *s);
void jn_plan_post(JnPlan *plan, const JnSituation *s);
