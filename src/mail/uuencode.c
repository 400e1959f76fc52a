/*
 * uuencode.c - see uuencode.h.
 */
#include "mail/uuencode.h"

#include <string.h>

/* Bytes that a line stands for, at most. */
#define LINE_BYTES 45

gboolean
jn_uuencode_begins(const char *line)
{
	gsize digits;

	if (!g_str_has_prefix(line, "begin "))
		return FALSE;
	line += strlen("begin ");
	digits = strspn(line, "01234567");
	return digits >= 3 && digits <= 4 && line[digits] == ' ' &&
	       line[digits + 1 + strspn(line + digits + 1, " ")] != '\0';
}

gboolean
jn_uuencode_is_data(const char *line)
{
	gsize len = strlen(line), want;
	int bytes = *line == '`' ? 0 : *line - ' ';

	if (len == 0 || bytes < 0 || bytes > LINE_BYTES)
		return FALSE;
	for (const char *p = line; *p; p++)
		if (*p < ' ' || *p > '`')
			return FALSE;
	want = 1 + ((gsize)bytes + 2) / 3 * 4;
	/* Some encoders add a check character. */
	return bytes == 0 ? len <= 2 : len <= want + 1 && (len >= want || len + 8 > want);
}
