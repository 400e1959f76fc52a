/*
 * severity.h - a server's words and codes -> has the address gone for good?
 *
 * In this order: words that say 'no such address' beyond doubt; words for any other cause (a full
 * mailbox, spam, policy, a relay, a time-out ...), for these win over a code; words for 'no such
 * address'; the enhanced status code (RFC 3463). What is temporary by its code (4.x.x, 4yz), what
 * is said of the sender (5.1.7, 5.1.8), policy (x.7.x) and what came after the whole mail was sent
 * (a filter spoke, not the directory) is never hard.
 */
#pragma once

#include "mail/bounce.h"

/* `status`: enhanced code or NULL. `words`: the remote's reply or a report's sentence, any case, or
 * NULL. `after_data`: it answered DATA. *ret_sure (may be NULL): FALSE if neither words nor code
 * said anything and SOFT is only the careful answer. */
JnSeverity
jn_severity_judge(const char *status, const char *words, gboolean after_data, gboolean *ret_sure);

/* The enhanced status code of a text, "5.1.1", or NULL: [245].d{1,3}.d{1,3}, not within a longer
 * run of digits and dots (an IP address). Of several the first behind a reply code ('550 5.1.1'),
 * where the remote speaks; else the first. */
char *jn_status_find(const char *text) G_GNUC_WARN_UNUSED_RESULT;
