#include "run/wake.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "run/file.h"
#include "run/socket.h"

void
jn_wake(const JnConfig *config)
{
	struct sockaddr_un address;
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return;
	if (jn_socket_address(config->state, "run/wake", &address, NULL))
		(void)sendto(fd, "", 1, MSG_NOSIGNAL, (struct sockaddr *)&address, sizeof address);
	close(fd);
}

int
jn_wake_listen(const JnConfig *config, GError **error)
{
	return jn_socket_listen_unix(config->state, "run/wake", SOCK_DGRAM, 0600, error);
}

void
jn_wake_drain(int fd)
{
	char byte[16];

	while (recv(fd, byte, sizeof byte, MSG_DONTWAIT) >= 0)
		;
}
