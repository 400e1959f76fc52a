#include "store/snapshot-parts.h"

#include <string.h>

#include "base/base32.h"
#include "base/limits.h"
#include "core/command.h"
#include "core/notice-id.h"
#include "core/plan-parts.h"
#include "store/anon.h"
#include "store/block.h"
#include "store/goal.h"
#include "store/held.h"
#include "store/mentor.h"
#include "store/outbox.h"
#include "store/pace.h"
#include "store/person.h"
#include "store/post.h"
#include "store/reflection.h"
#include "store/visible.h"

/* Named in a warning: more are not needed to understand it. */
#define OUTSIDERS_MAX 20

void
jn_snapshot_free(JnSnapshot *snapshot)
{
	if (snapshot == NULL)
		return;
	jn_goal_free(snapshot->goal);
	jn_person_free(snapshot->sender);
	jn_person_free(snapshot->claimed);
	jn_person_free(snapshot->linked);
	if (snapshot->named != NULL)
		g_ptr_array_unref(snapshot->named);
	jn_post_free(snapshot->token);
	jn_post_free(snapshot->same_subject);
	jn_post_free(snapshot->same_index);
	jn_post_free(snapshot->open_question);
	g_free(snapshot->notice);
	jn_cookie_free(snapshot->cookie);
	g_free(snapshot->free_name);
	g_clear_pointer(&snapshot->aliases, g_ptr_array_unref);
	g_clear_pointer(&snapshot->mentors, g_ptr_array_unref);
	g_clear_pointer(&snapshot->answerers, g_ptr_array_unref);
	g_clear_pointer(&snapshot->outsiders, g_ptr_array_unref);
	g_clear_pointer(&snapshot->follows, g_ptr_array_unref);
	g_clear_pointer(&snapshot->addresses, g_ptr_array_unref);
	jn_person_free(snapshot->protege);
	g_clear_pointer(&snapshot->items, g_ptr_array_unref);
	g_clear_pointer(&snapshot->frequent, g_array_unref);
	jn_reflection_free(snapshot->reflection);
	g_clear_pointer(&snapshot->counterparts, g_ptr_array_unref);
	jn_person_free(snapshot->operator);
	jn_held_free(snapshot->held);
	g_clear_pointer(&snapshot->reported, g_ptr_array_unref);
	g_clear_pointer(&snapshot->unreached, g_array_unref);
	g_free(snapshot);
}

char *
jn_snapshot_place(const JnAddress *address)
{
	const char *word = jn_sub_is_meaning(address->sub) ? NULL : jn_sub_word(address->sub);

	/* Reports of one server look alike: each return path is a place of its own. */
	if (address->sub == JN_SUB_BOUNCE || address->sub == JN_SUB_PROBE ||
	    address->sub == JN_SUB_BOUNCE_SHARED)
		return g_strdup_printf("%s+%s.%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT,
				       address->name,
				       address->sub == JN_SUB_BOUNCE  ? "b"
				       : address->sub == JN_SUB_PROBE ? "p"
								      : "s",
				       address->post, address->person);
	if (address->sub == JN_SUB_CONFIRM)
		word = "c";
	if (address->sub == JN_SUB_UNSUBSCRIBE_PERSON)
		word = "u";
	if (address->sub == JN_SUB_NO_INTRODUCTIONS)
		word = "i";
	if (address->sub == JN_SUB_REFLECT)
		word = "f";
	return word ? g_strdup_printf("%s+%s", address->name, word) : g_strdup(address->name);
}

/* The goal of the post whose copy somebody complains of. */
static gboolean
load_complained(JnDb *db, JnSnapshot *snap, JnSituation *s, GError **error)
{
	g_autoptr(JnPost) post = NULL;

	if (s->address.post == 0)
		return TRUE;
	if (!jn_post_load(db, s->address.post, JN_READER_ANYONE, &post, error) ||
	    (post != NULL && !jn_goal_load(db, post->goal, &snap->goal, error)))
		return FALSE;
	s->goal = snap->goal;
	return TRUE;
}

