#include "run/letter.h"

#include <string.h>

#include "base/base32.h"
#include "base/limits.h"
#include "core/address.h"
#include "core/notice-id.h"
#include "core/plan-parts.h"
#include "mail/automatic.h"
#include "mail/message.h"
#include "mail/newtext.h"
#include "render/copy.h"
#include "render/encode.h"
#include "render/header.h"
#include "render/notice.h"
#include "render/variables.h"
#include "run/spool.h"
#include "store/goal.h"
#include "store/post.h"

/* Goals and posts of one list; a mail must stay readable. */
#define LIST_MAX 100
#define CARD_BACKGROUND_BYTES 120
#define BOUNCE_LIFE (30 * JN_DAY)

struct JnWork {
	JnSite *site;
	const JnOutbox *row;
	gint64 now;
	JnGoal *goal;
	JnPost *post;
	JnMail *mail;
	JnRendered *copy;
	JnRendered *forward;
	gboolean is_void;
};

void
jn_work_free(JnWork *work)
{
	if (work == NULL)
		return;
	jn_goal_free(work->goal);
	jn_post_free(work->post);
	jn_mail_free(work->mail);
	jn_rendered_free(work->copy);
	jn_rendered_free(work->forward);
	g_free(work);
}

gboolean
jn_work_is_void(const JnWork *work)
{
	return work->is_void;
}

static JnWords
words_of(const JnWork *work)
{
	const JnConfig *config = work->site->config;

	return (JnWords){
		.site_name = config->site_name,
		.operator_address = config->operator_address,
		.domain = config->domain,
		.separator = config->separator,
		.keys = &work->site->keys,
		.now = work->now,
	};
}

static char *
boundary_make(void)
{
	guint8 random[15];

	jn_random_bytes(random, sizeof random);
	return jn_base32_from_bytes(random, sizeof random);
}

/* The words of a template for this row, language and person. */
static gboolean
expand(JnWork *work,
       const char *name,
       GVariantDict *variables,
       JnLetter *ret_letter,
       GError **error)
{
	const char *language = work->site->config->language;
	const JnTemplate *template = jn_site_template(work->site, language, name, error);
	const char *layout = template ? jn_site_layout(work->site, error) : NULL;
	g_autoptr(GVariant) all = NULL;

	if (layout == NULL)
		return FALSE;
	all = g_variant_ref_sink(g_variant_dict_end(variables));
	return jn_template_expand(template, layout, language, all, ret_letter, error);
}

static gboolean
load_protege_reach(JnWork *work, gint64 *ret_receivers, GError **error)
{
	/* "Your reply goes to": the reader is not counted, and the author is. */
	if (!jn_outbox_count(work->site->db, work->goal->id, 0, FALSE, ret_receivers, error))
		return FALSE;
	*ret_receivers = MAX(*ret_receivers - 1, 1);
	return TRUE;
}

static gboolean
copy_words(JnWork *work, JnLetter *ret_letter, GError **error)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	JnWords words = words_of(work);
	const JnPost *post = work->post;
	gint64 receivers = 1;

	if (post->audience == JN_AUDIENCE_OPEN && !load_protege_reach(work, &receivers, error))
		return FALSE;
	jn_variables_add(&variables, &words, work->goal, NULL, 0);
	jn_variables_add_case(&variables, work->goal, CARD_BACKGROUND_BYTES);
	g_variant_dict_insert(&variables, "author", "s",
			      post->author_name ? post->author_name : "");
	g_variant_dict_insert(&variables, "protege", "s",
			      work->goal->protege_name ? work->goal->protege_name : "");
	g_variant_dict_insert(&variables, "kind", "s", jn_kind_word(post->kind));
	g_variant_dict_insert(&variables, "audience", "s", jn_audience_word(post->audience));
	g_variant_dict_insert(&variables, "number", "x", post->number);
	g_variant_dict_insert(&variables, "receivers", "x", receivers);
	return expand(work, "copy", &variables, ret_letter, error);
}

/* Of what the mail refers to, the posts of this goal that an open reader may see. */
static gboolean
visible_references(JnWork *work, const JnMessage *message, GPtrArray *ret_ids, GError **error)
{
	for (guint i = 0; i < message->references->len; i++) {
		const char *id = message->references->pdata[i];
		g_autoptr(JnPost) post = NULL;

		if (!jn_post_load_by_message_id(work->site->db, work->goal->id, id, &post, error))
			return FALSE;
		if (post != NULL &&
		    (post->audience == JN_AUDIENCE_OPEN || post->audience == work->post->audience))
			g_ptr_array_add(ret_ids, g_strdup(id));
	}
	return TRUE;
}

