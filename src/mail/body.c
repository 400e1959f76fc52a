/*
 * body.c - see body.h.
 */
#include "mail/body.h"

#include <string.h>

#include "base/limits.h"
#include "mail/clean.h"
#include "mail/flowed.h"
#include "mail/html.h"
#include "mail/newtext.h"
#include "mail/tree.h"

static gboolean
is_empty(const char *text)
{
	for (; *text; text = g_utf8_next_char(text))
		if (!g_unichar_isspace(g_utf8_get_char(text)))
			return FALSE;
	return TRUE;
}

/* Whether the part or what it stands in is a later part of a multipart of which only the first is
 * the text, or a file. */
static gboolean
is_aside(const GArray *parts, guint at)
{
	const JnPart *part = &g_array_index(parts, JnPart, at);

	if (jn_part_is_attachment(part))
		return TRUE;
	for (; part->parent >= 0; part = &g_array_index(parts, JnPart, part->parent)) {
		const JnPart *outer = &g_array_index(parts, JnPart, part->parent);

		if (part->index > 0 && (jn_part_is(outer, "multipart", "related") ||
					jn_part_is(outer, "multipart", "signed") ||
					jn_part_is(outer, "multipart", "report")))
			return TRUE;
	}
	return FALSE;
}

/* One text part as text. */
static char *
read_part(const JnPart *part, gsize max)
{
	g_autofree char *text = jn_part_text(part, max);
	const char *format, *del_sp;

	if (!jn_part_is(part, "text", "plain"))
		return jn_html_text(text);
	format = g_mime_object_get_content_type_parameter(part->object, "format");
	del_sp = g_mime_object_get_content_type_parameter(part->object, "delsp");
	if (format && g_ascii_strcasecmp(format, "flowed") == 0)
		return jn_flowed_unfold(text, del_sp && g_ascii_strcasecmp(del_sp, "yes") == 0);
	return g_steal_pointer(&text);
}

/* Joins the texts of all parts that are plain, or of all that are HTML. */
static char *
join(const GArray *parts, gboolean plain)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < parts->len && out->len < JN_TEXT_BYTES; i++) {
		const JnPart *part = &g_array_index(parts, JnPart, i);
		gboolean is_html =
			jn_part_is(part, "text", "html") || jn_part_is(part, "text", "enriched");
		g_autofree char *text = NULL;

		if (!(plain ? jn_part_is(part, "text", "plain") : is_html) || is_aside(parts, i))
			continue;
		text = read_part(part, JN_TEXT_BYTES - out->len);
		if (is_empty(text))
			continue;
		if (out->len)
			g_string_append(out, g_str_has_suffix(out->str, "\n") ? "\n" : "\n\n");
		g_string_append(out, text);
	}
	return g_string_free(out, FALSE);
}

char *
jn_body_text(const JnMessage *message)
{
	g_autoptr(GArray) parts = jn_tree_list(message->mime, NULL);
	g_autofree char *text = join(parts, TRUE);

	if (is_empty(text)) {
		g_free(text);
		text = join(parts, FALSE);
	}
	jn_clean_cut(text, JN_TEXT_BYTES);
	return g_steal_pointer(&text);
}
