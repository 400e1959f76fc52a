/*
 * html.h - HTML as mail clients write it -> text as a person reads it.
 *
 * Blocks begin a line, paragraphs have an empty line between them, <br> breaks, white space is one
 * space but in <pre>; list items begin with '* ' or their number; a link shows its address behind
 * its text where the text is not the address; <blockquote> becomes '> ' a level; a signature that
 * the client marks as one (Gmail, Thunderbird, Outlook) gets '-- ' before it. Scripts, styles and
 * what is set to display:none are not read.
 *
 * By libxml2's SAX push parser, without a tree, so that memory is that of the text and nesting
 * costs nothing; past HTML_DEPTH open elements reading stops, because libxml2 looks through all of
 * them at each closing tag.
 */
#pragma once

#include <glib.h>

/* `html` is clean UTF-8 (mail/clean.h); so is what comes out, without trailing blanks. */
char *jn_html_text(const char *html) G_GNUC_WARN_UNUSED_RESULT;
