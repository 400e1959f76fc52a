/*
 * shown.h - text that a stranger may have written -> what a terminal or a log may be given.
 *
 * Hidden characters are those that a terminal obeys or that make text read otherwise than it
 * stands: C0, DEL and C1 (escape sequences begin with one), the line and paragraph separators of
 * Unicode, and what Unicode calls formats, such as the marks that turn the direction of writing
 * (U+202A-202E, U+2066-2069) and blanks without width. Soft hyphen, the joiners of Persian and of
 * composed emoji, and the number signs of Arabic and Syriac are formats and hide nothing.
 *
 * A hidden character is shown as its number: \x1b, \u202e, \U000e0041. A backslash stays what it is:
 * this is to be read by people; programs are given JSON.
 */
#pragma once

#include <glib.h>

gboolean jn_shown_hides(gunichar c);

/* One line: line ends and tabs are a blank. Bytes that are no UTF-8 become U+FFFD. */
char *jn_shown_line(const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* The same where line ends stay: a letter. */
char *jn_shown_lines(const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* Valid JSON -> the same value, hidden characters written as \u....: outside of its strings it has
 * none but line ends. */
char *jn_shown_json(const char *json) G_GNUC_WARN_UNUSED_RESULT;
