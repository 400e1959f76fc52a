#include "run/socket.h"

#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run/file.h"

gboolean
jn_socket_address(const char *state,
		  const char *name,
		  struct sockaddr_un *ret_address,
		  GError **error)
{
	g_autofree char *path = g_build_filename(state, name, NULL);

	memset(ret_address, 0, sizeof *ret_address);
	ret_address->sun_family = AF_UNIX;
	if (g_strlcpy(ret_address->sun_path, path, sizeof ret_address->sun_path) <
	    sizeof ret_address->sun_path)
		return TRUE;
	g_set_error(
		error, JN_ERROR, JN_ERROR_CONFIG,
		"%s is too long for a socket (at most %d octets); choose a shorter [site] state",
		path, (int)sizeof ret_address->sun_path - 1);
	return FALSE;
}

int
jn_socket_listen_unix(const char *state, const char *name, int type, int mode, GError **error)
{
	struct sockaddr_un address;
	int fd;

	if (!jn_socket_address(state, name, &address, error))
		return -1;
	fd = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0) {
		jn_errno_set(error, "making a socket");
		return -1;
	}
	unlink(address.sun_path);
	if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
	    chmod(address.sun_path, (mode_t)mode) != 0 ||
	    (type == SOCK_STREAM && listen(fd, 128) != 0)) {
		jn_errno_set(error, "listening on %s", address.sun_path);
		close(fd);
		return -1;
	}
	return fd;
}

static int
listen_one(const struct addrinfo *info)
{
	int fd = socket(info->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int one = 1;

	if (fd < 0)
		return -1;
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(fd, info->ai_addr, info->ai_addrlen) == 0 && listen(fd, 128) == 0)
		return fd;
	close(fd);
	return -1;
}

int
jn_socket_listen_tcp(const char *where, GError **error)
{
	const char *colon = strrchr(where, ':');
	g_autofree char *host = colon ? g_strndup(where, (gsize)(colon - where)) : NULL;
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
	struct addrinfo *info = NULL;
	const char *name;
	int fd;

	if (colon == NULL) {
		g_set_error(error, JN_ERROR, JN_ERROR_CONFIG, "'%s' is not HOST:PORT", where);
		return -1;
	}
	g_strdelimit(host, "[]", ' ');
	name = g_strstrip(host);
	if (getaddrinfo(name[0] ? name : NULL, colon + 1, &hints, &info) != 0) {
		g_set_error(error, JN_ERROR, JN_ERROR_CONFIG, "'%s' is no address to listen on",
			    where);
		return -1;
	}
	fd = listen_one(info);
	if (fd < 0)
		jn_errno_set(error, "listening on %s", where);
	freeaddrinfo(info);
	return fd;
}
