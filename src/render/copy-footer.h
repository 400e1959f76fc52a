/*
 * copy-footer.h - the footer's words in the two forms in which texts carry it.
 *
 * In:  UTF-8, paragraphs parted by empty lines, as a letter's text (render/template.h) has them.
 * Out: text: the rule, then each paragraph filled, each line with its mark (mail/newtext.h), so
 * that no client has to fold it. HTML: a block with its own looks, each paragraph a marked line
 * that the screen folds, everything escaped and in ASCII.
 */
#pragma once

#include <glib.h>

typedef struct JnFooter {
	char *text; /* UTF-8, LF, the last line ended */
	char *html; /* ASCII, LF, the last line ended */
} JnFooter;

void jn_footer_init(JnFooter *footer, const char *words);
void jn_footer_clear(JnFooter *footer);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(JnFooter, jn_footer_clear)
