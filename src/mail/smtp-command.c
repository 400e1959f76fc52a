#include "mail/smtp-command.h"

#include <string.h>

#include "base/limits.h"

static const struct {
	const char *word;
	JnVerb verb;
} verbs[] = {
	{"LHLO", JN_VERB_LHLO}, {"MAIL", JN_VERB_MAIL}, {"RCPT", JN_VERB_RCPT},
	{"DATA", JN_VERB_DATA}, {"RSET", JN_VERB_RSET}, {"NOOP", JN_VERB_NOOP},
	{"QUIT", JN_VERB_QUIT}, {"VRFY", JN_VERB_VRFY}, {"XFORWARD", JN_VERB_XFORWARD},
	{"HELO", JN_VERB_SMTP}, {"EHLO", JN_VERB_SMTP},
};

static const char unknown[] = "500 5.5.2 no such command here";
static const char bad_path[] = "501 5.1.3 the address is no <mailbox>";
static const char bad_parameter[] = "501 5.5.4 a parameter is wrong";
static const char foreign_parameter[] = "555 5.5.4 a parameter is not known here";

void
jn_smtp_command_clear(JnSmtpCommand *command)
{
	g_clear_pointer(&command->address, g_free);
	g_clear_pointer(&command->domain, g_free);
	g_clear_pointer(&command->login, g_free);
	g_clear_pointer(&command->client_address, g_free);
	g_clear_pointer(&command->helo, g_free);
}

/* xtext = *( xchar / "+" 2HEXDIG ) (RFC 3461 section 4). NULL where it is none, or says a control
 * character. */
static char *
xtext_decode(const char *text)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (const char *p = text; *p != '\0'; p++) {
		int octet = (guchar)*p;

		if (*p == '+') {
			if (!g_ascii_isxdigit(p[1]) || !g_ascii_isxdigit(p[2]))
				return NULL;
			octet = g_ascii_xdigit_value(p[1]) << 4 | g_ascii_xdigit_value(p[2]);
			p += 2;
		}
		if (octet < ' ' || octet == 0x7f)
			return NULL;
		g_string_append_c(out, (char)octet);
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* Where a path ends: its '>', which within a quoted string is an ordinary character. */
static const char *
path_end(const char *text)
{
	gboolean quoted = FALSE;

	for (const char *p = text; *p != '\0'; p++) {
		if (quoted && *p == '\\' && p[1] != '\0')
			p++;
		else if (*p == '"')
			quoted = !quoted;
		else if (*p == '>' && !quoted)
			return p;
	}
	return NULL;
}

/* "FROM:<...>" or "TO:<...>". A blank after the colon is wrong (RFC 5321 section 3.3), and said by
 * many. Returns what follows the path, or NULL. */
static const char *
path_parse(const char *text, const char *word, char **ret_address)
{
	gsize len = strlen(word);
	const char *end;
	const char *begin;

	if (g_ascii_strncasecmp(text, word, len) != 0)
		return NULL;
	for (text += len; *text == ' '; text++)
		;
	if (*text != '<')
		return NULL;
	begin = text + 1;
	end = path_end(begin);
	if (end == NULL)
		return NULL;
	/* A-d-l ":" Mailbox: the route is ignored (RFC 5321 section 4.1.1.3). */
	if (*begin == '@' && memchr(begin, ':', (gsize)(end - begin)) != NULL)
		begin = (const char *)memchr(begin, ':', (gsize)(end - begin)) + 1;
	if (end - begin > JN_ADDRESS_BYTES)
		return NULL;
	*ret_address = g_strndup(begin, (gsize)(end - begin));
	return end + 1;
}

static gboolean
size_parse(const char *text, gint64 *ret_size)
{
	gsize digits = strspn(text, "0123456789");

	if (digits == 0 || digits > 18 || text[digits] != '\0')
		return FALSE;
	*ret_size = g_ascii_strtoll(text, NULL, 10);
	return TRUE;
}

/* NULL, or the reply to a parameter that is wrong. */
static const char *
mail_parameter(JnSmtpCommand *command, const char *name, const char *value)
{
	if (g_ascii_strcasecmp(name, "SIZE") == 0)
		return size_parse(value, &command->size) ? NULL : bad_parameter;
	if (g_ascii_strcasecmp(name, "BODY") == 0)
		return g_ascii_strcasecmp(value, "7BIT") == 0 ||
				       g_ascii_strcasecmp(value, "8BITMIME") == 0
			       ? NULL
			       : bad_parameter;
	if (g_ascii_strcasecmp(name, "AUTH") == 0) {
		if (g_str_equal(value, "<>"))
			return NULL;
		g_free(command->login);
		command->login = xtext_decode(value);
		return command->login ? NULL : bad_parameter;
	}
	if (g_ascii_strcasecmp(name, "SMTPUTF8") == 0 || g_ascii_strcasecmp(name, "RET") == 0 ||
	    g_ascii_strcasecmp(name, "ENVID") == 0)
		return NULL;
	return foreign_parameter;
}

static const char *
recipient_parameter(JnSmtpCommand *command, const char *name, const char *value)
{
	(void)command;
	(void)value;
	return g_ascii_strcasecmp(name, "NOTIFY") == 0 || g_ascii_strcasecmp(name, "ORCPT") == 0
		       ? NULL
		       : foreign_parameter;
}

static const char *
forward_parameter(JnSmtpCommand *command, const char *name, const char *value)
{
	static const char *const others[] = {"NAME", "PORT", "PROTO", "IDENT", "SOURCE", NULL};
	char **place = NULL;

	if (g_ascii_strcasecmp(name, "ADDR") == 0)
		place = &command->client_address;
	else if (g_ascii_strcasecmp(name, "HELO") == 0)
		place = &command->helo;
	if (place != NULL) {
		g_free(*place);
		/* [TEMPUNAVAIL] too: nothing is known now. */
		*place = value[0] == '[' && g_str_has_suffix(value, "AVAILABLE]") ? g_strdup("")
			 : g_str_equal(value, "[TEMPUNAVAIL]")                    ? g_strdup("")
							       : xtext_decode(value);
		return *place ? NULL : bad_parameter;
	}
	for (gsize i = 0; others[i] != NULL; i++)
		if (g_ascii_strcasecmp(name, others[i]) == 0)
			return NULL;
	return "501 5.5.4 an attribute is not known here";
}

/* Each "NAME=VALUE", or "NAME", of `text`. */
static const char *
parameters(JnSmtpCommand *command,
	   const char *text,
	   const char *(*take)(JnSmtpCommand *, const char *, const char *))
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	const char *reply = NULL;

	for (char **word = words; *word != NULL && reply == NULL; word++) {
		char *value = strchr(*word, '=');

		if ((*word)[0] == '\0')
			continue;
		if (value != NULL)
			*value++ = '\0';
		reply = take(command, *word, value ? value : "");
	}
	return reply;
}

