/*
 * wake.h - tells serve that there is something to send. A datagram to STATE/run/wake; if nobody
 * listens, nothing is lost: serve looks by itself now and then.
 */
#pragma once

#include "base/config.h"

void jn_wake(const JnConfig *config);

/* The listening end, non-blocking; -1 with the error. */
int jn_wake_listen(const JnConfig *config, GError **error);
/* Takes all that came off the socket. */
void jn_wake_drain(int fd);
