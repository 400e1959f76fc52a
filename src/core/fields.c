#include "core/fields.h"

#include <string.h>

#include "base/limits.h"

typedef enum Field {
	FIELD_BACKGROUND,
	FIELD_EXPECTATIONS,
	FIELD_SKILLS,
	FIELD_LANGUAGE,
	FIELD_COUNT,
} Field;

static const gsize field_bytes[FIELD_COUNT] = {
	[FIELD_BACKGROUND] = JN_BACKGROUND_BYTES,
	[FIELD_EXPECTATIONS] = JN_BACKGROUND_BYTES,
	[FIELD_SKILLS] = JN_BACKGROUND_BYTES,
	[FIELD_LANGUAGE] = JN_TITLE_BYTES,
};

/* In whose words fields are named. */
typedef struct Words {
	const GPtrArray *labels;
	const char *language;
} Words;

static Field
field_of_label(JnSettingLabel label)
{
	return label == JN_SETTING_EXPECTATIONS ? FIELD_EXPECTATIONS
	       : label == JN_SETTING_SKILLS     ? FIELD_SKILLS
	       : label == JN_SETTING_LANGUAGE   ? FIELD_LANGUAGE
						: FIELD_BACKGROUND;
}

/* The field that a line begins, and what stands behind its name; else BACKGROUND and the line. */
static Field
field_of_line(const Words *words, const char *line, const char **ret_rest)
{
	const char *colon = strchr(line, ':');
	gsize len = colon ? (gsize)(colon - line) : 0;
	g_autofree char *name = len <= JN_LABEL_BYTES ? g_strndup(line, len) : NULL;
	Field field = FIELD_BACKGROUND;
	JnSettingLabel label;

	*ret_rest = line;
	/* Asked among all names, for one may be another's in another language. */
	if (len > 0 && name != NULL && !g_ascii_isspace(line[0]) &&
	    jn_labels_find(words->labels, words->language, name, JN_SETTING_NAME,
			   JN_SETTING_EXPECTATIONS, &label))
		field = field_of_label(label);
	if (field == FIELD_LANGUAGE && jn_labels_language(words->labels, colon + 1) == NULL)
		field = FIELD_BACKGROUND;
	if (field != FIELD_BACKGROUND)
		*ret_rest = colon + 1;
	return field;
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
jn_fields_parse(const char *text,
		const GPtrArray *labels,
		const char *language,
		JnFields *ret_fields)
{
	Words words = {labels, language};
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *texts[FIELD_COUNT] = {NULL};
	Field into = FIELD_BACKGROUND;
	g_autofree char *named = NULL;

	for (char **line = lines; *line != NULL; line++) {
		const char *rest;
		Field begun = field_of_line(&words, *line, &rest);

		/* The last one counts. */
		if (begun == FIELD_LANGUAGE && texts[begun] != NULL)
			g_string_truncate(texts[begun], 0);
		if (begun != FIELD_BACKGROUND || **line == '\0' || into == FIELD_LANGUAGE)
			into = begun;
		add_line(texts, into, rest);
	}
	ret_fields->background = finish(texts[FIELD_BACKGROUND], field_bytes[FIELD_BACKGROUND]);
	if (ret_fields->background == NULL)
		ret_fields->background = g_strdup("");
	ret_fields->expectations =
		finish(texts[FIELD_EXPECTATIONS], field_bytes[FIELD_EXPECTATIONS]);
	ret_fields->skills = finish(texts[FIELD_SKILLS], field_bytes[FIELD_SKILLS]);
	named = finish(texts[FIELD_LANGUAGE], field_bytes[FIELD_LANGUAGE]);
	ret_fields->language = named ? g_strdup(jn_labels_language(labels, named)) : NULL;
}

void
jn_fields_clear(JnFields *fields)
{
	g_clear_pointer(&fields->background, g_free);
	g_clear_pointer(&fields->expectations, g_free);
	g_clear_pointer(&fields->skills, g_free);
	g_clear_pointer(&fields->language, g_free);
}
