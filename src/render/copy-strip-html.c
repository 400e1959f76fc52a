#include "render/copy-strip-html.h"

#include "mail/footer.h"
#include "render/copy-html.h"

#include <string.h>

/* Open elements; a client nests some ten for each quote. */
#define OPEN_MAX 1000

/* An end tag is looked for among so many: broken HTML must not cost the square of its size. */
#define CLOSE_MAX 40

typedef struct Open {
	const char *name;
	gsize name_len, start;
	JnHtmlRole role;
	gboolean ours; /* something of ours was in it */
	gboolean kept; /* something else was */
} Open;

typedef struct Walker {
	const char *data;
	gsize len;
	const char *joiner;
	gboolean shifts;
	gsize at;
	guint quotes, pre;
	GArray *open; /* of Open; the first stands for the text itself */

	GString *lines; /* what the reader sees, each line ended */
	GString *line;  /* the one that is being read */
	gsize n;        /* lines read */

	const guint8 *ours; /* the second time: which of the lines; NULL the first time */
	gsize n_ours;
	GArray *cuts;
} Walker;

static Open *
top(Walker *w)
{
	return &g_array_index(w->open, Open, w->open->len - 1);
}

static gboolean
is_line_ours(const Walker *w)
{
	return w->ours != NULL && w->n < w->n_ours && w->ours[w->n];
}

static void
cut(Walker *w, gsize start, gsize end)
{
	JnCut cut = {start, end};

	while (w->cuts->len > 0 && g_array_index(w->cuts, JnCut, w->cuts->len - 1).start >= start)
		g_array_set_size(w->cuts, w->cuts->len - 1);
	if (w->cuts->len > 0 && g_array_index(w->cuts, JnCut, w->cuts->len - 1).end == start)
		g_array_index(w->cuts, JnCut, w->cuts->len - 1).end = end;
	else
		g_array_append_val(w->cuts, cut);
}

/* Ends the line; one in which nothing stands is one only where it was ended on purpose. */
static void
end_line(Walker *w, gboolean on_purpose)
{
	if (w->line->len == 0 && !on_purpose)
		return;
	for (guint i = 0; i < w->quotes; i++)
		g_string_append_c(w->lines, '>');
	if (w->quotes > 0)
		g_string_append_c(w->lines, ' ');
	while (w->line->len > 0 && w->line->str[w->line->len - 1] == ' ')
		g_string_truncate(w->line, w->line->len - 1);
	g_string_append_len(w->lines, w->line->str, (gssize)w->line->len);
	g_string_append_c(w->lines, '\n');
	g_string_truncate(w->line, 0);
	w->n++;
}

/* Appends the character at `at` to the line; returns its length. */
static gsize
read_character(Walker *w, gsize at, gsize end)
{
	const char *p = w->data + at;
	gsize joiner = w->joiner != NULL ? strlen(w->joiner) : 0;
	gsize len = *p == '&' ? jn_html_reference(w->line, p, end - at) : 0;

	if (len > 0)
		return len;
	if (joiner > 0 && end - at >= joiner && memcmp(p, w->joiner, joiner) == 0) {
		g_string_append(w->line, JN_HTML_JOINER);
		return joiner;
	}
	if (end - at >= 2 && memcmp(p, "\302\240", 2) == 0) {
		g_string_append_c(w->line, ' ');
		return 2;
	}
	g_string_append_c(w->line, *p);
	return 1;
}

/* The text from..to, which has no line end that counts, as a piece of the line. Blanks at a line's
 * beginning are between the lines, and stay. */
