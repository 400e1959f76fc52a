/*
 * listener.h - clients on stream sockets that ask short questions, many a connection, one after the
 * other: look-ups (lookup.h) and policy requests (policy.h).
 *
 * Limits: 200 connections, the one that was silent longest is closed for a new one; a connection
 * that breaks the protocol, or does not read its replies, is closed.
 */
#pragma once

#include <glib.h>

typedef struct JnListener JnListener;

/* Answers the first question in `input`. Returns the octets it takes up, with *ret_reply (taken
 * over) to be sent as it is; 0: it is not all there yet; -1: the connection is to be closed. */
typedef gssize (*JnListenerAnswer)(gpointer data, const char *input, gsize len, char **ret_reply);

/* Takes over the descriptors; -1 for none. Runs in the default main context. */
JnListener *jn_listener_new(JnListenerAnswer answer, gpointer data, int unix_fd, int tcp_fd);
void jn_listener_free(JnListener *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnListener, jn_listener_free)
