/*
 * check.h - whether a store is whole, and a copy of it at one instant.
 */
#pragma once

#include "store/db.h"

/* A mail that lies in a file of the spool. */
typedef struct JnMailFile {
	gint64 mail;
	char *file; /* name below STATE/spool/mail */
	gint64 size;
} JnMailFile;

void jn_mail_file_free(JnMailFile *file);

/* What SQLite finds wrong with the file, and rows that name rows which are not there. A list of
 * sentences for an operator, a bounded number; empty: all is well. Reads the whole store. */
gboolean jn_store_check(JnDb *db, GPtrArray **ret_findings, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* All mails in files. JnMailFile. */
gboolean jn_mail_files(JnDb *db, GPtrArray **ret_files, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean jn_mail_count(JnDb *db, gint64 *ret_count, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes the store as it is at one instant to a new file; others read and write meanwhile. What was
 * erased is not in it. It is not synced. */
gboolean jn_store_copy(JnDb *db, const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
