#include "base/days.h"

#include <string.h>

#define DAYS_MAX 365

gboolean
jn_days_parse(const char *words, guint most, int *ret_days, guint *ret_n)
{
	g_auto(GStrv) parts = g_strsplit_set(words, ",; \t\n", -1);
	g_autofree int *days = g_new0(int, most);
	guint n = 0;

	for (char **part = parts; *part != NULL; part++) {
		guint64 value;

		if (**part == '\0')
			continue;
		if (n == most ||
		    !g_ascii_string_to_unsigned(*part, 10, 1, DAYS_MAX, &value, NULL) ||
		    (n > 0 && (int)value <= days[n - 1]))
			return FALSE;
		days[n++] = (int)value;
	}
	if (n == 0)
		return FALSE;
	memcpy(ret_days, days, n * sizeof *days);
	*ret_n = n;
	return TRUE;
}
