/*
 * severity.c - see severity.h.
 */
#include "mail/severity.h"

#include <string.h>

/* All tables are in lower case. A '*' stands for anything within the sentence. */

/* Beyond doubt, whatever else is said. */
static const char *const gone_surely[] = {
	"recipient address rejected: access denied", /* Exchange Online, Directory Based Edge
							Blocking */
	"may not exist",
	"user unknown in virtual",
	"user unknown in local recipient table",
	"user unknown in relay recipient table",
	"recipnotfound",
	"recipientnotfound",
	"account that you tried to reach does not exist",
	"not listed in",
	"couldn't find any host",
	"couldn't find a mail exchanger",
	"no mail hosts",
	"doesn't have a * account",
	"does not have a * account",
};

/* Any other cause. */
static const char *const other_cause[] = {
	/* the mailbox is full, or the mail too large */
	"mailbox full",
	"mailbox is full",
	"mailbox * full",
	"over quota",
	"overquota",
	"over-quota",
	"quota exceed",
	"exceeded * quota",
	"exceeds * quota",
	"disk quota",
	"storage quota",
	"quota violation",
	"out of space",
	"insufficient * space",
	"insufficient * storage",
	"not enough * space",
	"disk full",
	"disk space",
	"mailfolder is full",
	"exceed* storage",
	"exceeded storage",
	"size limit",
	"sizelimit",
	"too large",
	"too big",
	"message size",
	"message length",
	"file too big",
	"maximum size",
	"too much mail",
	"has reached its limit",
	"boîte * pleine",
	"postfach * voll",
	"buzón * lleno",
	"casella * piena",
	"полон",
	"переполнен",
	/* filters and reputation */
	"spam",
	"blocked",
	"blacklist",
	"black list",
	"blocklist",
	"block list",
	"listed in",
	"listed at",
	"listed by",
	"reputation",
	"dmarc",
	"dkim",
	"spf check",
	"spf fail",
	"spf record",
	" spf ",
	"unauthenticated",
	"authentication required",
	"authrequired",
	"not authenticated",
	"authentication failed",
	"virus",
	"malware",
	"infected",
	"content rejected",
	"content * reject",
	"message rejected",
	"mail rejected",
	"message was rejected",
	"message not allowed",
	"message filtered",
	"unsolicited",
	"bulk mail",
	" ube",
	" uce",
	"banned",
	"phishing",
	"abuse",
	"policy",
	"policies",
	"rejected for",
	"rbl",
	"dnsbl",
	"spamhaus",
	"barracuda",
	"suspicious",
	"header error",
	"media error",
	"attachment type",
	"potential security",
	"google groups",
	"exceeded * limit",
	"local limit",
	"not have permission",
	/* whom we are */
	"reverse dns",
	"rdns",
	" ptr",
	"reverse lookup",
	"helo",
	"ehlo",
	"your ip",
	"ip address",
	"invalid ip",
	"sending ip",
	"sender rejected",
	"sender address",
	"sender domain",
	"sender verify",
	"sender is not",
	"envelope sender",
	"return-path",
	"bad sender",
	"domain of sender",
	"from address",
	"mail from",
	"access denied, banned",
	"connection rejected",
	"connections not accepted",
	"service refuse",
	/* relays */
	"relay access",
	"relaying",
	"relay denied",
	"unable to relay",
	"not permitted to relay",
	"no relay",
	"relay not permitted",
	"relaying denied",
	"relay is not",
	/* rates and time */
	"rate limit",
	"ratelimit",
	"too many",
	"throttl",
	"greylist",
	"graylist",
	"grey list",
	"try again later",
	"try later",
	"temporar",
	"deferred",
	"timed out",
	"timeout",
	"time out",
	"connection refused",
	"unable to connect",
	"cannot connect",
	"can't connect",
	"couldn't establish",
	"not responding",
	"no answer",
	"unreachable",
	"no route",
	"envelope expired",
	"message expired",
	"delivery expired",
	"retry time",
	"retry timeout",
	"undeliverable after",
	"still undelivered",
	"too long",
	"in the queue",
	"will be retried",
	"not yet been delivered",
	"host not reachable",
	"connection * closed",
	"lost connection",
	"connection reset",
	/* the account is there, and shut */
	"suspend",
	"disabled",
	"inactive",
	"is locked",
	"account locked",
	"on hold",
	"deactivated",
	"not active",
	"overdue",
	"frozen",
	/* permission */
	"not authorized",
	"not authorised",
	"unauthorized",
	"not permitted",
	"not allowed",
	"restricted",
	"permission",
	"only accepts",
	"closed group",
	"not a member",
	"moderat",
	"rejected by user",
	"refused by user",
	/* systems */
	"loop",
	"too many hops",
	"hop count",
	"mailer error",
	"system error",
	"system problem",
	"operating system",
	"internal error",
	"configuration",
	"misconfigur",
	"service unavailable",
	"service currently unavailable",
	"service not available",
	"out of memory",
	"resources",
	"cannot create",
	"can't create",
	"i/o error",
	"local error",
	"local problem",
	"tls",
	"certificate",
	"smtp transmission failure",
	"improper sequence",
	"syntax error",
	"malformed",
	"command not",
	"not implemented",
	"bad sequence",
	"smtputf8",
	"8bitmime",
	"protocol error",
	"could not be decrypted",
	"encryption",
};

