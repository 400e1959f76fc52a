#include "run/serve.h"

#include <errno.h>
#include <glib-unix.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "run/deliver.h"
#include "run/lookup.h"
#include "run/policy.h"
#include "run/recipients.h"
#include "run/schedule.h"
#include "run/socket.h"
#include "run/wake.h"
#include "store/outbox.h"

/* Wake-ups can get lost (a full socket buffer); then this is how long a mail waits. */
#define IDLE_SECONDS 30
#define TICK_SECONDS 60
/* A worker that dies at once must not be started in a circle. */
#define RESTART_MILLISECONDS 2000
/* For the copy at hand. */
#define STOP_SECONDS 60

typedef struct Server {
	JnSite *site;
	GMainLoop *loop;
	GPid worker;
	int worker_input;
	int wake_fd;
	JnListener *lookup;
	JnPolicy *policy;
	gboolean stopping;
} Server;

static gboolean
worker_start(Server *server, GError **error)
{
	/* The first word is the file, the second what ps shows. */
	const char *argv[] = {"/proc/self/exe", "journster", "--config", server->site->config_path,
			      "deliver",        "--stay",    NULL};

	g_autoptr(GError) cause = NULL;

	if (g_spawn_async_with_pipes(NULL, (char **)argv, NULL,
				     G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_FILE_AND_ARGV_ZERO, NULL,
				     NULL, &server->worker, &server->worker_input, NULL, NULL,
				     &cause))
		return g_unix_set_fd_nonblocking(server->worker_input, TRUE, error);
	g_set_error(error, JN_ERROR, JN_ERROR_TEMPORARY, "starting the worker: %s", cause->message);
	return FALSE;
}

static void worker_ended(GPid pid, int status, gpointer data);

static gboolean
worker_restart(gpointer data)
{
	Server *server = data;
	g_autoptr(GError) error = NULL;

	if (server->stopping)
		return G_SOURCE_REMOVE;
	if (!worker_start(server, &error)) {
		g_warning("%s", error->message);
		return G_SOURCE_CONTINUE;
	}
	g_child_watch_add(server->worker, worker_ended, server);
	return G_SOURCE_REMOVE;
}

static void
worker_ended(GPid pid, int status, gpointer data)
{
	Server *server = data;

	g_spawn_close_pid(pid);
	if (server->worker_input >= 0)
		close(server->worker_input);
	server->worker_input = -1;
	server->worker = 0;
	if (server->stopping) {
		g_main_loop_quit(server->loop);
		return;
	}
	if (WIFSIGNALED(status))
		g_warning("the worker died of signal %d; starting it again", WTERMSIG(status));
	else
		g_warning("the worker ended with status %d; starting it again",
			  WEXITSTATUS(status));
	g_timeout_add(RESTART_MILLISECONDS, worker_restart, server);
}

static gboolean
give_up_waiting(gpointer data)
{
	Server *server = data;

	g_warning("the worker does not end; killing it");
	if (server->worker > 0)
		kill(server->worker, SIGKILL);
	return G_SOURCE_REMOVE;
}

static gboolean
stop(gpointer data)
{
	Server *server = data;

	if (server->stopping)
		return G_SOURCE_CONTINUE;
	server->stopping = TRUE;
	if (server->worker == 0) {
		g_main_loop_quit(server->loop);
		return G_SOURCE_CONTINUE;
	}
	if (server->worker_input >= 0)
		close(server->worker_input);
	server->worker_input = -1;
	kill(server->worker, SIGTERM);
	g_timeout_add_seconds(STOP_SECONDS, give_up_waiting, server);
	return G_SOURCE_CONTINUE;
}

static gboolean
wake_ready(int fd, GIOCondition condition, gpointer data)
{
	Server *server = data;

	(void)condition;
	jn_wake_drain(fd);
	/* A full pipe means that the worker has enough to wake up for. */
	if (server->worker_input >= 0 && write(server->worker_input, "", 1) < 0 && errno != EAGAIN)
		g_debug("waking the worker: %s", g_strerror(errno));
	return G_SOURCE_CONTINUE;
}

/* Any local user may ask what an MTA may ask: it would tell them with its reply to RCPT. `tcp`:
 * HOST:PORT or NULL. */
static gboolean
listen_both(const JnConfig *config,
	    const char *name,
	    const char *tcp,
	    int *ret_unix,
	    int *ret_tcp,
	    GError **error)
{
	int tcp_fd = -1;
	int fd = jn_socket_listen_unix(config->state, name, SOCK_STREAM, 0666, error);

	if (fd < 0)
		return FALSE;
	if (tcp != NULL) {
		tcp_fd = jn_socket_listen_tcp(tcp, error);
		if (tcp_fd < 0) {
			close(fd);
			return FALSE;
		}
	}
	*ret_unix = fd;
	*ret_tcp = tcp_fd;
	return TRUE;
}

static gboolean
listen_all(Server *server, GError **error)
{
	JnConfig *config = server->site->config;
	int fd, tcp;

	server->wake_fd = jn_wake_listen(config, error);
	if (server->wake_fd < 0 ||
	    !listen_both(config, "run/lookup", config->lookup_listen, &fd, &tcp, error))
		return FALSE;
	server->lookup = jn_lookup_listen(server->site, fd, tcp);
	if (!listen_both(config, "run/policy", config->policy_listen, &fd, &tcp, error))
		return FALSE;
	server->policy = jn_policy_listen(server->site, fd, tcp);
	return TRUE;
}

gboolean
jn_serve(JnSite *site, GError **error)
{
	Server server = {.site = site, .worker_input = -1, .wake_fd = -1};
	g_autoptr(GError) cause = NULL;
	gboolean good;

	signal(SIGPIPE, SIG_IGN);
	server.loop = g_main_loop_new(NULL, FALSE);
	g_unix_signal_add(SIGTERM, stop, &server);
	g_unix_signal_add(SIGINT, stop, &server);
	if (!jn_recipients_write(site, &cause))
		g_warning("%s", cause->message);
	good = listen_all(&server, error) && worker_start(&server, error);
	if (good) {
		g_child_watch_add(server.worker, worker_ended, &server);
		g_unix_fd_add(server.wake_fd, G_IO_IN, wake_ready, &server);
		g_message("serving %s from %s", site->config->domain, site->config->state);
		g_main_loop_run(server.loop);
		g_message("stopped");
	}
	jn_listener_free(server.lookup);
	jn_policy_free(server.policy);
	if (server.wake_fd >= 0)
		close(server.wake_fd);
	g_main_loop_unref(server.loop);
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
	gint64 last_tick = 0;

	worker_block_signals();
	while (!worker_is_stopped()) {
		gint64 now = g_get_real_time() / G_USEC_PER_SEC;
		/* A clock that was set back must not stop the clock's work. */
		gboolean tick = now - last_tick >= TICK_SECONDS || now < last_tick;
		gboolean good = worker_turn(site, submitter, now, tick);

		if (tick)
			last_tick = now;
		if (!worker_is_stopped() && !worker_wait(site, now, !good))
			break;
	}
}
