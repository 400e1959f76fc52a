#include "core/chosen.h"

#include <string.h>

#include "base/limits.h"

/* Between two names, in the languages people are likely to write. */
static const char *const joints[] = {"and", "und", "og", "och", "et", "y", "e", "en"};

/* Beside a name, of no meaning. Nothing that could turn it around. */
static const char *const fillers[] = {"with",   "only", "just",  "please", "answer", "answers",
				      "number", "no",   "close", "the",    "from",   "by"};

static gboolean
is_one_of(const char *word, const char *const *list, gsize n)
{
	for (gsize i = 0; i < n; i++)
		if (g_str_equal(word, list[i]))
			return TRUE;
	return FALSE;
}

/* Lower-case words without marks around them; '@' and what else an address has stay. */
static char *
word_clean(const char *word)
{
	g_autofree char *folded = g_utf8_casefold(word, -1);
	char *start = folded + strspn(folded, "#\"'(<:");
	gsize len = strlen(start);

	while (len > 0 && strchr(".!?\"')>:", start[len - 1]) != NULL)
		len--;
	return g_strndup(start, len);
}

/* The items as lists of clean words. */
static GPtrArray *
items_split(const char *words)
{
	GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
	g_auto(GStrv) parts = g_strsplit_set(words, ",;&\n", -1);

	for (char **part = parts; *part != NULL; part++) {
		g_auto(GStrv) raw = g_strsplit_set(*part, " \t\r", -1);
		GPtrArray *item = g_ptr_array_new_with_free_func(g_free);

		g_ptr_array_add(items, item);
		for (char **word = raw; *word != NULL; word++) {
			g_autofree char *clean = word_clean(*word);

			if (is_one_of(clean, joints, G_N_ELEMENTS(joints))) {
				item = g_ptr_array_new_with_free_func(g_free);
				g_ptr_array_add(items, item);
			} else if (clean[0] != '\0' &&
				   !is_one_of(clean, fillers, G_N_ELEMENTS(fillers))) {
				g_ptr_array_add(item, g_steal_pointer(&clean));
			}
		}
	}
	return items;
}

static char *
item_join(const GPtrArray *item)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (guint i = 0; i < item->len; i++)
		g_string_append_printf(out, "%s%s", i > 0 ? " " : "", (char *)item->pdata[i]);
	return g_strdup(out->str);
}

/* Whether the item is the answerer's name, a word of it, or their address. */
static gboolean
is_named(const JnAnswerer *answerer, const char *item)
{
	g_autofree char *name = answerer->name ? g_utf8_casefold(answerer->name, -1) : NULL;
	g_autofree char *addr = g_utf8_casefold(answerer->addr ? answerer->addr : "", -1);
	g_auto(GStrv) words = name ? g_strsplit_set(name, " \t", -1) : NULL;

	if (g_str_equal(addr, item) || (name != NULL && g_str_equal(name, item)))
		return TRUE;
	for (guint i = 0; words != NULL && words[i] != NULL; i++) {
		g_autofree char *clean = word_clean(words[i]);

		if (g_str_equal(clean, item))
			return TRUE;
	}
	return FALSE;
}

/* The one person of that name; NULL: nobody, or more than one. */
static const JnAnswerer *
find_named(const GPtrArray *answerers, const char *item)
{
	const JnAnswerer *found = NULL;

	for (guint i = 0; i < answerers->len; i++) {
		const JnAnswerer *one = answerers->pdata[i];

		if (!is_named(one, item))
			continue;
		if (found != NULL && found->person != one->person)
			return NULL;
		if (found == NULL)
			found = one;
	}
	return found;
}

static const JnAnswerer *
find_numbered(const GPtrArray *answerers, guint64 number)
{
	for (guint i = 0; i < answerers->len; i++) {
		const JnAnswerer *one = answerers->pdata[i];

		if (one->number > 0 && (guint64)one->number == number)
			return one;
	}
	return NULL;
}

