/* mail/auth-results.h: what our own server found out, and whose word does not count. */
#include "mail/auth-results.h"

#include <string.h>

static char *ids[] = {(char *)"mx.goals.example", (char *)"MX2.Goals.Example", NULL};

/* "dkim=pass:far.example spf=other:-"; "-": the field does not count. */
static char *
words_of(const GPtrArray *results)
{
	static const char *const methods[] = {"dkim", "dmarc", "spf"};
	static const char *const verdicts[] = {"other", "pass", "fail"};
	GString *out = g_string_new(NULL);

	if (results == NULL)
		g_string_append_c(out, '-');
	for (guint i = 0; results != NULL && i < results->len; i++) {
		const JnAuthResult *result = results->pdata[i];

		g_string_append_printf(out, "%s%s=%s:%s", i > 0 ? " " : "", methods[result->method],
				       verdicts[result->verdict],
				       result->domain ? result->domain : "-");
	}
	return g_string_free(out, FALSE);
}

#define OURS "mx.goals.example; "

/* Those marked RFC are made after the examples of RFC 8601, appendix B. */
static const struct {
	const char *label, *value, *words;
} fields[] = {
	{"DKIM", OURS "dkim=pass header.d=far.example", "dkim=pass:far.example"},
	{"DMARC", OURS "dmarc=pass header.from=far.example", "dmarc=pass:far.example"},
	{"SPF", OURS "spf=pass smtp.mailfrom=eve@far.example", "spf=pass:far.example"},
	{"SPF, a domain alone", OURS "spf=fail smtp.mailfrom=far.example", "spf=fail:far.example"},
	{"several", OURS "spf=pass smtp.mailfrom=far.example; dkim=fail header.d=far.example",
	 "spf=pass:far.example dkim=fail:far.example"},
	{"two signatures", OURS "dkim=fail header.d=a.example; dkim=pass header.d=b.example",
	 "dkim=fail:a.example dkim=pass:b.example"},
	{"nothing was checked (RFC)", OURS "none", ""},
	{"an id and no more", "mx.goals.example", "-"},
	{"an empty result at the end", OURS "dkim=pass header.d=far.example;",
	 "dkim=pass:far.example"},
	{"the id in another case, the second of ours", "mX2.goals.EXAMPLE; dkim=pass header.d=b.c",
	 "dkim=pass:b.c"},
	{"the id quoted", "\"mx.goals.example\"; dkim=pass header.d=b.c", "dkim=pass:b.c"},
	{"version 1", "mx.goals.example 1; dkim=pass header.d=b.c", "dkim=pass:b.c"},
	{"version 1, no blank behind it", "mx.goals.example 1;dkim=pass header.d=b.c",
	 "dkim=pass:b.c"},
	{"version 2", "mx.goals.example 2; dkim=pass header.d=b.c", "-"},
	{"another's id", "mx.far.example; dkim=pass header.d=b.c", "-"},
	{"an id that begins as ours", "mx.goals.example.far.example; dkim=pass header.d=b.c", "-"},
	{"an id that ends as ours", "far.mx.goals.example; dkim=pass header.d=b.c", "-"},
	{"ours in a comment", "(mx.goals.example) mx.far.example; dkim=pass header.d=b.c", "-"},
	{"ours behind another", "mx.far.example mx.goals.example; dkim=pass header.d=b.c", "-"},
	{"no id", "; dkim=pass header.d=b.c", "-"},
	{"nothing", "", "-"},
	{"blanks", " \n\t", "-"},
	{"comments everywhere (RFC)",
	 "(a) mx.goals.example (b) 1 (c(d)) ; (e) dkim (f) = (g) pass (h\\)i) reason (j) = (k) "
	 "\"good; dmarc=pass\" (l) header (m) . (n) d (o) = (p) far.example (q) ; (r)",
	 "dkim=pass:far.example"},
	{"folds", "\n mx.goals.example;\r\n\tdkim=pass\n header.d=far.example",
	 "dkim=pass:far.example"},
	{"a result in a comment", OURS "dkim=none (dkim=pass header.d=b.c)", "dkim=other:-"},
	{"a result in a quoted value", OURS "dkim=none reason=\"x; dkim=pass header.d=b.c\"",
	 "dkim=other:-"},
	{"a quote in a quoted value", OURS "dkim=fail reason=\"a\\\"; dkim=pass header.d=b.c\"",
	 "dkim=fail:-"},
	{"words in capitals", OURS "DKIM=Pass Header.D=Far.Example", "dkim=pass:far.example"},
	{"method versions", OURS "dkim/1=pass header.d=a.b; dkim/2=pass header.d=b.c",
	 "dkim=pass:a.b"},
	{"others are left out",
	 OURS "iprev=pass policy.iprev=192.0.2.1; arc=pass; auth=pass "
	      "smtp.auth=eve@far.example; x-foo=pass header.d=b.c",
	 ""},
	{"softfail, neutral, temperror accuse nobody",
	 OURS "spf=softfail smtp.mailfrom=a.b; spf=neutral smtp.mailfrom=a.b; spf=temperror "
	      "smtp.mailfrom=a.b; spf=permerror smtp.mailfrom=a.b; spf=hardfail "
	      "smtp.mailfrom=a.b; dkim=policy header.d=a.b",
	 "spf=other:a.b spf=other:a.b spf=other:a.b spf=other:a.b spf=other:a.b dkim=other:a.b"},
	{"header.i alone", OURS "dkim=pass header.i=@far.example", "dkim=pass:far.example"},
	{"header.i with a local part", OURS "dkim=pass header.i=eve=x/y@far.example",
	 "dkim=pass:far.example"},
	{"header.d before header.i, wherever it stands",
	 OURS "dkim=pass header.i=@sub.far.example header.d=far.example", "dkim=pass:far.example"},
	{"a signature's begin holds all kinds of signs",
	 OURS "dkim=pass header.b=a/b=+c header.d=far.example", "dkim=pass:far.example"},
	{"a local part that is quoted",
	 OURS "spf=pass smtp.mailfrom=\"a;b @x.example\"@far.example", "spf=pass:far.example"},
	{"a null sender: HELO is none of From's", OURS "spf=pass smtp.helo=far.example",
	 "spf=pass:-"},
	{"a property of another kind",
	 OURS "spf=pass header.from=far.example; dmarc=pass "
	      "smtp.mailfrom=far.example; dkim=pass header.from=a.b",
	 "spf=pass:- dmarc=pass:- dkim=pass:-"},
	{"properties without a kind (Microsoft writes it)",
	 OURS "dmarc=pass action=none header.from=far.example; compauth=pass reason=100",
	 "dmarc=pass:far.example"},
	{"a property with dots",
	 OURS "dmarc=pass policy.published-domain-policy=none "
	      "policy.a.b=c header.from=far.example",
	 "dmarc=pass:far.example"},
	{"as OpenDKIM writes",
	 "mx.goals.example;\n\tdkim=pass (2048-bit key; unprotected) header.d=far.example "
	 "header.i=@far.example header.a=rsa-sha256 header.s=s1 header.b=AbC/d+e=;\n"
	 "\tdkim-atps=neutral",
	 "dkim=pass:far.example"},
	{"as OpenDMARC writes",
	 "mx.goals.example; dmarc=pass (p=reject dis=none) header.from=far.example",
	 "dmarc=pass:far.example"},
	{"as rspamd writes",
	 "mx.goals.example;\n\tdkim=pass header.d=far.example header.s=s1 header.b=\"o3+/Ab\";\n"
	 "\tdmarc=pass (policy=reject) header.from=far.example;\n"
	 "\tspf=pass (mx.goals.example: domain of eve@far.example designates 192.0.2.1 as "
	 "permitted "
	 "sender) smtp.mailfrom=eve@far.example",
	 "dkim=pass:far.example dmarc=pass:far.example spf=pass:far.example"},
	/* what breaks the grammar spoils all of it */
	{"a comment that does not end", OURS "dkim=pass header.d=far.example (x", "-"},
	{"... behind a backslash", OURS "dkim=pass header.d=far.example (x\\", "-"},
	{"a comment that does not begin", OURS "dkim=pass header.d=far.example )", "-"},
	{"a quote that does not end", OURS "dkim=pass header.d=far.example reason=\"x", "-"},
	{"no result", OURS "dkim= ; spf=pass smtp.mailfrom=a.b", "-"},
	{"no '='", OURS "dkim pass header.d=far.example", "-"},
	{"no method", OURS "=pass header.d=far.example", "-"},
	{"no value", OURS "dkim=pass header.d=", "-"},
	{"a property without a name", OURS "dkim=pass header.=far.example", "-"},
	{"no ';' between two results", OURS "dkim=pass header.d=a.b spf pass", "-"},
	{"none and more", OURS "none; none dkim=pass", "-"},
	{"a method without version", OURS "dkim/=pass header.d=a.b", "-"},
};

