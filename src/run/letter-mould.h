/*
 * letter-mould.h - a digest is put together and rendered once for all who get the same of it.
 *
 * What differs between two readers of the same posts are their name and the tokens in their links. The
 * first one's letter is cut at these into a mould, from which the others' are filled. It is good as long as
 * the key of the work (letter-digest.c) is the same, which says which posts the person gets, in what
 * phase of the goal, and when; here language and zone are added.
 *
 * A letter in which a token of the person stands that is not of work->claims is no mould: nobody gets
 * what vouches for somebody else.
 */
#pragma once

#include "run/letter-parts.h"

/* The letter of a work that has a key. */
gboolean jn_mould_letter(JnWork *work, const JnRecipient *to, JnLetter *ret_letter, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
