/* core/trust.h: evidence -> proof; whose a login is. The table stands in test-core-plan-trust.c. */
#include "core/trust.h"

static void
test_proof(void)
{
	static const struct {
		const char *label;
		JnEvidence evidence;
		JnProof proof;
	} rows[] = {
		{"nothing", {0}, JN_PROOF_NONE},
		{"capability", {.capability = TRUE}, JN_PROOF_CAPABILITY},
		{"login", {.login = TRUE}, JN_PROOF_LOGIN},
		{"SPF pass, aligned", {.spf = JN_SPF_PASS, .spf_aligned = TRUE}, JN_PROOF_SPF},
		{"SPF pass of another domain", {.spf = JN_SPF_PASS}, JN_PROOF_NONE},
		{"aligned without a pass", {.spf_aligned = TRUE}, JN_PROOF_NONE},
		{"DKIM", {.dkim = TRUE}, JN_PROOF_DKIM},
		{"DMARC", {.dmarc = TRUE}, JN_PROOF_DMARC},
		{"SPF fail", {.spf = JN_SPF_FAIL}, JN_PROOF_FORGED},
		{"SPF fail, aligned", {.spf = JN_SPF_FAIL, .spf_aligned = TRUE}, JN_PROOF_FORGED},
		/* Forwarded mail fails SPF; what else vouches for it still does. */
		{"SPF fail, DKIM", {.spf = JN_SPF_FAIL, .dkim = TRUE}, JN_PROOF_DKIM},
		{"SPF fail, DMARC", {.spf = JN_SPF_FAIL, .dmarc = TRUE}, JN_PROOF_DMARC},
		{"SPF fail, capability",
		 {.spf = JN_SPF_FAIL, .capability = TRUE},
		 JN_PROOF_CAPABILITY},
		{"SPF fail, login", {.spf = JN_SPF_FAIL, .login = TRUE}, JN_PROOF_LOGIN},
		{"SPF fail, confirmed",
		 {.spf = JN_SPF_FAIL, .confirmed = TRUE},
		 JN_PROOF_CONFIRMED},
		{"SPF fail, released", {.spf = JN_SPF_FAIL, .released = TRUE}, JN_PROOF_RELEASED},
		{"confirmed", {.confirmed = TRUE}, JN_PROOF_CONFIRMED},
		{"released", {.released = TRUE}, JN_PROOF_RELEASED},
		/* What the protege said of it is no proof of who wrote it. */
		{"admitted alone", {.admitted = TRUE}, JN_PROOF_NONE},
		{"shared alone", {.shared = TRUE}, JN_PROOF_NONE},
		{"previewed alone", {.previewed = TRUE}, JN_PROOF_NONE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].label);
		g_assert_cmpint(jn_trust_proof(&rows[i].evidence), ==, rows[i].proof);
	}
}

static void
test_login(void)
{
	static const struct {
		const char *label, *login, *addr;
		gboolean owns;
	} rows[] = {
		{"the address", "ana@home.example", "ana@home.example", TRUE},
		{"case", "Ana@Home.EXAMPLE", "ana@home.example", TRUE},
		{"a name, of the login domain", "ana", "ana@login.example", TRUE},
		{"a name, of another domain", "ana", "ana@home.example", FALSE},
		{"another's address", "bo@home.example", "ana@home.example", FALSE},
		{"a prefix", "ana@home", "ana@home.example", FALSE},
		{"not logged in", "", "@login.example", FALSE},
		{"not told", NULL, "ana@home.example", FALSE},
		{"no From", "ana", NULL, FALSE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].label);
		g_assert_cmpint(jn_login_owns(rows[i].login, "login.example", rows[i].addr), ==,
				rows[i].owns);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/core/trust/proof", test_proof);
	g_test_add_func("/core/trust/login", test_login);
	return g_test_run();
}
