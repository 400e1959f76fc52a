/*
 * test-mail-message.c - reading a message: header values, limits, broken mail.
 *
 * Every input lies in a heap buffer of its exact size without a closing NUL, so that
 * AddressSanitizer shows an over-read.
 */
#include <string.h>

#include "base/error.h"
#include "base/limits.h"
#include "mail/automatic.h"
#include "mail/clean.h"
#include "mail/encoded-word.h"
#include "mail/guard.h"
#include "mail/message.h"
#include "mail/newtext.h"
#include "mail/subject.h"

static GBytes *
exact(const char *data, gsize len)
{
	return g_bytes_new_take(g_memdup2(data, len), len);
}

static JnMessage *
parse_len(const char *data, gsize len, GError **error)
{
	g_autoptr(GBytes) given = exact(data, len);
	g_autoptr(GBytes) raw = jn_message_normalise(given);

	return jn_message_parse(raw, error);
}

static JnMessage *
parse(const char *text)
{
	g_autoptr(GError) error = NULL;
	JnMessage *message = parse_len(text, strlen(text), &error);

	g_assert_no_error(error);
	g_assert_nonnull(message);
	return message;
}

static char *
mailboxes(const GPtrArray *list)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < list->len; i++) {
		const JnMailbox *m = g_ptr_array_index(list, i);

		g_string_append_printf(out, "%s[%s|%s]", i ? " " : "", m->name ? m->name : "",
				       m->addr);
	}
	return g_string_free(out, FALSE);
}

static char *
joined(const GPtrArray *list)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < list->len; i++)
		g_string_append_printf(out, "%s%s", i ? " " : "",
				       (char *)g_ptr_array_index(list, i));
	return g_string_free(out, FALSE);
}

