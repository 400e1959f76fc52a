/*
 * measure OUT TIMES AT-ONCE INPUT COMMAND... - runs a command some times and accounts for all its processes, those too that
 * leave their parent (as those of mlmmj-receive do): they become children of this one.
 *
 * INPUT is a printf pattern with one %d for the number of the start, from 1: its standard input. OUT gets JSON: when
 * the first was started (CLOCK_MONOTONIC, nanoseconds), wall seconds until the last process was gone,
 * CPU seconds, the largest resident set of one process in KB, processes, and how many failed.
 *
 * It is small, since a process begins with the resident size of who started it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct {
	double cpu;
	long largest, processes, failed;
} sum;

static pid_t *started;
static int n_started;

static uint64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000U + (uint64_t)t.tv_nsec;
}

/* 0: there is no child. */
static int
reap(void)
{
	struct rusage use;
	int status;
	pid_t pid = wait4(-1, &status, 0, &use);

	if (pid < 0 && errno == EINTR)
		return 1;
	if (pid <= 0)
		return 0;
	sum.processes++;
	sum.cpu += (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
		   (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
	if (use.ru_maxrss > sum.largest)
		sum.largest = use.ru_maxrss;
	if (status != 0)
		sum.failed++;
	for (int i = 0; i < n_started; i++)
		if (started[i] == pid) {
			started[i] = started[--n_started];
			break;
		}
	return 1;
}

static void
start(const char *pattern, int number, char **command)
{
	char path[4096];
	pid_t pid;
	int fd;

/* The pattern is the caller's own argument. */
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(path, sizeof path, pattern, number);
#pragma GCC diagnostic pop
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		perror(path);
		exit(1);
	}
	pid = vfork();
	if (pid == 0) {
		dup2(fd, STDIN_FILENO);
		execvp(command[0], command);
		_exit(127);
	}
	close(fd);
	if (pid < 0) {
		perror("vfork");
		exit(1);
	}
	started[n_started++] = pid;
}

int
main(int argc, char **argv)
{
	int times, at_once;
	uint64_t begun;
	FILE *out;

	if (argc < 6) {
		fprintf(stderr, "usage: measure OUT TIMES AT-ONCE INPUT COMMAND...\n");
		return 64;
	}
	times = atoi(argv[2]);
	at_once = atoi(argv[3]);
	started = calloc((size_t)at_once + 1, sizeof *started);
	if (started == NULL || at_once < 1 || prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0)
		return 1;
	begun = now();
	for (int i = 1; i <= times; i++) {
		while (n_started >= at_once && reap())
			;
		start(argv[4], i, argv + 5);
	}
	while (reap())
		;
	out = fopen(argv[1], "w");
	if (out == NULL)
		return 1;
	fprintf(out,
		"{\"begun\": %llu, \"wall\": %.6f, \"cpu\": %.6f, \"largest\": %ld, "
		"\"processes\": %ld, \"failed\": %ld}\n",
		(unsigned long long)begun, (double)(now() - begun) / 1e9, sum.cpu, sum.largest,
		sum.processes, sum.failed);
	free(started);
	return fclose(out) != 0;
}
