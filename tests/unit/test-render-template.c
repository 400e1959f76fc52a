/* render/template.h, markup.h, catalogue.h: the markup, its escaping, its errors; and that every
 * template of the catalogue is there and asks for nothing that it is not given. */
#include "render/template.h"

#include "render/catalogue.h"

#include <string.h>

#define LAYOUT "[{{language}}|{{subject}}]{{{content}}}"

static GVariant *
variables(const char *text)
{
	g_autoptr(GError) error = NULL;
	GVariant *value = g_variant_parse(G_VARIANT_TYPE_VARDICT, text, NULL, NULL, &error);

	g_assert_no_error(error);
	return value;
}

static const struct {
	const char *label, *body, *variables, *text, *html; /* html: behind the layout's head */
} bodies[] = {
	{"paragraphs", "one\ntwo\n\n\nthree\n", "{}", "one two\n\nthree\n",
	 "<p>one two</p>\n<p>three</p>\n"},
	{"headings, rule, small", "# One\n## Two\n---\n!! small\n!! print\n", "{}",
	 "One\n===\n\nTwo\n---\n\n----------------------------------------\n\nsmall print\n",
	 "<h1>One</h1>\n<h2>Two</h2>\n<hr>\n<p class=\"small\">small print</p>\n"},
	{"list", "before\n- one\n  more\n- two\n\nafter\n", "{}",
	 "before\n\n- one more\n- two\n\nafter\n",
	 "<p>before</p>\n<ul>\n<li>one more</li>\n<li>two</li>\n</ul>\n<p>after</p>\n"},
	{"quote of several lines", "> {{q}}\n", "{'q': <'a\n\nb'>}", "> a\n>\n> b\n",
	 "<blockquote>a<br>\n<br>\nb</blockquote>\n"},
	{"strong", "a **b c** d ** e\n", "{}", "a b c d ** e\n",
	 "<p>a <strong>b c</strong> d ** e</p>\n"},
	{"button", "[Go]({{l}})\n", "{'l': <'mailto:a%2Bb@c'>}", "Go: a+b@c\n",
	 "<p class=\"action\"><a class=\"button\" href=\"mailto:a%2Bb@c\">Go</a></p>\n"},
	{"link in words", "see [it]({{l}}) now\n", "{'l': <'mailto:a@b?subject=x'>}",
	 "see it <a@b> now\n", "<p>see <a href=\"mailto:a@b?subject=x\">it</a> now</p>\n"},
	{"link without a label", "to []({{l}}).\n", "{'l': <'mailto:a%2Bb@c'>}", "to a+b@c.\n",
	 "<p>to <a href=\"mailto:a%2Bb@c\">a+b@c</a>.</p>\n"},
	{"button with a query", "[Go]({{l}})\n",
	 "{'l': <'mailto:w%2Br.b%40x@c.example?subject=Re%3A%20x&body=y'>}",
	 "Go: w+r.b@x@c.example\n",
	 "<p class=\"action\"><a class=\"button\" "
	 "href=\"mailto:w%2Br.b%40x@c.example?subject=Re%3A%20x&amp;body=y\">Go</a></p>\n"},
	{"query without a label", "to []({{l}}).\n", "{'l': <'mailto:a%2Bb@c?subject=x'>}",
	 "to a+b@c.\n",
	 "<p>to <a href=\"mailto:a%2Bb@c?subject=x\">mailto:a%2Bb@c?subject=x</a>.</p>\n"},
	{"button without an address", "a\n\n[Invite]({{l}})\n\nb\n", "{'l': <'mailto:?body=x'>}",
	 "a\n\nb\n",
	 "<p>a</p>\n<p class=\"action\"><a class=\"button\" "
	 "href=\"mailto:?body=x\">Invite</a></p>\n<p>b</p>\n"},
	{"item without an address", "- one\n- [Invite]({{l}})\n- two\n",
	 "{'l': <'mailto:?body=x'>}", "- one\n- two\n",
	 "<ul>\n<li>one</li>\n<li><a href=\"mailto:?body=x\">Invite</a></li>\n<li>two</li>\n"
	 "</ul>\n"},
	{"words without an address", "You can [invite]({{l}}) them.\n", "{'l': <'mailto:?body=x'>}",
	 "You can invite them.\n", "<p>You can <a href=\"mailto:?body=x\">invite</a> them.</p>\n"},
	{"address that breaks the line", "[Go]({{l}})\n", "{'l': <'MAILTO:a%0Ab@c?subject=x'>}",
	 "Go: a%0Ab@c\n",
	 "<p class=\"action\"><a class=\"button\" "
	 "href=\"MAILTO:a%0Ab@c?subject=x\">Go</a></p>\n"},
	{"address that is no utf-8", "[Go]({{l}})\n", "{'l': <'mailto:a%ffb@c?subject=x'>}",
	 "Go: a%ffb@c\n",
	 "<p class=\"action\"><a class=\"button\" href=\"mailto:a%ffb@c?subject=x\">Go</a></p>\n"},
	{"unsafe target", "[x]({{l}})\n", "{'l': <'javascript:alert(1)'>}", "x\n", "<p>x</p>\n"},
	{"target cannot leave its quotes", "[x]({{l}})\n", "{'l': <'https://x/\"><script>'>}",
	 "x: https://x/\"><script>\n",
	 "<p class=\"action\"><a class=\"button\" "
	 "href=\"https://x/&quot;&gt;&lt;script&gt;\">x</a></p>\n"},
	{"a value is never markup", "{{a}}\n\n{{b}} x\n\n{{c}}\n",
	 "{'a': <'# no'>, 'b': <'[no](https://x) **no**'>, 'c': <'{{b}}'>}",
	 "# no\n\n[no](https://x) **no** x\n\n{{b}}\n",
	 "<p># no</p>\n<p>[no](https://x) **no** x</p>\n<p>{{b}}</p>\n"},
	{"a value is escaped", "{{a}}\n", "{'a': <'<b>&\"'>}", "<b>&\"\n",
	 "<p>&lt;b&gt;&amp;&quot;</p>\n"},
	{"a value's controls", "{{a}}\n", "{'a': <'x\\u0001y\\u0002z\\u0003\\r'>}", "x y z\n",
	 "<p>x y z  </p>\n"},
	{"numbers", "{{a}} {{b}} {{c}} {{d}}\n",
	 "{'a': <true>, 'b': <int64 -5>, 'c': <uint32 7>, 'd': <int32 0>}", "1 -5 7 0\n",
	 "<p>1 -5 7 0</p>\n"},
	{"sections", "{{#a}}A{{/a}}{{^a}}a{{/a}}{{#b}}B{{/b}}{{^b}}b{{/b}}{{#n}}N{{/n}}\n",
	 "{'a': <true>, 'b': <''>}", "Ab\n", "<p>Ab</p>\n"},
	{"truth", "{{#z}}z{{/z}}{{#o}}o{{/o}}{{#e}}e{{/e}}{{#s}}s{{/s}}\n",
	 "{'z': <int64 0>, 'o': <int64 1>, 'e': <@aa{sv} []>, 's': <'x'>}", "os\n", "<p>os</p>\n"},
	{"a mark alone takes its line", "a\n  {{#x}}  \nb\n{{/x}}\nc\n{{! no }}\nd\n",
	 "{'x': <true>}", "a b c d\n", "<p>a b c d</p>\n"},
	{"lists see the outside", "{{#l}}\n- {{n}} {{o}}\n{{/l}}\n",
	 "{'o': <'out'>, 'n': <'no'>, 'l': <[{'n': <'1'>}, {'n': <'2'>, 'o': <'in'>}]>}",
	 "- 1 out\n- 2 in\n", "<ul>\n<li>1 out</li>\n<li>2 in</li>\n</ul>\n"},
	{"lists in lists", "{{#l}}{{#m}}{{n}}{{/m}};{{/l}}\n",
	 "{'l': <[{'m': <[{'n': <'1'>}, {'n': <'2'>}]>}, {'m': <@aa{sv} []>}]>}", "12;;\n",
	 "<p>12;;</p>\n"},
	{"words",
	 "{{#p=stuck}}S{{/p=stuck}}{{^p=stuck}}s{{/p=stuck}}{{#p=no}}N{{/p=no}}"
	 "{{#c=1}}one{{/c=1}}{{#x=y}}X{{/x=y}}{{^x=y}}x{{/x=y}}\n",
	 "{'p': <'stuck'>, 'c': <int64 1>}", "Sonex\n", "<p>Sonex</p>\n"},
	{"empty blocks go", "a\n\n> {{e}}\n\n- {{e}}\n\nb\n", "{'e': <''>}", "a\n\nb\n",
	 "<p>a</p>\n<p>b</p>\n"},
	{"invalid utf-8 cannot come in", "{{a}}\n", "{'a': <'ö'>}", "ö\n", "<p>ö</p>\n"},
};

