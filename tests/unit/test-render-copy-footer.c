/* render/copy.h: footers of ours that a client quoted do not go on; all else does. */
#include "render/copy.h"

#include "base/cleanup.h"
#include "mail/tree.h"
#include "render/encode.h"

#include <string.h>

#define HEAD "From: Ana <ana@example.com>\nSubject: x\nMessage-ID: <1@example.com>\n"
#define WJ "\342\201\240"
#define MARK WJ WJ
#define LONG "OPEN: your reply goes to 14 people who all want to read it,"
#define STYLE "margin-top:1.5em;padding-top:.5em;border-top:1px solid #999"

/* A text, and what is left of it; NULL: all. */
typedef struct Case {
	const char *label, *text, *expect;
} Case;

static const Case plain[] = {
	{"mutt, Thunderbird: a level",
	 "Yes!\n\nOn Monday, Bo via Goal wrote:\n> Try it.\n> \n> ~~~\n> ~ OPEN: your reply goes "
	 "to 3 "
	 "people.\n> ~ Learn welding\n\n-- \nAna\n",
	 "Yes!\n\nOn Monday, Bo via Goal wrote:\n> Try it.\n\n-- \nAna\n"},
	{"three levels, a footer in each",
	 "Yes!\n\n> Two\n>> One\n>>> Zero\n>>>\n>>> ~~~\n>>> ~ OPEN: 1\n>>\n>> ~~~\n>> ~ OPEN: 2\n"
	 ">> ~ x\n>\n> ~~~\n> ~ OPEN: 3\n",
	 "Yes!\n\n> Two\n>> One\n>>> Zero\n"},
	{"marks with blanks between; the innermost has its blank line outside",
	 "> > Zero\n>\n> > ~~~\n> > ~ OPEN\n> >\n> One\nme\n", "> > Zero\n> >\n> One\nme\n"},
	{"before the signature of the one who is quoted",
	 "> Try it.\n> \n> ~~~\n> ~ OPEN: 3\n> ~\n> ~ Goal\n> \n> -- \n> Bo\n\nThanks\n",
	 "> Try it.\n> \n> -- \n> Bo\n\nThanks\n"},
	{"inline, and words right behind", "> Try it.\nWhat?\n>\n> ~~~\n> ~ OPEN: 3\nMy words.\n",
	 "> Try it.\nWhat?\nMy words.\n"},
	{"CRLF", "Yes\r\n\r\n> a\r\n>\r\n> ~~~\r\n> ~ OPEN\r\n\r\nb\r\n",
	 "Yes\r\n\r\n> a\r\n\r\nb\r\n"},
	{"no line end", "Yes\n> a\n> ~~~\n> ~ OPEN", "Yes\n> a\n"},
	{"folded, mark kept", "Yes\n> a\n>\n> ~~~\n> ~ " LONG "\n> indeed.\n> ~ Goal\n>\n> b\n",
	 "Yes\n> a\n>\n> b\n"},
	{"folded, mark lost", "> > a\n> > ~~~\n> > ~ " LONG "\nindeed.\n> > ~ Goal\nme\n",
	 "> > a\nme\n"},
	{"folded, the last line", "> a\n> ~~~\n> ~ OPEN\n> ~ " LONG "\n> indeed.\n\nme\n",
	 "> a\n\nme\n"},
	{"flowed, soft", "> a \n>\n> ~~~\n> ~ OPEN: your reply goes \n> to 3.\n\nme \nand you\n",
	 "> a \n\nme \nand you\n"},
	{"a remark inside stays", "> a\n> ~~~\n> ~ OPEN: 14 people.\nSo many?\n> ~ Goal\n",
	 "> a\nSo many?\n> ~ Goal\n"},
	{"Outlook: no marks",
	 "Yes.\n\n-----Original Message-----\nFrom: Bo via Goal\nSent: Monday\nTo: "
	 "goal@example.org\n"
	 "Subject: x\n\nTry it.\n\n~~~\n~ OPEN: 3 people.\n~ Goal\n\n-- \nBo\n",
	 "Yes.\n\n-----Original Message-----\nFrom: Bo via Goal\nSent: Monday\nTo: "
	 "goal@example.org\n"
	 "Subject: x\n\nTry it.\n\n-- \nBo\n"},
	{"Outlook, twice",
	 "Yes.\n\n________________________________\nFrom: Bo <goal@example.org>\nSent: Monday, 23 "
	 "November 2026 08:00\nTo: goal@example.org\nSubject: RE: x\n\nTry it.\n\nFrom: Cy "
	 "<goal@example.org>\nSent: Sunday, 22 November 2026 08:00\nTo: goal@example.org\nSubject: "
	 "x\n\nWhat?\n\n~~~\n~ OPEN: 3\n\n~~~\n~ OPEN: 4\n~ Goal\n",
	 "Yes.\n\n________________________________\nFrom: Bo <goal@example.org>\nSent: Monday, 23 "
	 "November 2026 08:00\nTo: goal@example.org\nSubject: RE: x\n\nTry it.\n\nFrom: Cy "
	 "<goal@example.org>\nSent: Sunday, 22 November 2026 08:00\nTo: goal@example.org\nSubject: "
	 "x\n\nWhat?\n"},
	{"Gmail: its text of our HTML",
	 "Yes\n\nOn Mon, 23 Nov 2026 at 08:21, Bo via Goal <goal@example.org> wrote:\n\n> Try "
	 "it.\n> " MARK "OPEN: your reply goes to 3 people.\n> " MARK "Learn welding\n>\n",
	 "Yes\n\nOn Mon, 23 Nov 2026 at 08:21, Bo via Goal <goal@example.org> wrote:\n\n> Try it.\n"
	 ">\n"},
	{"Gmail, folded twice",
	 "Yes\n\n>> Try it.\n>>\n>> " MARK LONG
	 "\n>> and more that fills the line until it can take no "
	 "more words at all,\n>> see.\n>> " MARK "Goal\n>>\n> Fine\n",
	 "Yes\n\n>> Try it.\n>>\n> Fine\n"},
	{"marks that show nothing, unquoted", "Yes\n\nTry it.\n" MARK "OPEN: 3 people.\nMy words\n",
	 "Yes\n\nTry it.\nMy words\n"},
	{"words below a line of ours that was not folded, unquoted",
	 "Yes\n" MARK "OPEN: 3 people. \nMy words\n", "Yes\nMy words\n"},
	{"words below a long line that was not folded",
	 "> Yes\n> " MARK LONG " and everything there is to it\n> My words\n",
	 "> Yes\n> My words\n"},
	{"gr\303\274n stays", "Gr\303\274\303\237e=20\n>\n> ~~~\n> ~ \303\226FFEN\n",
	 "Gr\303\274\303\237e=20\n"},
	{"French: letters and blanks of its own, folded at an unbreakable one",
	 "Oui\342\200\257!\n\n> Essaie.\n>\n> ~~~\n> ~ OUVERT\302\240: ta r\303\251ponse va "
	 "\303\240 14 "
	 "personnes.\n> ~ Apprendre \303\240 souder\302\240: je suis menuisi\303\250re et je "
	 "n\342\200\231ai "
	 "jamais\n> soud\303\251.\n> ~\n> ~ Aide, et comment ne plus suivre\302\240: "
	 "souder+help@example.org\n\nMerci\n",
	 "Oui\342\200\257!\n\n> Essaie.\n\nMerci\n"},
	{"French, Gmail's text of our HTML",
	 "Oui\n\nLe lun. 23 nov. 2026 \303\240 08:21, Bo via Souder <goal@example.org> a "
	 "\303\251crit\302\240"
	 ":\n\n> Essaie.\n> " MARK
	 "FERM\303\211\302\240: visible seulement par toi et Ana.\n> " MARK
	 "Objectif\302\240: \302\253\302\240Souder\302\240\302\273\342\200\257; 3 questions\n>\n",
	 "Oui\n\nLe lun. 23 nov. 2026 \303\240 08:21, Bo via Souder <goal@example.org> a "
	 "\303\251crit\302\240"
	 ":\n\n> Essaie.\n>\n"},
	{"Spanish, two levels",
	 "S\303\255.\n\n> > Prueba.\n> >\n> > ~~~\n> > ~ ABIERTA: tu respuesta llega a 14 "
	 "personas.\n> > ~ "
	 "\302\277Soldar? Esta es la respuesta 1.\n>\n> ~~~\n> ~ CERRADA: visible solo para ti y "
	 "Ana.\n",
	 "S\303\255.\n\n> > Prueba.\n"},
	/* A person's own. */
	{"a fence", "Run\n~~~\nmake\n~~~\n", NULL},
	{"a fence with a prompt", "Run\n\n~~~\n~ $ make\n~ $ make check\n~~~\n", NULL},
	{"a fence with a prompt, open", "Run\n\n~~~\n~ $ make\n", NULL},
	{"a fence, quoted", "> Run\n> ~~~\n> ~ $ make\n> done\n> ~~~\n> > ~~~\n> > make\n", NULL},
	{"a fence below marked quotes",
	 "On Mon, 23 Nov 2026 at 08:21, Bo <goal@example.org> wrote:\n> Try it.\n\nI ran\n\n~~~\n~ "
	 "$ "
	 "make\n\nand it failed.\n",
	 NULL},
	{"tildes", "~ about three\n> ~ four\n> ~~~~\n> ~ five\n~~~ six\n~ seven\n", NULL},
	{"one joiner", "> " WJ "OPEN\n", NULL},
	{"the mark inside a line", "> Look: " MARK "OPEN\n", NULL},
};

