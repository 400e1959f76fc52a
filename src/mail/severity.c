/*
 * severity.c - see severity.h.
 */
#include "mail/severity.h"

#include <string.h>

#include "mail/cause.h"

/* Codes that say so by themselves (RFC 3463 section 3.2, RFC 7505 section 4.2). */
static const char *const gone_codes[] = {"5.1.1", "5.1.2", "5.1.6", "5.1.10"};

/* Lower case, one blank between words; without URLs, addresses and host names in brackets, whose
 * letters mean nothing ('relay.example.org', 'www.spamhaus.org/...'). The text is short. */
static char *
fold_words(const char *words)
{
	g_autofree char *lower = g_utf8_strdown(words, -1);
	g_auto(GStrv) tokens = g_strsplit_set(lower, " \t\r\n", -1);
	GString *out = g_string_new(" ");

	for (gsize i = 0; tokens[i]; i++) {
		if (!*tokens[i] || strstr(tokens[i], "://") || strchr(tokens[i], '@'))
			continue;
		/* 'mx.example.org[192.0.2.1]', but not a sentence's 'found.[note]'. */
		if (strchr(tokens[i], '[') && strchr(tokens[i], '.') && *tokens[i] != '[')
			continue;
		g_string_append(out, tokens[i]);
		g_string_append_c(out, ' ');
	}
	return g_string_free(out, FALSE);
}

/* The length of the code that begins at `p`, a digit; 0 if none does. */
static gsize
status_length(const char *text, const char *p)
{
	gsize subject, detail;
	const char *end;

	if (p[1] != '.' || (p > text && (g_ascii_isalnum(p[-1]) || p[-1] == '.' || p[-1] == '/')))
		return 0;
	subject = strspn(p + 2, "0123456789");
	if (subject < 1 || subject > 3 || p[2 + subject] != '.')
		return 0;
	detail = strspn(p + 3 + subject, "0123456789");
	end = p + 3 + subject + detail;
	if (detail < 1 || detail > 3 || g_ascii_isalnum(*end) ||
	    (*end == '.' && g_ascii_isdigit(end[1])))
		return 0;
	return (gsize)(end - p);
}

/* '550 5.1.1', "550-'5.2.2". */
static gboolean
is_behind_reply(const char *text, const char *p)
{
	while (p > text && strchr(" -'\"#(", p[-1]))
		p--;
	return p - text >= 3 && strchr("245", p[-3]) && g_ascii_isdigit(p[-2]) &&
	       g_ascii_isdigit(p[-1]) && (p - text == 3 || !g_ascii_isalnum(p[-4]));
}

char *
jn_status_find(const char *text)
{
	const char *first = NULL;

	for (const char *p = text; (p = strpbrk(p, "245")); p++) {
		gsize len = status_length(text, p);

		if (len && is_behind_reply(text, p))
			return g_strndup(p, len);
		if (len && !first)
			first = p;
	}
	return first ? g_strndup(first, status_length(text, first)) : NULL;
}

/* '553 example.org does not exist': the word before is a domain. */
static gboolean
domain_does_not_exist(const char *fold)
{
	const char *p = strstr(fold, " does not exist");
	const char *word = p;
	gboolean dot = FALSE;

	while (p && word > fold && word[-1] != ' ')
		dot = *--word == '.' || dot;
	return p && dot && p[-1] != '.';
}

/* MessageLabs answers 542 for an address that its customer does not have. */
static gboolean
is_542(const char *fold)
{
	const char *p = strstr(fold, " 542 ");

	return p && strstr(p, "rejected");
}

/* A reply code of RFC 5321 that begins the words, behind 'smtp;' and the like: its first digit. */
static char
reply_class(const char *fold)
{
	const char *p = strstr(fold, "smtp;");

	p = p ? p + 5 : fold;
	p += strspn(p, " '\"");
	if (strchr("245", *p) && *p && g_ascii_isdigit(p[1]) && g_ascii_isdigit(p[2]) &&
	    !g_ascii_isalnum(p[3]) && p[3] != '.')
		return *p;
	return '\0';
}

static gboolean
is_gone_code(const char *status)
{
	for (gsize i = 0; i < G_N_ELEMENTS(gone_codes); i++)
		if (g_str_equal(status, gone_codes[i]))
			return TRUE;
	return FALSE;
}

JnSeverity
jn_severity_judge(const char *status, const char *words, gboolean after_data, gboolean *ret_sure)
{
	g_autofree char *fold = fold_words(words ? words : "");
	g_autofree char *said = jn_status_find(fold);
	const char *code = said ? said : status ? status : "";
	gboolean sure = TRUE;
	JnSeverity severity = JN_SEVERITY_SOFT;

	/* Pipelined, DATA is sent before the answer to RCPT has come: our own server's code tells.
	 */
	if (status && is_gone_code(status))
		after_data = FALSE;
	if (*code == '4' || *code == '2' || (!*code && reply_class(fold) == '4'))
		severity = JN_SEVERITY_SOFT;
	else if (g_str_equal(code, "5.1.7") || g_str_equal(code, "5.1.8"))
		severity = JN_SEVERITY_SOFT;
	else if (jn_cause_is_said(JN_CAUSE_GONE_SURELY, fold))
		severity = after_data ? JN_SEVERITY_SOFT : JN_SEVERITY_HARD;
	else if (jn_cause_is_said(JN_CAUSE_GONE_DOMAIN, fold) || domain_does_not_exist(fold))
		severity = JN_SEVERITY_HARD;
	else if (jn_cause_is_said(JN_CAUSE_OTHER, fold))
		severity = JN_SEVERITY_SOFT;
	else if (jn_cause_is_said(JN_CAUSE_GONE, fold))
		severity = after_data || (g_str_has_prefix(code, "5.7.") && said)
				   ? JN_SEVERITY_SOFT
				   : JN_SEVERITY_HARD;
	else if (is_542(fold) || is_gone_code(code))
		severity = after_data ? JN_SEVERITY_SOFT : JN_SEVERITY_HARD;
	else
		sure = *code && !g_str_has_suffix(code, ".0.0");
	if (ret_sure)
		*ret_sure = sure;
	return severity;
}
