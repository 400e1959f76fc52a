/* fuzz-core-conversation.c - any bytes as letters: each takes three, its id, parent and subject. */
#include "core/conversation.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", NULL};
	guint n = (guint)MIN(size / 3, 1000);
	g_autofree JnThreaded *letters = g_new0(JnThreaded, n + 1);
	g_autofree const char **references = g_new0(const char *, 4 * (gsize)n + 1);
	g_autofree gboolean *seen = g_new0(gboolean, n + 1);
	g_autoptr(GArray) places = NULL;
	guint found = 0;

	for (guint i = 0; i < n; i++, data += 3) {
		for (guint k = 0; k < 3; k++)
			references[4 * i + k] = names[(data[1] >> (2 * k)) % 8];
		letters[i] = (JnThreaded){.message_id = names[data[0] % 8],
					  .references = references + 4 * (gsize)i,
					  .subject_base = names[data[2] % 8],
					  .is_reply = data[2] > 127,
					  .date = data[0] / 8};
	}
	places = jn_conversations_make(letters, n);
	for (guint i = 0; i < places->len; i++) {
		int letter = g_array_index(places, JnBranch, i).letter;

		g_assert_true(letter < 0 || !seen[letter]);
		if (letter >= 0)
			seen[letter] = ++found;
	}
	g_assert_cmpuint(found, ==, n);
	return 0;
}
