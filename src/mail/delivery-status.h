/*
 * delivery-status.h - a message/delivery-status body (RFC 3464) -> recipients and what became of
 * them.
 *
 * Blocks of fields with empty lines between; the first is about the mail, the others about one
 * recipient each. Read as written: a block is a recipient's if it names one or says an Action, and
 * fields of the first may stand in front of a recipient's without an empty line, and recipients
 * behind one another.
 */
#pragma once

#include "mail/bounce.h"

/* Appends a JnBounce for each recipient to `bounces`. The recipient is the original one, to whom we
 * wrote, where it is given; else the final one. `words`: what the report says to people; which
 * command was answered is read there, and what the block leaves open. */
void jn_delivery_status_parse(const char *data, gsize size, const char *words, GPtrArray *bounces);
