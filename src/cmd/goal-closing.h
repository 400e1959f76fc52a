/*
 * goal-closing.h - goal close, open, end (by the operator's word, and by the rules of the protege's)
 * and delete. Without `yes` each prints what it would do and does nothing.
 */
#pragma once

#include "run/site.h"

/* `mentors`: NULL-terminated; numbers of answers, names or addresses of those who answered. */
gboolean
cmd_goal_close(JnSite *site, const char *word, char **mentors, gboolean yes, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
gboolean cmd_goal_open(JnSite *site, const char *word, gboolean yes, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
gboolean cmd_goal_end(JnSite *site, const char *word, gboolean yes, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
gboolean cmd_goal_delete(JnSite *site, const char *word, gboolean yes, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
