#include "run/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
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

int
jn_file_open(const char *path, int flags, struct stat *ret_status, GError **error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags);

	if (fd < 0) {
		jn_errno_set(error, "opening %s", path);
		return -1;
	}
	if (fstat(fd, ret_status) == 0 && S_ISREG(ret_status->st_mode))
		return fd;
	g_set_error(error, JN_ERROR, JN_ERROR_CONFIG, "%s is not a file", path);
	close(fd);
	return -1;
}

GBytes *
jn_file_read(const char *path, gsize most, GError **error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0)
		return jn_file_read_open(fd, path, most, error);
	jn_errno_set(error, "opening %s", path);
	return NULL;
}

GBytes *
jn_file_read_open(int fd, const char *path, gsize most, GError **error)
{
	GBytes *bytes = jn_fd_read(fd, most, error);

	close(fd);
	if (bytes != NULL)
		return bytes;
	/* Too large a mail is refused; too large a file of ours is the operator's to mend. */
	if (error != NULL && (*error)->code == JN_ERROR_PERMANENT)
		(*error)->code = JN_ERROR_CONFIG;
	jn_error_prefix(error, "%s", path);
	return NULL;
}

gboolean
jn_fd_write(int fd, gconstpointer data, gsize len)
{
	const char *at = data;

	while (len > 0) {
		ssize_t put = write(fd, at, len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return FALSE;
		at += put;
		len -= (gsize)put;
	}
	return TRUE;
}

static gboolean
write_all(int fd, GBytes *content)
{
	gsize len;
	gconstpointer data = g_bytes_get_data(content, &len);

	return jn_fd_write(fd, data, len);
}

int
jn_file_nameless(const char *directory, GError **error)
{
	g_autofree char *name = g_build_filename(directory, "unnamed.XXXXXX", NULL);
	int fd = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	/* What file systems say that have none (open(2)). */
	if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT)) {
		fd = mkostemp(name, O_CLOEXEC);
		if (fd >= 0)
			unlink(name);
	}
	if (fd < 0)
		jn_errno_set(error, "making a file in %s", directory);
	return fd;
}

gboolean
jn_path_sync(const char *path, GError **error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fsync(fd) != 0) {
		jn_errno_set(error, "syncing %s", path);
		if (fd >= 0)
			close(fd);
		return FALSE;
	}
	close(fd);
	return TRUE;
}

/* The directory that names `path`. */
static gboolean
name_sync(const char *path, GError **error)
{
	g_autofree char *directory = g_path_get_dirname(path);

	return jn_path_sync(directory, error);
}

gboolean
jn_file_write(const char *path, GBytes *content, int mode, GError **error)
{
	g_autofree char *other = g_strdup_printf("%s.%d.new", path, (int)getpid());

	return jn_file_write_via(other, path, content, mode, error);
}

/* A file that was not there before: what lies in its place is of a process that died, or was put
 * there to lead the bytes elsewhere, and goes. */
static int
file_make(const char *path, int mode)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = open(path, flags, mode);

	if (fd < 0 && errno == EEXIST && unlink(path) == 0)
		fd = open(path, flags, mode);
	return fd;
}

gboolean
jn_file_write_via(const char *other, const char *path, GBytes *content, int mode, GError **error)
{
	int fd = file_make(other, mode);
	gboolean good;

	if (fd < 0) {
		jn_errno_set(error, "making %s", other);
		return FALSE;
	}
	/* Whatever the umask; the mode is what was asked for. */
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
	return name_sync(path, error);
}

/* 0, or -1 with errno. */
static int
fd_copy(int from, int to)
{
	char block[65536];

	for (;;) {
		ssize_t got = read(from, block, sizeof block);

		if (got == 0)
			return 0;
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (!jn_fd_write(to, block, (gsize)got))
			return -1;
	}
}

gboolean
jn_file_copy(const char *from, const char *to, int mode, GError **error)
{
	int source = open(from, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	int copy;
	struct stat status;
	gboolean good;

	if (source < 0 || fstat(source, &status) != 0 || !S_ISREG(status.st_mode)) {
		if (source >= 0) {
			errno = EINVAL;
			jn_errno_set(error, "reading %s, which is no file", from);
			close(source);
		} else {
			jn_errno_set(error, "reading %s", from);
		}
		return FALSE;
	}
	copy = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	good = copy >= 0 && fd_copy(source, copy) == 0 && fsync(copy) == 0;
	if (!good)
		jn_errno_set(error, "copying %s to %s", from, to);
	close(source);
	if (copy >= 0 && close(copy) != 0 && good) {
		jn_errno_set(error, "closing %s", to);
		good = FALSE;
	}
	return good;
}

gboolean
jn_directory_make(const char *path, int mode, GError **error)
{
	g_autofree char *above = g_path_get_dirname(path);

	if (mkdir(path, (mode_t)mode) == 0)
		return name_sync(path, error);
	if (errno == EEXIST && g_file_test(path, G_FILE_TEST_IS_DIR))
		return TRUE;
	/* As deep as the path that the operator wrote. */
	if (errno == ENOENT && !g_str_equal(above, path)) {
		if (!jn_directory_make(above, mode, error))
			return FALSE;
		if (mkdir(path, (mode_t)mode) == 0)
			return name_sync(path, error);
	}
	jn_errno_set(error, "making directory %s", path);
	return FALSE;
}

void
jn_directory_remove(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *below = g_build_filename(path, name, NULL);

		if (unlink(below) != 0)
			jn_directory_remove(below);
	}
	(void)rmdir(path);
}
