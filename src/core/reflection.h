/*
 * reflection.h - a reply to the four questions that each side of a mentorship is asked apart when
 * it breaks off -> what was answered to which.
 *
 *      reply  = *( quote / answer / text )
 *      quote  = "> " text         a line that is answered below it (mail/exchange.h); the last
 *                                 number in it says which question it was
 *      answer = ["("] number mark text          at the beginning of a line; behind one, also
 *                                               within it, if its number is the next
 *      number = "1" / "2" / "3" / "4"
 *      mark   = "." / ")" / ":" / "/" / "-" / "、" / "．"        no digit may follow: '1.5'
 *
 * What stands before the first number, or below a quote without one, is text of no question. Free
 * text without any number is kept as it is.
 */
#pragma once

#include "core/model.h"

/* `text`: JnNewText.exchange. Each word is NULL or not empty, and has no more than
 * JN_REFLECTION_BYTES; caller frees. FALSE: there is none. */
gboolean jn_reflection_parse(const char *text, char *ret_words[JN_REFLECTION_PARTS]);
