/* fuzz-core-lexicon.c - any bytes as a lexicon, and what follows a NUL as a text to read with it.
 */
#include <string.h>

#include "core/cues.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	const guint8 *nul = size ? memchr(data, '\0', size) : NULL;
	gsize len = nul ? (gsize)(nul - data) : size;
	g_autofree char *text =
		nul ? g_utf8_make_valid((const char *)nul + 1, (gssize)(size - len - 1))
		    : g_strdup("Thank you so much! Which one?");
	g_autoptr(JnLexicon) lexicon = jn_lexicon_parse("fuzz", (const char *)data, len, NULL);
	g_autoptr(GPtrArray) lexicons = g_ptr_array_new();
	JnCueSource source = {text, "Thanks", "Ana Lund"};
	JnCueContext context = {JN_ROLE_PROTEGE, JN_PARENT_ANSWER, TRUE};
	g_auto(JnCues) cues = {0};

	if (lexicon && size % 2)
		(void)!jn_lexicon_check(lexicon, NULL);
	if (lexicon)
		g_ptr_array_add(lexicons, lexicon);
	jn_cues_find(&source, lexicons, &context, &cues);
	for (guint i = 0; i < cues.grateful->len; i++)
		g_assert_true(g_utf8_validate(cues.grateful->pdata[i], -1, NULL));
	return 0;
}
