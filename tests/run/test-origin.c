/*
 * run/origin.h: what the MTA says of a mail, and its From -> evidence. Without DNS: SPF of the client
 * address is tested with a name server, in tests/flow/spf.t.
 */
#include "run/origin.h"

#include <string.h>

#define TO "weld@goals.example"
#define AR "Authentication-Results: mx.goals.example; "
#define FROM "From: Ana <ana@home.example>\n"
#define ANA FROM "To: " TO "\n"

static const struct {
	const char *label, *header, *login, *words;
} rows[] = {
	{"nothing", ANA, NULL, ""},
	{"a login that owns From", ANA, "ana@home.example", "login"},
	{"another's login", ANA, "eve@home.example", ""},
	{"DKIM", AR "dkim=pass header.d=home.example\n" ANA, NULL, "dkim"},
	{"DKIM of a child", AR "dkim=pass header.d=mail.home.example\n" ANA, NULL, "dkim"},
	{"DKIM of a parent",
	 AR "dkim=pass header.d=example.org\nFrom: a@b.example.org\nTo: " TO "\n", NULL, "dkim"},
	{"DKIM of a public suffix", AR "dkim=pass header.d=co.uk\nFrom: a@far.co.uk\nTo: " TO "\n",
	 NULL, ""},
	{"DKIM by header.i", AR "dkim=pass header.i=@home.example\n" ANA, NULL, "dkim"},
	{"DKIM of another", AR "dkim=pass header.d=far.example\n" ANA, NULL, ""},
	{"DKIM of a provider and of one's own",
	 AR "dkim=pass header.d=far.example; dkim=pass header.d=home.example\n" ANA, NULL, "dkim"},
	{"one's own fails, another's passes",
	 AR "dkim=fail header.d=home.example; dkim=pass header.d=far.example\n" ANA, NULL, ""},
	{"one's own passes before another's",
	 AR "dkim=pass header.d=home.example; dkim=pass header.d=far.example\n" ANA, NULL, "dkim"},
	{"DKIM fails", AR "dkim=fail header.d=home.example\n" ANA, NULL, ""},
	{"DKIM that names nobody", AR "dkim=pass\n" ANA, NULL, ""},
	{"DKIM of a mail to others",
	 AR "dkim=pass header.d=home.example\n" FROM "To: eve@x.example\n", NULL, ""},
	{"... to another address of the goal",
	 AR "dkim=pass header.d=home.example\n" FROM "To: weld+close@goals.example\n", NULL, ""},
	{"... as a copy",
	 AR "dkim=pass header.d=home.example\n" FROM "To: e@x.example\nCc: x@y, Weld "
	    "<WELD@Goals.Example>\n",
	 NULL, "dkim"},
	{"DMARC of a mail to others",
	 AR "dmarc=pass header.from=home.example\n" FROM "To: eve@x.example\n", NULL, ""},
	{"DMARC", AR "dmarc=pass header.from=home.example\n" ANA, NULL, "dmarc"},
	{"DMARC, case", AR "dmarc=pass header.from=HOME.example\n" ANA, NULL, "dmarc"},
	{"DMARC of a parent: From was another",
	 AR "dmarc=pass header.from=home.example\n"
	    "From: a@sub.home.example\nTo: " TO "\n",
	 NULL, ""},
	{"DMARC of another", AR "dmarc=pass header.from=far.example\n" ANA, NULL, ""},
	{"DMARC fails: accuses nobody", AR "dmarc=fail header.from=home.example\n" ANA, NULL, ""},
	{"SPF", AR "spf=pass smtp.mailfrom=ana@home.example\n" ANA, NULL, "spf"},
	{"SPF, whatever To says", AR "spf=pass smtp.mailfrom=home.example\n" FROM "To: e@x.y\n",
	 NULL, "spf"},
	{"SPF of a child", AR "spf=pass smtp.mailfrom=x@bounce.home.example\n" ANA, NULL, "spf"},
	{"SPF of another", AR "spf=pass smtp.mailfrom=x@far.example\n" ANA, NULL, ""},
	{"SPF fail", AR "spf=fail smtp.mailfrom=x@home.example\n" ANA, NULL, "forged"},
	{"SPF fail of another", AR "spf=fail smtp.mailfrom=x@far.example\n" ANA, NULL, ""},
	{"SPF softfail", AR "spf=softfail smtp.mailfrom=x@home.example\n" ANA, NULL, ""},
	{"SPF temperror", AR "spf=temperror smtp.mailfrom=x@home.example\n" ANA, NULL, ""},
	{"SPF fail, DKIM pass: forwarded",
	 AR "spf=fail smtp.mailfrom=x@home.example; dkim=pass header.d=home.example\n" ANA, NULL,
	 "forged dkim"},
	{"SPF of HELO is none of From's", AR "spf=pass smtp.helo=home.example\n" ANA, NULL, ""},
	{"another's name",
	 "Authentication-Results: mx.far.example; dkim=pass header.d=home.example\n" ANA, NULL, ""},
	{"the second of our names",
	 "Authentication-Results: mx2.goals.example; dkim=pass header.d=home.example\n" ANA, NULL,
	 "dkim"},
	{"below the second Received",
	 "Received: a\nReceived: b\n" AR "dkim=pass header.d=home.example\n" ANA, NULL, ""},
	{"with another's login: a milter did not look", AR "dkim=pass header.d=home.example\n" ANA,
	 "eve@far.example", ""},
	{"a login that the MTA wrote into Received",
	 "Received: from a (a [192.0.2.1]) (Authenticated sender: ana@home.example) by mx\n" ANA,
	 NULL, "login"},
	{"... another's, and what they say of themselves",
	 "Received: from a (a [192.0.2.1]) (Authenticated sender: eve@far.example) by mx\n" AR
	 "dkim=pass header.d=home.example\n" ANA,
	 NULL, ""},
	{"... in a field that came with the mail",
	 "Received: from b by mx\nReceived: from a (Authenticated sender: ana@home.example) by "
	 "mx\n" ANA,
	 NULL, ""},
	{"two From", AR "dkim=pass header.d=home.example\n" ANA "From: eve@home.example\n",
	 "ana@home.example", ""},
	{"two mailboxes in From",
	 AR "dkim=pass header.d=home.example\nFrom: ana@home.example, eve@home.example\nTo: " TO
	    "\n",
	 "ana@home.example", ""},
	{"no From", AR "dkim=pass header.d=home.example\nTo: " TO "\n", "ana@home.example", ""},
	{"Unicode and A-label",
	 AR "dkim=pass header.d=xn--bcher-kva.example\nFrom: a@b\303\274cher.example\nTo: " TO "\n",
	 NULL, "dkim"},
};

