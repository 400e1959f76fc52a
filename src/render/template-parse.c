#include "render/template-parse.h"

#include <string.h>

/* The parser's place in the source. */
typedef struct Parse {
	const char *name; /* of the template */
	const char *at, *end;
	guint line;
	GArray *nodes;
	guint open[JN_TEMPLATE_DEPTH]; /* sections not yet closed: their nodes */
	guint depth;
} Parse;

static void
node_clear(gpointer data)
{
	JnNode *node = data;

	g_free(node->text);
	g_free(node->word);
}

static gboolean
fail(const Parse *parse, GError **error, const char *what, const char *detail)
{
	g_set_error(error, JN_ERROR, JN_ERROR_CONFIG, "template %s, line %u: %s%s", parse->name,
		    parse->line, what, detail);
	return FALSE;
}

static void
add_node(Parse *parse, JnNodeKind kind, const char *text, gsize len)
{
	JnNode node = {.kind = kind, .text = g_strndup(text, len), .line = parse->line};

	g_array_append_val(parse->nodes, node);
}

static const char *
skip_blanks(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return at;
}

/* Whether from..to is all that stands on its line. Then *ret_start and *ret_end take in the whole
 * line. */
static gboolean
is_alone(const char *start,
	 const char *from,
	 const char *to,
	 const char *end,
	 const char **ret_start,
	 const char **ret_end)
{
	const char *after = skip_blanks(to, end);

	while (from > start && (from[-1] == ' ' || from[-1] == '\t'))
		from--;
	if ((from > start && from[-1] != '\n') || (after < end && *after != '\n'))
		return FALSE;
	*ret_start = from;
	*ret_end = after < end ? after + 1 : after;
	return TRUE;
}

