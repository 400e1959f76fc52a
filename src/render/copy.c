#include "render/copy.h"

#include "base/error.h"
#include "mail/newtext.h"
#include "render/copy-header.h"
#include "render/encode.h"

#include <string.h>

/* So long that nobody hits it by chance, and within RFC 2046 section 5.1.1. */
#define BOUNDARY_MIN 16
#define BOUNDARY_MAX 70

static gboolean
boundary_is_good(const char *boundary)
{
	gsize len = boundary != NULL ? strlen(boundary) : 0;

	if (len < BOUNDARY_MIN || len > BOUNDARY_MAX)
		return FALSE;
	for (gsize i = 0; i < len; i++)
		if (!g_ascii_isalnum(boundary[i]))
			return FALSE;
	return TRUE;
}

static gboolean
check_spec(const JnCopySpec *spec, GError **error)
{
	const char *wrong = NULL;

	if (spec->goal_address == NULL || !jn_address_is_safe(spec->goal_address))
		wrong = "the goal's address";
	else if (spec->message_id == NULL || *spec->message_id == '\0')
		wrong = "the Message-ID";
	else if (spec->site_domain == NULL)
		wrong = "the site's domain";
	else if (!boundary_is_good(spec->boundary))
		wrong = "the boundary";
	if (wrong != NULL)
		g_set_error(error, JN_ERROR, JN_ERROR_BUG, "rendering a copy: %s is not usable",
			    wrong);
	return wrong == NULL;
}

static void
add_slice(JnRendered *rendered, GBytes *raw, gsize from, gsize to)
{
	g_autoptr(GBytes) slice = NULL;

	if (from >= to)
		return;
	slice = g_bytes_new_from_bytes(raw, from, to - from);
	jn_rendered_add_bytes(rendered, slice);
}

/* The footer goes into the mail's texts that take it, and quoted ones go out of all. FALSE where it
 * cannot: then the edits are of no use. */
static gboolean
edit_texts(const JnMessage *message, const JnFooter *footer, JnEdits *edits)
{
	gboolean takes = FALSE;
	g_autoptr(GArray) texts = jn_text_parts_find(message, &takes);

	for (guint i = 0; takes && i < texts->len; i++) {
		const JnTextPart *text = &g_array_index(texts, JnTextPart, i);

		if (!text->takes_footer)
			jn_edits_strip(edits, message->raw, text);
		else if (!jn_edits_add_footer(edits, message->raw, text, footer))
			return FALSE;
	}
	return takes;
}

/* Only the quoted footers go out. */
static void
strip_texts(const JnMessage *message, JnEdits *edits)
{
	gboolean takes;
	g_autoptr(GArray) texts = jn_text_parts_find(message, &takes);

	for (guint i = 0; i < texts->len; i++)
		jn_edits_strip(edits, message->raw, &g_array_index(texts, JnTextPart, i));
}

/* The body as it is but for the edits, behind its own Content-* fields. */
static void
add_body(JnRendered *rendered, const JnMessage *message, const JnEdits *edits)
{
	g_autoptr(GString) fields = g_string_new(NULL);
	gsize at = message->body_offset;

	jn_copy_add_content_fields(fields, message, edits);
	g_string_append_c(fields, '\n');
	jn_rendered_add_text(rendered, fields->str);
	for (guint i = 0; i < edits->list->len; i++) {
		const JnEdit *edit = &g_array_index(edits->list, JnEdit, i);

		add_slice(rendered, message->raw, at, edit->start);
		jn_rendered_add_bytes(rendered, edit->bytes);
		at = edit->end;
	}
	add_slice(rendered, message->raw, at, g_bytes_get_size(message->raw));
}

/* The footer as a part of its own. */
static void
add_footer_part(GString *out, const char *text)
{
	gboolean ascii = g_str_is_ascii(text);

	g_string_append_printf(out,
			       "Content-Type: text/plain; charset=%s\n"
			       "Content-Transfer-Encoding: %s\n"
			       "Content-Disposition: inline\n\n",
			       ascii ? "us-ascii" : "utf-8", ascii ? "7bit" : "quoted-printable");
	if (ascii)
		g_string_append(out, text);
	else
		jn_encode_quoted_printable(out, text, strlen(text));
}

/* The whole body in a new multipart/mixed, the footer behind it. */
static void
add_wrapped(JnRendered *rendered,
	    const JnMessage *message,
	    const JnEdits *edits,
	    const JnFooter *footer,
	    const char *boundary)
{
	g_autofree char *type = g_strdup_printf(
		"Content-Type: multipart/mixed; boundary=\"%s\"\n\n--%s\n", boundary, boundary);
	g_autoptr(GString) end = g_string_new(NULL);

	jn_rendered_add_text(rendered, type);
	add_body(rendered, message, edits);
	/* The line end before a delimiter belongs to that, and the body has to keep its own: a
	 * signature covers it. */
	g_string_append_printf(end, "\n--%s\n", boundary);
	add_footer_part(end, footer->text);
	g_string_append_printf(end, "--%s--\n", boundary);
	jn_rendered_add_text(rendered, end->str);
}

static gboolean
is_blank(const char *text)
{
	return text == NULL || text[strspn(text, " \t\r\n")] == '\0';
}

JnRendered *
jn_copy_render(const JnMessage *message, const JnCopySpec *spec, GError **error)
{
	g_autoptr(JnRendered) rendered = NULL;
	g_auto(JnFooter) footer = {NULL, NULL};
	g_auto(JnEdits) edits = {NULL, NULL, NULL};
	g_auto(JnEdits) cuts = {NULL, NULL, NULL};
	gboolean open = message->protection == JN_PROTECTION_NONE;

	if (!check_spec(spec, error))
		return NULL;
	rendered = jn_rendered_new();
	jn_copy_add_header(rendered, message, spec);
	jn_edits_init(&edits);
	jn_edits_init(&cuts);
	jn_footer_init(&footer, spec->footer != NULL ? spec->footer : "");
	if (open && !is_blank(spec->footer) && edit_texts(message, &footer, &edits)) {
		add_body(rendered, message, &edits);
		return g_steal_pointer(&rendered);
	}
	if (open)
		strip_texts(message, &cuts);
	if (is_blank(spec->footer))
		add_body(rendered, message, &cuts);
	else
		add_wrapped(rendered, message, &cuts, &footer, spec->boundary);
	return g_steal_pointer(&rendered);
}
