/*
 * Mail that somebody looks at before others get it: of who is new to a goal, or of all, as the goal or
 * the site has it. It is held, and the moderators get a letter with its words:
 *
 *      an empty reply, or "approve"    it goes on its way as the post it would have been
 *      "drop"                          it goes to nobody
 *      "block"                         the same, and so does all that its author writes to the goal
 *      anything else                   they are asked again
 *
 * The words stand in templates/LANG/labels; the letter has links with them. Whoever answers first
 * decides; the other moderator is told so. Of an author who is let through nothing more is looked at,
 * where only first mails are. Its author hears nothing, whatever becomes of it.
 *
 *      +moderate, or '#moderate first'     the protege says how it is in this goal
 */
#include <string.h>

#include "base/limits.h"
#include "core/capability.h"
#include "core/command.h"
#include "core/consent.h"
#include "core/labels.h"
#include "core/plan-parts.h"
#include "mail/attachments.h"

#define SHOWN_BYTES 4000
#define ASKED_BYTES 600
#define GIST_BYTES 160

typedef enum Decision {
	DECISION_NONE, /* not understood */
	DECISION_APPROVE,
	DECISION_DROP,
	DECISION_BLOCK,
} Decision;

/* ---- what is held ---- */

static JnModeration
moderation_of(const JnSituation *s)
{
	return s->goal->moderation == JN_MODERATION_SITE ? s->moderation : s->goal->moderation;
}

/* What the protege let in, or the operator, was looked at. */
static gboolean
needs_look(const JnSituation *s)
{
	const JnMentor *mentor = jn_situation_mentor(s, s->sender->id);

	if (s->sender->id == s->goal->protege || s->evidence.approved || s->evidence.admitted ||
	    s->evidence.released || (mentor != NULL && mentor->state == JN_MENTOR_ACCEPTED) ||
	    (s->moderator_operator && s->operator!= NULL && s->operator->id == s->sender->id))
		return FALSE;
	switch (moderation_of(s)) {
	case JN_MODERATION_SITE:
	case JN_MODERATION_OPEN:
		return FALSE;
	case JN_MODERATION_FIRST:
		return !s->sender_posted;
	case JN_MODERATION_ALWAYS:
		return TRUE;
	}
	g_return_val_if_reached(FALSE);
}

/* A mail that need only be sent: its address says what is meant, its subject only shows it. */
static void
add_link(GVariantDict *variables,
	 const char *name,
	 const JnSituation *s,
	 const JnPerson *to,
	 const char *address,
	 JnSettingLabel label)
{
	const char *theirs = jn_person_language(to);
	const char *language = theirs              ? theirs
			       : s->goal->language ? s->goal->language
						   : s->language;
	g_autofree char *path = g_uri_escape_string(address, "@", TRUE);
	g_autofree char *word =
		g_uri_escape_string(jn_labels_first(s->labels, language, label), NULL, FALSE);
	g_autofree char *link = g_strdup_printf("mailto:%s?subject=%s", path, word);

	g_variant_dict_insert(variables, name, "s", link);
}

/* A cookie that means one thing whatever is written. Caller frees the address. */
static char *
add_cookie(JnPlan *plan, const JnSituation *s, const JnCookie *like, Decision decision)
{
	JnCookie cookie = *like;
	g_auto(GVariantDict) payload = G_VARIANT_DICT_INIT(NULL);

	g_variant_dict_insert(&payload, "decision", "i", (gint32)decision);
	cookie.payload = g_variant_dict_end(&payload);
	return jn_plan_cookie_alone(plan, s, &cookie, s->goal->name);
}

