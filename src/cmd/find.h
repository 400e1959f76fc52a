/*
 * find.h - what the words of a command line name. Here 'not found' is an error, which says so in a
 * sentence that helps.
 */
#pragma once

#include "core/model.h"
#include "run/site.h"

/* GOAL as its name or its address, in any case. The stream and deleted goals are none. */
gboolean cmd_find_goal(JnSite *site, const char *word, JnGoal **ret_goal, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* By any of their addresses. */
gboolean cmd_find_person(JnSite *site, const char *addr, JnPerson **ret_person, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* An id: a whole number from 1, without a sign. JN_ERROR_USAGE. */
gboolean cmd_find_id(const char *word, gint64 *ret_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
