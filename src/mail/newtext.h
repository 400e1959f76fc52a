/*
 * newtext.h - what the person wrote, what they quoted, and their signature.
 *
 * In:  a JnMessage.
 * Out: three texts, UTF-8, LF line ends, no trailing blank lines; never NULL, "" where there is
 * none. From text/plain (format=flowed unflowed, RFC 3676), else from HTML alone; several texts of
 * a multipart/mixed are joined by a blank line. Attachments are not read. mail/body.h says which.
 *
 * Our own footers are neither new nor quoted: they are dropped wherever they stand, at any level of
 * quoting. In text a footer is a line JN_FOOTER_RULE and the lines after it that begin with
 * JN_FOOTER_LINE (a client may have folded one: a line between two such lines, or a short one after
 * the last that completes a fold, belongs to it); plain ASCII, so that it fits any charset. In HTML
 * each line begins with JN_FOOTER_MARK, written as entities, which shows as nothing and survives a
 * client's rewriting; a line of text that contains it is ours.
 *
 * Quoted is what bears '>' marks, and what stands below an attribution line, a header block or
 * 'Original Message' where a person wrote something above. Where nobody did, the mail itself is
 * what was passed on: its header block is quoted, its text is new. Where a doubt is left, text
 * counts as new: nothing a person wrote is dropped for looking like a mark (mail/attribution.h,
 * mail/header-block.h, mail/signature.h have the words and the evidence asked for).
 *
 * A file that stands encoded in the text (mail/uuencode.h) is neither, as an attachment is not.
 * Code between two lines "```" is new whatever it looks like.
 *
 * A protected body: a signed one is read as usual; an encrypted one gives three empty texts.
 */
#pragma once

#include "mail/message.h"

#define JN_FOOTER_RULE "~~~"
#define JN_FOOTER_LINE "~ "
#define JN_FOOTER_MARK "\342\201\240\342\201\240" /* U+2060 WORD JOINER, twice */
#define JN_FOOTER_MARK_HTML "&#8288;&#8288;"

typedef struct JnNewText {
	char *text;           /* what is new, without quotes and signature */
	char *quoted;         /* all that was quoted, marks ('> ') kept, attribution lines first */
	char *signature;      /* from '-- ', a rule or a mobile client's line on, mark included */
	gboolean interleaved; /* new text stands between quoted lines (inline reply) */
	gsize signoff;        /* where `text` takes its leave ('Best regards, Ana': mail/signoff.h),
				 which still is part of it; its length if it does not */
	char *exchange; /* `text` as a digest can show it: without its sign-off, and in an inline
			   reply each block below the line it answers (mail/exchange.h) */
} JnNewText;

void jn_new_text_free(JnNewText *new_text);

JnNewText *jn_new_text_read(const JnMessage *message) G_GNUC_WARN_UNUSED_RESULT;

/* The same from a plain text body; `len` bytes that need no closing NUL. */
JnNewText *jn_new_text_split(const char *body, gsize len) G_GNUC_WARN_UNUSED_RESULT;

/* The text as a person reads it: text/plain or HTML rendered to text, quotes and all. UTF-8. */
char *jn_message_text(const JnMessage *message) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnNewText, jn_new_text_free)
