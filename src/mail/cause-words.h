/*
 * cause-words.h - the tables that mail/cause.c looks through.
 *
 * All in lower case, one blank between words, closed by NULL. A '*' in a phrase stands for anything
 * within some sixty bytes.
 */
#pragma once

#include "mail/cause.h"

/* The phrases of a cause. */
const char *const *jn_cause_phrases(JnCause cause);

/* Nouns for an address, what is said behind them, and what is said in front of them, of one that is
 * not there. */
extern const char *const jn_address_nouns[];
extern const char *const jn_gone_behind[];
extern const char *const jn_gone_before[];
