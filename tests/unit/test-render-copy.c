/* render/copy.h: people's mail must arrive unharmed. What is rendered is parsed again and compared
 * part by part with the original. */
#include "render/copy.h"

#include "base/cleanup.h"
#include "base/error.h"
#include "mail/newtext.h"
#include "mail/tree.h"

#include <string.h>

#define ASCII_FOOTER "OPEN: your reply goes to 14 people.\n\nLearn to weld\na frame"
#define LATIN_FOOTER "OFFEN: Antwort an 14 Leute. Größe zählt."
#define WIDE_FOOTER "OPEN: 東京で日本語の先生になる; Größe; 14 people."
#define BOUNDARY "QQQQfooterboundaryQQQQ"
#define HEAD                                                                                       \
	"Received: from laptop (203.0.113.9) by mx\nFrom: Ana <ana@example.com>\n"                 \
	"To: learn@example.org\nCc: bo@example.net\nSubject: x\nDate: Mon, 23 Nov 2026 "           \
	"08:21:29 +0100\nMessage-ID: <1@example.com>\nX-Originating-IP: 203.0.113.9\n"             \
	"User-Agent: Mutt\nMIME-Version: 1.0\n"

typedef enum Where {
	INSIDE,  /* in the text parts */
	WRAPPED, /* outside, in a new multipart/mixed */
} Where;

