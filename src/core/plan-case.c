/* What a goal is about: shown to whoever asks, changed by the protege's reply to that letter. */
#include <string.h>

#include "core/command.h"
#include "core/fields.h"
#include "core/language.h"
#include "core/plan-parts.h"

/* Links, and lists of goals and posts, are added when the mail is sent: as new as can be. */
/* `astray`: the mail was to be a post, and reached nobody. */
static JnOp *
add_information(JnPlan *plan, const JnSituation *s, const char *template_name, gboolean astray)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	g_variant_dict_insert(&variables, "astray", "b", astray);
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "%s sent", template_name);
	return jn_plan_notice(plan, template_name, s->sender, s->goal, &variables);
}

void
jn_plan_information(JnPlan *plan, const JnSituation *s, JnSub sub)
{
	gboolean astray = sub == JN_SUB_OTHER_WORD && s->new_text->text[0] != '\0';

	if (jn_situation_answer(s, JN_WANT_LETTER) != JN_ANSWER_ACT) {
		jn_plan_hold_unproven(plan, s);
		return;
	}
	add_information(plan, s,
			s->goal->state == JN_GOAL_STREAM ? "open-list"
			: sub == JN_SUB_BACKGROUND       ? "background"
							 : "help",
			astray)
		->u.notice.unasked = !jn_situation_is_proven(s);
	if (astray) {
		jn_plan_hold(plan, s, s->sender->id,
			     "the word in its address means nothing; its sender was told")
			->u.hold.noted = TRUE;
		jn_plan_conclude(plan, JN_OUTCOME_DONE,
				 "the word in the address means nothing: help sent, the mail kept");
	}
}

gboolean
jn_plan_changes_case(const JnSituation *s)
{
	return s->notice != NULL && s->goal != NULL && s->sender != NULL && s->goal->protege != 0 &&
	       s->sender->id == s->goal->protege &&
	       (g_str_equal(s->notice, "background") ||
		g_str_equal(s->notice, "background-changed"));
}

/* What is said now, and what it was, in the letter. FALSE: nothing is said. */
static gboolean
add_part(GVariantDict *variables, const char *name, const char *now, const char *before)
{
	g_autofree char *old = g_strconcat("old_", name, NULL);

	g_variant_dict_insert(variables, name, "s", now ? now : "");
	g_variant_dict_insert(variables, old, "s", now && before ? before : "");
	return now != NULL;
}

/* The words above the leave that is taken: 'Best regards, Ana' is not what a goal is about. */
static char *
words_of(const JnNewText *text)
{
	return g_strstrip(g_strndup(text->text, text->signoff));
}

/* As in the letter that asks to confirm the goal. */
static const char *
name_of(const JnSituation *s, const char *code)
{
	return code ? jn_labels_name_of(s->labels, code) : NULL;
}

/* FALSE where the mail says nothing; settled otherwise. */
static gboolean
change(JnPlan *plan, const JnSituation *s)
{
	g_autofree char *words = words_of(s->new_text);
	g_auto(JnFields) fields = {0};
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	g_autofree char *skills = NULL;
	gboolean says, cut = FALSE;
	JnOp *op;

	jn_fields_parse(words, s->labels, jn_person_language(s->sender), &fields);
	/* Only fields: the rest stays. */
	if (fields.background[0] == '\0')
		g_clear_pointer(&fields.background, g_free);
	says = add_part(&variables, "background", fields.background, s->goal->background);
	says |= add_part(&variables, "expectations", fields.expectations, s->goal->expectations);
	if (fields.skills != NULL)
		skills = jn_plan_skills_list(s, fields.skills, &cut);
	says |= add_part(&variables, "skills", skills, s->goal->skills);
	g_variant_dict_insert(&variables, "cut", "b", cut);
	says |= add_part(&variables, "language", name_of(s, fields.language),
			 name_of(s, s->goal->language));
	if (!says)
		return FALSE;
	if (!jn_plan_may_command(plan, s, JN_WANT_POST))
		return TRUE;
	/* Others will read it: as when the goal was made. */
	if (s->goal->alias != NULL)
		(void)jn_plan_add_traces(
			&variables, s,
			(const JnTracePlace[]){{"background", fields.background},
					       {"expectations", fields.expectations},
					       {"skills", skills},
					       {NULL, NULL}});
	op = jn_plan_add(plan, JN_OP_CASE);
	op->u.about.goal = s->goal->id;
	op->u.about.background = g_steal_pointer(&fields.background);
	op->u.about.expectations = g_steal_pointer(&fields.expectations);
	op->u.about.language = g_steal_pointer(&fields.language);
	/* Other people may fit now. */
	if (skills != NULL) {
		op = jn_plan_add(plan, JN_OP_GOAL_SKILLS);
		op->u.goal_text.goal = s->goal->id;
		op->u.goal_text.text = g_steal_pointer(&skills);
	}
	jn_plan_notice(plan, "background-changed", s->sender, s->goal, &variables);
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "the protege changed what goal %s is about",
			 s->goal->name);
	return TRUE;
}

void
jn_plan_background(JnPlan *plan, const JnSituation *s)
{
	/* Text below '#background' is not meant for the page. */
	g_autoptr(GArray) commands = jn_commands_parse(s->new_text->text, NULL);

	if (jn_situation_answer(s, JN_WANT_POST) == JN_ANSWER_ACT && commands->len == 0 &&
	    jn_plan_changes_case(s) && change(plan, s))
		return;
	jn_plan_information(plan, s, JN_SUB_BACKGROUND);
}
