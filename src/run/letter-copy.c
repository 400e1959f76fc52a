/*
 * Copies of posts. An open post is rendered once and its holes are filled for each; a closed one
 * for each person anew, because what it may show and who else reads it is not the same for all. So
 * is an open question, for those few who answered before.
 */
#include <string.h>

#include "base/base32.h"
#include "base/limits.h"
#include "core/address.h"
#include "core/command.h"
#include "core/notice-id.h"
#include "core/plan-parts.h"
#include "mail/attachments.h"
#include "mail/newtext.h"
#include "render/copy.h"
#include "render/encode.h"
#include "render/header.h"
#include "render/rebuilt.h"
#include "run/letter-case.h"
#include "store/anon.h"
#include "store/goal.h"
#include "store/mentor.h"

#define CARD_EXPECTATIONS_BYTES 56

/* Whose eyes a copy is for: one person's, or (an open post) anyone's. */
typedef struct Reader {
	JnWork *work;
	gint64 person;         /* JN_READER_ANYONE: all who get it */
	gint64 answered;       /* whose earlier answers it tells them; 0: nobody's */
	const JnRecipient *to; /* whose language and zone it is in, or of the kind of whom */
	const char *author;    /* as they know them; or NULL */
} Reader;

static gboolean
is_open(const JnWork *work)
{
	return work->post->audience == JN_AUDIENCE_OPEN;
}

/* "Your reply goes to": all who follow, by digest too, and the author; a reader who follows is not
 * counted. Of a shared post's readers only members are heard by others than the protege, and nobody
 * is to learn of them. */
static gboolean
count_receivers(const Reader *reader, gint64 *ret_receivers, GError **error)
{
	JnWork *work = reader->work;

	if (work->readers == 0 && work->goal->closed == 0 &&
	    !jn_goal_count_readers(work->site->db, work->goal->id, work->post->author,
				   &work->readers, error))
		return FALSE;
	*ret_receivers = MAX(work->readers - (reader->to->reads ? 1 : 0), 1);
	return TRUE;
}

static void
add_member(GPtrArray *names, gint64 person, gint64 reader, const char *name)
{
	if (person != reader && person != 0)
		g_ptr_array_add(names, g_strdup(name ? name : ""));
}

/* Who else may see a closed post, now or once they accept. */
static gboolean
load_members(const Reader *reader, GPtrArray *names, GError **error)
{
	const JnWork *work = reader->work;
	const JnPost *post = work->post;
	g_autoptr(GPtrArray) mentors = NULL;
	g_autoptr(JnPost) parent = NULL;
	g_autofree char *protege = NULL;

	if (!jn_goal_protege_name(work->site->db, work->goal->id, reader->person, &protege, error))
		return FALSE;
	add_member(names, work->goal->protege, reader->person, protege);
	if (post->audience == JN_AUDIENCE_PROTEGE) {
		if (post->author != work->goal->protege) {
			add_member(names, post->author, reader->person, post->author_name);
			return TRUE;
		}
		if (!jn_post_load(work->site->db, post->parent, reader->person, &parent, error))
			return FALSE;
		if (parent != NULL)
			add_member(names, parent->author, reader->person, parent->author_name);
		return TRUE;
	}
	if (!jn_mentor_list(work->site->db, work->goal->id, &mentors, error))
		return FALSE;
	for (guint i = 0; i < mentors->len; i++) {
		const JnMentor *mentor = mentors->pdata[i];

		if ((mentor->state == JN_MENTOR_ASKED || mentor->state == JN_MENTOR_ACCEPTED) &&
		    mentor->asked_post < post->closed_root)
			add_member(names, mentor->person, reader->person, mentor->name);
	}
	return TRUE;
}

