/*
 * stem.h - a word -> what it has in common with its other forms: 'welding' and 'welds' -> 'weld'.
 *
 * By the algorithms of Snowball (libstemmer), one a language; where a language has none, a word is
 * its own stem. Pure: no word list, no file.
 *
 * A word has two stems, which are often the same, and is another word if they share one: that of
 * its letters as written, which is what the algorithms are made for, then folded as sentence.h
 * folds; and that of the folded word, which is what people write who leave accents out.
 */
#pragma once

#include <glib.h>

typedef struct JnStemmer JnStemmer;

/* For a language by its code ("da", "de-AT"). Never NULL. */
JnStemmer *jn_stemmer_new(const char *language) G_GNUC_WARN_UNUSED_RESULT;
void jn_stemmer_free(JnStemmer *stemmer);

/* The stems of a word of `len` bytes of UTF-8: two, the second NULL where it is like the first.
 * Caller frees both. */
void jn_stemmer_stem(JnStemmer *stemmer, const char *word, gsize len, char *ret_stems[2]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnStemmer, jn_stemmer_free)
