/* render/header.h: injection, encoded words, folding, dates. */
#include "render/header.h"

#include "base/cleanup.h"

#include <string.h>

/* What every written field must be: ASCII, no line above `max`, folded lines begin with a blank and
 * hold more than blanks. */
static void
assert_well_formed(const char *field, gsize max)
{
	g_auto(GStrv) lines = g_strsplit(field, "\n", -1);
	guint count = g_strv_length(lines);

	g_assert_cmpstr(lines[count - 1], ==, "");
	for (guint i = 0; i + 1 < count; i++) {
		g_assert_cmpuint(strlen(lines[i]), <=, max);
		if (i > 0) {
			g_assert_true(lines[i][0] == ' ');
			g_assert_cmpint(lines[i][strspn(lines[i], " ")], !=, '\0');
		}
		for (const char *at = lines[i]; *at != '\0'; at++)
			g_assert_true((guchar)*at >= ' ' && (guchar)*at < 127);
	}
}

/* Every encoded word holds whole characters and at most 75 octets. `replaced`: the text itself has
 * a U+FFFD. */
static void
assert_words(const char *field, gboolean replaced)
{
	const char *at = field, *end;

	while ((at = strstr(at, "=?UTF-8?")) != NULL) {
		g_autofree char *word = NULL, *decoded = NULL;

		end = strstr(at + 10, "?=");
		g_assert_nonnull(end);
		g_assert_cmpint(end + 2 - at, <=, 75);
		word = g_strndup(at, (gsize)(end + 2 - at));
		decoded = g_mime_utils_header_decode_text(NULL, word);
		g_assert_true(g_utf8_validate(decoded, -1, NULL));
		g_assert_true(replaced || strstr(decoded, "\357\277\275") == NULL);
		at = end;
	}
}

static const struct {
	const char *label, *value, *expect; /* expect: after GMime's decoding; NULL: as `value` */
} texts[] = {
	{"plain", "Which gas for thin tubes?", NULL},
	{"empty", "", NULL},
	{"latin", "Grüße aus Köln", NULL},
	{"latin in the middle", "before Köln after", NULL},
	{"two words", "Käse für alle", NULL},
	{"two blanks between words", "one  two   three", NULL},
	{"two blanks between encoded words", "ä  ö", NULL},
	{"cjk", "東京で日本語の先生になるにはまず何から始めればよいでしょうか教えてください", NULL},
	{"cyrillic", "Как научиться варить велосипедную раму в домашних условиях и не обжечься",
	 NULL},
	{"emoji",
	 "🚲🔥 weld "
	 "👩‍🏭👩‍🏭👩‍🏭👩‍🏭👩‍🏭👩‍🏭👩‍🏭👩‍🏭"
	 "👩"
	 "‍"
	 "🏭",
	 NULL},
	{"mixed widths", "aé東🚲aé東🚲aé東🚲aé東🚲aé東🚲aé東🚲aé東🚲aé東🚲aé東🚲aé東🚲aé東🚲", NULL},
	{"looks encoded", "=?utf-8?Q?not_really?=", NULL},
	{"looks encoded inside", "a=?utf-8?Q?not_really?=b", NULL},
	{"injection LF", "x\nBcc: victim@example.org", "x Bcc: victim@example.org"},
	{"injection CRLF", "x\r\nBcc: victim@example.org", "x  Bcc: victim@example.org"},
	{"injection CR", "x\rBcc: victim@example.org", "x Bcc: victim@example.org"},
	{"end of header", "x\n\n<html>", "x  <html>"},
	{"NEL and line separator", "a\302\205b\342\200\250c", "a b c"},
	{"controls", "a\001b\033c\177d", "a b c d"},
	{"invalid utf-8", "a\377b", "a\357\277\275b"},
	{"blanks around", "  x  ", "x"},
	{"a long word",
	 "https://example.org/a-very-long-path/that-goes-on-and-on-and-on/and-on-and-on-and-on/"
	 "and-on",
	 NULL},
};

static void
test_text(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		const char *expect = texts[i].expect != NULL ? texts[i].expect : texts[i].value;
		g_autoptr(GString) out = g_string_new(NULL);
		g_autofree char *raw = NULL, *decoded = NULL;

		g_test_message("%s", texts[i].label);
		jn_header_add_text(out, "Subject", texts[i].value);
		g_assert_true(g_str_has_prefix(out->str, "Subject: "));
		assert_well_formed(out->str, g_str_equal(texts[i].label, "a long word") ? 998 : 78);
		assert_words(out->str, strstr(expect, "\357\277\275") != NULL);
		raw = g_mime_utils_header_unfold(out->str + strlen("Subject: "));
		decoded = g_mime_utils_header_decode_text(NULL, raw);
		g_strchomp(decoded);
		g_assert_cmpstr(decoded, ==, expect);
	}
}

static void
test_long_words(void)
{
	for (gsize len = 880; len < 2000; len += 97) {
		g_autofree char *word = g_strnfill(len, 'x');
		g_autoptr(GString) out = g_string_new(NULL);

		jn_header_add_text(out, "Subject", word);
		assert_well_formed(out->str, 998);
		g_string_truncate(out, 0);
		jn_header_add_mailbox(out, "From", word, "a@example.org");
		assert_well_formed(out->str, 998);
	}
}

