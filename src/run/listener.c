#include "run/listener.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "run/acceptor.h"

#define CONNECTIONS 200

typedef struct Connection {
	JnListener *listener;
	int fd;
	guint source;
	GString *input;
} Connection;

struct JnListener {
	JnListenerAnswer answer;
	gpointer data;
	int fds[2];
	JnAcceptor *acceptors[2];
	GQueue *connections; /* Connection, the one that spoke last at the tail */
};

static void
connection_close(Connection *connection)
{
	g_queue_remove(connection->listener->connections, connection);
	g_source_remove(connection->source);
	close(connection->fd);
	g_string_free(connection->input, TRUE);
	g_free(connection);
}

/* Replies are short: one that does not fit the socket's buffer means that the other side does not
 * read. */
static gboolean
reply_send(const Connection *connection, const char *reply)
{
	gsize len = strlen(reply);

	return send(connection->fd, reply, len, MSG_NOSIGNAL) == (ssize_t)len;
}

/* Answers all whole questions; FALSE to close. */
static gboolean
connection_answer(Connection *connection)
{
	const JnListener *self = connection->listener;

	for (;;) {
		g_autofree char *reply = NULL;
		gssize used = self->answer(self->data, connection->input->str,
					   connection->input->len, &reply);

		if (used <= 0)
			return used == 0;
		if (reply != NULL && !reply_send(connection, reply))
			return FALSE;
		g_string_erase(connection->input, 0, used);
	}
}

static gboolean
connection_ready(int fd, GIOCondition condition, gpointer data)
{
	Connection *connection = data;
	char buffer[2048];
	ssize_t got = recv(fd, buffer, sizeof buffer, MSG_DONTWAIT);

	(void)condition;
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return G_SOURCE_CONTINUE;
	if (got > 0) {
		g_string_append_len(connection->input, buffer, got);
		g_queue_remove(connection->listener->connections, connection);
		g_queue_push_tail(connection->listener->connections, connection);
	}
	if (got <= 0 || !connection_answer(connection))
		connection_close(connection);
	return G_SOURCE_CONTINUE;
}

static void
accepted(int peer, gpointer data)
{
	JnListener *self = data;
	Connection *connection;

	if (g_queue_get_length(self->connections) >= CONNECTIONS)
		connection_close(g_queue_peek_head(self->connections));
	connection = g_new0(Connection, 1);
	connection->listener = self;
	connection->fd = peer;
	connection->input = g_string_new(NULL);
	connection->source =
		g_unix_fd_add(peer, G_IO_IN | G_IO_HUP | G_IO_ERR, connection_ready, connection);
	g_queue_push_tail(self->connections, connection);
}

JnListener *
jn_listener_new(JnListenerAnswer answer, gpointer data, int unix_fd, int tcp_fd)
{
	JnListener *self = g_new0(JnListener, 1);

	self->answer = answer;
	self->data = data;
	self->connections = g_queue_new();
	self->fds[0] = unix_fd;
	self->fds[1] = tcp_fd;
	for (gsize i = 0; i < G_N_ELEMENTS(self->fds); i++)
		self->acceptors[i] = jn_acceptor_new(self->fds[i], accepted, self);
	return self;
}

void
jn_listener_free(JnListener *self)
{
	if (self == NULL)
		return;
	while (!g_queue_is_empty(self->connections))
		connection_close(g_queue_peek_head(self->connections));
	g_queue_free(self->connections);
	for (gsize i = 0; i < G_N_ELEMENTS(self->fds); i++) {
		jn_acceptor_free(self->acceptors[i]);
		if (self->fds[i] >= 0)
			close(self->fds[i]);
	}
	g_free(self);
}
