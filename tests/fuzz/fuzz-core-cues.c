/* fuzz-core-cues.c - any bytes as new text, with the lexicons of the tree: run in its root. */
#include "core/cues.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static GPtrArray *
cues_lexicons(void)
{
	static const char *const languages[] = {"en", "de", "fr", "tr", "ja"};
	static GPtrArray *lexicons;

	if (lexicons != NULL)
		return lexicons;
	lexicons = g_ptr_array_new();
	for (gsize i = 0; i < G_N_ELEMENTS(languages); i++) {
		g_autofree char *path = g_strdup_printf("templates/%s/cues", languages[i]);
		g_autofree char *text = NULL;
		gsize len;

		g_assert_true(g_file_get_contents(path, &text, &len, NULL));
		g_ptr_array_add(lexicons, jn_lexicon_parse(path, text, len, NULL));
	}
	return lexicons;
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autofree char *text = g_utf8_make_valid((const char *)data, (gssize)size);
	JnCueSource source = {text, NULL, "Ana Lund"};
	JnCueContext context = {JN_ROLE_PROTEGE, JN_PARENT_ANSWER, TRUE};
	g_auto(JnCues) cues = {0};

	jn_cues_find(&source, cues_lexicons(), &context, &cues);
	for (guint i = 0; i < cues.grateful->len; i++)
		g_assert_true(g_utf8_validate(cues.grateful->pdata[i], -1, NULL));
	return 0;
}
