#include "render/copy-edit.h"

#include "mail/fields.h"
#include "render/copy-charset.h"
#include "render/copy-place.h"
#include "render/copy-strip.h"
#include "render/copy-transfer.h"
#include "render/encode.h"

#include <string.h>

/* A text that is worked on: the part's content, its transfer encoding taken off or not. */
typedef struct Content {
	const char *data;
	gsize len;
	gsize place;      /* where the footer goes */
	gboolean encoded; /* quoted-printable */
} Content;

static void
edit_clear(gpointer data)
{
	g_clear_pointer(&((JnEdit *)data)->bytes, g_bytes_unref);
}

void
jn_edits_init(JnEdits *edits)
{
	*edits = (JnEdits){.list = g_array_new(FALSE, TRUE, sizeof(JnEdit))};
	g_array_set_clear_func(edits->list, edit_clear);
}

void
jn_edits_clear(JnEdits *edits)
{
	g_clear_pointer(&edits->list, g_array_unref);
	g_clear_pointer(&edits->root_type, g_free);
	g_clear_pointer(&edits->root_transfer, g_free);
}

static void
add_edit(JnEdits *edits, gsize start, gsize end, GString *bytes)
{
	JnEdit edit = {start, end, g_string_free_to_bytes(bytes)};

	g_array_append_val(edits->list, edit);
}

static gboolean
has_8bit(const char *data, gsize len)
{
	for (gsize i = 0; i < len; i++)
		if ((guchar)data[i] > 127)
			return TRUE;
	return FALSE;
}

static Content
content_of(const char *data, gsize len, gboolean html, gboolean encoded)
{
	Content content = {.data = data, .len = len, .encoded = encoded};

	if (html)
		content.place =
			encoded ? jn_place_in_html_encoded(data, len) : jn_place_in_html(data, len);
	else
		content.place =
			encoded ? jn_place_in_text_encoded(data, len) : jn_place_in_text(data, len);
	return content;
}

/* The line ends that have to stand before the footer, as many as that an empty line parts it from
 * the text. */
static const char *
lead(const Content *content, gboolean html)
{
	const char *data = content->data;
	gsize at = content->place;

	if (content->encoded && at > 0 && data[at - 1] == '=')
		return "\n\n\n";
	if (content->encoded && at > 1 && data[at - 1] == '\n' && data[at - 2] == '=')
		return "\n\n";
	if (html || at == 0)
		return html ? "\n" : "";
	if (data[at - 1] != '\n')
		return "\n\n";
	if (at == 1 || data[at - 2] == '\n' ||
	    (data[at - 2] == '\r' && at > 2 && data[at - 3] == '\n'))
		return "";
	return "\n";
}

/* ISO-2022-JP has to be back in ASCII at the end of a text, and is not always. */
static gboolean
ends_shifted(const Content *content, const char *charset)
{
	const char *end = content->data + content->len, *escape;

	if (charset == NULL || g_ascii_strncasecmp(charset, "iso-2022-jp", 11) != 0)
		return FALSE;
	escape = content->len > 0 ? memrchr(content->data, '\033', content->len) : NULL;
	return escape != NULL && (end - escape < 3 || memcmp(escape, "\033(B", 3) != 0);
}

/* What is put in at content->place: the footer's bytes between line ends, before any transfer
 * encoding but with the text's own kind of line ends. */
static GString *
insertion(const Content *content, const JnTextPart *text, const char *footer, gsize len)
{
	GString *out = g_string_new(lead(content, text->is_html));

	if (text->transfer == JN_TRANSFER_IDENTITY && content->place == content->len &&
	    ends_shifted(content, text->charset))
		g_string_prepend(out, "\033(B");
	g_string_append_len(out, footer, (gssize)len);
	if (!text->is_html && content->place < content->len)
		g_string_append_c(out, '\n');
	if (g_strstr_len(content->data, (gssize)content->len, "\r\n") != NULL)
		g_string_replace(out, "\n", "\r\n", 0);
	return out;
}

/* Content and insertion as one text. */
static GString *
joined(const Content *content, const GString *put_in)
{
	GString *out = g_string_sized_new(content->len + put_in->len);

	g_string_append_len(out, content->data, (gssize)content->place);
	g_string_append_len(out, put_in->str, (gssize)put_in->len);
	g_string_append_len(out, content->data + content->place,
			    (gssize)(content->len - content->place));
	return out;
}

