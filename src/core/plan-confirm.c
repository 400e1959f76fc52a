/* A cookie comes back: the one proof that needs no other, because only the person's mailbox had it.
 */
#include <string.h>

#include "core/command.h"
#include "core/consent.h"
#include "core/plan-parts.h"

static char *
payload_string(const JnCookie *cookie, const char *key)
{
	char *value = NULL;

	if (cookie->payload != NULL)
		g_variant_lookup(cookie->payload, key, "s", &value);
	return value ? value : g_strdup("");
}

static gboolean
has_agreed(const JnCookie *cookie)
{
	gboolean agreed = FALSE;

	return cookie->payload != NULL &&
	       g_variant_lookup(cookie->payload, "agreed", "b", &agreed) && agreed;
}

static gboolean
is_anonymous(const JnCookie *cookie)
{
	gboolean anonymous = FALSE;

	return cookie->payload != NULL &&
	       g_variant_lookup(cookie->payload, "anon", "b", &anonymous) && anonymous;
}

static void
goal_make(JnPlan *plan, const JnSituation *s)
{
	const JnCookie *cookie = s->cookie;
	JnOp *op = jn_plan_add(plan, JN_OP_GOAL);
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	g_auto(GVariantDict) announcement = G_VARIANT_DICT_INIT(NULL);
	JnGoal goal = {.id = s->next_goal};
	JnOp *notice;

	op->u.goal.id = s->next_goal;
	op->u.goal.protege = cookie->person;
	op->u.goal.name = g_strdup(s->free_name);
	op->u.goal.title = payload_string(cookie, "title");
	op->u.goal.background = payload_string(cookie, "background");
	op->u.goal.expectations = payload_string(cookie, "expectations");
	op->u.goal.skills = payload_string(cookie, "skills");
	op->u.goal.language = payload_string(cookie, "language");
	if (is_anonymous(cookie))
		op->u.goal.alias = jn_plan_alias(s);
	g_variant_dict_insert(&variables, "alias", "s", op->u.goal.alias ? op->u.goal.alias : "");
	jn_plan_notice(plan, "goal-ready", s->claimed, &goal, &variables);
	g_variant_dict_insert(&announcement, "background", "s", op->u.goal.background);
	notice = jn_plan_notice(plan, "goal-announce", NULL, &goal, &announcement);
	notice->u.notice.to = JN_TO_STREAM;
	notice->u.notice.is_reply = FALSE;
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "goal %s made for person %" G_GINT64_FORMAT,
			 s->free_name, cookie->person);
}

static void
follow(JnPlan *plan, const JnSituation *s)
{
	g_autofree char *word = payload_string(s->cookie, "mode");
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnMode mode = JN_MODE_EACH;
	JnOp *op = jn_plan_add(plan, JN_OP_FOLLOW);

	(void)jn_mode_from_word(word, &mode);
	op->u.follow.goal = s->cookie->goal;
	op->u.follow.person = s->cookie->person;
	op->u.follow.mode = mode;
	g_variant_dict_insert(&variables, "mode", "s", jn_mode_word(mode));
	g_variant_dict_insert(&variables, "all", "b", s->goal->state == JN_GOAL_STREAM);
	jn_plan_notice(plan, "follow-done", s->claimed, s->goal, &variables);
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "person %" G_GINT64_FORMAT " follows %s, %s",
			 s->cookie->person, s->goal->name, jn_mode_word(mode));
}

static void
resume(JnPlan *plan, const JnSituation *s)
{
	JnOp *op = jn_plan_add(plan, JN_OP_REACH);
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	op->u.reach.person = s->cookie->person;
	op->u.reach.reach = JN_REACH_OK;
	jn_plan_notice(plan, "resumed", s->claimed, s->goal, &variables);
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "mail to person %" G_GINT64_FORMAT " starts again",
			 s->cookie->person);
}

static void
release(JnPlan *plan, const JnSituation *s)
{
	JnOp *op = jn_plan_add(plan, JN_OP_RELEASE);

	op->u.release.held = s->cookie->held;
	op->u.release.admitted = s->cookie->action == JN_ACTION_ADMIT;
	op->u.release.shared = s->cookie->action == JN_ACTION_SHARE;
	if (s->cookie->payload != NULL)
		(void)g_variant_lookup(s->cookie->payload, "previewed", "b",
				       &op->u.release.previewed);
	jn_plan_conclude(plan, JN_OUTCOME_DONE,
			 "person %" G_GINT64_FORMAT " confirmed held mail %" G_GINT64_FORMAT,
			 s->cookie->person, s->cookie->held);
}

