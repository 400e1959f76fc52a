/*
 * shim - LD_PRELOADed into every process of an instance: writes down each call that changes the disk
 * or speaks to a mail server, and makes chosen ones fail. tests/lib/disk.py reads what it wrote.
 *
 *      SHIM_LOG     the file to append to; its first 16 octets are two counters, shared by all
 *      SHIM_ROOT    what lies below is written down with its data
 *      SHIM_KILL    N: after the Nth call the whole process group is killed
 *      SHIM_FAIL    N:WHAT or N+:WHAT (from then on): ENOSPC EIO EMFILE EINTR ..., or short: the call
 *                   does a part of what it was asked; a WHAT that cannot happen to the Nth call is
 *                   not done
 *
 * A call and its line in the log are one step for all processes: a lock is held meanwhile, but for
 * calls that wait (recv, connect). What is not written down: memory shared by SQLite (-shm), which
 * is made anew after a crash, and locks.
 *
 * The calls stand in shim-calls.c.
 *
 * Counters: the first counts calls, the second failures that were done.
 */
#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Followed by the path and the data. `extra`: of OPEN, whether it was made; of TRUNCATE the size. */
typedef struct Record {
	uint32_t length;
	uint32_t kind;
	int32_t pid;
	int32_t error;
	uint64_t call;
	uint64_t inode;
	int64_t offset;
	int64_t extra;
	uint32_t path_length;
	uint32_t data_length;
} Record;

struct Shim shim = {.log = -1, .mutex = PTHREAD_MUTEX_INITIALIZER};
struct Descriptor fds[FDS];

static const struct {
	const char *name;
	int error;
	unsigned kinds; /* bits: to which calls it can happen */
} failures[] = {
	{"ENOSPC", ENOSPC,
	 1u << OPEN | 1u << WRITE | 1u << TRUNCATE | 1u << SYNC | 1u << RENAME | 1u << MKDIR},
	{"EIO", EIO,
	 1u << OPEN | 1u << WRITE | 1u << TRUNCATE | 1u << SYNC | 1u << RENAME | 1u << UNLINK |
		 1u << MKDIR | 1u << READ | 1u << CLOSE},
	{"EMFILE", EMFILE, 1u << OPEN | 1u << SOCKET},
	{"EINTR", EINTR, 1u << OPEN | 1u << WRITE | 1u << READ | 1u << SEND | 1u << RECEIVE},
	{"ECONNRESET", ECONNRESET, 1u << SEND | 1u << RECEIVE},
	{"short", 0, 1u << WRITE | 1u << READ | 1u << SEND | 1u << RECEIVE},
};

static uint64_t
number_of(const char *variable)
{
	const char *value = getenv(variable);

	return value ? strtoull(value, NULL, 10) : 0;
}

static void
log_lock(int type)
{
	struct flock lock = {.l_type = (short)type, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1};

	while (syscall(SYS_fcntl, shim.log, F_SETLKW, &lock) != 0 && errno == EINTR)
		;
}

void
enter(void)
{
	int kept = errno;

	pthread_mutex_lock(&shim.mutex);
	log_lock(F_WRLCK);
	errno = kept;
}

void
leave(void)
{
	int kept = errno;

	log_lock(F_UNLCK);
	pthread_mutex_unlock(&shim.mutex);
	errno = kept;
}

