/*
 * message.c - see message.h.
 */
#include "mail/message.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "base/limits.h"
#include "mail/address.h"
#include "mail/clean.h"
#include "mail/encoded-word.h"
#include "mail/fields.h"
#include "mail/guard.h"
#include "mail/message-id.h"
#include "mail/protection.h"
#include "mail/subject.h"
#include "mail/thread-index.h"
#include "mail/tree.h"

void
jn_mailbox_free(JnMailbox *mailbox)
{
	if (!mailbox)
		return;
	g_free(mailbox->name);
	g_free(mailbox->addr);
	g_free(mailbox);
}

void
jn_message_free(JnMessage *message)
{
	if (!message)
		return;
	g_clear_object(&message->mime);
	g_free(message->view);
	g_clear_pointer(&message->from, g_ptr_array_unref);
	g_clear_pointer(&message->to, g_ptr_array_unref);
	g_clear_pointer(&message->cc, g_ptr_array_unref);
	g_clear_pointer(&message->references, g_ptr_array_unref);
	jn_mailbox_free(message->sender);
	g_free(message->subject);
	g_free(message->subject_base);
	g_free(message->message_id);
	g_free(message->in_reply_to);
	g_free(message->thread_index);
	g_free(message->hash);
	g_bytes_unref(message->raw);
	g_free(message);
}

/* The header's bytes. */
static void
header_fields(const JnMessage *message, JnFields *ret_fields)
{
	jn_fields_init(ret_fields, g_bytes_get_data(message->raw, NULL), message->body_offset);
}

static gboolean
first_field(const JnMessage *message, const char *name, JnField *ret_field)
{
	JnFields fields;

	header_fields(message, &fields);
	while (jn_fields_next(&fields, ret_field))
		if (jn_field_is(ret_field, name))
			return TRUE;
	return FALSE;
}

char *
jn_message_header(const JnMessage *message, const char *name)
{
	JnField field;

	if (!first_field(message, name, &field))
		return NULL;
	return jn_encoded_words_decode(field.value, field.value_len);
}

GPtrArray *
jn_message_headers(const JnMessage *message, const char *name)
{
	GPtrArray *values = g_ptr_array_new_with_free_func(g_free);
	JnFields fields;
	JnField field;

	header_fields(message, &fields);
	while (jn_fields_next(&fields, &field))
		if (jn_field_is(&field, name))
			g_ptr_array_add(values, jn_clean_line(field.value, field.value_len));
	return values;
}

/* From is read from its first field only; To and Cc may be spread over several (RFC 5322 3.6
 * forbids that, and mail does it). */
static void
read_addresses(JnMessage *message)
{
	g_autoptr(GPtrArray) sender =
		g_ptr_array_new_with_free_func((GDestroyNotify)jn_mailbox_free);
	JnFields fields;
	JnField field;
	guint n_from = 0;

	message->from = g_ptr_array_new_with_free_func((GDestroyNotify)jn_mailbox_free);
	message->to = g_ptr_array_new_with_free_func((GDestroyNotify)jn_mailbox_free);
	message->cc = g_ptr_array_new_with_free_func((GDestroyNotify)jn_mailbox_free);
	header_fields(message, &fields);
	while (jn_fields_next(&fields, &field)) {
		if (jn_field_is(&field, "From") && n_from++ == 0)
			jn_addresses_parse(field.value, field.value_len, message->from);
		else if (jn_field_is(&field, "To"))
			jn_addresses_parse(field.value, field.value_len, message->to);
		else if (jn_field_is(&field, "Cc"))
			jn_addresses_parse(field.value, field.value_len, message->cc);
		else if (jn_field_is(&field, "Sender") && sender->len == 0)
			jn_addresses_parse(field.value, field.value_len, sender);
	}
	if (sender->len)
		message->sender = g_ptr_array_steal_index(sender, 0);
	if (message->from->len == 0)
		message->anomalies |= JN_ANOMALY_NO_FROM;
	if (n_from > 1)
		message->anomalies |= JN_ANOMALY_MANY_FROM;
}

