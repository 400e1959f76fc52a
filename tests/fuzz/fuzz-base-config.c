/* fuzz-base-config.c - any bytes as journster.conf. */
#include "base/config.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	JnConfig *config = jn_config_parse((const char *)data, size, "/tmp", NULL);

	jn_config_free(config);
	return 0;
}
