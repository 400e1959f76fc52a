/*
 * guard.c - see guard.h.
 */
#include "mail/guard.h"

#include <string.h>

#include "base/limits.h"
#include "mail/fields.h"

/* Fields whose value GMime reads as addresses, and those that it may read so in a later version. */
static const char *const address_fields[] = {
	"from",
	"sender",
	"reply-to",
	"to",
	"cc",
	"bcc",
	"resent-from",
	"resent-sender",
	"resent-to",
	"resent-cc",
	"resent-bcc",
	"resent-reply-to",
	"return-path",
	"errors-to",
	"apparently-to",
	"disposition-notification-to",
	"mail-followup-to",
	"mail-reply-to",
	"return-receipt-to",
	"autocrypt",
};

/* Boundaries of the mail that are told apart from other lines that begin with two dashes. */
#define BOUNDARIES 32

/* RFC 5322 2.1.1: no line of a header is longer. */
#define LINE_BYTES 1000

typedef struct Boundary {
	const char *at;
	gsize len;
} Boundary;

typedef struct Guard {
	Boundary boundaries[BOUNDARIES];
	guint n_boundaries;
	gboolean any_dashes; /* a boundary could not be read: every line with dashes counts */
	gsize boundary_lines;
	gboolean in_header; /* the line may stand in a part's header */
	gboolean in_field;  /* the line before it was a field or its fold */
	gboolean nests;     /* that header says message: a mail's header may follow */
	gboolean digest; /* multipart/digest, whose parts are mails by default (RFC 2046 5.1.5) */
	gsize inner_fields, inner_bytes;
} Guard;

static gboolean
is_address_field(const JnField *field)
{
	for (gsize i = 0; i < G_N_ELEMENTS(address_fields); i++)
		if (jn_field_is(field, address_fields[i]))
			return TRUE;
	return FALSE;
}

static gsize
count_colons(const char *p, gsize len, gsize max)
{
	const char *end = p + len;
	gsize count = 0;

	while (count <= max && p < end && (p = memchr(p, ':', (gsize)(end - p)))) {
		count++;
		p++;
	}
	return count;
}

static gboolean
check_groups(const JnField *field, gsize max, GError **error)
{
	if (!is_address_field(field) || count_colons(field->value, field->value_len, max) <= max)
		return TRUE;
	g_set_error(error, JN_ERROR, JN_ERROR_MALFORMED,
		    "reading the header: more than %" G_GSIZE_FORMAT " groups in a field %.*s", max,
		    (int)field->name_len, field->name);
	return FALSE;
}

/* The top header: its size, its fields, its groups. */
static gboolean
check_header(const char *data, gsize size, gsize *ret_size, GError **error)
{
	JnFields fields;
	JnField field;
	guint count = 0;

	jn_fields_init(&fields, data, size);
	while (jn_fields_next(&fields, &field)) {
		if (++count > JN_HEADER_FIELDS || fields.at - data > JN_HEADER_BYTES)
			break;
		if (!check_groups(&field, JN_ADDRESS_GROUPS, error))
			return FALSE;
	}
	if (count > JN_HEADER_FIELDS || fields.at - data > JN_HEADER_BYTES) {
		g_set_error(error, JN_ERROR, JN_ERROR_MALFORMED,
			    "reading the header: more than %d fields or %d bytes", JN_HEADER_FIELDS,
			    JN_HEADER_BYTES);
		return FALSE;
	}
	*ret_size = (gsize)(fields.at - data);
	return TRUE;
}

/* Notes a boundary that a line declares: boundary=token or boundary="text". One that is written in
 * another way (RFC 2231, a blank, a fold) cannot be told from text, and then all dashes count. */
static void
note_boundary(Guard *guard, const char *line, const char *end)
{
	const char *p = line, *close;

	while (p < end && (p = memchr(p, '=', (gsize)(end - p))) &&
	       (p - line < 8 || g_ascii_strncasecmp(p - 8, "boundary", 8) != 0))
		p++;
	if (!p || p >= end) {
		guard->any_dashes = TRUE;
		return;
	}
	p++;
	if (p < end && *p == '"') {
		p++;
		close = memchr(p, '"', (gsize)(end - p));
	} else {
		for (close = p; close < end && !strchr(" \t\r;", *close);)
			close++;
	}
	if (!close || close == p || guard->n_boundaries == BOUNDARIES ||
	    memchr(p, '\\', (gsize)(close - p))) {
		guard->any_dashes = TRUE;
		return;
	}
	guard->boundaries[guard->n_boundaries++] = (Boundary){p, (gsize)(close - p)};
}

/* How often the word stands in a line; counting stops at two. */
static guint
count_boundary_words(const char *p, const char *end)
{
	guint count = 0;

	for (; end - p >= 8 && count < 2; p++)
		count += (*p == 'b' || *p == 'B') && g_ascii_strncasecmp(p, "boundary", 8) == 0;
	return count;
}

