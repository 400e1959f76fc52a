/*
 * The words of digests: what a row (run/digest.h) says is read when it is sent, so that nobody is
 * told what has closed or was deleted since.
 *
 *   digest         goals > conversations > items
 *   thanks         goals > answers, with what was said of each
 */
#include <string.h>

#include "base/limits.h"
#include "core/address.h"
#include "core/capability.h"
#include "core/notice-id.h"
#include "render/variables.h"
#include "run/letter-parts.h"
#include "store/digest.h"
#include "store/goal.h"
#include "store/gratitude.h"
#include "store/journey.h"

/* Of a new goal: enough to see whether one can help. */
#define BACKGROUND_BYTES 300
/* Questions that wait, at the head; those of the last days may be answered yet. */
#define WAITING_MAX 5
#define WAITING_SINCE (2 * JN_DAY)
/* How long a digest that was put together is good for others. */
#define KEY_SECONDS 60

/* Notes a token that a link has, for it to be made for others. */
static void
note_claim(const JnWork *work, char kind, gint64 goal, gint64 post)
{
	const JnWorkClaim one = {{kind, goal, post, 0}, work->now + jn_capability_life(kind)};

	if (work->claims != NULL)
		g_array_append_val(work->claims, one);
}

char *
jn_work_reply_link(const JnWork *work, const JnGoal *goal, const JnPost *post)
{
	const JnConfig *config = work->site->config;
	JnClaim claim = {'r', goal ? goal->id : 0, post->id, work->row->person};
	g_autofree char *address =
		jn_capability_address(&work->site->keys, &claim, work->now + JN_CAPABILITY_LIFE,
				      goal ? goal->name : "me", config->domain, config->separator);
	g_autofree char *path = g_uri_escape_string(address, "@", TRUE);
	g_autofree char *subject = g_strdup_printf("Re: %s", post->subject_base);
	g_autofree char *escaped = g_uri_escape_string(subject, NULL, FALSE);

	note_claim(work, claim.kind, claim.goal, claim.post);
	return g_strdup_printf("mailto:%s?subject=%s", path, escaped);
}

/* ---- what is new ---- */

/* A conversation of a goal, in the order in which they have news. */
typedef struct Conversation {
	JnPost *root; /* NULL: the reader may not see it, or it is gone */
	gboolean is_new;
	gint64 answers;
	GPtrArray *posts; /* JnPost, borrowed; without the root */
} Conversation;

static void
conversation_free(gpointer data)
{
	Conversation *one = data;

	jn_post_free(one->root);
	g_ptr_array_unref(one->posts);
	g_free(one);
}

static Conversation *
conversation_new(const JnWork *work, gint64 root, GError **error)
{
	Conversation *one = g_new0(Conversation, 1);

	one->posts = g_ptr_array_new();
	if (!jn_post_load(work->site->db, root, work->row->person, &one->root, error) ||
	    !jn_digest_answers(work->site->db, root, &one->answers, error)) {
		conversation_free(one);
		return NULL;
	}
	if (one->root != NULL && one->root->audience != JN_AUDIENCE_OPEN)
		g_clear_pointer(&one->root, jn_post_free);
	return one;
}

/* Posts -> conversations. NULL with an error. */
static GPtrArray *
conversations_of(const JnWork *work, const GPtrArray *posts, GError **error)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(conversation_free);
	g_autoptr(GHashTable) by_root = g_hash_table_new(g_int64_hash, g_int64_equal);

	for (guint i = 0; i < posts->len; i++) {
		JnPost *post = posts->pdata[i];
		Conversation *one = g_hash_table_lookup(by_root, &post->root);

		if (one == NULL) {
			one = conversation_new(work, post->root, error);
			if (one == NULL)
				return NULL;
			g_ptr_array_add(list, one);
			g_hash_table_insert(by_root, &post->root, one);
		}
		if (post->id == post->root && one->root != NULL)
			one->is_new = TRUE;
		else
			g_ptr_array_add(one->posts, post);
	}
	return g_steal_pointer(&list);
}

