/*
 * language.h - Content-Language and Accept-Language -> language tags in the order they are wanted.
 *
 *      Content-Language = tag *( "," tag )
 *      Accept-Language  = range *( "," range )          empty elements are passed over
 *      range  = ( tag / "*" ) [ ";" "q" "=" weight ]
 *      tag    = 1*8ALPHA *( "-" 1*8( ALPHA / DIGIT ) )
 *      weight = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3"0" ] )      1 where there is none
 *
 * Blanks and comments in parentheses may stand anywhere between these. "*" says nothing of a
 * language and is left out, and so is an element that is not of this form; the others count.
 *
 * Source: RFC 3282 (which takes the form from RFC 2616 section 14.4), RFC 4647 section 2.1.
 */
#pragma once

#include <glib.h>

typedef struct JnLanguageRange {
	char *tag;    /* in lower case */
	guint weight; /* thousandths; 0: this language is not wanted */
} JnLanguageRange;

void jn_language_range_free(JnLanguageRange *range);

/* JnLanguageRange, the most wanted first, equal ones as written; at most JN_LANGUAGES of the first
 * JN_LANGUAGE_BYTES. Never NULL. */
GPtrArray *jn_language_ranges_parse(const char *value) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnLanguageRange, jn_language_range_free)
