/*
 * thread.h - which post a mail replies to.
 *
 * In the order of what can be relied on:
 *   1. In-Reply-To, then References from the newest, that name a post of the goal; but not where a
 *      person took an old mail for its address only: the subject is another altogether, bears no
 *      Re: and nothing is quoted (a hijacked thread)
 *   2. the post that a token names, if the subject (less Re: and its kin) or quoted text agrees:
 *      clients complete old Reply-To addresses, and such a mail is a new post
 *   3. the post that Outlook's Thread-Index leads to (mail/thread-index.h), of a mail that says it
 *      is a reply, with the same exception as in 1: the nearest ancestor by it, else the newest of
 *      the conversation. Copies keep that field, and Exchange loses References of others' mails
 *   4. a mail that says it is a reply with the subject of a post of this goal: the newest reply to
 *      the sender's own words, else the newest question, else the newest post
 *
 * A mail says that it is a reply by 'Re:', or by a Thread-Index longer than that of a first mail.
 *
 * Where the post is closed, 1 to 3 hold whatever the subject: what is written to the address of a
 * closed mail must not become a new post for all. Nor must what replies to one that was passed on,
 * of which the client kept little: in 3 and 4 posts that the sender may see come first, but others
 * are better than none. But a token without its proof and a subject can be guessed: a post that never
 * went to the sender is a hint by them only where the mail quotes it, or what becomes of the mail
 * would say that the post is there (the store sees to that).
 *
 * A parent is always a post that the store has already, so no cycle can come of it, and an id that
 * nobody knows (lost, truncated, of another goal) is passed over for the next older one.
 */
#pragma once

#include "core/model.h"
#include "mail/message.h"

typedef struct JnThreadHints {
	const GPtrArray *named; /* JnPost: those the mail's references name, in the mail's order */
	const JnPost *token;    /* or NULL */
	/* The newest post of the goal with this base subject that is not the sender's, if any one that
	 * they may see; or NULL. */
	const JnPost *same_subject;
	const char *quoted; /* what the mail quotes; may be "" */
	/* The post of the goal that the mail's Thread-Index leads to, likewise; or NULL. */
	const JnPost *same_index;
} JnThreadHints;

/* Whether `quoted` has the begin of a post's text, be it short. */
gboolean jn_thread_quotes(const char *quoted, const JnPost *post);

/* Borrowed from `hints`, or NULL. */
const JnPost *jn_thread_parent(const JnMessage *message, const JnThreadHints *hints);
