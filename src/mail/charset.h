/*
 * charset.h - bytes in a charset that a mail names -> UTF-8.
 *
 * Mail lies about charsets: 'us-ascii' with umlauts, 'iso-8859-1' that is windows-1252, 'gb2312'
 * that is GB 18030, 'utf-8' that is not. Read is what browsers and mail clients read:
 *   - the superset where one is known (WHATWG Encoding Standard section 4.2);
 *   - for a charset that is not named, not known or plainly wrong: UTF-8 if the bytes are that,
 *     else windows-1252;
 *   - a byte that does not fit is U+FFFD, and reading goes on behind it.
 * Only charsets of a list reach iconv: its rare converters have hung and overflowed
 * (CVE-2024-2961), and a mail should not choose which of them runs.
 */
#pragma once

#include <glib.h>

/* `charset` may be NULL. Stops after `max` bytes of output. Not yet cleaned (mail/clean.h). */
GString *jn_charset_decode(const char *data, gsize len, const char *charset, gsize max)
	G_GNUC_WARN_UNUSED_RESULT;
