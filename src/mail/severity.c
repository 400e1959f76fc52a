/*
 * severity.c - see severity.h.
 */
#include "mail/severity.h"

#include <string.h>

#include "base/fold.h"
#include "mail/cause.h"

/* Codes that speak of the address or its domain (RFC 3463 section 3.2, RFC 7293 section 4). */
static const char *const gone_codes[] = {"5.1.1",  "5.1.2",  "5.1.3", "5.1.6",
					 "5.7.17", "5.7.18", NULL};

/* Codes that do so where no words say otherwise: X.1.0 is 'other address status', X.4.4 'unable to
 * route', X.1.10 and what sendmail makes of it 'null MX' (RFC 7505 section 4.2). */
static const char *const vague_codes[] = {"5.1.0", "5.4.4", "5.1.10", "5.3.2", NULL};

/* Codes for another cause: of the sender, and a mailbox that is full or a mail too large. */
static const char *const shut_codes[] = {"5.1.7",  "5.1.8",   "5.2.2",   "5.2.3", "5.3.4",
					 "5.7.13", "5.7.504", "5.7.505", NULL};

static gboolean
is_one_of(const char *code, const char *const *codes)
{
	for (; *codes; codes++)
		if (g_str_equal(code, *codes))
			return TRUE;
	return FALSE;
}

/* A word with dots inside it and a letter at both ends: 'mx.example.org', but not 'e.g.' and not
 * the names that Exchange gives its errors. */
static gboolean
is_host_name(const char *token)
{
	static const char *const errors[] = {"resolver.", "queue.", "smtpsend.", "storedrv.",
					     "agent."};
	gsize len = strlen(token), labels = 1, last = 0;

	while (len && strchr(".,;:)>]\"'", token[len - 1]))
		len--;
	for (gsize i = 0; i < G_N_ELEMENTS(errors); i++)
		if (g_str_has_prefix(token, errors[i]))
			return FALSE;
	for (gsize i = 0; i < len; i++) {
		if (token[i] == '.') {
			labels++;
			last = 0;
		} else if (g_ascii_isalnum(token[i]) || strchr("-_(<['\"", token[i])) {
			last++;
		} else {
			return FALSE;
		}
	}
	/* A sentence may end without a blank behind it: 'not found.please check'. */
	return labels > 1 && last >= 2 && (labels > 2 || last <= 4) &&
	       g_ascii_isalpha(token[len - 1]);
}

/* Adds a token as it is read: what is an address, a host or a URL is only named as such, for its
 * letters mean nothing ('relay.example.org', 'www.spamhaus.org/...'). */
static void
append_token(GString *out, const char *token)
{
	const char *at = strchr(token, '@');
	gsize lead = strcspn(token, "<[('\"");

	if (strstr(token, "://") || g_str_has_prefix(token, "www."))
		return;
	/* 'mx.example.org[192.0.2.1]', but not a sentence's 'found.[note]'. */
	if (strchr(token, '[') && strchr(token, '.') && *token != '[')
		return;
	if (at && token[lead] && token + lead < at)
		g_string_append_printf(out, "%.*s(addr) ", (int)lead, token);
	else if (at)
		g_string_append(out, "(addr) ");
	else if (is_host_name(token))
		g_string_append(out, "(host) ");
	else
		g_string_append_printf(out, "%s ", token);
}

/* Lower case, one blank between words and at both ends. The text is short. */
static char *
fold_words(const char *words)
{
	g_autofree char *lower = jn_fold(words, -1);
	g_auto(GStrv) tokens = g_strsplit_set(lower, " \t\r\n", -1);
	GString *out = g_string_new(" ");

	for (gsize i = 0; tokens[i]; i++)
		if (*tokens[i])
			append_token(out, tokens[i]);
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
	/* Behind a reply code, elsewhere, and of the kind x.0.0. */
	const char *found[3] = {NULL};

	for (const char *p = text; (p = strpbrk(p, "245")); p++) {
		gsize len = status_length(text, p);
		gsize kind = len == 0                               ? 0
			     : strncmp(p + 1, ".0.0", len - 1) == 0 ? 2
			     : is_behind_reply(text, p)             ? 0
								    : 1;

		if (len && !found[kind])
			found[kind] = p;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(found); i++)
		if (found[i])
			return g_strndup(found[i], status_length(text, found[i]));
	return NULL;
}

/* The first digit of a reply code of RFC 5321 in the words, or NUL: ' 550 ', '550-', '(550)'. */
static char
reply_class(const char *fold)
{
	for (const char *p = fold; (p = strpbrk(p, "45")); p++) {
		if (g_ascii_isalnum(p[-1]) || strchr(".-_#", p[-1]) || p[1] < '0' || p[1] > '7' ||
		    !g_ascii_isdigit(p[2]))
			continue;
		if (p[3] && strchr(" -:)#,", p[3]))
			return *p;
	}
	return '\0';
}

