#include "core/plan.h"

#include <string.h>

#include "base/base32.h"
#include "base/limits.h"
#include "core/command.h"
#include "core/language.h"
#include "core/plan-parts.h"

/* The farthest from UTC that a place on earth is. */
#define ZONE_WEST (-12 * 3600)
#define ZONE_EAST (14 * 3600)

void
jn_plan_free(JnPlan *plan)
{
	if (plan == NULL)
		return;
	g_ptr_array_unref(plan->ops);
	g_free(plan->summary);
	g_free(plan);
}

JnPlan *
jn_plan_new(void)
{
	JnPlan *plan = g_new0(JnPlan, 1);

	plan->ops = g_ptr_array_new_with_free_func(jn_op_free);
	return plan;
}

JnOp *
jn_plan_add(JnPlan *plan, JnOpKind kind)
{
	JnOp *op = g_new0(JnOp, 1);

	op->kind = kind;
	g_ptr_array_add(plan->ops, op);
	return op;
}

void
jn_plan_conclude(JnPlan *plan, JnOutcome outcome, const char *format, ...)
{
	va_list args;

	g_free(plan->summary);
	plan->outcome = outcome;
	va_start(args, format);
	plan->summary = g_strdup_vprintf(format, args);
	va_end(args);
}

gboolean
jn_situation_source_may_ask(const JnSituation *s)
{
	return s->cookies_per_hour == 0 || s->source_cookies < s->cookies_per_hour;
}

JnAnswer
jn_situation_answer(const JnSituation *s, JnWant want)
{
	JnProof proof = jn_trust_proof(&s->evidence);

	if (s->sender == NULL ||
	    (proof == JN_PROOF_NONE &&
	     (s->sender_cookies >= s->cookies_per_day || !jn_situation_source_may_ask(s))))
		return JN_ANSWER_HOLD;
	return jn_trust_answer(proof, want);
}

gboolean
jn_situation_is_way_out(const JnSituation *s, char kind, JnWant want)
{
	JnClaim claim = {kind, s->goal ? s->goal->id : 0, 0, s->address.person};

	return s->claimed != NULL && s->address.secret != NULL &&
	       jn_capability_check(s->keys, &claim, s->address.secret, s->now) !=
		       JN_VERDICT_FORGED &&
	       jn_trust_answer(JN_PROOF_WAY_OUT, want) == JN_ANSWER_ACT;
}

gboolean
jn_situation_is_proven(const JnSituation *s)
{
	return jn_situation_answer(s, JN_WANT_POST) == JN_ANSWER_ACT;
}

const char *
jn_person_shown(const JnPerson *person)
{
	return person != NULL && person->name != NULL ? person->name : "";
}

JnOp *
jn_plan_notice(JnPlan *plan,
	       const char *template_name,
	       const JnPerson *to,
	       const JnGoal *goal,
	       GVariantDict *variables)
{
	JnOp *op = jn_plan_add(plan, JN_OP_NOTICE);

	op->u.notice.template_name = template_name;
	op->u.notice.to = JN_TO_PERSON;
	op->u.notice.person = to ? to->id : 0;
	op->u.notice.goal = goal ? goal->id : 0;
	op->u.notice.is_reply = TRUE;
	op->u.notice.variables = g_variant_ref_sink(g_variant_dict_end(variables));
	return op;
}

void
jn_plan_learn_name(JnPlan *plan, const JnSituation *s)
{
	const JnMailbox *from = s->message->from->len > 0 ? s->message->from->pdata[0] : NULL;
	JnOp *op;

	if (s->sender == NULL || s->sender->name != NULL || from->name == NULL ||
	    from->name[0] == '\0' || strchr(from->name, '@') != NULL)
		return;
	op = jn_plan_add(plan, JN_OP_NAME);
	op->u.name.person = s->sender->id;
	op->u.name.name = jn_gist(from->name, JN_NAME_BYTES);
}

