/* What an anonymous mail is built anew of: its text and its files, and nothing that says who sent
 * them. Also mail/attachments.h, which finds these. */
#include <string.h>

#include "mail/attachments.h"
#include "mail/newtext.h"
#include "render/rebuilt.h"

#define BOUNDARY "abcdefghijklmnopqrst"

typedef struct Case {
	const char *label, *mail;
	const char *files; /* "name:type" of each, '-' before those left out; joined by a blank */
} Case;

#define HEAD "From: ana@home.example\nMIME-Version: 1.0\n"
#define MIXED                                                                                      \
	HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nHi.\n"

static const Case cases[] = {
	{"a text", HEAD "Content-Type: text/plain\n\nHi.\n", ""},
	{"two forms of a text",
	 HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
	      "Hi.\n--b\nContent-Type: text/html\n\n<p>Hi.\n--b--\n",
	 ""},
	{"an invitation beside it is a form, too",
	 HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
	      "Hi.\n--b\nContent-Type: text/calendar\n\nORGANIZER:ana\n--b--\n",
	 ""},
	{"a picture",
	 MIXED "--b\nContent-Type: IMAGE/PNG\nContent-Disposition: attachment; "
	       "filename=\"a b.png\"\n\nx\n--b--\n",
	 "a b.png:image/png"},
	{"a picture in the text (RFC 2387)",
	 HEAD "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n"
	      "<img src=cid:1>\n--b\nContent-Type: image/png\nContent-ID: <1@home.example>\n\nx\n"
	      "--b--\n",
	 "(none):image/png"},
	{"a name that would be a path, a header or a script",
	 MIXED "--b\nContent-Type: text/plain\nContent-Disposition: attachment;\n "
	       "filename*=UTF-8''%22%0D%0AX:%20%3Ci%3E%C3%A6.txt\n\nx\n--b--\n",
	 "\" X: <i>\303\246.txt:text/plain"},
	{"who says who sent it stays here",
	 MIXED
	 "--b\nContent-Type: text/x-vcard; name=ana.vcf\n\nFN:Ana\n--b\nContent-Type: "
	 "application/pgp-keys; name=k.asc\n\nx\n--b\nContent-Type: message/rfc822\n\nFrom: "
	 "ana@home.example\n\nx\n--b\nContent-Type: application/ms-tnef; "
	 "name=winmail.dat\n\nx\n--b\nContent-Type: application/pdf; name=p.pdf\n\nx\n--b--\n",
	 "-ana.vcf:text/x-vcard -k.asc:application/pgp-keys -(none):message/rfc822 "
	 "-winmail.dat:application/ms-tnef p.pdf:application/pdf"},
	{"a type that is none",
	 MIXED
	 "--b\nContent-Type: x(;/y\nContent-Disposition: attachment; filename=z\n\nx\n--b--\n",
	 "z:application/octet-stream"},
	{"a name with the folder it came from",
	 MIXED "--b\nContent-Type: image/png\nContent-Disposition: attachment; "
	       "filename=\"C:\\\\Users\\\\ana\\\\a.png\"\n\nx\n--b--\n",
	 "a.png:image/png"},
};

static JnMessage *
parse(GBytes *raw)
{
	g_autoptr(GError) error = NULL;
	JnMessage *message = jn_message_parse(raw, &error);

	g_assert_no_error(error);
	return message;
}

static char *
files_of(const GPtrArray *files)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (guint i = 0; i < files->len; i++) {
		const JnAttachment *file = files->pdata[i];

		g_string_append_printf(out, "%s%s%s:%s", i > 0 ? " " : "",
				       file->personal ? "-" : "",
				       file->name ? file->name : "(none)", file->type);
	}
	return g_strdup(out->str);
}

static void
run_case(gconstpointer data)
{
	const Case *c = data;
	g_autoptr(GBytes) raw = g_bytes_new_static(c->mail, strlen(c->mail));
	g_autoptr(JnMessage) message = parse(raw);
	g_autoptr(GPtrArray) files = jn_attachments_list(message);
	g_autofree char *words = files_of(files);
	g_autoptr(GBytes) mail = jn_rebuilt_mail("Hi.", files, 1795420800, BOUNDARY);
	g_autoptr(JnMessage) built = parse(mail);
	g_autoptr(JnNewText) text = jn_new_text_read(built);
	g_autoptr(GPtrArray) again = jn_attachments_list(built);
	g_autofree char *bytes = g_strndup(g_bytes_get_data(mail, NULL), g_bytes_get_size(mail));
	guint at = 0;

	g_assert_cmpstr(words, ==, c->files);
	g_assert_cmpstr(text->text, ==, "Hi.");
	g_assert_cmpint(built->date, ==, 1795420800);
	g_assert_cmpint(built->date_offset, ==, 0);
	g_assert_null(strstr(bytes, "home.example"));
	g_assert_null(strstr(bytes, "\nX:"));
	for (guint i = 0; i < files->len; i++) {
		const JnAttachment *file = files->pdata[i];
		const JnAttachment *copy;

		if (file->personal)
			continue;
		g_assert_cmpuint(at, <, again->len);
		copy = again->pdata[at++];
		g_assert_cmpstr(copy->name, ==, file->name);
		g_assert_cmpstr(copy->type, ==, file->type);
	}
	g_assert_cmpuint(at, ==, again->len);
}

/* Bytes of any kind arrive as they were. */
static void
test_bytes(void)
{
	static const char mail[] =
		MIXED "--b\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: "
		      "base64\nContent-Disposition: attachment\n\nAAECDQoKDf/+LS1iCg==\n--b--\n";
	g_autoptr(GBytes) raw = g_bytes_new_static(mail, sizeof mail - 1);
	g_autoptr(JnMessage) message = parse(raw);
	g_autoptr(GPtrArray) files = jn_attachments_list(message);
	g_autoptr(GBytes) anew = jn_rebuilt_mail("\303\246\n-- \nFrom", files, 0, BOUNDARY);
	g_autoptr(JnMessage) built = parse(anew);
	g_autoptr(GPtrArray) again = jn_attachments_list(built);
	GString *before, *after;

	g_assert_cmpuint(again->len, ==, 1);
	before = jn_part_content(&((JnAttachment *)files->pdata[0])->part, 100);
	after = jn_part_content(&((JnAttachment *)again->pdata[0])->part, 100);
	g_assert_cmpmem(before->str, before->len, "\0\1\2\r\n\n\r\377\376--b\n", 13);
	g_assert_cmpmem(after->str, after->len, before->str, before->len);
	g_string_free(before, TRUE);
	g_string_free(after, TRUE);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_mime_init();
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf("/rebuilt/%s", cases[i].label);

		g_strdelimit(path + 9, "/", '-');
		g_test_add_data_func(path, &cases[i], run_case);
	}
	g_test_add_func("/rebuilt/bytes", test_bytes);
	return g_test_run();
}
