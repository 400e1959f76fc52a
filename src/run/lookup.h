/*
 * lookup.h - answers MTAs that ask at RCPT time whether an address takes mail.
 *
 * Postfix's socketmap protocol (socketmap_table(5)): a request and a reply are netstrings
 *      request = map SP key          map is ignored; key: an address, or a domain
 *      reply   = "OK " data / "NOTFOUND " / "TEMP " reason / "PERM " reason
 * Exim asks the same with readsocket. Many requests a connection, one after the other.
 *
 * Limits: a request of at most 1,000 octets; the connections of listener.h.
 */
#pragma once

#include "run/listener.h"
#include "run/site.h"

/* Takes over the descriptors; -1 for none. */
JnListener *jn_lookup_listen(JnSite *site, int unix_fd, int tcp_fd) G_GNUC_WARN_UNUSED_RESULT;

/* One request -> the text of the reply. Caller frees. */
char *jn_lookup_answer(JnSite *site, const char *request) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Reads one netstring at the begin of `data`.
 *      netstring = length ":" *OCTET ","      (cr.yp.to/proto/netstrings.txt)
 * Returns the octets it takes up, with *ret_start and *ret_len its content; 0: not all there yet;
 * -1: none, or longer than `most`.
 */
gssize
jn_netstring_parse(const char *data, gsize len, gsize most, const char **ret_start, gsize *ret_len);
