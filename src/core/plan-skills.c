/*
 * What a goal takes (+skills, #skills), and how well the protege and those chosen fit together
 * (+fit, #fit). Both are the protege's to say; each mail replaces what was said before, an empty one
 * asks, and 'none' takes it away. What fits is for the protege alone: it is kept, shown to them, and
 * never a post.
 */
#include <string.h>

#include "base/limits.h"
#include "core/command.h"
#include "core/labels.h"
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

static gboolean
says_none(const JnSituation *s, const char *words)
{
	const char *theirs = jn_person_language(s->sender);
	const char *language = theirs ? theirs : s->language;
	JnSettingLabel label;

	return g_str_equal(words, "-") ||
	       jn_labels_find(s->labels, language, words, JN_SETTING_NONE, JN_SETTING_NONE, &label);
}

/* Whether the mail may say it; settled if not. */
static gboolean
may_say(JnPlan *plan, const JnSituation *s)
{
	if (!jn_plan_is_proteges(plan, s))
		return FALSE;
	if (jn_situation_trust(s) == JN_TRUST_PROVEN)
		return TRUE;
	if (!jn_plan_hold_for_link(plan, s))
		jn_plan_hold_unproven(plan, s);
	return FALSE;
}

/* A reply to the letter says it anew. */
static void
add_letter(JnPlan *plan,
	   const JnSituation *s,
	   JnSub sub,
	   const char *template_name,
	   gboolean changed,
	   gboolean cut)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnOp *op;

	g_variant_dict_insert(&variables, "changed", "b", changed);
	g_variant_dict_insert(&variables, "cut", "b", cut);
	op = jn_plan_notice(plan, template_name, s->sender, s->goal, &variables);
	op->u.notice.reply_to = jn_address_format(s->goal->name, sub, s->domain, s->separator);
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
	gboolean cut = FALSE;

	if (!may_say(plan, s))
		return;
	skills = says_none(s, words) ? g_strdup("") : jn_skills_list(words, &cut);
	if (words[0] != '\0')
		add_text(plan, s, JN_OP_GOAL_SKILLS, skills);
	add_letter(plan, s, JN_SUB_SKILLS, "skills", words[0] != '\0', cut);
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

	if (!may_say(plan, s))
		return;
	kept = strlen(words) > JN_FIT_BYTES
		       ? g_strndup(words,
				   (gsize)(g_utf8_find_prev_char(words, words + JN_FIT_BYTES) -
					   words))
		       : g_strdup(says_none(s, words) ? "" : words);
	if (words[0] != '\0')
		add_text(plan, s, JN_OP_FIT, kept);
	add_letter(plan, s, JN_SUB_FIT, "fit", words[0] != '\0', strlen(words) > JN_FIT_BYTES);
	/* Not a word of it: the summary is logged. */
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "the protege of goal %s %s", s->goal->name,
			 words[0] != '\0' ? "said how they fit together; it is for them alone"
					  : "asked what they said of the fit");
	if (rest[0] != '\0')
		jn_plan_keep_rest(plan, s);
}
