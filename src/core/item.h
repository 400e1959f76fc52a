/*
 * item.h - a reply to a digest -> which of its items are quoted in it, and which it answers.
 *
 * In:  the text of the whole mail, quotes and all (jn_message_text()), and what of it is new
 *      (mail/newtext.h); UTF-8.
 *      Each item of a digest carries the address that a reply to it has (GOAL+r.MSG.WHO.CAP), in
 *      the text and as the target of a link; clients keep both when they quote.
 * Out: the tokens in order, each once, and the one meant:
 *        where new text stands below quoted text, the item quoted last above it, if it is the same
 *        for all new text (an inline reply); else the one item that is quoted at all; else none.
 *
 * A token is only found here; whether it is of the sender, and still good, is asked elsewhere.
 */
#pragma once

#include "core/address.h"

/* More are not looked at: a digest has no more. */
#define JN_ITEMS 60

typedef struct JnItems {
	GPtrArray *all;         /* JnAddress, sub JN_SUB_REPLY */
	const JnAddress *meant; /* of `all`, or NULL */
} JnItems;

void jn_items_find(const char *text,
		   const char *new_text,
		   const char *domain,
		   char separator,
		   JnItems *ret_items);
void jn_items_clear(JnItems *items);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(JnItems, jn_items_clear)