void
jn_plan_learn_language(JnPlan *plan, const JnSituation *s)
{
	const char *code;
	JnOp *op;

	if (s->sender == NULL || s->sender->language != NULL ||
	    s->automatic->level != JN_AUTOMATIC_NO || s->evidence.released || s->evidence.admitted)
		return;
	code = jn_language_of_mail(s->message, s->labels);
	if (code == NULL || g_strcmp0(code, s->sender->mail_language) == 0)
		return;
	op = jn_plan_add(plan, JN_OP_MAIL_LANGUAGE);
	op->u.setting.person = s->sender->id;
	op->u.setting.text = g_strdup(code);
}

/* Ten random bytes, eighty bits: sixteen letters. The plan's next cookie takes the next ten. */
static char *
secret_make(const JnPlan *plan, const JnSituation *s)
{
	gsize used = 0;

	for (guint i = 0; i < plan->ops->len; i++)
		used += ((JnOp *)plan->ops->pdata[i])->kind == JN_OP_COOKIE ? 10 : 0;
	g_return_val_if_fail(used + 10 <= JN_RANDOM_BYTES - JN_RANDOM_TAIL, NULL);
	return jn_base32_from_bytes(s->random + used, 10);
}

char *
jn_plan_cookie_alone(JnPlan *plan, const JnSituation *s, const JnCookie *cookie, const char *name)
{
	g_autofree char *secret = secret_make(plan, s);
	char *address = jn_address_format_cookie(name, secret, s->domain, s->separator);
	JnOp *op = jn_plan_add(plan, JN_OP_COOKIE);

	op->u.cookie.action = cookie->action;
	op->u.cookie.person = cookie->person;
	op->u.cookie.goal = cookie->goal;
	op->u.cookie.held = cookie->held;
	op->u.cookie.payload = cookie->payload ? g_variant_ref_sink(cookie->payload) : NULL;
	op->u.cookie.expires = cookie->expires ? cookie->expires : s->now + JN_COOKIE_LIFE;
	op->u.cookie.secret = g_steal_pointer(&secret);
	return address;
}

JnOp *
jn_plan_cookie(JnPlan *plan,
	       const JnSituation *s,
	       const JnCookie *cookie,
	       const char *name,
	       const char *template_name,
	       const JnPerson *to,
	       GVariantDict *variables)
{
	gint64 expires = cookie->expires ? cookie->expires : s->now + JN_COOKIE_LIFE;
	g_autofree char *address = jn_plan_cookie_alone(plan, s, cookie, name);
	JnOp *notice;

	g_variant_dict_insert(variables, "expires", "t", (guint64)expires);
	notice = jn_plan_notice(plan, template_name, to, s->goal, variables);
	notice->u.notice.reply_to = g_steal_pointer(&address);
	notice->u.notice.unasked = TRUE;
	return notice;
}

JnOp *
jn_plan_hold(JnPlan *plan, const JnSituation *s, gint64 person, const char *format, ...)
{
	JnOp *op = jn_plan_add(plan, JN_OP_HOLD);
	va_list args;

	va_start(args, format);
	op->u.hold.reason = g_strdup_vprintf(format, args);
	va_end(args);
	op->u.hold.id = s->next_held;
	op->u.hold.person = person;
	jn_plan_conclude(plan, JN_OUTCOME_HELD, "held: %s", op->u.hold.reason);
	return op;
}

void
jn_plan_hold_unproven(JnPlan *plan, const JnSituation *s)
{
	JnCookie cookie = {.action = JN_ACTION_RELEASE,
			   .person = s->sender ? s->sender->id : 0,
			   .goal = s->goal ? s->goal->id : 0,
			   .held = s->next_held};
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnOp *hold;

	if (s->sender == NULL) {
		jn_plan_hold(plan, s, 0, "it has no From that can be answered");
		return;
	}
	/* A better copy of the same mail can bring the proof, too. */
	if (jn_situation_answer(s, JN_WANT_POST) == JN_ANSWER_HOLD) {
		hold = jn_plan_hold(plan, s, 0,
				    jn_trust_proof(&s->evidence) == JN_PROOF_FORGED
					    ? "From is forged: SPF of its domain says fail"
				    : !jn_situation_source_may_ask(s)
					    ? "nothing proves who sent it, and too much such mail "
					      "came from there in an hour"
					    : "nothing proves who sent it, and From was asked "
					      "often enough today");
		hold->u.hold.proof = TRUE;
		return;
	}
	hold = jn_plan_hold(plan, s, s->sender->id,
			    "nothing proves that From sent it; From was asked");
	hold->u.hold.proof = TRUE;
	g_variant_dict_insert(&variables, "received", "t", (guint64)s->now);
	jn_plan_cookie(plan, s, &cookie, s->address.name, "post-confirm", s->sender, &variables);
}

