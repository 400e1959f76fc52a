/*
 * Whose answers the protege's words are for. A row a case; the rows that come of it are written as
 * "kind:answer" in order.
 *
 * Somebody calls themselves "This Thanks".
 *
 * Conversation 1: Ana asks (1), Bo answers (2), Di answers (3), Ana replies to Bo (4).
 * Conversation 5: Ana asks (5), Eve Strand answers (6), Bo again (7).
 */
#include "core/gratitude.h"

#include "core/lexicon.h"

enum { ANA = 1, BO, DI, EVE, THIEF };

static JnAnswerer answerers[] = {
	{.person = BO, .name = (char *)"Bo Smed", .post = 7, .root = 5},
	{.person = EVE, .name = (char *)"Eve Strand", .post = 6, .root = 5},
	{.person = DI, .name = (char *)"Di Smed", .post = 3, .root = 1},
	{.person = BO, .name = (char *)"Bo Smed", .post = 2, .root = 1},
};

static JnAnswerer thief = {.person = THIEF, .name = (char *)"This Thanks", .post = 21, .root = 20};

static JnPost posts[] = {
	{.id = 1, .author = ANA, .root = 1},
	{.id = 2, .author = BO, .root = 1, .parent = 1, .parent_author = ANA},
	{.id = 4, .author = ANA, .root = 1, .parent = 2, .parent_author = BO},
	{.id = 5, .author = ANA, .root = 5},
	{.id = 8, .author = ANA, .root = 8},
};

enum { NO_PARENT = -1, QUESTION, ANSWER, OWN, SECOND, UNANSWERED };

static const struct {
	const char *label;
	int parent;
	const char *thanks[3], *tried;
	const char *rows;
} cases[] = {
	{"for the answer it replies to", ANSWER, {"Thank you!"}, NULL, "thanks:2"},
	{"below a reply of hers to an answer, for that", OWN, {"Thank you!"}, NULL, "thanks:2"},
	{"below her question, for all who answered it",
	 QUESTION,
	 {"Thanks to you all!"},
	 NULL,
	 "thanks:3 thanks:2"},
	{"by name", QUESTION, {"Thank you, Di."}, NULL, "thanks:3"},
	{"by a name that stands elsewhere too: this conversation",
	 QUESTION,
	 {"Thank you, Bo."},
	 NULL,
	 "thanks:2"},
	{"two names", QUESTION, {"Thank you, Bo and Di."}, NULL, "thanks:2 thanks:3"},
	{"another's name in a reply to one",
	 ANSWER,
	 {"Thank you!", "And thanks to Di."},
	 NULL,
	 "thanks:2 thanks:3"},
	{"a name of another conversation",
	 QUESTION,
	 {"Eve was right, thank you."},
	 NULL,
	 "thanks:6"},
	{"a name that two have names nobody", ANSWER, {"Thank you, Smed."}, NULL, "thanks:2"},
	{"a word is no name in small letters",
	 QUESTION,
	 {"thank you for the bo"},
	 NULL,
	 "thanks:3 thanks:2"},
	{"a word that begins a sentence is no name",
	 ANSWER,
	 {"This helped, thank you."},
	 NULL,
	 "thanks:2"},
	{"nor is a word of thanks", ANSWER, {"Many Thanks!"}, NULL, "thanks:2"},
	{"two sentences for one are one row",
	 ANSWER,
	 {"Thank you!", "This helped."},
	 NULL,
	 "thanks:2"},
	{"whom the first sentence names, the next means too",
	 ANSWER,
	 {"Thank you, Di!", "That helps a lot."},
	 NULL,
	 "thanks:3"},
	{"... until another is named",
	 ANSWER,
	 {"Thank you, Di!", "Thanks, Bo.", "That helps a lot."},
	 NULL,
	 "thanks:3 thanks:2"},
	{"but not whom a later one does",
	 ANSWER,
	 {"Thank you!", "Thanks to Di, too.", "That helps a lot."},
	 NULL,
	 "thanks:2 thanks:3"},
	{"below nothing: the newest conversation",
	 NO_PARENT,
	 {"Thank you!"},
	 NULL,
	 "thanks:7 thanks:6"},
	{"below a question nobody answered", UNANSWERED, {"Thank you!"}, NULL, ""},
	{"experience with an answer", ANSWER, {NULL}, "I tried it: it holds.", "experience:2"},
	{"experience below her question, by name",
	 QUESTION,
	 {NULL},
	 "I tried what Di said.",
	 "experience:3"},
	{"experience below her question, of all",
	 QUESTION,
	 {NULL},
	 "I tried it.",
	 "experience:3 experience:2"},
	{"both", ANSWER, {"Thanks, Di."}, "I tried it.", "thanks:3 experience:2"},
};

