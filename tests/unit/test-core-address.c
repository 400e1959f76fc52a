/* core/address.h: the addresses of a site, there and back; names out of titles. */
#include "core/address.h"

#include <string.h>

#include "base/base32.h"
#include "base/limits.h"
#include "core/capability.h"

#define D "goals.example"
#define CAP "abcdefghijklmnopq"

static void
test_parse(void)
{
	static const struct {
		const char *label, *addr;
		JnPlace place;
		const char *name;
		JnSub sub;
		gint64 post, person;
		const char *secret;
	} rows[] = {
		{"new", "new@" D, JN_PLACE_NEW, "new", JN_SUB_NONE, 0, 0, NULL},
		{"open", "open@" D, JN_PLACE_STREAM, "open", JN_SUB_NONE, 0, 0, NULL},
		{"open, a word", "open+subscribe@" D, JN_PLACE_STREAM, "open", JN_SUB_SUBSCRIBE, 0,
		 0, NULL},
		{"bounces", "bounces@" D, JN_PLACE_BOUNCES, "bounces", JN_SUB_NONE, 0, 0, NULL},
		{"postmaster (RFC 2142 5)", "Postmaster@" D, JN_PLACE_OPERATOR, "postmaster",
		 JN_SUB_NONE, 0, 0, NULL},
		{"abuse (RFC 2142 4)", "abuse@" D, JN_PLACE_OPERATOR, "abuse", JN_SUB_NONE, 0, 0,
		 NULL},
		{"mailer-daemon", "MAILER-DAEMON@" D, JN_PLACE_OPERATOR, "mailer-daemon",
		 JN_SUB_NONE, 0, 0, NULL},
		{"a goal", "learn-welding@" D, JN_PLACE_GOAL, "learn-welding", JN_SUB_NONE, 0, 0,
		 NULL},
		{"upper case", "Learn-WELDING+Unsubscribe@GOALS.Example", JN_PLACE_GOAL,
		 "learn-welding", JN_SUB_UNSUBSCRIBE, 0, 0, NULL},
		{"questions", "w+questions@" D, JN_PLACE_GOAL, "w", JN_SUB_QUESTIONS, 0, 0, NULL},
		{"digest", "w+digest@" D, JN_PLACE_GOAL, "w", JN_SUB_DIGEST, 0, 0, NULL},
		{"help", "w+help@" D, JN_PLACE_GOAL, "w", JN_SUB_HELP, 0, 0, NULL},
		{"background", "w+background@" D, JN_PLACE_GOAL, "w", JN_SUB_BACKGROUND, 0, 0,
		 NULL},
		{"reply", "w+r.h.b." CAP "@" D, JN_PLACE_GOAL, "w", JN_SUB_REPLY, 7, 1, CAP},
		{"reply, upper case (clients that shout)", "W+R.H.B.ABCDEFGHIJKLMNOPQ@" D,
		 JN_PLACE_GOAL, "w", JN_SUB_REPLY, 7, 1, CAP},
		{"shared", "w+q.ba@" D, JN_PLACE_GOAL, "w", JN_SUB_SHARED, 32, 0, NULL},
		{"unsubscribe somebody", "w+u.b." CAP "@" D, JN_PLACE_GOAL, "w",
		 JN_SUB_UNSUBSCRIBE_PERSON, 0, 1, CAP},
		{"no introductions", "me+i.b." CAP "@" D, JN_PLACE_ME, "me",
		 JN_SUB_NO_INTRODUCTIONS, 0, 1, CAP},
		{"skills", "w+skills@" D, JN_PLACE_GOAL, "w", JN_SUB_SKILLS, 0, 0, NULL},
		{"fit", "w+fit@" D, JN_PLACE_GOAL, "w", JN_SUB_FIT, 0, 0, NULL},
		{"confirm", "new+c.mzxw6ytb@" D, JN_PLACE_NEW, "new", JN_SUB_CONFIRM, 0, 0,
		 "mzxw6ytb"},
		{"return path", "bounces+b.h.c." CAP "@" D, JN_PLACE_BOUNCES, "bounces",
		 JN_SUB_BOUNCE, 7, 2, CAP},
		{"return path of a probe", "w+p.h.c." CAP "@" D, JN_PLACE_GOAL, "w", JN_SUB_PROBE,
		 7, 2, CAP},
		{"return path of shared copies", "bounces+s.h." CAP "@" D, JN_PLACE_BOUNCES,
		 "bounces", JN_SUB_BOUNCE_SHARED, 7, 0, CAP},
		{"... cut off", "bounces+s.h@" D, JN_PLACE_BOUNCES, "bounces", JN_SUB_UNKNOWN, 0, 0,
		 NULL},
		{"... with what names nobody", "bounces+s.h." CAP "+ann@" D, JN_PLACE_BOUNCES,
		 "bounces", JN_SUB_UNKNOWN, 0, 0, NULL},
		{"confirm, as a link has it", "new%2Bc.mzxw6ytb@" D, JN_PLACE_NEW, "new",
		 JN_SUB_CONFIRM, 0, 0, "mzxw6ytb"},
		{"reply, all signs as a link may have them", "w%2br%2Eh%2eb%2E" CAP "@" D,
		 JN_PLACE_GOAL, "w", JN_SUB_REPLY, 7, 1, CAP},
		{"the longest, with signs of a link (64 octets when read)",
		 "abcdefghijklmnopqrstuvwxyz12%2Br%2Eaaaaaaa%2Ebbbbbbb%2E" CAP "@" D, JN_PLACE_GOAL,
		 "abcdefghijklmnopqrstuvwxyz12", JN_SUB_UNKNOWN, 0, 0, NULL},
		/* Not to be understood: an ordinary post to the goal. */
		{"a word that means nothing", "w+hello@" D, JN_PLACE_GOAL, "w", JN_SUB_OTHER_WORD,
		 0, 0, NULL},
		{"empty word", "w+@" D, JN_PLACE_GOAL, "w", JN_SUB_UNKNOWN, 0, 0, NULL},
		{"two separators", "w+help+help@" D, JN_PLACE_GOAL, "w", JN_SUB_OTHER_WORD, 0, 0,
		 NULL},
		{"cut off: letter alone", "w+r@" D, JN_PLACE_GOAL, "w", JN_SUB_UNKNOWN, 0, 0, NULL},
		{"cut off: after the dot", "w+r.@" D, JN_PLACE_GOAL, "w", JN_SUB_UNKNOWN, 0, 0,
		 NULL},
		{"cut off: a cookie's letter", "w+c@" D, JN_PLACE_GOAL, "w", JN_SUB_CONFIRM, 0, 0,
		 NULL},
		{"cut off: a cookie's dot", "w+c.@" D, JN_PLACE_GOAL, "w", JN_SUB_CONFIRM, 0, 0,
		 NULL},
		{"cut off: no person", "w+r.h@" D, JN_PLACE_GOAL, "w", JN_SUB_UNKNOWN, 0, 0, NULL},
		{"cut off: no secret", "w+r.h.b@" D, JN_PLACE_GOAL, "w", JN_SUB_UNKNOWN, 0, 0,
		 NULL},
		{"cut off: empty secret", "w+r.h.b.@" D, JN_PLACE_GOAL, "w", JN_SUB_UNKNOWN, 0, 0,
		 NULL},
		{"one field too many", "w+r.h.b." CAP ".x@" D, JN_PLACE_GOAL, "w", JN_SUB_UNKNOWN,
		 0, 0, NULL},
		{"digits that are no base32", "w+r.1.b." CAP "@" D, JN_PLACE_GOAL, "w",
		 JN_SUB_UNKNOWN, 0, 0, NULL},
		{"a number in another form", "w+r.ah.b." CAP "@" D, JN_PLACE_GOAL, "w",
		 JN_SUB_UNKNOWN, 0, 0, NULL},
		{"a number beyond 60 bits", "w+q.777777777777777@" D, JN_PLACE_GOAL, "w",
		 JN_SUB_UNKNOWN, 0, 0, NULL},
		{"a letter that is no token", "w+z.h.b." CAP "@" D, JN_PLACE_GOAL, "w",
		 JN_SUB_UNKNOWN, 0, 0, NULL},
		{"a cookie with punctuation", "w+c.abc_def@" D, JN_PLACE_GOAL, "w", JN_SUB_CONFIRM,
		 0, 0, NULL},
		{"28 octets", "abcdefghijklmnopqrstuvwxyz12@" D, JN_PLACE_GOAL,
		 "abcdefghijklmnopqrstuvwxyz12", JN_SUB_NONE, 0, 0, NULL},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(JnAddress) address = {0};

		g_test_message("%s", rows[i].label);
		g_assert_true(jn_address_parse(rows[i].addr, D, '+', &address));
		g_assert_cmpint(address.place, ==, rows[i].place);
		g_assert_cmpstr(address.name, ==, rows[i].name);
		g_assert_cmpint(address.sub, ==, rows[i].sub);
		g_assert_cmpint(address.post, ==, rows[i].post);
		g_assert_cmpint(address.person, ==, rows[i].person);
		g_assert_cmpstr(address.secret, ==, rows[i].secret);
	}
}

