/*
 * charset.c - see charset.h.
 */
#include "mail/charset.h"

#include <errno.h>
#include <string.h>

/* What a mail says -> what iconv is asked for. A '*' at the end stands for any digits, letters
 * and dashes; then NULL means 'as it is'. */
static const struct {
	const char *name, *iconv;
} charsets[] = {
	{"us-ascii", NULL /* guessed */},
	{"ascii", NULL},
	{"ansi_x3.4-1968", NULL},
	{"utf-8", "UTF-8"},
	{"utf8", "UTF-8"},
	{"unicode-1-1-utf-8", "UTF-8"},
	{"iso-8859-1", "CP1252"},
	{"iso8859-1", "CP1252"},
	{"iso_8859-1", "CP1252"},
	{"latin1", "CP1252"},
	{"iso-8859-9", "CP1254"},
	{"iso-8859-8-i", "ISO-8859-8"},
	{"iso-8859-11", "CP874"},
	{"tis-620", "CP874"},
	{"windows-874", "CP874"},
	{"gb2312", "GB18030"},
	{"gbk", "GB18030"},
	{"cp936", "GB18030"},
	{"x-gbk", "GB18030"},
	{"gb18030", "GB18030"},
	{"big5", "BIG5-HKSCS"},
	{"big5-hkscs", "BIG5-HKSCS"},
	{"cp950", "BIG5-HKSCS"},
	{"shift_jis", "CP932"},
	{"shift-jis", "CP932"},
	{"sjis", "CP932"},
	{"x-sjis", "CP932"},
	{"cp932", "CP932"},
	{"windows-31j", "CP932"},
	{"euc-jp", "EUC-JP-MS"},
	{"iso-2022-jp", "ISO-2022-JP-3"},
	{"iso-2022-jp-1", "ISO-2022-JP-3"},
	{"iso-2022-jp-2", "ISO-2022-JP-2"},
	{"iso-2022-jp-3", "ISO-2022-JP-3"},
	{"iso-2022-jp-ms", "ISO-2022-JP-3"},
	{"iso-2022-kr", "ISO-2022-KR"},
	{"euc-kr", "CP949"},
	{"ks_c_5601-1987", "CP949"},
	{"ksc5601", "CP949"},
	{"cp949", "CP949"},
	{"euc-tw", "EUC-TW"},
	{"macintosh", "MACINTOSH"},
	{"utf-7", "UTF-7"},
	{"unicode-1-1-utf-7", "UTF-7"},
	{"utf-16", "UTF-16"},
	{"utf-16le", "UTF-16LE"},
	{"utf-16be", "UTF-16BE"},
	{"viscii", "VISCII"},
	{"iso-8859-*", NULL},
	{"windows-125*", NULL},
	{"cp125*", NULL},
	{"koi8-*", NULL},
	{"cp85*", NULL},
	{"cp86*", NULL},
	{"ibm85*", NULL},
	{"cp437", "CP437"},
	{"ibm437", "CP437"},
};

static gboolean
name_matches(const char *pattern, const char *name)
{
	gsize len = strlen(pattern);

	if (pattern[len - 1] != '*')
		return g_ascii_strcasecmp(pattern, name) == 0;
	if (g_ascii_strncasecmp(pattern, name, len - 1) != 0 || strlen(name) > len + 3)
		return FALSE;
	for (const char *p = name + len - 1; *p; p++)
		if (!g_ascii_isalnum(*p) && *p != '-')
			return FALSE;
	return TRUE;
}

/* The name for iconv, or NULL where the bytes must be asked. */
static const char *
iconv_name(const char *charset)
{
	for (gsize i = 0; charset && i < G_N_ELEMENTS(charsets); i++)
		if (name_matches(charsets[i].name, charset))
			return charsets[i].iconv || !strchr(charsets[i].name, '*')
				       ? charsets[i].iconv
				       : charset;
	return NULL;
}

/* Counts the characters above ASCII and the bytes that belong to none. One that is cut off at the
 * end of other UTF-8 counts as neither: a part that passed its bound ends so. */
static void
count_utf8(const char *data, gsize len, gsize *ret_good, gsize *ret_bad)
{
	const char *end = data + len;

	*ret_good = *ret_bad = 0;
	for (const char *p = data; p < end;) {
		gunichar c = (guchar)*p < 0x80 ? 1 : g_utf8_get_char_validated(p, end - p);

		if (c == (gunichar)-2 && end - p < 4 && *ret_good)
			return;
		if (c == 1) {
			p++;
		} else if (c == (gunichar)-1 || c == (gunichar)-2) {
			++*ret_bad;
			p++;
		} else {
			++*ret_good;
			p = g_utf8_next_char(p);
		}
	}
}

static GString *
decode_iconv(GIConv cd, const char *data, gsize len, gsize max)
{
	GString *out = g_string_sized_new(MIN(len + len / 8, max) + 16);
	char *in = (char *)data;
	gsize left = len;

	while (left > 0 && out->len < max) {
		char buf[4096];
		char *to = buf;
		gsize room = sizeof buf;
		gsize done = g_iconv(cd, &in, &left, &to, &room);
		int error = errno;

		g_string_append_len(out, buf, to - buf);
		if (done != (gsize)-1)
			break;
		if (error == E2BIG)
			continue;
		g_string_append(out, "\357\277\275");
		if (error != EILSEQ)
			break;
		in++;
		left--;
	}
	return out;
}

static GString *
decode_as(const char *data, gsize len, const char *name, gsize max)
{
	GIConv cd = g_iconv_open("UTF-8", name);
	GString *out;

	if (cd == (GIConv)-1)
		return NULL;
	out = decode_iconv(cd, data, len, max);
	g_iconv_close(cd);
	return out;
}

GString *
jn_charset_decode(const char *data, gsize len, const char *charset, gsize max)
{
	const char *name = iconv_name(charset);
	GString *out = NULL;

	/* A few wrong bytes among many characters are damage, and not another charset. */
	if (!name || g_str_equal(name, "UTF-8")) {
		gsize good, bad;

		count_utf8(data, len, &good, &bad);
		if (!bad)
			return g_string_new_len(data, (gssize)MIN(len, max));
		name = good > bad ? "UTF-8" : "CP1252";
	}
	out = decode_as(data, len, name, max);
	if (!out)
		out = decode_as(data, len, "CP1252", max);
	if (!out)
		out = g_string_new_len(data, (gssize)MIN(len, max));
	return out;
}
