#include "render/copy-charset.h"

#include <string.h>

/* What a mail says -> what iconv writes (the narrow one, that every reader knows) and reads (the
 * superset that is meant, WHATWG Encoding Standard section 4.2). A '*' at the end stands for one
 * letter or up to two digits, and the name is iconv's too. */
static const struct {
	const char *name, *write, *read;
} charsets[] = {
	{"utf-8", "UTF-8", "UTF-8"},
	{"utf8", "UTF-8", "UTF-8"},
	{"iso-8859-1", "ISO-8859-1", "CP1252"},
	{"iso_8859-1", "ISO-8859-1", "CP1252"},
	{"latin1", "ISO-8859-1", "CP1252"},
	{"iso-8859-9", "ISO-8859-9", "CP1254"},
	{"iso-8859-*", "", ""},
	{"windows-125*", "", ""},
	{"cp125*", "", ""},
	{"windows-874", "CP874", "CP874"},
	{"tis-620", "CP874", "CP874"},
	{"koi8-*", "", ""},
	{"gb2312", "GB2312", "GB18030"},
	{"gbk", "GBK", "GB18030"},
	{"cp936", "GBK", "GB18030"},
	{"gb18030", "GB18030", "GB18030"},
	{"big5", "BIG5", "BIG5-HKSCS"},
	{"big5-hkscs", "BIG5", "BIG5-HKSCS"},
	{"shift_jis", "CP932", "CP932"},
	{"shift-jis", "CP932", "CP932"},
	{"x-sjis", "CP932", "CP932"},
	{"windows-31j", "CP932", "CP932"},
	{"cp932", "CP932", "CP932"},
	{"euc-jp", "EUC-JP", "EUC-JP-MS"},
	{"iso-2022-jp", "ISO-2022-JP", "ISO-2022-JP-3"},
	{"euc-kr", "EUC-KR", "CP949"},
	{"ks_c_5601-1987", "EUC-KR", "CP949"},
	{"cp949", "EUC-KR", "CP949"},
	/* One cannot append ASCII to these. */
	{"iso-2022-kr", NULL, "ISO-2022-KR"},
	{"utf-7", NULL, "UTF-7"},
	{"utf-16", NULL, "UTF-16"},
	{"utf-16le", NULL, "UTF-16LE"},
	{"utf-16be", NULL, "UTF-16BE"},
};

static gboolean
name_matches(const char *pattern, const char *name)
{
	gsize len = strlen(pattern) - 1;

	if (pattern[len] != '*')
		return g_ascii_strcasecmp(pattern, name) == 0;
	if (g_ascii_strncasecmp(pattern, name, len) != 0)
		return FALSE;
	name += len;
	len = strspn(name, "0123456789");
	return (name[len] == '\0' && len >= 1 && len <= 2) ||
	       (g_ascii_isalpha(name[0]) && name[1] == '\0');
}

/* FALSE if the charset is not in the table. */
static gboolean
find_charset(const char *charset, const char **ret_write, const char **ret_read)
{
	for (gsize i = 0; i < G_N_ELEMENTS(charsets); i++) {
		if (!name_matches(charsets[i].name, charset))
			continue;
		*ret_write = charsets[i].write;
		*ret_read = charsets[i].read;
		if (*ret_write != NULL && **ret_write == '\0')
			*ret_write = *ret_read = charset;
		return TRUE;
	}
	return FALSE;
}

static gboolean
is_ascii_charset(const char *charset)
{
	return charset == NULL || g_ascii_strcasecmp(charset, "us-ascii") == 0 ||
	       g_ascii_strcasecmp(charset, "ascii") == 0 ||
	       g_ascii_strcasecmp(charset, "ansi_x3.4-1968") == 0;
}

static char *
convert(const char *data, gsize len, const char *to, const char *from, gsize *ret_len)
{
	gsize taken = 0, len_out = 0;
	char *out = g_convert(data, (gssize)len, to, from, &taken, &len_out, NULL);

	/* An unfinished character at the end is no error to g_convert. */
	if (out != NULL && taken != len)
		g_clear_pointer(&out, g_free);
	if (out != NULL)
		*ret_len = len_out;
	return out;
}

char *
jn_charset_write(const char *utf8, const char *charset, gsize *ret_len)
{
	const char *write = NULL, *read = NULL;
	g_autofree char *out = NULL, *back = NULL;
	gsize len, back_len;

	if (is_ascii_charset(charset)) {
		if (!g_str_is_ascii(utf8))
			return NULL;
		*ret_len = strlen(utf8);
		return g_strdup(utf8);
	}
	if (!find_charset(charset, &write, &read) || write == NULL)
		return NULL;
	out = convert(utf8, strlen(utf8), write, "UTF-8", &len);
	back = out != NULL ? convert(out, len, "UTF-8", read, &back_len) : NULL;
	if (back == NULL || back_len != strlen(utf8) || memcmp(back, utf8, back_len) != 0)
		return NULL;
	*ret_len = len;
	return g_steal_pointer(&out);
}

char *
jn_charset_read(const char *data, gsize len, const char *charset, gsize *ret_len)
{
	const char *write = NULL, *read = NULL;

	/* Unnamed bytes above ASCII are taken for UTF-8 if they are that, and for nothing else. */
	if (is_ascii_charset(charset))
		read = "UTF-8";
	else if (!find_charset(charset, &write, &read))
		return NULL;
	return convert(data, len, "UTF-8", read, ret_len);
}
