/*
 * The words of letters on the way to a goal (run/journey.h), read when they are sent.
 */
#include "base/limits.h"
#include "core/plan-parts.h"
#include "render/variables.h"
#include "run/journey.h"
#include "run/letter-parts.h"
#include "store/goal.h"
#include "store/gratitude.h"
#include "store/journey.h"
#include "store/post.h"

/* A list that a person chooses from; more are in the background of the goal. */
#define CHOICES_MAX 40
#define STORY_POSTS 500
#define STORY_QUESTIONS 12
/* What came of one question: its answers that were tried, or thanked for, and what was told. */
#define STORY_ITEMS 8
#define STORY_BACKGROUND_BYTES 300

static gint64
lookup_id(const JnWork *work, const char *name)
{
	gint64 id = 0;

	(void)g_variant_lookup(work->row->variables, name, "x", &id);
	return id;
}

/* ---- answers to choose from ---- */

static GVariant *
choice_words(const JnChoice *one)
{
	g_auto(GVariantDict) item = G_VARIANT_DICT_INIT(NULL);

	jn_insert_text(&item, "who", one->who);
	jn_insert_text(&item, "gist", one->gist);
	g_variant_dict_insert(&item, "number", "x", one->number);
	g_variant_dict_insert(&item, "when", "t", (guint64)one->created);
	g_variant_dict_insert(&item, "chosen", "b", one->chosen != 0);
	g_variant_dict_insert(&item, "before", "x", one->before);
	g_variant_dict_insert(&item, "thanked", "b", one->thanked);
	g_variant_dict_insert(&item, "tried", "b", one->tried);
	g_variant_dict_insert(&item, "private", "b", one->is_private);
	return g_variant_dict_end(&item);
}

static gboolean
read_answers(JnWork *work, GVariantDict *variables, GError **error)
{
	gint64 question = lookup_id(work, "question");
	g_autoptr(GPtrArray) choices = NULL;
	g_autoptr(JnPost) post = NULL;
	GVariantBuilder list;

	if (!jn_post_load(work->site->db, question, work->row->person, &post, error) ||
	    !jn_journey_choices(work->site->db, question, CHOICES_MAX, &choices, error))
		return FALSE;
	/* Asked for, the letter says that there are none; by the clock there is nothing to say. */
	work->is_void = choices->len == 0 && question != 0;
	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < choices->len; i++)
		g_variant_builder_add_value(&list, choice_words(choices->pdata[i]));
	g_variant_dict_insert_value(variables, "items", g_variant_builder_end(&list));
	g_variant_dict_insert(variables, "count", "x", (gint64)choices->len);
	jn_insert_text(variables, "subject", post ? post->subject_base : NULL);
	jn_insert_text(variables, "gist", post ? post->gist : NULL);
	return TRUE;
}

/* ---- what is asked of single posts ---- */

static GVariant *
post_words(const JnWork *work, const JnGoal *goal, const JnPost *post)
{
	g_auto(GVariantDict) item = G_VARIANT_DICT_INIT(NULL);
	g_autofree char *link = jn_work_reply_link(work, goal, post);

	jn_insert_text(&item, "who", post->author_name);
	jn_insert_text(&item, "gist", post->gist);
	jn_insert_text(&item, "link", link);
	g_variant_dict_insert(&item, "own", "b", post->author == goal->protege);
	g_variant_dict_insert(&item, "number", "x", post->number);
	g_variant_dict_insert(&item, "when", "t", (guint64)post->created);
	return g_variant_dict_end(&item);
}

/* Of the posts that the row names under `name` those of one goal that are there still, as `list`;
 * adds how many to *count. */
static gboolean
insert_posts(JnWork *work,
	     GVariantDict *dict,
	     const char *name,
	     const char *list_name,
	     const JnGoal *goal,
	     gint64 *count,
	     GError **error)
{
	g_autoptr(GVariant) ids =
		g_variant_lookup_value(work->row->variables, name, G_VARIANT_TYPE("ax"));
	gsize n = ids ? g_variant_n_children(ids) : 0;
	g_auto(GVariantBuilder) list = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("aa{sv}"));

	for (gsize i = 0; i < n; i++) {
		g_autoptr(JnPost) post = NULL;
		gint64 id;

		g_variant_get_child(ids, i, "x", &id);
		if (!jn_post_load(work->site->db, id, work->row->person, &post, error))
			return FALSE;
		if (post == NULL || post->removed || post->goal != goal->id)
			continue;
		g_variant_builder_add_value(&list, post_words(work, goal, post));
		++*count;
	}
	g_variant_dict_insert_value(dict, list_name, g_variant_builder_end(&list));
	return TRUE;
}

