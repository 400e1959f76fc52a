/* render/notice.h: one of our own mails, read again by GMime. */
#include "render/notice.h"

#include "base/cleanup.h"
#include "mail/automatic.h"
#include "mail/message.h"
#include "mail/tree.h"

#include <string.h>

static JnMessage *
render(const char *text, const char *html, const JnNoticeSpec *spec)
{
	const JnLetter letter = {(char *)"Größe: Your goal", (char *)text, (char *)html};
	g_autoptr(GBytes) bytes = jn_notice_render(&letter, spec);
	g_autoptr(GError) error = NULL;
	JnMessage *message = jn_message_parse(bytes, &error);

	g_assert_no_error(error);
	return message;
}

static JnNoticeSpec
sample_spec(void)
{
	return (JnNoticeSpec){.from_name = "Wayfinders",
			      .from_address = "learn@example.org",
			      .to_name = "Ana \"A\"",
			      .to_address = "ana@example.com",
			      .reply_to = "learn+c.abc@example.org",
			      .message_id = "n1@example.org",
			      .in_reply_to = "1@example.com",
			      .list_id = "learn.example.org",
			      .list_name = "Learn",
			      .unsubscribe = "learn+u.1@example.org",
			      .site_domain = "example.org",
			      .language = "en",
			      .boundary = "QQQQnoticeQQQQ",
			      .now = 1795418489};
}

static void
test_letter(void)
{
	static const struct {
		const char *label, *text, *html, *transfer;
	} rows[] = {
		{"english", "Hello\nworld\n", "<p>Hello</p>\n", "quoted-printable"},
		{"german", "Grüße\n-- \nFrom me\n", "<p>Grüße</p>\n", "quoted-printable"},
		{"japanese", "東京で日本語の先生になる\n", "<p>東京で日本語の先生になる</p>\n",
		 "base64"},
		{"empty", "", "", "quoted-printable"},
	};
	JnNoticeSpec spec = sample_spec();

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(JnMessage) message = render(rows[i].text, rows[i].html, &spec);
		g_autoptr(GArray) parts = jn_tree_list(message->mime, NULL);
		const JnPart *text = &g_array_index(parts, JnPart, 1);
		const JnPart *html = &g_array_index(parts, JnPart, 2);
		g_autofree char *text_back = NULL, *html_back = NULL;

		g_test_message("%s", rows[i].label);
		g_assert_cmpuint(parts->len, ==, 3);
		g_assert_true(jn_part_is(text, "text", "plain"));
		g_assert_true(jn_part_is(html, "text", "html"));
		g_assert_cmpstr(g_mime_object_get_header(text->object, "Content-Transfer-Encoding"),
				==, rows[i].transfer);
		text_back = jn_part_text(text, 10000);
		html_back = jn_part_text(html, 10000);
		g_assert_cmpstr(text_back, ==, rows[i].text);
		g_assert_cmpstr(html_back, ==, rows[i].html);
	}
}

/* The file stands beside the letter, whole, whichever way it is encoded. */
static void
test_attachment(void)
{
	static const char *const rows[] = {"What we hold\n\n-- \n--other--\n",
					   "\346\235\261\346\235\261\346\235\261\n", ""};
	JnNoticeSpec spec = sample_spec();

	spec.attachment_name = "file.txt";
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(JnMessage) message = NULL;
		g_autoptr(GArray) parts = NULL;
		const JnPart *file;
		g_autofree char *back = NULL;

		spec.attachment = rows[i];
		message = render("Hello\n", "<p>Hello</p>\n", &spec);
		parts = jn_tree_list(message->mime, NULL);
		g_assert_cmpuint(parts->len, ==, 5);
		g_assert_true(jn_part_is(&g_array_index(parts, JnPart, 0), "multipart", "mixed"));
		g_assert_true(
			jn_part_is(&g_array_index(parts, JnPart, 1), "multipart", "alternative"));
		g_assert_true(jn_part_is(&g_array_index(parts, JnPart, 3), "text", "html"));
		file = &g_array_index(parts, JnPart, 4);
		g_assert_true(jn_part_is(file, "text", "plain"));
		g_assert_cmpstr(g_mime_object_get_disposition(file->object), ==, "attachment");
		g_assert_cmpstr(g_mime_part_get_filename(GMIME_PART(file->object)), ==, "file.txt");
		back = jn_part_text(file, 10000);
		g_assert_cmpstr(back, ==, rows[i]);
	}
}

static void
test_header(void)
{
	JnNoticeSpec spec = sample_spec();
	g_autoptr(JnMessage) message = render("a\n", "b\n", &spec);
	const char *data = g_bytes_get_data(message->raw, NULL);
	g_autofree char *header = g_strndup(data, message->body_offset);

	g_assert_cmpstr(header, ==,
			"From: \"Wayfinders\" <learn@example.org>\n"
			"To: \"Ana \\\"A\\\"\" <ana@example.com>\n"
			"Reply-To: learn+c.abc@example.org\n"
			"Subject: =?UTF-8?B?R3LDtsOfZTo=?= Your goal\n"
			"Date: Mon, 23 Nov 2026 07:21:29 +0000\n"
			"Message-ID: <n1@example.org>\n"
			"In-Reply-To: <1@example.com>\n"
			"References: <1@example.com>\n"
			"List-Id: \"Learn\" <learn.example.org>\n"
			"List-Unsubscribe: <mailto:learn+u.1@example.org>\n"
			"Auto-Submitted: auto-generated\n"
			"X-Auto-Response-Suppress: OOF, AutoReply\n" JN_LOOP_HEADER
			": example.org\n"
			"MIME-Version: 1.0\n"
			"Content-Language: en\n"
			"Content-Type: multipart/alternative; boundary=\"QQQQnoticeQQQQ\"\n\n");
}

static void
test_least(void)
{
	JnNoticeSpec spec = {.from_address = "new@example.org",
			     .to_address = "ana@example.com",
			     .message_id = "n1@example.org",
			     .site_domain = "example.org",
			     .language = "en",
			     .boundary = "QQQQnoticeQQQQ",
			     .is_reply = TRUE};
	g_autoptr(JnMessage) message = render("a\n", "b\n", &spec);
	g_autofree char *automatic = jn_message_header(message, "Auto-Submitted");
	g_autofree char *list = jn_message_header(message, "List-Id");
	g_autofree char *references = jn_message_header(message, "References");

	g_assert_cmpstr(automatic, ==, "auto-replied");
	g_assert_null(list);
	g_assert_null(references);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/render/notice/attachment", test_attachment);
	g_test_add_func("/render/notice/letter", test_letter);
	g_test_add_func("/render/notice/header", test_header);
	g_test_add_func("/render/notice/least", test_least);
	return g_test_run();
}