static void
note_unknown(GString *unknown, const char *item)
{
	if (unknown->len > 0)
		g_string_append(unknown, ", ");
	g_string_append(unknown, item);
}

/* Words that are being read. */
typedef struct Reading {
	GPtrArray *chosen;
	GString *unknown;
	gboolean answers; /* each answer counts, not each person */
} Reading;

static void
choose(Reading *reading, const JnAnswerer *one, const char *item)
{
	GPtrArray *chosen = reading->chosen;
	GString *unknown = reading->unknown;

	if (one == NULL) {
		note_unknown(unknown, item);
		return;
	}
	for (guint i = 0; i < chosen->len; i++) {
		const JnAnswerer *other = chosen->pdata[i];

		if (reading->answers ? other->post == one->post : other->person == one->person)
			return;
	}
	if (chosen->len < JN_MENTORS)
		g_ptr_array_add(chosen, (gpointer)one);
	else
		note_unknown(unknown, item);
}

static gboolean
all_numbers(const GPtrArray *item)
{
	for (guint i = 0; i < item->len; i++)
		if (!g_ascii_string_to_unsigned(item->pdata[i], 10, 1, G_MAXINT64, NULL, NULL))
			return FALSE;
	return TRUE;
}

/* In a sentence these turn a number around. */
static const char *const negations[] = {"not",   "don't", "dont",  "won't",  "none",    "never",
					"nicht", "kein",  "keine", "ikke",   "ej",      "inte",
					"ingen", "pas",   "non",   "aucune", "ninguna", "nunca"};

/* The numbers in a sentence such as 'I will try 1 first'; FALSE: it has none, or may mean the
 * contrary. */
static gboolean
choose_within(Reading *reading, const GPtrArray *answerers, const GPtrArray *item)
{
	gboolean any = FALSE;

	for (guint i = 0; i < item->len; i++)
		if (is_one_of(item->pdata[i], negations, G_N_ELEMENTS(negations)))
			return FALSE;
	for (guint i = 0; i < item->len; i++) {
		guint64 number;
		const JnAnswerer *one;

		if (!g_ascii_string_to_unsigned(item->pdata[i], 10, 1, G_MAXINT64, &number, NULL))
			continue;
		one = find_numbered(answerers, number);
		if (one == NULL)
			return FALSE;
		choose(reading, one, item->pdata[i]);
		any = TRUE;
	}
	return any;
}

static GPtrArray *
parse(const char *words, const GPtrArray *answerers, gboolean answers, char **ret_unknown)
{
	g_autoptr(GPtrArray) items = items_split(words);
	g_autoptr(GString) unknown = g_string_new(NULL);
	Reading reading = {g_ptr_array_new(), unknown, answers};

	for (guint i = 0; i < items->len; i++) {
		const GPtrArray *item = items->pdata[i];
		g_autofree char *joined = item_join(item);

		if (item->len == 0)
			continue;
		/* Who is let in must be named outright; what is tried is only told. */
		if (answers && !all_numbers(item) && choose_within(&reading, answerers, item))
			continue;
		if (!all_numbers(item)) {
			choose(&reading, find_named(answerers, joined), joined);
			continue;
		}
		for (guint at = 0; at < item->len; at++)
			choose(&reading,
			       find_numbered(answerers,
					     g_ascii_strtoull(item->pdata[at], NULL, 10)),
			       item->pdata[at]);
	}
	*ret_unknown = unknown->len > 0 ? g_strdup(unknown->str) : NULL;
	return reading.chosen;
}

GPtrArray *
jn_chosen_parse(const char *words, const GPtrArray *answerers, char **ret_unknown)
{
	return parse(words, answerers, FALSE, ret_unknown);
}

GPtrArray *
jn_chosen_answers(const char *words, const GPtrArray *answerers, char **ret_unknown)
{
	return parse(words, answerers, TRUE, ret_unknown);
}