static const struct {
	const char *label;
	Where ascii, wide; /* for a footer in ASCII; for one that only Unicode holds */
	const char *mail;  /* behind HEAD */
} mails[] = {
	{"no Content-Type", INSIDE, INSIDE, "\nHello\nworld\n"},
	{"no MIME at all, 8bit UTF-8", INSIDE, INSIDE, "\nGr\303\274\303\237e\n"},
	{"unnamed latin-1", INSIDE, WRAPPED, "\nGr\374\337e\n"},
	{"empty body", INSIDE, INSIDE, "\n"},
	{"no body", INSIDE, INSIDE, ""},
	{"only blank lines", INSIDE, INSIDE, "\n\n\n\n"},
	{"signature", INSIDE, INSIDE, "Content-Type: text/plain\n\nHello\n\n-- \nAna\nTel. 1\n"},
	{"signature at once", INSIDE, INSIDE, "Content-Type: text/plain\n\n-- \nAna\n"},
	{"two signatures: the first is the sender's", INSIDE, INSIDE,
	 "Content-Type: text/plain\n\nHello\n-- \nAna\n----Original Message----\nhi\n-- \nBo\n"},
	{"quoted signature", INSIDE, INSIDE, "\n> hi\n> -- \n> Bo\nHello\n"},
	{"latin-1 8bit", INSIDE, INSIDE,
	 "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n\n"
	 "Gr\374\337e \200\n"},
	{"utf-8 7bit", INSIDE, INSIDE,
	 "Content-Type: text/plain; charset=\"UTF-8\"\nContent-Transfer-Encoding: 7bit\n\nHello\n"},
	{"flowed", INSIDE, INSIDE,
	 "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\n"
	 "Content-Transfer-Encoding: 8bit\n\nThis goes  \non.  \n\n-- \nAna\n"},
	{"iso-2022-jp", INSIDE, INSIDE,
	 "Content-Type: text/plain; charset=ISO-2022-JP\n\n\033$B$3$s$K$A$O\033(B\n"},
	{"iso-2022-jp, not back in ASCII", INSIDE, INSIDE,
	 "Content-Type: text/plain; charset=ISO-2022-JP\n\n\033$B$3$s$K$A$O\n"},
	{"shift_jis", INSIDE, INSIDE,
	 "Content-Type: text/plain; charset=Shift_JIS\nContent-Transfer-Encoding: 8bit\n\n"
	 "\202\261\202\361\202\311\202\277\202\315\n"},
	{"gb2312", INSIDE, INSIDE,
	 "Content-Type: text/plain; charset=gb2312\nContent-Transfer-Encoding: 8bit\n\n"
	 "\304\343\272\303\n"},
	{"utf-16 base64", INSIDE, INSIDE,
	 "Content-Type: text/plain; charset=utf-16le\nContent-Transfer-Encoding: base64\n\n"
	 "SABlAGwAbABvAAoA\n"},
	{"unknown charset", WRAPPED, WRAPPED,
	 "Content-Type: text/plain; charset=x-klingon\n\nHello\n"},
	{"broken utf-8", INSIDE, WRAPPED,
	 "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\na\377b\n"},
	{"broken iso-8859-7", INSIDE, WRAPPED,
	 "Content-Type: text/plain; charset=iso-8859-7\nContent-Transfer-Encoding: 8bit\n\n"
	 "a\377b\n"},
	{"quoted-printable", INSIDE, INSIDE,
	 "Content-Type: text/plain; charset=iso-8859-1\n"
	 "Content-Transfer-Encoding: quoted-printable\n\nGr=FC=DFe aus K=F6ln, und noch =\nmehr "
	 "davon=20\n"},
	{"quoted-printable, signature", INSIDE, INSIDE,
	 "Content-Type: text/plain; charset=utf-8\n"
	 "Content-Transfer-Encoding: Quoted-Printable\n\nHello\n--=20\nAna\n"},
	{"quoted-printable, signature kept by a soft break", INSIDE, INSIDE,
	 "Content-Type: text/plain; charset=utf-8\n"
	 "Content-Transfer-Encoding: quoted-printable\n\nHello\n-- =\n\nAna\n"},
	{"quoted-printable, ends in a soft break", INSIDE, INSIDE,
	 "Content-Type: text/plain; charset=utf-8\n"
	 "Content-Transfer-Encoding: quoted-printable\n\nHello=\n"},
	{"base64", INSIDE, INSIDE,
	 "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
	 "R3LDvMOfZQ0KYXVzIEvDtmxuDQo=\n"},
	{"base64, no line end", INSIDE, INSIDE,
	 "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: BASE64 (really)\n\n"
	 "SGVsbG8=\n"},
	{"unknown transfer encoding", WRAPPED, WRAPPED,
	 "Content-Type: text/plain\nContent-Transfer-Encoding: x-rot13\n\nUryyb\n"},
	{"html alone", INSIDE, INSIDE,
	 "Content-Type: text/html; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n\n"
	 "<html><body>Gr\374\337e</BODY></html>\n"},
	{"html without body tag", INSIDE, INSIDE, "Content-Type: text/html\n\n<p>Hello\n"},
	{"html, quoted-printable, tag broken", INSIDE, INSIDE,
	 "Content-Type: text/html; charset=utf-8\n"
	 "Content-Transfer-Encoding: quoted-printable\n\n<html><body style=3D\"x\">Hello</bo=\n"
	 "dy></html>\n"},
	{"html, quoted-printable, tag encoded", INSIDE, INSIDE,
	 "Content-Type: text/html; charset=utf-8\n"
	 "Content-Transfer-Encoding: quoted-printable\n\n<html><body>Hello=\n=3C/body></html>\n"},
	{"html, base64", INSIDE, INSIDE,
	 "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
	 "PGh0bWw+PGJvZHk+R3LDvMOfZTwvYm9keT48L2h0bWw+\n"},
	{"html, utf-16", INSIDE, INSIDE,
	 "Content-Type: text/html; charset=utf-16le\nContent-Transfer-Encoding: base64\n\n"
	 "PABiAD4AeAA8AC8AYgA+AA==\n"},
	{"alternative", INSIDE, INSIDE,
	 "Content-Type: multipart/alternative; boundary=\"b 1\"\n\npreamble\n--b 1\n"
	 "Content-Type: text/plain; charset=us-ascii\n\nHello\n--b 1\n"
	 "Content-Type: text/html; charset=us-ascii\n\n<p>Hello</p>\n--b 1--\nepilogue\n"},
	{"alternative with a calendar", INSIDE, INSIDE,
	 "Content-Type: multipart/alternative; boundary=b1\n\n--b1\n"
	 "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nHello\n--b1\n"
	 "Content-Type: text/calendar; charset=utf-8\n\nBEGIN:VCALENDAR\n--b1--\n"},
	{"related in alternative in mixed", INSIDE, INSIDE,
	 "Content-Type: multipart/mixed;\n boundary=m1\n\n--m1\n"
	 "Content-Type: multipart/alternative; boundary=a1\n\n--a1\nContent-Type: text/plain\n\n"
	 "Hello\n\n--a1\nContent-Type: multipart/related; boundary=r1\n\n--r1\n"
	 "Content-Type: text/html\n\n<html><body><img src=\"cid:i\"></body></html>\n--r1\n"
	 "Content-Type: image/png\nContent-ID: <i>\nContent-Transfer-Encoding: base64\n\n"
	 "iVBORw0KGgo=\n--r1--\n--a1--\n\n--m1\n"
	 "Content-Type: application/pdf;\n name*0*=UTF-8''Schwei%C3%9Fplan%20f%C3%BCr%20den%20;\n"
	 " name*1*=Rahmen%20mit%20sehr%20langem%20Namen.pdf\n"
	 "Content-Disposition: attachment; filename=\"Schwei\303\237plan.pdf\"\n"
	 "Content-Transfer-Encoding: base64\n\nJVBERi0xLjQK\n--m1--\n"},
	{"apple: text, image, text", INSIDE, INSIDE,
	 "Content-Type: multipart/mixed; boundary=m1\n\n--m1\nContent-Type: text/plain; "
	 "charset=us-ascii\n\nbefore\n--m1\nContent-Type: image/jpeg\nContent-Transfer-Encoding: "
	 "base64\nContent-Disposition: inline; filename=x.jpg\n\n/9j/\n--m1\n"
	 "Content-Type: text/plain; charset=us-ascii\n\nafter\n--m1--\n"},
	{"part without header", INSIDE, INSIDE,
	 "Content-Type: multipart/mixed; boundary=m1\n\n--m1\n\nHello\n--m1--\n"},
	{"no closing boundary", INSIDE, INSIDE,
	 "Content-Type: multipart/mixed; boundary=m1\n\n--m1\nContent-Type: text/plain\n\nHello\n"},
	{"inner closing boundary missing", INSIDE, INSIDE,
	 "Content-Type: multipart/mixed; boundary=m1\n\n--m1\n"
	 "Content-Type: multipart/alternative; boundary=a1\n\n--a1\n\nHello\n--m1\n"
	 "Content-Type: image/gif\n\nGIF89a\n--m1--\n"},
	{"empty text part", INSIDE, INSIDE,
	 "Content-Type: multipart/mixed; boundary=m1\n\n--m1\nContent-Type: text/plain\n\n--m1\n"
	 "Content-Type: image/gif\n\nGIF89a\n--m1--\n"},
	{"blanks behind a boundary", INSIDE, INSIDE,
	 "Content-Type: multipart/mixed; boundary=m1\n\n--m1 \t \nContent-Type: text/plain\n\n"
	 "Hello\n--m1-- \n"},
	{"attachment alone", WRAPPED, WRAPPED,
	 "Content-Type: image/jpeg; name=\"=?utf-8?Q?Schwei=C3=9Fnaht=2Ejpg?=\"\n"
	 "Content-Disposition: attachment; filename*=utf-8''Schwei%C3%9Fnaht.jpg\n"
	 "Content-Transfer-Encoding: base64\n\n/9j/4AAQ\n/9k=\n"},
	{"attached text alone", WRAPPED, WRAPPED,
	 "Content-Type: text/plain; name=notes.txt\nContent-Disposition: inline; "
	 "filename=notes.txt\n\nmeasurements\n"},
	{"attachments only", WRAPPED, WRAPPED,
	 "Content-Type: multipart/mixed; boundary=m1\n\n--m1\nContent-Type: image/gif\n\nGIF89a\n"
	 "--m1\nContent-Type: text/plain\nContent-Disposition: attachment\n\nx\n--m1--\n"},
	{"forwarded as attachment", WRAPPED, WRAPPED,
	 "Content-Type: message/rfc822\n\nFrom: x@example.net\nSubject: y\n\nbody\n-- \nz\n"},
	{"signed", WRAPPED, WRAPPED,
	 "Content-Type: multipart/signed; micalg=pgp-sha256;\n\tprotocol=\"application/"
	 "pgp-signature\"; boundary=\"s1\"\n\n--s1\nContent-Type: text/plain;   charset=utf-8\n"
	 "Content-Transfer-Encoding: quoted-printable\n\nTrailing blanks  \nGr=C3=BC=C3=9Fe=20\n\n"
	 "--s1  \nContent-Type: application/pgp-signature\n\n-----BEGIN PGP SIGNATURE-----\nx\n"
	 "-----END PGP SIGNATURE-----\n\n--s1--\n"},
	{"signed, wrapped by a list", WRAPPED, WRAPPED,
	 "Content-Type: multipart/mixed; boundary=m1\n\n--m1\n"
	 "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=s1\n\n"
	 "--s1\nContent-Type: text/plain\n\nHello\n--s1\nContent-Type: application/"
	 "pgp-signature\n\nx\n--s1--\n--m1\nContent-Type: text/plain\n\nlist footer\n--m1--\n"},
	{"encrypted", WRAPPED, WRAPPED,
	 "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; "
	 "boundary=e1\n\n--e1\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--e1\n"
	 "Content-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\nx\n-----END PGP "
	 "MESSAGE-----\n--e1--\n"},
	{"no boundary parameter", WRAPPED, WRAPPED, "Content-Type: multipart/mixed\n\n--x\n\nhi\n"},
	{"boundary never comes", WRAPPED, WRAPPED,
	 "Content-Type: multipart/mixed; boundary=zz\n\nHello\n"},
};

