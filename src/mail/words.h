/*
 * words.h - whether a text begins with, or holds, one of a table's words; and how many it has.
 *
 * Texts are clean UTF-8. Tables are in lower case, as g_utf8_strdown() makes it, and closed by
 * NULL. A word matches wherever its bytes stand, within a longer one too: tables give the blanks
 * where that matters.
 */
#pragma once

#include <glib.h>

/* Of a text in any case. Where several tables are asked, fold it once and use the next two. */
gboolean jn_words_begin(const char *text, const char *const *starts);
gboolean jn_words_hold(const char *text, const char *const *words);

/* Of a text in lower case; of its first `len` bytes, or of all if that is -1. */
gboolean jn_words_begin_fold(const char *fold, const char *const *starts);
gboolean jn_words_hold_fold(const char *fold, gssize len, const char *const *words);

/* Words of a line, with blanks and tabs between them. */
guint jn_words_count(const char *line);
