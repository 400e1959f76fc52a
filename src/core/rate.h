/*
 * rate.h - how often a key (an address) came within a span of time; kept in memory, bounded.
 *
 * Spans are fixed: the first time starts one, and it ends `span` seconds later; so at most twice the
 * limit can pass within any span. That bounds a flood, which is all it is for. When there is no room
 * for another key, the one that came last longest ago is forgotten: who has thousands of addresses
 * is not counted, and costs no memory.
 *
 * Times are seconds of any clock that the caller keeps to.
 */
#pragma once

#include <glib.h>

typedef struct JnRates JnRates;

JnRates *jn_rates_new(guint keys, gint64 span) G_GNUC_WARN_UNUSED_RESULT;
void jn_rates_free(JnRates *rates);

/* Counts the key once more. FALSE, and not counted, where it came `limit` times in its span. A limit
 * of 0: no limit, and nothing is counted. */
gboolean jn_rates_take(JnRates *rates, const char *key, int limit, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnRates, jn_rates_free)
