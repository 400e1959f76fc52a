#include "render/copy-header.h"

#include "mail/automatic.h"
#include "mail/fields.h"
#include "render/header.h"

#include <string.h>

/* Kept of the original. All else stays behind: it tells of the way, the writer's machine or other
 * people, or speaks for us without our leave. */
static const char *const kept[] = {"Thread-Topic", "Thread-Index", "Keywords", "Importance"};

/* Content-MD5 and Content-Length would be wrong, and what is not known stays behind. */
static const char *const kept_content[] = {
	"Content-Type",        "Content-Transfer-Encoding",
	"Content-Disposition", "Content-Description",
	"Content-ID",          "Content-Location",
	"Content-Base",        "Content-Language",
	"Content-Duration",    "Content-Features",
	"Content-Alternative",
};

static gboolean
is_one_of(const JnField *field, const char *const *names, gsize count)
{
	for (gsize i = 0; i < count; i++)
		if (jn_field_is(field, names[i]))
			return TRUE;
	return FALSE;
}

static void
fields_of(const JnMessage *message, JnFields *ret_fields)
{
	jn_fields_init(ret_fields, g_bytes_get_data(message->raw, NULL), message->body_offset);
}

/* The field's own bytes, less control characters: servers refuse NUL or take a CR alone for a line
 * end, terminals obey the others. */
static void
add_field(GString *out, const JnField *field)
{
	const char *end = field->value + field->value_len;

	for (const char *at = field->name; at < end; at++)
		if (*at == '\n' || *at == '\t' || !g_ascii_iscntrl(*at))
			g_string_append_c(out, *at);
	g_string_append_c(out, '\n');
}

static gboolean
is_ascii_field(const JnField *field)
{
	for (gsize i = 0; i < field->value_len; i++)
		if ((guchar)field->value[i] > 126)
			return FALSE;
	return TRUE;
}

/* The fields of `kept`, each once. */
static void
add_kept(GString *out, const JnMessage *message)
{
	for (gsize i = 0; i < G_N_ELEMENTS(kept); i++) {
		JnFields fields;
		JnField field;

		fields_of(message, &fields);
		while (jn_fields_next(&fields, &field)) {
			if (!jn_field_is(&field, kept[i]) || !is_ascii_field(&field))
				continue;
			add_field(out, &field);
			break;
		}
	}
}

static void
add_date(GString *out, const JnMessage *message, gint64 now)
{
	JnFields fields;
	JnField field;

	fields_of(message, &fields);
	while (message->date != 0 && jn_fields_next(&fields, &field))
		if (jn_field_is(&field, "Date") && is_ascii_field(&field)) {
			add_field(out, &field);
			return;
		}
	jn_header_add_date(out, message->date != 0 ? message->date : now, message->date_offset);
}

static void
add_id(GString *out, const char *name, const char *id)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();

	if (id == NULL)
		return;
	g_ptr_array_add(ids, (gpointer)id);
	jn_header_add_ids(out, name, ids);
}

static void
add_mailto(GString *out, const char *name, const char *address)
{
	g_autofree char *url = address ? g_strdup_printf("<mailto:%s>", address) : NULL;

	if (url != NULL)
		jn_header_add_raw(out, name, url);
}

static void
add_and_clear(JnRendered *rendered, GString *text)
{
	jn_rendered_add_text(rendered, text->str);
	g_string_truncate(text, 0);
}

void
jn_copy_add_header(JnRendered *rendered, const JnMessage *message, const JnCopySpec *spec)
{
	g_autoptr(GString) out = g_string_new(NULL);

	jn_header_add_mailbox(out, "From", spec->from_name, spec->goal_address);
	jn_header_add_mailbox(out, "To", NULL, spec->goal_address);
	g_string_append(out, "Reply-To: ");
	add_and_clear(rendered, out);
	jn_rendered_add_hole(rendered, JN_HOLE_REPLY_TO);
	g_string_append_c(out, '\n');
	jn_header_add_text(out, "Subject", spec->subject != NULL ? spec->subject : "");
	add_date(out, message, spec->now);
	add_id(out, "Message-ID", spec->message_id);
	add_id(out, "In-Reply-To", spec->in_reply_to);
	jn_header_add_ids(out, "References", spec->references);
	if (spec->list_id != NULL)
		jn_header_add_mailbox(out, "List-Id", spec->list_name, spec->list_id);
	add_mailto(out, "List-Post", spec->goal_address);
	add_mailto(out, "List-Help", spec->help_address);
	add_mailto(out, "List-Subscribe", spec->subscribe_address);
	add_mailto(out, "List-Owner", spec->operator_address);
	g_string_append(out, "List-Unsubscribe: <mailto:");
	add_and_clear(rendered, out);
	jn_rendered_add_hole(rendered, JN_HOLE_UNSUBSCRIBE);
	g_string_append(out, ">\n");
	jn_header_add_raw(out, "Precedence", "list");
	jn_header_add_raw(out, JN_LOOP_HEADER, spec->site_domain);
	add_kept(out, message);
	jn_header_add_raw(out, "MIME-Version", "1.0");
	add_and_clear(rendered, out);
}

void
jn_copy_add_content_fields(GString *out, const JnMessage *message, const JnEdits *edits)
{
	const char *type = edits != NULL ? edits->root_type : NULL;
	const char *transfer = edits != NULL ? edits->root_transfer : NULL;
	JnFields fields;
	JnField field;

	fields_of(message, &fields);
	while (jn_fields_next(&fields, &field)) {
		if (!is_one_of(&field, kept_content, G_N_ELEMENTS(kept_content)) ||
		    (type != NULL && jn_field_is(&field, "Content-Type")) ||
		    (transfer != NULL && jn_field_is(&field, "Content-Transfer-Encoding")))
			continue;
		/* A name of a file may be 8-bit, as many clients write it; the others are never. */
		if (!is_ascii_field(&field) && !jn_field_is(&field, "Content-Type") &&
		    !jn_field_is(&field, "Content-Disposition"))
			continue;
		add_field(out, &field);
	}
	if (type != NULL)
		jn_header_add_raw(out, "Content-Type", type);
	if (transfer != NULL)
		jn_header_add_raw(out, "Content-Transfer-Encoding", transfer);
}
