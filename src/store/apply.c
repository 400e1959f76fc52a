#include "store/apply.h"

#include "base/limits.h"
#include "core/plan-parts.h"
#include "mail/subject.h"
#include "store/anon.h"
#include "store/block.h"
#include "store/goal.h"
#include "store/gratitude.h"
#include "store/held.h"
#include "store/journey.h"
#include "store/mentor.h"
#include "store/outbox.h"
#include "store/person.h"
#include "store/reflection.h"
#include "store/setback.h"
#include "store/snapshot.h"

typedef struct Work {
	JnDb *db;
	const JnSituation *s;
	JnMail *mail;
} Work;

static gboolean
mail_keep(Work *work, GError **error)
{
	return work->mail->id != 0 || jn_mail_save_new(work->db, work->mail, error);
}

static gboolean
apply_post(Work *work, const JnOp *op, GError **error)
{
	const JnSituation *s = work->s;
	g_autofree char *base = op->u.post.subject ? jn_subject_base(op->u.post.subject) : NULL;
	JnPost post = {
		.id = op->u.post.id,
		.goal = op->u.post.goal,
		.author = op->u.post.author,
		.parent = op->u.post.parent,
		.root = op->u.post.root,
		.kind = op->u.post.kind,
		.says = op->u.post.says,
		.audience = op->u.post.audience,
		.closed_root = op->u.post.closed_root,
		.shared = op->u.post.shared,
		.number = op->u.post.number,
		.message_id = (char *)op->u.post.message_id,
		.original_id = op->u.post.anonymous ? s->message->message_id : NULL,
		.subject = op->u.post.subject ? op->u.post.subject : s->message->subject,
		.subject_base = base ? base : s->message->subject_base,
		.gist = op->u.post.gist,
		.thread_index = s->message->thread_index,
		.created = s->now,
	};

	/* That is how it is known later. */
	if (op->u.post.anonymous && post.original_id == NULL)
		post.original_id = post.message_id;
	return mail_keep(work, error) &&
	       jn_post_save_new(work->db, &post,
				op->u.post.text ? op->u.post.text : s->new_text->text,
				work->mail->id, error) &&
	       jn_journey_save_post(work->db, post.goal, post.author, error);
}

static gboolean
apply_broadcast(Work *work, const JnOp *op, GError **error)
{
	JnOutbox row = {.post = op->u.broadcast.post,
			.goal = work->s->goal->id,
			.to = JN_TO_POST,
			.created = work->s->now,
			.due = work->s->now};

	return jn_outbox_save_new(work->db, &row, error);
}

/* Counts a letter that nobody may have asked for: by whom it goes to, and by whose mail it comes
 * about, unless that is proven to be theirs who get it. */
static gboolean
apply_unasked(Work *work, gint64 person, GError **error)
{
	const JnSituation *s = work->s;
	gboolean is_own = s->sender != NULL && s->sender->id == person && jn_situation_is_proven(s);
	g_autoptr(JnPerson) to = NULL;

	for (guint i = 0; !is_own && s->sources != NULL && i < s->sources->len; i++)
		if (!jn_source_save(work->db, s->sources->pdata[i], s->now, error))
			return FALSE;
	return jn_person_load(work->db, person, &to, error) &&
	       (to == NULL || jn_unasked_save(work->db, to, s->now, error));
}

/* Of the mail that a letter answers; "" where it has none, NULL where there is no mail. */
static const char *
answered_id(const JnSituation *s)
{
	if (s->message == NULL)
		return NULL;
	return s->message->message_id != NULL ? s->message->message_id : "";
}

static gboolean
apply_notice(Work *work, const JnOp *op, GError **error)
{
	const JnSituation *s = work->s;
	JnOutbox row = {
		.goal = op->u.notice.goal,
		.person = op->u.notice.person,
		.template_name = (char *)op->u.notice.template_name,
		.variables = op->u.notice.variables,
		.to = op->u.notice.to,
		.address = op->u.notice.address,
		.language = op->u.notice.language,
		.reply_to = op->u.notice.reply_to,
		.in_reply_to = op->u.notice.is_reply ? (char *)answered_id(s) : NULL,
		.created = s->now,
		.due = MAX(op->u.notice.due, s->now),
	};

	if (!jn_outbox_save_new(work->db, &row, error))
		return FALSE;
	return !op->u.notice.unasked || apply_unasked(work, op->u.notice.person, error);
}