static void
test_fields(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
		gsize len = strlen(fields[i].value);
		/* Without a NUL, so that an over-read shows. */
		g_autofree char *value = g_memdup2(fields[i].value, len);
		g_autoptr(GPtrArray) results = jn_auth_results_parse(value, len, ids);
		g_autofree char *words = words_of(results);

		g_test_message("%s", fields[i].label);
		g_assert_cmpstr(words, ==, fields[i].words);
	}
}

static void
test_no_ids(void)
{
	char *none[] = {NULL};
	const char *value = "; dkim=pass header.d=a.b";

	g_assert_null(jn_auth_results_parse(OURS "dkim=pass header.d=a.b", 40, NULL));
	g_assert_null(jn_auth_results_parse(OURS "dkim=pass header.d=a.b", 40, none));
	g_assert_null(jn_auth_results_parse(value, strlen(value), none));
}

static void
test_nul(void)
{
	static const char id[] = "mx.goals.example\0x; dkim=pass header.d=a.b";
	static const char domain[] = OURS "dkim=pass header.d=\"far.example\0x\"";

	g_assert_null(jn_auth_results_parse(id, sizeof id - 1, ids));
	g_assert_null(jn_auth_results_parse(domain, sizeof domain - 1, ids));
}

/* Any cut of a field that counts gives either nothing or what stands before the cut. */
static void
test_cuts(void)
{
	static const char whole[] = OURS "dkim=pass (a (b)) reason=\"x\" header.d=far.example";

	for (gsize len = 0; len < sizeof whole - 1; len++) {
		g_autofree char *value = g_memdup2(whole, len);
		g_autoptr(GPtrArray) results = jn_auth_results_parse(value, len, ids);
		g_autofree char *words = words_of(results);

		g_assert_false(g_str_equal(words, "dkim=pass:far.example"));
	}
}