static void
add_links(JnPlan *plan,
	  const JnSituation *s,
	  const JnPerson *to,
	  const JnCookie *like,
	  GVariantDict *variables)
{
	static const struct {
		Decision decision;
		JnSettingLabel label;
		const char *name;
	} links[] = {
		{DECISION_APPROVE, JN_SETTING_APPROVE, "approve_link"},
		{DECISION_DROP, JN_SETTING_DROP, "drop_link"},
		{DECISION_BLOCK, JN_SETTING_BLOCK, "block_link"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(links); i++) {
		g_autofree char *address = add_cookie(plan, s, like, links[i].decision);

		add_link(variables, links[i].name, s, to, address, links[i].label);
	}
}

static void
add_files(GVariantDict *variables, const JnSituation *s)
{
	g_autoptr(GPtrArray) files = jn_attachments_list(s->message);
	GVariantBuilder list;

	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < files->len; i++) {
		const JnAttachment *file = files->pdata[i];
		g_auto(GVariantDict) item = G_VARIANT_DICT_INIT(NULL);

		g_variant_dict_insert(&item, "file", "s", file->name ? file->name : file->type);
		g_variant_dict_insert(&item, "first", "b", i == 0);
		g_variant_builder_add_value(&list, g_variant_dict_end(&item));
	}
	g_variant_dict_insert_value(variables, "files", g_variant_builder_end(&list));
}

static JnCookie
cookie_for(const JnSituation *s, const JnPerson *to, gint64 held, gint64 expires)
{
	return (JnCookie){.action = JN_ACTION_MODERATE,
			  .person = to->id,
			  .goal = s->goal->id,
			  .held = held,
			  .expires = expires};
}

/* The words as others would read them, and the name that they would see; no address. */
static void
ask(JnPlan *plan, const JnSituation *s, const JnPerson *to, const char *text)
{
	JnCookie cookie = cookie_for(s, to, s->next_held, s->now + JN_HELD_LIFE);
	const JnMailbox *from = s->message->from->pdata[0];
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnOp *notice;

	g_variant_dict_insert(&variables, "author", "s",
			      s->sender->name == NULL && from->name != NULL
				      ? from->name
				      : jn_person_shown(s->sender));
	g_variant_dict_insert(&variables, "subject", "s", s->message->subject);
	g_variant_dict_insert(&variables, "always", "b", moderation_of(s) == JN_MODERATION_ALWAYS);
	jn_plan_add_cut(&variables, "text", text, SHOWN_BYTES);
	add_files(&variables, s);
	add_links(plan, s, to, &cookie, &variables);
	notice = jn_plan_cookie(plan, s, &cookie, s->goal->name, "moderate", to, &variables);
	notice->u.notice.is_reply = FALSE;
	notice->u.notice.unasked = FALSE;
}

gboolean
jn_plan_moderate(JnPlan *plan, const JnSituation *s, const char *text)
{
	JnOp *hold;

	if (!needs_look(s))
		return FALSE;
	hold = jn_plan_hold(
		plan, s, s->moderator_protege ? s->goal->protege : 0, "%s",
		moderation_of(s) == JN_MODERATION_ALWAYS
			? "all mail to the goal is looked at first"
			: "the first mail of its author to the goal is looked at first");
	hold->u.hold.moderated = hold->u.hold.untold = TRUE;
	hold->u.hold.gist = jn_gist(text[0] ? text : s->message->subject, GIST_BYTES);
	/* Who writes a thousand fills no mailbox: the reminder lists the rest. */
	if (s->moderations >= JN_MODERATIONS_PER_DAY)
		return TRUE;
	if (s->moderator_protege && s->protege != NULL)
		ask(plan, s, s->protege, text);
	if (s->moderator_operator && s->operator!= NULL && s->operator->id != s->goal->protege)
		ask(plan, s, s->operator, text);
	return TRUE;
}

/* ---- what they decide ---- */

/* The first line with a word, less the marks around it. Caller frees. */
static char *
first_line(const char *text)
{
	const char *line = text + strspn(text, " \t\n");
	g_autofree char *word = g_strstrip(g_strndup(line, strcspn(line, "\n")));
	gsize len = strlen(word);

	while (len > 0 && strchr(".!,", word[len - 1]) != NULL)
		word[--len] = '\0';
	return g_strdup(word[0] == '#' ? word + 1 : word);
}

