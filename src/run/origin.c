#include "run/origin.h"

#include <string.h>

#include "mail/auth-results.h"
#include "mail/received.h"
#include "run/alignment.h"
#include "run/spf.h"

/* From, where it is one mailbox in one field; else NULL. */
static const char *
author_of(const JnMessage *message)
{
	if (message->from->len != 1 || (message->anomalies & JN_ANOMALY_MANY_FROM) != 0)
		return NULL;
	return ((const JnMailbox *)message->from->pdata[0])->addr;
}

/* Whose login the MTA hands over, or wrote into the field above all others, which is its own.
 * Caller frees; NULL: nobody's. */
static char *
login_of(const JnConfig *config, const JnDelivery *delivery, const JnMessage *message)
{
	g_autoptr(GPtrArray) received = NULL;

	if (delivery->sasl_user != NULL && delivery->sasl_user[0] != '\0')
		return g_strdup(delivery->sasl_user);
	if (!config->login_in_received)
		return NULL;
	received = jn_message_headers(message, "Received");
	return received->len > 0 ? jn_received_login(received->pdata[0]) : NULL;
}

static gboolean
is_named(const GPtrArray *mailboxes, const char *addr)
{
	for (guint i = 0; i < mailboxes->len; i++)
		if (jn_address_equal(((const JnMailbox *)mailboxes->pdata[i])->addr, addr))
			return TRUE;
	return FALSE;
}

static gboolean
is_addressed(const JnMessage *message, const char *recipient)
{
	return is_named(message->to, recipient) || is_named(message->cc, recipient);
}

static void
weigh_result(const JnAuthResult *result,
	     gboolean addressed,
	     const JnSuffixes *suffixes,
	     const char *domain,
	     JnEvidence *evidence)
{
	gboolean aligned = jn_domains_aligned(suffixes, result->domain, domain);
	gboolean passes = result->verdict == JN_AUTH_PASS;

	switch (result->method) {
	case JN_AUTH_DKIM:
		evidence->dkim = evidence->dkim || (passes && aligned && addressed);
		return;
	case JN_AUTH_DMARC:
		evidence->dmarc = passes && addressed && jn_domains_equal(result->domain, domain);
		return;
	case JN_AUTH_SPF:
		if (!aligned || result->verdict == JN_AUTH_OTHER)
			return;
		evidence->spf = passes ? JN_SPF_PASS : JN_SPF_FAIL;
		evidence->spf_aligned = TRUE;
		return;
	}
}

static void
weigh_results(JnSite *site,
	      const JnDelivery *delivery,
	      const JnMessage *message,
	      const char *domain,
	      JnEvidence *evidence)
{
	g_autoptr(GPtrArray) results = NULL;
	gboolean addressed = is_addressed(message, delivery->recipient);

	results = jn_auth_results_read(message, site->config->authserv_ids);
	for (guint i = 0; i < results->len; i++)
		weigh_result(results->pdata[i], addressed, jn_site_suffixes(site), domain,
			     evidence);
}

/* Our own look-up. That another domain's mail is forged says nothing of this From; that it is not says
 * who sent it (run/source.h), and takes no accusation back. */
static void
weigh_spf(JnSite *site, const JnDelivery *delivery, const char *domain, JnEvidence *evidence)
{
	g_autofree char *checked = NULL;
	JnSpf spf;

	if (!jn_spf_applies(site->config, delivery->client_address))
		return;
	spf = jn_spf_check(delivery->client_address, delivery->helo, delivery->sender, &checked);
	if (spf == JN_SPF_NONE)
		return;
	if (jn_domains_aligned(jn_site_suffixes(site), checked, domain)) {
		evidence->spf = spf;
		evidence->spf_aligned = TRUE;
	} else if (spf == JN_SPF_PASS && evidence->spf == JN_SPF_NONE) {
		evidence->spf = JN_SPF_PASS;
	}
}

void
jn_origin_weigh(JnSite *site,
		const JnDelivery *delivery,
		const JnMessage *message,
		JnEvidence *evidence)
{
	const char *from = author_of(message);
	const char *at = from ? strrchr(from, '@') : NULL;
	g_autofree char *login = login_of(site->config, delivery, message);

	if (at == NULL)
		return;
	evidence->login = jn_login_owns(login, site->config->login_domain, from);
	if (login != NULL)
		return;
	weigh_results(site, delivery, message, at + 1, evidence);
	if (evidence->dkim || evidence->dmarc || evidence->spf == JN_SPF_PASS)
		return;
	weigh_spf(site, delivery, at + 1, evidence);
}
