/*
 * catalogue.h - every template the program uses and the variables it gives it: what `config check`
 * holds the files of templates/LANG against, and what core/ may name.
 *
 * Variables are written as jn_template_variables() gives them, a section that is a list with '#'.
 * Each template gets the common ones too: site (its name), operator (addr-spec), name (the person
 * written to, may be empty), goal_title, goal_address (empty where no goal), new_link, open_link,
 * me_link.
 *
 * Names that end in _link are a whole mailto: URL. Dates and times are texts. `mode` is each,
 * questions, daily or weekly; `phase` questioning, stuck, trying or achieved; `kind` a kind of
 * post; `how` a mentor went: declined, left, expired, ended; `sep` what stands before a name, comma
 * or and; the templates put them into words ({{#mode=each}}). `count` is how many items there are,
 * `more` how many of these are not shown. What is optional may be empty or not there at all.
 */
#pragma once

#include <glib.h>

typedef struct JnCatalogueEntry {
	const char *name;             /* file name without .md */
	const char *purpose;          /* for an operator who edits it */
	const char *const *variables; /* NULL-terminated, without the common ones */
} JnCatalogueEntry;

/* NULL-terminated by an entry without a name. */
extern const JnCatalogueEntry jn_catalogue[];
extern const char *const jn_catalogue_common[];

const JnCatalogueEntry *jn_catalogue_find(const char *name);

/* Whether a template that names `variable` (as jn_template_variables() gives it) can be expanded
 * with what `entry` offers. Inside a section the outer variables are seen too. */
gboolean jn_catalogue_offers(const JnCatalogueEntry *entry, const char *variable);
