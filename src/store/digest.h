/*
 * digest.h - what followers have not been told yet.
 *
 * follow.digested is the last post a digest told of. daily and weekly get all posts; questions
 * gets, weekly, all but the questions, which came at once. What replies to a post of theirs, or
 * tells how it went with an answer of theirs, came at once, too, and is in none. Only open posts of
 * open goals: what is closed goes to its members at once and is in no digest. A goal that keeps
 * quiet waits for the next.
 *
 * Who follows open@ by digest gets the questions of all open goals that they do not follow
 * themselves, and the new goals: those after follow.digested_goal.
 */
#pragma once

#include "core/model.h"
#include "store/db.h"

/* As `upto`: of a digest that is being made. */
#define JN_DIGEST_NO_END G_MAXINT64

/* A follow with something new. */
typedef struct JnNews {
	gint64 goal;
	JnMode mode;
	gboolean is_stream;
	gint64 after;      /* the last post they were told of */
	gint64 goal_after; /* of the stream: the last goal */
	gint64 count;      /* new posts */
	gint64 goals;      /* new goals */
} JnNews;

/* The zones that people live in: GArray of gint64, seconds east of UTC; G_MAXINT64 stands for those
 * whose zone is not known. */
gboolean jn_digest_zones(JnDb *db, GArray **ret_zones, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* People of a zone (as above) with ids after `after` who follow something by digest or have been
 * thanked and not told, and whose mail arrives. GArray of gint64. */
gboolean jn_digest_people(
	JnDb *db, gint64 zone, gint64 after, gint64 limit, GArray **ret_people, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* Those who asked for theirs at once. */
gboolean jn_digest_asked(JnDb *db, gint64 after, gint64 limit, GArray **ret_people, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

gboolean jn_digest_is_asked(JnDb *db, gint64 person, gboolean *ret_asked, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Of what they follow daily, or (weekly) weekly and by questions, what has news; the longest
 * untold first, open@ last. JnNews. */
gboolean jn_digest_news(JnDb *db,
			gint64 person,
			gboolean daily,
			gboolean weekly,
			GPtrArray **ret_news,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* New posts of one goal for a person, in order, after `after` and up to `upto`, at most `limit`;
 * nothing where the goal is open no more. JnPost. */
gboolean jn_digest_posts(JnDb *db,
			 gint64 person,
			 const JnNews *news,
			 gint64 upto,
			 gint64 limit,
			 GPtrArray **ret_posts,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Their ids alone. */
gboolean jn_digest_post_ids(JnDb *db,
			    gint64 person,
			    const JnNews *news,
			    gint64 upto,
			    gint64 limit,
			    GArray **ret_ids,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Of the stream: new goals, in order, after news->goal_after and up to `upto`, but those of their
 * own and those they follow. JnGoal. */
gboolean jn_digest_goals(JnDb *db,
			 gint64 person,
			 const JnNews *news,
			 gint64 upto,
			 gint64 limit,
			 GPtrArray **ret_goals,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* They have been told of everything up to that post and (of the stream) that goal; 0: of none. */
gboolean
jn_digest_save(JnDb *db, gint64 person, gint64 goal, gint64 upto, gint64 goal_upto, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* When a weekly digest was last due for them; 0 never. */
gboolean jn_digest_weekly(JnDb *db, gint64 person, gint64 *ret_last, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_digest_save_weekly(JnDb *db, gint64 person, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Until when a goal that a digest (its variables) tells of keeps quiet; 0: none does. What it tells is
 * told in no other, so it waits. */
gboolean jn_digest_quiet(JnDb *db, GVariant *variables, gint64 *ret_until, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* The posts that a digest, or a mail of thanks, told its reader of: a row of the outbox and whom it
 * was for, whatever has become of their goals since; empty if there is no such row (any more). At
 * most `limit`. JnPost. */
gboolean jn_digest_told(
	JnDb *db, gint64 row, gint64 person, gint64 limit, GPtrArray **ret_posts, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Open answers in a conversation. */
gboolean jn_digest_answers(JnDb *db, gint64 root, gint64 *ret_count, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