/* `sep` is what stands before a name: and before the last, comma before the others. */
static gboolean
add_members(const Reader *reader, GVariantDict *variables, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	GVariantBuilder list;

	if (!is_open(reader->work) && !load_members(reader, names, error))
		return FALSE;
	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < names->len; i++) {
		g_auto(GVariantDict) item = G_VARIANT_DICT_INIT(NULL);

		g_variant_dict_insert(&item, "who", "s", names->pdata[i]);
		g_variant_dict_insert(&item, "sep", "s", i + 1 == names->len ? "and" : "comma");
		g_variant_builder_add_value(&list, g_variant_dict_end(&item));
	}
	g_variant_dict_insert_value(variables, "members", g_variant_builder_end(&list));
	return TRUE;
}

/* A question's copy carries the case. */
static gboolean
add_case(const Reader *reader, GVariantDict *variables, GError **error)
{
	g_autofree char *expectations = NULL;

	if (reader->work->post->kind != JN_KIND_QUESTION)
		return TRUE;
	expectations = jn_gist(jn_goal_expectations_shown(reader->work->goal, reader->person),
			       CARD_EXPECTATIONS_BYTES);
	g_variant_dict_insert(variables, "expectations", "s", expectations);
	return jn_letter_case_add_card(reader->work, reader->person, reader->answered, variables,
				       error);
}

/* Of an open post the numbers are the same for all who get it. */
static gboolean
load_numbers(const Reader *reader, GError **error)
{
	JnWork *work = reader->work;

	if (work->has_numbers)
		return TRUE;
	work->has_numbers = is_open(work);
	return jn_goal_load_numbers(work->site->db, work->goal,
				    is_open(work) ? JN_READER_ANYONE : reader->person, error);
}

static gboolean
copy_words(const Reader *reader, JnLetter *ret_letter, GError **error)
{
	JnWork *work = reader->work;
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnWords words = jn_work_words(work);
	const JnPost *post = work->post;
	gint64 receivers = 1;

	if ((is_open(work) && !count_receivers(reader, &receivers, error)) ||
	    !load_numbers(reader, error) || !add_members(reader, &variables, error) ||
	    !add_case(reader, &variables, error))
		return FALSE;
	jn_variables_add(&variables, &words, work->goal, NULL, 0);
	jn_variables_add_case(&variables, work->goal, reader->person, JN_CARD_BACKGROUND_BYTES);
	g_variant_dict_insert(&variables, "author", "s", reader->author ? reader->author : "");
	g_variant_dict_insert(&variables, "kind", "s", jn_kind_word(post->kind));
	g_variant_dict_insert(&variables, "audience", "s", jn_audience_word(post->audience));
	g_variant_dict_insert(&variables, "number", "x", post->number);
	g_variant_dict_insert(&variables, "receivers", "x", receivers);
	return jn_work_expand(work, "copy", reader->to, &variables, ret_letter, error);
}

/* Adds a post's Message-ID, last, if the reader may see it. */
static gboolean
add_if_visible(const Reader *reader,
	       const JnPost *post,
	       GPtrArray *ids,
	       gboolean *ret_visible,
	       GError **error)
{
	if (!jn_post_is_visible(reader->work->site->db, post->id, reader->person, ret_visible,
				error))
		return FALSE;
	if (!*ret_visible)
		return TRUE;
	for (guint i = 0; i < ids->len; i++)
		if (g_str_equal(ids->pdata[i], post->message_id)) {
			g_ptr_array_remove_index(ids, i);
			break;
		}
	g_ptr_array_add(ids, g_strdup(post->message_id));
	return TRUE;
}

/* Of what the mail refers to, the posts of this goal that the reader may see; the parent stands
 * last, also where only subject or token told which it is. */
static gboolean
visible_references(const Reader *reader, GPtrArray *ids, char **ret_parent_id, GError **error)
{
	const JnWork *work = reader->work;
	const GPtrArray *references = work->references;
	g_autoptr(JnPost) parent = NULL;
	gboolean visible = FALSE;

	*ret_parent_id = NULL;
	for (guint i = 0; i < references->len; i++) {
		g_autoptr(JnPost) post = NULL;

		if (!jn_post_load_by_message_id(work->site->db, work->goal->id,
						references->pdata[i], &post, error) ||
		    (post != NULL && !add_if_visible(reader, post, ids, &visible, error)))
			return FALSE;
	}
	if (work->post->parent == 0)
		return TRUE;
	if (!jn_post_load(work->site->db, work->post->parent, reader->person, &parent, error) ||
	    (parent != NULL && !add_if_visible(reader, parent, ids, &visible, error)))
		return FALSE;
	if (parent != NULL && visible)
		*ret_parent_id = g_strdup(parent->message_id);
	return TRUE;
}

