#include "mail/complaint.h"

#include <string.h>

#include "base/limits.h"
#include "mail/fields.h"
#include "mail/tree.h"

#define HEADER_BYTES (64 * 1024)

/* "<https://...>, <mailto:x@example.org?subject=out>": the mailto:. Blanks, by which it was folded,
 * belong to no address. */
static void
add_ways_out(GPtrArray *out, const char *value, gsize len)
{
	static const char scheme[] = "mailto:";
	g_autofree char *text = g_strndup(value, len);

	for (const char *p = text; (p = strcasestr(p, scheme)) != NULL;) {
		gsize rest;

		p += strlen(scheme);
		rest = strcspn(p, ">?, \t\r\n");
		if (rest > 0 && rest <= JN_ADDRESS_BYTES)
			g_ptr_array_add(out, g_strndup(p, rest));
	}
}

static void
add_path(GPtrArray *paths, const char *value, gsize len)
{
	g_autofree char *text = g_strstrip(g_strndup(value, len));
	const char *begin = text + (text[0] == '<');
	gsize rest = strcspn(begin, "> \t\r\n");

	if (rest > 0 && rest <= JN_ADDRESS_BYTES)
		g_ptr_array_add(paths, g_strndup(begin, rest));
}

static void
read_header(const JnPart *part, GPtrArray *out, GPtrArray *paths)
{
	GString *content = jn_part_content(part, HEADER_BYTES);
	JnFields fields;
	JnField field;

	jn_fields_init(&fields, content->str, content->len);
	while (jn_fields_next(&fields, &field)) {
		if (jn_field_is(&field, "List-Unsubscribe"))
			add_ways_out(out, field.value, field.value_len);
		else if (jn_field_is(&field, "Return-Path") ||
			 jn_field_is(&field, "Original-Mail-From"))
			add_path(paths, field.value, field.value_len);
	}
	g_string_free(content, TRUE);
}

static void
read_mail(GMimeMessage *mail, GPtrArray *out, GPtrArray *paths)
{
	GMimeHeaderList *headers = g_mime_object_get_header_list(GMIME_OBJECT(mail));
	GMimeHeader *leave = g_mime_header_list_get_header(headers, "List-Unsubscribe");
	GMimeHeader *path = g_mime_header_list_get_header(headers, "Return-Path");
	const char *value = leave ? g_mime_header_get_raw_value(leave) : NULL;

	if (value != NULL)
		add_ways_out(out, value, strlen(value));
	value = path ? g_mime_header_get_raw_value(path) : NULL;
	if (value != NULL)
		add_path(paths, value, strlen(value));
}

GPtrArray *
jn_complaint_addresses(const JnMessage *message)
{
	g_autoptr(GArray) parts = jn_tree_list(message->mime, NULL);
	GPtrArray *out = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < parts->len && out->len + paths->len < JN_ADDRESSES; i++) {
		const JnPart *part = &g_array_index(parts, JnPart, i);
		GMimeMessage *mail =
			GMIME_IS_MESSAGE_PART(part->object)
				? g_mime_message_part_get_message(GMIME_MESSAGE_PART(part->object))
				: NULL;

		if (mail != NULL)
			read_mail(mail, out, paths);
		else if (jn_part_is(part, "message", "feedback-report") ||
			 jn_part_is(part, "text", "rfc822-headers") ||
			 jn_part_is(part, "message", "rfc822-headers"))
			read_header(part, out, paths);
	}
	for (guint i = 0; i < paths->len; i++)
		g_ptr_array_add(out, g_strdup(paths->pdata[i]));
	return out;
}
