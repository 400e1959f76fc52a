/*
 * bounce-text.h - recipients from the words of a delivery report: qmail, Exim, Yahoo and others
 * that send nothing for machines.
 */
#pragma once

#include "mail/bounce.h"

/* Appends a JnBounce for each recipient that the words (mail/bounce-words.h) name. `message` gives
 * the X-Failed-Recipients field, and whom the report itself was sent to (who is rarely meant). */
void jn_bounce_words_read(const JnMessage *message, const char *words, GPtrArray *bounces);
