#include "run/letter-case.h"

#include <string.h>

#include "base/limits.h"
#include "core/plan-parts.h"
#include "store/gratitude.h"
#include "store/mentor.h"

/* Below a copy: with the other lines a dozen at most, of 70 columns. Answers of one's own take the
 * place of others' posts. */
#define CARD_POSTS 4
#define CARD_ANSWERS 2
#define CARD_BYTES 56
#define CARD_NAME_BYTES 20
/* Read of an open post: enough that four are left without those of one reader. */
#define CARD_READ 12
/* In a letter that also says other things. */
#define LETTER_POSTS 8
#define LETTER_ANSWERS 5
#define LETTER_BYTES 160
#define LETTER_EXPECTATIONS_BYTES 400
/* A mail must stay readable. */
#define WHOLE_POSTS 100
#define WHOLE_THANKS 500

/* How long the words of a post may be. */
typedef struct Lengths {
	gsize gist, name;
	gboolean together; /* they stand in one line: a name is at the cost of the gist */
} Lengths;

static const Lengths card_lengths = {CARD_BYTES, CARD_NAME_BYTES, TRUE};
static const Lengths letter_lengths = {LETTER_BYTES, JN_NAME_BYTES, FALSE};

static void
item_init(GVariantDict *item, const JnPost *post, const Lengths *lengths)
{
	gboolean tried = jn_post_says_experience(post);
	g_autofree char *name = jn_gist(post->author_name ? post->author_name : "", lengths->name);
	/* Only of answers it is told who wrote them: all else is the protege's. */
	gboolean is_named = lengths->together && !tried && post->kind != JN_KIND_QUESTION;
	g_autofree char *gist =
		jn_gist(post->gist, lengths->gist - (is_named ? strlen(name) * 2 / 3 : 0));

	g_variant_dict_init(item, NULL);
	g_variant_dict_insert(item, "kind", "s", jn_kind_word(post->kind));
	g_variant_dict_insert(item, "who", "s", name);
	g_variant_dict_insert(item, "when", "t", (guint64)post->created);
	g_variant_dict_insert(item, "gist", "s", gist);
	g_variant_dict_insert(item, "number", "x", post->number);
	g_variant_dict_insert(item, "tried", "b", tried);
	g_variant_dict_insert(item, "private", "b", post->audience != JN_AUDIENCE_OPEN);
}

/* At most `max` of them, none of `but`; how many it were. */
static gint64
add_list(GVariantDict *variables,
	 const char *name,
	 const GPtrArray *posts,
	 gint64 but,
	 gint64 max,
	 const Lengths *lengths)
{
	GVariantBuilder list;
	gint64 added = 0;

	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < posts->len && added < max; i++) {
		const JnPost *post = posts->pdata[i];
		GVariantDict item;

		if (post->author == but)
			continue;
		item_init(&item, post, lengths);
		g_variant_dict_insert(&item, "first", "b", added == 0);
		g_variant_builder_add_value(&list, g_variant_dict_end(&item));
		added++;
	}
	g_variant_dict_insert_value(variables, name, g_variant_builder_end(&list));
	return added;
}

/* The posts that anybody may see, read once. */
static gboolean
load_card(JnWork *work, GError **error)
{
	return work->card != NULL ||
	       jn_post_list_case(work->site->db, work->goal->id, work->post->id, JN_READER_ANYONE,
				 CARD_READ, &work->card, &work->card_count, error);
}

