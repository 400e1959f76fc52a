/*
 * newtext.c - see newtext.h.
 */
#include "mail/newtext.h"

#include <string.h>

#include "base/limits.h"
#include "mail/body.h"
#include "mail/clean.h"
#include "mail/exchange.h"
#include "mail/footer.h"
#include "mail/html.h"
#include "mail/landmark.h"
#include "mail/lines.h"
#include "mail/signature.h"
#include "mail/signoff.h"
#include "mail/words.h"

/* A rule with no more lines than this behind it may open a signature; with more it parts a text. */
#define RULE_LINES 5

/* The same where no line has a mail address or the like: names alone. */
#define NAME_LINES 3

/* The same for dashes that are not RFC 3676's. */
#define DASHES_LINES 15

/* A reading of the lines from top to bottom. */
typedef struct Reader {
	JnLines lines;
	gsize at;
	gboolean has_new; /* a person's line was seen */
	gboolean in_signature;
	gboolean underlines; /* '--' under a line of text is a heading's here */
	gboolean no_pgp_end; /* looked for once, not there */
	gsize forward;       /* the first line of a forwarded mail; 0 if none */
} Reader;

void
jn_new_text_free(JnNewText *new_text)
{
	if (!new_text)
		return;
	g_free(new_text->text);
	g_free(new_text->quoted);
	g_free(new_text->signature);
	g_free(new_text->exchange);
	g_free(new_text);
}

/* Where what is written ends: at a quote, a landmark, the end. */
static gboolean
is_end(Reader *r, gsize at)
{
	JnLandmark landmark;

	return at >= r->lines.n || r->lines.line[at].kind != JN_LINE_NEW ||
	       (jn_landmark_at(&r->lines, at, &landmark) &&
		(landmark.kind != JN_LANDMARK_ATTRIBUTION ||
		 landmark.attribution == JN_ATTRIBUTION_STRONG));
}

/* Lines with text from `from` on until that; counting stops at `max` + 1. */
static guint
lines_left(Reader *r, gsize from, guint max)
{
	guint count = 0;

	for (gsize i = from; count <= max && !is_end(r, i); i++)
		count += !r->lines.line[i].blank;
	return count;
}

/* What stands behind a rule, until the end. */
typedef struct Tail {
	JnSignatureLine first;
	guint lines;
	guint kinds;     /* bits 1 << JnSignatureLine */
	gboolean blanks; /* an empty line before or between them */
} Tail;

static Tail
read_tail(Reader *r, gsize from)
{
	Tail tail = {0};
	gboolean blank = FALSE;

	for (gsize i = from; tail.lines <= RULE_LINES && !is_end(r, i); i++) {
		JnSignatureLine kind;

		if (r->lines.line[i].blank) {
			blank = TRUE;
			continue;
		}
		kind = jn_signature_line(r->lines.line[i].text);
		if (tail.lines++ == 0)
			tail.first = kind;
		tail.kinds |= 1u << kind;
		tail.blanks = tail.blanks || blank;
	}
	return tail;
}

/* The text before ends in a mark like ':', and so leads to what is here: 'Two shops:'. */
static gboolean
is_led_to(const Reader *r, const char *const *marks)
{
	gsize at = r->at;
	g_autofree char *before = NULL;

	while (at > 0 && r->lines.line[at - 1].blank)
		at--;
	if (at == 0)
		return FALSE;
	before = g_strchomp(g_strdup(r->lines.line[at - 1].text));
	for (; *marks; marks++)
		if (g_str_has_suffix(before, *marks))
			return TRUE;
	return FALSE;
}

/* Mailman's rule, the list's name, and its address alone in a line; whatever the mail ends in may
 * stand directly before it. */
static gboolean
opens_list_footer(Reader *r)
{
	const JnLine *line = r->lines.line;
	gsize address = r->at + 2;

	return jn_signature_is_list_rule(line[r->at].text) && !is_end(r, address - 1) &&
	       !is_end(r, address) &&
	       jn_signature_line(line[address].text) == JN_SIGNATURE_LINE_CONTACT &&
	       strchr(line[address].text, '@') != NULL && jn_words_count(line[address].text) == 1 &&
	       read_tail(r, r->at + 1).lines <= RULE_LINES;
}