static void
read_subject(JnMessage *message)
{
	message->subject = jn_message_header(message, "Subject");
	if (!message->subject)
		message->subject = g_strdup("");
	jn_clean_cut(message->subject, JN_SUBJECT_BYTES);
	message->subject_base = jn_subject_base(message->subject);
}

/* Appends the ids of all fields `name`. */
static void
scan_ids(const JnMessage *message, const char *name, GPtrArray *ids)
{
	JnFields fields;
	JnField field;

	header_fields(message, &fields);
	while (jn_fields_next(&fields, &field))
		if (jn_field_is(&field, name))
			jn_message_ids_scan(field.value, field.value_len, ids);
}

/* Appends those of `ids` that were not seen yet, the last place winning: walked from the end. */
static void
add_newest(GPtrArray *newest_first, GHashTable *seen, GPtrArray *ids)
{
	for (guint i = ids->len; i > 0 && newest_first->len < JN_REFERENCES; i--) {
		char *id = g_ptr_array_index(ids, i - 1);

		if (g_hash_table_add(seen, id))
			g_ptr_array_add(newest_first, g_strdup(id));
	}
}

static void
read_ids(JnMessage *message)
{
	g_autoptr(GPtrArray) own = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) parents = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) ancestors = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) newest_first = g_ptr_array_new();
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	scan_ids(message, "Message-ID", own);
	scan_ids(message, "In-Reply-To", parents);
	scan_ids(message, "References", ancestors);
	if (own->len)
		message->message_id = g_ptr_array_steal_index(own, 0);
	else
		message->anomalies |= JN_ANOMALY_NO_MESSAGE_ID;
	/* A mail is not its own parent. */
	if (message->message_id)
		g_hash_table_add(seen, message->message_id);
	if (parents->len && !g_hash_table_contains(seen, g_ptr_array_index(parents, 0))) {
		message->in_reply_to = g_strdup(g_ptr_array_index(parents, 0));
		g_ptr_array_add(newest_first, g_strdup(message->in_reply_to));
		g_hash_table_add(seen, message->in_reply_to);
	}
	add_newest(newest_first, seen, parents);
	add_newest(newest_first, seen, ancestors);
	message->references = g_ptr_array_new_with_free_func(g_free);
	for (guint i = newest_first->len; i > 0; i--)
		g_ptr_array_add(message->references, g_ptr_array_index(newest_first, i - 1));
}

static void
read_thread_index(JnMessage *message)
{
	g_autofree char *value = jn_message_header(message, "Thread-Index");

	if (value)
		message->thread_index = jn_thread_index_parse(value);
}

/* Whether the date says where its writer is: "GMT" and "-0000" do not. */
static gboolean
tells_zone(const char *date)
{
	gsize len;

	for (const char *at = strpbrk(date, "+-"); at != NULL; at = strpbrk(at + 1, "+-")) {
		len = strspn(at + 1, "0123456789");
		if (len == 4 && at > date && g_ascii_isspace(at[-1]))
			return !g_str_has_prefix(at, "-0000");
	}
	return FALSE;
}

/* Dates from 1970 on: earlier ones are broken clocks, and 0 stands for 'none'. */
static void
read_date(JnMessage *message)
{
	g_autofree char *value = jn_message_header(message, "Date");
	g_autoptr(GDateTime) date = NULL;

	if (!value || strlen(value) > 200)
		return;
	date = g_mime_utils_header_decode_date(value);
	if (!date || g_date_time_to_unix(date) < 0)
		return;
	message->date = g_date_time_to_unix(date);
	message->date_offset = (int)(g_date_time_get_utc_offset(date) / G_TIME_SPAN_SECOND);
	message->has_zone = tells_zone(value);
}

static void
hash_field(GChecksum *sum, const JnMessage *message, const char *name)
{
	JnField field;
	g_autofree char *line = NULL;

	if (first_field(message, name, &field))
		line = jn_clean_line(field.value, field.value_len);
	g_checksum_update(sum, (const guchar *)(line ? line : ""), -1);
	g_checksum_update(sum, (const guchar *)"\n", 1);
}

