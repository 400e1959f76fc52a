/*
 * body.c - see body.h.
 */
#include "mail/body.h"

#include <string.h>

#include "base/limits.h"
#include "mail/clean.h"
#include "mail/cms.h"
#include "mail/flowed.h"
#include "mail/html.h"
#include "mail/newtext.h"
#include "mail/protection.h"
#include "mail/tnef.h"

/* So much of a plain text is looked at to see whether anything stands in it. */
#define PROBE_BYTES 4096

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

/* The multipart/alternative that the part stands in, or -1. */
static int
alternative_of(const GArray *parts, guint at)
{
	for (int i = g_array_index(parts, JnPart, at).parent; i >= 0;
	     i = g_array_index(parts, JnPart, i).parent)
		if (jn_part_is(&g_array_index(parts, JnPart, i), "multipart", "alternative"))
			return i;
	return -1;
}

/* Some clients send an empty plain text beside the HTML: then the HTML is the text, also where a
 * list added a plain footer outside. */
static gboolean
stands_for_plain(const GArray *parts, guint at)
{
	int alternative = alternative_of(parts, at);

	if (alternative < 0)
		return FALSE;
	for (guint i = 0; i < parts->len; i++) {
		const JnPart *part = &g_array_index(parts, JnPart, i);
		g_autofree char *text = NULL;

		if (!jn_part_is(part, "text", "plain") || alternative_of(parts, i) != alternative ||
		    is_aside(parts, i))
			continue;
		text = jn_part_text(part, PROBE_BYTES);
		if (!is_empty(text))
			return FALSE;
	}
	return TRUE;
}

gboolean
jn_body_is_text(const GArray *parts, guint at)
{
	const JnPart *part = &g_array_index(parts, JnPart, at);

	return !is_aside(parts, at) &&
	       (jn_part_is(part, "text", "plain") || jn_part_is(part, "text", "html") ||
		jn_part_is(part, "text", "enriched"));
}

static gboolean
is_wanted(const GArray *parts, guint at, gboolean plain)
{
	if (!jn_body_is_text(parts, at))
		return FALSE;
	if (jn_part_is(&g_array_index(parts, JnPart, at), "text", "plain"))
		return plain;
	return !plain || stands_for_plain(parts, at);
}

/* Joins the texts of all parts that are plain or stand for plain ones, or of all that are HTML. */
static char *
join(const GArray *parts, gboolean plain)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < parts->len && out->len < JN_TEXT_BYTES; i++) {
		g_autofree char *text = NULL;

		if (!is_wanted(parts, i, plain))
			continue;
		text = read_part(&g_array_index(parts, JnPart, i), JN_TEXT_BYTES - out->len);
		if (is_empty(text))
			continue;
		if (out->len)
			g_string_append(out, g_str_has_suffix(out->str, "\n") ? "\n" : "\n\n");
		g_string_append(out, text);
	}
	return g_string_free(out, FALSE);
}

/* The text that stands in parts of the mail's own. */
static char *
open_text(const GArray *parts)
{
	g_autofree char *text = join(parts, TRUE);

	return is_empty(text) ? join(parts, FALSE) : g_steal_pointer(&text);
}

/* The text of the mail that was signed as a whole; NULL if there is none. */
static char *
signed_text(const JnPart *part)
{
	GString *bytes = jn_part_content(part, JN_MESSAGE_BYTES_DEFAULT);
	g_autoptr(GBytes) content = jn_cms_content(bytes->str, bytes->len);
	g_autoptr(GBytes) raw = content ? jn_message_normalise(content) : NULL;
	g_autoptr(JnMessage) inner = NULL;
	g_autoptr(GArray) parts = NULL;

	g_string_free(bytes, TRUE);
	inner = raw ? jn_message_parse(raw, NULL) : NULL;
	if (!inner || inner->protection == JN_PROTECTION_ENCRYPTED)
		return NULL;
	parts = jn_tree_list(inner->mime, NULL);
	return open_text(parts);
}

static char *
tnef_text(const JnPart *part)
{
	GString *bytes = jn_part_content(part, JN_TNEF_BYTES);
	char *text = jn_tnef_text(bytes->str, bytes->len, JN_TEXT_BYTES);

	g_string_free(bytes, TRUE);
	return text;
}

/* The text within the first part that is a mail packed up; NULL if none is. */
static char *
packed_text(const GArray *parts)
{
	for (guint i = 0; i < parts->len; i++) {
		const JnPart *part = &g_array_index(parts, JnPart, i);

		if (jn_part_is_pkcs7(part))
			return signed_text(part);
		if (jn_part_is(part, "application", "ms-tnef") ||
		    jn_part_is(part, "application", "vnd.ms-tnef"))
			return tnef_text(part);
	}
	return NULL;
}

char *
jn_body_text(const JnMessage *message)
{
	g_autoptr(GArray) parts = jn_tree_list(message->mime, NULL);
	g_autofree char *text = open_text(parts);

	if (is_empty(text)) {
		char *packed = packed_text(parts);

		if (packed) {
			g_free(text);
			text = packed;
		}
	}
	jn_clean_cut(text, JN_TEXT_BYTES);
	return g_steal_pointer(&text);
}
