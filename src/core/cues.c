#include "core/cues.h"

#include <string.h>

#include "mail/subject.h"

/* A negation turns what stands within so many words behind it. */
#define NEGATION_REACH 3
/* Names after 'Thanks,': first, middle and last. */
#define NAMES 3
/* Thanks and nothing else is short; behind more words stands something for others. */
#define ONLY_THANKS_WORDS 30
/* A text with fewer function words does not tell its language; nor does one where another language
 * has nearly as many: of Danish, nine in ten are Norwegian too. */
#define LANGUAGE_WORDS 6

typedef struct Finder {
	const JnSentences *text;
	const char *writer;
	JnParent parent;
	GPtrArray *lexicons; /* of the text's languages; borrowed */
} Finder;

static const JnWord *
word_at(const Finder *f, guint i)
{
	return &g_array_index(f->text->words, JnWord, i);
}

static const JnSentence *
sentence_at(const Finder *f, guint i)
{
	return &g_array_index(f->text->sentences, JnSentence, i);
}

/* ---- languages ---- */

/* Words of a text by which its language is told: in so many a third are function words. */
#define WORDS_TOLD_BY 300

static guint
common_words(const JnLexicon *lexicon, const JnSentences *text)
{
	guint n = 0;
	JnHit hit;

	for (guint i = 0; i < text->sentences->len; i++) {
		const JnSentence *s = &g_array_index(text->sentences, JnSentence, i);

		for (guint at = s->first; at < s->first + s->n && at < WORDS_TOLD_BY; at++)
			n += jn_lexicon_match(lexicon, JN_CUE_COMMON, text, s, at, &hit);
	}
	return n;
}

/* Those with the most function words, or two thirds of that: a few words tell little, and
 * neighbours share many. All where none has any. */
static GPtrArray *
languages_of(const GPtrArray *lexicons, const JnSentences *text)
{
	guint n = lexicons ? lexicons->len : 0;
	g_autofree guint *counts = g_new0(guint, n + 1);
	GPtrArray *chosen = g_ptr_array_new();
	guint most = 0;

	for (guint i = 0; i < n; i++) {
		counts[i] = common_words(lexicons->pdata[i], text);
		most = MAX(most, counts[i]);
	}
	for (guint i = 0; i < n; i++)
		if (3 * counts[i] + 1 >= 2 * most)
			g_ptr_array_add(chosen, lexicons->pdata[i]);
	return chosen;
}

const char *
jn_cues_language(const GPtrArray *lexicons, const char *text)
{
	g_auto(JnSentences) sentences = {0};
	const JnLexicon *best = NULL;
	guint most = 0, second = 0;

	jn_sentences_init(&sentences, text);
	for (guint i = 0; lexicons != NULL && i < lexicons->len; i++) {
		guint count = common_words(lexicons->pdata[i], &sentences);

		second = MAX(second, MIN(count, most));
		if (count > most)
			best = lexicons->pdata[i];
		most = MAX(most, count);
	}
	return most >= LANGUAGE_WORDS && 7 * most >= 8 * second ? jn_lexicon_language(best) : NULL;
}

/* ---- phrases ---- */

/* The phrase with the most words that begins there, of any language. */
static gboolean
match(const Finder *f, JnCue cue, const JnSentence *s, guint at, JnHit *ret_hit)
{
	JnHit best = {0};
	JnHit hit;

	for (guint i = 0; i < f->lexicons->len; i++)
		if (jn_lexicon_match(f->lexicons->pdata[i], cue, f->text, s, at, &hit) &&
		    hit.weight > best.weight)
			best = hit;
	if (best.n == 0)
		return FALSE;
	*ret_hit = best;
	return TRUE;
}

static gboolean
has(const Finder *f, JnCue cue, const JnSentence *s)
{
	JnHit hit;

	for (guint at = s->first; at < s->first + s->n; at++)
		if (match(f, cue, s, at, &hit))
			return TRUE;
	return FALSE;
}

/* Whether a phrase of `not` overlaps the hit and has as many words. */
static gboolean
is_cancelled(const Finder *f, JnCue not, const JnSentence *s, const JnHit *hit)
{
	/* No phrase covers more words than that: a text of one long sentence stays cheap. */
	guint from = hit->first - MIN(hit->first - s->first, JN_PHRASE_WORDS);
	JnHit other;

	for (guint at = from; at < hit->first + hit->n; at++)
		if (match(f, not, s, at, &other) && other.first + other.n > hit->first &&
		    other.weight >= hit->weight)
			return TRUE;
	return FALSE;
}

