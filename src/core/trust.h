/*
 * trust.h - what is known of where a mail came from, and what it wants -> whether that is done.
 *
 * One table, trust.c, for all the rules; whoever decides asks it. Rows are what vouches for a mail,
 * columns what it wants; a cell says
 *
 *      act     it is done now
 *      ask     a letter with a cookie goes to the address it would be from; that does it
 *      hold    nothing is done and nobody is written to
 *
 *      proof                                          post     towards   away from privacy,
 *                                                     letter   privacy   or for others
 *      forged    none, and SPF of From's domain: no   hold     hold      hold
 *      none                                           ask(1)   ask       ask
 *      spf, dkim, dmarc   of From's own organisation  act      act       ask
 *      login     that owns From                       act      act       ask
 *      capability   this person's, and From is theirs act      act       ask
 *      confirmed a cookie for this very mail returned act      act       ask
 *      released  by the operator                      act      act       ask
 *      way out   the token of a letter's way out,     hold     (2)       hold
 *                whatever From
 *      cookie    that came back for what is wanted    act      act       act
 *
 * (1) A letter that tells no secret (help) is sent. What goes to From without a proof is counted, and
 *     only a few a day (plan-parts.h, jn_situation_answer()).
 * (2) Act on unsubscribe and stop, which is what those tokens are for; hold the others.
 *
 * SPF says nothing (NONE) for loopback, private and own relay addresses; Authentication-Results
 * count only with an authserv-id of ours and above the second Received. run/ sees to both, and to the
 * alignment: a proof of another organisation than From's is none.
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
	gboolean spf_aligned; /* SPF's domain is of From's organisation */
	gboolean dkim;        /* a signature of From's organisation, as our MTA found */
	gboolean dmarc;       /* DMARC pass for From's domain, as our MTA found */
	gboolean capability;  /* valid, and From is an address of its person */
	/* Not of who sent it, but what the protege, or a moderator, said of this very mail: */
	gboolean admitted;  /* an outsider's, let into the closed goal */
	gboolean shared;    /* her own, for all */
	gboolean approved;  /* another's, looked at by a moderator */
	gboolean previewed; /* her own, anonymous: she has seen what others will */
} JnEvidence;

/* What vouches for a mail: the strongest that it has. */
typedef enum JnProof {
	JN_PROOF_FORGED,
	JN_PROOF_NONE,
	JN_PROOF_SPF,
	JN_PROOF_DKIM,
	JN_PROOF_DMARC,
	JN_PROOF_LOGIN,
	JN_PROOF_CAPABILITY,
	JN_PROOF_CONFIRMED,
	JN_PROOF_RELEASED,
	JN_PROOF_WAY_OUT, /* of the address it came to; never of JnEvidence */
	JN_PROOF_COOKIE,  /* likewise */
	JN_PROOFS,
} JnProof;

typedef enum JnWant {
	JN_WANT_POST,   /* post, thank, say how it went, set what is one's own, read what is kept */
	JN_WANT_LETTER, /* be told what anybody may know */
	/* towards privacy */
	JN_WANT_CLOSE,
	JN_WANT_ANON,
	JN_WANT_LEAVE,
	JN_WANT_UNSUBSCRIBE,
	JN_WANT_STOP, /* no more nudges, no more introductions */
	/* away from it, or for others */
	JN_WANT_GOAL,
	JN_WANT_SUBSCRIBE,
	JN_WANT_OPEN, /* a closed goal; and that others read what only two did */
	JN_WANT_ACCEPT,
	JN_WANT_REVEAL,
	JN_WANT_ADDRESS, /* mail goes to another address, or counts from it */
	JN_WANT_ERASE,
	JN_WANTS,
} JnWant;

typedef enum JnAnswer {
	JN_ANSWER_HOLD,
	JN_ANSWER_ASK,
	JN_ANSWER_ACT,
} JnAnswer;

JnProof jn_trust_proof(const JnEvidence *evidence);

JnAnswer jn_trust_answer(JnProof proof, JnWant want);

/* Whether `login`, as the MTA gives it, owns the address: it is the address, or it has no '@' and
 * login@login_domain is. */
gboolean jn_login_owns(const char *login, const char *login_domain, const char *addr);
