#include "render/copy-parts.h"

#include "base/limits.h"
#include "mail/fields.h"
#include "mail/tree.h"

#include <string.h>

/* The bytes of a mail. */
typedef struct Bytes {
	const char *data;
	gsize size;
} Bytes;

/* How a multipart hands the footer on to its children. */
typedef enum Handing {
	HANDING_NONE,
	HANDING_FIRST, /* to the first child that has a text */
	HANDING_ROOT,  /* to the first child */
	HANDING_ALL,
} Handing;

static const struct {
	const char *subtype;
	Handing handing;
} handings[] = {
	{"alternative", HANDING_ALL},
	{"related", HANDING_ROOT},
	{"signed", HANDING_NONE},
	{"encrypted", HANDING_NONE},
	{"digest", HANDING_NONE},
	{"*", HANDING_FIRST}, /* RFC 2046 section 5.1.3: unknown ones are mixed */
};

static Handing
part_handing(const JnPart *part)
{
	gsize i = 0;

	while (i + 1 < G_N_ELEMENTS(handings) &&
	       !jn_part_is(part, "multipart", handings[i].subtype))
		i++;
	return handings[i].handing;
}

/* Whether the text of the mail goes as far as parts[i], and the footer with it. `reached` and
 * `done`: for the parts before it. `done` is NULL where all texts are asked for, not those that
 * take the footer. */
static gboolean
is_reached(const GArray *parts, guint i, const gboolean *reached, const gboolean *done)
{
	const JnPart *part = &g_array_index(parts, JnPart, i);

	if (part->parent < 0)
		return TRUE;
	if (!reached[part->parent])
		return FALSE;
	switch (part_handing(&g_array_index(parts, JnPart, part->parent))) {
	case HANDING_NONE:
		return FALSE;
	case HANDING_FIRST:
		return done == NULL || !done[part->parent];
	case HANDING_ROOT:
		return part->index == 0;
	case HANDING_ALL:
		return TRUE;
	}
	return FALSE;
}

static gboolean
is_text(const JnPart *part)
{
	if (jn_part_is_attachment(part) ||
	    g_mime_part_get_filename(GMIME_PART(part->object)) != NULL)
		return FALSE;
	return jn_part_is(part, "text", "plain") || jn_part_is(part, "text", "html");
}

/* The field's value with neither blanks nor comment. */
static char *
bare_value(const JnField *field)
{
	char *value = g_strndup(field->value, field->value_len);

	value[strcspn(value, "(;")] = '\0';
	return g_strstrip(value);
}

/* Reads Content-Transfer-Encoding from the bytes: GMime takes one that it does not know for none.
 * FALSE for such a one. */
static gboolean
read_transfer(const Bytes *bytes, JnTextPart *text)
{
	static const struct {
		const char *name;
		JnTransfer transfer;
		gboolean says_8bit;
	} transfers[] = {
		{"7bit", JN_TRANSFER_IDENTITY, FALSE},
		{"", JN_TRANSFER_IDENTITY, FALSE},
		{"8bit", JN_TRANSFER_IDENTITY, TRUE},
		{"binary", JN_TRANSFER_IDENTITY, TRUE},
		{"quoted-printable", JN_TRANSFER_QUOTED_PRINTABLE, FALSE},
		{"base64", JN_TRANSFER_BASE64, FALSE},
	};
	g_autofree char *value = g_strdup("");
	JnFields fields;
	JnField field;

	jn_fields_init(&fields, bytes->data + text->header, text->body - text->header);
	while (jn_fields_next(&fields, &field))
		if (jn_field_is(&field, "Content-Transfer-Encoding")) {
			g_free(value);
			value = bare_value(&field);
		}
	for (gsize i = 0; i < G_N_ELEMENTS(transfers); i++)
		if (g_ascii_strcasecmp(value, transfers[i].name) == 0) {
			text->transfer = transfers[i].transfer;
			text->says_8bit = transfers[i].says_8bit;
			return TRUE;
		}
	return FALSE;
}

/* Where GMime says that the content stands. */
static gboolean
read_bounds(const JnPart *part, const Bytes *bytes, JnTextPart *text)
{
	GMimeDataWrapper *content = g_mime_part_get_content(GMIME_PART(part->object));
	GMimeStream *stream = content != NULL ? g_mime_data_wrapper_get_stream(content) : NULL;

	if (stream == NULL || stream->bound_start < 0 || stream->bound_end < stream->bound_start ||
	    (gsize)stream->bound_end > bytes->size)
		return FALSE;
	text->body = (gsize)stream->bound_start;
	text->end = (gsize)stream->bound_end;
	return TRUE;
}

/* Whether the line from..to is a delimiter: "--" boundary, blanks. */
static gboolean
is_delimiter(const Bytes *bytes, gsize from, gsize to, const char *boundary)
{
	gsize len = strlen(boundary);

	if (to - from < len + 2 || memcmp(bytes->data + from, "--", 2) != 0 ||
	    memcmp(bytes->data + from + 2, boundary, len) != 0)
		return FALSE;
	for (gsize i = from + 2 + len; i < to; i++)
		if (!g_ascii_isspace(bytes->data[i]))
			return FALSE;
	return TRUE;
}