static const Case html[] = {
	{"Gmail",
	 "<div dir=\"ltr\">Yes</div><br><div class=\"gmail_quote\"><div dir=\"ltr\" "
	 "class=\"gmail_attr\">Bo wrote:<br></div><blockquote class=\"gmail_quote\" "
	 "style=\"margin:0px\"><u></u><div><p>Try it.</p>\n<div style=\"" STYLE "\">\n" MARK
	 "OPEN: 3 people.<br>\n" MARK
	 "Learn &quot;welding&quot;</div>\n</div></blockquote></div>\n",
	 "<div dir=\"ltr\">Yes</div><br><div class=\"gmail_quote\"><div dir=\"ltr\" "
	 "class=\"gmail_attr\">Bo wrote:<br></div><blockquote class=\"gmail_quote\" "
	 "style=\"margin:0px\"><u></u><div><p>Try it.</p>\n\n</div></blockquote></div>\n"},
	{"Gmail, our text mail",
	 "<div>Yes</div><blockquote class=\"gmail_quote\">Try it.<br>\n<br>\n~~~<br>\n~ OPEN: 3 "
	 "people.<br>\n~ Mail <a href=\"mailto:a@b\" "
	 "target=\"_blank\">a@b</a><br>\n</blockquote>\n",
	 "<div>Yes</div><blockquote class=\"gmail_quote\">Try it.<br>\n\n\n\n\n</blockquote>\n"},
	{"Gmail, our text mail that quoted another",
	 "<blockquote>Yes<br>\n&gt; Try it.<br>\n&gt;<br>\n&gt; ~~~<br>\n&gt; ~ "
	 "OPEN<br>\n<br>\n~~~<br>\n"
	 "~&nbsp;OPEN<br></blockquote>",
	 "<blockquote>Yes<br>\n&gt; Try it.<br>\n\n\n\n\n\n</blockquote>"},
	{"Outlook",
	 "<html><head><style><!-- p {x:y} --></style></head><body lang=DE><div "
	 "class=WordSection1><p "
	 "class=MsoNormal>Ja<o:p></o:p></p><div style='border:none'><p "
	 "class=MsoNormal><b>From:</b> Bo "
	 "&lt;a@b&gt;<br><b>Sent:</b> Monday 2026<br><b>To:</b> a@b<br><b>Subject:</b> "
	 "x<o:p></o:p></p></div><p class=MsoNormal>Try it.<o:p></o:p></p><div style='" STYLE
	 "'><p class=MsoNormal><span style='font-family:\"Cambria "
	 "Math\",serif'>&#8288;&#8288;</span>OPEN: "
	 "3 "
	 "people.<br><span>&#x2060;&NoBreak;</span>Learn<o:p></o:p></p></div></div></body></html>",
	 "<html><head><style><!-- p {x:y} --></style></head><body lang=DE><div "
	 "class=WordSection1><p "
	 "class=MsoNormal>Ja<o:p></o:p></p><div style='border:none'><p "
	 "class=MsoNormal><b>From:</b> Bo "
	 "&lt;a@b&gt;<br><b>Sent:</b> Monday 2026<br><b>To:</b> a@b<br><b>Subject:</b> "
	 "x<o:p></o:p></p></div><p class=MsoNormal>Try it.<o:p></o:p></p></div></body></html>"},
	{"Outlook, our text mail",
	 "<p>Ja</p><p class=MsoPlainText>-----Original Message-----<br>From: Bo<br>Sent: "
	 "Monday<br>Subject: x</p><p class=MsoPlainText>Try it.</p><p "
	 "class=MsoPlainText>&nbsp;</p><p "
	 "class=MsoPlainText>~~~</p><p class=MsoPlainText>~ OPEN<o:p></o:p></p>",
	 "<p>Ja</p><p class=MsoPlainText>-----Original Message-----<br>From: Bo<br>Sent: "
	 "Monday<br>Subject: x</p><p class=MsoPlainText>Try it.</p>"},
	{"Apple Mail",
	 "<div>Yes</div><blockquote type=\"cite\"><div>Bo wrote:</div><br><div><div>Try "
	 "it.</div><div><br></div><div>~~~</div><div>~ OPEN</div><div>~ "
	 "Goal</div></div></blockquote>",
	 "<div>Yes</div><blockquote type=\"cite\"><div>Bo wrote:</div><br><div><div>Try "
	 "it.</div></div></blockquote>"},
	{"Thunderbird, our text mail",
	 "<p>Yes</p><blockquote type=\"cite\"><pre class=\"moz-quote-pre\" wrap=\"\">Try "
	 "it.\n\n~~~\n~ OPEN\n"
	 "~ Goal\n</pre></blockquote>",
	 "<p>Yes</p><blockquote type=\"cite\"><pre class=\"moz-quote-pre\" wrap=\"\">Try "
	 "it.\n</pre></blockquote>"},
	{"K-9: two levels",
	 "Yes<br><blockquote class=\"gmail_quote\">One<blockquote>Zero<div style=\"" STYLE
	 "\">&#8288;&#8288;"
	 "OPEN</div></blockquote><div>" WJ "&#8288;OPEN<br>&#x2060;" WJ
	 "Goal<br></div></blockquote>",
	 "Yes<br><blockquote class=\"gmail_quote\">One<blockquote>Zero</blockquote></blockquote>"},
	{"words in the same element",
	 "<div>Try it.<br>" MARK "OPEN<br>" MARK "Goal<br>My words.</div>",
	 "<div>Try it.<br>My words.</div>"},
	{"words below in Outlook, then quoted",
	 "<blockquote><p>Try it.</p><p>" MARK LONG "\n</p><p>My words.</p></blockquote>",
	 "<blockquote><p>Try it.</p><p>My words.</p></blockquote>"},
	{"a remark inside", "<div>" MARK LONG "<br>Really?<br>" MARK "Goal</div>",
	 "<div>Really?<br></div>"},
	{"a picture in the same element", "<div>" MARK "OPEN<img src=x></div>",
	 "<div><img src=x></div>"},
	{"a cell stays", "<table><tr><td>" MARK "OPEN</td></tr></table>",
	 "<table><tr><td></td></tr></table>"},
	{"end tags missing", "<div>a<p>" MARK "OPEN<br>\n" MARK "Goal</div><p>b",
	 "<div>a<p>\n</div><p>b"},
	{"a tag with a '>' inside", "<p>a</p><p title=\"a>b\">" MARK "OPEN</p>", "<p>a</p>"},
	{"in the middle of a paragraph", "<div>a <span>" MARK "OPEN</span> b</div>", NULL},
	{"a fence", "<p>Run</p><pre>~~~\n~ $ make\n~~~\n</pre><p>~~~</p><p>~ x</p>", NULL},
	{"a fence, quoted", "<blockquote>Run<br>~~~<br>~ $ make<br>done<br>~~~<br></blockquote>",
	 NULL},
	{"one joiner", "<div>&#8288;OPEN</div><p>a&NoBreak;b</p>", NULL},
	{"not read",
	 "<style>" MARK "OPEN</style><!-- <div>" MARK "OPEN</div> --><p title=\"" MARK "\">a</p>",
	 NULL},
	{"a tag that never ends", "<p>a</p><p " MARK "OPEN</p>", NULL},
};

