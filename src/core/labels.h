/*
 * labels.h - the bytes of templates/LANG/labels -> the words of one language for settings and what
 * they can be set to.
 *
 * The file is UTF-8, LF or CRLF, at most JN_LEXICON_BYTES:
 *
 *      file = *( blank / "#" text / entry )        one a line
 *      entry = key "=" word *( "," word )          key: one of jn_setting_label_word()
 *      word = any text without "," of at most JN_LABEL_BYTES
 *
 * Words are compared without case, compatibility forms and runs of blanks. The first word of an
 * entry is the one that the templates of the language show; the others are understood too. A key
 * that is none, or a word that is too long, is JN_ERROR_CONFIG with the line: a misspelt one would
 * silently be a setting that nobody can change.
 */
#pragma once

#include "base/error.h"

/* Not the labels of header lines in quoted mail: those are mail/header-block.h. */
typedef enum JnSettingLabel {
	/* settings */
	JN_SETTING_NAME,
	JN_SETTING_LANGUAGE,
	JN_SETTING_SKILLS,
	JN_SETTING_DIGEST,
	JN_SETTING_THANKS,
	JN_SETTING_INTRODUCTIONS,
	JN_SETTING_ADDRESS,
	JN_SETTING_REMOVE,
	JN_SETTING_MAIN,
	/* of a goal; its skills and its language have the names of one's own */
	JN_SETTING_EXPECTATIONS,
	/* values */
	JN_SETTING_EACH,
	JN_SETTING_QUESTIONS,
	JN_SETTING_DAILY,
	JN_SETTING_WEEKLY,
	JN_SETTING_NONE,
	/* whose mail is looked at first */
	JN_SETTING_OPEN,
	JN_SETTING_FIRST,
	JN_SETTING_ALWAYS,
	/* what a moderator says */
	JN_SETTING_APPROVE,
	JN_SETTING_DROP,
	JN_SETTING_BLOCK,
	/* the language's own names */
	JN_SETTING_SELF,
} JnSettingLabel;

#define JN_N_SETTINGS (JN_SETTING_MAIN + 1)
#define JN_N_SETTING_LABELS (JN_SETTING_SELF + 1)

/* One language. */
typedef struct JnLabels JnLabels;

/* name, language, ..., self */
const char *jn_setting_label_word(JnSettingLabel label);

/* `language`: its code, the name of the directory. `len` bytes that need no closing NUL; 0: a
 * language without words, which has its code. */
JnLabels *jn_labels_parse(const char *language, const char *bytes, gsize len, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
void jn_labels_free(JnLabels *labels);

const char *jn_labels_code(const JnLabels *labels);

/* What the language calls itself, as its file writes it; its code where that does not say. */
const char *jn_labels_name(const JnLabels *labels);

/* Which of the labels `first` to `last` a text is. `all`: JnLabels, may be NULL. A word may mean
 * another thing in another language: `language` comes first, then English, then the others. */
gboolean jn_labels_find(const GPtrArray *all,
			const char *language,
			const char *text,
			JnSettingLabel first,
			JnSettingLabel last,
			JnSettingLabel *ret_label);

/* The first word of a label in a language, in lower case; that of English, or the label's own, where
 * the language has none. Borrowed. */
const char *jn_labels_first(const GPtrArray *all, const char *language, JnSettingLabel label);

/* The name of the language with that code; the code itself where there is none. Borrowed from
 * either. */
const char *jn_labels_name_of(const GPtrArray *all, const char *code);

/* The code of the language that a text names, by its code or its own name; NULL if there is none.
 * Borrowed. */
const char *jn_labels_language(const GPtrArray *all, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnLabels, jn_labels_free)
