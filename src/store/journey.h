/*
 * journey.h - what core/journey.h is told of a goal, and when the clock looks at it next.
 *
 * goal.look is the moment from which the goal is to be looked at; every post, every phase and every
 * change of the times sets it to at once, looking moves it on. So a minute of the clock costs what
 * is due, however many goals there are.
 *
 * An answer waits for a word of the protege's until she replied to it, thanked for it or told of it,
 * chose it, or wrote below her own post in its conversation after it came. What she chose waits
 * until she tells of it, or writes below it; where she chose nothing, what she is trying (or has
 * reached) does, with the post that said so.
 */
#pragma once

#include "core/journey.h"
#include "store/db.h"

/* Of one goal, the newest answers are looked at. */
#define JN_JOURNEY_ANSWERS 100
/* ... and as many stand in a nudge: the oldest first, but last those nudged of often enough. */
#define JN_JOURNEY_WAITING 10

/* Goals to be looked at, the longest waiting first. GArray of gint64. */
gboolean jn_journey_due(JnDb *db, gint64 now, gint64 limit, GArray **ret_goals, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* All but zone and hour, which the caller knows. `journey` has been initialised. */
gboolean jn_journey_load(JnDb *db, const JnGoal *goal, JnJourney *journey, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* 0: not before something happens. */
gboolean jn_journey_save_look(JnDb *db, gint64 goal, gint64 look, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* A post came: the protege's own wakes a goal that was left at rest. */
gboolean jn_journey_save_post(JnDb *db, gint64 goal, gint64 author, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_journey_save_listed(JnDb *db, gint64 question, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* A nudge told of these posts (gint64) of a goal. */
gboolean
jn_journey_save_nudged(JnDb *db, gint64 goal, const GArray *answers, gboolean tried, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* When they were nudged last. */
gboolean jn_journey_save_last_nudge(JnDb *db, gint64 person, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_journey_save_rest(JnDb *db, gint64 goal, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* The protege will try an answer. */
gboolean jn_journey_choose(JnDb *db, gint64 answer, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* `days` of core/journey.h. */
gboolean jn_journey_save_times(JnDb *db, gint64 goal, const char *days, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* The answers that the protege chose, oldest first. GArray of gint64. */
gboolean jn_journey_chosen(JnDb *db, gint64 goal, GArray **ret_posts, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* What the phase was, the oldest first. */
typedef struct JnPhaseChange {
	JnPhase phase;
	gint64 post; /* 0: none, or gone */
	char *subject;
	gint64 created;
} JnPhaseChange;

void jn_phase_change_free(JnPhaseChange *change);

/* The newest `limit` of them. JnPhaseChange. */
gboolean
jn_journey_phases(JnDb *db, gint64 goal, gint64 limit, GPtrArray **ret_changes, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* One of the answers of a conversation, as the protege chooses from them. */
typedef struct JnChoice {
	gint64 post, number, created, chosen;
	char *who, *gist;
	gint64 before;           /* answers that its author gave in this goal before it */
	gboolean thanked, tried; /* one of those was thanked for, or told of */
	gboolean is_private;
} JnChoice;

void jn_choice_free(JnChoice *choice);

/* Answers of a conversation that are not the protege's own and were not taken back, oldest first.
 * JnChoice. */
gboolean
jn_journey_choices(JnDb *db, gint64 root, gint64 limit, GPtrArray **ret_choices, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Questions of open goals that a person follows weekly, or by questions, that wait for an answer:
 * not answered, or their protege is stuck; one a goal, the newest. Not their own, and none they
 * answered. GArray of gint64: posts. */
gboolean jn_journey_unanswered(
	JnDb *db, gint64 person, gint64 before, gint64 limit, GArray **ret_posts, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
