/*
 * tree.c - see tree.h.
 */
#include "mail/tree.h"

#include "base/cleanup.h"
#include "base/limits.h"
#include "mail/charset.h"
#include "mail/clean.h"
#include "mail/message.h"

/* Opens the multipart `parts[parent]` behind itself: its children are inserted at once, so that
 * the list stays in depth-first order when it is then read on from there. */
static void
open_multipart(GArray *parts, int parent, guint *anomalies)
{
	JnPart outer = g_array_index(parts, JnPart, parent);
	GMimeMultipart *multipart = GMIME_MULTIPART(outer.object);
	int count = g_mime_multipart_get_count(multipart);
	g_autofree JnPart *children = NULL;

	if (outer.depth + 1 >= JN_MIME_DEPTH) {
		*anomalies |= JN_ANOMALY_TOO_DEEP;
		return;
	}
	if (count > JN_MIME_PARTS - (int)parts->len) {
		*anomalies |= JN_ANOMALY_TOO_MANY_PARTS;
		count = JN_MIME_PARTS - (int)parts->len;
	}
	if (count <= 0)
		return;
	children = g_new0(JnPart, (gsize)count);
	for (int i = 0; i < count; i++)
		children[i] = (JnPart){.object = g_mime_multipart_get_part(multipart, i),
				       .parent = parent,
				       .depth = outer.depth + 1,
				       .index = i};
	g_array_insert_vals(parts, (guint)parent + 1, children, (guint)count);
}

GArray *
jn_tree_list(GMimeMessage *mime, guint *ret_anomalies)
{
	GArray *parts = g_array_new(FALSE, FALSE, sizeof(JnPart));
	GMimeObject *top = g_mime_message_get_mime_part(mime);
	guint anomalies = 0;

	if (top) {
		JnPart part = {.object = top, .parent = -1};

		g_array_append_val(parts, part);
	}
	for (guint i = 0; i < parts->len; i++)
		if (GMIME_IS_MULTIPART(g_array_index(parts, JnPart, i).object))
			open_multipart(parts, (int)i, &anomalies);
	if (ret_anomalies)
		*ret_anomalies |= anomalies;
	return parts;
}

gboolean
jn_part_is(const JnPart *part, const char *type, const char *subtype)
{
	GMimeContentType *content_type = g_mime_object_get_content_type(part->object);

	return content_type && g_mime_content_type_is_type(content_type, type, subtype);
}

gboolean
jn_part_is_attachment(const JnPart *part)
{
	const char *disposition = g_mime_object_get_disposition(part->object);

	if (disposition && g_ascii_strcasecmp(disposition, "attachment") == 0)
		return TRUE;
	if (disposition && g_ascii_strcasecmp(disposition, "inline") == 0)
		return FALSE;
	return GMIME_IS_PART(part->object) && g_mime_part_get_filename(GMIME_PART(part->object));
}

static GMimeStream *
content_stream(const JnPart *part)
{
	GMimeDataWrapper *content;
	g_autoptr(GMimeStream) stream = NULL;
	g_autoptr(GMimeStream) decoded = NULL;
	g_autoptr(GMimeFilter) filter = NULL;
	GMimeContentEncoding encoding;

	if (!GMIME_IS_PART(part->object))
		return NULL;
	content = g_mime_part_get_content(GMIME_PART(part->object));
	if (!content || !g_mime_data_wrapper_get_stream(content))
		return NULL;
	/* A substream of its own: the tree's must not keep a position of ours. */
	stream = g_mime_stream_substream(g_mime_data_wrapper_get_stream(content),
					 g_mime_data_wrapper_get_stream(content)->bound_start,
					 g_mime_data_wrapper_get_stream(content)->bound_end);
	encoding = g_mime_data_wrapper_get_encoding(content);
	if (encoding != GMIME_CONTENT_ENCODING_BASE64 &&
	    encoding != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE &&
	    encoding != GMIME_CONTENT_ENCODING_UUENCODE)
		return g_steal_pointer(&stream);
	filter = g_mime_filter_basic_new(encoding, FALSE);
	decoded = g_mime_stream_filter_new(stream);
	g_mime_stream_filter_add(GMIME_STREAM_FILTER(decoded), filter);
	return g_steal_pointer(&decoded);
}

GString *
jn_part_content(const JnPart *part, gsize max)
{
	GString *out = g_string_new(NULL);
	g_autoptr(GMimeStream) stream = content_stream(part);

	while (stream && out->len < max) {
		char buf[8192];
		gssize n = g_mime_stream_read(stream, buf, MIN(sizeof buf, max - out->len));

		if (n <= 0)
			break;
		g_string_append_len(out, buf, n);
	}
	return out;
}

char *
jn_part_text(const JnPart *part, gsize max)
{
	GString *bytes = jn_part_content(part, max);
	const char *charset = g_mime_object_get_content_type_parameter(part->object, "charset");
	GString *utf8 = jn_charset_decode(bytes->str, bytes->len, charset, max);
	char *text = jn_clean_text(utf8->str, utf8->len);

	jn_clean_cut(text, max);
	g_string_free(bytes, TRUE);
	g_string_free(utf8, TRUE);
	return text;
}
