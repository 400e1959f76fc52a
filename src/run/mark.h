/*
 * mark.h - which mail a process is reading, written where it outlives the process.
 *
 * STATE/run/reading holds the hash (jn_child_mail_hash()) of that mail, or NULs. It is mapped: a
 * mark costs no system call, and is there after a crash, though not after a power cut, which is no
 * mail's fault.
 */
#pragma once

#include "base/config.h"

typedef struct JnMark JnMark;

/* *ret_left: what the process before was reading when it died, or NULL. Caller frees. */
JnMark *jn_mark_open(const JnConfig *config, char **ret_left, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
void jn_mark_free(JnMark *self);

/* NULL: nothing is read now. */
void jn_mark_set(JnMark *self, const char *hash);