/* The parent stands last, also where only subject or token told which it is. */
static gboolean
add_parent(JnWork *work, GPtrArray *ids, char **ret_parent_id, GError **error)
{
	g_autoptr(JnPost) parent = NULL;

	*ret_parent_id = NULL;
	if (work->post->parent == 0)
		return TRUE;
	if (!jn_post_load(work->site->db, work->post->parent, &parent, error))
		return FALSE;
	if (parent == NULL)
		return TRUE;
	*ret_parent_id = g_strdup(parent->message_id);
	for (guint i = 0; i < ids->len; i++)
		if (g_str_equal(ids->pdata[i], parent->message_id)) {
			g_ptr_array_remove_index(ids, i);
			break;
		}
	g_ptr_array_add(ids, g_strdup(parent->message_id));
	return TRUE;
}

/*
 * A post that replies to our own mail quotes a letter that was for its writer alone, with their
 * links in it. Where it is text and nothing else, what the person wrote is all that is passed on;
 * else NULL.
 */
static GBytes *
without_our_letter(const JnWork *work, const JnMessage *message)
{
	g_autofree char *notice = jn_notice_replied_to(message, work->site->config->domain);
	g_autoptr(JnNewText) text = NULL;
	GString *out;

	if (notice == NULL || work->post->parent != 0)
		return NULL;
	text = jn_new_text_read(message);
	/* core/plan-post.c lets no other pass. */
	if (!jn_notice_reply_is_words(message, text))
		return NULL;
	out = g_string_new(NULL);
	if (message->date != 0)
		jn_header_add_date(out, message->date, message->date_offset);
	g_string_append(out, "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
			     "Content-Transfer-Encoding: quoted-printable\n\n");
	jn_encode_quoted_printable(out, text->text, strlen(text->text));
	g_string_append_c(out, '\n');
	return g_string_free_to_bytes(out);
}

static gboolean
render_copy(JnWork *work, GBytes *raw, GError **error)
{
	const JnConfig *config = work->site->config;
	g_autoptr(JnMessage) message = jn_message_parse(raw, error);
	g_autoptr(GPtrArray) references = g_ptr_array_new_with_free_func(g_free);
	g_auto(JnLetter) words = {0};
	g_autofree char *address = NULL;
	g_autofree char *help = NULL;
	g_autofree char *subscribe = NULL;
	g_autofree char *list_id = NULL;
	g_autofree char *parent_id = NULL;
	g_autofree char *boundary = boundary_make();
	g_autoptr(GBytes) own_words = NULL;
	JnCopySpec spec = {0};

	if (message == NULL || !copy_words(work, &words, error) ||
	    !visible_references(work, message, references, error) ||
	    !add_parent(work, references, &parent_id, error))
		return FALSE;
	address =
		jn_address_format(work->goal->name, JN_SUB_NONE, config->domain, config->separator);
	help = jn_address_format(work->goal->name, JN_SUB_HELP, config->domain, config->separator);
	subscribe = jn_address_format(work->goal->name, JN_SUB_SUBSCRIBE, config->domain,
				      config->separator);
	list_id = g_strdup_printf("%s.%s", work->goal->name, config->domain);
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
	own_words = without_our_letter(work, message);
	if (own_words != NULL) {
		jn_message_free(message);
		message = jn_message_parse(own_words, error);
		if (message == NULL)
			return FALSE;
	}
	work->copy = jn_copy_render(message, &spec, error);
	return work->copy != NULL;
}

static gboolean
load_post(JnWork *work, GError **error)
{
	g_autoptr(GBytes) raw = NULL;
	gint64 mail;

	if (!jn_post_load(work->site->db, work->row->post, &work->post, error) ||
	    !jn_post_mail(work->site->db, work->row->post, &mail, error))
		return FALSE;
	work->is_void = work->post == NULL || work->goal == NULL;
	if (work->is_void)
		return TRUE;
	if (!jn_mail_load(work->site->db, mail, &work->mail, error))
		return FALSE;
	/* Deleted with its goal between the reads. */
	work->is_void = work->mail == NULL;
	if (work->is_void)
		return TRUE;
	raw = jn_spool_get(work->site->config, work->mail, error);
	return raw != NULL && render_copy(work, raw, error);
}

