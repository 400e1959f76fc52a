/*
 * mentor.h - closing: the mentors chosen, who answered, and what keeps a goal's posts from going
 * out. Rows: core/model.h.
 *
 * Each change of who may get a goal's posts counts its epoch up, so that a sender in the middle of
 * a page of recipients notices.
 */
#pragma once

#include "core/model.h"
#include "store/db.h"

/* All whom the goal ever chose, in the order of their ids. JnMentor. */
gboolean jn_mentor_list(JnDb *db, gint64 goal, GPtrArray **ret_mentors, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Where a person is asked or a member. JnMentor. */
gboolean jn_mentor_list_of(JnDb *db, gint64 person, GPtrArray **ret_mentors, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* ASKED: they may accept until `expires`, and what is written from now on is for them. ACCEPTED:
 * what waited for them is put into the outbox. */
gboolean jn_mentor_save(JnDb *db,
			gint64 goal,
			gint64 person,
			JnMentorState state,
			gint64 expires,
			gint64 now,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Asked before `asked_before` and never reminded, or (expired) whose time is over. JnMentor. */
gboolean jn_mentor_due(JnDb *db,
		       gboolean expired,
		       gint64 asked_before,
		       gint64 now,
		       gint64 limit,
		       GPtrArray **ret_mentors,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_mentor_save_reminded(JnDb *db, gint64 goal, gint64 person, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Answers of a goal, the newest first, with who wrote them. JnAnswerer. */
gboolean
jn_answerer_list(JnDb *db, gint64 goal, gint64 limit, GPtrArray **ret_answerers, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Who answered a goal often (JN_FREQUENT_ANSWERS), in the order of their ids; who left it is not
 * among them. GArray of gint64. */
gboolean jn_answerer_frequent(JnDb *db, gint64 goal, GArray **ret_people, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* How many copies of the goal's open posts the MTA got since `since`. */
gboolean jn_goal_copies(JnDb *db, gint64 goal, gint64 since, gint64 *ret_copies, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Closes (now: since when), opens or ends a goal. Whatever waited for a proof is over. */
gboolean jn_goal_close(JnDb *db, gint64 goal, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_goal_open(JnDb *db, gint64 goal, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_goal_end(JnDb *db, gint64 goal, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Nothing of the goal is broadcast until then; one that waits already is not prolonged: a stranger
 * who forges closes must not be able to keep a goal silent for ever. 0: what waited goes out. */
gboolean jn_goal_save_quiet(JnDb *db, gint64 goal, gint64 until, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Goals whose quiet time is over keep quiet no longer. */
gboolean jn_goal_end_quiet(JnDb *db, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Asked by a sender before each copy: whether the page of recipients is still good, and whether the
 * goal keeps quiet. */
typedef struct JnGate {
	gint64 epoch, quiet;
} JnGate;

gboolean jn_goal_gate(JnDb *db, gint64 goal, JnGate *ret_gate, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
