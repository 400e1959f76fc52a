/*
 * bounce-returned.c - see bounce-returned.h.
 */
#include "mail/bounce-returned.h"

#include <string.h>

#include "base/fold.h"
#include "mail/address.h"
#include "mail/bounce-words.h"
#include "mail/fields.h"

/* A header that came back. */
#define HEADER_BYTES (64 * 1024)

/* Fields that name the recipient: the first is added by Hotmail to what its customers call spam. */
static const char *const recipient_fields[] = {"X-HmXmrOriginalRecipient", "To"};

/* The one address of a field's value, or NULL. */
static char *
read_one(const char *value, gsize len)
{
	g_autoptr(GPtrArray) to = g_ptr_array_new_with_free_func((GDestroyNotify)jn_mailbox_free);

	jn_addresses_parse(value, len, to);
	if (to->len != 1)
		return NULL;
	return jn_fold(((JnMailbox *)g_ptr_array_index(to, 0))->addr, -1);
}

static char *
read_message(GMimeMessage *inner)
{
	GMimeHeaderList *headers = g_mime_object_get_header_list(GMIME_OBJECT(inner));

	for (gsize i = 0; i < G_N_ELEMENTS(recipient_fields); i++) {
		GMimeHeader *header = g_mime_header_list_get_header(headers, recipient_fields[i]);
		const char *value = header ? g_mime_header_get_raw_value(header) : NULL;
		char *addr = value ? read_one(value, strlen(value)) : NULL;

		if (addr)
			return addr;
	}
	return NULL;
}

/* The first field of these names that holds one address. 'rfc822;' may stand before it (RFC 8098
 * section 3.2.4). */
static char *
read_header(const JnPart *part, const char *name)
{
	GString *content = jn_part_content(part, HEADER_BYTES);
	char *addr = NULL;
	JnFields fields;
	JnField field;

	jn_fields_init(&fields, content->str, content->len);
	while (!addr && jn_fields_next(&fields, &field)) {
		const char *semicolon = memchr(field.value, ';', field.value_len);
		const char *value = semicolon ? semicolon + 1 : field.value;

		if (jn_field_is(&field, name))
			addr = read_one(value, (gsize)(field.value + field.value_len - value));
	}
	g_string_free(content, TRUE);
	return addr;
}

/* 'To: <bo@example.org>' on a line, behind blanks and marks of a quote. */
static char *
read_text(const char *text)
{
	char *addr = NULL;

	for (const char *p = text, *eol; !addr && *p; p = *eol ? eol + 1 : eol) {
		eol = strchrnul(p, '\n');
		p += strspn(p, " \t>");
		if (g_ascii_strncasecmp(p, "to:", 3) == 0 && eol > p + 3)
			addr = read_one(p + 3, (gsize)(eol - p - 3));
	}
	return addr;
}

static char *
read_part(const JnPart *part)
{
	GMimeMessage *inner =
		GMIME_IS_MESSAGE_PART(part->object)
			? g_mime_message_part_get_message(GMIME_MESSAGE_PART(part->object))
			: NULL;

	if (inner)
		return read_message(inner);
	if (jn_part_is(part, "text", "rfc822-headers") ||
	    jn_part_is(part, "message", "rfc822-headers"))
		return read_header(part, "To");
	if (jn_part_is(part, "message", "disposition-notification"))
		return read_header(part, "Final-Recipient");
	return NULL;
}

char *
jn_bounce_returned_recipient(const JnMessage *message, const GArray *parts)
{
	g_autofree char *behind = NULL;

	for (guint i = 0; i < parts->len; i++) {
		char *addr = read_part(&g_array_index(parts, JnPart, i));

		if (addr)
			return addr;
	}
	behind = jn_bounce_returned_text(message);
	return read_text(behind);
}
