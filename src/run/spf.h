/*
 * spf.h - asks libspf2 where a mail came from.
 *
 * libspf2 1.2.10 must not see what a hostile domain can publish. So a layer of ours stands above its
 * resolver, which
 *      - asks for TXT records itself, reads each (mail/spf-record.h), and passes on what evaluation
 *        needs;
 *      - keeps the limits of RFC 7208, 4.6.4: ten terms that ask DNS, two of them in vain;
 *      - asks DNS JN_SPF_LOOKUPS times and JN_SPF_SECONDS at most, whatever the record says.
 * What passes a limit, several records, and a record that breaks the grammar anywhere that
 * evaluation comes to (permerror) say nothing, even where the library would go on. And the look-up runs in
 * the process of one mail (run/child.h), where a crash costs that mail a delay.
 *
 * Source: RFC 7208. Softfail, neutral, and errors of DNS or syntax say nothing here: JN_SPF_NONE.
 * Where the library still departs from the RFC: tests/DEVIATIONS.
 */
#pragma once

#include "base/config.h"
#include "core/trust.h"

/* Ten terms, each with ten hosts at most; real records need ten or twenty. */
#define JN_SPF_LOOKUPS 60
/* One more look-up may begin within them: with a name server that is dead, some seconds more. */
#define JN_SPF_SECONDS 15

/* Whether SPF can say anything of that client: not for loopback, private, link-local addresses, nor
 * for the site's own relays. `address` as an MTA writes it ("192.0.2.1", "IPv6:2001:db8::1",
 * "2001:db8::1", "::ffff:192.0.2.1"). */
gboolean jn_spf_applies(const JnConfig *config, const char *address);

/* `sender`: envelope sender, perhaps in <>; of the null sender, "", the identity is postmaster@HELO
 * (section 2.4); NULL says nothing. `helo` may be NULL. Sets *ret_domain to the domain that was checked
 * (caller frees), or NULL. Never fails: what cannot be found out is NONE. Does not ask whether SPF
 * applies to the client. */
JnSpf jn_spf_check(const char *address, const char *helo, const char *sender, char **ret_domain);
