/*
 * plan-parts.h - what the files of plan.h share; not for others.
 */
#pragma once

#include "core/cues.h"
#include "core/plan.h"

/* Empty. */
JnPlan *jn_plan_new(void) G_GNUC_WARN_UNUSED_RESULT;

/* A GDestroyNotify of a JnOp. */
void jn_op_free(gpointer data);

/* Appends an operation, zeroed but for its kind. Borrowed until the plan is freed. */
JnOp *jn_plan_add(JnPlan *plan, JnOpKind kind);

void jn_plan_conclude(JnPlan *plan, JnOutcome outcome, const char *format, ...) G_GNUC_PRINTF(3, 4);

/*
 * What is done about what a mail wants: the word of core/trust.h. HOLD also where the mail has no
 * author (no From, or several: a proof proves somebody), and where nothing proves who sent it and
 * the letters that From may get in a day without having asked are used up.
 */
JnAnswer jn_situation_answer(const JnSituation *s, JnWant want);

/* Whether From sent it: a post of theirs would be acted on. */
gboolean jn_situation_is_proven(const JnSituation *s);

/* Whether the mail came to a way out that a letter gave (a token of that kind, of the person it
 * names; late or not), and what it wants is what such a token is for. Mail providers send these
 * themselves, from whatever address: the token is the proof. */
gboolean jn_situation_is_way_out(const JnSituation *s, char kind, JnWant want);

/* Whether mail from where this one comes may still make us write to people who did not ask. */
gboolean jn_situation_source_may_ask(const JnSituation *s);

/* Name for a person in our texts; never NULL ("" if unknown). */
const char *jn_person_shown(const JnPerson *person);

/* Adds a notice to one person. `variables` is consumed. */
JnOp *jn_plan_notice(JnPlan *plan,
		     const char *template_name,
		     const JnPerson *to,
		     const JnGoal *goal,
		     GVariantDict *variables);

/* Adds a cookie and the notice that carries it, which counts as unasked, and returns the notice.
 * `name` is the local name its address begins with. cookie->expires 0: the usual time. The
 * variables get `expires`. `payload` may be NULL (floating or owned: sunk). */
JnOp *jn_plan_cookie(JnPlan *plan,
		     const JnSituation *s,
		     const JnCookie *cookie,
		     const char *name,
		     const char *template_name,
		     const JnPerson *to,
		     GVariantDict *variables);

/* ---- how many letters somebody gets by what they write (plan-letters.c) ---- */

/* Programs without a sign of being one that answer each other's posts must come to an end: TRUE, and
 * it is held. One of two is not the protege's, whose questions may be the same and thanks are. */
gboolean jn_plan_goes_on(JnPlan *plan, const JnSituation *s);
/* A reply to a letter of whom too many went to: TRUE, and it is held. */
gboolean jn_plan_goes_round(JnPlan *plan, const JnSituation *s);
/* The same of a plan that is made, whatever it is for. Takes the plan; the one returned is to be
 * carried out. */
JnPlan *jn_plan_end_letters(JnPlan *plan, const JnSituation *s) G_GNUC_WARN_UNUSED_RESULT;
/* Asks a sender to whom mail rests whether it shall start again. */
void jn_plan_offer_way_back(JnPlan *plan, const JnSituation *s);
/* Adds a cookie without a notice, and returns its address. Caller frees. */
char *
jn_plan_cookie_alone(JnPlan *plan, const JnSituation *s, const JnCookie *cookie, const char *name)
	G_GNUC_WARN_UNUSED_RESULT;

/* Holds the mail for `person` or (0) the operator, and returns the hold. */
JnOp *jn_plan_hold(JnPlan *plan, const JnSituation *s, gint64 person, const char *format, ...)
	G_GNUC_PRINTF(4, 5);

/* Holds a mail nothing vouches for, and asks From with a cookie whether it is theirs, if that may
 * be; what the cookie releases counts as proven, whatever it wants. */
void jn_plan_hold_unproven(JnPlan *plan, const JnSituation *s);

/* plan-said.c: the command that the mail's words give, where its address does not say what is
 * meant, and what stands behind it; NONE: none. */
