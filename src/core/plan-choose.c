/*
 * What the protege will try of the answers, and when she is nudged to say what came of it.
 *
 *      +choose with numbers or names, or '#choose 2, 4'; '#choose' alone in a reply to an answer:
 *      that one
 *      +nudges with days (core/journey.h) or a word for never; +stop: never
 *
 * Those chosen learn it, each of their own answer.
 */
#include <string.h>

#include "core/chosen.h"
#include "core/journey.h"
#include "core/plan-parts.h"

/* Of words that name no answer, in the letter. */
#define UNKNOWN_BYTES 400

gboolean
jn_notice_asks_how(const char *template_name)
{
	return g_strcmp0(template_name, "nudge") == 0 ||
	       g_strcmp0(template_name, "choose-done") == 0;
}

/* The answers named; '#choose' and no more, in a reply to one: that one. */
static GPtrArray *
answers_named(const JnSituation *s, const char *words, char **ret_unknown)
{
	const JnPost *parent = jn_thread_parent(s->message, &s->hints);
	g_autoptr(GPtrArray) nobody = g_ptr_array_new();
	const GPtrArray *answerers = s->answerers ? s->answerers : nobody;
	GPtrArray *chosen = jn_chosen_answers(words, answerers, ret_unknown);

	for (guint i = 0;
	     chosen->len == 0 && *ret_unknown == NULL && parent != NULL && i < answerers->len; i++)
		if (((JnAnswerer *)answerers->pdata[i])->post == parent->id)
			g_ptr_array_add(chosen, answerers->pdata[i]);
	return chosen;
}

/* The answers there are, to choose from. */
static void
list_answers(JnPlan *plan, const JnSituation *s, const char *unknown)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	gint64 root = s->answerers != NULL && s->answerers->len > 0
			      ? ((JnAnswerer *)s->answerers->pdata[0])->root
			      : 0;

	g_variant_dict_insert(&variables, "question", "x", root);
	jn_plan_add_cut(&variables, "unknown", unknown ? unknown : "", UNKNOWN_BYTES);
	jn_plan_notice(plan, "answers", s->sender, s->goal, &variables)->u.notice.reply_to =
		jn_address_format(s->goal->name, JN_SUB_CHOOSE, s->domain, s->separator);
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "the answers of goal %s were listed",
			 s->goal->name);
}

static void
tell_author(JnPlan *plan, const JnSituation *s, const JnAnswerer *one)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnPerson author = {.id = one->person};

	if (one->chosen != 0 || one->has_left || !jn_situation_hears(s, one->person))
		return;
	g_variant_dict_insert(&variables, "answer", "x", one->post);
	jn_plan_notice(plan, "chosen", &author, s->goal, &variables)->u.notice.is_reply = FALSE;
}

/* A reply to it is how that answer worked; of several, which the words must say. */
static char *
how_address(const JnSituation *s, const GPtrArray *chosen)
{
	const JnAnswerer *one = chosen->pdata[0];
	JnClaim claim = {'r', s->goal->id, one->post, s->sender->id};

	return chosen->len > 1 ? jn_address_format(s->goal->name, JN_SUB_EXPERIENCE, s->domain,
						   s->separator)
			       : jn_capability_address(s->keys, &claim, s->now + JN_CAPABILITY_LIFE,
						       s->goal->name, s->domain, s->separator);
}

static void
tell_protege(JnPlan *plan, const JnSituation *s, const GPtrArray *chosen, const char *unknown)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	GVariantBuilder answers;

	g_variant_builder_init(&answers, G_VARIANT_TYPE("ax"));
	for (guint i = 0; i < chosen->len; i++)
		g_variant_builder_add(&answers, "x", ((JnAnswerer *)chosen->pdata[i])->post);
	g_variant_dict_insert_value(&variables, "answers", g_variant_builder_end(&answers));
	jn_plan_add_cut(&variables, "unknown", unknown ? unknown : "", UNKNOWN_BYTES);
	jn_plan_notice(plan, "choose-done", s->sender, s->goal, &variables)->u.notice.reply_to =
		how_address(s, chosen);
}

