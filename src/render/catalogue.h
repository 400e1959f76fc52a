/*
 * catalogue.h - every template the program uses and the variables it gives it: what `config check`
 * holds the files of templates/LANG against, and what core/ may name.
 *
 * Variables are written as jn_template_variables() gives them. Each template gets the common ones
 * too: site, operator (addr-spec), name (the person written to, may be empty), goal_title,
 * goal_address (empty where no goal)
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
