/*
 * newtext.c - see newtext.h.
 */
#include "mail/newtext.h"

#include <string.h>

#include "base/limits.h"
#include "mail/body.h"
#include "mail/clean.h"
#include "mail/footer.h"
#include "mail/landmark.h"
#include "mail/lines.h"
#include "mail/signature.h"

/* A rule with no more lines than this behind it opens a signature; with more it parts a text. */
#define RULE_LINES 8

/* The same for dashes that are not RFC 3676's. */
#define DASHES_LINES 15

/* A reading of the lines from top to bottom. */
typedef struct Reader {
	JnLines lines;
	gsize at;
	gboolean has_new; /* a person's line was seen */
	gboolean in_signature;
	gsize forward; /* the first line of a forwarded mail; 0 if none */
} Reader;

void
jn_new_text_free(JnNewText *new_text)
{
	if (!new_text)
		return;
	g_free(new_text->text);
	g_free(new_text->quoted);
	g_free(new_text->signature);
	g_free(new_text);
}

/* Lines with text from `from` on until a quote or a landmark; counting stops at `max` + 1. */
static guint
lines_left(Reader *r, gsize from, guint max)
{
	JnLandmark landmark;
	guint count = 0;

	for (gsize i = from; i < r->lines.n && count <= max; i++) {
		if (r->lines.line[i].kind != JN_LINE_NEW ||
		    (jn_landmark_at(&r->lines, i, &landmark) &&
		     (landmark.kind != JN_LANDMARK_ATTRIBUTION ||
		      landmark.attribution == JN_ATTRIBUTION_STRONG)))
			break;
		count += !r->lines.line[i].blank;
	}
	return count;
}

/* A mobile line stands for itself: text before or behind it in one paragraph makes it prose. */
static gboolean
stands_alone(Reader *r)
{
	JnLines *lines = &r->lines;
	gsize at = r->at;
	gboolean before =
		at == 0 || lines->line[at - 1].blank || lines->line[at - 1].kind != JN_LINE_NEW;
	gboolean behind = at + 1 == lines->n || lines->line[at + 1].blank ||
			  lines->line[at + 1].kind != JN_LINE_NEW;
	JnLandmark landmark;

	return before || behind || jn_landmark_at(lines, at + 1, &landmark);
}

/* From a PGP signature's first line to its last. */
static void
take_pgp(Reader *r)
{
	gsize end = r->at + 1;

	while (end < r->lines.n &&
	       !g_str_has_prefix(r->lines.line[end].text, "-----END PGP SIGNATURE"))
		end++;
	jn_lines_mark(&r->lines, r->at, end + 1, JN_LINE_SIGNATURE);
	r->at = MIN(end + 1, r->lines.n);
}

/* The armour's head of a signed text: its first line and the 'Hash:' lines. */
static gboolean
take_pgp_head(Reader *r)
{
	gsize end = r->at + 1;

	if (!g_str_has_prefix(r->lines.line[r->at].text, "-----BEGIN PGP SIGNED MESSAGE"))
		return FALSE;
	while (end < r->lines.n && !r->lines.line[end].blank)
		end++;
	jn_lines_mark(&r->lines, r->at, end, JN_LINE_SIGNATURE);
	r->at = end;
	return TRUE;
}

/* TRUE if the line was one of a signature; then it is behind us. */
static gboolean
take_signature(Reader *r)
{
	JnLine *line = &r->lines.line[r->at];
	JnSignatureMark mark = jn_signature_mark(line->text);
	gboolean opens = FALSE;

	switch (mark) {
	case JN_SIGNATURE_NONE:
		break;
	case JN_SIGNATURE_DASHES:
		opens = g_str_equal(line->raw, "-- ") ||
			lines_left(r, r->at + 1, DASHES_LINES) <= DASHES_LINES;
		break;
	case JN_SIGNATURE_RULE:
		opens = lines_left(r, r->at + 1, RULE_LINES) <= RULE_LINES;
		break;
	case JN_SIGNATURE_MOBILE:
		if (!stands_alone(r))
			break;
		line->kind = JN_LINE_SIGNATURE;
		r->at++;
		return TRUE;
	case JN_SIGNATURE_PGP:
		take_pgp(r);
		return TRUE;
	}
	if (opens) {
		/* Before the first word a mark opens nothing: it goes, and the text stays. */
		r->in_signature = r->has_new || mark == JN_SIGNATURE_DASHES;
		if (!r->has_new && mark == JN_SIGNATURE_DASHES &&
		    lines_left(r, r->at + 1, DASHES_LINES) > 0 && r->at == 0)
			r->in_signature = FALSE;
		line->kind = JN_LINE_SIGNATURE;
		r->at++;
	}
	return opens;
}

