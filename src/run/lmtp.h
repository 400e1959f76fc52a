/*
 * lmtp.h - takes mail by LMTP (RFC 2033): the process `journster receive --lmtp` that serve keeps.
 *
 *      connections --lmtp-session--> parcels --> together: one transaction for all that are there
 *                                            \-> apart: `journster receive`, a process a mail
 *
 * A recipient's reply is sent after the commit that holds their mail, never before. Mails that are
 * whole when the loop has nothing else to read are taken together and share one sync of the disk.
 *
 * Apart go mails above JN_MESSAGE_INLINE_BYTES, which lie in a nameless file of the spool until
 * then; mails whose origin must be asked of DNS; mails that this process has died on; and for a
 * minute or more after such a death all (mark.h), for whoever made one deadly mail can make each a
 * little different. What harms a process that reads them harms one of their own, and is counted
 * there (run/child.h).
 *
 * Who may hand mail in says where it came from, in whoever's name. So on the unix socket the peer
 * must be root, this user, or one of [mta] lmtp_users, as they are when it starts; TCP is for hosts
 * that nobody else can reach.
 *
 * Limits: 200 connections; a command of 2,048 octets; 100 recipients a mail; a mail of [intake]
 * max_message_bytes; five minutes of silence. A client above a limit is told with 4xx or 5xx, never
 * dropped without a word.
 */
#pragma once

#include "run/site.h"

typedef struct JnLmtp JnLmtp;
typedef struct JnLmtpSession JnLmtpSession;

/* One mail on its way: envelope, bytes, and in the end a reply for each recipient. */
typedef struct JnParcel {
	JnLmtpSession *session; /* stays until the parcel is answered */
	char *sender;
	GPtrArray *recipients; /* char * */
	char *client_address, *helo, *login;
	GBytes *raw;        /* NULL: in `file` */
	int file;           /* -1: none */
	GPtrArray *replies; /* char *, one a recipient, in their order */
} JnParcel;

void jn_parcel_free(JnParcel *parcel);

/* Adds what is to be answered for the next recipient: `error` NULL is taken. */
void jn_parcel_reply(JnParcel *parcel, const GError *error);

/* Runs until SIGTERM, or the end of standard input. The descriptors listen; -1 for none. */
gboolean jn_lmtp_run(JnSite *site, int unix_fd, int tcp_fd, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* For lmtp-session.c. Takes the parcel; jn_lmtp_session_answer() is called when all is decided, never
 * from within. */
void jn_lmtp_submit(JnLmtp *self, JnParcel *parcel);
/* The session ends, and is about to free itself: it is not called any more. If we were told to stop,
 * and it was the last, jn_lmtp_run() ends. */
void jn_lmtp_closed(JnLmtp *self, JnLmtpSession *session);
JnSite *jn_lmtp_site(JnLmtp *self);
/* It was told to: whose mail is taken is told to go. */
gboolean jn_lmtp_is_stopping(const JnLmtp *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnParcel, jn_parcel_free)
