/*
 * message-id.h - finds Message-IDs in References, In-Reply-To and Message-ID values.
 *
 *      msg-id = "<" id-left "@" id-right ">"          RFC 5322 section 3.6.4
 *
 * Read beyond it: anything stands between ids (commas, semicolons, words), blanks and folds inside
 * the brackets are dropped (a client folded a long id), the @ may be missing; where a value has no
 * bracket at all, each word with an @ counts. An id longer than JN_MESSAGE_ID_BYTES, or with
 * control characters or '<', is none.
 */
#pragma once

#include <glib.h>

/* Appends the ids of a raw value to `ids` (char *, without <>, valid UTF-8). */
void jn_message_ids_scan(const char *value, gsize len, GPtrArray *ids);
