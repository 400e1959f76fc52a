/* core/skill.h and core/stem.h: lists of skills, and which skill fits which text or list. */
#include <string.h>

#include "base/limits.h"
#include "core/skill.h"

static void
test_lists(void)
{
	static const struct {
		const char *label, *text, *expected;
		gboolean cut;
	} rows[] = {
		{"nothing", "", "", FALSE},
		{"commas", "welding, TIG ,brazing", "welding, TIG, brazing", FALSE},
		{"semicolons", "welding;TIG", "welding, TIG", FALSE},
		{"lines", "welding\nTIG welding\n", "welding, TIG welding", FALSE},
		{"a list", "- welding\n* TIG\n", "welding, TIG", FALSE},
		{"wrapped between commas", "welding, TIG\nwelding", "welding, TIG welding", FALSE},
		{"twice", "welding, welding", "welding", FALSE},
		{"a full stop", "welding, brazing.", "welding, brazing", FALSE},
		{"empty ones", ", ,welding,,", "welding", FALSE},
		{"more than are kept", "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u",
		 "a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t", TRUE},
		{"one as long as a letter",
		 "an item that goes on and on and says in far too many words what it means",
		 "an item that goes on and on and says in far too many\342\200\246", TRUE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		gboolean cut = !rows[i].cut;
		g_autofree char *list = jn_skills_list(rows[i].text, &cut);

		g_test_message("%s", rows[i].label);
		g_assert_cmpstr(list, ==, rows[i].expected);
		g_assert_cmpint(cut, ==, rows[i].cut);
	}
}

/* Whether a skill fits what stands in a text, in the language of whoever has the skill. */
static void
test_texts(void)
{
	static const struct {
		const char *language, *skill, *text;
		gboolean fits;
	} rows[] = {
		/* stems */
		{"en", "welding", "I want to weld a frame.", TRUE},
		{"en", "weld", "All about WELDING", TRUE},
		{"en", "sharpening knives", "How to sharpen my knives", TRUE},
		{"da", "hunde", "Min hund vil ikke", TRUE},
		{"da", "svejser", "Jeg vil l\303\246re at svejse", TRUE},
		{"da", "cykler", "at reparere cyklerne", TRUE},
		{"de", "Schwei\303\237en", "Ich m\303\266chte schweissen lernen", TRUE},
		{"de", "G\303\244rten", "Mein Garten", TRUE},
		{"de-AT", "Hunde", "mit den Hunden", TRUE},
		{"fr", "\303\251lectricit\303\251", "l'electricite de la maison", FALSE},
		{"fr", "\303\251lectricit\303\251", "apprendre l \303\251lectricit\303\251", TRUE},
		{"fr", "\303\251lectricit\303\251", "un peu d electricite", TRUE},
		{"ru", "\321\201\320\262\320\260\321\200\320\272\320\260",
		 "\320\276\320\261\321\203\321\207\320\270\321\202\321\214\321\201\321\217 "
		 "\321\201\320\262\320\260\321\200\320\272\320\265",
		 TRUE},
		{"nb", "hundene", "en hund", TRUE},
		/* a language without an algorithm: the very words */
		{"xx", "welding", "Welding for all", TRUE},
		{"xx", "welding", "to weld", FALSE},
		/* of another language */
		{"en", "svejse", "at svejse", TRUE},
		/* false friends */
		{"en", "welding", "I am well", FALSE},
		{"en", "cooking", "my cookies crumble", FALSE},
		{"en", "carpentry", "the carpet is old", FALSE},
		{"en", "physics", "a physician told me", FALSE},
		{"en", "arts", "start a party", FALSE},
		{"da", "hunde", "hundrede kroner", FALSE},
		{"da", "kager", "min kage og kaffe", TRUE},
		{"da", "tr\303\246", "jeg er tr\303\246t", FALSE},
		{"de", "Garten", "eine Karte", FALSE},
		{"de", "Wein", "ich weine", TRUE},          /* Snowball takes them for one */
		{"en", "university", "the universe", TRUE}, /* likewise */
		/* several words */
		{"en", "TIG welding", "I want to learn welding with a TIG machine", TRUE},
		{"en", "TIG welding", "welding, welding and welding", FALSE},
		{"en", "bicycle repair", "repair my old and rusty grey bicycle", FALSE},
		{"en", "bicycle repair", "repair my old rusty bicycle", TRUE},
		{"en", "bicycle repair", "I have a bicycle. Repair is what it needs.", FALSE},
		{"en", "working with wood", "work with some wood", TRUE},
		{"en", "TIG welding", "welding is hard, gardening and cooking and TIG welding",
		 TRUE},
		{"en", "a friend in need", "needs friends", TRUE},
		/* short ones fit no text */
		{"en", "Go", "I go to school", FALSE},
		{"en", "IT", "it is late", FALSE},
		{"en", "C", "vitamin C", FALSE},
		/* characters */
		{"ja", "\346\272\266\346\216\245",
		 "\346\272\266\346\216\245\343\202\222\345\255\246"
		 "\343\201\263\343\201\237\343\201\204",
		 TRUE},
		{"ja", "\346\272\266\346\216\245",
		 "\346\216\245\346\272\266\343\202\222\345\255\246\343\201\266", FALSE},
		{"zh", "\347\204\212\346\216\245",
		 "\346\210\221\346\203\263\345\255\246\347\204\212"
		 "\346\216\245",
		 TRUE},
		{"zh", "\347\204\212\346\216\245", "\347\204\212\343\200\201\346\216\245", FALSE},
		{"ja", "\350\214\266", "\350\214\266\350\211\262\343\201\256\346\234\254", FALSE},
		{"ja", "TIG\346\272\266\346\216\245", "TIG \343\201\247\346\272\266\346\216\245",
		 TRUE},
		/* nothing to compare */
		{"en", "", "welding", FALSE},
		{"en", "!!", "!!", FALSE},
		{"en", "https://x.example/", "https://x.example/", FALSE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(JnStemmer) stemmer = jn_stemmer_new(rows[i].language);
		g_autoptr(JnSkillText) text = jn_skill_text_new(stemmer);

		jn_skill_text_add(text, rows[i].text);
		g_test_message("%s: %s / %s", rows[i].language, rows[i].skill, rows[i].text);
		g_assert_cmpint(jn_skill_fits(text, rows[i].skill), ==, rows[i].fits);
	}
}

/* What a goal needs: its list where it has one. */
static void
test_goals(void)
{
	static const struct {
		const char *skill, *title, *background, *skills;
		gboolean fits;
	} rows[] = {
		{"welding", "Learn to weld", "", "", TRUE},
		{"furniture", "Learn to weld", "My furniture is broken.", "", TRUE},
		{"honesty", "Learn to weld", "", "", FALSE},
		{"furniture", "Learn to weld", "My furniture is broken.", "TIG", FALSE},
		{"welding", "Learn to weld", "My furniture is broken.", "TIG", TRUE},
		{"brazing", "Mend a frame", "", "welding, brazing", TRUE},
		{"TIG welding", "Mend a frame", "", "welding, brazing", TRUE},
		{"welding", "Mend a frame", "", "TIG welding", TRUE},
		{"TIG welding", "Mend a frame", "", "TIG, welding", TRUE},
		{"brazing copper", "Mend a frame", "", "copper roofs", FALSE},
		/* words of two items are not one skill */
		{"wood carving", "Mend a frame", "", "wood glue, stone carving", FALSE},
		/* short ones, where the two are the same */
		{"Go", "A web shop", "", "Rust, go", TRUE},
		{"Go", "A web shop", "", "go karts", FALSE},
		{"C", "A web shop", "", "Go", FALSE},
		{"Go", "A web shop to go", "", "Rust", FALSE},
	};
	g_autoptr(JnStemmer) stemmer = jn_stemmer_new("en");

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(JnSkillText) text = jn_skill_text_new(stemmer);
		const JnGoal goal = {.title = (char *)rows[i].title,
				     .background = (char *)rows[i].background,
				     .expectations = (char *)"honesty",
				     .skills = (char *)rows[i].skills};

		jn_skill_text_add_goal(text, &goal);
		/* Expectations are read like the background. */
		g_test_message("%s / %s", rows[i].skill, rows[i].skills);
		g_assert_cmpint(jn_skill_fits(text, rows[i].skill), ==,
				rows[i].fits || (g_str_equal(rows[i].skill, "honesty") &&
						 rows[i].skills[0] == '\0'));
	}
}

static gboolean
holds(const GPtrArray *texts, const char *text)
{
	return g_ptr_array_find_with_equal_func((GPtrArray *)texts, text, g_str_equal, NULL);
}

/* Whatever fits is found by the stems that the index is asked for. */
static void
test_index(void)
{
	static const struct {
		const char *skill, *text, *list;
	} rows[] = {
		{"welding", "to weld", ""},
		{"TIG welding", "TIG and welding", ""},
		{"TIG welding", "", "welding"},
		{"TIG welding", "", "TIG"},
		{"Go", "", "go"},
		{"IT in C", "", "it in c"},
		{"\346\272\266\346\216\245", "\346\272\266\346\216\245", ""},
		{"G\303\266ta \303\251lan", "elan gota", ""},
	};
	g_autoptr(JnStemmer) stemmer = jn_stemmer_new("en");

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(JnSkillText) text = jn_skill_text_new(stemmer);
		g_autoptr(GPtrArray) stems = jn_skill_stems(stemmer, rows[i].skill);
		g_autoptr(GPtrArray) of_text = NULL;
		g_autoptr(GPtrArray) of_items = NULL;
		gboolean found = FALSE;

		jn_skill_text_add(text, rows[i].text);
		jn_skill_text_add_list(text, rows[i].list);
		of_text = jn_skill_text_stems(text);
		of_items = jn_skill_text_item_stems(text);
		for (guint k = 0; k < stems->len; k++) {
			const JnSkillStem *stem = stems->pdata[k];

			found |= (stem->lead && holds(of_text, stem->stem)) ||
				 holds(of_items, stem->stem);
		}
		g_test_message("%s", rows[i].skill);
		g_assert_true(jn_skill_fits(text, rows[i].skill));
		g_assert_true(found);
	}
}