static const char *
envelope_parse(JnSmtpCommand *command,
	       const char *rest,
	       const char *word,
	       const char *(*take)(JnSmtpCommand *, const char *, const char *))
{
	const char *after = path_parse(rest, word, &command->address);

	if (after == NULL || (*after != '\0' && *after != ' '))
		return bad_path;
	if (command->verb == JN_VERB_RCPT && command->address[0] == '\0')
		return bad_path;
	return parameters(command, after, take);
}

static const char *
domain_parse(JnSmtpCommand *command, const char *rest)
{
	command->domain = g_strdup(rest);
	g_strstrip(command->domain);
	return command->domain[0] != '\0' && strlen(command->domain) <= JN_DOMAIN_BYTES
		       ? NULL
		       : "501 5.5.4 LHLO takes the name of the client";
}

static const char *
rest_parse(JnSmtpCommand *command, const char *rest)
{
	switch (command->verb) {
	case JN_VERB_LHLO:
		return domain_parse(command, rest);
	case JN_VERB_MAIL:
		return envelope_parse(command, rest, "FROM:", mail_parameter);
	case JN_VERB_RCPT:
		return envelope_parse(command, rest, "TO:", recipient_parameter);
	case JN_VERB_XFORWARD:
		return rest[0] ? parameters(command, rest, forward_parameter) : bad_parameter;
	case JN_VERB_DATA:
	case JN_VERB_RSET:
	case JN_VERB_QUIT:
		return rest[0] == '\0' ? NULL : "501 5.5.4 this command stands alone";
	case JN_VERB_NOOP:
	case JN_VERB_VRFY:
	case JN_VERB_SMTP:
		return NULL;
	}
	return unknown;
}

static gboolean
is_clean(const char *line, gsize len)
{
	for (gsize i = 0; i < len; i++)
		if ((guchar)line[i] < ' ' || line[i] == 0x7f)
			return FALSE;
	return g_utf8_validate(line, (gssize)len, NULL);
}

gboolean
jn_smtp_command_parse(const char *line,
		      gsize len,
		      JnSmtpCommand *ret_command,
		      const char **ret_reply)
{
	g_auto(JnSmtpCommand) command = {.size = -1};
	g_autofree char *text = g_strndup(line, len);
	const char *rest = text + strcspn(text, " ");
	gsize word = (gsize)(rest - text);
	gsize i;

	*ret_reply = "500 5.5.2 a command is printable text";
	if (!is_clean(line, len))
		return FALSE;
	*ret_reply = unknown;
	for (i = 0; i < G_N_ELEMENTS(verbs); i++)
		if (strlen(verbs[i].word) == word &&
		    g_ascii_strncasecmp(verbs[i].word, text, word) == 0)
			break;
	if (i == G_N_ELEMENTS(verbs))
		return FALSE;
	command.verb = verbs[i].verb;
	rest += strspn(rest, " ");
	g_strchomp(text);
	*ret_reply = rest_parse(&command, rest);
	if (*ret_reply != NULL)
		return FALSE;
	*ret_command = command;
	command = (JnSmtpCommand){0};
	return TRUE;
}
