#include "run/letter-parts.h"

#include <string.h>

#include "base/base32.h"
#include "base/limits.h"
#include "core/address.h"
#include "core/notice-id.h"
#include "core/plan-parts.h"
#include "mail/automatic.h"
#include "mail/message.h"
#include "render/moment.h"
#include "render/notice.h"
#include "render/variables.h"
#include "run/closing.h"
#include "run/letter-case.h"
#include "run/letter-introduce.h"
#include "run/letter-me.h"
#include "run/letter-mould.h"
#include "run/letter-reflect.h"
#include "run/spool.h"
#include "store/anon.h"
#include "store/goal.h"
#include "store/mentor.h"
#include "store/post.h"

/* Goals of one list; a mail must stay readable. */
#define LIST_MAX 100
#define BOUNCE_LIFE (30 * JN_DAY)

void
jn_work_free(JnWork *work)
{
	if (work == NULL)
		return;
	jn_goal_free(work->goal);
	jn_post_free(work->post);
	jn_mail_free(work->mail);
	g_clear_pointer(&work->copies, g_hash_table_unref);
	g_clear_pointer(&work->card, g_ptr_array_unref);
	g_clear_pointer(&work->answered, g_array_unref);
	jn_message_free(work->message);
	g_clear_pointer(&work->references, g_ptr_array_unref);
	jn_rendered_free(work->forward);
	g_clear_pointer(&work->words, g_variant_unref);
	g_free(work->mould_key);
	g_clear_pointer(&work->claims, g_array_unref);
	g_free(work->shared_path);
	g_free(work);
}

gboolean
jn_work_is_void(const JnWork *work)
{
	return work->is_void;
}

JnWords
jn_work_words(const JnWork *work)
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

char *
jn_work_boundary(void)
{
	guint8 random[15];

	jn_random_bytes(random, sizeof random);
	return jn_base32_from_bytes(random, sizeof random);
}

const char *
jn_work_language(const JnWork *work, const JnRecipient *to)
{
	const char *of_goal = work->goal ? work->goal->language : NULL;

	return jn_site_language(work->site, to->language ? to->language : of_goal);
}

gboolean
jn_work_expand(JnWork *work,
	       const char *name,
	       const JnRecipient *to,
	       GVariantDict *variables,
	       JnLetter *ret_letter,
	       GError **error)
{
	JnSite *site = work->site;
	const char *language = jn_site_language_with(site, jn_work_language(work, to), name);
	const JnTemplate *template = jn_site_template(site, language, name, error);
	const JnTemplate *moment =
		template ? jn_site_template(site, jn_site_language_with(site, language, "moment"),
					    "moment", error)
			 : NULL;
	const char *layout = moment ? jn_site_layout(site, error) : NULL;
	int offset = to->has_zone ? to->zone : jn_site_zone(site, work->now);
	g_autoptr(GVariant) all = NULL;
	g_autoptr(GVariant) texts = NULL;

	if (layout == NULL)
		return FALSE;
	all = g_variant_ref_sink(g_variant_dict_end(variables));
	texts = jn_moments_format(all, moment, offset, to->has_zone, error);
	return texts != NULL &&
	       jn_template_expand(template, layout, language, texts, ret_letter, error);
}

