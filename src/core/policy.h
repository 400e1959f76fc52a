/*
 * policy.h - what an MTA asks at RCPT time and what it is answered: the words of it, and the rules
 * that need no store.
 *
 * Postfix's policy delegation protocol (SMTPD_POLICY_README), which Exim speaks by readsocket:
 *      request = *( name "=" value LF ) LF      names as Postfix has them; CR LF is read as LF
 *      reply   = "action=" action LF LF         DUNNO, or a reply of SMTP with its text
 * Names that are not asked for here are skipped, in any order.
 *
 * Refused is what needs no look into the mail. Whatever can only be decided with all of it (SPF of a
 * forwarded mail, From) is not: DUNNO.
 */
#pragma once

#include "core/address.h"
#include "core/capability.h"

/* A request: Postfix sends some 30 names; a client certificate's are the longest. */
#define JN_POLICY_BYTES (16 * 1024)
#define JN_POLICY_LINES 200

typedef struct JnPolicyRequest {
	char *sender, *recipient,
		*client;  /* envelope sender, "" for <>; valid UTF-8; NULL: not given */
	gboolean is_rcpt; /* it is about a recipient; of other requests nothing is said */
} JnPolicyRequest;

void jn_policy_request_clear(JnPolicyRequest *request);

/* Reads one request at the begin of `data`. Returns the octets it takes up; 0: not all there yet; -1:
 * none, or more than the limits above. */
gssize jn_policy_parse(const char *data, gsize len, JnPolicyRequest *ret_request);

typedef enum JnRefusal {
	JN_REFUSAL_NONE,
	JN_REFUSAL_UNKNOWN,     /* no goal has the address */
	JN_REFUSAL_TOKEN,       /* it has a token that we did not make */
	JN_REFUSAL_BLOCKED,     /* the sender is, by the site */
	JN_REFUSAL_CLIENT_RATE, /* too much in this hour; for now */
	JN_REFUSAL_SENDER_RATE,
	JN_REFUSAL_LATER, /* the store cannot be asked now */
} JnRefusal;

/* The reply, of printable ASCII. `address` may be NULL: none of ours. Caller frees. */
char *jn_policy_reply(JnRefusal refusal,
		      const JnAddress *address,
		      const char *domain,
		      const char *operator_address) G_GNUC_WARN_UNUSED_RESULT;

/* Of the token in an address; VALID where there is none, or (+q) it vouches for nobody. `goal`: the id
 * of the goal that the address names; 0: of none. */
JnVerdict jn_policy_token(const JnKeys *keys, const JnAddress *address, gint64 goal, gint64 now);

/* Whether a mail to it is taken from anybody, however often: who follows or leaves, confirms, or has
 * a token of ours; the operator. */
gboolean jn_policy_always_takes(const JnAddress *address, JnVerdict token);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(JnPolicyRequest, jn_policy_request_clear)
