/*
 * spool.h - mails too large for the database, in files of STATE/spool/mail.
 *
 * A file is written and synced, with its directory, before the transaction that names it commits;
 * so a row never names a file that is not there, while a file that no row names is swept after an
 * hour.
 */
#pragma once

#include "run/site.h"
#include "store/post.h"

/* Puts the bytes where they belong: mail->raw, or a file and mail->file. Sets mail->size. */
gboolean jn_spool_put(const JnConfig *config, JnMail *mail, GBytes *raw, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Removes the file of a mail whose transaction failed, and surely so: after a commit that failed the
 * row may still come to light. */
void jn_spool_forget(const JnConfig *config, const JnMail *mail);

/* The bytes of a mail; a file is mapped. */
GBytes *jn_spool_get(const JnConfig *config, const JnMail *mail, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Removes files older than an hour that no mail names, and notes of mails that the program died on
 * (run/child.h) after a week. */
gboolean jn_spool_sweep(JnSite *site, gint64 now, gint64 *ret_count, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
