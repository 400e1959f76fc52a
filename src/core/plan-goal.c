/*
 * A mail to new@: its subject is the goal, its body the background and fields (core/fields.h).
 *
 * To new+anon@, or with #anon alone in its first line, it makes a goal whose protege is anonymous.
 */
#include "base/limits.h"
#include "core/command.h"
#include "core/cues.h"
#include "core/fields.h"
#include "core/language.h"
#include "core/plan-parts.h"

/* For the cookie that makes the goal, and for the letter that asks. */
static void
insert(GVariantDict *payload, GVariantDict *variables, const char *key, const char *text)
{
	g_variant_dict_insert(payload, key, "s", text ? text : "");
	g_variant_dict_insert(variables, key, "s", text ? text : "");
}

/* The language of a goal that this mail is to make: what it says, else what its text is in, else
 * what its writer reads. Borrowed; or NULL. */
static const char *
language_of(const JnSituation *s)
{
	const char *code = jn_language_of_mail(s->message, s->labels);
	const char *of_text = code ? NULL : jn_cues_language(s->lexicons, s->new_text->text);

	/* There are words of thanks in more languages than there are mails. */
	if (of_text != NULL)
		code = jn_labels_language(s->labels, of_text);
	return code ? code : jn_person_language(s->sender);
}

static gboolean
wants_alias(const JnSituation *s)
{
	g_autoptr(GArray) commands = jn_commands_parse(s->new_text->text, NULL);

	return s->address.sub == JN_SUB_ANON ||
	       (commands->len > 0 && g_array_index(commands, JnSub, 0) == JN_SUB_ANON);
}

static void
ask(JnPlan *plan, const JnSituation *s)
{
	const char *language = language_of(s);
	g_auto(JnFields) fields = {0};
	g_autofree char *title = jn_gist(s->message->subject_base, JN_TITLE_BYTES);
	g_auto(GVariantDict) payload = G_VARIANT_DICT_INIT(NULL);
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnCookie cookie = {.action = JN_ACTION_GOAL, .person = s->sender->id};
	gboolean anonymous = wants_alias(s);
	gboolean cut;
	g_autofree char *skills = NULL;
	/* The leave that is taken of us is nothing of the goal. */
	g_autofree char *text = jn_plan_anonymous_text(s->new_text->text);

	jn_fields_parse(text, s->labels, language, &fields);
	if (fields.language != NULL)
		language = fields.language;
	insert(&payload, &variables, "title", title);
	insert(&payload, &variables, "background", fields.background);
	insert(&payload, &variables, "expectations", fields.expectations);
	skills = jn_plan_skills_list(s, fields.skills ? fields.skills : "", &cut);
	insert(&payload, &variables, "skills", skills);
	g_variant_dict_insert(&variables, "cut", "b", cut);
	insert(&payload, &variables, "language", language);
	if (anonymous) {
		g_variant_dict_insert(&payload, "anon", "b", TRUE);
		(void)jn_plan_add_traces(
			&variables, s,
			(const JnTracePlace[]){{"title", title},
					       {"background", fields.background},
					       {"expectations", fields.expectations},
					       {"skills", skills},
					       {NULL, NULL}});
	}
	g_variant_dict_insert(&variables, "anonymous", "b", anonymous);
	if (language != NULL)
		g_variant_dict_insert(&variables, "language", "s",
				      jn_labels_name_of(s->labels, language));
	cookie.payload = g_variant_dict_end(&payload);
	jn_plan_cookie(plan, s, &cookie, "new", "goal-confirm", s->sender, &variables)
		->u.notice.language = g_strdup(language);
	jn_plan_conclude(plan, JN_OUTCOME_DONE,
			 "person %" G_GINT64_FORMAT " wants a goal; was asked to confirm",
			 s->sender->id);
}

void
jn_plan_goal(JnPlan *plan, const JnSituation *s)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnOp *notice;

	/* Our own mails that are of no goal (a probe) come from new@. */
	if (s->notice != NULL) {
		jn_plan_hold(plan, s, 0, "a reply to our own mail '%s'", s->notice);
		return;
	}
	if (jn_situation_answer(s, JN_WANT_GOAL) == JN_ANSWER_HOLD) {
		jn_plan_hold_unproven(plan, s);
		return;
	}
	/* new+help and the like ask how it is done. */
	if (s->message->subject_base[0] != '\0' &&
	    (s->address.sub == JN_SUB_NONE || s->address.sub == JN_SUB_ANON)) {
		ask(plan, s);
		return;
	}
	notice = jn_plan_notice(plan, "goal-no-title", s->sender, NULL, &variables);
	notice->u.notice.unasked = !jn_situation_is_proven(s);
	notice->u.notice.language = g_strdup(language_of(s));
	jn_plan_hold(plan, s, s->sender->id,
		     "a mail to new@ that names no goal; the sender was told");
}