static JnMessage *
parse(const char *data, gsize len)
{
	/* Exactly as many bytes as there are, so that an over-read shows. */
	g_autoptr(GBytes) raw = g_bytes_new_take(g_memdup2(data, len), len);
	g_autoptr(GBytes) normal = jn_message_normalise(raw);
	gsize size;
	gconstpointer bytes = g_bytes_get_data(normal, &size);
	g_autoptr(GBytes) own = g_bytes_new_take(g_memdup2(bytes, size), size);

	return jn_message_parse(own, NULL);
}

static GBytes *
render(const JnMessage *message, const char *footer)
{
	static const char *const holes[JN_HOLE_COUNT] = {NULL, "learn+r.1@example.org",
							 "learn+u.1@example.org"};
	g_autoptr(GPtrArray) references = g_ptr_array_new();
	JnCopySpec spec = {.from_name = "Ana via Learn Welding",
			   .goal_address = "learn@example.org",
			   .list_id = "learn.example.org",
			   .list_name = "Learn Welding",
			   .operator_address = "postmaster@example.org",
			   .help_address = "learn+help@example.org",
			   .subscribe_address = "learn+subscribe@example.org",
			   .subject = "x",
			   .message_id = "1@example.com",
			   .references = references,
			   .site_domain = "example.org",
			   .footer = footer,
			   .boundary = BOUNDARY,
			   .now = 1795418489};
	g_autoptr(GError) error = NULL;
	g_autoptr(JnRendered) rendered = jn_copy_render(message, &spec, &error);

	g_assert_no_error(error);
	return jn_rendered_fill(rendered, holes);
}

