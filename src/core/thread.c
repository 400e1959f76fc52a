#include "core/thread.h"

#include <string.h>

/* Letters and digits only, so that quote marks and new line breaks do not matter. */
static char *
squeeze(const char *text)
{
	GString *out = g_string_new(NULL);

	for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (g_unichar_isalnum(c))
			g_string_append_unichar(out, g_unichar_tolower(c));
	}
	return g_string_free(out, FALSE);
}

/* The gist ends in an ellipsis or mid-sentence; its first letters are enough. */
static gboolean
quotes(const char *quoted, const JnPost *post)
{
	g_autofree char *hay = NULL;
	g_autofree char *needle = NULL;

	if (quoted == NULL || post->gist == NULL)
		return FALSE;
	needle = squeeze(post->gist);
	if (strlen(needle) > 48)
		needle[48] = '\0';
	if (strlen(needle) < 12)
		return FALSE;
	hay = squeeze(quoted);
	return strstr(hay, needle) != NULL;
}

static gboolean
subject_agrees(const JnMessage *message, const JnPost *post)
{
	return message->subject_base[0] != '\0' &&
	       g_strcmp0(message->subject_base, post->subject_base) == 0;
}

static const JnPost *
named_by(const GPtrArray *named, const char *message_id)
{
	for (guint i = 0; i < named->len; i++) {
		const JnPost *post = named->pdata[i];

		if (g_str_equal(post->message_id, message_id))
			return post;
	}
	return NULL;
}

const JnPost *
jn_thread_parent(const JnMessage *message, const JnThreadHints *hints)
{
	for (guint i = message->references->len; i > 0; i--) {
		const JnPost *post = named_by(hints->named, message->references->pdata[i - 1]);

		if (post != NULL)
			return post;
	}
	if (hints->token != NULL &&
	    (subject_agrees(message, hints->token) || quotes(hints->quoted, hints->token)))
		return hints->token;
	if (hints->same_subject != NULL && subject_agrees(message, hints->same_subject) &&
	    !g_str_equal(message->subject, message->subject_base))
		return hints->same_subject;
	return NULL;
}