static gboolean
load_goal(JnDb *db, JnSnapshot *snap, JnSituation *s, GError **error)
{
	if (s->complaint && s->address.sub == JN_SUB_BOUNCE)
		return load_complained(db, snap, s, error);
	if (s->address.place != JN_PLACE_GOAL && s->address.place != JN_PLACE_STREAM)
		return TRUE;
	if (!jn_goal_load_by_name(db, s->address.name, &snap->goal, error))
		return FALSE;
	s->goal = snap->goal;
	return TRUE;
}

/* Whether From is an address that takes mail here: it is nobody's, then. The operator's are a
 * person's all the same. */
static gboolean
load_from_ours(JnDb *db, JnSituation *s, GError **error)
{
	const JnMailbox *from = s->message->from->len > 0 ? s->message->from->pdata[0] : NULL;
	g_auto(JnAddress) address = {0};
	g_autoptr(JnGoal) goal = NULL;

	if (from == NULL || !jn_address_parse(from->addr, s->domain, s->separator, &address) ||
	    address.place == JN_PLACE_OPERATOR)
		return TRUE;
	if (address.place == JN_PLACE_GOAL && !jn_goal_load_by_name(db, address.name, &goal, error))
		return FALSE;
	s->from_ours = address.place != JN_PLACE_GOAL || goal != NULL;
	return TRUE;
}

static gboolean
load_in_stream(JnDb *db, gint64 person, gboolean *ret_in_stream, GError **error)
{
	gint64 count;

	if (!jn_db_get_int(db, 0, &count, error,
			   "SELECT count(*) FROM goal s JOIN follow f ON f.goal_id = s.id"
			   " WHERE s.name = 'open' AND f.person_id = :person",
			   ":person", JN_INT, person, NULL))
		return FALSE;
	*ret_in_stream = count > 0;
	return TRUE;
}

static gboolean
load_helped(JnDb *db, const JnSituation *s, gint64 person, gboolean *ret_helped, GError **error)
{
	gint64 helped = 0;

	if (s->goal != NULL &&
	    !jn_db_get_int(db, 0, &helped, error,
			   "SELECT EXISTS (SELECT 1 FROM post WHERE author_id = :person"
			   " AND goal_id = :goal AND kind = 'answer')",
			   ":person", JN_INT, person, ":goal", JN_INT, s->goal->id, NULL))
		return FALSE;
	*ret_helped = helped != 0;
	return TRUE;
}

static gboolean
load_sender(JnDb *db, JnSnapshot *snap, JnSituation *s, GError **error)
{
	const JnMailbox *from = s->message->from->len > 0 ? s->message->from->pdata[0] : NULL;

	s->sender_mode = JN_MODE_ABSENT;
	if (from == NULL || s->from_ours || !jn_address_is_safe(from->addr) ||
	    (s->message->anomalies & JN_ANOMALY_MANY_FROM) != 0)
		return TRUE;
	if (!jn_person_ensure(db, from->addr, s->now, &snap->sender, error))
		return FALSE;
	s->sender = snap->sender;
	return (s->goal == NULL ||
		jn_follow_load(db, s->goal->id, s->sender->id, &s->sender_mode, error)) &&
	       load_in_stream(db, s->sender->id, &s->sender_in_stream, error) &&
	       load_helped(db, s, s->sender->id, &s->sender_helped, error) &&
	       jn_unasked_count(db, s->sender->addr, s->now - JN_DAY, &s->sender_cookies, error);
}

/* Not only of who can be answered: a mail with two Froms is as unwanted. */
static gboolean
load_blocked(JnDb *db, JnSituation *s, GError **error)
{
	const JnMailbox *from = s->message->from->len > 0 ? s->message->from->pdata[0] : NULL;

	return jn_block_find(db, s->goal ? s->goal->id : 0, from ? from->addr : NULL,
			     s->envelope_sender, &s->blocked, error);
}