static GBytes *
render(const char *mail, const char *footer)
{
	static const char *const holes[JN_HOLE_COUNT] = {NULL, "learn+r.1@example.org",
							 "learn+u.1@example.org"};
	g_autofree char *whole = g_strconcat(HEAD, mail, NULL);
	/* Exactly as many bytes as there are, so that an over-read shows. */
	g_autoptr(GBytes) raw = g_bytes_new_take(g_memdup2(whole, strlen(whole)), strlen(whole));
	g_autoptr(JnMessage) message = jn_message_parse(raw, NULL);
	g_autoptr(GPtrArray) references = g_ptr_array_new();
	JnCopySpec spec = {.from_name = "Ana",
			   .goal_address = "learn@example.org",
			   .list_id = "learn.example.org",
			   .list_name = "Learn",
			   .operator_address = "postmaster@example.org",
			   .help_address = "learn+help@example.org",
			   .subscribe_address = "learn+subscribe@example.org",
			   .subject = "x",
			   .message_id = "1@example.com",
			   .references = references,
			   .site_domain = "example.org",
			   .footer = footer,
			   .boundary = "QQQQfooterboundaryQQQQ",
			   .now = 1795418489};
	g_autoptr(JnRendered) rendered = jn_copy_render(message, &spec, NULL);

	return jn_rendered_fill(rendered, holes);
}