static void
test_bodies(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(bodies); i++) {
		g_autofree char *source = g_strconcat("Subject: s\n\n", bodies[i].body, NULL);
		g_autofree char *html = g_strconcat("[en|s]", bodies[i].html, NULL);
		g_autoptr(GVariant) vars = variables(bodies[i].variables);
		g_autoptr(GError) error = NULL;
		g_autoptr(JnTemplate) template = NULL;
		g_auto(JnLetter) letter = {NULL, NULL, NULL};

		g_test_message("%s", bodies[i].label);
		template = jn_template_parse("t", source, strlen(source), &error);
		g_assert_no_error(error);
		g_assert_true(jn_template_expand(template, LAYOUT, "en", vars, &letter, &error));
		g_assert_cmpstr(letter.text, ==, bodies[i].text);
		g_assert_cmpstr(letter.html, ==, html);
	}
}

static void
test_subject(void)
{
	static const char source[] = "Subject: {{#a}}A {{/a}}'{{t}}' # [x](y)\n\nbody\n";
	g_autoptr(GVariant) vars = variables("{'a': <true>, 't': <'one\n<two>'>}");
	g_autoptr(JnTemplate) template = jn_template_parse("t", source, strlen(source), NULL);
	g_auto(JnLetter) letter = {NULL, NULL, NULL};

	g_assert_true(jn_template_expand(template, LAYOUT, "<de>", vars, &letter, NULL));
	g_assert_cmpstr(letter.subject, ==, "A 'one <two>' # [x](y)");
	g_assert_true(g_str_has_prefix(letter.html,
				       "[&lt;de&gt;|A &#39;one &lt;two&gt;&#39; # [x](y)]<p>"));
}

