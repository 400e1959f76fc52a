/*
 * body.h - which parts of a mail are its text, and that text.
 *
 * Of a multipart/alternative the plain text, unless that is empty, else the HTML. Of other
 * multiparts all plain texts in order, an empty line between them; HTML only where there is no
 * plain text. Of multipart/related, signed and report the first part. Attachments and attached
 * messages are not read.
 *
 * Where that gives nothing: the text within an S/MIME that is signed and opaque (mail/cms.h; once,
 * not one in another), or within Outlook's winmail.dat (mail/tnef.h).
 */
#pragma once

#include "mail/message.h"
#include "mail/tree.h"

/* Whether the part is one of those that can be the text. `parts`: mail/tree.h. */
gboolean jn_body_is_text(const GArray *parts, guint at);

/* UTF-8, clean, unflowed, at most JN_TEXT_BYTES; "" if none. */
char *jn_body_text(const JnMessage *message) G_GNUC_WARN_UNUSED_RESULT;
