/*
 * message-id.c - see message-id.h.
 */
#include "mail/message-id.h"

#include <string.h>

#include "base/limits.h"

/* The id in [p, end) without its blanks, or NULL if that is none. */
static char *
id_new(const char *p, const char *end)
{
	g_autoptr(GString) id = NULL;

	if (end - p > 2 * JN_MESSAGE_ID_BYTES)
		return NULL;
	id = g_string_sized_new((gsize)(end - p) + 1);
	for (; p < end; p++)
		if (*p != ' ' && *p != '\t' && *p != '\n' && *p != '\r')
			g_string_append_c(id, *p);
	if (id->len == 0 || id->len > JN_MESSAGE_ID_BYTES)
		return NULL;
	for (gsize i = 0; i < id->len; i++)
		if ((guchar)id->str[i] < ' ' || id->str[i] == 127 || id->str[i] == '<')
			return NULL;
	if (!g_utf8_validate(id->str, (gssize)id->len, NULL))
		return NULL;
	return g_strdup(id->str);
}

static void
take(GPtrArray *ids, const char *p, const char *end)
{
	char *id = id_new(p, end);

	if (id)
		g_ptr_array_add(ids, id);
}

static gboolean
is_gap(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == ';';
}

static void
scan_words(const char *p, const char *end, GPtrArray *ids)
{
	while (p < end) {
		const char *word = p;

		while (p < end && !is_gap(*p))
			p++;
		if (memchr(word, '@', (gsize)(p - word)))
			take(ids, word, p);
		p++;
	}
}

void
jn_message_ids_scan(const char *value, gsize len, GPtrArray *ids)
{
	const char *end = value + len;
	const char *open = len ? memchr(value, '<', len) : NULL;

	if (!open) {
		scan_words(value, end, ids);
		return;
	}
	while (open) {
		const char *close = memchr(open, '>', (gsize)(end - open));
		const char *next;

		if (!close)
			return;
		/* '<a <b@c>': the innermost bracket opens the id. */
		while ((next = memchr(open + 1, '<', (gsize)(close - open - 1))))
			open = next;
		take(ids, open + 1, close);
		open = memchr(close, '<', (gsize)(end - close));
	}
}
