/*
 * footer.h - takes our own footers off a text, at any level of quoting. Their form is in newtext.h.
 */
#pragma once

#include <glib.h>

char *jn_footer_strip(const char *text) G_GNUC_WARN_UNUSED_RESULT;