/* The domain is not there: true after DATA too, and whatever class the code has. */
static const char *const gone_domain[] = {
	"no such domain",
	"no such host",
	"unknown host",
	"host unknown",
	"unknown domain",
	"domain unknown",
	"host not found",
	"domain not found",
	"domain * not found",
	"domain name not found",
	"host * not found",
	"nxdomain",
	"no mx",
	"null mx",
	"nullmx",
	"non-existent hosts",
	"name service error",
	"does not accept mail",
	"doesn't accept mail",
	"doesn't receive email",
	"does not receive mail",
	"domain is not reachable",
	"domain does not exist",
	"domain doesn't exist",
	"unrouteable mail domain",
	"name or service not known",
	"domain * couldn't be found",
};

/* The address is not there. */
static const char *const gone[] = {
	"user unknown",
	"unknown user",
	"user is unknown",
	"users are unknown",
	"unknown recipient",
	"recipient unknown",
	"recipient is unknown",
	"addressee unknown",
	"unknown address",
	"address unknown",
	"unknown or illegal",
	"unknown local",
	"unknown mailbox",
	"mailbox unknown",
	"unknown account",
	"account unknown",
	"unknown to me",
	"unknown e-mail",
	"unknown email",
	"unknown virtual",
	"no such user",
	"no such recipient",
	"no such mailbox",
	"no such account",
	"no such address",
	"no such person",
	"no such local",
	"no such email",
	"no such e-mail",
	"no such id",
	"no such domain",
	"no such host",
	"no * user by that name",
	"no mailbox",
	"no account",
	"no user",
	"no recipient",
	"no one by that name",
	"no valid recipient",
	"user not found",
	"recipient not found",
	"mailbox not found",
	"account not found",
	"address not found",
	"username not found",
	"domain not found",
	"host not found",
	"name not found",
	"not found in",
	"user * not found",
	"mailbox * not found",
	"recipient * not found",
	"domain * not found",
	"host * not found",
	"address * not found",
	"could not be found",
	"couldn't be found",
	"cannot be found",
	"cannot find user",
	"can't find user",
	"could not find",
	"unable to find",
	"does not exist",
	"doesn't exist",
	"do not exist",
	"not exist",
	"no longer exist",
	"nonexistent",
	"non-existent",
	"non existent",
	"doesnotexist",
	"doesnt exist",
	"invalid recipient",
	"invalid mailbox",
	"invalid user",
	"invalid address",
	"invalid final delivery",
	"invalid account",
	"invalid domain",
	"invalid local",
	"invalid email",
	"invalid e-mail",
	"not valid",
	"isn't valid",
	"not a valid",
	"bad address",
	"bad destination",
	"bad recipient",
	"illegal user",
	"mailbox unavailable",
	"mailbox not available",
	"mailbox is unavailable",
	"mailbox * unavailable",
	"account unavailable",
	"user unavailable",
	"address unavailable",
	"account is unavailable",
	"not listed in",
	"not recognized",
	"not recognised",
	"not known",
	"isn't known",
	"not our customer",
	"no longer on server",
	"no longer valid",
	"no longer available",
	"no longer in use",
	"no longer active",
	"no longer a",
	"no longer with",
	"has moved",
	"have moved",
	"mailbox moved",
	"not a known user",
	"not a local",
	"not local",
	"is not a registered",
	"not registered",
	"not a user",
	"not * in our",
	"account has been closed",
	"account closed",
	"been deleted",
	"account is closed",
	"mailbox has been removed",
	"been terminated",
	"left the company",
	"unrouteable",
	"unroutable",
	"undeliverable address",
	"unknown host",
	"host unknown",
	"unknown domain",
	"domain unknown",
	"unknown or invalid",
	"nxdomain",
	"no mx",
	"name or service not known",
	"no mail server",
	"non-existent hosts",
	"name service error",
	"does not accept mail",
	"doesn't accept mail",
	"doesn't receive email",
	"does not receive mail",
	"null mx",
	"nullmx",
	"domain is not reachable",
	"not reachable domain",
	"this domain is not",
	"recipient rejected",
	"rejected recipient",
	"rejected address",
	"recipient not accepted",
	"does not like recipient *user",
	"not deliverable to this",
	"no longer accepts mail",
	"no such alias",
	"no matches to",
	"user doesn't",
	"nosuchuser",
	"user_unknown",
	"bad-mailbox",
	"recipient no longer",
	"n'existe pas",
	"inconnu",
	"adresse invalide",
	"inexistant",
	"existiert nicht",
	"unbekannt",
	"nicht gefunden",
	"no existe",
	"desconocid",
	"inexistente",
	"não existe",
	"desconhecid",
	"non esiste",
	"sconosciut",
	"onbekend",
	"bestaat niet",
	"nie istnieje",
	"nieznany",
	"neexistuje",
	"okänd",
	"finns inte",
	"findes ikke",
	"ukendt",
	"ei löydy",
	"не существует",
	"не найден",
	"bulunamadı",
	"不存在",
	"無効なアドレス",
	"見つかりません",
	"宛先不明",
	"존재하지 않",
};

