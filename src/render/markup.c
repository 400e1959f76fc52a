#include "render/markup.h"

#include <string.h>

/* What a line can begin with. Longer marks first where one begins with another. */
static const struct {
	const char *mark;
	JnBlockKind kind;
	gboolean joins; /* a line of the same kind goes on with the block */
} marks[] = {
	{"## ", JN_BLOCK_SUBHEADING, FALSE}, {"# ", JN_BLOCK_HEADING, FALSE},
	{"- ", JN_BLOCK_ITEM, FALSE},        {"> ", JN_BLOCK_QUOTE, TRUE},
	{"!! ", JN_BLOCK_SMALL, TRUE},
};

/* A block while its lines are gathered. */
typedef struct Gather {
	GPtrArray *blocks;
	GString *words; /* marked text of the open block */
	JnBlockKind kind;
	gboolean open;
} Gather;

void
jn_markup_add_value(GString *marked, const char *value)
{
	g_autofree char *valid = g_utf8_make_valid(value, -1);

	g_string_append_c(marked, JN_MARKUP_OPEN);
	for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		if (c == '\n')
			g_string_append_c(marked, JN_MARKUP_BREAK);
		else if (g_unichar_iscntrl(c))
			g_string_append_c(marked, ' ');
		else
			g_string_append_unichar(marked, c);
	}
	g_string_append_c(marked, JN_MARKUP_CLOSE);
}

static void
span_clear(gpointer data)
{
	JnSpan *span = data;

	g_free(span->text);
	g_free(span->target);
}

static void
block_free(gpointer data)
{
	JnBlock *block = data;

	g_array_unref(block->spans);
	g_free(block);
}

/* Marked text without the shields: what a person reads. */
static char *
unshield(const char *marked, gsize len)
{
	GString *out = g_string_sized_new(len);

	for (gsize i = 0; i < len; i++) {
		if (marked[i] == JN_MARKUP_BREAK)
			g_string_append_c(out, '\n');
		else if (marked[i] != JN_MARKUP_OPEN && marked[i] != JN_MARKUP_CLOSE)
			g_string_append_c(out, marked[i]);
	}
	return g_string_free(out, FALSE);
}

/* Finds `mark` outside of values, or NULL. */
static const char *
find_mark(const char *at, const char *mark)
{
	gboolean shielded = FALSE;

	for (; *at != '\0'; at++) {
		if (*at == JN_MARKUP_OPEN)
			shielded = TRUE;
		else if (*at == JN_MARKUP_CLOSE)
			shielded = FALSE;
		else if (!shielded && g_str_has_prefix(at, mark))
			return at;
	}
	return NULL;
}

static gboolean
target_is_safe(const char *target)
{
	return g_ascii_strncasecmp(target, "mailto:", 7) == 0 ||
	       g_ascii_strncasecmp(target, "https://", 8) == 0 ||
	       g_ascii_strncasecmp(target, "http://", 7) == 0;
}

static void
add_span(GArray *spans, char *text, char *target, gboolean strong)
{
	JnSpan span = {text, target, strong};

	if (target != NULL && !target_is_safe(target))
		g_clear_pointer(&span.target, g_free);
	if (*text != '\0')
		g_array_append_val(spans, span);
	else
		span_clear(&span);
}

static char *
unshield_between(const char *from, const char *to)
{
	return unshield(from, (gsize)(to - from));
}

char *
jn_markup_bare_target(const char *target)
{
	char *address = NULL;

	if (g_ascii_strncasecmp(target, "mailto:", 7) == 0 && strchr(target, '?') == NULL)
		address = g_uri_unescape_string(target + 7, NULL);
	return address != NULL ? address : g_strdup(target);
}

/* Adds the words before `open` and the link that begins there. Returns where it ends, or NULL if it
 * is none. */
