#include "cmd/print.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/shown.h"
#include "cmd/cmd.h"

#define CELL_WIDTH 48

/* ---- building ---- */

static void
add_text(JsonBuilder *builder, const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);

	json_builder_add_string_value(builder, valid);
}

void
cmd_put_text(JsonBuilder *builder, const char *name, const char *text)
{
	json_builder_set_member_name(builder, name);
	if (text == NULL)
		json_builder_add_null_value(builder);
	else
		add_text(builder, text);
}

void
cmd_put_int(JsonBuilder *builder, const char *name, gint64 number)
{
	json_builder_set_member_name(builder, name);
	json_builder_add_int_value(builder, number);
}

void
cmd_put_bool(JsonBuilder *builder, const char *name, gboolean value)
{
	json_builder_set_member_name(builder, name);
	json_builder_add_boolean_value(builder, value);
}

void
cmd_put_id(JsonBuilder *builder, const char *name, gint64 id)
{
	if (id == 0)
		cmd_put_text(builder, name, NULL);
	else
		cmd_put_int(builder, name, id);
}

void
cmd_put_time(JsonBuilder *builder, const char *name, gint64 when)
{
	g_autofree char *text = when ? cmd_when(when) : NULL;

	cmd_put_text(builder, name, text);
}

void
cmd_put_texts(JsonBuilder *builder, const char *name, const GPtrArray *texts)
{
	json_builder_set_member_name(builder, name);
	json_builder_begin_array(builder);
	for (guint i = 0; i < texts->len; i++)
		add_text(builder, texts->pdata[i]);
	json_builder_end_array(builder);
}

/* ---- plain ---- */

static int
width(const char *text)
{
	int columns = 0;

	for (; *text != '\0'; text = g_utf8_next_char(text)) {
		gunichar c = g_utf8_get_char(text);

		columns += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
	}
	return columns;
}

/* Takes the text. */
static char *
cut(char *text)
{
	char *end = text;
	int columns = 0;

	if (strchr(text, ' ') == NULL || width(text) <= CELL_WIDTH)
		return text;
	for (;; end = g_utf8_next_char(end)) {
		gunichar c = g_utf8_get_char(end);

		columns += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
		if (columns >= CELL_WIDTH)
			break;
	}
	*end = '\0';
	end = g_strconcat(g_strchomp(text), "…", NULL);
	g_free(text);
	return end;
}

/* A scalar, or an array of scalars joined by commas, as it is shown. */
static char *
shown(JsonNode *node)
{
	GType type;

	if (node == NULL || JSON_NODE_HOLDS_NULL(node))
		return g_strdup("-");
	if (JSON_NODE_HOLDS_ARRAY(node)) {
		JsonArray *array = json_node_get_array(node);
		GString *out = g_string_new(NULL);

		if (json_array_get_length(array) == 0)
			g_string_append_c(out, '-');
		for (guint i = 0; i < json_array_get_length(array); i++) {
			g_autofree char *one = shown(json_array_get_element(array, i));

			g_string_append_printf(out, "%s%s", i > 0 ? ", " : "", one);
		}
		return g_string_free(out, FALSE);
	}
	type = json_node_get_value_type(node);
	if (type == G_TYPE_BOOLEAN)
		return g_strdup(json_node_get_boolean(node) ? "yes" : "no");
	if (type == G_TYPE_STRING && json_node_get_string(node)[0] == '\0')
		return g_strdup("-");
	if (type == G_TYPE_STRING)
		return cmd_shown(json_node_get_string(node));
	return g_strdup_printf("%" G_GINT64_FORMAT, json_node_get_int(node));
}

static char *
label(const char *member)
{
	return g_strdelimit(g_strdup(member), "_", ' ');
}

static gboolean
is_table(JsonNode *node)
{
	JsonArray *array = JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;

	return array != NULL && json_array_get_length(array) > 0 &&
	       JSON_NODE_HOLDS_OBJECT(json_array_get_element(array, 0));
}

/* The columns of a table: those asked for, or the members of its first object. */
static GPtrArray *
columns_of(JsonArray *rows, CmdColumns columns)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
	JsonObjectIter iter;
	const char *name;
	JsonNode *node;

	for (; columns != NULL && *columns != NULL; columns++)
		g_ptr_array_add(list, g_strdup(*columns));
	if (list->len > 0)
		return list;
	json_object_iter_init_ordered(&iter, json_array_get_object_element(rows, 0));
	while (json_object_iter_next_ordered(&iter, &name, &node))
		if (!JSON_NODE_HOLDS_ARRAY(node))
			g_ptr_array_add(list, g_strdup(name));
	return list;
}

/* The heading of a column; of "member:head" the name is left to be the member's. */
static char *
heading_take(char *name)
{
	char *colon = strchr(name, ':');

	if (colon != NULL)
		*colon = '\0';
	return g_ascii_strup(colon ? colon + 1 : name, -1);
}