/* Codes that say so by themselves (RFC 3463 section 3.2, RFC 7505 section 4.2). */
static const char *const gone_codes[] = {"5.1.1", "5.1.2", "5.1.6", "5.1.10"};

/* `pattern` in `text`, '*' standing for at most a sentence. */
static gboolean
holds(const char *text, const char *pattern)
{
	const char *star = strchr(pattern, '*');
	g_autofree char *head = NULL;

	if (!star)
		return strstr(text, pattern) != NULL;
	head = g_strndup(pattern, (gsize)(star - pattern));
	for (const char *p = strstr(text, head); p; p = strstr(p + 1, head)) {
		gssize left = (gssize)MIN(strlen(p + strlen(head)), 60);
		const char *rest = star + 1;

		/* 'mailbox * full' is also 'mailbox full': the blanks belong to the words. */
		if (g_strstr_len(p + strlen(head) - (*rest == ' '), left + 1, rest))
			return TRUE;
	}
	return FALSE;
}

static gboolean
holds_one_of(const char *text, const char *const *patterns, gsize n)
{
	for (gsize i = 0; i < n; i++)
		if (holds(text, patterns[i]))
			return TRUE;
	return FALSE;
}

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
	else if (holds_one_of(fold, gone_surely, G_N_ELEMENTS(gone_surely)))
		severity = after_data ? JN_SEVERITY_SOFT : JN_SEVERITY_HARD;
	else if (holds_one_of(fold, gone_domain, G_N_ELEMENTS(gone_domain)) ||
		 domain_does_not_exist(fold))
		severity = JN_SEVERITY_HARD;
	else if (holds_one_of(fold, other_cause, G_N_ELEMENTS(other_cause)))
		severity = JN_SEVERITY_SOFT;
	else if (holds_one_of(fold, gone, G_N_ELEMENTS(gone)))
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
