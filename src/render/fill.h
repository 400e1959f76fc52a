/*
 * fill.h - a paragraph of text, filled at 72 columns.
 *
 * A prefix ('> ') is not counted: a text that is filled already stays as it is when it is quoted.
 * Wide characters count two columns, combining ones none. A line may end at a blank, and between
 * two wide characters unless a mark that may not stand there would begin or end it. A word longer
 * than the line stays whole: it may be an address.
 */
#pragma once

#include <glib.h>

#define JN_FILL_COLUMNS 72

/*
 * Appends `text`, UTF-8: '\n' in it ends a line, runs of other blanks become one. `first` stands
 * before the first line, `rest` before the others (less its trailing blanks where the line is
 * empty). Each line is ended. An empty text gives one line.
 */
void jn_fill(GString *out, const char *first, const char *rest, const char *text);

/* Columns that `text` takes. */
guint jn_fill_width(const char *text);