static gboolean
says_thanks(const JnPost *post)
{
	g_auto(GStrv) words = g_strsplit(post->says, " ", -1);

	return g_strv_contains((const char *const *)words, "thanks");
}

static GVariant *
item_of(const JnWork *work, const JnGoal *goal, const JnPost *post)
{
	g_auto(GVariantDict) item = G_VARIANT_DICT_INIT(NULL);
	g_autofree char *link = jn_work_reply_link(work, goal, post);

	jn_insert_text(&item, "kind", jn_kind_word(post->kind));
	jn_insert_text(&item, "who", post->author_name);
	jn_insert_text(&item, "gist", post->gist);
	jn_insert_text(&item, "reply_link", link);
	g_variant_dict_insert(&item, "number", "x", post->number);
	g_variant_dict_insert(&item, "when", "t", (guint64)post->created);
	g_variant_dict_insert(&item, "tried", "b", jn_post_says_experience(post));
	g_variant_dict_insert(&item, "thanks", "b", says_thanks(post));
	return g_variant_dict_end(&item);
}

static GVariant *
conversation_of(const JnWork *work, const JnGoal *goal, const Conversation *one)
{
	g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
	const JnPost *root = one->root;
	const JnPost *named = root != NULL ? root : one->posts->pdata[0];
	g_autofree char *link = root != NULL ? jn_work_reply_link(work, goal, root) : NULL;
	GVariantBuilder items;

	g_variant_builder_init(&items, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < one->posts->len; i++)
		g_variant_builder_add_value(&items, item_of(work, goal, one->posts->pdata[i]));
	jn_insert_text(&dict, "subject", named->subject_base);
	jn_insert_text(&dict, "kind", root != NULL ? jn_kind_word(root->kind) : "");
	jn_insert_text(&dict, "who", root != NULL ? root->author_name : "");
	jn_insert_text(&dict, "gist", root != NULL ? root->gist : "");
	jn_insert_text(&dict, "reply_link", link);
	g_variant_dict_insert(&dict, "when", "t", (guint64)named->created);
	g_variant_dict_insert(&dict, "new", "b", one->is_new);
	g_variant_dict_insert(&dict, "answers", "x", one->answers);
	g_variant_dict_insert_value(&dict, "items", g_variant_builder_end(&items));
	return g_variant_dict_end(&dict);
}

/* What a part of the row says (run/digest.h). */
typedef struct Part {
	JnNews news;
	gint64 upto, goal_upto;
} Part;

static Part
part_read(GVariant *variant)
{
	Part part = {0};
	const char *mode = "";

	(void)g_variant_lookup(variant, "goal", "x", &part.news.goal);
	(void)g_variant_lookup(variant, "after", "x", &part.news.after);
	(void)g_variant_lookup(variant, "upto", "x", &part.upto);
	(void)g_variant_lookup(variant, "stream", "b", &part.news.is_stream);
	(void)g_variant_lookup(variant, "goal_after", "x", &part.news.goal_after);
	(void)g_variant_lookup(variant, "goal_upto", "x", &part.goal_upto);
	(void)g_variant_lookup(variant, "mode", "&s", &mode);
	(void)jn_mode_from_word(mode, &part.news.mode);
	return part;
}

/* The goals of a digest, as they are put together. */
typedef struct Book {
	JnWork *work;
	GVariantBuilder goals;
	GHashTable *roots; /* gint64: conversations that it tells of */
	gint64 count;
} Book;