gboolean
jn_letter_case_add_card(
	JnWork *work, gint64 reader, gint64 own, GVariantDict *variables, GError **error)
{
	const JnPost *post = work->post;
	g_autoptr(GPtrArray) closed = NULL;
	g_autoptr(GPtrArray) answers = NULL;
	gint64 count = 0, shown = 0;

	if (reader == JN_READER_ANYONE
		    ? !load_card(work, error)
		    : !jn_post_list_case(work->site->db, post->goal, post->id, reader, CARD_READ,
					 &closed, &count, error))
		return FALSE;
	if (reader == JN_READER_ANYONE)
		count = work->card_count;
	if (own != 0 && !jn_post_list_answers_of(work->site->db, post->goal, own, post->id,
						 post->audience, CARD_ANSWERS, &answers, error))
		return FALSE;
	if (answers != NULL)
		shown = add_list(variables, "own", answers, -1, CARD_ANSWERS, &card_lengths);
	shown += add_list(variables, "posts", closed ? closed : work->card, own ? own : -1,
			  CARD_POSTS - (shown > 0 ? 1 : 0), &card_lengths);
	g_variant_dict_insert(variables, "rest", "x", MAX(count - shown, 0));
	return TRUE;
}

/* What waited for a mentor who accepts now goes out behind the letter, and need not stand in it. */
static gboolean
find_end(JnWork *work, gint64 person, gint64 *ret_before, GError **error)
{
	g_autoptr(GPtrArray) mentors = NULL;

	*ret_before = G_MAXINT64;
	if (!jn_mentor_list(work->site->db, work->goal->id, &mentors, error))
		return FALSE;
	for (guint i = 0; i < mentors->len; i++) {
		const JnMentor *mentor = mentors->pdata[i];

		if (mentor->person == person && mentor->state == JN_MENTOR_ACCEPTED &&
		    mentor->since == work->row->created)
			*ret_before = mentor->asked_post + 1;
	}
	return TRUE;
}

gboolean
jn_letter_case_add(JnWork *work, gint64 person, GVariantDict *variables, GError **error)
{
	JnDb *db = work->site->db;
	g_autoptr(GPtrArray) posts = NULL;
	g_autoptr(GPtrArray) answers = NULL;
	g_autofree char *expectations =
		jn_gist(jn_goal_expectations_shown(work->goal, person), LETTER_EXPECTATIONS_BYTES);
	gint64 before, count, shown;

	if (!find_end(work, person, &before, error) ||
	    !jn_post_list_case(db, work->goal->id, before, person, LETTER_POSTS + LETTER_ANSWERS,
			       &posts, &count, error) ||
	    !jn_post_list_answers_of(db, work->goal->id, person, G_MAXINT64, JN_AUDIENCE_PROTEGE,
				     LETTER_ANSWERS, &answers, error))
		return FALSE;
	g_variant_dict_insert(variables, "expectations", "s", expectations);
	shown = add_list(variables, "posts", posts, person, LETTER_POSTS, &letter_lengths) +
		add_list(variables, "own", answers, -1, LETTER_ANSWERS, &letter_lengths);
	g_variant_dict_insert(variables, "rest", "x", MAX(count - shown, 0));
	return TRUE;
}

gboolean
jn_letter_case_answered(JnWork *work, gint64 person, gboolean *ret_answered, GError **error)
{
	guint low = 0, high;

	if (work->answered == NULL &&
	    !jn_post_list_answered(work->site->db, work->goal->id, &work->answered, error))
		return FALSE;
	high = work->answered->len;
	while (low < high) {
		guint middle = low + (high - low) / 2;

		if (g_array_index(work->answered, gint64, middle) < person)
			low = middle + 1;
		else
			high = middle;
	}
	*ret_answered =
		low < work->answered->len && g_array_index(work->answered, gint64, low) == person;
	return TRUE;
}

/* ---- all of it ---- */

/* The protege's words for one answer. */
static GVariant *
thanks_of(const JnPost *post, const GPtrArray *said)
{
	GVariantBuilder list;

	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < said->len; i++) {
		const JnSaid *one = said->pdata[i];
		g_auto(GVariantDict) item = G_VARIANT_DICT_INIT(NULL);
		g_autofree char *words = NULL;

		if (one->answer != post->id || one->kind != JN_GRATITUDE_THANKS)
			continue;
		words = jn_gist(one->words, LETTER_BYTES);
		g_variant_dict_insert(&item, "words", "s", words);
		g_variant_builder_add_value(&list, g_variant_dict_end(&item));
	}
	return g_variant_builder_end(&list);
}

