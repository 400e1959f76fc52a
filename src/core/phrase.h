/*
 * phrase.h - one line of a lexicon; for lexicon.c alone; its grammar stands in lexicon.h.
 */
#pragma once

#include <glib.h>

typedef struct JnChoice {
	char *word;    /* folded */
	gboolean stem; /* more may follow */
} JnChoice;

typedef struct JnElement {
	GArray *choices; /* JnChoice; NULL: a gap */
	gboolean pause;  /* punctuation may stand before it */
} JnElement;

typedef struct JnPhrase {
	GArray *elements; /* JnElement; the first is no gap */
	guint weight;
	gboolean begins, ends; /* ^ and $ */
	gboolean pause;        /* while it is read: a comma was the last thing */
} JnPhrase;

/* NULL for a line that is none. */
JnPhrase *jn_phrase_parse(const char *line) G_GNUC_WARN_UNUSED_RESULT;
void jn_phrase_free(JnPhrase *phrase);
