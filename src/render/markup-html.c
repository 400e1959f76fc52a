#include "render/escape.h"
#include "render/markup.h"

/* The elements around a block's words. All looks come from templates/layout.html. */
static const struct {
	const char *open, *close;
} elements[] = {
	[JN_BLOCK_PARAGRAPH] = {"<p>", "</p>"},
	[JN_BLOCK_BUTTON] = {"<p class=\"action\">", "</p>"},
	[JN_BLOCK_HEADING] = {"<h1>", "</h1>"},
	[JN_BLOCK_SUBHEADING] = {"<h2>", "</h2>"},
	[JN_BLOCK_ITEM] = {"<li>", "</li>"},
	[JN_BLOCK_QUOTE] = {"<blockquote>", "</blockquote>"},
	[JN_BLOCK_SMALL] = {"<p class=\"small\">", "</p>"},
	[JN_BLOCK_RULE] = {"<hr>", ""},
};

/* Escaped text in which a line end is an element. */
static void
add_words(GString *out, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **line = lines; *line != NULL; line++) {
		if (line != lines)
			g_string_append(out, "<br>\n");
		jn_escape_html(out, *line);
	}
}

static void
add_span(GString *out, const JnSpan *span, gboolean button)
{
	if (span->target == NULL) {
		g_string_append(out, span->strong ? "<strong>" : "");
		add_words(out, span->text);
		g_string_append(out, span->strong ? "</strong>" : "");
		return;
	}
	g_string_append(out, button ? "<a class=\"button\" href=\"" : "<a href=\"");
	jn_escape_html(out, span->target);
	g_string_append(out, "\">");
	add_words(out, span->text);
	g_string_append(out, "</a>");
}

static gboolean
is_item(const GPtrArray *blocks, guint i)
{
	return i < blocks->len && ((const JnBlock *)blocks->pdata[i])->kind == JN_BLOCK_ITEM;
}

char *
jn_markup_to_html(const GPtrArray *blocks)
{
	GString *out = g_string_new(NULL);
	gboolean in_list = FALSE;

	for (guint i = 0; i < blocks->len; i++) {
		const JnBlock *block = blocks->pdata[i];

		if (is_item(blocks, i) && !in_list)
			g_string_append(out, "<ul>\n");
		in_list = is_item(blocks, i);
		g_string_append(out, elements[block->kind].open);
		for (guint s = 0; s < block->spans->len; s++)
			add_span(out, &g_array_index(block->spans, JnSpan, s),
				 block->kind == JN_BLOCK_BUTTON);
		g_string_append(out, elements[block->kind].close);
		g_string_append_c(out, '\n');
		if (in_list && !is_item(blocks, i + 1))
			g_string_append(out, "</ul>\n");
	}
	return g_string_free(out, FALSE);
}
