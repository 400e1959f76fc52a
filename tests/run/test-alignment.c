/* run/alignment.h: which domains are of one organisation. Source: RFC 7489, sections 3.1 and 3.2. */
#include "run/alignment.h"

static const struct {
	const char *label, *a, *b;
	gboolean aligned, equal;
} rows[] = {
	{"the same", "far.example", "far.example", TRUE, TRUE},
	{"case", "Far.Example", "far.eXAMPLE", TRUE, TRUE},
	{"a dot at the end", "far.example.", "far.example", TRUE, TRUE},
	{"two dots at the end", "far.example..", "far.example", FALSE, FALSE},
	{"a child", "mail.far.example", "far.example", TRUE, FALSE},
	{"two children", "a.far.example", "b.c.far.example", TRUE, FALSE},
	{"others", "near.example", "far.example", FALSE, FALSE},
	{"the same end without a dot", "nearfar.example", "far.example", FALSE, FALSE},
	{"a public suffix and what is below it", "co.uk", "far.co.uk", FALSE, FALSE},
	{"two below a public suffix", "near.co.uk", "far.co.uk", FALSE, FALSE},
	{"children below one", "a.far.co.uk", "b.far.co.uk", TRUE, FALSE},
	{"a public suffix is itself", "co.uk", "co.uk", TRUE, TRUE},
	{"a private suffix", "near.github.io", "far.github.io", FALSE, FALSE},
	{"... and its owner", "github.io", "far.github.io", FALSE, FALSE},
	{"a wildcard in the list", "a.b.ck", "c.b.ck", FALSE, FALSE},
	{"... and its exception", "a.www.ck", "www.ck", TRUE, FALSE},
	{"a top level that the list does not know", "nowhere", "far.nowhere", FALSE, FALSE},
	{"... and what is below it", "a.far.nowhere", "far.nowhere", TRUE, FALSE},
	{"Unicode and A-label", "b\303\274cher.example", "xn--bcher-kva.example", TRUE, TRUE},
	{"... upper case", "B\303\234CHER.example", "XN--BCHER-KVA.Example", TRUE, TRUE},
	{"... decomposed", "bu\314\210cher.example", "xn--bcher-kva.example", TRUE, TRUE},
	{"... a child of it", "mail.b\303\274cher.example", "xn--bcher-kva.example", TRUE, FALSE},
	{"a suffix in Unicode", "a.\351\246\231\346\270\257", "b.xn--j6w193g", FALSE, FALSE},
	{"\303\237 is not ss", "stra\303\237e.example", "strasse.example", FALSE, FALSE},
	{"a full stop of another script", "far\343\200\202example", "far.example", TRUE, TRUE},
	{"a Cyrillic a", "f\320\260r.example", "far.example", FALSE, FALSE},
	{"nothing", "", "", FALSE, FALSE},
	{"no domain", NULL, "far.example", FALSE, FALSE},
	{"neither", NULL, NULL, FALSE, FALSE},
	{"a dot", ".", ".", FALSE, FALSE},
	{"an empty label", "far..example", "far..example", FALSE, FALSE},
	{"a dot at the begin", ".far.example", "far.example", FALSE, FALSE},
	{"a blank", "far example", "far example", FALSE, FALSE},
	{"an address literal", "[192.0.2.1]", "[192.0.2.1]", FALSE, FALSE},
	{"broken UTF-8", "f\377.example", "f\377.example", FALSE, FALSE},
	{"a label of 64",
	 "a123456789b123456789c123456789d123456789e123456789f123456789g123.example",
	 "a123456789b123456789c123456789d123456789e123456789f123456789g123.example", FALSE, FALSE},
};

static void
test_alignment(void)
{
	g_autoptr(JnSuffixes) suffixes = jn_suffixes_new();

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].label);
		g_assert_cmpint(jn_domains_aligned(suffixes, rows[i].a, rows[i].b), ==,
				rows[i].aligned);
		g_assert_cmpint(jn_domains_aligned(suffixes, rows[i].b, rows[i].a), ==,
				rows[i].aligned);
		g_assert_cmpint(jn_domains_equal(rows[i].a, rows[i].b), ==, rows[i].equal);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/run/alignment", test_alignment);
	return g_test_run();
}
