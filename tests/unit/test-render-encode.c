/* render/encode.h, fill.h, escape.h, rendered.h: lines as MTAs and readers need them. */
#include "base/cleanup.h"
#include "render/encode.h"
#include "render/escape.h"
#include "render/fill.h"
#include "render/rendered.h"

#include <string.h>

static const struct {
	const char *label, *text, *expect; /* RFC 2045 section 6.7 */
} quoted[] = {
	{"empty", "", ""},
	{"plain", "Hello\nworld\n", "Hello\nworld\n"},
	{"no line end", "Hello", "Hello"},
	{"equals sign", "a=b", "a=3Db"},
	{"blank at the end of a line", "a \nb\t\nc ", "a=20\nb=09\nc=20"},
	{"dot at the beginning", ".\n..x\na.b\n", "=2E\n=2E.x\na.b\n"},
	{"From at the beginning", "From me\n>From\nFromage\n", "=46rom me\n>From\nFromage\n"},
	{"8bit", "\303\266", "=C3=B6"},
	{"control", "a\rb\001", "a=0Db=01"},
	{"signature", "-- \nAna\n", "--=20\nAna\n"},
	{"75 fit", "123456789012345678901234567890123456789012345678901234567890123456789012345",
	 "123456789012345678901234567890123456789012345678901234567890123456789012345"},
	{"long", "1234567890123456789012345678901234567890123456789012345678901234567890123456.",
	 "123456789012345678901234567890123456789012345678901234567890123456789012345=\n6."},
	{"a dot after a soft break",
	 "123456789012345678901234567890123456789012345678901234567890123456789012345.",
	 "123456789012345678901234567890123456789012345678901234567890123456789012345=\n=2E"},
	{"a character is not cut",
	 "1234567890123456789012345678901234567890123456789012345678901234567890\303\266",
	 "1234567890123456789012345678901234567890123456789012345678901234567890=\n=C3=B6"},
};

static void
test_quoted_printable(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(quoted); i++) {
		g_autoptr(GString) out = g_string_new(NULL);

		g_test_message("%s", quoted[i].label);
		jn_encode_quoted_printable(out, quoted[i].text, strlen(quoted[i].text));
		g_assert_cmpstr(out->str, ==, quoted[i].expect);
	}
}

/* Any bytes come back, and no line passes 76. */
static void
test_round_trip(void)
{
	static const GMimeContentEncoding encodings[] = {GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE,
							 GMIME_CONTENT_ENCODING_BASE64};
	g_autoptr(GRand) rand = g_rand_new_with_seed(3);

	for (int i = 0; i < 400; i++) {
		char data[300], back[1400];
		gsize len = (gsize)g_rand_int_range(rand, 0, sizeof data), got;
		g_autoptr(GString) out = g_string_new(NULL);
		g_auto(GStrv) lines = NULL;
		GMimeEncoding state;

		for (gsize at = 0; at < len; at++)
			data[at] = g_rand_int_range(rand, 0, 3)
					   ? (char)g_rand_int_range(rand, 0, 256)
					   : " \n=.F"[at % 5];
		if (i % 2 == 0)
			jn_encode_quoted_printable(out, data, len);
		else
			jn_encode_base64(out, data, len);
		lines = g_strsplit(out->str, "\n", -1);
		for (char **line = lines; *line != NULL; line++)
			g_assert_cmpuint(strlen(*line), <=, 76);
		g_mime_encoding_init_decode(&state, encodings[i % 2]);
		got = g_mime_encoding_flush(&state, out->str, out->len, back);
		g_assert_cmpmem(back, got, data, len);
	}
}

