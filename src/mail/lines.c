/*
 * lines.c - see lines.h.
 */
#include "mail/lines.h"

#include <string.h>

#include "mail/supercite.h"
#include "mail/uuencode.h"

/* A quoted line at least this long may have been folded by a client that forgot the mark. */
#define FOLD_FROM 60

static gboolean
is_blank(const char *p)
{
	while (*p == ' ' || *p == '\t' || g_str_has_prefix(p, "\302\240"))
		p += *p == '\302' ? 2 : 1;
	return *p == '\0';
}

/* '>' that is no quote mark: faces, comparisons, arrows. */
static gboolean
is_prose_mark(const char *p)
{
	static const char *const prose[] = {
		">=", ">:(", ">:-(", ">:)", ">_<", ">.<", ">-<",
		"><", ">)",  ">|",   ">/",  ">:D", ">:[",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(prose); i++)
		if (g_str_has_prefix(p, prose[i]))
			return TRUE;
	return FALSE;
}

/* '>>> Ana <ana@example.org> 05.01.26 10:12 >>>' announces a quote and is none. */
static gboolean
is_groupwise(const char *p)
{
	return g_str_has_prefix(p, ">>> ") && g_str_has_suffix(p, " >>>");
}

/* Reads the marks: '>' one after another or with a blank between, a blank before the first. */
static void
read_marks(JnLine *line)
{
	char *p = line->raw;

	while (*p == ' ' && p - line->raw < 3)
		p++;
	if (*p != '>' || is_prose_mark(p) || is_groupwise(p)) {
		line->text = line->raw;
		return;
	}
	/* mbox writers put '>' before 'From ' at the start of a line. */
	if (g_str_has_prefix(line->raw, ">From ")) {
		line->text = ++line->raw;
		return;
	}
	while (*p == '>') {
		line->depth++;
		p++;
		if (p[0] == ' ' && p[1] == '>')
			p++;
	}
	line->text = *p == ' ' ? p + 1 : p;
	line->kind = JN_LINE_QUOTED;
}

static void
unmark(JnLine *line)
{
	line->text = line->raw;
	line->depth = 0;
	line->kind = JN_LINE_NEW;
	line->label = jn_header_label(line->text);
}

/* A single marked line inside a paragraph, in a mail that quotes nothing else, is a line of prose
 * that happens to begin with '>'. Where '>>> ' is all the marks there are, it is Python's prompt: a
 * quote in a quote in a quote stands among others. */
static void
keep_prose(JnLines *lines)
{
	gsize n_quoted = 0, n_prompts = 0, at = 0;

	for (gsize i = 0; i < lines->n; i++) {
		if (lines->line[i].depth) {
			n_quoted++;
			n_prompts += g_str_has_prefix(lines->line[i].raw, ">>> ");
			at = i;
		}
	}
	for (gsize i = 0; n_prompts == n_quoted && i < lines->n; i++)
		if (lines->line[i].depth)
			unmark(&lines->line[i]);
	if (n_prompts == n_quoted)
		return;
	if (n_quoted == 1 && at > 0 && at + 1 < lines->n && !lines->line[at - 1].blank &&
	    !lines->line[at + 1].blank && lines->line[at].depth == 1)
		unmark(&lines->line[at]);
}

/* 'was folded' goes on with what stands before it; 'Yes' is an answer, and what stands below a
 * whole sentence is one too. */
static gboolean
goes_on(const char *before, const char *line)
{
	g_autofree char *end = g_strchomp(g_strdup(before));
	gsize len = strlen(end);

	if (len == 0 || strchr(".?!:;", end[len - 1]) || g_str_has_suffix(end, "…"))
		return FALSE;
	/* The rest of an address on the web. */
	if (strstr(end, "://") && !strchr(line, ' '))
		return TRUE;
	return g_unichar_islower(g_utf8_get_char(line));
}

