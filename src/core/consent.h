/*
 * consent.h - a reply to a question for a yes -> whether it is one.
 *
 * In:  its new text, what the yes would do, and the words of the languages (JnLexicon; or NULL).
 *
 * What is not in doubt is done, so the doubt is on the side that costs a mail more: "No! That was
 * not me", a command that is for something else, and what help desks and people on holiday let
 * their programs answer, with no header to tell. An empty reply, a yes, and what begins with one
 * and goes on in whatever way, are a person's.
 */
#pragma once

#include "core/lexicon.h"
#include "core/model.h"

/* How a reply to a question for a yes is to be read. */
typedef enum JnConsent {
	JN_CONSENT_GIVEN,   /* nothing, a yes, or a few words that are no no */
	JN_CONSENT_REFUSED, /* perhaps a no, or something else altogether */
	JN_CONSENT_UNSURE,  /* perhaps nobody has read what was asked: a machine answered */
} JnConsent;

JnConsent jn_consent_read(const char *words, JnAction action, const GPtrArray *lexicons);
