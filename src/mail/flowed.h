/*
 * flowed.h - format=flowed (RFC 3676) -> one line a paragraph.
 *
 * A line that ends in a space goes on in the next one of the same quote depth; a space that was
 * stuffed before text goes; '-- ' is never flowed (section 4.3). With DelSp the space that marks
 * the flow goes too. Quote marks come out as '>' a level and one space.
 */
#pragma once

#include <glib.h>

char *jn_flowed_unfold(const char *text, gboolean del_sp) G_GNUC_WARN_UNUSED_RESULT;
