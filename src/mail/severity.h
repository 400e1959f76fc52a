/*
 * severity.h - a server's words and codes -> has the address gone for good?
 *
 * In this order: words that say 'no such address' beyond doubt; words for a full or shut mailbox
 * and for what is wrong with us, for these win over any code; words for a domain that is not there;
 * the codes that speak of the address (RFC 3463 X.1.1, X.1.3); words for 'no such address', where
 * they come from the recipient's directory; words for any other cause; less exact codes.
 *
 * From the directory come the answer to RCPT and what a report says in its own words, without a
 * server's reply code. A reply of which the command is not known, or that answers DATA, may come
 * from a filter and is soft, as is what is temporary by its code (4.x.x, 4yz), unless that was said
 * until the mail was given up. Policy (x.7.x) and what is said of the sender (x.1.7, x.1.8) are.
 */
#pragma once

#include "mail/bounce.h"
#include "mail/stage.h"

typedef struct JnRefusal {
	const char *status; /* the report's enhanced status code, or NULL */
	const char *words;  /* the remote's reply or a report's sentence, any case, or NULL */
	JnStage stage;      /* which command was answered */
	gboolean final;     /* the mail was given up */
} JnRefusal;

/* HARD or SOFT. *ret_sure (may be NULL): FALSE if SOFT is only the careful answer: neither words
 * nor code said anything, or it is not known who said 'no such address'. */
JnSeverity jn_severity_judge(const JnRefusal *refusal, gboolean *ret_sure);

/* The enhanced status code of a text, "5.1.1", or NULL: [245].d{1,3}.d{1,3}, not within a longer
 * run of digits and dots (an IP address). Of several the first behind a reply code ('550 5.1.1'),
 * where the remote speaks; else the first. One that says nothing (x.0.0) gives way to another. */
char *jn_status_find(const char *text) G_GNUC_WARN_UNUSED_RESULT;
