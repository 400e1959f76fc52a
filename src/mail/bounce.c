/*
 * bounce.c - see bounce.h.
 */
#include "mail/bounce.h"

#include <string.h>

#include "base/limits.h"
#include "mail/address.h"
#include "mail/bounce-text.h"
#include "mail/bounce-words.h"
#include "mail/delivery-status.h"
#include "mail/feedback.h"
#include "mail/fields.h"
#include "mail/severity.h"
#include "mail/tree.h"

/* A machine-readable part; real ones have a few KB. */
#define REPORT_BYTES (256 * 1024)

void
jn_bounce_free(JnBounce *bounce)
{
	if (!bounce)
		return;
	g_free(bounce->recipient);
	g_free(bounce->status);
	g_free(bounce->action);
	g_free(bounce->diagnostic);
	g_free(bounce);
}

const char *
jn_severity_name(JnSeverity severity)
{
	switch (severity) {
	case JN_SEVERITY_HARD:
		return "hard";
	case JN_SEVERITY_SOFT:
		return "soft";
	case JN_SEVERITY_DELAYED:
		return "delayed";
	case JN_SEVERITY_COMPLAINT:
		return "complaint";
	}
	return "soft";
}

/* The first part of one of these types. In a mail that is no report it counts only if a mail system
 * sent it: a person may attach one to ask about it. */
static const JnPart *
find_part(const GArray *parts, const char *subtype, const char *global_subtype)
{
	for (guint i = 0; i < parts->len; i++) {
		const JnPart *part = &g_array_index(parts, JnPart, i);

		if (jn_part_is(part, "message", subtype) ||
		    jn_part_is(part, "message", global_subtype) ||
		    jn_part_is(part, "text", subtype))
			return part;
	}
	return NULL;
}

/* The sender of mail systems: MAILER-DAEMON, postmaster and kin, or nobody at all. */
static gboolean
is_system_sender(const JnMessage *message)
{
	static const char *const names[] = {
		"mailer-daemon",
		"mailerdaemon",
		"mail-daemon",
		"maildaemon",
		"postmaster",
		"post_master",
		"poostmaster",
		"mailer_daemon",
		"mail-delivery",
		"mdaemon",
		"mailsystem",
		"mailer",
		"bounce",
		"bounces",
		"complaints",
		"mail.delivery",
		"mailadmin",
		"no-reply@sns.amazonaws.com",
		"microsoftexchange",
	};
	const JnMailbox *from;
	g_autofree char *raw_from = NULL;

	if (message->from->len == 0) {
		raw_from = jn_message_header(message, "From");
		return raw_from &&
		       (strstr(raw_from, "<>") || strcasestr(raw_from, "MAILER-DAEMON"));
	}
	from = g_ptr_array_index(message->from, 0);
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		gsize len = strlen(names[i]);

		if (g_ascii_strncasecmp(from->addr, names[i], len) == 0 &&
		    !g_ascii_isalpha(from->addr[len]))
			return TRUE;
	}
	return from->name && g_ascii_strncasecmp(from->name, "mail delivery", 13) == 0;
}

/* Subjects that mail systems give their reports, in lower case, at the start: behind 'Re:' or
 * 'Fwd:' a person speaks of one. */
static gboolean
has_report_subject(const JnMessage *message)
{
	static const char *const starts[] = {
		"undeliver",
		"delivery status notification",
		"delivery failure",
		"delivery failed",
		"delivery notification",
		"delivery status",
		"delivery report",
		"delivery problem",
		"mail delivery",
		"message delivery",
		"failure notice",
		"failure delivery",
		"returned mail",
		"mail system error",
		"mail could not be",
		"message could not",
		"could not send message",
		"could not deliver",
		"unable to deliver",
		"failed to send",
		"failed mail",
		"failed delivery",
		"warning: could not send",
		"warning: message",
		"postmaster notify",
		"notice: mail delivery",
		"mail failure",
		"nondeliverable",
		"non-deliverable",
		"dsn:",
		"non remis",
		"unzustellbar",
		"permanent delivery failure",
		"message undeliverable",
		"email delivery failure",
		"rejected mail",
		"aws notification",
		"[postmaster]",
		"your message could not",
		"delayed mail",
		"mail undeliverable",
		"mail status report",
		"error delivering",
		"there was an error sending",
		"problem delivering",
		"no se puede entregar",
		"non recapitabile",
		"não entregue",
		"onbestelbaar",
		"недоставленное",
		"配信",
		"退信",
		"系统退信",
		"メール送信",
	};
	g_autofree char *fold = g_utf8_strdown(message->subject, -1);

	for (gsize i = 0; i < G_N_ELEMENTS(starts); i++)
		if (g_str_has_prefix(fold, starts[i]))
			return TRUE;
	return FALSE;
}

