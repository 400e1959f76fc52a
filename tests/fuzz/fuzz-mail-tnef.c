/* fuzz-mail-tnef.c - any bytes as winmail.dat. */
#include <string.h>

#include "mail/tnef.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	enum { OUT_BYTES = 65536 };
	g_autofree char *text = jn_tnef_text(data, size, OUT_BYTES);

	/* Cleaning makes three bytes of one that is none, HTML marks of elements. */
	g_assert(!text || (g_utf8_validate(text, -1, NULL) && strlen(text) <= 40 * OUT_BYTES));
	return 0;
}