/* NONE also where a link and the words behind it say different things. */
static Decision
decision_of(const JnSituation *s)
{
	static const Decision decisions[] = {DECISION_APPROVE, DECISION_DROP, DECISION_BLOCK};
	g_autofree char *own = g_strndup(s->new_text->text, s->new_text->signoff);
	g_autofree char *word = first_line(own);
	gint32 of_link = DECISION_NONE;
	Decision said = DECISION_NONE;
	JnSettingLabel label;

	if (s->cookie->payload != NULL)
		(void)g_variant_lookup(s->cookie->payload, "decision", "i", &of_link);
	if (jn_labels_find(s->labels, jn_person_language(s->claimed), word, JN_SETTING_APPROVE,
			   JN_SETTING_BLOCK, &label))
		said = decisions[label - JN_SETTING_APPROVE];
	if (of_link != DECISION_NONE && said != DECISION_NONE)
		return said == (Decision)of_link ? said : DECISION_NONE;
	/* What is let through cannot be called back: words that may say no are asked about. */
	if (of_link == DECISION_APPROVE && word[0] != '\0' &&
	    jn_consent_read(own, JN_ACTION_MODERATE, s->lexicons) != JN_CONSENT_GIVEN)
		return DECISION_NONE;
	if (of_link != DECISION_NONE)
		return (Decision)of_link;
	if (word[0] == '\0' || jn_command_behind_yes(s->new_text->text) != NULL)
		return DECISION_APPROVE;
	return said;
}

static void
tell(JnPlan *plan, const JnSituation *s, const char *how)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	g_variant_dict_insert(&variables, "how", "s", how);
	g_variant_dict_insert(&variables, "subject", "s", s->held_subject ? s->held_subject : "");
	jn_plan_notice(plan, "moderated", s->claimed, s->goal, &variables);
}

/* Two programs could go on for ever. */
static void
ask_again(JnPlan *plan, const JnSituation *s)
{
	JnCookie cookie = cookie_for(s, s->claimed, s->cookie->held, s->cookie->expires);
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	if (s->claimed_cookies >= s->cookies_per_day) {
		jn_plan_hold(plan, s, 0,
			     "a moderator's word that is none of the three; asked often");
		return;
	}
	jn_plan_add_cut(&variables, "text", s->new_text->text, ASKED_BYTES);
	g_variant_dict_insert(&variables, "subject", "s", s->held_subject ? s->held_subject : "");
	add_links(plan, s, s->claimed, &cookie, &variables);
	jn_plan_cookie(plan, s, &cookie, s->goal->name, "moderate-unsure", s->claimed, &variables);
	jn_plan_conclude(plan, JN_OUTCOME_DONE,
			 "a moderator's word on held mail %" G_GINT64_FORMAT
			 " is none of the three; asked again",
			 s->cookie->held);
}

static void
drop(JnPlan *plan, const JnSituation *s)
{
	jn_plan_add(plan, JN_OP_DROP)->u.drop.held = s->cookie->held;
	tell(plan, s, "dropped");
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "held mail %" G_GINT64_FORMAT " was dropped",
			 s->cookie->held);
}

/* Whatever else of its author waits goes with it. */
static void
block(JnPlan *plan, const JnSituation *s)
{
	JnOp *op = jn_plan_add(plan, JN_OP_BLOCK);

	op->u.block.goal = s->goal->id;
	op->u.block.addr = g_strdup(s->held_sender);
	op->u.block.by = s->cookie->person == s->goal->protege ? "protege" : "operator";
	jn_plan_add(plan, JN_OP_DROP)->u.drop.held = s->cookie->held;
	tell(plan, s, "blocked");
	jn_plan_conclude(plan, JN_OUTCOME_DONE,
			 "held mail %" G_GINT64_FORMAT
			 " was dropped, and its author blocked by goal %s",
			 s->cookie->held, s->goal->name);
}

void
jn_plan_confirm_moderate(JnPlan *plan, const JnSituation *s)
{
	JnOp *op;

	/* The other moderator was quicker, or the operator. */
	if (!s->held_waits) {
		tell(plan, s, "late");
		jn_plan_conclude(plan, JN_OUTCOME_DONE,
				 "held mail %" G_GINT64_FORMAT " was decided on before",
				 s->cookie->held);
		return;
	}
	switch (decision_of(s)) {
	case DECISION_NONE:
		ask_again(plan, s);
		return;
	case DECISION_APPROVE:
		op = jn_plan_add(plan, JN_OP_RELEASE);
		op->u.release.held = s->cookie->held;
		op->u.release.approved = TRUE;
		jn_plan_conclude(plan, JN_OUTCOME_DONE,
				 "held mail %" G_GINT64_FORMAT " was let through", s->cookie->held);
		return;
	case DECISION_DROP:
		drop(plan, s);
		return;
	case DECISION_BLOCK:
		block(plan, s);
		return;
	}
}

