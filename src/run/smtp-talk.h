/*
 * smtp-talk.h - the mail transactions on one connection (RFC 5321 section 3.3, RFC 2920). For
 * smtp-fan.c.
 *
 *      we say                                  the server says
 *      MAIL RCPT ... DATA                      250 250 ... 354
 *      content and dot; MAIL RCPT ... DATA     250; 250 250 ... 354
 *      content and dot ...
 *
 * With PIPELINING the envelope of the next mail goes out with the content of the one before, in one
 * write; the content only after the 354, and after may_go(). At most JN_TALK_BURST commands wait for
 * their replies. Without PIPELINING the same is said one command at a time.
 *
 * What a reply means for a recipient:
 *      MAIL    5xx, 4xx        the way is broken: each mail has the same kind of return path. 552:
 *                              the mail is too large
 *      RCPT    5xx, 4xx        this one, for good or for now
 *              452, 552 of     after others were taken: they get another mail (RFC 5321 section
 *              too many        4.5.3.1.10)
 *      DATA, dot               all that RCPT was good for. Of several it says nothing of any one
 *      421, anything that is no reply, a connection at its end, silence for `timeout`
 *                              dropped, in whose turn it was; at MAIL: broken
 * A server that lets go of a connection at MAIL after it has taken mail on it only wants another
 * connection (a limit of mails each): the mail is given back. So is a mail whose envelope was said
 * and whose turn had not come.
 *
 * If no recipient was good and DATA is answered with 354 all the same, the lone dot is said; but not
 * to a server that refused MAIL and then took a recipient.
 * Where XVERP is offered and the copy allows it, the server is asked for return paths that name each
 * recipient, PATH+user=domain, for those it sends the mail on to.
 * Nothing here waits; whoever polls calls jn_talk_work().
 */
#pragma once

#include "run/smtp.h"
#include "run/submit.h"

#define JN_TALK_BURST 200

typedef struct JnTalk JnTalk;

/* Whom it asks for the next mail and tells what became of each. */
typedef struct JnTalkCalls {
	/* A mail whose envelope can go out now; NULL: none. The caller's, given away. */
	JnCopy *(*take)(gpointer user, JnTalk *talk);
	gboolean (*may_go)(gpointer user);
	void (*done)(gpointer user, guint tag, JnSent sent, char *reply);
	void (*again)(gpointer user, JnCopy *copy); /* not sent; gives it away */
	void (*finished)(gpointer user, const JnCopy *copy);
	gpointer user;
} JnTalkCalls;

/* Owns `smtp`. `timeout` in seconds. `calls` is borrowed. */
JnTalk *jn_talk_new(JnSmtp *smtp, int timeout, const JnTalkCalls *calls);
/* Says good-bye where nothing is under way. */
void jn_talk_free(JnTalk *self);

/* The connection is at an end; nothing is under way any more. */
gboolean jn_talk_is_dead(const JnTalk *self);
gboolean jn_talk_is_idle(const JnTalk *self);
const JnOffers *jn_talk_offers(const JnTalk *self);

/* Only on an idle one. Gives the mail away. */
void jn_talk_begin(JnTalk *self, JnCopy *copy);

int jn_talk_fd(const JnTalk *self);
gboolean jn_talk_wants_to_write(const JnTalk *self);
/* When silence becomes an error; of the monotonic clock. */
gint64 jn_talk_deadline(const JnTalk *self);
/* Reads and writes what can be. */
void jn_talk_work(JnTalk *self, gboolean can_read, gboolean can_write);