static JnRendered *
render(const Reader *reader, GError **error)
{
	JnWork *work = reader->work;
	const JnConfig *config = work->site->config;
	g_autoptr(GPtrArray) references = g_ptr_array_new_with_free_func(g_free);
	g_auto(JnLetter) words = {0};
	g_autofree char *parent_id = NULL;
	g_autofree char *boundary = jn_work_boundary();
	g_autofree char *address =
		jn_address_format(work->goal->name, JN_SUB_NONE, config->domain, config->separator);
	g_autofree char *help =
		jn_address_format(work->goal->name, JN_SUB_HELP, config->domain, config->separator);
	g_autofree char *subscribe = jn_address_format(work->goal->name, JN_SUB_SUBSCRIBE,
						       config->domain, config->separator);
	g_autofree char *list_id = g_strdup_printf("%s.%s", work->goal->name, config->domain);
	JnCopySpec spec;

	if (!copy_words(reader, &words, error) ||
	    !visible_references(reader, references, &parent_id, error))
		return NULL;
	spec = (JnCopySpec){
		.from_name = words.subject,
		.goal_address = address,
		.list_id = list_id,
		.list_name = work->goal->title,
		.operator_address = config->operator_address,
		.help_address = help,
		.subscribe_address = subscribe,
		.subject = work->post->subject,
		.message_id = work->post->message_id,
		.in_reply_to = parent_id,
		.references = references,
		.site_domain = config->domain,
		.footer = words.text,
		.boundary = boundary,
		.now = work->now,
	};
	return jn_copy_render(work->message, &spec, error);
}

/* A mail of nothing but these words. */
static GBytes *
mail_of_words(const JnMessage *message, const char *words)
{
	GString *out = g_string_new(NULL);

	if (message->date != 0)
		jn_header_add_date(out, message->date, message->date_offset);
	g_string_append(out, "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
			     "Content-Transfer-Encoding: quoted-printable\n\n");
	jn_encode_quoted_printable(out, words, strlen(words));
	g_string_append_c(out, '\n');
	return g_string_free_to_bytes(out);
}

/* The text less lines that hold an address of ours: those of a digest vouch for its reader, and
 * not every client marks what it quotes. */
static char *
without_addresses(const char *text, const char *domain)
{
	g_auto(GStrv) lines = g_strsplit_set(text, "\n", -1);
	g_autofree char *at = g_strconcat("@", domain, NULL);
	g_autoptr(GString) out = g_string_new(NULL);

	for (char **line = lines; *line != NULL; line++)
		if (strcasestr(*line, at) == NULL)
			g_string_append_printf(out, "%s\n", *line);
	return g_strdup(g_strchomp(out->str));
}

/* Whether the mail is a reply to a digest or another letter of many goals. */
static gboolean
is_to_me(const JnWork *work)
{
	const JnConfig *config = work->site->config;
	g_auto(JnAddress) address = {0};

	return jn_address_parse(work->mail->recipient, config->domain, config->separator,
				&address) &&
	       address.place == JN_PLACE_ME;
}

/*
 * The post's mail where only what the person wrote may be passed on, else NULL:
 *   a shared post: what the protege quoted was written in private, and her word is for her own
 *   a reply to a digest, which quotes other goals; its inline answers with what they answer
 *   a mail that begins with commands, or bears #close: they are for us
 *   a reply to our own mail, of text and nothing else: it quotes a letter that was for its writer
 *   alone, with their links in it
 */
