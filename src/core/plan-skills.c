/*
 * What a goal takes (+skills, #skills), and how well the protege and those chosen fit together
 * (+fit, #fit). Both are the protege's to say; each mail replaces what was said before, an empty one
 * asks, and 'none' takes it away. What fits is for the protege alone: it is kept, shown to them, and
 * never a post.
 */
#include <string.h>

#include "base/limits.h"
#include "core/command.h"
#include "core/plan-parts.h"
#include "core/skill.h"

/* What the mail says: with the command, or to the address. *ret_rest: what else stands in it. */
static char *
words_of(const JnSituation *s, JnSub sub, char **ret_rest)
{
	char *words = jn_command_said(s->new_text->text, sub, ret_rest);

	if (words != NULL)
		return words;
	*ret_rest = g_strdup("");
	return g_strstrip(g_strdup(s->new_text->text));
}

char *
jn_plan_skills_list(const JnSituation *s, const char *words, gboolean *ret_cut)
{
	*ret_cut = FALSE;
	return jn_situation_says_none(s, words) ? g_strdup("") : jn_skills_list(words, ret_cut);
}

/* A reply to the letter says it anew. `variables` is consumed. */
static void
add_letter(JnPlan *plan,
	   const JnSituation *s,
	   JnSub sub,
	   const char *template_name,
	   GVariantDict *variables)
{
	jn_plan_notice(plan, template_name, s->sender, s->goal, variables)->u.notice.reply_to =
		jn_address_format(s->goal->name, sub, s->domain, s->separator);
}

static void
add_text(JnPlan *plan, const JnSituation *s, JnOpKind kind, const char *text)
{
	JnOp *op = jn_plan_add(plan, kind);

	op->u.goal_text.goal = s->goal->id;
	op->u.goal_text.text = g_strdup(text);
}

void
jn_plan_skills(JnPlan *plan, const JnSituation *s)
{
	g_autofree char *rest = NULL;
	g_autofree char *words = words_of(s, JN_SUB_SKILLS, &rest);
	g_autofree char *skills = NULL;
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	gboolean cut = FALSE;

	if (!jn_plan_may_command(plan, s, JN_WANT_POST))
		return;
	skills = jn_plan_skills_list(s, words, &cut);
	if (words[0] != '\0')
		add_text(plan, s, JN_OP_GOAL_SKILLS, skills);
	g_variant_dict_insert(&variables, "changed", "b", words[0] != '\0');
	g_variant_dict_insert(&variables, "cut", "b", cut);
	/* Others will read it. */
	if (s->goal->alias != NULL && words[0] != '\0')
		(void)jn_plan_add_traces(&variables, s,
					 (const JnTracePlace[]){{"skills", skills}, {NULL, NULL}});
	add_letter(plan, s, JN_SUB_SKILLS, "skills", &variables);
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "skills of goal %s: %s", s->goal->name,
			 words[0] == '\0'    ? "asked for"
			 : skills[0] == '\0' ? "none any more"
					     : "set");
	if (rest[0] != '\0')
		jn_plan_keep_rest(plan, s);
}

void
jn_plan_fit(JnPlan *plan, const JnSituation *s)
{
	g_autofree char *rest = NULL;
	g_autofree char *words = words_of(s, JN_SUB_FIT, &rest);
	g_autofree char *kept = NULL;
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	if (!jn_plan_may_command(plan, s, JN_WANT_POST))
		return;
	kept = strlen(words) > JN_FIT_BYTES
		       ? g_strndup(words,
				   (gsize)(g_utf8_find_prev_char(words, words + JN_FIT_BYTES) -
					   words))
		       : g_strdup(jn_situation_says_none(s, words) ? "" : words);
	if (words[0] != '\0')
		add_text(plan, s, JN_OP_FIT, kept);
	g_variant_dict_insert(&variables, "changed", "b", words[0] != '\0');
	g_variant_dict_insert(&variables, "cut", "b", strlen(words) > JN_FIT_BYTES);
	add_letter(plan, s, JN_SUB_FIT, "fit", &variables);
	/* Not a word of it: the summary is logged. */
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "the protege of goal %s %s", s->goal->name,
			 words[0] != '\0' ? "said how they fit together; it is for them alone"
					  : "asked what they said of the fit");
	if (rest[0] != '\0')
		jn_plan_keep_rest(plan, s);
}
