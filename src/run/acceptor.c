#include "run/acceptor.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/socket.h>

#define PAUSE_SECONDS 1

struct JnAcceptor {
	int fd;
	guint source; /* of the socket or of the pause; 0: none */
	gboolean is_short;
	void (*accepted)(int peer, gpointer data);
	gpointer data;
};

static void watch(JnAcceptor *self);

static gboolean
pause_over(gpointer data)
{
	watch(data);
	return G_SOURCE_REMOVE;
}

static gboolean
ready(int fd, GIOCondition condition, gpointer data)
{
	JnAcceptor *self = data;
	int peer = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	(void)condition;
	if (peer >= 0) {
		self->is_short = FALSE;
		self->accepted(peer, self->data);
		return G_SOURCE_CONTINUE;
	}
	/* Whoever knocked has gone (accept(2) names these, and those of the network). */
	if (errno != EMFILE && errno != ENFILE && errno != ENOMEM && errno != ENOBUFS)
		return G_SOURCE_CONTINUE;
	if (!self->is_short)
		g_warning("taking a connection: %s; those who connect wait", g_strerror(errno));
	self->is_short = TRUE;
	self->source = g_timeout_add_seconds(PAUSE_SECONDS, pause_over, self);
	return G_SOURCE_REMOVE;
}

static void
watch(JnAcceptor *self)
{
	self->source = g_unix_fd_add(self->fd, G_IO_IN, ready, self);
}

JnAcceptor *
jn_acceptor_new(int fd, void (*accepted)(int peer, gpointer data), gpointer data)
{
	JnAcceptor *self = g_new0(JnAcceptor, 1);

	self->fd = fd;
	self->accepted = accepted;
	self->data = data;
	if (fd >= 0)
		watch(self);
	return self;
}

void
jn_acceptor_free(JnAcceptor *self)
{
	if (self == NULL)
		return;
	if (self->source != 0)
		g_source_remove(self->source);
	g_free(self);
}
