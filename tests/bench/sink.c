/*
 * sink PORT STATS [-q] - an SMTP server on loopback that takes everything and counts it.
 *
 * STATS is a file of nine numbers (struct Stats) that is mapped, so that whoever maps it too knows at any
 * time how many recipients there were, and when the last came. SIGUSR1: the numbers, and every recipient
 * since the last time, are written to STATS.log, a line each, and the numbers begin again; `dumps` says
 * when that is done. It is for the reader of the log to see that each came once.
 *
 * -q: what came is acknowledged at once (TCP_QUICKACK). A client that writes a mail in several pieces
 * without TCP_NODELAY otherwise waits 40 ms for each: mlmmj is at its best with it.
 *
 * One thread, since more would take the clients' cores. It offers PIPELINING, 8BITMIME, SMTPUTF8, SIZE,
 * ENHANCEDSTATUSCODES and XVERP, and reads what it needs of RFC 5321: MAIL, RCPT, DATA, RSET, NOOP, QUIT.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define LINE_MAX_BYTES 4096
#define EVENTS 64

/* In the order in which tests/bench/lib.py reads it. Times are CLOCK_MONOTONIC in nanoseconds. */
struct Stats {
	uint64_t ready, sessions, mails, recipients, bytes, first, last, dumps, wrong;
};

/* Where in the end of the data, CR LF . CR LF, we are. The data begins at the start of a line. */
enum Dot { TEXT, CR, LINE, DOT, DOT_CR };

struct Buffer {
	char *bytes;
	size_t len, room;
};

struct Connection {
	int fd;
	int in_data, in_mail, closing;
	unsigned recipients;
	enum Dot dot;
	struct Buffer line, out, names;
};

static struct Stats *stats;
static struct Buffer taken;
static int quick;
static volatile sig_atomic_t asked, ended;

static void
die(const char *what)
{
	perror(what);
	exit(1);
}

static void
append(struct Buffer *to, const char *bytes, size_t len)
{
	if (to->len + len > to->room) {
		to->room = (to->len + len) * 2 + 256;
		to->bytes = realloc(to->bytes, to->room);
		if (to->bytes == NULL)
			die("realloc");
	}
	memcpy(to->bytes + to->len, bytes, len);
	to->len += len;
}

static void
say(struct Connection *c, const char *reply)
{
	append(&c->out, reply, strlen(reply));
}

static uint64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000U + (uint64_t)t.tv_nsec;
}

static void
mail_end(struct Connection *c)
{
	append(&taken, c->names.bytes, c->names.len);
	stats->mails++;
	stats->last = now();
	/* Last: who waits for the number may read the others then. */
	__atomic_add_fetch(&stats->recipients, c->recipients, __ATOMIC_RELEASE);
	c->in_data = c->in_mail = 0;
	say(c, "250 2.0.0 taken\r\n");
}

static void
recipient(struct Connection *c, const char *line, size_t len)
{
	const char *from = memchr(line, '<', len);
	const char *to = from == NULL ? NULL : memchr(from, '>', len - (size_t)(from - line));

	if (!c->in_mail || to == NULL) {
		stats->wrong++;
		say(c, "503 5.5.1 no\r\n");
		return;
	}
	append(&c->names, from + 1, (size_t)(to - from) - 1);
	append(&c->names, "\n", 1);
	c->recipients++;
	say(c, "250 2.1.5 ok\r\n");
}

static int
begins(const char *line, size_t len, const char *word)
{
	size_t n = strlen(word);

	return len >= n && strncasecmp(line, word, n) == 0;
}

static void
mail_begin(struct Connection *c)
{
	c->in_mail = 1;
	c->recipients = 0;
	c->names.len = 0;
}

static void
command(struct Connection *c, const char *line, size_t len)
{
	if (begins(line, len, "RCPT TO:")) {
		recipient(c, line, len);
	} else if (begins(line, len, "MAIL FROM:") && !c->in_mail) {
		mail_begin(c);
		say(c, "250 2.1.0 ok\r\n");
	} else if (begins(line, len, "DATA") && c->in_mail && c->recipients > 0) {
		c->in_data = 1;
		c->dot = LINE;
		say(c, "354 go on\r\n");
	} else if (begins(line, len, "EHLO")) {
		say(c, "250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
		       "250-ENHANCEDSTATUSCODES\r\n250-XVERP\r\n250 SIZE 0\r\n");
	} else if (begins(line, len, "RSET") || begins(line, len, "NOOP") ||
		   begins(line, len, "HELO")) {
		c->in_mail = c->in_mail && !begins(line, len, "RSET");
		say(c, "250 2.0.0 ok\r\n");
	} else if (begins(line, len, "QUIT")) {
		c->closing = 1;
		say(c, "221 2.0.0 bye\r\n");
	} else {
		stats->wrong++;
		say(c, "500 5.5.1 what\r\n");
	}
}

/* How many of the bytes are the mail's; its end may be among them. */
static size_t
data(struct Connection *c, const char *bytes, size_t len)
{
	static const enum Dot after_cr[] = {CR, CR, CR, DOT_CR, CR};
	size_t i = 0;

	while (i < len) {
		char b;

		if (c->dot == TEXT) {
			const char *cr = memchr(bytes + i, '\r', len - i);

			if (cr == NULL)
				return len;
			i = (size_t)(cr - bytes);
		}
		b = bytes[i++];
		if (b == '\n' && c->dot == DOT_CR) {
			mail_end(c);
			return i;
		}
		if (b == '\r')
			c->dot = after_cr[c->dot];
		else if (b == '\n' && c->dot == CR)
			c->dot = LINE;
		else
			c->dot = b == '.' && c->dot == LINE ? DOT : TEXT;
	}
	return len;
}