/* The known address says that the other one is theirs; now the other one is asked too, or whoever
 * holds a token could make any address their own. */
static void
link_ask_other(JnPlan *plan, const JnSituation *s)
{
	JnCookie cookie = *s->cookie;
	g_auto(GVariantDict) payload = G_VARIANT_DICT_INIT(s->cookie->payload);
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	g_variant_dict_insert(&payload, "agreed", "b", TRUE);
	cookie.payload = g_variant_dict_end(&payload);
	g_variant_dict_insert(&variables, "other_address", "s", s->claimed->addr);
	jn_plan_cookie(plan, s, &cookie, s->address.name, "link-confirm", s->linked, &variables);
	jn_plan_conclude(plan, JN_OUTCOME_DONE,
			 "person %" G_GINT64_FORMAT
			 " says that another address is theirs; that was "
			 "asked to confirm",
			 s->cookie->person);
}

static void
link_address(JnPlan *plan, const JnSituation *s)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnOp *op = jn_plan_add(plan, JN_OP_LINK);

	op->u.link.person = s->cookie->person;
	op->u.link.addr = payload_string(s->cookie, "addr");
	g_variant_dict_insert(&variables, "other_address", "s", op->u.link.addr);
	jn_plan_notice(plan, "linked", s->claimed, s->goal, &variables);
	/* Asked for at me@ there is no mail that waits. */
	if (s->cookie->held != 0)
		release(plan, s);
	else
		jn_plan_conclude(plan, JN_OUTCOME_DONE,
				 "another address is linked to person %" G_GINT64_FORMAT,
				 s->cookie->person);
}

/* Whether the cookie's address can become that where their mail goes. */
static gboolean
can_be_primary(const JnSituation *s)
{
	g_autofree char *addr = payload_string(s->cookie, "addr");

	return s->addresses != NULL && s->addresses->len > 1 &&
	       !g_str_equal(s->addresses->pdata[0], addr) &&
	       g_ptr_array_find_with_equal_func((GPtrArray *)s->addresses, addr, g_str_equal, NULL);
}

static void
link_confirm(JnPlan *plan, const JnSituation *s)
{
	if (s->linked == NULL)
		jn_plan_hold(plan, s, 0, "a confirmation that names no address");
	else if (s->link_taken ||
		 (!has_agreed(s->cookie) &&
		  (s->linked_cookies >= s->cookies_per_day || !jn_situation_source_may_ask(s))))
		/* Not held, or the page of who asked would show it: they must not learn who is
		 * known here. */
		jn_plan_conclude(plan, JN_OUTCOME_DONE,
				 "the address that person %" G_GINT64_FORMAT
				 " names is that of somebody, or was asked often: not asked",
				 s->cookie->person);
	else if (has_agreed(s->cookie))
		link_address(plan, s);
	else
		link_ask_other(plan, s);
}

/* What they wrote beside it is for nobody else's eyes, not the operator's either. */
static gboolean
is_private(const JnCookie *cookie)
{
	return cookie != NULL && cookie->action == JN_ACTION_SHOW;
}

/* A used or expired cookie, or a piece of one: its sender is told, if that may be. */
static void
plan_late(JnPlan *plan, const JnSituation *s)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	if (jn_situation_answer(s, JN_WANT_LETTER) == JN_ANSWER_ACT)
		jn_plan_notice(plan, "confirm-late", s->sender, s->goal, &variables)
			->u.notice.unasked = TRUE;
	if (is_private(s->cookie))
		jn_plan_conclude(plan, JN_OUTCOME_DONE, "a confirmation that came too late");
	else
		jn_plan_hold(plan, s, 0,
			     "a confirmation that was used, has expired or is incomplete");
}

/* ---- replies that say something else ---- */

/* Of what they wrote, in the letter. */
#define ASKED_BYTES 600

/* Asked once more, with a word that a disclaimer below it cannot turn. The cookie of before stays
 * good where perhaps only a machine has answered it: the person's own yes may still be under way. */