/* Which code counts: what the words say is more exact than what a server made of it, unless it is
 * exact no more. */
static const char *
choose_code(const char *said, const char *status)
{
	if (!said || (status && g_str_has_suffix(said, ".0.0")))
		return status ? status : "";
	return said;
}

/* Whether words for 'no such address' come from the recipient's directory. */
static gboolean
is_directory(const JnRefusal *refusal, const char *code, char reply)
{
	switch (refusal->stage) {
	case JN_STAGE_RCPT:
		return TRUE;
	case JN_STAGE_ADDRESS:
		return !g_str_has_prefix(code, "5.7.");
	case JN_STAGE_UNKNOWN:
		return reply == '\0' && !g_str_has_prefix(code, "5.7.");
	case JN_STAGE_SENDER:
	case JN_STAGE_DATA:
		return FALSE;
	}
	return FALSE;
}

/* What is only temporary by its code, until the mail was given up: a name that was not found all
 * the time is gone. */
static JnSeverity
judge_temporary(const JnRefusal *refusal, const char *fold)
{
	if (!refusal->final || jn_cause_is_said(JN_CAUSE_SHUT, fold))
		return JN_SEVERITY_SOFT;
	if (jn_cause_is_said(JN_CAUSE_GONE_DOMAIN, fold) && refusal->stage != JN_STAGE_SENDER)
		return JN_SEVERITY_HARD;
	if (refusal->stage == JN_STAGE_RCPT && jn_cause_is_said(JN_CAUSE_GONE, fold) &&
	    !jn_cause_is_said(JN_CAUSE_PASSING, fold) && !jn_cause_is_said(JN_CAUSE_OTHER, fold))
		return JN_SEVERITY_HARD;
	return JN_SEVERITY_SOFT;
}

/* What is permanent by its code, or has none. *ret_sure as in the header. */
static JnSeverity
judge_permanent(const JnRefusal *refusal, const char *fold, const char *code, gboolean *ret_sure)
{
	gboolean exact = is_one_of(code, gone_codes) ||
			 (refusal->status && is_one_of(refusal->status, gone_codes));
	gboolean sender = refusal->stage == JN_STAGE_SENDER;

	if (is_one_of(code, shut_codes))
		return JN_SEVERITY_SOFT;
	if (jn_cause_is_said(JN_CAUSE_GONE_SURELY, fold))
		return refusal->stage == JN_STAGE_DATA && !exact ? JN_SEVERITY_SOFT
								 : JN_SEVERITY_HARD;
	if (jn_cause_is_said(JN_CAUSE_SHUT, fold))
		return JN_SEVERITY_SOFT;
	if (jn_cause_is_said(JN_CAUSE_NO_MAIL, fold))
		return JN_SEVERITY_HARD;
	if (!sender && jn_cause_is_said(JN_CAUSE_GONE_DOMAIN, fold))
		return JN_SEVERITY_HARD;
	if (!sender && is_one_of(code, gone_codes))
		return JN_SEVERITY_HARD;
	if (jn_cause_is_said(JN_CAUSE_GONE, fold)) {
		if (is_directory(refusal, code, reply_class(fold)) ||
		    ((exact || is_one_of(code, vague_codes)) && !sender))
			return JN_SEVERITY_HARD;
		*ret_sure = refusal->stage != JN_STAGE_UNKNOWN;
		return JN_SEVERITY_SOFT;
	}
	if (jn_cause_is_said(JN_CAUSE_OTHER, fold))
		return JN_SEVERITY_SOFT;
	if (!sender && is_one_of(code, vague_codes))
		return JN_SEVERITY_HARD;
	*ret_sure = *code && !g_str_has_suffix(code, ".0.0");
	return JN_SEVERITY_SOFT;
}

JnSeverity
jn_severity_judge(const JnRefusal *refusal, gboolean *ret_sure)
{
	g_autofree char *fold = fold_words(refusal->words ? refusal->words : "");
	g_autofree char *said = jn_status_find(fold);
	const char *code = choose_code(said, refusal->status);
	gboolean sure = TRUE;
	JnSeverity severity;

	if (*code == '2')
		severity = JN_SEVERITY_SOFT;
	else if (*code == '4' || (!*code && reply_class(fold) == '4'))
		severity = judge_temporary(refusal, fold);
	else
		severity = judge_permanent(refusal, fold, code, &sure);
	if (ret_sure)
		*ret_sure = sure;
	return severity;
}
