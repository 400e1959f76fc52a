/*
 * error.h - one error domain whose codes say what is to be done with the mail.
 *
 * Every function that can fail takes a GError ** and reports in the domain JN_ERROR. The code is
 * a disposition, not a place: it says whether the same input may succeed later. One table maps
 * each to what an MTA understands:
 *
 *      exit status   sysexits(3); Postfix pipe(8) and Exim defer on 75 only, so whatever is not
 *                    surely permanent is 75
 *      SMTP reply    RFC 5321 section 4.2, for LMTP
 *      enhanced      RFC 3463
 *
 * An error of a foreign domain (GIO, GKeyFile) was not foreseen and counts as temporary: mail is
 * never lost by a doubt.
 *
 * Messages: 'doing what, with what: cause', one line, UTF-8, never beginning with a digit (Postfix
 * would read that as an enhanced status code). jn_error_prefix() adds one layer.
 */
#pragma once

#include <glib.h>

#define JN_ERROR (jn_error_quark())

typedef enum JnErrorCode {
	JN_ERROR_TEMPORARY, /* may pass: locked, full, no memory, no network */
	JN_ERROR_PERMANENT, /* this mail or address can never succeed */
	JN_ERROR_MALFORMED, /* the input breaks its grammar or a limit */
	JN_ERROR_DENIED,    /* understood, and not allowed */
	JN_ERROR_CONFIG, /* the operator's settings are wrong; mail waits until they are mended */
	JN_ERROR_USAGE,  /* a command line was wrong */
	JN_ERROR_BUG,    /* an assumption of ours did not hold; mail waits */
} JnErrorCode;

/* What one code means to the world outside. All strings are static. */
typedef struct JnDisposition {
	int exit_status;      /* sysexits(3) */
	int smtp_code;        /* RFC 5321 */
	const char *enhanced; /* RFC 3463 */
	const char *text;     /* a few words, for an operator */
} JnDisposition;

GQuark jn_error_quark(void);

/* The disposition of `error`; never NULL. An error of another domain counts as temporary. */
const JnDisposition *jn_error_disposition(const GError *error);

/* Puts "what: " before the message of *error, if there is one. */
void jn_error_prefix(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