/* Postfix's VERP_README: "owner-listname+user=domain@origin". */
static void
test_verp(void)
{
	static const struct {
		const char *label, *addr;
		char separator;
		JnSub sub;
		const char *verp;
	} rows[] = {
		{"an address", "bounces+s.h." CAP "+ann=club.example@" D, '+', JN_SUB_BOUNCE_SHARED,
		 "ann@club.example"},
		{"with signs of ours", "bounces+s.h." CAP "+ann+x.y=z=club.example@" D, '+',
		 JN_SUB_BOUNCE_SHARED, "ann+x.y=z@club.example"},
		{"upper case", "BOUNCES+S.H.ABCDEFGHIJKLMNOPQ+Ann=Club.Example@" D, '+',
		 JN_SUB_BOUNCE_SHARED, "ann@club.example"},
		{"another separator", "bounces-s.h." CAP "+ann-lee=my-club.example@" D, '-',
		 JN_SUB_BOUNCE_SHARED, "ann-lee@my-club.example"},
		{"none", "bounces+s.h." CAP "@" D, '+', JN_SUB_BOUNCE_SHARED, NULL},
		{"no name", "bounces+s.h." CAP "+=club.example@" D, '+', JN_SUB_UNKNOWN, NULL},
		{"no domain", "bounces+s.h." CAP "+ann=@" D, '+', JN_SUB_UNKNOWN, NULL},
		{"of a token that is none", "bounces+s.1." CAP "+ann=club.example@" D, '+',
		 JN_SUB_UNKNOWN, NULL},
		{"of another return path", "bounces+b.h.c." CAP "+ann=club.example@" D, '+',
		 JN_SUB_UNKNOWN, NULL},
		{"of a goal", "w+s.h." CAP "+ann=club.example@" D, '+', JN_SUB_UNKNOWN, NULL},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(JnAddress) address = {0};

		g_test_message("%s", rows[i].label);
		g_assert_true(jn_address_parse(rows[i].addr, D, rows[i].separator, &address));
		g_assert_cmpint(address.sub, ==, rows[i].sub);
		g_assert_cmpstr(address.verp, ==, rows[i].verp);
	}
}

