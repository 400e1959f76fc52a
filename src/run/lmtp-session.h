/*
 * lmtp-session.h - one connection of an LMTP client: its commands, replies and mails.
 *
 * Commands may be sent without waiting for replies (RFC 2920); they are answered in their order,
 * and none is read while a mail before it waits for its commit.
 *
 * A session frees itself once the connection is over, be it by the client or by us, and tells
 * jn_lmtp_closed() before. That can happen in whatever it reads, and in the two calls below that say
 * so.
 */
#pragma once

#include "run/lmtp.h"

/* Takes over the descriptor and greets. `refused`: why nothing is taken from this peer, and then
 * the connection is closed; else NULL. */
JnLmtpSession *jn_lmtp_session_new(JnLmtp *lmtp, int fd, const char *refused);

/* Ends it at once, without a word; jn_lmtp_closed() is not called. */
void jn_lmtp_session_free(JnLmtpSession *session);

/* The replies of the parcel that was handed over. Frees the parcel; may free the session. */
void jn_lmtp_session_answer(JnLmtpSession *session, JnParcel *parcel);

/* Tells the client to go (421) unless it is in the middle of a mail. With `since`: only if it has
 * been silent since then. May free the session. */
void jn_lmtp_session_dismiss(JnLmtpSession *session, gint64 since, const char *why);
