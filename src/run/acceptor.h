/*
 * acceptor.h - takes the connections that come to a listening socket.
 *
 * Where none can be taken for lack of descriptors or memory the socket stays readable: it is left
 * alone for a second then, and the log has one line of it until one can be taken again. Who knocks
 * waits meanwhile.
 */
#pragma once

#include <glib.h>

typedef struct JnAcceptor JnAcceptor;

/* `accepted(peer, data)` takes over the descriptor, which does not block. `fd` stays the caller's; -1:
 * none, and nothing happens. Runs in the default main context. */
JnAcceptor *jn_acceptor_new(int fd, void (*accepted)(int peer, gpointer data), gpointer data);
void jn_acceptor_free(JnAcceptor *acceptor);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnAcceptor, jn_acceptor_free)
