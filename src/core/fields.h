/*
 * fields.h - the text of a mail that says what a goal is about -> background and fields.
 *
 *      text  = *( line / field )
 *      field = label *WSP ":" text        label: expectations, skills or language of a language
 *                                         (core/labels.h), such as "Expectations"
 *
 * A field begins a line and runs to the next blank line; its lines become one. A language is one
 * line, and is one only if there is such a language. Whatever is no field is the background, lines
 * and all. Each is cut at what a goal may hold (base/limits.h), and has no blanks at its ends.
 */
#pragma once

#include "core/labels.h"

typedef struct JnFields {
	char *background;            /* never NULL */
	char *expectations, *skills; /* NULL: the text has no such field; "" if it is empty */
	char *language;              /* its code; NULL: the text has no such field */
} JnFields;

/* `labels`: JnLabels, NULL: no field is known; `language`, whose words come first, or NULL. */
void jn_fields_parse(const char *text,
		     const GPtrArray *labels,
		     const char *language,
		     JnFields *ret_fields);
void jn_fields_clear(JnFields *fields);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(JnFields, jn_fields_clear)
