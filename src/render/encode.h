/*
 * encode.h - the transfer encodings of RFC 2045, for text: bytes -> lines that any MTA carries.
 *
 * LF line ends in and out. A line feed in the input is a line end of the text.
 */
#pragma once

#include <glib.h>

/*
 * Quoted-printable (section 6.7), lines of at most 76. What MTAs are known to harm is encoded too:
 * 'From ' and a dot at the beginning of a line, blanks at its end. Does not cut a UTF-8 character
 * by a soft line break, which helps those who read the raw mail. An output that does not end in a
 * line feed means that the input did not.
 */
void jn_encode_quoted_printable(GString *out, const char *data, gsize len);

/* Base64 (section 6.8), lines of 76, the last one ended too. Nothing for an empty input. */
void jn_encode_base64(GString *out, const char *data, gsize len);

/* What jn_encode_quoted_printable() would write, in bytes, nearly; to choose the shorter. */
gsize jn_encode_quoted_printable_size(const char *data, gsize len);
