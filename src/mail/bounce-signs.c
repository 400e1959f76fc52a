/*
 * bounce-signs.c - see bounce-signs.h.
 */
#include "mail/bounce-signs.h"

#include <string.h>

#include "mail/bounce-words.h"
#include "mail/severity.h"
#include "mail/words.h"

/* Local parts of programs, in lower case; what follows is no letter. */
static const char *const daemons[] = {
	"mailer-daemon",     "mailerdaemon",  "mail-daemon", "maildaemon", "mailer_daemon",
	"mail-delivery",     "mail.delivery", "mdaemon",     "mailsystem", "mail-system",
	"microsoftexchange", "mail_daemon",   "mailerdemon", NULL,
};

/* Those that persons write from, too. */
static const char *const offices[] = {
	"mailer",
	"postmaster",
	"post_master",
	"post-master",
	"poostmaster",
	"bounce",
	"bounces",
	"complaints",
	"mailadmin",
	"mailmaster",
	"no-reply@sns.amazonaws.com",
	NULL,
};

/* How a mail system calls itself, in lower case, at the start of the name. */
static const char *const system_names[] = {
	"mail deliver",        "mailer-daemon",     "mailer daemon", "internet mail delivery",
	"courier mail server", "content-filter at", "interscan ",    NULL,
};

/* Those that persons bear, too. */
static const char *const office_names[] = {
	"system administrator", "systemadministrator", "mail administrator", "postmaster", NULL,
};

/* Subjects that mail systems give their reports, in lower case, at the start: behind 'Re:' or
 * 'Fwd:' a person speaks of one. */
static const char *const report_subjects[] = {
	"undeliver",
	"delivery status notification",
	"delivery failure",
	"delivery_failure",
	"delivery failed",
	"delivery notification",
	"delivery status",
	"delivery report",
	"delivery problem",
	"delivery error",
	"delivery to ",
	"email delivery",
	"e-mail delivery",
	"mail delivery",
	"message delivery",
	"failure notice",
	"failure delivery",
	"returned mail",
	"returned message",
	"mail system error",
	"mail error",
	"mail could not be",
	"mail not delivered",
	"message could not",
	"message non-deliverable",
	"message not delivered",
	"could not send message",
	"could not deliver",
	"unable to deliver",
	"failed to send",
	"failed to deliver",
	"failed mail",
	"failed delivery",
	"warning: could not send",
	"warning: message",
	"warning: delayed mail",
	"postmaster notify",
	"notice: mail delivery",
	"mail failure",
	"non-delivery",
	"nondelivery",
	"nondeliverable",
	"non-deliverable",
	"not delivered:",
	"dsn:",
	"permanent delivery failure",
	"message undeliverable",
	"rejected mail",
	"rejected:",
	"aws notification",
	"[bounce]",
	"automatically rejected mail",
	"[postmaster]",
	"**message you sent blocked",
	"sorry, your message could not be delivered",
	"your message could not",
	"delayed mail",
	"mail undeliverable",
	"mail status report",
	"successful mail delivery",
	"relayed mail",
	"error delivering",
	"there was an error sending",
	"problem delivering",
	"complaint about message",
	"unzustellbar",
	"nicht zustellbar",
	"fehlgeschlagene zustellung",
	"non remis",
	"non_remis",
	"non distribu",
	"échec de la remise",
	"no se puede entregar",
	"no entregado",
	"devolución de correo",
	"non recapitabile",
	"mancato recapito",
	"impossibile recapitare",
	"não entregue",
	"não_entregue",
	"mensagem não entregue",
	"onbestelbaar",
	"niet bezorgd",
	"kan ikke leveres",
	"ikke leveret",
	"går inte att leverera",
	"olevererbart",
	"ei voi toimittaa",
	"nie można dostarczyć",
	"niedostarczalne",
	"nedoručitelné",
	"nelze doručit",
	"недоставлен",
	"не доставлено",
	"не удается доставить",
	"не вдалося доставити",
	"teslim edilemedi",
	"配信",
	"配信不能",
	"送信エラー",
	"エラーメール",
	"メール送信",
	"メール配信",
	"返送メール",
	"退信",
	"系统退信",
	"無法傳遞",
	"未传递",
	"无法送达",
	"배달되지 않음",
	"반송",
	NULL,
};

