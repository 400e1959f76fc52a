/*
 * Who is in a closed mentorship: accepting, declining, leaving, the end of it; opening again; and
 * who may see what.
 */
#include "core/command.h"
#include "core/plan-parts.h"

const JnMentor *
jn_situation_mentor(const JnSituation *s, gint64 person)
{
	for (guint i = 0; s->mentors != NULL && i < s->mentors->len; i++) {
		const JnMentor *mentor = s->mentors->pdata[i];

		if (mentor->person == person)
			return mentor->state == JN_MENTOR_ASKED ||
					       mentor->state == JN_MENTOR_ACCEPTED
				       ? mentor
				       : NULL;
	}
	return NULL;
}

gboolean
jn_situation_may_see(const JnSituation *s, const JnPost *post, gint64 person)
{
	const JnMentor *mentor;

	if (post->audience == JN_AUDIENCE_OPEN || post->author == person ||
	    s->goal->protege == person)
		return TRUE;
	if (post->audience == JN_AUDIENCE_PROTEGE)
		return post->parent != 0 && post->parent_author == person;
	mentor = jn_situation_mentor(s, person);
	return mentor != NULL && mentor->state == JN_MENTOR_ACCEPTED &&
	       mentor->asked_post < post->closed_root;
}

void
jn_plan_warn_outsiders(JnPlan *plan, const JnSituation *s)
{
	const JnOp *post = NULL;
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	g_autoptr(GString) people = g_string_new(NULL);

	for (guint i = 0; i < plan->ops->len; i++)
		if (((JnOp *)plan->ops->pdata[i])->kind == JN_OP_POST)
			post = plan->ops->pdata[i];
	if (post == NULL || post->u.post.audience == JN_AUDIENCE_OPEN || s->outsiders == NULL ||
	    s->outsiders->len == 0)
		return;
	for (guint i = 0; i < s->outsiders->len; i++)
		g_string_append_printf(people, "%s%s", i > 0 ? ", " : "",
				       (char *)s->outsiders->pdata[i]);
	g_variant_dict_insert(&variables, "people", "s", people->str);
	jn_plan_notice(plan, "third-person", s->sender, s->goal, &variables);
}

static gboolean
is_anybody_left(const JnSituation *s, const JnMentor *but)
{
	for (guint i = 0; s->mentors != NULL && i < s->mentors->len; i++) {
		const JnMentor *mentor = s->mentors->pdata[i];

		if (mentor->person != but->person && jn_situation_mentor(s, mentor->person) != NULL)
			return TRUE;
	}
	return FALSE;
}

void
jn_plan_mentor_goes(JnPlan *plan, const JnSituation *s, const JnMentor *mentor, const char *how)
{
	JnOp *op = jn_plan_add(plan, JN_OP_MENTOR);
	gboolean is_last = s->goal->state == JN_GOAL_CLOSED && !is_anybody_left(s, mentor);
	JnPerson protege = {.id = s->goal->protege};
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnOp *notice;

	op->u.mentor.goal = s->goal->id;
	op->u.mentor.person = mentor->person;
	op->u.mentor.state = g_str_equal(how, "left") ? JN_MENTOR_LEFT : JN_MENTOR_DECLINED;
	g_variant_dict_insert(&variables, "who", "s", mentor->name ? mentor->name : "");
	g_variant_dict_insert(&variables, "how", "s", how);
	notice = is_last ? jn_plan_ask_who(plan, s, "close-none", &variables)
			 : jn_plan_notice(plan, "left", &protege, s->goal, &variables);
	notice->u.notice.is_reply = FALSE;
	if (mentor->state == JN_MENTOR_ACCEPTED && op->u.mentor.state == JN_MENTOR_LEFT)
		jn_plan_ask_reflection(plan, s, s->goal->protege, mentor->person, mentor->name);
}

/* What a mentor writes beside a word to us is meant for the protege, and for nobody else. */
static void
add_word(JnPlan *plan, const JnSituation *s)
{
	const char *yes = jn_command_behind_yes(s->new_text->text);
	const char *rest;
	g_autoptr(GArray) commands = jn_commands_parse(yes ? yes : s->new_text->text, &rest);
	JnOp *op;

	if (rest[0] == '\0' || s->blocked != JN_BLOCKED_NOT || jn_plan_refuse_files(plan, s))
		return;
	op = jn_plan_add_post(plan, s, JN_KIND_COMMENT, NULL, rest);
	op->u.post.audience = JN_AUDIENCE_PROTEGE;
	op->u.post.closed_root = 0;
}

static void
go(JnPlan *plan, const JnSituation *s, const JnMentor *mentor)
{
	const char *how = mentor->state == JN_MENTOR_ASKED ? "declined" : "left";
	JnPerson to = {.id = mentor->person};
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	if (s->sender != NULL && s->sender->id == mentor->person)
		add_word(plan, s);
	jn_plan_mentor_goes(plan, s, mentor, how);
	g_variant_dict_insert(&variables, "how", "s", how);
	jn_plan_notice(plan, "left-done", &to, s->goal, &variables);
	if (mentor->state == JN_MENTOR_ACCEPTED)
		jn_plan_ask_reflection(plan, s, mentor->person, s->goal->protege, NULL);
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "mentor %" G_GINT64_FORMAT " of goal %s: %s",
			 mentor->person, s->goal->name, how);
}

