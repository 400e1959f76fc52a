#include "core/stem.h"

#include <libstemmer.h>
#include <string.h>

#include "base/fold.h"
#include "base/limits.h"
#include "core/sentence.h"

struct JnStemmer {
	struct sb_stemmer *snowball; /* NULL: the language has none */
};

JnStemmer *
jn_stemmer_new(const char *language)
{
	JnStemmer *stemmer = g_new0(JnStemmer, 1);
	g_autofree char *lower = g_ascii_strdown(language, (gssize)strcspn(language, "-_"));

	/* Both ways to write Norwegian; libstemmer knows the language, not these codes. */
	stemmer->snowball = sb_stemmer_new(
		g_str_equal(lower, "nb") || g_str_equal(lower, "nn") ? "no" : lower, NULL);
	return stemmer;
}

void
jn_stemmer_free(JnStemmer *stemmer)
{
	if (stemmer == NULL)
		return;
	sb_stemmer_delete(stemmer->snowball);
	g_free(stemmer);
}

/* Caller frees. */
static char *
stem(JnStemmer *stemmer, const char *word)
{
	gsize len = strlen(word);
	const sb_symbol *stemmed;

	/* What is longer is no word of a language. */
	if (stemmer->snowball == NULL || len > JN_SKILL_BYTES)
		return g_strdup(word);
	stemmed = sb_stemmer_stem(stemmer->snowball, (const sb_symbol *)word, (int)len);
	return stemmed != NULL && sb_stemmer_length(stemmer->snowball) > 0
		       ? g_strndup((const char *)stemmed,
				   (gsize)sb_stemmer_length(stemmer->snowball))
		       : g_strdup(word);
}

void
jn_stemmer_stem(JnStemmer *stemmer, const char *word, gsize len, char *ret_stems[2])
{
	g_autofree char *lower = jn_fold(word, (gssize)len);
	g_autofree char *composed = g_utf8_normalize(lower, -1, G_NORMALIZE_ALL_COMPOSE);
	g_autofree char *stemmed = stem(stemmer, composed ? composed : lower);
	g_autofree char *folded = jn_word_fold(word, len);

	ret_stems[0] = jn_word_fold(stemmed, strlen(stemmed));
	ret_stems[1] = stem(stemmer, folded);
	if (g_str_equal(ret_stems[0], ret_stems[1]))
		g_clear_pointer(&ret_stems[1], g_free);
}
