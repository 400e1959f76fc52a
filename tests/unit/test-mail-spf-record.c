/* mail/spf-record.h: what the library may see of a TXT record. Sections are those of RFC 7208. */
#include "mail/spf-record.h"

#include <string.h>

static const JnSpfMacros macros = {"strong-bad@email.a.example", "a.example", "192.0.2.3",
				   "in-addr", "mx.b.example"};

/* NULL: broken; "-": no SPF record. */
static const struct {
	const char *label, *text, *clean;
} rows[] = {
	{"nothing", "", "-"},
	{"another record", "google-site-verification=abc", "-"},
	{"a version that begins so (4.5)", "v=spf10 -all", "-"},
	{"... and another", "v=spf1-all", "-"},
	{"a blank before it", " v=spf1 -all", "-"},
	{"empty", "v=spf1", "v=spf1"},
	{"empty, blanks", "v=spf1  ", "v=spf1"},
	{"case", "V=SPF1 -ALL", "v=spf1 -ALL"},
	{"all qualifiers", "v=spf1 +a -mx ?ptr ~all", "v=spf1 +a -mx ?ptr ~all"},
	{"blanks between", "v=spf1   a    -all  ", "v=spf1 a -all"},
	{"networks", "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 ip4:192.0.2.1 ip6:::1 -all",
	 "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 ip4:192.0.2.1 ip6:::1 -all"},
	{"names and prefixes", "v=spf1 a/24 mx//64 a:x.example/24//64 mx:x.example -all",
	 "v=spf1 a/24 mx//64 a:x.example/24//64 mx:x.example -all"},
	{"a slash in a name", "v=spf1 exists:a/b.example -all", "v=spf1 exists:a/b.example -all"},
	/* 7.4, with the names changed */
	{"macros", "v=spf1 exists:%{s}.x.example exists:%{o}.%{l}.x.example a:%{h} include:%{d}",
	 "v=spf1 exists:strong-bad@email.a.example.x.example "
	 "exists:email.a.example.strong-bad.x.example a:mx.b.example include:a.example"},
	{"their labels",
	 "v=spf1 a:%{o4}.x a:%{o3}.x a:%{o2}.x a:%{o1}.x a:%{or}.x a:%{o2r}.x a:%{o1r}.x",
	 "v=spf1 a:email.a.example.x a:email.a.example.x a:a.example.x a:example.x "
	 "a:example.a.email.x a:a.email.x a:email.x"},
	{"as many labels as there are", "v=spf1 a:%{d2}", "v=spf1 a:a.example"},
	{"delimiters", "v=spf1 a:%{l-}.x a:%{lr-}.x a:%{l1r-}.x a:%{l1-}.x a:%{l1r-+}.x",
	 "v=spf1 a:strong.bad.x a:bad.strong.x a:strong.x a:bad.x a:strong.x"},
	{"the address", "v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all",
	 "v=spf1 exists:3.2.0.192.in-addr._spf.a.example -all"},
	{"a prefix behind them", "v=spf1 a:%{d}/24//64 mx:%{d}/8",
	 "v=spf1 a:a.example/24//64 mx:a.example/8"},
	{"in redirect", "v=spf1 redirect=_spf.%{d}", "v=spf1 redirect=_spf.a.example"},
	{"in upper case", "v=spf1 a:%{D}.%{I}.X.example", "v=spf1 a:a.example.192.0.2.3.X.example"},
	{"... of what a URL has otherwise", "v=spf1 a:%{S}.x.example",
	 "v=spf1 a:strong-bad%%40email.a.example.x.example"},
	{"%{p}: nothing is said", "v=spf1 a:%{p}.x.example", NULL},
	{"signs", "v=spf1 exists:%%.%_.%-.x.example", "v=spf1 exists:%%.%_.%%20.x.example"},
	{"redirect goes to the end", "v=spf1 redirect=x.example a", "v=spf1 a redirect=x.example"},
	{"explanations and what is not known are left out",
	 "v=spf1 exp=e.example moo.cow-far_out=man:dog/cat a default=b -all", "v=spf1 a -all"},
	{"an empty unknown modifier", "v=spf1 foo= -all", "v=spf1 -all"},
	{"a modifier that begins as a mechanism", "v=spf1 all.x=y -all", "v=spf1 -all"},
	{"all with a value", "v=spf1 all:x.example", NULL},
	{"all with a prefix", "v=spf1 all/8", NULL},
	{"no mechanism", "v=spf1 foo -all", NULL},
	{"a mechanism that begins as another", "v=spf1 ipv4:192.0.2.1", NULL},
	{"a qualifier alone", "v=spf1 - -all", NULL},
	{"two qualifiers", "v=spf1 --all", NULL},
	{"include without a name", "v=spf1 include -all", NULL},
	{"include with an empty name", "v=spf1 include: -all", NULL},
	{"a with an empty name", "v=spf1 a: -all", NULL},
	{"a with a prefix behind an empty name", "v=spf1 a:/24 -all", NULL},
	{"a name without a dot", "v=spf1 a:foo-bar -all", NULL},
	{"a top level of digits", "v=spf1 a:192.0.2.1 -all", NULL},
	{"a top level that ends with a hyphen", "v=spf1 a:x.example- -all", NULL},
	{"two dots at the end", "v=spf1 a:x.example.. -all", NULL},
	{"redirect as a mechanism", "v=spf1 redirect:x.example", NULL},
	{"redirect twice", "v=spf1 redirect=x.example redirect=x.example", NULL},
	{"redirect with an empty name", "v=spf1 redirect=", NULL},
	{"exp twice", "v=spf1 exp=x.example exp=y.example -all", NULL},
	{"exp with an empty name", "v=spf1 exp= -all", NULL},
	{"prefixes: too long", "v=spf1 a/33 -all", NULL},
	{"... of IPv6", "v=spf1 a//129 -all", NULL},
	{"... a leading zero", "v=spf1 ip4:192.0.2.0/032", NULL},
	{"... none", "v=spf1 ip4:192.0.2.0/", NULL},
	{"... of a name, none", "v=spf1 a:x.example/", NULL},
	{"... huge", "v=spf1 a/99999999999999999999 -all", NULL},
	{"... of IPv6 for ip4", "v=spf1 ip4:192.0.2.0//24", NULL},
	{"ip4 with a name", "v=spf1 ip4:x.example", NULL},
	{"ip4 of IPv6", "v=spf1 ip4:2001:db8::1", NULL},
	{"ip4 of three numbers", "v=spf1 ip4:192.0.2", NULL},
	{"ip4 above 255", "v=spf1 ip4:192.0.2.256", NULL},
	{"ip6 of IPv4", "v=spf1 ip6:192.0.2.1", NULL},
	{"ip6 with a zone", "v=spf1 ip6:fe80::1%eth0", NULL},
	{"ip6 without an address", "v=spf1 ip6: -all", NULL},
	{"ptr with an empty name", "v=spf1 ptr: -all", NULL},
	{"a macro that does not end", "v=spf1 exists:%{i.x.example", NULL},
	{"a macro of no letter", "v=spf1 exists:%{}.x.example", NULL},
	{"a macro of another letter", "v=spf1 exists:%{x}.x.example", NULL},
	{"a macro of explanations (7.2)", "v=spf1 exists:%{c}.x.example", NULL},
	{"no labels of it", "v=spf1 exists:%{d0}.x.example", NULL},
	{"too many digits", "v=spf1 exists:%{d9999999999}.x.example", NULL},
	{"a percent sign", "v=spf1 exists:%.x.example", NULL},
	{"... at the end", "v=spf1 exists:x.example%", NULL},
	{"a name with a macro and no top level behind it", "v=spf1 exists:%{i}x", NULL},
	{"a percent sign in an unknown modifier", "v=spf1 foo=% -all", NULL},
	{"octets outside of ASCII", "v=spf1 a:\303\274.example -all", NULL},
	{"... where a name begins", "v=spf1 \303\274 -all", NULL},
	{"a tab", "v=spf1\ta", "-"},
	{"a tab between terms", "v=spf1 a\t-all", NULL},
	{"a line feed", "v=spf1 foo=a\nb -all", NULL},
};

