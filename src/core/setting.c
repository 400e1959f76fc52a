#include "core/setting.h"

#include <string.h>

#include "base/limits.h"

#define LABEL_WORDS 4

void
jn_setting_free(JnSetting *setting)
{
	if (setting == NULL)
		return;
	g_free(setting->label);
	g_free(setting->value);
	g_free(setting);
}

/* Without the blanks around it, those of other languages too: French writes an unbreakable one
 * before a colon. Caller frees. */
static char *
strip(const char *text, gsize len)
{
	const char *end = text + len;

	while (text < end && g_unichar_isspace(g_utf8_get_char(text)))
		text = g_utf8_next_char(text);
	while (end > text && g_unichar_isspace(g_utf8_get_char(g_utf8_prev_char(end))))
		end = g_utf8_prev_char(end);
	return g_strndup(text, (gsize)(end - text));
}

/* What stands behind a list's mark and the blanks around it. */
static const char *
skip_mark(const char *line)
{
	static const char *const marks[] = {"-", "*", "+", "\342\200\242", "\302\267"};

	line += strspn(line, " \t");
	for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
		gsize len = strlen(marks[i]);

		if (g_str_has_prefix(line, marks[i]) && (line[len] == ' ' || line[len] == '\t'))
			return line + len + strspn(line + len, " \t");
	}
	return line;
}

/* Brackets and quotation marks beyond ASCII: our own words name settings between them. */
static gboolean
is_quote(gunichar c)
{
	GUnicodeType type = g_unichar_type(c);

	return c >= 0x80 &&
	       (type == G_UNICODE_INITIAL_PUNCTUATION || type == G_UNICODE_FINAL_PUNCTUATION ||
		type == G_UNICODE_OPEN_PUNCTUATION || type == G_UNICODE_CLOSE_PUNCTUATION);
}

static gboolean
is_label(const char *label)
{
	guint words = 1, letters = 0;

	if (label[0] == '\0' || strlen(label) > JN_LABEL_BYTES ||
	    !g_unichar_isalnum(g_utf8_get_char(label)) || strpbrk(label, "@,<>\"'") != NULL)
		return FALSE;
	for (const char *p = label; *p != '\0'; p++)
		words += p[0] == ' ' && p[1] != ' ';
	for (const char *p = label; *p != '\0'; p = g_utf8_next_char(p)) {
		if (is_quote(g_utf8_get_char(p)))
			return FALSE;
		letters += g_unichar_isalpha(g_utf8_get_char(p));
	}
	return words <= LABEL_WORDS && letters > 0;
}

/* 'at 18:05': the colon of a time is not a setting's. */
static gboolean
is_time(const char *begin, gsize colon)
{
	return colon > 0 && g_ascii_isdigit(begin[colon - 1]) && g_ascii_isdigit(begin[colon + 1]);
}

/* NULL if the line is none. */
static JnSetting *
setting_of(const char *line)
{
	const char *begin = skip_mark(line);
	gsize len = strcspn(begin, ":=");
	g_autofree char *label = NULL;
	JnSetting *setting;

	/* Beyond that it is no label, and a line may have a megabyte. */
	if (len > 2 * JN_LABEL_BYTES || begin[len] == '\0' ||
	    g_str_has_prefix(begin + len + 1, "//") || is_time(begin, len))
		return NULL;
	label = strip(begin, len);
	if (!is_label(label))
		return NULL;
	setting = g_new0(JnSetting, 1);
	setting->label = g_steal_pointer(&label);
	setting->value = strip(begin + len + 1, strlen(begin + len + 1));
	return setting;
}

static void
append(JnSetting *setting, const char *more)
{
	g_autofree char *before = NULL;
	g_autofree char *stripped = strip(more, strlen(more));

	if (strlen(setting->value) + strlen(stripped) > JN_SETTING_VALUE_BYTES)
		return;
	before = setting->value;
	setting->value = g_strjoin(before[0] != '\0' ? " " : "", before, stripped, NULL);
}

GPtrArray *
jn_settings_parse(const char *text)
{
	GPtrArray *settings = g_ptr_array_new_with_free_func((GDestroyNotify)jn_setting_free);
	JnSetting *last = NULL;

	while (*text != '\0' && settings->len < JN_SETTINGS) {
		const char *end = strchrnul(text, '\n');
		g_autofree char *line = g_strndup(text, (gsize)(end - text));
		JnSetting *setting = setting_of(line);
		gboolean blank = line[strspn(line, " \t")] == '\0';

		if (setting != NULL)
			g_ptr_array_add(settings, setting);
		else if (last != NULL && !blank && (line[0] == ' ' || line[0] == '\t') &&
			 skip_mark(line) == line + strspn(line, " \t"))
			append(last, line);
		/* Only the lines right behind it go on with a setting. */
		if (setting != NULL || blank || (line[0] != ' ' && line[0] != '\t'))
			last = setting;
		text = *end == '\0' ? end : end + 1;
	}
	return settings;
}