/* Whoever has the address that a cookie would link; they are asked before it is. */
static gboolean
load_linked(JnDb *db, JnSnapshot *snap, JnSituation *s, GError **error)
{
	const char *addr = NULL;

	if (s->cookie == NULL || s->cookie->action != JN_ACTION_LINK ||
	    s->cookie->payload == NULL ||
	    !g_variant_lookup(s->cookie->payload, "addr", "&s", &addr))
		return TRUE;
	if (!jn_person_ensure(db, addr, s->now, &snap->linked, error))
		return FALSE;
	s->linked = snap->linked;
	return jn_unasked_count(db, s->linked->addr, s->now - JN_DAY, &s->linked_cookies, error);
}

/* What a mail to me@ can be about, and what an anonymous protege's words are held against. */
static gboolean
load_own(JnDb *db, JnSnapshot *snap, JnSituation *s, GError **error)
{
	const JnPerson *whose = s->cookie != NULL ? s->claimed : s->sender;
	gboolean is_own = s->sender != NULL && s->goal != NULL && s->goal->protege == s->sender->id;

	/* An anonymous protege's words are searched for their addresses. */
	if (s->address.place != JN_PLACE_ME)
		whose = is_own || s->address.place == JN_PLACE_NEW ? s->sender : NULL;
	if (whose != NULL && !jn_person_addresses(db, whose->id, &snap->addresses, error))
		return FALSE;
	s->addresses = snap->addresses;
	if (is_own && s->goal->alias != NULL &&
	    !jn_goal_has_posted(db, s->goal->id, &s->has_posted, error))
		return FALSE;
	if (s->address.place != JN_PLACE_ME)
		return TRUE;
	if (s->sender != NULL && !jn_follows_load(db, s->sender->id, &snap->follows, error))
		return FALSE;
	s->follows = snap->follows;
	return TRUE;
}

static gboolean
load_claimed(JnDb *db, JnSnapshot *snap, JnSituation *s, GError **error)
{
	gint64 person = s->address.person;

	s->claimed_mode = JN_MODE_ABSENT;
	if (s->address.sub == JN_SUB_CONFIRM && s->address.secret != NULL) {
		if (!jn_cookie_load(db, s->address.secret, &snap->cookie, error))
			return FALSE;
		s->cookie = snap->cookie;
		person = s->cookie != NULL ? s->cookie->person : 0;
	}
	if (person == 0)
		return TRUE;
	if (!jn_person_load(db, person, &snap->claimed, error))
		return FALSE;
	s->claimed = snap->claimed;
	if (s->claimed == NULL)
		return TRUE;
	return (s->goal == NULL ||
		jn_follow_load(db, s->goal->id, person, &s->claimed_mode, error)) &&
	       load_in_stream(db, person, &s->claimed_in_stream, error) &&
	       load_helped(db, s, person, &s->claimed_helped, error) &&
	       jn_unasked_count(db, s->claimed->addr, s->now - JN_DAY, &s->claimed_cookies, error);
}

/* The address that a mail with another's token, or the cookie it led to, would link. */
static gboolean
load_link(JnDb *db, JnSituation *s, GError **error)
{
	g_autofree char *addr = NULL;

	if (s->address.sub == JN_SUB_REPLY && s->sender != NULL)
		addr = g_strdup(s->sender->addr);
	else if (s->cookie != NULL && s->cookie->action == JN_ACTION_LINK &&
		 s->cookie->payload != NULL)
		(void)g_variant_lookup(s->cookie->payload, "addr", "s", &addr);
	return addr == NULL || jn_person_is_active(db, addr, &s->link_taken, error);
}

/* Closed posts of one subject that a mail may quote. */
#define CLOSED_MAX 100

/* In place of a post, one of its subject that the mail quotes, if any. */
static gboolean
find_quoted(JnDb *db, const JnSituation *s, JnPost **post, GError **error)
{
	g_autofree char *text = jn_message_text(s->message);
	g_autoptr(GPtrArray) posts = NULL;

	if (!jn_post_list_closed_by_subject(db, (*post)->goal, (*post)->subject_base, CLOSED_MAX,
					    &posts, error))
		return FALSE;
	g_clear_pointer(post, jn_post_free);
	for (guint i = 0; i < posts->len && *post == NULL; i++)
		if (jn_thread_quotes(text, posts->pdata[i]))
			*post = g_ptr_array_steal_index(posts, i);
	return TRUE;
}