static gboolean
apply_goal(Work *work, const JnOp *op, GError **error)
{
	JnGoal goal = {
		.id = op->u.goal.id,
		.name = op->u.goal.name,
		.title = op->u.goal.title,
		.background = op->u.goal.background,
		.expectations = op->u.goal.expectations,
		.skills = op->u.goal.skills,
		.language = op->u.goal.language,
		.state = JN_GOAL_OPEN,
		.phase = JN_PHASE_QUESTIONING,
		.protege = op->u.goal.protege,
		.alias = op->u.goal.alias,
		.created = work->s->now,
	};

	return jn_goal_save_new(work->db, &goal, error);
}

static gboolean
apply_cookie(Work *work, const JnOp *op, GError **error)
{
	JnCookie cookie = {
		.action = op->u.cookie.action,
		.person = op->u.cookie.person,
		.goal = op->u.cookie.goal,
		.held = op->u.cookie.held,
		.payload = op->u.cookie.payload,
		.expires = op->u.cookie.expires,
	};

	return jn_cookie_save_new(work->db, &cookie, op->u.cookie.secret, work->s->now, error);
}

static gboolean
apply_hold(Work *work, const JnOp *op, GError **error)
{
	const JnSituation *s = work->s;
	const JnMailbox *from = s->message->from->len > 0 ? s->message->from->pdata[0] : NULL;
	JnHeld held = {
		.id = op->u.hold.id,
		.goal = s->goal ? s->goal->id : 0,
		.person = op->u.hold.person,
		.sender = from ? from->addr : (char *)"",
		.subject = s->message->subject,
		.reason = op->u.hold.reason,
		.state = (char *)(op->u.hold.noted ? "noted" : "waiting"),
		.moderated = op->u.hold.moderated,
		.untold = op->u.hold.untold,
		.gist = op->u.hold.gist,
		.created = s->now,
		.expires = s->now + JN_HELD_LIFE,
	};

	if (!mail_keep(work, error))
		return FALSE;
	held.mail = work->mail->id;
	return jn_held_save_new(work->db, &held, error);
}

static gboolean
apply_forward(Work *work, GError **error)
{
	JnOutbox row = {.to = JN_TO_OPERATOR, .created = work->s->now, .due = work->s->now};

	if (!mail_keep(work, error))
		return FALSE;
	row.mail = work->mail->id;
	return jn_outbox_save_new(work->db, &row, error);
}

/* One's own settings. */
static gboolean
apply_setting(Work *work, const JnOp *op, GError **error)
{
	gint64 person = op->u.setting.person;

	const char *text = op->u.setting.text;

	if (op->kind == JN_OP_LANGUAGE)
		return jn_person_save_language(work->db, person, text, error);
	if (op->kind == JN_OP_MAIL_LANGUAGE)
		return jn_person_save_mail_language(work->db, person, text, error);
	if (op->kind == JN_OP_SKILLS)
		return jn_person_save_skills(work->db, person, text, error);
	if (op->kind == JN_OP_THANKS)
		return jn_person_save_thanks(work->db, person, text, error);
	if (op->kind == JN_OP_INTRODUCTIONS)
		return jn_person_save_introductions(work->db, person, text, error);
	g_return_val_if_reached(FALSE);
}

static gboolean
apply_gratitude(Work *work, const JnOp *op, GError **error)
{
	const JnSaid said = {
		.goal = op->u.gratitude.goal,
		.post = op->u.gratitude.post,
		.answer = op->u.gratitude.answer,
		.person = op->u.gratitude.person,
		.kind = op->u.gratitude.kind,
		.words = op->u.gratitude.words,
		.created = work->s->now,
	};

	return jn_gratitude_save_new(work->db, &said, error);
}

static gboolean
apply_case(Work *work, const JnOp *op, GError **error)
{
	const JnGoal about = {
		.id = op->u.about.goal,
		.background = op->u.about.background,
		.expectations = op->u.about.expectations,
		.language = op->u.about.language,
	};

	return jn_goal_save_case(work->db, &about, error);
}

