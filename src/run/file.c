#include "run/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void
jn_errno_set(GError **error, const char *format, ...)
{
	int cause = errno;
	g_autofree char *what = NULL;
	va_list args;

	va_start(args, format);
	what = g_strdup_vprintf(format, args);
	va_end(args);
	g_set_error(error, JN_ERROR, JN_ERROR_TEMPORARY, "%s: %s", what, g_strerror(cause));
}

GBytes *
jn_fd_read(int fd, gsize most, GError **error)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	gsize room = 65536;

	for (;;) {
		gsize len = bytes->len;
		ssize_t got;

		g_byte_array_set_size(bytes, (guint)(len + room));
		do
			got = read(fd, bytes->data + len, room);
		while (got < 0 && errno == EINTR);
		if (got < 0) {
			jn_errno_set(error, "reading");
			return NULL;
		}
		g_byte_array_set_size(bytes, (guint)(len + (gsize)got));
		if (got == 0)
			return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
		if (bytes->len > most) {
			g_set_error(error, JN_ERROR, JN_ERROR_PERMANENT,
				    "larger than %" G_GSIZE_FORMAT " bytes", most);
			return NULL;
		}
		room = CLAMP(bytes->len, 65536, 4 * 1024 * 1024);
	}
}

GBytes *
jn_file_read(const char *path, gsize most, GError **error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	GBytes *bytes;

	if (fd < 0) {
		jn_errno_set(error, "opening %s", path);
		return NULL;
	}
	bytes = jn_fd_read(fd, most, error);
	close(fd);
	if (bytes != NULL)
		return bytes;
	/* Too large a mail is refused; too large a file of ours is the operator's to mend. */
	if (error != NULL && (*error)->code == JN_ERROR_PERMANENT)
		(*error)->code = JN_ERROR_CONFIG;
	jn_error_prefix(error, "%s", path);
	return NULL;
}

static gboolean
write_all(int fd, GBytes *content)
{
	gsize left;
	const char *at = g_bytes_get_data(content, &left);

	while (left > 0) {
		ssize_t put = write(fd, at, left);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return FALSE;
		at += put;
		left -= (gsize)put;
	}
	return TRUE;
}

static gboolean
directory_sync(const char *path, GError **error)
{
	g_autofree char *directory = g_path_get_dirname(path);
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || fsync(fd) != 0) {
		jn_errno_set(error, "syncing directory %s", directory);
		if (fd >= 0)
			close(fd);
		return FALSE;
	}
	close(fd);
	return TRUE;
}

gboolean
jn_file_write(const char *path, GBytes *content, int mode, GError **error)
{
	g_autofree char *other = g_strdup_printf("%s.%d.new", path, (int)getpid());

	return jn_file_write_via(other, path, content, mode, error);
}

gboolean
jn_file_write_via(const char *other, const char *path, GBytes *content, int mode, GError **error)
{
	int fd = open(other, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	gboolean good;

	if (fd < 0) {
		jn_errno_set(error, "making %s", other);
		return FALSE;
	}
	/* An MTA may call with a umask of 077; the mode is what was asked for. */
	good = fchmod(fd, (mode_t)mode) == 0 && write_all(fd, content) && fsync(fd) == 0;
	if (!good)
		jn_errno_set(error, "writing %s", other);
	if (close(fd) != 0 && good) {
		jn_errno_set(error, "closing %s", other);
		good = FALSE;
	}
	if (good && rename(other, path) != 0) {
		jn_errno_set(error, "renaming %s", other);
		good = FALSE;
	}
	if (!good) {
		unlink(other);
		return FALSE;
	}
	return directory_sync(path, error);
}

gboolean
jn_directory_make(const char *path, GError **error)
{
	if (g_mkdir_with_parents(path, 0700) == 0)
		return TRUE;
	jn_errno_set(error, "making directory %s", path);
	return FALSE;
}
