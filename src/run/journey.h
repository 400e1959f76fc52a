/*
 * journey.h - the clock's part in a goal: answers to choose from, nudges, rest (core/journey.h).
 *
 * A row of the outbox says which posts a letter is of; they are read when it is sent, so that
 * nothing is told of what was taken back in between.
 *
 *   answers      question (x); unknown (s): words that named no answer
 *   choose-done  answers (ax); unknown (s)
 *   chosen       answer (x)
 *   nudge        answers (ax), tried (ax): of one goal, or of all that the person has
 *   story, resting, nudges: of the row's goal
 */
#pragma once

#include "core/journey.h"
#include "run/site.h"
#include "store/outbox.h"

/* What is due now. In transactions of its own, a page of goals each. */
gboolean jn_journey_tick(JnSite *site, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The times of a goal: its own, else the site's. */
void jn_journey_times(const JnSite *site, const JnGoal *goal, JnTimes *ret_times);