/* One goal with these posts (perhaps none: it is new). */
static gboolean
add_goal(Book *book, const JnGoal *goal, const GPtrArray *posts, gboolean is_stream, GError **error)
{
	const JnWork *work = book->work;
	g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
	g_autoptr(GPtrArray) conversations = conversations_of(work, posts, error);
	JnWords words = jn_work_words(work);
	GVariantBuilder list;

	if (conversations == NULL)
		return FALSE;
	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < conversations->len; i++)
		g_variant_builder_add_value(&list,
					    conversation_of(work, goal, conversations->pdata[i]));
	for (guint i = 0; i < posts->len; i++)
		g_hash_table_add(book->roots,
				 g_memdup2(&((JnPost *)posts->pdata[i])->root, sizeof(gint64)));
	jn_variables_add(&dict, &words, goal, NULL, work->row->person);
	note_claim(work, 'u', goal->id, 0);
	jn_variables_add_case(&dict, goal, work->row->person, BACKGROUND_BYTES);
	jn_insert_text(&dict, "title", goal->title);
	g_variant_dict_insert(&dict, "stream", "b", is_stream);
	g_variant_dict_insert_value(&dict, "conversations", g_variant_builder_end(&list));
	g_variant_builder_add_value(&book->goals, g_variant_dict_end(&dict));
	book->count++;
	return TRUE;
}

static gboolean
add_follow(Book *book, const Part *part, const GPtrArray *posts, GError **error)
{
	g_autoptr(JnGoal) goal = NULL;

	if (posts->len == 0)
		return TRUE;
	return jn_goal_load(book->work->site->db, part->news.goal, &goal, error) &&
	       (goal == NULL || add_goal(book, goal, posts, FALSE, error));
}

/* The posts of that goal, borrowed. */
static GPtrArray *
posts_of(const GPtrArray *posts, gint64 goal)
{
	GPtrArray *of_goal = g_ptr_array_new();

	for (guint i = 0; i < posts->len; i++)
		if (((JnPost *)posts->pdata[i])->goal == goal)
			g_ptr_array_add(of_goal, posts->pdata[i]);
	return of_goal;
}