static char *
rows_text(const GPtrArray *rows)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < rows->len; i++) {
		const JnGratefulFor *row = rows->pdata[i];

		g_string_append_printf(text, "%s%s:%d", i > 0 ? " " : "",
				       jn_gratitude_word(row->kind), (int)row->answer);
	}
	return g_strdup(text->str);
}

static GPtrArray *
answerers_list(void)
{
	GPtrArray *list = g_ptr_array_new();

	for (gsize i = 0; i < G_N_ELEMENTS(answerers); i++)
		g_ptr_array_add(list, &answerers[i]);
	return list;
}

static void
test_find(void)
{
	static const char words[] = "[common]\nthis\n[thanks]\nthanks\n";
	g_autoptr(GPtrArray) list = answerers_list();
	g_autoptr(GPtrArray) lexicons =
		g_ptr_array_new_with_free_func((GDestroyNotify)jn_lexicon_free);

	g_ptr_array_add(list, &thief);
	g_ptr_array_add(lexicons, jn_lexicon_parse("test", words, sizeof words - 1, NULL));
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(JnCues) cues = {.grateful = g_ptr_array_new_with_free_func(g_free),
				       .tried = g_ptr_array_new_with_free_func(g_free),
				       .experience = cases[i].tried != NULL};
		JnGratitudeSource source = {
			.cues = &cues,
			.text = "text",
			.parent = cases[i].parent == NO_PARENT ? NULL : &posts[cases[i].parent],
			.protege = ANA,
			.answerers = list,
			.lexicons = lexicons};
		g_autoptr(GPtrArray) rows = NULL;
		g_autofree char *text = NULL;

		for (gsize j = 0; j < 3 && cases[i].thanks[j] != NULL; j++)
			g_ptr_array_add(cues.grateful, g_strdup(cases[i].thanks[j]));
		if (cases[i].tried != NULL)
			g_ptr_array_add(cues.tried, g_strdup(cases[i].tried));
		rows = jn_gratitude_find(&source);
		text = rows_text(rows);
		g_test_message("%s", cases[i].label);
		g_assert_cmpstr(text, ==, cases[i].rows);
	}
}

/* The exact words: of thanks each sentence a line, of an outcome the text. */
static void
test_words(void)
{
	g_autoptr(GPtrArray) list = answerers_list();
	g_auto(JnCues) cues = {.grateful = g_ptr_array_new_with_free_func(g_free),
			       .tried = g_ptr_array_new_with_free_func(g_free)};
	JnGratitudeSource source = {.cues = &cues,
				    .text = "I have it.\nAt last.",
				    .parent = &posts[ANSWER],
				    .protege = ANA,
				    .answerers = list};
	g_autoptr(GPtrArray) rows = NULL;
	g_autofree char *text = NULL;

	g_ptr_array_add(cues.grateful, g_strdup("Thank you!"));
	g_ptr_array_add(cues.grateful, g_strdup("This helped."));
	rows = jn_gratitude_find(&source);
	g_assert_cmpstr(((JnGratefulFor *)rows->pdata[0])->words, ==, "Thank you!\nThis helped.");
	jn_gratitude_add_outcome(rows, &source);
	text = rows_text(rows);
	g_assert_cmpstr(text, ==, "thanks:2 outcome:2 outcome:3 outcome:6");
	g_assert_cmpstr(((JnGratefulFor *)rows->pdata[1])->words, ==, "I have it. At last.");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/gratitude/find", test_find);
	g_test_add_func("/gratitude/words", test_words);
	return g_test_run();
}