static GBytes *
own_words(const JnWork *work)
{
	const JnMessage *message = work->message;
	const JnConfig *config = work->site->config;
	g_autofree char *notice = jn_notice_replied_to(message, config->domain);
	gboolean to_me = is_to_me(work);
	g_autoptr(JnNewText) text = jn_new_text_read(message);
	gboolean is_words = jn_notice_reply_is_words(message, text);
	g_autofree char *rest = jn_command_strip(text->text);

	/* What it answers goes to the protege alone: to others it was another letter. */
	if (to_me) {
		g_autofree char *exchange = without_addresses(
			work->post->audience == JN_AUDIENCE_PROTEGE ? text->exchange : text->text,
			config->domain);

		return mail_of_words(message, exchange);
	}
	/* core/plan-post.c lets no other reply to a letter pass. */
	if (work->post->shared ||
	    (is_words && notice != NULL &&
	     (work->post->parent == 0 || jn_notice_asks_how(notice))) ||
	    (is_words && !g_str_equal(rest, text->text)))
		return rest[0] == '\0' && !work->post->shared ? NULL : mail_of_words(message, rest);
	return NULL;
}

/* Whether the post was written anonymously, or its writer has become so since. */
static gboolean
is_anonymous(const JnWork *work)
{
	return work->post->original_id != NULL ||
	       (work->goal->alias != NULL && work->post->author == work->goal->protege);
}

/* Whether its writer has seen it as others do: it was written since they are anonymous. */
static gboolean
was_shown(const JnWork *work, const JnPost *post)
{
	return post->id > work->goal->alias_post;
}

gboolean
jn_work_post_text(const JnWork *work, const JnPost *post, char **ret_text, GError **error)
{
	g_autofree char *text = NULL;

	if (!jn_post_text(work->site->db, post->id, &text, error))
		return FALSE;
	*ret_text = post->original_id == NULL || was_shown(work, post)
			    ? g_strdup(text ? text : "")
			    : jn_plan_anonymous_text(text ? text : "");
	return TRUE;
}

/* An anonymous post's mail, of what its writer was shown: the text as it was put down then, and the
 * files. Of one from before they were, new text alone. NULL with an error. */
static GBytes *
rebuilt(const JnWork *work, GError **error)
{
	g_autoptr(GPtrArray) files =
		was_shown(work, work->post) ? jn_attachments_list(work->message) : NULL;
	g_autofree char *text = NULL;
	g_autofree char *own = NULL;
	g_autofree char *boundary = jn_work_boundary();

	if (!jn_work_post_text(work, work->post, &text, error))
		return NULL;
	own = is_to_me(work) ? without_addresses(text, work->site->config->domain)
			     : g_steal_pointer(&text);
	return jn_rebuilt_mail(own, files, work->post->created, boundary);
}

gboolean
jn_work_read_post(JnWork *work, GBytes *raw, GError **error)
{
	g_autoptr(GBytes) words = NULL;
	gboolean anonymous = is_anonymous(work);

	work->message = jn_message_parse(raw, error);
	if (work->message == NULL)
		return FALSE;
	words = anonymous ? rebuilt(work, error) : own_words(work);
	if (words == NULL && anonymous)
		return FALSE;
	work->references = g_ptr_array_ref(work->message->references);
	if (words != NULL) {
		jn_message_free(work->message);
		work->message = jn_message_parse(words, error);
		if (work->message == NULL)
			return FALSE;
		if (!anonymous) {
			g_ptr_array_unref(work->references);
			work->references = g_ptr_array_ref(work->message->references);
		}
	}
	return TRUE;
}

/* Who wrote it, as this person knows them. */
static gboolean
load_author(const JnWork *work, gint64 person, char **ret_author, GError **error)
{
	if (work->goal->alias != NULL && work->post->author == work->goal->protege)
		return jn_goal_protege_name(work->site->db, work->goal->id, person, ret_author,
					    error);
	*ret_author = g_strdup(work->post->author_name);
	return TRUE;
}

/* An open post is the same for all who read its language and know its author by the same name; but
 * those who do not follow count one more who gets their reply. */
static char *
copy_key(const JnWork *work, const JnRecipient *to, const char *author)
{
	return g_strconcat(jn_work_language(work, to), to->reads ? " 1 " : " 0 ",
			   author ? author : "", NULL);
}

