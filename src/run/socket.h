/*
 * socket.h - listening sockets of serve.
 */
#pragma once

#include <sys/un.h>

#include "base/error.h"

/* STATE/name as a socket's address; JN_ERROR_CONFIG where it is too long for one. */
gboolean jn_socket_address(const char *state,
			   const char *name,
			   struct sockaddr_un *ret_address,
			   GError **error);

/* A listening unix socket of `type`, non-blocking, replacing one left behind. -1 with the error. */
int jn_socket_listen_unix(const char *state, const char *name, int type, int mode, GError **error);

/* A listening TCP socket on "HOST:PORT" ([v6]:PORT). -1 with the error. */
int jn_socket_listen_tcp(const char *where, GError **error);
