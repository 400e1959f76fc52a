#include "render/copy-footer.h"

#include "mail/clean.h"
#include "mail/newtext.h"
#include "render/escape.h"
#include "render/fill.h"

#include <string.h>

/* Looks that need no style sheet and suit dark and light. */
#define HTML_OPEN                                                                                  \
	"<div style=\"margin-top:1.5em;padding-top:.5em;border-top:1px solid #999;"                \
	"font-size:85%;opacity:.8\">\n"

/* A paragraph in one line. */
static char *
unfold(const char *paragraph)
{
	g_auto(GStrv) lines = g_strsplit(paragraph, "\n", -1);

	for (char **line = lines; *line != NULL; line++)
		g_strstrip(*line);
	return g_strstrip(g_strjoinv(" ", lines));
}

void
jn_footer_init(JnFooter *footer, const char *words)
{
	g_autofree char *clean = jn_clean_text(words, strlen(words));
	g_auto(GStrv) paragraphs = g_strsplit(clean, "\n\n", -1);
	GString *text = g_string_new(JN_FOOTER_RULE "\n");
	GString *html = g_string_new(HTML_OPEN);
	gboolean first = TRUE;

	for (char **paragraph = paragraphs; *paragraph != NULL; paragraph++) {
		g_autofree char *line = unfold(*paragraph);

		if (*line == '\0')
			continue;
		jn_fill(text, JN_FOOTER_LINE, JN_FOOTER_LINE, line);
		g_string_append(html, first ? "" : "<br>\n");
		g_string_append(html, JN_FOOTER_MARK_HTML);
		jn_escape_html_ascii(html, line);
		first = FALSE;
	}
	g_string_append(html, "</div>\n");
	footer->text = g_string_free(text, FALSE);
	footer->html = g_string_free(html, FALSE);
}

void
jn_footer_clear(JnFooter *footer)
{
	g_clear_pointer(&footer->text, g_free);
	g_clear_pointer(&footer->html, g_free);
}