/* The To of the mail that came back, where the report itself names nobody. */
static char *
returned_recipient(const GArray *parts)
{
	for (guint i = 0; i < parts->len; i++) {
		const JnPart *part = &g_array_index(parts, JnPart, i);
		g_autoptr(GPtrArray) to =
			g_ptr_array_new_with_free_func((GDestroyNotify)jn_mailbox_free);

		if (jn_part_is(part, "text", "rfc822-headers") ||
		    jn_part_is(part, "message", "rfc822-headers")) {
			GString *content = jn_part_content(part, REPORT_BYTES);
			JnFields fields;
			JnField field;

			jn_fields_init(&fields, content->str, content->len);
			while (jn_fields_next(&fields, &field))
				if (jn_field_is(&field, "To"))
					jn_addresses_parse(field.value, field.value_len, to);
			g_string_free(content, TRUE);
		} else if (GMIME_IS_MESSAGE_PART(part->object)) {
			GMimeMessage *inner =
				g_mime_message_part_get_message(GMIME_MESSAGE_PART(part->object));
			GMimeHeader *header =
				inner ? g_mime_header_list_get_header(
						g_mime_object_get_header_list(GMIME_OBJECT(inner)),
						"To")
				      : NULL;
			const char *value = header ? g_mime_header_get_raw_value(header) : NULL;

			if (value)
				jn_addresses_parse(value, strlen(value), to);
		}
		/* Of several nobody knows who is meant. */
		if (to->len == 1)
			return g_utf8_strdown(((JnMailbox *)g_ptr_array_index(to, 0))->addr, -1);
	}
	return NULL;
}

/* RFC 3464 by its machine part; what that leaves open is asked of the words. */
static void
read_status(const JnMessage *message, const JnPart *part, GPtrArray *bounces)
{
	GString *content = jn_part_content(part, REPORT_BYTES);
	g_autofree char *words = jn_bounce_words(message);
	gboolean after_data = jn_bounce_after_data(words);
	guint unsure = 0;

	jn_delivery_status_parse(content->str, content->len, after_data, bounces, &unsure);
	g_string_free(content, TRUE);
	for (guint i = 0; i < bounces->len && unsure; i++) {
		JnBounce *bounce = g_ptr_array_index(bounces, i);

		/* With several recipients the words cannot be told apart safely. */
		if (bounces->len == 1 && bounce->severity == JN_SEVERITY_SOFT)
			bounce->severity =
				jn_severity_judge(bounce->status, words, after_data, NULL);
	}
}

/* ' 550 ' or '5.1.1': what servers write and people hardly do. */
static gboolean
has_code(const char *words)
{
	g_autofree char *status = jn_status_find(words);

	if (status || strstr(words, "MSEXCH:"))
		return TRUE;
	for (const char *p = words; (p = strpbrk(p, "45")); p++)
		if ((p == words || strchr(" \n:<'\"[", p[-1])) && g_ascii_isdigit(p[1]) &&
		    p[1] <= '7' && g_ascii_isdigit(p[2]) && (p[3] == ' ' || p[3] == '-'))
			return TRUE;
	return FALSE;
}

static gboolean
is_no_reply(const JnMessage *message)
{
	const JnMailbox *from = message->from->len ? g_ptr_array_index(message->from, 0) : NULL;

	return from && (g_ascii_strncasecmp(from->addr, "no-reply", 8) == 0 ||
			g_ascii_strncasecmp(from->addr, "noreply", 7) == 0 ||
			g_ascii_strncasecmp(from->addr, "no_reply", 8) == 0);
}

