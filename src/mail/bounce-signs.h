/*
 * bounce-signs.h - what tells a mail system's report from what a person writes about one.
 *
 * A report without a machine-readable part is believed where two signs agree: who sent it, and what
 * it is called or says. The less its sender tells, the more the rest must:
 *
 *      a program, MAILER-DAEMON    a report's subject, or a report's words
 *      an office, postmaster       such a subject, and one of: such words, a machine's header, a
 *                                  cause or a server's code; or words that are of mail alone, and
 *                                  one of: a server's code, a machine's header
 *      a machine by its header     such a subject, and such words
 *      no-reply                    these two, and a server's code or 'your message'
 *      anybody else                nothing
 *
 * One sign is enough where only a mail system writes it: X-Failed-Recipients, and X-MLServer of a
 * list's -admin (fml). Persons write about mail that failed, shops about parcels, and vacation
 * notices come with null senders too.
 */
#pragma once

#include "mail/message.h"

/* Whether a mail system sent it, by its name: MAILER-DAEMON, postmaster and kin, or none. */
gboolean jn_bounce_is_system(const JnMessage *message);

/* Whether a machine sent it, by its header: null sender, or by its own word (RFC 3834). */
gboolean jn_bounce_is_automatic(const JnMessage *message);

/* Whether it is a report; `words` are its own (mail/bounce-words.h). */
gboolean jn_bounce_is_report(const JnMessage *message, const char *words);
