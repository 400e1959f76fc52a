/*
 * serve.h - the daemon.
 *
 * Three processes. The parent owns the sockets: it answers look-ups, hears wake-ups, and keeps two
 * workers alive (worker.h), which read foreign mail, so that a library that crashes takes only one
 * of them. `journster deliver --stay` sends what the outbox holds and does what the clock owes;
 * `journster receive --lmtp` takes mail (lmtp.h).
 *
 * SIGTERM and SIGINT: the copy being sent is finished and recorded, a mail that is coming in is
 * taken to its end, then all end, status 0.
 */
#pragma once

#include "run/site.h"

/* Runs until it is told to stop. */
gboolean jn_serve(JnSite *site, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The worker: until standard input ends or SIGTERM comes. */
void jn_serve_worker(JnSite *site);
