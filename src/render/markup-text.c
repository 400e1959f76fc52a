#include "render/fill.h"
#include "render/markup.h"

#include <string.h>

#define RULE_COLUMNS 40

static void
add_link(GString *out, const JnSpan *span, gboolean alone)
{
	g_autofree char *target = jn_markup_bare_target(span->target);

	if (g_str_equal(span->text, target))
		g_string_append(out, target);
	else if (alone)
		g_string_append_printf(out, "%s: %s", span->text, target);
	else
		g_string_append_printf(out, "%s <%s>", span->text, target);
}

static char *
block_words(const JnBlock *block)
{
	GString *words = g_string_new(NULL);

	for (guint i = 0; i < block->spans->len; i++) {
		const JnSpan *span = &g_array_index(block->spans, JnSpan, i);

		if (span->target != NULL)
			add_link(words, span, block->spans->len == 1);
		else
			g_string_append(words, span->text);
	}
	return g_strstrip(g_string_free(words, FALSE));
}

static void
underline(GString *out, char c, guint width)
{
	for (width = MIN(width, JN_FILL_COLUMNS); width > 0; width--)
		g_string_append_c(out, c);
	g_string_append_c(out, '\n');
}

static void
add_block(GString *out, const JnBlock *block)
{
	g_autofree char *words = block_words(block);

	switch (block->kind) {
	case JN_BLOCK_PARAGRAPH:
	case JN_BLOCK_BUTTON:
	case JN_BLOCK_SMALL:
		jn_fill(out, "", "", words);
		break;
	case JN_BLOCK_HEADING:
		jn_fill(out, "", "", words);
		underline(out, '=', jn_fill_width(words));
		break;
	case JN_BLOCK_SUBHEADING:
		jn_fill(out, "", "", words);
		underline(out, '-', jn_fill_width(words));
		break;
	case JN_BLOCK_ITEM:
		jn_fill(out, "- ", "  ", words);
		break;
	case JN_BLOCK_QUOTE:
		jn_fill(out, "> ", "> ", words);
		break;
	case JN_BLOCK_RULE:
		underline(out, '-', RULE_COLUMNS);
		break;
	}
}

char *
jn_markup_to_text(const GPtrArray *blocks)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < blocks->len; i++) {
		const JnBlock *block = blocks->pdata[i];
		const JnBlock *before = i > 0 ? blocks->pdata[i - 1] : NULL;

		/* The items of a list stand close; all else is parted by a blank line. */
		if (before != NULL &&
		    !(block->kind == JN_BLOCK_ITEM && before->kind == JN_BLOCK_ITEM))
			g_string_append_c(out, '\n');
		add_block(out, block);
	}
	return g_string_free(out, FALSE);
}
