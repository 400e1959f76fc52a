#include "core/command.h"

#include <string.h>

/* '#choose 2, 4' is one; behind another word it is a sentence. */
static gboolean
takes_words(JnSub sub)
{
	return sub == JN_SUB_CLOSE || sub == JN_SUB_CHOOSE || sub == JN_SUB_NUDGES ||
	       sub == JN_SUB_SKILLS || sub == JN_SUB_FIT || sub == JN_SUB_REVEAL ||
	       sub == JN_SUB_MODERATE;
}

/* The command of a line, stripped; JN_SUB_UNKNOWN if it is none. *ret_words: what stands behind. */
static JnSub
command_of(const char *line, const char **ret_words)
{
	gsize len = strcspn(line, " \t");
	g_autofree char *word = g_strndup(line, len);
	JnSub sub = word[0] == '#' ? jn_sub_from_word(word + 1) : JN_SUB_UNKNOWN;

	*ret_words = line + len + strspn(line + len, " \t");
	return **ret_words == '\0' || takes_words(sub) ? sub : JN_SUB_UNKNOWN;
}

/* Where a paragraph, perhaps below blank lines, ends. */
static const char *
paragraph_end(const char *text)
{
	const char *begin = text + strspn(text, " \t\n");
	const char *line = begin;

	while (*line != '\0' && line[strspn(line, " \t")] != '\n') {
		line = strchrnul(line, '\n');
		line += *line != '\0';
	}
	return line;
}

char *
jn_command_said(const char *text, JnSub sub, char **ret_rest)
{
	g_autoptr(GString) rest = g_string_new(NULL);
	const char *line = text;

	while (*line != '\0') {
		const char *end = strchrnul(line, '\n');
		const char *next = *end == '\0' ? end : end + 1;
		g_autofree char *stripped = g_strstrip(g_strndup(line, (gsize)(end - line)));
		const char *words;
		JnSub found = command_of(stripped, &words);

		if (found == sub) {
			/* Words in the line itself go on in the next one, if at all. */
			gboolean ends = words[0] != '\0' && next[strspn(next, " \t")] == '\n';
			const char *stop = sub == JN_SUB_FIT ? strchr(next, '\0')
					   : ends            ? next
							     : paragraph_end(next);
			g_autofree char *below = g_strndup(next, (gsize)(stop - next));

			g_string_append(rest, stop);
			*ret_rest = g_strdup(g_strstrip(rest->str));
			return g_strstrip(g_strconcat(words, "\n", below, NULL));
		}
		if (found == JN_SUB_UNKNOWN)
			g_string_append_len(rest, line, next - line);
		line = next;
	}
	return NULL;
}

char *
jn_command_close(const char *text, char **ret_rest)
{
	g_autoptr(GString) rest = g_string_new(NULL);
	const char *line = text;
	char *found = NULL;

	while (*line != '\0') {
		const char *end = strchrnul(line, '\n');
		const char *next = *end == '\0' ? end : end + 1;
		g_autofree char *stripped = g_strstrip(g_strndup(line, (gsize)(end - line)));
		const char *words;
		JnSub sub = command_of(stripped, &words);

		if (found == NULL && sub == JN_SUB_CLOSE)
			found = g_strdup(words);
		else if (sub == JN_SUB_UNKNOWN || found != NULL)
			g_string_append_len(rest, line, next - line);
		line = next;
	}
	if (found != NULL)
		*ret_rest = g_strdup(g_strstrip(rest->str));
	return found;
}

char *
jn_command_words(const char *text, JnSub sub, const char **ret_rest)
{
	const char *line = text + strspn(text, " \t\n");
	const char *end = strchrnul(line, '\n');
	g_autofree char *stripped = g_strstrip(g_strndup(line, (gsize)(end - line)));
	const char *words;

	if (command_of(stripped, &words) != sub)
		return NULL;
	*ret_rest = *end == '\0' ? end : end + 1;
	return g_strdup(words);
}

GArray *
jn_commands_parse(const char *text, const char **ret_rest)
{
	GArray *commands = g_array_new(FALSE, FALSE, sizeof(JnSub));
	const char *line = text;

	while (*line != '\0') {
		const char *end = strchrnul(line, '\n');
		g_autofree char *word = g_strstrip(g_strndup(line, (gsize)(end - line)));
		const char *words;
		JnSub sub = command_of(word, &words);

		if (word[0] != '\0' && sub == JN_SUB_UNKNOWN)
			break;
		if (word[0] != '\0')
			g_array_append_val(commands, sub);
		line = *end == '\0' ? end : end + 1;
	}
	if (ret_rest != NULL)
		*ret_rest = line;
	return commands;
}

char *
jn_command_strip(const char *text)
{
	g_autofree char *closed = NULL;
	g_autofree char *names = jn_command_close(text, &closed);
	g_autoptr(GArray) commands = NULL;
	const char *rest;

	if (names != NULL)
		return g_steal_pointer(&closed);
	commands = jn_commands_parse(text, &rest);
	return g_strdup(commands->len > 0 ? rest : text);
}

char *
jn_command_unknown(const char *text)
{
	const char *line = text + strspn(text, " \t\n");
	g_autofree char *word = g_strchomp(g_strndup(line, strcspn(line, "\n")));

	if (word[0] != '#' || word[1] == '\0' || jn_sub_from_word(word + 1) != JN_SUB_UNKNOWN)
		return NULL;
	for (const char *p = word + 1; *p != '\0'; p = g_utf8_next_char(p))
		if (!g_unichar_isalpha(g_utf8_get_char(p)))
			return NULL;
	/* Nothing stands below it: the whole mail is that word, and its writer is helped. */
	return line[strcspn(line, "\n")] == '\0' ? NULL : g_steal_pointer(&word);
}

const char *
jn_command_behind_yes(const char *text)
{
	gsize len = strcspn(text, "\n");
	g_autofree char *first = g_strstrip(g_strndup(text, len));

	return g_ascii_strcasecmp(first, JN_COMMAND_YES) == 0 ? text + len + (text[len] != '\0')
							      : NULL;
}

JnSub
jn_command_alone(const char *text)
{
	/* People write these as they wrote them to lists for forty years. */
	static const JnSub bare[] = {JN_SUB_SUBSCRIBE, JN_SUB_UNSUBSCRIBE, JN_SUB_HELP};
	g_autofree char *word = g_strstrip(g_strdup(text));
	gsize len = strcspn(word, " \t\n");
	JnSub sub;

	while (len > 1 && strchr(".!", word[len - 1]) != NULL)
		len--;
	if (len == 0 || word[len + strspn(word + len, ".!")] != '\0')
		return JN_SUB_NONE;
	word[len] = '\0';
	if (word[0] == '#') {
		sub = jn_sub_from_word(word + 1);
		/* '#1' and the like are no words. */
		return sub != JN_SUB_UNKNOWN      ? sub
		       : g_ascii_isalpha(word[1]) ? JN_SUB_HELP
						  : JN_SUB_NONE;
	}
	sub = jn_sub_from_word(word);
	for (gsize i = 0; i < G_N_ELEMENTS(bare); i++)
		if (sub == bare[i])
			return sub;
	return JN_SUB_NONE;
}
