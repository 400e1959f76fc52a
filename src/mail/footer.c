/*
 * footer.c - see footer.h.
 */
#include "mail/footer.h"

#include <string.h>

#include "mail/landmark.h"
#include "mail/newtext.h"

/* Clients fold at 66 to 78 columns: a line that had room for one more word was not folded, nor one
 * that is longer. */
#define FOLD_FROM 64
#define FOLD_TO 80

/* A line of ours is filled at 72 columns and a mark: folded, its pieces make no more than this. */
#define PIECES_MAX 74

/* A line without its quote marks and blanks, and how many marks there were. */
typedef struct Line {
	const char *start, *end; /* the whole line; `end` at its \n or NUL */
	const char *text;
	gsize len;
	guint depth;
} Line;

typedef struct Reader {
	const char *text;
	JnFooterScope scope;
	Line *line;
	gsize n;
	guint8 *ours;
	gboolean found;
	/* Lines without quote marks are quoted from here on; `n` if nowhere. Looked for when it is
	 * first asked. */
	gsize unmarked_from;
	gboolean has_unmarked_from;
} Reader;

static Line
read_line(const char *p)
{
	Line line = {.start = p, .end = strchrnul(p, '\n')};

	for (line.text = p; line.text < line.end && strchr("> \t|", *line.text); line.text++)
		line.depth += *line.text == '>';
	line.len = (gsize)(line.end - line.text);
	while (line.len && strchr(" \t\r", line.text[line.len - 1]))
		line.len--;
	return line;
}