/* What a report calls the thing that was not delivered: shops write of parcels. */
static const char *const mail_words[] = {
	"your mail", "your message", "your email", "your e-mail", "the message", "メール", NULL,
};

static gboolean
is_written_by(const JnMailbox *from, const char *const *names)
{
	for (; *names; names++) {
		gsize len = strlen(*names);

		if (g_ascii_strncasecmp(from->addr, *names, len) == 0 &&
		    !g_ascii_isalpha(from->addr[len]))
			return TRUE;
	}
	return FALSE;
}

static const JnMailbox *
get_from(const JnMessage *message)
{
	return message->from->len ? g_ptr_array_index(message->from, 0) : NULL;
}

/* A program alone: no person answers to this name. */
static gboolean
is_daemon(const JnMessage *message)
{
	const JnMailbox *from = get_from(message);
	g_autofree char *raw = from ? NULL : jn_message_header(message, "From");

	if (from)
		return is_written_by(from, daemons) ||
		       (from->name && jn_words_begin(from->name, system_names));
	return raw && (strstr(raw, "<>") || strstr(raw, "<@>") ||
		       strcasestr(raw, "mailer-daemon") || strcasestr(raw, "postmaster"));
}

/* The list server fml refuses a post in its list's name. */
static gboolean
is_list_office(const JnMessage *message)
{
	const JnMailbox *from = get_from(message);
	g_autofree char *server = jn_message_header(message, "X-MLServer");

	return server && from && strstr(from->addr, "-admin@");
}

gboolean
jn_bounce_is_system(const JnMessage *message)
{
	const JnMailbox *from = get_from(message);

	return is_daemon(message) || is_list_office(message) ||
	       (from && (is_written_by(from, offices) ||
			 (from->name && jn_words_begin(from->name, office_names))));
}

/* ' 550 ' or '5.1.1': what servers write and people hardly do, but in telephone numbers. */
static gboolean
has_code(const char *words)
{
	g_autofree char *status = jn_status_find(words);

	if (status || strstr(words, "MSEXCH:"))
		return TRUE;
	for (const char *p = words; (p = strpbrk(p, "45")); p++)
		if ((p == words || strchr(" \n:<'\"[#", p[-1])) && g_ascii_isdigit(p[1]) &&
		    p[1] <= '7' && g_ascii_isdigit(p[2]) && (p[3] == ' ' || p[3] == '-') &&
		    !g_ascii_isdigit(p[4]))
			return TRUE;
	return FALSE;
}

static gboolean
is_no_reply(const JnMessage *message)
{
	static const char *const names[] = {"no-reply", "noreply", "no_reply", NULL};
	const JnMailbox *from = get_from(message);

	return from && is_written_by(from, names);
}

gboolean
jn_bounce_is_automatic(const JnMessage *message)
{
	g_autofree char *submitted = jn_message_header(message, "Auto-Submitted");
	g_autofree char *return_path = jn_message_header(message, "Return-Path");

	return (submitted && g_ascii_strncasecmp(submitted, "no", 2) != 0) ||
	       (return_path &&
		(g_str_equal(return_path, "<>") || strcasestr(return_path, "mailer-daemon")));
}

/* Whether the words are a reason for that a mail was not delivered. */
static gboolean
tells_cause(const char *words)
{
	JnRefusal refusal = {.words = words, .final = TRUE};
	gboolean sure;

	return jn_severity_judge(&refusal, &sure) == JN_SEVERITY_HARD || sure || has_code(words);
}

gboolean
jn_bounce_is_report(const JnMessage *message, const char *words)
{
	g_autofree char *failed = jn_message_header(message, "X-Failed-Recipients");
	gboolean subject = jn_words_begin(message->subject, report_subjects);
	gboolean says = jn_bounce_words_report(words);

	if (failed || (is_daemon(message) && (subject || says)) || is_list_office(message))
		return TRUE;
	if (jn_bounce_is_system(message))
		return (subject &&
			(says || jn_bounce_is_automatic(message) || tells_cause(words))) ||
		       (jn_bounce_words_failure(words) &&
			(has_code(words) || jn_bounce_is_automatic(message)));
	if (!subject || !says)
		return FALSE;
	if (jn_bounce_is_automatic(message))
		return TRUE;
	return is_no_reply(message) && (has_code(words) || jn_words_hold(words, mail_words));
}
