#include "core/phrase.h"

#include <string.h>

#include "core/lexicon.h"

static void
choice_clear(gpointer data)
{
	g_free(((JnChoice *)data)->word);
}

static void
element_clear(gpointer data)
{
	g_clear_pointer(&((JnElement *)data)->choices, g_array_unref);
}

void
jn_phrase_free(JnPhrase *phrase)
{
	g_array_unref(phrase->elements);
	g_free(phrase);
}

/* "thank|thanks|thx*"; FALSE for an empty or strange word. */
static gboolean
element_parse(const char *text, JnElement *ret_element)
{
	g_auto(GStrv) words = g_strsplit(text, "|", -1);
	g_autoptr(GArray) choices = g_array_new(FALSE, FALSE, sizeof(JnChoice));

	g_array_set_clear_func(choices, choice_clear);
	for (char **word = words; *word != NULL; word++) {
		gsize len = strlen(*word);
		JnChoice choice = {.stem = len > 0 && (*word)[len - 1] == '*'};

		choice.word = jn_word_fold(*word, len - (choice.stem ? 1 : 0));
		g_array_append_val(choices, choice);
		if (choice.word[0] == '\0')
			return FALSE;
		for (const char *p = choice.word; *p != '\0'; p = g_utf8_next_char(p)) {
			gunichar c = g_utf8_get_char(p);

			if (!g_unichar_isalnum(c) && !jn_character_is_word(c))
				return FALSE;
		}
	}
	ret_element->choices = g_steal_pointer(&choices);
	return TRUE;
}

static gboolean
phrase_append(JnPhrase *phrase, const char *text)
{
	JnElement element = {NULL};

	if (phrase->elements->len == JN_PHRASE_ELEMENTS || phrase->ends)
		return FALSE;
	if (g_str_equal(text, "^")) {
		phrase->begins = phrase->elements->len == 0;
		return phrase->begins;
	}
	if (g_str_equal(text, "$")) {
		phrase->ends = phrase->elements->len > 0;
		return phrase->ends;
	}
	if (g_str_equal(text, ",")) {
		phrase->pause = phrase->elements->len > 0;
		return phrase->pause;
	}
	/* A phrase that begins with anything begins anywhere. */
	if (g_str_equal(text, "~") && phrase->elements->len == 0)
		return FALSE;
	if (!g_str_equal(text, "~") && !element_parse(text, &element))
		return FALSE;
	phrase->weight += element.choices != NULL;
	element.pause = phrase->pause;
	phrase->pause = FALSE;
	g_array_append_val(phrase->elements, element);
	return TRUE;
}

/* Blanks around each character that is a word of its own. */
static char *
spaced(const char *line)
{
	GString *out = g_string_new(NULL);

	for (const char *p = line; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		gboolean alone = jn_character_is_word(c);

		g_string_append(out, alone ? " " : "");
		g_string_append_unichar(out, c);
		g_string_append(out, alone ? " " : "");
	}
	return g_string_free(out, FALSE);
}

JnPhrase *
jn_phrase_parse(const char *line)
{
	g_autofree char *wide = spaced(line);
	g_auto(GStrv) words = g_strsplit_set(wide, " \t", -1);
	JnPhrase *phrase = g_new0(JnPhrase, 1);

	phrase->elements = g_array_new(FALSE, FALSE, sizeof(JnElement));
	g_array_set_clear_func(phrase->elements, element_clear);
	for (char **word = words; *word != NULL; word++)
		if ((*word)[0] != '\0' && !phrase_append(phrase, *word)) {
			jn_phrase_free(phrase);
			return NULL;
		}
	if (phrase->weight == 0) {
		jn_phrase_free(phrase);
		return NULL;
	}
	return phrase;
}