static const struct {
	const char *label, *source, *layout, *expect;
} errors[] = {
	{"no subject", "Hello\n\nbody", "", "template t, line 1: begin"},
	{"no blank line", "Subject: x\nbody\n\n", "", "template t, line 1: begin"},
	{"open mark", "Subject: x\n\na\n{{b\n", "", "template t, line 4: {{ without }}"},
	{"not a name", "Subject: x\n\n{{a b}}", "", "line 3: not the name of a variable: a b"},
	{"capitals", "Subject: x\n\n{{Name}}", "", "line 3: not the name of a variable: Name"},
	{"empty name", "Subject: x\n\n{{}}", "", "line 3: not the name"},
	{"word outside a section", "Subject: x\n\n{{a=b}}", "", "line 3: not the name"},
	{"not closed", "Subject: x\n\n{{#a}}\n\n", "", "a section is not closed: a"},
	{"not opened", "Subject: x\n\n\n{{/a}}\n", "", "line 4: nothing is open"},
	{"closes another", "Subject: x\n\n{{#a}}{{#b}}{{/a}}{{/b}}", "", "another section is open"},
	{"closes another word", "Subject: x\n\n{{#a=b}}{{/a=c}}", "", "another section is open"},
	{"across the subject", "Subject: {{#a}}\n\n{{/a}}", "", "line 1: a section is not closed"},
	{"too deep", "Subject: x\n\n{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}", "",
	 "nested too deep at a"},
	{"control character", "Subject: x\n\na\001b", "", "a control character"},
	{"not utf-8", "Subject: x\n\na\377b", "", "not UTF-8"},
	{"unknown variable", "Subject: x\n\na\n\n{{b}}", LAYOUT,
	 "template t, line 5: {{b}} is not known here"},
	{"list as text", "Subject: x\n\n{{l}}", LAYOUT, "line 3: {{l}} is a list"},
	{"unknown mark of the layout", "Subject: x\n\na", "{{content}}", "layout.html: a mark"},
};

static void
test_errors(void)
{
	g_autoptr(GVariant) vars = variables("{'l': <[{'n': <'1'>}]>}");

	for (gsize i = 0; i < G_N_ELEMENTS(errors); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(JnTemplate) template =
			jn_template_parse("t", errors[i].source, strlen(errors[i].source), &error);
		g_auto(JnLetter) letter = {NULL, NULL, NULL};

		g_test_message("%s", errors[i].label);
		if (template != NULL)
			g_assert_false(jn_template_expand(template, errors[i].layout, "en", vars,
							  &letter, &error));
		g_assert_error(error, JN_ERROR, JN_ERROR_CONFIG);
		g_assert_nonnull(strstr(error->message, errors[i].expect));
	}
}

