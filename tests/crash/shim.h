/*
 * shim.h - what shim.c (the log, and which call is to fail) has for shim-calls.c (the calls).
 */
#pragma once

#include <pthread.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>

#define FDS 1024
#define PATH_ROOM 4096

typedef enum Kind {
	OPEN = 1,
	WRITE,
	TRUNCATE,
	SYNC,
	RENAME,
	LINK,
	UNLINK,
	MKDIR,
	RMDIR,
	READ,
	CLOSE,
	SOCKET,
	SEND,
	RECEIVE,
} Kind;

/* What a descriptor is to us. */
typedef enum Sort { OTHER, OUTSIDE, INSIDE, STREAM } Sort;

extern struct Shim {
	int log;
	volatile uint64_t *counters;
	char root[PATH_ROOM];
	size_t root_length;
	uint64_t kill_at, fail_at;
	int fail_on;
	char fail[16];
	pthread_mutex_t mutex;
} shim;

extern struct Descriptor {
	Sort sort;
	uint64_t inode;
} fds[FDS];

/* A call, and its line in the log, stand between these two. */
void enter(void);
void leave(void);

/* With the lock held: counts a call. Returns 0, an error that it is to end with, or -1: it is to be
 * short. */
int count(Kind kind);

/* With the lock held: appends a line, and dies if that was the time to. */
void note(Kind kind,
	  int error,
	  uint64_t inode,
	  int64_t offset,
	  int64_t extra,
	  const char *path,
	  const struct iovec *data,
	  int parts);
void note_plain(Kind kind, int error, int fd);

Sort sort_of(int fd);

/* The root or below, and no memory that SQLite shares: TRUE with the path from there. */
int is_inside(const char *path, const char **ret_below);

/* The absolute path of a name whose last part need not be there. */
int resolve(int directory, const char *path, char *ret_path);
