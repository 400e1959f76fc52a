/*
 * letter-case.h - the case of a goal for somebody who is to answer: what was asked, answered and
 * tried, and what they answered themselves. Never more than the reader may see (store/visible.h).
 *
 * Adds, for templates (render/catalogue.h):
 *      posts  the newest first: kind, who, when, number, tried, gist, private, first
 *      rest   how many more there are
 *      own    answers of the reader's own, likewise
 *      expectations, of a letter: in one line that is no longer than fits
 *
 * Of an open post what is the same for all who get it is read once (JnWork), so that an answerer
 * more costs one query for their own answers.
 */
#pragma once

#include "run/letter-parts.h"

/* Below a copy of work->post, a line each: four posts, or three and up to two answers of the
 * reader's own. `reader`: whose eyes it is for, or JN_READER_ANYONE; `own`: whose answers are told
 * apart, 0 nobody's. Of these none that others who get a reply would not see. */
gboolean jn_letter_case_add_card(JnWork *work,
				 gint64 reader,
				 gint64 own,
				 GVariantDict *variables,
				 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* In a letter to somebody who joins: more, and longer. */
gboolean jn_letter_case_add(JnWork *work, gint64 person, GVariantDict *variables, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* In the letter that is nothing else: all posts, oldest first, with the thanks for each answer, and
 * whoever is in the closed goal, if the person is in it too. Adds posts (with removed, chosen, thanks)
 * and left, how many older ones there are; background; members. */
gboolean
jn_letter_case_add_whole(JnWork *work, gint64 person, GVariantDict *variables, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Whether a person has an open answer in the goal of work->post, which is open. */
gboolean
jn_letter_case_answered(JnWork *work, gint64 person, gboolean *ret_answered, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
