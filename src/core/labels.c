#include "core/labels.h"

#include <string.h>

#include "base/limits.h"

struct JnLabels {
	char *language;
	char *name; /* the first word of `self`, not folded; NULL: none */
	GPtrArray *words[JN_N_SETTING_LABELS]; /* char *, folded */
};

static const char *const keys[JN_N_SETTING_LABELS] = {
	[JN_SETTING_NAME] = "name",           [JN_SETTING_LANGUAGE] = "language",
	[JN_SETTING_SKILLS] = "skills",       [JN_SETTING_DIGEST] = "digest",
	[JN_SETTING_THANKS] = "thanks",       [JN_SETTING_INTRODUCTIONS] = "introductions",
	[JN_SETTING_ADDRESS] = "address",     [JN_SETTING_REMOVE] = "remove",
	[JN_SETTING_MAIN] = "main",           [JN_SETTING_EACH] = "each",
	[JN_SETTING_QUESTIONS] = "questions", [JN_SETTING_DAILY] = "daily",
	[JN_SETTING_WEEKLY] = "weekly",       [JN_SETTING_NONE] = "none",
	[JN_SETTING_OPEN] = "open",           [JN_SETTING_FIRST] = "first",
	[JN_SETTING_ALWAYS] = "always",       [JN_SETTING_APPROVE] = "approve",
	[JN_SETTING_DROP] = "drop",           [JN_SETTING_BLOCK] = "block",
	[JN_SETTING_SELF] = "self",           [JN_SETTING_EXPECTATIONS] = "expectations",
};

const char *
jn_setting_label_word(JnSettingLabel label)
{
	g_return_val_if_fail((gsize)label < JN_N_SETTING_LABELS, NULL);
	return keys[label];
}

/* Caller frees. */
static char *
fold(const char *text)
{
	g_autofree char *normal = g_utf8_normalize(text, -1, G_NORMALIZE_ALL_COMPOSE);
	g_autofree char *folded = normal ? g_utf8_casefold(normal, -1) : g_strdup("");
	g_autoptr(GString) out = g_string_new(NULL);

	for (const char *p = folded; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (!g_unichar_isspace(c))
			g_string_append_unichar(out, c);
		else if (out->len > 0 && out->str[out->len - 1] != ' ')
			g_string_append_c(out, ' ');
	}
	return g_strdup(g_strchomp(out->str));
}

void
jn_labels_free(JnLabels *labels)
{
	if (labels == NULL)
		return;
	for (gsize i = 0; i < JN_N_SETTING_LABELS; i++)
		g_ptr_array_unref(labels->words[i]);
	g_free(labels->language);
	g_free(labels->name);
	g_free(labels);
}

const char *
jn_labels_code(const JnLabels *labels)
{
	return labels->language;
}

const char *
jn_labels_name(const JnLabels *labels)
{
	return labels->name ? labels->name : labels->language;
}

static gboolean
entry_parse(JnLabels *labels, const char *line, guint number, GError **error)
{
	const char *equal = strchr(line, '=');
	g_autofree char *key = equal ? g_strndup(line, (gsize)(equal - line)) : g_strdup(line);
	g_auto(GStrv) words = equal ? g_strsplit(equal + 1, ",", -1) : NULL;
	gsize which = 0;

	g_strstrip(key);
	while (which < JN_N_SETTING_LABELS && !g_str_equal(keys[which], key))
		which++;
	if (words == NULL || which == JN_N_SETTING_LABELS) {
		g_set_error(error, JN_ERROR, JN_ERROR_CONFIG,
			    "%s/labels, line %u: '%s' is no setting; write such as 'name = Name'",
			    labels->language, number, key);
		return FALSE;
	}
	for (char **word = words; *word != NULL; word++) {
		g_autofree char *folded = fold(*word);

		if (strlen(folded) > JN_LABEL_BYTES) {
			g_set_error(error, JN_ERROR, JN_ERROR_CONFIG,
				    "%s/labels, line %u: '%s' is longer than %d bytes",
				    labels->language, number, folded, JN_LABEL_BYTES);
			return FALSE;
		}
		if (which == JN_SETTING_SELF && labels->name == NULL && folded[0] != '\0')
			labels->name = g_strstrip(g_strdup(*word));
		if (folded[0] != '\0')
			g_ptr_array_add(labels->words[which], g_steal_pointer(&folded));
	}
	return TRUE;
}

JnLabels *
jn_labels_parse(const char *language, const char *bytes, gsize len, GError **error)
{
	g_autoptr(JnLabels) labels = g_new0(JnLabels, 1);
	g_autofree char *text = g_utf8_make_valid(bytes, (gssize)len);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	labels->language = g_strdup(language);
	for (gsize i = 0; i < JN_N_SETTING_LABELS; i++)
		labels->words[i] = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; lines[i] != NULL; i++) {
		const char *line = g_strstrip(lines[i]);

		if (line[0] != '\0' && line[0] != '#' && !entry_parse(labels, line, i + 1, error))
			return NULL;
	}
	return g_steal_pointer(&labels);
}

static gboolean
has(const JnLabels *labels, const char *folded, JnSettingLabel label)
{
	return g_ptr_array_find_with_equal_func(labels->words[label], folded, g_str_equal, NULL);
}

/* In one language. */
static gboolean
find(const JnLabels *labels,
     const char *folded,
     JnSettingLabel first,
     JnSettingLabel last,
     JnSettingLabel *ret_label)
{
	for (JnSettingLabel label = first; label <= last; label++)
		if (has(labels, folded, label)) {
			*ret_label = label;
			return TRUE;
		}
	return FALSE;
}

gboolean
jn_labels_find(const GPtrArray *all,
	       const char *language,
	       const char *text,
	       JnSettingLabel first,
	       JnSettingLabel last,
	       JnSettingLabel *ret_label)
{
	g_autofree char *folded = fold(text);
	const char *const order[] = {language, "en", NULL};

	if (folded[0] == '\0')
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(order); i++)
		for (guint k = 0; all != NULL && k < all->len; k++) {
			const JnLabels *labels = all->pdata[k];

			/* The last round asks all. */
			if ((i + 1 == G_N_ELEMENTS(order) ||
			     g_strcmp0(labels->language, order[i]) == 0) &&
			    find(labels, folded, first, last, ret_label))
				return TRUE;
		}
	return FALSE;
}

const char *
jn_labels_first(const GPtrArray *all, const char *language, JnSettingLabel label)
{
	const char *const order[] = {language, "en"};

	for (gsize i = 0; i < G_N_ELEMENTS(order); i++)
		for (guint k = 0; all != NULL && k < all->len; k++) {
			const JnLabels *labels = all->pdata[k];

			if (g_strcmp0(labels->language, order[i]) == 0 &&
			    labels->words[label]->len > 0)
				return labels->words[label]->pdata[0];
		}
	return keys[label];
}

const char *
jn_labels_name_of(const GPtrArray *all, const char *code)
{
	for (guint i = 0; all != NULL && i < all->len; i++) {
		const JnLabels *labels = all->pdata[i];

		if (g_strcmp0(labels->language, code) == 0)
			return jn_labels_name(labels);
	}
	return code;
}

const char *
jn_labels_language(const GPtrArray *all, const char *text)
{
	g_autofree char *folded = fold(text);

	for (guint i = 0; all != NULL && i < all->len; i++) {
		const JnLabels *labels = all->pdata[i];

		if (g_str_equal(labels->language, folded) || has(labels, folded, JN_SETTING_SELF))
			return labels->language;
	}
	return NULL;
}
