#include "core/plan-parts.h"

#include <string.h>

#include "core/labels.h"

void
jn_plan_add_cut(GVariantDict *variables, const char *name, const char *text, gsize bytes)
{
	gsize len = strlen(text);
	g_autofree char *cut = NULL;

	if (len > bytes) {
		const char *end = g_utf8_find_prev_char(text, text + bytes);
		g_autofree char *begin = g_strndup(text, (gsize)(end - text));

		cut = g_strconcat(begin, "\342\200\246", NULL);
	}
	g_variant_dict_insert(variables, name, "s", cut ? cut : text);
}

const char *
jn_situation_language(const JnSituation *s)
{
	const char *theirs = jn_person_language(s->sender);

	return theirs ? theirs : s->language;
}

gboolean
jn_situation_says_none(const JnSituation *s, const char *words)
{
	JnSettingLabel label;

	return g_str_equal(words, "-") || jn_labels_find(s->labels, jn_situation_language(s), words,
							 JN_SETTING_NONE, JN_SETTING_NONE, &label);
}

void
jn_plan_add_mentors(GVariantDict *variables, const GPtrArray *chosen)
{
	GVariantBuilder list;

	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < chosen->len; i++) {
		const JnAnswerer *one = chosen->pdata[i];
		g_auto(GVariantDict) item = G_VARIANT_DICT_INIT(NULL);

		g_variant_dict_insert(&item, "who", "s", one->name ? one->name : "");
		g_variant_dict_insert(&item, "number", "x", one->number);
		g_variant_builder_add_value(&list, g_variant_dict_end(&item));
	}
	g_variant_dict_insert_value(variables, "mentors", g_variant_builder_end(&list));
}

char *
jn_gist(const char *text, gsize bytes)
{
	g_autoptr(GString) line = g_string_new(NULL);
	gboolean blank = FALSE;
	const char *end;

	for (const char *p = text; *p != '\0' && line->len <= bytes; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (g_unichar_isspace(c)) {
			blank = line->len > 0;
			continue;
		}
		if (blank)
			g_string_append_c(line, ' ');
		blank = FALSE;
		g_string_append_unichar(line, c);
	}
	if (line->len <= bytes)
		return g_strdup(line->str);
	/* Room for the ellipsis (3 bytes); at a word if one ends in the last third. */
	end = g_utf8_find_prev_char(line->str, line->str + bytes - 2);
	for (const char *p = end; p > line->str + bytes * 2 / 3; p--)
		if (*p == ' ') {
			end = p;
			break;
		}
	g_string_truncate(line, (gsize)(end - line->str));
	g_string_append(line, "\342\200\246");
	return g_strdup(line->str);
}
