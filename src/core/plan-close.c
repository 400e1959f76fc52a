/*
 * Closing and what belongs to it: who is named, who is asked, who is told. The protege's word is
 * carried out at once; everything away from privacy waits for a cookie (plan-member.c).
 */
#include <string.h>

#include "core/chosen.h"
#include "core/command.h"
#include "core/plan-parts.h"

/* Of words that name nobody, in the letter. */
#define UNKNOWN_BYTES 400

/* ---- whom a mail names ---- */

typedef struct Naming {
	GPtrArray *chosen; /* JnAnswerer, borrowed */
	char *unknown;     /* words that name nobody, or NULL */
	char *rest;        /* what the mail says besides */
	JnAnswerer parent; /* who wrote what it replies to */
} Naming;

static void
naming_clear(Naming *naming)
{
	g_clear_pointer(&naming->chosen, g_ptr_array_unref);
	g_free(naming->unknown);
	g_free(naming->rest);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Naming, naming_clear)

char *
jn_situation_words(const JnSituation *s, JnSub sub, char **ret_rest)
{
	const char *text = s->new_text->text;
	const char *rest = "";
	char *words = sub == JN_SUB_CLOSE ? jn_command_close(text, ret_rest)
					  : jn_command_words(text, sub, &rest);
	const char *end;

	if (words != NULL && sub != JN_SUB_CLOSE)
		*ret_rest = g_strstrip(g_strdup(rest));
	if (words != NULL || s->address.sub != sub)
		return words ? words : g_strdup("");
	while (*text == '\n')
		text++;
	end = strstr(text, "\n\n");
	*ret_rest = g_strdup(end ? end + 2 : "");
	if (text[0] == '\0' && g_str_equal(s->message->subject, s->message->subject_base))
		return g_strdup(s->message->subject);
	return end ? g_strndup(text, (gsize)(end - text)) : g_strdup(text);
}

static void
naming_read(Naming *naming, const JnSituation *s, const JnPost *parent)
{
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	g_autofree char *words = jn_situation_words(s, JN_SUB_CLOSE, &naming->rest);

	naming->chosen =
		jn_chosen_parse(words, s->answerers ? s->answerers : none, &naming->unknown);
	/* None of it: then in their own words, as written. */
	if (naming->unknown != NULL && naming->chosen->len == 0) {
		g_free(naming->unknown);
		naming->unknown = g_strstrip(g_strdup(words));
	}
	if (naming->rest == NULL)
		naming->rest = g_strdup("");
	/* '#close' and no more, in a reply to an answer: with whoever wrote that. */
	if (naming->chosen->len > 0 || naming->unknown != NULL || parent == NULL ||
	    parent->kind != JN_KIND_ANSWER || parent->author == s->goal->protege)
		return;
	naming->parent = (JnAnswerer){
		.person = parent->author, .name = parent->author_name, .number = parent->number};
	g_ptr_array_add(naming->chosen, &naming->parent);
}

/* ---- who is told what ---- */

static gboolean
is_chosen(const GPtrArray *chosen, gint64 person)
{
	for (guint i = 0; i < chosen->len; i++)
		if (((JnAnswerer *)chosen->pdata[i])->person == person)
			return TRUE;
	return FALSE;
}

static JnOp *
add_letter(JnPlan *plan, const JnSituation *s, const char *template_name, gint64 person)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnPerson to = {.id = person};
	JnOp *op;

	op = jn_plan_notice(plan, template_name, &to, s->goal, &variables);
	op->u.notice.is_reply = FALSE;
	return op;
}

/* Each is asked by a cookie of their own, which tells nothing of who else was. */
static void
ask_mentor(JnPlan *plan, const JnSituation *s, gint64 person, gint64 others)
{
	JnCookie cookie = {.action = JN_ACTION_ACCEPT,
			   .person = person,
			   .goal = s->goal->id,
			   .expires = s->now + JN_ACCEPT_LIFE};
	JnPerson to = {.id = person};
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnOp *op = jn_plan_add(plan, JN_OP_MENTOR);

	op->u.mentor.goal = s->goal->id;
	op->u.mentor.person = person;
	op->u.mentor.state = JN_MENTOR_ASKED;
	op->u.mentor.expires = cookie.expires;
	g_variant_dict_insert(&variables, "others", "x", others);
	op = jn_plan_cookie(plan, s, &cookie, s->goal->name, "close-ask", &to, &variables);
	op->u.notice.is_reply = FALSE;
	op->u.notice.unasked = FALSE;
}