static gboolean
load_post(JnWork *work, GError **error)
{
	g_autoptr(GBytes) raw = NULL;
	gint64 mail;

	if (!jn_post_load(work->site->db, work->row->post, JN_READER_ANYONE, &work->post, error) ||
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
	return raw != NULL && jn_work_read_post(work, raw, error);
}

/* The header as it came but for control characters: of a CR alone servers make a line end, and what
 * stood in one field would be two. The body is as it came. */
static void
add_forward(JnRendered *forward, GBytes *raw)
{
	gsize len;
	const char *data = g_bytes_get_data(raw, &len);
	const char *end = g_strstr_len(data, (gssize)len, "\n\n");
	gsize header = end != NULL ? (gsize)(end - data) : len;
	g_autofree char *clean = g_strndup(data, header);
	g_autoptr(GBytes) fields = NULL;
	g_autoptr(GBytes) body = g_bytes_new_from_bytes(raw, header, len - header);

	for (gsize i = 0; i < header; i++)
		clean[i] = data[i] != '\n' && data[i] != '\t' && g_ascii_iscntrl(data[i]) ? ' '
											  : data[i];
	fields = g_bytes_new(clean, header);
	jn_rendered_add_bytes(forward, fields);
	jn_rendered_add_bytes(forward, body);
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
	add_forward(work->forward, raw);
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
	if (!jn_letter_reflect_is_void(work, &work->is_void, error))
		return NULL;
	if (row->goal != 0 && work->goal == NULL)
		work->is_void = TRUE;
	else if ((jn_work_is_digest(work) && !jn_work_read_digest(work, error)) ||
		 (jn_work_is_journey(work) && !jn_work_read_journey(work, error)))
		return NULL;
	else if (jn_letter_introduce_is(row->template_name) &&
		 !jn_letter_introduce_check(work, error))
		return NULL;
	else if (row->post != 0 ? !load_post(work, error)
				: row->mail != 0 && !load_forward(work, error))
		return NULL;
	return g_steal_pointer(&work);
}

static gboolean
add_goals(JnWork *work, GVariantDict *variables, GError **error)
{
	JnWords words = jn_work_words(work);
	g_autoptr(GPtrArray) goals = NULL;
	GVariantBuilder list;

	if (!jn_goal_list(work->site->db, "open", 0, LIST_MAX, &goals, error))
		return FALSE;
	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < goals->len; i++) {
		JnGoal *goal = goals->pdata[i];

		if (!jn_goal_load_numbers(work->site->db, goal, JN_READER_ANYONE, error)) {
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

/* Whether the goal is closed and the person in it: nobody else is to see that it is. */
static gboolean
is_in_closed(JnWork *work, gint64 person, gboolean *ret_in, GError **error)
{
	g_autoptr(GPtrArray) mentors = NULL;

	*ret_in = FALSE;
	if (work->goal->state != JN_GOAL_CLOSED)
		return TRUE;
	if (!jn_mentor_list(work->site->db, work->goal->id, &mentors, error))
		return FALSE;
	*ret_in = work->goal->protege == person;
	for (guint i = 0; i < mentors->len; i++) {
		const JnMentor *mentor = mentors->pdata[i];

		*ret_in |= mentor->person == person && mentor->state == JN_MENTOR_ACCEPTED;
	}
	return TRUE;
}

/* Who the protege is to the person who reads it; and to themselves, under which name they appear. */
static gboolean
add_protege(JnWork *work, gint64 person, GVariantDict *variables, GError **error)
{
	const JnGoal *goal = work->goal;
	g_autofree char *name = NULL;
	gint64 earlier = 0;

	if (!jn_goal_protege_name(work->site->db, goal->id, person, &name, error))
		return FALSE;
	g_variant_dict_insert(variables, "protege", "s", name ? name : "");
	if (goal->protege != person)
		return TRUE;
	if (g_str_equal(work->row->template_name, "anon-done") &&
	    !jn_goal_posts_before_alias(work->site->db, goal->id, &earlier, error))
		return FALSE;
	g_variant_dict_insert(variables, "earlier", "x", earlier);
	if (!g_variant_dict_contains(variables, "alias"))
		g_variant_dict_insert(variables, "alias", "s", goal->alias ? goal->alias : "");
	return TRUE;
}

/* Who joins gets the case first. */
static gboolean
tells_case(const char *template_name)
{
	return g_str_equal(template_name, "follow-done") ||
	       g_str_equal(template_name, "close-welcome");
}

/* What is as new as the moment of sending. */
static gboolean
add_lists(JnWork *work, const JnRecipient *to, GVariantDict *variables, GError **error)
{
	gint64 person = to->person;
	gboolean in_closed;

	if (jn_letter_me_is(work->row->template_name))
		return jn_letter_me_add(work, to, variables, error);

	if (g_str_equal(work->row->template_name, "open-list"))
		return add_goals(work, variables, error);
	if (work->goal == NULL || work->goal->state == JN_GOAL_STREAM)
		return TRUE;
	if (!is_in_closed(work, person, &in_closed, error) ||
	    !add_protege(work, person, variables, error))
		return FALSE;
	g_variant_dict_insert(variables, "yours", "b", work->goal->protege == person);
	g_variant_dict_insert(variables, "in_closed", "b", in_closed);
	/* Of posts and numbers each gets what they may see, and no more. */
	if (!jn_goal_load_numbers(work->site->db, work->goal, person, error))
		return FALSE;
	if (!jn_closing_words(work->site, work->goal, work->row->template_name, work->row->created,
			      variables, error) ||
	    !jn_letter_introduce_add(work, to, variables, error))
		return FALSE;
	if (g_str_equal(work->row->template_name, "background") &&
	    !jn_letter_case_add_whole(work, person, variables, error))
		return FALSE;
	if (tells_case(work->row->template_name) &&
	    !jn_letter_case_add(work, person, variables, error))
		return FALSE;
	jn_variables_add_case(variables, work->goal, person, JN_CARD_BACKGROUND_BYTES);
	return jn_letter_reflect_add(work, person, variables, error);
}

/* What stands in the header of a letter and is not its words. */
typedef struct Place {
	const char *from_name;
	char *from, *reply_to, *list_id, *unsubscribe;
} Place;

static void
place_clear(Place *place)
{
	g_free(place->from);
	g_free(place->reply_to);
	g_free(place->list_id);
	g_free(place->unsubscribe);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Place, place_clear)

static char *
capability(const JnWork *work, char kind, gint64 goal, gint64 person, const char *name)
{
	const JnConfig *config = work->site->config;
	JnClaim claim = {kind, goal, 0, person};

	return jn_capability_address(
		&work->site->keys, &claim,
		work->now + (kind == 'u' ? JN_UNSUBSCRIBE_LIFE : JN_CAPABILITY_LIFE), name,
		config->domain, config->separator);
}

/* A digest is of many goals: it comes from me@, where a reply is understood and the way out is one
 * for all digests. */
static void
place_of_digest(const JnWork *work, gint64 person, Place *place)
{
	const JnConfig *config = work->site->config;

	place->from_name = config->site_name;
	place->from = jn_address_format("me", JN_SUB_NONE, config->domain, config->separator);
	place->reply_to = capability(work, 'r', 0, person, "me");
	place->list_id = g_strdup_printf("digest.%s", config->domain);
	place->unsubscribe = capability(work, 'u', 0, person, "me");
}

/* The name that a letter comes from: a reply that goes there finds its place. */
static const char *
sender_name(const JnWork *work)
{
	if (work->goal != NULL)
		return work->goal->name;
	return jn_letter_me_is(work->row->template_name) || jn_work_is_journey(work) ? "me" : "new";
}

static void
place_of_letter(const JnWork *work, gint64 person, Place *place)
{
	const JnConfig *config = work->site->config;
	const JnGoal *goal =
		work->goal != NULL && work->goal->state != JN_GOAL_STREAM ? work->goal : NULL;

	place->from_name = goal ? goal->title : config->site_name;
	place->from = jn_address_format(sender_name(work), JN_SUB_NONE, config->domain,
					config->separator);
	/* What the operator answers to a list of ours is no mail for the engine. */
	place->reply_to = g_strdup(work->row->to == JN_TO_OPERATOR ? config->operator_address
								   : work->row->reply_to);
	if (goal == NULL)
		return;
	/* A reply changes what the goal is about; the address vouches for its protege. */
	if (place->reply_to == NULL && person == goal->protege &&
	    (g_strcmp0(work->row->template_name, "background") == 0 ||
	     g_strcmp0(work->row->template_name, "background-changed") == 0))
		place->reply_to = capability(work, 'r', goal->id, person, goal->name);
	if (place->reply_to == NULL)
		place->reply_to = jn_letter_reflect_reply_to(work, person);
	place->list_id = g_strdup_printf("%s.%s", goal->name, config->domain);
	/* Who was introduced does not follow: the way out is one for all introductions. */
	place->unsubscribe = jn_letter_introduce_is(work->row->template_name)
				     ? jn_letter_introduce_stop(work, person)
				     : capability(work, 'u', goal->id, person, goal->name);
}

gboolean
jn_work_letter(JnWork *work, const JnRecipient *to, JnLetter *ret_letter, GError **error)
{
	return work->mould_key != NULL ? jn_mould_letter(work, to, ret_letter, error)
				       : jn_work_letter_new(work, to, ret_letter, error);
}

gboolean
jn_work_letter_new(JnWork *work, const JnRecipient *to, JnLetter *ret_letter, GError **error)
{
	JnWords words = jn_work_words(work);
	g_auto(GVariantDict) variables =
		G_VARIANT_DICT_INIT(work->words ? work->words : work->row->variables);

	if (!add_lists(work, to, &variables, error))
		return FALSE;
	jn_variables_add(&variables, &words, work->goal, to->name, to->person);
	return jn_work_expand(work, work->row->template_name, to, &variables, ret_letter, error);
}

static GBytes *
notice_mail(JnWork *work, const JnRecipient *to, GError **error)
{
	const JnConfig *config = work->site->config;
	g_auto(JnLetter) letter = {0};
	g_auto(Place) place = {0};
	g_autofree char *id =
		jn_notice_id_format(&work->site->keys, work->row->template_name, work->row->id,
				    to->person, work->row->created, config->domain);
	g_autofree char *boundary = jn_work_boundary();
	g_autofree char *file = NULL;
	const char *replied = work->row->in_reply_to;
	JnNoticeSpec spec;

	if (!jn_work_letter(work, to, &letter, error) || !jn_letter_me_file(work, to, &file, error))
		return NULL;
	if (jn_work_is_digest(work))
		place_of_digest(work, to->person, &place);
	else
		place_of_letter(work, to->person, &place);
	spec = (JnNoticeSpec){
		.from_name = place.from_name,
		.from_address = place.from,
		.to_name = to->name,
		.to_address = to->addr,
		.reply_to = place.reply_to,
		.message_id = id,
		.in_reply_to = replied && replied[0] ? replied : NULL,
		.list_id = place.list_id,
		.list_name = place.list_id ? place.from_name : NULL,
		.unsubscribe = place.unsubscribe,
		.site_domain = config->domain,
		.language = jn_site_language_with(work->site, jn_work_language(work, to),
						  work->row->template_name),
		.boundary = boundary,
		.is_reply = replied != NULL,
		.now = work->row->created,
		.attachment = file,
		.attachment_name = "journster-export.txt",
	};
	return jn_notice_render(&letter, &spec);
}

static gboolean
fill_copy(JnWork *work, const JnRecipient *to, JnCopy *copy, GError **error)
{
	g_autoptr(GBytes) notice = NULL;

	if (work->forward != NULL) {
		copy->content = jn_rendered_ref(work->forward);
		return TRUE;
	}
	if (work->message != NULL)
		return jn_work_copy(work, to, copy, error);
	notice = notice_mail(work, to, error);
	if (notice == NULL)
		return FALSE;
	copy->content = jn_rendered_new();
	jn_rendered_add_bytes(copy->content, notice);
	return TRUE;
}

static char *
return_path(const JnWork *work, gint64 person)
{
	const JnConfig *config = work->site->config;
	gboolean is_probe = g_strcmp0(work->row->template_name, "probe") == 0;
	JnClaim claim = {is_probe ? 'p' : 'b', 0, work->row->post, person};

	if (person == 0)
		return g_strdup_printf("bounces@%s", config->domain);
	return jn_capability_address(&work->site->keys, &claim, work->now + BOUNCE_LIFE, "bounces",
				     config->domain, config->separator);
}

JnCopy *
jn_work_mail(JnWork *work, const JnRecipient *to, guint tag, GError **error)
{
	g_autoptr(JnCopy) copy = jn_copy_new(1);
	g_autofree char *who = jn_base32_from_number(to->person);
	g_autofree char *what = jn_base32_from_number(work->row->id);

	copy->to[0] = (JnTarget){to->addr, tag};
	copy->from = return_path(work, to->person);
	copy->unique = g_strdup_printf("%" G_GINT64_FORMAT ".%s.%s", work->row->created, what, who);
	return fill_copy(work, to, copy, error) ? g_steal_pointer(&copy) : NULL;
}

gboolean
jn_work_is_shared(JnWork *work, gboolean *ret_shared, GError **error)
{
	const JnConfig *config = work->site->config;
	const JnPost *post = work->post;

	*ret_shared = FALSE;
	/* Of a closed goal nobody is to learn how many get what is open of it; thanks go to one. */
	if (config->shared_from == 0 || work->row->to != JN_TO_POST || work->row->person != 0 ||
	    work->message == NULL || post->audience != JN_AUDIENCE_OPEN ||
	    work->goal->closed != 0 || post->kind == JN_KIND_THANKS)
		return TRUE;
	return jn_outbox_reaches(work->site->db, post, config->shared_from, ret_shared, error);
}

static const char *
shared_path(JnWork *work)
{
	const JnConfig *config = work->site->config;
	JnClaim claim = {'s', 0, work->post->id, 0};

	if (work->shared_path == NULL)
		work->shared_path =
			jn_capability_address(&work->site->keys, &claim, work->now + BOUNCE_LIFE,
					      "bounces", config->domain, config->separator);
	return work->shared_path;
}

gboolean
jn_work_shared_key(JnWork *work, const JnRecipient *to, char **ret_key, GError **error)
{
	*ret_key = NULL;
	return !jn_address_takes_verp(shared_path(work), to->addr) ||
	       jn_work_copy_key(work, to, ret_key, error);
}

JnCopy *
jn_work_shared_mail(JnWork *work, const JnRecipient *like, guint n_to, GError **error)
{
	g_autoptr(JnCopy) copy = jn_copy_new(n_to);
	g_autofree char *what = jn_base32_from_number(work->row->id);

	copy->from = g_strdup(shared_path(work));
	copy->verp = TRUE;
	copy->unique = g_strdup_printf("%" G_GINT64_FORMAT ".%s.shared", work->row->created, what);
	return jn_work_copy_shared(work, like, copy, error) ? g_steal_pointer(&copy) : NULL;
}