static void
test_takes_verp(void)
{
	static const struct {
		const char *addr;
		gboolean takes;
	} rows[] = {
		{"ann@club.example", TRUE},
		{"ann.lee+x=y@my-club.example", TRUE},
		{"o'neil@club.example", TRUE},
		/* 30 octets go before it: 64 in all, and 65 */
		{"a23456789012345678901@club.example", TRUE},
		{"a234567890123456789012@club.example", FALSE},
		{"\"ann lee\"@club.example", FALSE},
		{"ann%40far.example@club.example", FALSE},
		{"\303\251va@club.example", FALSE},
		{"ann@[192.0.2.1]", FALSE},
		{"ann@club=x.example", FALSE},
		{"ann@far@club.example", FALSE},
		{"@club.example", FALSE},
		{"ann", FALSE},
	};
	const JnKeys keys = {.current = {1}};
	const JnClaim claim = {'s', 0, 7, 0};
	g_autofree char *path = jn_capability_address(&keys, &claim, 1800000000, "bounces", D, '+');

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *at = strrchr(rows[i].addr, '@');
		g_autofree char *verp = NULL;
		g_auto(JnAddress) address = {0};

		g_test_message("%s", rows[i].addr);
		g_assert_cmpint(jn_address_takes_verp(path, rows[i].addr), ==, rows[i].takes);
		if (!rows[i].takes)
			continue;
		verp = g_strdup_printf("%.*s+%.*s=%s@" D, (int)(strchr(path, '@') - path), path,
				       (int)(at - rows[i].addr), rows[i].addr, at + 1);
		g_assert_true(jn_address_parse(verp, D, '+', &address));
		g_assert_cmpstr(address.verp, ==, rows[i].addr);
		g_assert_cmpint(jn_capability_check(&keys, &claim, address.secret, 1700000000), ==,
				JN_VERDICT_VALID);
	}
}