/* Whether a negation stands within reach before the hit, in the same clause. */
static gboolean
is_negated(const Finder *f, const JnSentence *s, const JnHit *hit)
{
	JnHit negation;

	for (guint at = hit->first; at > s->first && hit->first - at < NEGATION_REACH; at--) {
		if (word_at(f, at)->clause)
			return FALSE;
		if (match(f, JN_CUE_NEGATION, s, at - 1, &negation))
			return TRUE;
	}
	return FALSE;
}

/* Whether the words stand in quotation marks within a sentence: then others say them. */
static gboolean
is_quoted(const Finder *f, const JnSentence *s, const JnHit *hit)
{
	const JnWord *last = word_at(f, hit->first + hit->n - 1);
	const char *end = s->start + s->len;
	const char *mark;

	if (!word_at(f, hit->first)->in_quote || hit->first == 0)
		return FALSE;
	mark = last->start + last->len;
	while (mark < end && *mark != '"' && !g_str_has_prefix(mark, "\342\200\235"))
		mark++;
	return mark < end;
}

/* Whether a phrase of `cue` stands there that nothing takes back. */
static gboolean
says(const Finder *f, JnCue cue, JnCue not, gboolean negatable, const JnSentence *s)
{
	JnHit hit;

	for (guint at = s->first; at < s->first + s->n; at++)
		if (match(f, cue, s, at, &hit) && !is_cancelled(f, not, s, &hit) &&
		    !(negatable && is_negated(f, s, &hit)) && !is_quoted(f, s, &hit))
			return TRUE;
	return FALSE;
}

/* ---- position ---- */

/* How many words the phrases of `cue` cover from the sentence's begin, one after another, then
 * names: TRUE if that is all of it. *ret_names: how many names. */
static gboolean
is_made_of(const Finder *f, JnCue cue, const JnSentence *s, guint *ret_names)
{
	guint end = s->first + s->n;
	guint at = s->first;
	JnHit hit;

	*ret_names = 0;
	while (at < end) {
		if (match(f, cue, s, at, &hit)) {
			at += hit.n;
		} else if (word_at(f, at)->capital && *ret_names < NAMES) {
			++*ret_names;
			at++;
		} else {
			return FALSE;
		}
	}
	return TRUE;
}

/* A greeting, an interjection, a name. */
static gboolean
is_filler(const Finder *f, const JnSentence *s)
{
	guint names;

	return !s->asks && is_made_of(f, JN_CUE_FILLER, s, &names);
}

static gboolean
asks(const Finder *f, const JnSentence *s)
{
	if (s->asks)
		return !has(f, JN_CUE_QUESTION_NOT, s);
	return says(f, JN_CUE_QUESTION, JN_CUE_QUESTION_NOT, FALSE, s);
}

/* Whether the name of the sender stands in the sentence. */
static gboolean
names_writer(const Finder *f, const JnSentence *s)
{
	g_auto(JnSentences) name = {0};
	gboolean found = FALSE;

	if (f->writer == NULL)
		return FALSE;
	jn_sentences_init(&name, f->writer);
	for (guint i = 0; i < name.words->len; i++)
		for (guint at = s->first; at < s->first + s->n; at++)
			found = found || (word_at(f, at)->capital &&
					  g_str_equal(word_at(f, at)->folded,
						      g_array_index(name.words, JnWord, i).folded));
	return found;
}

/* Whether the sentence closes a mail and so thanks for nothing: nothing but 'Thanks' and perhaps a
 * name, at the end, behind a question or as a line of its own above or before a name. */
static gboolean
is_closing(const Finder *f, guint i)
{
	const JnSentence *s = sentence_at(f, i);
	const JnSentence *before = NULL;
	guint names;

	if (!is_made_of(f, JN_CUE_CLOSING, s, &names) || names == s->n)
		return FALSE;
	for (guint j = i + 1; j < f->text->sentences->len; j++)
		if (!is_filler(f, sentence_at(f, j)))
			return FALSE;
	for (guint j = i; j > 0 && before == NULL; j--)
		if (!is_filler(f, sentence_at(f, j - 1)))
			before = sentence_at(f, j - 1);
	if (before == NULL)
		return FALSE;
	if (asks(f, before) || names_writer(f, s))
		return TRUE;
	return s->own_line &&
	       (names > 0 || s->start[s->len - 1] == ',' || i + 1 < f->text->sentences->len);
}

/* ---- what it says ---- */

static gboolean
is_grateful(const Finder *f, guint i)
{
	const JnSentence *s = sentence_at(f, i);

	if (is_closing(f, i))
		return FALSE;
	if (says(f, JN_CUE_THANKS, JN_CUE_THANKS_NOT, FALSE, s))
		return TRUE;
	return !s->asks && !has(f, JN_CUE_WRONG, s) &&
	       says(f, JN_CUE_PRAISE, JN_CUE_THANKS_NOT, TRUE, s);
}

