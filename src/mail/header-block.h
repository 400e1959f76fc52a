/*
 * header-block.h - the header that Outlook and forwarding put into the text, in the languages of
 * the clients, and the lines that announce a forwarded or quoted mail.
 */
#pragma once

#include <glib.h>

typedef enum JnLabel {
	JN_LABEL_NONE,
	JN_LABEL_FROM,
	JN_LABEL_DATE,
	JN_LABEL_TO,
	JN_LABEL_CC,
	JN_LABEL_SUBJECT,
	JN_LABEL_OTHER,
} JnLabel;

typedef enum JnSeparator {
	JN_SEPARATOR_NONE,
	JN_SEPARATOR_ORIGINAL, /* ----- Original Message ----- */
	JN_SEPARATOR_FORWARD,  /* ---------- Forwarded message ----------, Begin forwarded message:
				*/
} JnSeparator;

/* The field that the line begins with: 'From: ...', '*Von:* ...', '发件人：...'. */
JnLabel jn_header_label(const char *line);

/* What the line announces. */
JnSeparator jn_header_separator(const char *line);
