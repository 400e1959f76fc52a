/*
 * introduce.h - goals, and questions sent once more, that people are to hear of because their
 * skills fit: what is being looked for, who was found, who was told. Questions are ids of posts; 0
 * is the goal itself.
 */
#pragma once

#include "core/model.h"
#include "store/db.h"

/* ---- looking for people ---- */

/* From the first person on, again if it was done before: who was found is not found twice. */
gboolean jn_seeking_start(JnDb *db, gint64 goal, gint64 post, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

typedef struct JnSeeking {
	gint64 goal, post, cursor; /* the last person looked at */
} JnSeeking;

/* Those under way, of goals that keep quiet none. JnSeeking. */
gboolean jn_seeking_list(JnDb *db, gint64 limit, GPtrArray **ret_list, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_seeking_save(JnDb *db, const JnSeeking *seeking, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_seeking_end(JnDb *db, const JnSeeking *seeking, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* Whether a search is under way or somebody waits. */
gboolean jn_seeking_is_any(JnDb *db, gboolean *ret_any, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Nobody is to hear of anything: no search and nobody who waits is left. */
gboolean jn_seeking_end_all(JnDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The newest question of an open goal that was not sent once more yet. */
typedef struct JnOpenQuestion {
	gint64 goal;
	gint64 post; /* the newest without an answer, else the newest; 0: none */
	gboolean answered;
	gint64 created;
	gboolean stuck; /* the goal is */
	gint64 since;   /* of its phase */
} JnOpenQuestion;

/*
 * Of the goals whose question is to be looked at, the longest waiting first; of those that keep
 * quiet none. goal.again is the moment from which that is so, as goal.look is for journey.h: every
 * post and phase sets it to at once, looking moves it on. JnOpenQuestion; there is none in a goal
 * that is not open, rests or is reached.
 */
gboolean
jn_question_due(JnDb *db, gint64 now, gint64 limit, GPtrArray **ret_questions, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* 0: not before something happens. */
gboolean jn_question_save_again(JnDb *db, gint64 goal, gint64 again, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* The question is sent once more, and so never again. */
gboolean jn_question_send_again(JnDb *db, gint64 goal, gint64 post, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* ---- those found ---- */

/* Nothing happens where they were found before, have left the goal, or want no introductions. */
gboolean
jn_introduced_save(JnDb *db, gint64 goal, gint64 post, gint64 person, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* People of a zone (digest.h) with ids after `after`, for whom something waits and whose mail
 * arrives. */
gboolean jn_introduced_people(
	JnDb *db, gint64 zone, gint64 after, gint64 limit, GArray **ret_people, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* How many mails were made for them after `since`. */
gboolean
jn_introduced_count(JnDb *db, gint64 person, gint64 since, gint64 *ret_count, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

typedef enum JnHearing {
	JN_HEARING_NEVER, /* they know it, it is over, or they want none of it */
	JN_HEARING_LATER, /* the goal keeps quiet */
	JN_HEARING_NOW,
} JnHearing;

typedef struct JnIntroduction {
	gint64 goal, post;
	JnHearing state;
	gboolean follows; /* the goal */
} JnIntroduction;

/* What waits for them, the oldest goal first. JnIntroduction. */
gboolean
jn_introduced_waiting(JnDb *db, gint64 person, gint64 limit, GPtrArray **ret_list, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

gboolean jn_introduced_save_told(JnDb *db,
				 gint64 person,
				 const JnIntroduction *introduction,
				 gint64 now,
				 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* It does not wait any more. */
gboolean
jn_introduced_remove(JnDb *db, gint64 person, const JnIntroduction *introduction, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* Nothing waits for them any more; and what was found before `before` for nobody. */
gboolean jn_introduced_drop(JnDb *db, gint64 person, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_introduced_expire(JnDb *db, gint64 before, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* They leave the goal, or follow it again. */
gboolean jn_introduced_leave(
	JnDb *db, gint64 goal, gint64 person, gboolean has_left, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* ---- of one goal ---- */

/* The newest open question, its author's words still there; 0: none. */
gboolean jn_question_newest(JnDb *db, gint64 goal, gint64 *ret_post, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* How many people heard of it, and of questions sent once more. */
gboolean jn_introduced_numbers(JnDb *db,
			       gint64 goal,
			       gint64 *ret_goal,
			       gint64 *ret_questions,
			       GError **error) G_GNUC_WARN_UNUSED_RESULT;
