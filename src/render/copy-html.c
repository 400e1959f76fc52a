#include "render/copy-html.h"

#include <string.h>

static const struct {
	const char *name;
	JnHtmlRole role;
} roles[] = {
	{"a", JN_HTML_INLINE},
	{"abbr", JN_HTML_INLINE},
	{"area", JN_HTML_VOID},
	{"b", JN_HTML_INLINE},
	{"base", JN_HTML_VOID},
	{"big", JN_HTML_INLINE},
	{"blockquote", JN_HTML_QUOTE},
	{"br", JN_HTML_BREAK},
	{"code", JN_HTML_INLINE},
	{"col", JN_HTML_VOID},
	{"div", JN_HTML_BLOCK_OF_TEXT},
	{"em", JN_HTML_INLINE},
	{"embed", JN_HTML_VOID},
	{"font", JN_HTML_INLINE},
	{"footer", JN_HTML_BLOCK_OF_TEXT},
	{"hr", JN_HTML_VOID},
	{"i", JN_HTML_INLINE},
	{"img", JN_HTML_VOID},
	{"input", JN_HTML_VOID},
	{"link", JN_HTML_VOID},
	{"meta", JN_HTML_VOID},
	{"o:p", JN_HTML_INLINE},
	{"p", JN_HTML_BLOCK_OF_TEXT},
	{"param", JN_HTML_VOID},
	{"pre", JN_HTML_PRE},
	{"s", JN_HTML_INLINE},
	{"script", JN_HTML_OPAQUE},
	{"section", JN_HTML_BLOCK_OF_TEXT},
	{"small", JN_HTML_INLINE},
	{"source", JN_HTML_VOID},
	{"span", JN_HTML_INLINE},
	{"strong", JN_HTML_INLINE},
	{"style", JN_HTML_OPAQUE},
	{"sub", JN_HTML_INLINE},
	{"sup", JN_HTML_INLINE},
	{"textarea", JN_HTML_OPAQUE},
	{"title", JN_HTML_OPAQUE},
	{"track", JN_HTML_VOID},
	{"tt", JN_HTML_INLINE},
	{"u", JN_HTML_INLINE},
	{"wbr", JN_HTML_NOTHING},
};

static const struct {
	const char *name, *text;
} references[] = {
	{"nbsp", " "}, {"gt", ">"}, {"lt", "<"}, {"amp", "&"}, {"NoBreak", JN_HTML_JOINER},
};

static gboolean
name_is(const char *name, gsize len, const char *word)
{
	return strlen(word) == len && g_ascii_strncasecmp(name, word, len) == 0;
}

JnHtmlRole
jn_html_role(const char *name, gsize len)
{
	for (gsize i = 0; i < G_N_ELEMENTS(roles); i++)
		if (name_is(name, len, roles[i].name))
			return roles[i].role;
	return JN_HTML_BLOCK;
}

gboolean
jn_html_only_holds_text(JnHtmlRole role)
{
	return role == JN_HTML_BLOCK_OF_TEXT || role == JN_HTML_INLINE || role == JN_HTML_PRE;
}

gsize
jn_html_reference(GString *out, const char *at, gsize len)
{
	const char *end = memchr(at, ';', MIN(len, 16));
	gsize name = end != NULL ? (gsize)(end - at - 1) : 0;
	g_autofree char *number = NULL;
	guint64 code;

	if (name == 0)
		return 0;
	for (gsize i = 0; i < G_N_ELEMENTS(references); i++)
		if (strlen(references[i].name) == name &&
		    memcmp(at + 1, references[i].name, name) == 0) {
			g_string_append(out, references[i].text);
			return name + 2;
		}
	if (at[1] != '#' || name < 2)
		return 0;
	number = g_strndup(at + 2, name - 1);
	if (number[0] == 'x' || number[0] == 'X')
		code = g_ascii_strtoull(number + 1, NULL, 16);
	else
		code = g_ascii_strtoull(number, NULL, 10);
	if (code < ' ' || code > 0x10FFFF || !g_unichar_validate((gunichar)code))
		return 0;
	g_string_append_unichar(out, code == 0xA0 ? ' ' : (gunichar)code);
	return name + 2;
}
