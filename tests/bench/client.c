/*
 * client - hands mails in by SMTP or LMTP as fast as the other side takes them: what a sender can reach at
 * most, or many people who write at once.
 *
 *   client [-L] -p PORT | -u PATH  -m MAILS -b FILE -f FROM -t TO [-r RECIPIENTS] [-s SESSIONS] [-o HOW] [-a] [-n FIRST]
 *          [-k SENDERS]
 *
 *     -L  LMTP: LHLO, and a reply for each recipient after the data
 *     -b  the mail, as it lies in a file (LF or CRLF)
 *     -f, -t and the mail: {SERIAL} is the number of the mail and {SENDER} that of its sender, eight digits
 *         each, from FIRST on; in -t {SERIAL} is the number of the recipient
 *     -k  there are so many senders; a mail's is its number modulo SENDERS
 *     -a  the sender has logged in: MAIL FROM:<...> AUTH=...
 *     -o  step   each command waits for the reply to the one before
 *         pipe   MAIL, all RCPT and DATA in one write (RFC 2920), then the mail
 *         ahead  as pipe, and the next mail's commands go out with the end of the data
 *
 * Prints JSON: mails, recipients, wall and CPU seconds, and of step and pipe the median, the 95th of 100
 * and the longest time that a mail took, in milliseconds. A reply that is no success ends it with status 1.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define TOKEN 8 /* bytes of {SERIAL} and {SENDER}, and digits of what stands there */
#define PLACES 16
#define REPLY_BYTES 65536

enum How { STEP, PIPE, AHEAD };

static struct {
	int lmtp, port, sessions, logged_in;
	const char *path, *from, *to;
	long mails, recipients, first, senders;
	enum How how;
} ask = {.sessions = 1, .recipients = 1, .senders = 1, .how = PIPE};

/* The mail as it goes over the wire, with its end, and where the numbers go. */
static char *wire;
static size_t wire_len;
static size_t serials[PLACES], senders[PLACES];
static int n_serials, n_senders;
static double *took; /* of each mail, milliseconds */

struct Session {
	int fd, number;
	char replies[REPLY_BYTES];
	size_t len, at;
	char *envelope;
	size_t envelope_len;
	char *mail;
	long next; /* number of the next mail whose envelope is written */
};

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

/* ---- the mail ---- */

static char *
read_file(const char *path, size_t *ret_len)
{
	FILE *file = fopen(path, "rb");
	char *bytes;
	long len;

	if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (len = ftell(file)) < 0)
		die(path);
	rewind(file);
	bytes = malloc((size_t)len + 1);
	if (bytes == NULL || fread(bytes, 1, (size_t)len, file) != (size_t)len)
		die(path);
	fclose(file);
	*ret_len = (size_t)len;
	return bytes;
}

static void
wire_make(const char *path)
{
	size_t len;
	char *bytes = read_file(path, &len);
	int line_begins = 1;

	wire = malloc(len * 2 + 8);
	if (wire == NULL)
		die("malloc");
	for (size_t i = 0; i < len; i++) {
		if (line_begins && bytes[i] == '.')
			wire[wire_len++] = '.';
		line_begins = bytes[i] == '\n';
		if (line_begins && (i == 0 || bytes[i - 1] != '\r'))
			wire[wire_len++] = '\r';
		wire[wire_len++] = bytes[i];
	}
	memcpy(wire + wire_len, line_begins ? ".\r\n" : "\r\n.\r\n", line_begins ? 3 : 5);
	wire_len += line_begins ? 3 : 5;
	free(bytes);
	for (size_t i = 0; i + TOKEN <= wire_len; i++) {
		if (wire[i] != '{')
			continue;
		if (n_serials < PLACES && memcmp(wire + i, "{SERIAL}", TOKEN) == 0)
			serials[n_serials++] = i;
		else if (n_senders < PLACES && memcmp(wire + i, "{SENDER}", TOKEN) == 0)
			senders[n_senders++] = i;
	}
}

static void
digits(char *to, long number)
{
	for (int i = TOKEN; i-- > 0; number /= 10)
		to[i] = (char)('0' + number % 10);
}

static long
sender_of(long mail)
{
	return mail % ask.senders;
}

static void
mail_fill(char *mail, long number)
{
	for (int i = 0; i < n_serials; i++)
		digits(mail + serials[i], number);
	for (int i = 0; i < n_senders; i++)
		digits(mail + senders[i], sender_of(number));
}

