/*
 * footer.c - see footer.h.
 */
#include "mail/footer.h"

#include <string.h>

#include "mail/newtext.h"

/* Clients fold at some 72 to 78 columns: what is shorter was not folded. */
#define FOLD_FROM 60

/* A line without its quote marks and blanks, and how many marks there were. */
typedef struct Line {
	const char *start, *end; /* the whole line; `end` at its \n or NUL */
	const char *text;
	gsize len;
	guint depth;
} Line;

static gboolean
line_at(const char *p, Line *ret_line)
{
	Line line = {.start = p, .end = strchrnul(p, '\n')};

	if (!*p)
		return FALSE;
	for (line.text = p; line.text < line.end && strchr("> \t|", *line.text); line.text++)
		line.depth += *line.text == '>';
	line.len = (gsize)(line.end - line.text);
	while (line.len && (line.text[line.len - 1] == ' ' || line.text[line.len - 1] == '\t'))
		line.len--;
	*ret_line = line;
	return TRUE;
}

static const char *
next_line(const Line *line)
{
	return *line->end ? line->end + 1 : line->end;
}

static gboolean
is_rule(const Line *line)
{
	return line->len == strlen(JN_FOOTER_RULE) &&
	       memcmp(line->text, JN_FOOTER_RULE, line->len) == 0;
}

/* A line of the footer; one without text has lost its blank. */
static gboolean
is_ours(const Line *line)
{
	return line->len && line->text[0] == JN_FOOTER_LINE[0] &&
	       (line->len == 1 || line->text[1] == JN_FOOTER_LINE[1]);
}

/* The rest of a line of ours that a client folded: one line between two of ours, or a short one
 * behind the last. */
static gboolean
is_fold(const Line *last, const Line *line)
{
	Line next;
	gboolean more = line_at(next_line(line), &next);

	if (line->len == 0 || is_rule(line))
		return FALSE;
	if (more && is_ours(&next))
		return TRUE;
	return last->len >= FOLD_FROM && line->len < FOLD_FROM && line->depth == last->depth;
}

/* The first byte behind the footer whose rule is `rule`; NULL if that is none. */
static const char *
footer_end(const Line *rule)
{
	Line last, line;

	if (!line_at(next_line(rule), &last) || !is_ours(&last))
		return NULL;
	while (line_at(next_line(&last), &line) && (is_ours(&line) || is_fold(&last, &line)))
		last = line;
	return next_line(&last);
}

char *
jn_footer_strip(const char *text)
{
	GString *out = g_string_sized_new(strlen(text) + 1);
	Line line;

	for (const char *p = text; line_at(p, &line);) {
		const char *end = is_rule(&line) ? footer_end(&line) : NULL;

		p = end ? end : next_line(&line);
		if (end || g_strstr_len(line.start, line.end - line.start, JN_FOOTER_MARK))
			continue;
		g_string_append_len(out, line.start, p - line.start);
	}
	return g_string_free(out, FALSE);
}
