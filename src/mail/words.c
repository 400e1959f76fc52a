/*
 * words.c - see words.h.
 */
#include "mail/words.h"

#include <string.h>

#include "base/fold.h"

gboolean
jn_words_begin_fold(const char *fold, const char *const *starts)
{
	for (; *starts; starts++)
		if (g_str_has_prefix(fold, *starts))
			return TRUE;
	return FALSE;
}

gboolean
jn_words_hold_fold(const char *fold, gssize len, const char *const *words)
{
	for (; *words; words++)
		if (g_strstr_len(fold, len, *words))
			return TRUE;
	return FALSE;
}

gboolean
jn_words_begin(const char *text, const char *const *starts)
{
	g_autofree char *fold = jn_fold(text, -1);

	return jn_words_begin_fold(fold, starts);
}

gboolean
jn_words_hold(const char *text, const char *const *words)
{
	g_autofree char *fold = jn_fold(text, -1);

	return jn_words_hold_fold(fold, -1, words);
}

guint
jn_words_count(const char *line)
{
	guint n = 0;

	for (line += strspn(line, " \t"); *line; line += strspn(line, " \t")) {
		line += strcspn(line, " \t");
		n++;
	}
	return n;
}
