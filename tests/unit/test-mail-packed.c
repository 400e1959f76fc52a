/*
 * What packs a mail up: S/MIME in one piece (mail/cms.h), winmail.dat (mail/tnef.h, mail/rtf.h), a
 * file within the text (mail/uuencode.h). The signed ones were made with openssl cms -sign.
 */
#include <string.h>

#include "mail/cms.h"
#include "mail/newtext.h"
#include "mail/rtf.h"
#include "mail/tnef.h"
#include "mail/uuencode.h"

/* In DER. */
#define SIGNED                                                                                     \
	"MIHrBgkqhkiG9w0BBwKggd0wgdoCAQExDTALBglghkgBZQMEAgEwNgYJKoZIhvcNAQcBoCkE\n"               \
	"J0NvbnRlbnQtVHlwZTogdGV4dC9wbGFpbg0KDQpJdCBidXJucy4NCjGBjTCBigIBATAkMAwx\n"               \
	"CjAIBgNVBAMMAWECFFpLx8erhBUK/HLd8i0UCz11gpMBMAsGCWCGSAFlAwQCATAKBggqhkjO\n"               \
	"PQQDAgRGMEQCIAqN/XS21/KoWgTD6iEa8ERIWmkke/IqjfbiNBg9k8UwAiBNhwyFwKSkMzrg\n"               \
	"JxP7nto32vLUlEWTMoOaeAEWxqS9NA==\n"

/* In BER, with open lengths (-stream). */
#define STREAMED                                                                                   \
	"MIAGCSqGSIb3DQEHAqCAMIACAQExDTALBglghkgBZQMEAgEwgAYJKoZIhvcNAQcBoIAkgAQn\n"               \
	"Q29udGVudC1UeXBlOiB0ZXh0L3BsYWluDQoNCkl0IGJ1cm5zLg0KAAAAAAAAMYGPMIGMAgEB\n"               \
	"MCQwDDEKMAgGA1UEAwwBYQIUWkvHx6uEFQr8ct3yLRQLPXWCkwEwCwYJYIZIAWUDBAIBMAoG\n"               \
	"CCqGSM49BAMCBEgwRgIhAJL1tB06juVbnBIr7Mz5YAQgOyFu+bA1NB/LbJKWXBiGAiEA3tsk\n"               \
	"ipBfy6OeYqfQRW7tECwezt07RxzkhO0qiX6FUosAAAAAAAA=\n"

#define ENTITY "Content-Type: text/plain\r\n\r\nIt burns.\r\n"

static void
test_cms(void)
{
	static const char *const rows[] = {SIGNED, STREAMED};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		gsize len;
		g_autofree guchar *bytes = g_base64_decode(rows[i], &len);

		g_assert_true(jn_cms_is_signed(bytes, 64));
		/* Cut anywhere it gives nothing or (behind the content's end) the whole, and reads no
		 * further. */
		for (gsize cut = 0; cut <= len; cut++) {
			g_autofree guchar *copy = g_memdup2(bytes, cut);
			g_autoptr(GBytes) content = jn_cms_content(copy, cut);

			g_assert_true(content != NULL || cut < len);
			if (content != NULL)
				g_assert_cmpmem(g_bytes_get_data(content, NULL),
						g_bytes_get_size(content), ENTITY,
						sizeof ENTITY - 1);
		}
	}
}

/* What it is not. */
static void
test_cms_other(void)
{
	static const struct {
		const char *label;
		guint8 bytes[24];
		gsize len;
	} rows[] = {
		{"nothing", {0}, 0},
		{"text", "It burns.", 9},
		{"enveloped data",
		 {0x30, 0x80, 6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 3, 0xA0, 0x80},
		 15},
		{"a length of five bytes", {0x30, 0x85, 1, 1, 1, 1, 1, 6, 9}, 9},
		{"a length that leads out", {0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 6, 0x7F, 0x2A}, 9},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree guint8 *copy = g_memdup2(rows[i].bytes, rows[i].len);
		g_autoptr(GBytes) content = jn_cms_content(copy, rows[i].len);

		g_test_message("%s", rows[i].label);
		g_assert_false(jn_cms_is_signed(copy, rows[i].len));
		g_assert_null(content);
	}
}

