/*
 * mark.h - which mail a process is reading, written where it outlives the process; and how long, since
 * one has died of a mail, the next ones read none themselves.
 *
 * STATE/run/reading holds
 *      64 octets       the hash (jn_child_mail_hash()) of that mail, or NULs
 *      8 octets        until when mails are read apart; seconds UTC, of this machine's kind, or 0
 *      8 octets        how many seconds that was, of the last death
 * It is mapped: a mark costs no system call, and is there after a crash, though not after a power cut,
 * which is no mail's fault. Its blocks are on the disk from the begin, so that a full one is an error
 * of jn_mark_open() and no signal later.
 *
 * Errors: JN_ERROR_TEMPORARY where the file cannot be made: no room, no right.
 */
#pragma once

#include "base/config.h"

/* After one death a minute, and twice as long each time that another follows within as long again. */
#define JN_MARK_APART_FIRST 60
#define JN_MARK_APART_MOST 3600

typedef struct JnMark JnMark;

/* *ret_left: what the process before was reading when it died, or NULL. Caller frees. That death is
 * counted. `now`: seconds UTC. */
JnMark *jn_mark_open(const JnConfig *config, gint64 now, char **ret_left, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
void jn_mark_free(JnMark *self);

/* NULL: nothing is read now. */
void jn_mark_set(JnMark *self, const char *hash);

/* Whether mails are still to be read by a process each. */
gboolean jn_mark_is_apart(const JnMark *self, gint64 now);
