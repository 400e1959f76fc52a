/*
 * recipients.h - which addresses take mail: for MTAs that ask serve, and for those that read a
 * file.
 */
#pragma once

#include "run/site.h"

typedef enum JnKnown {
	JN_KNOWN_YES,
	JN_KNOWN_NO,
} JnKnown;

/* Whether the address, with whatever extension, takes mail. */
gboolean jn_recipients_ask(JnSite *site, const char *addr, JnKnown *ret_known, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Replaces STATE/recipients if it is out of date, and runs [mta] recipients_command after. Lines of
 * "ADDRESS USER": USER is the owner of the state directory (OpenSMTPD wants one; others ignore it).
 * A command that fails is an error; the file is in place then. */
gboolean jn_recipients_write(JnSite *site, GError **error) G_GNUC_WARN_UNUSED_RESULT;
