#include "render/copy-transfer.h"

#include "render/encode.h"

#include <string.h>

int
jn_quoted_next(const char *data, gsize *at, gsize len)
{
	/* RFC 2045 section 6.7 (3): blanks behind the '=' of a soft break are nothing. */
	while (*at < len && data[*at] == '=') {
		gsize end = *at + 1;

		while (end < len && (data[end] == ' ' || data[end] == '\t'))
			end++;
		if (end < len && data[end] != '\n')
			break;
		*at = MIN(end + 1, len);
	}
	if (*at >= len)
		return -1;
	if (data[*at] == '=' && len - *at >= 3 && g_ascii_isxdigit(data[*at + 1]) &&
	    g_ascii_isxdigit(data[*at + 2])) {
		int value = g_ascii_xdigit_value(data[*at + 1]) * 16 +
			    g_ascii_xdigit_value(data[*at + 2]);

		*at += 3;
		return value;
	}
	return (guchar)data[(*at)++];
}

static GString *
decode_quoted(const char *data, gsize len)
{
	GString *out = g_string_sized_new(len);
	gsize at = 0;

	for (int c = jn_quoted_next(data, &at, len); c >= 0; c = jn_quoted_next(data, &at, len))
		g_string_append_c(out, (char)c);
	return out;
}

static GString *
decode_base64(const char *data, gsize len)
{
	GMimeEncoding state;
	GString *out;

	g_mime_encoding_init_decode(&state, GMIME_CONTENT_ENCODING_BASE64);
	out = g_string_sized_new(g_mime_encoding_outlen(&state, len));
	g_string_set_size(out, g_mime_encoding_outlen(&state, len));
	g_string_set_size(out, g_mime_encoding_flush(&state, data, len, out->str));
	return out;
}

GString *
jn_transfer_decode(const char *data, gsize len, JnTransfer transfer)
{
	switch (transfer) {
	case JN_TRANSFER_IDENTITY:
		break;
	case JN_TRANSFER_QUOTED_PRINTABLE:
		return decode_quoted(data, len);
	case JN_TRANSFER_BASE64:
		return decode_base64(data, len);
	}
	return g_string_new_len(data, (gssize)len);
}

GString *
jn_transfer_encode(GString *text, gboolean base64)
{
	GString *out = g_string_sized_new(text->len + text->len / 2);

	if (base64) {
		jn_encode_base64(out, text->str, text->len);
	} else {
		g_string_replace(text, "\r\n", "\n", 0);
		jn_encode_quoted_printable(out, text->str, text->len);
	}
	return out;
}

static GString *
cut_bytes(const char *data, gsize len, const GArray *cuts)
{
	GString *out = g_string_sized_new(len);
	gsize at = 0;

	for (guint i = 0; i < cuts->len; i++) {
		const JnCut *cut = &g_array_index(cuts, JnCut, i);

		g_string_append_len(out, data + at, (gssize)(cut->start - at));
		at = cut->end;
	}
	g_string_append_len(out, data + at, (gssize)(len - at));
	return out;
}

/* Whether data[start..end] cannot go without a soft line break in its place: two halves of lines
 * would make one too long, or a blank would come to stand at a line's end. */
static gboolean
needs_break(const char *data, gsize start, gsize end)
{
	if (start == 0 || data[start - 1] == '\n')
		return FALSE;
	return data[start - 1] == ' ' || data[start - 1] == '\t' ||
	       memchr(data + start, '\n', end - start) != NULL;
}

static GString *
cut_quoted(const char *data, gsize len, const GArray *cuts)
{
	GString *out = g_string_sized_new(len);
	gsize at = 0, decoded = 0;

	for (guint i = 0; i < cuts->len; i++) {
		const JnCut *cut = &g_array_index(cuts, JnCut, i);
		gsize kept = at, start;

		for (; decoded < cut->start && jn_quoted_next(data, &at, len) >= 0; decoded++)
			;
		start = at;
		g_string_append_len(out, data + kept, (gssize)(start - kept));
		for (; decoded < cut->end && jn_quoted_next(data, &at, len) >= 0; decoded++)
			;
		if (needs_break(data, start, at))
			g_string_append(out, "=\n");
	}
	g_string_append_len(out, data + at, (gssize)(len - at));
	return out;
}

GString *
jn_transfer_cut(const char *data, gsize len, JnTransfer transfer, const GArray *cuts)
{
	g_autoptr(GString) decoded = NULL;
	g_autoptr(GString) rest = NULL;

	switch (transfer) {
	case JN_TRANSFER_IDENTITY:
		break;
	case JN_TRANSFER_QUOTED_PRINTABLE:
		return cut_quoted(data, len, cuts);
	case JN_TRANSFER_BASE64:
		decoded = jn_transfer_decode(data, len, transfer);
		rest = cut_bytes(decoded->str, decoded->len, cuts);
		return jn_transfer_encode(rest, TRUE);
	}
	return cut_bytes(data, len, cuts);
}
