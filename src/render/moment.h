/*
 * moment.h - moments among the variables of a template -> texts, in the reader's language and zone.
 *
 * A moment is a 't' (guint64, seconds UTC) anywhere in the variables, also in lists. How it is
 * written is the subject of the template 'moment' of the language, with the variables day, month
 * (1 to 12), year, hour and minute (two digits) and zone ("UTC", "UTC+1", "UTC-3:30"; empty where
 * the reader need not be told, because it is their own).
 *
 * Pure. Errors: those of render/template.h.
 */
#pragma once

#include "render/template.h"

/* `offset` of the zone, seconds east of UTC; `is_own`: it is known to be the reader's. Takes no
 * reference; the result is new. */
GVariant *jn_moments_format(GVariant *variables,
			    const JnTemplate *moment,
			    int offset,
			    gboolean is_own,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;
