/*
 * clean.c - see clean.h.
 */
#include "mail/clean.h"

#include <string.h>

/* The character at `p`, or U+FFFD for a byte that belongs to none. */
static gunichar
next_char(const char *p, const char *end, gsize *ret_len)
{
	gunichar c = g_utf8_get_char_validated(p, end - p);

	if (c == 0 || c == (gunichar)-1 || c == (gunichar)-2) {
		*ret_len = 1;
		return *p == '\0' ? 0 : 0xFFFD;
	}
	*ret_len = (gsize)(g_utf8_next_char(p) - p);
	return c;
}

static gboolean
is_control(gunichar c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xFEFF;
}

static gboolean
turns_direction(gunichar c)
{
	return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/* How many octets from `p` on are printable ASCII: they stay as they are. */
static gsize
plain_run(const char *p, const char *end)
{
	const char *start = p;

	while (p < end && (guchar)(*p - 0x20) < 0x7f - 0x20)
		p++;
	return (gsize)(p - start);
}

char *
jn_clean_text(const char *data, gsize len)
{
	GString *out = g_string_sized_new(len + 1);
	const char *end = data + len;
	gsize n;

	for (const char *p = data; p < end; p += n) {
		gunichar c;

		n = plain_run(p, end);
		if (n > 0) {
			g_string_append_len(out, p, (gssize)n);
			continue;
		}
		c = next_char(p, end, &n);
		if (c == '\r') {
			if (p + 1 < end && p[1] == '\n')
				continue;
			g_string_append_c(out, '\n');
		} else if (c == 0x2028 || c == 0x2029) {
			g_string_append_c(out, '\n');
		} else if (c == '\n' || c == '\t') {
			g_string_append_c(out, (char)c);
		} else if (!is_control(c)) {
			g_string_append_unichar(out, c);
		}
	}
	return g_string_free(out, FALSE);
}

char *
jn_clean_line(const char *data, gsize len)
{
	GString *out = g_string_sized_new(len + 1);
	const char *end = data + len;
	gboolean gap = FALSE;
	gsize n;

	for (const char *p = data; p < end; p += n) {
		gunichar c = next_char(p, end, &n);

		if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029) {
			gap = TRUE;
			continue;
		}
		if (is_control(c) || turns_direction(c))
			continue;
		if (gap && out->len)
			g_string_append_c(out, ' ');
		gap = FALSE;
		g_string_append_unichar(out, c);
	}
	return g_string_free(out, FALSE);
}

void
jn_clean_cut(char *utf8, gsize max)
{
	if (strlen(utf8) <= max)
		return;
	while (max > 0 && ((guchar)utf8[max] & 0xC0) == 0x80)
		max--;
	utf8[max] = '\0';
}
