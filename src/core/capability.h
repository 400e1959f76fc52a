/*
 * capability.h - tokens in addresses that vouch for the person they were given to.
 *
 *      CAP = DAY MAC      DAY: 3 base32 letters, the day it expires, counted from 2020-01-01 UTC
 *                         MAC: 14 base32 letters = 70 bits of HMAC-SHA-256
 *      MAC over "KIND goal post person day", KIND one of r u i b p f s as in core/address.h
 *
 * 70 bits: nobody guesses one by mail (2^69 tries); more letters would not leave room for a
 * goal's name in 64 octets. Compared in constant time.
 *
 * A new key leaves the old tokens good for their life: tokens are made with the current key, and
 * checked with those before it, too. What a key that was replaced vouches for ends when the last
 * token made with it does (jn_capability_life()); a later day in a token was written by somebody who
 * has that key. So a stolen one is worth 90 days after it was replaced, and ways out for ever.
 */
#pragma once

#include <glib.h>

#define JN_KEY_BYTES 32

/* Keys kept besides the current one: with a new one each year an old mail's way out still works
 * after the ten years of its life (JN_UNSUBSCRIBE_LIFE). */
#define JN_KEYS_OLDER 11

typedef struct JnOldKey {
	guint8 bytes[JN_KEY_BYTES];
	gint64 made, replaced; /* when; seconds UTC */
} JnOldKey;

typedef struct JnKeys {
	guint8 current[JN_KEY_BYTES];
	gint64 made; /* the current one */
	guint n_older;
	JnOldKey older[JN_KEYS_OLDER]; /* the newest first */
} JnKeys;

typedef struct JnClaim {
	char kind; /* r u i b p f s */
	gint64 goal, post, person;
} JnClaim;

typedef enum JnVerdict {
	JN_VERDICT_VALID,
	JN_VERDICT_EXPIRED, /* was ours: no evidence, but still says where a mail belongs */
	JN_VERDICT_FORGED,
} JnVerdict;

/* How long tokens of a kind are good, in seconds: 90 days, a way out (u, i) ten years. */
gint64 jn_capability_life(char kind);

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