static void
test_rows(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = g_strdup(rows[i].text);
		g_autofree char *clean = NULL;
		JnSpfRecord kind = jn_spf_record_read(text, &macros, &clean);

		g_test_message("%s", rows[i].label);
		g_assert_cmpint(kind, ==,
				rows[i].clean == NULL             ? JN_SPF_RECORD_BROKEN
				: g_str_equal(rows[i].clean, "-") ? JN_SPF_RECORD_OTHER
								  : JN_SPF_RECORD_GOOD);
		g_assert_cmpstr(clean, ==, kind == JN_SPF_RECORD_GOOD ? rows[i].clean : NULL);
	}
}

/* `prefix`, `n` times `part`, `suffix`. */
static JnSpfRecord
read_long(const char *prefix, const char *part, guint n, const char *suffix)
{
	g_autoptr(GString) text = g_string_new(prefix);
	g_autofree char *clean = NULL;

	for (guint i = 0; i < n; i++)
		g_string_append(text, part);
	g_string_append(text, suffix);
	return jn_spf_record_read(text->str, &macros, &clean);
}

static void
test_limits(void)
{
	g_assert_cmpint(read_long("v=spf1", " ip4:192.0.2.1", 142, ""), ==, JN_SPF_RECORD_GOOD);
	g_assert_cmpint(read_long("v=spf1", " ip4:192.0.2.1", 143, ""), ==, JN_SPF_RECORD_BROKEN);
	/* "a:" and ".example" are ten. */
	g_assert_cmpint(read_long("v=spf1 a:", "x", JN_SPF_TERM_BYTES - 10, ".example"), ==,
			JN_SPF_RECORD_GOOD);
	g_assert_cmpint(read_long("v=spf1 a:", "x", JN_SPF_TERM_BYTES - 9, ".example"), ==,
			JN_SPF_RECORD_BROKEN);
	g_assert_cmpint(read_long("v=spf1 a:", "%{d}", JN_SPF_MACROS, ".example"), ==,
			JN_SPF_RECORD_GOOD);
	g_assert_cmpint(read_long("v=spf1 a:", "%{d}", JN_SPF_MACROS + 1, ".example"), ==,
			JN_SPF_RECORD_BROKEN);
	g_assert_cmpint(read_long("google=", "x", 100000, ""), ==, JN_SPF_RECORD_OTHER);
}

