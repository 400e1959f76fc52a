/*
 * bounce-returned.h - to whom the mail was addressed that came back with a report.
 */
#pragma once

#include "mail/message.h"
#include "mail/tree.h"

/* The addr-spec in lower case, of the first that is found of: a returned message's To, a returned
 * header's, whose receipt (RFC 8098) a filter's refusal is, a To in the text behind the report's
 * own words. NULL if there is none, or it holds several: nobody knows who is meant. `parts`: the
 * report's. */
char *jn_bounce_returned_recipient(const JnMessage *message, const GArray *parts)
	G_GNUC_WARN_UNUSED_RESULT;
