/*
 * spf-record.h - a TXT record -> the SPF record that the library may see.
 *
 * libspf2 takes for good what breaks the grammar, and has been crashed by explanations, over-long
 * mechanisms and macros. So a record is read here first, to its last octet, and only what evaluation
 * needs is passed on: the mechanisms, and redirect at the end, their macros expanded, for the library counts
 * their labels wrongly. Explanations and unknown modifiers are checked and left out.
 *
 * Source: RFC 7208, sections 4.5, 4.6.1, 7 and 12:
 *      record    = "v=spf1" *( 1*SP ( directive / modifier ) ) *SP
 *      directive = [ "+" / "-" / "?" / "~" ] mechanism
 *      mechanism = "all" / ( "include:" / "exists:" ) domain-spec / "ptr" [ ":" domain-spec ] /
 *                  ( "a" / "mx" ) [ ":" domain-spec ] [ "/" n ] [ "//" n ] /
 *                  "ip4:" address [ "/" n ] / "ip6:" address [ "/" n ]
 *      modifier  = ( "redirect=" / "exp=" ) domain-spec / name "=" macro-string
 *      domain-spec = macro-string ( "." toplabel [ "." ] / macro-expand )
 *
 * Departs on purpose: a record above JN_SPF_RECORD_BYTES, a term above JN_SPF_TERM_BYTES, more than
 * JN_SPF_MACROS macros in a term, %{p}, and a macro whose value has '/' or what is not printable ASCII
 * are broken, too.
 */
#pragma once

#include <glib.h>

/* Real ones fit 450 octets (RFC 7208 section 3.4). */
#define JN_SPF_RECORD_BYTES 2000
/* A name has 253; a macro of six octets stands for a label. */
#define JN_SPF_TERM_BYTES 300
#define JN_SPF_MACROS 20

/* What macros stand for (7.2). Borrowed. */
typedef struct JnSpfMacros {
	const char *sender;  /* s: local@domain, and l and o of it */
	const char *domain;  /* d: whose record it is */
	const char *address; /* i: 192.0.2.1, or 32 digits parted by dots */
	const char *version; /* v: in-addr, or ip6 */
	const char *helo;    /* h */
} JnSpfMacros;

typedef enum JnSpfRecord {
	JN_SPF_RECORD_OTHER, /* no SPF record */
	JN_SPF_RECORD_BROKEN,
	JN_SPF_RECORD_GOOD,
} JnSpfRecord;

/* GOOD: *ret_clean is the record to evaluate; caller frees. */
JnSpfRecord jn_spf_record_read(const char *text, const JnSpfMacros *macros, char **ret_clean);
