/*
 * The calls that shim.c writes down, in place of the C library's.
 */
#include "shim.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))
#define REAL(name) ((__typeof__(&name))real(#name))

static void *
real(const char *name)
{
	void *found = dlsym(RTLD_NEXT, name);

	if (found == NULL)
		abort();
	return found;
}

/* ---- opening and closing ---- */

static int
open_any(int directory, const char *path, int flags, mode_t mode)
{
	char full[PATH_ROOM];
	const char *below = NULL;
	struct stat status;
	int inside = shim.log >= 0 && resolve(directory, path, full) && is_inside(full, &below);
	int made;
	int error;
	int fd;

	if (shim.log < 0)
		return (int)syscall(SYS_openat, directory, path, flags, mode);
	enter();
	error = inside || (flags & O_ACCMODE) == O_RDONLY ? count(OPEN) : 0;
	if (error > 0) {
		note(OPEN, error, 0, 0, 0, inside ? below : NULL, NULL, 0);
		leave();
		errno = error;
		return -1;
	}
	made = inside && (flags & O_CREAT) &&
	       syscall(SYS_newfstatat, AT_FDCWD, full, &status, 0) != 0;
	fd = (int)syscall(SYS_openat, directory, path, flags, mode);
	if (fd >= 0 && fd < FDS) {
		fds[fd].sort = OTHER;
		/* A file without a name is gone with the process. */
		if ((flags & O_TMPFILE) == O_TMPFILE)
			inside = 0;
		if (inside && syscall(SYS_fstat, fd, &status) == 0) {
			fds[fd].sort = INSIDE;
			fds[fd].inode = (uint64_t)status.st_ino;
			note(OPEN, 0, fds[fd].inode, flags & O_TRUNC ? 1 : 0, made, below, NULL, 0);
		} else if ((flags & O_ACCMODE) == O_RDONLY) {
			fds[fd].sort = OUTSIDE;
			fds[fd].inode = 0;
			note(OPEN, 0, 0, 0, 0, NULL, NULL, 0);
		}
	}
	leave();
	return fd;
}

#define OPENS(name, name_at)                                                                       \
	EXPORT int name(const char *path, int flags, ...)                                          \
	{                                                                                          \
		va_list args;                                                                      \
		mode_t mode;                                                                       \
                                                                                                   \
		va_start(args, flags);                                                             \
		mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0;                   \
		va_end(args);                                                                      \
		return open_any(AT_FDCWD, path, flags, mode);                                      \
	}                                                                                          \
	EXPORT int name_at(int directory, const char *path, int flags, ...)                        \
	{                                                                                          \
		va_list args;                                                                      \
		mode_t mode;                                                                       \
                                                                                                   \
		va_start(args, flags);                                                             \
		mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0;                   \
		va_end(args);                                                                      \
		return open_any(directory, path, flags, mode);                                     \
	}

OPENS(open, openat)
OPENS(open64, openat64)

