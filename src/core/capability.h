/*
 * capability.h - tokens in addresses that vouch for the person they were given to.
 *
 *      CAP = DAY MAC      DAY: 3 base32 letters, the day it expires, counted from 2020-01-01 UTC
 *                         MAC: 14 base32 letters = 70 bits of HMAC-SHA-256
 *      MAC over "KIND goal post person day", KIND one of r u i b p f as in core/address.h
 *
 * 70 bits: nobody guesses one by mail (2^69 tries); more letters would not leave room for a
 * goal's name in 64 octets. Compared in constant time. Two keys, so that a new key leaves the old
 * tokens good for their life.
 */
#pragma once

#include <glib.h>

#define JN_KEY_BYTES 32

typedef struct JnKeys {
	guint8 current[JN_KEY_BYTES];
	guint8 previous[JN_KEY_BYTES];
	gboolean has_previous;
} JnKeys;

typedef struct JnClaim {
	char kind; /* r u i b p f */
	gint64 goal, post, person;
} JnClaim;

typedef enum JnVerdict {
	JN_VERDICT_VALID,
	JN_VERDICT_EXPIRED, /* was ours: no evidence, but still says where a mail belongs */
	JN_VERDICT_FORGED,
} JnVerdict;

/* 17 letters; good until the end of the UTC day of `expires`. Caller frees. */
char *jn_capability_format(const JnKeys *keys, const JnClaim *claim, gint64 expires)
	G_GNUC_WARN_UNUSED_RESULT;

JnVerdict
jn_capability_check(const JnKeys *keys, const JnClaim *claim, const char *cap, gint64 now);

/* "NAME+r.MSG.WHO.CAP@domain", whichever fields the kind has. Caller frees. */
char *jn_capability_address(const JnKeys *keys,
			    const JnClaim *claim,
			    gint64 expires,
			    const char *name,
			    const char *domain,
			    char separator) G_GNUC_WARN_UNUSED_RESULT;