static void
test_origin(void)
{
	char *ids[] = {(char *)"mx.goals.example", (char *)"mx2.goals.example", NULL};
	JnConfig config = {.login_domain = (char *)"goals.example",
			   .authserv_ids = ids,
			   .login_in_received = TRUE};
	JnSite site = {.config = &config};
	const JnSuffixes *suffixes;

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *raw = g_strconcat(rows[i].header, "Subject: x\n\nx\n", NULL);
		g_autoptr(GBytes) bytes = g_bytes_new(raw, strlen(raw));
		g_autoptr(JnMessage) message = jn_message_parse(bytes, NULL);
		JnDelivery delivery = {.raw = bytes,
				       .sender = "x@home.example",
				       .recipient = TO,
				       .sasl_user = rows[i].login};
		JnEvidence evidence = {0};
		g_autoptr(GString) words = g_string_new(NULL);

		jn_origin_weigh(&site, &delivery, message, &evidence);
		g_string_append_printf(
			words, "%s%s%s%s%s", evidence.login ? " login" : "",
			evidence.spf == JN_SPF_PASS && evidence.spf_aligned ? " spf" : "",
			evidence.spf == JN_SPF_FAIL ? " forged" : "", evidence.dkim ? " dkim" : "",
			evidence.dmarc ? " dmarc" : "");
		g_test_message("%s", rows[i].label);
		g_assert_cmpstr(words->str + (words->len > 0), ==, rows[i].words);
		/* Ten milliseconds to read: where no two domains are compared they are not. */
		g_assert_true(i > 2 || site.suffixes == NULL);
	}
	suffixes = site.suffixes;
	g_assert_nonnull(suffixes);
	g_assert_true(jn_site_suffixes(&site) == suffixes);
	jn_suffixes_free(site.suffixes);
}

/* No name of ours is set: nothing counts. */
static void
test_off(void)
{
	const char *raw = AR "dkim=pass header.d=home.example\n" ANA "\nx\n";
	char *none[] = {NULL};
	g_autoptr(GBytes) bytes = g_bytes_new(raw, strlen(raw));
	g_autoptr(JnMessage) message = jn_message_parse(bytes, NULL);
	JnDelivery delivery = {.raw = bytes, .recipient = TO};

	for (int i = 0; i < 2; i++) {
		JnConfig config = {.login_domain = (char *)"goals.example",
				   .authserv_ids = i == 0 ? NULL : none};
		JnSite site = {.config = &config};
		JnEvidence evidence = {0};

		jn_origin_weigh(&site, &delivery, message, &evidence);
		g_assert_cmpint(jn_trust_proof(&evidence), ==, JN_PROOF_NONE);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_mime_init();
	g_test_add_func("/run/origin", test_origin);
	g_test_add_func("/run/origin/off", test_off);
	return g_test_run();
}
