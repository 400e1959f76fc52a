#include "render/copy-place.h"

#include "render/copy-transfer.h"

#include <string.h>

static const char *const closing_tags[] = {"</body", "</html"};

/* Where the line that begins at `at` ends: its LF, or `len`. */
static gsize
line_end(const char *data, gsize at, gsize len)
{
	const char *lf = memchr(data + at, '\n', len - at);

	return lf != NULL ? (gsize)(lf - data) : len;
}

static gboolean
line_is(const char *data, gsize from, gsize to, const char *word)
{
	return to - from == strlen(word) && memcmp(data + from, word, to - from) == 0;
}

gsize
jn_place_in_text(const char *data, gsize len)
{
	for (gsize at = 0; at < len;) {
		gsize end = line_end(data, at, len);

		if (line_is(data, at, end, "-- ") || line_is(data, at, end, "-- \r"))
			return at;
		at = end + 1;
	}
	return len;
}

/* '-- ' and a hard line end: the blank is encoded, or kept from the line's end by a soft one. */
static gboolean
is_signature_encoded(const char *data, gsize at, gsize end, gsize len)
{
	if (line_is(data, at, end, "-- ") || line_is(data, at, end, "--=20"))
		return TRUE;
	return line_is(data, at, end, "-- =") && end + 1 < len && data[end + 1] == '\n';
}

gsize
jn_place_in_text_encoded(const char *data, gsize len)
{
	gboolean soft = FALSE;

	for (gsize at = 0; at < len;) {
		gsize end = line_end(data, at, len), last = end;

		if (!soft && is_signature_encoded(data, at, end, len))
			return at;
		/* RFC 2045 section 6.7 (3): blanks behind the '=' of a soft break are nothing. */
		while (last > at && (data[last - 1] == ' ' || data[last - 1] == '\t'))
			last--;
		soft = last > at && data[last - 1] == '=';
		at = end + 1;
	}
	return len;
}

gsize
jn_place_in_html(const char *data, gsize len)
{
	for (gsize t = 0; t < G_N_ELEMENTS(closing_tags); t++) {
		gsize tag = strlen(closing_tags[t]);

		for (gsize at = len; at >= tag; at--)
			if (data[at - tag] == '<' &&
			    g_ascii_strncasecmp(data + at - tag, closing_tags[t], tag) == 0)
				return at - tag;
	}
	return len;
}

static gboolean
begins_encoded(const char *data, gsize at, gsize len, const char *tag)
{
	for (; *tag != '\0'; tag++) {
		int c = jn_quoted_next(data, &at, len);

		if (c < 0 || g_ascii_tolower((char)c) != *tag)
			return FALSE;
	}
	return TRUE;
}

gsize
jn_place_in_html_encoded(const char *data, gsize len)
{
	for (gsize t = 0; t < G_N_ELEMENTS(closing_tags); t++)
		for (gsize at = len; at > 0; at--) {
			/* Not in the middle of a soft line break: it belongs to what is before. */
			if (data[at - 1] != '<' && data[at - 1] != '=')
				continue;
			if (at < len && data[at - 1] == '=' && data[at] == '\n')
				continue;
			if (begins_encoded(data, at - 1, len, closing_tags[t]))
				return at - 1;
		}
	return len;
}
