/*
 * command.h - '#word' alone on the first non-blank lines of new text.
 *
 *      commands = *( blank LF ) *( command *( blank LF ) )
 *      command  = "#" word *WSP LF       word: one of core/address.h's, any case
 * A line that is no such word ends them: it is text ('#1 is broken' is a sentence).
 */
#pragma once

#include "core/address.h"

/* GArray of JnSub in order, perhaps empty; *ret_rest (may be NULL) points to what follows in
 * `text`. */
/* What a text means that is nothing but one word: '#word' (HELP where it is no command), or a word
 * such as 'unsubscribe' that people write who know no commands. NONE for anything else. */
JnSub jn_command_alone(const char *text);

GArray *jn_commands_parse(const char *text, const char **ret_rest) G_GNUC_WARN_UNUSED_RESULT;
