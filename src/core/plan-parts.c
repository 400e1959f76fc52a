#include "core/plan-parts.h"

#include <string.h>

char *
jn_gist(const char *text, gsize bytes)
{
	g_autoptr(GString) line = g_string_new(NULL);
	gboolean blank = FALSE;
	const char *end;

	for (const char *p = text; *p != '\0' && line->len <= bytes; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (g_unichar_isspace(c)) {
			blank = line->len > 0;
			continue;
		}
		if (blank)
			g_string_append_c(line, ' ');
		blank = FALSE;
		g_string_append_unichar(line, c);
	}
	if (line->len <= bytes)
		return g_strdup(line->str);
	/* Room for the ellipsis (3 bytes); at a word if one ends in the last third. */
	end = g_utf8_find_prev_char(line->str, line->str + bytes - 2);
	for (const char *p = end; p > line->str + bytes * 2 / 3; p--)
		if (*p == ' ') {
			end = p;
			break;
		}
	g_string_truncate(line, (gsize)(end - line->str));
	g_string_append(line, "\342\200\246");
	return g_strdup(line->str);
}

char *
jn_when_format(gint64 when)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(when);
	/* Not g_date_time_format's %B: that asks the locale of the process. */
	static const char *const months[] = {"January",   "February", "March",    "April",
					     "May",       "June",     "July",     "August",
					     "September", "October",  "November", "December"};

	return g_strdup_printf("%d %s %d, %02d:%02d UTC", g_date_time_get_day_of_month(time),
			       months[g_date_time_get_month(time) - 1], g_date_time_get_year(time),
			       g_date_time_get_hour(time), g_date_time_get_minute(time));
}