/* What a token or the subject leads to, let alone by guessing (core/thread.h). */
static gboolean
drop_unknown(JnDb *db, const JnSituation *s, JnPost **post, GError **error)
{
	gboolean shown;

	if (*post == NULL || (*post)->audience == JN_AUDIENCE_OPEN)
		return TRUE;
	if (!jn_post_was_shown(db, (*post)->id, s->sender ? s->sender->id : 0, &shown, error))
		return FALSE;
	return shown || find_quoted(db, s, post, error);
}

/* Who has a person's token that was made for a post had its copy, or was passed it. */
static gboolean
token_is_proof(const JnSituation *s)
{
	JnClaim claim = {'r', s->goal->id, s->address.post, s->address.person};

	return s->address.sub == JN_SUB_REPLY &&
	       jn_capability_check(s->keys, &claim, s->address.secret, s->now) != JN_VERDICT_FORGED;
}

static gboolean
load_token(JnDb *db, JnSnapshot *snap, JnSituation *s, GError **error)
{
	if (s->address.post == 0 || s->address.sub == JN_SUB_REFLECT)
		return TRUE;
	if (!jn_post_load(db, s->address.post, JN_READER_ANYONE, &snap->token, error) ||
	    (!token_is_proof(s) && !drop_unknown(db, s, &snap->token, error)))
		return FALSE;
	if (snap->token != NULL && snap->token->goal == s->goal->id)
		s->hints.token = snap->token;
	return TRUE;
}

static gboolean
load_hints(JnDb *db, JnSnapshot *snap, JnSituation *s, GError **error)
{
	const GPtrArray *references = s->message->references;
	gint64 taken = 0;

	snap->named = g_ptr_array_new_with_free_func((GDestroyNotify)jn_post_free);
	s->hints.named = snap->named;
	s->hints.quoted = s->new_text->quoted;
	if (s->goal == NULL)
		return TRUE;
	if (s->message->message_id != NULL &&
	    !jn_db_get_int(db, 0, &taken, error,
			   "SELECT EXISTS (SELECT 1 FROM post WHERE goal_id = :goal"
			   "  AND message_id = :message_id)"
			   " OR EXISTS (SELECT 1 FROM post WHERE goal_id = :goal"
			   "  AND original_id = :message_id)",
			   ":goal", JN_INT, s->goal->id, ":message_id", JN_TEXT,
			   s->message->message_id, NULL))
		return FALSE;
	s->id_taken = taken != 0;
	for (guint i = references->len; i > 0 && snap->named->len == 0; i--) {
		const char *id = references->pdata[i - 1];
		JnPost *post;

		if (!jn_post_load_by_message_id(db, s->goal->id, id, &post, error))
			return FALSE;
		if (post != NULL)
			g_ptr_array_add(snap->named, post);
	}
	if (!load_token(db, snap, s, error))
		return FALSE;
	if (snap->named->len > 0)
		return TRUE;
	if (s->message->thread_index != NULL &&
	    !jn_post_load_by_thread_index(db, s->goal->id, s->message->thread_index,
					  s->sender ? s->sender->id : 0, &snap->same_index, error))
		return FALSE;
	s->hints.same_index = snap->same_index;
	if (s->message->subject_base[0] == '\0')
		return TRUE;
	if (!jn_post_load_by_subject(db, s->goal->id, s->message->subject_base,
				     s->sender ? s->sender->id : 0, &snap->same_subject, error) ||
	    !drop_unknown(db, s, &snap->same_subject, error))
		return FALSE;
	s->hints.same_subject = snap->same_subject;
	return TRUE;
}

/* Not another goal's: there the same mail is a post, under the name that its author has there. */
static gboolean
is_inside_site(
	JnDb *db, const JnSituation *s, const char *addr, gboolean *ret_inside, GError **error)
{
	g_auto(JnAddress) address = {0};
	g_autoptr(JnGoal) goal = NULL;

	if (jn_address_parse(addr, s->domain, s->separator, &address) &&
	    address.place == JN_PLACE_GOAL && !jn_goal_load_by_name(db, address.name, &goal, error))
		return FALSE;
	*ret_inside = goal == NULL || goal->state == JN_GOAL_DELETED || goal->id == s->goal->id;
	return TRUE;
}

