/*
 * guard.h - bounds on raw bytes, checked before GMime sees them.
 *
 * GMime 3.2.13 recurses on each nested group of an address field ('To: g:g:g:...'), also in the
 * headers of nested messages; a header of 50 MB takes it 400 MB; and each part takes it 1.3 KB, so
 * that 36 MB of boundary lines, or of fields in the header of a part, would take several gigabytes.
 * This is one linear pass without allocation over the top header (JN_HEADER_BYTES,
 * JN_HEADER_FIELDS, JN_ADDRESS_GROUPS) and then over every line of the body: those that look like
 * an address field may be one of a nested message, those that look like a boundary may begin a part
 * with a header of its own.
 */
#pragma once

#include "base/error.h"

/* Colons in what looks like an address field inside the body. Text may look so ('To: ' and a log,
 * indented), therefore more are let through than at the top; 1,000 levels take GMime some 170 KB
 * of stack. */
#define JN_ADDRESS_GROUPS_INSIDE 1000

/* Lines that begin a part: ten times what is looked at (JN_MIME_PARTS); 13 MB in GMime. Where a
 * mail declares its boundaries in an unusual way, all lines that begin with two dashes count. */
#define JN_MIME_BOUNDARIES 10000

/* Headers inside a mail, all together: of parts, and of mails attached. A digest of a thousand
 * mails has 3 MB in 50,000 fields. GMime takes up to 70 bytes a byte (parameters) and 480 a field:
 * 320 MB at most. */
#define JN_INNER_HEADER_BYTES (4 * 1024 * 1024)
#define JN_INNER_FIELDS 100000

/* FALSE with JN_ERROR_MALFORMED if a limit of base/limits.h is passed. */
gboolean jn_guard_check(const char *data, gsize size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
