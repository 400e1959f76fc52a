/*
 * cause.h - the words that servers and reports use for why a mail was not delivered.
 *
 * One table a cause, in mail/cause-words.c: a new phrase is one line there. Who says 'user unknown'
 * says it in a hundred ways, so that besides phrases a noun (user, mailbox, address ...) and what
 * is said of it (unknown, not found, does not exist ...) in one clause count. Which cause wins
 * where several are said, mail/severity.h decides.
 */
#pragma once

#include <glib.h>

typedef enum JnCause {
	JN_CAUSE_GONE_SURELY, /* the address is not there, beyond doubt */
	JN_CAUSE_SHUT,        /* another cause that is often told with words for 'no such address':
				 the mailbox is full or suspended, the mail too large, it is we whom
				 they refuse, or they relay nothing */
	JN_CAUSE_GONE_DOMAIN, /* the domain is not there */
	JN_CAUSE_NO_MAIL,     /* the domain says that it takes no mail at all (RFC 7505, 7504) */
	JN_CAUSE_GONE,        /* the address is not there */
	JN_CAUSE_OTHER,       /* spam, policy, rates, time-outs, faults ... */
	JN_CAUSE_PASSING,     /* it may be different tomorrow */
} JnCause;

/* Whether `fold` holds a phrase of this cause. It is in lower case, one blank between words. */
gboolean jn_cause_is_said(JnCause cause, const char *fold);
