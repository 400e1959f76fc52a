#include "core/notice-id.h"

#include <string.h>

#include "base/base32.h"

char *
jn_notice_id_format(
	const char *template_name, gint64 row, gint64 person, gint64 when, const char *domain)
{
	g_autofree char *which = jn_base32_from_number(row);
	g_autofree char *who = jn_base32_from_number(person);
	g_autofree char *time = jn_base32_from_number(when);

	return g_strdup_printf("%s.%s.%s.%s@%s", template_name, which, who, time, domain);
}

char *
jn_notice_replied_to(const JnMessage *message, const char *domain)
{
	const GPtrArray *references = message->references;
	const char *id = references->len > 0 ? references->pdata[references->len - 1] : "";
	const char *at = strrchr(id, '@');
	const char *dot = strchr(id, '.');

	if (at == NULL || dot == NULL || dot > at || g_ascii_strcasecmp(at + 1, domain) != 0)
		return NULL;
	/* A post that had no Message-ID got one of ours (RANDOM.post@domain): no notice. */
	if (strncmp(dot, ".post@", 6) == 0)
		return NULL;
	return g_strndup(id, (gsize)(dot - id));
}

gboolean
jn_notice_is_digest(const char *template_name)
{
	static const char *const templates[] = {"digest", "thanks-digest", "thanks-first"};

	for (gsize i = 0; i < G_N_ELEMENTS(templates); i++)
		if (g_strcmp0(template_name, templates[i]) == 0)
			return TRUE;
	return FALSE;
}

gboolean
jn_notice_tells(const char *template_name)
{
	return jn_notice_is_digest(template_name) || g_strcmp0(template_name, "nudge") == 0;
}

gboolean
jn_notice_row(const JnMessage *message, const char *domain, gint64 *ret_row, gint64 *ret_person)
{
	g_autofree char *notice = jn_notice_replied_to(message, domain);
	g_auto(GStrv) fields = NULL;
	gint64 row, person;

	if (notice == NULL)
		return FALSE;
	fields = g_strsplit(message->references->pdata[message->references->len - 1], ".", 4);
	if (g_strv_length(fields) < 4 || !jn_base32_to_number(fields[1], &row) ||
	    !jn_base32_to_number(fields[2], &person))
		return FALSE;
	*ret_row = row;
	*ret_person = person;
	return TRUE;
}

gboolean
jn_notice_reply_is_words(const JnMessage *message, const JnNewText *text)
{
	GMimeObject *part = g_mime_message_get_mime_part(message->mime);
	GMimeContentType *type = part ? g_mime_object_get_content_type(part) : NULL;

	return message->protection == JN_PROTECTION_NONE && type != NULL && text->text[0] != '\0' &&
	       (g_mime_content_type_is_type(type, "text", "*") ||
		g_mime_content_type_is_type(type, "multipart", "alternative"));
}
