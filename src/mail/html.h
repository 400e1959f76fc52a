/*
 * html.h - HTML as mail clients write it -> text as a person reads it.
 *
 * Blocks begin a line, paragraphs have an empty line between them, <br> breaks, white space is one
 * space but in <pre>; list items begin with '* ' or their number; a link shows its address behind
 * its text where the text is not the address; <blockquote> becomes '> ' a level; a signature that
 * the client marks as one (Gmail, Thunderbird, Outlook) gets '-- ' before it. Scripts, styles and
 * what is set to display:none are not read.
 *
 * Clients also mark where the mail that is answered begins, whatever the language. The line before
 * a quote (Thunderbird's moz-cite-prefix) is written as part of the quote; where Outlook and Yahoo
 * put an old mail without <blockquote>, a line JN_HTML_OLD_MARK stands before it, which shows as
 * nothing; mail/header-block.h takes it for 'Original Message'.
 *
 * By libxml2's SAX push parser, without a tree, so that memory is that of the text and nesting
 * costs nothing; past HTML_DEPTH open elements reading stops, because libxml2 looks through all of
 * them at each closing tag.
 */
#pragma once

#include <glib.h>

#define JN_HTML_OLD_MARK "\342\201\243\342\201\243\342\201\243" /* U+2063 three times */

/* `html` is clean UTF-8 (mail/clean.h); so is what comes out, without trailing blanks. */
char *jn_html_text(const char *html) G_GNUC_WARN_UNUSED_RESULT;