static void
append(struct Session *s, const char *text)
{
	size_t len = strlen(text);

	memcpy(s->envelope + s->envelope_len, text, len);
	s->envelope_len += len;
}

static void
append_filled(struct Session *s, const char *pattern, long serial, long sender)
{
	size_t from = s->envelope_len;

	append(s, pattern);
	for (size_t i = from; i + TOKEN <= s->envelope_len; i++)
		if (memcmp(s->envelope + i, "{SERIAL}", TOKEN) == 0)
			digits(s->envelope + i, serial);
		else if (memcmp(s->envelope + i, "{SENDER}", TOKEN) == 0)
			digits(s->envelope + i, sender);
}

static void
append_from(struct Session *s, long mail)
{
	append(s, "MAIL FROM:<");
	append_filled(s, ask.from, mail, sender_of(mail));
	append(s, ">");
	if (ask.logged_in) {
		append(s, " AUTH=");
		append_filled(s, ask.from, mail, sender_of(mail));
	}
	append(s, "\r\n");
}

static void
append_recipient(struct Session *s, long mail, long k)
{
	append(s, "RCPT TO:<");
	append_filled(s, ask.to, mail * ask.recipients + k, sender_of(mail));
	append(s, ">\r\n");
}

/* ---- the conversation ---- */

static void
send_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = send(fd, bytes, len, MSG_NOSIGNAL);

		if (n < 0 && errno != EINTR)
			die("send");
		bytes += n < 0 ? 0 : n;
		len -= n < 0 ? 0 : (size_t)n;
	}
}

/* One reply, of however many lines; its first digit must be `wanted`. */
static void
reply(struct Session *s, char wanted)
{
	for (;;) {
		char *line = s->replies + s->at;
		char *end = memchr(line, '\n', s->len - s->at);
		ssize_t n;

		if (end != NULL) {
			s->at += (size_t)(end - line) + 1;
			if (line[0] != wanted) {
				fprintf(stderr, "client: %.*s\n", (int)(end - line), line);
				exit(1);
			}
			if (line[3] != '-')
				return;
			continue;
		}
		memmove(s->replies, line, s->len - s->at);
		s->len -= s->at;
		s->at = 0;
		n = recv(s->fd, s->replies + s->len, sizeof s->replies - s->len, 0);
		if (n <= 0)
			die("recv");
		s->len += (size_t)n;
	}
}

static void
flush(struct Session *s)
{
	send_all(s->fd, s->envelope, s->envelope_len);
	s->envelope_len = 0;
}

static void
dial(struct Session *s)
{
	static const int on = 1;
	struct sockaddr_in tcp = {.sin_family = AF_INET, .sin_port = htons((uint16_t)ask.port)};
	struct sockaddr_un local = {.sun_family = AF_UNIX};
	int done;

	tcp.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s->fd = socket(ask.path ? AF_UNIX : AF_INET, SOCK_STREAM, 0);
	if (ask.path) {
		snprintf(local.sun_path, sizeof local.sun_path, "%s", ask.path);
		done = connect(s->fd, (struct sockaddr *)&local, sizeof local);
	} else {
		done = connect(s->fd, (struct sockaddr *)&tcp, sizeof tcp);
		setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	}
	if (done != 0)
		die("connect");
	reply(s, '2');
	append(s, ask.lmtp ? "LHLO client\r\n" : "EHLO client\r\n");
	flush(s);
	reply(s, '2');
}

static void
envelope_step(struct Session *s, long mail)
{
	append_from(s, mail);
	flush(s);
	reply(s, '2');
	for (long k = 0; k < ask.recipients; k++) {
		append_recipient(s, mail, k);
		flush(s);
		reply(s, '2');
	}
	append(s, "DATA\r\n");
	flush(s);
	reply(s, '3');
}

static void
envelope_write(struct Session *s, long mail)
{
	append_from(s, mail);
	for (long k = 0; k < ask.recipients; k++)
		append_recipient(s, mail, k);
	append(s, "DATA\r\n");
	s->next = mail + ask.sessions;
}

