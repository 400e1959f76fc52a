#include "mail/verdict.h"

#include <string.h>

#include "mail/fields.h"

/* Blanks of a folded value are one. */
static char *
value_of(const JnField *field)
{
	g_autofree char *raw = g_strndup(field->value, field->value_len);
	g_auto(GStrv) words = g_strsplit_set(raw, " \t\r\n", -1);
	g_autoptr(GString) value = g_string_new(NULL);

	for (char **word = words; *word != NULL; word++)
		if (**word != '\0')
			g_string_append_printf(value, "%s%s", value->len > 0 ? " " : "", *word);
	return g_strdup(value->str);
}

static gboolean
says(const JnField *field, const char *rule)
{
	const char *colon = strchr(rule, ':');
	g_autofree char *name = g_strndup(rule, (gsize)(colon - rule));
	g_autofree char *value = NULL;
	const char *wanted = colon + 1 + strspn(colon + 1, " \t");
	gsize len = strlen(wanted);

	if (!jn_field_is(field, name))
		return FALSE;
	value = value_of(field);
	return g_ascii_strncasecmp(value, wanted, len) == 0 && !g_ascii_isalnum(value[len]);
}

const char *
jn_verdict_spam(const JnMessage *message, char *const *rules)
{
	JnFields fields;
	JnField field;
	int received = 0;

	if (rules == NULL)
		return NULL;
	jn_fields_init(&fields, g_bytes_get_data(message->raw, NULL), message->body_offset);
	while (jn_fields_next(&fields, &field)) {
		if (jn_field_is(&field, "Received") && ++received == 2)
			return NULL;
		for (char *const *rule = rules; *rule != NULL; rule++)
			if (strchr(*rule, ':') != NULL && says(&field, *rule))
				return *rule;
	}
	return NULL;
}
