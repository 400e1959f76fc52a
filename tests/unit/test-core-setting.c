/* core/setting.h, core/labels.h and core/scrub.h: lines of settings, the words of the languages,
 * and letters less what is of one person. */
#include <string.h>

#include "base/error.h"
#include "core/labels.h"
#include "core/scrub.h"
#include "core/setting.h"

static void
test_settings(void)
{
	static const struct {
		const char *label, *text, *expected; /* LABEL=VALUE| each */
	} rows[] = {
		{"nothing", "", ""},
		{"a sentence", "Hello, how are you?\n", ""},
		{"one", "Name: Bo\n", "Name=Bo|"},
		{"without a line end", "Name: Bo", "Name=Bo|"},
		{"an equal sign", "name = Bo", "name=Bo|"},
		{"of a list", "- Name: Bo\n* Skills: a\n\342\200\242 Thanks: none\n",
		 "Name=Bo|Skills=a|Thanks=none|"},
		{"no value", "Skills:\n", "Skills=|"},
		{"a colon in the value", "Name: Bo: the smith\n", "Name=Bo: the smith|"},
		{"folded", "- Skills: a,\n  b,\n\tc\nNo more.\n  d\n", "Skills=a, b, c|"},
		{"what is folded is no setting", "Name: Bo\n  Skills: a\n", "Name=Bo|Skills=a|"},
		{"a blank line ends a folded one", "Name: Bo\n\n  x\n", "Name=Bo|"},
		{"a list item does not go on", "Skills: a\n  - b\n", "Skills=a|"},
		{"a time", "It is\n18:05 now\n\303\240 18:05\n", ""},
		{"a number in the label", "learn-2: daily\nlearn-3:3\n", "learn-2=daily|"},
		{"the web", "https://x.example/y\n", ""},
		{"a sentence with a colon", "I would like to say this: no\n", ""},
		{"a mail address", "a@b.example: x\n", ""},
		{"quotation marks", "'Name: Bo'\n", ""},
		{"... of other languages",
		 "wie \342\200\236Name: Bo\342\200\234\nsom \342\200\235Namn: Bo\342\200\235\n"
		 "comme \302\253 Nom: Bo \302\273\n",
		 ""},
		{"... and brackets",
		 "write \302\253Nom: x\302\273\nwrite \342\200\236Name: x\342\200\234\n"
		 "\343\200\214Name: x\343\200\215\n",
		 ""},
		{"other scripts", "\346\260\217\345\220\215: \346\235\261\n",
		 "\346\260\217\345\220\215=\346\235\261|"},
		{"French blanks before the colon and behind it",
		 "- Nom\302\240:\302\240Zo\303\251\342\200\257\nLangue\342\200\257: fr\n",
		 "Nom=Zo\303\251|Langue=fr|"},
		{"nothing but marks", ":\n=\n- :\n\302\240:\n", ""},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) settings = jn_settings_parse(rows[i].text);
		g_autoptr(GString) got = g_string_new(NULL);

		for (guint k = 0; k < settings->len; k++) {
			const JnSetting *setting = settings->pdata[k];

			g_string_append_printf(got, "%s=%s|", setting->label, setting->value);
		}
		g_test_message("%s", rows[i].label);
		g_assert_cmpstr(got->str, ==, rows[i].expected);
	}
}

static JnLabels *
labels_of(const char *language, const char *text)
{
	/* No NUL behind it: an over-read shows. */
	gsize len = strlen(text);
	g_autofree char *bytes = g_memdup2(text, MAX(len, 1));
	g_autoptr(GError) error = NULL;
	JnLabels *labels = jn_labels_parse(language, bytes, len, &error);

	g_assert_no_error(error);
	return labels;
}

static void
test_labels(void)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)jn_labels_free);
	JnSettingLabel label;

	g_ptr_array_add(all, labels_of("da", "# dansk\r\nname = Navn\r\n\r\nskills = F\303\246rdig "
					     "heder , Kan\nself=Dansk"));
	g_ptr_array_add(
		all, labels_of("en", "name = Name\nskills = Skills\nthanks = Kan\nself = English"));
	g_ptr_array_add(all, labels_of("xx", ""));
	g_assert_true(
		jn_labels_find(all, "da", " NAVN ", JN_SETTING_NAME, JN_SETTING_MAIN, &label));
	g_assert_cmpint(label, ==, JN_SETTING_NAME);
	g_assert_true(jn_labels_find(all, "da", "f\303\206rdig \t HEDER", JN_SETTING_NAME,
				     JN_SETTING_MAIN, &label));
	g_assert_cmpint(label, ==, JN_SETTING_SKILLS);
	/* The reader's language comes first, then English. */
	g_assert_true(jn_labels_find(all, "da", "kan", JN_SETTING_NAME, JN_SETTING_MAIN, &label));
	g_assert_cmpint(label, ==, JN_SETTING_SKILLS);
	g_assert_true(jn_labels_find(all, "xx", "kan", JN_SETTING_NAME, JN_SETTING_MAIN, &label));
	g_assert_cmpint(label, ==, JN_SETTING_THANKS);
	g_assert_false(jn_labels_find(all, "en", "name", JN_SETTING_EACH, JN_SETTING_NONE, &label));
	g_assert_false(jn_labels_find(all, "en", "", JN_SETTING_NAME, JN_SETTING_MAIN, &label));
	g_assert_false(
		jn_labels_find(NULL, "en", "name", JN_SETTING_NAME, JN_SETTING_MAIN, &label));
	g_assert_cmpstr(jn_labels_language(all, "DANSK"), ==, "da");
	g_assert_cmpstr(jn_labels_language(all, "xx"), ==, "xx");
	g_assert_null(jn_labels_language(all, "../en"));
	g_assert_cmpstr(jn_labels_name(all->pdata[0]), ==, "Dansk");
	g_assert_cmpstr(jn_labels_name(all->pdata[2]), ==, "xx");
	g_assert_cmpstr(jn_labels_name_of(all, "en"), ==, "English");
	g_assert_cmpstr(jn_labels_name_of(all, "yy"), ==, "yy");
}

