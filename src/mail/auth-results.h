/*
 * auth-results.h - what our own mail server found out about where a mail came from.
 *
 * In:  a mail, and the names (authserv-id) under which our server writes.
 * Out: the results of dkim, dmarc and spf, each with the domain that it vouches for or accuses.
 *
 * Source: RFC 8601, section 2.2. In a field, comments and folds may stand between any two words,
 * and values may be quoted:
 *      payload  = authserv-id [version] ( ";" "none" / 1*( ";" resinfo ) )
 *      resinfo  = method ["/" version] "=" result ["reason" "=" value] *( ptype "." property "=" value )
 *
 * Anybody can write such a field, so it counts only
 *      - with an authserv-id of ours (in whatever case), and version 1;
 *      - above the second Received field: what stands below was in the mail before it came to us;
 *      - if it keeps the grammar to its end, and has at most JN_AUTH_RESULTS results;
 *      - where several speak of one method, the topmost: a server writes above what it was given.
 *        It can speak of several signatures.
 * A sender who delivers to us directly has no Received of their own: only the server can take out
 * the fields that they forged (RFC 8601 section 5), and has to.
 *
 * Departs from the RFC: properties without a ptype ('action=none', which one large provider writes)
 * are skipped and do not spoil the field.
 */
#pragma once

#include "mail/message.h"

/* Of a field. RFC 8601 asks for one a method; signatures are rarely more than four. */
#define JN_AUTH_RESULTS 50

typedef enum JnAuthMethod {
	JN_AUTH_DKIM,  /* domain: header.d, or else that of header.i */
	JN_AUTH_DMARC, /* header.from */
	JN_AUTH_SPF,   /* smtp.mailfrom */
} JnAuthMethod;

typedef enum JnAuthVerdict {
	JN_AUTH_OTHER, /* none, neutral, softfail, policy, temperror, permerror, and what is new */
	JN_AUTH_PASS,
	JN_AUTH_FAIL,
} JnAuthVerdict;

typedef struct JnAuthResult {
	JnAuthMethod method;
	JnAuthVerdict verdict;
	char *domain; /* lower case, else as written; NULL: none was named */
} JnAuthResult;

void jn_auth_result_free(JnAuthResult *result);

/* One field's value, from behind its colon; not closed by NUL. JnAuthResult, of the three methods
 * alone; NULL where the field does not count. `ids` may be NULL: none is ours. */
GPtrArray *jn_auth_results_parse(const char *value, gsize len, char *const *ids)
	G_GNUC_WARN_UNUSED_RESULT;

/* The results that count, of a whole mail. Never NULL. */
GPtrArray *jn_auth_results_read(const JnMessage *message, char *const *ids)
	G_GNUC_WARN_UNUSED_RESULT;
