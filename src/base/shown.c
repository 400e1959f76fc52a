#include "base/shown.h"

/* Formats that can be seen, or that only join letters. */
static gboolean
is_harmless_format(gunichar c)
{
	return c == 0xAD || c == 0x200C || c == 0x200D || (c >= 0x600 && c <= 0x605) ||
	       c == 0x6DD || c == 0x70F || c == 0x890 || c == 0x891 || c == 0x8E2 || c == 0x110BD ||
	       c == 0x110CD;
}

gboolean
jn_shown_hides(gunichar c)
{
	GUnicodeType type = g_unichar_type(c);

	return type == G_UNICODE_CONTROL || type == G_UNICODE_LINE_SEPARATOR ||
	       type == G_UNICODE_PARAGRAPH_SEPARATOR ||
	       (type == G_UNICODE_FORMAT && !is_harmless_format(c));
}

static void
append_number(GString *out, gunichar c)
{
	if (c < 0x100)
		g_string_append_printf(out, "\\x%02x", c);
	else if (c < 0x10000)
		g_string_append_printf(out, "\\u%04x", c);
	else
		g_string_append_printf(out, "\\U%08x", c);
}

static char *
show(const char *text, gboolean one_line)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	GString *out = g_string_new(NULL);

	for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (c == '\n' && !one_line)
			g_string_append_c(out, '\n');
		else if (c == '\n' || c == '\t')
			g_string_append_c(out, ' ');
		else if (jn_shown_hides(c))
			append_number(out, c);
		else
			g_string_append_unichar(out, c);
	}
	return g_string_free(out, FALSE);
}

char *
jn_shown_line(const char *text)
{
	return show(text, TRUE);
}

char *
jn_shown_lines(const char *text)
{
	return show(text, FALSE);
}

char *
jn_shown_json(const char *json)
{
	GString *out = g_string_new(NULL);

	for (const char *p = json; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		/* RFC 8259 section 7: above U+FFFF a pair of surrogates. */
		if (c == '\n' || !jn_shown_hides(c))
			g_string_append_unichar(out, c);
		else if (c < 0x10000)
			g_string_append_printf(out, "\\u%04x", c);
		else
			g_string_append_printf(out, "\\u%04x\\u%04x",
					       0xD800 + ((c - 0x10000) >> 10),
					       0xDC00 + ((c - 0x10000) & 0x3FF));
	}
	return g_string_free(out, FALSE);
}