static void
test_parse_refused(void)
{
	static const struct {
		const char *label, *addr;
	} rows[] = {
		{"no @", "learn-welding"},
		{"empty", ""},
		{"@ alone", "@"},
		{"no local part", "@" D},
		{"another domain", "new@example.org"},
		{"a subdomain", "new@x." D},
		{"a longer domain", "new@goals.example.org"},
		{"no name before the separator", "+help@" D},
		{"a dot in the name", "learn.welding@" D},
		{"a blank", "learn welding@" D},
		{"a slash", "../etc@" D},
		{"a sign of a link that ends the name", "w%00x@" D},
		{"half a sign", "w%2@" D},
		{"no sign", "w%zz@" D},
		{"another host behind a percent sign", "w%goals.example@" D},
		{"a sign of a sign", "w%252Bhelp@" D},
		{"quoted", "\"new\"@" D},
		{"a line end behind the separator", "w+x\nOK eve@" D},
		{"an escaped one", "w+x%0Ay@" D},
		{"a blank", "w+x y@" D},
		{"an escape sequence", "w+\033[2J@" D},
		{"DEL", "w+\177@" D},
		{"not ASCII", "gr\303\266n@" D},
		{"29 octets", "abcdefghijklmnopqrstuvwxyz123@" D},
		{"a local part of 65 octets (RFC 5321 4.5.3.1.1)",
		 "w+x2345678901234567890123456789012345678901234567890123456789012345@" D},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(JnAddress) address = {0};

		g_test_message("%s", rows[i].label);
		g_assert_false(jn_address_parse(rows[i].addr, D, '+', &address));
		g_assert_null(address.name);
		g_assert_null(address.secret);
	}
}

/* With '-' a name may hold the separator. */
static void
test_separators(void)
{
	static const struct {
		const char *addr;
		char separator;
		const char *name;
		JnSub sub;
	} rows[] = {
		{"learn-welding-help@" D, '-', "learn-welding", JN_SUB_HELP},
		{"learn-welding@" D, '-', "learn-welding", JN_SUB_NONE},
		{"learn-welding-r.h.b." CAP "@" D, '-', "learn-welding", JN_SUB_REPLY},
		{"learn-welding=help@" D, '=', "learn-welding", JN_SUB_HELP},
		{"learn-welding_help@" D, '_', "learn-welding", JN_SUB_HELP},
		{"learn-welding.help@" D, '.', "learn-welding", JN_SUB_HELP},
		{"learn-welding.r.h.b." CAP "@" D, '.', "learn-welding", JN_SUB_REPLY},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(JnAddress) address = {0};

		g_test_message("%s", rows[i].addr);
		g_assert_true(jn_address_parse(rows[i].addr, D, rows[i].separator, &address));
		g_assert_cmpstr(address.name, ==, rows[i].name);
		g_assert_cmpint(address.sub, ==, rows[i].sub);
	}
}