/* Folds of a field and blank lines at the end differ by the way a mail took; they do not count. */
static void
read_hash(JnMessage *message)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	gsize size;
	const char *data = g_bytes_get_data(message->raw, &size);

	hash_field(sum, message, "From");
	hash_field(sum, message, "Date");
	while (size > message->body_offset && g_ascii_isspace(data[size - 1]))
		size--;
	for (gsize at = message->body_offset; at < size;) {
		gsize step = MIN(size - at, (gsize)1 << 30);

		g_checksum_update(sum, (const guchar *)data + at, (gssize)step);
		at += step;
	}
	message->hash = g_strdup(g_checksum_get_string(sum));
}

static void
note_odd_bytes(JnMessage *message)
{
	gsize size;
	const char *data = g_bytes_get_data(message->raw, &size);
	const char *end = data + size;

	if (memchr(data, '\0', size))
		message->anomalies |= JN_ANOMALY_NUL;
	for (const char *p = data; p < end && (p = memchr(p, '\r', (gsize)(end - p))); p++)
		if (p + 1 == end || p[1] != '\n') {
			message->anomalies |= JN_ANOMALY_BARE_CR;
			return;
		}
}

/* GMime says where the empty line stands that ends the header; -1 where there is none. */
static gsize
behind_empty_line(const char *data, gsize size, gint64 empty_line)
{
	gsize at = empty_line < 0 ? size : MIN((gsize)empty_line, size);

	if (at < size && data[at] == '\r')
		at++;
	if (at < size && data[at] == '\n')
		at++;
	return at;
}

/* GMime reads our bytes in place; `message->raw` outlives the tree. */
static gboolean
build_tree(JnMessage *message, GError **error)
{
	static gsize once;
	g_autoptr(GMimeStream) stream = NULL;
	g_autoptr(GMimeParser) parser = NULL;
	gsize size;
	const char *data = g_bytes_get_data(message->raw, &size);

	/* GMime's own tables, which it needs once in a process whoever calls first. */
	if (g_once_init_enter(&once)) {
		g_mime_init();
		g_once_init_leave(&once, 1);
	}
	/* new_with_buffer would copy; of the array it is given GMime only reads these two. */
	message->view = g_new0(GByteArray, 1);
	message->view->data = (guint8 *)data;
	message->view->len = (guint)size;
	stream = g_mime_stream_mem_new_with_byte_array(message->view);
	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
	parser = g_mime_parser_new_with_stream(stream);
	g_mime_parser_set_persist_stream(parser, TRUE);
	message->mime = g_mime_parser_construct_message(parser, NULL);
	if (!message->mime) {
		g_set_error(error, JN_ERROR, JN_ERROR_MALFORMED,
			    "reading the mail: it does not begin with a header");
		return FALSE;
	}
	message->body_offset = behind_empty_line(data, size, g_mime_parser_get_headers_end(parser));
	return TRUE;
}

/* A mail has a header if there is a field in it: GMime would take an empty line for one. */
static gboolean
has_header(const char *data, gsize size)
{
	JnFields fields;
	JnField field;

	jn_fields_init(&fields, data, size);
	return jn_fields_next(&fields, &field);
}

JnMessage *
jn_message_parse(GBytes *raw, GError **error)
{
	g_autoptr(JnMessage) message = NULL;
	gsize size;
	const char *data = g_bytes_get_data(raw, &size);

	if (size == 0 || size > G_MAXINT || !has_header(data, size)) {
		g_set_error(error, JN_ERROR, JN_ERROR_MALFORMED,
			    "reading the mail: it is empty, has no header or is too large");
		return NULL;
	}
	if (!jn_guard_check(data, size, error))
		return NULL;
	message = g_new0(JnMessage, 1);
	message->raw = g_bytes_ref(raw);
	if (!build_tree(message, error))
		return NULL;
	note_odd_bytes(message);
	read_addresses(message);
	read_subject(message);
	read_ids(message);
	read_thread_index(message);
	read_date(message);
	read_hash(message);
	message->protection = jn_protection_find(message, &message->anomalies);
	return g_steal_pointer(&message);
}