static const struct {
	const char *label, *display, *addr, *expect;
} mailboxes[] = {
	{"none", NULL, "a@example.org", "From: a@example.org\n"},
	{"empty", " ", "a@example.org", "From: a@example.org\n"},
	{"plain", "Ana via Learn Welding", "a@example.org",
	 "From: \"Ana via Learn Welding\" <a@example.org>\n"},
	{"quotes", "Ana \"the torch\" \\o/", "a@example.org",
	 "From: \"Ana \\\"the torch\\\" \\\\o/\" <a@example.org>\n"},
	{"an address as a name", "x@bank.example, y", "a@example.org",
	 "From: \"x@bank.example, y\" <a@example.org>\n"},
	{"closes the quotes", "\" <evil@example.net>, \"", "a@example.org",
	 "From: \"\\\" <evil@example.net>, \\\"\" <a@example.org>\n"},
	{"latin", "Jürgen", "a@example.org", "From: =?UTF-8?Q?J=C3=BCrgen?= <a@example.org>\n"},
	{"turned writing", "Ana\342\200\256 aiv", "a@example.org",
	 "From: \"Ana aiv\" <a@example.org>\n"},
	{"injection", "a\r\nBcc: b@example.org", "a@example.org",
	 "From: \"a  Bcc: b@example.org\" <a@example.org>\n"},
	{"injection by the address", NULL, "a@example.org>\r\nBcc: <b@c",
	 "From: a@example.orgBcc:b@c\n"},
	{"looks encoded", "=?utf-8?Q?x?=", "a@example.org",
	 "From: =?UTF-8?B?PT91dGYtOD9RP3g/PQ==?= <a@example.org>\n"},
};

static void
test_mailbox(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(mailboxes); i++) {
		g_autoptr(GString) out = g_string_new(NULL);

		g_test_message("%s", mailboxes[i].label);
		jn_header_add_mailbox(out, "From", mailboxes[i].display, mailboxes[i].addr);
		g_assert_cmpstr(out->str, ==, mailboxes[i].expect);
	}
}

/* What GMime reads back is one mailbox with this name and address. */
static void
test_mailbox_read(void)
{
	static const char *const names[] = {
		"Ana",
		"Ana, Bo; and \"Cy\" (x) <y@z> via \\ a goal: with everything",
		"Jürgen Müller-Lüdenscheidt via Größere Räder schweißen für Anfänger und Geübte",
		"田中さん via 東京で日本語の先生になる (private)",
		"a very long name of plain words that has to be folded somewhere because it is "
		"long",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(GString) out = g_string_new(NULL);
		g_autoptr(InternetAddressList) list = NULL;
		g_autofree char *raw = NULL;
		InternetAddress *address;

		jn_header_add_mailbox(out, "From", names[i], "learn@example.org");
		assert_well_formed(out->str, 78);
		assert_words(out->str, FALSE);
		raw = g_mime_utils_header_unfold(out->str + 6);
		list = internet_address_list_parse(NULL, raw);
		g_assert_cmpint(internet_address_list_length(list), ==, 1);
		address = internet_address_list_get_address(list, 0);
		g_assert_cmpstr(internet_address_get_name(address), ==, names[i]);
		g_assert_cmpstr(
			internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address)), ==,
			"learn@example.org");
	}
}

static void
test_ids(void)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) out = g_string_new(NULL);

	jn_header_add_ids(out, "References", ids);
	g_assert_cmpstr(out->str, ==, "");
	g_ptr_array_add(ids, g_strdup("a@b"));
	g_ptr_array_add(ids, g_strdup("c>\nBcc: x@y"));
	g_ptr_array_add(ids, g_strdup(" "));
	jn_header_add_ids(out, "References", ids);
	g_assert_cmpstr(out->str, ==, "References: <a@b>\n <cBcc:x@y>\n");
	g_ptr_array_set_size(ids, 0);
	g_string_truncate(out, 0);
	g_ptr_array_add(ids, g_strnfill(995, 'x'));
	jn_header_add_ids(out, "References", ids);
	g_assert_true(g_str_has_prefix(out->str, "References:\n <xxx"));
	assert_well_formed(out->str, 998);
	g_assert_cmpuint(out->len, ==, strlen("References:\n <>\n") + 995);
}

static void
test_raw_and_date(void)
{
	static const struct {
		gint64 when;
		int offset;
		const char *expect;
	} dates[] = {
		{0, 0, "Date: Thu, 1 Jan 1970 00:00:00 +0000\n"},
		{1795418489, 3600, "Date: Mon, 23 Nov 2026 08:21:29 +0100\n"},
		{1795418489, -12600, "Date: Mon, 23 Nov 2026 03:51:29 -0330\n"},
		{G_MININT64, 0, "Date: Thu, 1 Jan 1970 00:00:00 +0000\n"},
		{G_MAXINT64, G_MAXINT, "Date: Fri, 31 Dec 9999 23:58:59 +2359\n"},
	};
	g_autoptr(GString) out = g_string_new(NULL);

	jn_header_add_raw(out, "List-Post", "<mailto:a@b>\r\nBcc: c");
	g_assert_cmpstr(out->str, ==, "List-Post: <mailto:a@b>  Bcc: c\n");
	for (gsize i = 0; i < G_N_ELEMENTS(dates); i++) {
		g_string_truncate(out, 0);
		jn_header_add_date(out, dates[i].when, dates[i].offset);
		g_assert_cmpstr(out->str, ==, dates[i].expect);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_mime_init();
	g_test_add_func("/render/header/text", test_text);
	g_test_add_func("/render/header/long-words", test_long_words);
	g_test_add_func("/render/header/mailbox", test_mailbox);
	g_test_add_func("/render/header/mailbox-read", test_mailbox_read);
	g_test_add_func("/render/header/ids", test_ids);
	g_test_add_func("/render/header/raw-and-date", test_raw_and_date);
	return g_test_run();
}
