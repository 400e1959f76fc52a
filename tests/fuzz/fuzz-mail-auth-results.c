/* fuzz-mail-auth-results.c - any bytes as a field's value, and as a mail. */
#include "mail/auth-results.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	char *const ids[] = {(char *)"mx.goals.example", NULL};
	g_autoptr(GPtrArray) results = jn_auth_results_parse((const char *)data, size, ids);
	g_autoptr(GBytes) given = g_bytes_new(data, size);
	g_autoptr(GBytes) raw = jn_message_normalise(given);
	g_autoptr(JnMessage) message = jn_message_parse(raw, NULL);
	g_autoptr(GPtrArray) all = message ? jn_auth_results_read(message, ids) : NULL;

	g_assert(results == NULL || results->len <= JN_AUTH_RESULTS);
	return 0;
}
