/*
 * address.h - the value of an address field -> mailboxes.
 *
 *      mailbox = [phrase] "<" addr-spec ">" / addr-spec
 *      group   = phrase ":" [mailbox-list] ";"             RFC 5322 section 3.4
 *
 * One pass without recursion. Groups are opened flat (their mailboxes count, their names do not),
 * comments may nest, 'addr (Name)' gives a name, encoded words are decoded in phrases, comments and
 * (as mail is written) quoted strings; source routes are dropped. A word without @ is no address.
 */
#pragma once

#include "mail/message.h"

/* Appends to `mailboxes` (JnMailbox) until it holds JN_ADDRESSES. */
void jn_addresses_parse(const char *value, gsize len, GPtrArray *mailboxes);

/* `addr` with its domain in lower case; takes off a surrounding <>. NULL if it is no address. */
char *jn_address_normalise(const char *addr, gsize len) G_GNUC_WARN_UNUSED_RESULT;
