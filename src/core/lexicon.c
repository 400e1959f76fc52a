#include "core/lexicon.h"

#include <string.h>

#include "base/error.h"
#include "base/limits.h"
#include "core/phrase.h"

#define LINE_BYTES 400
#define GAP_WORDS 3

typedef struct Line {
	guint number; /* in the file, from 1 */
	char *text;   /* stripped; in JnLexicon.text */
} Line;

/* A section. Its lines are read when the first phrase of it is looked for: of most languages a mail
 * needs no more than the common words. */
typedef struct Section {
	GArray *lines;      /* Line; NULL once they are read */
	GPtrArray *phrases; /* JnPhrase, all; the others borrow; NULL until then */
	/* By what a phrase may begin with: whole words, and the first character of stems. */
	GHashTable *by_word;
	GHashTable *by_stem;
} Section;

struct JnLexicon {
	char *name; /* of the file */
	char *language;
	char *text;
	Section *sections[JN_N_CUES];
};

static const char *const cue_words[JN_N_CUES] = {
	[JN_CUE_COMMON] = "common",         [JN_CUE_FILLER] = "filler",
	[JN_CUE_NEGATION] = "negation",     [JN_CUE_WRONG] = "wrong",
	[JN_CUE_THANKS] = "thanks",         [JN_CUE_PRAISE] = "praise",
	[JN_CUE_THANKS_NOT] = "thanks-not", [JN_CUE_CLOSING] = "closing",
	[JN_CUE_QUESTION] = "question",     [JN_CUE_QUESTION_NOT] = "question-not",
	[JN_CUE_TRIED] = "tried",           [JN_CUE_TRIED_NOT] = "tried-not",
	[JN_CUE_TRYING] = "trying",         [JN_CUE_TRYING_NOT] = "trying-not",
	[JN_CUE_STUCK] = "stuck",           [JN_CUE_STUCK_NOT] = "stuck-not",
	[JN_CUE_ACHIEVED] = "achieved",     [JN_CUE_ACHIEVED_NOT] = "achieved-not",
	[JN_CUE_REFUSAL] = "refusal",       [JN_CUE_CONSENT] = "consent",
};

/* ---- reading ---- */

static void
index_add(GHashTable *index, char *key, JnPhrase *phrase)
{
	GPtrArray *list = g_hash_table_lookup(index, key);

	if (list == NULL) {
		list = g_ptr_array_new();
		g_hash_table_insert(index, key, list);
	} else {
		g_free(key);
	}
	g_ptr_array_add(list, phrase);
}

static char *
first_character(const char *word)
{
	return g_strndup(word, (gsize)(g_utf8_next_char(word) - word));
}

static void
section_add(Section *section, JnPhrase *phrase)
{
	const GArray *choices = g_array_index(phrase->elements, JnElement, 0).choices;

	g_ptr_array_add(section->phrases, phrase);
	for (guint i = 0; i < choices->len; i++) {
		const JnChoice *choice = &g_array_index(choices, JnChoice, i);

		if (choice->stem)
			index_add(section->by_stem, first_character(choice->word), phrase);
		else
			index_add(section->by_word, g_strdup(choice->word), phrase);
	}
}

/* Reads what is not read yet; the line that is no phrase, or 0. Such lines are left out. */
static guint
section_read(Section *section)
{
	guint wrong = 0;

	if (section->lines == NULL)
		return 0;
	section->phrases = g_ptr_array_new_with_free_func((GDestroyNotify)jn_phrase_free);
	section->by_word = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
						 (GDestroyNotify)g_ptr_array_unref);
	section->by_stem = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
						 (GDestroyNotify)g_ptr_array_unref);
	for (guint i = 0; i < section->lines->len; i++) {
		const Line *line = &g_array_index(section->lines, Line, i);
		JnPhrase *phrase = jn_phrase_parse(line->text);

		if (phrase != NULL)
			section_add(section, phrase);
		else if (wrong == 0)
			wrong = line->number;
	}
	g_clear_pointer(&section->lines, g_array_unref);
	return wrong;
}

static const Section *
section_get(const JnLexicon *lexicon, JnCue cue)
{
	(void)section_read(lexicon->sections[cue]);
	return lexicon->sections[cue];
}

static gboolean
cue_from_word(const char *word, JnCue *ret_cue)
{
	for (int i = 0; i < JN_N_CUES; i++)
		if (g_str_equal(cue_words[i], word)) {
			*ret_cue = (JnCue)i;
			return TRUE;
		}
	return FALSE;
}

/* `line` is stripped and not empty. *cue is the section at hand, -1 before the first. Returns what
 * is wrong, or NULL. */