/* What a sender chose cannot become a term, and what is not printable says nothing. */
static void
test_values(void)
{
	static const struct {
		const char *sender, *clean;
	} values[] = {
		{"a b@x.example", "v=spf1 exists:a%_b.x -all"},
		{"a +all@x.example", "v=spf1 exists:a%_+all.x -all"},
		{"%{d}@x.example", "v=spf1 exists:%%{d}.x -all"},
		{"a%@x.example", "v=spf1 exists:a%%.x -all"},
		{"a@b@x.example", "v=spf1 exists:a@b.x -all"},
		{"a/8@x.example", NULL},
		{"a\tb@x.example", NULL},
		{"\303\274@x.example", NULL},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
		JnSpfMacros own = macros;
		g_autofree char *clean = NULL;

		own.sender = values[i].sender;
		g_assert_cmpint(jn_spf_record_read("v=spf1 exists:%{l}.x -all", &own, &clean), ==,
				values[i].clean ? JN_SPF_RECORD_GOOD : JN_SPF_RECORD_BROKEN);
		g_assert_cmpstr(clean, ==, values[i].clean);
	}
}

/* Above 253 octets a name loses labels at its begin (7.3). */
static void
test_cut(void)
{
	JnSpfMacros own = macros;
	g_autoptr(GString) domain = g_string_new(NULL);
	g_autofree char *clean = NULL;
	g_autofree char *last = NULL;

	for (int i = 0; i < 24; i++)
		g_string_append(domain, "123456789.");
	g_string_append(domain, "example");
	own.domain = domain->str;
	g_assert_cmpint(jn_spf_record_read("v=spf1 a:%{d}.abcdef", &own, &clean), ==,
			JN_SPF_RECORD_GOOD);
	last = g_strconcat("v=spf1 a:", domain->str + 10, ".abcdef", NULL);
	g_assert_cmpstr(clean, ==, last);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/mail/spf-record/rows", test_rows);
	g_test_add_func("/mail/spf-record/limits", test_limits);
	g_test_add_func("/mail/spf-record/values", test_values);
	g_test_add_func("/mail/spf-record/cut", test_cut);
	return g_test_run();
}