/* 81 bytes: one too many. */
#define TEN "0123456789"
#define LONG TEN TEN TEN TEN TEN TEN TEN TEN "x"

static void
test_labels_broken(void)
{
	static const char *const rows[] = {"nmae = Name\n", "name\n", "self = x\n[name]\n",
					   "name = Name, " LONG "\n"};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(jn_labels_parse("en", rows[i], strlen(rows[i]), &error));
		g_assert_error(error, JN_ERROR, JN_ERROR_CONFIG);
		g_assert_nonnull(strstr(error->message, "en/labels, line"));
	}
}

static void
test_scrub(void)
{
	static const struct {
		const char *label, *in, *expected; /* NULL: nothing of theirs */
	} rows[] = {
		{"nothing of theirs", "{'who': <'Ana'>, 'gist': <'x'>}", NULL},
		{"a name", "{'who': <'Bo'>, 'gist': <'x'>, 'kind': <'answer'>}",
		 "{'who': <''>, 'gist': <''>, 'kind': <'answer'>}"},
		{"a name within another's words", "{'who': <'Ana'>, 'gist': <'Bo said'>}", NULL},
		{"an address, in any case", "{'other_address': <'see BO@x.example'>}",
		 "{'other_address': <''>}"},
		{"in a list, others' stay",
		 "{'items': <[{'who': <'Bo'>, 'subject': <'s'>}, {'who': <'Ana'>, 'subject': "
		 "<'s'>}]>}",
		 "{'items': <[{'who': <''>, 'subject': <''>}, {'who': <'Ana'>, 'subject': "
		 "<'s'>}]>}"},
		{"the begin of a post, of a nameless one", "{'who': <''>, 'gist': <'my words'>}",
		 "{'who': <''>, 'gist': <''>}"},
		{"a subject alone", "{'who': <'Ana'>, 'subject': <'my subject'>, 'n': <int64 1>}",
		 "{'who': <'Ana'>, 'subject': <''>, 'n': <int64 1>}"},
		{"a longer address",
		 "{'other_address': <'jumbo@x.example'>, 'a': <'bo@x.example.org'>}", NULL},
		{"an address at the end", "{'reason': <'to <bo@x.example>.'>}", "{'reason': <''>}"},
		{"a word of the program",
		 "{'mode': <'my subject'>, 'kind': <'Bo'>, 'who': <'Ana'>}", NULL},
		{"a list in a list", "{'a': <[{'b': <[{'author': <'Bo'>}]>}]>}",
		 "{'a': <[{'b': <[{'author': <''>}]>}]>}"},
	};
	g_auto(JnScrub) scrub = {0};

	jn_scrub_init(&scrub);
	jn_scrub_add_mark(&scrub, "Bo");
	jn_scrub_add_mark(&scrub, "my words");
	jn_scrub_add_mark(&scrub, "");
	jn_scrub_add_mark(&scrub, NULL);
	jn_scrub_add_word(&scrub, "my subject");
	jn_scrub_add_address(&scrub, "bo@x.example");
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GVariant) in =
			g_variant_parse(G_VARIANT_TYPE_VARDICT, rows[i].in, NULL, NULL, NULL);
		g_autoptr(GVariant) out = jn_scrub_variables(&scrub, in);
		g_autoptr(GVariant) expected =
			rows[i].expected ? g_variant_parse(G_VARIANT_TYPE_VARDICT, rows[i].expected,
							   NULL, NULL, NULL)
					 : NULL;

		g_test_message("%s", rows[i].label);
		g_assert_true((expected == NULL) == (rows[i].expected == NULL));
		g_assert_true((out == NULL) == (expected == NULL));
		/* In the order of the input, so a row's two dictionaries are written alike. */
		if (out != NULL)
			g_assert_true(g_variant_equal(out, expected));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/core/setting/lines", test_settings);
	g_test_add_func("/core/labels/words", test_labels);
	g_test_add_func("/core/labels/broken", test_labels_broken);
	g_test_add_func("/core/scrub/letters", test_scrub);
	return g_test_run();
}