static const char *
line_sort(JnLexicon *lexicon, const Line *line, int *cue)
{
	gsize len = strlen(line->text);
	JnCue section;

	if (len > LINE_BYTES)
		return "the line is too long";
	if (line->text[0] == '[') {
		if (line->text[len - 1] != ']')
			return "a section is a word in brackets";
		line->text[len - 1] = '\0';
		if (!cue_from_word(line->text + 1, &section))
			return "there is no such section";
		*cue = (int)section;
		return NULL;
	}
	if (*cue < 0)
		return "a phrase stands before the first section";
	g_array_append_vals(lexicon->sections[*cue]->lines, line, 1);
	return NULL;
}

static JnLexicon *
lexicon_new(const char *name, const char *bytes, gsize len)
{
	JnLexicon *lexicon = g_new0(JnLexicon, 1);
	g_autofree char *directory = g_path_get_dirname(name);

	lexicon->name = g_strdup(name);
	lexicon->language = g_path_get_basename(directory);
	lexicon->text = g_strndup(bytes, len);
	for (int i = 0; i < JN_N_CUES; i++) {
		lexicon->sections[i] = g_new0(Section, 1);
		lexicon->sections[i]->lines = g_array_new(FALSE, FALSE, sizeof(Line));
	}
	return lexicon;
}

JnLexicon *
jn_lexicon_parse(const char *name, const char *bytes, gsize len, GError **error)
{
	g_autoptr(JnLexicon) lexicon = NULL;
	char *next;
	int cue = -1;
	guint number = 0;

	if (len > JN_LEXICON_BYTES || !g_utf8_validate_len(bytes, len, NULL)) {
		g_set_error(error, JN_ERROR, JN_ERROR_CONFIG,
			    "reading %s: it is no UTF-8, or longer than %d bytes", name,
			    JN_LEXICON_BYTES);
		return NULL;
	}
	lexicon = lexicon_new(name, bytes, len);
	for (char *at = lexicon->text; at != NULL; at = next) {
		Line line = {++number, at};
		const char *wrong = NULL;

		next = strchr(at, '\n');
		if (next != NULL)
			*next++ = '\0';
		line.text = g_strstrip(at);
		if (line.text[0] != '\0' && line.text[0] != '#')
			wrong = line_sort(lexicon, &line, &cue);
		if (wrong != NULL) {
			g_set_error(error, JN_ERROR, JN_ERROR_CONFIG, "reading %s, line %u: %s",
				    name, number, wrong);
			return NULL;
		}
	}
	return g_steal_pointer(&lexicon);
}

gboolean
jn_lexicon_check(const JnLexicon *lexicon, GError **error)
{
	guint first = 0;

	for (int i = 0; i < JN_N_CUES; i++) {
		guint wrong = section_read(lexicon->sections[i]);

		if (wrong != 0 && (first == 0 || wrong < first))
			first = wrong;
	}
	if (first == 0)
		return TRUE;
	g_set_error(error, JN_ERROR, JN_ERROR_CONFIG, "reading %s, line %u: that is no phrase",
		    lexicon->name, first);
	return FALSE;
}

static void
section_free(Section *section)
{
	g_clear_pointer(&section->lines, g_array_unref);
	g_clear_pointer(&section->by_word, g_hash_table_unref);
	g_clear_pointer(&section->by_stem, g_hash_table_unref);
	g_clear_pointer(&section->phrases, g_ptr_array_unref);
	g_free(section);
}

void
jn_lexicon_free(JnLexicon *lexicon)
{
	if (lexicon == NULL)
		return;
	for (int i = 0; i < JN_N_CUES; i++)
		section_free(lexicon->sections[i]);
	g_free(lexicon->name);
	g_free(lexicon->language);
	g_free(lexicon->text);
	g_free(lexicon);
}

const char *
jn_lexicon_language(const JnLexicon *lexicon)
{
	return lexicon->language;
}

/* ---- matching ---- */

static const JnWord *
word_at(const JnSentences *text, guint i)
{
	return &g_array_index(text->words, JnWord, i);
}

/* `behind`: how many words of the phrase stand before it. */
static gboolean
element_match(const JnElement *element, const JnWord *word, guint behind)
{
	if (behind > 0 && word->clause && !element->pause)
		return FALSE;
	for (guint i = 0; i < element->choices->len; i++) {
		const JnChoice *choice = &g_array_index(element->choices, JnChoice, i);

		if (choice->stem ? g_str_has_prefix(word->folded, choice->word)
				 : g_str_equal(word->folded, choice->word))
			return TRUE;
	}
	return FALSE;
}

