/*
 * journey.h - what the clock owes the protege of a goal: the answers to choose from, a nudge to say
 * what became of them, and, where nothing comes of it, rest.
 *
 * In:  what waits for a word of hers, and the times that the site or the goal sets.
 *      times = days (base/days.h), 1 to 4 of them: the last is when the goal is left at rest, those
 *      before are when she is nudged.
 * Out: what is due now, and when to look again.
 *
 *   list      some days after a question that two or more answered, once
 *   answer    one that she has not reacted to, at each of the times
 *   tried     what she is trying, or has reached, and has not told of: some days after she said so,
 *             then a week and two weeks later
 *   rest      as long after her last word as the times say, if anything waits for one
 *
 * She gets one nudge a week for all of it, at the site's hour of her day. Which post is a reaction,
 * and which answers count, store/journey.h says.
 *
 * Times are seconds UTC, ages seconds.
 */
#pragma once

#include "core/model.h"

#define JN_NUDGES 3 /* of each answer, and of what is tried */

typedef struct JnTimes {
	guint n;                  /* nudges; 0 with rest 0: never */
	gint64 nudges[JN_NUDGES]; /* after an answer */
	gint64 rest;
	gint64 tried; /* after trying or achieved */
	gint64 list;  /* after a question */
} JnTimes;

/* A question of two or more answers that were never listed. */
typedef struct JnUnlisted {
	gint64 post;
	gint64 created;
	gint64 second; /* when its second answer came */
} JnUnlisted;

/* A post that waits for her word: an answer without a reaction, or what is tried. */
typedef struct JnWaiting {
	gint64 post;
	gint64 since;
	gint64 nudged; /* how often she was nudged of it */
} JnWaiting;

typedef struct JnJourney {
	GArray *unlisted; /* JnUnlisted */
	GArray *answers;  /* JnWaiting: those nudged enough last, else oldest first */
	GArray *tried;    /* JnWaiting */
	gint64 last_word; /* of hers in this goal; 0: none */
	gint64 last_nudge;
	gboolean is_achieved; /* such a goal is never left at rest */
	int zone, hour;       /* of her day; seconds east of UTC */
} JnJourney;

typedef struct JnOwed {
	GArray *lists;   /* gint64: questions */
	GArray *answers; /* gint64: posts of the nudge */
	GArray *tried;   /* gint64 */
	gboolean rest;
	gint64 look; /* when something may be due next; 0: not before something happens */
} JnOwed;

void jn_journey_init(JnJourney *journey);
void jn_journey_clear(JnJourney *journey);
void jn_owed_clear(JnOwed *owed);

/* FALSE, and nothing set, where `words` are no times. Sets n, nudges and rest. */
gboolean jn_times_parse(const char *words, JnTimes *ret_times);
/* As they are written: "7, 14, 21, 28". Caller frees. */
char *jn_times_format(const JnTimes *times) G_GNUC_WARN_UNUSED_RESULT;

void jn_journey_owe(const JnJourney *journey, const JnTimes *times, gint64 now, JnOwed *ret_owed);

/* The first moment from `when` on at which it is `hour` o'clock there. */
gint64 jn_journey_hour(gint64 when, int offset, int hour);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(JnJourney, jn_journey_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(JnOwed, jn_owed_clear)
