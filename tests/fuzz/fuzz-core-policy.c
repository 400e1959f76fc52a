/* fuzz-core-policy.c - any bytes as requests of an MTA, one after the other. */
#include "core/policy.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	gsize at = 0;
	gssize used = 1;

	while (used > 0) {
		g_auto(JnPolicyRequest) request = {0};

		used = jn_policy_parse((const char *)data + at, size - at, &request);
		at += used > 0 ? (gsize)used : 0;
	}
	return 0;
}