static void
test_variables(void)
{
	static const char source[] = "Subject: {{a}}\n\n{{#b}}{{c}}{{#d}}{{e}}{{/d}}{{/b}}{{a}}"
				     "{{#f=g}}{{h}}{{/f=g}}{{^i}}{{/i}}";
	g_autoptr(JnTemplate) template = jn_template_parse("t", source, strlen(source), NULL);
	g_autoptr(GPtrArray) names = jn_template_variables(template);
	g_autofree char *all = NULL;

	g_ptr_array_add(names, NULL);
	all = g_strjoinv(" ", (char **)names->pdata);
	g_assert_cmpstr(all, ==, "a b# b.c b.d# b.d.e f h i#");
}

static void
test_catalogue_offers(void)
{
	static const struct {
		const char *entry, *variable;
		gboolean offered;
	} rows[] = {
		{"receipt", "subject", TRUE},
		{"receipt", "site", TRUE},
		{"receipt", "recipients#", TRUE},
		{"receipt", "recipients.subject", TRUE}, /* the section may be a number */
		{"receipt", "nonsense", FALSE},
		{"receipt", "subject.nonsense", FALSE},
		{"digest", "goals.conversations.items.gist", TRUE},
		{"digest", "goals.conversations.items.title", TRUE}, /* of the goal */
		{"digest", "goals.conversations.items.reply_link#", TRUE},
		{"digest", "goals.conversations.items.reply_link.kind", TRUE},
		{"digest", "items.gist", FALSE},
		{"digest", "gist", FALSE},
		{"digest", "goals", FALSE}, /* a list is no text */
		{"digest", "goals.items", FALSE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const JnCatalogueEntry *entry = jn_catalogue_find(rows[i].entry);

		g_test_message("%s %s", rows[i].entry, rows[i].variable);
		g_assert_cmpint(jn_catalogue_offers(entry, rows[i].variable), ==, rows[i].offered);
	}
	g_assert_null(jn_catalogue_find("nonsense"));
}

static void
check_template(const char *language, const JnCatalogueEntry *entry)
{
	g_autofree char *file = g_strdup_printf("templates/%s/%s.md", language, entry->name);
	g_autofree char *source = NULL;
	g_autoptr(JnTemplate) template = NULL;
	g_autoptr(GPtrArray) names = NULL;
	g_autoptr(GError) error = NULL;
	gsize len;

	g_test_message("%s", file);
	(void)g_file_get_contents(file, &source, &len, &error);
	g_assert_no_error(error);
	template = jn_template_parse(file, source, len, &error);
	g_assert_no_error(error);
	names = jn_template_variables(template);
	for (guint i = 0; i < names->len; i++)
		if (!jn_catalogue_offers(entry, names->pdata[i]))
			g_error("%s asks for %s", file, (char *)names->pdata[i]);
}

/* The templates in the tree; the tests run in its root. A language without a template of help is
 * one that is only read; of the others none may lack a template, and these are six. */
static void
test_templates(void)
{
	g_autoptr(GDir) dir = g_dir_open("templates", 0, NULL);
	g_autofree char *layout = NULL;
	const char *language;
	guint languages = 0;

	g_assert_true(g_file_get_contents("templates/layout.html", &layout, NULL, NULL));
	while ((language = g_dir_read_name(dir)) != NULL) {
		g_autofree char *help = g_build_filename("templates", language, "help.md", NULL);

		if (!g_file_test(help, G_FILE_TEST_EXISTS))
			continue;
		languages++;
		for (const JnCatalogueEntry *entry = jn_catalogue; entry->name != NULL; entry++)
			check_template(language, entry);
	}
	g_assert_cmpuint(languages, >=, 6);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/render/template/bodies", test_bodies);
	g_test_add_func("/render/template/subject", test_subject);
	g_test_add_func("/render/template/errors", test_errors);
	g_test_add_func("/render/template/variables", test_variables);
	g_test_add_func("/render/catalogue/offers", test_catalogue_offers);
	g_test_add_func("/render/catalogue/templates", test_templates);
	return g_test_run();
}
