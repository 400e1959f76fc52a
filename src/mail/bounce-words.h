/*
 * bounce-words.h - the words of a delivery report that a person would read, and what they speak of.
 */
#pragma once

#include "mail/message.h"

/* The report's words without the returned mail: of the first texts, up to where the mail that came
 * back begins. Where a broken report has no parts, of its raw body. Never NULL. */
char *jn_bounce_words(const JnMessage *message) G_GNUC_WARN_UNUSED_RESULT;

/* Whether a server answered DATA, and not RCPT, by what a transcript shows. */
gboolean jn_bounce_after_data(const char *words);

/* Whether the words speak of a delivery that failed or is late. */
gboolean jn_bounce_words_report(const char *words);

/* Whether they say that the mail is only late. */
gboolean jn_bounce_words_delay(const char *words);
