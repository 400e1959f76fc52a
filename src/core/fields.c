#include "core/fields.h"

#include <string.h>

#include "base/limits.h"

typedef enum Field {
	FIELD_BACKGROUND,
	FIELD_EXPECTATIONS,
	FIELD_SKILLS,
	FIELD_COUNT,
} Field;

static const struct {
	const char *name; /* NULL: what is no field */
	gsize bytes;
} fields_known[FIELD_COUNT] = {
	[FIELD_BACKGROUND] = {NULL, JN_BACKGROUND_BYTES},
	[FIELD_EXPECTATIONS] = {"expectations:", JN_BACKGROUND_BYTES},
	[FIELD_SKILLS] = {"skills:", JN_TITLE_BYTES},
};

/* The field that a line begins, and what stands behind its name; else BACKGROUND and the line. */
static Field
field_of_line(const char *line, const char **ret_rest)
{
	for (Field field = FIELD_EXPECTATIONS; field < FIELD_COUNT; field++) {
		gsize len = strlen(fields_known[field].name);

		if (g_ascii_strncasecmp(line, fields_known[field].name, len) == 0) {
			*ret_rest = line + len;
			return field;
		}
	}
	*ret_rest = line;
	return FIELD_BACKGROUND;
}

static void
add_line(GString *texts[FIELD_COUNT], Field into, const char *line)
{
	if (texts[into] == NULL)
		texts[into] = g_string_new(NULL);
	if (into == FIELD_BACKGROUND)
		g_string_append_printf(texts[into], "%s\n", line);
	else
		g_string_append_printf(texts[into], "%s%s", texts[into]->len ? " " : "",
				       line + strspn(line, " \t"));
}

/* Takes the text. */
static char *
finish(GString *text, gsize bytes)
{
	char *str;

	if (text == NULL)
		return NULL;
	str = g_strstrip(g_string_free(text, FALSE));
	if (strlen(str) > bytes)
		*g_utf8_find_prev_char(str, str + bytes) = '\0';
	return str;
}

void
jn_fields_parse(const char *text, JnFields *ret_fields)
{
	g_auto(GStrv) lines = g_strsplit_set(text, "\n", -1);
	GString *texts[FIELD_COUNT] = {NULL};
	Field into = FIELD_BACKGROUND;

	for (char **line = lines; *line != NULL; line++) {
		const char *rest;
		Field begun = field_of_line(*line, &rest);

		if (begun != FIELD_BACKGROUND || **line == '\0')
			into = begun;
		add_line(texts, into, rest);
	}
	ret_fields->background = finish(texts[FIELD_BACKGROUND], JN_BACKGROUND_BYTES);
	if (ret_fields->background == NULL)
		ret_fields->background = g_strdup("");
	ret_fields->expectations =
		finish(texts[FIELD_EXPECTATIONS], fields_known[FIELD_EXPECTATIONS].bytes);
	ret_fields->skills = finish(texts[FIELD_SKILLS], fields_known[FIELD_SKILLS].bytes);
}

void
jn_fields_clear(JnFields *fields)
{
	g_clear_pointer(&fields->background, g_free);
	g_clear_pointer(&fields->expectations, g_free);
	g_clear_pointer(&fields->skills, g_free);
}