/* A GString of what has no blanks, so that only words count. */
static char *
words_of(const char *text)
{
	GString *out = g_string_new(NULL);

	for (; *text != '\0'; text++)
		if (!g_ascii_isspace(*text))
			g_string_append_c(out, *text);
	return g_string_free(out, FALSE);
}

/* Cuts what lies between `from` and `to` out of *text; FALSE if it is not there. */
static gboolean
cut(char *text, const char *from, const char *to)
{
	char *start = strstr(text, from), *end = start != NULL ? strstr(start, to) : NULL;

	if (end == NULL)
		return FALSE;
	end += strlen(to);
	memmove(start, end, strlen(end) + 1);
	return TRUE;
}

/* `now` is `before` and the footer. Returns whether the footer is there. */
static gboolean
assert_same_words(const JnPart *before, const JnPart *now, const char *footer)
{
	g_autofree char *old_text = jn_part_text(before, 1 << 20);
	g_autofree char *part_text = jn_part_text(now, 1 << 20);
	g_autofree char *new_text = g_strconcat(part_text, "\n", NULL);
	g_autofree char *old_words = NULL, *new_words = NULL;
	/* No footer here fills its last line. */
	const char *end = g_str_equal(footer, ASCII_FOOTER)   ? "~ Learn to weld a frame\n"
			  : g_str_equal(footer, LATIN_FOOTER) ? "zählt.\n"
							      : "14 people.\n";
	gboolean found;

	found = cut(new_text, "<div style=\"margin-top", "</div>\n") ||
		cut(new_text, JN_FOOTER_RULE "\n" JN_FOOTER_LINE, end);
	old_words = words_of(old_text);
	new_words = words_of(new_text);
	g_assert_cmpstr(new_words, ==, old_words);
	return found;
}

static void
assert_same_bytes(const JnPart *before, const JnPart *now)
{
	GString *old_bytes = jn_part_content(before, 1 << 20);
	GString *new_bytes = jn_part_content(now, 1 << 20);
	g_autofree char *old_head = g_mime_object_get_headers(before->object, NULL);
	g_autofree char *new_head = g_mime_object_get_headers(now->object, NULL);

	g_assert_cmpmem(new_bytes->str, new_bytes->len, old_bytes->str, old_bytes->len);
	if (before->parent >= 0)
		g_assert_cmpstr(new_head, ==, old_head);
	g_string_free(old_bytes, TRUE);
	g_string_free(new_bytes, TRUE);
}

static gboolean
is_body_text(const JnPart *part)
{
	return (jn_part_is(part, "text", "plain") || jn_part_is(part, "text", "html")) &&
	       g_mime_part_get_filename(GMIME_PART(part->object)) == NULL &&
	       !jn_part_is_attachment(part);
}

/* The body stands in the copy whole, down to the last byte. */
static void
assert_holds_body(const JnMessage *message, const char *copy, gsize len)
{
	gsize size;
	const char *data = g_bytes_get_data(message->raw, &size);

	size -= message->body_offset;
	g_assert_nonnull(memmem(copy, len, data + message->body_offset, size));
}

