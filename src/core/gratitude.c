#include "core/gratitude.h"

#include <string.h>

#include "base/limits.h"
#include "core/lexicon.h"
#include "core/plan-parts.h"
#include "core/sentence.h"

void
jn_grateful_for_free(JnGratefulFor *one)
{
	if (one == NULL)
		return;
	g_free(one->words);
	g_free(one);
}

/* ---- whose answer ---- */

/* Words of a name that are looked at. */
#define NAME_WORDS 6

/* Whether a language has the word itself, not more with it, as such a cue. */
static gboolean
is_cue(const GPtrArray *lexicons,
       JnCue cue,
       const JnSentences *text,
       const JnSentence *sentence,
       guint at)
{
	for (guint i = 0; lexicons != NULL && i < lexicons->len; i++) {
		JnHit hit;

		if (jn_lexicon_match(lexicons->pdata[i], cue, text, sentence, at, &hit) &&
		    hit.n == 1)
			return TRUE;
	}
	return FALSE;
}

/* Who calls themselves "Thanks" would have the thanks of others. */
static gboolean
says_thanks(const GPtrArray *lexicons,
	    const JnSentences *text,
	    const JnSentence *sentence,
	    guint at)
{
	static const JnCue cues[] = {JN_CUE_THANKS, JN_CUE_PRAISE, JN_CUE_CLOSING, JN_CUE_FILLER};

	for (gsize i = 0; i < G_N_ELEMENTS(cues); i++)
		if (is_cue(lexicons, cues[i], text, sentence, at))
			return TRUE;
	return FALSE;
}

static void
add_name(GHashTable *names, const JnAnswerer *one, const GPtrArray *lexicons)
{
	g_auto(JnSentences) text = {0};

	jn_sentences_init(&text, one->name);
	for (guint i = 0; i < text.sentences->len; i++) {
		const JnSentence *sentence = &g_array_index(text.sentences, JnSentence, i);
		guint end = MIN(sentence->first + sentence->n, NAME_WORDS);

		for (guint at = sentence->first; at < end; at++) {
			const char *word = g_array_index(text.words, JnWord, at).folded;
			gpointer before = NULL;
			gint64 person = one->person;

			if (says_thanks(lexicons, &text, sentence, at))
				continue;
			if (g_hash_table_lookup_extended(names, word, NULL, &before) &&
			    GPOINTER_TO_SIZE(before) != (gsize)person)
				person = 0;
			g_hash_table_insert(names, g_strdup(word), GSIZE_TO_POINTER((gsize)person));
		}
	}
}

/* Words of the answerers' names, folded -> the id of the one person who has it in their name; 0:
 * more than one has. */
static GHashTable *
names_new(const JnGratitudeSource *source)
{
	GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) done = g_hash_table_new(g_int64_hash, g_int64_equal);

	for (guint i = 0; i < source->answerers->len; i++) {
		JnAnswerer *one = source->answerers->pdata[i];

		if (g_hash_table_add(done, &one->person) && one->name != NULL)
			add_name(names, one, source->lexicons);
	}
	return names;
}

/* A word can be a name if it is written like one. One letter ("A", "I") names nobody. */
static gboolean
may_name(const JnWord *word)
{
	gunichar first = g_utf8_get_char(word->start);

	return g_utf8_strlen(word->folded, -1) > 1 && (word->capital || !g_unichar_islower(first));
}

static gboolean
holds(const GArray *ids, gint64 id)
{
	for (guint i = 0; i < ids->len; i++)
		if (g_array_index(ids, gint64, i) == id)
			return TRUE;
	return FALSE;
}

/* The answer of a person that is meant: in the conversation at hand the newest, else the newest of
 * all. */
static const JnAnswerer *
answer_of(const JnGratitudeSource *source, gint64 person)
{
	const JnAnswerer *newest = NULL;

	for (guint i = 0; i < source->answerers->len; i++) {
		const JnAnswerer *one = source->answerers->pdata[i];

		if (one->person != person)
			continue;
		if (source->parent != NULL && one->post == source->parent->id)
			return one;
		if (newest == NULL ||
		    (source->parent != NULL && newest->root != source->parent->root &&
		     one->root == source->parent->root))
			newest = one;
	}
	return newest;
}

/* Persons whom a text names, as ids. That "This" begins with a capital where it begins a sentence
 * makes no name of it. */
static GArray *
named_in(GHashTable *names, const GPtrArray *lexicons, const char *said)
{
	GArray *people = g_array_new(FALSE, FALSE, sizeof(gint64));
	g_auto(JnSentences) text = {0};

	jn_sentences_init(&text, said);
	for (guint i = 0; i < text.sentences->len; i++) {
		const JnSentence *sentence = &g_array_index(text.sentences, JnSentence, i);

		for (guint at = sentence->first; at < sentence->first + sentence->n; at++) {
			const JnWord *word = &g_array_index(text.words, JnWord, at);
			gint64 person = (gint64)GPOINTER_TO_SIZE(
				may_name(word) ? g_hash_table_lookup(names, word->folded) : NULL);

			if (person != 0 && !holds(people, person) &&
			    !(at == sentence->first &&
			      is_cue(lexicons, JN_CUE_COMMON, &text, sentence, at)))
				g_array_append_val(people, person);
		}
	}
	return people;
}

/* ---- rows ---- */

