/*
 * verdict.h - what our own spam filter has written into a mail.
 *
 * In:  a mail, and the fields by which the filter says that it is spam ("X-Spam: Yes").
 * Out: the field that says so.
 *
 * Anybody can write such a field; it counts only above the second Received, as all that our own mail
 * server writes (mail/auth-results.h). Field names and values are compared without case; the value is
 * the whole of the field's, or it begins with it and no letter or digit follows ('Yes, score=7').
 */
#pragma once

#include "mail/message.h"

/* NULL: it is none, or there are no rules (which may be NULL). Borrowed of the rules. */
const char *jn_verdict_spam(const JnMessage *message, char *const *rules);
