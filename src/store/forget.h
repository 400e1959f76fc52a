/*
 * forget.h - what is held on a person, counted; and its end.
 *
 * Erased: name, addresses and settings; what they follow; their part in closed goals (state left);
 * cookies, held mail of theirs and for them, reports that mail to them bounced, with the cookies
 * that ask of these, and others' questions whether an address of theirs is the other's; letters to
 * them, their posts that wait to be sent, what they wrote to the operator; what is of them in
 * letters to others that wait (core/scrub.h), and what servers said of their addresses; the words,
 * subject and mail of each post of theirs; background, expectations and skills of their goals,
 * which end; their words of thanks, and those for them; what they wrote on what went wrong.
 *
 * Kept: rows that others' words hang on, without a word of theirs: the person (a number), their
 * posts (goal, kind, parent, Message-ID, time), the title and name of their goals. Posts of others
 * stay as they are, what they quote included.
 *
 * Mail in files of the spool is swept when no row names it any more (run/spool.h).
 */
#pragma once

#include "store/db.h"

typedef struct JnHoldings {
	gint64 goals;       /* that go on: they end */
	gint64 posts;       /* not removed yet */
	gint64 follows;     /* open@ too */
	gint64 mentorships; /* closed goals they are in or asked for */
	gint64 held;        /* mails of theirs that wait, and mails that wait for them */
} JnHoldings;

gboolean jn_holdings_load(JnDb *db, gint64 person, JnHoldings *ret_holdings, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Within a transaction. Their goals have ended and their mentorships too (run/forget.h). */
gboolean jn_person_forget(JnDb *db, gint64 person, GError **error) G_GNUC_WARN_UNUSED_RESULT;