void
jn_plan_hold_blocked(JnPlan *plan, const JnSituation *s)
{
	JnOp *hold = jn_plan_hold(plan, s, 0, "its sender is blocked by %s",
				  s->blocked == JN_BLOCKED_SITE ? "the site" : "the goal");

	hold->u.hold.noted = hold->u.hold.untold = TRUE;
}

static gboolean
token_is_valid(const JnSituation *s, char kind)
{
	JnClaim claim = {kind, s->goal ? s->goal->id : 0, s->address.post, s->address.person};

	return s->address.secret != NULL &&
	       jn_capability_check(s->keys, &claim, s->address.secret, s->now) == JN_VERDICT_VALID;
}

/* Her token, from an address that is not known to be hers: under the name it gives it would tell
 * who she is. */
static gboolean
is_of_anonymous(const JnSituation *s)
{
	return s->goal != NULL && s->goal->alias != NULL && s->claimed != NULL &&
	       s->claimed->id == s->goal->protege && s->sender != NULL &&
	       s->sender->id != s->claimed->id && token_is_valid(s, 'r') && !s->evidence.released &&
	       !s->evidence.confirmed;
}

gboolean
jn_plan_hold_for_link(JnPlan *plan, const JnSituation *s)
{
	JnCookie cookie = {
		.action = JN_ACTION_LINK, .goal = s->goal ? s->goal->id : 0, .held = s->next_held};
	const JnMailbox *from;
	g_auto(GVariantDict) payload = G_VARIANT_DICT_INIT(NULL);
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	if (s->claimed == NULL || s->sender == NULL || s->claimed->id == s->sender->id ||
	    (jn_trust_answer(jn_trust_proof(&s->evidence), JN_WANT_POST) != JN_ANSWER_ASK &&
	     !is_of_anonymous(s)) ||
	    s->link_taken || !token_is_valid(s, 'r') || s->claimed_cookies >= s->cookies_per_day)
		return FALSE;
	cookie.person = s->claimed->id;
	from = s->message->from->pdata[0];
	jn_plan_hold(plan, s, s->claimed->id,
		     "it came from another address than its token; the known one was asked")
		->u.hold.proof = TRUE;
	g_variant_dict_insert(&payload, "addr", "s", from->addr);
	cookie.payload = g_variant_dict_end(&payload);
	g_variant_dict_insert(&variables, "other_address", "s", from->addr);
	jn_plan_cookie(plan, s, &cookie, s->address.name, "link-confirm", s->claimed, &variables);
	return TRUE;
}

/* What is a post, if it is proven; `meant` is what it says outright that it means. */
static void
plan_words(JnPlan *plan, const JnSituation *s, JnSub meant)
{
	if (s->goal != NULL && s->goal->state == JN_GOAL_STREAM)
		jn_plan_information(plan, s, JN_SUB_HELP);
	else if (is_of_anonymous(s) && jn_plan_hold_for_link(plan, s))
		return;
	else if (is_of_anonymous(s))
		jn_plan_hold(plan, s, s->claimed->id,
			     "it came from an address that is not known to be the anonymous "
			     "protege's");
	else if (jn_situation_is_proven(s) && jn_plan_changes_case(s))
		jn_plan_background(plan, s);
	else if (jn_situation_is_proven(s))
		jn_plan_post(plan, s, meant);
	else if (!jn_plan_hold_for_link(plan, s))
		jn_plan_hold_unproven(plan, s);
}

