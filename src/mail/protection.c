/*
 * protection.c - see protection.h.
 */
#include "mail/protection.h"

#include <string.h>

#include "mail/cms.h"

/* How far into a text the armour may begin: lists put lines before it. */
#define ARMOUR_WITHIN 4096

/* So much of S/MIME says what it is. */
#define CMS_HEAD 64

gboolean
jn_part_is_pkcs7(const JnPart *part)
{
	return jn_part_is(part, "application", "pkcs7-mime") ||
	       jn_part_is(part, "application", "x-pkcs7-mime");
}

/* Programs leave smime-type out: then the data says. */
static JnProtection
of_smime(const JnPart *part)
{
	const char *type = g_mime_object_get_content_type_parameter(part->object, "smime-type");
	GString *head;
	gboolean is_signed;

	if (type && g_ascii_strcasecmp(type, "signed-data") == 0)
		return JN_PROTECTION_SIGNED;
	if (type && g_ascii_strcasecmp(type, "certs-only") == 0)
		return JN_PROTECTION_NONE;
	head = jn_part_content(part, CMS_HEAD);
	is_signed = !type && jn_cms_is_signed(head->str, head->len);
	g_string_free(head, TRUE);
	return is_signed ? JN_PROTECTION_SIGNED : JN_PROTECTION_ENCRYPTED;
}

static JnProtection
of_armour(const JnPart *part)
{
	GString *text = jn_part_content(part, ARMOUR_WITHIN);
	JnProtection found = JN_PROTECTION_NONE;

	for (const char *p = text->str; (p = strstr(p, "-----BEGIN PGP ")); p++) {
		if (p > text->str && p[-1] != '\n')
			continue;
		if (g_str_has_prefix(p, "-----BEGIN PGP MESSAGE-----"))
			found = JN_PROTECTION_ENCRYPTED;
		else if (g_str_has_prefix(p, "-----BEGIN PGP SIGNED MESSAGE-----"))
			found = JN_PROTECTION_SIGNED;
		break;
	}
	g_string_free(text, TRUE);
	return found;
}

JnProtection
jn_protection_find(const JnMessage *message, guint *ret_anomalies)
{
	g_autoptr(GArray) parts = jn_tree_list(message->mime, ret_anomalies);
	gboolean text_seen = FALSE;
	JnProtection found = JN_PROTECTION_NONE;

	for (guint i = 0; i < parts->len && found != JN_PROTECTION_ENCRYPTED; i++) {
		const JnPart *part = &g_array_index(parts, JnPart, i);
		JnProtection here = JN_PROTECTION_NONE;

		if (jn_part_is(part, "multipart", "encrypted")) {
			here = JN_PROTECTION_ENCRYPTED;
		} else if (jn_part_is(part, "multipart", "signed")) {
			here = JN_PROTECTION_SIGNED;
		} else if (jn_part_is_pkcs7(part)) {
			here = of_smime(part);
		} else if (!text_seen && jn_part_is(part, "text", "plain")) {
			text_seen = TRUE;
			here = of_armour(part);
		}
		found = MAX(found, here);
	}
	return found;
}
