/*
 * encoded-word.h - RFC 2047 encoded words in a header value -> UTF-8.
 *
 *      encoded-word = "=?" charset ["*" language] "?" encoding "?" encoded-text "?="
 *
 * GMime 3.2.13 loses the second of two adjacent base64 words and cuts at padding in the middle;
 * this decoder does not. Read beyond the RFC, because mail is written so: words longer than 75
 * characters, several on a line without a blank between them, words inside quoted strings, blanks
 * inside Q, characters cut between two words of one charset (their bytes are joined first), and
 * text in raw UTF-8 (RFC 6532) or another 8-bit charset between them. What is no encoded word stays
 * as it is.
 */
#pragma once

#include <glib.h>

/* Decoded, unfolded and cleaned (jn_clean_line). Never NULL. */
char *jn_encoded_words_decode(const char *value, gsize len) G_GNUC_WARN_UNUSED_RESULT;
