/*
 * tnef.h - winmail.dat, in which Outlook sends a mail that was written as rich text -> its text.
 *
 * As [MS-OXTNEF] 2.1 says, all numbers little-endian:
 *
 *      stream    = signature key *attribute              signature: 0x223E9F78, key: 2 bytes
 *      attribute = level id length data checksum         1, 4, 4, `length`, 2 bytes
 *      msgprops  = count *property                       data of the attribute attMsgProps
 *      property  = type id [name] value                  2, 2 bytes; a name where id >= 0x8000
 *
 * The text is that of the first of these that is there: the message's PidTagBody, PidTagHtml (as
 * mail/html.h reads it), PidTagRtfCompressed (as mail/rtf.h does), attBody. Attributes of attached
 * files are not read, and checksums not checked: a mail that came to harm is still read.
 *
 * Bounds: JN_TNEF_PROPERTIES properties; numbers that lead out of the data end it; linear in it.
 */
#pragma once

#include <glib.h>

/* At most `max` bytes, cleaned (mail/clean.h), or NULL if no text is in it. Caller frees. */
char *jn_tnef_text(const void *data, gsize len, gsize max) G_GNUC_WARN_UNUSED_RESULT;