/* Whether a word of the list is that one word, alone. */
static gboolean
is_single(const JnLexicon *lexicon, JnCue cue, const char *folded)
{
	const GPtrArray *list = g_hash_table_lookup(section_get(lexicon, cue)->by_word, folded);

	for (guint i = 0; list != NULL && i < list->len; i++)
		if (((const JnPhrase *)list->pdata[i])->elements->len == 1)
			return TRUE;
	return FALSE;
}

/* Whether only fillers stand between `at` and the begin of its clause. */
static gboolean
begins_clause(const JnLexicon *lexicon,
	      const JnSentences *text,
	      const JnSentence *sentence,
	      guint at)
{
	while (at > sentence->first && !word_at(text, at)->clause) {
		if (!is_single(lexicon, JN_CUE_FILLER, word_at(text, at - 1)->folded))
			return FALSE;
		at--;
	}
	return TRUE;
}

/* The states that a gap reaches from `states`: up to three words on, none of them a negation, and
 * none behind punctuation. */
static guint64
gap_cross(const JnLexicon *lexicon, const JnSentences *text, guint at, guint most, guint64 states)
{
	for (guint step = 0; step < GAP_WORDS; step++) {
		guint64 next = states;

		for (guint i = 0; i < most; i++) {
			const JnWord *word = word_at(text, at + i);

			if ((states >> i & 1) && !word->clause &&
			    !is_single(lexicon, JN_CUE_NEGATION, word->folded))
				next |= (guint64)1 << (i + 1);
		}
		states = next;
	}
	return states;
}

/* How many words from `at` on the phrase covers, the most it can; 0 if it does not stand there. Bit
 * i of `states` is set while i words may be behind us: no recursion, and no more than
 * JN_PHRASE_WORDS. */
static guint
phrase_match(const JnLexicon *lexicon,
	     const JnPhrase *phrase,
	     const JnSentences *text,
	     const JnSentence *sentence,
	     guint at)
{
	guint left = sentence->first + sentence->n - at;
	guint most = MIN(left, JN_PHRASE_WORDS);
	guint64 states = 1;

	for (guint e = 0; e < phrase->elements->len && states != 0; e++) {
		const JnElement *element = &g_array_index(phrase->elements, JnElement, e);
		guint64 next = 0;

		if (element->choices == NULL) {
			states = gap_cross(lexicon, text, at, most, states);
			continue;
		}
		for (guint i = 0; i < most; i++)
			if ((states >> i & 1) && element_match(element, word_at(text, at + i), i))
				next |= (guint64)1 << (i + 1);
		states = next;
	}
	for (guint n = most; n > 0; n--)
		if ((states >> n & 1) &&
		    (!phrase->ends || n == left || word_at(text, at + n)->clause))
			return n;
	return 0;
}

static void
match_list(const JnLexicon *lexicon,
	   const GPtrArray *list,
	   const JnSentences *text,
	   const JnSentence *sentence,
	   guint at,
	   JnHit *best)
{
	for (guint i = 0; list != NULL && i < list->len; i++) {
		const JnPhrase *phrase = list->pdata[i];
		guint n = phrase_match(lexicon, phrase, text, sentence, at);

		if (n == 0 || phrase->weight < best->weight ||
		    (phrase->weight == best->weight && n <= best->n))
			continue;
		if (phrase->begins && !begins_clause(lexicon, text, sentence, at))
			continue;
		*best = (JnHit){at, n, phrase->weight};
	}
}

gboolean
jn_lexicon_match(const JnLexicon *lexicon,
		 JnCue cue,
		 const JnSentences *text,
		 const JnSentence *sentence,
		 guint at,
		 JnHit *ret_hit)
{
	const char *folded = word_at(text, at)->folded;
	const Section *section = section_get(lexicon, cue);
	JnHit best = {0};

	if (folded[0] == '\0')
		return FALSE;
	match_list(lexicon, g_hash_table_lookup(section->by_word, folded), text, sentence, at,
		   &best);
	if (g_hash_table_size(section->by_stem) > 0) {
		g_autofree char *key = first_character(folded);

		match_list(lexicon, g_hash_table_lookup(section->by_stem, key), text, sentence, at,
			   &best);
	}
	if (best.n == 0)
		return FALSE;
	*ret_hit = best;
	return TRUE;
}

void
jn_lexicon_find(const JnLexicon *lexicon,
		JnCue cue,
		const JnSentences *text,
		const JnSentence *sentence,
		GArray *hits)
{
	JnHit hit;

	for (guint at = sentence->first; at < sentence->first + sentence->n; at++)
		if (jn_lexicon_match(lexicon, cue, text, sentence, at, &hit))
			g_array_append_val(hits, hit);
}
