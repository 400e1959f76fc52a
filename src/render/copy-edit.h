/*
 * copy-edit.h - puts the footer into one text part: edits of the raw mail.
 *
 * Plain text: an empty line, the rule, the marked lines (mail/newtext.h); before the sender's own
 * signature, the first line '-- ' (RFC 3676 section 4.3), because clients fold away what stands
 * below; else at the end. HTML: a block before the last </body>, else before the last </html>,
 * else at the end.
 * Our own quoted footers are taken out before (render/copy-strip.h).
 *
 *      the part is        and the footer       then
 *      7bit, 8bit         fits                 its bytes are put in
 *      7bit               is 8bit              the part becomes quoted-printable
 *      quoted-printable   fits                 encoded lines are put in
 *      base64             fits                 the part is decoded and encoded again
 *      7bit, 8bit, with   fits                 the part becomes quoted-printable
 *      a line too long
 *      any                does not fit         the part becomes UTF-8, base64 if it was, else
 *                                              quoted-printable
 * 'Fits': its characters can be written in the part's charset (render/copy-charset.h). In HTML they
 * are written as references and fit everywhere that ASCII does.
 */
#pragma once

#include "render/copy-footer.h"
#include "render/copy-parts.h"

/* Bytes start..end of the raw mail are replaced. */
typedef struct JnEdit {
	gsize start, end;
	GBytes *bytes;
} JnEdit;

/* What is done to a mail. Its own header is written by others: where that of the mail's own part
 * has to change, it says what the two fields are to be. */
typedef struct JnEdits {
	GArray *list;        /* JnEdit, in the order of the bytes, apart from each other */
	char *root_type;     /* Content-Type, or NULL to keep it */
	char *root_transfer; /* Content-Transfer-Encoding, or NULL to keep it */
} JnEdits;

void jn_edits_init(JnEdits *edits);
void jn_edits_clear(JnEdits *edits);

/* Parts must come in their order. FALSE where this one cannot take the footer: then nothing was
 * added. */
gboolean
jn_edits_add_footer(JnEdits *edits, GBytes *raw, const JnTextPart *text, const JnFooter *footer)
	G_GNUC_WARN_UNUSED_RESULT;

/* Only takes out the quoted footers, if there are any; what has a line too long (a file too) becomes
 * quoted-printable. */
void jn_edits_strip(JnEdits *edits, GBytes *raw, const JnTextPart *text);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(JnEdits, jn_edits_clear)