static gboolean
read_choose_done(JnWork *work, GVariantDict *variables, GError **error)
{
	gint64 count = 0;

	if (!insert_posts(work, variables, "answers", "choices", work->goal, &count, error))
		return FALSE;
	work->is_void = count == 0;
	g_variant_dict_insert(variables, "count", "x", count);
	return TRUE;
}

static gboolean
read_chosen(JnWork *work, GVariantDict *variables, GError **error)
{
	g_autoptr(JnPost) post = NULL;

	if (!jn_post_load(work->site->db, lookup_id(work, "answer"), work->row->person, &post,
			  error))
		return FALSE;
	work->is_void = post == NULL || post->removed;
	jn_insert_text(variables, "gist", post ? post->gist : NULL);
	return TRUE;
}

/* Goal by goal, as the person has them. */
static gboolean
read_nudge(JnWork *work, GVariantDict *variables, GError **error)
{
	JnWords words = jn_work_words(work);
	g_autoptr(GPtrArray) goals = NULL;
	g_auto(GVariantBuilder) list = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("aa{sv}"));
	gint64 all = 0, n_goals = 0;

	if (!jn_goal_list_of(work->site->db, work->row->person, &goals, error))
		return FALSE;
	for (guint i = 0; i < goals->len; i++) {
		const JnGoal *goal = goals->pdata[i];
		g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
		gint64 count = 0;

		if (!insert_posts(work, &dict, "answers", "asks", goal, &count, error) ||
		    !insert_posts(work, &dict, "tried", "tried", goal, &count, error))
			return FALSE;
		if (count == 0)
			continue;
		jn_insert_text(&dict, "title", goal->title);
		jn_insert_text(&dict, "phase", jn_phase_word(goal->phase));
		jn_variables_add(&dict, &words, goal, NULL, work->row->person);
		g_variant_builder_add_value(&list, g_variant_dict_end(&dict));
		all += count;
		n_goals++;
	}
	work->is_void = all == 0;
	g_variant_dict_insert(variables, "count", "x", all);
	g_variant_dict_insert(variables, "goal_count", "x", n_goals);
	g_variant_dict_insert_value(variables, "goals", g_variant_builder_end(&list));
	return TRUE;
}

/* ---- settings ---- */

static gboolean
read_times(JnWork *work, GVariantDict *variables, GError **error)
{
	g_autofree char *days = NULL;
	JnTimes times;

	(void)error;
	jn_journey_times(work->site, work->goal, &times);
	days = jn_times_format(&times);
	jn_insert_text(variables, "days", days);
	g_variant_dict_insert(variables, "rest", "x", times.rest / JN_DAY);
	g_variant_dict_insert(variables, "tried", "x", times.tried / JN_DAY);
	return TRUE;
}

/* ---- the story ---- */

/* What is told of each question: who answered what was tried, and how it went. */
typedef struct Chapter {
	GVariantBuilder items;
	guint count;
} Chapter;

/* Of it alone: the outcome is for all who answered. */
static gboolean
is_thanked(const GPtrArray *said, gint64 answer)
{
	for (guint i = 0; i < said->len; i++) {
		const JnSaid *one = said->pdata[i];

		if (one->answer == answer && one->kind != JN_GRATITUDE_OUTCOME)
			return TRUE;
	}
	return FALSE;
}

/* An answer that was chosen, thanked for or tried; and what the protege told of how it went. */
static gboolean
belongs(const JnPost *post, const JnGoal *goal, const GPtrArray *said)
{
	if (post->removed || post->audience != JN_AUDIENCE_OPEN)
		return FALSE;
	if (post->author == goal->protege)
		return jn_post_says_experience(post);
	return post->kind == JN_KIND_ANSWER && (post->chosen != 0 || is_thanked(said, post->id));
}

/* Where nothing came of any: the answers all the same. */
static gboolean
is_answer(const JnPost *post)
{
	return !post->removed && post->audience == JN_AUDIENCE_OPEN && post->kind == JN_KIND_ANSWER;
}

static void
add_item(Chapter *chapter, const JnPost *post, const JnGoal *goal)
{
	g_auto(GVariantDict) item = G_VARIANT_DICT_INIT(NULL);

	if (chapter->count++ >= STORY_ITEMS)
		return;
	jn_insert_text(&item, "who", post->author_name);
	jn_insert_text(&item, "gist", post->gist);
	g_variant_dict_insert(&item, "own", "b", post->author == goal->protege);
	g_variant_builder_add_value(&chapter->items, g_variant_dict_end(&item));
}

