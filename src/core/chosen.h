/*
 * chosen.h - words that name mentors ('2, 4', 'Bo and Di') -> whom they name, of those who
 * answered.
 *
 *      words = item *( ("," / ";" / "&" / LF / "and" and its like) item )
 *      item  = 1*( number ) / name       less words such as 'with', 'answer', '#', and full stops
 *      number: of an answer.  name: the whole name, one word of it, or the address; any case
 *
 * An item with any other word names nobody: 'not Bo' must not choose Bo. Nor does a name that two
 * people have: who would be let in wrongly reads what was not meant for them.
 */
#pragma once

#include "core/model.h"

/* GPtrArray of JnAnswerer, borrowed from `answerers`, each person once, in the order named, at most
 * JN_MENTORS; perhaps empty. *ret_unknown: the items that name nobody, joined by ", ", or NULL. */
GPtrArray *jn_chosen_parse(const char *words, const GPtrArray *answerers, char **ret_unknown)
	G_GNUC_WARN_UNUSED_RESULT;

/* The same for answers: each answer once, of a name the newest that its bearer gave. Here a number
 * may stand in a sentence, if no word of it says no. */
GPtrArray *jn_chosen_answers(const char *words, const GPtrArray *answerers, char **ret_unknown)
	G_GNUC_WARN_UNUSED_RESULT;
