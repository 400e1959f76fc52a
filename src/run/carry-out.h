/*
 * carry-out.h - what is decided of a goal without a mail, by the operator or by the clock, and done at
 * once.
 */
#pragma once

#include "core/plan.h"
#include "run/site.h"

typedef JnPlan *(*JnDecide)(const JnSituation *situation, gconstpointer data);

/* Loads the goal's situation, has `decide(situation, data)` make a plan of it, and carries that out.
 * Within a transaction. */
gboolean jn_carry_out(
	JnSite *site, gint64 goal, gint64 now, JnDecide decide, gconstpointer data, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
