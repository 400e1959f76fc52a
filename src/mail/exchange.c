/*
 * exchange.c - see exchange.h.
 */
#include "mail/exchange.h"

#include <string.h>

static gboolean
is_quote(const JnLine *line)
{
	return line->depth > 0 && !line->blank && line->kind == JN_LINE_QUOTED;
}

static gboolean
is_new(const JnLine *line)
{
	return line->kind == JN_LINE_NEW && !line->blank;
}

/* The quoted paragraph whose last line is `last`, as one line with its mark. */
static void
append_quote(GString *out, const JnLines *lines, gsize last)
{
	g_autoptr(GString) words = g_string_new(NULL);
	guint depth = lines->line[last].depth;
	const char *text;

	/* From its end, so that no more is read than is shown. */
	for (gsize n = last + 1; n > 0 && words->len <= JN_EXCHANGE_QUOTE_BYTES; n--) {
		const JnLine *above = &lines->line[n - 1];
		g_autofree char *line = NULL;

		if (!is_quote(above) || above->depth != depth)
			break;
		line = g_strstrip(g_strdup(above->text));
		if (words->len)
			g_string_prepend_c(words, ' ');
		g_string_prepend(words, line);
	}
	text = words->str;
	if (words->len > JN_EXCHANGE_QUOTE_BYTES) {
		const char *cut = text + words->len - JN_EXCHANGE_QUOTE_BYTES;
		const char *blank = strchr(cut, ' ');

		/* At a word, or else at a character. */
		text = blank ? blank + 1 : g_utf8_find_next_char(cut - 1, NULL);
	}
	g_string_append_printf(out, "> %s%s\n", text == words->str ? "" : "… ", text);
}

/* Whether the quoted lines are few, and all stand above the new text. */
static gboolean
is_cut_down(const JnLines *lines)
{
	guint quoted = 0;
	gboolean below = FALSE;

	for (gsize i = 0; i < lines->n; i++) {
		if (is_quote(&lines->line[i]) && below)
			return FALSE;
		quoted += is_quote(&lines->line[i]);
		below = below || (is_new(&lines->line[i]) && quoted > 0);
	}
	return below && quoted > 0 && quoted <= JN_EXCHANGE_LINES;
}

char *
jn_exchange_collect(const JnLines *lines, gboolean interleaved)
{
	GString *out;
	gsize quote = lines->n; /* the quoted line that stands directly above; n: none */
	gboolean gap = FALSE;

	if (!interleaved && !is_cut_down(lines))
		return NULL;
	out = g_string_new(NULL);
	for (gsize i = 0; i < lines->n; i++) {
		const JnLine *line = &lines->line[i];

		if (is_quote(line)) {
			quote = i;
			gap = TRUE;
		} else if (is_new(line)) {
			if (gap && out->len)
				g_string_append_c(out, '\n');
			if (quote < lines->n)
				append_quote(out, lines, quote);
			g_string_append_printf(out, "%s\n", line->raw);
			quote = lines->n;
			gap = FALSE;
		} else if (!line->blank) {
			/* An attribution, a signature: what stands above answers nothing below. */
			quote = lines->n;
			gap = TRUE;
		} else {
			gap = TRUE;
		}
	}
	return g_strchomp(g_string_free(out, FALSE));
}