/* One line of the bytes, joined with what was there of it before; or all of them, if none ends. */
static size_t
line(struct Connection *c, const char *bytes, size_t len)
{
	const char *end = memchr(bytes, '\n', len);
	size_t used = end == NULL ? len : (size_t)(end - bytes) + 1;

	if (end != NULL && c->line.len == 0) {
		command(c, bytes, used);
		return used;
	}
	append(&c->line, bytes, used);
	if (c->line.len > LINE_MAX_BYTES)
		c->closing = 1;
	if (end != NULL) {
		command(c, c->line.bytes, c->line.len);
		c->line.len = 0;
	}
	return used;
}

static void
drop(struct Connection *c)
{
	close(c->fd);
	free(c->line.bytes);
	free(c->out.bytes);
	free(c->names.bytes);
	free(c);
}

/* -1: the peer is gone. Replies are short and a client reads them, or waits for it. */
static int
flush(struct Connection *c)
{
	size_t at = 0;

	while (at < c->out.len) {
		ssize_t n = send(c->fd, c->out.bytes + at, c->out.len - at, MSG_NOSIGNAL);

		if (n < 0 && errno != EINTR)
			return -1;
		at += n < 0 ? 0 : (size_t)n;
	}
	c->out.len = 0;
	return 0;
}

/* 0: the connection has ended. */
static int
serve(struct Connection *c)
{
	static char bytes[256 * 1024];
	static const int on = 1;
	ssize_t len = recv(c->fd, bytes, sizeof bytes, MSG_DONTWAIT);
	size_t at = 0;

	if (len < 0 && (errno == EINTR || errno == EAGAIN))
		return 1;
	if (len <= 0)
		return 0;
	if (quick)
		setsockopt(c->fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
	while (at < (size_t)len && !c->closing) {
		size_t used;

		if (c->in_data) {
			used = data(c, bytes + at, (size_t)len - at);
			stats->bytes += used;
		} else {
			used = line(c, bytes + at, (size_t)len - at);
		}
		at += used;
	}
	return flush(c) == 0 && !c->closing;
}

static void
greet(int poll_fd, int listener)
{
	static const int on = 1;
	struct Connection *c = calloc(1, sizeof *c);
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};

	if (c == NULL)
		die("calloc");
	c->fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (c->fd < 0) {
		free(c);
		return;
	}
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (stats->sessions++ == 0)
		stats->first = now();
	say(c, "220 sink ESMTP\r\n");
	if (flush(c) != 0 || epoll_ctl(poll_fd, EPOLL_CTL_ADD, c->fd, &event) != 0)
		drop(c);
}

static void
dump(const char *path)
{
	char name[LINE_MAX_BYTES];
	FILE *file;

	snprintf(name, sizeof name, "%s.log", path);
	file = fopen(name, "w");
	if (file == NULL ||
	    fprintf(file, "%llu %llu %llu\n", (unsigned long long)stats->mails,
		    (unsigned long long)stats->bytes, (unsigned long long)stats->last) < 0 ||
	    fwrite(taken.bytes, 1, taken.len, file) != taken.len || fclose(file) != 0)
		die(name);
	taken.len = 0;
	stats->sessions = stats->mails = stats->recipients = stats->bytes = 0;
	stats->first = stats->last = 0;
	__atomic_add_fetch(&stats->dumps, 1, __ATOMIC_RELEASE);
}

static int
listen_on(int port)
{
	static const int on = 1;
	struct sockaddr_in where = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (fd < 0 || bind(fd, (struct sockaddr *)&where, sizeof where) != 0 ||
	    listen(fd, 1024) != 0)
		die("listen");
	return fd;
}

static void
stats_map(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0644);

	if (fd < 0 || ftruncate(fd, sizeof *stats) != 0)
		die(path);
	stats = mmap(NULL, sizeof *stats, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (stats == MAP_FAILED)
		die("mmap");
}

static void
signalled(int number)
{
	if (number == SIGUSR1)
		asked = 1;
	else
		ended = 1;
}

int
main(int argc, char **argv)
{
	struct sigaction action = {.sa_handler = signalled};
	struct epoll_event events[EVENTS];
	struct epoll_event event = {.events = EPOLLIN};
	int listener, poll_fd;

	if (argc < 3) {
		fprintf(stderr, "usage: sink PORT STATS [-q]\n");
		return 64;
	}
	quick = argc > 3 && strcmp(argv[3], "-q") == 0;
	stats_map(argv[2]);
	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	listener = listen_on(atoi(argv[1]));
	poll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (poll_fd < 0 || epoll_ctl(poll_fd, EPOLL_CTL_ADD, listener, &event) != 0)
		die("epoll");
	stats->ready = 1;
	while (!ended) {
		/* A signal that comes just before the wait is seen a moment later. */
		int n = epoll_wait(poll_fd, events, EVENTS, 100);

		for (int i = 0; i < n; i++)
			if (events[i].data.ptr == NULL)
				greet(poll_fd, listener);
			else if (!serve(events[i].data.ptr))
				drop(events[i].data.ptr);
		if (asked) {
			asked = 0;
			dump(argv[2]);
		}
	}
	return 0;
}
