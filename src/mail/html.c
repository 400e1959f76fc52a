/*
 * html.c - see html.h.
 */
#include "mail/html.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#include "base/limits.h"

#define HTML_DEPTH 2000

/* Quotes deeper than this all look alike. */
#define QUOTE_DEPTH 20

/* Nested lists whose kind is remembered. */
#define LIST_DEPTH 20

typedef enum Role {
	ROLE_BLOCK = 1, /* begins and ends a line */
	ROLE_PARAGRAPH, /* with an empty line around it */
	ROLE_SKIP,      /* its content is not read */
	ROLE_BREAK,
	ROLE_QUOTE,
	ROLE_LIST,
	ROLE_ITEM,
	ROLE_CELL,
	ROLE_PRE,
	ROLE_LINK,
	ROLE_IMAGE,
} Role;

static const struct {
	const char *name;
	Role role;
} roles[] = {
	{"a", ROLE_LINK},           {"address", ROLE_BLOCK}, {"article", ROLE_BLOCK},
	{"blockquote", ROLE_QUOTE}, {"br", ROLE_BREAK},      {"center", ROLE_BLOCK},
	{"dd", ROLE_BLOCK},         {"div", ROLE_BLOCK},     {"dl", ROLE_BLOCK},
	{"dt", ROLE_BLOCK},         {"footer", ROLE_BLOCK},  {"form", ROLE_BLOCK},
	{"h1", ROLE_PARAGRAPH},     {"h2", ROLE_PARAGRAPH},  {"h3", ROLE_PARAGRAPH},
	{"h4", ROLE_PARAGRAPH},     {"h5", ROLE_PARAGRAPH},  {"h6", ROLE_PARAGRAPH},
	{"header", ROLE_BLOCK},     {"hr", ROLE_PARAGRAPH},  {"img", ROLE_IMAGE},
	{"li", ROLE_ITEM},          {"object", ROLE_SKIP},   {"ol", ROLE_LIST},
	{"p", ROLE_PARAGRAPH},      {"pre", ROLE_PRE},       {"script", ROLE_SKIP},
	{"section", ROLE_BLOCK},    {"select", ROLE_SKIP},   {"style", ROLE_SKIP},
	{"table", ROLE_BLOCK},      {"td", ROLE_CELL},       {"template", ROLE_SKIP},
	{"textarea", ROLE_BLOCK},   {"th", ROLE_CELL},       {"title", ROLE_SKIP},
	{"tr", ROLE_BLOCK},         {"ul", ROLE_LIST},
};

/* Where a client marks its user's signature: words of a class or id. */
static const char *const signature_marks[] = {
	" gmail_signature ",
	" moz-signature ",
	" Signature ",
	" signature ",
	" ms-outlook-mobile-signature ",
	" protonmail_signature_block ",
	" x_gmail_signature ",
	" mobile-signature ",
	" messageSignatureSection ",
};

/* Where it marks the line before a quote. */
static const char *const cite_marks[] = {" moz-cite-prefix ", " reply-intro "};

/* Where it marks an old mail; parts of a word, because the web puts prefixes before them. */
static const char *const old_marks[] = {
	"yahoo_quoted",
	"OLK_SRC_BODY_SECTION",
	"divRplyFwdMsg",
	"mail-editor-reference-message-container",
	"ms-outlook-mobile-reference-message",
};

/* Paragraphs that Outlook shows without a space between them. */
static const char *const close_marks[] = {" MsoNormal ", " MsoPlainText "};

typedef struct Writer {
	htmlParserCtxtPtr parser;
	GString *out;
	GString *line;     /* the line that is being written, without quote marks */
	guint blank_lines; /* written at the end of `out`, marks apart */
	guint quote;
	guint pre;
	gboolean close; /* the paragraph that is open is one of Outlook's */
	int cite;       /* depth of the element that holds the line before a quote; or 0 */
	guint skip;     /* open elements inside one that is not read, itself included */
	gboolean space; /* a blank waits to be written */
	guint lists;
	guint items[LIST_DEPTH]; /* the last number; G_MAXUINT for bullets */
	GString *href;           /* of the open link, or empty */
	gsize link_start;        /* where its text begins in `line` */
} Writer;

static Role
role_of(const xmlChar *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(roles); i++)
		if (g_ascii_strcasecmp(roles[i].name, (const char *)name) == 0)
			return roles[i].role;
	return 0;
}

static const char *
attribute(const xmlChar **attributes, const char *name)
{
	for (; attributes && attributes[0]; attributes += 2)
		if (g_ascii_strcasecmp((const char *)attributes[0], name) == 0)
			return (const char *)attributes[1];
	return NULL;
}

/* Ends the line that is being written, if anything stands in it. */
static void
end_line(Writer *w)
{
	g_autofree char *text = NULL;

	w->space = FALSE;
	if (w->line->len == 0)
		return;
	for (guint i = 0; i < w->quote; i++)
		g_string_append_c(w->out, '>');
	if (w->quote)
		g_string_append_c(w->out, ' ');
	text = g_strchomp(g_strndup(w->line->str, w->line->len));
	g_string_append(w->out, text);
	g_string_append_c(w->out, '\n');
	g_string_truncate(w->line, 0);
	w->link_start = 0;
	w->blank_lines = *text ? 0 : w->blank_lines + 1;
}

