/*
 * cause.c - see cause.h.
 */
#include "mail/cause.h"

#include <string.h>

#include "mail/cause-words.h"
#include "mail/words.h"

/* How far apart the words of one statement may stand. */
#define APART 60

/* `pattern` in `text`, '*' standing for at most a sentence. */
static gboolean
holds(const char *text, const char *pattern)
{
	const char *star = strchr(pattern, '*');
	g_autofree char *head = NULL;

	if (!star)
		return strstr(text, pattern) != NULL;
	head = g_strndup(pattern, (gsize)(star - pattern));
	for (const char *p = strstr(text, head); p; p = strstr(p + 1, head)) {
		/* Of the text only that much: the head may stand there a thousand times. */
		gssize left = (gssize)strnlen(p + strlen(head), APART);
		const char *rest = star + 1;

		/* 'mailbox * full' is also 'mailbox full': the blanks belong to the words. */
		if (g_strstr_len(p + strlen(head) - (*rest == ' '), left + 1, rest))
			return TRUE;
	}
	return FALSE;
}

/* The clause behind `p`: to a full stop or semicolon, at most APART bytes. */
static gssize
clause_length(const char *p)
{
	gssize len = 0;

	while (len < APART && p[len] && p[len] != ';' &&
	       !(p[len] == '.' && (p[len + 1] == ' ' || p[len + 1] == '\0')))
		len++;
	return len;
}

/* 'user * not found', 'no such * mailbox'. In front of its noun the word stands close. */
static gboolean
noun_is_gone(const char *fold)
{
	static const gsize close = 24;

	for (const char *const *noun = jn_address_nouns; *noun; noun++) {
		for (const char *p = strstr(fold, *noun); p; p = strstr(p + 1, *noun)) {
			const char *behind = p + strlen(*noun);
			gsize before = MIN((gsize)(p - fold), close);

			if (jn_words_hold_fold(behind, clause_length(behind), jn_gone_behind) ||
			    jn_words_hold_fold(p - before, (gssize)before, jn_gone_before))
				return TRUE;
		}
	}
	return FALSE;
}

gboolean
jn_cause_is_said(JnCause cause, const char *fold)
{
	for (const char *const *phrase = jn_cause_phrases(cause); *phrase; phrase++)
		if (holds(fold, *phrase))
			return TRUE;
	return cause == JN_CAUSE_GONE && noun_is_gone(fold);
}
