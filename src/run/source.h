/*
 * source.h - who handed a mail to the MTA, as far as nobody can choose it: the sources that the
 * letters are counted by which it makes us send to people who did not ask (core/plan.h).
 *
 *      login NAME       who submitted it with a login
 *      domain NAME      of the envelope sender, where SPF says that it may send from there: without,
 *                       anybody could use up another domain's share
 *      net 192.0.2.0/24, net 2001:db8::/56
 *                       of the client, unless a login vouches for it: what one customer of a
 *                       provider has, or a few
 *
 *      unknown          whoever stands behind loopback, private addresses, the site's own relays, or
 *                       an MTA that hands over no client: all of them as one, whose share is
 *                       JN_SOURCE_UNKNOWN_SHARES times that of another, for it may be all mail
 */
#pragma once

#include <gio/gio.h>

#include "base/config.h"
#include "core/trust.h"
#include "run/intake.h"

/* An address as an MTA writes it ("192.0.2.1", "IPv6:2001:db8::1", "2001:db8::1"); ::ffff:a.b.c.d is
 * IPv4, however it is written. NULL: it is none. */
GInetAddress *jn_client_parse(const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* The client, if it is a stranger's; NULL for loopback, private, link-local addresses, the site's
 * own relays, and what is no address. */
GInetAddress *jn_client_outside(const JnConfig *config, const char *address)
	G_GNUC_WARN_UNUSED_RESULT;

/* "net 192.0.2.0/24", as above, of a client. Caller frees. */
char *jn_client_network(GInetAddress *client) G_GNUC_WARN_UNUSED_RESULT;

/* char *, as above; at least one. Caller frees. */
GPtrArray *jn_sources_list(const JnConfig *config, const JnDelivery *delivery, JnSpf spf)
	G_GNUC_WARN_UNUSED_RESULT;
