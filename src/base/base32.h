/*
 * base32.h - numbers and bytes as letters that survive mail clients.
 *
 * The alphabet of RFC 4648 section 6 in lower case (a-z2-7): case may change on the way, no
 * padding. Numbers are written without leading 'a' (which is zero); 0 is "a".
 */
#pragma once

#include <glib.h>

/* `value` >= 0. At most 13 letters. Caller frees. */
char *jn_base32_from_number(gint64 value) G_GNUC_WARN_UNUSED_RESULT;

/* FALSE unless the whole of `text` (any case, 1 to 12 letters) is a number in its one form. */
gboolean jn_base32_to_number(const char *text, gint64 *ret_value);

/* Every 5 bits a letter; bits missing at the end are zero. Caller frees. */
char *jn_base32_from_bytes(const guint8 *bytes, gsize len) G_GNUC_WARN_UNUSED_RESULT;