/* New goals first, each with its questions; then the others that have some. */
static gboolean
add_stream(Book *book, const Part *part, const GPtrArray *posts, GError **error)
{
	const JnWork *work = book->work;
	g_autoptr(GPtrArray) goals = NULL;
	g_autoptr(GHashTable) done = g_hash_table_new(g_int64_hash, g_int64_equal);

	if (!jn_digest_goals(work->site->db, work->row->person, &part->news, part->goal_upto,
			     G_MAXINT32, &goals, error))
		return FALSE;
	for (guint i = 0; i < posts->len; i++) {
		const JnPost *post = posts->pdata[i];
		JnGoal *goal;

		if (!jn_goal_load(work->site->db, post->goal, &goal, error))
			return FALSE;
		if (goal != NULL)
			g_ptr_array_add(goals, goal);
	}
	for (guint i = 0; i < goals->len; i++) {
		JnGoal *goal = goals->pdata[i];
		g_autoptr(GPtrArray) of_goal = posts_of(posts, goal->id);

		if (g_hash_table_add(done, &goal->id) &&
		    !add_goal(book, goal, of_goal, TRUE, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
add_parts(Book *book, GError **error)
{
	const JnWork *work = book->work;
	g_autoptr(GVariant) parts =
		g_variant_lookup_value(work->row->variables, "goals", G_VARIANT_TYPE("aa{sv}"));
	gsize n = parts ? g_variant_n_children(parts) : 0;

	for (gsize i = 0; i < n; i++) {
		g_autoptr(GVariant) variant = g_variant_get_child_value(parts, i);
		g_autoptr(GPtrArray) posts = NULL;
		Part part = part_read(variant);

		if (!jn_digest_posts(work->site->db, work->row->person, &part.news, part.upto,
				     G_MAXINT32, &posts, error) ||
		    !(part.news.is_stream ? add_stream(book, &part, posts, error)
					  : add_follow(book, &part, posts, error)))
			return FALSE;
	}
	return TRUE;
}

/* At the head of a weekly digest: what else waits for an answer. What the digest tells of as new is
 * not said twice. That somebody is stuck is not said at all. */
static gboolean
add_unanswered(Book *book, GVariantDict *variables, GError **error)
{
	JnWork *work = book->work;
	g_autoptr(GArray) ids = NULL;
	g_auto(GVariantBuilder) list = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("aa{sv}"));

	if (!jn_journey_unanswered(work->site->db, work->row->person, work->now - WAITING_SINCE,
				   WAITING_MAX, &ids, error))
		return FALSE;
	for (guint i = 0; i < ids->len; i++) {
		g_autoptr(JnPost) post = NULL;
		g_autoptr(JnGoal) goal = NULL;
		g_autofree char *link = NULL;
		g_auto(GVariantDict) item = G_VARIANT_DICT_INIT(NULL);

		if (!jn_post_load(work->site->db, g_array_index(ids, gint64, i), work->row->person,
				  &post, error) ||
		    (post != NULL && !jn_goal_load(work->site->db, post->goal, &goal, error)))
			return FALSE;
		if (goal == NULL || g_hash_table_contains(book->roots, &post->root))
			continue;
		link = jn_work_reply_link(work, goal, post);
		jn_insert_text(&item, "goal", goal->title);
		jn_insert_text(&item, "gist", post->gist);
		jn_insert_text(&item, "link", link);
		g_variant_dict_insert(&item, "when", "t", (guint64)post->created);
		g_variant_builder_add_value(&list, g_variant_dict_end(&item));
	}
	g_variant_dict_insert_value(variables, "unanswered", g_variant_builder_end(&list));
	return TRUE;
}

static gboolean
read_news(JnWork *work, GVariantDict *variables, GError **error)
{
	g_autoptr(GHashTable) roots =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	Book book = {.work = work, .roots = roots};
	const char *period = "";

	(void)g_variant_lookup(work->row->variables, "period", "&s", &period);
	g_variant_builder_init(&book.goals, G_VARIANT_TYPE("aa{sv}"));
	if (!add_parts(&book, error) || (g_str_equal(period, jn_mode_word(JN_MODE_WEEKLY)) &&
					 !add_unanswered(&book, variables, error))) {
		g_variant_builder_clear(&book.goals);
		return FALSE;
	}
	g_variant_dict_insert(variables, "count", "x", book.count);
	g_variant_dict_insert_value(variables, "goals", g_variant_builder_end(&book.goals));
	work->is_void = book.count == 0;
	return TRUE;
}

/* ---- thanks ---- */

/* A run of `said` of one goal, then of one answer. */
typedef struct Run {
	const GPtrArray *said; /* JnSaid */
	guint from, to;
} Run;

static const JnSaid *
said_at(const Run *run, guint i)
{
	return run->said->pdata[i];
}

/* The words said of one answer of one kind, a block each. */
static void
insert_words(GVariantDict *dict, const Run *run, JnGratitude kind, const char *name)
{
	GVariantBuilder list;

	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = run->from; i < run->to; i++) {
		g_auto(GVariantDict) item = G_VARIANT_DICT_INIT(NULL);

		if (said_at(run, i)->kind != kind)
			continue;
		jn_insert_text(&item, "words", said_at(run, i)->words);
		g_variant_builder_add_value(&list, g_variant_dict_end(&item));
	}
	g_variant_dict_insert_value(dict, name, g_variant_builder_end(&list));
}

static gboolean
add_answer(JnWork *work, const Run *run, GVariantBuilder *list, GError **error)
{
	g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
	const JnSaid *last = said_at(run, run->to - 1);
	g_autoptr(JnPost) post = NULL;
	g_autofree char *link = NULL;

	if (!jn_post_load(work->site->db, last->post, work->row->person, &post, error))
		return FALSE;
	link = post != NULL ? jn_work_reply_link(work, NULL, post) : NULL;
	jn_insert_text(&dict, "answer", last->answer_gist);
	jn_insert_text(&dict, "reply_link", link);
	insert_words(&dict, run, JN_GRATITUDE_THANKS, "thanks");
	insert_words(&dict, run, JN_GRATITUDE_EXPERIENCE, "experience");
	g_variant_builder_add_value(list, g_variant_dict_end(&dict));
	return TRUE;
}

/* The outcome is the same for each answer: it stands once, above them. */
static void
insert_outcome(GVariantDict *dict, const Run *run)
{
	const JnSaid *outcome = NULL;

	for (guint i = run->from; i < run->to; i++)
		if (said_at(run, i)->kind == JN_GRATITUDE_OUTCOME)
			outcome = said_at(run, i);
	g_variant_dict_insert(dict, "achieved", "b", outcome != NULL);
	jn_insert_text(dict, "outcome", outcome ? outcome->words : "");
}

static gboolean
add_thanks_goal(JnWork *work, const Run *run, GVariantBuilder *goals, GError **error)
{
	g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
	g_autoptr(JnGoal) goal = NULL;
	JnWords words = jn_work_words(work);
	GVariantBuilder answers;
	Run one = {run->said, run->from, run->from};

	if (!jn_goal_load(work->site->db, said_at(run, run->from)->goal, &goal, error))
		return FALSE;
	if (goal == NULL)
		return TRUE;
	g_variant_builder_init(&answers, G_VARIANT_TYPE("aa{sv}"));
	for (; one.from < run->to; one.from = one.to) {
		while (one.to < run->to &&
		       said_at(run, one.to)->answer == said_at(run, one.from)->answer)
			one.to++;
		if (!add_answer(work, &one, &answers, error)) {
			g_variant_builder_clear(&answers);
			return FALSE;
		}
	}
	jn_variables_add(&dict, &words, goal, NULL, work->row->person);
	jn_insert_text(&dict, "title", goal->title);
	jn_insert_text(&dict, "protege", said_at(run, run->from)->protege);
	insert_outcome(&dict, run);
	g_variant_dict_insert_value(&dict, "answered", g_variant_builder_end(&answers));
	g_variant_builder_add_value(goals, g_variant_dict_end(&dict));
	return TRUE;
}

/* What the row names and the person may still see. */
static gboolean
load_said(const JnWork *work, GPtrArray *said, GError **error)
{
	g_autoptr(GVariant) ids =
		g_variant_lookup_value(work->row->variables, "said", G_VARIANT_TYPE("ax"));
	gsize n = ids ? g_variant_n_children(ids) : 0;

	for (gsize i = 0; i < n; i++) {
		JnSaid *one;
		gint64 id;

		g_variant_get_child(ids, i, "x", &id);
		if (!jn_gratitude_load(work->site->db, id, &one, error))
			return FALSE;
		if (one != NULL)
			g_ptr_array_add(said, one);
	}
	return TRUE;
}

static gboolean
read_thanks(JnWork *work, GVariantDict *variables, GError **error)
{
	g_autoptr(GPtrArray) said = g_ptr_array_new_with_free_func((GDestroyNotify)jn_said_free);
	Run run = {said, 0, 0};
	GVariantBuilder goals;
	gint64 count = 0;

	if (!load_said(work, said, error))
		return FALSE;
	g_variant_builder_init(&goals, G_VARIANT_TYPE("aa{sv}"));
	for (; run.from < said->len; run.from = run.to, count++) {
		while (run.to < said->len &&
		       said_at(&run, run.to)->goal == said_at(&run, run.from)->goal)
			run.to++;
		if (!add_thanks_goal(work, &run, &goals, error)) {
			g_variant_builder_clear(&goals);
			return FALSE;
		}
	}
	work->is_void = said->len == 0;
	jn_insert_text(variables, "who", said->len > 0 ? said_at(&run, 0)->protege : NULL);
	g_variant_dict_insert(variables, "count", "x", count);
	g_variant_dict_insert(variables, "closed", "b", work->goal != NULL);
	g_variant_dict_insert_value(variables, "goals", g_variant_builder_end(&goals));
	return TRUE;
}

/* ---- the mail ---- */

gboolean
jn_work_is_digest(const JnWork *work)
{
	return jn_notice_is_digest(work->row->template_name);
}

gboolean
jn_work_read_words(JnWork *work, GError **error)
{
	const JnConfig *config = work->site->config;
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	g_autofree char *more =
		jn_address_format("me", JN_SUB_DIGEST, config->domain, config->separator);
	g_autofree char *path = g_uri_escape_string(more, "@", TRUE);
	g_autofree char *link = g_strconcat("mailto:", path, NULL);
	const char *period = "";
	gint64 left = 0;

	if (work->words != NULL)
		return TRUE;
	(void)g_variant_lookup(work->row->variables, "period", "&s", &period);
	(void)g_variant_lookup(work->row->variables, "left", "x", &left);
	jn_insert_text(&variables, "period", period);
	jn_insert_text(&variables, "rest_link", link);
	g_variant_dict_insert(&variables, "left", "x", left);
	if (work->mould_key != NULL)
		work->claims = g_array_new(FALSE, FALSE, sizeof(JnWorkClaim));
	if (!(g_str_equal(work->row->template_name, "digest")
		      ? read_news(work, &variables, error)
		      : read_thanks(work, &variables, error)))
		return FALSE;
	work->words = g_variant_ref_sink(g_variant_dict_end(&variables));
	return TRUE;
}

/* What of a part decides on what its reader gets of it. Of an anonymous protege not everybody is told
 * the same, and of the stream and in a week each gets what others do not: NULL. */
static gboolean
part_key(
	const JnWork *work, const Part *part, GString *key, gboolean *ret_is_shared, GError **error)
{
	g_autoptr(JnGoal) goal = NULL;
	g_autoptr(GArray) ids = NULL;

	*ret_is_shared = FALSE;
	if (part->news.is_stream)
		return TRUE;
	if (!jn_goal_load(work->site->db, part->news.goal, &goal, error) ||
	    !jn_digest_post_ids(work->site->db, work->row->person, &part->news, part->upto,
				G_MAXINT32, &ids, error))
		return FALSE;
	*ret_is_shared = goal == NULL || goal->alias == NULL;
	g_string_append_printf(key, " %" G_GINT64_FORMAT ":%d", part->news.goal,
			       goal != NULL && goal->protege == work->row->person);
	for (guint i = 0; i < ids->len; i++)
		g_string_append_printf(key, ",%" G_GINT64_FORMAT, g_array_index(ids, gint64, i));
	return TRUE;
}

/* work->mould_key, where others get the same; stays NULL where they do not. */
static gboolean
read_key(JnWork *work, GError **error)
{
	g_autoptr(GVariant) parts =
		g_variant_lookup_value(work->row->variables, "goals", G_VARIANT_TYPE("aa{sv}"));
	g_autoptr(GString) key = g_string_new(NULL);
	const char *period = "";
	gint64 left = 0;
	gsize n = parts ? g_variant_n_children(parts) : 0;
	gboolean is_shared = TRUE;
	gboolean has_posts;

	(void)g_variant_lookup(work->row->variables, "period", "&s", &period);
	(void)g_variant_lookup(work->row->variables, "left", "x", &left);
	if (!g_str_equal(period, jn_mode_word(JN_MODE_DAILY)))
		return TRUE;
	/* The words on a goal may change: they are read again after a minute. */
	g_string_printf(key, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, work->now / KEY_SECONDS,
			left);
	for (gsize i = 0; i < n && is_shared; i++) {
		g_autoptr(GVariant) variant = g_variant_get_child_value(parts, i);
		Part part = part_read(variant);

		if (!part_key(work, &part, key, &is_shared, error))
			return FALSE;
	}
	has_posts = strchr(key->str, ',') != NULL;
	if (is_shared && has_posts)
		work->mould_key = g_strdup(key->str);
	return TRUE;
}

gboolean
jn_work_read_digest(JnWork *work, GError **error)
{
	/* A row of another shape than ours. */
	if (work->row->variables == NULL) {
		work->is_void = TRUE;
		return TRUE;
	}
	if (g_str_equal(work->row->template_name, "digest") && !read_key(work, error))
		return FALSE;
	/* Most need no words: the letter was made for somebody before. */
	return work->mould_key != NULL || jn_work_read_words(work, error);
}