/* Once each, with the letter that asks. */
static gboolean
apply_ask(Work *work, const JnOp *op, GError **error)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnOutbox row = {.goal = op->u.ask.goal,
			.person = op->u.ask.person,
			.template_name = (char *)"reflect-ask",
			.to = JN_TO_PERSON,
			.created = work->s->now,
			.due = work->s->now};
	gint64 id;
	gboolean good;

	if (!jn_reflection_ask(work->db, op->u.ask.goal, op->u.ask.person, op->u.ask.other,
			       work->s->now, &id, error))
		return FALSE;
	if (id == 0)
		return TRUE;
	g_variant_dict_insert(&variables, "reflection", "x", id);
	g_variant_dict_insert(&variables, "who", "s", op->u.ask.who);
	g_variant_dict_insert(&variables, "one", "b", op->u.ask.other != 0);
	row.variables = g_variant_ref_sink(g_variant_dict_end(&variables));
	good = jn_outbox_save_new(work->db, &row, error);
	g_variant_unref(row.variables);
	return good;
}

static gboolean
apply_setback(Work *work, const JnOp *op, GError **error)
{
	const JnNoted noted = {
		.person = op->u.setback.person,
		.kind = (char *)op->u.setback.kind,
		.told = (char *)"report",
		.reason = op->u.setback.reason,
		.score = op->u.setback.score,
		.created = work->s->now,
	};

	return jn_setback_save_new(work->db, &noted, error);
}