/* Whether an address is ours, the sender's, the protege's or a chosen mentor's. */
static gboolean
is_inside(JnDb *db, const JnSituation *s, const char *addr, gboolean *ret_inside, GError **error)
{
	const char *at = strrchr(addr, '@');
	g_autoptr(JnPerson) person = NULL;

	*ret_inside = at == NULL;
	if (at == NULL || g_ascii_strcasecmp(at + 1, s->domain) == 0)
		return at == NULL || is_inside_site(db, s, addr, ret_inside, error);
	if (!jn_person_load_by_addr(db, addr, &person, error))
		return FALSE;
	if (person != NULL && person->id == s->goal->protege)
		/* Not to warn of an address would say whose it is. */
		return jn_goal_knows_protege(db, s->goal->id, s->sender ? s->sender->id : 0,
					     ret_inside, error);
	/* Who gets an anonymous protege's mail from themselves sees who they are. */
	*ret_inside =
		person != NULL &&
		((s->sender != NULL && person->id == s->sender->id) ||
		 (!jn_situation_is_anonymous(s) && jn_situation_mentor(s, person->id) != NULL));
	return TRUE;
}

/* Of a goal's address not the words or the token behind its name. Caller frees. */
static char *
outsider_shown(const JnSituation *s, const char *addr)
{
	g_auto(JnAddress) address = {0};

	if (!jn_address_parse(addr, s->domain, s->separator, &address))
		return g_strdup(addr);
	return g_strdup_printf("%s@%s", address.name, s->domain);
}

static gboolean
add_outsiders(JnDb *db, const JnSituation *s, const GPtrArray *to, GPtrArray *list, GError **error)
{
	for (guint i = 0; i < to->len && list->len < OUTSIDERS_MAX; i++) {
		const JnMailbox *mailbox = to->pdata[i];
		gboolean inside;

		if (mailbox->addr == NULL)
			continue;
		if (!is_inside(db, s, mailbox->addr, &inside, error))
			return FALSE;
		if (!inside)
			g_ptr_array_add(list, outsider_shown(s, mailbox->addr));
	}
	return TRUE;
}

static gboolean
closes(const JnSituation *s)
{
	g_autofree char *rest = NULL;
	g_autofree char *words = jn_command_close(s->new_text->text, &rest);

	return words != NULL || s->address.sub == JN_SUB_CLOSE;
}

/* Whose answers the mail may speak of. */
static gboolean
needs_answerers(const JnSituation *s)
{
	return closes(s) || (s->sender != NULL && s->sender->id == s->goal->protege) ||
	       (s->cookie != NULL && s->cookie->action == JN_ACTION_ACHIEVED);
}

/* Who is in a closed goal, who answered and may be named when it is closed, or thanked. */
static gboolean
load_circle(JnDb *db, JnSnapshot *snap, JnSituation *s, GError **error)
{
	if (s->goal == NULL || s->goal->protege == 0)
		return TRUE;
	if (!jn_mentor_list(db, s->goal->id, &snap->mentors, error) ||
	    !jn_person_load(db, s->goal->protege, &snap->protege, error))
		return FALSE;
	s->mentors = snap->mentors;
	s->protege = snap->protege;
	if (needs_answerers(s) &&
	    !jn_answerer_list(db, s->goal->id, JN_ANSWERERS, &snap->answerers, error))
		return FALSE;
	s->answerers = snap->answerers;
	if (s->goal->closed == 0 && s->mentors->len == 0 && s->goal->alias == NULL && !closes(s))
		return TRUE;
	snap->outsiders = g_ptr_array_new_with_free_func(g_free);
	s->outsiders = snap->outsiders;
	return add_outsiders(db, s, s->message->to, snap->outsiders, error) &&
	       add_outsiders(db, s, s->message->cc, snap->outsiders, error);
}

