/*
 * smtp.h - an SMTP connection to the MTA, on libetpan's session and streams. For submit.c, and
 * `config check`, which only connects.
 *
 * libetpan connects, does TLS and AUTH and reads replies; the mail transaction's commands are
 * written here, because its own stop at the first refused recipient and cannot say BODY or
 * SMTPUTF8. TLS: libetpan takes any certificate, so the chain it got is verified here against the
 * system's authorities and the host's name before anything else is said.
 *
 * After any error of the stream the connection is closed: a late reply would answer the next
 * command.
 */
#pragma once

#include "run/submit.h"

typedef struct JnSmtp JnSmtp;

/* Connects, greets, TLS, AUTH. */
JnSmtp *jn_smtp_connect(const JnConfig *config, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void jn_smtp_quit(JnSmtp *self);
/* Without a word. */
void jn_smtp_drop(JnSmtp *self);

JnSent jn_smtp_send(JnSmtp *self, const JnEnvelope *envelope, GBytes *mail, char **ret_reply);
