/*
 * serve.h - the daemon.
 *
 * Two processes. The parent owns the sockets: it answers look-ups, hears wake-ups, and keeps a
 * worker alive. The worker, `journster deliver --stay`, sends what the outbox holds and does what
 * the clock owes; it alone reads foreign mail, so a library that crashes takes only it, and it is
 * started again. A byte on the worker's standard input wakes it; the end of it (the parent is gone,
 * however) stops it.
 *
 * SIGTERM and SIGINT: the copy being sent is finished and recorded, then both end, status 0.
 */
#pragma once

#include "run/site.h"

/* Runs until it is told to stop. */
gboolean jn_serve(JnSite *site, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The worker: until standard input ends or SIGTERM comes. */
void jn_serve_worker(JnSite *site);
