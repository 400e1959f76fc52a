/*
 * The anonymous protege: others know them by an alias, and their mails are built anew of nothing
 * but new text.
 *
 *      +anon      towards privacy: at once, on any proof
 *      a post     the first is shown to them before it goes out; so is each that has something in
 *                 it which could tell who they are, or files, or went to others as well
 *      +reveal    away from privacy: a cookie says who will learn what
 */
#include <string.h>

#include "base/base32.h"
#include "base/limits.h"
#include "core/chosen.h"
#include "core/command.h"
#include "core/plan-parts.h"
#include "core/traces.h"
#include "mail/attachments.h"
#include "mail/signoff.h"

/* Of a text that is shown: all of it, unless it is a log. */
#define SHOWN_BYTES (64 * 1024)
#define UNKNOWN_BYTES 400
/* Of a file of text that is searched. */
#define SEARCHED_BYTES (256 * 1024)

gboolean
jn_situation_is_anonymous(const JnSituation *s)
{
	return s->sender != NULL && s->goal != NULL && s->sender->id == s->goal->protege &&
	       (s->goal->alias != NULL || s->evidence.previewed);
}

char *
jn_plan_anonymous_text(const char *text)
{
	g_autofree char *own = jn_command_strip(text);

	return g_strchomp(g_strndup(own, jn_signoff_start(own)));
}

char *
jn_plan_alias(const JnSituation *s)
{
	return jn_alias_make(s->random + JN_RANDOM_BYTES - JN_RANDOM_TAIL, s->answerers,
			     s->aliases);
}

/* ---- what tells who they are ---- */

static void
add_text_traces(GVariantBuilder *list,
		const JnTraced *who,
		const JnTracePlace *place,
		gboolean *is_first)
{
	g_autoptr(GPtrArray) traces = jn_traces_find(place->text ? place->text : "", who);

	for (guint i = 0; i < traces->len; i++) {
		const JnTrace *trace = traces->pdata[i];
		g_auto(GVariantDict) item = G_VARIANT_DICT_INIT(NULL);

		g_variant_dict_insert(&item, "first", "b", *is_first);
		*is_first = FALSE;
		g_variant_dict_insert(&item, "place", "s", place->place);
		g_variant_dict_insert(&item, "what", "s", jn_trace_word(trace->kind));
		g_variant_dict_insert(&item, "found", "s", trace->found);
		g_variant_builder_add_value(list, g_variant_dict_end(&item));
	}
}

/* All names they are known by: the mail may be the first that gives one. Caller frees. */
static char *
names_of(const JnSituation *s)
{
	const JnMailbox *from = s->message->from->len > 0 ? s->message->from->pdata[0] : NULL;

	return g_strdup_printf("%s %s", jn_person_shown(s->sender),
			       from != NULL && from->name != NULL ? from->name : "");
}

gboolean
jn_plan_add_traces(GVariantDict *variables, const JnSituation *s, const JnTracePlace *places)
{
	g_autofree char *names = g_strstrip(names_of(s));
	const JnTraced who = {names, s->addresses, s->domain};
	gboolean is_first = TRUE;
	GVariantBuilder list;

	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (; places->place != NULL; places++)
		add_text_traces(&list, &who, places, &is_first);
	g_variant_dict_insert_value(variables, "traces", g_variant_builder_end(&list));
	return !is_first;
}

/* The files that go with the mail, and those that do not. TRUE: there are any. */
static gboolean
add_files(GVariantDict *variables, const GPtrArray *files)
{
	gboolean first_with = TRUE, first_without = TRUE;
	GVariantBuilder with, without;

	g_variant_builder_init(&with, G_VARIANT_TYPE("aa{sv}"));
	g_variant_builder_init(&without, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < files->len; i++) {
		const JnAttachment *file = files->pdata[i];
		gboolean *is_first = file->personal ? &first_without : &first_with;
		g_auto(GVariantDict) item = G_VARIANT_DICT_INIT(NULL);

		g_variant_dict_insert(&item, "first", "b", *is_first);
		*is_first = FALSE;
		g_variant_dict_insert(&item, "file", "s", file->name ? file->name : file->type);
		g_variant_builder_add_value(file->personal ? &without : &with,
					    g_variant_dict_end(&item));
	}
	g_variant_dict_insert_value(variables, "files", g_variant_builder_end(&with));
	g_variant_dict_insert_value(variables, "left_out", g_variant_builder_end(&without));
	return files->len > 0;
}

