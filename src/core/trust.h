/*
 * trust.h - what is known of where a mail came from -> what it may do.
 *
 *      evidence                                       trust
 *      operator released it; a cookie confirmed it    proven
 *      capability of this person, and From is theirs  proven
 *      submission with login whose login owns From    proven
 *      SPF pass, its domain that of From              proven
 *      none of these, and SPF fail                    forged: no mail goes to From
 *      none of these                                  unproven: held; a cookie may go to From
 *
 * SPF says nothing (NONE) for loopback, private and own relay addresses; run/ sees to that.
 */
#pragma once

#include <glib.h>

typedef enum JnSpf {
	JN_SPF_NONE, /* nothing known, not asked, or a passing failure of DNS */
	JN_SPF_PASS,
	JN_SPF_FAIL, /* fail; softfail and neutral are NONE: they accuse nobody */
} JnSpf;

typedef struct JnEvidence {
	gboolean released;  /* by the operator */
	gboolean confirmed; /* a cookie for this very mail came back */
	gboolean login;     /* the MTA's login owns From */
	JnSpf spf;
	gboolean spf_aligned; /* SPF's domain is From's */
	gboolean capability;  /* valid, and From is an address of its person */
	/* Not of who sent it, but what the protege confirmed of this very mail: */
	gboolean admitted;  /* an outsider's, let into the closed goal */
	gboolean shared;    /* her own, for all */
	gboolean previewed; /* her own, anonymous: she has seen what others will */
} JnEvidence;

typedef enum JnTrust {
	JN_TRUST_FORGED,
	JN_TRUST_UNPROVEN,
	JN_TRUST_PROVEN,
} JnTrust;

JnTrust jn_trust_decide(const JnEvidence *evidence);

/* Whether `login`, as the MTA gives it, owns the address: it is the address, or it has no '@' and
 * login@login_domain is. */
gboolean jn_login_owns(const char *login, const char *login_domain, const char *addr);