/* Whether a mail without a machine-readable part is a report. Vacation notices come with null
 * senders too, and people write about mail that failed; so two signs are asked for. */
static gboolean
is_report(const JnMessage *message, const char *words)
{
	g_autofree char *failed = jn_message_header(message, "X-Failed-Recipients");
	g_autofree char *submitted = jn_message_header(message, "Auto-Submitted");
	g_autofree char *return_path = jn_message_header(message, "Return-Path");
	gboolean subject = has_report_subject(message);

	if (failed)
		return TRUE;
	if (!jn_bounce_words_report(words) && !subject)
		return FALSE;
	if (is_system_sender(message))
		return subject || has_code(words) || submitted ||
		       (return_path && g_str_equal(return_path, "<>"));
	return subject && jn_bounce_words_report(words) &&
	       (has_code(words) || is_no_reply(message));
}

/* The fields of RFC 3464 stand in the text itself: broken boundaries, or a server that knows no
 * better. */
static gboolean
read_status_text(const char *words, GPtrArray *bounces)
{
	static const char *const names[] = {"\nfinal-recipient:", "\noriginal-recipient:"};
	g_autofree char *fold = g_ascii_strdown(words, -1);
	const char *first = NULL;
	guint unsure;

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		const char *p = strstr(fold, names[i]);

		if (p && (!first || p < first))
			first = p;
	}
	if (!first)
		return FALSE;
	/* From the start of its block: Action may stand before. */
	while (first > fold && !(first[0] == '\n' && first[-1] == '\n'))
		first--;
	words += first - fold;
	jn_delivery_status_parse(words, strlen(words), jn_bounce_after_data(words), bounces,
				 &unsure);
	for (guint i = bounces->len; i > 0; i--)
		if (!((JnBounce *)g_ptr_array_index(bounces, i - 1))->recipient)
			g_ptr_array_remove_index(bounces, i - 1);
	return bounces->len > 0;
}

static void
read_words(const JnMessage *message, const GArray *parts, GPtrArray *bounces)
{
	g_autofree char *words = jn_bounce_words(message);
	JnBounce *bounce;

	if (strstr(words, "\"notificationType\"") && is_system_sender(message) &&
	    jn_notification_parse(words, bounces))
		return;
	if (!is_report(message, words) || read_status_text(words, bounces))
		return;
	jn_bounce_words_read(message, words, bounces);
	/* Who is no mail system and names no recipient is a person after all. */
	if (bounces->len || !is_system_sender(message))
		return;
	bounce = g_new0(JnBounce, 1);
	bounce->recipient = returned_recipient(parts);
	bounce->status = jn_status_find(words);
	bounce->severity =
		jn_severity_judge(bounce->status, words, jn_bounce_after_data(words), NULL);
	g_ptr_array_add(bounces, bounce);
}

GPtrArray *
jn_bounce_parse(const JnMessage *message)
{
	g_autoptr(GArray) parts = jn_tree_list(message->mime, NULL);
	GPtrArray *bounces = g_ptr_array_new_with_free_func((GDestroyNotify)jn_bounce_free);
	const JnPart *status = find_part(parts, "delivery-status", "global-delivery-status");
	const JnPart *feedback = find_part(parts, "feedback-report", "feedback-report");
	gboolean report =
		parts->len && jn_part_is(&g_array_index(parts, JnPart, 0), "multipart", "report");

	if (feedback && (report || is_system_sender(message)))
		jn_feedback_parse(feedback, bounces);
	else if (status && (report || is_system_sender(message)))
		read_status(message, status, bounces);
	if (bounces->len == 0)
		read_words(message, parts, bounces);
	for (guint i = 0; i < bounces->len; i++) {
		JnBounce *bounce = g_ptr_array_index(bounces, i);

		if (!bounce->recipient && bounces->len == 1)
			bounce->recipient = returned_recipient(parts);
	}
	if (bounces->len == 0)
		g_clear_pointer(&bounces, g_ptr_array_unref);
	return bounces;
}
