#include "render/template.h"

#include "render/template-parse.h"

#include "render/escape.h"
#include "render/markup.h"

#include <string.h>

/* The dictionaries in which a name is looked up, innermost last. */
typedef struct Scopes {
	GVariant *dicts[JN_TEMPLATE_DEPTH + 1];
	guint depth;
} Scopes;

/* What an expansion works on. */
typedef struct Expansion {
	const char *name;    /* of the template, for messages */
	const GArray *nodes; /* JnNode */
	Scopes scopes;
	GString *out; /* marked text (render/markup.h) */
} Expansion;

/* The value of `name`, or NULL. Transfer full. */
static GVariant *
look_up(const Scopes *scopes, const char *name)
{
	for (guint i = scopes->depth; i > 0; i--) {
		GVariant *value = g_variant_lookup_value(scopes->dicts[i - 1], name, NULL);

		if (value != NULL)
			return value;
	}
	return NULL;
}

/* FALSE where `value` is not one of the kinds of number. */
static gboolean
value_number(GVariant *value, gint64 *ret_number)
{
	switch (*g_variant_get_type_string(value)) {
	case 'b':
		*ret_number = g_variant_get_boolean(value);
		return TRUE;
	case 'i':
		*ret_number = g_variant_get_int32(value);
		return TRUE;
	case 'u':
		*ret_number = g_variant_get_uint32(value);
		return TRUE;
	case 'x':
		*ret_number = g_variant_get_int64(value);
		return TRUE;
	default:
		return FALSE;
	}
}

static gboolean
is_true(GVariant *value)
{
	gint64 number;

	if (value_number(value, &number))
		return number != 0;
	if (g_variant_is_of_type(value, G_VARIANT_TYPE_STRING))
		return *g_variant_get_string(value, NULL) != '\0';
	return g_variant_is_container(value) && g_variant_n_children(value) > 0;
}

/* The text that a value stands for; NULL for one that has none (a list). */
static char *
value_text(GVariant *value)
{
	gint64 number;

	if (value_number(value, &number))
		return g_strdup_printf("%" G_GINT64_FORMAT, number);
	if (g_variant_is_of_type(value, G_VARIANT_TYPE_STRING))
		return g_variant_dup_string(value, NULL);
	return NULL;
}

static gboolean
is_word(GVariant *value, const char *word)
{
	g_autofree char *text = value_text(value);

	return g_strcmp0(text, word) == 0;
}

static gboolean
expand_variable(Expansion *expansion, const JnNode *node, GError **error)
{
	g_autoptr(GVariant) value = look_up(&expansion->scopes, node->text);
	g_autofree char *text = value != NULL ? value_text(value) : NULL;

	if (text == NULL) {
		g_set_error(error, JN_ERROR, JN_ERROR_CONFIG, "template %s, line %u: {{%s}} %s",
			    expansion->name, node->line, node->text,
			    value == NULL ? "is not known here" : "is a list, not a text");
		return FALSE;
	}
	jn_markup_add_value(expansion->out, text);
	return TRUE;
}

static gboolean expand_range(Expansion *expansion, guint from, guint to, GError **error);

/* The nodes from..to once for each dictionary of `list`. */
static gboolean
expand_list(Expansion *expansion, GVariant *list, guint from, guint to, GError **error)
{
	gsize count = g_variant_n_children(list);

	for (gsize i = 0; i < count; i++) {
		g_autoptr(GVariant) dict = g_variant_get_child_value(list, i);
		gboolean ok;

		expansion->scopes.dicts[expansion->scopes.depth++] = dict;
		ok = expand_range(expansion, from, to, error);
		expansion->scopes.depth--;
		if (!ok)
			return FALSE;
	}
	return TRUE;
}

/* The section that begins at node `at`. Recursion ends at JN_TEMPLATE_DEPTH, which the parser
 * keeps. */
static gboolean
expand_section(Expansion *expansion, guint at, GError **error)
{
	const JnNode *node = &g_array_index(expansion->nodes, JnNode, at);
	g_autoptr(GVariant) value = look_up(&expansion->scopes, node->text);
	gboolean truth =
		value != NULL && (node->word == NULL ? is_true(value) : is_word(value, node->word));

	if (truth == (node->kind == JN_NODE_INVERTED))
		return TRUE;
	if (truth && node->word == NULL && g_variant_is_of_type(value, G_VARIANT_TYPE("aa{sv}")))
		return expand_list(expansion, value, at + 1, node->end, error);
	return expand_range(expansion, at + 1, node->end, error);
}