/* ---- the reminder ---- */

static void
add_item(JnPlan *plan,
	 const JnSituation *s,
	 const JnPerson *to,
	 const JnModerated *one,
	 GVariantBuilder *list)
{
	JnCookie cookie = cookie_for(s, to, one->held, one->expires);
	g_auto(GVariantDict) item = G_VARIANT_DICT_INIT(NULL);

	g_variant_dict_insert(&item, "who", "s", one->author);
	g_variant_dict_insert(&item, "subject", "s", one->subject);
	g_variant_dict_insert(&item, "gist", "s", one->gist);
	g_variant_dict_insert(&item, "when", "t", (guint64)one->created);
	g_variant_dict_insert(&item, "expires", "t", (guint64)one->expires);
	add_links(plan, s, to, &cookie, &item);
	g_variant_builder_add_value(list, g_variant_dict_end(&item));
}

JnPlan *
jn_plan_make_moderation(const JnSituation *s, const JnPerson *to, const GPtrArray *waiting)
{
	JnPlan *plan = jn_plan_new();
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	GVariantBuilder list;

	/* What it decided would be held for good. */
	if (to == NULL || s->goal->state == JN_GOAL_ENDED) {
		jn_plan_conclude(plan, JN_OUTCOME_DONE, "nobody is to look at mail of goal %s",
				 s->goal->name);
		return plan;
	}
	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < waiting->len && i < JN_MODERATIONS_LISTED; i++)
		add_item(plan, s, to, waiting->pdata[i], &list);
	g_variant_dict_insert_value(&variables, "items", g_variant_builder_end(&list));
	g_variant_dict_insert(&variables, "count", "x",
			      (gint64)MIN(waiting->len, JN_MODERATIONS_LISTED));
	jn_plan_notice(plan, "moderate-list", to, s->goal, &variables)->u.notice.is_reply = FALSE;
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "a moderator of goal %s was reminded",
			 s->goal->name);
	return plan;
}

/* ---- how it is in a goal ---- */

/* FALSE: not understood. */
static gboolean
moderation_named(const JnSituation *s, const char *words, JnModeration *ret_moderation)
{
	static const JnModeration values[] = {JN_MODERATION_OPEN, JN_MODERATION_FIRST,
					      JN_MODERATION_ALWAYS};
	g_autofree char *word = first_line(words);
	JnSettingLabel label;

	if (!jn_labels_find(s->labels, jn_situation_language(s), word, JN_SETTING_OPEN,
			    JN_SETTING_ALWAYS, &label))
		return FALSE;
	*ret_moderation = values[label - JN_SETTING_OPEN];
	return TRUE;
}

void
jn_plan_moderation(JnPlan *plan, const JnSituation *s)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	g_autofree char *rest = NULL;
	g_autofree char *words = NULL;
	JnModeration how;
	gboolean changed;

	if (!jn_plan_may_command(plan, s, JN_WANT_POST))
		return;
	how = moderation_of(s);
	words = jn_situation_words(s, JN_SUB_MODERATE, &rest);
	changed = moderation_named(s, words, &how);
	if (changed) {
		JnOp *op = jn_plan_add(plan, JN_OP_MODERATION);

		op->u.moderation.goal = s->goal->id;
		op->u.moderation.how = how;
	}
	g_variant_dict_insert(&variables, "changed", "b", changed);
	g_variant_dict_insert(&variables, "moderation", "s", jn_moderation_word(how));
	g_variant_dict_insert(&variables, "yourself", "b", s->moderator_protege);
	jn_plan_notice(plan, "moderation", s->sender, s->goal, &variables)->u.notice.reply_to =
		jn_address_format(s->goal->name, JN_SUB_MODERATE, s->domain, s->separator);
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "moderation of goal %s: %s%s", s->goal->name,
			 jn_moderation_word(how), changed ? "" : ", asked for");
	if (rest != NULL && rest[0] != '\0')
		jn_plan_keep_rest(plan, s);
}
