/*
 * lmtp-apart.h - mails that are taken by a process each: `journster receive`, which does for them
 * what it does for an MTA that calls it, quarantine included.
 *
 * 32 at a time: most of them wait for DNS. Of one client's network (source.h) eight, so that whose
 * name servers are slow holds up the mail of others no longer than their own; and four of those that
 * lie in a file. The rest waits, in the order in which it came as far as that lets it. The recipients of
 * one mail follow each other.
 */
#pragma once

#include "run/lmtp.h"

typedef struct JnLmtpApart JnLmtpApart;

/* `done(parcel, data)` takes the parcel, with a reply for each recipient. */
JnLmtpApart *
jn_lmtp_apart_new(JnSite *site, void (*done)(JnParcel *parcel, gpointer data), gpointer data);

/* The processes at work go on; what they come to is heard by nobody. */
void jn_lmtp_apart_free(JnLmtpApart *self);

/* Takes the parcel; done() comes later, never from within. */
void jn_lmtp_apart_add(JnLmtpApart *self, JnParcel *parcel);