static void
find_grateful(const Finder *f, JnCues *cues)
{
	guint others = 0;

	for (guint i = 0; i < f->text->sentences->len; i++) {
		const JnSentence *s = sentence_at(f, i);

		if (is_grateful(f, i))
			g_ptr_array_add(cues->grateful, jn_sentence_text(s));
		else if (!is_filler(f, s) && !is_closing(f, i))
			others++;
	}
	cues->only_thanks =
		cues->grateful->len > 0 && others == 0 && f->text->words->len <= ONLY_THANKS_WORDS;
}

/* What only the protege can say of themselves; asked of each sentence that asks nothing. */
static void
find_progress(const Finder *f, JnCues *cues)
{
	for (guint i = 0; i < f->text->sentences->len; i++) {
		const JnSentence *s = sentence_at(f, i);

		if (s->asks)
			continue;
		if (f->parent != JN_PARENT_NONE &&
		    says(f, JN_CUE_TRIED, JN_CUE_TRIED_NOT, FALSE, s))
			g_ptr_array_add(cues->tried, jn_sentence_text(s));
		cues->trying |= says(f, JN_CUE_TRYING, JN_CUE_TRYING_NOT, TRUE, s);
		cues->stuck |= says(f, JN_CUE_STUCK, JN_CUE_STUCK_NOT, TRUE, s);
		cues->achieved |= says(f, JN_CUE_ACHIEVED, JN_CUE_ACHIEVED_NOT, TRUE, s);
	}
	cues->experience = cues->tried->len > 0;
}

/* A subject speaks where there is no text, but not one that a reply only repeats. */
static const char *
words_of(const JnCueSource *source)
{
	g_autofree char *base = NULL;

	if (source->text[0] != '\0' || source->subject == NULL)
		return source->text;
	base = jn_subject_base(source->subject);
	return g_str_equal(base, source->subject) ? source->subject : source->text;
}

void
jn_cues_find(const JnCueSource *source,
	     const GPtrArray *lexicons,
	     const JnCueContext *context,
	     JnCues *ret_cues)
{
	g_auto(JnSentences) sentences = {0};
	g_autoptr(GPtrArray) chosen = NULL;
	Finder f = {.text = &sentences, .writer = source->writer, .parent = context->parent};

	*ret_cues = (JnCues){.grateful = g_ptr_array_new_with_free_func(g_free),
			     .tried = g_ptr_array_new_with_free_func(g_free)};
	jn_sentences_init(&sentences, words_of(source));
	f.lexicons = chosen = languages_of(lexicons, &sentences);
	for (guint i = 0; i < sentences.sentences->len && !ret_cues->question; i++)
		ret_cues->question = asks(&f, sentence_at(&f, i));
	if (context->role != JN_ROLE_PROTEGE)
		return;
	find_progress(&f, ret_cues);
	if (context->parent != JN_PARENT_NONE && context->answered)
		find_grateful(&f, ret_cues);
	ret_cues->only_thanks = ret_cues->only_thanks && !ret_cues->question &&
				!ret_cues->experience && !ret_cues->stuck && !ret_cues->achieved;
}

void
jn_cues_clear(JnCues *cues)
{
	g_clear_pointer(&cues->grateful, g_ptr_array_unref);
	g_clear_pointer(&cues->tried, g_ptr_array_unref);
}

JnKind
jn_kinds_decide(const JnCueSource *source,
		const GPtrArray *lexicons,
		const JnCueContext *context,
		gint64 open_questions,
		JnCues *ret_cues)
{
	JnKind kind = jn_kind_decide(context->role, context->parent, open_questions);

	jn_cues_find(source, lexicons, context, ret_cues);
	/* Below one's own mail thanks are for all who answered: that stays an update. */
	return ret_cues->only_thanks && kind == JN_KIND_FOLLOWUP ? JN_KIND_THANKS : kind;
}

GPtrArray *
jn_cues_words(const JnCues *cues, JnKind kind)
{
	const struct {
		const char *word;
		gboolean said;
	} labels[] = {
		{jn_kind_word(JN_KIND_THANKS), cues->grateful->len > 0},
		{jn_kind_word(JN_KIND_EXPERIENCE), cues->experience},
		{jn_kind_word(JN_KIND_QUESTION), cues->question},
		{jn_phase_word(JN_PHASE_STUCK), cues->stuck},
		{jn_phase_word(JN_PHASE_TRYING), cues->trying},
		{jn_phase_word(JN_PHASE_ACHIEVED), cues->achieved},
	};
	GPtrArray *words = g_ptr_array_new();
	const char *primary = jn_kind_word(kind);

	g_ptr_array_add(words, (char *)primary);
	for (gsize i = 0; i < G_N_ELEMENTS(labels); i++)
		if (labels[i].said && !g_str_equal(labels[i].word, primary))
			g_ptr_array_add(words, (char *)labels[i].word);
	return words;
}