static gboolean
is_name(const char *text)
{
	return *text != '\0' && text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

/* `name` may be "name=word". */
static gboolean
open_section(Parse *parse, JnNodeKind kind, const char *name, GError **error)
{
	const char *equals = strchr(name, '=');

	if (parse->depth == JN_TEMPLATE_DEPTH)
		return fail(parse, error, "sections are nested too deep at ", name);
	parse->open[parse->depth++] = parse->nodes->len;
	if (equals == NULL) {
		add_node(parse, kind, name, strlen(name));
		return TRUE;
	}
	add_node(parse, kind, name, (gsize)(equals - name));
	g_array_index(parse->nodes, JnNode, parse->nodes->len - 1).word = g_strdup(equals + 1);
	return TRUE;
}

static gboolean
close_section(Parse *parse, const char *name, GError **error)
{
	g_autofree char *opened = NULL;
	JnNode *open;

	if (parse->depth == 0)
		return fail(parse, error, "nothing is open that could be closed: ", name);
	open = &g_array_index(parse->nodes, JnNode, parse->open[--parse->depth]);
	opened = open->word != NULL ? g_strconcat(open->text, "=", open->word, NULL)
				    : g_strdup(open->text);
	if (!g_str_equal(opened, name))
		return fail(parse, error, "another section is open than the one closed: ", name);
	open->end = parse->nodes->len;
	add_node(parse, JN_NODE_END, name, strlen(name));
	return TRUE;
}

/* One {{...}}: `tag` is what stands between the braces. */
static gboolean
add_tag(Parse *parse, const char *tag, GError **error)
{
	gboolean section = *tag == '#' || *tag == '^' || *tag == '/';
	g_autofree char *name = g_strstrip(g_strdup(section ? tag + 1 : tag));
	g_auto(GStrv) halves = g_strsplit(name, "=", 2);

	if (*tag == '!')
		return TRUE;
	if (halves[0] == NULL || !is_name(halves[0]) ||
	    (halves[1] != NULL && (!section || !is_name(halves[1]))))
		return fail(parse, error, "not the name of a variable: ", tag);
	switch (*tag) {
	case '#':
		return open_section(parse, JN_NODE_SECTION, name, error);
	case '^':
		return open_section(parse, JN_NODE_INVERTED, name, error);
	case '/':
		return close_section(parse, name, error);
	default:
		add_node(parse, JN_NODE_VARIABLE, name, strlen(name));
		return TRUE;
	}
}

static void
count_lines(Parse *parse, const char *from, const char *to)
{
	for (; from < to; from++)
		if (*from == '\n')
			parse->line++;
}

/* Source up to parse->end -> nodes. */
static gboolean
parse_nodes(Parse *parse, GError **error)
{
	const char *start = parse->at;

	while (parse->at < parse->end) {
		const char *open = g_strstr_len(parse->at, parse->end - parse->at, "{{");
		const char *words_end = open != NULL ? open : parse->end, *close, *next;
		g_autofree char *tag = NULL;

		if (open == NULL) {
			add_node(parse, JN_NODE_TEXT, parse->at, (gsize)(words_end - parse->at));
			count_lines(parse, parse->at, words_end);
			break;
		}
		close = g_strstr_len(open, parse->end - open, "}}");
		count_lines(parse, parse->at, open);
		if (close == NULL)
			return fail(parse, error, "{{ without }}", "");
		next = close + 2;
		tag = g_strndup(open + 2, (gsize)(close - open - 2));
		if (strchr("#^/!", *tag) != NULL && *tag != '\0')
			(void)is_alone(start, open, next, parse->end, &words_end, &next);
		/* An earlier mark on the same line may have been taken already. */
		if (words_end > parse->at)
			add_node(parse, JN_NODE_TEXT, parse->at, (gsize)(words_end - parse->at));
		if (!add_tag(parse, tag, error))
			return FALSE;
		count_lines(parse, open, next);
		parse->at = next;
	}
	if (parse->depth > 0)
		return fail(
			parse, error, "a section is not closed: ",
			g_array_index(parse->nodes, JnNode, parse->open[parse->depth - 1]).text);
	return TRUE;
}

/* The source has to be text: a control character could undo the shields of render/markup.h. */
static gboolean
check_text(const Parse *parse, GError **error)
{
	if (!g_utf8_validate(parse->at, parse->end - parse->at, NULL))
		return fail(parse, error, "not UTF-8", "");
	for (const char *at = parse->at; at < parse->end; at++)
		if (g_ascii_iscntrl(*at) && *at != '\n' && *at != '\t')
			return fail(parse, error, "a control character", "");
	return TRUE;
}

static GArray *
new_nodes(void)
{
	GArray *nodes = g_array_new(FALSE, TRUE, sizeof(JnNode));

	g_array_set_clear_func(nodes, node_clear);
	return nodes;
}

static gboolean
parse_source(JnTemplate *self, const char *source, gsize len, GError **error)
{
	Parse parse = {.name = self->name, .at = source, .end = source + len, .line = 1};
	const char *blank;

	if (!check_text(&parse, error))
		return FALSE;
	blank = g_strstr_len(source, (gssize)len, "\n\n");
	if (len < 9 || memcmp(source, "Subject: ", 9) != 0 || blank == NULL ||
	    memchr(source, '\n', len) != blank)
		return fail(&parse, error, "begin with 'Subject: ' and a blank line", "");
	parse.at = source + 9;
	parse.end = blank;
	parse.nodes = self->subject;
	if (!parse_nodes(&parse, error))
		return FALSE;
	parse.at = blank + 2;
	parse.end = source + len;
	parse.line = 3;
	parse.nodes = self->body;
	return parse_nodes(&parse, error);
}

JnTemplate *
jn_template_parse(const char *name, const char *source, gsize len, GError **error)
{
	g_autoptr(JnTemplate) self = g_new0(JnTemplate, 1);

	self->name = g_strdup(name);
	self->subject = new_nodes();
	self->body = new_nodes();
	if (!parse_source(self, source, len, error))
		return NULL;
	return g_steal_pointer(&self);
}

void
jn_template_free(JnTemplate *self)
{
	if (self == NULL)
		return;
	g_free(self->name);
	g_array_unref(self->subject);
	g_array_unref(self->body);
	g_free(self);
}

static void
add_name(GPtrArray *names, const char *const *path, gboolean section)
{
	g_autofree char *dotted = g_strjoinv(".", (char **)path);
	g_autofree char *name = g_strconcat(dotted, section ? "#" : "", NULL);

	if (!g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
		g_ptr_array_add(names, g_steal_pointer(&name));
}

/* Adds what `nodes` name to `names`, each once. A section that asks for a word opens no scope: its
 * variable is a text. */
static void
add_names(const GArray *nodes, GPtrArray *names)
{
	const char *path[JN_TEMPLATE_DEPTH + 2] = {NULL};
	gboolean scoped[JN_TEMPLATE_DEPTH] = {FALSE};
	guint depth = 0, scopes = 0;

	for (guint i = 0; i < nodes->len; i++) {
		const JnNode *node = &g_array_index(nodes, JnNode, i);
		gboolean opens = node->kind == JN_NODE_SECTION || node->kind == JN_NODE_INVERTED;

		if (node->kind == JN_NODE_END && scoped[--depth])
			path[--scopes] = NULL;
		if (!opens && node->kind != JN_NODE_VARIABLE)
			continue;
		path[scopes] = node->text;
		add_name(names, path, opens && node->word == NULL);
		path[scopes] = NULL;
		if (!opens)
			continue;
		scoped[depth] = node->word == NULL;
		if (scoped[depth++])
			path[scopes++] = node->text;
	}
}

GPtrArray *
jn_template_variables(const JnTemplate *self)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

	add_names(self->subject, names);
	add_names(self->body, names);
	return names;
}