static gboolean
is_number(JsonNode *node)
{
	return node != NULL && JSON_NODE_HOLDS_VALUE(node) &&
	       json_node_get_value_type(node) == G_TYPE_INT64;
}

static void
cell_print(const char *text, int columns, gboolean right, gboolean last)
{
	int padding = MAX(columns - width(text), 0);

	if (right)
		g_print("%*s%s%s", padding, "", text, last ? "\n" : "  ");
	else if (last)
		g_print("%s\n", text);
	else
		g_print("%s%*s  ", text, padding, "");
}

/* Headings, then a line an object. Numbers stand to the right. */
static void
table_print(JsonArray *rows, CmdColumns columns, const char *indent)
{
	g_autoptr(GPtrArray) names = columns_of(rows, columns);
	guint n_rows = json_array_get_length(rows);
	g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
	g_autofree int *widths = g_new0(int, names->len);
	g_autofree gboolean *right = g_new0(gboolean, names->len);

	for (guint c = 0; c < names->len; c++)
		g_ptr_array_add(cells, heading_take(names->pdata[c]));
	for (guint r = 0; r < n_rows; r++) {
		JsonObject *row = json_array_get_object_element(rows, r);

		for (guint c = 0; c < names->len; c++) {
			JsonNode *node = json_object_get_member(row, names->pdata[c]);
			char *text = shown(node);

			right[c] |= is_number(node);
			g_ptr_array_add(cells, c + 1 < names->len ? cut(text) : text);
		}
	}
	for (guint i = 0; i < cells->len; i++)
		widths[i % names->len] = MAX(widths[i % names->len], width(cells->pdata[i]));
	for (guint i = 0; i < cells->len; i++) {
		guint c = i % names->len;

		if (c == 0)
			g_print("%s", indent);
		if (i < names->len)
			g_strdelimit(cells->pdata[i], "_", ' ');
		cell_print(cells->pdata[i], widths[c], right[c], c + 1 == names->len);
	}
}

static void
lines_print(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **line = lines; *line != NULL; line++) {
		g_autofree char *safe = cmd_shown(*line);

		g_print("%s%s\n", safe[0] ? "    " : "", safe);
	}
}

static void
member_print(const char *name, JsonNode *node, int name_width)
{
	g_autofree char *shown_name = label(name);
	g_autofree char *value = NULL;
	const char *text = JSON_NODE_HOLDS_VALUE(node) ? json_node_get_string(node) : NULL;

	if (is_table(node)) {
		g_print("%s:\n", shown_name);
		table_print(json_node_get_array(node), NULL, "    ");
		return;
	}
	if (text != NULL && strchr(text, '\n') != NULL) {
		g_print("%s:\n", shown_name);
		lines_print(text);
		return;
	}
	value = shown(node);
	g_print("%s:%*s %s\n", shown_name, name_width - width(shown_name), "", value);
}

static void
object_print(JsonObject *object)
{
	JsonObjectIter iter;
	const char *name;
	JsonNode *node;
	int name_width = 0;

	json_object_iter_init_ordered(&iter, object);
	while (json_object_iter_next_ordered(&iter, &name, &node))
		name_width = MAX(name_width, width(name));
	json_object_iter_init_ordered(&iter, object);
	while (json_object_iter_next_ordered(&iter, &name, &node))
		member_print(name, node, name_width);
}

/* ---- both ---- */

static void
json_print(JsonNode *root, gboolean pretty)
{
	g_autoptr(JsonGenerator) generator = json_generator_new();
	g_autofree char *text = NULL;
	g_autofree char *shown = NULL;

	json_generator_set_pretty(generator, pretty);
	json_generator_set_root(generator, root);
	text = json_generator_to_data(generator, NULL);
	shown = jn_shown_json(text);
	/* Not g_print(): where the locale is not UTF-8 that would change what JSON fixes. */
	fputs(shown, stdout);
	fputc('\n', stdout);
}

/* A list that did not reach the disk must not look like one. */
static int
finish(void)
{
	struct pollfd output = {STDOUT_FILENO, 0, 0};

	if (fflush(stdout) == 0 && !ferror(stdout))
		return EX_OK;
	/* Who reads a list by `head` has what they wanted. */
	if (poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0)
		return EX_OK;
	g_printerr("journster: writing to standard output failed\n");
	return EX_IOERR;
}

int
cmd_print(JsonBuilder *builder, gboolean json, CmdColumns columns)
{
	g_autoptr(JsonNode) root = json_builder_get_root(builder);

	g_object_unref(builder);
	if (json)
		json_print(root, TRUE);
	else if (JSON_NODE_HOLDS_OBJECT(root))
		object_print(json_node_get_object(root));
	else if (json_array_get_length(json_node_get_array(root)) > 0)
		table_print(json_node_get_array(root), columns, "");
	else
		g_printerr("none\n");
	return finish();
}

int
cmd_print_line(JsonBuilder *builder)
{
	g_autoptr(JsonNode) root = json_builder_get_root(builder);

	g_object_unref(builder);
	json_print(root, FALSE);
	return finish();
}
