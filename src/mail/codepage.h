/*
 * codepage.h - Microsoft's number of a code page -> the name of the charset.
 */
#pragma once

#include <glib.h>

/* A name that mail/charset.h knows, or one that it does not know and guesses. Caller frees. */
char *jn_codepage_charset(guint codepage) G_GNUC_WARN_UNUSED_RESULT;
