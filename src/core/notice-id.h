/*
 * notice-id.h - the Message-IDs of our own mails, by which we know what a reply to one replies to.
 *
 *      id = TEMPLATE "." ROW "." PERSON "." TIME "@" domain     the last three base32 numbers
 *
 * ROW is permuted with the key of the site that was the current one at TIME: as it counts up, anybody
 * could tell from two letters how many were written in between, in closed goals, too.
 *
 * The same when a mail is sent again. Nobody is trusted for knowing one: a reply to our own mail
 * may do less than any other mail.
 */
#pragma once

#include "core/capability.h"
#include "mail/message.h"
#include "mail/newtext.h"

char *jn_notice_id_format(const JnKeys *keys,
			  const char *template_name,
			  gint64 row,
			  gint64 person,
			  gint64 when,
			  const char *domain) G_GNUC_WARN_UNUSED_RESULT;

/* The template of our own mail that a mail replies to directly (its last reference); NULL if none.
 * Caller frees. */
char *jn_notice_replied_to(const JnMessage *message, const char *domain) G_GNUC_WARN_UNUSED_RESULT;

/* Whether a template is one of those that tell of several posts: a reply to such a mail means one
 * of them (core/item.h). */
gboolean jn_notice_is_digest(const char *template_name);

/* Whether it is one, or another letter of several posts that a reply can mean one of. */
gboolean jn_notice_tells(const char *template_name);

/* The row and the person of the same; FALSE if it replies to none of our own mails. After its key was
 * thrown away the row is mostly that of none. */
gboolean jn_notice_row(const JnKeys *keys,
		       const JnMessage *message,
		       const char *domain,
		       gint64 *ret_row,
		       gint64 *ret_person);

/* Whether such a reply can be passed on as its writer's own words alone: it is text and nothing
 * else, and there are words. What it quotes was a letter to one person, with addresses in it that
 * vouch for them. */
gboolean jn_notice_reply_is_words(const JnMessage *message, const JnNewText *text);
