/* fuzz-mail-spf-record.c - any text as a TXT record; what is clean is so, and has no macros. */
#include <string.h>

#include "mail/spf-record.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	static const JnSpfMacros macros = {"a.b-c%x y@d.e.example", "e.example", "192.0.2.1",
					   "in-addr", "mx.example"};
	g_autofree char *text = g_strndup((const char *)data, size);
	g_autofree char *clean = NULL;

	if (jn_spf_record_read(text, &macros, &clean) != JN_SPF_RECORD_GOOD)
		return 0;
	g_assert(strstr(clean, "%{") == NULL);
	for (const char *p = clean; *p != '\0'; p++)
		g_assert(*p >= ' ' && *p <= '~');
	return 0;
}
