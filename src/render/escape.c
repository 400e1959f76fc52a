#include "render/escape.h"

static const char *
entity(gunichar c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

static void
escape(GString *out, const char *text, gboolean ascii)
{
	for (; *text != '\0'; text = g_utf8_next_char(text)) {
		gunichar c = g_utf8_get_char(text);
		const char *name = entity(c);

		if (name != NULL)
			g_string_append(out, name);
		else if (ascii && c > 126)
			g_string_append_printf(out, "&#%u;", c);
		else
			g_string_append_unichar(out, c);
	}
}

void
jn_escape_html(GString *out, const char *text)
{
	escape(out, text, FALSE);
}

void
jn_escape_html_ascii(GString *out, const char *text)
{
	escape(out, text, TRUE);
}