static const struct {
	const char *label, *first, *rest, *text, *expect;
} fills[] = {
	{"empty", "> ", "> ", "", ">\n"},
	{"one word", "", "", "Hello", "Hello\n"},
	{"blanks", "", "", "  a \t b  ", "a b\n"},
	{"line ends", "> ", "> ", "a\n\nb", "> a\n>\n> b\n"},
	{"folded", "- ", "  ",
	 "1234567890 1234567890 1234567890 1234567890 1234567890 1234567890 123456 789",
	 "- 1234567890 1234567890 1234567890 1234567890 1234567890 1234567890 123456\n  789\n"},
	{"exactly 72", "", "",
	 "12345678901 12345678901 12345678901 12345678901 12345678901 123456789012 x",
	 "12345678901 12345678901 12345678901 12345678901 12345678901 123456789012\nx\n"},
	{"a long word stays whole", "", "",
	 "a mailto:1234567890123456789012345678901234567890123456789012345678901234567890 b",
	 "a\nmailto:1234567890123456789012345678901234567890123456789012345678901234567890\nb\n"},
	{"wide characters part anywhere", "", "",
	 "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八",
	 "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六\n七八\n"},
	{"but not before a full stop", "", "",
	 "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六。",
	 "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五\n六。\n"},
	{"combining marks take no room", "", "",
	 "a\314\201a\314\201a\314\201a\314\201a\314\201a\314\201a\314\201a\314\201 "
	 "1234567890123456789012345678901234567890123456789012345678901 x y",
	 "a\314\201a\314\201a\314\201a\314\201a\314\201a\314\201a\314\201a\314\201 "
	 "1234567890123456789012345678901234567890123456789012345678901 x\ny\n"},
};

static void
test_fill(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(fills); i++) {
		g_autoptr(GString) out = g_string_new(NULL);

		g_test_message("%s", fills[i].label);
		jn_fill(out, fills[i].first, fills[i].rest, fills[i].text);
		g_assert_cmpstr(out->str, ==, fills[i].expect);
	}
}

static void
test_escape(void)
{
	g_autoptr(GString) out = g_string_new(NULL);

	jn_escape_html(out, "<a href=\"x\">'&ö</a>");
	g_assert_cmpstr(out->str, ==, "&lt;a href=&quot;x&quot;&gt;&#39;&amp;ö&lt;/a&gt;");
	g_string_truncate(out, 0);
	jn_escape_html_ascii(out, "<ö東🚲");
	g_assert_cmpstr(out->str, ==, "&lt;&#246;&#26481;&#128690;");
}

static void
test_rendered(void)
{
	static const char *const ana[JN_HOLE_COUNT] = {NULL, "r.1@d", "u.1@d"};
	static const char *const nobody[JN_HOLE_COUNT] = {NULL};
	g_autoptr(JnRendered) rendered = jn_rendered_new();
	g_autoptr(GBytes) bytes = g_bytes_new_static("body\0x", 6);
	g_autoptr(GBytes) whole = NULL, empty = NULL;
	JnHole hole;

	jn_rendered_add_text(rendered, "Reply-To: ");
	jn_rendered_add_hole(rendered, JN_HOLE_REPLY_TO);
	jn_rendered_add_text(rendered, "\n\n");
	jn_rendered_add_bytes(rendered, bytes);
	g_assert_cmpuint(jn_rendered_segments(rendered), ==, 4);
	g_assert_null(jn_rendered_segment(rendered, 1, &hole));
	g_assert_cmpint(hole, ==, JN_HOLE_REPLY_TO);
	g_assert_true(jn_rendered_segment(rendered, 3, &hole) == bytes);
	g_assert_cmpint(hole, ==, JN_HOLE_NONE);
	whole = jn_rendered_fill(rendered, ana);
	g_assert_cmpmem(g_bytes_get_data(whole, NULL), g_bytes_get_size(whole),
			"Reply-To: r.1@d\n\nbody\0x", 23);
	empty = jn_rendered_fill(rendered, nobody);
	g_assert_cmpuint(g_bytes_get_size(empty), ==, 18);
}