static gboolean
apply_op(Work *work, const JnOp *op, GError **error)
{
	const JnSituation *s = work->s;

	switch (op->kind) {
	case JN_OP_POST:
		return apply_post(work, op, error);
	case JN_OP_BROADCAST:
		return apply_broadcast(work, op, error);
	case JN_OP_NOTICE:
		return apply_notice(work, op, error);
	case JN_OP_GOAL:
		return apply_goal(work, op, error);
	case JN_OP_FOLLOW:
		return jn_follow_save(work->db, op->u.follow.goal, op->u.follow.person,
				      op->u.follow.mode, s->now, error);
	case JN_OP_COOKIE:
		return apply_cookie(work, op, error);
	case JN_OP_SPEND:
		return jn_cookie_spend(work->db, op->u.spend.cookie, s->now, error);
	case JN_OP_HOLD:
		return apply_hold(work, op, error);
	case JN_OP_RELEASE:
		return TRUE;
	case JN_OP_RELEASED:
		return jn_held_save_state(work->db, op->u.release.held, "released", error);
	case JN_OP_DROP:
		return jn_held_save_state(work->db, op->u.drop.held, "dropped", error);
	case JN_OP_BLOCK:
		return jn_block_save(work->db, op->u.block.goal, op->u.block.addr, op->u.block.by,
				     "", s->now, error) &&
		       jn_held_drop_of(work->db, op->u.block.goal, op->u.block.addr, error);
	case JN_OP_MODERATION:
		return jn_goal_save_moderation(work->db, op->u.moderation.goal,
					       op->u.moderation.how, error);
	case JN_OP_REACH:
		return jn_person_save_reach(work->db, op->u.reach.person, op->u.reach.reach,
					    op->u.reach.reason, op->u.reach.score, s->now, error);
	case JN_OP_SETBACK:
		return apply_setback(work, op, error);
	case JN_OP_LINK:
		return jn_person_link(work->db, op->u.link.person, op->u.link.addr, error);
	case JN_OP_ZONE:
		return jn_person_save_zone(work->db, op->u.zone.person, op->u.zone.zone, error);
	case JN_OP_NAME:
		return jn_person_save_name(work->db, op->u.name.person, op->u.name.name, error);
	case JN_OP_FORWARD:
		return apply_forward(work, error);
	case JN_OP_CLOSE:
		return jn_goal_close(work->db, op->u.goal_state.goal, s->now, error);
	case JN_OP_OPEN:
		return jn_goal_open(work->db, op->u.goal_state.goal, s->now, error);
	case JN_OP_END:
		return jn_goal_end(work->db, op->u.goal_state.goal, s->now, error);
	case JN_OP_MENTOR:
		return jn_mentor_save(work->db, op->u.mentor.goal, op->u.mentor.person,
				      op->u.mentor.state, op->u.mentor.expires, s->now, error);
	case JN_OP_GRATITUDE:
		return apply_gratitude(work, op, error);
	case JN_OP_ASK:
		return apply_ask(work, op, error);
	case JN_OP_REFLECT:
		return jn_reflection_save_words(work->db, op->u.reflect.reflection,
						op->u.reflect.words, s->now, error);
	case JN_OP_AGREE:
		return jn_reflection_save_agreed(work->db, op->u.agree.reflection, s->now, error);
	case JN_OP_SHOWN:
		return jn_reflection_save_shared(work->db, op->u.shown.one, op->u.shown.other,
						 s->now, error);
	case JN_OP_CASE:
		return apply_case(work, op, error);
	case JN_OP_PHASE:
		return jn_goal_save_phase(work->db, op->u.phase.goal, op->u.phase.phase,
					  op->u.phase.post, s->now, error);
	case JN_OP_CHOOSE:
		return jn_journey_choose(work->db, op->u.choose.post, s->now, error);
	case JN_OP_NUDGES:
		return jn_journey_save_times(work->db, op->u.nudges.goal, op->u.nudges.days, error);
	case JN_OP_DIGEST:
		return jn_person_save_digest_asked(work->db, op->u.digest.person, s->now, error);
	case JN_OP_QUIET:
		return jn_goal_save_quiet(work->db, op->u.quiet.goal, op->u.quiet.until, s->now,
					  error);
	case JN_OP_LANGUAGE:
	case JN_OP_MAIL_LANGUAGE:
	case JN_OP_SKILLS:
	case JN_OP_THANKS:
	case JN_OP_INTRODUCTIONS:
		return apply_setting(work, op, error);
	case JN_OP_GOAL_SKILLS:
		return jn_goal_save_skills(work->db, op->u.goal_text.goal, op->u.goal_text.text,
					   error);
	case JN_OP_FIT:
		return jn_goal_save_fit(work->db, op->u.goal_text.goal, op->u.goal_text.text,
					error);
	case JN_OP_UNLINK:
		return jn_person_unlink(work->db, op->u.link.person, op->u.link.addr, error);
	case JN_OP_PRIMARY:
		return jn_person_save_primary(work->db, op->u.link.person, op->u.link.addr, error);
	case JN_OP_ANON:
		return jn_goal_save_alias(work->db, op->u.anon.goal, op->u.anon.alias,
					  op->u.anon.ids, s->domain, error);
	case JN_OP_REVEAL:
		return jn_goal_reveal(work->db, op->u.reveal.goal, op->u.reveal.person, error);
	case JN_OP_NO_DIGESTS:
		return jn_person_end_digests(work->db, op->u.person.person, error);
	case JN_OP_FORGET:
		/* Goals end with it, by plans of their own: run/intake.c has run/forget.h do it,
		 * once this plan is applied. */
		return TRUE;
	}
	g_return_val_if_reached(FALSE);
}

gboolean
jn_plan_apply(JnDb *db,
	      const JnPlan *plan,
	      const JnSituation *s,
	      JnMail *mail,
	      gboolean again,
	      GError **error)
{
	Work work = {db, s, mail};
	g_autofree char *place = NULL;
	gint64 held = 0;

	for (guint i = 0; i < plan->ops->len; i++) {
		const JnOp *op = plan->ops->pdata[i];

		if (!apply_op(&work, op, error))
			return FALSE;
		if (op->kind == JN_OP_HOLD && op->u.hold.proof)
			held = op->u.hold.id;
	}
	if (again || plan->outcome == JN_OUTCOME_REFUSED || s->seen == JN_SEEN_POST)
		return TRUE;
	/* Ignored because the same mail is held already: it stays held. */
	if (s->seen == JN_SEEN_HELD && plan->outcome == JN_OUTCOME_IGNORED)
		return TRUE;
	place = jn_snapshot_place(&s->address);
	return jn_seen_save(db, place, s->message->message_id ? s->message->message_id : "",
			    s->message->hash, held, s->now, error);
}