/* What the landmark means depends on what stands before and behind it. */
static gboolean
take_landmark(Reader *r)
{
	JnLandmark landmark;
	gsize next;
	gboolean marked;

	if (!jn_landmark_at(&r->lines, r->at, &landmark))
		return FALSE;
	next = jn_lines_next(&r->lines, landmark.end);
	marked = next >= r->lines.n || r->lines.line[next].kind == JN_LINE_QUOTED;
	if (landmark.kind == JN_LANDMARK_ATTRIBUTION && !marked &&
	    landmark.attribution == JN_ATTRIBUTION_WEAK)
		return FALSE;
	if (landmark.kind == JN_LANDMARK_ATTRIBUTION && next >= r->lines.n &&
	    landmark.attribution == JN_ATTRIBUTION_WEAK)
		return FALSE;
	r->in_signature = FALSE;
	if (landmark.kind == JN_LANDMARK_FORWARD && !r->has_new && !r->forward)
		r->forward = landmark.end;
	/* What nobody wrote anything above is the message itself: forwarded, or answered below. */
	if (r->has_new && !(marked && landmark.kind == JN_LANDMARK_ATTRIBUTION))
		landmark.end = r->lines.n;
	jn_lines_mark(&r->lines, r->at, landmark.end, JN_LINE_QUOTED);
	r->at = landmark.end;
	return TRUE;
}

static void
read_lines(Reader *r)
{
	while (r->at < r->lines.n) {
		JnLine *line = &r->lines.line[r->at];

		if (line->kind == JN_LINE_QUOTED) {
			r->in_signature = FALSE;
			r->at++;
			continue;
		}
		if (line->blank) {
			line->kind = r->in_signature ? JN_LINE_SIGNATURE : JN_LINE_NEW;
			r->at++;
			continue;
		}
		if (take_pgp_head(r) || take_landmark(r))
			continue;
		if (!r->in_signature && take_signature(r))
			continue;
		if (r->in_signature)
			line->kind = JN_LINE_SIGNATURE;
		else
			r->has_new = TRUE;
		r->at++;
	}
}

/* Apple Mail marks what it forwards as a quote: where nothing else is new, one level comes off. */
static void
open_forwarded(Reader *r)
{
	for (gsize i = r->forward; i < r->lines.n; i++) {
		JnLine *line = &r->lines.line[i];

		if (line->depth == 0)
			continue;
		line->raw = strchr(line->raw, '>') + 1;
		if (*line->raw == ' ')
			line->raw++;
		line->text = line->raw;
		line->depth = 0;
		line->kind = *line->raw == '>' ? JN_LINE_QUOTED : JN_LINE_NEW;
		line->depth = *line->raw == '>';
		line->label = line->depth ? JN_LABEL_NONE : jn_header_label(line->text);
		line->no_mark = FALSE;
	}
	r->at = r->forward;
	r->forward = 0;
	read_lines(r);
}

/* The lines of one kind. Where others stood between, one empty line stands. */
static char *
collect(const JnLines *lines, JnLineKind kind)
{
	GString *out = g_string_new(NULL);
	gboolean gap = FALSE;

	for (gsize i = 0; i < lines->n; i++) {
		const JnLine *line = &lines->line[i];

		if (line->kind != kind) {
			gap = TRUE;
			continue;
		}
		if (gap && kind == JN_LINE_NEW) {
			while (out->len && out->str[out->len - 1] == '\n')
				g_string_truncate(out, out->len - 1);
			if (out->len)
				g_string_append(out, "\n\n");
			i = jn_lines_next(lines, i);
			gap = FALSE;
			if (i >= lines->n || lines->line[i].kind != kind) {
				i--;
				continue;
			}
			line = &lines->line[i];
		}
		gap = FALSE;
		if (out->len || !line->blank || line->depth) {
			g_string_append(out, line->raw);
			g_string_append_c(out, '\n');
		}
	}
	return g_strchomp(g_string_free(out, FALSE));
}

static gboolean
is_interleaved(const JnLines *lines)
{
	gboolean quoted = FALSE, between = FALSE;

	for (gsize i = 0; i < lines->n; i++) {
		const JnLine *line = &lines->line[i];

		if (line->depth > 0 && between)
			return TRUE;
		quoted = quoted || line->depth > 0;
		between = between || (quoted && line->kind == JN_LINE_NEW && !line->blank);
	}
	return FALSE;
}

static JnNewText *
split_clean(const char *text)
{
	g_autofree char *stripped = jn_footer_strip(text);
	JnNewText *new_text = g_new0(JnNewText, 1);
	Reader r = {0};

	jn_lines_init(&r.lines, stripped);
	read_lines(&r);
	if (!r.has_new && r.forward)
		open_forwarded(&r);
	new_text->text = collect(&r.lines, JN_LINE_NEW);
	new_text->quoted = collect(&r.lines, JN_LINE_QUOTED);
	new_text->signature = collect(&r.lines, JN_LINE_SIGNATURE);
	new_text->interleaved = is_interleaved(&r.lines);
	jn_lines_clear(&r.lines);
	return new_text;
}

JnNewText *
jn_new_text_split(const char *body, gsize len)
{
	g_autofree char *text = jn_clean_text(body, MIN(len, JN_TEXT_BYTES));

	jn_clean_cut(text, JN_TEXT_BYTES);
	return split_clean(text);
}

char *
jn_message_text(const JnMessage *message)
{
	return jn_body_text(message);
}

JnNewText *
jn_new_text_read(const JnMessage *message)
{
	g_autofree char *text = NULL;

	if (message->protection == JN_PROTECTION_ENCRYPTED)
		return split_clean("");
	text = jn_body_text(message);
	return split_clean(text);
}
