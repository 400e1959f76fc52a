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
