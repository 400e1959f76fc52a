/* run/spf.h: whom SPF is asked of. What it says is tested with name servers, in tests/flow/spf.t. */
#include "run/spf.h"

static void
test_applies(void)
{
	static const struct {
		const char *address;
		gboolean applies;
	} rows[] = {
		{"192.0.2.10", TRUE},
		{"8.8.8.8", TRUE},
		{"IPv6:2001:db8::10", TRUE},
		{"2001:db8::10", TRUE},
		{"::ffff:192.0.2.10", TRUE},
		{NULL, FALSE},
		{"", FALSE},
		{"unknown", FALSE},
		{"mx.far.example", FALSE},
		{"0.0.0.0", FALSE},
		{"127.0.0.1", FALSE},
		{"127.200.0.1", FALSE},
		{"::1", FALSE},
		{"IPv6:::1", FALSE},
		/* RFC 1918, 3927, 6598, 4193, 4291; however they are written */
		{"10.1.2.3", FALSE},
		{"172.16.0.1", FALSE},
		{"172.32.0.1", TRUE},
		{"192.168.1.1", FALSE},
		{"169.254.1.1", FALSE},
		{"100.64.0.1", FALSE},
		{"100.128.0.1", TRUE},
		{"fc00::1", FALSE},
		{"fd12:3456::1", FALSE},
		{"fe80::1", FALSE},
		{"::ffff:127.0.0.1", FALSE},
		{"::ffff:10.1.2.3", FALSE},
		{"IPv6:::ffff:a01:203", FALSE},
		/* the site's own relays */
		{"198.51.100.7", FALSE},
		{"198.51.101.7", TRUE},
		{"::ffff:198.51.100.7", FALSE},
		{"2001:db8:1::5", FALSE},
		{"203.0.113.9", FALSE},
	};
	char *relays[] = {g_strdup("198.51.100.0/24"), g_strdup("2001:db8:1::/48"),
			  g_strdup("203.0.113.9"), g_strdup("nonsense"), NULL};
	JnConfig config = {.spf = TRUE, .relay_networks = relays};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].address ? rows[i].address : "(not known)");
		g_assert_cmpint(jn_spf_applies(&config, rows[i].address), ==, rows[i].applies);
	}
	config.spf = FALSE;
	g_assert_false(jn_spf_applies(&config, "192.0.2.10"));
	for (gsize i = 0; relays[i] != NULL; i++)
		g_free(relays[i]);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/run/spf/applies", test_applies);
	return g_test_run();
}
