/* fuzz-mail-newtext.c - any bytes as a mail. */
#include <string.h>

#include "mail/newtext.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GBytes) given = g_bytes_new(data, size);
	g_autoptr(GBytes) raw = jn_message_normalise(given);
	g_autoptr(JnMessage) message = jn_message_parse(raw, NULL);
	g_autoptr(JnNewText) plain = jn_new_text_split((const char *)data, size);
	g_autoptr(JnNewText) read = message ? jn_new_text_read(message) : NULL;

	g_assert(g_utf8_validate(plain->text, -1, NULL));
	g_assert(g_utf8_validate(plain->exchange, -1, NULL));
	g_assert(plain->signoff <= strlen(plain->text));
	g_assert(!read || g_utf8_validate(read->quoted, -1, NULL));
	return 0;
}