/* A line that declares one boundary in the usual way is understood; any other that has the word in
 * it may hide one. */
static void
see_boundary_words(Guard *guard, const char *line, const char *end)
{
	guint count = count_boundary_words(line, end);

	if (count == 1 && end - line < LINE_BYTES)
		note_boundary(guard, line, end);
	else if (count)
		guard->any_dashes = TRUE;
}

static gboolean
is_boundary_line(const Guard *guard, const char *line, const char *end)
{
	if (guard->any_dashes)
		return TRUE;
	for (guint i = 0; i < guard->n_boundaries; i++) {
		const Boundary *b = &guard->boundaries[i];

		if ((gsize)(end - line) >= b->len + 2 && memcmp(line + 2, b->at, b->len) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean
holds_word(const char *p, const char *end, const char *word)
{
	gsize len = strlen(word);

	for (; (gsize)(end - p) >= len; p++)
		if (g_ascii_tolower(*p) == *word && g_ascii_strncasecmp(p, word, len) == 0)
			return TRUE;
	return FALSE;
}

static gboolean
is_field_line(const char *p, const char *end)
{
	const char *name = p;

	while (p<end && * p> ' ' && *p < 127 && *p != ':')
		p++;
	if (p == name)
		return FALSE;
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	return p < end && *p == ':';
}

/* Counts what GMime keeps of the headers inside a mail: fields and their folds. They begin behind a
 * boundary, or behind a header that announces a mail, and end at an empty line. */
static gboolean
count_inner_header(Guard *guard, const char *line, const char *eol, gboolean boundary)
{
	gsize len = (gsize)(eol - line);

	if (boundary) {
		guard->in_header = TRUE;
		guard->in_field = FALSE;
		guard->nests = FALSE;
		return TRUE;
	}
	if (!guard->in_header)
		return TRUE;
	if (len == 0 || (len == 1 && *line == '\r')) {
		guard->in_header = guard->nests || guard->digest;
		guard->in_field = FALSE;
		guard->nests = FALSE;
		return TRUE;
	}
	if (*line != ' ' && *line != '\t') {
		guard->in_field = is_field_line(line, eol);
		guard->inner_fields += guard->in_field;
	}
	if (guard->in_field) {
		guard->inner_bytes += len + 1;
		guard->nests = guard->nests || holds_word(line, eol, "message");
		guard->digest = guard->digest || holds_word(line, eol, "digest");
	}
	return guard->inner_fields <= JN_INNER_FIELDS &&
	       guard->inner_bytes <= JN_INNER_HEADER_BYTES;
}

/* A line below the top header. It may be a field of a part's header, for all we know. */
static gboolean
check_line(Guard *guard, const char *line, const char *eol, const char *end, GError **error)
{
	JnFields fields;
	JnField field;
	gboolean boundary = eol - line >= 2 && line[0] == '-' && line[1] == '-' &&
			    is_boundary_line(guard, line, eol);

	guard->boundary_lines += boundary;
	if (guard->boundary_lines > JN_MIME_BOUNDARIES ||
	    !count_inner_header(guard, line, eol, boundary)) {
		g_set_error(error, JN_ERROR, JN_ERROR_MALFORMED,
			    "reading the body: more than %d parts, or %d bytes of headers in them",
			    JN_MIME_BOUNDARIES, JN_INNER_HEADER_BYTES);
		return FALSE;
	}
	see_boundary_words(guard, line, eol);
	if (!strchr("FSRTCBEDMAfsrtcbedma", *line) || !memchr(line, ':', MIN(eol - line, 40)))
		return TRUE;
	/* The field with its folds; these begin with a blank, so no line is read for two fields. */
	while (end - eol > 1 && (eol[1] == ' ' || eol[1] == '\t')) {
		const char *lf = memchr(eol + 1, '\n', (gsize)(end - eol - 1));

		eol = lf ? lf : end;
	}
	jn_fields_init(&fields, line, (gsize)(eol - line));
	return !jn_fields_next(&fields, &field) ||
	       check_groups(&field, JN_ADDRESS_GROUPS_INSIDE, error);
}

gboolean
jn_guard_check(const char *data, gsize size, GError **error)
{
	Guard guard = {0};
	const char *end = data + size;
	gsize header = 0;

	if (!check_header(data, size, &header, error))
		return FALSE;
	guard.digest = holds_word(data, data + header, "digest");
	guard.in_header = guard.digest || holds_word(data, data + header, "message");
	for (const char *line = data, *eol; line < end; line = eol + 1) {
		eol = memchr(line, '\n', (gsize)(end - line));
		if (!eol)
			eol = end;
		if (line < data + header)
			see_boundary_words(&guard, line, eol);
		else if (!check_line(&guard, line, eol, end, error))
			return FALSE;
	}
	return TRUE;
}