/* postmaster@ and its like: the mail as it came, below our loop header: an operator whose address
 * leads back to us must not get it for ever. */
static gboolean
load_forward(JnWork *work, GError **error)
{
	g_autoptr(GBytes) raw = NULL;
	g_autofree char *loop = NULL;

	if (!jn_mail_load(work->site->db, work->row->mail, &work->mail, error))
		return FALSE;
	work->is_void = work->mail == NULL;
	if (work->is_void)
		return TRUE;
	raw = jn_spool_get(work->site->config, work->mail, error);
	if (raw == NULL)
		return FALSE;
	loop = g_strdup_printf(JN_LOOP_HEADER ": %s\n", work->site->config->domain);
	work->forward = jn_rendered_new();
	jn_rendered_add_text(work->forward, loop);
	jn_rendered_add_bytes(work->forward, raw);
	return TRUE;
}

JnWork *
jn_work_new(JnSite *site, const JnOutbox *row, gint64 now, GError **error)
{
	g_autoptr(JnWork) work = g_new0(JnWork, 1);

	work->site = site;
	work->row = row;
	work->now = now;
	if (row->goal != 0 && !jn_goal_load(site->db, row->goal, &work->goal, error))
		return NULL;
	if (work->goal != NULL && work->goal->state == JN_GOAL_DELETED)
		g_clear_pointer(&work->goal, jn_goal_free);
	if (work->goal != NULL && !jn_goal_load_numbers(site->db, work->goal, error))
		return NULL;
	if (row->goal != 0 && work->goal == NULL)
		work->is_void = TRUE;
	else if (row->post != 0 ? !load_post(work, error)
				: row->mail != 0 && !load_forward(work, error))
		return NULL;
	return g_steal_pointer(&work);
}

static void
add_posts(GVariantDict *variables, const GPtrArray *posts)
{
	GVariantBuilder list;

	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < posts->len; i++) {
		const JnPost *post = posts->pdata[i];
		g_auto(GVariantDict) item = G_VARIANT_DICT_INIT(NULL);
		g_autofree char *when = jn_when_format(post->created);

		if (post->audience != JN_AUDIENCE_OPEN)
			continue;
		g_variant_dict_insert(&item, "kind", "s", jn_kind_word(post->kind));
		g_variant_dict_insert(&item, "who", "s",
				      post->author_name ? post->author_name : "");
		g_variant_dict_insert(&item, "when", "s", when);
		g_variant_dict_insert(&item, "gist", "s", post->gist);
		g_variant_dict_insert(&item, "number", "x", post->number);
		g_variant_builder_add_value(&list, g_variant_dict_end(&item));
	}
	g_variant_dict_insert_value(variables, "posts", g_variant_builder_end(&list));
}

static gboolean
add_goals(JnWork *work, GVariantDict *variables, GError **error)
{
	JnWords words = words_of(work);
	g_autoptr(GPtrArray) goals = NULL;
	GVariantBuilder list;

	if (!jn_goal_list(work->site->db, "open", 0, LIST_MAX, &goals, error))
		return FALSE;
	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < goals->len; i++) {
		JnGoal *goal = goals->pdata[i];

		if (!jn_goal_load_numbers(work->site->db, goal, error)) {
			g_variant_builder_clear(&list);
			return FALSE;
		}
		g_variant_builder_add_value(&list, jn_variables_goal(&words, goal));
	}
	g_variant_dict_insert_value(variables, "goals", g_variant_builder_end(&list));
	g_variant_dict_insert(variables, "count", "x", (gint64)goals->len);
	g_variant_dict_insert(variables, "more", "b", goals->len == LIST_MAX);
	return TRUE;
}

/* What is as new as the moment of sending. */
static gboolean
add_lists(JnWork *work, GVariantDict *variables, GError **error)
{
	g_autoptr(GPtrArray) posts = NULL;

	if (g_str_equal(work->row->template_name, "open-list"))
		return add_goals(work, variables, error);
	if (work->goal == NULL || work->goal->state == JN_GOAL_STREAM)
		return TRUE;
	if (g_str_equal(work->row->template_name, "background")) {
		if (!jn_post_list(work->site->db, work->goal->id, 0, LIST_MAX, &posts, error))
			return FALSE;
		add_posts(variables, posts);
		jn_variables_add_case(variables, work->goal, JN_BACKGROUND_BYTES);
		return TRUE;
	}
	jn_variables_add_case(variables, work->goal, CARD_BACKGROUND_BYTES);
	return TRUE;
}

