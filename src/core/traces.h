/*
 * traces.h - what in a text could tell who wrote it: before an anonymous person's words go out.
 *
 *      name     a word of their name, of three letters or more, in any case, also with digits, or the
 *               ending of a genitive; the whole name, also written as one (AnaLund, LundAna).
 *               What stands before the @ of one of their addresses, of four letters or digits
 *               or more, whatever marks and digits it has (ana.lund77: analund77, ana_lund), but
 *               for what many have (info, mail). A name of two letters (Bo, Li) only as it is
 *               written and in a line that greets or takes leave: alone, or with a few words
 *      address  one of their addresses, or any other mail address that is not the site's
 *      link     a web address that holds their name, or what stands before the @ of their address,
 *               with its marks and digits or without
 *      phone    a phone number, in the forms that people write
 *
 * A phone number is 7 to 15 digits with blanks or one of . - / ( ) between, that
 *      begins with + or 00; or with 0, or (0; or is grouped 3-3-4, 3-3-3, 2-2-2-2, 4-4, 3-2-3;
 *      or is 8, 10 or 11 digits in one piece; or stands behind a word such as 'phone'.
 * It is none where it reads as a date, years from one to another, a price, a number with groups of
 * thousands, an ISBN, a version, an address of the internet, a part's number behind '#' or 'no.'.
 *
 * In doubt it is a trace: that costs a mail more; what is missed is out for good.
 */
#pragma once

#include <glib.h>

typedef enum JnTraceKind {
	JN_TRACE_NAME,
	JN_TRACE_ADDRESS,
	JN_TRACE_LINK,
	JN_TRACE_PHONE,
} JnTraceKind;

typedef struct JnTrace {
	JnTraceKind kind;
	char *found; /* as it stands in the text */
} JnTrace;

/* Who must not be told by the text. */
typedef struct JnTraced {
	const char *name;           /* or NULL */
	const GPtrArray *addresses; /* char *, all of theirs */
	const char *domain;         /* of the site, whose addresses tell nothing */
} JnTraced;

void jn_trace_free(JnTrace *trace);
/* One word a kind, for templates: name, address, link, phone. */
const char *jn_trace_word(JnTraceKind kind);

/* JnTrace, in the order of the text, each once, at most JN_TRACES; perhaps empty. `text`: UTF-8. */
GPtrArray *jn_traces_find(const char *text, const JnTraced *who) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnTrace, jn_trace_free)
