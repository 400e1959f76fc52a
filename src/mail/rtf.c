/*
 * rtf.c - see rtf.h.
 */
#include "mail/rtf.h"

#include <string.h>

#include "base/limits.h"
#include "mail/bytes.h"
#include "mail/charset.h"
#include "mail/codepage.h"

/* ---- unpacking ---- */

#define WINDOW 4096
#define PACKED 0x75465A4Cu /* "LZFu" */
#define PLAIN 0x414C454Du  /* "MELA" */

/* What the window holds at first: [MS-OXRTFCP] 2.1.3.1.1. */
static const char window_begin[] =
	"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
	"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
	"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

G_STATIC_ASSERT(sizeof window_begin - 1 == 207);

typedef struct Window {
	guint8 bytes[WINDOW];
	guint at;
} Window;

static void
put(Window *window, GString *out, guint8 byte)
{
	window->bytes[window->at] = byte;
	window->at = (window->at + 1) % WINDOW;
	g_string_append_c(out, (char)byte);
}

/* A token that stands for earlier bytes; FALSE at the end of the whole. */
static gboolean
copy(Window *window, GString *out, const guint8 *token)
{
	guint from = (guint)token[0] << 4 | token[1] >> 4;
	guint n = (token[1] & 15u) + 2;

	if (from == window->at)
		return FALSE;
	for (guint i = 0; i < n; i++)
		put(window, out, window->bytes[(from + i) % WINDOW]);
	return TRUE;
}

GString *
jn_rtf_unpack(const guint8 *data, gsize len, gsize max)
{
	GString *out = g_string_new(NULL);
	Window window = {.at = sizeof window_begin - 1};
	JnBytes bytes;
	guint32 kind;

	jn_bytes_init(&bytes, data, len);
	(void)jn_bytes_take(&bytes, 8);
	kind = jn_bytes_number(&bytes, 4);
	(void)jn_bytes_take(&bytes, 4);
	if (bytes.short_of || (kind != PACKED && kind != PLAIN))
		return out;
	if (kind == PLAIN)
		return g_string_append_len(out, (const char *)bytes.at,
					   (gssize)MIN(jn_bytes_left(&bytes), max));
	memcpy(window.bytes, window_begin, sizeof window_begin - 1);
	while (out->len < max) {
		guint32 kinds = jn_bytes_number(&bytes, 1);

		for (guint bit = 0; bit < 8 && out->len < max; bit++) {
			const guint8 *token = jn_bytes_take(&bytes, kinds >> bit & 1 ? 2 : 1);

			if (!token)
				return out;
			if (!(kinds >> bit & 1))
				put(&window, out, *token);
			else if (!copy(&window, out, token))
				return out;
		}
	}
	g_string_truncate(out, max);
	return out;
}

/* ---- text ---- */

/* A control word and its number have no more bytes. */
#define WORD_BYTES 32

typedef struct Reader {
	const char *at, *end;
	GString *out;
	GString *run;           /* bytes in the code page, not yet decoded */
	char *charset;          /* of the code page */
	guint depth;            /* open groups */
	guint skip;             /* depth of the group that is passed over; or 0 */
	guint pending;          /* characters that stand for the \u before them */
	guint uc[JN_RTF_DEPTH]; /* how many of those there are, for each depth */
	gboolean begins;        /* nothing in the group yet */
	gunichar high;          /* the first half of a pair, or 0 ... */
	gsize high_at;          /* ... and how much stood in `out` when it came */
} Reader;

/* Words that open a group without text. */
static const char *const destinations[] = {
	"fonttbl",   "colortbl",  "stylesheet", "info",     "pict",    "object",  "header",
	"headerl",   "headerr",   "headerf",    "footer",   "footerl", "footerr", "footerf",
	"listtable", "themedata", "generator",  "xmlnstbl", NULL,
};

/* Words that are characters. */
static const struct {
	const char *word, *text;
} characters[] = {
	{"par", "\n"},   {"line", "\n"},  {"row", "\n"},      {"sect", "\n"},     {"page", "\n"},
	{"cell", " "},   {"tab", "\t"},   {"emdash", "—"},    {"endash", "–"},    {"bullet", "•"},
	{"lquote", "‘"}, {"rquote", "’"}, {"ldblquote", "“"}, {"rdblquote", "”"},
};

static void
flush(Reader *r)
{
	GString *text;

	if (r->run->len == 0)
		return;
	text = jn_charset_decode(r->run->str, r->run->len, r->charset, r->run->len * 4);
	g_string_append_len(r->out, text->str, (gssize)text->len);
	g_string_free(text, TRUE);
	g_string_truncate(r->run, 0);
}

static void
add_byte(Reader *r, char byte)
{
	if (r->skip)
		return;
	if (r->pending)
		r->pending--;
	else
		g_string_append_c(r->run, byte);
}

static void
add_text(Reader *r, const char *text)
{
	if (r->skip)
		return;
	/* ASCII is the same in each code page: many short runs cost more than one. */
	if ((guchar)*text < 0x80) {
		g_string_append(r->run, text);
		return;
	}
	flush(r);
	g_string_append(r->out, text);
}

/* Numbers above 32,767 are written as negative ones; those of a pair come one after another, and
 * half a pair is nothing. */
