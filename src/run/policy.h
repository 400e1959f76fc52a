/*
 * policy.h - answers MTAs that ask at RCPT time whether they shall take a mail: core/policy.h, with
 * the store, and with what came in the last hour.
 *
 * Refused for good: goals that are not there, tokens that are none of ours, senders that the site has
 * blocked (whom a goal has is for nobody to learn: such mail is taken, and held). Refused for now:
 * more in an hour than [intake] client_rate and sender_rate allow. Of null senders only mail to goals
 * that are not there is refused. Mail that jn_policy_always_takes() is refused there, too, and for its
 * token. Neither of these is counted. A store that cannot be read at once is 'try later'; nothing is
 * written.
 *
 * What came is counted in memory, for JN_RATE_KEYS addresses of each kind, and forgotten with the
 * process: each recipient once, as an MTA asks. Of IPv6 a /64 is one client; who is nobody's by
 * source.h is none, since all mail comes through them. A sender is counted by the network that it
 * comes from (source.h), or others could use up its hour.
 */
#pragma once

#include "core/policy.h"
#include "run/listener.h"
#include "run/site.h"

#define JN_RATE_KEYS 10000

typedef struct JnPolicy JnPolicy;

/* Takes over the descriptors; -1 for none. */
JnPolicy *jn_policy_listen(JnSite *site, int unix_fd, int tcp_fd) G_GNUC_WARN_UNUSED_RESULT;
void jn_policy_free(JnPolicy *self);
