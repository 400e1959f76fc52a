/* fuzz-mail-cms.c - any bytes as S/MIME in one piece. */
#include "mail/cms.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GBytes) content = jn_cms_content(data, size);

	g_assert(!content || (jn_cms_is_signed(data, size) && g_bytes_get_size(content) < size));
	return 0;
}
