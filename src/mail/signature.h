/*
 * signature.h - where does a signature begin?
 *
 *   DASHES  '-- ' (RFC 3676 section 4.3), or the same without its blank, or an em dash alone: a
 *           signature whatever follows
 *   RULE    a line of underscores, stars, dashes, equal signs: a signature only if little follows,
 *           for people also part their text so
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

JnSignatureMark jn_signature_mark(const char *line);
