/*
 * trace-phone.h - phone numbers in a text; the forms and what is none: core/traces.h.
 */
#pragma once

#include <glib.h>

/* Adds each phone number of `line` (one line, UTF-8) as it stands there, char *, to `found`. */
void jn_phones_find(const char *line, GPtrArray *found);
