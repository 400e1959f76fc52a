#include "render/fill.h"

#include <string.h>

/* A line under work: where its text may be cut last, and how long it is. */
typedef struct Line {
	GString *text;
	guint width;       /* columns of its text, without the prefix */
	gsize cut;         /* byte where the line may be cut; 0: nowhere */
	gsize prefix_size; /* bytes of the prefix */
} Line;

static guint
char_width(gunichar c)
{
	if (g_unichar_iszerowidth(c))
		return 0;
	return g_unichar_iswide(c) ? 2 : 1;
}

guint
jn_fill_width(const char *text)
{
	guint width = 0;

	for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at))
		width += char_width(g_utf8_get_char(at));
	return width;
}

/* Whether a line may end between two characters that no blank parts: the part of UAX 14 that
 * Chinese and Japanese need. */
static gboolean
may_part(gunichar before, gunichar after)
{
	GUnicodeBreakType type = g_unichar_break_type(after);

	if (!g_unichar_iswide(before) || !g_unichar_iswide(after))
		return FALSE;
	if (g_unichar_break_type(before) == G_UNICODE_BREAK_OPEN_PUNCTUATION)
		return FALSE;
	return type != G_UNICODE_BREAK_CLOSE_PUNCTUATION && type != G_UNICODE_BREAK_NON_STARTER &&
	       type != G_UNICODE_BREAK_EXCLAMATION && type != G_UNICODE_BREAK_COMBINING_MARK &&
	       type != G_UNICODE_BREAK_CONDITIONAL_JAPANESE_STARTER;
}

static void
line_begin(Line *line, const char *prefix)
{
	g_string_assign(line->text, prefix);
	line->width = 0;
	line->prefix_size = strlen(prefix);
	line->cut = 0;
}

/* Writes the line up to `size` bytes, without trailing blanks. */
static void
line_write(const Line *line, gsize size, GString *out)
{
	while (size > 0 && line->text->str[size - 1] == ' ')
		size--;
	g_string_append_len(out, line->text->str, (gssize)size);
	g_string_append_c(out, '\n');
}

/* The line is too long: writes what stands before the cut, and begins the next with the rest. */
static void
line_break(Line *line, const char *rest, GString *out)
{
	const char *tail = line->text->str + line->cut;
	g_autofree char *moved = NULL;

	line_write(line, line->cut, out);
	while (*tail == ' ')
		tail++;
	moved = g_strdup(tail);
	line_begin(line, rest);
	g_string_append(line->text, moved);
	line->width = jn_fill_width(moved);
}

static void
line_add(Line *line, gunichar c, gunichar before, const char *rest, GString *out)
{
	gboolean begun = line->text->len > line->prefix_size;

	if (c == ' ' && (!begun || before == ' '))
		return;
	if (begun && (c == ' ' || may_part(before, c)))
		line->cut = line->text->len;
	g_string_append_unichar(line->text, c);
	line->width += char_width(c);
	if (line->width > JN_FILL_COLUMNS && line->cut > 0 && c != ' ')
		line_break(line, rest, out);
}

void
jn_fill(GString *out, const char *first, const char *rest, const char *text)
{
	Line line = {.text = g_string_new(NULL)};
	gunichar before = ' ';

	line_begin(&line, first);
	for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		if (c == '\n') {
			line_write(&line, line.text->len, out);
			line_begin(&line, rest);
			before = ' ';
			continue;
		}
		if (c == '\t' || c == '\r')
			c = ' ';
		line_add(&line, c, before, rest, out);
		before = c;
	}
	line_write(&line, line.text->len, out);
	g_string_free(line.text, TRUE);
}