/* The protege ends it: nobody is in it any more, and the goal stays closed until she says more. */
static void
dismiss_all(JnPlan *plan, const JnSituation *s)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	for (guint i = 0; s->mentors != NULL && i < s->mentors->len; i++) {
		const JnMentor *mentor = s->mentors->pdata[i];
		JnPerson to = {.id = mentor->person};
		g_auto(GVariantDict) own = G_VARIANT_DICT_INIT(NULL);
		JnOp *op;

		if (jn_situation_mentor(s, mentor->person) == NULL)
			continue;
		op = jn_plan_add(plan, JN_OP_MENTOR);
		op->u.mentor.goal = s->goal->id;
		op->u.mentor.person = mentor->person;
		op->u.mentor.state = JN_MENTOR_LEFT;
		jn_plan_notice(plan, "dismissed", &to, s->goal, &own)->u.notice.is_reply = FALSE;
	}
	g_variant_dict_insert(&variables, "who", "s", "");
	g_variant_dict_insert(&variables, "how", "s", "ended");
	jn_plan_ask_who(plan, s, "close-none", &variables);
	jn_plan_ask_all(plan, s);
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "the mentors of goal %s were dismissed",
			 s->goal->name);
}

void
jn_plan_leave(JnPlan *plan, const JnSituation *s)
{
	const JnMentor *mentor = s->sender ? jn_situation_mentor(s, s->sender->id) : NULL;
	gboolean ends = s->sender != NULL && s->sender->id == s->goal->protege &&
			s->goal->state == JN_GOAL_CLOSED;
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnCookie cookie = {.action = JN_ACTION_LEAVE, .goal = s->goal->id};

	if (mentor == NULL && !ends) {
		jn_plan_unfollow(plan, s);
	} else if (jn_situation_answer(s, JN_WANT_LEAVE) == JN_ANSWER_HOLD) {
		jn_plan_hold_unproven(plan, s);
	} else if (jn_situation_answer(s, JN_WANT_LEAVE) == JN_ANSWER_ASK) {
		if (ends) {
			jn_plan_hold_unproven(plan, s);
			return;
		}
		cookie.person = s->sender->id;
		jn_plan_cookie(plan, s, &cookie, s->goal->name, "leave-confirm", s->sender,
			       &variables);
		jn_plan_hold(plan, s, s->sender->id,
			     "it leaves the goal and nothing proves who sent it; From was asked");
	} else if (ends) {
		dismiss_all(plan, s);
	} else {
		go(plan, s, mentor);
	}
}

void
jn_plan_confirm_leave(JnPlan *plan, const JnSituation *s)
{
	const JnMentor *mentor = jn_situation_mentor(s, s->cookie->person);

	/* Dismissed, or gone already, since they were asked. */
	if (mentor == NULL)
		jn_plan_conclude(plan, JN_OUTCOME_DONE,
				 "person %" G_GINT64_FORMAT " is in goal %s no more",
				 s->cookie->person, s->goal->name);
	else
		go(plan, s, mentor);
}

void
jn_plan_confirm_accept(JnPlan *plan, const JnSituation *s, const JnMentor *mentor)
{
	g_autoptr(GArray) commands = jn_commands_parse(s->new_text->text, NULL);
	JnSub first = commands->len > 0 ? g_array_index(commands, JnSub, 0) : JN_SUB_NONE;
	JnPerson protege = {.id = s->goal->protege};
	g_auto(GVariantDict) welcome = G_VARIANT_DICT_INIT(NULL);
	g_auto(GVariantDict) news = G_VARIANT_DICT_INIT(NULL);
	JnOp *op;

	if (first == JN_SUB_LEAVE || first == JN_SUB_UNSUBSCRIBE) {
		go(plan, s, mentor);
		return;
	}
	/* First: it tells the case, and what waited for them goes out behind it. */
	jn_plan_notice(plan, "close-welcome", s->claimed, s->goal, &welcome);
	op = jn_plan_add(plan, JN_OP_MENTOR);
	op->u.mentor.goal = s->goal->id;
	op->u.mentor.person = mentor->person;
	op->u.mentor.state = JN_MENTOR_ACCEPTED;
	g_variant_dict_insert(&news, "who", "s", mentor->name ? mentor->name : "");
	jn_plan_notice(plan, "close-accepted", &protege, s->goal, &news)->u.notice.is_reply = FALSE;
	if (s->sender != NULL && s->sender->id == mentor->person)
		add_word(plan, s);
	jn_plan_conclude(plan, JN_OUTCOME_DONE,
			 "person %" G_GINT64_FORMAT " accepted the closed goal %s", mentor->person,
			 s->goal->name);
}

