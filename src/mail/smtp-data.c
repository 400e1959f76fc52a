#include "mail/smtp-data.h"

#include <string.h>

/* Text up to the next CR needs no look at each octet. */
static gsize
run_of_text(const char *data, gsize len, GString *out)
{
	const char *cr = memchr(data, '\r', len);
	gsize run = cr ? (gsize)(cr - data) : len;

	g_string_append_len(out, data, (gssize)run);
	return run;
}

static JnSmtpDataState
after_octet(JnSmtpDataState state, char octet, GString *out)
{
	switch (state) {
	case JN_SMTP_DATA_LINE:
		if (octet == '.')
			return JN_SMTP_DATA_DOT;
		break;
	case JN_SMTP_DATA_DOT:
		if (octet == '\r')
			return JN_SMTP_DATA_DOT_CR;
		break;
	case JN_SMTP_DATA_DOT_CR:
		if (octet == '\n')
			return JN_SMTP_DATA_END;
		g_string_append_c(out, '\r');
		break;
	case JN_SMTP_DATA_CR:
		if (octet == '\n') {
			g_string_append_c(out, '\n');
			return JN_SMTP_DATA_LINE;
		}
		g_string_append_c(out, '\r');
		break;
	case JN_SMTP_DATA_TEXT:
	case JN_SMTP_DATA_END:
		break;
	}
	if (octet == '\r')
		return JN_SMTP_DATA_CR;
	g_string_append_c(out, octet);
	return JN_SMTP_DATA_TEXT;
}

gsize
jn_smtp_data_feed(JnSmtpDataState *state, const char *data, gsize len, GString *out)
{
	gsize used = 0;

	while (used < len && *state != JN_SMTP_DATA_END) {
		if (*state == JN_SMTP_DATA_TEXT)
			used += run_of_text(data + used, len - used, out);
		if (used < len) {
			*state = after_octet(*state, data[used], out);
			used++;
		}
	}
	return used;
}