/* What stands behind the header's first Content-Type. */
static char *
render_body(const char *mail, const char *footer)
{
	g_autoptr(GBytes) copy = render(mail, footer);
	g_autofree char *text = g_strndup(g_bytes_get_data(copy, NULL), g_bytes_get_size(copy));
	const char *body = strstr(text, "\n\n");

	g_assert_nonnull(body);
	return g_strdup(body + 2);
}

static const char *const transfers[] = {"8bit", "quoted-printable", "base64"};

static GString *
encode(const char *text, const char *transfer)
{
	GString *out = g_string_new(NULL);

	if (g_str_equal(transfer, "base64"))
		jn_encode_base64(out, text, strlen(text));
	else if (g_str_equal(transfer, "quoted-printable"))
		jn_encode_quoted_printable(out, text, strlen(text));
	else
		g_string_append(out, text);
	return out;
}

/* The content of the copy's one part, without its transfer encoding. */
static GString *
content_of(GBytes *copy)
{
	g_autoptr(JnMessage) message = jn_message_parse(copy, NULL);
	g_autoptr(GArray) parts = jn_tree_list(message->mime, NULL);

	return jn_part_content(&g_array_index(parts, JnPart, 0), 1 << 20);
}

static void
check_case(const Case *test, const char *type, const char *transfer)
{
	g_autoptr(GString) encoded = encode(test->text, transfer);
	g_autofree char *mail =
		g_strdup_printf("MIME-Version: 1.0\nContent-Type: text/%s; charset=utf-8\n"
				"Content-Transfer-Encoding: %s\n\n%s",
				type, transfer, encoded->str);
	g_autofree char *body = render_body(mail, "");
	g_autoptr(GBytes) copy = render(mail, "");
	g_autoptr(GBytes) with_footer = render(mail, "NEW one");
	g_autoptr(GString) content = content_of(copy);
	g_autoptr(GString) longer = content_of(with_footer);
	const char *expect = test->expect != NULL ? test->expect : test->text;
	const char *first = strstr(longer->str, "NEW one");

	g_test_message("%s, %s", test->label, transfer);
	g_assert_cmpstr(content->str, ==, expect);
	if (test->expect == NULL)
		g_assert_cmpstr(body, ==, encoded->str);
	g_assert_nonnull(first);
	g_assert_null(strstr(first + 1, "NEW one"));
	g_assert_cmpint((int)longer->len, >, (int)strlen(expect));
	for (const char *line = body, *end; *line != '\0'; line = *end ? end + 1 : end) {
		end = strchrnul(line, '\n');
		if (!g_str_equal(transfer, "8bit"))
			g_assert_cmpint((int)(end - line), <=, 76);
	}
}