/* What answers it without a word of which it answers belongs to it. */
static gboolean
load_open_question(JnDb *db, JnSnapshot *snap, JnSituation *s, GError **error)
{
	gint64 id;

	if (s->open_questions != 1)
		return TRUE;
	if (!jn_db_get_int(db, 0, &id, error,
			   "SELECT max(o.id) FROM post o WHERE o.goal_id = :goal"
			   " AND o.kind = 'question' AND o.audience = 'open'",
			   ":goal", JN_INT, s->goal->id, NULL) ||
	    (id != 0 && !jn_post_load(db, id, JN_READER_ANYONE, &snap->open_question, error)))
		return FALSE;
	s->open_question = snap->open_question;
	return TRUE;
}

static gboolean
load_numbers(JnDb *db, JnSnapshot *snap, JnSituation *s, GError **error)
{
	gint64 author = s->sender ? s->sender->id : 0;

	if (!jn_db_get_int(db, 0, &s->next_goal, error,
			   "SELECT seq + 1 FROM sqlite_sequence WHERE name = 'goal'", NULL) ||
	    !jn_db_get_int(db, 1, &s->next_post, error,
			   "SELECT seq + 1 FROM sqlite_sequence WHERE name = 'post'", NULL) ||
	    !jn_db_get_int(db, 1, &s->next_held, error,
			   "SELECT seq + 1 FROM sqlite_sequence WHERE name = 'held'", NULL))
		return FALSE;
	if (s->goal == NULL)
		return TRUE;
	if (!jn_db_get_int(db, 1, &s->next_number, error,
			   "SELECT coalesce(max(number), 0) + 1 FROM post WHERE goal_id = :goal"
			   " AND number != 0",
			   ":goal", JN_INT, s->goal->id, NULL) ||
	    !jn_db_get_int(db, 0, &s->open_questions, error,
			   "SELECT count(*) FROM post o WHERE o.goal_id = :goal"
			   " AND o.kind = 'question' AND " JN_VISIBLE,
			   ":goal", JN_INT, s->goal->id, ":reader", JN_INT, author, NULL) ||
	    !load_open_question(db, snap, s, error))
		return FALSE;
	/* Only a question is answered with a receipt; only the protege asks. */
	return author == 0 || author != s->goal->protege ||
	       jn_outbox_count(db, s->goal->id, author, TRUE, &s->receivers_questions, error);
}

static gboolean
load_free_name(JnDb *db, JnSnapshot *snap, JnSituation *s, GError **error)
{
	g_autofree char *title = NULL;
	g_autofree char *base = NULL;
	g_autofree char *random = jn_base32_from_bytes(s->random + JN_RANDOM_BYTES - 20, 5);

	if (s->cookie == NULL || s->cookie->action != JN_ACTION_GOAL || s->cookie->payload == NULL)
		return TRUE;
	(void)g_variant_lookup(s->cookie->payload, "title", "s", &title);
	base = title ? jn_goal_name_from_title(title) : NULL;
	if (base != NULL && jn_goal_name_is_reserved(base))
		g_clear_pointer(&base, g_free);
	if (!jn_goal_free_name(db, base, random, &snap->free_name, error))
		return FALSE;
	s->free_name = snap->free_name;
	return TRUE;
}

/* The mail may give the protege an alias: a goal is made; or she asks for one. */
static gboolean
needs_aliases(const JnSituation *s)
{
	g_autoptr(GArray) commands = NULL;

	if (s->cookie != NULL)
		return s->cookie->action == JN_ACTION_GOAL;
	if (s->goal == NULL || s->goal->alias != NULL)
		return FALSE;
	commands = jn_commands_parse(s->new_text->text, NULL);
	return s->address.sub == JN_SUB_ANON ||
	       (commands->len > 0 && g_array_index(commands, JnSub, 0) == JN_SUB_ANON) ||
	       jn_command_alone(s->message->subject_base) == JN_SUB_ANON;
}

static gboolean
load_aliases(JnDb *db, JnSnapshot *snap, JnSituation *s, GError **error)
{
	if (!needs_aliases(s))
		return TRUE;
	if (!jn_alias_list(db, &snap->aliases, error))
		return FALSE;
	s->aliases = snap->aliases;
	return TRUE;
}

