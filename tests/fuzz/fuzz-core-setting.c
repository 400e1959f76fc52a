/* fuzz-core-setting.c - any bytes as a mail of settings, and as the words of a language to read it
 * with.
 */
#include "base/limits.h"
#include "core/labels.h"
#include "core/setting.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autofree char *text = g_utf8_make_valid((const char *)data, (gssize)size);
	g_autoptr(GPtrArray) settings = jn_settings_parse(text);
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)jn_labels_free);
	JnLabels *labels = jn_labels_parse("fuzz", (const char *)data, size, NULL);

	if (labels != NULL)
		g_ptr_array_add(all, labels);
	g_assert_cmpuint(settings->len, <=, JN_SETTINGS);
	for (guint i = 0; i < settings->len; i++) {
		const JnSetting *setting = settings->pdata[i];
		JnSettingLabel label;

		g_assert_true(g_utf8_validate(setting->label, -1, NULL));
		g_assert_true(g_utf8_validate(setting->value, -1, NULL));
		if (jn_labels_find(all, "en", setting->label, JN_SETTING_NAME, JN_SETTING_SELF,
				   &label))
			g_assert_cmpint(label, <, JN_N_SETTING_LABELS);
		(void)jn_labels_language(all, setting->value);
	}
	return 0;
}
