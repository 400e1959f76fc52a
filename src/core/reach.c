#include "core/reach.h"

#include <string.h>

#include "base/limits.h"
#include "mail/mailbox.h"
#include "mail/severity.h"

static const struct {
	const char *word;
	gint64 points;
} setbacks[] = {
	[JN_SETBACK_HARD] = {"hard", JN_SCORE_HARD},
	[JN_SETBACK_MAILBOX] = {"mailbox", JN_SCORE_MAILBOX},
	[JN_SETBACK_POLICY] = {"policy", 0},
	[JN_SETBACK_DELAYED] = {"delayed", 0},
	[JN_SETBACK_COMPLAINT] = {"complaint", 0},
};

const char *
jn_setback_word(JnSetback setback)
{
	return setbacks[setback].word;
}

JnSetback
jn_setback_of_bounce(const JnBounce *bounce)
{
	switch (bounce->severity) {
	case JN_SEVERITY_HARD:
		return JN_SETBACK_HARD;
	case JN_SEVERITY_SOFT:
		return jn_refusal_is_of_mailbox(bounce->status, bounce->diagnostic)
			       ? JN_SETBACK_MAILBOX
			       : JN_SETBACK_POLICY;
	case JN_SEVERITY_DELAYED:
		return JN_SETBACK_DELAYED;
	case JN_SEVERITY_COMPLAINT:
		return JN_SETBACK_COMPLAINT;
	}
	g_return_val_if_reached(JN_SETBACK_POLICY);
}

/* reply = step ": " 3DIGIT SP text */
static JnStage
stage_of(const char *reply)
{
	static const struct {
		const char *step;
		JnStage stage;
	} steps[] = {
		{"RCPT: ", JN_STAGE_RCPT},
		{"MAIL: ", JN_STAGE_SENDER},
		{"DATA: ", JN_STAGE_DATA},
		{"end of DATA: ", JN_STAGE_DATA},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(steps); i++)
		if (g_str_has_prefix(reply, steps[i].step))
			return steps[i].stage;
	return JN_STAGE_UNKNOWN;
}

/* The enhanced code stands behind the reply code and nowhere else: the text may hold what looks like
 * one, a host's address for example. */
static char *
status_of(const char *words)
{
	const char *code = strchr(words, ' ');
	gsize len = code ? strcspn(code + 1, " ") : 0;

	return len >= 5 && code[2] == '.' && strspn(code + 1, "0123456789.") == len
		       ? g_strndup(code + 1, len)
		       : NULL;
}

JnSetback
jn_setback_of_reply(const char *reply, gboolean given_up)
{
	const char *colon = strstr(reply, ": ");
	const char *words = colon ? colon + 2 : reply;
	g_autofree char *status = status_of(words);
	JnRefusal refusal = {status, words, stage_of(reply), given_up || words[0] == '5'};

	if (!refusal.final)
		return JN_SETBACK_DELAYED;
	/* Nobody has looked at the recipient before RCPT, and behind it they look at the mail. */
	if (refusal.stage == JN_STAGE_RCPT && jn_severity_judge(&refusal, NULL) == JN_SEVERITY_HARD)
		return JN_SETBACK_HARD;
	return (refusal.stage == JN_STAGE_RCPT || refusal.stage == JN_STAGE_DATA) &&
			       jn_refusal_is_of_mailbox(status, words)
		       ? JN_SETBACK_MAILBOX
		       : JN_SETBACK_POLICY;
}

gint64
jn_score_now(gint64 score, gint64 scored, gint64 now)
{
	gint64 age = MAX(now - scored, 0);
	gint64 halvings = age / JN_SCORE_HALF_LIFE;
	gint64 rest = age % JN_SCORE_HALF_LIFE;

	if (halvings > 40)
		return 0;
	/* Between two halvings along a straight line. */
	score >>= halvings;
	return score - score * rest / (2 * JN_SCORE_HALF_LIFE);
}

/* A hard one lifts what the day has counted to its own points; else a day counts once, and what
 * comes in it does not begin another. */
static gint64
score_add(const JnPerson *person, gint64 score, gint64 points, gint64 now)
{
	if (now - person->scored >= JN_SCORE_PAUSE)
		return score + points;
	return points > person->score ? MAX(score, points) : score;
}

static JnReachStep
step_of_probe(JnSetback setback, gint64 score)
{
	return setback == JN_SETBACK_HARD || score >= JN_SCORE_SUSPEND ? JN_REACH_SUSPEND
								       : JN_REACH_GO_ON;
}

JnReachStep
jn_reach_step(
	const JnPerson *person, JnSetback setback, gboolean is_probe, gint64 now, gint64 *ret_score)
{
	gint64 points = setbacks[setback].points;
	gint64 score = jn_score_now(person->score, person->scored, now);
	gboolean probed = person->probed != 0 && now - person->probed < JN_PROBE_MEMORY;

	*ret_score = score;
	if (points == 0 || person->reach == JN_REACH_SUSPENDED ||
	    (is_probe && person->reach != JN_REACH_PROBING))
		return JN_REACH_NOTHING;
	*ret_score = score_add(person, score, points, now);
	if (is_probe)
		return step_of_probe(setback, *ret_score);
	/* What goes out meanwhile comes back, too. */
	if (person->reach == JN_REACH_PROBING || *ret_score == score) {
		*ret_score = score;
		return JN_REACH_NOTHING;
	}
	if (person->probed != 0 && now - person->probed < JN_PROBE_LIFE)
		return JN_REACH_COUNT;
	return *ret_score >= (probed ? JN_SCORE_PROBE_AGAIN : JN_SCORE_PROBE) ? JN_REACH_PROBE
									      : JN_REACH_COUNT;
}