static void
hand_in(struct Session *s, long mail, long last)
{
	double begun = seconds();

	if (ask.how == STEP) {
		envelope_step(s, mail);
	} else {
		if (s->next <= mail) {
			envelope_write(s, mail);
			flush(s);
		}
		for (long k = 0; k < ask.recipients + 1; k++)
			reply(s, '2');
		reply(s, '3');
	}
	mail_fill(s->mail, mail);
	send_all(s->fd, s->mail, wire_len);
	if (ask.how == AHEAD && mail + ask.sessions < last) {
		envelope_write(s, mail + ask.sessions);
		flush(s);
	}
	for (long k = 0; k < (ask.lmtp ? ask.recipients : 1); k++)
		reply(s, '2');
	took[mail - ask.first] = (seconds() - begun) * 1e3;
}

static void *
session(void *data)
{
	struct Session *s = data;
	long last = ask.first + ask.mails;

	s->envelope =
		malloc((strlen(ask.to) + 32) * (size_t)ask.recipients + strlen(ask.from) * 2 + 128);
	s->mail = malloc(wire_len);
	if (s->envelope == NULL || s->mail == NULL)
		die("malloc");
	memcpy(s->mail, wire, wire_len);
	dial(s);
	for (long mail = ask.first + s->number; mail < last; mail += ask.sessions)
		hand_in(s, mail, last);
	append(s, "QUIT\r\n");
	flush(s);
	reply(s, '2');
	close(s->fd);
	free(s->envelope);
	free(s->mail);
	return NULL;
}

/* ---- the rest ---- */

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
report(double wall)
{
	struct rusage use;

	getrusage(RUSAGE_SELF, &use);
	qsort(took, (size_t)ask.mails, sizeof *took, compare);
	printf("{\"mails\": %ld, \"recipients\": %ld, \"wall\": %.6f, \"cpu\": %.6f, "
	       "\"median\": %.4f, \"p95\": %.4f, \"longest\": %.4f}\n",
	       ask.mails, ask.mails * ask.recipients, wall,
	       (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
		       (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6,
	       took[ask.mails / 2], took[ask.mails * 95 / 100], took[ask.mails - 1]);
}

static int
options(int argc, char **argv)
{
	static const char *const ways[] = {"step", "pipe", "ahead"};
	int o;

	while ((o = getopt(argc, argv, "Lp:u:m:b:f:t:r:s:o:an:k:")) != -1)
		switch (o) {
		case 'L':
			ask.lmtp = 1;
			break;
		case 'p':
			ask.port = atoi(optarg);
			break;
		case 'u':
			ask.path = optarg;
			break;
		case 'm':
			ask.mails = atol(optarg);
			break;
		case 'b':
			wire_make(optarg);
			break;
		case 'f':
			ask.from = optarg;
			break;
		case 't':
			ask.to = optarg;
			break;
		case 'r':
			ask.recipients = atol(optarg);
			break;
		case 's':
			ask.sessions = atoi(optarg);
			break;
		case 'o':
			for (int i = STEP; i <= AHEAD; i++)
				if (strcmp(optarg, ways[i]) == 0)
					ask.how = (enum How)i;
			break;
		case 'a':
			ask.logged_in = 1;
			break;
		case 'n':
			ask.first = atol(optarg);
			break;
		case 'k':
			ask.senders = atol(optarg);
			break;
		default:
			return 0;
		}
	return (ask.port > 0 || ask.path != NULL) && ask.mails > 0 && wire != NULL &&
	       ask.from != NULL && ask.to != NULL && ask.sessions > 0 && ask.senders > 0;
}

int
main(int argc, char **argv)
{
	struct Session *all;
	pthread_t *threads;
	double begun;

	if (!options(argc, argv)) {
		fprintf(stderr, "client: see the head of tests/bench/client.c\n");
		return 64;
	}
	all = calloc((size_t)ask.sessions, sizeof *all);
	threads = calloc((size_t)ask.sessions, sizeof *threads);
	took = calloc((size_t)ask.mails, sizeof *took);
	if (all == NULL || threads == NULL || took == NULL)
		die("calloc");
	begun = seconds();
	for (int i = 0; i < ask.sessions; i++) {
		all[i].number = i;
		if (pthread_create(&threads[i], NULL, session, &all[i]) != 0)
			die("pthread_create");
	}
	for (int i = 0; i < ask.sessions; i++)
		pthread_join(threads[i], NULL);
	report(seconds() - begun);
	free(all);
	free(threads);
	free(took);
	free(wire);
	return 0;
}
