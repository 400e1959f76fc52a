#include "render/fill.h"
#include "render/markup.h"

#include <string.h>

#define RULE_COLUMNS 40

/* What a person reads of a link: the address of a mailto:, without its query, "" if it has none;
 * else the target. What does not decode to a line of text stays encoded. */
static char *
readable_target(const char *target)
{
	g_autofree char *encoded = NULL;
	char *address;

	if (g_ascii_strncasecmp(target, "mailto:", 7) != 0)
		return g_strdup(target);
	target += 7;
	encoded = g_strndup(target, strcspn(target, "?"));
	address = g_uri_unescape_string(encoded, NULL);
	for (const char *at = address; at != NULL && *at != '\0'; at++) {
		if (g_ascii_iscntrl(*at)) {
			g_clear_pointer(&address, g_free);
			break;
		}
	}
	if (address != NULL && g_utf8_validate(address, -1, NULL))
		return address;
	g_free(address);
	return g_steal_pointer(&encoded);
}

static void
add_link(GString *out, const JnSpan *span, gboolean alone)
{
	g_autofree char *target = readable_target(span->target);
	/* A link without a label has its target, or the address in it, for one. */
	gboolean bare = g_str_equal(span->text, target) || g_str_equal(span->text, span->target);

	if (bare)
		g_string_append(out, target);
	else if (*target == '\0')
		g_string_append(out, alone ? "" : span->text);
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
add_block(GString *out, const JnBlock *block, const char *words)
{
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
	const JnBlock *before = NULL;

	for (guint i = 0; i < blocks->len; i++) {
		const JnBlock *block = blocks->pdata[i];
		g_autofree char *words = block_words(block);

		/* Nothing but a link that only a click can follow. */
		if (*words == '\0' && block->kind != JN_BLOCK_RULE)
			continue;
		/* The items of a list stand close; all else is parted by a blank line. */
		if (before != NULL &&
		    !(block->kind == JN_BLOCK_ITEM && before->kind == JN_BLOCK_ITEM))
			g_string_append_c(out, '\n');
		add_block(out, block, words);
		before = block;
	}
	return g_string_free(out, FALSE);
}