/* Those named are the members from now on; who was one and is not named is none any more. */
static void
set_members(JnPlan *plan, const JnSituation *s, const GPtrArray *chosen)
{
	for (guint i = 0; s->mentors != NULL && i < s->mentors->len; i++) {
		const JnMentor *mentor = s->mentors->pdata[i];
		JnOp *op;

		if (is_chosen(chosen, mentor->person) ||
		    jn_situation_mentor(s, mentor->person) == NULL)
			continue;
		op = jn_plan_add(plan, JN_OP_MENTOR);
		op->u.mentor.goal = s->goal->id;
		op->u.mentor.person = mentor->person;
		op->u.mentor.state = JN_MENTOR_LEFT;
		add_letter(plan, s, "dismissed", mentor->person);
		if (mentor->state == JN_MENTOR_ACCEPTED)
			jn_plan_ask_pair(plan, s, mentor);
	}
	for (guint i = 0; i < chosen->len; i++) {
		const JnAnswerer *one = chosen->pdata[i];
		const JnMentor *mentor = jn_situation_mentor(s, one->person);

		/* Who accepted once and never left need not be asked again, but has to know. */
		if (mentor == NULL || mentor->state != JN_MENTOR_ACCEPTED)
			ask_mentor(plan, s, one->person, (gint64)chosen->len - 1);
		else if (s->goal->closed == 0)
			add_letter(plan, s, "close-welcome", one->person);
	}
}

JnOp *
jn_plan_ask_who(JnPlan *plan,
		const JnSituation *s,
		const char *template_name,
		GVariantDict *variables)
{
	JnPerson protege = {.id = s->goal->protege};
	JnOp *op = jn_plan_notice(plan, template_name, &protege, s->goal, variables);

	op->u.notice.reply_to =
		jn_address_format(s->goal->name, JN_SUB_CLOSE, s->domain, s->separator);
	return op;
}

static void
tell_protege(JnPlan *plan, const JnSituation *s, const GPtrArray *chosen, const char *unknown)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnPerson protege = {.id = s->goal->protege};
	JnOp *op;

	jn_plan_add_mentors(&variables, chosen);
	jn_plan_add_cut(&variables, "unknown", unknown ? unknown : "", UNKNOWN_BYTES);
	op = chosen->len > 0 ? jn_plan_notice(plan, "close-done", &protege, s->goal, &variables)
			     : jn_plan_ask_who(plan, s, "close-who", &variables);
	op->u.notice.is_reply = s->message != NULL;
}

/* Closes, whatever it was before, with these; nobody chosen closes all the same. */
static void
close_with(JnPlan *plan, const JnSituation *s, const GPtrArray *chosen, const char *unknown)
{
	JnOp *op;

	if (s->goal->state != JN_GOAL_CLOSED)
		jn_plan_add(plan, JN_OP_CLOSE)->u.goal_state.goal = s->goal->id;
	set_members(plan, s, chosen);
	if (s->goal->closed == 0) {
		op = add_letter(plan, s, "pause", 0);
		op->u.notice.to = JN_TO_FOLLOWERS;
	}
	tell_protege(plan, s, chosen, unknown);
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "goal %s closed with %u named", s->goal->name,
			 chosen->len);
}

/* ---- the mail ---- */

/* Whether it is quiet now. Once a week, or whoever goes on forging would silence the goal. */
static gboolean
keep_quiet(JnPlan *plan, const JnSituation *s)
{
	JnOp *op;

	if (s->goal->quiet > s->now)
		return TRUE;
	if (s->goal->quieted != 0 && s->now - s->goal->quieted < JN_QUIET_EACH)
		return FALSE;
	op = jn_plan_add(plan, JN_OP_QUIET);
	op->u.quiet.goal = s->goal->id;
	op->u.quiet.until = s->now + JN_COOKIE_LIFE;
	return TRUE;
}

gboolean
jn_plan_end_quiet(JnPlan *plan, const JnSituation *s)
{
	if (s->goal == NULL || s->goal->quiet <= s->now)
		return FALSE;
	jn_plan_add(plan, JN_OP_QUIET)->u.quiet.goal = s->goal->id;
	return TRUE;
}