static void
test_many(void)
{
	g_autoptr(GString) value = g_string_new("mx.goals.example");
	g_autoptr(GPtrArray) most = NULL;
	g_autoptr(GString) deep = g_string_new(OURS);
	g_autoptr(GPtrArray) none = NULL;

	for (int i = 0; i < JN_AUTH_RESULTS; i++)
		g_string_append(value, "; dkim=pass header.d=a.b");
	most = jn_auth_results_parse(value->str, value->len, ids);
	g_assert_nonnull(most);
	g_assert_cmpint(most->len, ==, JN_AUTH_RESULTS);
	g_string_append(value, "; dkim=pass header.d=a.b");
	g_assert_null(jn_auth_results_parse(value->str, value->len, ids));
	for (int i = 0; i < 200000; i++)
		g_string_append_c(deep, '(');
	none = jn_auth_results_parse(deep->str, deep->len, ids);
	g_assert_null(none);
}

#define AR "Authentication-Results: "

static const struct {
	const char *label, *header, *words;
} mails[] = {
	{"above the first Received", AR OURS "dkim=pass header.d=a.b\nReceived: 1\nReceived: 2\n",
	 "dkim=pass:a.b"},
	{"below it", "Received: 1\n" AR OURS "dkim=pass header.d=a.b\nReceived: 2\n",
	 "dkim=pass:a.b"},
	{"below the second: it was in the mail",
	 "Received: 1\nReceived: 2\n" AR OURS "dkim=pass header.d=a.b\n", ""},
	{"... in another case", "received : 1\nRECEIVED: 2\n" AR OURS "dkim=pass header.d=a.b\n",
	 ""},
	{"... folded", "Received: 1\n 2\nReceived:\n 3\n" AR OURS "dkim=pass header.d=a.b\n", ""},
	{"only one Received", "Received: 1\n" AR OURS "dkim=pass header.d=a.b\n", "dkim=pass:a.b"},
	{"in the body", "Received: 1\n\n" AR OURS "dkim=pass header.d=a.b\n", ""},
	{"another field that begins alike",
	 "Received: 1\nAuthentication-Results-Original: " OURS "dkim=pass header.d=a.b\n", ""},
	{"several fields of ours",
	 AR OURS "dkim=pass header.d=a.b\n" AR OURS "dmarc=fail header.from=a.b\nReceived: 1\n",
	 "dkim=pass:a.b dmarc=fail:a.b"},
	{"a second word on one method does not count",
	 AR OURS "dkim=fail header.d=a.b\n" AR OURS "dkim=pass header.d=a.b\n", "dkim=fail:a.b"},
	{"... nor after none", AR OURS "dkim=none\n" AR OURS "dkim=pass header.d=a.b\n",
	 "dkim=other:-"},
	{"another's above ours",
	 AR "mx.far.example; dkim=pass header.d=b.c\n" AR OURS
	    "dkim=fail header.d=a.b\nReceived: 1\n",
	 "dkim=fail:a.b"},
	{"a broken one above a good one",
	 AR OURS "dkim=pass (\n" AR OURS "dkim=pass header.d=a.b\nReceived: 1\n", "dkim=pass:a.b"},
};

static void
test_mails(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autofree char *raw = g_strconcat(mails[i].header, "From: e@a.b\n\nx\n", NULL);
		g_autoptr(GBytes) bytes = g_bytes_new(raw, strlen(raw));
		g_autoptr(JnMessage) message = jn_message_parse(bytes, NULL);
		g_autoptr(GPtrArray) results = jn_auth_results_read(message, ids);
		g_autofree char *words = words_of(results);

		g_test_message("%s", mails[i].label);
		g_assert_cmpstr(words, ==, mails[i].words);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_mime_init();
	g_test_add_func("/mail/auth-results/fields", test_fields);
	g_test_add_func("/mail/auth-results/no-ids", test_no_ids);
	g_test_add_func("/mail/auth-results/nul", test_nul);
	g_test_add_func("/mail/auth-results/cuts", test_cuts);
	g_test_add_func("/mail/auth-results/many", test_many);
	g_test_add_func("/mail/auth-results/mails", test_mails);
	return g_test_run();
}
