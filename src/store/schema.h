/*
 * schema.h - the tables, as numbered migrations.
 *
 * Migration N brings a database of version N-1 to N, in one transaction with the change of PRAGMA
 * user_version. A database of a newer version is refused, and none is ever deleted.
 */
#pragma once

#include "store/db.h"

#define JN_SCHEMA_VERSION 1

gboolean jn_schema_update(JnDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
