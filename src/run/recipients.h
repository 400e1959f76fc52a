/*
 * recipients.h - which addresses take mail: for MTAs that ask serve, and for those that read a
 * file.
 */
#pragma once

#include "run/site.h"

#define JN_RECIPIENTS_SECONDS 60

typedef enum JnKnown {
	JN_KNOWN_YES,
	JN_KNOWN_NO,
} JnKnown;

/* Whether the address, with whatever extension, takes mail. */
gboolean jn_recipients_ask(JnSite *site, const char *addr, JnKnown *ret_known, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Replaces STATE/recipients if it is out of date. Lines of "ADDRESS USER": USER is the owner of the state
 * directory (OpenSMTPD wants one; others ignore it). */
gboolean jn_recipients_save(JnSite *site, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Runs [mta] recipients_command, unless the list is the one that it last succeeded with: its hash is in
 * STATE/run/recipients.told. What the command takes longer than JN_RECIPIENTS_SECONDS it does not get:
 * it is killed, with what it started, which is an error as any that it ends with. */
gboolean jn_recipients_tell(JnSite *site, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Both. */
gboolean jn_recipients_write(JnSite *site, GError **error) G_GNUC_WARN_UNUSED_RESULT;
