/*
 * tree.h - the parts of a mail as a flat list, so that nobody recurses on what a mail says.
 *
 * In depth-first order, outermost first. Multiparts are opened; a message/rfc822 is one part and
 * not opened (what it holds is somebody else's mail). Bounds: JN_MIME_DEPTH, JN_MIME_PARTS.
 */
#pragma once

#include <gmime/gmime.h>

typedef struct JnPart {
	GMimeObject *object; /* borrowed of the tree */
	int parent;          /* index in the list; -1 for the outermost */
	int depth;           /* 0 for the outermost */
	int index;           /* place among its siblings */
} JnPart;

/* GArray of JnPart; empty if the mail has no body. Sets bits of JnAnomaly in *ret_anomalies, which
 * may be NULL. */
GArray *jn_tree_list(GMimeMessage *mime, guint *ret_anomalies) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the part is of this type; "*" stands for any subtype. */
gboolean jn_part_is(const JnPart *part, const char *type, const char *subtype);

/* Whether the part says that it is a file: Content-Disposition attachment, or it has a file name
 * and is not inline. */
gboolean jn_part_is_attachment(const JnPart *part);

/* The part's content with its transfer encoding taken off, at most `max` bytes. Empty for a
 * multipart and a message/rfc822. */
GString *jn_part_content(const JnPart *part, gsize max) G_GNUC_WARN_UNUSED_RESULT;

/* The same of a text part, as UTF-8 (mail/charset.h), cleaned (mail/clean.h). */
char *jn_part_text(const JnPart *part, gsize max) G_GNUC_WARN_UNUSED_RESULT;
