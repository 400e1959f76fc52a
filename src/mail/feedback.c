/*
 * feedback.c - see feedback.h.
 */
#include "mail/feedback.h"

#include <string.h>

#include "base/fold.h"
#include "base/limits.h"
#include "mail/address.h"
#include "mail/fields.h"
#include "mail/severity.h"

/* What a machine found wrong with our authentication is nobody's opinion of us (RFC 6591), and 'not
 * spam' is none that harms. */
static const char *const no_complaints[] = {"auth-failure", "dmarc", "not-spam"};

/* `recipient`: as it stands there, or NULL. */
static JnBounce *
add(GPtrArray *bounces, JnSeverity severity, const char *recipient)
{
	JnBounce *bounce = g_new0(JnBounce, 1);
	g_autofree char *addr =
		recipient ? jn_address_normalise(recipient, strlen(recipient)) : NULL;

	bounce->severity = severity;
	bounce->recipient = addr ? jn_fold(addr, -1) : NULL;
	g_ptr_array_add(bounces, bounce);
	return bounce;
}

static JnSeverity
feedback_severity(const char *type)
{
	for (gsize i = 0; i < G_N_ELEMENTS(no_complaints); i++)
		if (g_ascii_strcasecmp(type, no_complaints[i]) == 0)
			return JN_SEVERITY_SOFT;
	return JN_SEVERITY_COMPLAINT;
}

/* RFC 5965: Original-Rcpt-To may stand there several times. */
void
jn_feedback_parse(const JnPart *part, GPtrArray *bounces)
{
	GString *content = jn_part_content(part, JN_REPORT_BYTES);
	JnSeverity severity = JN_SEVERITY_COMPLAINT;
	JnFields fields;
	JnField field;

	jn_fields_init(&fields, content->str, content->len);
	while (jn_fields_next(&fields, &field)) {
		g_autofree char *value = g_strndup(field.value, field.value_len);

		g_strstrip(value);
		if (jn_field_is(&field, "Feedback-Type")) {
			severity = feedback_severity(value);
		} else if (jn_field_is(&field, "Original-Rcpt-To") &&
			   bounces->len < JN_REPORT_RECIPIENTS) {
			add(bounces, severity, value);
		}
	}
	g_string_free(content, TRUE);
	for (guint i = 0; i < bounces->len; i++)
		((JnBounce *)g_ptr_array_index(bounces, i))->severity = severity;
	if (bounces->len == 0)
		add(bounces, severity, NULL);
}

/* The notification as one line: the mail's own folding ('!' and a new line) taken out, and one
 * level of escapes, where the JSON stands in a string of the envelope's. */
static char *
unfold_json(const char *words)
{
	gboolean escaped =
		strstr(words, "\\\"notificationType\\\"") || strstr(words, "\\\"eventType\\\"");
	GString *out = g_string_new(NULL);

	for (const char *p = words; *p; p++) {
		if (g_str_has_prefix(p, "!\n ")) {
			p += 2;
			continue;
		}
		if (*p == '\n')
			continue;
		if (escaped && *p == '\\' && p[1])
			p++;
		g_string_append_c(out, *p);
	}
	return g_string_free(out, FALSE);
}

/* Behind the key and its colon at or behind `p`, at the value; or NULL. */
static const char *
json_value(const char *p, const char *end, const char *key)
{
	g_autofree char *mark = g_strconcat("\"", key, "\"", NULL);

	while ((p = g_strstr_len(p, end - p, mark))) {
		p += strlen(mark);
		p += strspn(p, " \t");
		if (*p == ':')
			return p + 1 + strspn(p + 1, " \t");
	}
	return NULL;
}

/* The string that begins at `p`, a quote; or NULL. */
static char *
json_read_string(const char *p, const char *end)
{
	const char *stop = p && p < end && *p == '"' ? p + 1 : NULL;

	while (stop && stop < end && *stop != '"')
		stop += *stop == '\\' && stop + 1 < end ? 2 : 1;
	return stop && stop < end ? g_strndup(p + 1, (gsize)(stop - p - 1)) : NULL;
}

/* The bracket that closes the one at `p`, or `end`. Brackets within strings are text. */
static const char *
json_close(const char *p, const char *end)
{
	gsize depth = 0;

	for (; p < end; p++) {
		if (*p == '"') {
			for (p++; p < end && *p != '"'; p++)
				p += *p == '\\' && p + 1 < end;
		} else if (*p == '[' || *p == '{') {
			depth++;
		} else if ((*p == ']' || *p == '}') && --depth == 0) {
			return p;
		}
	}
	return end;
}

static char *
json_string(const char *p, const char *end, const char *key)
{
	return json_read_string(json_value(p, end, key), end);
}

/* Reads one recipient, an object between `p` and `end`. */
static void
read_recipient(const char *p, const char *end, gboolean complaint, GPtrArray *bounces)
{
	g_autofree char *addr = json_string(p, end, "emailAddress");
	JnBounce *bounce = add(bounces, JN_SEVERITY_COMPLAINT, addr);
	JnRefusal refusal;

	bounce->status = json_string(p, end, "status");
	bounce->action = json_string(p, end, "action");
	bounce->diagnostic = json_string(p, end, "diagnosticCode");
	if (complaint)
		return;
	refusal = (JnRefusal){.status = bounce->status,
			      .words = bounce->diagnostic,
			      .stage = jn_stage_find(bounce->diagnostic ? bounce->diagnostic : ""),
			      .final = TRUE};
	bounce->severity = bounce->action && g_str_equal(bounce->action, "delayed")
				   ? JN_SEVERITY_DELAYED
				   : jn_severity_judge(&refusal, NULL);
}

/* The recipients of a list: objects, or what was delivered: strings. */
static void
read_recipients(const char *p, const char *end, gboolean complaint, GPtrArray *bounces)
{
	while (bounces->len < JN_REPORT_RECIPIENTS && (p += strcspn(p, "{\"")) < end) {
		const char *close = *p == '{' ? json_close(p, end) : end;
		g_autofree char *addr = *p == '"' ? json_read_string(p, end) : NULL;

		if (*p == '{') {
			read_recipient(p, close, complaint, bounces);
			p = close;
		} else if (addr) {
			p += strlen(addr) + 2;
			add(bounces, JN_SEVERITY_DELAYED, addr)->action = g_strdup("delivered");
		} else {
			return;
		}
	}
}

/* Amazon SES by SNS: one JSON object in the text. Only the few keys that matter are looked for. */
gboolean
jn_notification_parse(const char *words, GPtrArray *bounces)
{
	static const struct {
		const char *type, *recipients;
	} kinds[] = {
		{"Bounce", "bouncedRecipients"},
		{"Complaint", "complainedRecipients"},
		{"DeliveryDelay", "delayedRecipients"},
		{"Delivery", "recipients"},
	};
	g_autofree char *json = strstr(words, "Type") ? unfold_json(words) : g_strdup("");
	const char *end = json + strlen(json), *p = NULL;
	g_autofree char *notification = json_string(json, end, "notificationType");
	g_autofree char *type =
		notification ? g_steal_pointer(&notification) : json_string(json, end, "eventType");

	for (gsize i = 0; type && i < G_N_ELEMENTS(kinds) && !p; i++)
		if (g_str_equal(type, kinds[i].type))
			p = json_value(json, end, kinds[i].recipients);
	if (p && *p == '[')
		read_recipients(p, json_close(p, end), g_str_equal(type, "Complaint"), bounces);
	return bounces->len > 0;
}
