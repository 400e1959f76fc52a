/*
 * goal-journey.h - what `journster goal show` tells of the way to a goal: phases, what was chosen,
 * nudges, rest.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "core/model.h"
#include "run/site.h"

gboolean
cmd_goal_put_journey(JnSite *site, JsonBuilder *builder, const JnGoal *goal, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
