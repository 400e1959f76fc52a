#include "core/consent.h"

#include <string.h>

#include "core/command.h"
#include "mail/automatic-text.h"

/* Sentences of a confirmation that are read for a no, and for a yes. Who accepts often has more to
 * say. */
#define SENTENCES 3
#define SENTENCES_ACCEPT 1

/* A yes to showing private words is no longer. */
#define AGREED_BYTES 60

/* What is longer, and says yes in no language we know, may be a machine's. */
#define PLAIN_BYTES 80

/* Whether one of the words is there, at a word of the sentence. */
static gboolean
says(const GPtrArray *lexicons, JnCue cue, const JnSentences *text, const JnSentence *sentence)
{
	JnHit hit;

	for (guint i = 0; lexicons != NULL && i < lexicons->len; i++)
		for (guint at = sentence->first; at < sentence->first + sentence->n; at++)
			if (jn_lexicon_match(lexicons->pdata[i], cue, text, sentence, at, &hit))
				return TRUE;
	return FALSE;
}

static gboolean
is_leaving(JnSub sub)
{
	return sub == JN_SUB_LEAVE || sub == JN_SUB_UNSUBSCRIBE;
}

/* The word that they were asked for; or, of who is asked to be a mentor, the commands to leave,
 * which core/plan-member.c understands. */
static gboolean
is_outright(const char *words, JnAction action)
{
	g_autoptr(GArray) commands = jn_commands_parse(words, NULL);

	return jn_command_behind_yes(words) != NULL ||
	       (action == JN_ACTION_ACCEPT && commands->len > 0 &&
		is_leaving(g_array_index(commands, JnSub, 0)));
}

/* "unsubscribe", said to anything but the question whether they want to leave. */
static gboolean
wants_to_leave(const char *words, JnAction action)
{
	return action != JN_ACTION_UNFOLLOW && action != JN_ACTION_LEAVE &&
	       is_leaving(jn_command_alone(words));
}

/* Who leaves may say why, at length and in any language; and that mail arrives is true whoever
 * answers it. */
static gboolean
may_be_long(JnAction action)
{
	return action == JN_ACTION_RESUME || action == JN_ACTION_UNFOLLOW ||
	       action == JN_ACTION_LEAVE;
}

JnConsent
jn_consent_read(const char *words, JnAction action, const GPtrArray *lexicons)
{
	guint most = action == JN_ACTION_ACCEPT ? SENTENCES_ACCEPT : SENTENCES;
	g_auto(JnSentences) text = {0};
	gboolean agrees = FALSE;

	if (is_outright(words, action))
		return JN_CONSENT_GIVEN;
	/* Private words more: perhaps they only wanted to add them. */
	if ((action == JN_ACTION_SHOW && strlen(words) > AGREED_BYTES) || words[0] == '#' ||
	    wants_to_leave(words, action))
		return JN_CONSENT_REFUSED;
	if (action != JN_ACTION_RESUME && jn_automatic_sounds(words))
		return JN_CONSENT_UNSURE;
	jn_sentences_init(&text, words);
	for (guint i = 0; i < text.sentences->len && i < SENTENCES; i++) {
		const JnSentence *sentence = &g_array_index(text.sentences, JnSentence, i);

		/* What stands behind a yes may be a tale, or a disclaimer. */
		if (i < most && (says(lexicons, JN_CUE_REFUSAL, &text, sentence) ||
				 (!agrees && (sentence->asks ||
					      says(lexicons, JN_CUE_NEGATION, &text, sentence)))))
			return JN_CONSENT_REFUSED;
		agrees |= says(lexicons, JN_CUE_CONSENT, &text, sentence);
	}
	if (agrees || may_be_long(action))
		return JN_CONSENT_GIVEN;
	return strlen(words) > PLAIN_BYTES || jn_automatic_thanks(words) ? JN_CONSENT_UNSURE
									 : JN_CONSENT_GIVEN;
}
