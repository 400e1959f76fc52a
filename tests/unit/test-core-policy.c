/* What an MTA asks at RCPT time, read and answered; and what came how often. */
#include "core/policy.h"
#include "core/rate.h"

#include <string.h>

#define NOW (G_GINT64_CONSTANT(1800000000))

static const JnKeys keys = {
	.current = {1, 2, 3}, .n_older = 1, .older = {{.bytes = {9}, .replaced = NOW}}};

/* The bytes without a closing NUL, so that an over-read shows. */
static gssize
parse(const char *text, JnPolicyRequest *ret_request)
{
	gsize len = strlen(text);
	g_autofree char *bytes = g_memdup2(text, len);

	return jn_policy_parse(bytes, len, ret_request);
}

/* Of `used`: all of the text. */
#define ALL 100000

static const struct {
	const char *label, *text;
	gssize used;
	const char *sender, *recipient, *client;
	gboolean is_rcpt;
} requests[] = {
	{"SMTPD_POLICY_README",
	 "request=smtpd_access_policy\nprotocol_state=RCPT\nprotocol_name=SMTP\nhelo_name=some."
	 "example\n"
	 "queue_id=8045F2AB23\nsender=foo@bar.example\nrecipient=bar@foo.example\nrecipient_count="
	 "0\n"
	 "client_address=192.0.2.1\nclient_name=another.example\n\n",
	 ALL, "foo@bar.example", "bar@foo.example", "192.0.2.1", TRUE},
	{"a null sender is given and empty", "protocol_state=RCPT\nsender=\nrecipient=a@b\n\n", ALL,
	 "", "a@b", NULL, TRUE},
	{"CR LF", "protocol_state=RCPT\r\nsender=x\r\n\r\n", ALL, "x", NULL, NULL, TRUE},
	{"another state", "protocol_state=DATA\nrecipient=a@b\n\n", ALL, NULL, "a@b", NULL, FALSE},
	{"a name that begins like one", "sender_x=1\nsenders=2\n\n", ALL, NULL, NULL, NULL, FALSE},
	{"no value", "sender\nrecipient=a@b\n\n", ALL, NULL, "a@b", NULL, FALSE},
	{"a value with '='", "sender=prvs=1=a@b\n\n", ALL, "prvs=1=a@b", NULL, NULL, FALSE},
	{"the last of two", "sender=a\nsender=b\n\n", ALL, "b", NULL, NULL, FALSE},
	{"what follows is another request", "sender=a\n\nsender=b\n\n", 10, "a", NULL, NULL, FALSE},
	{"no UTF-8", "sender=\377@b\n\n", ALL, "\357\277\275@b", NULL, NULL, FALSE},
	{"nothing yet", "", 0, NULL, NULL, NULL, FALSE},
	{"half of it", "sender=a\nrecip", 0, NULL, NULL, NULL, FALSE},
	{"no end yet", "sender=a\n", 0, NULL, NULL, NULL, FALSE},
	{"an empty line and nothing else", "\n", -1, NULL, NULL, NULL, FALSE},
	{"... and a request behind it", "\nsender=a\n\n", -1, NULL, NULL, NULL, FALSE},
};

static void
test_request(gconstpointer data)
{
	gsize i = GPOINTER_TO_SIZE(data);
	g_auto(JnPolicyRequest) request = {0};

	g_assert_cmpint(parse(requests[i].text, &request), ==,
			requests[i].used == ALL ? (gssize)strlen(requests[i].text)
						: requests[i].used);
	g_assert_cmpstr(request.sender, ==, requests[i].sender);
	g_assert_cmpstr(request.recipient, ==, requests[i].recipient);
	g_assert_cmpstr(request.client, ==, requests[i].client);
	g_assert_cmpint(request.is_rcpt, ==, requests[i].is_rcpt);
}

/* The limits of the header. */
static void
test_limits(void)
{
	g_auto(JnPolicyRequest) request = {0};
	g_autofree char *x = g_strnfill(JN_POLICY_BYTES - 9, 'x');
	g_autofree char *most = g_strconcat("sender=", x, "\n\n", NULL);
	g_autofree char *more = g_strconcat("sender=x", x, "\n\n", NULL);
	g_autofree char *endless = g_strconcat("sender=xxxxxxxxxx", x, NULL);
	g_autoptr(GString) lines = g_string_new(NULL);

	g_assert_cmpint(parse(most, &request), ==, JN_POLICY_BYTES);
	jn_policy_request_clear(&request);
	g_assert_cmpint(parse(more, &request), ==, -1);
	g_assert_cmpint(parse(endless, &request), ==, -1);
	for (int i = 0; i < JN_POLICY_LINES - 1; i++)
		g_string_append(lines, "a=b\n");
	g_string_append(lines, "\n");
	g_assert_cmpint(parse(lines->str, &request), ==, (gssize)lines->len);
	g_string_prepend(lines, "a=b\n");
	g_assert_cmpint(parse(lines->str, &request), ==, -1);
}

