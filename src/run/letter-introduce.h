/*
 * letter-introduce.h - what letters of skills say that is as new as the moment of sending:
 * introductions and questions once more (run/introduce.h), what is suggested to a protege, and what
 * only the protege gets to see.
 */
#pragma once

#include "run/letter-parts.h"

/* Whether letters of this template bring somebody a goal that their skills fit. */
gboolean jn_letter_introduce_is(const char *template_name);

/* Notes whether such a row leads nowhere any more. */
gboolean jn_letter_introduce_check(JnWork *work, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds to those what they say of the goal; to others what the protege alone is told. */
gboolean jn_letter_introduce_add(JnWork *work,
				 const JnRecipient *to,
				 GVariantDict *variables,
				 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The address that ends introductions, whoever writes there. Caller frees. */
char *jn_letter_introduce_stop(const JnWork *work, gint64 person) G_GNUC_WARN_UNUSED_RESULT;