/* What an explicit word asks for. */
static void
plan_sub(JnPlan *plan, const JnSituation *s, JnSub sub)
{
	switch (sub) {
	case JN_SUB_SUBSCRIBE:
		jn_plan_follow(plan, s, JN_MODE_EACH);
		return;
	case JN_SUB_QUESTIONS:
		jn_plan_follow(plan, s, JN_MODE_QUESTIONS);
		return;
	case JN_SUB_DAILY:
		jn_plan_follow(plan, s, JN_MODE_DAILY);
		return;
	case JN_SUB_MUTE:
		jn_plan_follow(plan, s, JN_MODE_NONE);
		return;
	case JN_SUB_DIGEST:
		jn_plan_follow(plan, s, JN_MODE_WEEKLY);
		return;
	case JN_SUB_UNSUBSCRIBE:
	case JN_SUB_UNSUBSCRIBE_PERSON:
		jn_plan_unfollow(plan, s);
		return;
	case JN_SUB_HELP:
		jn_plan_information(plan, s, sub);
		return;
	case JN_SUB_BACKGROUND:
		jn_plan_background(plan, s);
		return;
	case JN_SUB_CONFIRM:
		jn_plan_confirm(plan, s);
		return;
	case JN_SUB_CLOSE:
		jn_plan_close(plan, s);
		return;
	case JN_SUB_OPEN:
		jn_plan_open(plan, s);
		return;
	case JN_SUB_LEAVE:
		jn_plan_leave(plan, s);
		return;
	case JN_SUB_SHARE:
		jn_plan_share(plan, s);
		return;
	case JN_SUB_CHOOSE:
		jn_plan_choose(plan, s);
		return;
	case JN_SUB_NUDGES:
	case JN_SUB_STOP:
		jn_plan_nudges(plan, s, sub);
		return;
	case JN_SUB_MODERATE:
		jn_plan_moderation(plan, s);
		return;
	case JN_SUB_SKILLS:
		jn_plan_skills(plan, s);
		return;
	case JN_SUB_FIT:
		jn_plan_fit(plan, s);
		return;
	case JN_SUB_ANON:
		jn_plan_anon(plan, s);
		return;
	case JN_SUB_REVEAL:
		jn_plan_reveal(plan, s);
		return;
	case JN_SUB_EXPORT:
	case JN_SUB_FORGET:
		jn_plan_me(plan, s);
		return;
	case JN_SUB_THANKS:
	case JN_SUB_EXPERIENCE:
	case JN_SUB_TRYING:
	case JN_SUB_STUCK:
	case JN_SUB_ACHIEVED:
	case JN_SUB_NONE:
	case JN_SUB_REPLY:
	case JN_SUB_SHARED:
	case JN_SUB_BOUNCE:
	case JN_SUB_PROBE:
	case JN_SUB_BOUNCE_SHARED:
	case JN_SUB_NO_INTRODUCTIONS:
	case JN_SUB_UNKNOWN:
		break;
	case JN_SUB_REFLECT:
		jn_plan_reflect(plan, s);
		return;
	case JN_SUB_OTHER_WORD:
		jn_plan_information(plan, s, sub);
		return;
	}
	plan_words(plan, s, sub);
}

static void
plan_automatic(JnPlan *plan, const JnSituation *s)
{
	JnOp *op = jn_plan_hold(plan, s, 0, "automatic mail: %s", s->automatic->reason);

	if (s->automatic->level != JN_AUTOMATIC_CERTAIN)
		return;
	op->u.hold.noted = TRUE;
	jn_plan_conclude(plan, JN_OUTCOME_IGNORED, "ignored: %s", op->u.hold.reason);
}

/* A proven mail shows the zone its writer lives in. */
static void
learn_zone(JnPlan *plan, const JnSituation *s)
{
	/* Whole quarters of an hour, as zones are. */
	int offset = s->message->date_offset - s->message->date_offset % 900;
	JnOp *op;

	if (s->sender == NULL || !s->message->has_zone || offset < ZONE_WEST ||
	    offset > ZONE_EAST || (s->sender->has_zone && s->sender->zone == offset) ||
	    !jn_situation_is_proven(s))
		return;
	op = jn_plan_add(plan, JN_OP_ZONE);
	op->u.zone.person = s->sender->id;
	op->u.zone.zone = offset;
}