static void
test_plain(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(plain); i++)
		for (gsize t = 0; t < G_N_ELEMENTS(transfers); t++)
			check_case(&plain[i], "plain", transfers[t]);
}

static void
test_html(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(html); i++)
		for (gsize t = 0; t < G_N_ELEMENTS(transfers); t++)
			check_case(&html[i], "html", transfers[t]);
}

/* Whole bodies, without a new footer: charsets, parts, what is not touched. */
#define Q "> a\n> ~~~\n> ~ OPEN\nb"
#define M(subtype) "Content-Type: multipart/" subtype "; boundary=m\n\n--m\n"
static const Case bodies[] = {
	{"no MIME", "\n" Q "\n", "> a\nb\n"},
	{"broken UTF-8", "Content-Type: text/plain; charset=utf-8\n\n\377" Q "\n", "\377> a\nb\n"},
	{"latin-1",
	 "Content-Type: text/plain; charset=iso-8859-1\n\n\374\n> ~~~\n> ~ \326FFEN\n\374\n",
	 "\374\n\374\n"},
	{"iso-2022-jp",
	 "Content-Type: text/plain; charset=iso-2022-jp\n\n> \033$B$3\033(B\n> ~~~\n> ~ "
	 "\033$B$K\033(B\nb\n",
	 "> \033$B$3\033(B\nb\n"},
	{"iso-2022-jp, not back in ASCII",
	 "Content-Type: text/plain; charset=iso-2022-jp\n\n> a\n> ~~~\n> ~ \033$B$K\n", NULL},
	{"shift_jis",
	 "Content-Type: text/plain; charset=shift_jis\n\n> \202\261\n> ~~~\n> ~ \202\311\nb\n",
	 "> \202\261\nb\n"},
	{"html, iso-2022-jp: '<' is half a character",
	 "Content-Type: text/html; charset=iso-2022-jp\n\n<p>\033$B$<$!\033(B</p><p>&#8288;&#8288;"
	 "\033$B$<$!\033(B</p>\n",
	 "<p>\033$B$<$!\033(B</p>\n"},
	{"html, gb18030: the mark in its bytes",
	 "Content-Type: text/html; "
	 "charset=gb18030\n\n<p>\304\343</p><p>\2016\2536\2016\2536OPEN</p>\n",
	 "<p>\304\343</p>\n"},
	{"unknown charset", "Content-Type: text/plain; charset=x-klingon\n\n" Q "\n", NULL},
	{"unknown transfer encoding",
	 "Content-Type: text/plain\nContent-Transfer-Encoding: x-y\n\n" Q "\n", NULL},
	{"quoted-printable: other lines keep their bytes",
	 "Content-Type: text/plain\nContent-Transfer-Encoding: "
	 "quoted-printable\n\n=41=\nB=20\n>=20=\n"
	 "~~~\n=3E ~ OP=\nEN\n=42 \n",
	 "=41=\nB=20\n=42 \n"},
	{"quoted-printable: line ends encoded",
	 "Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\na=0D=0A> "
	 "~~~=0D=0A=\n"
	 "> ~ OPEN=0D=0Ab\n",
	 "a=0D=0A=\nb\n"},
	{"quoted-printable: halves of lines are parted",
	 "Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<p>a</p> "
	 "<p>&#8288;=\n"
	 "&#8288;OPEN</p><p>b</p>\n",
	 "<p>a</p> =\n<p>b</p>\n"},
	{"alternative",
	 M("alternative") "Content-Type: text/plain\n\n" Q
			  "\n--m\nContent-Type: text/html\n\n<p>a</p><p>"
			  "&#8288;&#8288;OPEN</p>\n--m--\n",
	 "--m\nContent-Type: text/plain\n\n> a\nb\n--m\nContent-Type: "
	 "text/html\n\n<p>a</p>\n--m--\n"},
	{"each text of a mixed, but no file",
	 M("mixed") "\nhello\n--m\nContent-Type: image/gif\n\n" Q
		    "\n--m\nContent-Type: text/plain\n"
		    "Content-Disposition: attachment\n\n" Q
		    "\n--m\nContent-Type: text/plain; name=x\n\n" Q
		    "\n--m\nContent-Type: message/rfc822\n\nSubject: x\n\n" Q
		    "\n--m\nContent-Type: text/plain\nContent-Disposition: inline\n\n" Q
		    "\n--m--\n",
	 "--m\n\nhello\n--m\nContent-Type: image/gif\n\n" Q "\n--m\nContent-Type: text/plain\n"
	 "Content-Disposition: attachment\n\n" Q "\n--m\nContent-Type: text/plain; name=x\n\n" Q
	 "\n--m\nContent-Type: message/rfc822\n\nSubject: x\n\n" Q
	 "\n--m\nContent-Type: text/plain\nContent-Disposition: inline\n\n> a\nb\n--m--\n"},
	{"signed",
	 "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; "
	 "boundary=m\n\n--m\n\n" Q "\n--m\nContent-Type: application/pgp-signature\n\nx\n--m--\n",
	 NULL},
};

