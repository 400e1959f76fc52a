/*
 * alignment.h - whether two domains are of one organisation, as DMARC asks it.
 *
 * Source: RFC 7489, section 3.1 (relaxed alignment) and 3.2 (the organisational domain): the same
 * domain, or both below one name that somebody registered. What that is, the public suffix list says
 * (libpsl: the newest there is on the machine, package publicsuffix, or else its own). A public
 * suffix (co.uk, github.io) belongs to nobody, and so vouches for nobody below it.
 *
 * Case and one dot at the end do not matter; a name in Unicode (RFC 6532) is the same as in A-labels
 * (IDNA 2008, so that 'straße' is not 'strasse'). What is no domain is aligned with nothing.
 */
#pragma once

#include <glib.h>

typedef struct JnSuffixes JnSuffixes;

/* Reads the list: some ten milliseconds. */
JnSuffixes *jn_suffixes_new(void);
void jn_suffixes_free(JnSuffixes *suffixes);

/* NULL is aligned with nothing. */
gboolean jn_domains_aligned(const JnSuffixes *suffixes, const char *a, const char *b);

/* The same domain, without regard to organisations. */
gboolean jn_domains_equal(const char *a, const char *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnSuffixes, jn_suffixes_free)
