#include "render/encode.h"

#include <string.h>

#define LINE_LENGTH 76
/* 76 encoded octets are 57 bytes. */
#define BASE64_LINE_BYTES 57

static gboolean
is_literal(guchar c)
{
	return c >= 33 && c <= 126 && c != '=';
}

/* The bytes at data[i] that belong together: a UTF-8 character, or the one byte. */
static gsize
unit_length(const char *data, gsize i, gsize len)
{
	gunichar c;

	if ((guchar)data[i] < 128)
		return 1;
	c = g_utf8_get_char_validated(data + i, (gssize)(len - i));
	return c == (gunichar)-1 || c == (gunichar)-2 ? 1 : (gsize)g_unichar_to_utf8(c, NULL);
}

/* Whether data[i] has to be encoded where `column` octets stand before it on the line. */
static gboolean
must_encode(const char *data, gsize i, gsize len, gsize column)
{
	guchar c = (guchar)data[i];

	if (c == ' ' || c == '\t')
		return i + 1 == len || data[i + 1] == '\n';
	if (column == 0 && c == '.')
		return TRUE;
	if (column == 0 && len - i >= 5 && memcmp(data + i, "From ", 5) == 0)
		return TRUE;
	return !is_literal(c);
}

static void
append_code(GString *out, guchar c)
{
	static const char digits[] = "0123456789ABCDEF";
	const char code[] = {'=', digits[c >> 4], digits[c & 15]};

	g_string_append_len(out, code, sizeof code);
}

void
jn_encode_quoted_printable(GString *out, const char *data, gsize len)
{
	gsize column = 0;

	for (gsize i = 0; i < len;) {
		gsize unit = unit_length(data, i, len), width;
		gboolean encoded;

		if (data[i] == '\n') {
			g_string_append_c(out, '\n');
			column = 0;
			i++;
			continue;
		}
		encoded = must_encode(data, i, len, column);
		width = encoded ? 3 * unit : 1;
		/* One octet is kept for the '=' of a soft line break. */
		if (column + width > LINE_LENGTH - 1) {
			g_string_append(out, "=\n");
			column = 0;
			encoded = must_encode(data, i, len, column);
			width = encoded ? 3 * unit : 1;
		}
		for (gsize end = i + unit; i < end; i++) {
			if (encoded)
				append_code(out, (guchar)data[i]);
			else
				g_string_append_c(out, data[i]);
		}
		column += width;
	}
}

gsize
jn_encode_quoted_printable_size(const char *data, gsize len)
{
	gsize size = 0;

	for (gsize i = 0; i < len; i++)
		size += is_literal((guchar)data[i]) || data[i] == ' ' || data[i] == '\n' ? 1 : 3;
	return size + size / LINE_LENGTH * 2;
}

void
jn_encode_base64(GString *out, const char *data, gsize len)
{
	for (gsize i = 0; i < len; i += BASE64_LINE_BYTES) {
		gsize part = MIN(BASE64_LINE_BYTES, len - i);
		g_autofree char *line = g_base64_encode((const guchar *)data + i, part);

		g_string_append(out, line);
		g_string_append_c(out, '\n');
	}
}
