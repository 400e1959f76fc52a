/*
 * schedule.h - what the clock owes.
 *
 * Called often; each task knows when it was done last (table clock), so calling it twice at one
 * time does a thing once. Tasks: cookies and held mail expire; a probe that did not bounce in a
 * week ends; what was sent long ago is forgotten; the operator's weekly list of held mail; chosen
 * mentors are reminded, and after 14 days not waited for; the answers to a question are listed for
 * its protege, who is nudged to say how things went, and a goal without a word of theirs is left at
 * rest; digests, daily and weekly; goals, and questions once more, go to people whose skills fit;
 * files that no mail names are swept; STATE/recipients is kept up to date.
 */
#pragma once

#include "run/site.h"

typedef struct JnTicked {
	gint64 cookies, held, probes, digests, introductions, swept;
} JnTicked;

gboolean jn_tick(JnSite *site, gint64 now, JnTicked *ret_ticked, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
