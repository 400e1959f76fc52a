/* fuzz-core-skill.c - any bytes as skills and as what a goal needs, in a language that the first
 * chooses. */
#include "core/skill.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	static const char *const languages[] = {"en", "da", "de", "tr", "ru", "ar", "ja", "fi"};
	gsize half = size / 2;
	g_autofree char *begin = g_strndup((const char *)data, half);
	g_autofree char *end = g_strndup((const char *)data + half, size - half);
	g_autofree char *one = g_utf8_make_valid(begin, -1);
	g_autofree char *other = g_utf8_make_valid(end, -1);
	g_autoptr(JnStemmer) stemmer =
		jn_stemmer_new(languages[size > 0 ? data[0] % G_N_ELEMENTS(languages) : 0]);
	g_autoptr(JnSkillText) text = jn_skill_text_new(stemmer);
	g_autoptr(GPtrArray) stems = jn_skill_stems(stemmer, one);
	g_autofree char *key = jn_skill_key(stemmer, one);
	g_autoptr(GPtrArray) items = NULL;

	jn_skill_text_add(text, other);
	jn_skill_text_add_list(text, one);
	items = jn_skill_text_item_stems(text);
	/* What holds a word has a key. */
	g_assert_cmpint(stems->len > 0, ==, key[0] != '\0');
	(void)jn_skill_fits(text, one);
	(void)jn_skill_fits(text, other);
	return 0;
}
