/*
 * bounce.c - see bounce.h.
 */
#include "mail/bounce.h"

#include <string.h>

#include "base/limits.h"
#include "mail/address.h"
#include "mail/bounce-returned.h"
#include "mail/bounce-signs.h"
#include "mail/bounce-text.h"
#include "mail/bounce-words.h"
#include "mail/delivery-status.h"
#include "mail/feedback.h"
#include "mail/fields.h"
#include "mail/severity.h"
#include "mail/tree.h"

static const char *const status_types[] = {"delivery-status", "global-delivery-status",
					   "xdelivery-status", NULL};
static const char *const feedback_types[] = {"feedback-report", NULL};

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
find_part(const GArray *parts, const char *const *subtypes)
{
	for (guint i = 0; i < parts->len; i++) {
		const JnPart *part = &g_array_index(parts, JnPart, i);

		for (const char *const *subtype = subtypes; *subtype; subtype++)
			if (jn_part_is(part, "message", *subtype) ||
			    jn_part_is(part, "text", *subtype))
				return part;
	}
	return NULL;
}

/* RFC 3464 by its machine part. */
static void
read_status(const JnMessage *message, const JnPart *part, GPtrArray *bounces)
{
	GString *content = jn_part_content(part, JN_REPORT_BYTES);
	g_autofree char *words = jn_bounce_words(message);

	jn_delivery_status_parse(content->str, content->len, words, bounces);
	g_string_free(content, TRUE);
}

/* A report that a gateway put into one of its own: one level is opened. */
static void
read_inner_status(const GArray *parts, GPtrArray *bounces)
{
	for (guint i = 0; i < parts->len && bounces->len == 0; i++) {
		const JnPart *part = &g_array_index(parts, JnPart, i);
		GMimeMessage *inner =
			GMIME_IS_MESSAGE_PART(part->object)
				? g_mime_message_part_get_message(GMIME_MESSAGE_PART(part->object))
				: NULL;
		g_autoptr(GArray) inner_parts = inner ? jn_tree_list(inner, NULL) : NULL;
		const JnPart *status = inner ? find_part(inner_parts, status_types) : NULL;
		GString *content;

		if (!status)
			continue;
		content = jn_part_content(status, JN_REPORT_BYTES);
		jn_delivery_status_parse(content->str, content->len, "", bounces);
		g_string_free(content, TRUE);
	}
}

/* Complaints without a part for machines: Hotmail's, known by their subject, and an ARF report
 * (RFC 5965) whose part got lost. */
static gboolean
read_complaint(const JnMessage *message, const GArray *parts, GPtrArray *bounces)
{
	static const char subject[] = "complaint about message from ";
	const char *type = parts->len
				   ? g_mime_object_get_content_type_parameter(
					     g_array_index(parts, JnPart, 0).object, "report-type")
				   : NULL;
	JnBounce *bounce;

	if (g_ascii_strncasecmp(message->subject, subject, strlen(subject)) != 0 &&
	    !(type && g_ascii_strcasecmp(type, "feedback-report") == 0))
		return FALSE;
	bounce = g_new0(JnBounce, 1);
	bounce->severity = JN_SEVERITY_COMPLAINT;
	g_ptr_array_add(bounces, bounce);
	return TRUE;
}

/* The fields of RFC 3464 stand in the text itself: broken boundaries, or a server that knows no
 * better. */
static gboolean
read_status_text(const char *words, GPtrArray *bounces)
{
	static const char *const names[] = {"\nfinal-recipient:", "\noriginal-recipient:"};
	g_autofree char *text = g_strconcat("\n", words, NULL);
	g_autofree char *fold = g_ascii_strdown(text, -1);
	const char *first = NULL, *start;

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
	start = text + (first - fold);
	jn_delivery_status_parse(start, strlen(start), words, bounces);
	for (guint i = bounces->len; i > 0; i--)
		if (!((JnBounce *)g_ptr_array_index(bounces, i - 1))->recipient)
			g_ptr_array_remove_index(bounces, i - 1);
	return bounces->len > 0;
}

/* Nobody is named: one for the whole mail. */
static void
add_nameless(const char *words, GPtrArray *bounces)
{
	JnBounce *bounce = g_new0(JnBounce, 1);
	JnRefusal refusal = {.words = words, .final = !jn_bounce_words_delay(words)};

	bounce->status = jn_status_find(words);
	refusal.status = bounce->status;
	refusal.stage = jn_stage_find(words);
	bounce->severity = jn_severity_judge(&refusal, NULL);
	if (bounce->severity == JN_SEVERITY_SOFT && !refusal.final)
		bounce->severity = JN_SEVERITY_DELAYED;
	g_ptr_array_add(bounces, bounce);
}

static void
read_words(const JnMessage *message, GPtrArray *bounces)
{
	g_autofree char *words = jn_bounce_words(message);

	if (jn_bounce_is_system(message) && jn_notification_parse(words, bounces))
		return;
	if (!jn_bounce_is_report(message, words) || read_status_text(words, bounces))
		return;
	jn_bounce_words_read(message, words, bounces);
	/* Who is no mail system and names no recipient is a person after all. */
	if (bounces->len == 0 && jn_bounce_is_system(message))
		add_nameless(words, bounces);
}

GPtrArray *
jn_bounce_parse(const JnMessage *message)
{
	g_autoptr(GArray) parts = jn_tree_list(message->mime, NULL);
	GPtrArray *bounces = g_ptr_array_new_with_free_func((GDestroyNotify)jn_bounce_free);
	const JnPart *status = find_part(parts, status_types);
	const JnPart *feedback = find_part(parts, feedback_types);
	gboolean system = jn_bounce_is_system(message);
	gboolean report =
		system || jn_bounce_is_automatic(message) ||
		(parts->len && jn_part_is(&g_array_index(parts, JnPart, 0), "multipart", "report"));

	if (feedback && report)
		jn_feedback_parse(feedback, bounces);
	else if (status && report)
		read_status(message, status, bounces);
	if (bounces->len == 0 && system)
		read_inner_status(parts, bounces);
	if (bounces->len == 0 && !read_complaint(message, parts, bounces))
		read_words(message, bounces);
	/* Of several nobody knows who is meant. */
	if (bounces->len == 1) {
		JnBounce *bounce = g_ptr_array_index(bounces, 0);

		if (!bounce->recipient)
			bounce->recipient = jn_bounce_returned_recipient(message, parts);
	}
	if (bounces->len == 0)
		g_clear_pointer(&bounces, g_ptr_array_unref);
	return bounces;
}

const JnBounce *
jn_bounce_worst(const GPtrArray *bounces)
{
	const JnBounce *found = NULL;

	for (guint i = 0; bounces != NULL && i < bounces->len; i++) {
		const JnBounce *bounce = bounces->pdata[i];

		if (found == NULL || bounce->severity < found->severity)
			found = bounce;
	}
	return found;
}
