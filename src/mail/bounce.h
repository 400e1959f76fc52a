/*
 * bounce.h - a delivery report -> who did not get it, and how final that is.
 *
 * In:  a message. Out: a list of JnBounce, one for each recipient reported; NULL if the mail is no
 *      delivery report (a person's mail and a vacation notice never are).
 *
 * Source: RFC 3464 (delivery-status), RFC 3463 (enhanced codes), RFC 5965 (ARF: severity
 * complaint), and the free forms of MTAs without them.
 *
 * What is taken for a report where none of its parts is machine-readable, mail/bounce-signs.h tells.
 * Who is reported, it says itself; else the mail that came back does. That a mail was delivered, relayed or expanded
 * (RFC 3464 2.3.3) comes as DELAYED with that action: nothing failed, nothing is counted.
 *
 * hard means that the address or its domain no longer exists, and nothing else: policy refusals,
 * full or suspended mailboxes, content filters and time-outs are soft, however permanent their code
 * is. mail/severity.h tells how that is known.
 */
#pragma once

#include "mail/message.h"

typedef enum JnSeverity {
	JN_SEVERITY_HARD,      /* address or domain gone */
	JN_SEVERITY_SOFT,      /* any other failure */
	JN_SEVERITY_DELAYED,   /* not given up yet */
	JN_SEVERITY_COMPLAINT, /* the person called it spam */
} JnSeverity;

typedef struct JnBounce {
	char *recipient;  /* addr-spec, lower case; NULL if the report names none */
	char *status;     /* enhanced status code "5.1.1", the remote's before our own server's;
			     NULL if none */
	char *action;     /* RFC 3464 2.3.3: failed, delayed, ...; NULL if none */
	char *diagnostic; /* one line of the remote's words; NULL if none */
	JnSeverity severity;
} JnBounce;

void jn_bounce_free(JnBounce *bounce);

/* GPtrArray of JnBounce, at least one; or NULL. */
GPtrArray *jn_bounce_parse(const JnMessage *message) G_GNUC_WARN_UNUSED_RESULT;

/* The most final of a list; NULL of none. */
const JnBounce *jn_bounce_worst(const GPtrArray *bounces);

/* hard, soft, delayed, complaint */
const char *jn_severity_name(JnSeverity severity);