static GBytes *
notice_mail(JnWork *work, gint64 person, const char *name, const char *addr, GError **error)
{
	const JnConfig *config = work->site->config;
	JnWords words = words_of(work);
	gboolean has_list = work->goal != NULL && work->goal->state != JN_GOAL_STREAM;
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(work->row->variables);
	g_auto(JnLetter) letter = {0};
	g_autofree char *from = jn_address_format(work->goal ? work->goal->name : "new",
						  JN_SUB_NONE, config->domain, config->separator);
	g_autofree char *id = jn_notice_id_format(work->row->template_name, work->row->id, person,
						  work->row->created, config->domain);
	g_autofree char *list_id =
		has_list ? g_strdup_printf("%s.%s", work->goal->name, config->domain) : NULL;
	g_autofree char *boundary = boundary_make();
	g_autofree char *unsubscribe = NULL;
	JnNoticeSpec spec;

	if (!add_lists(work, &variables, error))
		return NULL;
	jn_variables_add(&variables, &words, work->goal, name, person);
	if (!expand(work, work->row->template_name, &variables, &letter, error))
		return NULL;
	if (has_list) {
		JnClaim claim = {'u', work->goal->id, 0, person};

		unsubscribe = jn_capability_address(
			&work->site->keys, &claim, work->now + JN_UNSUBSCRIBE_LIFE,
			work->goal->name, config->domain, config->separator);
	}
	spec = (JnNoticeSpec){
		.from_name = has_list ? work->goal->title : config->site_name,
		.from_address = from,
		.to_name = name,
		.to_address = addr,
		.reply_to = work->row->reply_to,
		.message_id = id,
		.in_reply_to = work->row->in_reply_to,
		.list_id = list_id,
		.list_name = has_list ? work->goal->title : NULL,
		.unsubscribe = unsubscribe,
		.site_domain = config->domain,
		.language = config->language,
		.boundary = boundary,
		.is_reply = work->row->in_reply_to != NULL,
		.now = work->row->created,
	};
	return jn_notice_render(&letter, &spec);
}

static GBytes *
copy_mail(JnWork *work, gint64 person)
{
	const JnConfig *config = work->site->config;
	JnClaim reply = {'r', work->goal->id, work->post->id, person};
	JnClaim leave = {'u', work->goal->id, 0, person};
	g_autofree char *reply_to =
		jn_capability_address(&work->site->keys, &reply, work->now + JN_CAPABILITY_LIFE,
				      work->goal->name, config->domain, config->separator);
	g_autofree char *unsubscribe =
		jn_capability_address(&work->site->keys, &leave, work->now + JN_UNSUBSCRIBE_LIFE,
				      work->goal->name, config->domain, config->separator);
	const char *holes[JN_HOLE_COUNT] = {
		[JN_HOLE_REPLY_TO] = reply_to, [JN_HOLE_UNSUBSCRIBE] = unsubscribe};

	return jn_rendered_fill(work->copy, holes);
}

GBytes *
jn_work_mail(JnWork *work,
	     gint64 person,
	     const char *name,
	     const char *addr,
	     char **ret_return_path,
	     GError **error)
{
	const JnConfig *config = work->site->config;
	gboolean is_probe = g_strcmp0(work->row->template_name, "probe") == 0;
	JnClaim claim = {is_probe ? 'p' : 'b', 0, work->row->post, person};
	g_autofree char *path =
		person == 0
			? g_strdup_printf("bounces@%s", config->domain)
			: jn_capability_address(&work->site->keys, &claim, work->now + BOUNCE_LIFE,
						"bounces", config->domain, config->separator);
	GBytes *mail;

	if (work->forward != NULL)
		mail = jn_rendered_fill(work->forward, (const char *const[JN_HOLE_COUNT]){NULL});
	else if (work->copy != NULL)
		mail = copy_mail(work, person);
	else
		mail = notice_mail(work, person, name, addr, error);
	if (mail != NULL)
		*ret_return_path = g_steal_pointer(&path);
	return mail;
}
