/*
 * origin.h - where a mail came from: what the MTA said of it, and DNS -> evidence (core/trust.h).
 *
 * Asked in this order, until one proves From: the login; Authentication-Results of our own MTA
 * (mail/auth-results.h); SPF of the client address. A mail whose From has several mailboxes, or that
 * has several From fields, is nobody's.
 *
 * A proof counts where its domain is of From's organisation (run/alignment.h); DMARC's where it is
 * From's own. Two things are asked of a signature besides, for it proves who wrote a mail, and not to
 * whom:
 *      - To or Cc names the very address that the mail came to. Else whoever has a mail that
 *        somebody signed could send it again, to a goal of theirs, or to +close.
 *      - the mail did not come by a login: a milter signs what its own users send, and does not
 *        look whether they wrote such a field themselves.
 *
 * Of what came by a login only the login is asked: its client is somebody's own machine, of which
 * SPF, made for servers, says nothing; and so no DNS is asked.
 *
 * SPF of another domain than From's proves no author. That it passes is noted all the same (spf without
 * spf_aligned): so much is known of who sent it.
 *
 * An accusation is SPF fail, of our look-up or of the MTA's. That DMARC fails accuses nobody: lists
 * and forwarding break it, and most domains ask for no more than a report of it.
 */
#pragma once

#include "run/intake.h"

/* Fills login, spf, spf_aligned, dkim and dmarc. May wait for DNS: not within a transaction. */
void jn_origin_weigh(JnSite *site,
		     const JnDelivery *delivery,
		     const JnMessage *message,
		     JnEvidence *evidence);
