/*
 * closing.h - closing, opening and ending without a mail: the operator's word and the clock's, by
 * the rules of core/plan.h.
 */
#pragma once

#include "run/site.h"
#include "store/goal.h"

/* Each is one transaction. `chosen`: JnAnswerer. */
gboolean
jn_closing_close(JnSite *site, gint64 goal, const GPtrArray *chosen, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_closing_open(JnSite *site, gint64 goal, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_closing_end(JnSite *site, gint64 goal, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* What ends with a person: their goals, and their part in closed ones. Within a transaction. */
gboolean jn_closing_forget(JnSite *site, gint64 person, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* A goal whose protege says nothing any more: each side is asked what went wrong, once. Within a
 * transaction. */
gboolean jn_closing_rest(JnSite *site, gint64 goal, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Reminds mentors who have not answered, and gives up those whose time is over. Within a
 * transaction. */
gboolean jn_closing_tick(JnSite *site, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What letters on a closing say that is as new as the moment of sending: how many copies were out
 * (`created`: when the letter was made), and who answered. Nothing for other letters. */
gboolean jn_closing_words(JnSite *site,
			  const JnGoal *goal,
			  const char *template_name,
			  gint64 created,
			  GVariantDict *variables,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;
