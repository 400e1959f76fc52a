/*
 * notice-id.h - the Message-IDs of our own mails, by which we know what a reply to one replies to.
 *
 *      id = TEMPLATE "." ROW "." PERSON "." TIME "@" domain     the last three base32 numbers
 *
 * The same when a mail is sent again. Nobody is trusted for knowing one: a reply to our own mail
 * may do less than any other mail.
 */
#pragma once

#include "mail/message.h"

char *jn_notice_id_format(const char *template_name,
			  gint64 row,
			  gint64 person,
			  gint64 when,
			  const char *domain) G_GNUC_WARN_UNUSED_RESULT;

/* The template of our own mail that a mail replies to directly (its last reference); NULL if none.
 * Caller frees. */
char *jn_notice_replied_to(const JnMessage *message, const char *domain) G_GNUC_WARN_UNUSED_RESULT;
