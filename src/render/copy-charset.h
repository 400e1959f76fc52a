/*
 * copy-charset.h - the footer in the charset of the text it is put into; or that text in UTF-8.
 *
 * Strict, unlike mail/charset.h, which reads for meaning: what is written here replaces what a
 * person sent, so a doubt gives NULL, and the caller leaves the text alone.
 *
 * Only charsets of a table reach iconv, for the reason given in mail/charset.h.
 */
#pragma once

#include <glib.h>

/* UTF-8 -> bytes that can be appended to a text in `charset` (NULL: US-ASCII) and read as the same
 * there. NULL where they do not fit, or where the charset is none that one can append ASCII to.
 * Closed by a NUL, which is not counted. */
char *jn_charset_write(const char *utf8, const char *charset, gsize *ret_len)
	G_GNUC_WARN_UNUSED_RESULT;

/* A text in `charset` -> UTF-8; NULL where one byte is wrong or the charset is not known. */
char *jn_charset_read(const char *data, gsize len, const char *charset, gsize *ret_len)
	G_GNUC_WARN_UNUSED_RESULT;