static void
test_words(void)
{
	static const JnSub subs[] = {JN_SUB_SUBSCRIBE,   JN_SUB_QUESTIONS, JN_SUB_DIGEST,
				     JN_SUB_UNSUBSCRIBE, JN_SUB_HELP,      JN_SUB_BACKGROUND};

	for (gsize i = 0; i < G_N_ELEMENTS(subs); i++) {
		g_autofree char *text = jn_address_format("learn-welding", subs[i], D, '+');
		g_auto(JnAddress) address = {0};

		g_assert_true(jn_address_parse(text, D, '+', &address));
		g_assert_cmpint(address.sub, ==, subs[i]);
		g_assert_cmpint(jn_sub_from_word(jn_sub_word(subs[i])), ==, subs[i]);
	}
	g_assert_cmpint(jn_sub_from_word(""), ==, JN_SUB_UNKNOWN);
	g_assert_cmpint(jn_sub_from_word("helpp"), ==, JN_SUB_UNKNOWN);
	g_assert_null(jn_sub_word(JN_SUB_REPLY));
}

/* Each kind of token goes there and back, and the longest one fits a local part. */
static void
test_tokens(void)
{
	static const char name[] = "abcdefghijklmnopqrstuvwxyz12";
	static const char kinds[] = "rubp";
	const JnKeys keys = {.current = {1, 2, 3}};
	/* Seven letters: 2^35 - 1. */
	const gint64 largest = (G_GINT64_CONSTANT(1) << 35) - 1;

	for (const char *kind = kinds; *kind != '\0'; kind++) {
		JnClaim claim = {*kind, 5, largest, largest};
		g_autofree char *text =
			jn_capability_address(&keys, &claim, 1795418489, name, D, '+');
		g_auto(JnAddress) address = {0};

		g_test_message("%s", text);
		g_assert_cmpint(strchr(text, '@') - text, <=, JN_LOCAL_PART_BYTES);
		g_assert_true(jn_address_parse(text, D, '+', &address));
		g_assert_cmpstr(address.name, ==, name);
		g_assert_cmpint(address.person, ==, largest);
		g_assert_cmpint(address.post, ==, *kind == 'u' ? 0 : largest);
		claim.post = *kind == 'u' ? claim.post : address.post;
		g_assert_cmpint(jn_capability_check(&keys, &claim, address.secret, 1795418489), ==,
				JN_VERDICT_VALID);
	}
}

static void
test_cookie(void)
{
	g_autofree char *text = jn_address_format_cookie("new", "mzxw6ytbmzxw6ytb", D, '+');
	g_auto(JnAddress) address = {0};

	g_assert_cmpstr(text, ==, "new+c.mzxw6ytbmzxw6ytb@" D);
	g_assert_true(jn_address_parse(text, D, '+', &address));
	g_assert_cmpint(address.sub, ==, JN_SUB_CONFIRM);
	g_assert_cmpstr(address.secret, ==, "mzxw6ytbmzxw6ytb");
}

static void
test_base32(void)
{
	static const gint64 numbers[] = {
		0, 1, 31, 32, 1023, 1024, (G_GINT64_CONSTANT(1) << 60) - 1};
	static const char *const bad[] = {"",   "1",  "a1",       "ab",           "aa",
					  "b ", "b=", "\303\266", "7777777777777"};
	gint64 number = 42;

	for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++) {
		g_autofree char *text = jn_base32_from_number(numbers[i]);
		g_autofree char *upper = g_ascii_strup(text, -1);

		g_assert_true(jn_base32_to_number(text, &number));
		g_assert_cmpint(number, ==, numbers[i]);
		g_assert_true(jn_base32_to_number(upper, &number));
		g_assert_cmpint(number, ==, numbers[i]);
	}
	number = 42;
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_test_message("'%s'", bad[i]);
		g_assert_false(jn_base32_to_number(bad[i], &number));
		g_assert_cmpint(number, ==, 42);
	}
}

