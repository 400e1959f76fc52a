/*
 * header.h - header fields written by us: folded, ASCII, and nothing can inject a line.
 *
 * Every value that comes from a person passes through here. CR, LF, NUL and other control
 * characters become a blank; what is not ASCII is written as encoded words (RFC 2047) that never
 * cut a character in two and never stand in an addr-spec; lines are at most 78 octets where they
 * can be folded (RFC 5322 section 2.1.1), 998 always.
 */
#pragma once

#include <glib.h>

/* "Name: value\n", value free text (Subject). */
void jn_header_add_text(GString *out, const char *name, const char *value);

/* 'Name: "Display" <addr>\n', or 'Name: addr\n' where display is NULL or blank. `addr` is written
 * as it is: jn_address_is_safe(); were it not, blanks, controls and angle brackets would be
 * dropped. A non-ASCII addr (RFC 6531) is written in UTF-8. Marks that turn the direction of
 * writing are dropped from a display name: they could make the words around it read otherwise. */
void jn_header_add_mailbox(GString *out, const char *name, const char *display, const char *addr);

/* 'Name: <a>\n <b>\n ...': Message-IDs, folded one a line, each whole however long; the first on
 * the line of the name unless that would pass 998. Nothing is written for an empty array. */
void jn_header_add_ids(GString *out, const char *name, const GPtrArray *ids);

/* "Name: value\n", value ASCII made by us, kept whole (List-*: long URLs must not be folded or
 * encoded). */
void jn_header_add_raw(GString *out, const char *name, const char *value);

/* RFC 5322 section 3.3 date, in the given zone (seconds east of UTC). */
void jn_header_add_date(GString *out, gint64 when, int offset);