/* The names of files, and what those say that are text. Caller frees. */
static char *
words_of_files(const GPtrArray *files)
{
	g_autoptr(GString) words = g_string_new(NULL);

	for (guint i = 0; i < files->len; i++) {
		const JnAttachment *file = files->pdata[i];

		if (file->personal)
			continue;
		if (file->name != NULL)
			g_string_append_printf(words, "%s\n", file->name);
		if (g_str_has_prefix(file->type, "text/")) {
			g_autofree char *text = jn_part_text(&file->part, SEARCHED_BYTES);

			g_string_append_printf(words, "%s\n", text);
		}
	}
	return g_strdup(words->str);
}

/* People, who have the mail as she sent it; and other goals, which show it under the name that she has
 * there. */
static gboolean
add_outsiders(GVariantDict *variables, const JnSituation *s)
{
	g_autoptr(GString) people = g_string_new(NULL);
	g_autoptr(GString) goals = g_string_new(NULL);

	for (guint i = 0; s->outsiders != NULL && i < s->outsiders->len; i++) {
		const char *addr = s->outsiders->pdata[i];
		const char *at = strrchr(addr, '@');
		gboolean is_goal = at != NULL && g_ascii_strcasecmp(at + 1, s->domain) == 0;
		GString *list = is_goal ? goals : people;

		g_string_append_printf(list, "%s%s", list->len > 0 ? ", " : "", addr);
	}
	g_variant_dict_insert(variables, "people", "s", people->str);
	g_variant_dict_insert(variables, "other_goals", "s", goals->str);
	return people->len > 0 || goals->len > 0;
}

/* ---- a post ---- */

/* Whether all who would read it know who they are. */
static gboolean
is_among_told(const JnSituation *s, const JnPost *parent)
{
	gboolean any = FALSE;

	if (s->goal->closed == 0 || s->evidence.shared ||
	    (parent != NULL && parent->audience == JN_AUDIENCE_PROTEGE))
		return FALSE;
	for (guint i = 0; s->mentors != NULL && i < s->mentors->len; i++) {
		const JnMentor *mentor = s->mentors->pdata[i];

		if (jn_situation_mentor(s, mentor->person) == NULL)
			continue;
		if (!mentor->told)
			return FALSE;
		any = TRUE;
	}
	return any;
}

/* What is signed or encrypted cannot be built anew. */
static void
refuse(JnPlan *plan, const JnSituation *s)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	g_variant_dict_insert(&variables, "encrypted", "b",
			      s->message->protection == JN_PROTECTION_ENCRYPTED);
	g_variant_dict_insert(&variables, "alias", "s", s->goal->alias ? s->goal->alias : "");
	jn_plan_notice(plan, "anon-refused", s->sender, s->goal, &variables);
	jn_plan_hold(plan, s, s->sender->id,
		     "signed or encrypted mail cannot go out anonymously; its sender was told")
		->u.hold.noted = TRUE;
}

/* Holds it, and shows what others will see. `variables` is consumed. */
static void
show(JnPlan *plan,
     const JnSituation *s,
     const char *subject,
     const char *text,
     JnAction action,
     GVariantDict *variables)
{
	JnCookie cookie = {.action = action,
			   .person = s->sender->id,
			   .goal = s->goal->id,
			   .held = s->next_held};
	g_auto(GVariantDict) payload = G_VARIANT_DICT_INIT(NULL);

	g_variant_dict_insert(&payload, "previewed", "b", TRUE);
	cookie.payload = g_variant_dict_end(&payload);
	jn_plan_hold(plan, s, s->sender->id,
		     "it would go out anonymously; its sender was shown what others will see");
	g_variant_dict_insert(variables, "alias", "s", s->goal->alias ? s->goal->alias : "");
	g_variant_dict_insert(variables, "subject", "s", subject);
	g_variant_dict_insert(variables, "first", "b", !s->has_posted);
	g_variant_dict_insert(variables, "share", "b", action == JN_ACTION_SHARE);
	jn_plan_add_cut(variables, "text", text, SHOWN_BYTES);
	jn_plan_cookie(plan, s, &cookie, s->goal->name, "anon-preview", s->sender, variables)
		->u.notice.unasked = FALSE;
}

gboolean
jn_plan_preview(
	JnPlan *plan, const JnSituation *s, const JnPost *parent, const char *text, JnAction action)
{
	g_autofree char *subject = NULL;
	g_autoptr(GPtrArray) files = NULL;
	g_autofree char *words = NULL;
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	gboolean in_doubt = !s->has_posted || action == JN_ACTION_SHARE;

	if (!jn_situation_is_anonymous(s))
		return FALSE;
	if (s->message->protection != JN_PROTECTION_NONE) {
		refuse(plan, s);
		return TRUE;
	}
	if (s->evidence.previewed || (action != JN_ACTION_SHARE && is_among_told(s, parent)))
		return FALSE;
	subject = jn_plan_subject(s, parent, text, action == JN_ACTION_SHARE);
	if (subject == NULL)
		subject = g_strdup(s->message->subject);
	files = jn_attachments_list(s->message);
	words = words_of_files(files);
	in_doubt |= jn_plan_add_traces(
		&variables, s,
		(const JnTracePlace[]){
			{"subject", subject}, {"text", text}, {"file", words}, {NULL, NULL}});
	in_doubt |= add_files(&variables, files);
	in_doubt |= add_outsiders(&variables, s);
	if (in_doubt)
		show(plan, s, subject, text, action, &variables);
	return in_doubt;
}