static void
test_bodies(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(bodies); i++) {
		g_autofree char *body = render_body(bodies[i].text, "");
		const char *expect = bodies[i].expect;

		g_test_message("%s", bodies[i].label);
		if (expect == NULL)
			expect = strstr(bodies[i].text, "\n\n") + 2;
		g_assert_cmpstr(body, ==, expect);
	}
}

/* With a new footer: it stands behind what is left. */
static const Case with_footer[] = {
	{"at the end", "\nme\n> a\n>\n> ~~~\n> ~ OPEN\n", "me\n> a\n\n~~~\n~ NEW\n"},
	{"before the signature", "\nme\n> a\n>\n> ~~~\n> ~ OPEN\n-- \nAna\n",
	 "me\n> a\n\n~~~\n~ NEW\n\n-- \nAna\n"},
	{"nothing is left", "\n> ~~~\n> ~ OPEN\n", "~~~\n~ NEW\n"},
	{"utf-16: it can be read when it becomes UTF-8",
	 "Content-Type: text/plain; charset=utf-16le\nContent-Transfer-Encoding: base64\n\n"
	 "YQAKAD4AIAB+AH4AfgAKAD4AIAB+ACAAYgAKAA==\n",
	 "YQoKfn5+Cn4gTkVXCg==\n"},
	{"the footer outside",
	 "Content-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: text/plain; "
	 "charset=x-y\n\nz\n"
	 "--m\n\n" Q "\n--m--\n",
	 "--QQQQfooterboundaryQQQQ\nContent-Type: multipart/mixed; "
	 "boundary=m\n\n--m\nContent-Type: "
	 "text/plain; charset=x-y\n\nz\n--m\n\n> a\nb\n--m--\n\n--QQQQfooterboundaryQQQQ\n"
	 "Content-Type: text/plain; charset=us-ascii\nContent-Transfer-Encoding: 7bit\n"
	 "Content-Disposition: inline\n\n~~~\n~ NEW\n--QQQQfooterboundaryQQQQ--\n"},
};

