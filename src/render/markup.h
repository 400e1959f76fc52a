/*
 * markup.h - the small markup of render/template.h, its variables filled in -> blocks of spans, and
 * these -> text or HTML.
 *
 * In:  'marked' text: the template's own words, in which the marks mean something, and between them
 *      values, in which nothing does. A value stands between JN_MARKUP_OPEN and JN_MARKUP_CLOSE,
 *      its line ends written as JN_MARKUP_BREAK: control characters, that neither words nor values
 *      hold (jn_markup_add_value() sees to it). So a value can begin with '#' or hold '[a](b)' and
 *      is still only text.
 *
 *      line     = blank | "---" | mark words | words
 *      mark     = "# " | "## " | "- " | "> " | "!! "
 *      link     = "[" label "](" target ")"     target: mailto:, https: or http:, else no link
 *
 *      strong   = "**" words "**"
 *
 * A line without a mark goes on with the block before it; '>' and '!!' lines join the block of
 * their kind. A blank line ends a block. A block that holds nothing is left out, so that an empty
 * variable leaves no hole.
 */
#pragma once

#include <glib.h>

#define JN_MARKUP_OPEN '\001'
#define JN_MARKUP_CLOSE '\002'
#define JN_MARKUP_BREAK '\003'

typedef enum JnBlockKind {
	JN_BLOCK_PARAGRAPH,
	JN_BLOCK_BUTTON, /* a paragraph that is one link */
	JN_BLOCK_HEADING,
	JN_BLOCK_SUBHEADING,
	JN_BLOCK_ITEM,
	JN_BLOCK_QUOTE,
	JN_BLOCK_SMALL,
	JN_BLOCK_RULE,
} JnBlockKind;

/* A piece of a block. */
typedef struct JnSpan {
	char *text;   /* '\n' ends a line */
	char *target; /* of a link, or NULL */
	gboolean strong;
} JnSpan;

typedef struct JnBlock {
	JnBlockKind kind;
	GArray *spans; /* JnSpan */
} JnBlock;

/* Appends a variable's text to marked text, shielded. */
void jn_markup_add_value(GString *marked, const char *value);

/* A link's target as a person reads it: a mailto: without a query is its address. */
char *jn_markup_bare_target(const char *target) G_GNUC_WARN_UNUSED_RESULT;

/* Marked text -> JnBlock *; transfer full. */
GPtrArray *jn_markup_parse(const char *marked) G_GNUC_WARN_UNUSED_RESULT;

/* Blocks -> text filled at 72 columns; HTML elements without a document around them. */
char *jn_markup_to_text(const GPtrArray *blocks) G_GNUC_WARN_UNUSED_RESULT;
char *jn_markup_to_html(const GPtrArray *blocks) G_GNUC_WARN_UNUSED_RESULT;
