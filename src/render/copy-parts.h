/*
 * copy-parts.h - which parts of a mail are its text, which of them take the footer, and where
 * exactly they stand in its bytes.
 *
 * In:  a message and GMime's tree over it.
 * Out: the text parts, in the order of their bytes. Every offset was checked against the bytes: a
 *      header that begins behind a boundary line and ends with an empty one, a content that ends at
 *      a boundary line or with the mail. A part where anything is odd is left out; if it should
 *      have taken the footer, none takes it, and the caller puts that outside.
 *
 *                                     is text               takes the footer
 *      multipart/alternative          every one             every one
 *      multipart/related              that of its root, the first part (RFC 2387)
 *      multipart/signed, encrypted    none, ever
 *      other multiparts               every one             the first
 *
 * A part that has a file name or is an attachment is a file, and so is what is no text. Of files only
 * those are listed that cannot be carried as they are: not encoded, with a line longer than
 * JN_LINE_BYTES.
 */
#pragma once

#include "mail/message.h"

typedef enum JnTransfer {
	JN_TRANSFER_IDENTITY, /* none, 7bit, 8bit, binary */
	JN_TRANSFER_QUOTED_PRINTABLE,
	JN_TRANSFER_BASE64,
} JnTransfer;

/* Offsets into the raw mail: header, the empty line included, and content. */
typedef struct JnTextPart {
	gsize header, body, end;
	gboolean is_root; /* its header is the mail's own */
	gboolean is_html;
	gboolean is_file;
	gboolean is_long; /* not encoded, and has a line longer than JN_LINE_BYTES */
	gboolean takes_footer;
	gboolean says_8bit; /* Content-Transfer-Encoding: 8bit or binary */
	JnTransfer transfer;
	const char *charset;    /* borrowed of the tree; NULL if none is named */
	GMimeContentType *type; /* borrowed of the tree */
} JnTextPart;

/* GArray of JnTextPart. *ret_takes: whether any takes the footer. */
GArray *jn_text_parts_find(const JnMessage *message, gboolean *ret_takes) G_GNUC_WARN_UNUSED_RESULT;
