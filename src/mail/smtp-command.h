/*
 * smtp-command.h - one line that an LMTP client says -> what it asks for.
 *
 *      MAIL FROM:<reverse-path> [SP esmtp-param]...        RFC 5321 section 4.1.1.2
 *      RCPT TO:<forward-path> [SP esmtp-param]...          RFC 5321 section 4.1.1.3
 *      LHLO SP domain                                      RFC 2033 section 4.1
 *      XFORWARD SP attr=xtext [SP attr=xtext]...           Postfix's XFORWARD_README, xtext RFC 3461
 *      DATA, RSET, NOOP, QUIT, VRFY
 *
 * Parameters: SIZE (RFC 1870), BODY (RFC 6152), SMTPUTF8 (RFC 6531), AUTH (RFC 4954 section 5);
 * those of DSN (RFC 3461) are taken and ignored: whether a report is due is the MTA's to know.
 *
 * Addresses come out without brackets and source route, with letter case kept, at most
 * JN_ADDRESS_BYTES, and with no control character: they can be written into a header or a log.
 */
#pragma once

#include <glib.h>

typedef enum JnVerb {
	JN_VERB_LHLO,
	JN_VERB_MAIL,
	JN_VERB_RCPT,
	JN_VERB_DATA,
	JN_VERB_RSET,
	JN_VERB_NOOP,
	JN_VERB_QUIT,
	JN_VERB_VRFY,
	JN_VERB_XFORWARD,
	JN_VERB_SMTP, /* HELO and EHLO: this is no SMTP server (RFC 2033 section 4.1) */
} JnVerb;

typedef struct JnSmtpCommand {
	JnVerb verb;
	char *address; /* MAIL, RCPT; "" for <> */
	char *domain;  /* LHLO */
	gint64 size;   /* MAIL; -1: not said */
	char *login;   /* MAIL: AUTH=, xtext decoded; NULL: none, or <> */
	/* XFORWARD: NULL where this line does not say it, "" for [UNAVAILABLE] */
	char *client_address, *helo;
} JnSmtpCommand;

/* `line` without its line end. FALSE: *ret_reply is what to answer, static. */
gboolean jn_smtp_command_parse(const char *line,
			       gsize len,
			       JnSmtpCommand *ret_command,
			       const char **ret_reply) G_GNUC_WARN_UNUSED_RESULT;
void jn_smtp_command_clear(JnSmtpCommand *command);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(JnSmtpCommand, jn_smtp_command_clear)
