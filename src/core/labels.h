/*
 * labels.h - the bytes of templates/LANG/labels -> the words of one language for settings and what
 * they can be set to.
 *
 * The file is UTF-8, LF or CRLF, at most JN_LEXICON_BYTES:
 *
 *      file = *( blank / "#" text / entry )        one a line
 *      entry = key "=" word *( "," word )          key: one of jn_label_word()
 *      word = any text without "," of at most JN_LABEL_BYTES
 *
 * Words are compared without case, compatibility forms and runs of blanks. The first word of an
 * entry is the one that the templates of the language show; the others are understood too. A key
 * that is none is JN_ERROR_CONFIG with the line: a misspelt one would silently be a setting that
 * nobody can change.
 */
#pragma once

#include "base/error.h"

typedef enum JnLabel {
	/* settings */
	JN_LABEL_NAME,
	JN_LABEL_LANGUAGE,
	JN_LABEL_SKILLS,
	JN_LABEL_DIGEST,
	JN_LABEL_THANKS,
	JN_LABEL_ADDRESS,
	JN_LABEL_REMOVE,
	JN_LABEL_MAIN,
	/* values */
	JN_LABEL_EACH,
	JN_LABEL_QUESTIONS,
	JN_LABEL_DAILY,
	JN_LABEL_WEEKLY,
	JN_LABEL_NONE,
	/* the language's own names */
	JN_LABEL_SELF,
} JnLabel;

#define JN_LABEL_SETTINGS (JN_LABEL_MAIN + 1)
#define JN_N_LABELS (JN_LABEL_SELF + 1)

/* One language. */
typedef struct JnLabels JnLabels;

/* name, language, ..., self */
const char *jn_label_word(JnLabel label);

/* `language`: its code, the name of the directory. `len` bytes that need no closing NUL; 0: a
 * language without words, which has its code. */
JnLabels *jn_labels_parse(const char *language, const char *bytes, gsize len, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
void jn_labels_free(JnLabels *labels);

const char *jn_labels_code(const JnLabels *labels);

/* Which of the labels `first` to `last` a text is. `all`: JnLabels, may be NULL. A word may mean
 * another thing in another language: `language` comes first, then English, then the others. */
gboolean jn_labels_find(const GPtrArray *all,
			const char *language,
			const char *text,
			JnLabel first,
			JnLabel last,
			JnLabel *ret_label);

/* The code of the language that a text names, by its code or its own name; NULL if there is none.
 * Borrowed. */
const char *jn_labels_language(const GPtrArray *all, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnLabels, jn_labels_free)
