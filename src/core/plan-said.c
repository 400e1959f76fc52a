/* What a mail says outright, by its address or by a command, and what of that must never wait. */
#include "core/command.h"
#include "core/plan-parts.h"

JnSub
jn_plan_command_of(const JnSituation *s, const char **ret_rest)
{
	g_autoptr(GArray) commands = NULL;

	if (jn_sub_word(s->address.sub) != NULL || s->address.sub == JN_SUB_CONFIRM ||
	    s->address.sub == JN_SUB_UNSUBSCRIBE_PERSON)
		return JN_SUB_NONE;
	commands = jn_commands_parse(s->new_text->text, ret_rest);
	if (commands->len > 0)
		return g_array_index(commands, JnSub, 0);
	*ret_rest = "";
	return jn_command_alone(s->new_text->text[0] != '\0' ? s->new_text->text
							     : s->message->subject_base);
}

gboolean
jn_plan_bears(const JnSituation *s, JnSub sub)
{
	g_autofree char *rest = NULL;
	g_autofree char *words = NULL;

	if (s->goal == NULL || jn_sub_word(s->address.sub) != NULL ||
	    s->address.sub == JN_SUB_CONFIRM ||
	    !((s->sender != NULL && s->sender->id == s->goal->protege) ||
	      (s->claimed != NULL && s->claimed->id == s->goal->protege)))
		return FALSE;
	words = sub == JN_SUB_CLOSE ? jn_command_close(s->new_text->text, &rest)
				    : jn_command_said(s->new_text->text, sub, &rest);
	return words != NULL;
}

gboolean
jn_plan_leads_out(const JnSituation *s)
{
	const char *rest;
	JnSub command = jn_plan_command_of(s, &rest);
	JnSub sub = command != JN_SUB_NONE ? command : s->address.sub;

	return sub == JN_SUB_UNSUBSCRIBE || sub == JN_SUB_UNSUBSCRIBE_PERSON ||
	       sub == JN_SUB_NO_INTRODUCTIONS || sub == JN_SUB_STOP || sub == JN_SUB_LEAVE ||
	       sub == JN_SUB_EXPORT || sub == JN_SUB_FORGET || sub == JN_SUB_CONFIRM;
}

gboolean
jn_plan_is_towards_privacy(const JnSituation *s)
{
	const char *rest;
	JnSub command = jn_plan_command_of(s, &rest);
	JnSub sub = command != JN_SUB_NONE ? command : s->address.sub;

	return jn_plan_leads_out(s) || sub == JN_SUB_CLOSE || sub == JN_SUB_ANON ||
	       jn_plan_bears(s, JN_SUB_CLOSE);
}