/* The part's type with charset=utf-8; other parameters only where they are plain words. */
static char *
utf8_type(const GMimeContentType *type)
{
	GMimeContentType *content_type = (GMimeContentType *)type;
	GMimeParamList *params = g_mime_content_type_get_parameters(content_type);
	GString *out = g_string_new(NULL);

	g_string_append_printf(out, "text/%s; charset=utf-8",
			       g_mime_content_type_is_type(content_type, "text", "html") ? "html"
											 : "plain");
	for (int i = 0; i < g_mime_param_list_length(params); i++) {
		GMimeParam *param = g_mime_param_list_get_parameter_at(params, i);
		const char *name = g_mime_param_get_name(param);

		if (g_ascii_strcasecmp(name, "format") == 0 ||
		    g_ascii_strcasecmp(name, "delsp") == 0) {
			const char *value = g_mime_param_get_value(param);
			gsize len = strspn(value, "abcdefghijklmnopqrstuvwxyz"
						  "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

			if (len > 0 && len < 32)
				g_string_append_printf(out, "; %s=%.*s", name, (int)len, value);
		}
	}
	return g_string_free(out, FALSE);
}

/* A part's header with other values for Content-Type (NULL: as it was) and
 * Content-Transfer-Encoding; checksums and lengths of the old content go. */
static GString *
rewrite_header(const char *header, gsize len, const char *type, const char *transfer)
{
	GString *out = g_string_new(NULL);
	JnFields fields;
	JnField field;

	jn_fields_init(&fields, header, len);
	while (jn_fields_next(&fields, &field)) {
		if (jn_field_is(&field, "Content-Transfer-Encoding") ||
		    jn_field_is(&field, "Content-MD5") || jn_field_is(&field, "Content-Length") ||
		    (type != NULL && jn_field_is(&field, "Content-Type")))
			continue;
		g_string_append_len(out, field.name, field.value + field.value_len - field.name);
		g_string_append_c(out, '\n');
	}
	if (type != NULL)
		g_string_append_printf(out, "Content-Type: %s\n", type);
	g_string_append_printf(out, "Content-Transfer-Encoding: %s\n\n", transfer);
	return out;
}

/* What the header of a part says of it anew. */
static void
edit_header(JnEdits *edits, GBytes *raw, const JnTextPart *text, char *type, const char *transfer)
{
	const char *data = g_bytes_get_data(raw, NULL);
	g_autofree char *owned = type;

	if (text->is_root) {
		edits->root_type = g_steal_pointer(&owned);
		edits->root_transfer = g_strdup(transfer);
		return;
	}
	add_edit(edits, text->header, text->body,
		 rewrite_header(data + text->header, text->body - text->header, type, transfer));
}

/* The part's bytes of text, the footer among them, encoded anew. */
static GString *
reencode(const char *data, gsize len, const JnTextPart *text, const char *footer, gsize footer_len)
{
	Content content = content_of(data, len, text->is_html, FALSE);
	GString *put_in = insertion(&content, text, footer, footer_len);
	GString *whole = joined(&content, put_in);
	GString *out = jn_transfer_encode(whole, text->transfer == JN_TRANSFER_BASE64);

	g_string_free(put_in, TRUE);
	g_string_free(whole, TRUE);
	return out;
}

/* The footer does not fit the charset: the whole text becomes UTF-8. NULL where its bytes cannot be
 * read for certain. */
static GString *
reencode_utf8(const GString *decoded, const JnTextPart *text, const char *footer)
{
	gsize len;
	g_autofree char *utf8 = jn_charset_read(decoded->str, decoded->len, text->charset, &len);
	g_autoptr(GString) stripped = NULL;
	JnTextPart as_utf8 = *text;

	if (utf8 == NULL)
		return NULL;
	as_utf8.charset = "utf-8";
	as_utf8.transfer = JN_TRANSFER_IDENTITY;
	stripped = jn_strip_part(&as_utf8, utf8, len);
	as_utf8.transfer = text->transfer;
	return reencode(stripped != NULL ? stripped->str : utf8,
			stripped != NULL ? stripped->len : len, &as_utf8, footer, strlen(footer));
}

static const char *
content_bytes(GBytes *raw, const JnTextPart *text)
{
	return (const char *)g_bytes_get_data(raw, NULL) + text->body;
}

/* Only the footer is put in; all else keeps its bytes. `stripped`: the part's content, if it is not
 * that of the raw mail. */
static void
put_in_place(JnEdits *edits,
	     GBytes *raw,
	     const JnTextPart *text,
	     const GString *stripped,
	     const GString *footer)
{
	gboolean quoted = text->transfer == JN_TRANSFER_QUOTED_PRINTABLE;
	const char *data = stripped != NULL ? stripped->str : content_bytes(raw, text);
	gsize size = stripped != NULL ? stripped->len : text->end - text->body;
	Content content = content_of(data, size, text->is_html, quoted);
	GString *put_in = insertion(&content, text, footer->str, footer->len);
	gsize place = text->body + content.place;

	if (quoted) {
		GString *lines = g_string_sized_new(put_in->len * 2);

		jn_encode_quoted_printable(lines, put_in->str, put_in->len);
		g_string_free(put_in, TRUE);
		put_in = lines;
	}
	if (stripped == NULL) {
		add_edit(edits, place, place, put_in);
		return;
	}
	add_edit(edits, text->body, text->end, joined(&content, put_in));
	g_string_free(put_in, TRUE);
}

/* Whether 8-bit bytes would come into a part that has and announces none. */
static gboolean
becomes_8bit(const GString *content, const JnTextPart *text, const char *bytes, gsize len)
{
	return text->transfer == JN_TRANSFER_IDENTITY && !text->says_8bit && has_8bit(bytes, len) &&
	       !has_8bit(content->str, content->len);
}

/* The footer's bytes in the part's charset, or NULL. Beside bytes that are none of the charset,
 * ASCII alone is safe: readers guess what such a text is, and our bytes would lead them astray. */
static GString *
footer_bytes(const char *form, const GString *content, const char *charset)
{
	gsize len, read_len;
	g_autofree char *bytes = jn_charset_write(form, charset, &len);
	g_autofree char *read = NULL;

	if (bytes == NULL)
		return NULL;
	if (has_8bit(bytes, len))
		read = jn_charset_read(content->str, content->len, charset, &read_len);
	return read != NULL || !has_8bit(bytes, len) ? g_string_new_len(bytes, (gssize)len) : NULL;
}

gboolean
jn_edits_add_footer(JnEdits *edits, GBytes *raw, const JnTextPart *text, const JnFooter *footer)
{
	const char *data = content_bytes(raw, text);
	gsize size = text->end - text->body;
	const char *form = text->is_html ? footer->html : footer->text;
	gboolean base64 = text->transfer == JN_TRANSFER_BASE64;
	g_autoptr(GString) stripped = jn_strip_part(text, data, size);
	g_autoptr(GString) decoded =
		jn_transfer_decode(stripped != NULL ? stripped->str : data,
				   stripped != NULL ? stripped->len : size, text->transfer);
	g_autoptr(GString) bytes = footer_bytes(form, decoded, text->charset);
	GString *body = NULL;

	if (bytes == NULL) {
		body = reencode_utf8(decoded, text, form);
		if (body == NULL)
			return FALSE;
		edit_header(edits, raw, text, utf8_type(text->type),
			    base64 ? "base64" : "quoted-printable");
	} else if (base64) {
		body = reencode(decoded->str, decoded->len, text, bytes->str, bytes->len);
	} else if (text->is_long || becomes_8bit(decoded, text, bytes->str, bytes->len)) {
		body = reencode(decoded->str, decoded->len, text, bytes->str, bytes->len);
		edit_header(edits, raw, text, NULL, "quoted-printable");
	}
	if (body != NULL)
		add_edit(edits, text->body, text->end, body);
	else
		put_in_place(edits, raw, text, stripped, bytes);
	return TRUE;
}

void
jn_edits_strip(JnEdits *edits, GBytes *raw, const JnTextPart *text)
{
	const char *data = content_bytes(raw, text);
	gsize size = text->end - text->body;
	GString *stripped = text->is_file ? NULL : jn_strip_part(text, data, size);

	if (text->is_long) {
		g_autoptr(GString) content =
			stripped != NULL ? stripped : g_string_new_len(data, (gssize)size);

		edit_header(edits, raw, text, NULL, "quoted-printable");
		add_edit(edits, text->body, text->end, jn_transfer_encode(content, FALSE));
	} else if (stripped != NULL) {
		add_edit(edits, text->body, text->end, stripped);
	}
}