/* Where the line begins that ends before `at`, an offset behind a line feed. */
static gsize
line_before(const Bytes *bytes, gsize at)
{
	const char *lf = at > 1 ? memrchr(bytes->data, '\n', at - 1) : NULL;

	return lf != NULL ? (gsize)(lf + 1 - bytes->data) : 0;
}

/* Goes back from the content to the delimiter line. The header between must end with an empty
 * line. */
static gboolean
find_header(const Bytes *bytes, const char *boundary, JnTextPart *text)
{
	gsize at = text->body;

	if (boundary == NULL || at < 2 || bytes->data[at - 1] != '\n' ||
	    bytes->data[at - 2] != '\n')
		return FALSE;
	while (at > 0 && text->body - at < JN_HEADER_BYTES) {
		gsize line = line_before(bytes, at);

		if (is_delimiter(bytes, line, at, boundary)) {
			text->header = at;
			return at < text->body;
		}
		at = line;
	}
	return FALSE;
}

/* Whether the content ends where a delimiter can stand. */
static gboolean
ends_well(const Bytes *bytes, const JnTextPart *text)
{
	gsize at = text->end;

	if (at < bytes->size && bytes->data[at] == '\n')
		at++;
	return text->end == bytes->size ||
	       (bytes->size - at >= 2 && memcmp(bytes->data + at, "--", 2) == 0);
}

static gboolean
has_long_line(const char *data, gsize len)
{
	for (const char *end = data + len; data < end;) {
		const char *lf = memchr(data, '\n', (gsize)(end - data));

		if ((lf != NULL ? lf : end) - data > JN_LINE_BYTES)
			return TRUE;
		data = lf != NULL ? lf + 1 : end;
	}
	return FALSE;
}

static gboolean
locate(const JnMessage *message, const GArray *parts, const JnPart *part, JnTextPart *text)
{
	Bytes bytes;

	bytes.data = g_bytes_get_data(message->raw, &bytes.size);
	text->is_html = jn_part_is(part, "text", "html");
	text->type = g_mime_object_get_content_type(part->object);
	text->charset = g_mime_object_get_content_type_parameter(part->object, "charset");
	if (part->parent < 0) {
		text->is_root = TRUE;
		text->header = 0;
		text->body = message->body_offset;
		text->end = bytes.size;
	} else {
		const JnPart *parent = &g_array_index(parts, JnPart, part->parent);
		GMimeMultipart *multipart = GMIME_MULTIPART(parent->object);

		if (!read_bounds(part, &bytes, text) || text->body < message->body_offset ||
		    !find_header(&bytes, g_mime_multipart_get_boundary(multipart), text) ||
		    !ends_well(&bytes, text))
			return FALSE;
	}
	if (!read_transfer(&bytes, text))
		return FALSE;
	text->is_long = text->transfer == JN_TRANSFER_IDENTITY &&
			has_long_line(bytes.data + text->body, text->end - text->body);
	return TRUE;
}

/* One text without a footer beside one that has it would be no better. */
static void
let_none_take(GArray *texts)
{
	for (guint i = 0; i < texts->len; i++)
		g_array_index(texts, JnTextPart, i).takes_footer = FALSE;
}

GArray *
jn_text_parts_find(const JnMessage *message, gboolean *ret_takes)
{
	GArray *texts = g_array_new(FALSE, TRUE, sizeof(JnTextPart));
	g_autoptr(GArray) parts = jn_tree_list(message->mime, NULL);
	g_autofree gboolean *is_open = g_new0(gboolean, parts->len + 1);
	g_autofree gboolean *takes = g_new0(gboolean, parts->len + 1);
	g_autofree gboolean *done = g_new0(gboolean, parts->len + 1);
	gboolean odd = FALSE, any = FALSE;
	gsize before = 0;

	for (guint i = 0; i < parts->len; i++) {
		const JnPart *part = &g_array_index(parts, JnPart, i);
		JnTextPart text = {0};

		is_open[i] = is_reached(parts, i, is_open, NULL);
		takes[i] = is_reached(parts, i, takes, done);
		if (!is_open[i] || !GMIME_IS_PART(part->object))
			continue;
		text.is_file = !is_text(part);
		if (!locate(message, parts, part, &text) || text.header < before) {
			odd = odd || (takes[i] && !text.is_file);
			continue;
		}
		if (text.is_file) {
			if (text.is_long)
				g_array_append_val(texts, text);
			before = text.end;
			continue;
		}
		text.takes_footer = takes[i];
		any = any || takes[i];
		before = text.end;
		g_array_append_val(texts, text);
		for (int up = part->parent; up >= 0; up = g_array_index(parts, JnPart, up).parent)
			done[up] = TRUE;
	}
	if (odd)
		let_none_take(texts);
	*ret_takes = any && !odd;
	return texts;
}
