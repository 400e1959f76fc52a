#include "mail/language.h"

#include <string.h>

#include "base/limits.h"

#define WEIGHT_ALL 1000
#define SUBTAG_BYTES 8
#define LETTERS G_CSET_A_2_Z G_CSET_a_2_z
#define DIGITS G_CSET_DIGITS

void
jn_language_range_free(JnLanguageRange *range)
{
	if (range == NULL)
		return;
	g_free(range->tag);
	g_free(range);
}

/* A blank for each comment; one that is not closed runs to the end. Caller frees. */
static char *
without_comments(const char *value)
{
	gsize len = strnlen(value, JN_LANGUAGE_BYTES);
	GString *out = g_string_sized_new(len);
	guint depth = 0;

	for (gsize i = 0; i < len; i++) {
		if (value[i] == '(')
			depth++;
		g_string_append_c(out, depth > 0 ? ' ' : value[i]);
		if (value[i] == ')' && depth > 0)
			depth--;
	}
	return g_string_free(out, FALSE);
}

static gboolean
is_tag(const char *text)
{
	g_auto(GStrv) subtags = g_strsplit(text, "-", -1);

	for (guint i = 0; subtags[i] != NULL; i++) {
		gsize len = strspn(subtags[i], i == 0 ? LETTERS : LETTERS DIGITS);

		if (len == 0 || len > SUBTAG_BYTES || subtags[i][len] != '\0')
			return FALSE;
	}
	return subtags[0] != NULL;
}

/* 'q=0.8' of the parameters; those that are none of ours say nothing. */
static gboolean
weight_parse(char *const *parameters, guint *ret_weight)
{
	*ret_weight = WEIGHT_ALL;
	for (; *parameters != NULL; parameters++) {
		const char *equal = strchr(*parameters, '=');
		g_autofree char *name =
			equal ? g_strndup(*parameters, (gsize)(equal - *parameters)) : NULL;
		g_autofree char *value = equal ? g_strstrip(g_strdup(equal + 1)) : NULL;
		guint unit = WEIGHT_ALL;
		guint weight;

		if (name == NULL || g_ascii_strcasecmp(g_strstrip(name), "q") != 0)
			continue;
		if ((value[0] != '0' && value[0] != '1') || (value[1] != '\0' && value[1] != '.') ||
		    (value[1] == '.' && strspn(value + 2, DIGITS) != strlen(value + 2)) ||
		    strlen(value) > strlen("0.123"))
			return FALSE;
		weight = (guint)(value[0] - '0') * WEIGHT_ALL;
		for (const char *digit = value[1] == '.' ? value + 2 : ""; *digit != '\0'; digit++)
			weight += (guint)(*digit - '0') * (unit /= 10);
		if (weight > WEIGHT_ALL)
			return FALSE;
		*ret_weight = weight;
	}
	return TRUE;
}

/* Behind all that are wanted as much or more. */
static void
insert(GPtrArray *ranges, JnLanguageRange *range)
{
	guint at = ranges->len;

	while (at > 0 && ((JnLanguageRange *)ranges->pdata[at - 1])->weight < range->weight)
		at--;
	g_ptr_array_insert(ranges, (gint)at, range);
}

GPtrArray *
jn_language_ranges_parse(const char *value)
{
	g_autofree char *plain = without_comments(value);
	g_auto(GStrv) elements = g_strsplit(plain, ",", -1);
	GPtrArray *ranges = g_ptr_array_new_with_free_func((GDestroyNotify)jn_language_range_free);

	for (char **element = elements; *element != NULL && ranges->len < JN_LANGUAGES; element++) {
		g_auto(GStrv) parts = g_strsplit(*element, ";", -1);
		JnLanguageRange *range;
		guint weight;

		if (parts[0] == NULL || !is_tag(g_strstrip(parts[0])) ||
		    !weight_parse(parts + 1, &weight))
			continue;
		range = g_new0(JnLanguageRange, 1);
		range->tag = g_ascii_strdown(parts[0], -1);
		range->weight = weight;
		insert(ranges, range);
	}
	return ranges;
}