static void
add(GPtrArray *list, gint64 answer, gint64 person, JnGratitude kind, const char *words)
{
	JnGratefulFor *row;
	char *joined;

	for (guint i = 0; i < list->len; i++) {
		row = list->pdata[i];
		if (row->answer == answer && row->kind == kind) {
			if (strlen(row->words) + strlen(words) > JN_THANKS_BYTES)
				return;
			joined = g_strconcat(row->words, "\n", words, NULL);

			g_free(row->words);
			row->words = joined;
			return;
		}
	}
	row = g_new0(JnGratefulFor, 1);
	row->answer = answer;
	row->person = person;
	row->kind = kind;
	row->words =
		strlen(words) > JN_THANKS_BYTES ? jn_gist(words, JN_THANKS_BYTES) : g_strdup(words);
	g_ptr_array_add(list, row);
}

/* Every answer of a conversation. */
static void
add_conversation(GPtrArray *list,
		 const JnGratitudeSource *source,
		 gint64 root,
		 JnGratitude kind,
		 const char *words)
{
	for (guint i = 0; i < source->answerers->len; i++) {
		const JnAnswerer *one = source->answerers->pdata[i];

		if (one->root == root)
			add(list, one->post, one->person, kind, words);
	}
}

/* Those chosen that nothing was told of yet. FALSE: there are none. */
static gboolean
add_chosen(GPtrArray *list, const JnGratitudeSource *source, JnGratitude kind, const char *words)
{
	gboolean any = FALSE;

	for (guint i = 0; i < source->answerers->len; i++) {
		const JnAnswerer *one = source->answerers->pdata[i];

		if (one->chosen == 0 || one->tried)
			continue;
		add(list, one->post, one->person, kind, words);
		any = TRUE;
	}
	return any;
}

/* Where a sentence names nobody. */
static void
add_default(GPtrArray *list, const JnGratitudeSource *source, JnGratitude kind, const char *words)
{
	const JnPost *parent = source->parent;

	if (parent != NULL && parent->author != source->protege) {
		add(list, parent->id, parent->author, kind, words);
	} else if (parent != NULL && parent->parent != 0 &&
		   parent->parent_author != source->protege) {
		add(list, parent->parent, parent->parent_author, kind, words);
	} else if (parent != NULL) {
		add_conversation(list, source, parent->root, kind, words);
	} else if (source->answerers->len > 0 &&
		   (kind != JN_GRATITUDE_EXPERIENCE || !add_chosen(list, source, kind, words))) {
		const JnAnswerer *newest = source->answerers->pdata[0];

		add_conversation(list, source, newest->root, kind, words);
	}
}

static void
add_for(GPtrArray *list,
	const JnGratitudeSource *source,
	const GArray *people,
	JnGratitude kind,
	const char *words)
{
	if (people->len == 0)
		add_default(list, source, kind, words);
	for (guint i = 0; i < people->len; i++) {
		const JnAnswerer *one = answer_of(source, g_array_index(people, gint64, i));

		if (one != NULL)
			add(list, one->post, one->person, kind, words);
	}
}

/* "Thank you, Bo! That helps a lot.": whom the first sentence names, the next ones mean too, until
 * they name another. */
static void
add_thanks(GPtrArray *list, const JnGratitudeSource *source, GHashTable *names)
{
	g_autoptr(GArray) meant = NULL;

	for (guint i = 0; i < source->cues->grateful->len; i++) {
		const char *sentence = source->cues->grateful->pdata[i];
		g_autoptr(GArray) named = named_in(names, source->lexicons, sentence);

		add_for(list, source, named->len == 0 && meant != NULL ? meant : named,
			JN_GRATITUDE_THANKS, sentence);
		if (named->len > 0 && (i == 0 || meant != NULL)) {
			g_clear_pointer(&meant, g_array_unref);
			meant = g_steal_pointer(&named);
		}
	}
}

/* Its words are the begin of the text once, however many sentences say so. */
static void
add_experience(GPtrArray *list, const JnGratitudeSource *source, GHashTable *names)
{
	g_autofree char *words = jn_gist(source->text, JN_EXPERIENCE_BYTES);
	g_autoptr(GString) sentences = g_string_new(NULL);
	g_autoptr(GArray) people = NULL;

	for (guint i = 0; i < source->cues->tried->len; i++)
		g_string_append_printf(sentences, "%s ", (char *)source->cues->tried->pdata[i]);
	/* Outright, below nothing: whoever is named at all. */
	if (sentences->len == 0 && source->parent == NULL)
		g_string_append(sentences, words);
	people = named_in(names, source->lexicons, sentences->str);
	add_for(list, source, people, JN_GRATITUDE_EXPERIENCE, words);
}

GPtrArray *
jn_gratitude_find(const JnGratitudeSource *source)
{
	GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)jn_grateful_for_free);
	g_autoptr(GHashTable) names = names_new(source);

	add_thanks(list, source, names);
	if (source->cues->experience)
		add_experience(list, source, names);
	return list;
}

void
jn_gratitude_add_outcome(GPtrArray *list, const JnGratitudeSource *source)
{
	g_autofree char *words = jn_gist(source->text, JN_EXPERIENCE_BYTES);
	g_autoptr(GArray) people = g_array_new(FALSE, FALSE, sizeof(gint64));

	/* The oldest stand last; those with a number are open. */
	for (guint round = 0; round < 2; round++)
		for (guint i = source->answerers->len; i > 0; i--) {
			const JnAnswerer *one = source->answerers->pdata[i - 1];

			if (one->has_left || holds(people, one->person) ||
			    (round == 0 && one->number == 0))
				continue;
			g_array_append_val(people, one->person);
			add(list, one->post, one->person, JN_GRATITUDE_OUTCOME, words);
		}
}