/* ---- becoming anonymous ---- */

/* Their name in what all can read of the goal. */
static void
tell_alias(JnPlan *plan, const JnSituation *s, const char *alias, gboolean again)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	g_variant_dict_insert(&variables, "alias", "s", alias);
	g_variant_dict_insert(&variables, "again", "b", again);
	(void)jn_plan_add_traces(&variables, s,
				 (const JnTracePlace[]){{"title", s->goal->title},
							{"background", s->goal->background},
							{"expectations", s->goal->expectations},
							{"skills", s->goal->skills},
							{NULL, NULL}});
	jn_plan_notice(plan, "anon-done", s->sender, s->goal, &variables);
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "the protege of %s is anonymous", s->goal->name);
}

static const char *
become(JnPlan *plan, const JnSituation *s)
{
	JnOp *op = jn_plan_add(plan, JN_OP_ANON);
	g_autofree char *random = jn_base32_from_bytes(s->random + JN_RANDOM_BYTES - 30, 10);

	op->u.anon.goal = s->goal->id;
	op->u.anon.alias = jn_plan_alias(s);
	op->u.anon.ids = g_steal_pointer(&random);
	tell_alias(plan, s, op->u.anon.alias, FALSE);
	return op->u.anon.alias;
}

void
jn_plan_anon(JnPlan *plan, const JnSituation *s)
{
	g_autofree char *rest = jn_plan_anonymous_text(s->new_text->text);
	JnGoal goal;
	JnSituation then = *s;

	if (!jn_plan_may_command(plan, s, JN_WANT_ANON))
		return;
	goal = *s->goal;
	then.goal = &goal;
	/* What was shown as anonymous goes out so, whatever has been said since. */
	if (s->goal->alias == NULL && !s->evidence.previewed) {
		goal.alias = (char *)become(plan, s);
		then.has_posted = FALSE;
	} else if (rest[0] == '\0') {
		tell_alias(plan, s, s->goal->alias, TRUE);
	}
	if (rest[0] != '\0')
		jn_plan_post(plan, &then, JN_SUB_NONE);
}

/* ---- and being known again ---- */

/* The cookie keeps whom it is for, and the alias: a later one it does not lift. */
static GVariant *
payload_of(const JnSituation *s, const GPtrArray *chosen)
{
	g_auto(GVariantDict) payload = G_VARIANT_DICT_INIT(NULL);
	GVariantBuilder people, names;

	g_variant_builder_init(&people, G_VARIANT_TYPE("ax"));
	g_variant_builder_init(&names, G_VARIANT_TYPE("as"));
	for (guint i = 0; i < chosen->len; i++) {
		const JnAnswerer *one = chosen->pdata[i];

		g_variant_builder_add(&people, "x", one->person);
		g_variant_builder_add(&names, "s", one->name ? one->name : "");
	}
	g_variant_dict_insert(&payload, "alias", "s", s->goal->alias);
	g_variant_dict_insert_value(&payload, "people", g_variant_builder_end(&people));
	g_variant_dict_insert_value(&payload, "names", g_variant_builder_end(&names));
	return g_variant_dict_end(&payload);
}

static void
ask_reveal(JnPlan *plan, const JnSituation *s, const GPtrArray *chosen, const char *unknown)
{
	JnCookie cookie = {.action = JN_ACTION_REVEAL,
			   .person = s->goal->protege,
			   .goal = s->goal->id,
			   .payload = payload_of(s, chosen)};
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	g_variant_dict_insert(&variables, "alias", "s", s->goal->alias);
	g_variant_dict_insert(&variables, "shown", "s", jn_person_shown(s->protege));
	g_variant_dict_insert(&variables, "all", "b", chosen->len == 0);
	jn_plan_add_cut(&variables, "unknown", unknown ? unknown : "", UNKNOWN_BYTES);
	jn_plan_add_mentors(&variables, chosen);
	jn_plan_cookie(plan, s, &cookie, s->goal->name, "reveal-confirm", s->sender, &variables)
		->u.notice.unasked = !jn_situation_is_proven(s);
	jn_plan_conclude(plan, JN_OUTCOME_DONE,
			 "the protege of %s wants to be known; was asked to confirm",
			 s->goal->name);
}