static gboolean
is_loop(const JnSituation *s)
{
	g_autofree char *value = jn_message_header(s->message, JN_LOOP_HEADER);

	return value != NULL && g_ascii_strcasecmp(g_strstrip(value), s->domain) == 0;
}

/* Where the state of things leaves nothing to decide; TRUE if it did. */
static gboolean
plan_foregone(JnPlan *plan, const JnSituation *s)
{
	if (s->address.place == JN_PLACE_OPERATOR && is_loop(s)) {
		jn_plan_hold(
			plan, s, 0,
			"mail to the operator came back: the operator's address leads here; set "
			"[site] operator");
		return TRUE;
	}
	if (s->address.place == JN_PLACE_OPERATOR) {
		jn_plan_add(plan, JN_OP_FORWARD);
		jn_plan_conclude(plan, JN_OUTCOME_DONE, "forwarded to the operator");
		return TRUE;
	}
	if ((s->address.place == JN_PLACE_GOAL && s->goal == NULL) ||
	    (s->goal != NULL && s->goal->state == JN_GOAL_DELETED)) {
		jn_plan_conclude(plan, JN_OUTCOME_REFUSED, "no goal has the address %s@%s",
				 s->address.name, s->domain);
		return TRUE;
	}
	if (s->seen == JN_SEEN_POST) {
		jn_plan_conclude(plan, JN_OUTCOME_IGNORED, "the same mail came before");
		return TRUE;
	}
	if (s->seen == JN_SEEN_HELD && !jn_situation_is_proven(s)) {
		jn_plan_conclude(plan, JN_OUTCOME_IGNORED, "the same mail is held already");
		return TRUE;
	}
	return FALSE;
}

void
jn_plan_keep_rest(JnPlan *plan, const JnSituation *s)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	if (!jn_situation_is_proven(s) || plan->outcome != JN_OUTCOME_DONE)
		return;
	jn_plan_notice(plan, "not-sent", s->sender, s->goal, &variables);
	jn_plan_hold(plan, s, s->sender->id, "text below a command; the sender was told")
		->u.hold.noted = TRUE;
	jn_plan_conclude(plan, JN_OUTCOME_DONE,
			 "a command was carried out, the text below it kept");
}

/* What is new to them, now. */
static void
plan_digest_now(JnPlan *plan, const JnSituation *s)
{
	if (!jn_situation_is_proven(s)) {
		jn_plan_hold_unproven(plan, s);
		return;
	}
	jn_plan_add(plan, JN_OP_DIGEST)->u.digest.person = s->sender->id;
	jn_plan_conclude(plan, JN_OUTCOME_DONE,
			 "person %" G_GINT64_FORMAT " gets what is new to them", s->sender->id);
}

/* A reply to a digest is for the protege it concerns, unless its address or its first line says
 * outright what it wants of us: '#forget' must not be passed on and forgotten. */
static void
plan_me(JnPlan *plan, const JnSituation *s)
{
	JnSituation own = *s;
	const char *rest;

	JnSub command = jn_plan_command_of(s, &rest);

	if (command == JN_SUB_STOP && jn_notice_asks_how(s->notice)) {
		jn_plan_stop_all(plan, s);
		return;
	}
	if (s->address.sub == JN_SUB_DIGEST || command == JN_SUB_DIGEST) {
		plan_digest_now(plan, s);
	} else if (jn_sub_word(s->address.sub) != NULL || command != JN_SUB_NONE ||
		   !jn_plan_reply_to_digest(plan, s)) {
		/* A goal is known only by what the mail quotes of a digest. */
		own.goal = NULL;
		jn_plan_me(plan, &own);
	}
}

/* Mail that is not wanted: kept for the operator to look at, and never answered. At me@ only what a
 * goal did not want is lost: a reply to a digest (plan-digest.c). */
