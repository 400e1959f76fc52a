/*
 * schema.h - the tables, as numbered migrations.
 *
 * Migration N brings a database of version N-1 to N, in one transaction with the change of PRAGMA
 * user_version. None is ever deleted.
 */
#pragma once

#include "store/db.h"

#define JN_SCHEMA_VERSION 1

/* Whether the file is a database of journster that this program knows, or an empty one that is to be
 * made one (`create`): an empty one taken for a site would refuse all its mail for good. Writes
 * nothing. JN_ERROR_CONFIG. */
gboolean jn_schema_check(JnDb *db, gboolean create, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_schema_update(JnDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
