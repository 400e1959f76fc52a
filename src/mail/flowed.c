/*
 * flowed.c - see flowed.h.
 */
#include "mail/flowed.h"

#include <string.h>

static void
append_marks(GString *out, gsize depth)
{
	for (gsize i = 0; i < depth; i++)
		g_string_append_c(out, '>');
	if (depth)
		g_string_append_c(out, ' ');
}

char *
jn_flowed_unfold(const char *text, gboolean del_sp)
{
	GString *out = g_string_sized_new(strlen(text) + 1);
	gboolean open = FALSE; /* the last line ended in a soft break */
	gsize open_depth = 0;

	for (const char *p = text, *eol; *p; p = *eol ? eol + 1 : eol) {
		gsize depth, len;

		eol = strchrnul(p, '\n');
		depth = strspn(p, ">");
		p += depth;
		if (*p == ' ')
			p++;
		len = (gsize)(eol - p);
		if (open && (depth != open_depth || (len == 3 && strncmp(p, "-- ", 3) == 0))) {
			g_string_append_c(out, '\n');
			open = FALSE;
		}
		if (!open)
			append_marks(out, depth);
		open = len > 0 && p[len - 1] == ' ' && !(len == 3 && strncmp(p, "-- ", 3) == 0);
		open_depth = depth;
		g_string_append_len(out, p, (gssize)(open && del_sp ? len - 1 : len));
		if (!open && *eol)
			g_string_append_c(out, '\n');
	}
	return g_string_free(out, FALSE);
}