static void
test_rtf(void)
{
	static const struct {
		const char *label, *rtf, *text;
	} rows[] = {
		{"paragraphs", "{\\rtf1\\ansi a\\par b\\line c}", "a\nb\nc"},
		{"line ends mean nothing", "{\\rtf1 a\r\nb}", "ab"},
		{"tables of fonts and colours",
		 "{\\rtf1{\\fonttbl{\\f0 Arial;}}{\\colortbl;\\red0;}{\\*\\generator X;}a}", "a"},
		{"code page", "{\\rtf1\\ansi\\ansicpg1251 \\'e4\\'e0}", "да"},
		{"Unicode with a stand-in", "{\\rtf1\\uc1 \\u8364?\\u-10179?\\u-8694?}", "€😊"},
		{"... of two characters", "{\\rtf1\\uc2 \\u8364?!x}", "€x"},
		{"the first half of a pair", "{\\rtf1 \\u-10179?x}", "x"},
		{"the second half", "{\\rtf1 \\u-8694?x}", "x"},
		{"a pair that text parts", "{\\rtf1 \\u-10179?x\\u-8694?y}", "xy"},
		{"a half before a pair", "{\\rtf1 \\u-10179?\\u-10179?\\u-8694?}", "😊"},
		{"a half at the end", "{\\rtf1 x\\u-10179?", "x"},
		{"marks", "{\\rtf1 \\{a\\}\\~\\emdash\\lquote b\\rquote}", "{a} —‘b’"},
		{"bytes", "{\\rtf1 a\\bin3 }}}b}", "ab"},
		{"HTML in it (MS-OXRTFEX)",
		 "{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag64 <p>}\\htmlrtf \\par \\htmlrtf0 It "
		 "burns.{\\*\\htmltag72 </p>}}",
		 "\nIt burns."},
		{"a group that nobody closes", "{\\rtf1 a{b", "ab"},
		{"one too many", "}}a", "a"},
		{"none", "", ""},
		{"a backslash at the end", "{\\rtf1 a\\", "a"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		gsize len = strlen(rows[i].rtf);
		g_autofree char *copy = g_memdup2(rows[i].rtf, len);
		GString *got = jn_rtf_text(copy, len, 1000);

		g_test_message("%s", rows[i].label);
		g_assert_cmpstr(got->str, ==, rows[i].text);
		g_string_free(got, TRUE);
	}
}

/* What is too long is cut at a character. */
static void
test_rtf_cut(void)
{
	static const char rtf[] =
		"{\\rtf1\\ansi\\ansicpg1251 a\\'e4\\u8364?\\u-10179?\\u-8694?\\emdash z}";
	static const char text[] = "aд€😊—z";

	for (gsize max = 0; max <= sizeof text; max++) {
		GString *got = jn_rtf_text(rtf, sizeof rtf - 1, max);

		g_test_message("%zu bytes", max);
		g_assert_cmpuint(got->len, <=, max);
		g_assert_cmpuint(got->len + 4, >, MIN(max, sizeof text - 1));
		g_assert_true(g_utf8_validate(got->str, (gssize)got->len, NULL));
		g_assert_true(g_str_has_prefix(text, got->str));
		g_string_free(got, TRUE);
	}
}

/* The packed examples of [MS-OXRTFCP], 4.1.1 and 4.1.2: the second's run overlaps itself. */
static const guint8 packed[] = {0x2d, 0x00, 0x00, 0x00, 0x2b, 0x00, 0x00, 0x00, 0x4c, 0x5a,
				0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0x00, 0x0a, 0x00,
				0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a,
				0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62, 0x77,
				0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0};

static const guint8 overlapping[] = {0x1a, 0x00, 0x00, 0x00, 0x1c, 0x00, 0x00, 0x00, 0x4c, 0x5a,
				     0x46, 0x75, 0xe2, 0xd4, 0x4b, 0x51, 0x41, 0x00, 0x04, 0x20,
				     0x57, 0x58, 0x59, 0x5a, 0x0d, 0x6e, 0x7d, 0x01, 0x0e, 0xb0};

static void
test_rtf_packed(void)
{
	GString *run = jn_rtf_unpack(overlapping, sizeof overlapping, 1000);

	g_assert_cmpstr(run->str, ==, "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}");
	g_string_free(run, TRUE);
	for (gsize cut = 0; cut <= sizeof packed; cut++) {
		g_autofree guint8 *copy = g_memdup2(packed, cut);
		GString *got = jn_rtf_unpack(copy, cut, 1000);

		if (cut == sizeof packed)
			g_assert_cmpstr(got->str, ==,
					"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
		g_string_free(got, TRUE);
	}
}

/* A bomb: each two bytes give seventeen. */
static void
test_rtf_bomb(void)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	GString *got;

	g_byte_array_append(bytes, packed, 16);
	for (guint i = 0; i < 100000; i++) {
		static const guint8 run[] = {0xFF, 0x00, 0x0F, 0x00, 0x0F, 0x00, 0x0F, 0x00, 0x0F,
					     0x00, 0x0F, 0x00, 0x0F, 0x00, 0x0F, 0x00, 0x0F};

		g_byte_array_append(bytes, run, sizeof run);
	}
	got = jn_rtf_unpack(bytes->data, bytes->len, 50000);
	g_assert_cmpuint(got->len, ==, 50000);
	g_string_free(got, TRUE);
}

/* ---- TNEF ---- */

static void
add_number(GByteArray *bytes, guint64 number, gsize n)
{
	for (gsize i = 0; i < n; i++)
		g_byte_array_append(bytes, &(guint8){(guint8)(number >> (8 * i))}, 1);
}

static void
add_attribute(GByteArray *bytes, guint level, guint32 id, const void *data, gsize len)
{
	add_number(bytes, level, 1);
	add_number(bytes, id, 4);
	add_number(bytes, (guint32)len, 4);
	g_byte_array_append(bytes, data, (guint)len);
	add_number(bytes, 0, 2);
}

/* A property with one string or the like. */
static void
add_property(GByteArray *bytes, guint type, guint id, const void *data, gsize len)
{
	add_number(bytes, type, 2);
	add_number(bytes, id, 2);
	add_number(bytes, 1, 4);
	add_number(bytes, (guint32)len, 4);
	g_byte_array_append(bytes, data, (guint)len);
	add_number(bytes, 0, (4 - len % 4) % 4);
}

typedef enum Body {
	BODY_UNICODE,
	BODY_STRING8,
	BODY_HTML,
	BODY_RTF,
	BODY_OLD, /* attBody */
	BODY_ATTACHED,
	BODY_NONE,
} Body;

/* A stream as Outlook writes it: other properties before the one with the text. */
static GByteArray *
tnef_of(Body body)
{
	GByteArray *bytes = g_byte_array_new();
	g_autoptr(GByteArray) properties = g_byte_array_new();
	static const guint8 guid[16] = {1};

	add_number(bytes, 0x223E9F78, 4);
	add_number(bytes, 1, 2);
	add_attribute(bytes, 1, 0x00069007, "\xE3\x04\0\0\0\0\0\0", 8); /* 1251 */
	add_number(properties, body == BODY_OLD ? 4 : 6, 4);
	add_number(properties, 0x0003, 2); /* a number */
	add_number(properties, 0x3FDE, 2);
	add_number(properties, 65001, 4);
	add_number(properties, 0x000B, 2); /* a named truth */
	add_number(properties, 0x8001, 2);
	g_byte_array_append(properties, guid, 16);
	add_number(properties, 0, 4);
	add_number(properties, 5, 4);
	add_number(properties, 1, 4);
	add_number(properties, 0x1002, 2); /* three short numbers */
	add_number(properties, 0x6001, 2);
	add_number(properties, 3, 4);
	add_number(properties, 0, 8);
	add_property(properties, 0x001E, 0x0037, "Seam", 5);
	if (body == BODY_UNICODE)
		add_property(properties, 0x001F, 0x1000, "A\0\n\0\x34\x04\0\0", 8);
	if (body == BODY_STRING8)
		add_property(properties, 0x001E, 0x1000, "A\n\xE4", 4);
	if (body == BODY_HTML)
		add_property(properties, 0x0102, 0x1013, "<p>A<br>д</p>", 14);
	if (body == BODY_RTF)
		add_property(properties, 0x0102, 0x1009, packed, sizeof packed);
	if (body == BODY_OLD)
		add_attribute(bytes, 1, 0x0002800C, "A\n\xE4", 4);
	add_property(properties, 0x0102, 0x300B, "key", 3);
	add_attribute(bytes, body == BODY_ATTACHED ? 2 : 1, 0x00069003, properties->data,
		      properties->len);
	return bytes;
}

static void
test_tnef(void)
{
	static const struct {
		Body body;
		const char *text;
	} rows[] = {
		{BODY_UNICODE, "A\nд"},    {BODY_STRING8, "A\nд"}, {BODY_HTML, "A\nд"},
		{BODY_RTF, "hello world"}, {BODY_OLD, "A\nд"},     {BODY_ATTACHED, NULL},
		{BODY_NONE, NULL},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GByteArray) bytes = tnef_of(rows[i].body);

		g_test_message("%d", (int)rows[i].body);
		for (gsize cut = 0; cut <= bytes->len; cut++) {
			g_autofree guint8 *copy = g_memdup2(bytes->data, cut);
			g_autofree char *text = jn_tnef_text(copy, cut, 1000);

			if (cut == bytes->len)
				g_assert_cmpstr(text, ==, rows[i].text);
		}
	}
}