/*
 * A rule directly under a line underlines it, one between paragraphs parts them. It opens a
 * signature where it stands after an empty line, and all that follows is a few lines of names,
 * addresses and numbers, the first of them no site's address; or names alone, close under the rule;
 * or the footer of a list, behind Mailman's rule. All else a person may have meant to say.
 */
static gboolean
rule_opens(Reader *r)
{
	enum {
		PROSE = 1u << JN_SIGNATURE_LINE_PROSE,
		SHORT = 1u << JN_SIGNATURE_LINE_SHORT,
		EVIDENCE = 1u << JN_SIGNATURE_LINE_SITE | 1u << JN_SIGNATURE_LINE_CONTACT |
			   1u << JN_SIGNATURE_LINE_SERVICE,
	};
	static const char *const colons[] = {":", "：", NULL};
	Tail tail;

	if (!r->has_new)
		return FALSE;
	if (opens_list_footer(r))
		return TRUE;
	if (!r->lines.line[r->at - 1].blank)
		return FALSE;
	tail = read_tail(r, r->at + 1);
	if (tail.lines == 0)
		return TRUE;
	if (tail.lines > RULE_LINES || tail.kinds & PROSE || is_led_to(r, colons))
		return FALSE;
	if (jn_signature_is_list_rule(r->lines.line[r->at].text) && tail.kinds & EVIDENCE)
		return TRUE;
	if (tail.kinds & SHORT)
		return FALSE;
	if (tail.kinds & EVIDENCE)
		return tail.first != JN_SIGNATURE_LINE_SITE;
	return tail.first == JN_SIGNATURE_LINE_NAME && !tail.blanks && tail.lines <= NAME_LINES;
}

/* 'Pros', and below it '--', then the same with 'Cons': who writes it twice underlines. */
static gboolean
is_underline(Reader *r)
{
	const JnLine *line = r->lines.line;

	if (r->at == 0 || line[r->at - 1].blank || line[r->at - 1].kind != JN_LINE_NEW)
		return FALSE;
	for (gsize i = r->at + 2; !r->underlines && !is_end(r, i); i++)
		r->underlines = jn_lines_signature(&r->lines, i) == JN_SIGNATURE_DASHES &&
				!line[i - 1].blank &&
				jn_lines_signature(&r->lines, i - 1) == JN_SIGNATURE_NONE;
	return r->underlines;
}

/* A mobile line stands for itself: text before or behind it in one paragraph makes it prose, and
 * so does any text behind it but another signature's. */
static gboolean
stands_alone(Reader *r)
{
	JnLines *lines = &r->lines;
	gsize at = r->at, next = jn_lines_next(lines, at + 1);
	gboolean before =
		at == 0 || lines->line[at - 1].blank || lines->line[at - 1].kind != JN_LINE_NEW;
	JnLandmark landmark;

	if (next == lines->n || lines->line[next].kind != JN_LINE_NEW ||
	    jn_landmark_at(lines, next, &landmark))
		return TRUE;
	return (before || next > at + 1) && jn_lines_signature(lines, next) != JN_SIGNATURE_NONE;
}

/* From a PGP signature's first line to its last. One that lacks its last line is text. */
static gboolean
take_pgp(Reader *r)
{
	gsize end = r->at + 1;

	while (!r->no_pgp_end && end < r->lines.n &&
	       !g_str_has_prefix(r->lines.line[end].text, "-----END PGP SIGNATURE"))
		end++;
	r->no_pgp_end = r->no_pgp_end || end == r->lines.n;
	if (r->no_pgp_end)
		return FALSE;
	jn_lines_mark(&r->lines, r->at, end + 1, JN_LINE_SIGNATURE);
	r->at = end + 1;
	return TRUE;
}

/* The armour's head of a signed text: its first line and the 'Hash:' lines (RFC 4880 section 7; old
 * programs wrote others). */
