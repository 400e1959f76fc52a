#include "render/rebuilt.h"

#include <string.h>

#include "base/limits.h"
#include "mail/attachments.h"
#include "mail/clean.h"
#include "render/encode.h"
#include "render/header.h"

/* Of a file's name, so that its field stays a line that servers take. */
#define NAME_BYTES 100

/* RFC 2045 section 5.1 */
static gboolean
is_token(const char *text, gsize len)
{
	for (gsize i = 0; i < len; i++)
		if (!g_ascii_isgraph(text[i]) || strchr("()<>@,;:\\\"/[]?=", text[i]) != NULL)
			return FALSE;
	return len > 0;
}

static gboolean
is_type(const char *type)
{
	gsize main = strcspn(type, "/");

	return type[main] == '/' && is_token(type, main) &&
	       is_token(type + main + 1, strlen(type + main + 1));
}

static void
add_text(GString *out, const char *text)
{
	g_string_append(out, "Content-Type: text/plain; charset=utf-8\n"
			     "Content-Transfer-Encoding: quoted-printable\n\n");
	jn_encode_quoted_printable(out, text, strlen(text));
	g_string_append_c(out, '\n');
}

/* filename*=UTF-8''...: RFC 2231 section 4; each client reads it. */
static void
add_disposition(GString *out, const char *name)
{
	g_autofree char *cut = g_strdup(name);
	g_autofree char *escaped = NULL;

	jn_clean_cut(cut, NAME_BYTES);
	escaped = g_uri_escape_string(cut, NULL, FALSE);
	g_string_append_printf(out, "Content-Disposition: attachment;\n filename*=UTF-8''%s\n",
			       escaped);
}

static void
add_file(GString *out, const JnAttachment *file, const char *boundary)
{
	GString *bytes = jn_part_content(&file->part, JN_MESSAGE_BYTES_DEFAULT);
	const char *charset =
		g_mime_object_get_content_type_parameter(file->part.object, "charset");

	g_string_append_printf(out, "--%s\nContent-Type: %s", boundary,
			       is_type(file->type) ? file->type : "application/octet-stream");
	if (charset != NULL && is_token(charset, strlen(charset)))
		g_string_append_printf(out, "; charset=%s", charset);
	g_string_append(out, "\nContent-Transfer-Encoding: base64\n");
	if (file->name != NULL)
		add_disposition(out, file->name);
	else
		g_string_append(out, "Content-Disposition: attachment\n");
	g_string_append_c(out, '\n');
	jn_encode_base64(out, bytes->str, bytes->len);
	g_string_free(bytes, TRUE);
}

GBytes *
jn_rebuilt_mail(const char *text, const GPtrArray *files, gint64 date, const char *boundary)
{
	GString *out = g_string_new(NULL);
	gboolean any = FALSE;

	for (guint i = 0; files != NULL && i < files->len; i++)
		any |= !((const JnAttachment *)files->pdata[i])->personal;
	jn_header_add_date(out, date, 0);
	g_string_append(out, "MIME-Version: 1.0\n");
	if (!any) {
		add_text(out, text);
		return g_string_free_to_bytes(out);
	}
	g_string_append_printf(out, "Content-Type: multipart/mixed; boundary=\"%s\"\n\n--%s\n",
			       boundary, boundary);
	add_text(out, text);
	for (guint i = 0; i < files->len; i++)
		if (!((const JnAttachment *)files->pdata[i])->personal)
			add_file(out, files->pdata[i], boundary);
	g_string_append_printf(out, "--%s--\n", boundary);
	return g_string_free_to_bytes(out);
}
