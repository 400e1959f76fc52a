/*
 * What an anonymous text tells of its writer. A row a text; what is found is written as
 * "kind:found", joined by " | ". Rows marked 'none' are what such finders are known to take for
 * phone numbers.
 */
#include <string.h>

#include "base/limits.h"
#include "core/traces.h"

typedef struct Case {
	const char *label, *name, *text, *found;
} Case;

#define ANA "Ana Lind Sørensen"

static const Case cases[] = {
	/* names */
	{"her name", ANA, "My friends call me Ana.", "name:Ana"},
	{"any word of it, any case", ANA, "see SØRENSEN, and lind", "name:SØRENSEN | name:lind"},
	{"a genitive", ANA, "This is Anas garage, and Ana's rod", "name:Anas | name:Ana"},
	{"marks make no difference", "José Ruiz", "Jose here", "name:Jose"},
	{"... composed in another way", "José Ruiz", "Jose\314\201 here", "name:Jose\314\201"},
	{"a word that her name begins is not hers", ANA, "An analysis of Canada, and Linda", ""},
	{"each once", ANA, "Ana Ana\nAna", "name:Ana"},
	{"words of a name that are nobody's", "Eva van der Berg", "the van of Berg", "name:Berg"},
	{"two letters: a greeting", "Bo Li", "Hi,\nBo here\n", "name:Bo"},
	{"two letters: a leave", "Bo Smed", "It holds.\nAll the best, Bo", "name:Bo"},
	{"two letters in a long line, introduced", "Bo", "Hello all, I'm Bo and I am new to this",
	 "name:Bo"},
	{"two letters in a sentence are a word", "No Ma",
	 "There is no way, No doubt of that at all", ""},
	{"two letters in another case are a word", "Bo", "bo er godt", ""},
	{"a script without blanks", "山田太郎", "私は山田太郎です", "name:私は山田太郎です"},
	{"the words of a name as one", "Eva Holm", "I am EvaHolm there, or holm_eva, holmeva9",
	 "name:EvaHolm | name:holm | name:eva | name:holmeva9"},
	{"... of three", "Eva Ruth Holm", "evaruthholm and evaholm",
	 "name:evaruthholm | name:evaholm"},
	{"... told twice", "Eva Ruth Holm Eva Ruth Holm", "evaruthholm", "name:evaruthholm"},
	{"... but no more than that", "Eva Holm", "evaholmes, nevaholm", ""},
	{"a name with digits", ANA, "Lind77 on the forum", "name:Lind77"},
	{"before the @, as one word", "Eva", "They know me as analind.", "name:analind"},
	{"... with digits", "Eva", "It is AnaLind77's, (analind)",
	 "name:AnaLind77's | name:analind"},
	{"... with other marks", "Eva", "@ana-lind, \"ana_lind77\"; ana.lind",
	 "name:ana-lind | name:ana_lind77 | name:ana.lind"},
	{"... in a link", "Eva", "https://x.example/analind9", "link:https://x.example/analind9"},
	{"... but no other words", "Eva", "ana and lind, analindy, anna-lind, a.lind", ""},
	{"no name known: what stands before the @", NULL, "I am lind", "name:lind"},
	/* addresses */
	{"her address", ANA, "Write to ana.lind@home.example!", "address:ana.lind@home.example"},
	{"another's, in brackets", ANA, "(bo <bo@forge.example>)", "address:bo@forge.example"},
	{"as a link", ANA, "mailto:x@far.example?subject=Hi", "address:x@far.example"},
	{"one of the site's tells nothing", ANA, "post to learn-welding@goals.example, please", ""},
	{"what is no address", ANA, "2 rods @ 5, user@localhost, @handle", ""},
	/* links */
	{"a link with her name", ANA, "https://photos.example/ana-lind/7",
	 "link:https://photos.example/ana-lind/7"},
	{"... escaped", ANA, "www.x.example/%41na", "link:www.x.example/%41na"},
	{"... with what stands before the @", "Eva", "https://x.example/ana.lind",
	 "link:https://x.example/ana.lind"},
	{"a link that says nothing", ANA, "https://weld.example/12345678/how", ""},
	{"a link to a phone", "Eva", "https://wa.me/4512345678", "link:https://wa.me/4512345678"},
	/* phone numbers: forms of ITU-T E.123 and of the lands of the languages here */
	{"international", "Eva", "+45 12 34 56 78", "phone:+45 12 34 56 78"},
	{"... with a nought", "Eva", "call +49 (0)171 2345678.", "phone:+49 (0)171 2345678"},
	{"... in one piece", "Eva", "+4512345678,", "phone:+4512345678"},
	{"... with 00", "Eva", "0045 12345678", "phone:0045 12345678"},
	{"Danish", "Eva", "mit nummer: 21 34 56 78", "phone:21 34 56 78"},
	{"Danish, alone", "Eva", "21 34 56 78", "phone:21 34 56 78"},
	{"Danish, in halves", "Eva", "2134 5678", "phone:2134 5678"},
	{"Danish, in one piece", "Eva", "Skriv 21345678 tak", "phone:21345678"},
	{"Norwegian", "Eva", "912 34 567", "phone:912 34 567"},
	{"Swedish", "Eva", "070-123 45 67", "phone:070-123 45 67"},
	{"German", "Eva", "030/1234567 or 0171-2345678", "phone:030/1234567 | phone:0171-2345678"},
	{"French", "Eva", "06.12.34.56.78", "phone:06.12.34.56.78"},
	{"... with blanks that do not break", "Eva", "06\302\24012\302\24034\302\24056\302\24078",
	 "phone:06 12 34 56 78"},
	{"Spanish", "Eva", "612 345 678", "phone:612 345 678"},
	{"American", "Eva", "(555) 123-4567", "phone:(555) 123-4567"},
	{"... with points", "Eva", "555.123.4567", "phone:555.123.4567"},
	{"... with dashes of print", "Eva", "555\342\200\221123\342\200\2214567",
	 "phone:555-123-4567"},
	{"where no blanks stand between words", "Eva", "é»è©±09012345678",
	 "phone:09012345678"},
	{"short, and said to be one", "Eva", "Ring mig: tlf. 12 34 56", "phone:12 34 56"},
	/* numbers that are none */
	{"none: years", "Eva", "1998-2004, 2019 2020 and 1990/1995", ""},
	{"none: dates", "Eva", "2026-11-23, 23.11.2026 8, 23/11/2026, 01.02.2026", ""},
	{"none: dates in one piece", "Eva", "20261123 and 23112026", ""},
	{"none: a date with an hour", "Eva", "2026-11-23 08:30:00 and 20261123T083000", ""},
	{"none: hours", "Eva", "08.30-09.45 and 10:30 - 12:45", ""},
	{"none: prices", "Eva", "1 200 000 kr, 300 400 500 kr, $ 20 000 000, 12345678,50", ""},
	{"none: groups of thousands", "Eva", "1.299.000 and 12 345 678", ""},
	{"none: ISBN", "Eva", "ISBN 978-3-16-148410-0, 9783161484100, ISBN 0306406157", ""},
	{"none: ISBN of ten with dashes", "Eva", "0-306-40615-7", ""},
	{"none: versions", "Eva", "glib 2.74.6, v10.0.19045.3693, 1.2.3-4567", ""},
	{"none: addresses of the internet", "Eva", "192.168.100.200 and 10.0.0.1", ""},
	{"none: decimals", "Eva", "3.14159265, 0.12345678, 3,14159265", ""},
	{"none: a part's number", "Eva", "part #20123456, no. 20123456, AB20123456", ""},
	{"none: sizes", "Eva", "1920x1080, 25 x 40 mm, 3000 W", ""},
	{"none: what is short", "Eva", "40 60 80, 12 34 56", ""},
	{"none: however much of it is one piece", "Eva", "é20123456é20123456é20123456é", ""},
	{"nothing", ANA, "", ""},
};

