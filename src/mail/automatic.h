/*
 * automatic.h - did a machine send this?
 *
 * In:  the message, its new text, and its envelope sender.
 * Out: how sure we are, and why. Precision first: a person's mail must not be taken for a
 * machine's.
 *
 *   CERTAIN  null envelope sender, Auto-Submitted other than no (RFC 3834 section 5), our own loop
 *            header, a DSN or MDN (RFC 3464, RFC 8098) or ARF report (RFC 5965):
 *            bounce handling at most, never an event, never a reply
 *   LIKELY   List-Id of others, Precedence bulk/list/junk, X-Autoreply and kin, a calendar's
 *            answer, a sender such as MAILER-DAEMON or no-reply, a notice's words in the subject or
 *            the text (mail/automatic-subject.h, -text.h): held for a person to look at.
 *            X-Auto-Response-Suppress alone is nothing: Exchange also sets it on people's mail
 */
#pragma once

#include "mail/newtext.h"

typedef enum JnAutomaticLevel {
	JN_AUTOMATIC_NO,
	JN_AUTOMATIC_LIKELY,
	JN_AUTOMATIC_CERTAIN,
} JnAutomaticLevel;

typedef struct JnAutomatic {
	JnAutomaticLevel level;
	char *reason; /* for an operator, e.g. "Auto-Submitted: auto-replied"; NULL when NO */
} JnAutomatic;

/* The header that all our mails carry; its value is the site's domain. */
#define JN_LOOP_HEADER "X-Journster-Loop"

/* `envelope_sender`: "" for <>; NULL where not known. `site_domain`: our own, for the loop header
 * (a copy of ours that another site's journster sent is not a loop), or NULL: any counts. */
void jn_automatic_detect(const JnMessage *message,
			 const JnNewText *text,
			 const char *envelope_sender,
			 const char *site_domain,
			 JnAutomatic *ret_automatic);

void jn_automatic_clear(JnAutomatic *automatic);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(JnAutomatic, jn_automatic_clear)
