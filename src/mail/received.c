#include "mail/received.h"

#include <string.h>

static const char lead[] = "Authenticated sender:";

/* The end of the quoted string or comment that begins at `text`, or NULL: it has none. Comments
 * nest; a backslash makes the next octet an ordinary one. */
static const char *
quoted_end(const char *text)
{
	for (const char *p = text + 1; *p != '\0'; p++) {
		if (*p == '\\' && p[1] != '\0')
			p++;
		else if (*p == '"')
			return p;
	}
	return NULL;
}

static const char *
comment_end(const char *text)
{
	guint depth = 0;

	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '\\' && p[1] != '\0')
			p++;
		else if (*p == '(')
			depth++;
		else if (*p == ')' && --depth == 0)
			return p;
	}
	return NULL;
}

/* What a comment, given without its parentheses, says of the login; NULL: nothing. */
static char *
login_of(const char *comment, gsize len)
{
	gsize skip = sizeof lead - 1;
	char *login;

	if (len <= skip || g_ascii_strncasecmp(comment, lead, skip) != 0)
		return NULL;
	login = g_strstrip(g_strndup(comment + skip, len - skip));
	if (login[0] != '\0' && strpbrk(login, " \t()\\\"<>") == NULL)
		return login;
	g_free(login);
	return NULL;
}

char *
jn_received_login(const char *field)
{
	g_autofree char *login = NULL;

	for (const char *p = field; *p != '\0'; p++) {
		const char *end = p;
		g_autofree char *found = NULL;

		if (*p == '"')
			end = quoted_end(p);
		else if (*p == '(')
			end = comment_end(p);
		else
			continue;
		if (end == NULL)
			return NULL;
		if (*p == '(')
			found = login_of(p + 1, (gsize)(end - p - 1));
		if (found != NULL && login != NULL)
			return NULL;
		if (found != NULL)
			login = g_steal_pointer(&found);
		p = end;
	}
	return g_steal_pointer(&login);
}
