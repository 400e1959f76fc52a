/*
 * subject.h - a subject without what replying and forwarding put before it.
 *
 * Source: RFC 5256 section 2.1, and the marks that mail clients write in other languages.
 *
 * Taken off, as often as they stand: 'Re:', 'AW:', 'Fwd:', 'Re[2]:', 'Re (3):', 'RE：' (full width),
 * '[list]' before more text, '***SPAM***' and the like before such a mark, '(fwd)' at the end,
 * '[Fwd: ...]' around it. A tag that is all there is stays: '[question]'.
 */
#pragma once

#include <glib.h>

char *jn_subject_base(const char *subject) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the subject begins with a forwarding mark (Fwd:, WG:, TR: ...). */
gboolean jn_subject_is_forward(const char *subject);
