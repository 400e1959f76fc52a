/*
 * automatic-text.h - the texts of machines that say what they are only to people: notices of
 * absence without a header for it, and receipts.
 *
 * Languages: en de fr es it pt nl da sv nb fi pl cs ru uk tr zh ja ko.
 *
 * The answers of help desks, too: mail/acknowledgement.h.
 *
 * Precision first, for persons write of holidays too. A text counts by its first lines alone: it
 * says outright that it is automatic, or it begins with an absence, asks nothing, and goes on as
 * notices do: whom to ask instead, that nobody reads the mail meanwhile, thanks for 'your mail'.
 */
#pragma once

#include <glib.h>

/* `text`: what is new in a mail that forwards nothing, UTF-8. */
gboolean jn_automatic_text(const char *text);

/* Whether words of machines stand in it at all. Persons write these too: for a reply that is to be a
 * yes and nothing else, where a word too many costs a mail more. */
gboolean jn_automatic_sounds(const char *text);

/* ... or thanks 'for your mail', as machines do and polite people. */
gboolean jn_automatic_thanks(const char *text);

/* Whether this is a receipt that a mail was read or delivered, without a part for machines. */
gboolean jn_automatic_receipt(const char *subject, const char *text);
