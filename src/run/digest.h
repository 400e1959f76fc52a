/*
 * digest.h - the two kinds of digest, made when they are due.
 *
 *   digest         what is new in the open goals somebody follows daily, weekly or by questions:
 *                  one mail a person. Due at the site's hour of their day.
 *   thanks-digest  what proteges said of their answers. Due with the weekly digest, or the next
 *                  day where a goal was reached. The very first thanks come at once (thanks-first).
 *
 * A row of the outbox says which posts a digest is of; they are read when it is sent, so that what
 * has closed or was deleted in between is not told. What of a closed goal is for its member alone
 * stands in a mail of that goal's own.
 *
 *   variables of the row: goals aa{sv} of goal, after, upto (x), mode (s), and of open@ stream (b),
 *                         goal_after, goal_upto (x); left (x): how many more there are; period (s)
 *                         said ax: rows of gratitude
 */
#pragma once

#include "run/site.h"
#include "store/outbox.h"

/* Posts in one digest: it must stay readable on a phone. The rest comes when asked for, or next. */
#define JN_DIGEST_POSTS 50

/* The digest of a person now, not saved anywhere: NULL where nothing is new. */
gboolean jn_digest_make(JnSite *site,
			gint64 person,
			gboolean daily,
			gboolean weekly,
			gint64 now,
			JnOutbox **ret_row,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Likewise their digests of thanks: one of all open goals, one of each closed. JnOutbox. */
gboolean
jn_digest_make_thanks(JnSite *site, gint64 person, gint64 now, GPtrArray **ret_rows, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Puts both into the outbox, whatever the hour; of a person whose mail does not arrive none, and no
 * thanks for who wants none. Within a transaction. *ret_count: mails. */
gboolean jn_digest_send(JnSite *site, gint64 person, gint64 now, gint64 *ret_count, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* What is due now. In transactions of its own, a page of people each, so that intake never waits
 * long. *ret_count: mails put into the outbox. */
gboolean jn_digest_tick(JnSite *site, gint64 now, gint64 *ret_count, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
