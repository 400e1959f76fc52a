/*
 * uuencode.h - finds files that stand encoded within a text, as old programs attach them.
 *
 *      file = "begin" SP mode SP name LF *line ["`" LF] "end" LF        POSIX uuencode
 *      mode = 3*4 octal digits
 *      line = length characters     length: one character, 32 + bytes (45 at most), 96 for none
 *                                   characters: of 33..96 and blanks, four for three bytes
 *
 * Mail programs cut trailing blanks, so that a line may be shorter than its length says. 'begin 644
 * again' in prose has no such line behind it and is text. One that lacks its 'end' (cut off on its
 * way) is a file to its last such line.
 */
#pragma once

#include <glib.h>

/* Whether a file may begin with this line. */
gboolean jn_uuencode_begins(const char *line);

/* Whether the line holds a part of one. */
gboolean jn_uuencode_is_data(const char *line);