__attribute__((constructor)) static void
begin(void)
{
	const char *log = getenv("SHIM_LOG");
	const char *root = getenv("SHIM_ROOT");
	const char *fail = getenv("SHIM_FAIL");
	char *colon;
	int fd;

	if (log == NULL || root == NULL || realpath(root, shim.root) == NULL)
		return;
	fd = (int)syscall(SYS_openat, AT_FDCWD, log, O_RDWR | O_APPEND | O_CLOEXEC, 0);
	if (fd < 0)
		return;
	shim.log = (int)syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 700);
	syscall(SYS_close, fd);
	shim.counters = mmap(NULL, 16, PROT_READ | PROT_WRITE, MAP_SHARED, shim.log, 0);
	if (shim.counters == MAP_FAILED)
		abort();
	shim.root_length = strlen(shim.root);
	shim.kill_at = number_of("SHIM_KILL");
	shim.fail_at = number_of("SHIM_FAIL");
	colon = fail ? strchr(fail, ':') : NULL;
	if (colon != NULL) {
		shim.fail_on = colon > fail && colon[-1] == '+';
		snprintf(shim.fail, sizeof shim.fail, "%s", colon + 1);
	}
	/* The mail that `receive` reads. */
	fds[0].sort = OUTSIDE;
}

int
count(Kind kind)
{
	uint64_t call = ++shim.counters[0];

	if (shim.fail_at == 0 || (shim.fail_on ? call < shim.fail_at : call != shim.fail_at))
		return 0;
	for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++)
		if (strcmp(failures[i].name, shim.fail) == 0 && (failures[i].kinds & 1u << kind)) {
			shim.counters[1]++;
			return failures[i].error ? failures[i].error : -1;
		}
	return 0;
}

void
note(Kind kind,
     int error,
     uint64_t inode,
     int64_t offset,
     int64_t extra,
     const char *path,
     const struct iovec *data,
     int parts)
{
	int kept = errno;
	struct iovec all[2 + 64];
	Record record = {0,
			 kind,
			 (int32_t)syscall(SYS_getpid),
			 error,
			 shim.counters[0],
			 inode,
			 offset,
			 extra,
			 0,
			 0};

	record.path_length = path ? (uint32_t)strlen(path) : 0;
	for (int i = 0; i < parts; i++) {
		all[2 + i] = data[i];
		record.data_length += (uint32_t)data[i].iov_len;
	}
	record.length = (uint32_t)sizeof record + record.path_length + record.data_length;
	all[0] = (struct iovec){&record, sizeof record};
	all[1] = (struct iovec){(void *)(uintptr_t)path, record.path_length};
	if (syscall(SYS_writev, shim.log, all, 2 + parts) != (long)record.length)
		abort();
	if (shim.kill_at != 0 && shim.counters[0] >= shim.kill_at)
		syscall(SYS_kill, 0, SIGKILL);
	errno = kept;
}

void
note_plain(Kind kind, int error, int fd)
{
	note(kind, error, fds[fd].inode, 0, 0, NULL, NULL, 0);
}

Sort
sort_of(int fd)
{
	return shim.log >= 0 && fd >= 0 && fd < FDS ? fds[fd].sort : OTHER;
}

int
is_inside(const char *path, const char **ret_below)
{
	size_t length = strlen(path);

	if (strncmp(path, shim.root, shim.root_length) != 0 ||
	    (path[shim.root_length] != '/' && path[shim.root_length] != '\0') ||
	    (length > 4 && strcmp(path + length - 4, "-shm") == 0))
		return 0;
	*ret_below = path + shim.root_length + (path[shim.root_length] == '/');
	return 1;
}

int
resolve(int directory, const char *path, char *ret_path)
{
	char copy[PATH_ROOM];
	char above[PATH_ROOM];
	const char *last;
	char *slash;

	if (directory != AT_FDCWD && path[0] != '/')
		return 0;
	snprintf(copy, sizeof copy, "%s", path);
	slash = strrchr(copy, '/');
	if (slash == NULL) {
		if (getcwd(above, sizeof above) == NULL)
			return 0;
	} else {
		*slash = '\0';
		if (realpath(copy[0] ? copy : "/", above) == NULL)
			return 0;
	}
	last = slash ? slash + 1 : copy;
	if (strcmp(last, ".") == 0 || last[0] == '\0')
		return snprintf(ret_path, PATH_ROOM, "%s", above) < PATH_ROOM;
	return snprintf(ret_path, PATH_ROOM, "%s/%s", above, last) < PATH_ROOM;
}
