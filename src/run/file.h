/*
 * file.h - reading and durably writing small files; where things lie below the state directory.
 *
 *      STATE/journster.conf, key, store.db    settings, keys, the database
 *      STATE/recipients                       addresses that take mail, for MTAs that read a file
 *      STATE/spool/mail/                      mails too large for the database
 *      STATE/spool/crashed/                   how often the program died on a mail
 *      STATE/run/lookup, policy, lmtp         sockets of serve, for the MTA
 *      STATE/run/wake                         one for `receive`, when there is something to send
 *      STATE/run/serve                        locked by the daemon: one at a time (serve.c)
 *      STATE/run/sending                      locked by who sends: one at a time (drain.h)
 *      STATE/run/reading                      which mail is read (mark.h)
 *      STATE/run/recipients.told              of which list recipients_command was told (recipients.h)
 */
#pragma once

#include <sys/stat.h>

#include "base/error.h"

/* Opens a regular file for reading, with further flags of open(2); a pipe would hang and a directory
 * is no file. -1 with the error. */
int jn_file_open(const char *path, int flags, struct stat *ret_status, GError **error);

/* Reads at most `most` bytes; more is JN_ERROR_CONFIG. */
GBytes *jn_file_read(const char *path, gsize most, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same of what is open already, and closes it; `path` is for the error. */
GBytes *jn_file_read_open(int fd, const char *path, gsize most, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Reads a descriptor to its end; more than `most` bytes is JN_ERROR_PERMANENT ("larger than ...").
 */
GBytes *jn_fd_read(int fd, gsize most, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes all of it, whatever a signal interrupts. FALSE with errno; then a part may be written. */
gboolean jn_fd_write(int fd, gconstpointer data, gsize len) G_GNUC_WARN_UNUSED_RESULT;

/* A file for reading and writing that has no name in `directory`, so that it is gone with whoever
 * has it open. Where the file system knows no such files, one that was named for a moment. -1 with
 * the error. */
int jn_file_nameless(const char *directory, GError **error);

/* Writes the whole file under another name, syncs it, renames it and syncs the directory: after it
 * returned TRUE the new content survives a power cut, before it the old one. Links are not
 * followed. */
gboolean jn_file_write(const char *path, GBytes *content, int mode, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* The same by way of `other`, a name in the same file system (a Maildir's tmp). */
gboolean
jn_file_write_via(const char *other, const char *path, GBytes *content, int mode, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Copies a file, which must be a file and no link, to a new one, and syncs that; its directory is
 * not synced. */
gboolean jn_file_copy(const char *from, const char *to, int mode, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* fsync: what was written to a file; the names in a directory. */
gboolean jn_path_sync(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* mkdir -p. What is made survives a power cut. */
gboolean jn_directory_make(const char *path, int mode, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* rm -r, as far as it goes. */
void jn_directory_remove(const char *path);

/* Sets JN_ERROR_TEMPORARY with the text of errno: "doing what, with what: cause". */
void jn_errno_set(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