static gboolean
take_pgp_head(Reader *r)
{
	static const char *const fields[] = {
		"Hash: ", "Charset: ", "Version: ", "Comment: ", "NotDashEscaped: "};
	gsize end = r->at, seen;

	if (!g_str_has_prefix(r->lines.line[r->at].text, "-----BEGIN PGP SIGNED MESSAGE"))
		return FALSE;
	do {
		seen = ++end;
		for (gsize i = 0; i < G_N_ELEMENTS(fields) && seen == end; i++)
			seen += end < r->lines.n &&
				g_str_has_prefix(r->lines.line[end].text, fields[i]);
	} while (seen > end);
	jn_lines_mark(&r->lines, r->at, end, JN_LINE_SIGNATURE);
	r->at = end;
	return TRUE;
}

/* Whether a forwarded mail comes behind the signature that begins at `at`. */
static gboolean
leads_to_forward(Reader *r, gsize at)
{
	JnLandmark landmark;

	for (guint n = 0; n <= DASHES_LINES; n++, at++)
		if (is_end(r, at))
			return at < r->lines.n && jn_landmark_at(&r->lines, at, &landmark) &&
			       landmark.kind == JN_LANDMARK_FORWARD;
	return FALSE;
}

/* TRUE if the line was one of a signature; then it is behind us. */
static gboolean
take_signature(Reader *r)
{
	JnLine *line = &r->lines.line[r->at];
	JnSignatureMark mark = jn_lines_signature(&r->lines, r->at);
	gboolean opens = FALSE;

	switch (mark) {
	case JN_SIGNATURE_NONE:
		break;
	case JN_SIGNATURE_DASHES:
		opens = g_str_equal(line->raw, "-- ") ||
			(lines_left(r, r->at + 1, DASHES_LINES) <= DASHES_LINES &&
			 !is_underline(r));
		break;
	case JN_SIGNATURE_RULE:
		opens = rule_opens(r);
		break;
	case JN_SIGNATURE_MOBILE:
		if (!stands_alone(r))
			break;
		line->kind = JN_LINE_SIGNATURE;
		r->at++;
		return TRUE;
	case JN_SIGNATURE_PGP:
		return take_pgp(r);
	}
	if (opens) {
		/* In the first line it opens nothing: it goes, and the text stays. */
		r->in_signature = r->at > 0 || lines_left(r, r->at + 1, DASHES_LINES) == 0 ||
				  leads_to_forward(r, r->at + 1);
		line->kind = JN_LINE_SIGNATURE;
		r->at++;
	}
	return opens;
}

/* What the landmark means depends on what stands before and behind it. */
static gboolean
take_landmark(Reader *r)
{
	/* 'Hi Ana,' and then the mail with answers in it. */
	static const char *const greets[] = {",", ":", "，", "：", "、", NULL};
	JnLandmark landmark;
	gsize next;
	gboolean marked, answered;

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
	answered = marked && next < r->lines.n &&
		   (landmark.kind == JN_LANDMARK_ATTRIBUTION || is_led_to(r, greets));
	r->in_signature = FALSE;
	if (landmark.kind == JN_LANDMARK_FORWARD && !r->has_new && !r->forward)
		r->forward = landmark.end;
	/* What nobody wrote anything above is the message itself: forwarded, or answered below. */
	if (r->has_new && !answered)
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

		if (line->kind == JN_LINE_QUOTED || line->kind == JN_LINE_FILE) {
			r->in_signature = r->in_signature && line->kind == JN_LINE_FILE;
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
		if (!r->in_signature && !line->code && take_signature(r))
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

		if (line->kind != kind || g_str_equal(line->raw, JN_HTML_OLD_MARK)) {
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
			if (!line->blank || line->depth)
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
	new_text->signoff = jn_signoff_start(new_text->text);
	new_text->exchange = jn_exchange_collect(&r.lines, new_text->interleaved);
	if (!new_text->exchange)
		new_text->exchange = g_strdup(new_text->text);
	new_text->exchange[jn_signoff_start(new_text->exchange)] = '\0';
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