static void
check_mail(const char *mail, const char *footer, Where where)
{
	g_autofree char *whole = g_strconcat(HEAD, mail, NULL);
	g_autoptr(JnMessage) message = parse(whole, strlen(whole));
	g_autoptr(GBytes) copy = render(message, footer);
	gsize len;
	const char *data = g_bytes_get_data(copy, &len);
	g_autoptr(JnMessage) again = parse(data, len);
	g_autoptr(GArray) before = jn_tree_list(message->mime, NULL);
	g_autoptr(GArray) now = jn_tree_list(again->mime, NULL);
	guint shift = where == WRAPPED ? 1 : 0, footers = 0;
	gboolean handed = FALSE;

	g_assert_cmpstr(again->subject, ==, "x");
	g_assert_cmpint((int)(strstr(data, BOUNDARY) != NULL), ==, where == WRAPPED);
	g_assert_cmpuint(now->len, ==, before->len + 2 * shift);
	for (guint i = 0; i < before->len; i++) {
		const JnPart *old_part = &g_array_index(before, JnPart, i);
		const JnPart *new_part = &g_array_index(now, JnPart, i + shift);

		g_assert_cmpint(new_part->depth, ==, old_part->depth + (int)shift);
		if (where == INSIDE && is_body_text(old_part)) {
			gboolean found = assert_same_words(old_part, new_part, footer);

			footers += found;
			handed |= found;
		} else {
			assert_same_bytes(old_part, new_part);
		}
	}
	if (where == WRAPPED) {
		g_autofree char *text =
			jn_part_text(&g_array_index(now, JnPart, now->len - 1), 1 << 20);

		g_assert_true(g_str_has_prefix(text, JN_FOOTER_RULE "\n" JN_FOOTER_LINE));
		assert_holds_body(message, data, len);
	} else {
		g_assert_true(handed);
		g_assert_cmpuint(footers, <=, 2);
	}
}

static void
test_mails(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_test_message("%s", mails[i].label);
		check_mail(mails[i].mail, ASCII_FOOTER, mails[i].ascii);
		check_mail(mails[i].mail, WIDE_FOOTER, mails[i].wide);
		check_mail(mails[i].mail, LATIN_FOOTER, mails[i].wide);
	}
}

/* What exactly stands behind the header of the copy. */
static const struct {
	const char *label, *footer, *mail, *expect;
} exact[] = {
	{"end of a text", "a", "\nHello\n", "\nHello\n\n~~~\n~ a\n"},
	{"empty line is there", "a", "\nHello\n\n", "\nHello\n\n~~~\n~ a\n"},
	{"empty", "a", "\n", "\n~~~\n~ a\n"},
	{"before the signature", "a\n\nb", "\nHello\n-- \nAna\n",
	 "\nHello\n\n~~~\n~ a\n~ b\n\n-- \nAna\n"},
	{"before the signature, empty line", "a", "\nHello\n\n-- \nAna\n",
	 "\nHello\n\n~~~\n~ a\n\n-- \nAna\n"},
	{"no footer", "", "Content-Type: text/plain\n\nHello\n",
	 "Content-Type: text/plain\n\nHello\n"},
	{"long lines are filled",
	 "Learn to weld a bicycle frame that carries me and my tent around the world and back "
	 "again",
	 "\nHello\n",
	 "\nHello\n\n~~~\n~ Learn to weld a bicycle frame that carries me and my tent around "
	 "the\n~ world and back again\n"},
	{"7bit becomes quoted-printable", "\303\266",
	 "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 7bit\n\na=b\n",
	 "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: "
	 "quoted-printable\n\na=3Db\n\n~~~\n~ =C3=B6\n"},
	{"8bit stays", "\303\266",
	 "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n\n"
	 "\374\n",
	 "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n\n"
	 "\374\n\n~~~\n~ \366\n"},
	{"latin-1 becomes UTF-8", "\346\235\261",
	 "Content-Type: text/plain; format=flowed;\n charset=iso-8859-1; x=y\n"
	 "Content-Transfer-Encoding: 8bit\nContent-Language: de\n\n\374\n",
	 "Content-Language: de\nContent-Type: text/plain; charset=utf-8; format=flowed\n"
	 "Content-Transfer-Encoding: quoted-printable\n\n=C3=BC\n\n~~~\n~ =E6=9D=B1\n"},
	{"quoted-printable stays", "a=b",
	 "Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n=41=\nB=20\n",
	 "Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n=41=\nB=20\n\n"
	 "~~~\n~ a=3Db\n"},
	{"iso-2022-jp stays", "a", "Content-Type: text/plain; charset=iso-2022-jp\n\n\033$B$3\n",
	 "Content-Type: text/plain; charset=iso-2022-jp\n\n\033$B$3\n\033(B\n~~~\n~ a\n"},
	{"html", "<b> & \303\266", "Content-Type: text/html\n\n<body>x</body>\n",
	 "Content-Type: text/html\n\n<body>x\n<div style=\"margin-top:1.5em;padding-top:.5em;"
	 "border-top:1px solid #999;font-size:85%;opacity:.8\">\n"
	 "&#8288;&#8288;&lt;b&gt; &amp; &#246;</div>\n</body>\n"},
	{"part of a multipart becomes UTF-8", "\346\235\261",
	 "Content-Type: multipart/mixed; boundary=b\n\n--b\nX-Other: 1\nContent-type: text/plain\n"
	 "Content-Md5: zzz\n\nHello\n--b--\n",
	 "Content-Type: multipart/mixed; boundary=b\n\n--b\nX-Other: 1\n"
	 "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: "
	 "quoted-printable\n\nHello\n\n~~~\n~ =E6=9D=B1\n\n--b--\n"},
	{"wrapped", "a", "Content-Type: image/gif\nContent-Disposition: inline\n\nGIF89a\n",
	 "Content-Type: multipart/mixed; boundary=\"" BOUNDARY "\"\n\n--" BOUNDARY "\n"
	 "Content-Type: image/gif\nContent-Disposition: inline\n\nGIF89a\n\n--" BOUNDARY "\n"
	 "Content-Type: text/plain; charset=us-ascii\nContent-Transfer-Encoding: 7bit\n"
	 "Content-Disposition: inline\n\n~~~\n~ a\n--" BOUNDARY "--\n"},
};

