/*
 * landmark.c - see landmark.h.
 */
#include "mail/landmark.h"

#include <string.h>

#include "mail/header-block.h"

/* Lines of a header block, folded ones too: addressees may be many. */
#define BLOCK_LINES 60

static gboolean
is_open(const JnLines *lines, gsize at)
{
	return at < lines->n && lines->line[at].depth == 0 && lines->line[at].kind == JN_LINE_NEW;
}

/* [at, end) joined by spaces; NULL where that is too long to be what we look for. */
static char *
join(const JnLines *lines, gsize at, gsize end)
{
	GString *out = g_string_new(NULL);

	for (gsize i = at; i < end; i++) {
		if (out->len + strlen(lines->line[i].text) > 600) {
			g_string_free(out, TRUE);
			return NULL;
		}
		if (i > at)
			g_string_append_c(out, ' ');
		g_string_append(out, lines->line[i].text);
	}
	return g_string_free(out, FALSE);
}

/* Another attribution opens at this line and stands for itself; but 'GMT+1, Ana <ana@example.org>
 * wrote:' goes with the line before that has the date. */
static gboolean
stands_for_itself(const char *first, const char *line)
{
	if (*line == '<' || g_ascii_isdigit(*line) || !jn_attribution_begins(line) ||
	    !jn_attribution_ends(line) || jn_attribution_judge(line) != JN_ATTRIBUTION_STRONG)
		return FALSE;
	return !jn_attribution_is_dated(first) || jn_attribution_is_dated(line);
}

/* 'We met on 5 Jan.' goes with nothing below, 'Den 5. jan.' with '2026', 'den 5.' with 'jan.' */
static gboolean
ends_sentence(const char *line, const char *next)
{
	g_autofree char *strip = g_strchomp(g_strdup(line));
	gsize len = strlen(strip);

	return len > 1 && strchr(".!?", strip[len - 1]) && !g_ascii_isdigit(strip[len - 2]) &&
	       !g_ascii_isdigit(*next);
}

static gboolean
ends_in_colon(const char *line)
{
	g_autofree char *strip = g_strchomp(g_strdup(line));

	return g_str_has_suffix(strip, ":") || g_str_has_suffix(strip, "：");
}

/* The verb ended a line, and the name or the colon was folded below: '... skrev | Ana
 * <ana@example.org>:', '... a écrit | :'. Returns the line behind it. */
static gsize
take_rest(const JnLines *lines, gsize end)
{
	const char *rest;

	if (ends_in_colon(lines->line[end - 1].text) || !is_open(lines, end))
		return end;
	rest = lines->line[end].text;
	if (strlen(rest) > 100 || !ends_in_colon(rest))
		return end;
	return strchr(rest, '@') || jn_attribution_is_dated(rest) ||
			       strspn(rest, " \t:") == strlen(rest)
		       ? end + 1
		       : end;
}

/* An attribution that begins at `at`: the shortest run of lines that surely is one, else the
 * shortest that may be. A line that does not open like an attribution must be one by itself, or
 * text before it would go with it. */
static gboolean
find_attribution(const JnLines *lines, gsize at, JnLandmark *ret_landmark)
{
	gsize span = jn_attribution_begins(lines->line[at].text) ? JN_ATTRIBUTION_LINES : 1;
	gboolean found = FALSE;

	for (gsize end = at + 1; end <= at + span && is_open(lines, end - 1); end++) {
		const char *last = lines->line[end - 1].text;
		g_autofree char *joined = NULL;
		JnAttribution judged;

		if (lines->line[end - 1].blank ||
		    (end - at > 1 && (stands_for_itself(lines->line[at].text, last) ||
				      ends_sentence(lines->line[end - 2].text, last))))
			break;
		if (!jn_attribution_ends(last))
			continue;
		joined = join(lines, at, end);
		judged = joined ? jn_attribution_judge(joined) : JN_ATTRIBUTION_NONE;
		if (judged == JN_ATTRIBUTION_NONE || (found && judged == JN_ATTRIBUTION_WEAK))
			continue;
		*ret_landmark = (JnLandmark){.kind = JN_LANDMARK_ATTRIBUTION,
					     .attribution = judged,
					     .end = take_rest(lines, end)};
		found = TRUE;
		if (judged == JN_ATTRIBUTION_STRONG)
			break;
	}
	return found;
}

/* What has been seen of a header block. */
typedef struct Block {
	guint labels; /* bits 1 << JnLabel */
	guint n_labels;
	gboolean email; /* an address, or a year in the date: no list of a person's own has that */
	gsize end;
} Block;

static void
see_label(Block *block, JnLabel label, const char *line)
{
	if (!(block->labels & 1u << label))
		block->n_labels++;
	block->labels |= 1u << label;
	if (strchr(line, '@'))
		block->email = TRUE;
	if (label == JN_LABEL_DATE && (strstr(line, "20") || strstr(line, "19")))
		block->email = TRUE;
}

