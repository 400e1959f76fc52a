/*
 * template.h - a template file + variables -> the subject, text and HTML of one of our own mails.
 *
 * A template is one UTF-8 file, templates/LANG/NAME.md, in a small markup, so that the words stand
 * once for text and HTML alike:
 *
 *      Subject: Your goal "{{title}}" has an address       first line, then a blank line
 *
 *      Hello {{name}},                                     paragraphs, parted by blank lines;
 *                                                          lines of one are joined and filled anew
 *      # Heading    ## Smaller heading
 *      - item                                              list
 *      > quoted words                                      set apart; what people wrote
 *      [Follow this goal]({{follow_link}})                 a link; alone in a paragraph: a button;
 *                                                          its address stands for an empty label
 *      **strong words**
 *      ---                                                 a rule
 *      !! small print                                      a paragraph in small, grey letters
 *
 *      {{name}}                   the variable's text; never markup, always escaped in HTML
 *      {{#name}} ... {{/name}}    a section: for each element of an array of dictionaries (their
 *                                 variables before the outer ones), or once if true, non-zero or
 *                                 non-empty
 *      {{^name}} ... {{/name}}    where it is false, zero, empty or not there
 *      {{#phase=stuck}} ... {{/phase=stuck}}
 *                                 a section: once if the variable's text is that word. So the
 *                                 program says 'stuck', and the template how that is put
 *      {{^phase=stuck}} ... {{/phase=stuck}}    where it is not
 *      {{! remark }}
 *   A section mark alone on its line takes the line with it.
 *
 * Variables are a GVariant a{sv}: 's' text (may hold several lines), 'b', 'x', 'u', 'i' numbers,
 * and 'aa{sv}' for sections. A variable that the template names and the dictionary lacks is an
 * error: a section may ask for one that is not there ({{^x}}), a text may not.
 *
 *   A word of the markup at the beginning of a line means something there only; a block that holds
 *   nothing is left out. Link targets are mailto:, https: or http:, else the label stands alone.
 *
 * HTML: one column, system fonts, light and dark (prefers-color-scheme), inline-able CSS from
 * templates/layout.html ({{{content}}}, {{subject}}, {{language}}); good on a phone.
 * Text: lines filled at 72 columns (wide characters count 2); links as 'label <target>', or
 * 'label: target' where a block is nothing else. A mailto: is its decoded address, for nobody types
 * a query. One without an address (mailto:?subject=...) is its label among other words, and a block
 * that is nothing else is left out: it says nothing where it cannot be clicked.
 *
 * Pure: the caller reads the files. Errors: JN_ERROR_CONFIG, naming template and line.
 * Nesting of sections is at most 8; no recursion on the input beyond it.
 */
#pragma once

#include "base/error.h"

typedef struct JnTemplate JnTemplate;

typedef struct JnLetter {
	char *subject; /* one line */
	char *text;    /* UTF-8, LF */
	char *html;    /* a whole document, UTF-8, LF */
} JnLetter;

/* `name` is for messages. */
JnTemplate *jn_template_parse(const char *name, const char *source, gsize len, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
void jn_template_free(JnTemplate *self);

/* The variables it names, each once, dotted where inside a section ("items.text"); sections end in
 * '#' (but not one that asks for a word). Transfer full; for `config check`. */
GPtrArray *jn_template_variables(const JnTemplate *self) G_GNUC_WARN_UNUSED_RESULT;

/* `layout` is the text of templates/layout.html. */
gboolean jn_template_expand(const JnTemplate *self,
			    const char *layout,
			    const char *language,
			    GVariant *variables,
			    JnLetter *ret_letter,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The subject alone. Caller frees. */
char *jn_template_subject(const JnTemplate *self, GVariant *variables, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

void jn_letter_clear(JnLetter *letter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnTemplate, jn_template_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(JnLetter, jn_letter_clear)
