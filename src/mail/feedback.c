/*
 * feedback.c - see feedback.h.
 */
#include "mail/feedback.h"

#include <string.h>

#include "mail/address.h"
#include "mail/fields.h"
#include "mail/severity.h"

/* A machine-readable part; real ones have a few KB. */
#define REPORT_BYTES (256 * 1024)

/* RFC 5965. Only a person's complaint is one; what a machine found wrong with our authentication is
 * nobody's opinion of us. */
void
jn_feedback_parse(const JnPart *part, GPtrArray *bounces)
{
	GString *content = jn_part_content(part, REPORT_BYTES);
	JnBounce *bounce = g_new0(JnBounce, 1);
	JnFields fields;
	JnField field;

	bounce->severity = JN_SEVERITY_COMPLAINT;
	jn_fields_init(&fields, content->str, content->len);
	while (jn_fields_next(&fields, &field)) {
		g_autofree char *value = g_strndup(field.value, field.value_len);

		g_strstrip(value);
		if (jn_field_is(&field, "Original-Rcpt-To") && !bounce->recipient) {
			g_autofree char *addr = jn_address_normalise(value, strlen(value));

			bounce->recipient = addr ? g_utf8_strdown(addr, -1) : NULL;
		} else if (jn_field_is(&field, "Feedback-Type") &&
			   (g_ascii_strcasecmp(value, "auth-failure") == 0 ||
			    g_ascii_strcasecmp(value, "dmarc") == 0 ||
			    g_ascii_strcasecmp(value, "not-spam") == 0)) {
			bounce->severity = JN_SEVERITY_SOFT;
		}
	}
	g_string_free(content, TRUE);
	g_ptr_array_add(bounces, bounce);
}

/* The text of a JSON string after "key":" at or behind `p`, or NULL. */
static char *
json_string(const char *p, const char *end, const char *key)
{
	g_autofree char *mark = g_strconcat("\"", key, "\":\"", NULL);
	const char *start = g_strstr_len(p, end - p, mark);
	const char *stop = start ? start + strlen(mark) : NULL;

	while (stop && stop < end && *stop != '"')
		stop += *stop == '\\' && stop + 1 < end ? 2 : 1;
	return stop && stop < end ? g_strndup(start + strlen(mark),
					      (gsize)(stop - start - (gssize)strlen(mark)))
				  : NULL;
}

/* Amazon SES by SNS: one JSON object in the text. Only the few keys that matter are looked for. */
gboolean
jn_notification_parse(const char *words, GPtrArray *bounces)
{
	const char *end = words + strlen(words);
	g_autofree char *type = json_string(words, end, "notificationType");
	gboolean complaint = type && g_str_equal(type, "Complaint");
	const char *p = type ? strstr(words, complaint ? "\"complainedRecipients\""
						       : "\"bouncedRecipients\"")
			     : NULL;
	const char *stop = p ? strchr(p, ']') : NULL;

	while (p && stop && (p = g_strstr_len(p, stop - p, "{\"emailAddress\"")) &&
	       bounces->len < 100) {
		const char *close = g_strstr_len(p, stop - p, "}");
		JnBounce *bounce = g_new0(JnBounce, 1);
		g_autofree char *addr = json_string(p, stop, "emailAddress");

		close = close ? close : stop;
		bounce->recipient = addr ? g_utf8_strdown(addr, -1) : NULL;
		bounce->status = json_string(p, close, "status");
		bounce->action = json_string(p, close, "action");
		bounce->diagnostic = json_string(p, close, "diagnosticCode");
		bounce->severity = complaint ? JN_SEVERITY_COMPLAINT
					     : jn_severity_judge(bounce->status, bounce->diagnostic,
								 FALSE, NULL);
		g_ptr_array_add(bounces, bounce);
		p = close;
	}
	return bounces->len > 0;
}
