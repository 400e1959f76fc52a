/*
 * gratitude.h - what the protege's mail says of whose answers: thanks, experience, outcome.
 *
 * In:  what the mail says (core/cues.h), what it replies to, who answered.
 * Out: a row for each answer and kind, with the words that its author is to read: of thanks the
 *      exact sentences, one a line; of experience and outcome the begin of the mail's text.
 *
 * Whose answer a mail speaks of, in this order:
 *   1. those whose name stands in the sentence ("Thanks, Bo and Di"): a word that begins with a
 *      capital letter, or with none in scripts that have none, and is a word of one answerer's name
 *      and of no other's
 *      and whom the first sentence of thanks names, the next ones mean, until they name another
 *   2. the answer it replies to; below a post of the protege's own that replies to an answer, that
 *   3. below another post of their own: every answer of the conversation
 *   4. below nothing (a mail to +thanks or +experience): an experience those that were chosen to be
 *      tried and not told of yet; else every answer of the newest conversation that has one
 * An outcome speaks of everybody who answered: of each person's first open answer.
 *
 * Nobody thanks themselves: the protege's own posts are no answers.
 */
#pragma once

#include "core/cues.h"
#include "core/model.h"

typedef struct JnGratefulFor {
	gint64 answer, person;
	JnGratitude kind;
	char *words;
} JnGratefulFor;

typedef struct JnGratitudeSource {
	const JnCues *cues;
	const char *text;     /* new text, without commands */
	const JnPost *parent; /* or NULL */
	gint64 protege;
	const GPtrArray *answerers; /* JnAnswerer: a row an answer of the goal, the newest first */
	const GPtrArray *lexicons;  /* JnLexicon, whose words name nobody; or NULL */
} JnGratitudeSource;

/* GPtrArray of JnGratefulFor; perhaps empty, never NULL. */
GPtrArray *jn_gratitude_find(const JnGratitudeSource *source) G_GNUC_WARN_UNUSED_RESULT;

/* The rows of an outcome: everybody who answered and has not left. Appends to `list`. */
void jn_gratitude_add_outcome(GPtrArray *list, const JnGratitudeSource *source);

void jn_grateful_for_free(JnGratefulFor *one);