static void
empty_line(Writer *w)
{
	end_line(w);
	if (w->blank_lines || w->out->len == 0)
		return;
	for (guint i = 0; i < w->quote; i++)
		g_string_append_c(w->out, '>');
	g_string_append_c(w->out, '\n');
	w->blank_lines++;
}

static void
break_line(Writer *w)
{
	if (w->line->len)
		end_line(w);
	else if (w->blank_lines < 2 && w->out->len) {
		for (guint i = 0; i < w->quote; i++)
			g_string_append_c(w->out, '>');
		g_string_append_c(w->out, '\n');
		w->blank_lines++;
	}
}

static void
begin_item(Writer *w)
{
	guint *item = w->lists ? &w->items[MIN(w->lists, LIST_DEPTH) - 1] : NULL;

	end_line(w);
	if (!item || *item == G_MAXUINT)
		g_string_append(w->line, "* ");
	else
		g_string_append_printf(w->line, "%u. ", ++*item);
}

/* A link whose text is not its address shows the address: an answer often is one. */
static void
end_link(Writer *w)
{
	const char *href = w->href->str;
	const char *bare = g_str_has_prefix(href, "https://")  ? href + 8
			   : g_str_has_prefix(href, "http://") ? href + 7
							       : NULL;

	if (bare && w->line->len > w->link_start) {
		const char *text = w->line->str + w->link_start;
		gsize len = strlen(bare);

		while (len && bare[len - 1] == '/')
			len--;
		if (!(len && strlen(text) >= len && strstr(text, "://") == NULL
			      ? g_ascii_strncasecmp(text, bare, len) == 0
			      : strstr(text, "://") != NULL))
			g_string_append_printf(w->line, " <%s>", href);
	}
	g_string_truncate(w->href, 0);
}

/* A picture says nothing, but an emoji that a client made a picture of. */
static void
write_image(Writer *w, const xmlChar **attributes)
{
	const char *alt = attribute(attributes, "alt");

	if (!alt || (guchar)*alt < 0x80 || strlen(alt) > 16)
		return;
	if (w->space && w->line->len)
		g_string_append_c(w->line, ' ');
	w->space = FALSE;
	g_string_append(w->line, alt);
}

static gboolean
is_hidden(const xmlChar **attributes)
{
	const char *style = attribute(attributes, "style");
	const char *p = style ? strstr(style, "display:") : NULL;

	if (!p)
		return FALSE;
	p += strlen("display:");
	p += strspn(p, " ");
	return g_ascii_strncasecmp(p, "none", 4) == 0;
}

/* Whether class, id or name of the element holds one of the marks. */
static gboolean
is_marked(const xmlChar **attributes, const char *const *marks, gsize n_marks)
{
	const char *values[] = {attribute(attributes, "class"), attribute(attributes, "id"),
				attribute(attributes, "name")};

	for (gsize v = 0; v < G_N_ELEMENTS(values); v++) {
		g_autofree char *words = values[v] ? g_strconcat(" ", values[v], " ", NULL) : NULL;

		for (gsize i = 0; words && i < n_marks; i++)
			if (strstr(words, marks[i]))
				return TRUE;
	}
	return FALSE;
}

/* '-- ' on a line of its own; end_line() would take its blank off. */
static void
begin_signature(Writer *w)
{
	end_line(w);
	for (guint i = 0; i < w->quote; i++)
		g_string_append_c(w->out, '>');
	g_string_append(w->out, w->quote ? " -- \n" : "-- \n");
	w->blank_lines = 0;
}

/* What a client says of the element beside its name. */
static void
heed_marks(Writer *w, const xmlChar **attributes)
{
	if (!attributes)
		return;
	if (is_marked(attributes, signature_marks, G_N_ELEMENTS(signature_marks)))
		begin_signature(w);
	if (is_marked(attributes, old_marks, G_N_ELEMENTS(old_marks)) && w->quote == 0) {
		end_line(w);
		g_string_append(w->out, JN_HTML_OLD_MARK "\n");
		w->blank_lines = 0;
	}
	if (!w->cite && is_marked(attributes, cite_marks, G_N_ELEMENTS(cite_marks))) {
		end_line(w);
		w->quote++;
		w->cite = w->parser->nameNr;
	}
}

static void
begin_list(Writer *w, const xmlChar *name)
{
	end_line(w);
	if (w->lists < LIST_DEPTH)
		w->items[w->lists] =
			g_ascii_strcasecmp((const char *)name, "ol") == 0 ? 0 : G_MAXUINT;
	w->lists++;
}

