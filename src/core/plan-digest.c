/*
 * A reply to a digest, or to a mail of thanks: it goes to the protege concerned, and to nobody
 * else. Which one that is, the item says that it quotes; where it is not clear, its writer is asked
 * and nothing is passed on.
 */
#include <string.h>

#include "core/capability.h"
#include "core/command.h"
#include "core/notice-id.h"
#include "core/plan-parts.h"

/* Of a text that is put into a link: mail clients cut what is longer. */
#define LINK_TEXT_BYTES 1200
#define LETTER_TEXT_BYTES 4000

void
jn_item_free(JnItem *item)
{
	if (item == NULL)
		return;
	g_free(item->goal);
	jn_post_free(item->post);
	g_free(item);
}

/* A mail to the item's address, with what they wrote already. */
static char *
link_of(const JnSituation *s, const JnItem *item, const char *text)
{
	JnClaim claim = {'r', item->post->goal, item->post->id, s->sender->id};
	g_autofree char *address = jn_capability_address(
		s->keys, &claim, s->now + JN_CAPABILITY_LIFE, item->goal, s->domain, s->separator);
	g_autofree char *path = g_uri_escape_string(address, "@", TRUE);
	g_autofree char *subject = g_strdup_printf("Re: %s", item->post->subject_base);
	g_autofree char *subject_escaped = g_uri_escape_string(subject, NULL, FALSE);
	const char *end = text + MIN(strlen(text), LINK_TEXT_BYTES);
	g_autofree char *begin = NULL;
	g_autofree char *body = NULL;

	if (*end != '\0')
		end = g_utf8_find_prev_char(text, end + 1);
	begin = g_strndup(text, (gsize)(end - text));
	body = g_uri_escape_string(begin, NULL, FALSE);
	return g_strdup_printf("mailto:%s?subject=%s&body=%s", path, subject_escaped, body);
}

static void
ask_which(JnPlan *plan, const JnSituation *s)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	const char *text = s->new_text->text;
	GVariantBuilder list;

	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < s->items->len; i++) {
		const JnItem *item = s->items->pdata[i];
		g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
		g_autofree char *link = link_of(s, item, text);

		g_variant_dict_insert(&dict, "who", "s",
				      item->post->author_name ? item->post->author_name : "");
		g_variant_dict_insert(&dict, "gist", "s", item->post->gist);
		g_variant_dict_insert(&dict, "link", "s", link);
		g_variant_dict_insert(&dict, "first", "b", i == 0);
		g_variant_builder_add_value(&list, g_variant_dict_end(&dict));
	}
	g_variant_dict_insert_value(&variables, "items", g_variant_builder_end(&list));
	jn_plan_add_cut(&variables, "text", text, LETTER_TEXT_BYTES);
	jn_plan_notice(plan, "digest-which", s->sender, NULL, &variables);
	jn_plan_hold(plan, s, s->sender->id, "a reply to a digest; its sender was asked which")
		->u.hold.noted = TRUE;
}

/* To the protege of the item's goal. What a closed goal's protege gets from outside, they decide on
 * as always. */
static void
post_privately(JnPlan *plan, const JnSituation *s)
{
	JnParent relation = jn_parent_of(s->item, s->sender->id, s->goal->protege);
	JnKind kind = jn_kind_decide(JN_ROLE_OTHER, relation, 0);
	JnOp *op;

	if (jn_plan_goes_on(plan, s) || jn_plan_moderate(plan, s, s->new_text->text))
		return;
	op = jn_plan_add_post(plan, s, kind, s->item, s->new_text->text);

	op->u.post.audience = JN_AUDIENCE_PROTEGE;
	op->u.post.closed_root = 0;
	op->u.post.number = 0;
	if (s->item != NULL) {
		g_free(op->u.post.subject);
		op->u.post.subject = g_strconcat("Re: ", s->item->subject_base, NULL);
	}
	jn_plan_conclude(plan, JN_OUTCOME_DONE, "reply to a digest, to the protege of %s alone",
			 s->goal->name);
}

gboolean
jn_plan_reply_to_digest(JnPlan *plan, const JnSituation *s)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	if (s->address.sub == JN_SUB_UNSUBSCRIBE_PERSON ||
	    s->address.sub == JN_SUB_NO_INTRODUCTIONS || s->new_text->text[0] == '\0' ||
	    s->items == NULL || (!jn_notice_is_digest(s->notice) && s->items->len == 0))
		return FALSE;
	if (s->blocked != JN_BLOCKED_NOT && !s->evidence.released) {
		jn_plan_hold_blocked(plan, s);
		return TRUE;
	}
	if (jn_situation_answer(s, JN_WANT_POST) != JN_ANSWER_ACT) {
		if (!jn_plan_hold_for_link(plan, s))
			jn_plan_hold_unproven(plan, s);
		return TRUE;
	}
	jn_plan_learn_name(plan, s);
	if (s->item != NULL && s->goal != NULL && s->goal->protege == s->sender->id &&
	    jn_notice_asks_how(s->notice)) {
		jn_plan_post(plan, s, JN_SUB_NONE);
		return TRUE;
	}
	if (s->goal == NULL || s->goal->state == JN_GOAL_ENDED ||
	    s->goal->protege == s->sender->id) {
		ask_which(plan, s);
		return TRUE;
	}
	/* More than words would bring what it quotes of other goals. */
	if (!jn_notice_reply_is_words(s->message, s->new_text)) {
		g_variant_dict_insert(&variables, "closed", "b", FALSE);
		jn_plan_notice(plan, "reply-where", s->sender, s->goal, &variables);
		jn_plan_hold(plan, s, s->sender->id,
			     "more than words came as a reply to a digest; told where to write");
		return TRUE;
	}
	post_privately(plan, s);
	return TRUE;
}