static void
add_chapter(GVariantBuilder *list,
	    const JnPost *question,
	    const GPtrArray *posts,
	    const JnGoal *goal,
	    const GPtrArray *said)
{
	g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(NULL);
	Chapter chapter = {.count = 0};
	gboolean is_bare;

	g_variant_builder_init(&chapter.items, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < posts->len; i++) {
		const JnPost *post = posts->pdata[i];

		if (post->root == question->id && post->id != question->id &&
		    belongs(post, goal, said))
			add_item(&chapter, post, goal);
	}
	is_bare = chapter.count == 0;
	for (guint i = 0; i < posts->len && is_bare; i++) {
		const JnPost *post = posts->pdata[i];

		if (post->root == question->id && is_answer(post))
			add_item(&chapter, post, goal);
	}
	jn_insert_text(&dict, "subject", question->subject_base);
	jn_insert_text(&dict, "gist", question->gist);
	g_variant_dict_insert_value(&dict, "items", g_variant_builder_end(&chapter.items));
	g_variant_builder_add_value(list, g_variant_dict_end(&dict));
}

/* Her words of the end: what those who helped read too. */
static void
insert_outcome(GVariantDict *variables, const GPtrArray *said)
{
	const char *words = "";

	for (guint i = 0; i < said->len; i++)
		if (((JnSaid *)said->pdata[i])->kind == JN_GRATITUDE_OUTCOME &&
		    ((JnSaid *)said->pdata[i])->is_open)
			words = ((JnSaid *)said->pdata[i])->words;
	jn_insert_text(variables, "outcome", words);
}

static gboolean
read_story(JnWork *work, GVariantDict *variables, GError **error)
{
	const JnGoal *goal = work->goal;
	g_autofree char *background = jn_gist(goal->background, STORY_BACKGROUND_BYTES);
	g_autoptr(GPtrArray) posts = NULL;
	g_autoptr(GPtrArray) said = NULL;
	GVariantBuilder list;
	guint questions = 0;

	/* Closed or taken up again meanwhile. */
	work->is_void = goal->phase != JN_PHASE_ACHIEVED || goal->closed != 0;
	if (work->is_void)
		return TRUE;
	if (!jn_post_list(work->site->db, goal->id, JN_READER_ANYONE, 0, STORY_POSTS, &posts,
			  error) ||
	    !jn_gratitude_list(work->site->db, goal->id, &said, error))
		return FALSE;
	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < posts->len && questions < STORY_QUESTIONS; i++) {
		const JnPost *post = posts->pdata[i];

		if (post->kind != JN_KIND_QUESTION || post->removed)
			continue;
		add_chapter(&list, post, posts, goal, said);
		questions++;
	}
	jn_insert_text(variables, "background", background);
	g_variant_dict_insert(variables, "since", "t", (guint64)goal->created);
	insert_outcome(variables, said);
	g_variant_dict_insert_value(variables, "questions_list", g_variant_builder_end(&list));
	return TRUE;
}

static gboolean
read_nothing(JnWork *work, GVariantDict *variables, GError **error)
{
	(void)work;
	(void)variables;
	(void)error;
	return TRUE;
}

static const struct {
	const char *template_name;
	gboolean (*read)(JnWork *work, GVariantDict *variables, GError **error);
} letters[] = {
	{"answers", read_answers}, {"choose-done", read_choose_done},
	{"chosen", read_chosen},   {"nudge", read_nudge},
	{"nudges", read_times},    {"story", read_story},
	{"resting", read_nothing},
};

static gsize
letter_of(const JnWork *work)
{
	gsize i = 0;

	while (i < G_N_ELEMENTS(letters) &&
	       g_strcmp0(letters[i].template_name, work->row->template_name) != 0)
		i++;
	return i;
}

gboolean
jn_work_is_journey(const JnWork *work)
{
	return letter_of(work) < G_N_ELEMENTS(letters);
}

gboolean
jn_work_read_journey(JnWork *work, GError **error)
{
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(work->row->variables);

	/* A row of another shape than ours. */
	if (work->row->variables == NULL) {
		work->is_void = TRUE;
		return TRUE;
	}
	/* Which posts the row is of; as words they have names of their own. */
	g_variant_dict_remove(&variables, "answers");
	g_variant_dict_remove(&variables, "tried");
	if (!letters[letter_of(work)].read(work, &variables, error))
		return FALSE;
	work->words = g_variant_ref_sink(g_variant_dict_end(&variables));
	return TRUE;
}
