/*
 * What the protege's mail changes besides being a post: thanks and experience are put down for
 * those whose answers they speak of, and the goal's phase moves.
 *
 *      stuck, trying   by their words or outright; told to nobody
 *      achieved        outright (+achieved, #achieved) at once; where only the words sound like it,
 *                      the protege is asked, because all who helped will hear of it
 *      questioning     a new question after anything else
 */
#include "base/limits.h"
#include "core/gratitude.h"
#include "core/plan-parts.h"

static void
add_rows(JnPlan *plan, const JnSituation *s, gint64 post, const GPtrArray *rows)
{
	for (guint i = 0; i < rows->len; i++) {
		const JnGratefulFor *row = rows->pdata[i];
		JnOp *op = jn_plan_add(plan, JN_OP_GRATITUDE);

		op->u.gratitude.goal = s->goal->id;
		op->u.gratitude.post = post;
		op->u.gratitude.answer = row->answer;
		op->u.gratitude.person = row->person;
		op->u.gratitude.kind = row->kind;
		op->u.gratitude.words = g_strdup(row->words);
	}
}

void
jn_plan_set_phase(JnPlan *plan, const JnSituation *s, JnPhase phase, gint64 post)
{
	JnOp *op;

	if (s->goal->phase == phase)
		return;
	op = jn_plan_add(plan, JN_OP_PHASE);
	op->u.phase.goal = s->goal->id;
	op->u.phase.phase = phase;
	op->u.phase.post = post;
}

/* Sounds like it: a reply says that it is so. */
static void
ask_achieved(JnPlan *plan, const JnSituation *s, gint64 post, const char *text)
{
	JnCookie cookie = {
		.action = JN_ACTION_ACHIEVED, .person = s->goal->protege, .goal = s->goal->id};
	g_auto(GVariantDict) payload = G_VARIANT_DICT_INIT(NULL);
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	g_autofree char *words = jn_gist(text, JN_EXPERIENCE_BYTES);

	g_variant_dict_insert(&payload, "post", "x", post);
	g_variant_dict_insert(&payload, "words", "s", words);
	cookie.payload = g_variant_dict_end(&payload);
	g_variant_dict_insert(&variables, "text", "s", words);
	jn_plan_cookie(plan, s, &cookie, s->goal->name, "achieved-ask", s->sender, &variables)
		->u.notice.unasked = FALSE;
}

gboolean
jn_situation_hears(const JnSituation *s, gint64 person)
{
	const JnMentor *mentor = jn_situation_mentor(s, person);

	return s->goal->closed == 0 || (mentor != NULL && mentor->state == JN_MENTOR_ACCEPTED);
}

/* Those who follow get the story of the goal, a day later: what she writes of how it went is in it
 * then. */
static void
tell_story(JnPlan *plan, const JnSituation *s)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnOp *op;

	if (s->goal->closed != 0)
		return;
	op = jn_plan_notice(plan, "story", NULL, s->goal, &variables);
	op->u.notice.to = JN_TO_READERS;
	op->u.notice.is_reply = FALSE;
	op->u.notice.due = s->now + JN_DAY;
}

/* The protege learns who will hear of it. */
static void
achieve(JnPlan *plan, const JnSituation *s, gint64 post, GPtrArray *rows)
{
	JnPerson protege = {.id = s->goal->protege};
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	gint64 helpers = 0;

	for (guint i = 0; i < rows->len; i++) {
		const JnGratefulFor *row = rows->pdata[i];

		helpers += row->kind == JN_GRATITUDE_OUTCOME && jn_situation_hears(s, row->person);
	}
	jn_plan_set_phase(plan, s, JN_PHASE_ACHIEVED, post);
	g_variant_dict_insert(&variables, "helpers", "x", helpers);
	jn_plan_notice(plan, "achieved", &protege, s->goal, &variables);
	tell_story(plan, s);
}

void
jn_plan_progress(JnPlan *plan,
		 const JnSituation *s,
		 const JnOp *post,
		 const JnPost *parent,
		 const JnCues *cues,
		 const char *text,
		 JnSub meant)
{
	g_autoptr(GPtrArray) nobody = g_ptr_array_new();
	const JnGratitudeSource source = {.cues = cues,
					  .text = text,
					  .parent = parent,
					  .protege = s->goal->protege,
					  .answerers = s->answerers ? s->answerers : nobody,
					  .lexicons = s->lexicons};
	g_autoptr(GPtrArray) rows = jn_gratitude_find(&source);
	gint64 id = post->u.post.id;
	/* Then how it went is told once more, and the goal stays reached. */
	gboolean is_reached = s->goal->phase == JN_PHASE_ACHIEVED && meant != JN_SUB_TRYING;

	if (meant == JN_SUB_ACHIEVED && s->goal->phase != JN_PHASE_ACHIEVED) {
		jn_gratitude_add_outcome(rows, &source);
		achieve(plan, s, id, rows);
	} else if (cues->stuck) {
		jn_plan_set_phase(plan, s, JN_PHASE_STUCK, id);
	} else if ((cues->trying || cues->experience) && !is_reached) {
		jn_plan_set_phase(plan, s, JN_PHASE_TRYING, id);
	} else if (post->u.post.kind == JN_KIND_QUESTION) {
		jn_plan_set_phase(plan, s, JN_PHASE_QUESTIONING, id);
	}
	add_rows(plan, s, id, rows);
	/* One mail is one letter: who asks more in it has not arrived yet. */
	if (meant != JN_SUB_ACHIEVED && cues->achieved && !cues->question && !cues->stuck &&
	    s->goal->phase != JN_PHASE_ACHIEVED)
		ask_achieved(plan, s, id, text);
}

void
jn_plan_confirm_achieved(JnPlan *plan, const JnSituation *s)
{
	g_autoptr(GPtrArray) rows =
		g_ptr_array_new_with_free_func((GDestroyNotify)jn_grateful_for_free);
	g_autofree char *words = NULL;
	gint64 post = 0;
	JnGratitudeSource source = {.protege = s->goal->protege, .answerers = s->answerers};

	/* Said meanwhile in another way. */
	if (s->goal->phase == JN_PHASE_ACHIEVED) {
		jn_plan_conclude(plan, JN_OUTCOME_DONE, "goal %s is achieved already",
				 s->goal->name);
		return;
	}
	if (s->cookie->payload != NULL) {
		(void)g_variant_lookup(s->cookie->payload, "post", "x", &post);
		(void)g_variant_lookup(s->cookie->payload, "words", "s", &words);
	}
	source.text = words ? words : "";
	if (s->answerers != NULL)
		jn_gratitude_add_outcome(rows, &source);
	achieve(plan, s, post, rows);
	add_rows(plan, s, post, rows);
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "goal %s is achieved", s->goal->name);
}
