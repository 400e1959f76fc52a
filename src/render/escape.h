/*
 * escape.h - text -> HTML in which it is only text.
 */
#pragma once

#include <glib.h>

/* Appends `text` escaped for an element or a quoted attribute. */
void jn_escape_html(GString *out, const char *text);

/* The same in ASCII: every other character is a numeric reference, so that it can stand in a
 * document of any charset that extends ASCII. */
void jn_escape_html_ascii(GString *out, const char *text);
