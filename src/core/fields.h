/*
 * fields.h - the text of a mail that says what a goal is about -> background and fields.
 *
 *      text  = *( line / field )
 *      field = ("Expectations:" / "Skills:") text
 *
 * A field begins a line, in any case, and runs to the next blank line; its lines become one.
 * Whatever is no field is the background, lines and all. Each is cut at what a goal may hold
 * (base/limits.h), and has no blanks at its ends.
 */
#pragma once

#include <glib.h>

typedef struct JnFields {
	char *background;            /* never NULL */
	char *expectations, *skills; /* NULL: the text has no such field; "" if it is empty */
} JnFields;

void jn_fields_parse(const char *text, JnFields *ret_fields);
void jn_fields_clear(JnFields *fields);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(JnFields, jn_fields_clear)
