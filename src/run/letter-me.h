/*
 * letter-me.h - what letters from me@ say that is as new as the moment of sending: a person's
 * settings, what is held on them, and the file of all of it.
 */
#pragma once

#include "run/letter-parts.h"

/* Whether letters of this template come from me@, where they are of no goal. */
gboolean jn_letter_me_is(const char *template_name);

/* Adds the links of me@; to the page `me` all that it shows, to `forget-confirm` what there is to
 * lose. Nothing but the links where the person is forgotten already. */
gboolean
jn_letter_me_add(JnWork *work, const JnRecipient *to, GVariantDict *variables, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* The text of the file that goes with the letter 'export'; NULL for other letters. Caller frees. */
gboolean jn_letter_me_file(JnWork *work, const JnRecipient *to, char **ret_text, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
