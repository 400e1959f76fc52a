/*
 * sentence.h - a text -> its sentences and words, as the cues of a lexicon are looked for in them.
 *
 * In:  new text of a mail (mail/newtext.h): valid UTF-8, LF line ends, perhaps hard-wrapped. Only
 *      the first JN_CUE_BYTES are read.
 * Out: sentences in order, each with the words in it. Both point into the text, which must live as
 *      long.
 *
 * A sentence ends behind '.', '!', '?', an ellipsis and their kin in other scripts where a blank or
 * the end follows (the full-width ones end one anywhere); at a blank line; and at the end of a line
 * that was broken on purpose: the next word would have fitted. A dot behind one letter ('e.g. ',
 * 'J. Doe') or before a number ('No. 5') ends none. What holds no word (':)', hearts) belongs to
 * the sentence before.
 *
 * A word is a run of letters and digits. Apostrophes within it belong to it; a hyphen parts two
 * words. Chinese and Japanese are written without blanks: there each character is a word. So is
 * each emoji. A URL or an address is one word that equals no other.
 *
 * `folded` is what a lexicon compares: compatibility decomposition (NFKD) without marks (accents)
 * and apostrophes, lower case; a letter written more than twice in a row once ('thaaanks'). So
 * "don't", "dont" and "DON\342\200\231T" are one word, and Turkish can be written without its
 * dots.
 */
#pragma once

#include <glib.h>

typedef struct JnWord {
	const char *start;
	gsize len;
	char *folded;      /* "" for a URL or address */
	gboolean clause;   /* punctuation stands before it, or its sentence begins */
	gboolean capital;  /* begins with an upper-case letter */
	gboolean in_quote; /* a quotation mark stands directly before it */
} JnWord;

typedef struct JnSentence {
	const char *start;
	gsize len;          /* closing punctuation included, blanks around not */
	guint first, n;     /* its words */
	gboolean asks;      /* ends in a question mark */
	gboolean own_line;  /* begins a line */
	gboolean ends_line; /* nothing else stands behind it in its line */
} JnSentence;

typedef struct JnSentences {
	GArray *words;     /* JnWord */
	GArray *sentences; /* JnSentence; each has a word */
} JnSentences;

/* The sentences of `text`; "" has none. */
void jn_sentences_init(JnSentences *sentences, const char *text);
void jn_sentences_clear(JnSentences *sentences);

/* The form that words are compared in; of a URL or address too. */
char *jn_word_fold(const char *word, gsize len) G_GNUC_WARN_UNUSED_RESULT;

/* Whether each such character is a word of its own. */
gboolean jn_character_is_word(gunichar c);

/* The sentence with runs of blanks and line ends as one blank. */
char *jn_sentence_text(const JnSentence *sentence) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(JnSentences, jn_sentences_clear)
