#include "mail/mailbox.h"

#include <string.h>

#include "base/fold.h"
#include "mail/words.h"

/* X.2.0 and X.4.0 say nothing more exact, X.2.3 and X.2.4 are of one mail and of a list. */
static const char *const mailbox_codes[] = {"2.1", "2.2", "4.1", "4.2", "4.3", "4.4", "4.7"};

/* Of the mail or of us, whatever else is said: in lower case, closed by NULL. */
static const char *const policy[] = {
	"5.7.",        "4.7.",         "5.6.",
	"5.3.4",       "5.2.3",        "spam",
	"dmarc",       "dkim",         " spf",
	"spf ",        "(spf",         "arc ",
	"policy",      "policies",     "black",
	"blocklist",   "block list",   "blocked",
	"banned",      "reputation",   "rbl",
	"dnsbl",       "virus",        "malware",
	"phish",       "content",      "attachment",
	"unsolicited", "bulk mail",    "rate limit",
	"ratelimit",   "rate-limit",   "too many",
	"throttl",     "greylist",     "graylist",
	"not allowed", "denied",       "unauthenticated",
	"authentic",   "relay",        "permitted",
	"your domain", "your server",  "your ip",
	"sender",      "message size", "too large",
	"too big",     "size limit",   "suspicious",
	"trust",       NULL,
};

/* Of the mailbox, where no code says so. */
static const char *const mailbox[] = {
	"mailbox full",
	"mailbox is full",
	"mail box full",
	"mailbox for",
	"inbox is full",
	"full mailbox",
	"over quota",
	"over its quota",
	"overquota",
	"quota exceeded",
	"exceeded quota",
	"exceeded its quota",
	"exceeded their quota",
	"exceeds quota",
	"exceeded storage",
	"out of storage",
	"storage space",
	"insufficient storage",
	"insufficient system storage",
	"mailbox disabled",
	"mailbox is disabled",
	"mailbox is inactive",
	"mailbox unavailable",
	"account is disabled",
	"account disabled",
	"account is inactive",
	"account suspended",
	"account is suspended",
	"connection timed out",
	"connection refused",
	"operation timed out",
	"no route to host",
	"host is unreachable",
	"network is unreachable",
	"delivery time expired",
	"retry time",
	"retry timeout",
	"could not connect",
	"couldn't connect",
	"unable to connect",
	NULL,
};

gboolean
jn_refusal_is_of_mailbox(const char *status, const char *words)
{
	g_autofree char *fold = jn_fold(words ? words : "", -1);

	if (jn_words_hold_fold(fold, -1, policy))
		return FALSE;
	for (gsize i = 0; status != NULL && i < G_N_ELEMENTS(mailbox_codes); i++)
		if ((status[0] == '4' || status[0] == '5') && status[1] == '.' &&
		    g_str_equal(status + 2, mailbox_codes[i]))
			return TRUE;
	/* A code that says something else says it better than words do. */
	if (status != NULL && !g_str_has_suffix(status, ".0.0"))
		return FALSE;
	return jn_words_hold_fold(fold, -1, mailbox);
}
