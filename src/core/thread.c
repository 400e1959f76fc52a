#include "core/thread.h"

#include <string.h>

#include "mail/subject.h"
#include "mail/thread-index.h"

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
quotes(const char *quoted, const JnPost *post, gsize least)
{
	g_autofree char *hay = NULL;
	g_autofree char *needle = NULL;

	if (quoted == NULL || post->gist == NULL)
		return FALSE;
	needle = squeeze(post->gist);
	if (strlen(needle) > 48)
		needle[48] = '\0';
	if (strlen(needle) < least)
		return FALSE;
	hay = squeeze(quoted);
	return strstr(hay, needle) != NULL;
}

/* Less than that stands in many a mail. */
#define QUOTED_LEAST 12

gboolean
jn_thread_quotes(const char *quoted, const JnPost *post)
{
	return quotes(quoted, post, 1);
}

static gboolean
subject_agrees(const JnMessage *message, const JnPost *post)
{
	return message->subject_base[0] != '\0' &&
	       g_strcmp0(message->subject_base, post->subject_base) == 0;
}

static gboolean
says_reply(const JnMessage *message)
{
	if (!g_str_equal(message->subject, message->subject_base))
		return !jn_subject_is_forward(message->subject);
	return message->thread_index != NULL &&
	       strlen(message->thread_index) > JN_THREAD_INDEX_HEAD;
}

/* Whether two subjects have a word in common, or one holds the other: 'Thin tubes (was: Tubes)'. */
static gboolean
subjects_touch(const char *a, const char *b)
{
	g_autofree char *first = squeeze(a);
	g_autofree char *second = squeeze(b);
	g_auto(GStrv) words = g_str_tokenize_and_fold(a, NULL, NULL);
	g_auto(GStrv) others = g_str_tokenize_and_fold(b, NULL, NULL);

	if (strstr(first, second) != NULL || strstr(second, first) != NULL)
		return TRUE;
	/* Shorter ones are articles and the like. */
	for (char **word = words; *word != NULL; word++)
		if (g_utf8_strlen(*word, -1) > 3 &&
		    g_strv_contains((const char *const *)others, *word))
			return TRUE;
	return FALSE;
}

/* A new post that was begun with 'reply' on an old mail. */
static gboolean
is_hijacked(const JnMessage *message, const JnThreadHints *hints, const JnPost *post)
{
	if (post->audience != JN_AUDIENCE_OPEN || message->subject_base[0] == '\0' ||
	    post->subject_base == NULL || post->subject_base[0] == '\0' ||
	    !g_str_equal(message->subject, message->subject_base))
		return FALSE;
	return (hints->quoted == NULL || hints->quoted[0] == '\0') &&
	       !subjects_touch(message->subject_base, post->subject_base);
}

static const JnPost *
named_by(const GPtrArray *named, const char *message_id)
{
	for (guint i = 0; i < named->len; i++) {
		const JnPost *post = named->pdata[i];

		if (g_str_equal(post->message_id, message_id) ||
		    g_strcmp0(post->original_id, message_id) == 0)
			return post;
	}
	return NULL;
}

/* What answers a private post stays below it, whatever its subject: as a thread of its own it would
 * go to all. */
static gboolean
is_private(const JnPost *post)
{
	return post->audience != JN_AUDIENCE_OPEN;
}

const JnPost *
jn_thread_parent(const JnMessage *message, const JnThreadHints *hints)
{
	for (guint i = message->references->len; i > 0; i--) {
		const JnPost *post = named_by(hints->named, message->references->pdata[i - 1]);

		if (post != NULL)
			return is_private(post) || !is_hijacked(message, hints, post) ? post : NULL;
	}
	if (hints->token != NULL &&
	    (is_private(hints->token) || subject_agrees(message, hints->token) ||
	     quotes(hints->quoted, hints->token, QUOTED_LEAST)))
		return hints->token;
	if (hints->same_index != NULL && says_reply(message) &&
	    (is_private(hints->same_index) || !is_hijacked(message, hints, hints->same_index)))
		return hints->same_index;
	if (hints->same_subject != NULL && subject_agrees(message, hints->same_subject) &&
	    says_reply(message))
		return hints->same_subject;
	return NULL;
}