/* ---- whole mails ---- */

static char *
new_text_of(const char *mail, JnProtection *ret_protection)
{
	g_autoptr(GBytes) given = g_bytes_new(mail, strlen(mail));
	g_autoptr(GBytes) raw = jn_message_normalise(given);
	g_autoptr(GError) error = NULL;
	g_autoptr(JnMessage) message = jn_message_parse(raw, &error);
	g_autoptr(JnNewText) text = NULL;

	g_assert_no_error(error);
	*ret_protection = message->protection;
	text = jn_new_text_read(message);
	return g_strdup(text->text);
}

static void
test_mails(void)
{
#define P7M                                                                                        \
	"From: a@b\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; "          \
	"filename=smime.p7m\nContent-Type: application/"
	static const struct {
		const char *label, *mail, *text;
		JnProtection protection;
	} rows[] = {
		{"signed, in one piece", P7M "pkcs7-mime; smime-type=signed-data\n\n" SIGNED,
		 "It burns.", JN_PROTECTION_SIGNED},
		{"streamed, and nobody says what it is", P7M "x-pkcs7-mime\n\n" STREAMED,
		 "It burns.", JN_PROTECTION_SIGNED},
		{"encrypted", P7M "pkcs7-mime; smime-type=enveloped-data\n\nMIAGCSqGSIb3DQEHA6CA\n",
		 "", JN_PROTECTION_ENCRYPTED},
		{"encrypted, and nobody says so", P7M "pkcs7-mime\n\nMIAGCSqGSIb3DQEHA6CA\n", "",
		 JN_PROTECTION_ENCRYPTED},
		{"called signed, and broken", P7M "pkcs7-mime; smime-type=signed-data\n\nMIAGCSq\n",
		 "", JN_PROTECTION_SIGNED},
		{"a uuencoded file",
		 "From: a@b\n\nSee the seam.\n\nbegin 644 a.txt\n$86)C\"@``\n`\nend\n",
		 "See the seam.", JN_PROTECTION_NONE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		JnProtection protection;
		g_autofree char *text = new_text_of(rows[i].mail, &protection);

		g_test_message("%s", rows[i].label);
		g_assert_cmpstr(text, ==, rows[i].text);
		g_assert_cmpint(protection, ==, rows[i].protection);
	}
}

/* Beside an empty text winmail.dat speaks, beside a text it does not. */
static void
test_winmail(void)
{
	g_autoptr(GByteArray) bytes = tnef_of(BODY_STRING8);
	g_autofree char *base64 = g_base64_encode(bytes->data, bytes->len);
	static const char *const rows[][2] = {{"", "A\nд"}, {"It burns.", "It burns."}};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		JnProtection protection;
		g_autofree char *mail = g_strdup_printf(
			"From: a@b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n%s\n--b\n"
			"Content-Type: application/ms-tnef; name=winmail.dat\nContent-Disposition: "
			"attachment\nContent-Transfer-Encoding: base64\n\n%s\n--b--\n",
			rows[i][0], base64);
		g_autofree char *text = new_text_of(mail, &protection);

		g_assert_cmpstr(text, ==, rows[i][1]);
	}
}

