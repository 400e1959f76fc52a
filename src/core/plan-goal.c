/*
 * A mail to new@: its subject is the goal, its body the background.
 *
 *      body  = *( text / field )
 *      field = ("Expectations:" / "Skills:") text
 *
 * A field begins a line, in any case, and runs to the next blank line.
 */
#include <string.h>

#include "base/limits.h"
#include "core/plan-parts.h"

typedef struct Fields {
	GString *background, *expectations, *skills;
} Fields;

static GString *
field_of_line(Fields *fields, const char *line, const char **ret_rest)
{
	static const char expectations[] = "expectations:";
	static const char skills[] = "skills:";

	if (g_ascii_strncasecmp(line, expectations, sizeof expectations - 1) == 0) {
		*ret_rest = line + sizeof expectations - 1;
		return fields->expectations;
	}
	if (g_ascii_strncasecmp(line, skills, sizeof skills - 1) == 0) {
		*ret_rest = line + sizeof skills - 1;
		return fields->skills;
	}
	return NULL;
}

static void
fields_parse(Fields *fields, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *into = fields->background;

	for (char **line = lines; *line != NULL; line++) {
		const char *rest = *line;
		GString *begun = field_of_line(fields, *line, &rest);

		if (begun != NULL)
			into = begun;
		else if (**line == '\0' && into != fields->background)
			into = fields->background;
		if (into == fields->background)
			g_string_append_printf(into, "%s\n", rest);
		else
			g_string_append_printf(into, "%s%s", into->len ? " " : "",
					       rest + strspn(rest, " \t"));
	}
}

static void
insert_cut(GVariantDict *payload, const char *key, GString *text, gsize bytes)
{
	const char *end;

	g_strstrip(text->str);
	text->len = strlen(text->str);
	if (text->len > bytes) {
		end = g_utf8_find_prev_char(text->str, text->str + bytes);
		g_string_truncate(text, (gsize)(end - text->str));
	}
	g_variant_dict_insert(payload, key, "s", text->str);
}

static void
ask(JnPlan *plan, const JnSituation *s)
{
	Fields fields = {g_string_new(NULL), g_string_new(NULL), g_string_new(NULL)};
	g_autofree char *title = jn_gist(s->message->subject_base, JN_TITLE_BYTES);
	g_auto(GVariantDict) payload = G_VARIANT_DICT_INIT(NULL);
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnCookie cookie = {.action = JN_ACTION_GOAL, .person = s->sender->id};

	fields_parse(&fields, s->new_text->text);
	g_variant_dict_insert(&payload, "title", "s", title);
	insert_cut(&payload, "background", fields.background, JN_BACKGROUND_BYTES);
	insert_cut(&payload, "expectations", fields.expectations, JN_BACKGROUND_BYTES);
	insert_cut(&payload, "skills", fields.skills, JN_TITLE_BYTES);
	g_variant_dict_insert(&variables, "title", "s", title);
	g_variant_dict_insert(&variables, "background", "s", fields.background->str);
	g_variant_dict_insert(&variables, "expectations", "s", fields.expectations->str);
	g_variant_dict_insert(&variables, "skills", "s", fields.skills->str);
	cookie.payload = g_variant_dict_end(&payload);
	jn_plan_cookie(plan, s, &cookie, "new", "goal-confirm", s->sender, &variables);
	jn_plan_conclude(plan, JN_OUTCOME_DONE,
			 "person %" G_GINT64_FORMAT " wants a goal; was asked to confirm",
			 s->sender->id);
	g_string_free(fields.background, TRUE);
	g_string_free(fields.expectations, TRUE);
	g_string_free(fields.skills, TRUE);
}

void
jn_plan_goal(JnPlan *plan, const JnSituation *s)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	/* Our own mails that are of no goal (a probe) come from new@. */
	if (s->notice != NULL) {
		jn_plan_hold(plan, s, 0, "a reply to our own mail '%s'", s->notice);
		return;
	}
	if (!jn_situation_may_write(s)) {
		jn_plan_hold_unproven(plan, s);
		return;
	}
	/* new+help and the like ask how it is done. */
	if (s->message->subject_base[0] != '\0' && s->address.sub == JN_SUB_NONE) {
		ask(plan, s);
		return;
	}
	jn_plan_notice(plan, "goal-no-title", s->sender, NULL, &variables)->u.notice.unasked =
		jn_situation_trust(s) != JN_TRUST_PROVEN;
	jn_plan_hold(plan, s, s->sender->id,
		     "a mail to new@ that names no goal; the sender was told");
}
