/*
 * language.h - a mail and the languages we can write -> the language its writer reads.
 *
 * A language counts if there are templates in it (JnLabels says which). What a tag names is looked
 * up as RFC 4647 section 3.4 has it: 'de-AT' is 'de', 'zh-Hant-TW' is 'zh-hant', else 'zh'; what is
 * not wanted (weight 0) is never taken. Norwegian is found by either of its names.
 */
#pragma once

#include "core/labels.h"
#include "mail/message.h"

/* `ranges`: JnLanguageRange (mail/language.h), the most wanted first. The code, borrowed from
 * `labels` (JnLabels, may be NULL); NULL: none of them is ours. */
const char *jn_language_lookup(const GPtrArray *ranges, const GPtrArray *labels);

/* By its Content-Language, and where that names none of ours, by its Accept-Language (RFC 3282).
 * NULL: it does not say. */
const char *jn_language_of_mail(const JnMessage *message, const GPtrArray *labels);
