/*
 * guard.h - bounds on raw bytes, checked before GMime sees them.
 *
 * GMime 3.2.13 recurses on each nested group of an address field ('To: g:g:g:...'), also in the
 * headers of nested messages; and a header of 50 MB takes it 400 MB. This is one linear pass
 * without allocation over the top header and a bound on ':' in every address-like field anywhere in
 * the mail (a nested message/rfc822 has header fields too, so lines that look like one count
 * wherever they stand).
 */
#pragma once

#include "base/error.h"

/* FALSE with JN_ERROR_MALFORMED if a limit of base/limits.h is passed. */
gboolean jn_guard_check(const char *data, gsize size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