static JnRendered *
open_copy(JnWork *work, const JnRecipient *to, const char *author, GError **error)
{
	g_autofree char *key = copy_key(work, to, author);
	Reader anyone = {.work = work, .person = JN_READER_ANYONE, .to = to, .author = author};
	JnRendered *copy;

	if (work->copies == NULL)
		work->copies = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
						     (GDestroyNotify)jn_rendered_free);
	copy = g_hash_table_lookup(work->copies, key);
	if (copy != NULL)
		return copy;
	copy = render(&anyone, error);
	if (copy != NULL)
		g_hash_table_insert(work->copies, g_strdup(key), copy);
	return copy;
}

/* Whether only this person gets it as it is: a closed post; an open question, where they answered
 * before. */
static gboolean
gets_own(JnWork *work, const JnRecipient *to, gboolean *ret_own, GError **error)
{
	*ret_own = !is_open(work);
	return *ret_own || work->post->kind != JN_KIND_QUESTION ||
	       jn_letter_case_answered(work, to->person, ret_own, error);
}

/* NULL, and no error, where it is the same for all. */
static gboolean
own_copy(JnWork *work,
	 const JnRecipient *to,
	 const char *author,
	 JnRendered **ret_copy,
	 GError **error)
{
	Reader reader = {work, to->person, to->person, to, author};
	gboolean own;

	*ret_copy = NULL;
	if (!gets_own(work, to, &own, error))
		return FALSE;
	if (!own)
		return TRUE;
	if (is_open(work))
		reader.person = JN_READER_ANYONE;
	*ret_copy = render(&reader, error);
	return *ret_copy != NULL;
}

gboolean
jn_work_copy(JnWork *work, const JnRecipient *to, JnCopy *copy, GError **error)
{
	const JnConfig *config = work->site->config;
	gint64 person = to->person;
	g_autofree char *author = NULL;
	JnRendered *content = NULL;
	JnClaim reply = {'r', work->goal->id, work->post->id, person};
	JnClaim leave = {'u', work->goal->id, 0, person};

	if (!load_author(work, person, &author, error) ||
	    !own_copy(work, to, author, &content, error))
		return FALSE;
	if (content == NULL) {
		content = open_copy(work, to, author, error);
		if (content == NULL)
			return FALSE;
		content = jn_rendered_ref(content);
	}
	copy->content = content;
	copy->holes[JN_HOLE_REPLY_TO] =
		jn_capability_address(&work->site->keys, &reply, work->now + JN_CAPABILITY_LIFE,
				      work->goal->name, config->domain, config->separator);
	copy->holes[JN_HOLE_UNSUBSCRIBE] =
		jn_capability_address(&work->site->keys, &leave, work->now + JN_UNSUBSCRIBE_LIFE,
				      work->goal->name, config->domain, config->separator);
	return TRUE;
}

gboolean
jn_work_copy_key(JnWork *work, const JnRecipient *to, char **ret_key, GError **error)
{
	g_autofree char *author = NULL;
	gboolean own;

	*ret_key = NULL;
	if (!gets_own(work, to, &own, error) || !load_author(work, to->person, &author, error))
		return FALSE;
	if (!own)
		*ret_key = copy_key(work, to, author);
	return TRUE;
}

gboolean
jn_work_copy_shared(JnWork *work, const JnRecipient *like, JnCopy *copy, GError **error)
{
	const JnConfig *config = work->site->config;
	g_autofree char *author = NULL;
	JnRendered *content;

	if (!load_author(work, like->person, &author, error))
		return FALSE;
	content = open_copy(work, like, author, error);
	if (content == NULL)
		return FALSE;
	copy->content = jn_rendered_ref(content);
	copy->holes[JN_HOLE_REPLY_TO] = jn_address_format_shared(work->goal->name, work->post->id,
								 config->domain, config->separator);
	copy->holes[JN_HOLE_UNSUBSCRIBE] = jn_address_format(work->goal->name, JN_SUB_UNSUBSCRIBE,
							     config->domain, config->separator);
	return TRUE;
}