static gboolean
expand_range(Expansion *expansion, guint from, guint to, GError **error)
{
	for (guint i = from; i < to; i++) {
		const JnNode *node = &g_array_index(expansion->nodes, JnNode, i);

		switch (node->kind) {
		case JN_NODE_TEXT:
			g_string_append(expansion->out, node->text);
			break;
		case JN_NODE_VARIABLE:
			if (!expand_variable(expansion, node, error))
				return FALSE;
			break;
		case JN_NODE_SECTION:
		case JN_NODE_INVERTED:
			if (!expand_section(expansion, i, error))
				return FALSE;
			i = node->end;
			break;
		case JN_NODE_END:
			break;
		}
	}
	return TRUE;
}

/* Template nodes -> marked text; NULL with an error. */
static char *
expand(const JnTemplate *self, const GArray *nodes, GVariant *variables, GError **error)
{
	Expansion expansion = {.name = self->name,
			       .nodes = nodes,
			       .scopes = {{variables}, 1},
			       .out = g_string_new(NULL)};
	gboolean ok = expand_range(&expansion, 0, nodes->len, error);

	return g_string_free(expansion.out, !ok);
}

/* Marked text -> one line of text. */
static char *
subject_line(const char *marked)
{
	GString *out = g_string_new(NULL);

	for (; *marked != '\0'; marked++) {
		if (*marked == JN_MARKUP_BREAK || *marked == '\n')
			g_string_append_c(out, ' ');
		else if (*marked != JN_MARKUP_OPEN && *marked != JN_MARKUP_CLOSE)
			g_string_append_c(out, *marked);
	}
	return g_strstrip(g_string_free(out, FALSE));
}

/* The document: `layout` with its three marks filled. NULL with an error for any other. */
static char *
lay_out(const char *layout,
	const char *language,
	const char *subject,
	const char *content,
	GError **error)
{
	GString *out = g_string_new(NULL);

	for (const char *at = layout; *at != '\0';) {
		const char *mark = strstr(at, "{{");

		g_string_append_len(out, at, mark != NULL ? mark - at : (gssize)strlen(at));
		if (mark == NULL)
			break;
		if (g_str_has_prefix(mark, "{{{content}}}")) {
			g_string_append(out, content);
		} else if (g_str_has_prefix(mark, "{{subject}}")) {
			jn_escape_html(out, subject);
		} else if (g_str_has_prefix(mark, "{{language}}")) {
			jn_escape_html(out, language);
		} else {
			g_set_error(error, JN_ERROR, JN_ERROR_CONFIG,
				    "layout.html: a mark is not known: %.20s", mark);
			g_string_free(out, TRUE);
			return NULL;
		}
		at = strstr(mark, "}}");
		at += strspn(at, "}");
	}
	return g_string_free(out, FALSE);
}

char *
jn_template_subject(const JnTemplate *self, GVariant *variables, GError **error)
{
	g_autofree char *marked = expand(self, self->subject, variables, error);

	return marked ? subject_line(marked) : NULL;
}

gboolean
jn_template_expand(const JnTemplate *self,
		   const char *layout,
		   const char *language,
		   GVariant *variables,
		   JnLetter *ret_letter,
		   GError **error)
{
	g_autofree char *subject_marked = expand(self, self->subject, variables, error);
	g_autofree char *body = NULL, *subject = NULL, *content = NULL, *html = NULL;
	g_autoptr(GPtrArray) blocks = NULL;

	if (subject_marked == NULL)
		return FALSE;
	body = expand(self, self->body, variables, error);
	if (body == NULL)
		return FALSE;
	subject = subject_line(subject_marked);
	blocks = jn_markup_parse(body);
	content = jn_markup_to_html(blocks);
	html = lay_out(layout, language, subject, content, error);
	if (html == NULL)
		return FALSE;
	*ret_letter = (JnLetter){.subject = g_steal_pointer(&subject),
				 .text = jn_markup_to_text(blocks),
				 .html = g_steal_pointer(&html)};
	return TRUE;
}

void
jn_letter_clear(JnLetter *letter)
{
	g_clear_pointer(&letter->subject, g_free);
	g_clear_pointer(&letter->text, g_free);
	g_clear_pointer(&letter->html, g_free);
}
