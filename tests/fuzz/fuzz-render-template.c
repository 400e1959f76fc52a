/* fuzz-render-template.c - any bytes as a template. */
#include "render/template.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(JnTemplate) template = jn_template_parse("fuzz", (const char *)data, size, NULL);
	g_autoptr(GPtrArray) names = template ? jn_template_variables(template) : NULL;

	g_assert_true(template == NULL || names != NULL);
	return 0;
}
