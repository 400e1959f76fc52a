/*
 * bounce-text.h - the words of a delivery report that a person would read: qmail, Exim, Yahoo and
 * others that send nothing for machines (and those that send both, for what the other lacks).
 */
#pragma once

#include "mail/bounce.h"

/* The report's words without the returned mail: of the first texts, up to where the mail that came
 * back begins. Never NULL. */
char *jn_bounce_words(const JnMessage *message) G_GNUC_WARN_UNUSED_RESULT;

/* Appends a JnBounce for each recipient that the words name. `message` gives the
 * X-Failed-Recipients field, and whom the report itself was sent to (who is rarely meant). */
void jn_bounce_words_read(const JnMessage *message, const char *words, GPtrArray *bounces);

/* Whether a server answered DATA, and not RCPT, by what a transcript shows. */
gboolean jn_bounce_after_data(const char *words);

/* Whether the words speak of a delivery that failed or is late. */
gboolean jn_bounce_words_report(const char *words);

/* Whether they say that the mail is only late. */
gboolean jn_bounce_words_delay(const char *words);
