/*
 * fields.c - see fields.h.
 */
#include "mail/fields.h"

#include <string.h>

/* The end of the line that begins at `at`: its LF, or `end`. */
static const char *
line_end(const char *at, const char *end)
{
	const char *lf = at < end ? memchr(at, '\n', (gsize)(end - at)) : NULL;

	return lf ? lf : end;
}

/* The field name at the start of a line: ftext is any printable ASCII but the colon. */
static const char *
name_end(const char *at, const char *eol)
{
	const char *p = at;

	while (p<eol && * p> ' ' && *p < 127 && *p != ':')
		p++;
	return p;
}

void
jn_fields_init(JnFields *fields, const char *data, gsize size)
{
	fields->at = data;
	fields->end = data + size;
}

gboolean
jn_fields_next(JnFields *fields, JnField *ret_field)
{
	while (fields->at < fields->end) {
		const char *start = fields->at;
		const char *eol = line_end(start, fields->end);
		const char *last = eol > start && eol[-1] == '\r' ? eol - 1 : eol;
		const char *name = name_end(start, last);
		const char *colon = name;

		fields->at = eol < fields->end ? eol + 1 : fields->end;
		if (last == start)
			return FALSE;
		while (colon < last && (*colon == ' ' || *colon == '\t'))
			colon++;
		if (name == start || colon == last || *colon != ':')
			continue;
		while (fields->at < fields->end && (*fields->at == ' ' || *fields->at == '\t')) {
			eol = line_end(fields->at, fields->end);
			fields->at = eol < fields->end ? eol + 1 : fields->end;
		}
		*ret_field = (JnField){.name = start,
				       .name_len = (gsize)(name - start),
				       .value = colon + 1,
				       .value_len = (gsize)(eol - colon - 1)};
		return TRUE;
	}
	return FALSE;
}

gboolean
jn_field_is(const JnField *field, const char *name)
{
	return strlen(name) == field->name_len &&
	       g_ascii_strncasecmp(field->name, name, field->name_len) == 0;
}
