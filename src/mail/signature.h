/*
 * signature.h - where does a signature begin?
 *
 *   DASHES  '-- ' (RFC 3676 section 4.3), or the same without its blank: a signature
 *   RULE    a line of underscores, stars, dashes, equal signs, an em dash alone, or two dashes with
 *           a name behind them ('--Bo'): people also underline headings and part their text so. It
 *           opens a signature only where each line behind it reads as one of a signature
 *           (JnSignatureLine; mail/newtext.c has the rule)
 *   MOBILE  'Sent from my iPhone' in the languages of the phones: that one line
 *   PGP     '-----BEGIN PGP SIGNATURE-----'
 */
#pragma once

#include <glib.h>

typedef enum JnSignatureMark {
	JN_SIGNATURE_NONE,
	JN_SIGNATURE_DASHES,
	JN_SIGNATURE_RULE,
	JN_SIGNATURE_MOBILE,
	JN_SIGNATURE_PGP,
} JnSignatureMark;

/* What a line behind a rule reads as. */
typedef enum JnSignatureLine {
	JN_SIGNATURE_LINE_PROSE,   /* a sentence, an item of a list, a rule, or long */
	JN_SIGNATURE_LINE_SHORT,   /* short, and neither of those below */
	JN_SIGNATURE_LINE_WORD,    /* one word: a name, 'Thanks', an answer */
	JN_SIGNATURE_LINE_NAME,    /* capital letters: a name, a company, a street */
	JN_SIGNATURE_LINE_SITE,    /* a site's address, no page on it: that may be what a person
				      recommends */
	JN_SIGNATURE_LINE_CONTACT, /* a mail address, a phone number */
	JN_SIGNATURE_LINE_SERVICE, /* a mobile client's line, 'Reply to this email directly' */
} JnSignatureLine;

JnSignatureMark jn_signature_mark(const char *line);

/* `line` is clean UTF-8. In doubt it is the earlier one of the list. */
JnSignatureLine jn_signature_line(const char *line);

/* The rule that Mailman puts before a list's footer. */
gboolean jn_signature_is_list_rule(const char *line);
