/*
 * moderation.h - who looks at mail before others get it, as the site has it, and the clock's word to
 * those who have not. The rules: core/plan-moderate.c.
 */
#pragma once

#include "core/plan.h"
#include "run/site.h"

/* What the settings say of it. Strings stay the settings'. */
void jn_moderation_settle(const JnConfig *config, JnSituation *situation);

/* Moderators get one list of the mail of a goal that has waited JN_MODERATION_REMIND, once. Within a
 * transaction. */
gboolean jn_moderation_tick(JnSite *site, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
