/*
 * worker.h - a process of ours that serve keeps running: this program with other words, `deliver
 * --stay` or `receive --lmtp=1`. It stays until it is asked to end.
 *
 * It is started anew when it ends, not at once but after two seconds, so that one that dies at the
 * start does not eat the machine. Its standard input is a pipe: an octet wakes it, the end tells it
 * that serve is gone.
 */
#pragma once

#include "run/site.h"

typedef struct JnWorker JnWorker;

/* `name`: for the log; borrowed, as are `words`, the command and its options, closed by NULL: both must
 * live as long. `fds`: copied,
 * they become 3, 4, ... in the process. `stopped(data)` is called once it has ended after
 * jn_worker_stop(). NULL where it cannot be started now. */
JnWorker *jn_worker_start(const JnSite *site,
			  const char *name,
			  const char *const *words,
			  const int *fds,
			  gsize n_fds,
			  void (*stopped)(gpointer data),
			  gpointer data,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

void jn_worker_wake(JnWorker *self);

/* Asks it to end, by SIGTERM; kills it after a minute. */
void jn_worker_stop(JnWorker *self);

gboolean jn_worker_is_running(const JnWorker *self);

/* Of one that has stopped, or that serve leaves to itself. */
void jn_worker_free(JnWorker *self);
