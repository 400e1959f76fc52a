#include "base/fold.h"

#include <string.h>

/* Greek sigma and the Turkish dotted I are folded by what stands around them. */
#define SIGMA 0x3A3
#define DOTTED_I 0x130

/* Folds the ASCII octets at the begin; returns how many there are. Without a branch for each octet
 * the compiler does many at a time. */
static gsize
fold_ascii(const char *text, gsize size, char *folded)
{
	const gsize piece = 32;

	for (gsize at = 0; at < size; at += piece) {
		gsize end = MIN(at + piece, size);
		guchar any = 0;

		for (gsize i = at; i < end; i++) {
			guchar octet = (guchar)text[i];
			guchar upper = (guchar)(octet - 'A') < 26;

			any |= octet;
			folded[i] = (char)(octet | (guchar)(upper << 5));
		}
		if (any < 0x80)
			continue;
		while ((guchar)text[at] < 0x80)
			at++;
		return at;
	}
	return size;
}

/* The library reads on where a character is cut at the end, so that none may be. */
static char *
fold_slowly(const char *text, gsize size)
{
	g_autofree char *valid = g_utf8_make_valid(text, (gssize)size);

	return g_utf8_strdown(valid, -1);
}

char *
jn_fold(const char *text, gssize len)
{
	gsize size = len < 0 ? strlen(text) : strnlen(text, (gsize)len);
	/* A letter and its lower case have one length, but for a few, which have less or go the
	 * long way: Ⱥ (2) and ⱥ (3) are the worst. */
	g_autofree char *folded = g_malloc(size + size / 2 + 8);
	gsize out = 0;

	for (gsize at = 0; at < size;) {
		gsize run = fold_ascii(text + at, size - at, folded + out);
		gunichar c;

		at += run;
		out += run;
		if (at == size)
			break;
		c = g_utf8_get_char_validated(text + at, (gssize)(size - at));
		if (c == SIGMA || c == DOTTED_I || c >= 0x110000)
			return fold_slowly(text, size);
		out += (gsize)g_unichar_to_utf8(g_unichar_tolower(c), folded + out);
		at = (gsize)(g_utf8_next_char(text + at) - text);
	}
	folded[out] = '\0';
	return g_steal_pointer(&folded);
}
