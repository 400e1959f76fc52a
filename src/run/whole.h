/*
 * whole.h - whether an instance is whole: the store, and each file of the spool that it names.
 */
#pragma once

#include "store/db.h"

/* A list of sentences on what is wrong, empty if nothing is. `state` is the directory that holds
 * spool/mail. Reads the whole store; others may use it meanwhile. */
gboolean jn_whole_check(JnDb *db, const char *state, GPtrArray **ret_findings, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