/* What is said after DATA: line ends and dots, over the borders of segments too. */
static const struct {
	const char *parts[4]; /* "<>": a hole */
	const char *wire;
} wires[] = {
	{{""}, ".\r\n"},
	{{"a"}, "a\r\n.\r\n"},
	{{"a\n"}, "a\r\n.\r\n"},
	{{"a\n\n"}, "a\r\n\r\n.\r\n"},
	{{"a\r\nb\rc\nd"}, "a\r\nb\r\nc\r\nd\r\n.\r\n"},
	{{"a\r", "\nb"}, "a\r\nb\r\n.\r\n"},
	{{"a\r\r\nb"}, "a\r\n\r\nb\r\n.\r\n"},
	{{".\n"}, "..\r\n.\r\n"},
	{{"a\n.\n..b\n"}, "a\r\n..\r\n...b\r\n.\r\n"},
	{{"a\n", ".", ".\n"}, "a\r\n...\r\n.\r\n"},
	{{"a\r.\rb"}, "a\r\n..\r\nb\r\n.\r\n"},
	{{"To: ", "<>", ".\n.x"}, "To: r.1@d.\r\n..x\r\n.\r\n"},
	{{"To: ", "<>"}, "To: r.1@d\r\n.\r\n"},
};

static void
test_wire(void)
{
	static const char *const ana[JN_HOLE_COUNT] = {NULL, "r.1@d", "u.1@d"};

	for (gsize i = 0; i < G_N_ELEMENTS(wires); i++) {
		g_autoptr(JnRendered) rendered = jn_rendered_new();
		g_autoptr(GArray) pieces = g_array_new(FALSE, FALSE, sizeof(JnPiece));
		g_autoptr(GString) out = g_string_new(NULL);
		const JnRendered *wire;

		for (gsize k = 0; k < 4 && wires[i].parts[k] != NULL; k++)
			if (g_str_equal(wires[i].parts[k], "<>"))
				jn_rendered_add_hole(rendered, JN_HOLE_REPLY_TO);
			else
				jn_rendered_add_text(rendered, wires[i].parts[k]);
		wire = jn_rendered_wire(rendered);
		g_assert_true(jn_rendered_wire(rendered) == wire);
		g_assert_cmpuint(jn_rendered_pieces(wire, ana, pieces), ==, strlen(wires[i].wire));
		g_assert_cmpuint(jn_rendered_size(wire, ana), ==, strlen(wires[i].wire));
		for (guint k = 0; k < pieces->len; k++) {
			const JnPiece *piece = &g_array_index(pieces, JnPiece, k);

			g_string_append_len(out, piece->data, (gssize)piece->len);
		}
		g_assert_cmpstr(out->str, ==, wires[i].wire);
		g_assert_true(jn_rendered_is_ascii(wire));
	}
}

static void
test_wire_octets(void)
{
	g_autoptr(JnRendered) rendered = jn_rendered_new();
	g_autoptr(GBytes) bytes = g_bytes_new_static("a\n\0.\0\nb\r\0\n\xe9", 11);
	g_autoptr(GBytes) whole = NULL;
	const JnRendered *wire;

	jn_rendered_add_bytes(rendered, bytes);
	wire = jn_rendered_wire(rendered);
	whole = jn_rendered_fill(wire, (const char *const[JN_HOLE_COUNT]){NULL});
	g_assert_cmpstr(g_bytes_get_data(whole, NULL), ==, "a\r\n..\r\nb\r\n\xe9\r\n.\r\n");
	g_assert_false(jn_rendered_is_ascii(wire));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_mime_init();
	g_test_add_func("/render/encode/quoted-printable", test_quoted_printable);
	g_test_add_func("/render/encode/round-trip", test_round_trip);
	g_test_add_func("/render/fill", test_fill);
	g_test_add_func("/render/escape", test_escape);
	g_test_add_func("/render/rendered", test_rendered);
	g_test_add_func("/render/wire", test_wire);
	g_test_add_func("/render/wire/octets", test_wire_octets);
	return g_test_run();
}