static void
test_with_footer(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(with_footer); i++) {
		g_autofree char *body = render_body(with_footer[i].text, "NEW");

		g_test_message("%s", with_footer[i].label);
		g_assert_cmpstr(body, ==, with_footer[i].expect);
	}
}

/* A copy, quoted as mutt does, is answered again and again: no footer piles up. */
static void
test_rounds(void)
{
	GString *text = g_string_new("First.\n");

	for (int round = 0; round < 12; round++) {
		g_autofree char *mail = g_strconcat("\n", text->str, NULL);
		g_autofree char *footer =
			g_strdup_printf("OPEN: %d. " LONG "\n\nGr\303\266\303\237e", round);
		g_autoptr(GBytes) copy = render(mail, footer);
		g_autoptr(GString) content = content_of(copy);
		const char *rule = strstr(content->str, "~~~");

		g_assert_nonnull(rule);
		g_assert_null(strstr(rule + 3, "~~~"));
		g_strchomp(content->str);
		g_string_printf(text, "Round %d.\n\nAna wrote:\n", round);
		for (char *line = content->str, *end; line != NULL; line = end) {
			end = strchr(line, '\n');
			if (end != NULL)
				*end++ = '\0';
			g_string_append_printf(text, *line == '>' ? ">%s\n" : "> %s\n", line);
		}
	}
	g_assert_nonnull(strstr(text->str, "> First."));
	g_string_free(text, TRUE);
}

