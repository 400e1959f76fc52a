/*
 * footer.h - finds our own footers in a text, at any level of quoting. Their form is in newtext.h.
 *
 * In:  a text in UTF-8, LF line ends. Of a text in another charset or in HTML the caller makes one
 *      with the same lines (render/copy-strip.h).
 * Out: which lines are ours: the rule and the lines behind it that bear our mark, or lines that
 *      begin with the invisible mark; what a client folded of them; and, of what is sent on, the
 *      one blank line before, unless that would join two paragraphs.
 *
 * A folded line is known by its width: with the next line's first word it would have been too long,
 * or it ends in the blank of format=flowed. A short line between two of ours is somebody's remark.
 */
#pragma once

#include <glib.h>

typedef enum JnFooterScope {
	/* Wherever they stand; a line that holds the invisible mark somewhere is ours too. For
	 * reading: what is taken too much is lost to nobody. */
	JN_FOOTER_ANYWHERE,
	/* Only what a client quoted, for sending on: with quote marks, or below an attribution or a
	 * header block that is followed by text without marks. Behind a footer that has a rule
	 * there must be nothing, a blank line, another level of quoting or a signature, or it is a
	 * fence of somebody's own. */
	JN_FOOTER_QUOTED,
	/* The same of the lines of HTML, which clients do not fold: what follows is another's. */
	JN_FOOTER_QUOTED_HTML,
} JnFooterScope;

/* A byte for each line of `text`, not 0 where the line is ours; NULL where none is. */
guint8 *jn_footer_lines(const char *text, JnFooterScope scope, gsize *ret_n)
	G_GNUC_WARN_UNUSED_RESULT;

/* The text without its footers, JN_FOOTER_ANYWHERE. */
char *jn_footer_strip(const char *text) G_GNUC_WARN_UNUSED_RESULT;