void
jn_plan_choose(JnPlan *plan, const JnSituation *s)
{
	g_autofree char *rest = NULL;
	g_autofree char *words = NULL;
	g_autofree char *unknown = NULL;
	g_autoptr(GPtrArray) chosen = NULL;

	if (!jn_plan_may_command(plan, s, JN_WANT_POST))
		return;
	words = jn_situation_words(s, JN_SUB_CHOOSE, &rest);
	chosen = answers_named(s, words, &unknown);
	if (chosen->len == 0) {
		/* None of it: in her own words, as written. */
		list_answers(plan, s, unknown != NULL ? g_strstrip(words) : NULL);
	} else {
		for (guint i = 0; i < chosen->len; i++) {
			const JnAnswerer *one = chosen->pdata[i];

			jn_plan_add(plan, JN_OP_CHOOSE)->u.choose.post = one->post;
			tell_author(plan, s, one);
		}
		if (s->goal->phase != JN_PHASE_ACHIEVED)
			jn_plan_set_phase(plan, s, JN_PHASE_TRYING,
					  ((JnAnswerer *)chosen->pdata[0])->post);
		tell_protege(plan, s, chosen, unknown);
		jn_plan_conclude(plan, JN_OUTCOME_DONE, "%u answers of goal %s chosen", chosen->len,
				 s->goal->name);
	}
	if (rest != NULL && rest[0] != '\0')
		jn_plan_keep_rest(plan, s);
}

/* ---- nudges ---- */

/* The times as they are kept; "" for never; NULL: not understood. Caller frees. */
static char *
days_of(const JnSituation *s, const char *words)
{
	g_autofree char *word = g_strstrip(g_strdup(words));
	JnTimes times;

	if (jn_times_parse(word, &times))
		return jn_times_format(&times);
	return jn_situation_says_none(s, word) ? g_strdup("") : NULL;
}

void
jn_plan_nudges(JnPlan *plan, const JnSituation *s, JnSub sub)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	g_autofree char *rest = NULL;
	g_autofree char *words = NULL;
	char *days;
	JnOp *op;

	if (!jn_plan_may_command(plan, s, sub == JN_SUB_STOP ? JN_WANT_STOP : JN_WANT_POST))
		return;
	words = jn_situation_words(s, sub, &rest);
	days = sub == JN_SUB_STOP ? g_strdup("") : days_of(s, words);
	if (days != NULL) {
		op = jn_plan_add(plan, JN_OP_NUDGES);
		op->u.nudges.goal = s->goal->id;
		op->u.nudges.days = days;
	}
	g_variant_dict_insert(&variables, "changed", "b", days != NULL);
	jn_plan_notice(plan, "nudges", s->sender, s->goal, &variables)->u.notice.reply_to =
		jn_address_format(s->goal->name, JN_SUB_NUDGES, s->domain, s->separator);
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "nudges of goal %s %s", s->goal->name,
			 days == NULL      ? "shown"
			 : days[0] != '\0' ? "changed"
					   : "stopped");
}

void
jn_plan_stop_all(JnPlan *plan, const JnSituation *s)
{
	g_autoptr(GHashTable) done = g_hash_table_new(g_int64_hash, g_int64_equal);

	if (jn_situation_answer(s, JN_WANT_STOP) != JN_ANSWER_ACT) {
		jn_plan_hold_unproven(plan, s);
		return;
	}
	for (guint i = 0; s->items != NULL && i < s->items->len; i++) {
		const JnItem *item = s->items->pdata[i];
		JnGoal goal = {.id = item->post->goal};
		g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
		JnOp *op;

		if (!g_hash_table_add(done, &item->post->goal))
			continue;
		op = jn_plan_add(plan, JN_OP_NUDGES);
		op->u.nudges.goal = goal.id;
		op->u.nudges.days = g_strdup("");
		g_variant_dict_insert(&variables, "changed", "b", TRUE);
		jn_plan_notice(plan, "nudges", s->sender, &goal, &variables)->u.notice.reply_to =
			jn_address_format(item->goal, JN_SUB_NUDGES, s->domain, s->separator);
	}
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "nudges of %u goals stopped",
			 g_hash_table_size(done));
}
