/*
 * When a mentorship breaks off: each side is asked apart, once, what went wrong. What they write is
 * kept for them alone; each gets the other's words when both agreed, by a cookie each.
 */
#include <string.h>

#include "core/command.h"
#include "core/plan-parts.h"
#include "core/reflection.h"

/* ---- who is asked ---- */

void
jn_plan_ask_reflection(
	JnPlan *plan, const JnSituation *s, gint64 person, gint64 other, const char *who)
{
	JnOp *op;

	/* What was reached did not go wrong. */
	if (s->goal->phase == JN_PHASE_ACHIEVED)
		return;
	op = jn_plan_add(plan, JN_OP_ASK);
	op->u.ask.goal = s->goal->id;
	op->u.ask.person = person;
	op->u.ask.other = other;
	op->u.ask.who = g_strdup(who ? who : "");
}

void
jn_plan_ask_pair(JnPlan *plan, const JnSituation *s, const JnMentor *mentor)
{
	jn_plan_ask_reflection(plan, s, s->goal->protege, mentor->person, mentor->name);
	jn_plan_ask_reflection(plan, s, mentor->person, s->goal->protege, NULL);
}

void
jn_plan_ask_all(JnPlan *plan, const JnSituation *s)
{
	g_autoptr(GPtrArray) in = g_ptr_array_new();

	for (guint i = 0; s->mentors != NULL && i < s->mentors->len; i++) {
		JnMentor *mentor = s->mentors->pdata[i];

		if (s->goal->closed != 0 && mentor->state == JN_MENTOR_ACCEPTED)
			g_ptr_array_add(in, mentor);
	}
	if (in->len == 1) {
		jn_plan_ask_pair(plan, s, in->pdata[0]);
		return;
	}
	/* One mail for the protege, however many there were. */
	jn_plan_ask_reflection(plan, s, s->goal->protege, 0, NULL);
	for (guint i = 0; i < in->len; i++)
		jn_plan_ask_reflection(plan, s, ((JnMentor *)in->pdata[i])->person,
				       s->goal->protege, NULL);
	for (guint i = 0; s->goal->closed == 0 && s->frequent != NULL && i < s->frequent->len; i++)
		jn_plan_ask_reflection(plan, s, g_array_index(s->frequent, gint64, i),
				       s->goal->protege, NULL);
}

/* ---- what they write ---- */

/* What a mail can ask for in one word although it answers our questions: a way out. Whatever it
 * says besides must not become a post. */
static gboolean
is_way_out(const JnSituation *s)
{
	JnSub command = jn_command_alone(s->new_text->text);

	return command == JN_SUB_UNSUBSCRIBE || command == JN_SUB_LEAVE ||
	       command == JN_SUB_EXPORT || command == JN_SUB_FORGET;
}

static gboolean
is_of_reflection(const char *notice)
{
	return g_str_equal(notice, "reflect-ask") || g_str_equal(notice, "reflect-kept") ||
	       g_str_equal(notice, "reflect-agreed") || g_str_equal(notice, "reflect-not-kept");
}

gboolean
jn_plan_is_reflection(const JnSituation *s)
{
	if (s->address.place != JN_PLACE_GOAL || s->goal == NULL || is_way_out(s))
		return FALSE;
	/* By the address that the letter gave; or by the letter, where a client used another. */
	return s->address.sub == JN_SUB_REFLECT ||
	       (s->notice != NULL && is_of_reflection(s->notice) &&
		s->address.sub != JN_SUB_CONFIRM && jn_sub_word(s->address.sub) == NULL &&
		s->address.sub != JN_SUB_UNSUBSCRIBE_PERSON);
}

static void
not_kept(JnPlan *plan, const JnSituation *s, const char *why)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	g_variant_dict_insert(&variables, "why", "s", why);
	jn_plan_notice(plan, "reflect-not-kept", s->sender, s->goal, &variables);
	jn_plan_conclude(plan, JN_OUTCOME_DONE,
			 "a reply to the questions on goal %s was not kept (%s)", s->goal->name,
			 why);
}

/* Why nothing of it can be kept, a word of the template's; NULL: it can. */
static const char *
why_not(const JnSituation *s)
{
	if (s->address.sub != JN_SUB_REFLECT && !g_str_equal(s->notice, "reflect-ask"))
		return "where";
	if (s->reflection == NULL || s->reflection->person != s->sender->id)
		return "who";
	if (s->reflection->asked + JN_CAPABILITY_LIFE <= s->now)
		return "late";
	return NULL;
}

/* Whether a pair has each other's words. The mentor's row says it: the protege's may be one about
 * several mentors. */