static void
ask_again(JnPlan *plan, const JnSituation *s, JnConsent consent)
{
	JnCookie cookie = *s->cookie;
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnOp *notice;

	/* Two programs could go on for ever. */
	if (s->claimed_cookies >= s->cookies_per_day) {
		jn_plan_hold(plan, s, 0,
			     "a reply to a question for a yes that may say no; asked often");
		return;
	}
	jn_plan_add_cut(&variables, "text", s->new_text->text, ASKED_BYTES);
	g_variant_dict_insert(&variables, "yes", "s", JN_COMMAND_YES);
	if (consent == JN_CONSENT_UNSURE) {
		g_variant_dict_insert(&variables, "expires", "t", (guint64)cookie.expires);
		notice = jn_plan_notice(plan, "confirm-unsure", s->claimed, s->goal, &variables);
		notice->u.notice.reply_to = jn_address_format_cookie(
			s->address.name, s->address.secret, s->domain, s->separator);
		notice->u.notice.unasked = TRUE;
	} else {
		jn_plan_cookie(plan, s, &cookie, s->address.name, "confirm-unsure", s->claimed,
			       &variables);
	}
	if (is_private(s->cookie)) {
		jn_plan_conclude(plan, JN_OUTCOME_DONE,
				 "person %" G_GINT64_FORMAT " was asked again whether they agree",
				 s->cookie->person);
		return;
	}
	jn_plan_hold(
		plan, s, s->claimed->id,
		consent == JN_CONSENT_UNSURE
			? "a reply to a question for a yes that may be a machine's; they were "
			  "asked again"
			: "a reply to a question for a yes that may say no; they were asked again")
		->u.hold.noted = TRUE;
}

/* A no to whether a mail that closes is theirs. What bears the command means the close after all, and
 * is asked again. */
static gboolean
denies_close(const JnSituation *s)
{
	g_autofree char *rest = NULL;
	g_autofree char *words = jn_command_close(s->new_text->text, &rest);
	gboolean closes = FALSE;

	return words == NULL && s->cookie->action == JN_ACTION_RELEASE &&
	       s->cookie->payload != NULL &&
	       g_variant_lookup(s->cookie->payload, "closes", "b", &closes) && closes;
}

/* Whether what the cookie asked is still a question: the goal may have changed since. */
static gboolean
is_moot(const JnSituation *s)
{
	const JnMentor *mentor;

	switch (s->cookie->action) {
	case JN_ACTION_ACCEPT:
		mentor = jn_situation_mentor(s, s->cookie->person);
		return s->goal->state != JN_GOAL_CLOSED || mentor == NULL ||
		       mentor->state != JN_MENTOR_ASKED;
	case JN_ACTION_LEAVE:
		return jn_situation_mentor(s, s->cookie->person) == NULL;
	case JN_ACTION_OPEN:
		return s->goal->state != JN_GOAL_CLOSED || s->cookie->person != s->goal->protege;
	case JN_ACTION_ADMIT:
	case JN_ACTION_SHARE:
	case JN_ACTION_PREVIEW:
	case JN_ACTION_ACHIEVED:
		return s->cookie->person != s->goal->protege;
	case JN_ACTION_REVEAL:
		return jn_plan_reveal_is_moot(s);
	case JN_ACTION_LINK:
		/* Who asked at me@ must not learn by it who is known here: link_taken(). */
		return s->link_taken && s->cookie->held != 0;
	case JN_ACTION_PRIMARY:
		return !can_be_primary(s);
	case JN_ACTION_SHOW:
		return jn_plan_show_is_moot(s);
	case JN_ACTION_GOAL:
	case JN_ACTION_FOLLOW:
	case JN_ACTION_UNFOLLOW:
	case JN_ACTION_RELEASE:
	case JN_ACTION_RESUME:
	case JN_ACTION_FORGET:
	case JN_ACTION_MODERATE:
		return FALSE;
	}
	g_return_val_if_reached(TRUE);
}

