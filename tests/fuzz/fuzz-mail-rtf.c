/* fuzz-mail-rtf.c - any bytes as RTF, packed and not. */
#include "mail/rtf.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	enum { OUT_BYTES = 65536 };
	GString *unpacked = jn_rtf_unpack(data, size, OUT_BYTES);
	GString *text = jn_rtf_text(unpacked->str, unpacked->len, OUT_BYTES);
	GString *plain = jn_rtf_text((const char *)data, size, OUT_BYTES);

	g_assert(unpacked->len <= OUT_BYTES && text->len <= OUT_BYTES && plain->len <= OUT_BYTES);
	g_string_free(unpacked, TRUE);
	g_string_free(text, TRUE);
	g_string_free(plain, TRUE);
	return 0;
}
