/* core/trust.h: evidence -> trust, and whose a login is. */
#include "core/trust.h"

static void
test_decide(void)
{
	static const struct {
		const char *label;
		JnEvidence evidence;
		JnTrust trust;
	} rows[] = {
		{"nothing", {0}, JN_TRUST_UNPROVEN},
		{"capability", {.capability = TRUE}, JN_TRUST_PROVEN},
		{"login", {.login = TRUE}, JN_TRUST_PROVEN},
		{"SPF pass, aligned", {.spf = JN_SPF_PASS, .spf_aligned = TRUE}, JN_TRUST_PROVEN},
		{"SPF pass of another domain", {.spf = JN_SPF_PASS}, JN_TRUST_UNPROVEN},
		{"aligned without a pass", {.spf_aligned = TRUE}, JN_TRUST_UNPROVEN},
		{"SPF fail", {.spf = JN_SPF_FAIL}, JN_TRUST_FORGED},
		{"SPF fail, aligned", {.spf = JN_SPF_FAIL, .spf_aligned = TRUE}, JN_TRUST_FORGED},
		/* A forwarder breaks SPF and carries the token. */
		{"SPF fail, capability", {.spf = JN_SPF_FAIL, .capability = TRUE}, JN_TRUST_PROVEN},
		{"SPF fail, login", {.spf = JN_SPF_FAIL, .login = TRUE}, JN_TRUST_PROVEN},
		{"SPF fail, confirmed", {.spf = JN_SPF_FAIL, .confirmed = TRUE}, JN_TRUST_PROVEN},
		{"SPF fail, released", {.spf = JN_SPF_FAIL, .released = TRUE}, JN_TRUST_PROVEN},
		{"confirmed", {.confirmed = TRUE}, JN_TRUST_PROVEN},
		{"released", {.released = TRUE}, JN_TRUST_PROVEN},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].label);
		g_assert_cmpint(jn_trust_decide(&rows[i].evidence), ==, rows[i].trust);
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
	g_test_add_func("/core/trust/decide", test_decide);
	g_test_add_func("/core/trust/login", test_login);
	return g_test_run();
}