static void
test_exact(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(exact); i++) {
		g_autofree char *whole = g_strconcat(HEAD, exact[i].mail, NULL);
		g_autoptr(JnMessage) message = parse(whole, strlen(whole));
		g_autoptr(GBytes) copy = render(message, exact[i].footer);
		g_autofree char *text =
			g_strndup(g_bytes_get_data(copy, NULL), g_bytes_get_size(copy));
		const char *body = strstr(text, "MIME-Version: 1.0\n");

		g_test_message("%s", exact[i].label);
		g_assert_cmpstr(body + strlen("MIME-Version: 1.0\n"), ==, exact[i].expect);
	}
}

static void
test_header(void)
{
	static const char mail[] =
		HEAD "Sender: ana@laptop.example\nReply-To: evil@example.net\nAutocrypt: x\n"
		     "Disposition-Notification-To: ana@example.com\nReturn-Path: <x@y>\n"
		     "DKIM-Signature: v=1;\n\td=example.com\nThread-Index: abc=\nImportance: high\n"
		     "Keywords: gr\303\274n\nContent-Length: 3\nList-Id: <other>\n"
		     "Content-Language: en\n\nHello\n";
	g_autoptr(JnMessage) message = parse(mail, strlen(mail));
	g_autoptr(GBytes) copy = render(message, "a");
	g_autofree char *text = g_strndup(g_bytes_get_data(copy, NULL), g_bytes_get_size(copy));

	g_assert_cmpstr(
		text, ==,
		"From: \"Ana via Learn Welding\" <learn@example.org>\nTo: learn@example.org\n"
		"Reply-To: learn+r.1@example.org\nSubject: x\n"
		"Date: Mon, 23 Nov 2026 08:21:29 +0100\nMessage-ID: <1@example.com>\n"
		"List-Id: \"Learn Welding\" <learn.example.org>\n"
		"List-Post: <mailto:learn@example.org>\n"
		"List-Help: <mailto:learn+help@example.org>\n"
		"List-Subscribe: <mailto:learn+subscribe@example.org>\n"
		"List-Owner: <mailto:postmaster@example.org>\n"
		"List-Unsubscribe: <mailto:learn+u.1@example.org>\nPrecedence: list\n"
		"X-Journster-Loop: example.org\nThread-Index: abc=\nImportance: high\n"
		"MIME-Version: 1.0\nContent-Language: en\n\nHello\n\n~~~\n~ a\n");
}