static void
run_case(gconstpointer data)
{
	const Case *c = data;
	g_autoptr(GPtrArray) addresses = g_ptr_array_new();
	JnTraced who = {c->name, addresses, "goals.example"};
	g_autoptr(GPtrArray) traces = NULL;
	g_autoptr(GString) found = g_string_new(NULL);

	g_ptr_array_add(addresses, (gpointer) "ana.lind@home.example");
	traces = jn_traces_find(c->text, &who);
	for (guint i = 0; i < traces->len; i++) {
		const JnTrace *trace = traces->pdata[i];

		g_string_append_printf(found, "%s%s:%s", i > 0 ? " | " : "",
				       jn_trace_word(trace->kind), trace->found);
	}
	g_assert_cmpstr(found->str, ==, c->found);
}

/* However many: as many as a person looks at. */
static void
test_many(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	JnTraced who = {"Ana", NULL, "goals.example"};
	g_autoptr(GPtrArray) traces = NULL;

	for (int i = 0; i < 1000; i++)
		g_string_append_printf(text, "a%d@x.example\n", i);
	traces = jn_traces_find(text->str, &who);
	g_assert_cmpint(traces->len, ==, JN_TRACES);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf("/traces/%02d %s", (int)i, cases[i].label);

		g_strdelimit(path + 8, "/", '-');
		g_test_add_data_func(path, &cases[i], run_case);
	}
	g_test_add_func("/traces/many", test_many);
	return g_test_run();
}
