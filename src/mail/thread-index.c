/*
 * thread-index.c - see thread-index.h.
 */
#include "mail/thread-index.h"

#include <string.h>

#define BYTES_MAX ((JN_THREAD_INDEX_HEAD + JN_THREAD_INDEX_STEPS * JN_THREAD_INDEX_STEP) / 2)

char *
jn_thread_index_parse(const char *value)
{
	GString *hex;
	g_autofree guchar *bytes = NULL;
	gsize len;

	if (strlen(value) > BYTES_MAX * 2)
		return NULL;
	bytes = g_base64_decode(value, &len);
	if (len < JN_THREAD_INDEX_HEAD / 2 || len > BYTES_MAX || bytes[0] != 1 ||
	    (len - JN_THREAD_INDEX_HEAD / 2) % (JN_THREAD_INDEX_STEP / 2) != 0)
		return NULL;
	hex = g_string_sized_new(len * 2 + 1);
	for (gsize i = 0; i < len; i++)
		g_string_append_printf(hex, "%02x", bytes[i]);
	return g_string_free(hex, FALSE);
}
