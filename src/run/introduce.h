/*
 * introduce.h - goals, and questions nobody could answer, brought to people whose skills fit.
 *
 * The clock
 *   reads      what people named or changed, into the tables of store/skill.h
 *   asks again once an hour: an open question that nobody answered for [introduce] question_days,
 *              or of a goal that has been stuck for a day, is to be sent once more
 *   looks      for people whose skills fit a new goal, one that got skills, or such a question; a
 *              page at a time, so that neither 100,000 people nor 1,000 goals keep mail waiting
 *   tells      at the hour of the reader's day at which digests are made, the oldest goal first: one
 *              mail a day and [introduce] per_week a week. That hour, so that it comes when they
 *              read such mail, and a goal made today has its first question by then
 *
 * A row of the outbox is void if the goal is not open, or the question gone, when it is sent.
 *
 *   variables of the row: join_link (s): a cookie that makes them follow, "" if they do already;
 *                         expires (t): of it; fits (s): what they can help with
 *                         question (x): of 'once-more' the one
 */
#pragma once

#include "core/model.h"
#include "run/site.h"

/* What is due now. In transactions of its own. *ret_count: mails put into the outbox. */
gboolean jn_introduce_tick(JnSite *site, gint64 now, gint64 *ret_count, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Skills that people of the site named and that the goal's words hold, but none that it names
 * itself; at most JN_SUGGESTED, parted by ', '. "" if there are none. Caller frees. */
#define JN_SUGGESTED 8
gboolean jn_introduce_suggest(JnSite *site, const JnGoal *goal, char **ret_skills, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
