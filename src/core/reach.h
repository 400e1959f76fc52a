/*
 * reach.h - what came back from an address -> whether it is asked if mail arrives, and whether mail
 * to it rests.
 *
 *      setback     points  why
 *      hard        4       the address or its domain is not there: one is enough to ask
 *      mailbox     1       full, shut, or its host away until the mail was given up: five days of it
 *      policy      0       spam, DMARC, rates: of one mail and its sender. The others would pay
 *      delayed     0       not given up yet
 *      complaint   0       the mail arrived. Whoever complains leaves the goal (core/plan-bounce.c)
 *
 * The points of an address are its score. It halves in JN_SCORE_HALF_LIFE, since what was long ago
 * is mended or comes again. A day counts once: ten mails to a full mailbox are one full mailbox; only
 * that the address is gone counts behind it.
 *
 *      at JN_SCORE_PROBE       a probe goes out, a letter that asks for nothing but a sign of life
 *      at JN_SCORE_PROBE_AGAIN likewise, if one got through within JN_PROBE_MEMORY: then something
 *                              else is the matter, or a stranger sends us reports
 *      a probe comes back hard      mail rests: nobody else has seen its return path
 *      a probe comes back mailbox   mail rests at JN_SCORE_SUSPEND, three weeks of it; below, it goes on
 *      a probe does not come back   within JN_PROBE_LIFE, or is answered: the score is 0 again
 *
 * The numbers stand in base/limits.h. Pure: times are passed in. Points are thousandths.
 */
#pragma once

#include "core/model.h"
#include "mail/bounce.h"

typedef enum JnSetback {
	JN_SETBACK_HARD,
	JN_SETBACK_MAILBOX,
	JN_SETBACK_POLICY,
	JN_SETBACK_DELAYED,
	JN_SETBACK_COMPLAINT,
} JnSetback;

typedef enum JnReachStep {
	JN_REACH_NOTHING, /* it is noted, no more */
	JN_REACH_COUNT,   /* the score is another */
	JN_REACH_PROBE,   /* ... and a probe goes out */
	JN_REACH_GO_ON,   /* the probe came back, and mail goes on */
	JN_REACH_SUSPEND, /* ... and mail rests */
} JnReachStep;

/* hard, mailbox, policy, delayed, complaint */
const char *jn_setback_word(JnSetback setback);

/* What a delivery report tells of one recipient. */
JnSetback jn_setback_of_bounce(const JnBounce *bounce);

/* What our MTA's reply tells, as run/smtp.c writes it: 'RCPT: 550 5.1.1 no such user'. `given_up`:
 * temporary, but for too long. */
JnSetback jn_setback_of_reply(const char *reply, gboolean given_up);

/* A score that was `score` at the time `scored`. */
gint64 jn_score_now(gint64 score, gint64 scored, gint64 now);

/* *ret_score: the score from now on; of NOTHING what the old one has come to, not to be saved.
 * `is_probe`: it was the probe that came back. */
JnReachStep jn_reach_step(const JnPerson *person,
			  JnSetback setback,
			  gboolean is_probe,
			  gint64 now,
			  gint64 *ret_score);