/* Nothing proves it: the mail waits for its cookie, and with it all that would be broadcast. Not
 * where the protege is anonymous: anybody could find out who they are by whose close, of all those
 * they forge, makes the goal fall silent. */
static void
close_unproven(JnPlan *plan, const JnSituation *s)
{
	JnCookie cookie = {.action = JN_ACTION_RELEASE,
			   .person = s->goal->protege,
			   .goal = s->goal->id,
			   .held = s->next_held};
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	g_auto(GVariantDict) payload = G_VARIANT_DICT_INIT(NULL);
	gboolean quiet;

	if (jn_situation_answer(s, JN_WANT_CLOSE) == JN_ANSWER_HOLD) {
		jn_plan_hold_unproven(plan, s);
		return;
	}
	jn_plan_hold(plan, s, s->goal->protege,
		     "it closes the goal and nothing proves who sent it; From was asked");
	quiet = s->goal->alias == NULL && keep_quiet(plan, s);
	g_variant_dict_insert(&variables, "quiet", "b", quiet);
	g_variant_dict_insert(&variables, "received", "t", (guint64)s->now);
	g_variant_dict_insert(&payload, "closes", "b", TRUE);
	cookie.payload = g_variant_dict_end(&payload);
	jn_plan_cookie(plan, s, &cookie, s->goal->name, "close-confirm", s->sender, &variables);
}

/* What else stands in the mail is for those it names, and for nobody else. */
static void
add_rest(JnPlan *plan, const JnSituation *s, const Naming *naming, const JnPost *parent)
{
	JnParent relation = jn_parent_of(parent, s->sender->id, s->goal->protege);
	JnGoal closed = *s->goal;
	JnSituation then = *s, shown;
	g_autofree char *rest = jn_situation_is_anonymous(s) ? jn_plan_anonymous_text(naming->rest)
							     : g_strdup(naming->rest);

	if (rest[0] == '\0')
		return;
	if (naming->chosen->len == 0) {
		jn_plan_hold(plan, s, s->sender->id,
			     "it closes the goal and names nobody who could read the rest");
		return;
	}
	closed.closed = s->goal->closed ? s->goal->closed : s->now;
	then.goal = &closed;
	/* Whoever is named was told nothing yet, as far as this mail knows. */
	shown = then;
	shown.mentors = NULL;
	if (jn_plan_refuse_files(plan, s) ||
	    jn_plan_preview(plan, &shown, parent, rest, JN_ACTION_PREVIEW))
		return;
	jn_plan_add_post(plan, &then, jn_kind_decide(JN_ROLE_PROTEGE, relation, s->open_questions),
			 parent, rest);
	jn_plan_warn_outsiders(plan, &then);
}

void
jn_plan_close(JnPlan *plan, const JnSituation *s)
{
	const JnPost *parent = jn_thread_parent(s->message, &s->hints);
	g_auto(Naming) naming = {0};

	/* Her token, from an address that may be hers: as good as a close without a proof. */
	if (jn_plan_hold_proteges(plan, s)) {
		(void)keep_quiet(plan, s);
		return;
	}
	/* Its own question keeps the goal quiet meanwhile. */
	if (s->sender != NULL && s->sender->id == s->goal->protege &&
	    jn_situation_answer(s, JN_WANT_CLOSE) != JN_ANSWER_ACT) {
		close_unproven(plan, s);
		return;
	}
	if (!jn_plan_may_command(plan, s, JN_WANT_CLOSE))
		return;
	naming_read(&naming, s, parent);
	/* It was closed when the mail came; since then its protege has seen what else it says. */
	if (s->evidence.previewed) {
		add_rest(plan, s, &naming, parent);
		jn_plan_conclude(plan, JN_OUTCOME_DONE, "what closed %s goes on its way",
				 s->goal->name);
		return;
	}
	if (naming.chosen->len == 0 && s->goal->closed != 0) {
		tell_protege(plan, s, naming.chosen, naming.unknown);
		jn_plan_hold(plan, s, s->sender->id, "it closes a closed goal and names nobody");
		return;
	}
	close_with(plan, s, naming.chosen, naming.unknown);
	add_rest(plan, s, &naming, parent);
}

JnPlan *
jn_plan_make_close(const JnSituation *s, const GPtrArray *chosen)
{
	JnPlan *plan = jn_plan_new();

	close_with(plan, s, chosen, NULL);
	return plan;
}