static void
test_titles(void)
{
	static const struct {
		const char *title, *name; /* NULL: none can be made */
	} rows[] = {
		{"Learn welding", "learn-welding"},
		{"  Learn   welding!  ", "learn-welding"},
		{"Don't give up", "dont-give-up"},
		{"C++ & Rust", "c-rust"},
		{"2026: run 10 km", "2026-run-10-km"},
		{"--- x9 ---", "x9"},
		{"Schwei\303\237en lernen", "schweissen-lernen"},
		{"Apprendre le fran\303\247ais", "apprendre-le-francais"},
		{"\303\206bler og \303\270l", "aebler-og-oel"},
		{"\320\232\320\260\320\272 \320\262\320\260\321\200\320\270\321\202\321\214",
		 NULL}, /* Cyrillic: GLib's C table does not know it */
		{"\346\272\266\346\216\245\343\202\222\345\255\246\343\201\266", NULL},
		{"\331\204\330\255\330\247\331\205", NULL},
		{"\346\272\266\346\216\245 MIG welding", "mig-welding"},
		{"\360\237\224\245\360\237\224\245", NULL},
		{"", NULL},
		{"!", NULL},
		{"x", NULL},
		{"-", NULL},
		{"How do I learn to weld bicycle frames", "how-do-i-learn-to-weld"},
		{"Donaudampfschifffahrtsgesellschaft", "donaudampfschifffahrtsgesell"},
		{"a bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "a-bbbbbbbbbbbbbbbbbbbbbbbbbb"},
		{"Subject\r\nBcc: x@y", "subject-bcc-x-y"},
		{"../../etc/passwd", "etc-passwd"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *name = jn_goal_name_from_title(rows[i].title);

		g_test_message("%s", rows[i].title);
		g_assert_cmpstr(name, ==, rows[i].name);
		if (name != NULL) {
			g_autofree char *text = jn_address_format(name, JN_SUB_NONE, D, '+');
			g_auto(JnAddress) address = {0};

			g_assert_cmpuint(strlen(name), <=, JN_GOAL_NAME_BYTES);
			g_assert_true(jn_address_parse(text, D, '+', &address));
			g_assert_cmpstr(address.name, ==, name);
		}
	}
}

static void
test_reserved(void)
{
	static const char *const reserved[] = {
		"new",  "open",    "me",   "bounces",    "abuse", "noc",  "security", "postmaster",
		"root", "noreply", "help", "hostmaster", "admin", "info", "webmaster"};
	static const char *const free_names[] = {"learn-welding", "newer", "news-2", "opens", "x"};

	for (gsize i = 0; i < G_N_ELEMENTS(reserved); i++) {
		g_test_message("%s", reserved[i]);
		g_assert_true(jn_goal_name_is_reserved(reserved[i]));
	}
	for (gsize i = 0; i < G_N_ELEMENTS(free_names); i++) {
		g_test_message("%s", free_names[i]);
		g_assert_false(jn_goal_name_is_reserved(free_names[i]));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/core/address/parse", test_parse);
	g_test_add_func("/core/address/verp", test_verp);
	g_test_add_func("/core/address/takes-verp", test_takes_verp);
	g_test_add_func("/core/address/parse-refused", test_parse_refused);
	g_test_add_func("/core/address/separators", test_separators);
	g_test_add_func("/core/address/words", test_words);
	g_test_add_func("/core/address/tokens", test_tokens);
	g_test_add_func("/core/address/cookie", test_cookie);
	g_test_add_func("/core/address/base32", test_base32);
	g_test_add_func("/core/address/titles", test_titles);
	g_test_add_func("/core/address/reserved", test_reserved);
	return g_test_run();
}
