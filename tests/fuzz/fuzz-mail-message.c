/* fuzz-mail-message.c - any bytes as a mail. */
#include "mail/automatic.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GBytes) given = g_bytes_new(data, size);
	g_autoptr(GBytes) raw = jn_message_normalise(given);
	g_autoptr(JnMessage) message = jn_message_parse(raw, NULL);
	g_autoptr(JnNewText) text = message ? jn_new_text_read(message) : NULL;
	g_auto(JnAutomatic) automatic = {0};

	if (message)
		jn_automatic_detect(message, text, NULL, NULL, &automatic);
	return 0;
}
