/*
 * clean.h - bytes of any kind -> text that is safe to store and to show.
 *
 * Out: valid UTF-8 without NUL, C0, C1 and DEL. What is not UTF-8 becomes U+FFFD.
 *      Texts keep \n and \t; CRLF and a CR alone become \n, as do U+2028 and U+2029.
 *      Lines (header values) have each run of blanks and line ends as one space, none at the ends,
 *      and lose the characters that turn the direction of writing (U+202A-202E, U+2066-2069): in a
 *      name or a subject they only serve to deceive.
 */
#pragma once

#include <glib.h>

char *jn_clean_text(const char *data, gsize len) G_GNUC_WARN_UNUSED_RESULT;
char *jn_clean_line(const char *data, gsize len) G_GNUC_WARN_UNUSED_RESULT;

/* Cuts UTF-8 in place so that at most `max` bytes stay, at a character. */
void jn_clean_cut(char *utf8, gsize max);