static gboolean
is_shown(const JnSituation *s, const JnReflection *theirs)
{
	return (s->reflection->person == s->goal->protege ? theirs : s->reflection)->shared != 0;
}

/* Whether somebody on the other side was asked who has not these words yet. */
static gboolean
can_be_shown(const JnSituation *s)
{
	for (guint i = 0; s->counterparts != NULL && i < s->counterparts->len; i++)
		if (!is_shown(s, s->counterparts->pdata[i]))
			return TRUE;
	return FALSE;
}

static void
tell_kept(JnPlan *plan, const JnSituation *s, char *const words[JN_REFLECTION_PARTS])
{
	JnCookie cookie = {.action = JN_ACTION_SHOW,
			   .person = s->sender->id,
			   .goal = s->goal->id,
			   .expires = s->now + JN_ACCEPT_LIFE};
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	g_auto(GVariantDict) payload = G_VARIANT_DICT_INIT(NULL);

	for (int part = 0; part < JN_REFLECTION_PARTS; part++)
		g_variant_dict_insert(&variables, jn_reflection_part_word(part), "s",
				      words[part] ? words[part] : "");
	g_variant_dict_insert(&variables, "asks", "b", can_be_shown(s));
	if (!can_be_shown(s)) {
		jn_plan_notice(plan, "reflect-kept", s->sender, s->goal, &variables);
		return;
	}
	/* Of these words, and not of what replaces them. */
	g_variant_dict_insert(&payload, "reflection", "x", s->reflection->id);
	g_variant_dict_insert(&payload, "answered", "x", s->now);
	cookie.payload = g_variant_dict_end(&payload);
	jn_plan_cookie(plan, s, &cookie, s->goal->name, "reflect-kept", s->sender, &variables)
		->u.notice.unasked = FALSE;
}

void
jn_plan_reflect(JnPlan *plan, const JnSituation *s)
{
	char *words[JN_REFLECTION_PARTS];
	JnOp *op;

	if (jn_situation_answer(s, JN_WANT_POST) != JN_ANSWER_ACT) {
		jn_plan_hold_unproven(plan, s);
		return;
	}
	if (why_not(s) != NULL) {
		not_kept(plan, s, why_not(s));
		return;
	}
	if (!jn_reflection_parse(s->new_text->exchange, words)) {
		not_kept(plan, s, "empty");
		return;
	}
	op = jn_plan_add(plan, JN_OP_REFLECT);
	op->u.reflect.reflection = s->reflection->id;
	memcpy(op->u.reflect.words, words, sizeof words);
	tell_kept(plan, s, words);
	jn_plan_conclude(plan, JN_OUTCOME_DONE,
			 "what person %" G_GINT64_FORMAT " answered on goal %s is kept for them",
			 s->sender->id, s->goal->name);
}

/* ---- showing ---- */

gboolean
jn_plan_show_is_moot(const JnSituation *s)
{
	gint64 answered = 0;

	return s->reflection == NULL || s->reflection->person != s->cookie->person ||
	       s->cookie->payload == NULL ||
	       !g_variant_lookup(s->cookie->payload, "answered", "x", &answered) ||
	       s->reflection->answered != answered;
}

/* To the writer of `to` what `words` holds; it is read when it is sent. */
static void
show(JnPlan *plan, const JnSituation *s, const JnReflection *to, const JnReflection *words)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnPerson person = {.id = to->person};

	g_variant_dict_insert(&variables, "reflection", "x", words->id);
	jn_plan_notice(plan, "reflect-shared", &person, s->goal, &variables)->u.notice.is_reply =
		FALSE;
}

void
jn_plan_confirm_show(JnPlan *plan, const JnSituation *s)
{
	const JnReflection *own = s->reflection;
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	gboolean any = FALSE;

	jn_plan_add(plan, JN_OP_AGREE)->u.agree.reflection = own->id;
	for (guint i = 0; s->counterparts != NULL && i < s->counterparts->len; i++) {
		const JnReflection *theirs = s->counterparts->pdata[i];
		JnOp *op;

		if (theirs->agreed == 0 || is_shown(s, theirs))
			continue;
		op = jn_plan_add(plan, JN_OP_SHOWN);
		op->u.shown.one = own->id;
		op->u.shown.other = theirs->id;
		show(plan, s, own, theirs);
		show(plan, s, theirs, own);
		any = TRUE;
	}
	if (!any)
		jn_plan_notice(plan, "reflect-agreed", s->claimed, s->goal, &variables);
	jn_plan_conclude(plan, JN_OUTCOME_DONE,
			 "person %" G_GINT64_FORMAT " agreed to show what they answered on goal %s",
			 own->person, s->goal->name);
}
