/*
 * feedback.h - complaints, and reports that are no mail system's: ARF (RFC 5965), and the JSON that
 * Amazon SES sends through SNS.
 */
#pragma once

#include "mail/bounce.h"
#include "mail/tree.h"

/* Appends one JnBounce for a message/feedback-report: COMPLAINT, or SOFT where a machine reports on
 * our authentication (RFC 6591). */
void jn_feedback_parse(const JnPart *part, GPtrArray *bounces);

/* Appends a JnBounce for each recipient of a notification in `words`; FALSE if there is none. */
gboolean jn_notification_parse(const char *words, GPtrArray *bounces);