static char *
token(char kind, gint64 goal, const char *name, gint64 expires)
{
	JnClaim claim = {kind, goal, kind == 'u' || kind == 'i' ? 0 : 4, kind == 's' ? 0 : 5};

	return jn_capability_address(&keys, &claim, expires, name, "goals.example", '+');
}

typedef struct Token {
	const char *label;
	char kind;
	gint64 made_for, goal; /* the goal it was made for, the one that its address names */
	const char *name;
	gint64 expires;
	gboolean broken;
	JnVerdict verdict;
	gboolean taken;
} Token;

static const Token tokens[] = {
	{"a reply", 'r', 7, 7, "weld", NOW + 100, FALSE, JN_VERDICT_VALID, TRUE},
	{"an old one", 'r', 7, 7, "weld", NOW - 9 * 86400, FALSE, JN_VERDICT_EXPIRED, FALSE},
	{"another goal's", 'r', 8, 7, "weld", NOW + 100, FALSE, JN_VERDICT_FORGED, FALSE},
	{"one letter changed", 'r', 7, 7, "weld", NOW + 100, TRUE, JN_VERDICT_FORGED, FALSE},
	{"a reply to a digest", 'r', 0, 0, "me", NOW + 100, FALSE, JN_VERDICT_VALID, TRUE},
	{"a way out", 'u', 7, 7, "weld", NOW + 100, FALSE, JN_VERDICT_VALID, TRUE},
	{"... of all digests", 'u', 0, 0, "me", NOW + 100, FALSE, JN_VERDICT_VALID, TRUE},
	{"... of introductions", 'i', 0, 0, "me", NOW + 100, FALSE, JN_VERDICT_VALID, TRUE},
	{"four answers", 'f', 7, 7, "weld", NOW + 100, FALSE, JN_VERDICT_VALID, TRUE},
	{"a return path", 'b', 0, 0, "bounces", NOW + 100, FALSE, JN_VERDICT_VALID, TRUE},
	{"... of shared copies", 's', 0, 0, "bounces", NOW + 100, FALSE, JN_VERDICT_VALID, TRUE},
	{"a probe's", 'p', 0, 0, "bounces", NOW + 100, TRUE, JN_VERDICT_FORGED, FALSE},
};

static void
test_token(gconstpointer data)
{
	const Token *row = data;
	g_autofree char *addr = token(row->kind, row->made_for, row->name, row->expires);
	g_auto(JnAddress) address = {0};
	char *at = strrchr(addr, '@');

	if (row->broken)
		at[-1] = at[-1] == 'a' ? 'b' : 'a';
	g_assert_true(jn_address_parse(addr, "goals.example", '+', &address));
	g_assert_cmpint(jn_policy_token(&keys, &address, row->goal, NOW), ==, row->verdict);
	g_assert_cmpint(jn_policy_always_takes(&address, row->verdict), ==, row->taken);
}

static const struct {
	const char *addr;
	gboolean taken;
} places[] = {
	{"weld@goals.example", FALSE},        {"weld+subscribe@goals.example", TRUE},
	{"weld+Digest@goals.example", TRUE},  {"weld+unsubscribe@goals.example", TRUE},
	{"weld+leave@goals.example", TRUE},   {"weld+c.abcdefghabcdefgh@goals.example", TRUE},
	{"weld+thanks@goals.example", FALSE}, {"weld+q.e@goals.example", FALSE},
	{"weld+r.e.f@goals.example", FALSE}, /* cut: an ordinary post */
	{"new@goals.example", FALSE},         {"open+subscribe@goals.example", TRUE},
	{"postmaster@goals.example", TRUE},   {"abuse@goals.example", TRUE},
};

static void
test_place(gconstpointer data)
{
	gsize i = GPOINTER_TO_SIZE(data);
	g_auto(JnAddress) address = {0};

	g_assert_true(jn_address_parse(places[i].addr, "goals.example", '+', &address));
	g_assert_cmpint(jn_policy_token(&keys, &address, 7, NOW), ==, JN_VERDICT_VALID);
	g_assert_cmpint(jn_policy_always_takes(&address, JN_VERDICT_VALID), ==, places[i].taken);
}

