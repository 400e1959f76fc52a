/* fuzz-mail-bounce.c - any bytes as a mail. */
#include "mail/bounce.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GBytes) given = g_bytes_new(data, size);
	g_autoptr(GBytes) raw = jn_message_normalise(given);
	g_autoptr(JnMessage) message = jn_message_parse(raw, NULL);
	g_autoptr(GPtrArray) bounces = message ? jn_bounce_parse(message) : NULL;

	g_assert(!bounces || bounces->len > 0);
	return 0;
}