static gboolean
plan_blocked(JnPlan *plan, const JnSituation *s)
{
	if (s->blocked == JN_BLOCKED_NOT || s->evidence.released || jn_plan_leads_out(s) ||
	    (s->blocked == JN_BLOCKED_GOAL && s->address.place == JN_PLACE_ME))
		return FALSE;
	jn_plan_hold_blocked(plan, s);
	return TRUE;
}

/* What our own filter calls spam waits for the operator; not so what is towards privacy, nor what a
 * cookie or the operator says of it. */
static gboolean
plan_spam(JnPlan *plan, const JnSituation *s)
{
	if (s->spam == NULL || s->evidence.released || s->evidence.confirmed ||
	    jn_plan_is_towards_privacy(s))
		return FALSE;
	jn_plan_hold(plan, s, 0, "the site's filter takes it for spam: %s", s->spam);
	return TRUE;
}

static JnPlan *
plan_make(const JnSituation *s)
{
	JnPlan *plan = jn_plan_new();
	const char *rest = "";
	JnSub command;

	/* One that we forwarded ourselves comes back: it goes round. */
	if (s->complaint && s->seen != JN_SEEN_POST && !is_loop(s)) {
		jn_plan_complaint(plan, s);
		return plan;
	}
	if (plan_foregone(plan, s))
		return plan;
	if (s->address.place == JN_PLACE_BOUNCES || s->address.sub == JN_SUB_BOUNCE ||
	    s->address.sub == JN_SUB_PROBE) {
		jn_plan_bounce(plan, s);
		return plan;
	}
	/* Nobody writes as such: what we sent comes back, of a gateway that strips all else. */
	if (s->from_ours) {
		jn_plan_hold(plan, s, 0, "From is an address of ours: it is forged, or goes round");
		return plan;
	}
	if (plan_blocked(plan, s))
		return plan;
	if (s->automatic->level != JN_AUTOMATIC_NO && !s->evidence.released &&
	    !s->evidence.confirmed) {
		plan_automatic(plan, s);
		return plan;
	}
	if (plan_spam(plan, s) || jn_plan_goes_round(plan, s))
		return plan;
	learn_zone(plan, s);
	if (jn_situation_is_proven(s))
		jn_plan_learn_language(plan, s);
	/* The earlier delivery waits for a proof; this one is it. */
	if (s->seen == JN_SEEN_HELD)
		jn_plan_add(plan, JN_OP_RELEASED)->u.release.held = s->seen_held;
	if (s->address.place == JN_PLACE_NEW && s->address.sub != JN_SUB_CONFIRM) {
		jn_plan_goal(plan, s);
		return plan;
	}
	if (s->address.place == JN_PLACE_ME && s->address.sub != JN_SUB_CONFIRM) {
		plan_me(plan, s);
		return plan;
	}
	if (jn_plan_is_reflection(s)) {
		jn_plan_reflect(plan, s);
		return plan;
	}
	command = jn_plan_bears(s, JN_SUB_CLOSE) ? JN_SUB_CLOSE
		  : jn_plan_bears(s, JN_SUB_FIT) ? JN_SUB_FIT
						 : jn_plan_command_of(s, &rest);
	plan_sub(plan, s, command != JN_SUB_NONE ? command : s->address.sub);
	/* The others know for whom the rest of the mail is. */
	if (command != JN_SUB_NONE && command != JN_SUB_CLOSE && command != JN_SUB_LEAVE &&
	    command != JN_SUB_CHOOSE && command != JN_SUB_NUDGES && command != JN_SUB_SHARE &&
	    command != JN_SUB_SKILLS && command != JN_SUB_FIT && command != JN_SUB_ANON &&
	    command != JN_SUB_MODERATE && command != JN_SUB_REVEAL && !jn_sub_is_meaning(command) &&
	    rest[0] != '\0')
		jn_plan_keep_rest(plan, s);
	return plan;
}

JnPlan *
jn_plan_make(const JnSituation *s)
{
	JnPlan *plan = plan_make(s);

	jn_plan_offer_way_back(plan, s);
	return jn_plan_end_letters(plan, s);
}
