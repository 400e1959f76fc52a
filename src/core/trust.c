#include "core/trust.h"

#include <string.h>

JnTrust
jn_trust_decide(const JnEvidence *evidence)
{
	const struct {
		gboolean holds;
		JnTrust trust;
	} table[] = {
		{evidence->released || evidence->confirmed, JN_TRUST_PROVEN},
		{evidence->capability, JN_TRUST_PROVEN},
		{evidence->login, JN_TRUST_PROVEN},
		{evidence->spf == JN_SPF_PASS && evidence->spf_aligned, JN_TRUST_PROVEN},
		{evidence->spf == JN_SPF_FAIL, JN_TRUST_FORGED},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(table); i++)
		if (table[i].holds)
			return table[i].trust;
	return JN_TRUST_UNPROVEN;
}

gboolean
jn_login_owns(const char *login, const char *login_domain, const char *addr)
{
	g_autofree char *whole = NULL;

	if (login == NULL || login[0] == '\0' || addr == NULL)
		return FALSE;
	if (strchr(login, '@') == NULL)
		whole = g_strconcat(login, "@", login_domain, NULL);
	return g_ascii_strcasecmp(whole ? whole : login, addr) == 0;
}