/* Whatever stands there, nothing is read past the end and nothing grows. */
static void
test_any_bytes(void)
{
	static const char bytes[] = "\n\n>>~~ <>/&;\"'=\r\033$\342\201\240 divpre";
	g_autoptr(GRand) rand = g_rand_new_with_seed(11);
	gsize n_html = G_N_ELEMENTS(html), n = n_html + G_N_ELEMENTS(plain);

	for (gsize i = 0; i < n * 150; i++) {
		const Case *test = i % n < n_html ? &html[i % n] : &plain[i % n - n_html];
		g_autofree char *text = g_strdup(test->text);
		gsize len = strlen(text);
		g_autofree char *mail = NULL;
		g_autofree char *body = NULL;

		for (gint changes = g_rand_int_range(rand, 1, 12); changes > 0; changes--)
			text[g_rand_int_range(rand, 0, (gint32)len)] =
				bytes[g_rand_int_range(rand, 0, sizeof bytes - 1)];
		mail = g_strdup_printf("Content-Type: text/%s; charset=%s\n"
				       "Content-Transfer-Encoding: %s\n\n%s",
				       i % n < n_html ? "html" : "plain",
				       i % 3 ? "utf-8" : "iso-2022-jp",
				       i % 5 ? "8bit" : "quoted-printable", text);
		body = render_body(mail, "");
		g_assert_cmpuint(strlen(body), <=, len + 64);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/render/copy-footer/plain", test_plain);
	g_test_add_func("/render/copy-footer/html", test_html);
	g_test_add_func("/render/copy-footer/bodies", test_bodies);
	g_test_add_func("/render/copy-footer/with-footer", test_with_footer);
	g_test_add_func("/render/copy-footer/rounds", test_rounds);
	g_test_add_func("/render/copy-footer/any-bytes", test_any_bytes);
	return g_test_run();
}
