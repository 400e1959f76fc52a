/*
 * child.h - work on one foreign mail in a process of its own.
 *
 * Libraries crash on mails that somebody made for it. So the work is done in a child, bounded in
 * processor time and memory; if it dies, the mail is told to come again (temporary failure), and a
 * mail that killed it three times is put in quarantine instead: held for the operator, unread.
 */
#pragma once

#include "base/error.h"

/* Runs `work(data)` in a child and returns what it returned, an exit status 0 to 100.
 * *ret_signal is 0, or the signal that the child died of (SIGABRT too where it left with a status
 * that is none of ours, as a sanitizer makes it); the return value is then meaningless. */
gboolean jn_child_run(int (*work)(gpointer data),
		      gpointer data,
		      int *ret_status,
		      int *ret_signal,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether a death by that signal is the mail's fault and not the machine's. */
gboolean jn_child_signal_counts(int signal);

/* What a mail is known by in the notes below: SHA-256 of its bytes. Caller frees. */
char *jn_child_mail_hash(GBytes *raw) G_GNUC_WARN_UNUSED_RESULT;

/* Notes in `directory` that the program died on the mail and returns how often it did by now. */
int jn_child_count_death(const char *directory, const char *hash);
gboolean jn_child_has_died(const char *directory, const char *hash);
/* Forgets mails that it did not die on since `before`. */
void jn_child_forget_deaths(const char *directory, gint64 before);
