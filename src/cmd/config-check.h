/*
 * config-check.h - what the parts of `config check` share: config.c (settings, templates, the way
 * out) and config-files.c (owners and modes).
 */
#pragma once

#include <sys/types.h>

#include "run/site.h"

typedef struct Check {
	const char *config_path; /* as given */
	const JnConfig *config;
	JnSite *site;    /* NULL where it did not open */
	uid_t owner;     /* of the state directory */
	gid_t group;     /* the same */
	gboolean spoilt; /* why the instance does not open was said: no file, or a mode */
	gboolean whole;  /* --store */
	guint problems;
	guint languages;
} Check;

/* A line for what does not work, and for what may be meant so: what is wrong, and what to type. */
void check_problem(Check *check, const char *format, ...) G_GNUC_PRINTF(2, 3);
void check_hint(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* Who owns and may read or write what: the state directory and all in it, the settings, and what
 * these name. FALSE where there is no state directory. */
gboolean check_files(Check *check);
