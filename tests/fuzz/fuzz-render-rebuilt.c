/* fuzz-render-rebuilt.c - any bytes as an anonymous mail: what is built of it is a mail again, of its
 * text and its files. */
#include <string.h>

#include "mail/attachments.h"
#include "mail/newtext.h"
#include "render/rebuilt.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GBytes) given = g_bytes_new(data, size);
	g_autoptr(GBytes) raw = jn_message_normalise(given);
	g_autoptr(JnMessage) message = jn_message_parse(raw, NULL);
	g_autoptr(GPtrArray) files = message ? jn_attachments_list(message) : NULL;
	g_autoptr(JnNewText) text = message ? jn_new_text_read(message) : NULL;
	g_autoptr(GBytes) mail = NULL;
	g_autoptr(JnMessage) built = NULL;
	g_autoptr(GPtrArray) again = NULL;
	guint kept = 0;

	if (message == NULL)
		return 0;
	for (guint i = 0; i < files->len; i++)
		kept += !((JnAttachment *)files->pdata[i])->personal;
	mail = jn_rebuilt_mail(text->text, files, 1795420800, "abcdefghijklmnopqrst");
	built = jn_message_parse(mail, NULL);
	g_assert_nonnull(built);
	g_assert_cmpint(built->protection, ==, JN_PROTECTION_NONE);
	again = jn_attachments_list(built);
	g_assert_cmpuint(again->len, ==, kept);
	return 0;
}