EXPORT int
creat(const char *path, mode_t mode)
{
	return open_any(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

/* What -D_FORTIFY_SOURCE makes of calls without a mode. */
int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);

EXPORT int
__open_2(const char *path, int flags)
{
	return open_any(AT_FDCWD, path, flags, 0);
}

EXPORT int
__open64_2(const char *path, int flags)
{
	return open_any(AT_FDCWD, path, flags, 0);
}

EXPORT int
close(int fd)
{
	Sort sort = sort_of(fd);
	int error = 0;
	int result;

	if (sort == OTHER)
		return (int)syscall(SYS_close, fd);
	enter();
	if (sort == INSIDE)
		error = count(CLOSE);
	result = (int)syscall(SYS_close, fd);
	if (sort == INSIDE)
		note_plain(CLOSE, error, fd);
	fds[fd].sort = OTHER;
	leave();
	if (error > 0) {
		errno = error;
		return -1;
	}
	return result;
}

/* ---- files ---- */

static size_t
part(size_t length)
{
	return length > 1 ? length / 2 : length;
}

/* At the descriptor's place where offset is -1. */
static ssize_t
write_any(int fd, const struct iovec *data, int parts, int64_t offset)
{
	struct iovec cut;
	int64_t at = offset;
	ssize_t result;
	int error;

	if (parts > 64)
		abort();
	enter();
	error = count(WRITE);
	if (error > 0) {
		note_plain(WRITE, error, fd);
		leave();
		errno = error;
		return -1;
	}
	if (error < 0) {
		cut = (struct iovec){data[0].iov_base, part(data[0].iov_len)};
		data = &cut;
		parts = 1;
	}
	result = offset < 0 ? syscall(SYS_writev, fd, data, parts)
			    : syscall(SYS_pwritev, fd, data, parts, offset, 0);
	if (result >= 0) {
		struct iovec done[64];
		size_t left = (size_t)result;
		int used = 0;

		if (offset < 0)
			at = syscall(SYS_lseek, fd, 0, SEEK_CUR) - result;
		for (; used < parts && left > 0; used++) {
			done[used] = data[used];
			if (done[used].iov_len > left)
				done[used].iov_len = left;
			left -= done[used].iov_len;
		}
		note(WRITE, 0, fds[fd].inode, at, 0, NULL, done, used);
	}
	leave();
	return result;
}

static ssize_t
send_any(int fd,
	 const void *data,
	 size_t length,
	 int flags,
	 const struct sockaddr *to,
	 socklen_t to_length)
{
	struct iovec done = {(void *)(uintptr_t)data, 0};
	ssize_t result;
	int error;

	enter();
	error = count(SEND);
	leave();
	if (error > 0) {
		errno = error;
		return -1;
	}
	result = syscall(SYS_sendto, fd, data, error < 0 ? part(length) : length, flags, to,
			 to_length);
	enter();
	done.iov_len = result > 0 ? (size_t)result : 0;
	note(SEND, result < 0 ? errno : 0, (uint64_t)fd, 0, 0, NULL, &done, 1);
	leave();
	return result;
}

static ssize_t
receive_any(int fd, void *data, size_t length, int flags)
{
	struct iovec done = {data, 0};
	ssize_t result;
	int error;

	enter();
	error = count(RECEIVE);
	leave();
	if (error > 0) {
		errno = error;
		return -1;
	}
	result = syscall(SYS_recvfrom, fd, data, error < 0 && length > 0 ? 1 : length, flags, NULL,
			 NULL);
	enter();
	done.iov_len = result > 0 ? (size_t)result : 0;
	note(RECEIVE, result < 0 ? errno : 0, (uint64_t)fd, 0, 0, NULL, &done, 1);
	leave();
	return result;
}

/* The lock is not held: standard input may be waited for. */
static ssize_t
read_any(int fd, void *data, size_t length, int64_t offset)
{
	int error;

	enter();
	error = count(READ);
	note_plain(READ, error > 0 ? error : 0, fd);
	leave();
	if (error > 0) {
		errno = error;
		return -1;
	}
	if (error < 0)
		length = part(length);
	return offset < 0 ? syscall(SYS_read, fd, data, length)
			  : syscall(SYS_pread64, fd, data, length, offset);
}

EXPORT ssize_t
write(int fd, const void *data, size_t length)
{
	struct iovec one = {(void *)(uintptr_t)data, length};

	switch (sort_of(fd)) {
	case INSIDE:
		return write_any(fd, &one, 1, -1);
	case STREAM:
		return send_any(fd, data, length, 0, NULL, 0);
	case OTHER:
	case OUTSIDE:
		break;
	}
	return syscall(SYS_write, fd, data, length);
}

EXPORT ssize_t
pwrite(int fd, const void *data, size_t length, off_t offset)
{
	struct iovec one = {(void *)(uintptr_t)data, length};

	return sort_of(fd) == INSIDE ? write_any(fd, &one, 1, offset)
				     : syscall(SYS_pwrite64, fd, data, length, offset);
}

EXPORT ssize_t
pwrite64(int fd, const void *data, size_t length, off64_t offset)
{
	return pwrite(fd, data, length, offset);
}

EXPORT ssize_t
writev(int fd, const struct iovec *data, int parts)
{
	return sort_of(fd) == INSIDE ? write_any(fd, data, parts, -1)
				     : syscall(SYS_writev, fd, data, parts);
}

EXPORT ssize_t
pwritev(int fd, const struct iovec *data, int parts, off_t offset)
{
	return sort_of(fd) == INSIDE ? write_any(fd, data, parts, offset)
				     : syscall(SYS_pwritev, fd, data, parts, offset, 0);
}

EXPORT ssize_t
pwritev64(int fd, const struct iovec *data, int parts, off64_t offset)
{
	return pwritev(fd, data, parts, offset);
}

EXPORT ssize_t
read(int fd, void *data, size_t length)
{
	switch (sort_of(fd)) {
	case INSIDE:
	case OUTSIDE:
		return read_any(fd, data, length, -1);
	case STREAM:
		return receive_any(fd, data, length, 0);
	case OTHER:
		break;
	}
	return syscall(SYS_read, fd, data, length);
}

EXPORT ssize_t
pread(int fd, void *data, size_t length, off_t offset)
{
	return sort_of(fd) == INSIDE ? read_any(fd, data, length, offset)
				     : syscall(SYS_pread64, fd, data, length, offset);
}

EXPORT ssize_t
pread64(int fd, void *data, size_t length, off64_t offset)
{
	return pread(fd, data, length, offset);
}

ssize_t __read_chk(int fd, void *data, size_t length, size_t room);
ssize_t __pread64_chk(int fd, void *data, size_t length, off64_t offset, size_t room);
ssize_t __pread_chk(int fd, void *data, size_t length, off_t offset, size_t room);
ssize_t __recv_chk(int fd, void *data, size_t length, size_t room, int flags);

EXPORT ssize_t
__read_chk(int fd, void *data, size_t length, size_t room)
{
	if (length > room)
		abort();
	return read(fd, data, length);
}

EXPORT ssize_t
__pread_chk(int fd, void *data, size_t length, off_t offset, size_t room)
{
	if (length > room)
		abort();
	return pread(fd, data, length, offset);
}

EXPORT ssize_t
__pread64_chk(int fd, void *data, size_t length, off64_t offset, size_t room)
{
	return __pread_chk(fd, data, length, offset, room);
}

EXPORT int
ftruncate(int fd, off_t size)
{
	int error;
	int result;

	if (sort_of(fd) != INSIDE)
		return (int)syscall(SYS_ftruncate, fd, size);
	enter();
	error = count(TRUNCATE);
	result = error > 0 ? -1 : (int)syscall(SYS_ftruncate, fd, size);
	if (error > 0)
		errno = error;
	note(TRUNCATE, result == 0 ? 0 : errno, fds[fd].inode, 0, size, NULL, NULL, 0);
	leave();
	return result;
}

EXPORT int
ftruncate64(int fd, off64_t size)
{
	return ftruncate(fd, size);
}

/* Only growing is known of, and no test fails by it: a file system need not offer it. */
EXPORT int
fallocate(int fd, int mode, off_t offset, off_t length)
{
	if (sort_of(fd) != INSIDE)
		return (int)syscall(SYS_fallocate, fd, mode, offset, length);
	errno = EOPNOTSUPP;
	return -1;
}

EXPORT int
fallocate64(int fd, int mode, off64_t offset, off64_t length)
{
	return fallocate(fd, mode, offset, length);
}

EXPORT int
posix_fallocate(int fd, off_t offset, off_t length)
{
	return sort_of(fd) == INSIDE ? EOPNOTSUPP : REAL(posix_fallocate)(fd, offset, length);
}

EXPORT int
posix_fallocate64(int fd, off64_t offset, off64_t length)
{
	return posix_fallocate(fd, offset, length);
}

static int
sync_any(long call, int fd)
{
	int error;
	int result;

	if (sort_of(fd) != INSIDE)
		return (int)syscall(call, fd);
	enter();
	error = count(SYNC);
	result = error > 0 ? -1 : (int)syscall(call, fd);
	if (error > 0)
		errno = error;
	note_plain(SYNC, result == 0 ? 0 : errno, fd);
	leave();
	return result;
}

EXPORT int
fsync(int fd)
{
	return sync_any(SYS_fsync, fd);
}

EXPORT int
fdatasync(int fd)
{
	return sync_any(SYS_fdatasync, fd);
}

/* ---- names ---- */

/* A call that changes the name `path`, and with `to` another. */
static int
name_any(Kind kind, long call, int directory, const char *path, const char *to, long argument)
{
	char full[PATH_ROOM];
	char full_to[PATH_ROOM];
	const char *below;
	const char *below_to = NULL;
	struct iovec data;
	int error;
	int result;
	int inside =
		shim.log >= 0 && resolve(directory, path, full) && is_inside(full, &below) &&
		(to == NULL || (resolve(AT_FDCWD, to, full_to) && is_inside(full_to, &below_to)));

	if (inside) {
		enter();
		error = count(kind);
	} else {
		error = 0;
	}
	if (error > 0) {
		errno = error;
		result = -1;
	} else if (kind == RENAME) {
		result = (int)syscall(call, directory, path, AT_FDCWD, to, argument);
	} else if (kind == LINK) {
		result = (int)syscall(call, directory, path, AT_FDCWD, to, argument);
	} else {
		result = (int)syscall(call, directory, path, argument);
	}
	if (inside) {
		data = (struct iovec){(void *)(uintptr_t)below_to, below_to ? strlen(below_to) : 0};
		note(kind, result == 0 ? 0 : errno, 0, 0, 0, below, &data, 1);
		leave();
	}
	return result;
}

EXPORT int
rename(const char *from, const char *to)
{
	return name_any(RENAME, SYS_renameat2, AT_FDCWD, from, to, 0);
}

EXPORT int
link(const char *from, const char *to)
{
	return name_any(LINK, SYS_linkat, AT_FDCWD, from, to, 0);
}

EXPORT int
unlink(const char *path)
{
	return name_any(UNLINK, SYS_unlinkat, AT_FDCWD, path, NULL, 0);
}

EXPORT int
rmdir(const char *path)
{
	return name_any(RMDIR, SYS_unlinkat, AT_FDCWD, path, NULL, AT_REMOVEDIR);
}

EXPORT int
mkdir(const char *path, mode_t mode)
{
	return name_any(MKDIR, SYS_mkdirat, AT_FDCWD, path, NULL, (long)mode);
}

/* ---- sockets ---- */

EXPORT int
socket(int domain, int type, int protocol)
{
	int stream =
		(type & SOCK_STREAM) == SOCK_STREAM && (domain == AF_INET || domain == AF_INET6);
	int error = 0;
	int fd;

	if (shim.log < 0)
		return (int)syscall(SYS_socket, domain, type, protocol);
	enter();
	error = count(SOCKET);
	fd = error > 0 ? -1 : (int)syscall(SYS_socket, domain, type, protocol);
	if (error > 0)
		errno = error;
	if (fd >= 0 && fd < FDS)
		fds[fd].sort = stream ? STREAM : OTHER;
	note(SOCKET, error, 0, 0, 0, NULL, NULL, 0);
	leave();
	return fd;
}

EXPORT ssize_t
recv(int fd, void *data, size_t length, int flags)
{
	return sort_of(fd) == STREAM ? receive_any(fd, data, length, flags)
				     : syscall(SYS_recvfrom, fd, data, length, flags, NULL, NULL);
}

EXPORT ssize_t
__recv_chk(int fd, void *data, size_t length, size_t room, int flags)
{
	if (length > room)
		abort();
	return recv(fd, data, length, flags);
}

EXPORT ssize_t
send(int fd, const void *data, size_t length, int flags)
{
	return sort_of(fd) == STREAM ? send_any(fd, data, length, flags, NULL, 0)
				     : syscall(SYS_sendto, fd, data, length, flags, NULL, 0);
}