static void
read_lines(Reader *r)
{
	gsize max = 1;

	for (const char *p = r->text; *p; p++)
		max += *p == '\n';
	r->line = g_new(Line, max);
	r->ours = g_new0(guint8, max);
	for (const char *p = r->text; *p; r->n++) {
		r->line[r->n] = read_line(p);
		p = r->line[r->n].end + (*r->line[r->n].end != '\0');
	}
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

static gboolean
is_marked(const Reader *r, const Line *line)
{
	const char *mark = g_strstr_len(line->text, (gssize)line->len, JN_FOOTER_MARK);

	return mark != NULL && (r->scope == JN_FOOTER_ANYWHERE || mark == line->text);
}

static guint
width(const char *p, const char *end)
{
	guint columns = 0;

	for (; p < end; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		columns += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
	}
	return columns;
}

/* The columns that could not be parted at the beginning of a line. */
static guint
first_word(const Line *line)
{
	const char *p = line->text, *end = line->text + line->len;

	if (p < end && g_unichar_iswide(g_utf8_get_char(p)))
		return 2;
	while (p < end && *p != ' ')
		p++;
	return width(line->text, p);
}

/* Whether line `at` is the rest of the one before, which is ours and was folded. `next_is_ours`:
 * what is behind proves that we are still inside. */
static gboolean
is_fold(const Reader *r, gsize at, gboolean next_is_ours)
{
	const Line *last = &r->line[at - 1], *line = &r->line[at];
	const char *last_end = last->text + last->len;
	gboolean soft = last->len > 1 && *last_end == ' ' && line->depth == last->depth;
	guint columns;

	if (line->len == 0 || is_rule(line) || line->depth > last->depth)
		return FALSE;
	columns = width(last->start, last_end);
	if (!soft && (columns > FOLD_TO || columns + 1 + first_word(line) < FOLD_FROM))
		return FALSE;
	if (next_is_ours)
		return TRUE;
	/* Clients that quote without marks also let people write there. */
	return line->depth == last->depth && r->scope != JN_FOOTER_QUOTED_HTML &&
	       (line->depth > 0 || r->scope == JN_FOOTER_ANYWHERE);
}

static gboolean
is_marked_at(const Reader *r, gsize at, guint depth)
{
	return at < r->n && r->line[at].depth == depth && is_marked(r, &r->line[at]);
}

/* The first line behind the marked ones that begin at `at`, and what was folded of them; a client
 * may have put a blank line between two. */
static gsize
marked_end(const Reader *r, gsize at)
{
	guint depth = r->line[at].depth;
	gsize end = at + 1;

	while (end < r->n) {
		gboolean more = is_marked_at(r, end + 1, depth);

		if (!is_marked_at(r, end, depth) &&
		    (r->scope == JN_FOOTER_QUOTED_HTML || !is_fold(r, end, more)) &&
		    !(more && r->line[end].len == 0 && r->line[end].depth == depth))
			break;
		end++;
	}
	return end;
}

static gboolean
is_ours_at(const Reader *r, gsize at, guint depth)
{
	return at < r->n && r->line[at].depth == depth && is_ours(&r->line[at]);
}

/* The first line behind the rule's lines; `rule` if it has none. */
static gsize
ruled_end(const Reader *r, gsize rule)
{
	guint depth = r->line[rule].depth, pieces = 0;
	gsize end = rule + 1;

	if (!is_ours_at(r, end, depth))
		return rule;
	for (; end < r->n; end++) {
		const Line *line = &r->line[end];
		guint columns = width(line->text, line->text + line->len);
		gboolean ours = is_ours_at(r, end, depth);

		pieces = ours ? columns : pieces + 1 + columns;
		if (!ours &&
		    (pieces > PIECES_MAX || !is_fold(r, end, is_ours_at(r, end + 1, depth))))
			break;
	}
	return end;
}

/* Whether nothing that belongs to the lines before stands at `at`. */
static gboolean
is_apart(const Reader *r, gsize at, guint depth)
{
	return at >= r->n || r->line[at].len == 0 || r->line[at].depth != depth;
}

/* Where a landmark is followed by text without marks: from there on all such text is quoted. */
static gsize
find_unmarked(const Reader *r)
{
	g_auto(JnLines) lines = {NULL, NULL, 0};
	JnLandmark landmark;

	jn_lines_init(&lines, r->text);
	for (gsize i = 0; i < lines.n; i++) {
		gsize next;

		if (!jn_landmark_at(&lines, i, &landmark) ||
		    (landmark.kind == JN_LANDMARK_ATTRIBUTION &&
		     landmark.attribution != JN_ATTRIBUTION_STRONG))
			continue;
		next = jn_lines_next(&lines, landmark.end);
		if (next < lines.n && lines.line[next].depth == 0)
			return landmark.end;
	}
	return r->n;
}

/* Whether the lines from `rule` to `end` were quoted, and are not a person's own. */
static gboolean
is_quoted(Reader *r, gsize rule, gsize end)
{
	const Line *line = &r->line[rule];

	if (!is_apart(r, end, line->depth) &&
	    !(r->line[end].len == 2 && memcmp(r->line[end].text, "--", 2) == 0))
		return FALSE;
	if (line->depth > 0)
		return TRUE;
	if (!r->has_unmarked_from)
		r->unmarked_from = find_unmarked(r);
	r->has_unmarked_from = TRUE;
	return rule >= r->unmarked_from;
}

/* Lines `at` to `end` are ours; of what is sent on, the blank one before goes too. */
static void
take(Reader *r, gsize at, gsize end)
{
	guint depth = r->line[at].depth;
	const Line *before = at > 0 ? &r->line[at - 1] : NULL;

	memset(r->ours + at, 1, end - at);
	r->found = TRUE;
	if (r->scope != JN_FOOTER_ANYWHERE && before && before->len == 0 &&
	    is_apart(r, end, depth) &&
	    (before->depth == depth || (before->depth > 0 && before->depth < depth)))
		r->ours[at - 1] = 1;
}

guint8 *
jn_footer_lines(const char *text, JnFooterScope scope, gsize *ret_n)
{
	Reader r = {.text = text, .scope = scope};

	if (!strstr(text, JN_FOOTER_RULE) && !strstr(text, JN_FOOTER_MARK))
		return NULL;
	read_lines(&r);
	for (gsize at = 0, end; at < r.n; at = MAX(end, at + 1)) {
		end = at;
		if (is_marked(&r, &r.line[at]))
			end = marked_end(&r, at);
		else if (is_rule(&r.line[at]))
			end = ruled_end(&r, at);
		if (end > at && (scope == JN_FOOTER_ANYWHERE || is_marked(&r, &r.line[at]) ||
				 is_quoted(&r, at, end)))
			take(&r, at, end);
		else
			end = at + 1;
	}
	g_free(r.line);
	if (!r.found)
		g_clear_pointer(&r.ours, g_free);
	*ret_n = r.n;
	return r.ours;
}

char *
jn_footer_strip(const char *text)
{
	gsize n;
	g_autofree guint8 *ours = jn_footer_lines(text, JN_FOOTER_ANYWHERE, &n);
	GString *out;

	if (!ours)
		return g_strdup(text);
	out = g_string_sized_new(strlen(text) + 1);
	for (gsize i = 0; i < n; i++) {
		const char *end = strchrnul(text, '\n');

		end += *end != '\0';
		if (!ours[i])
			g_string_append_len(out, text, end - text);
		text = end;
	}
	return g_string_free(out, FALSE);
}
