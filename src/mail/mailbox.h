/*
 * mailbox.h - a refusal that leaves the address there: does it speak of the recipient's mailbox, or
 * of this mail and of us?
 *
 * Of the mailbox: it is full or shut, or its host did not answer until the mail was given up. That
 * can be counted against an address. Of the mail or of us, and counted against nobody: spam, DMARC
 * and other policy, rates, sizes, attachments, black lists; for the next mail has another sender and
 * other words.
 *
 * In a doubt it is of the mail. Source: RFC 3463 sections 3.3 (X.2.X), 3.5 (X.4.X) and 3.8 (X.7.X).
 */
#pragma once

#include <glib.h>

/* `status`: enhanced status code, or NULL. `words`: the server's, any case, or NULL. */
gboolean jn_refusal_is_of_mailbox(const char *status, const char *words);
