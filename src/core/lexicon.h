/*
 * lexicon.h - the bytes of templates/LANG/cues -> the words by which one language says thanks.
 *
 * The file is UTF-8, LF or CRLF, at most JN_LEXICON_BYTES, a line at most 400 bytes:
 *
 *      file    = *( blank / "#" text / section / phrase )     one a line
 *      section = "[" name "]"                                 common, filler, ..., consent (JnCue)
 *      phrase  = [ "^ " ] element *( " " element ) [ " $" ]   at most JN_PHRASE_ELEMENTS
 *      element = choice / "~" / ","
 *      choice  = word *( "|" word )
 *      word    = letters and digits [ "*" ]                   any word that begins so
 *
 *      ~       up to three words, none of [negation], no punctuation between
 *      ,       here punctuation may stand between the words; elsewhere a phrase does not cross any
 *      ^       only where a clause begins: at the sentence's begin or behind punctuation, words of
 *              [filler] not counted
 *      $       only where a clause ends
 *
 * Words are compared as core/sentence.h folds them: accents, case and apostrophes do not matter, so
 * write them as they are written. A Chinese or Japanese phrase is written without blanks. What a
 * section means is said in core/cues.h.
 *
 * A section that is none is JN_ERROR_CONFIG with the line: it would silently be a language without
 * thanks.
 */
#pragma once

#include "core/sentence.h"

#define JN_PHRASE_ELEMENTS 20
#define JN_PHRASE_WORDS 63 /* that a phrase covers in a text, gaps included: bits of a word */

typedef enum JnCue {
	JN_CUE_COMMON,
	JN_CUE_FILLER,
	JN_CUE_NEGATION,
	JN_CUE_WRONG,
	JN_CUE_THANKS,
	JN_CUE_PRAISE,
	JN_CUE_THANKS_NOT,
	JN_CUE_CLOSING,
	JN_CUE_QUESTION,
	JN_CUE_QUESTION_NOT,
	JN_CUE_TRIED,
	JN_CUE_TRIED_NOT,
	JN_CUE_TRYING,
	JN_CUE_TRYING_NOT,
	JN_CUE_STUCK,
	JN_CUE_STUCK_NOT,
	JN_CUE_ACHIEVED,
	JN_CUE_ACHIEVED_NOT,
	JN_CUE_REFUSAL,
	JN_CUE_CONSENT,
} JnCue;

#define JN_N_CUES (JN_CUE_CONSENT + 1)

typedef struct JnLexicon JnLexicon;

/* A phrase found: words [first, first + n) of the text. */
typedef struct JnHit {
	guint first, n;
	guint weight; /* elements that are words: what has more of them says more */
} JnHit;

/* `name` is for messages; of a path, the directory is the language's code. `len` bytes that need no
 * closing NUL. A phrase is read when its section is first needed; one that is none is left out
 * then, and found by jn_lexicon_check(). */
JnLexicon *jn_lexicon_parse(const char *name, const char *bytes, gsize len, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* Reads every phrase: JN_ERROR_CONFIG for the first line that is none. Once, and before anything
 * was looked for. */
gboolean jn_lexicon_check(const JnLexicon *lexicon, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void jn_lexicon_free(JnLexicon *lexicon);

/* "de", of templates/de/cues. */
const char *jn_lexicon_language(const JnLexicon *lexicon);

/* The phrase of `cue` that begins at word `at` of the sentence and has the most words (*ret_hit).
 */
gboolean jn_lexicon_match(const JnLexicon *lexicon,
			  JnCue cue,
			  const JnSentences *text,
			  const JnSentence *sentence,
			  guint at,
			  JnHit *ret_hit);

/* Appends all such phrases of a sentence to `hits`, JnHit, in order of their begin. */
void jn_lexicon_find(const JnLexicon *lexicon,
		     JnCue cue,
		     const JnSentences *text,
		     const JnSentence *sentence,
		     GArray *hits);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnLexicon, jn_lexicon_free)