/* The bytes of a large attachment are those of the original, not a copy. */
static void
test_shared(void)
{
	g_autoptr(GString) mail = g_string_new(
		HEAD
		"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n--b\n"
		"Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n");
	g_autoptr(JnMessage) message = NULL;
	g_autoptr(JnRendered) rendered = NULL;
	JnCopySpec spec = {.goal_address = "a@example.org",
			   .message_id = "x@y",
			   .site_domain = "example.org",
			   .footer = "a",
			   .boundary = BOUNDARY};
	const char *data;
	gsize size, own = 0;

	for (int i = 0; i < 10000; i++)
		g_string_append(mail, "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB\n");
	g_string_append(mail, "--b--\n");
	message = parse(mail->str, mail->len);
	rendered = jn_copy_render(message, &spec, NULL);
	data = g_bytes_get_data(message->raw, &size);
	for (gsize i = 0; i < jn_rendered_segments(rendered); i++) {
		JnHole hole;
		GBytes *bytes = jn_rendered_segment(rendered, i, &hole);
		const char *at = bytes != NULL ? g_bytes_get_data(bytes, NULL) : NULL;

		if (at != NULL && (at < data || at >= data + size))
			own += g_bytes_get_size(bytes);
	}
	g_assert_cmpuint(own, <, 1000);
}

static void
test_bad_spec(void)
{
	g_autoptr(JnMessage) message = parse(HEAD "\nx\n", strlen(HEAD "\nx\n"));
	const JnCopySpec specs[] = {
		{.message_id = "x@y", .site_domain = "d", .boundary = BOUNDARY},
		{.goal_address = "a@b\nBcc: c@d",
		 .message_id = "x@y",
		 .site_domain = "d",
		 .boundary = BOUNDARY},
		{.goal_address = "a@example.org", .site_domain = "d", .boundary = BOUNDARY},
		{.goal_address = "a@example.org", .message_id = "x@y", .boundary = BOUNDARY},
		{.goal_address = "a@example.org", .message_id = "x@y", .site_domain = "d"},
		{.goal_address = "a@example.org",
		 .message_id = "x@y",
		 .site_domain = "d",
		 .boundary = "\"\nXXXXXXXXXXXXXXXXXXXX"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(specs); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(jn_copy_render(message, &specs[i], &error));
		g_assert_error(error, JN_ERROR, JN_ERROR_BUG);
	}
}

/* Our footer goes again where a client quotes it. */
static void
test_footer_is_stripped(void)
{
	static const char *const footers[] = {ASCII_FOOTER, LATIN_FOOTER, WIDE_FOOTER};

	for (gsize i = 0; i < G_N_ELEMENTS(footers); i++) {
		g_autoptr(JnMessage) message =
			parse(HEAD "\nHello\n-- \nAna\n", strlen(HEAD "\nHello\n-- \nAna\n"));
		g_autoptr(GBytes) copy = render(message, footers[i]);
		g_autoptr(JnMessage) received =
			parse(g_bytes_get_data(copy, NULL), g_bytes_get_size(copy));
		g_autoptr(JnNewText) read = jn_new_text_read(received);
		g_autofree char *text = jn_message_text(received);
		g_auto(GStrv) lines = g_strsplit(g_strchomp(text), "\n", -1);
		g_autofree char *quoted = g_strjoinv("\n> ", lines);
		g_autofree char *reply = g_strdup_printf("I see.\n\nAna wrote:\n> %s\n", quoted);
		g_autoptr(JnNewText) split = jn_new_text_split(reply, strlen(reply));

		g_assert_cmpstr(read->text, ==, "Hello");
		g_assert_cmpstr(split->text, ==, "I see.");
		g_assert_null(strstr(split->quoted, "14 "));
		g_assert_null(strstr(split->quoted, JN_FOOTER_RULE));
		g_assert_nonnull(strstr(split->quoted, "> Hello"));
	}
}

static void
test_html_footer_is_stripped(void)
{
	static const char mail[] = HEAD "Content-Type: text/html\n\n<html><body><p>Hello</p></body>"
					"</html>\n";
	g_autoptr(JnMessage) message = parse(mail, strlen(mail));
	g_autoptr(GBytes) copy = render(message, WIDE_FOOTER "\n\nsecond line");
	g_autoptr(JnMessage) received = parse(g_bytes_get_data(copy, NULL), g_bytes_get_size(copy));
	g_autoptr(JnNewText) read = jn_new_text_read(received);

	g_assert_cmpstr(read->text, ==, "Hello");
}

/* Whatever parses renders, and what was rendered parses. */
static void
render_any(const char *data, gsize len)
{
	g_autoptr(JnMessage) message = parse(data, len);
	g_autoptr(GBytes) copy = NULL;
	g_autoptr(JnMessage) again = NULL;

	if (message == NULL)
		return;
	copy = render(message, WIDE_FOOTER);
	again = parse(g_bytes_get_data(copy, NULL), g_bytes_get_size(copy));
	g_assert_nonnull(again);
}

static void
test_cut_anywhere(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autofree char *whole = g_strconcat("From: a@b.example\n", mails[i].mail, NULL);

		for (gsize len = 1; len < strlen(whole); len++)
			render_any(whole, len);
	}
}