/* 'long quoted line that | was folded | > and goes on': the middle belongs to the quote. */
static void
join_folded(JnLines *lines)
{
	for (gsize i = 1; i + 1 < lines->n; i++) {
		JnLine *before = &lines->line[i - 1], *line = &lines->line[i];
		const JnLine *behind = &lines->line[i + 1];

		if (line->depth == 0 && !line->blank && before->depth && behind->depth &&
		    !behind->blank && before->depth == behind->depth &&
		    strlen(before->raw) >= FOLD_FROM && strlen(line->raw) < FOLD_FROM / 2 &&
		    goes_on(before->text, line->text))
			line->kind = JN_LINE_QUOTED;
	}
}

/* The next line that begins with "```" and bears no quote marks, or n. */
static gsize
next_fence(const JnLines *lines, gsize from)
{
	while (from < lines->n &&
	       (lines->line[from].depth || lines->line[from].kind != JN_LINE_NEW ||
		!g_str_has_prefix(lines->line[from].raw, "```")))
		from++;
	return from;
}

/* A fence that nobody closes is none. */
static void
keep_code(JnLines *lines)
{
	gsize open = next_fence(lines, 0), close;

	for (; open < lines->n; open = next_fence(lines, close + 1)) {
		close = next_fence(lines, open + 1);
		if (close == lines->n)
			return;
		for (gsize i = open; i <= close; i++) {
			unmark(&lines->line[i]);
			lines->line[i].blank = is_blank(lines->line[i].text);
			lines->line[i].label = JN_LABEL_NONE;
			lines->line[i].no_mark = TRUE;
			lines->line[i].code = TRUE;
		}
	}
}

/* Files between the lines, with their first and last one. */
static void
mark_files(JnLines *lines)
{
	for (gsize i = 0; i + 1 < lines->n; i++) {
		gsize end = i + 1;

		if (lines->line[i].code || !jn_uuencode_begins(lines->line[i].raw) ||
		    !jn_uuencode_is_data(lines->line[end].raw))
			continue;
		while (end < lines->n && jn_uuencode_is_data(lines->line[end].raw))
			end++;
		if (end < lines->n && lines->line[end].blank)
			end++;
		if (end < lines->n && g_str_equal(lines->line[end].raw, "end"))
			end++;
		for (; i < end; i++) {
			lines->line[i].kind = JN_LINE_FILE;
			lines->line[i].depth = 0;
		}
		i--;
	}
}

void
jn_lines_init(JnLines *lines, const char *text)
{
	gsize n = 0, at = 0;

	lines->buffer = g_strdup(text);
	for (const char *p = lines->buffer; *p; p++)
		n += *p == '\n';
	lines->n = *text ? n + 1 : 0;
	lines->line = g_new0(JnLine, lines->n + 1);
	for (char *p = lines->buffer, *eol; at < lines->n; p = eol + 1) {
		JnLine *line = &lines->line[at++];

		eol = strchrnul(p, '\n');
		*eol = '\0';
		line->raw = p;
		read_marks(line);
		line->blank = is_blank(line->text);
		line->label = line->depth ? JN_LABEL_NONE : jn_header_label(line->text);
	}
	keep_code(lines);
	mark_files(lines);
	keep_prose(lines);
	jn_supercite_mark(lines);
	join_folded(lines);
}

void
jn_lines_clear(JnLines *lines)
{
	g_clear_pointer(&lines->buffer, g_free);
	g_clear_pointer(&lines->line, g_free);
	lines->n = 0;
}

gsize
jn_lines_next(const JnLines *lines, gsize from)
{
	while (from < lines->n && lines->line[from].blank)
		from++;
	return from;
}

void
jn_lines_mark(JnLines *lines, gsize from, gsize to, JnLineKind kind)
{
	for (gsize i = from; i < to && i < lines->n; i++)
		if (lines->line[i].depth == 0)
			lines->line[i].kind = kind;
}

JnSignatureMark
jn_lines_signature(JnLines *lines, gsize at)
{
	JnLine *line = &lines->line[at];

	if (line->mark == 0)
		line->mark = (int)jn_signature_mark(line->text) + 1;
	return (JnSignatureMark)(line->mark - 1);
}
