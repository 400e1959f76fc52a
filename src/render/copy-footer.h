/*
 * copy-footer.h - the footer's lines in the two forms in which texts carry it.
 *
 * Text: the rule, then each line with its mark (mail/newtext.h), filled so that no client has to
 * fold it. HTML: a block with its own looks, each line marked, everything escaped and in ASCII.
 */
#pragma once

#include <glib.h>

typedef struct JnFooter {
	char *text; /* UTF-8, LF, the last line ended */
	char *html; /* ASCII, LF, the last line ended */
} JnFooter;

/* `lines`: UTF-8, as in JnCopySpec; empty ones are left out. */
void jn_footer_init(JnFooter *footer, const char *lines);
void jn_footer_clear(JnFooter *footer);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(JnFooter, jn_footer_clear)
