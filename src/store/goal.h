/*
 * goal.h - goals and who follows them. Rows: core/model.h.
 *
 * 'Not found' is no error: TRUE with NULL.
 */
#pragma once

#include "core/model.h"
#include "store/db.h"

/* The name of the stream of all open goals. */
#define JN_STREAM_NAME "open"

gboolean jn_goal_load(JnDb *db, gint64 id, JnGoal **ret_goal, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_goal_load_by_name(JnDb *db, const char *name, JnGoal **ret_goal, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Fills followers, questions and answers, which loading leaves 0: they cost a count each. Of posts
 * only those that `reader` (a person, or JN_READER_* of post.h) may see count. */
gboolean jn_goal_load_numbers(JnDb *db, JnGoal *goal, gint64 reader, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Who gets a reply to an open post of `author`, at once or by digest: those who follow the goal, the
 * protege, and the author. */
gboolean
jn_goal_count_readers(JnDb *db, gint64 goal, gint64 author, gint64 *ret_count, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Goals with ids after `after`, oldest first; the stream and deleted ones left out. `state` may be
 * NULL: all. */
gboolean jn_goal_list(JnDb *db,
		      const char *state,
		      gint64 after,
		      gint64 limit,
		      GPtrArray **ret_goals,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A name that no goal has or had: `base`, else base-2, base-3 ...; without a base goal-xxxx of
 * `random`. */
gboolean
jn_goal_free_name(JnDb *db, const char *base, const char *random, char **ret_name, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Writes a new goal; goal->id 0 lets the store choose, and sets it. */
gboolean jn_goal_save_new(JnDb *db, JnGoal *goal, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A list as core/skill.h has it; people whose skills fit are looked for. */
gboolean jn_goal_save_skills(JnDb *db, gint64 id, const char *skills, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* How well the protege and those chosen fit together, in the protege's words; "" if they said
 * nothing. For the protege alone, so no JnGoal holds it. */
gboolean jn_goal_save_fit(JnDb *db, gint64 id, const char *fit, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_goal_fit(JnDb *db, gint64 id, char **ret_fit, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whose mail is looked at before others get it. */
gboolean jn_goal_save_moderation(JnDb *db, gint64 id, JnModeration moderation, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* What it is about: background, expectations, language; a NULL stays as it is. */
gboolean jn_goal_save_case(JnDb *db, const JnGoal *goal, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* `post`: the one that caused it. */
gboolean
jn_goal_save_phase(JnDb *db, gint64 id, JnPhase phase, gint64 post, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Empties the goal of its words and posts; its address stays taken. Nothing more is sent of it. */
gboolean jn_goal_delete(JnDb *db, gint64 id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* JN_MODE_ABSENT: follows no longer, and is not introduced to it either. */
gboolean
jn_follow_save(JnDb *db, gint64 goal, gint64 person, JnMode mode, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_follow_load(JnDb *db, gint64 goal, gint64 person, JnMode *ret_mode, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* What a person follows, by name. JnFollow. */
gboolean jn_follows_load(JnDb *db, gint64 person, GPtrArray **ret_follows, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Goals of which they are the protege, but for deleted ones, oldest first. JnGoal. */
gboolean jn_goal_list_of(JnDb *db, gint64 protege, GPtrArray **ret_goals, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* One line of a list of followers. */
typedef struct JnFollower {
	JnGoal *goal; /* name and title; only in a person's list */
	JnPerson *person;
	JnMode mode;
	gint64 since;
} JnFollower;

void jn_follower_free(JnFollower *follower);

/* Followers of a goal, or (goal 0) what a person follows. JnFollower. */
gboolean
jn_follow_list(JnDb *db, gint64 goal, gint64 person, GPtrArray **ret_followers, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* All names that take mail: goals not deleted, and the stream. char *. */
gboolean jn_goal_names(JnDb *db, GPtrArray **ret_names, GError **error) G_GNUC_WARN_UNUSED_RESULT;
