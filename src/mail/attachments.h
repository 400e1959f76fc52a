/*
 * attachments.h - the files of a mail: all that is not its text.
 *
 * In:  a JnMessage.
 * Out: its parts but for multiparts, what mail/body.h can take for the text, and what stands beside
 *      that in a multipart/alternative; in order, at most JN_ATTACHMENTS.
 *
 * Some kinds carry who sent them, and are of little use to a reader: attached mails, signatures and
 * keys, cards and invitations, Outlook's winmail.dat. They are `personal`.
 */
#pragma once

#include "mail/message.h"
#include "mail/tree.h"

typedef struct JnAttachment {
	char *name; /* the file's name as written, one clean line, without folders; NULL: none */
	char *type; /* "image/png", lower case */
	gboolean personal;
	JnPart part; /* borrowed of the message; jn_part_content() gives its bytes */
} JnAttachment;

void jn_attachment_free(JnAttachment *attachment);

/* JnAttachment; perhaps empty. */
GPtrArray *jn_attachments_list(const JnMessage *message) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnAttachment, jn_attachment_free)
