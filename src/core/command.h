/*
 * command.h - '#word' alone on the first non-blank lines of new text.
 *
 *      commands = *( blank LF ) *( command *( blank LF ) )
 *      command  = "#" word *WSP LF       word: one of core/address.h's, any case
 *               / "#close" 1*WSP names LF
 *               / "#" taker 1*WSP words LF  taker: a word of those that take some (choose,
 *                                             nudges, moderate, skills, fit, reveal)
 * A line that is no such word ends them: it is text ('#1 is broken' is a sentence).
 *
 * #close and #fit count wherever a line begins with them: who wants to be alone, or says something
 * to us alone, and writes it below a greeting must not be heard by all.
 */
#pragma once

#include "core/address.h"

/* What a text means that is nothing but one word: '#word' (HELP where it is no command), or a word
 * such as 'unsubscribe' that people write who know no commands. NONE for anything else. */
JnSub jn_command_alone(const char *text);

/* The '#word' that stands alone in the first line with text, letters only, and is no command, where
 * more stands below it; else NULL. Caller frees. */
char *jn_command_unknown(const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* GArray of JnSub in order, perhaps empty; *ret_rest (may be NULL) points to what follows in
 * `text`. */
GArray *jn_commands_parse(const char *text, const char **ret_rest) G_GNUC_WARN_UNUSED_RESULT;

/* The text without what it tells us: the commands that it begins with, or (which counts anywhere)
 * the line with #close, and the commands before that. Caller frees. */
char *jn_command_strip(const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* What a mail that confirms can begin with, where its words leave a doubt. */
#define JN_COMMAND_YES "#yes"

/* The text behind a first line of nothing but that; NULL if it has none. */
const char *jn_command_behind_yes(const char *text);

/* What stands behind the text's first command, if that is `sub`, which takes words; "" if nothing.
 * NULL where it is another, or none. *ret_rest points to what follows in `text`. Caller frees. */
char *jn_command_words(const char *text, JnSub sub, const char **ret_rest)
	G_GNUC_WARN_UNUSED_RESULT;

/* What is said with a command (SKILLS, FIT): behind it and in the lines below; of SKILLS to the next
 * blank line, of FIT all. "" if nothing; NULL where no line begins with it. *ret_rest: what else
 * stands in the text, without other commands. Caller frees both. */
char *jn_command_said(const char *text, JnSub sub, char **ret_rest) G_GNUC_WARN_UNUSED_RESULT;

/* What stands behind #close, "" if nothing; NULL where no line begins with it. *ret_rest is the
 * text without that line and the commands before it. Caller frees both. */
char *jn_command_close(const char *text, char **ret_rest) G_GNUC_WARN_UNUSED_RESULT;
