#include "core/trust.h"

#include <string.h>

#define HOLD JN_ANSWER_HOLD
#define ASK JN_ANSWER_ASK
#define ACT JN_ANSWER_ACT

/* The columns in the order of JnWant: post, letter; close, anon, leave, unsubscribe, stop; goal,
 * subscribe, open, accept, reveal, address, erase. */
/* clang-format off */
static const JnAnswer answers[JN_PROOFS][JN_WANTS] = {
	[JN_PROOF_FORGED]     = {HOLD, HOLD, HOLD, HOLD, HOLD, HOLD, HOLD, HOLD, HOLD, HOLD, HOLD, HOLD, HOLD, HOLD},
	[JN_PROOF_NONE]       = {ASK,  ACT,  ASK,  ASK,  ASK,  ASK,  ASK,  ASK,  ASK,  ASK,  ASK,  ASK,  ASK,  ASK},
	[JN_PROOF_SPF]        = {ACT,  ACT,  ACT,  ACT,  ACT,  ACT,  ACT,  ASK,  ASK,  ASK,  ASK,  ASK,  ASK,  ASK},
	[JN_PROOF_DKIM]       = {ACT,  ACT,  ACT,  ACT,  ACT,  ACT,  ACT,  ASK,  ASK,  ASK,  ASK,  ASK,  ASK,  ASK},
	[JN_PROOF_DMARC]      = {ACT,  ACT,  ACT,  ACT,  ACT,  ACT,  ACT,  ASK,  ASK,  ASK,  ASK,  ASK,  ASK,  ASK},
	[JN_PROOF_LOGIN]      = {ACT,  ACT,  ACT,  ACT,  ACT,  ACT,  ACT,  ASK,  ASK,  ASK,  ASK,  ASK,  ASK,  ASK},
	[JN_PROOF_CAPABILITY] = {ACT,  ACT,  ACT,  ACT,  ACT,  ACT,  ACT,  ASK,  ASK,  ASK,  ASK,  ASK,  ASK,  ASK},
	[JN_PROOF_CONFIRMED]  = {ACT,  ACT,  ACT,  ACT,  ACT,  ACT,  ACT,  ASK,  ASK,  ASK,  ASK,  ASK,  ASK,  ASK},
	[JN_PROOF_RELEASED]   = {ACT,  ACT,  ACT,  ACT,  ACT,  ACT,  ACT,  ASK,  ASK,  ASK,  ASK,  ASK,  ASK,  ASK},
	[JN_PROOF_WAY_OUT]    = {HOLD, HOLD, HOLD, HOLD, HOLD, ACT,  ACT,  HOLD, HOLD, HOLD, HOLD, HOLD, HOLD, HOLD},
	[JN_PROOF_COOKIE]     = {ACT,  ACT,  ACT,  ACT,  ACT,  ACT,  ACT,  ACT,  ACT,  ACT,  ACT,  ACT,  ACT,  ACT},
};
/* clang-format on */

JnAnswer
jn_trust_answer(JnProof proof, JnWant want)
{
	g_return_val_if_fail(proof < JN_PROOFS && want < JN_WANTS, JN_ANSWER_HOLD);
	return answers[proof][want];
}

JnProof
jn_trust_proof(const JnEvidence *evidence)
{
	const struct {
		gboolean holds;
		JnProof proof;
	} table[] = {
		{evidence->released, JN_PROOF_RELEASED},
		{evidence->confirmed, JN_PROOF_CONFIRMED},
		{evidence->capability, JN_PROOF_CAPABILITY},
		{evidence->login, JN_PROOF_LOGIN},
		{evidence->dmarc, JN_PROOF_DMARC},
		{evidence->dkim, JN_PROOF_DKIM},
		{evidence->spf == JN_SPF_PASS && evidence->spf_aligned, JN_PROOF_SPF},
		{evidence->spf == JN_SPF_FAIL, JN_PROOF_FORGED},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(table); i++)
		if (table[i].holds)
			return table[i].proof;
	return JN_PROOF_NONE;
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
