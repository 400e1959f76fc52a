/*
 * forget.h - a person is erased: their goals end and the closed ones they are in lose them, by the
 * rules of core/plan.h; then the store forgets them (store/forget.h), and one last letter says so
 * to the address that is forgotten with it.
 */
#pragma once

#include "run/site.h"

/* Within a transaction. Nobody of that id: TRUE, and nothing happens. */
gboolean jn_forget(JnSite *site, gint64 person, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* In a transaction of its own. */
gboolean jn_forget_person(JnSite *site, gint64 person, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
