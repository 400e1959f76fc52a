/*
 * fold.h - text without its letter case, to be compared.
 */
#pragma once

#include <glib.h>

/* As g_utf8_strdown(), in any locale alike for ASCII, and several times as fast where all of it is
 * ASCII, as most lines of most mails are. `text` is UTF-8; of other bytes
 * what comes out is some text, and nothing behind `len` is read. `len` -1: up to the NUL. Caller
 * frees. */
char *jn_fold(const char *text, gssize len) G_GNUC_WARN_UNUSED_RESULT;
