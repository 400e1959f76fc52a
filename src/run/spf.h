/*
 * spf.h - asks libspf2 where a mail came from.
 *
 * libspf2 1.2.10 must not see what a hostile domain can publish: it aborts on 'exp=' and on
 * over-long mechanisms. So a layer of ours above its resolver hides TXT records that do not begin
 * with v=spf1 or are long, and blanks 'exp=' out; and it runs in the process of one mail
 * (run/child.h), where a crash costs that mail a delay.
 *
 * Source: RFC 7208. Softfail, neutral, and errors of DNS or syntax say nothing here: JN_SPF_NONE.
 */
#pragma once

#include "base/config.h"
#include "core/trust.h"

/* Whether SPF can say anything of that client: not for loopback, private, link-local addresses, nor
 * for the site's own relays. `address` as an MTA writes it ("192.0.2.1", "IPv6:2001:db8::1",
 * "2001:db8::1"). */
gboolean jn_spf_applies(const JnConfig *config, const char *address);

/* `sender`: envelope sender; "" says nothing. Sets *ret_domain to the domain that was
 * checked (caller frees), or NULL. Never fails: what cannot be found out is NONE. */
JnSpf jn_spf_check(const JnConfig *config,
		   const char *address,
		   const char *helo,
		   const char *sender,
		   char **ret_domain);