static const char *
parse_link(GArray *spans, const char *from, const char *open)
{
	const char *middle = find_mark(open, "](");
	const char *close = middle != NULL ? find_mark(middle, ")") : NULL;
	char *label, *target;

	if (close == NULL)
		return NULL;
	add_span(spans, unshield_between(from, open), NULL, FALSE);
	label = unshield_between(open + 1, middle);
	target = unshield_between(middle + 2, close);
	if (*label == '\0') {
		g_free(label);
		label = jn_markup_bare_target(target);
	}
	add_span(spans, label, target, FALSE);
	return close + 1;
}

/* The same for strong words. */
static const char *
parse_strong(GArray *spans, const char *from, const char *open)
{
	const char *close = find_mark(open + 2, "**");

	if (close == NULL)
		return NULL;
	add_span(spans, unshield_between(from, open), NULL, FALSE);
	add_span(spans, unshield_between(open + 2, close), NULL, TRUE);
	return close + 2;
}

static GArray *
parse_spans(const char *marked)
{
	GArray *spans = g_array_new(FALSE, TRUE, sizeof(JnSpan));

	g_array_set_clear_func(spans, span_clear);
	while (*marked != '\0') {
		const char *link = find_mark(marked, "["), *strong = find_mark(marked, "**");
		const char *next = NULL;

		if (link != NULL && (strong == NULL || link < strong))
			next = parse_link(spans, marked, link);
		else if (strong != NULL)
			next = parse_strong(spans, marked, strong);
		if (next == NULL)
			break;
		marked = next;
	}
	add_span(spans, unshield(marked, strlen(marked)), NULL, FALSE);
	return spans;
}

static gboolean
spans_are_blank(const GArray *spans)
{
	for (guint i = 0; i < spans->len; i++) {
		const char *text = g_array_index(spans, JnSpan, i).text;

		if (text[strspn(text, " \n\t")] != '\0')
			return FALSE;
	}
	return TRUE;
}

static void
close_block(Gather *gather)
{
	g_autoptr(GArray) spans = NULL;
	JnBlock *block;

	if (!gather->open)
		return;
	gather->open = FALSE;
	spans = parse_spans(gather->words->str);
	if (gather->kind != JN_BLOCK_RULE && spans_are_blank(spans))
		return;
	block = g_new0(JnBlock, 1);
	block->kind = gather->kind;
	if (block->kind == JN_BLOCK_PARAGRAPH && spans->len == 1 &&
	    g_array_index(spans, JnSpan, 0).target != NULL)
		block->kind = JN_BLOCK_BUTTON;
	block->spans = g_steal_pointer(&spans);
	g_ptr_array_add(gather->blocks, block);
}

static void
open_block(Gather *gather, JnBlockKind kind, const char *words)
{
	close_block(gather);
	gather->open = TRUE;
	gather->kind = kind;
	g_string_assign(gather->words, words);
}

static void
gather_line(Gather *gather, const char *line)
{
	if (*line == '\0') {
		close_block(gather);
		return;
	}
	if (g_str_equal(line, "---")) {
		open_block(gather, JN_BLOCK_RULE, "");
		close_block(gather);
		return;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
		if (!g_str_has_prefix(line, marks[i].mark))
			continue;
		line += strlen(marks[i].mark);
		if (!gather->open || gather->kind != marks[i].kind || !marks[i].joins) {
			open_block(gather, marks[i].kind, line);
			return;
		}
		break;
	}
	if (!gather->open) {
		open_block(gather, JN_BLOCK_PARAGRAPH, line);
		return;
	}
	g_string_append_c(gather->words, ' ');
	g_string_append(gather->words, line);
}

GPtrArray *
jn_markup_parse(const char *marked)
{
	Gather gather = {.blocks = g_ptr_array_new_with_free_func(block_free),
			 .words = g_string_new(NULL)};
	g_auto(GStrv) lines = g_strsplit(marked, "\n", -1);

	for (char **line = lines; *line != NULL; line++)
		gather_line(&gather, g_strstrip(*line));
	close_block(&gather);
	g_string_free(gather.words, TRUE);
	return gather.blocks;
}
