/*
 * complaint.h - a complaint (RFC 5965) -> addresses of the mail that it is about, by which whoever
 * sent that mail knows it again: the ways out in its List-Unsubscribe (RFC 2369, RFC 8058), then its
 * return path.
 *
 * Providers take the complaining address out of what they report; what is in these fields they leave.
 * Where they do not, nobody is found.
 */
#pragma once

#include "mail/message.h"

/* char *, addr-specs as they stand there (of a mailto: perhaps with %2B), in that order; perhaps
 * none. Caller frees. */
GPtrArray *jn_complaint_addresses(const JnMessage *message) G_GNUC_WARN_UNUSED_RESULT;
