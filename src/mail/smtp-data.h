/*
 * smtp-data.h - the octets after DATA -> the mail.
 *
 * RFC 5321 section 4.5.2: a dot that begins a line is taken off; a line of a dot alone is the end.
 * A line ends with CR LF and with nothing else: LF . LF, CR . CR and their mixtures are text, so
 * that no mail can hold another ('SMTP smuggling'). CR LF comes out as LF; a bare LF or CR stays.
 *
 * Pure and in place: octets come in pieces of any size.
 */
#pragma once

#include <glib.h>

typedef enum JnSmtpDataState {
	JN_SMTP_DATA_LINE, /* at the begin of a line */
	JN_SMTP_DATA_TEXT,
	JN_SMTP_DATA_CR,     /* after a CR */
	JN_SMTP_DATA_DOT,    /* after a dot that begins a line */
	JN_SMTP_DATA_DOT_CR, /* after that and a CR */
	JN_SMTP_DATA_END,
} JnSmtpDataState;

/* Takes up to `len` octets and appends what they say to `out`. Returns how many were taken: all, or
 * those up to the end of the mail (*state is END then). Begins with LINE. */
gsize jn_smtp_data_feed(JnSmtpDataState *state, const char *data, gsize len, GString *out);