static void
start_element(void *data, const xmlChar *name, const xmlChar **attributes)
{
	Writer *w = data;
	Role role = role_of(name);

	if (w->parser->nameNr > HTML_DEPTH || w->out->len > JN_TEXT_BYTES)
		xmlStopParser(w->parser);
	/* Void elements open nothing: <img style="display:none"> hides only itself. */
	if (w->skip || role == ROLE_SKIP ||
	    (role != ROLE_IMAGE && role != ROLE_BREAK && is_hidden(attributes))) {
		w->skip++;
		return;
	}
	heed_marks(w, attributes);
	switch (role) {
	case ROLE_BLOCK:
		end_line(w);
		break;
	case ROLE_PARAGRAPH:
		w->close = is_marked(attributes, close_marks, G_N_ELEMENTS(close_marks));
		if (w->close)
			end_line(w);
		else
			empty_line(w);
		break;
	case ROLE_BREAK:
		break_line(w);
		break;
	case ROLE_QUOTE:
		end_line(w);
		w->quote = MIN(w->quote + 1, QUOTE_DEPTH);
		break;
	case ROLE_LIST:
		begin_list(w, name);
		break;
	case ROLE_ITEM:
		begin_item(w);
		break;
	case ROLE_CELL:
		w->space = TRUE;
		break;
	case ROLE_PRE:
		end_line(w);
		w->pre++;
		break;
	case ROLE_LINK:
		g_string_assign(w->href, attribute(attributes, "href") ?: "");
		w->link_start = w->line->len + (w->space && w->line->len ? 1 : 0);
		break;
	case ROLE_IMAGE:
		write_image(w, attributes);
		break;
	case ROLE_SKIP:
		break;
	}
}

static void
end_element(void *data, const xmlChar *name)
{
	Writer *w = data;

	if (w->skip) {
		w->skip--;
		return;
	}
	if (w->cite && w->parser->nameNr <= w->cite) {
		end_line(w);
		w->quote -= w->quote > 0;
		w->cite = 0;
	}
	switch (role_of(name)) {
	case ROLE_BLOCK:
	case ROLE_ITEM:
		end_line(w);
		break;
	case ROLE_PARAGRAPH:
		if (w->close)
			end_line(w);
		else
			empty_line(w);
		w->close = FALSE;
		break;
	case ROLE_QUOTE:
		end_line(w);
		w->quote -= w->quote > 0;
		break;
	case ROLE_LIST:
		end_line(w);
		w->lists -= w->lists > 0;
		break;
	case ROLE_PRE:
		end_line(w);
		w->pre -= w->pre > 0;
		break;
	case ROLE_LINK:
		end_link(w);
		break;
	case ROLE_CELL:
	case ROLE_IMAGE:
	case ROLE_BREAK:
	case ROLE_SKIP:
		break;
	}
}

static void
write_pre(Writer *w, const char *p, const char *end)
{
	while (p < end) {
		const char *eol = memchr(p, '\n', (gsize)(end - p));

		g_string_append_len(w->line, p, (eol ? eol : end) - p);
		if (eol)
			break_line(w);
		p = eol ? eol + 1 : end;
	}
}

static void
characters(void *data, const xmlChar *text, int len)
{
	Writer *w = data;
	const char *p = (const char *)text, *end = p + len;

	if (w->skip)
		return;
	if (w->pre) {
		write_pre(w, p, end);
		return;
	}
	for (; p < end; p++) {
		/* U+00A0: clients write blanks so that they stay; here they are blanks. */
		gboolean nbsp = (guchar)*p == 0xC2 && p + 1 < end && (guchar)p[1] == 0xA0;

		if (nbsp && w->line->len == 0)
			g_string_append_c(w->line, ' ');
		if (nbsp || *p == ' ' || *p == '\n' || *p == '\t' || *p == '\r') {
			w->space = TRUE;
			p += nbsp;
			continue;
		}
		if (w->space && w->line->len && w->line->str[w->line->len - 1] != ' ')
			g_string_append_c(w->line, ' ');
		w->space = FALSE;
		g_string_append_c(w->line, *p);
	}
}

char *
jn_html_text(const char *html)
{
	htmlSAXHandler sax = {.startElement = start_element,
			      .endElement = end_element,
			      .characters = characters,
			      .ignorableWhitespace = characters,
			      .cdataBlock = NULL};
	Writer w = {
		.out = g_string_new(NULL), .line = g_string_new(NULL), .href = g_string_new(NULL)};
	gsize len = strlen(html);

	w.parser = htmlCreatePushParserCtxt(&sax, &w, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
	if (w.parser) {
		htmlCtxtUseOptions(w.parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
						     HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
						     HTML_PARSE_IGNORE_ENC);
		htmlParseChunk(w.parser, html, (int)MIN(len, JN_TEXT_BYTES), 0);
		htmlParseChunk(w.parser, NULL, 0, 1);
		if (w.parser->myDoc)
			xmlFreeDoc(w.parser->myDoc);
		htmlFreeParserCtxt(w.parser);
	}
	end_line(&w);
	g_string_free(w.line, TRUE);
	g_string_free(w.href, TRUE);
	return g_strchomp(g_string_free(w.out, FALSE));
}
