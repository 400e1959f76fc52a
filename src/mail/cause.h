/*
 * cause.h - the words that servers and reports use for why a mail was not delivered.
 *
 * One table a cause; a new phrase is one line in mail/cause.c. Which cause wins where several are
 * said, mail/severity.h decides.
 */
#pragma once

#include <glib.h>

typedef enum JnCause {
	JN_CAUSE_GONE_SURELY, /* the address is not there, beyond doubt */
	JN_CAUSE_GONE_DOMAIN, /* the domain is not there, or takes no mail */
	JN_CAUSE_OTHER,       /* a full mailbox, spam, policy, relays, time-outs ... */
	JN_CAUSE_GONE,        /* the address is not there */
} JnCause;

/* Whether `fold` holds a phrase of this cause. It is in lower case, one blank between words. */
gboolean jn_cause_is_said(JnCause cause, const char *fold);
