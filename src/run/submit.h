/*
 * submit.h - hands one rendered mail to where mail goes: an MTA by SMTP, or Maildirs.
 *
 * A submitter is opened once and sends many; it keeps its connection. Mails come with LF line ends.
 */
#pragma once

#include "base/config.h"

typedef enum JnSent {
	JN_SENT_OK,
	JN_SENT_LATER,   /* this recipient, for now (4xx) */
	JN_SENT_NEVER,   /* this recipient, for good (5xx) */
	JN_SENT_BROKEN,  /* the way itself: nobody can be sent to until later */
	JN_SENT_DROPPED, /* the connection broke in this recipient's turn; whether the mail got
			    through is not known if that was after its last byte. The next one may
			    be sent to over a new connection */
} JnSent;

typedef struct JnEnvelope {
	const char *from; /* return path; "" for <> */
	const char *to;
	const char *unique; /* names this copy: the same text for the same copy sent again;
			       [a-z0-9.-] */
} JnEnvelope;

typedef struct JnSubmitter JnSubmitter;

/* Never fails: connecting is done by the first mail. */
JnSubmitter *jn_submitter_new(const JnConfig *config);
void jn_submitter_free(JnSubmitter *self);

/* *ret_reply: what the other side said, or what went wrong; one line, caller frees; never NULL. */
JnSent jn_submit(JnSubmitter *self, const JnEnvelope *envelope, GBytes *mail, char **ret_reply);

/* Ends the connection politely. */
void jn_submitter_rest(JnSubmitter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnSubmitter, jn_submitter_free)