/* How many lines of a value that was folded follow: they are no labels, not blank, and a label or
 * an empty line comes behind them. */
static gsize
folded_lines(const JnLines *lines, gsize at, gboolean last)
{
	gsize n = 0;

	while (is_open(lines, at + n) && !lines->line[at + n].blank &&
	       lines->line[at + n].label == JN_LABEL_NONE && n < 10)
		n++;
	if (!is_open(lines, at + n))
		return last ? 0 : n;
	return lines->line[at + n].label != JN_LABEL_NONE ? n : 0;
}

static gsize
address_lines(const JnLines *lines, gsize at)
{
	gsize n = 0;

	while (is_open(lines, at + n) && !lines->line[at + n].blank && n < 10 &&
	       (strchr(lines->line[at + n].text, '@') || *lines->line[at + n].text == ' ' ||
		*lines->line[at + n].text == '\t'))
		n++;
	return n;
}

static void
read_block(const JnLines *lines, gsize at, Block *block)
{
	gsize i = at;

	*block = (Block){.end = at};
	while (i < at + BLOCK_LINES && is_open(lines, i)) {
		JnLabel label = lines->line[i].label;
		gsize next;

		if (label == JN_LABEL_NONE)
			return;
		see_label(block, label, lines->line[i].text);
		i += 1 + folded_lines(lines, i + 1, TRUE);
		next = jn_lines_next(lines, i);
		/* Some clients put an empty line between the fields. */
		if (next > i && next - i <= 1 && is_open(lines, next) &&
		    lines->line[next].label != JN_LABEL_NONE)
			i = next;
		else if (next == i && is_open(lines, i) && lines->line[i].label == JN_LABEL_NONE)
			i += address_lines(lines, i);
		block->end = i;
	}
}

static gboolean
is_block(const Block *block, gboolean announced)
{
	if (!(block->labels & 1u << JN_LABEL_FROM))
		return FALSE;
	if (announced)
		return block->n_labels >= 2;
	return block->n_labels >= 3 && (block->email || block->labels & 1u << JN_LABEL_SUBJECT);
}

/* '-------- words in a language that is not known --------' */
static gboolean
is_titled_rule(const char *line)
{
	gsize len = strlen(line);

	while (len && strchr(" \t*", line[len - 1]))
		len--;
	return len >= 8 && len < 100 && g_str_has_prefix(line + strspn(line, " \t*"), "---") &&
	       memcmp(line + len - 3, "---", 3) == 0;
}

/* A rule of dashes or underscores may stand before a block, with empty lines between. */
static gboolean
find_block(JnLines *lines, gsize at, JnLandmark *ret_landmark)
{
	gsize first = at;
	Block block;

	if (jn_lines_signature(lines, at) == JN_SIGNATURE_RULE ||
	    is_titled_rule(lines->line[at].text))
		first = jn_lines_next(lines, at + 1);
	if (first - at > 3 || !is_open(lines, first))
		return FALSE;
	read_block(lines, first, &block);
	if (!is_block(&block, FALSE))
		return FALSE;
	*ret_landmark = (JnLandmark){.kind = JN_LANDMARK_ORIGINAL, .end = block.end};
	return TRUE;
}

static gboolean
find_separator(JnLines *lines, gsize at, JnLandmark *ret_landmark)
{
	JnSeparator separator = jn_header_separator(lines->line[at].text);
	gsize first = jn_lines_next(lines, at + 1);
	Block block;

	/* A rule before it belongs to it. */
	if (separator == JN_SEPARATOR_NONE && first - at <= 3 && is_open(lines, first) &&
	    jn_lines_signature(lines, at) == JN_SIGNATURE_RULE) {
		separator = jn_header_separator(lines->line[first].text);
		at = first;
		first = jn_lines_next(lines, at + 1);
	}
	if (separator == JN_SEPARATOR_NONE)
		return FALSE;
	*ret_landmark = (JnLandmark){
		.kind = separator == JN_SEPARATOR_FORWARD ? JN_LANDMARK_FORWARD
							  : JN_LANDMARK_ORIGINAL,
		.end = at + 1,
	};
	if (is_open(lines, first)) {
		read_block(lines, first, &block);
		if (is_block(&block, TRUE))
			ret_landmark->end = block.end;
	}
	return TRUE;
}

gboolean
jn_landmark_at(JnLines *lines, gsize at, JnLandmark *ret_landmark)
{
	if (!is_open(lines, at) || lines->line[at].blank || lines->line[at].no_mark)
		return FALSE;
	if (find_separator(lines, at, ret_landmark) || find_block(lines, at, ret_landmark) ||
	    find_attribution(lines, at, ret_landmark))
		return TRUE;
	lines->line[at].no_mark = TRUE;
	return FALSE;
}
