/* core/lexicon.h and core/sentence.h: what a phrase of a lexicon matches in a text. */
#include "core/lexicon.h"

#include <string.h>

#include "base/error.h"
#include "base/limits.h"

static JnLexicon *
lexicon_of(const char *text, GError **error)
{
	gsize len = strlen(text);
	g_autofree char *copy = g_memdup2(text, len);

	g_autoptr(JnLexicon) lexicon = jn_lexicon_parse("test", copy, len, error);

	return lexicon != NULL && jn_lexicon_check(lexicon, error) ? g_steal_pointer(&lexicon)
								   : NULL;
}

/* All sentences, each in brackets, a question mark behind those that ask. */
static char *
sentences_shown(const char *text)
{
	g_auto(JnSentences) s = {0};
	GString *out = g_string_new(NULL);

	jn_sentences_init(&s, text);
	for (guint i = 0; i < s.sentences->len; i++) {
		const JnSentence *sentence = &g_array_index(s.sentences, JnSentence, i);
		g_autofree char *shown = jn_sentence_text(sentence);

		g_string_append_printf(out, "[%s]%s", shown, sentence->asks ? "?" : "");
	}
	return g_string_free(out, FALSE);
}

static void
test_sentences(void)
{
	static const struct {
		const char *text, *shown;
	} rows[] = {
		{"", ""},
		{"...", ""},
		{"Hi", "[Hi]"},
		{"Thanks! It works.", "[Thanks!][It works.]"},
		{"Thanks :) It works", "[Thanks :) It works]"},
		{"Thanks! :)\nIt works", "[Thanks! :)][It works]"},
		{"Who knows?! I do", "[Who knows?!]?[I do]"},
		{"See http://a.example/?q=1 for it", "[See http://a.example/?q=1 for it]"},
		{"Is it http://a.example/x? Yes", "[Is it http://a.example/x?]?[Yes]"},
		{"Mail bo@a.example. Now", "[Mail bo@a.example.][Now]"},
		{"e.g. this, No. 5 and 3.5 mm", "[e.g. this, No. 5 and 3.5 mm]"},
		{"It was 5. Then 6.", "[It was 5.][Then 6.]"},
		{"(Is it so?) Yes.", "[(Is it so?)]?[Yes.]"},
		/* line ends */
		{"One line that a client broke where it was full, at about seventy\ncolumns. Two.",
		 "[One line that a client broke where it was full, at about seventy "
		 "columns.][Two.]"},
		{"Thanks,\nAna", "[Thanks,][Ana]"},
		{"one\n\ntwo", "[one][two]"},
		{"- one\n- two", "[- one][- two]"},
		/* other scripts */
		{"\346\204\237\350\260\242\343\200\202\345\245\275\345\220\227\357\274\237",
		 "[\346\204\237\350\260\242\343\200\202][\345\245\275\345\220\227\357\274\237]?"},
		{"\302\277Y ahora? S\303\255.", "[\302\277Y ahora?]?[S\303\255.]"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *shown = sentences_shown(rows[i].text);

		g_assert_cmpstr(shown, ==, rows[i].shown);
	}
}

static void
test_fold(void)
{
	static const char *const rows[][2] = {
		{"Don't", "dont"},
		{"DON\342\200\231T", "dont"},
		{"thaaaanksss", "thanks"},
		{"good", "good"},
		{"te\305\237ekk\303\274r", "tesekkur"},
		{"s\304\261k\304\261nt\304\261", "sikinti"},
		{"Gr\303\274\303\237e", "grusse"},
		{"\357\274\264\357\274\250\357\274\270", "thx"},
		{"e\314\201te\314\201", "ete"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *folded = jn_word_fold(rows[i][0], strlen(rows[i][0]));

		g_assert_cmpstr(folded, ==, rows[i][1]);
	}
}

static void
test_match(void)
{
	static const struct {
		const char *phrase, *text;
		int first; /* word the first hit begins at; -1: none */
		guint n;
	} rows[] = {
		{"thank you", "So, thank you Bo", 1, 2},
		{"thank you", "thank, you", -1, 0},
		{"thank , you", "thank, you", 0, 2},
		{"thank*", "thankful", 0, 1},
		{"thank", "thankful", -1, 0},
		{"this|that helped", "Oh that helped", 1, 2},
		{"you ~ saved me", "you have really just saved me", 0, 6},
		{"you ~ saved me", "you saved me", 0, 3},
		{"you ~ saved me", "you a b c d saved me", -1, 0},
		{"you ~ saved me", "you have not saved me", -1, 0},
		{"you ~ saved me", "you, they say, saved me", -1, 0},
		{"^ helped", "it helped", -1, 0},
		{"^ helped", "so helped", 1, 1},
		{"^ helped", "I say: helped", 2, 1},
		{"did it $", "I did it", 1, 2},
		{"did it $", "I did it, mum", 1, 2},
		{"did it $", "I did it for you", -1, 0},
		/* The phrase with more words, not the first. */
		{"thanks\nthanks to you\nthanks to", "thanks to you", 0, 3},
		{"\343\201\202\343\202\212", "\343\201\250\343\201\202\343\202\212", 1, 2},
		{"thanks", "see http://thanks", -1, 0},
		{"don't", "I dont", 1, 1},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *file = g_strdup_printf(
			"[filler]\nso\n[negation]\nnot\n[thanks]\n%s\n", rows[i].phrase);
		g_autoptr(GError) error = NULL;
		g_autoptr(JnLexicon) lexicon = lexicon_of(file, &error);
		g_auto(JnSentences) text = {0};
		g_autoptr(GArray) hits = g_array_new(FALSE, FALSE, sizeof(JnHit));

		g_assert_no_error(error);
		g_test_message("'%s' in '%s'", rows[i].phrase, rows[i].text);
		jn_sentences_init(&text, rows[i].text);
		jn_lexicon_find(lexicon, JN_CUE_THANKS, &text,
				&g_array_index(text.sentences, JnSentence, 0), hits);
		g_assert_cmpint(hits->len > 0, ==, rows[i].first >= 0);
		if (rows[i].first < 0)
			continue;
		g_assert_cmpuint(g_array_index(hits, JnHit, 0).first, ==, rows[i].first);
		g_assert_cmpuint(g_array_index(hits, JnHit, 0).n, ==, rows[i].n);
	}
}

static void
test_errors(void)
{
	static const struct {
		const char *text, *says;
	} rows[] = {
		{"[thank]\n", "line 1: there is no such section"},
		{"# words\nthanks\n", "line 2: a phrase stands before the first section"},
		{"[thanks\n", "line 1: a section is a word in brackets"},
		{"[thanks]\n~ you\n", "line 2: that is no phrase"},
		{"[thanks]\na ^ b\n", "line 2: that is no phrase"},
		{"[thanks]\na $ b\n", "line 2: that is no phrase"},
		{"[thanks]\n, b\n", "line 2: that is no phrase"},
		{"[thanks]\na||b\n", "line 2: that is no phrase"},
		{"[thanks]\na|*\n", "line 2: that is no phrase"},
		{"[thanks]\n^\n", "line 2: that is no phrase"},
		{"[thanks]\na b c d e f g h i j k l m n o p q r s t u\n",
		 "line 2: that is no phrase"},
		{"[thanks]\nbr\303\n", "no UTF-8"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(JnLexicon) lexicon = lexicon_of(rows[i].text, &error);

		g_assert_null(lexicon);
		g_assert_error(error, JN_ERROR, JN_ERROR_CONFIG);
		g_assert_nonnull(strstr(error->message, rows[i].says));
	}
}

/* One long sentence of the most text that is read, and phrases that begin at every word. */
static void
test_cost(void)
{
	g_autofree char *phrase =
		g_strdup("[thanks]\na ~ a ~ a ~ a ~ b\n[thanks-not]\na ~ a ~ c\n");
	g_autoptr(JnLexicon) lexicon = lexicon_of(phrase, NULL);
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GArray) hits = g_array_new(FALSE, FALSE, sizeof(JnHit));
	g_auto(JnSentences) s = {0};

	while (text->len < 2 * JN_CUE_BYTES)
		g_string_append(text, "a ");
	jn_sentences_init(&s, text->str);
	g_assert_cmpuint(s.words->len, ==, JN_CUE_BYTES / 2);
	jn_lexicon_find(lexicon, JN_CUE_THANKS, &s, &g_array_index(s.sentences, JnSentence, 0),
			hits);
	g_assert_cmpuint(hits->len, ==, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/core/sentence/sentences", test_sentences);
	g_test_add_func("/core/sentence/fold", test_fold);
	g_test_add_func("/core/lexicon/match", test_match);
	g_test_add_func("/core/lexicon/errors", test_errors);
	g_test_add_func("/core/lexicon/cost", test_cost);
	return g_test_run();
}
