/*
 * rtf.h - Rich Text Format, as Outlook puts it into winmail.dat, -> text.
 *
 * Packed it is as [MS-OXRTFCP] 2.1 says: a header of four numbers, then runs of eight tokens, each
 * a byte or a place in the last 4,096 bytes with a length.
 *
 * Of RTF 1.9 these are read: groups, paragraphs, lines, cells and tabs, characters by code page
 * (\ansicpg, \'hh) and by Unicode number (\u, \uc), dashes and quotation marks, \bin. Fonts,
 * colours, styles, pictures, and groups that begin with \* are passed over: what HTML a text was
 * made of stands in such (\*\htmltag), its text outside of them. Code pages of single fonts are not
 * heeded.
 *
 * Bounds: groups nest to JN_RTF_DEPTH, deeper ones are passed over; no more than `max` bytes come
 * out. Linear in what is given.
 */
#pragma once

#include <glib.h>

/* RTF of at most `max` bytes; what is broken ends it. Empty if it is none. */
GString *jn_rtf_unpack(const guint8 *data, gsize len, gsize max) G_GNUC_WARN_UNUSED_RESULT;

/* UTF-8 as mail/charset.h makes it, whole characters, LF line ends; not yet cleaned (mail/clean.h).
 * Half a surrogate pair is left out. */
GString *jn_rtf_text(const char *rtf, gsize len, gsize max) G_GNUC_WARN_UNUSED_RESULT;