/* Words that name nobody: not all are meant. */
static void
ask_whom(JnPlan *plan, const JnSituation *s, const char *unknown)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnOp *op;

	jn_plan_add_cut(&variables, "unknown", unknown, UNKNOWN_BYTES);
	op = jn_plan_notice(plan, "reveal-who", s->sender, s->goal, &variables);
	op->u.notice.reply_to =
		jn_address_format(s->goal->name, JN_SUB_REVEAL, s->domain, s->separator);
	op->u.notice.unasked = !jn_situation_is_proven(s);
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "the protege of %s was asked to whom",
			 s->goal->name);
}

static void
tell_revealed(JnPlan *plan, const JnSituation *s, gboolean all, const GPtrArray *chosen)
{
	JnPerson protege = {.id = s->goal->protege};
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	g_variant_dict_insert(&variables, "all", "b", all);
	g_variant_dict_insert(&variables, "shown", "s", jn_person_shown(s->protege));
	g_variant_dict_insert(&variables, "alias", "s", s->goal->alias ? s->goal->alias : "");
	jn_plan_add_mentors(&variables, chosen);
	jn_plan_notice(plan, "reveal-done", &protege, s->goal, &variables)->u.notice.unasked =
		!jn_situation_is_proven(s);
}

void
jn_plan_reveal(JnPlan *plan, const JnSituation *s)
{
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	g_autoptr(GPtrArray) chosen = NULL;
	g_autofree char *words = NULL;
	g_autofree char *rest = NULL;
	g_autofree char *unknown = NULL;

	if (!jn_plan_may_ask(plan, s, JN_WANT_REVEAL))
		return;
	if (s->goal->alias == NULL) {
		tell_revealed(plan, s, TRUE, none);
		jn_plan_conclude(plan, JN_OUTCOME_DONE, "the protege of %s is not anonymous",
				 s->goal->name);
		return;
	}
	/* A subject names nobody here: most clients want one. */
	words = s->new_text->text[0] != '\0' ? jn_situation_words(s, JN_SUB_REVEAL, &rest)
					     : g_strdup("");
	chosen = jn_chosen_parse(words, s->answerers ? s->answerers : none, &unknown);
	if (chosen->len == 0 && unknown != NULL)
		ask_whom(plan, s, g_strstrip(words));
	else
		ask_reveal(plan, s, chosen, unknown);
	if (rest != NULL && rest[0] != '\0')
		jn_plan_keep_rest(plan, s);
}

gboolean
jn_plan_reveal_is_moot(const JnSituation *s)
{
	const char *alias = NULL;

	return s->cookie->person != s->goal->protege || s->cookie->payload == NULL ||
	       !g_variant_lookup(s->cookie->payload, "alias", "&s", &alias) ||
	       g_strcmp0(alias, s->goal->alias) != 0;
}

/* Each hears it by a letter: what they know they are to keep. */
static void
reveal_to(JnPlan *plan, const JnSituation *s, gint64 person)
{
	JnPerson to = {.id = person};
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnOp *op = jn_plan_add(plan, JN_OP_REVEAL);

	op->u.reveal.goal = s->goal->id;
	op->u.reveal.person = person;
	g_variant_dict_insert(&variables, "alias", "s", s->goal->alias);
	jn_plan_notice(plan, "revealed", &to, s->goal, &variables)->u.notice.is_reply = FALSE;
}

void
jn_plan_confirm_reveal(JnPlan *plan, const JnSituation *s)
{
	g_autoptr(GPtrArray) chosen = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GVariant) people =
		g_variant_lookup_value(s->cookie->payload, "people", G_VARIANT_TYPE("ax"));
	g_autoptr(GVariant) names =
		g_variant_lookup_value(s->cookie->payload, "names", G_VARIANT_TYPE("as"));
	gsize n = people != NULL && names != NULL
			  ? MIN(g_variant_n_children(people), g_variant_n_children(names))
			  : 0;

	for (gsize i = 0; i < n; i++) {
		JnAnswerer *one = g_new0(JnAnswerer, 1);

		g_ptr_array_add(chosen, one);
		g_variant_get_child(people, i, "x", &one->person);
		/* Borrowed of the payload. */
		g_variant_get_child(names, i, "&s", &one->name);
		reveal_to(plan, s, one->person);
	}
	if (n == 0)
		jn_plan_add(plan, JN_OP_REVEAL)->u.reveal.goal = s->goal->id;
	tell_revealed(plan, s, n == 0, chosen);
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "the protege of %s is known to %s", s->goal->name,
			 n == 0 ? "all" : "those chosen");
}
