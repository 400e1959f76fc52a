/*
 * pace.h - how much somebody, or what stands behind a mail, has written and made us write of late:
 * for core/plan-letters.c and its kin, which bring machines to an end.
 */
#pragma once

#include "core/plan.h"
#include "store/db.h"

/* Of s->sender, who is there: sender_letters, sender_posts, sender_same. */
gboolean jn_pace_load(JnDb *db, JnSituation *s, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* source_cookies: of the one of s->sources that asked most. */
gboolean jn_pace_load_sources(JnDb *db, JnSituation *s, GError **error) G_GNUC_WARN_UNUSED_RESULT;
