/*
 * newtext.h - what the person wrote, what they quoted, and their signature.
 *
 * In:  a JnMessage.
 * Out: three texts, UTF-8, LF line ends, no trailing blank lines; never NULL, "" where there is
 * none. From text/plain (format=flowed unflowed, RFC 3676), else from HTML alone, else from the
 * first of several texts of a multipart/mixed joined by a blank line. Attachments are not read.
 *
 * Our own footer (between the marker lines that render/footer writes, see JN_FOOTER_MARK) is
 * neither: it is dropped wherever it stands, also when quoted.
 *
 * A protected body: a signed one is read as usual; an encrypted one gives three empty texts.
 */
#pragma once

#include "mail/message.h"

/* U+2060 WORD JOINER twice, then a blank: invisible, survives quoting, flowing and re-encoding in
 * the clients we tried. Begins every line of our own footers, in every language. */
#define JN_FOOTER_MARK "\342\201\240\342\201\240"

typedef struct JnNewText {
	char *text;           /* what is new, without quotes and signature */
	char *quoted;         /* all that was quoted, marks ('> ') kept, attribution lines first */
	char *signature;      /* from '-- ' or a mobile client's line on, mark included */
	gboolean interleaved; /* new text stands between quoted lines (inline reply) */
} JnNewText;

void
jn_new_text_free(JnNewText *new_text);

JnNewText *
jn_new_text_read(const JnMessage *message) G_GNUC_WARN_UNUSED_RESULT;

/* The same from a plain text body; `len` bytes that need no closing NUL. */
JnNewText *
jn_new_text_split(const char *body, gsize len) G_GNUC_WARN_UNUSED_RESULT;

/* The text as a person reads it: text/plain or HTML rendered to text, quotes and all. UTF-8. */
char *
jn_message_text(const JnMessage *message) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnNewText, jn_new_text_free)
