/*
 * bounce-words.h - the words of a delivery report that a person would read, and what they speak of.
 */
#pragma once

#include "mail/message.h"

/* The report's words without the returned mail: of the first texts, up to where the mail that came
 * back begins. Where a broken report has no parts, of its raw body. Never NULL. */
char *jn_bounce_words(const JnMessage *message) G_GNUC_WARN_UNUSED_RESULT;

/* What the words say of one recipient (an addr-spec in lower case): from where a line begins with
 * the address to where one begins with another's; else the paragraph that names it. NULL if none
 * does. */
char *jn_bounce_words_about(const char *words, const char *recipient) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the words speak of a delivery that failed or is late; by as little as 'rejected'. */
gboolean jn_bounce_words_report(const char *words);

/* The same by words that nobody uses of anything but mail. */
gboolean jn_bounce_words_failure(const char *words);

/* Whether they say that the mail is only late. */
gboolean jn_bounce_words_delay(const char *words);

/* What stands behind the words, where the mail that came back begins within the text: its header,
 * more or less. Empty if nothing does. */
char *jn_bounce_returned_text(const JnMessage *message) G_GNUC_WARN_UNUSED_RESULT;
