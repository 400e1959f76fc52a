/* core/kind.h: the design's table 'What a mail is', row by row. */
#include "core/kind.h"

#define ANA 1 /* the protege */
#define BO 2
#define CY 3

static void
test_parent(void)
{
	static const struct {
		const char *label;
		gint64 sender;
		JnPost post;
		JnParent parent;
	} rows[] = {
		{"question, seen by another",
		 BO,
		 {.id = 9, .author = ANA, .kind = JN_KIND_QUESTION},
		 JN_PARENT_QUESTION},
		{"update, seen by another",
		 BO,
		 {.id = 9, .author = ANA, .kind = JN_KIND_UPDATE},
		 JN_PARENT_QUESTION},
		{"question, seen by who asked it",
		 ANA,
		 {.id = 9, .author = ANA, .kind = JN_KIND_QUESTION},
		 JN_PARENT_OWN},
		{"answer, seen by the protege",
		 ANA,
		 {.id = 9, .author = BO, .kind = JN_KIND_ANSWER},
		 JN_PARENT_ANSWER},
		{"answer, seen by another",
		 CY,
		 {.id = 9, .author = BO, .kind = JN_KIND_ANSWER},
		 JN_PARENT_ANSWER},
		{"answer, seen by its author",
		 BO,
		 {.id = 9, .author = BO, .kind = JN_KIND_ANSWER},
		 JN_PARENT_OWN},
		{"followup to an answer, seen by its author",
		 BO,
		 {.id = 9,
		  .author = ANA,
		  .kind = JN_KIND_FOLLOWUP,
		  .parent = 8,
		  .parent_author = BO},
		 JN_PARENT_FOLLOWUP_TO_OWN},
		{"thanks, seen by whom it thanks",
		 BO,
		 {.id = 9, .author = ANA, .kind = JN_KIND_THANKS, .parent = 8, .parent_author = BO},
		 JN_PARENT_FOLLOWUP_TO_OWN},
		{"experience, seen by whose answer was tried",
		 BO,
		 {.id = 9,
		  .author = ANA,
		  .kind = JN_KIND_EXPERIENCE,
		  .parent = 8,
		  .parent_author = BO},
		 JN_PARENT_FOLLOWUP_TO_OWN},
		{"followup to an answer, seen by a third",
		 CY,
		 {.id = 9,
		  .author = ANA,
		  .kind = JN_KIND_FOLLOWUP,
		  .parent = 8,
		  .parent_author = BO},
		 JN_PARENT_OTHER},
		{"followup without a parent",
		 BO,
		 {.id = 9, .author = ANA, .kind = JN_KIND_FOLLOWUP},
		 JN_PARENT_OTHER},
		{"comment", BO, {.id = 9, .author = CY, .kind = JN_KIND_COMMENT}, JN_PARENT_OTHER},
	};

	g_assert_cmpint(jn_parent_of(NULL, BO, ANA), ==, JN_PARENT_NONE);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].label);
		g_assert_cmpint(jn_parent_of(&rows[i].post, rows[i].sender, ANA), ==,
				rows[i].parent);
	}
}

static void
test_decide(void)
{
	static const struct {
		JnRole role;
		JnParent parent;
		gint64 open_questions;
		JnKind kind;
	} rows[] = {
		{JN_ROLE_PROTEGE, JN_PARENT_NONE, 0, JN_KIND_QUESTION},
		{JN_ROLE_PROTEGE, JN_PARENT_NONE, 1, JN_KIND_QUESTION},
		{JN_ROLE_PROTEGE, JN_PARENT_ANSWER, 1, JN_KIND_FOLLOWUP},
		{JN_ROLE_PROTEGE, JN_PARENT_OWN, 1, JN_KIND_UPDATE},
		{JN_ROLE_PROTEGE, JN_PARENT_OTHER, 1, JN_KIND_FOLLOWUP},
		{JN_ROLE_OTHER, JN_PARENT_QUESTION, 1, JN_KIND_ANSWER},
		{JN_ROLE_OTHER, JN_PARENT_QUESTION, 5, JN_KIND_ANSWER},
		{JN_ROLE_OTHER, JN_PARENT_FOLLOWUP_TO_OWN, 1, JN_KIND_ANSWER},
		{JN_ROLE_OTHER, JN_PARENT_ANSWER, 1, JN_KIND_COMMENT},
		{JN_ROLE_OTHER, JN_PARENT_OTHER, 1, JN_KIND_COMMENT},
		{JN_ROLE_OTHER, JN_PARENT_OWN, 1, JN_KIND_COMMENT},
		{JN_ROLE_OTHER, JN_PARENT_NONE, 0, JN_KIND_COMMENT},
		{JN_ROLE_OTHER, JN_PARENT_NONE, 1, JN_KIND_ANSWER},
		{JN_ROLE_OTHER, JN_PARENT_NONE, 2, JN_KIND_COMMENT},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s, %s, %d open", jn_role_word(rows[i].role),
			       jn_parent_word(rows[i].parent), (int)rows[i].open_questions);
		g_assert_cmpint(
			jn_kind_decide(rows[i].role, rows[i].parent, rows[i].open_questions), ==,
			rows[i].kind);
	}
}

/* The words are the interface of `inspect`. */
static void
test_words(void)
{
	JnKind kind;

	g_assert_cmpstr(jn_role_word(JN_ROLE_PROTEGE), ==, "protege");
	g_assert_cmpstr(jn_role_word(JN_ROLE_OTHER), ==, "other");
	g_assert_cmpstr(jn_parent_word(JN_PARENT_NONE), ==, "none");
	g_assert_cmpstr(jn_parent_word(JN_PARENT_QUESTION), ==, "question");
	g_assert_cmpstr(jn_parent_word(JN_PARENT_ANSWER), ==, "answer");
	g_assert_cmpstr(jn_parent_word(JN_PARENT_OWN), ==, "own");
	g_assert_cmpstr(jn_parent_word(JN_PARENT_FOLLOWUP_TO_OWN), ==, "followup");
	g_assert_cmpstr(jn_parent_word(JN_PARENT_OTHER), ==, "other");
	for (int i = JN_KIND_QUESTION; i <= JN_KIND_EXPERIENCE; i++) {
		g_assert_true(jn_kind_from_word(jn_kind_word((JnKind)i), &kind));
		g_assert_cmpint(kind, ==, i);
	}
	g_assert_cmpstr(jn_kind_word(JN_KIND_FOLLOWUP), ==, "followup");
	g_assert_false(jn_kind_from_word("reply", &kind));
	g_assert_false(jn_kind_from_word(NULL, &kind));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/core/kind/parent", test_parent);
	g_test_add_func("/core/kind/decide", test_decide);
	g_test_add_func("/core/kind/words", test_words);
	return g_test_run();
}
