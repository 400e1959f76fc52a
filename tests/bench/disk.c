/*
 * disk commits | append DIR SECONDS [THREADS] - what one durable mail of 5 KB costs on this disk at least.
 *
 *   commits  a row a transaction in SQLite, as the store has it (WAL, synchronous=FULL)
 *   append   THREADS files, to each write + fdatasync
 *
 * Prints how many there were a second. What it writes stays in DIR.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#define BYTES 5120

static const char *directory;
static double end;

static void
die(const char *what)
{
	perror(what);
	exit(1);
}

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
sql(sqlite3 *db, int result)
{
	if (result == SQLITE_OK || result == SQLITE_DONE)
		return;
	fprintf(stderr, "disk: %s\n", sqlite3_errmsg(db));
	exit(1);
}

static long
commits(void)
{
	static char bytes[BYTES];
	char path[4096];
	sqlite3 *db;
	sqlite3_stmt *insert;
	long n = 0;

	snprintf(path, sizeof path, "%s/commits.db", directory);
	sql(NULL, sqlite3_open(path, &db));
	sql(db, sqlite3_exec(db,
			     "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
			     "CREATE TABLE mail (id INTEGER PRIMARY KEY, raw BLOB)",
			     NULL, NULL, NULL));
	sql(db, sqlite3_prepare_v2(db, "INSERT INTO mail (raw) VALUES (?)", -1, &insert, NULL));
	memset(bytes, 'x', sizeof bytes);
	for (; seconds() < end; n++) {
		sql(db, sqlite3_bind_blob(insert, 1, bytes, sizeof bytes, SQLITE_STATIC));
		sql(db, sqlite3_step(insert));
		sql(db, sqlite3_reset(insert));
	}
	sqlite3_finalize(insert);
	sqlite3_close(db);
	return n;
}

static void *
append(void *data)
{
	static char bytes[BYTES];
	long *count = data;
	char path[4096];
	int fd;

	snprintf(path, sizeof path, "%s/append.%p", directory, data);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0)
		die(path);
	for (; seconds() < end; ++*count)
		if (write(fd, bytes, sizeof bytes) != sizeof bytes || fdatasync(fd) != 0)
			die(path);
	close(fd);
	return NULL;
}

static long
append_all(int threads)
{
	pthread_t *all = calloc((size_t)threads, sizeof *all);
	long *counts = calloc((size_t)threads, sizeof *counts);
	long n = 0;

	if (all == NULL || counts == NULL)
		die("calloc");
	for (int i = 0; i < threads; i++)
		if (pthread_create(&all[i], NULL, append, &counts[i]) != 0)
			die("pthread_create");
	for (int i = 0; i < threads; i++) {
		pthread_join(all[i], NULL);
		n += counts[i];
	}
	free(all);
	free(counts);
	return n;
}

int
main(int argc, char **argv)
{
	double begun = seconds();
	long n;

	if (argc < 4) {
		fprintf(stderr, "usage: disk commits | append DIR SECONDS [THREADS]\n");
		return 64;
	}
	directory = argv[2];
	end = begun + atof(argv[3]);
	n = strcmp(argv[1], "commits") == 0 ? commits() : append_all(argc > 4 ? atoi(argv[4]) : 1);
	printf("%.1f\n", (double)n / (seconds() - begun));
	return 0;
}