static void
test_keys(void)
{
	g_autoptr(JnStemmer) stemmer = jn_stemmer_new("en");
	g_autofree char *one = jn_skill_key(stemmer, "TIG Welding");
	g_autofree char *same = jn_skill_key(stemmer, "tig welds");
	g_autofree char *other = jn_skill_key(stemmer, "welding");
	g_autofree char *none = jn_skill_key(stemmer, "...");

	g_assert_cmpstr(one, ==, same);
	g_assert_cmpstr(one, !=, other);
	g_assert_cmpstr(none, ==, "");
}

/* A text of the longest kind, in which the words of a skill stand everywhere. */
static void
test_long(void)
{
	g_autoptr(GString) words = g_string_new(NULL);
	g_autoptr(JnStemmer) stemmer = jn_stemmer_new("en");
	g_autoptr(JnSkillText) text = jn_skill_text_new(stemmer);

	while (words->len < JN_BACKGROUND_BYTES)
		g_string_append(words, "weld weld weld weld frame ");
	jn_skill_text_add(text, words->str);
	for (guint i = 0; i < 200; i++)
		g_assert_false(jn_skill_fits(text, "weld frame bicycle tube metal copper"));
	g_assert_true(jn_skill_fits(text, "welding frames"));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/skill/lists", test_lists);
	g_test_add_func("/skill/texts", test_texts);
	g_test_add_func("/skill/goals", test_goals);
	g_test_add_func("/skill/index", test_index);
	g_test_add_func("/skill/keys", test_keys);
	g_test_add_func("/skill/long", test_long);
	return g_test_run();
}