JnSub jn_plan_command_of(const JnSituation *s, const char **ret_rest);
/* Whether a command that counts anywhere stands in a mail that the protege seems to have written,
 * to an address that does not say something else outright. */
gboolean jn_plan_bears(const JnSituation *s, JnSub sub);
/* What leads out, or a question of ours answered: taken from whoever it is. */
gboolean jn_plan_leads_out(const JnSituation *s);
/* ... or closes, or makes anonymous: no limit and no filter stands before it. */
gboolean jn_plan_is_towards_privacy(const JnSituation *s);

/* Holds what a blocked sender wrote; nobody is told. */
void jn_plan_hold_blocked(JnPlan *plan, const JnSituation *s);

/* A mail with a person's token from an unproven other address: holds it and asks their known
 * address. FALSE if it is none. */
gboolean jn_plan_hold_for_link(JnPlan *plan, const JnSituation *s);

/* Learns the name that others see, from the first mail of the sender's own that gives one. */
void jn_plan_learn_name(JnPlan *plan, const JnSituation *s);

/* Learns the language that the sender's mail says they read, if they chose none: not of automatic
 * mail, nor by another's word (the operator's, the protege's) that it is theirs. The caller knows
 * that it is. */
void jn_plan_learn_language(JnPlan *plan, const JnSituation *s);

/* As much of a text as a letter shows, lines and all. */
void jn_plan_add_cut(GVariantDict *variables, const char *name, const char *text, gsize bytes);

/* Adds `mentors`: those chosen (JnAnswerer), by name and number. */
void jn_plan_add_mentors(GVariantDict *variables, const GPtrArray *chosen);

/* A few words of `text` on one line, at most `bytes`, cut at a word with an ellipsis. Caller frees.
 */
char *jn_gist(const char *text, gsize bytes);

/* The goal's row for a person who is asked or a member now; NULL for others. */
const JnMentor *jn_situation_mentor(const JnSituation *s, gint64 person);

/* Whether a person may see a post: core's word of store/visible.h. */
gboolean jn_situation_may_see(const JnSituation *s, const JnPost *post, gint64 person);

/* A mentor goes: the protege is told how (declined, left, expired), and asked what to do if nobody
 * is left. */
void
jn_plan_mentor_goes(JnPlan *plan, const JnSituation *s, const JnMentor *mentor, const char *how);

/* What waits for the proof of a close waits no longer. FALSE: nothing did. */
gboolean jn_plan_end_quiet(JnPlan *plan, const JnSituation *s);

/* Asks the protege with whom to go on; a reply goes to +close, where it names. */
JnOp *jn_plan_ask_who(JnPlan *plan,
		      const JnSituation *s,
		      const char *template_name,
		      GVariantDict *variables);

/* Adds a post of the sender and, with an audience that others are of, who gets it. `text` is what
 * its gist is made of. */
JnOp *jn_plan_add_post(
	JnPlan *plan, const JnSituation *s, JnKind kind, const JnPost *parent, const char *text);

/* Warns the author of a closed post that To or Cc named somebody else. */
void jn_plan_warn_outsiders(JnPlan *plan, const JnSituation *s);

/* ---- what is looked at, and what is not passed on ---- */

/* Whether a moderator has to look at the post first; then it is held, and they are asked. `text`: its
 * words. */
gboolean jn_plan_moderate(JnPlan *plan, const JnSituation *s, const char *text);
void jn_plan_confirm_moderate(JnPlan *plan, const JnSituation *s);
/* +moderate */
void jn_plan_moderation(JnPlan *plan, const JnSituation *s);

/* Whether the mail has a file that the site does not pass on; then it is held, and its sender told. */
gboolean jn_plan_refuse_files(JnPlan *plan, const JnSituation *s);

/* ---- the anonymous protege (plan-anon.c) ---- */

/* Whether what the sender writes here must not tell who they are. */
gboolean jn_situation_is_anonymous(const JnSituation *s);

/* Of a text what an anonymous post is made of: without commands and without the leave, in which
 * names stand. Caller frees. */