static void
add_unicode(Reader *r, int number)
{
	gunichar c = (gunichar)(number < 0 ? number + 65536 : number);

	if (r->skip)
		return;
	flush(r);
	r->pending = r->uc[MIN(r->depth, JN_RTF_DEPTH - 1)];
	if (c >= 0xD800 && c < 0xDC00) {
		r->high = c;
		r->high_at = r->out->len;
		return;
	}
	if (c >= 0xDC00 && c < 0xE000 && r->high && r->high_at == r->out->len)
		c = 0x10000 + ((r->high - 0xD800) << 10) + (c - 0xDC00);
	r->high = 0;
	if (g_unichar_validate(c) && c != 0)
		g_string_append_unichar(r->out, c);
}

static void
obey(Reader *r, const char *word, gboolean has_number, int number)
{
	guint top = MIN(r->depth, JN_RTF_DEPTH - 1);

	if (r->begins && !r->skip && g_strv_contains(destinations, word)) {
		r->skip = r->depth;
		return;
	}
	if (g_str_equal(word, "u") && has_number) {
		add_unicode(r, number);
	} else if (g_str_equal(word, "uc") && has_number) {
		r->uc[top] = (guint)CLAMP(number, 0, 10);
	} else if (g_str_equal(word, "bin") && number > 0) {
		r->at += MIN((gsize)number, (gsize)(r->end - r->at));
	} else if (g_str_equal(word, "ansicpg") && has_number) {
		g_free(r->charset);
		r->charset = jn_codepage_charset((guint)MAX(number, 0));
	} else {
		for (gsize i = 0; i < G_N_ELEMENTS(characters); i++)
			if (g_str_equal(word, characters[i].word))
				add_text(r, characters[i].text);
	}
}

/* Behind a backslash that a letter follows. */
static void
read_word(Reader *r)
{
	char word[WORD_BYTES + 1] = "";
	gsize len = 0;
	gint64 number = 0;
	gboolean negative, has_number = FALSE;

	for (; r->at < r->end && g_ascii_isalpha(*r->at); r->at++)
		if (len < WORD_BYTES)
			word[len++] = *r->at;
	negative = r->at < r->end && *r->at == '-';
	r->at += negative;
	for (; r->at < r->end && g_ascii_isdigit(*r->at); r->at++) {
		number = MIN(number * 10 + (*r->at - '0'), G_MAXINT);
		has_number = TRUE;
	}
	if (r->at < r->end && *r->at == ' ')
		r->at++;
	obey(r, word, has_number, (int)(negative ? -number : number));
	r->begins = FALSE;
}

/* Behind a backslash. */
static void
read_control(Reader *r)
{
	char c;

	if (r->at == r->end)
		return;
	if (g_ascii_isalpha(*r->at)) {
		read_word(r);
		return;
	}
	c = *r->at++;
	if (c == '*' && r->begins && !r->skip) {
		r->skip = r->depth;
	} else if (c == '\'' && r->end - r->at >= 2 && g_ascii_isxdigit(r->at[0]) &&
		   g_ascii_isxdigit(r->at[1])) {
		int byte = g_ascii_xdigit_value(r->at[0]) * 16 + g_ascii_xdigit_value(r->at[1]);

		r->at += 2;
		add_byte(r, (char)byte);
	} else if (c == '~') {
		add_text(r, " ");
	} else if (c == '\n' || c == '\r') {
		add_text(r, "\n");
	} else if (strchr("\\{}", c)) {
		add_byte(r, c);
	}
	r->begins = FALSE;
}

static void
open_group(Reader *r)
{
	r->depth++;
	if (r->depth < JN_RTF_DEPTH)
		r->uc[r->depth] = r->uc[r->depth - 1];
	else if (!r->skip)
		r->skip = r->depth;
	r->begins = TRUE;
	r->pending = 0;
}

static void
close_group(Reader *r)
{
	if (r->skip == r->depth)
		r->skip = 0;
	r->depth -= r->depth > 0;
	r->begins = FALSE;
	r->pending = 0;
}

/* At a character. The text may hold a NUL, of \'00. */
static void
cut(GString *text, gsize max)
{
	if (text->len <= max)
		return;
	while (max > 0 && ((guchar)text->str[max] & 0xC0) == 0x80)
		max--;
	g_string_truncate(text, max);
}

GString *
jn_rtf_text(const char *rtf, gsize len, gsize max)
{
	Reader r = {.at = rtf,
		    .end = rtf + len,
		    .out = g_string_new(NULL),
		    .run = g_string_new(NULL),
		    .charset = jn_codepage_charset(1252),
		    .uc = {1}};

	while (r.at < r.end && r.out->len + r.run->len < max) {
		char c = *r.at++;

		switch (c) {
		case '{':
			open_group(&r);
			break;
		case '}':
			close_group(&r);
			break;
		case '\\':
			read_control(&r);
			break;
		case '\r':
		case '\n':
		case '\0':
			break;
		default:
			add_byte(&r, c);
			r.begins = FALSE;
		}
	}
	flush(&r);
	g_string_free(r.run, TRUE);
	g_free(r.charset);
	cut(r.out, max);
	return r.out;
}