static gboolean
load_seen(JnDb *db, JnSituation *s, GError **error)
{
	g_autofree char *place = jn_snapshot_place(&s->address);
	gint64 held;

	if (!jn_seen_load(db, place, s->message->message_id ? s->message->message_id : "",
			  s->message->hash, &held, error))
		return FALSE;
	s->seen = held < 0 ? JN_SEEN_NEVER : held == 0 ? JN_SEEN_POST : JN_SEEN_HELD;
	s->seen_held = MAX(held, 0);
	return TRUE;
}

/* A capability counts if it is valid, its person is known, and From is an address of theirs. */
static void
weigh_capability(JnSituation *s)
{
	/* The one of me@ is of no goal, whatever goal a reply there concerns. */
	JnClaim claim = {s->address.sub == JN_SUB_REFLECT ? 'f' : 'r',
			 s->goal && s->address.place != JN_PLACE_ME ? s->goal->id : 0,
			 s->address.post, s->address.person};

	if ((s->address.sub != JN_SUB_REPLY && s->address.sub != JN_SUB_REFLECT) ||
	    s->claimed == NULL || s->sender == NULL || s->claimed->id != s->sender->id)
		return;
	s->evidence.capability =
		jn_capability_check(s->keys, &claim, s->address.secret, s->now) == JN_VERDICT_VALID;
}

JnSnapshot *
jn_snapshot_load(JnDb *db, JnSituation *s, gboolean again, GError **error)
{
	g_autoptr(JnSnapshot) snap = g_new0(JnSnapshot, 1);

	snap->notice = jn_notice_replied_to(s->message, s->domain);
	s->notice = snap->notice;
	if (!load_goal(db, snap, s, error) || !jn_pace_load_sources(db, s, error) ||
	    !load_from_ours(db, s, error) || !load_sender(db, snap, s, error) ||
	    !jn_snapshot_load_items(db, snap, s, error) ||
	    (s->sender != NULL && !jn_pace_load(db, s, error)) || !load_blocked(db, s, error) ||
	    !jn_snapshot_load_unreached(db, snap, s, error) || !load_claimed(db, snap, s, error) ||
	    !load_linked(db, snap, s, error) || !load_link(db, s, error) ||
	    !load_own(db, snap, s, error) || !jn_snapshot_load_moderation(db, snap, s, error) ||
	    !jn_snapshot_load_reflection(db, snap, s, error) || !load_circle(db, snap, s, error) ||
	    !load_hints(db, snap, s, error) || !load_numbers(db, snap, s, error) ||
	    !load_free_name(db, snap, s, error) || !load_aliases(db, snap, s, error) ||
	    (!again && !load_seen(db, s, error))) {
		jn_error_prefix(error, "loading what is known of %s", s->address.name);
		return NULL;
	}
	weigh_capability(s);
	return g_steal_pointer(&snap);
}

JnSnapshot *
jn_snapshot_load_goal(JnDb *db, gint64 goal, JnSituation *s, GError **error)
{
	g_autoptr(JnSnapshot) snap = g_new0(JnSnapshot, 1);

	if (!jn_goal_load(db, goal, &snap->goal, error))
		return NULL;
	if (snap->goal == NULL) {
		g_set_error(error, JN_ERROR, JN_ERROR_PERMANENT, "no such goal");
		return NULL;
	}
	if (!jn_mentor_list(db, goal, &snap->mentors, error) ||
	    !jn_person_load(db, snap->goal->protege, &snap->protege, error) ||
	    !jn_answerer_frequent(db, goal, &snap->frequent, error))
		return NULL;
	if (s->moderator_operator &&
	    !jn_person_ensure(db, s->operator_address, s->now, &snap->operator, error))
		return NULL;
	s->operator= snap->operator;
	s->frequent = snap->frequent;
	s->goal = snap->goal;
	s->mentors = snap->mentors;
	s->protege = snap->protege;
	return g_steal_pointer(&snap);
}
