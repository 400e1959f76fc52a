#include "render/notice.h"

#include "mail/automatic.h"
#include "render/encode.h"
#include "render/header.h"

#include <string.h>

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
add_lists(GString *out, const JnNoticeSpec *spec)
{
	g_autofree char *url = NULL;

	if (spec->list_id != NULL)
		jn_header_add_mailbox(out, "List-Id", spec->list_name, spec->list_id);
	if (spec->unsubscribe == NULL)
		return;
	url = g_strdup_printf("<mailto:%s>", spec->unsubscribe);
	jn_header_add_raw(out, "List-Unsubscribe", url);
}

static void
add_header(GString *out, const JnLetter *letter, const JnNoticeSpec *spec)
{
	jn_header_add_mailbox(out, "From", spec->from_name, spec->from_address);
	jn_header_add_mailbox(out, "To", spec->to_name, spec->to_address);
	if (spec->reply_to != NULL)
		jn_header_add_mailbox(out, "Reply-To", NULL, spec->reply_to);
	jn_header_add_text(out, "Subject", letter->subject);
	jn_header_add_date(out, spec->now, 0);
	add_id(out, "Message-ID", spec->message_id);
	add_id(out, "In-Reply-To", spec->in_reply_to);
	add_id(out, "References", spec->in_reply_to);
	add_lists(out, spec);
	jn_header_add_raw(out, "Auto-Submitted",
			  spec->is_reply ? "auto-replied" : "auto-generated");
	/* Exchange does not heed Auto-Submitted. Bounces are wanted and not named here. */
	jn_header_add_raw(out, "X-Auto-Response-Suppress", "OOF, AutoReply");
	jn_header_add_raw(out, JN_LOOP_HEADER, spec->site_domain);
	jn_header_add_raw(out, "MIME-Version", "1.0");
	jn_header_add_raw(out, "Content-Language", spec->language);
}

/* `name`: of the file, or NULL: it is shown. */
static void
add_part(GString *out, const char *boundary, const char *type, const char *text, const char *name)
{
	gsize len = strlen(text);
	gboolean quoted = jn_encode_quoted_printable_size(text, len) <= (len + 2) / 3 * 4;

	g_string_append_printf(out, "--%s\n", boundary);
	g_string_append_printf(out, "Content-Type: %s; charset=utf-8\n", type);
	if (name != NULL)
		g_string_append_printf(out, "Content-Disposition: attachment; filename=\"%s\"\n",
				       name);
	g_string_append_printf(out, "Content-Transfer-Encoding: %s\n\n",
			       quoted ? "quoted-printable" : "base64");
	if (quoted) {
		jn_encode_quoted_printable(out, text, len);
	} else {
		/* RFC 2045 section 6.8: text in base64 has CRLF line ends. */
		g_autoptr(GString) crlf = g_string_new(text);

		g_string_replace(crlf, "\n", "\r\n", 0);
		jn_encode_base64(out, crlf->str, crlf->len);
	}
	g_string_append_c(out, '\n');
}

GBytes *
jn_notice_render(const JnLetter *letter, const JnNoticeSpec *spec)
{
	GString *out = g_string_sized_new(strlen(letter->text) + 2 * strlen(letter->html));
	/* Neither is the begin of the other, whichever way they are compared. */
	g_autofree char *outer = g_strconcat("mixed", spec->boundary, NULL);

	add_header(out, letter, spec);
	if (spec->attachment != NULL)
		g_string_append_printf(out,
				       "Content-Type: multipart/mixed; boundary=\"%s\"\n\n--%s\n",
				       outer, outer);
	g_string_append_printf(out, "Content-Type: multipart/alternative; boundary=\"%s\"\n\n",
			       spec->boundary);
	add_part(out, spec->boundary, "text/plain", letter->text, NULL);
	add_part(out, spec->boundary, "text/html", letter->html, NULL);
	g_string_append_printf(out, "--%s--\n", spec->boundary);
	if (spec->attachment != NULL) {
		g_string_append_c(out, '\n');
		add_part(out, outer, "text/plain", spec->attachment, spec->attachment_name);
		g_string_append_printf(out, "--%s--\n", outer);
	}
	return g_string_free_to_bytes(out);
}
