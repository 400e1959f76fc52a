/*
 * backup.h - an instance copied while it works, and put back.
 *
 *      DIR/journster.conf    the settings
 *      DIR/key
 *      DIR/store.db          the store at one instant
 *      DIR/spool/mail/       the files that it names, no others
 *
 * DIR is written under another name (DIR.XXXXXX.new), verified (run/whole.h), synced and renamed:
 * it is there whole or not at all. Directories have mode 0700, files 0600.
 *
 * What is restored lies in STATE/restore.XXXXXX.new until it is verified and synced; then it is
 * moved up, the settings last, for without them there is no instance. Nothing that is there is
 * touched. Links are not followed: the backup may have been anywhere meanwhile.
 *
 * Errors: DENIED where something is in the way, TEMPORARY where the disk is full and the like,
 * CONFIG where what is to be copied is not whole, or a backup's schema is newer.
 */
#pragma once

#include "run/site.h"

typedef struct JnBackup {
	gint64 mails; /* in the store */
	gint64 files; /* so many of them in files of the spool */
} JnBackup;

/* Copies `site` to `target`, which must not be there. */
gboolean jn_backup(JnSite *site, const char *target, JnBackup *ret_backup, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Makes of the backup `from` an instance in `state`, which is not there or empty. Its settings name
 * `state`, whatever they named before. Started as root, becomes the owner of `state` where it is
 * there. */
gboolean jn_restore(const char *from, const char *state, JnBackup *ret_backup, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
