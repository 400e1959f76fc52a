/*
 * bounce-signs.h - what tells a mail system's report from what a person writes about one.
 *
 * A report without a machine-readable part is believed where two signs agree: who sent it (a mail
 * system, or nobody: the null sender) and what it is called or says. Persons write about mail that
 * failed, shops about parcels, and vacation notices come with null senders too.
 */
#pragma once

#include "mail/message.h"

/* Whether a mail system sent it, by its name: MAILER-DAEMON, postmaster and kin, or none. */
gboolean jn_bounce_is_system(const JnMessage *message);

/* Whether a machine sent it, by its header: null sender, or by its own word (RFC 3834). */
gboolean jn_bounce_is_automatic(const JnMessage *message);

/* Whether it is a report; `words` are its own (mail/bounce-words.h). */
gboolean jn_bounce_is_report(const JnMessage *message, const char *words);
