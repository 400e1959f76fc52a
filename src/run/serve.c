#include "run/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "run/deliver.h"
#include "run/file.h"
#include "run/lookup.h"
#include "run/policy.h"
#include "run/recipients.h"
#include "run/schedule.h"
#include "run/socket.h"
#include "run/wake.h"
#include "run/worker.h"
#include "store/outbox.h"

/* Wake-ups can get lost (a full socket buffer); then this is how long a mail waits. */
#define IDLE_SECONDS 30
#define TICK_SECONDS 60

typedef struct Server {
	JnSite *site;
	GMainLoop *loop;
	JnWorker *sending, *taking;
	int wake_fd;
	JnListener *lookup;
	JnPolicy *policy;
} Server;

static gboolean
all_stopped(const Server *server)
{
	return (server->sending == NULL || !jn_worker_is_running(server->sending)) &&
	       (server->taking == NULL || !jn_worker_is_running(server->taking));
}

static void
worker_stopped(gpointer data)
{
	Server *server = data;

	if (all_stopped(server))
		g_main_loop_quit(server->loop);
}

static gboolean
stop(gpointer data)
{
	Server *server = data;

	jn_worker_stop(server->sending);
	jn_worker_stop(server->taking);
	return G_SOURCE_CONTINUE;
}

static gboolean
wake_ready(int fd, GIOCondition condition, gpointer data)
{
	Server *server = data;

	(void)condition;
	jn_wake_drain(fd);
	jn_worker_wake(server->sending);
	return G_SOURCE_CONTINUE;
}

/* A socket below run/ and, where `tcp` is set, one of TCP. */
static gboolean
listen_pair(const Server *server, const char *name, const char *tcp, int *ret_fds, GError **error)
{
	int unix_fd, tcp_fd = -1;

	/* Any local user may connect. Who asks hears what an MTA tells everybody with its reply to
	 * RCPT; who hands mail in is looked at (run/lmtp.h). */
	unix_fd =
		jn_socket_listen_unix(server->site->config->state, name, SOCK_STREAM, 0666, error);
	if (unix_fd < 0)
		return FALSE;
	if (tcp != NULL)
		tcp_fd = jn_socket_listen_tcp(tcp, error);
	if (tcp != NULL && tcp_fd < 0) {
		close(unix_fd);
		return FALSE;
	}
	ret_fds[0] = unix_fd;
	ret_fds[1] = tcp_fd;
	return TRUE;
}

static gboolean
listen_all(Server *server, int *ret_lmtp, GError **error)
{
	JnConfig *config = server->site->config;
	int fds[2];

	server->wake_fd = jn_wake_listen(config, error);
	if (server->wake_fd < 0 ||
	    !listen_pair(server, "run/lookup", config->lookup_listen, fds, error))
		return FALSE;
	server->lookup = jn_lookup_listen(server->site, fds[0], fds[1]);
	if (!listen_pair(server, "run/policy", config->policy_listen, fds, error))
		return FALSE;
	server->policy = jn_policy_listen(server->site, fds[0], fds[1]);
	return listen_pair(server, "run/lmtp", config->lmtp_listen, ret_lmtp, error);
}

static gboolean
workers_start(Server *server, const int *lmtp, GError **error)
{
	static const char *const sending[] = {"deliver", "--stay", NULL};
	static const char *const taking[] = {"receive", "--lmtp=1", NULL};
	static const char *const taking_two[] = {"receive", "--lmtp=2", NULL};
	gsize sockets = lmtp[1] >= 0 ? 2 : 1;

	server->sending = jn_worker_start(server->site, "sending", sending, NULL, 0, worker_stopped,
					  server, error);
	if (server->sending == NULL)
		return FALSE;
	server->taking = jn_worker_start(server->site, "LMTP", sockets == 2 ? taking_two : taking,
					 lmtp, sockets, worker_stopped, server, error);
	return server->taking != NULL;
}

/* STATE/run/serve names and keeps out a second daemon, which would take the sockets from the first.
 * The kernel lets go of it however the holder ends. Returns a descriptor, or -1. */
static int
serve_alone(const JnSite *site, GError **error)
{
	g_autofree char *path = jn_site_path(site->config, "run/serve");
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	g_autofree char *own = g_strdup_printf("%d\n", (int)getpid());
	char holder[32] = {0};

	if (fd < 0) {
		jn_errno_set(error, "opening %s", path);
		return -1;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		/* The number is only for the message below. */
		if (ftruncate(fd, 0) != 0 || pwrite(fd, own, strlen(own), 0) < 0)
			g_debug("writing %s: %s", path, g_strerror(errno));
		return fd;
	}
	if (errno == EWOULDBLOCK) {
		(void)!pread(fd, holder, sizeof holder - 1, 0);
		g_set_error(error, JN_ERROR, JN_ERROR_TEMPORARY,
			    "serve runs already for %s (process %s); stop that one first",
			    site->config->state, g_strstrip(holder));
	} else {
		jn_errno_set(error, "locking %s", path);
	}
	close(fd);
	return -1;
}

