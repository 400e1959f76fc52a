/*
 * smtp.h - a connection to the MTA, on libetpan's session and streams, up to where mail can be said
 * on it, and its octets from then on. For smtp-talk.c, and `config check`, which only connects.
 *
 * libetpan connects, does TLS and AUTH and says EHLO; the mail transactions are smtp-talk.c's,
 * because its own wait for each reply, stop at the first refused recipient and cannot say BODY or
 * SMTPUTF8. TLS: libetpan takes any certificate, so the chain it got is verified here against the
 * system's authorities and the host's name before anything else is said.
 *
 * After any error of the stream the connection is closed: a late reply would answer the next
 * command.
 */
#pragma once

#include "base/config.h"
#include "render/rendered.h"

/* The most that one record of TLS holds (RFC 8446 section 5.1): what jn_smtp_read() must have room
 * for, so that nothing stays behind in the library where poll() does not see it. */
#define JN_SMTP_RECORD 16384

typedef struct JnSmtp JnSmtp;

/* What the server said to EHLO. */
typedef struct JnOffers {
	gboolean utf8, eight, size, pipelining;
	gboolean xverp; /* Postfix's VERP_README */
} JnOffers;

/* Connects, greets, TLS, AUTH. `timeout`: seconds that each answer may take. */
JnSmtp *jn_smtp_connect(const JnConfig *config, int timeout, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
void jn_smtp_quit(JnSmtp *self);
/* Without a word. */
void jn_smtp_drop(JnSmtp *self);

const JnOffers *jn_smtp_offers(const JnSmtp *self);

/* To poll for input, and (not of TLS, where writing waits by itself) for room to write. */
int jn_smtp_fd(const JnSmtp *self);

/* Octets read, `len` at least JN_SMTP_RECORD; 0: none there; -1: the connection is at an end. */
gssize jn_smtp_read(JnSmtp *self, char *buffer, gsize len);
/* Octets written, perhaps fewer than there are; 0: no room; -1: the connection is at an end. */
gssize jn_smtp_write(JnSmtp *self, const JnPiece *pieces, gsize n_pieces);
