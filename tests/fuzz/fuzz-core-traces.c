/* fuzz-core-traces.c - any bytes as an anonymous text. */
#include "base/limits.h"
#include "core/traces.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autofree char *text = g_utf8_make_valid((const char *)data, (gssize)size);
	g_autoptr(GPtrArray) addresses = g_ptr_array_new();
	const JnTraced who = {"Ana Bo Lind", addresses, "goals.example"};
	g_autoptr(GPtrArray) traces = NULL;

	g_ptr_array_add(addresses, (gpointer) "ana.lind@home.example");
	traces = jn_traces_find(text, &who);
	g_assert_cmpuint(traces->len, <=, JN_TRACES);
	for (guint i = 0; i < traces->len; i++)
		g_assert_true(g_utf8_validate(((JnTrace *)traces->pdata[i])->found, -1, NULL));
	return 0;
}
