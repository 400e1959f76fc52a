/*
 * apply.h - a plan -> rows. Within the transaction that the snapshot was read in.
 */
#pragma once

#include "core/plan.h"
#include "store/post.h"

/* Carries out every operation but RELEASE, which is a mail of its own: the caller takes it up, in
 * the same transaction. `mail` is saved (mail->id set) where the plan keeps it; a mail that is
 * being released is saved already. Records that the mail was seen, unless `again`. A plan that no
 * mail led to has neither `mail` nor one in its situation, and is applied `again`. */
gboolean jn_plan_apply(JnDb *db,
		       const JnPlan *plan,
		       const JnSituation *situation,
		       JnMail *mail,
		       gboolean again,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;