static void
test_uuencode(void)
{
	static const struct {
		const char *line;
		gboolean begins, data;
	} rows[] = {
		{"begin 644 a.txt", TRUE, FALSE},
		{"begin 0644 a file", TRUE, FALSE},
		{"begin 644", FALSE, FALSE},
		{"begin 688 a", FALSE, FALSE},
		{"begin the weld", FALSE, FALSE},
		{"", FALSE, FALSE},
		{"`", FALSE, TRUE},
		{"$86)C\"@``", FALSE, TRUE},
		{"$86)C\"@", FALSE, TRUE}, /* blanks cut */
		{"M96YD;&5S<R!W;W)D<R!O9B!N;W1H:6YG(&%T(&%L;\"!I;B!T:&4@96YD(0", FALSE, TRUE},
		{"Nothing here", FALSE, FALSE},
		{"STOP THE WELD", FALSE, FALSE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].line);
		g_assert_cmpint(jn_uuencode_begins(rows[i].line), ==, rows[i].begins);
		g_assert_cmpint(jn_uuencode_is_data(rows[i].line), ==, rows[i].data);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/mail/packed/cms", test_cms);
	g_test_add_func("/mail/packed/cms-other", test_cms_other);
	g_test_add_func("/mail/packed/rtf", test_rtf);
	g_test_add_func("/mail/packed/rtf-cut", test_rtf_cut);
	g_test_add_func("/mail/packed/rtf-packed", test_rtf_packed);
	g_test_add_func("/mail/packed/rtf-bomb", test_rtf_bomb);
	g_test_add_func("/mail/packed/tnef", test_tnef);
	g_test_add_func("/mail/packed/mails", test_mails);
	g_test_add_func("/mail/packed/winmail", test_winmail);
	g_test_add_func("/mail/packed/uuencode", test_uuencode);
	return g_test_run();
}
