#include "core/language.h"

#include <string.h>

#include "mail/language.h"

/* Two names of one language, or a neighbour that is read as well: Nynorsk by who gets Bokmål. */
static const char *const kin[][2] = {{"no", "nb"}, {"nb", "no"}, {"nn", "nb"}, {"nn", "no"}};

static gboolean
begins_with(const char *tag, const char *range)
{
	gsize len = strlen(range);

	return g_ascii_strncasecmp(tag, range, len) == 0 && (tag[len] == '\0' || tag[len] == '-');
}

static gboolean
is_unwanted(const GPtrArray *ranges, const char *code)
{
	for (guint i = 0; i < ranges->len; i++) {
		const JnLanguageRange *range = ranges->pdata[i];

		if (range->weight == 0 && begins_with(code, range->tag))
			return TRUE;
	}
	return FALSE;
}

static const char *
offered(const GPtrArray *ranges, const GPtrArray *labels, const char *tag)
{
	for (guint i = 0; labels != NULL && i < labels->len; i++) {
		const char *code = jn_labels_code(labels->pdata[i]);

		if (g_ascii_strcasecmp(code, tag) == 0 && !is_unwanted(ranges, code))
			return code;
	}
	return NULL;
}

/* Takes the last subtag off, and with it a single letter before it, which only begins something.
 * FALSE: there is but one. */
static gboolean
shorten(char *tag)
{
	char *dash = strrchr(tag, '-');

	if (dash == NULL)
		return FALSE;
	*dash = '\0';
	if (dash - tag >= 2 && dash[-2] == '-')
		dash[-2] = '\0';
	return TRUE;
}

static const char *
lookup_one(const GPtrArray *ranges, const GPtrArray *labels, const char *range)
{
	g_autofree char *tag = g_strdup(range);
	const char *code;

	do {
		code = offered(ranges, labels, tag);
	} while (code == NULL && shorten(tag));
	for (gsize i = 0; i < G_N_ELEMENTS(kin) && code == NULL; i++)
		if (g_str_equal(tag, kin[i][0]))
			code = offered(ranges, labels, kin[i][1]);
	return code;
}

const char *
jn_language_lookup(const GPtrArray *ranges, const GPtrArray *labels)
{
	for (guint i = 0; i < ranges->len; i++) {
		const JnLanguageRange *range = ranges->pdata[i];
		const char *code =
			range->weight > 0 ? lookup_one(ranges, labels, range->tag) : NULL;

		if (code != NULL)
			return code;
	}
	return NULL;
}

const char *
jn_language_of_mail(const JnMessage *message, const GPtrArray *labels)
{
	static const char *const fields[] = {"Content-Language", "Accept-Language"};
	const char *code = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(fields) && code == NULL; i++) {
		g_autofree char *value = jn_message_header(message, fields[i]);
		g_autoptr(GPtrArray) ranges = value ? jn_language_ranges_parse(value) : NULL;

		if (ranges != NULL)
			code = jn_language_lookup(ranges, labels);
	}
	return code;
}
