/*
 * letter-reflect.h - letters on a mentorship that broke off: what one side wrote, read from the
 * store when it is sent, so that no row of the outbox holds it.
 *
 * Adds, for templates: goal, other, self, ability, rest, the answers; of who wrote them `who`.
 */
#pragma once

#include "run/letter-parts.h"

/* Whether the row is a letter with the other's words that is not to be sent any more: they are
 * erased, or the two do not agree. */
gboolean jn_letter_reflect_is_void(JnWork *work, gboolean *ret_void, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* The words of those letters; of the letter with a new goal's address what its protege wrote on an
 * earlier one (then: title, when). Nothing for others. */
gboolean jn_letter_reflect_add(JnWork *work, gint64 person, GVariantDict *variables, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* All that they wrote, for the file of what is held on them: reflections. */
gboolean
jn_letter_reflect_add_all(JnWork *work, gint64 person, GVariantDict *variables, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Where the questions are answered. NULL: the row is another letter. Caller frees. */
char *jn_letter_reflect_reply_to(const JnWork *work, gint64 person);
