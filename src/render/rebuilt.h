/*
 * rebuilt.h - an anonymous person's words and files -> a mail that tells nothing of where it came
 * from.
 *
 * Nothing of the original is kept but its new text and the bytes of its files: no field of the
 * header, no HTML, no signature, no quotes. Date is in UTC. One text/plain in UTF-8, quoted-
 * printable; with files a multipart/mixed around it, each file in base64 with its type and name
 * (RFC 2183, RFC 2231). What is within a file is not touched.
 */
#pragma once

#include <glib.h>

/* `files`: JnAttachment, of which `personal` ones are left out; or NULL. `boundary`: 16 or more
 * random letters. Normalised, for jn_message_parse(). */
GBytes *jn_rebuilt_mail(const char *text, const GPtrArray *files, gint64 date, const char *boundary)
	G_GNUC_WARN_UNUSED_RESULT;