static void
test_addresses(void)
{
	static const struct {
		const char *label, *value, *expected;
	} rows[] = {
		{"plain", "ana@example.org", "[|ana@example.org]"},
		{"name", "Ana Lopez <ana@EXAMPLE.org>", "[Ana Lopez|ana@example.org]"},
		{"quoted (RFC 5322 3.4)", "\"Lopez, Ana\" <ana@example.org>",
		 "[Lopez, Ana|ana@example.org]"},
		{"comment as a name (RFC 5322 A.5)", "ana@example.org (Ana (L) Lopez)",
		 "[Ana (L) Lopez|ana@example.org]"},
		{"list", "a@x.y, B <b@x.y>", "[|a@x.y] [B|b@x.y]"},
		{"group (RFC 5322 A.1.3)", "Friends: a@x.y, B <b@x.y>;, c@x.y",
		 "[|a@x.y] [B|b@x.y] [|c@x.y]"},
		{"empty group", "undisclosed-recipients:;", ""},
		{"route (RFC 5322 4.4)", "<@one,@two:a@x.y>", "[|a@x.y]"},
		{"a word is no address (GMime takes it for one)", "foo", ""},
		{"encoded word in quotes", "\"=?utf-8?q?J=C3=BCrgen?=\" <j@x.y>", "[Jürgen|j@x.y]"},
		{"adjacent base64 words (GMime 3.2.13 loses the second)",
		 "=?utf-8?B?SGVsbG8=?= =?utf-8?B?IHdvcmxk?= <j@x.y>", "[Hello world|j@x.y]"},
		{"address in the name", "\"boss@bank.example\" <e@x.y>",
		 "[boss@bank.example|e@x.y]"},
		{"quoted local part", "\"a b\"@x.y", "[|\"a b\"@x.y]"},
		{"open quote", "\"Ana <ana@x.y>", ""},
		{"open angle", "Ana <ana@x.y", "[Ana|ana@x.y]"},
		{"two angles: the first counts", "<a@x.y> <b@x.y>", "[b@x.y|a@x.y]"},
		{"U-labels stay", "<ana@BÜCHER.example>", "[|ana@bücher.example]"},
		{"direction marks deceive",
		 "\xe2\x80\xae"
		 "Ana <a@x.y>",
		 "[Ana|a@x.y]"},
		{"blank in the domain", "<a@x. y>", ""},
		{"literal", "<a@[192.0.2.1]>", "[|a@[192.0.2.1]]"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *mail = g_strdup_printf("From: %s\n\n", rows[i].value);
		g_autoptr(JnMessage) message = parse(mail);
		g_autofree char *got = mailboxes(message->from);

		g_test_message("%s", rows[i].label);
		g_assert_cmpstr(got, ==, rows[i].expected);
	}
}

static void
test_words(void)
{
	static const struct {
		const char *label, *value, *expected;
	} rows[] = {
		{"q", "=?iso-8859-1?Q?a=E4_b?=", "aä b"},
		{"between text", "x =?utf-8?b?w6Q=?= y", "x ä y"},
		{"blank between words goes (RFC 2047 6.2)", "=?utf-8?q?a?= \n =?utf-8?q?b?=", "ab"},
		{"no blank between words", "=?utf-8?q?a?==?utf-8?q?b?=", "ab"},
		{"character cut between words", "=?utf-8?b?w6TD?= =?utf-8?b?pA==?=", "ää"},
		{"padding in the middle", "=?utf-8?b?YQ==YmI=?=", "abb"},
		{"language (RFC 2231 5)", "=?utf-8*en?q?a?=", "a"},
		{"blank inside", "=?utf-8?q?a b?=", "a b"},
		{"iso-2022-jp", "=?iso-2022-jp?B?GyRCJDMkcyRLJEEkTxsoQg==?=", "こんにちは"},
		{"gb2312 that is GB 18030", "=?gb2312?B?mEc=?=", "楪"},
		{"unknown charset", "=?x-nowhere?q?caf=C3=A9?=", "café"},
		{"wrong charset", "=?utf-8?q?caf=E9?=", "café"},
		{"charset that is a path", "=?../../x?q?a?=", "a"},
		{"not closed", "=?utf-8?q?abc", "=?utf-8?q?abc"},
		{"unknown encoding", "=?utf-8?x?abc?=", "=?utf-8?x?abc?="},
		{"line ends inside", "=?utf-8?q?a=0D=0ABcc:_b?=", "a Bcc: b"},
		{"NUL inside", "=?utf-8?q?a=00b?=", "ab"},
		{"raw 8 bit", "caf\xe9", "café"},
		{"folded", "a\n b\n\tc", "a b c"},
		{"empty word",
		 "=?utf-8?q?"
		 "?=",
		 ""},
		{"equals signs", "a = b =? c", "a = b =? c"},
		{"a character in three words, folded",
		 "=?utf-8?b?8J8=?=\n =?utf-8?b?mQ==?=\n =?utf-8?b?gg==?=", "🙂"},
		{"a character cut, words of two encodings",
		 "=?utf-8?q?=C3?= =?utf-8?b?pA==?=", "ä"},
		{"a character cut, and the rest never comes", "=?utf-8?q?a=C3?= b", "aÃ b"},
		{"two charsets side by side", "=?iso-8859-1?q?=E4?= =?koi8-r?q?=C4?=", "äд"},
		{"iso-2022-jp, the state cut between words",
		 "=?iso-2022-jp?B?GyRCJDMkcw==?= =?iso-2022-jp?B?JEskQSRPGyhC?=", "こんにちは"},
		{"UTF-8 raw (RFC 6532) beside a word", "käse =?utf-8?q?=C3=A4?=", "käse ä"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		gsize len = strlen(rows[i].value);
		g_autofree char *copy = g_memdup2(rows[i].value, len);
		g_autofree char *got = jn_encoded_words_decode(copy, len);

		g_test_message("%s", rows[i].label);
		g_assert_cmpstr(got, ==, rows[i].expected);
	}
}

static void
test_subject_base(void)
{
	static const struct {
		const char *subject, *expected;
		gboolean forward;
	} rows[] = {
		{"Welding", "Welding", FALSE},
		{"Re: Welding", "Welding", FALSE},
		{"RE: re: Re[2]: Welding", "Welding", FALSE},
		{"AW: WG: Welding", "Welding", TRUE},
		{"Antw: Sv: VS: Welding", "Welding", FALSE},
		{"[list] Re: Welding", "Welding", FALSE},
		{"Re: [list] Welding", "Welding", FALSE},
		{"Fwd: Welding (fwd)", "Welding", TRUE},
		{"Re\xef\xbc\x9a Welding", "Welding", FALSE},
		{"回复：Welding", "Welding", FALSE},
		{"转发: Welding", "Welding", TRUE},
		{"Отв: Ответ: Welding", "Welding", FALSE},
		{"Ynt: Welding", "Welding", FALSE},
		{"Odp.: Welding", "Welding", FALSE},
		{"Vedr.: Welding", "Welding", FALSE},
		{"Réf. : Welding", "Welding", FALSE},
		{"RE : TR : Welding", "Welding", TRUE},
		{"***SPAM*** Re: Welding", "Welding", FALSE},
		{"(EXT) AW: Welding", "Welding", FALSE},
		{"{Spam?} Fwd: Welding", "Welding", TRUE},
		{"(how) Welding", "(how) Welding", FALSE},
		{"*really* Welding", "*really* Welding", FALSE},
		/* RFC 5256 section 2.1 */
		{"[Fwd: Welding]", "Welding", TRUE},
		{"Re: [Fwd: Re: [list] Welding]", "Welding", TRUE},
		{"[fwd: [fwd: Welding] (fwd)]", "Welding", TRUE},
		{"[Fwd:]", "", TRUE},
		{"Re: [a] [b] Re: Welding (fwd) (fwd)", "Welding", FALSE},
		{"[a][b] Welding", "Welding", FALSE},
		{"[a]", "[a]", FALSE},
		{"[question]", "[question]", FALSE},
		{"Re: ", "", FALSE},
		{"Regarding: Welding", "Regarding: Welding", FALSE},
		{"Question: how", "Question: how", FALSE},
		{"", "", FALSE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = jn_subject_base(rows[i].subject);

		g_test_message("%s", rows[i].subject);
		g_assert_cmpstr(got, ==, rows[i].expected);
		g_assert_cmpint(jn_subject_is_forward(rows[i].subject), ==, rows[i].forward);
	}
}

static void
test_references(void)
{
	static const struct {
		const char *label, *header, *references, *parent;
	} rows[] = {
		{"none", "", "", NULL},
		{"both (RFC 5322 3.6.4)", "References: <a@x> <b@x>\nIn-Reply-To: <b@x>\n",
		 "a@x b@x", "b@x"},
		{"the parent is last whatever References says",
		 "References: <a@x> <b@x>\nIn-Reply-To: <a@x>\n", "b@x a@x", "a@x"},
		{"comma (GMime stops there)", "References: <a@x>, <b@x>;<c@x>\n", "a@x b@x c@x",
		 NULL},
		{"folded inside an id (Outlook)", "References: <a\n bc@x>\n", "abc@x", NULL},
		{"no brackets", "References: a@x b@x\n", "a@x b@x", NULL},
		{"words around", "In-Reply-To: Your message of Monday <a@x> (Ana)\n", "a@x", "a@x"},
		{"twice", "References: <a@x> <b@x> <a@x>\n", "b@x a@x", NULL},
		{"its own id", "Message-ID: <m@x>\nIn-Reply-To: <m@x>\n", "", NULL},
		{"not closed", "References: <a@x> <b@x\n", "a@x", NULL},
		{"nested brackets", "References: <<a@x>\n", "a@x", NULL},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *mail = g_strdup_printf("From: a@b\n%s\nhi\n", rows[i].header);
		g_autoptr(JnMessage) message = parse(mail);
		g_autofree char *got = joined(message->references);

		g_test_message("%s", rows[i].label);
		g_assert_cmpstr(got, ==, rows[i].references);
		g_assert_cmpstr(message->in_reply_to, ==, rows[i].parent);
	}
}

static void
test_references_newest(void)
{
	g_autoptr(GString) mail = g_string_new("From: a@b\nReferences:");
	g_autoptr(JnMessage) message = NULL;

	for (int i = 0; i < 5000; i++)
		g_string_append_printf(mail, " <id%d@x>\n", i);
	g_string_append(mail, "\nhi\n");
	message = parse(mail->str);
	g_assert_cmpuint(message->references->len, ==, JN_REFERENCES);
	g_assert_cmpstr(g_ptr_array_index(message->references, JN_REFERENCES - 1), ==, "id4999@x");
}

static void
test_normalise(void)
{
	static const struct {
		const char *label, *given, *expected;
	} rows[] = {
		{"as it is", "A: b\n\nc\n", "A: b\n\nc\n"},
		{"CRLF", "A: b\r\n\r\nc\r\n", "A: b\n\nc\n"},
		{"no last line end", "A: b\n\nc", "A: b\n\nc\n"},
		{"mbox line (Exim's pipe)", "From x Mon\nA: b\n\nc\n\n", "A: b\n\nc\n"},
		{"mbox line, CRLF", "From x Mon\r\nA: b\r\n\r\nc\r\n\r\n", "A: b\n\nc\n"},
		{"CR alone stays", "A: b\n\nc\rd\r\n", "A: b\n\nc\rd\n"},
		{"two CRs", "A: b\r\r\n", "A: b\n"},
		{"only a mbox line", "From x", ""},
		{"empty", "", ""},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GBytes) given = exact(rows[i].given, strlen(rows[i].given));
		g_autoptr(GBytes) once = jn_message_normalise(given);
		g_autoptr(GBytes) twice = jn_message_normalise(once);
		g_autoptr(GBytes) expected =
			g_bytes_new_static(rows[i].expected, strlen(rows[i].expected));

		g_test_message("%s", rows[i].label);
		g_assert_true(g_bytes_equal(once, expected));
		g_assert_true(g_bytes_equal(twice, expected));
	}
}

static void
test_refused(void)
{
	static const struct {
		const char *label, *mail;
	} rows[] = {
		{"empty", ""},
		{"a line end", "\n"},
		{"no header", "\nbody\n"},
		{"a sentence", "hello there, this is no mail\n"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;

		g_test_message("%s", rows[i].label);
		g_assert_null(parse_len(rows[i].mail, strlen(rows[i].mail), &error));
		g_assert_error(error, JN_ERROR, JN_ERROR_MALFORMED);
	}
}

static void
test_anomalies(void)
{
	static const struct {
		const char *label, *mail;
		gsize len; /* 0: to the NUL */
		guint expected;
	} rows[] = {
		{"none", "From: a@b\nMessage-ID: <m@x>\n\nhi\n", 0, 0},
		{"no From", "To: a@b\nMessage-ID: <m@x>\n\nhi\n", 0, JN_ANOMALY_NO_FROM},
		{"From without address", "From: Ana\nMessage-ID: <m@x>\n\nhi\n", 0,
		 JN_ANOMALY_NO_FROM},
		{"two From", "From: a@b\nFrom: c@d\nMessage-ID: <m@x>\n\nhi\n", 0,
		 JN_ANOMALY_MANY_FROM},
		{"two From, one with a blank", "From: a@b\nFROM : c@d\nMessage-ID: <m@x>\n\nhi\n",
		 0, JN_ANOMALY_MANY_FROM},
		{"no Message-ID", "From: a@b\n\nhi\n", 0, JN_ANOMALY_NO_MESSAGE_ID},
		{"NUL", "From: a@b\nMessage-ID: <m@x>\n\nh\0i\n", 33, JN_ANOMALY_NUL},
		{"CR", "From: a@b\nMessage-ID: <m@x>\n\nh\ri\n", 0, JN_ANOMALY_BARE_CR},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		gsize len = rows[i].len ? rows[i].len : strlen(rows[i].mail);
		g_autoptr(JnMessage) message = parse_len(rows[i].mail, len, NULL);

		g_test_message("%s", rows[i].label);
		g_assert_nonnull(message);
		g_assert_cmpuint(message->anomalies, ==, rows[i].expected);
	}
}

/* The first From is the one that is shown and checked. */
static void
test_first_from(void)
{
	g_autoptr(JnMessage) message =
		parse("From: a@b\nFrom: c@d\nSubject: x\nSubject: y\n\nhi\n");
	g_autofree char *got = mailboxes(message->from);

	g_assert_cmpstr(got, ==, "[|a@b]");
	g_assert_cmpstr(message->subject, ==, "x");
}

static void
test_fields(void)
{
	g_autoptr(JnMessage) message = parse("Received: one\n two\nfrom: a@b\nReceived: three\n"
					     "Date: Mon, 5 Jan 2026 10:00:00 +0130\n"
					     "Message-ID: <m@x>\nX-Odd: a\001b\n\nbody\n");
	g_autoptr(GPtrArray) received = jn_message_headers(message, "received");
	g_autofree char *all = joined(received);
	g_autofree char *odd = jn_message_header(message, "X-Odd");
	g_autofree char *none = jn_message_header(message, "X-None");

	g_assert_cmpstr(all, ==, "one two three");
	g_assert_cmpstr(odd, ==, "ab");
	g_assert_null(none);
	g_assert_cmpint(message->date, ==, 1767601800);
	g_assert_cmpint(message->date_offset, ==, 5400);
	g_assert_cmpstr(message->message_id, ==, "m@x");
	g_assert_cmpstr((const char *)g_bytes_get_data(message->raw, NULL) + message->body_offset,
			!=, NULL);
	g_assert_cmpint(
		memcmp((const char *)g_bytes_get_data(message->raw, NULL) + message->body_offset,
		       "body\n", 5),
		==, 0);
}

/* The same mail by another way has the same hash; another body or date has not. */
static void
test_hash(void)
{
	static const struct {
		const char *mail;
		gboolean same;
	} rows[] = {
		{"Received: b\nFrom: a@b\nDate: x\n\nhi\n", TRUE},
		{"Date: x\nFrom:  a@b\n\nhi\n\n\n", TRUE},
		{"From: a@b\r\nDate: x\r\n\r\nhi\r\n", TRUE},
		{"From: a@b\nDate: y\n\nhi\n", FALSE},
		{"From: a@b\nDate: x\n\nho\n", FALSE},
		{"From: c@b\nDate: x\n\nhi\n", FALSE},
	};
	g_autoptr(JnMessage) first = parse("From: a@b\nDate: x\n\nhi\n");

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(JnMessage) other = parse(rows[i].mail);

		g_assert_cmpint(g_str_equal(first->hash, other->hash), ==, rows[i].same);
	}
}

static void
test_protection(void)
{
	static const struct {
		const char *label, *mail;
		JnProtection expected;
	} rows[] = {
		{"none", "A: b\n\nhi\n", JN_PROTECTION_NONE},
		{"PGP/MIME (RFC 3156)",
		 "Content-Type: multipart/encrypted; boundary=b\n\n--b\n\nx\n--b--\n",
		 JN_PROTECTION_ENCRYPTED},
		{"signed inside a list's wrapper",
		 "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: "
		 "multipart/signed; "
		 "boundary=c\n\n--c\n\nx\n--c--\n--b--\n",
		 JN_PROTECTION_SIGNED},
		{"S/MIME enveloped (RFC 8551)",
		 "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nx\n",
		 JN_PROTECTION_ENCRYPTED},
		{"S/MIME signed",
		 "Content-Type: application/pkcs7-mime; smime-type=signed-data\n\nx\n",
		 JN_PROTECTION_SIGNED},
		{"inline PGP", "A: b\n\n-----BEGIN PGP MESSAGE-----\n", JN_PROTECTION_ENCRYPTED},
		{"clear signed", "A: b\n\n-----BEGIN PGP SIGNED MESSAGE-----\n",
		 JN_PROTECTION_SIGNED},
		{"spoken of", "A: b\n\nIt says -----BEGIN PGP MESSAGE-----\n", JN_PROTECTION_NONE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(JnMessage) message = parse(rows[i].mail);

		g_test_message("%s", rows[i].label);
		g_assert_cmpint(message->protection, ==, rows[i].expected);
	}
}

static char *
repeat(const char *before, const char *unit, gsize times, const char *behind)
{
	GString *out = g_string_new(before);

	for (gsize i = 0; i < times; i++)
		g_string_append(out, unit);
	g_string_append(out, behind);
	return g_string_free(out, FALSE);
}

/* Too much of anything: refused before GMime sees it, or read within bounds; never a crash. */
static void
test_limits(void)
{
	static const struct {
		const char *label, *before, *unit, *behind;
		gsize times;
		gboolean refused;
	} rows[] = {
		{"100,000 fields", "From: a@b\n", "X: y\n", "\nhi\n", 100000, TRUE},
		{"a field of 2 MB", "From: a@b\nX: ", "0123456789", "\n\nhi\n", 200000, TRUE},
		{"nested groups in To", "From: a@b\nTo: ", "g:", "\n\nhi\n", 45000, TRUE},
		{"nested groups, folded", "From: a@b\nTo: ", "g:\n ", "\n\nhi\n", 45000, TRUE},
		{"nested groups in a nested message",
		 "From: a@b\nContent-Type: message/rfc822\n\nFrom: c@d\nTo: ", "g:", "\n\nhi\n",
		 100000, TRUE},
		{"the same, folded", "From: a@b\nContent-Type: message/rfc822\n\nCc: ", "g:\n\t",
		 "\n\nhi\n", 100000, TRUE},
		{"a log behind 'To:' in prose", "From: a@b\n\nTo: the log\n", " 10:20:30 x\n", "",
		 400, FALSE},
		{"10,000 nested multiparts", "From: a@b\n",
		 "Content-Type: multipart/mixed; boundary=b\n\n--b\n", "\nhi\n", 9000, FALSE},
		{"20,000 nested messages", "From: a@b\n", "Content-Type: message/rfc822\n\n",
		 "hi\n", 20000, FALSE},
		{"a million parts", "From: a@b\nContent-Type: multipart/mixed; boundary=b\n\n",
		 "--b\n\n", "", 1000000, TRUE},
		{"a million parts, the boundary hidden behind another",
		 "From: a@b\nContent-Type: multipart/mixed; x=\"boundary=c\"; boundary=b\n\n",
		 "--b\n\n", "", 1000000, TRUE},
		{"a million parts, the boundary in pieces (RFC 2231 3)",
		 "From: a@b\nContent-Type: multipart/mixed; boundary*0=b\n\n", "--b\n\n", "",
		 1000000, TRUE},
		{"a part with a million fields",
		 "From: a@b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n", "X: y\n",
		 "\nhi\n", 1000000, TRUE},
		{"the same behind a line that is none",
		 "From: a@b\nContent-Type: multipart/mixed; boundary=b\n\n--b\nx y z\n", "X: y\n",
		 "\nhi\n", 1000000, TRUE},
		{"a part with a million parameters",
		 "From: a@b\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: "
		 "text/plain",
		 ";\n a=b", "\n\nhi\n", 1000000, TRUE},
		{"a million fields in a nested message",
		 "From: a@b\nContent-Type: message (x)/rfc822\n\nContent-Type: message/rfc822\n\n",
		 "X: y\n", "\nhi\n", 1000000, TRUE},
		{"a million fields in a digest",
		 "From: a@b\nContent-Type: multipart/digest; boundary=b\n\n--b\n\n", "X: y\n",
		 "\nhi\n", 1000000, TRUE},
		{"a million nested messages", "From: a@b\n", "Content-Type: message/rfc822\n\n",
		 "hi\n", 1000000, TRUE},
		{"a text of a million lines that look like fields",
		 "From: a@b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n", "X: y\n",
		 "\n--b--\n", 1000000, FALSE},
		{"dashes in a mail without parts", "From: a@b\n\n", "-- x\n", "", 50000, FALSE},
		{"comments", "From: a@b\nTo: ", "(", "\n\nhi\n", 400000, FALSE},
		{"quotes", "From: a@b\nTo: ", "\"", "\n\nhi\n", 400000, FALSE},
		{"angles", "From: a@b\nTo: ", "<", "\n\nhi\n", 400000, FALSE},
		{"encoded words", "From: a@b\nSubject: ", "=?utf-8?q?a?= ", "\n\nhi\n", 30000,
		 FALSE},
		{"open encoded words", "From: a@b\nSubject: ", "=?utf-8?q?a", "\n\nhi\n", 30000,
		 FALSE},
		{"parameters", "From: a@b\nContent-Type: text/plain", "; a=b", "\n\nhi\n", 80000,
		 FALSE},
		{"50 MB of body", "From: a@b\n\n", "0123456789abcdef 0123456789abcdef\n", "",
		 1500000, FALSE},
		{"50 MB of quotes", "From: a@b\n\n", "> On a 1:2:3, x@y wrote:\n", "", 2000000,
		 FALSE},
		{"5 MB of empty lines", "From: a@b\n\n", "\n", "", 5000000, FALSE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *mail =
			repeat(rows[i].before, rows[i].unit, rows[i].times, rows[i].behind);
		g_autoptr(GError) error = NULL;
		g_autoptr(JnMessage) message = parse_len(mail, strlen(mail), &error);
		g_autoptr(JnNewText) text = message ? jn_new_text_read(message) : NULL;

		g_test_message("%s", rows[i].label);
		g_assert_cmpint(message == NULL, ==, rows[i].refused);
		if (rows[i].refused)
			g_assert_error(error, JN_ERROR, JN_ERROR_MALFORMED);
		else
			g_assert_cmpuint(strlen(text->text), <=, JN_TEXT_BYTES);
	}
}

static void
test_depth_is_noted(void)
{
	g_autoptr(GString) mail = g_string_new("From: a@b\nMessage-ID: <m@x>\n");
	g_autoptr(JnMessage) message = NULL;

	for (int i = 0; i < 100; i++)
		g_string_append_printf(
			mail, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
	g_string_append(mail, "\nhi\n");
	message = parse(mail->str);
	g_assert_cmpuint(message->anomalies, ==, JN_ANOMALY_TOO_DEEP);
}

static void
test_clean(void)
{
	static const struct {
		const char *label, *given;
		gsize len;
		const char *text, *line;
	} rows[] = {
		{"plain", "a b", 3, "a b", "a b"},
		{"line ends", "a\r\nb\rc\n", 7, "a\nb\nc\n", "a b c"},
		{"NUL and controls", "a\0b\x1b[1m\x7f", 8, "ab[1m", "ab[1m"},
		{"C1",
		 "a\xc2\x85"
		 "b",
		 4, "ab", "ab"},
		{"invalid UTF-8",
		 "a\xff"
		 "b",
		 3, "a\357\277\275b", "a\357\277\275b"},
		{"cut UTF-8", "a\xc3", 2, "a\357\277\275", "a\357\277\275"},
		{"tab", "\ta\t", 3, "\ta\t", "a"},
		{"line separator",
		 "a\xe2\x80\xa8"
		 "b",
		 5, "a\nb", "a b"},
		{"byte order mark",
		 "\xef\xbb\xbf"
		 "a",
		 4, "a", "a"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *copy = g_memdup2(rows[i].given, rows[i].len);
		g_autofree char *text = jn_clean_text(copy, rows[i].len);
		g_autofree char *line = jn_clean_line(copy, rows[i].len);

		g_test_message("%s", rows[i].label);
		g_assert_cmpstr(text, ==, rows[i].text);
		g_assert_cmpstr(line, ==, rows[i].line);
	}
}

static void
test_safe(void)
{
	static const struct {
		const char *addr;
		gboolean safe;
	} rows[] = {
		{"ana@example.org", TRUE},
		{"a+b.c@x.y", TRUE},
		{"ana@bücher.example", TRUE},
		{"ana", FALSE},
		{"@x.y", FALSE},
		{"ana@", FALSE},
		{"a b@x.y", FALSE},
		{"a\r\nRCPT TO:<x>@x.y", FALSE},
		{"<ana@x.y>", FALSE},
		{"a@b@x.y", FALSE},
		{"a@x.y\n", FALSE},
		{"a\xc2\xa0@x.y", FALSE},
		{"\"a b\"@x.y", FALSE},
		{"", FALSE},
		{"01234567890123456789012345678901234567890123456789012345678901234@x.y", FALSE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_cmpint(jn_address_is_safe(rows[i].addr), ==, rows[i].safe);
	g_assert_false(jn_address_is_safe(NULL));
	g_assert_true(jn_address_equal("Ana@X.y", "ana@x.Y"));
	g_assert_false(jn_address_equal("ana@x.y", "bo@x.y"));
}

static void
test_automatic(void)
{
	static const struct {
		const char *label, *header, *sender;
		JnAutomaticLevel expected;
	} rows[] = {
		{"a person", "From: ana@x.y\n", "ana@x.y", JN_AUTOMATIC_NO},
		{"null sender", "From: ana@x.y\n", "", JN_AUTOMATIC_CERTAIN},
		{"RFC 3834 5", "From: ana@x.y\nAuto-Submitted: auto-replied\n", "ana@x.y",
		 JN_AUTOMATIC_CERTAIN},
		{"RFC 3834 5: no", "From: ana@x.y\nAuto-Submitted: no\n", "ana@x.y",
		 JN_AUTOMATIC_NO},
		{"our loop", "From: ana@x.y\nX-Journster-Loop: Site.example\n", "ana@x.y",
		 JN_AUTOMATIC_CERTAIN},
		{"another site's copy", "From: ana@x.y\nX-Journster-Loop: other.example\n",
		 "ana@x.y", JN_AUTOMATIC_NO},
		{"a list", "From: ana@x.y\nList-Id: <l.x.y>\n", "l-bounces@x.y",
		 JN_AUTOMATIC_LIKELY},
		{"bulk", "From: ana@x.y\nPrecedence: bulk\n", "ana@x.y", JN_AUTOMATIC_LIKELY},
		{"first-class", "From: ana@x.y\nPrecedence: first-class\n", "ana@x.y",
		 JN_AUTOMATIC_NO},
		{"Exchange sets it on people's mail",
		 "From: ana@x.y\nX-Auto-Response-Suppress: DR, OOF, AutoReply\n", "ana@x.y",
		 JN_AUTOMATIC_NO},
		{"vacation", "From: ana@x.y\nSubject: Automatic reply: Welding\n", "ana@x.y",
		 JN_AUTOMATIC_LIKELY},
		{"vacation, German", "From: ana@x.y\nSubject: Abwesenheitsnotiz: x\n", "ana@x.y",
		 JN_AUTOMATIC_LIKELY},
		{"a person's vacation", "From: ana@x.y\nSubject: My vacation in Rome\n", "ana@x.y",
		 JN_AUTOMATIC_NO},
		{"a daemon", "From: MAILER-DAEMON@x.y\n", "x@x.y", JN_AUTOMATIC_LIKELY},
		{"no-reply", "From: no-reply@x.y\n", "x@x.y", JN_AUTOMATIC_LIKELY},
		{"sender not known", "From: ana@x.y\n", NULL, JN_AUTOMATIC_NO},
		{"MDN (RFC 8098)",
		 "From: ana@x.y\nContent-Type: multipart/report; boundary=b\n\n--b\n"
		 "Content-Type: message/disposition-notification\n\nx: y\n--b--\n",
		 "ana@x.y", JN_AUTOMATIC_CERTAIN},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *mail = g_strconcat(rows[i].header, "\nhi\n", NULL);
		g_autoptr(JnMessage) message = parse(mail);
		g_auto(JnAutomatic) got = {0};
		g_autoptr(JnNewText) text = jn_new_text_read(message);

		jn_automatic_detect(message, text, rows[i].sender, "site.example", &got);
		g_test_message("%s: %s", rows[i].label, got.reason ? got.reason : "");
		g_assert_cmpint(got.level, ==, rows[i].expected);
		g_assert_cmpint(got.reason != NULL, ==, rows[i].expected != JN_AUTOMATIC_NO);
	}
}

/* Where the writer is: said by a number, and not by -0000. */
static void
test_zone(void)
{
	static const struct {
		const char *date;
		gboolean has_zone;
	} dates[] = {
		{"Mon, 5 Jan 2026 10:00:00 +0130", TRUE},
		{"Mon, 5 Jan 2026 10:00:00 -0800", TRUE},
		{"Mon, 5 Jan 2026 10:00:00 +0000", TRUE},
		{"Mon, 5 Jan 2026 10:00:00 -0000", FALSE},
		{"Mon, 5 Jan 2026 10:00:00 GMT", FALSE},
		{"Mon, 5 Jan 2026 10:00:00", FALSE},
		{"Mon, 5-Jan-2026 10:00:00 EST", FALSE},
		{"Mon, 05 Jan 2026 10:00:00 +0100 (CET)", TRUE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(dates); i++) {
		g_autofree char *mail =
			g_strdup_printf("From: a@x\nDate: %s\n\nbody\n", dates[i].date);
		g_autoptr(JnMessage) message = parse(mail);

		g_test_message("%s", dates[i].date);
		g_assert_cmpint(message->has_zone, ==, dates[i].has_zone);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/mail/message/addresses", test_addresses);
	g_test_add_func("/mail/message/encoded-words", test_words);
	g_test_add_func("/mail/message/subject-base", test_subject_base);
	g_test_add_func("/mail/message/references", test_references);
	g_test_add_func("/mail/message/references-newest", test_references_newest);
	g_test_add_func("/mail/message/normalise", test_normalise);
	g_test_add_func("/mail/message/refused", test_refused);
	g_test_add_func("/mail/message/anomalies", test_anomalies);
	g_test_add_func("/mail/message/first-from", test_first_from);
	g_test_add_func("/mail/message/fields", test_fields);
	g_test_add_func("/mail/message/hash", test_hash);
	g_test_add_func("/mail/message/protection", test_protection);
	g_test_add_func("/mail/message/limits", test_limits);
	g_test_add_func("/mail/message/depth", test_depth_is_noted);
	g_test_add_func("/mail/message/clean", test_clean);
	g_test_add_func("/mail/message/safe", test_safe);
	g_test_add_func("/mail/automatic", test_automatic);
	g_test_add_func("/mail/message/zone", test_zone);
	return g_test_run();
}