static void
add_piece(Walker *w, gsize from, gsize to)
{
	gboolean seen = FALSE;
	gsize at = from;

	if (w->line->len == 0 && w->pre == 0)
		while (from < to && g_ascii_isspace(w->data[from]))
			from++;
	for (at = from; at < to;) {
		if (!g_ascii_isspace(w->data[at])) {
			gsize len = w->line->len;

			at += read_character(w, at, to);
			seen = seen || w->line->str[len] != ' ' || w->line->len - len > 1;
			continue;
		}
		if (w->pre > 0 || w->line->str[w->line->len - 1] != ' ')
			g_string_append_c(w->line, ' ');
		at++;
	}
	if (is_line_ours(w) && from < to) {
		cut(w, from, to);
		top(w)->ours = TRUE;
	} else if (seen) {
		top(w)->kept = TRUE;
	}
}

static void
add_text(Walker *w, gsize from, gsize to)
{
	while (w->pre > 0 && from < to) {
		const char *lf = memchr(w->data + from, '\n', to - from);
		gsize end = lf != NULL ? (gsize)(lf - w->data) : to;

		if (end > from)
			add_piece(w, from, end);
		if (lf == NULL)
			return;
		if (is_line_ours(w))
			cut(w, end, end + 1);
		end_line(w, TRUE);
		from = end + 1;
	}
	if (from < to)
		add_piece(w, from, to);
}

/* The innermost element ends at `end`. */
static void
pop(Walker *w, gsize end, gboolean has_end_tag)
{
	Open open = *top(w);
	Open *outer;

	g_array_set_size(w->open, w->open->len - 1);
	outer = top(w);
	if (open.role != JN_HTML_INLINE)
		end_line(w, FALSE);
	if (open.role == JN_HTML_QUOTE)
		w->quotes--;
	if (open.role == JN_HTML_PRE)
		w->pre--;
	if (open.kept || !has_end_tag || !jn_html_only_holds_text(open.role)) {
		outer->kept = TRUE;
	} else if (open.ours) {
		cut(w, open.start, end);
		outer->ours = TRUE;
	}
}

static void
close_element(Walker *w, const char *name, gsize len, gsize end)
{
	guint n = w->open->len;

	if (jn_html_role(name, len) == JN_HTML_BREAK) {
		end_line(w, TRUE);
		top(w)->kept = TRUE;
		return;
	}
	for (guint i = n - 1; i > 0 && n - i <= CLOSE_MAX; i--) {
		const Open *open = &g_array_index(w->open, Open, i);

		if (open->name_len != len || g_ascii_strncasecmp(open->name, name, len) != 0)
			continue;
		while (w->open->len - 1 > i)
			pop(w, end, FALSE);
		pop(w, end, TRUE);
		return;
	}
	top(w)->kept = TRUE;
	if (jn_html_role(name, len) != JN_HTML_INLINE)
		end_line(w, FALSE);
}

/* FALSE where reading has to stop. */
static gboolean
open_element(Walker *w, gsize start, const char *name, gsize len)
{
	Open open = {
		.name = name, .name_len = len, .start = start, .role = jn_html_role(name, len)};

	if (w->open->len >= OPEN_MAX)
		return FALSE;
	if (open.role != JN_HTML_INLINE && open.role != JN_HTML_BREAK &&
	    open.role != JN_HTML_NOTHING)
		end_line(w, FALSE);
	switch (open.role) {
	case JN_HTML_BREAK:
		if (is_line_ours(w)) {
			cut(w, start, w->at);
			top(w)->ours = TRUE;
		}
		end_line(w, TRUE);
		return TRUE;
	case JN_HTML_VOID:
		top(w)->kept = TRUE;
		return TRUE;
	case JN_HTML_NOTHING:
		return TRUE;
	case JN_HTML_OPAQUE:
		while (w->at < w->len &&
		       !(w->data[w->at] == '<' && w->len - w->at > len + 2 &&
			 w->data[w->at + 1] == '/' &&
			 g_ascii_strncasecmp(w->data + w->at + 2, name, len) == 0))
			w->at++;
		break;
	case JN_HTML_QUOTE:
		w->quotes++;
		break;
	case JN_HTML_PRE:
		w->pre++;
		break;
	case JN_HTML_BLOCK:
	case JN_HTML_BLOCK_OF_TEXT:
	case JN_HTML_INLINE:
		break;
	}
	g_array_append_val(w->open, open);
	return TRUE;
}

