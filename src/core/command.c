#include "core/command.h"

#include <string.h>

GArray *
jn_commands_parse(const char *text, const char **ret_rest)
{
	GArray *commands = g_array_new(FALSE, FALSE, sizeof(JnSub));
	const char *line = text;

	while (*line != '\0') {
		const char *end = strchrnul(line, '\n');
		g_autofree char *word = g_strstrip(g_strndup(line, (gsize)(end - line)));
		JnSub sub = word[0] == '#' ? jn_sub_from_word(word + 1) : JN_SUB_UNKNOWN;

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