/* A mail of nothing but thanks stands below the answers that it thanks for. */
static gboolean
is_told_below(const JnPost *post, const GPtrArray *said)
{
	for (guint i = 0; post->kind == JN_KIND_THANKS && i < said->len; i++)
		if (((JnSaid *)said->pdata[i])->post == post->id)
			return TRUE;
	return FALSE;
}

/* What the protege chose to try is told to whoever wrote it, and shown to nobody else. */
static void
add_whole_posts(GVariantDict *variables,
		const JnGoal *goal,
		gint64 person,
		const GPtrArray *posts,
		const GPtrArray *said)
{
	GVariantBuilder list;

	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < posts->len; i++) {
		const JnPost *post = posts->pdata[i];
		GVariantDict item;

		if (is_told_below(post, said))
			continue;
		item_init(&item, post, &letter_lengths);
		g_variant_dict_insert(&item, "removed", "b", post->removed);
		g_variant_dict_insert(&item, "chosen", "b",
				      post->chosen != 0 &&
					      (person == goal->protege || person == post->author));
		g_variant_dict_insert_value(&item, "thanks", thanks_of(post, said));
		g_variant_builder_add_value(&list, g_variant_dict_end(&item));
	}
	g_variant_dict_insert_value(variables, "posts", g_variant_builder_end(&list));
}

/* Who is in a closed goal with the reader; nobody for others, who are not to see that it is. */
static gboolean
add_members(JnWork *work, gint64 person, GVariantDict *variables, GError **error)
{
	g_autoptr(GPtrArray) mentors = NULL;
	GVariantBuilder list;
	gboolean is_in = work->goal->protege == person;
	gint64 left = 0, count;

	if (!jn_mentor_list(work->site->db, work->goal->id, &mentors, error))
		return FALSE;
	for (guint i = 0; i < mentors->len; i++) {
		const JnMentor *mentor = mentors->pdata[i];

		is_in |= mentor->person == person && mentor->state == JN_MENTOR_ACCEPTED;
		left += mentor->state == JN_MENTOR_ACCEPTED;
	}
	count = left;
	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; is_in && work->goal->state == JN_GOAL_CLOSED && i < mentors->len; i++) {
		const JnMentor *mentor = mentors->pdata[i];
		g_auto(GVariantDict) item = G_VARIANT_DICT_INIT(NULL);

		if (mentor->state != JN_MENTOR_ACCEPTED)
			continue;
		g_variant_dict_insert(&item, "who", "s", mentor->name ? mentor->name : "");
		g_variant_dict_insert(&item, "first", "b", left == count);
		g_variant_dict_insert(&item, "sep", "s",
				      left == count ? ""
				      : left == 1   ? "and"
						    : "comma");
		left--;
		g_variant_builder_add_value(&list, g_variant_dict_end(&item));
	}
	g_variant_dict_insert_value(variables, "members", g_variant_builder_end(&list));
	return TRUE;
}

gboolean
jn_letter_case_add_whole(JnWork *work, gint64 person, GVariantDict *variables, GError **error)
{
	JnDb *db = work->site->db;
	g_autoptr(GPtrArray) posts = NULL;
	g_autoptr(GPtrArray) said = NULL;
	gint64 count;

	if (!jn_post_list_latest(db, work->goal->id, person, WHOLE_POSTS, &posts, &count, error) ||
	    !jn_gratitude_list_seen(db, work->goal->id, person, WHOLE_THANKS, &said, error))
		return FALSE;
	add_whole_posts(variables, work->goal, person, posts, said);
	g_variant_dict_insert(variables, "left", "x", count - (gint64)posts->len);
	/* As it was written, lines and all. */
	g_variant_dict_insert(variables, "background", "s",
			      jn_goal_background_shown(work->goal, person));
	return add_members(work, person, variables, error);
}