static void
test_any_bytes(void)
{
	static const char bytes[] = "\n\n\n--=;:\"\0\r\033<>/ mb1a1s1\377\300";
	g_autoptr(GRand) rand = g_rand_new_with_seed(7);

	for (gsize i = 0; i < G_N_ELEMENTS(mails) * 60; i++) {
		const char *mail = mails[i % G_N_ELEMENTS(mails)].mail;
		g_autofree char *whole = g_strconcat("From: a@b.example\n", mail, NULL);
		gsize len = strlen(whole);

		for (gint changes = g_rand_int_range(rand, 1, 12); changes > 0; changes--)
			whole[g_rand_int_range(rand, 0, (gint32)len)] =
				bytes[g_rand_int_range(rand, 0, sizeof bytes - 1)];
		render_any(whole, len);
	}
}

/* Lines that servers return or cut are encoded, in every part that may be; all others stay. */
static void
test_long_lines(void)
{
	static const struct {
		const char *what, *head, *middle, *end;
		gsize octets;
		gboolean encoded;
	} rows[] = {
		{"a text", "Content-Type: text/plain\n\n", "", "", 999, TRUE},
		{"as long as may be", "Content-Type: text/plain\n\n", "", "", 998, FALSE},
		{"html", "Content-Type: text/html\n\n<p>", "</p>", "", 1200, TRUE},
		{"announced as 8bit",
		 "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n", "",
		 "", 5000, TRUE},
		{"a file alone", "Content-Type: application/x-log\n\n", "", "", 2000, TRUE},
		{"a file beside a text",
		 "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n--b\n"
		 "Content-Type: text/x-log\nContent-Disposition: attachment; filename=x\n\n",
		 "\n--b--\n", "", 2000, TRUE},
		{"the second text",
		 "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n--b\n\n", "\n--b--\n",
		 "", 2000, TRUE},
		{"a signed text stays",
		 "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; "
		 "micalg=x; boundary=b\n\n--b\n\n",
		 "\n--b\nContent-Type: application/pgp-signature\n\nx\n--b--\n", "", 2000, FALSE},
		{"a mail attached stays",
		 "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n--b\n"
		 "Content-Type: message/rfc822\n\nSubject: x\n\n",
		 "\n--b--\n", "", 2000, FALSE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *line = g_strnfill(rows[i].octets, 'x');
		g_autofree char *mail =
			g_strconcat(HEAD, rows[i].head, line, rows[i].middle, rows[i].end, NULL);
		g_autoptr(JnMessage) message = parse(mail, strlen(mail));
		g_autoptr(GBytes) rendered = render(message, "a");
		g_autofree char *copy =
			g_strndup(g_bytes_get_data(rendered, NULL), g_bytes_get_size(rendered));
		g_auto(GStrv) lines = g_strsplit(copy, "\n", -1);
		gsize longest = 0;

		g_test_message("%s", rows[i].what);
		for (char **at = lines; *at != NULL; at++)
			longest = MAX(longest, strlen(*at));
		g_assert_cmpint(longest <= 998, ==, rows[i].encoded || rows[i].octets <= 998);
		g_assert_cmpint(strstr(copy, line) != NULL, ==, !rows[i].encoded);
		g_assert_cmpint(strstr(copy, "Content-Transfer-Encoding: quoted-printable") != NULL,
				==, rows[i].encoded);
		if (rows[i].encoded) {
			g_autoptr(GString) joined = g_string_new(copy);

			g_string_replace(joined, "=\n", "", 0);
			g_assert_nonnull(strstr(joined->str, line));
		}
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/render/copy/mails", test_mails);
	g_test_add_func("/render/copy/exact", test_exact);
	g_test_add_func("/render/copy/header", test_header);
	g_test_add_func("/render/copy/shared", test_shared);
	g_test_add_func("/render/copy/bad-spec", test_bad_spec);
	g_test_add_func("/render/copy/footer-is-stripped", test_footer_is_stripped);
	g_test_add_func("/render/copy/html-footer-is-stripped", test_html_footer_is_stripped);
	g_test_add_func("/render/copy/cut-anywhere", test_cut_anywhere);
	g_test_add_func("/render/copy/any-bytes", test_any_bytes);
	g_test_add_func("/render/copy/long-lines", test_long_lines);
	return g_test_run();
}
