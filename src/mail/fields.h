/*
 * fields.h - walks the fields of a header that lies in memory, without copying it.
 *
 * In:  bytes that begin with a header: of a mail, or a block of a delivery-status (RFC 3464).
 * Out: one field at a time: where its name and its raw value stand, folds included.
 *
 * A field is 'name [WSP] ":" value', the value going on over lines that begin with WSP (RFC 5322
 * section 2.2; the obsolete blank before the colon is read, section 4.5). A line that is neither
 * is skipped. The header ends at an empty line, which may hold a CR, or with the bytes.
 */
#pragma once

#include <glib.h>

typedef struct JnField {
	const char *name; /* not closed by NUL */
	gsize name_len;
	const char *value; /* raw, after the colon, without the last line end; not closed by NUL */
	gsize value_len;
} JnField;

typedef struct JnFields {
	const char *at, *end; /* private */
} JnFields;

/* `data` is borrowed and must outlive the walk. */
void jn_fields_init(JnFields *fields, const char *data, gsize size);

/* FALSE at the end of the header; then `fields->at` stands behind the empty line. */
gboolean jn_fields_next(JnFields *fields, JnField *ret_field);

/* Whether the field's name is `name`, in whatever case. */
gboolean jn_field_is(const JnField *field, const char *name);