/* Behind the '>' of the tag at `at`, quoted ones passed over; 0 if it does not come. */
static gsize
tag_end(const Walker *w, gsize at)
{
	char quote = '\0';

	for (; at < w->len; at++) {
		char c = w->data[at];

		if (quote != '\0')
			quote = c == quote ? '\0' : quote;
		else if (c == '>')
			return at + 1;
		else if ((c == '"' || c == '\'') && w->data[at - 1] == '=')
			quote = c;
	}
	return 0;
}

/* A comment, a declaration, an instruction: nobody sees it, but it is not ours. */
static gboolean
skip_declaration(Walker *w)
{
	const char *from = w->data + w->at;
	gsize left = w->len - w->at;
	gboolean comment = left >= 4 && memcmp(from, "<!--", 4) == 0;
	const char *end = comment ? memmem(from + 4, left - 4, "-->", 3) : memchr(from, '>', left);

	if (end == NULL)
		return FALSE;
	w->at = (gsize)(end - w->data) + (comment ? 3 : 1);
	top(w)->kept = TRUE;
	return TRUE;
}

/* What begins with the '<' at w->at. FALSE where reading has to stop. */
static gboolean
read_tag(Walker *w)
{
	gsize start = w->at, left = w->len - start, end, len = 0;
	const char *p = w->data + start;
	gboolean closes = left >= 3 && p[1] == '/';
	const char *name = p + 1 + closes;

	if (left >= 2 && (p[1] == '!' || p[1] == '?'))
		return skip_declaration(w);
	if (left < 3 || !g_ascii_isalpha(*name)) {
		add_text(w, start, start + 1);
		w->at++;
		return TRUE;
	}
	end = tag_end(w, start);
	if (end == 0)
		return FALSE;
	while (g_ascii_isalnum(name[len]) || name[len] == ':' || name[len] == '-')
		len++;
	w->at = end;
	if (!closes)
		return open_element(w, start, name, len);
	close_element(w, name, len, end);
	return TRUE;
}

/* The next '<' that begins something. */
static gsize
text_end(const Walker *w)
{
	gboolean shifted = FALSE;
	gsize at = w->at;

	for (; at < w->len && (shifted || w->data[at] != '<'); at++)
		if (w->shifts && w->data[at] == '\033' && at + 1 < w->len)
			shifted = w->data[at + 1] == '$';
	return at;
}

static void
walk(Walker *w)
{
	Open text = {.role = JN_HTML_BLOCK};

	w->at = w->n = 0;
	w->quotes = w->pre = 0;
	g_array_set_size(w->open, 0);
	g_array_append_val(w->open, text);
	g_string_truncate(w->line, 0);
	while (w->at < w->len) {
		gsize end = text_end(w);

		if (end > w->at)
			add_text(w, w->at, end);
		w->at = end;
		if (w->at < w->len && !read_tag(w))
			break;
	}
	end_line(w, FALSE);
}

void
jn_strip_html_find(const char *data, gsize len, const char *joiner, gboolean shifts, GArray *cuts)
{
	Walker w = {.data = data,
		    .len = len,
		    .joiner = joiner,
		    .shifts = shifts,
		    .open = g_array_new(FALSE, FALSE, sizeof(Open)),
		    .lines = g_string_new(NULL),
		    .line = g_string_new(NULL),
		    .cuts = cuts};
	g_autofree char *lines = NULL;
	g_autofree guint8 *ours = NULL;

	walk(&w);
	lines = g_utf8_make_valid(w.lines->str, (gssize)w.lines->len);
	ours = jn_footer_lines(lines, JN_FOOTER_QUOTED_HTML, &w.n_ours);
	w.ours = ours;
	if (ours != NULL)
		walk(&w);
	g_array_unref(w.open);
	g_string_free(w.lines, TRUE);
	g_string_free(w.line, TRUE);
}