/* What a cookie was asked for. */
static JnWant
want_of(JnAction action)
{
	switch (action) {
	case JN_ACTION_GOAL:
		return JN_WANT_GOAL;
	case JN_ACTION_FOLLOW:
	case JN_ACTION_RESUME:
		return JN_WANT_SUBSCRIBE;
	case JN_ACTION_UNFOLLOW:
		return JN_WANT_UNSUBSCRIBE;
	case JN_ACTION_LEAVE:
		return JN_WANT_LEAVE;
	case JN_ACTION_ACCEPT:
		return JN_WANT_ACCEPT;
	case JN_ACTION_OPEN:
	case JN_ACTION_ADMIT:
	case JN_ACTION_SHARE:
	case JN_ACTION_SHOW:
	case JN_ACTION_MODERATE:
		return JN_WANT_OPEN;
	case JN_ACTION_REVEAL:
		return JN_WANT_REVEAL;
	case JN_ACTION_LINK:
	case JN_ACTION_PRIMARY:
		return JN_WANT_ADDRESS;
	case JN_ACTION_FORGET:
		return JN_WANT_ERASE;
	case JN_ACTION_RELEASE:
	case JN_ACTION_PREVIEW:
	case JN_ACTION_ACHIEVED:
		return JN_WANT_POST;
	}
	g_return_val_if_reached(JN_WANT_POST);
}

void
jn_plan_confirm(JnPlan *plan, const JnSituation *s)
{
	const JnCookie *cookie = s->cookie;
	JnConsent consent;
	gboolean needs_goal = cookie != NULL && cookie->goal != 0;

	if (cookie == NULL || cookie->spent != 0 || cookie->expires <= s->now ||
	    (needs_goal && (s->goal == NULL || s->goal->id != cookie->goal)) ||
	    s->claimed == NULL || is_moot(s) ||
	    jn_trust_answer(JN_PROOF_COOKIE, want_of(cookie->action)) != JN_ANSWER_ACT) {
		plan_late(plan, s);
		return;
	}
	/* A moderator's answer has words of its own. */
	consent = cookie->action == JN_ACTION_MODERATE
			  ? JN_CONSENT_GIVEN
			  : jn_consent_read(s->new_text->text, cookie->action, s->lexicons);
	if (consent == JN_CONSENT_UNSURE) {
		ask_again(plan, s, consent);
		return;
	}
	jn_plan_add(plan, JN_OP_SPEND)->u.spend.cookie = cookie->id;
	if (s->sender != NULL && s->sender->id == cookie->person) {
		jn_plan_learn_name(plan, s);
		/* That it came back proves it, too. */
		if (!jn_situation_is_proven(s))
			jn_plan_learn_language(plan, s);
	}
	if (consent == JN_CONSENT_REFUSED) {
		if (denies_close(s))
			(void)jn_plan_end_quiet(plan, s);
		ask_again(plan, s, consent);
		return;
	}
	switch (cookie->action) {
	case JN_ACTION_GOAL:
		goal_make(plan, s);
		return;
	case JN_ACTION_FOLLOW:
		follow(plan, s);
		return;
	case JN_ACTION_UNFOLLOW:
		jn_plan_unfollow_claimed(plan, s);
		return;
	case JN_ACTION_RELEASE:
	case JN_ACTION_ADMIT:
	case JN_ACTION_SHARE:
	case JN_ACTION_PREVIEW:
		release(plan, s);
		return;
	case JN_ACTION_REVEAL:
		jn_plan_confirm_reveal(plan, s);
		return;
	case JN_ACTION_ACCEPT:
		jn_plan_confirm_accept(plan, s, jn_situation_mentor(s, cookie->person));
		return;
	case JN_ACTION_LEAVE:
		jn_plan_confirm_leave(plan, s);
		return;
	case JN_ACTION_OPEN:
		jn_plan_confirm_open(plan, s);
		return;
	case JN_ACTION_RESUME:
		resume(plan, s);
		return;
	case JN_ACTION_ACHIEVED:
		jn_plan_confirm_achieved(plan, s);
		return;
	case JN_ACTION_LINK:
		link_confirm(plan, s);
		return;
	case JN_ACTION_PRIMARY:
		jn_plan_confirm_primary(plan, s);
		return;
	case JN_ACTION_FORGET:
		jn_plan_confirm_forget(plan, s);
		return;
	case JN_ACTION_SHOW:
		jn_plan_confirm_show(plan, s);
		return;
	case JN_ACTION_MODERATE:
		jn_plan_confirm_moderate(plan, s);
		return;
	}
}