/* ---- opening ---- */

void
jn_plan_open(JnPlan *plan, const JnSituation *s)
{
	JnCookie cookie = {
		.action = JN_ACTION_OPEN, .person = s->goal->protege, .goal = s->goal->id};
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	if (!jn_plan_may_ask(plan, s, JN_WANT_OPEN))
		return;
	/* Whatever close waits for its proof, this is not what its protege wants. */
	if (s->goal->state == JN_GOAL_OPEN && jn_situation_is_proven(s) &&
	    jn_plan_end_quiet(plan, s)) {
		jn_plan_notice(plan, "stays-open", s->sender, s->goal, &variables);
		jn_plan_conclude(plan, JN_OUTCOME_DONE, "goal %s stays open", s->goal->name);
		return;
	}
	if (s->goal->state != JN_GOAL_CLOSED) {
		jn_plan_hold(plan, s, s->sender->id, "it opens a goal that is %s",
			     jn_goal_state_word(s->goal->state));
		return;
	}
	jn_plan_cookie(plan, s, &cookie, s->goal->name, "open-confirm", s->sender, &variables)
		->u.notice.unasked = !jn_situation_is_proven(s);
	jn_plan_conclude(plan, JN_OUTCOME_DONE,
			 "the protege of %s asked to open it; was asked "
			 "to confirm",
			 s->goal->name);
}

static void
tell_members(JnPlan *plan, const JnSituation *s, const char *template_name)
{
	for (guint i = 0; s->mentors != NULL && i < s->mentors->len; i++) {
		const JnMentor *mentor = s->mentors->pdata[i];
		JnPerson to = {.id = mentor->person};
		g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

		if (mentor->state != JN_MENTOR_ACCEPTED)
			continue;
		jn_plan_notice(plan, template_name, &to, s->goal, &variables)->u.notice.is_reply =
			FALSE;
	}
}

static void
open_again(JnPlan *plan, const JnSituation *s)
{
	JnPerson protege = {.id = s->goal->protege};
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	jn_plan_add(plan, JN_OP_OPEN)->u.goal_state.goal = s->goal->id;
	tell_members(plan, s, "opened-members");
	jn_plan_notice(plan, "opened", &protege, s->goal, &variables)->u.notice.is_reply =
		s->message != NULL;
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "goal %s is open again", s->goal->name);
}

void
jn_plan_confirm_open(JnPlan *plan, const JnSituation *s)
{
	open_again(plan, s);
}

JnPlan *
jn_plan_make_open(const JnSituation *s)
{
	JnPlan *plan = jn_plan_new();

	open_again(plan, s);
	return plan;
}

JnPlan *
jn_plan_make_end(const JnSituation *s, gboolean asks)
{
	JnPlan *plan = jn_plan_new();
	JnPerson protege = {.id = s->goal->protege};
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	jn_plan_add(plan, JN_OP_END)->u.goal_state.goal = s->goal->id;
	tell_members(plan, s, "ended-members");
	jn_plan_notice(plan, "ended", &protege, s->goal, &variables)->u.notice.is_reply = FALSE;
	if (asks)
		jn_plan_ask_all(plan, s);
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "goal %s has ended", s->goal->name);
	return plan;
}

/* ---- the clock, and who is forgotten ---- */

JnPlan *
jn_plan_make_rest(const JnSituation *s)
{
	JnPlan *plan = jn_plan_new();

	jn_plan_ask_all(plan, s);
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "goal %s is at rest", s->goal->name);
	return plan;
}

JnPlan *
jn_plan_make_reminder(const JnSituation *s, const JnMentor *mentor)
{
	JnPlan *plan = jn_plan_new();
	JnPerson to = {.id = mentor->person};
	JnCookie cookie = {.action = JN_ACTION_ACCEPT,
			   .person = mentor->person,
			   .goal = s->goal->id,
			   .expires = mentor->expires};
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnOp *op;

	/* The first cookie is kept as a hash; the second is as good until the same time. */
	op = jn_plan_cookie(plan, s, &cookie, s->goal->name, "close-reminder", &to, &variables);
	op->u.notice.is_reply = FALSE;
	op->u.notice.unasked = FALSE;
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "mentor reminded");
	return plan;
}

JnPlan *
jn_plan_make_leave(const JnSituation *s, const JnMentor *mentor)
{
	JnPlan *plan = jn_plan_new();
	JnMentor nameless = *mentor;

	nameless.name = NULL;
	jn_plan_mentor_goes(plan, s, &nameless, "left");
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "a mentor of goal %s is forgotten", s->goal->name);
	return plan;
}

JnPlan *
jn_plan_make_expiry(const JnSituation *s, const JnMentor *mentor)
{
	JnPlan *plan = jn_plan_new();

	jn_plan_mentor_goes(plan, s, mentor, "expired");
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "mentor asked in vain");
	return plan;
}
