#include "mail/attachments.h"

#include <string.h>

#include "base/limits.h"
#include "mail/body.h"
#include "mail/clean.h"

void
jn_attachment_free(JnAttachment *attachment)
{
	if (attachment == NULL)
		return;
	g_free(attachment->name);
	g_free(attachment->type);
	g_free(attachment);
}

static gboolean
is_personal(const char *type)
{
	static const char *const types[] = {"application/ms-tnef",
					    "application/vnd.ms-tnef",
					    "application/pgp-keys",
					    "application/pgp-signature",
					    "application/pkcs7-signature",
					    "application/x-pkcs7-signature",
					    "application/ics",
					    "text/calendar",
					    "text/vcard",
					    "text/x-vcard",
					    "text/directory",
					    "text/rfc822-headers",
					    NULL};

	return g_strv_contains(types, type) || g_str_has_prefix(type, "message/");
}

static char *
type_of(const JnPart *part)
{
	GMimeContentType *type = g_mime_object_get_content_type(part->object);
	g_autofree char *written = type ? g_mime_content_type_get_mime_type(type) : NULL;
	g_autofree char *clean = written ? jn_clean_line(written, strlen(written)) : NULL;

	return clean ? g_ascii_strdown(clean, -1) : g_strdup("application/octet-stream");
}

static char *
name_of(const JnPart *part)
{
	const char *name = GMIME_IS_PART(part->object)
				   ? g_mime_part_get_filename(GMIME_PART(part->object))
				   : NULL;
	g_autofree char *clean = name ? jn_clean_line(name, strlen(name)) : NULL;
	const char *base = clean;

	/* Some clients give the whole path, with the folder of whoever sends it. */
	for (const char *p = clean; p != NULL && *p != '\0'; p++)
		if (*p == '/' || *p == '\\')
			base = p + 1;
	return base != NULL && *base != '\0' ? g_strdup(base) : NULL;
}

/* Another form of the text: the HTML, or (a few clients) an invitation. */
static gboolean
is_alternative(const GArray *parts, const JnPart *part)
{
	return part->parent >= 0 && !jn_part_is_attachment(part) &&
	       jn_part_is(&g_array_index(parts, JnPart, part->parent), "multipart", "alternative");
}

GPtrArray *
jn_attachments_list(const JnMessage *message)
{
	GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)jn_attachment_free);
	g_autoptr(GArray) parts = jn_tree_list(message->mime, NULL);

	for (guint i = 0; i < parts->len && list->len < JN_ATTACHMENTS; i++) {
		const JnPart *part = &g_array_index(parts, JnPart, i);
		JnAttachment *one;

		if (GMIME_IS_MULTIPART(part->object) || jn_body_is_text(parts, i) ||
		    is_alternative(parts, part))
			continue;
		one = g_new0(JnAttachment, 1);
		one->name = name_of(part);
		one->type = type_of(part);
		one->personal = is_personal(one->type);
		one->part = *part;
		g_ptr_array_add(list, one);
	}
	return list;
}
