/*
 * digest.h - what followers have not been told yet.
 *
 * follow.digested is the last post a digest told of. daily and weekly get all posts; questions
 * gets, weekly, all but the questions, which came at once. A closed goal is in no digest; one that
 * keeps quiet waits for the next.
 */
#pragma once

#include "store/goal.h"

/* One goal's news for one person. */
typedef struct JnNews {
	JnGoal *goal;
	GPtrArray *posts; /* JnPost, oldest first, at most the limit asked for */
	gint64 more;      /* how many there are beyond it */
} JnNews;

void jn_news_free(JnNews *news);

/* People with ids after `after` who follow something at that rhythm. `mode`: DAILY, or WEEKLY (then
 * those of questions too). GArray of gint64. */
gboolean jn_digest_people(
	JnDb *db, JnMode mode, gint64 after, gint64 limit, GArray **ret_people, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* What is new for the person, goal by goal; empty if nothing. JnNews. */
gboolean jn_digest_load(JnDb *db,
			gint64 person,
			JnMode mode,
			gint64 posts_max,
			GPtrArray **ret_news,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* They have been told of everything up to now. */
gboolean jn_digest_save(JnDb *db, gint64 person, JnMode mode, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
