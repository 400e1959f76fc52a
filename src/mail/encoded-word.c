/*
 * encoded-word.c - see encoded-word.h.
 */
#include "mail/encoded-word.h"

#include <string.h>

#include "mail/charset.h"
#include "mail/clean.h"

/* RFC 2047 section 2 has 75 for the whole word; the longest charset name in use has 20. */
#define CHARSET_BYTES 40

typedef struct Word {
	char charset[CHARSET_BYTES + 1];
	char encoding; /* B or Q */
	const char *text, *text_end;
	const char *end; /* behind the "?=" */
} Word;

/* Reads the word at `p`, which stands at "=?". Linear over the whole value: the search for the
 * closing mark stops at the next "=?" that is not padding before it, and at a line's end. */
static gboolean
word_at(const char *p, const char *end, Word *ret_word)
{
	const char *charset = p + 2;
	const char *mark = charset;
	gsize len;

	while (mark < end && *mark != '?' && mark - charset <= CHARSET_BYTES)
		mark++;
	len = (gsize)(mark - charset);
	if (mark + 3 >= end || *mark != '?' || mark[2] != '?' || len == 0 || len > CHARSET_BYTES)
		return FALSE;
	memcpy(ret_word->charset, charset, len);
	ret_word->charset[len] = '\0';
	*strchrnul(ret_word->charset, '*') = '\0';
	ret_word->encoding = (char)g_ascii_toupper(mark[1]);
	if (ret_word->encoding != 'B' && ret_word->encoding != 'Q')
		return FALSE;
	ret_word->text = mark + 3;
	for (const char *q = ret_word->text; q + 1 < end; q++) {
		if (q[0] == '?' && q[1] == '=') {
			ret_word->text_end = q;
			ret_word->end = q + 2;
			return TRUE;
		}
		if (q[0] == '\n' || (q[0] == '=' && q[1] == '?' && q + 2 < end && q[2] != '='))
			return FALSE;
	}
	return FALSE;
}

static void
append_q(GString *bytes, const char *p, const char *end)
{
	for (; p < end; p++) {
		if (*p == '=' && end - p > 2 && g_ascii_isxdigit(p[1]) && g_ascii_isxdigit(p[2])) {
			int c = g_ascii_xdigit_value(p[1]) * 16 + g_ascii_xdigit_value(p[2]);

			g_string_append_c(bytes, (char)c);
			p += 2;
		} else {
			g_string_append_c(bytes, *p == '_' ? ' ' : *p);
		}
	}
}

static int
base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (g_ascii_isdigit(c))
		return c - '0' + 52;
	return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

/* Padding in the middle closes a group and the next begins; other bytes are passed over. */
static void
append_b(GString *bytes, const char *p, const char *end)
{
	guint group = 0;
	int have = 0;

	for (; p < end; p++) {
		int v = base64_value(*p);

		if (*p == '=')
			have = 0, group = 0;
		if (v < 0)
			continue;
		group = group << 6 | (guint)v;
		have++;
		if (have > 1)
			g_string_append_c(bytes, (char)(group >> ((4 - have) * 2) & 0xFF));
		if (have == 4)
			have = 0, group = 0;
	}
}

/* Adjacent words of one charset are decoded as one run of bytes. */
typedef struct Run {
	GString *bytes;
	char charset[CHARSET_BYTES + 1];
} Run;

static void
run_flush(Run *run, GString *out)
{
	if (run->bytes->len) {
		GString *utf8 = jn_charset_decode(run->bytes->str, run->bytes->len, run->charset,
						  run->bytes->len * 4);

		g_string_append_len(out, utf8->str, (gssize)utf8->len);
		g_string_free(utf8, TRUE);
	}
	g_string_truncate(run->bytes, 0);
}

static void
run_add(Run *run, const Word *word, GString *out)
{
	if (g_ascii_strcasecmp(run->charset, word->charset) != 0)
		run_flush(run, out);
	strcpy(run->charset, word->charset);
	if (word->encoding == 'Q')
		append_q(run->bytes, word->text, word->text_end);
	else
		append_b(run->bytes, word->text, word->text_end);
}

/* Text between words: raw 8-bit is guessed as a whole stretch. */
static void
append_plain(GString *out, const char *p, const char *end)
{
	GString *utf8 = jn_charset_decode(p, (gsize)(end - p), NULL, (gsize)(end - p) * 3);

	g_string_append_len(out, utf8->str, (gssize)utf8->len);
	g_string_free(utf8, TRUE);
}

static gboolean
is_blank(const char *p, const char *end)
{
	while (p < end && strchr(" \t\r\n", *p) && *p)
		p++;
	return p == end;
}

char *
jn_encoded_words_decode(const char *value, gsize len)
{
	const char *end = value + len, *plain = value, *p = value;
	GString *out = g_string_sized_new(len + 1);
	Run run = {.bytes = g_string_new(NULL)};
	char *clean;

	while (p < end && (p = memchr(p, '=', (gsize)(end - p)))) {
		Word word;

		if (end - p < 8 || p[1] != '?' || !word_at(p, end, &word)) {
			p++;
			continue;
		}
		if (!(run.bytes->len && is_blank(plain, p))) {
			run_flush(&run, out);
			append_plain(out, plain, p);
		}
		run_add(&run, &word, out);
		plain = p = word.end;
	}
	run_flush(&run, out);
	append_plain(out, plain, end);
	clean = jn_clean_line(out->str, out->len);
	g_string_free(out, TRUE);
	g_string_free(run.bytes, TRUE);
	return clean;
}