char *jn_plan_anonymous_text(const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* A new alias in the goal. Caller frees. */
char *jn_plan_alias(const JnSituation *s) G_GNUC_WARN_UNUSED_RESULT;

/* Where a text stands, for a letter: subject, text, file, title, background, expectations. */
typedef struct JnTracePlace {
	const char *place, *text;
} JnTracePlace;

/* Adds `traces`, what in these texts (ended by NULL) could tell who the sender is. TRUE: there is
 * something. */
gboolean
jn_plan_add_traces(GVariantDict *variables, const JnSituation *s, const JnTracePlace *places);

/* Whether the sender has to see first what others will: then it is held and shown, and TRUE. So is
 * what cannot go out anonymously. `action`: PREVIEW, or SHARE, which is always shown. */
gboolean jn_plan_preview(JnPlan *plan,
			 const JnSituation *s,
			 const JnPost *parent,
			 const char *text,
			 JnAction action);

/* The rules of +anon and +reveal, and of the cookie. */
void jn_plan_anon(JnPlan *plan, const JnSituation *s);
void jn_plan_reveal(JnPlan *plan, const JnSituation *s);
gboolean jn_plan_reveal_is_moot(const JnSituation *s);
void jn_plan_confirm_reveal(JnPlan *plan, const JnSituation *s);

/* The subject of a post of `text` where it is not the mail's own; or NULL. Caller frees. */
char *jn_plan_subject(const JnSituation *s, const JnPost *parent, const char *text, gboolean shared)
	G_GNUC_WARN_UNUSED_RESULT;

/* ---- who may command a goal (plan-command.c) ---- */

/* What is the protege's to say and is acted on: her token from an address not known yet asks
 * whether it is hers, too. FALSE, and settled, if it is not. */
gboolean jn_plan_may_say(JnPlan *plan, const JnSituation *s, JnWant want);
/* ... and only while the goal has not ended. */
gboolean jn_plan_may_command(JnPlan *plan, const JnSituation *s, JnWant want);
/* ... of what a cookie confirms anyway: the caller asks her. */
gboolean jn_plan_may_ask(JnPlan *plan, const JnSituation *s, JnWant want);
/* Her token from another address: TRUE where it is held for that. */
gboolean jn_plan_hold_proteges(JnPlan *plan, const JnSituation *s);

/* The language whose words a mail is most likely in: its sender's, else the site's. */
const char *jn_situation_language(const JnSituation *s);

/* Whether words take away what they could set: 'none' of a language, or '-'. */
gboolean jn_situation_says_none(const JnSituation *s, const char *words);

/* The skills that a goal is to name, as they are kept (core/skill.h); "" for none. *ret_cut:
 * something had to be left out. Caller frees. */
char *jn_plan_skills_list(const JnSituation *s, const char *words, gboolean *ret_cut)
	G_GNUC_WARN_UNUSED_RESULT;

/* The words that a command takes, or (where the address says what is meant) the first paragraph of
 * the text, without a text the subject of a new mail; "" if nothing. *ret_rest: what the mail says
 * besides. Caller frees both. */
char *jn_situation_words(const JnSituation *s, JnSub sub, char **ret_rest)
	G_GNUC_WARN_UNUSED_RESULT;

/* Moves the goal into a phase, if it is in another. */
void jn_plan_set_phase(JnPlan *plan, const JnSituation *s, JnPhase phase, gint64 post);

/* Whether somebody who answered hears of the goal now: of one that is closed, only its members. */
gboolean jn_situation_hears(const JnSituation *s, gint64 person);

/* Whether a letter of ours asks how it went: a reply of the protege to it is that. */
gboolean jn_notice_asks_how(const char *template_name);

/* Holds what stands below the words of a command, and tells its writer that nobody got it. */
void jn_plan_keep_rest(JnPlan *plan, const JnSituation *s);

/* Asks one side of a mentorship that breaks off what went wrong, by one mail, if they were never
 * asked of that: a person about another, a mentor's name is `who` (NULL: none; a protege's is
 * known when it is sent). other 0: the protege, about all who answered. A goal that is reached asks
 * nobody. */
void jn_plan_ask_reflection(
	JnPlan *plan, const JnSituation *s, gint64 person, gint64 other, const char *who);
/* ... the protege and a mentor, each about the other. */
void jn_plan_ask_pair(JnPlan *plan, const JnSituation *s, const JnMentor *mentor);
/* ... the protege and all who are in a closed goal; of an open one who answered often
 * (s->frequent). For what ends, or sleeps. */
void jn_plan_ask_all(JnPlan *plan, const JnSituation *s);

/* Whether the mail answers that; it is never a post. */
gboolean jn_plan_is_reflection(const JnSituation *s);
void jn_plan_reflect(JnPlan *plan, const JnSituation *s);
/* The cookie by which they agree that the other side reads it. */
gboolean jn_plan_show_is_moot(const JnSituation *s);
void jn_plan_confirm_show(JnPlan *plan, const JnSituation *s);

/* The rules of each kind of address. */
void jn_plan_skills(JnPlan *plan, const JnSituation *s);
void jn_plan_fit(JnPlan *plan, const JnSituation *s);
void jn_plan_choose(JnPlan *plan, const JnSituation *s);
/* `sub`: NUDGES or STOP. */
void jn_plan_nudges(JnPlan *plan, const JnSituation *s, JnSub sub);
/* '#stop' in a reply to a nudge: of all goals that it asks of. */
void jn_plan_stop_all(JnPlan *plan, const JnSituation *s);
void jn_plan_close(JnPlan *plan, const JnSituation *s);
void jn_plan_open(JnPlan *plan, const JnSituation *s);
void jn_plan_leave(JnPlan *plan, const JnSituation *s);
void jn_plan_share(JnPlan *plan, const JnSituation *s);
void jn_plan_confirm_accept(JnPlan *plan, const JnSituation *s, const JnMentor *mentor);
void jn_plan_confirm_leave(JnPlan *plan, const JnSituation *s);
void jn_plan_confirm_open(JnPlan *plan, const JnSituation *s);
/* A mail to me@: FALSE, and nothing done, if it is no reply to a digest. */
gboolean jn_plan_reply_to_digest(JnPlan *plan, const JnSituation *s);
void jn_plan_goal(JnPlan *plan, const JnSituation *s);

/* Information for whoever asks; not proven, it counts like a cookie. */
void jn_plan_information(JnPlan *plan, const JnSituation *s, JnSub sub);

/* Whether the mail is the protege's reply to the letter that shows what the goal is about, which
 * asks for such replies. */
gboolean jn_plan_changes_case(const JnSituation *s);
/* +background: shows it, or (a reply to that, of the protege, proven) changes it. */
void jn_plan_background(JnPlan *plan, const JnSituation *s);
void jn_plan_follow(JnPlan *plan, const JnSituation *s, JnMode mode);
void jn_plan_unfollow(JnPlan *plan, const JnSituation *s);

/* Whom a token or a cookie is of leaves; of the closed goal too, if they are in it. */
void jn_plan_unfollow_claimed(JnPlan *plan, const JnSituation *s);
void jn_plan_confirm(JnPlan *plan, const JnSituation *s);
void jn_plan_bounce(JnPlan *plan, const JnSituation *s);
void jn_plan_complaint(JnPlan *plan, const JnSituation *s);
/* `meant`: what the mail says outright that it means (jn_sub_is_meaning()), or anything else. */
void jn_plan_post(JnPlan *plan, const JnSituation *s, JnSub meant);

/* What the protege's post says besides: whom it thanks, what came of trying, the phase. `post` is
 * the operation that makes it. */
void jn_plan_progress(JnPlan *plan,
		      const JnSituation *s,
		      const JnOp *post,
		      const JnPost *parent,
		      const JnCues *cues,
		      const char *text,
		      JnSub meant);
/* The goal is reached: everybody who answered is to learn it. */
void jn_plan_confirm_achieved(JnPlan *plan, const JnSituation *s);

/* me@, and #export and #forget at any address. */
void jn_plan_me(JnPlan *plan, const JnSituation *s);
/* Its cookies. */
void jn_plan_confirm_primary(JnPlan *plan, const JnSituation *s);
void jn_plan_confirm_forget(JnPlan *plan, const JnSituation *s);