/* One line of ASCII that SMTP can carry behind Postfix's own words, and the empty line. */
static void
test_replies(void)
{
	JnAddress address = {.name = (char *)"weld"};
	/* Nobody reads what comes to the others. */
	static const struct {
		JnPlace place;
		const char *write_to;
	} instead[] = {{JN_PLACE_GOAL, "write to weld@goals.example."},
		       {JN_PLACE_STREAM, "write to weld@goals.example."},
		       {JN_PLACE_ME, "write to op@x.example."},
		       {JN_PLACE_BOUNCES, "write to op@x.example."}};
	static const char *const begins[] = {
		[JN_REFUSAL_NONE] = "action=DUNNO\n\n",
		[JN_REFUSAL_UNKNOWN] = "action=550 5.1.1 ",
		[JN_REFUSAL_TOKEN] = "action=550 5.1.1 ",
		[JN_REFUSAL_BLOCKED] = "action=550 5.7.1 ",
		[JN_REFUSAL_CLIENT_RATE] = "action=450 4.7.1 ",
		[JN_REFUSAL_SENDER_RATE] = "action=450 4.7.1 ",
		[JN_REFUSAL_LATER] = "action=451 4.3.0 ",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(instead); i++) {
		JnAddress other = {.place = instead[i].place, .name = (char *)"weld"};
		g_autofree char *reply =
			jn_policy_reply(JN_REFUSAL_TOKEN, &other, "goals.example", "op@x.example");

		g_assert_nonnull(strstr(reply, instead[i].write_to));
	}
	for (int i = 0; i <= JN_REFUSAL_LATER; i++) {
		g_autofree char *reply =
			jn_policy_reply(i, &address, "k\303\270ge.example", "op\n@x.example");
		g_autofree char *nowhere = jn_policy_reply(i, NULL, "goals.example", "a@b");

		g_assert_true(g_str_has_prefix(reply, begins[i]));
		g_assert_true(g_str_has_prefix(nowhere, begins[i]));
		g_assert_true(g_str_has_suffix(reply, "\n\n"));
		g_assert_cmpuint(strlen(reply), <, 300);
		for (const char *p = reply; p[2] != '\0'; p++)
			g_assert_true(*p >= ' ' && *p < 127);
	}
}

/* ---- rates ---- */

static void
test_rates(void)
{
	g_autoptr(JnRates) rates = jn_rates_new(3, 3600);

	for (int i = 0; i < 2; i++)
		g_assert_true(jn_rates_take(rates, "a", 2, 100));
	g_assert_false(jn_rates_take(rates, "a", 2, 100));
	g_assert_true(jn_rates_take(rates, "b", 2, 100));
	g_assert_true(jn_rates_take(rates, "a", 0, 100));
	/* To the second. */
	g_assert_false(jn_rates_take(rates, "a", 2, 3699));
	g_assert_true(jn_rates_take(rates, "a", 2, 3700));
	/* A clock that went back. */
	g_assert_true(jn_rates_take(rates, "a", 1, 50));
	g_assert_false(jn_rates_take(rates, "a", 1, 60));
}

/* Of four keys one is forgotten: the one that came last longest ago, however often it came. */
static void
test_rates_bounded(void)
{
	g_autoptr(JnRates) rates = jn_rates_new(3, 3600);

	g_assert_true(jn_rates_take(rates, "a", 1, 100));
	g_assert_true(jn_rates_take(rates, "b", 1, 101));
	g_assert_true(jn_rates_take(rates, "c", 1, 102));
	g_assert_false(jn_rates_take(rates, "a", 1, 103));
	g_assert_true(jn_rates_take(rates, "d", 1, 104));
	g_assert_false(jn_rates_take(rates, "a", 1, 105));
	g_assert_false(jn_rates_take(rates, "c", 1, 106));
	g_assert_true(jn_rates_take(rates, "b", 1, 107));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(requests); i++) {
		g_autofree char *path = g_strconcat("/policy/request/", requests[i].label, NULL);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_request);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(tokens); i++) {
		g_autofree char *path = g_strconcat("/policy/token/", tokens[i].label, NULL);

		g_test_add_data_func(path, &tokens[i], test_token);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
		g_autofree char *path = g_strconcat("/policy/place/", places[i].addr, NULL);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_place);
	}
	g_test_add_func("/policy/limits", test_limits);
	g_test_add_func("/policy/replies", test_replies);
	g_test_add_func("/rate/counts", test_rates);
	g_test_add_func("/rate/bounded", test_rates_bounded);
	return g_test_run();
}
