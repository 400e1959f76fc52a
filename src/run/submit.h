/*
 * submit.h - hands rendered mails to where mail goes: an MTA by SMTP, or Maildirs.
 *
 * A submitter is opened once and sends many; it keeps its connections. Whoever sends is asked for
 * one mail after the other, and told what came of each recipient, in whatever order that is known:
 *
 *      take     the next mail. As long as one has `more`, the next is taken, too, whatever the limit
 *      may_go   asked right before the content of a mail goes out. After a no that mail, and what
 *               follows it, does not; nothing is told of them
 *      done     what came of a recipient
 */
#pragma once

#include "base/config.h"
#include "render/rendered.h"

typedef enum JnSent {
	JN_SENT_NOT, /* nothing is known of it but that it was not sent */
	JN_SENT_OK,
	JN_SENT_LATER,   /* this recipient, for now (4xx) */
	JN_SENT_NEVER,   /* this recipient, for good (5xx) */
	JN_SENT_BROKEN,  /* the way itself: nobody can be sent to until later */
	JN_SENT_DROPPED, /* the connection broke in this recipient's turn; whether the mail got
			    through is not known if that was after its last byte. The next one may
			    be sent to over a new connection */
} JnSent;

typedef struct JnTarget {
	const char *addr; /* borrowed until done */
	guint tag;        /* what done() calls it */
} JnTarget;

/* One mail, and to whom it goes. */
typedef struct JnCopy {
	JnRendered *content;
	char *holes[JN_HOLE_COUNT];
	char *from;    /* return path; "" for <> */
	gboolean verp; /* the server may append the recipient to it, each their own (XVERP) */
	gboolean more; /* what follows belongs to it: either both are taken or none */
	char *unique; /* names this copy among all to one recipient: the same text for the same copy
			 sent again; [a-z0-9.-] */
	guint n_to;   /* at least 1 */
	JnTarget *to;
} JnCopy;

/* For `n_to` recipients, all else empty. */
JnCopy *jn_copy_new(guint n_to) G_GNUC_WARN_UNUSED_RESULT;
void jn_copy_free(JnCopy *copy);
/* The same mail to those of its recipients whom mine[i] marks; `n_mine` of them, at least 1. */
JnCopy *jn_copy_split(const JnCopy *copy, const gboolean *mine, guint n_mine)
	G_GNUC_WARN_UNUSED_RESULT;

typedef struct JnSending {
	JnCopy *(*take)(gpointer user); /* NULL: none any more */
	gboolean (*may_go)(gpointer user);
	void (*done)(gpointer user, guint tag, JnSent sent, char *reply); /* frees `reply` */
	gpointer user;
	guint count;  /* of recipients, about: how many connections are worth while */
	guint window; /* recipients taken for each connection, at most; 0: any number */
	guint chunk;  /* ... of which so many are taken together (JnCopy.more), at most */
} JnSending;

typedef struct JnSubmitter JnSubmitter;

/* Never fails: connecting is done by the first mail. */
JnSubmitter *jn_submitter_new(const JnConfig *config);
void jn_submitter_free(JnSubmitter *self);

/* Sends until there is nothing to take, or a recipient was BROKEN or DROPPED, and all is known that
 * can be. What is left when `window` times the connections were taken is for the next call. */
void jn_submit(JnSubmitter *self, const JnSending *sending);

/* Ends the connections politely. */
void jn_submitter_rest(JnSubmitter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnCopy, jn_copy_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnSubmitter, jn_submitter_free)
