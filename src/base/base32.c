#include "base/base32.h"

#include <string.h>

static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";

char *
jn_base32_from_number(gint64 value)
{
	char letters[14];
	gsize at = sizeof letters - 1;

	g_return_val_if_fail(value >= 0, NULL);
	letters[at] = '\0';
	do {
		letters[--at] = alphabet[value & 31];
		value >>= 5;
	} while (value > 0);
	return g_strdup(letters + at);
}

gboolean
jn_base32_to_number(const char *text, gint64 *ret_value)
{
	gsize len = strlen(text);
	gint64 value = 0;

	if (len < 1 || len > 12)
		return FALSE;
	for (gsize i = 0; i < len; i++) {
		const char *letter = strchr(alphabet, g_ascii_tolower(text[i]));

		if (letter == NULL || *letter == '\0')
			return FALSE;
		/* One number, one form: a token must not have two spellings. */
		if (i == 0 && len > 1 && letter == alphabet)
			return FALSE;
		value = value << 5 | (letter - alphabet);
	}
	*ret_value = value;
	return TRUE;
}

char *
jn_base32_from_bytes(const guint8 *bytes, gsize len)
{
	GString *out = g_string_sized_new(len * 8 / 5 + 1);
	guint bits = 0;
	guint held = 0;

	for (gsize i = 0; i < len; i++) {
		held = (held << 8 | bytes[i]) & 0xfff;
		bits += 8;
		while (bits >= 5) {
			bits -= 5;
			g_string_append_c(out, alphabet[held >> bits & 31]);
		}
	}
	if (bits > 0)
		g_string_append_c(out, alphabet[held << (5 - bits) & 31]);
	return g_string_free(out, FALSE);
}