gboolean
jn_serve(JnSite *site, GError **error)
{
	Server server = {.site = site, .wake_fd = -1};
	int lmtp[2] = {-1, -1};
	g_autoptr(GError) cause = NULL;
	gboolean good;
	int lock;

	signal(SIGPIPE, SIG_IGN);
	lock = serve_alone(site, error);
	if (lock < 0)
		return FALSE;
	server.loop = g_main_loop_new(NULL, FALSE);
	if (!jn_recipients_write(site, &cause))
		g_warning("%s", cause->message);
	good = listen_all(&server, lmtp, error) && workers_start(&server, lmtp, error);
	if (good) {
		g_unix_signal_add(SIGTERM, stop, &server);
		g_unix_signal_add(SIGINT, stop, &server);
		g_unix_fd_add(server.wake_fd, G_IO_IN, wake_ready, &server);
		g_message("serving %s from %s", site->config->domain, site->config->state);
		g_main_loop_run(server.loop);
		g_message("stopped");
	}
	jn_worker_free(server.sending);
	jn_worker_free(server.taking);
	jn_listener_free(server.lookup);
	jn_policy_free(server.policy);
	if (server.wake_fd >= 0)
		close(server.wake_fd);
	for (gsize i = 0; i < G_N_ELEMENTS(lmtp); i++)
		if (lmtp[i] >= 0)
			close(lmtp[i]);
	g_main_loop_unref(server.loop);
	close(lock);
	return good;
}

/* SIGTERM is blocked and asked for here: a signal that interrupts a read of an SMTP reply would
 * leave unknown whether the copy was taken. */
static gboolean
worker_is_stopped(void)
{
	struct pollfd input = {STDIN_FILENO, POLLIN, 0};
	sigset_t pending;

	if (sigpending(&pending) == 0 &&
	    (sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGINT) == 1))
		return TRUE;
	return poll(&input, 1, 0) == 1 && (input.revents & POLLIN) == 0;
}

/* Sleeps until woken, told to stop, or something is due. FALSE at the end of standard input. */
static gboolean
worker_wait(JnSite *site, gint64 now, gboolean in_trouble)
{
	struct pollfd input = {STDIN_FILENO, POLLIN, 0};
	gint64 seconds = IDLE_SECONDS;
	gint64 due = 0;
	sigset_t none;
	struct timespec pause = {0};
	char bytes[256];

	if (!in_trouble && jn_outbox_next_due(site->db, &due, NULL) && due > 0)
		seconds = CLAMP(due - now, 1, IDLE_SECONDS);
	pause.tv_sec = seconds;
	sigprocmask(SIG_SETMASK, NULL, &none);
	sigdelset(&none, SIGTERM);
	sigdelset(&none, SIGINT);
	if (ppoll(&input, 1, &pause, &none) <= 0)
		return TRUE;
	return read(STDIN_FILENO, bytes, sizeof bytes) > 0;
}

static void
interrupted(int number)
{
	(void)number;
	/* Its pending state was consumed by ppoll: raise it again, blocked, for
	 * worker_is_stopped(). */
	raise(SIGTERM);
}

static void
worker_block_signals(void)
{
	struct sigaction action = {.sa_handler = interrupted};
	sigset_t stops;

	sigemptyset(&stops);
	sigaddset(&stops, SIGTERM);
	sigaddset(&stops, SIGINT);
	sigprocmask(SIG_BLOCK, &stops, NULL);
	/* Within the handler both stay blocked, so that the raised one remains pending. */
	action.sa_mask = stops;
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* Who takes mail by LMTP has written the list, if a goal came or went, and has no time for the command.
 * One that fails is run again with the next tick. `last`: when the list was written that was seen last. */
static void
worker_tell_recipients(JnSite *site, struct timespec *last)
{
	g_autofree char *list = jn_site_path(site->config, "recipients");
	g_autoptr(GError) error = NULL;
	struct stat status;

	if (stat(list, &status) != 0 ||
	    (status.st_mtim.tv_sec == last->tv_sec && status.st_mtim.tv_nsec == last->tv_nsec))
		return;
	*last = status.st_mtim;
	if (!jn_recipients_tell(site, &error))
		g_warning("%s", error->message);
}

/* FALSE where no mail can be sent or recorded now, so that trying again at once is of no use. */
static gboolean
worker_turn(JnSite *site, JnSubmitter *submitter, gint64 now, gboolean tick)
{
	g_auto(JnDrained) drained = {0};
	g_autoptr(GError) error = NULL;
	JnTicked ticked;
	gboolean good;

	if (tick && !jn_tick(site, now, &ticked, &error)) {
		g_warning("clock: %s", error->message);
		g_clear_error(&error);
	}
	good = jn_deliver(site, submitter, now, worker_is_stopped, &drained, &error);
	if (!good)
		g_warning("outbox: %s", error->message);
	if (drained.sent > 0 || drained.failed > 0 || drained.given_up > 0 || drained.broken)
		g_message("sent %" G_GINT64_FORMAT ", failed %" G_GINT64_FORMAT
			  ", given up %" G_GINT64_FORMAT "%s%s",
			  drained.sent, drained.failed, drained.given_up, drained.why ? ": " : "",
			  drained.why ? drained.why : "");
	return good && !drained.broken;
}

void
jn_serve_worker(JnSite *site)
{
	g_autoptr(JnSubmitter) submitter = jn_submitter_new(site->config);
	struct timespec last_list = {0};
	gint64 last_tick = 0;

	worker_block_signals();
	while (!worker_is_stopped()) {
		gint64 now = g_get_real_time() / G_USEC_PER_SEC;
		/* A clock that was set back must not stop the clock's work. */
		gboolean tick = now - last_tick >= TICK_SECONDS || now < last_tick;
		gboolean good = worker_turn(site, submitter, now, tick);

		worker_tell_recipients(site, &last_list);
		if (tick)
			last_tick = now;
		if (!worker_is_stopped() && !worker_wait(site, now, !good))
			break;
	}
}
