/*
 * copy-html.h - the words of HTML that matter for finding footers in it: tags and references.
 */
#pragma once

#include <glib.h>

#define JN_HTML_JOINER "\342\201\240" /* U+2060 */

typedef enum JnHtmlRole {
	JN_HTML_BLOCK,         /* begins and ends a line; all that are not named */
	JN_HTML_BLOCK_OF_TEXT, /* the same, and only holds text */
	JN_HTML_INLINE,        /* only holds text */
	JN_HTML_QUOTE,
	JN_HTML_PRE,
	JN_HTML_BREAK,
	JN_HTML_VOID,    /* has no end tag, and shows something */
	JN_HTML_NOTHING, /* has no end tag, and shows nothing */
	JN_HTML_OPAQUE,  /* what is in it is not HTML */
} JnHtmlRole;

JnHtmlRole jn_html_role(const char *name, gsize len);

gboolean jn_html_only_holds_text(JnHtmlRole role);

/* Appends what the character reference at `at` stands for, as UTF-8, a no-break space as a blank;
 * returns the reference's length, 0 if there is none that is known. */
gsize jn_html_reference(GString *out, const char *at, gsize len);
