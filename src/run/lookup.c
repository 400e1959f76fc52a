#include "run/lookup.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "run/recipients.h"

#define REQUEST_BYTES 1000
#define CONNECTIONS 200

typedef struct Connection {
	JnLookup *lookup;
	int fd;
	guint source;
	GString *input;
} Connection;

struct JnLookup {
	JnSite *site;
	int fds[2];
	guint sources[2];
	GQueue *connections; /* Connection, the one that spoke last at the tail */
};

gssize
jn_netstring_parse(const char *data, gsize len, gsize most, const char **ret_start, gsize *ret_len)
{
	gsize at = 0;
	gsize size = 0;

	while (at < len && g_ascii_isdigit(data[at])) {
		size = size * 10 + (gsize)(data[at] - '0');
		if (size > most || ++at > 9)
			return -1;
	}
	if (at == len)
		return 0;
	if (at == 0 || data[at] != ':')
		return -1;
	at++;
	if (len - at < size + 1)
		return 0;
	if (data[at + size] != ',')
		return -1;
	*ret_start = data + at;
	*ret_len = size;
	return (gssize)(at + size + 1);
}

char *
jn_lookup_answer(JnSite *site, const char *request)
{
	const char *key = strchr(request, ' ');
	g_autoptr(GError) error = NULL;
	JnKnown known;

	if (key == NULL || key[1] == '\0')
		return g_strdup("PERM a request is MAP KEY");
	if (!jn_recipients_ask(site, key + 1, &known, &error)) {
		g_warning("look-up of %s: %s", key + 1, error->message);
		return g_strdup("TEMP the store cannot be read now");
	}
	return known == JN_KNOWN_YES ? g_strdup_printf("OK %s", key + 1) : g_strdup("NOTFOUND ");
}

static void
connection_close(Connection *connection)
{
	g_queue_remove(connection->lookup->connections, connection);
	g_source_remove(connection->source);
	close(connection->fd);
	g_string_free(connection->input, TRUE);
	g_free(connection);
}

static gboolean
reply_send(Connection *connection, const char *reply)
{
	g_autofree char *netstring = g_strdup_printf("%zu:%s,", strlen(reply), reply);
	gsize len = strlen(netstring);

	/* Replies are short: one that does not fit the socket's buffer means that the other side
	 * does not read. */
	return send(connection->fd, netstring, len, MSG_NOSIGNAL) == (ssize_t)len;
}

/* Answers all whole requests; FALSE to close. */
static gboolean
connection_answer(Connection *connection)
{
	for (;;) {
		const char *start;
		gsize len;
		gssize used = jn_netstring_parse(connection->input->str, connection->input->len,
						 REQUEST_BYTES, &start, &len);
		g_autofree char *request = NULL;
		g_autofree char *reply = NULL;

		if (used <= 0)
			return used == 0;
		request = g_strndup(start, len);
		reply = jn_lookup_answer(connection->lookup->site, request);
		if (!reply_send(connection, reply))
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
		g_queue_remove(connection->lookup->connections, connection);
		g_queue_push_tail(connection->lookup->connections, connection);
	}
	if (got <= 0 || !connection_answer(connection))
		connection_close(connection);
	return G_SOURCE_CONTINUE;
}

static gboolean
listener_ready(int fd, GIOCondition condition, gpointer data)
{
	JnLookup *self = data;
	Connection *connection;
	int peer = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	(void)condition;
	if (peer < 0)
		return G_SOURCE_CONTINUE;
	if (g_queue_get_length(self->connections) >= CONNECTIONS)
		connection_close(g_queue_peek_head(self->connections));
	connection = g_new0(Connection, 1);
	connection->lookup = self;
	connection->fd = peer;
	connection->input = g_string_new(NULL);
	connection->source =
		g_unix_fd_add(peer, G_IO_IN | G_IO_HUP | G_IO_ERR, connection_ready, connection);
	g_queue_push_tail(self->connections, connection);
	return G_SOURCE_CONTINUE;
}

JnLookup *
jn_lookup_new(JnSite *site, int unix_fd, int tcp_fd)
{
	JnLookup *self = g_new0(JnLookup, 1);

	self->site = site;
	self->connections = g_queue_new();
	self->fds[0] = unix_fd;
	self->fds[1] = tcp_fd;
	for (gsize i = 0; i < G_N_ELEMENTS(self->fds); i++)
		if (self->fds[i] >= 0)
			self->sources[i] =
				g_unix_fd_add(self->fds[i], G_IO_IN, listener_ready, self);
	return self;
}

void
jn_lookup_free(JnLookup *self)
{
	if (self == NULL)
		return;
	while (!g_queue_is_empty(self->connections))
		connection_close(g_queue_peek_head(self->connections));
	g_queue_free(self->connections);
	for (gsize i = 0; i < G_N_ELEMENTS(self->fds); i++) {
		if (self->fds[i] < 0)
			continue;
		g_source_remove(self->sources[i]);
		close(self->fds[i]);
	}
	g_free(self);
}
