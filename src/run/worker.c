#include "run/worker.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* A process that dies at once must not be started in a circle. */
#define RESTART_MILLISECONDS 2000
/* For the copy or the mails at hand. */
#define STOP_SECONDS 60
#define FDS_MAX 4

struct JnWorker {
	const JnSite *site;
	const char *name; /* for the log */
	const char *const *words;
	int fds[FDS_MAX];
	gsize n_fds;
	void (*stopped)(gpointer data);
	gpointer data;
	GPid pid; /* 0: it does not run */
	int input;
	guint restart; /* the source, or 0 */
	guint kill;
	gboolean stopping;
};

static gboolean
spawn(JnWorker *self, GError **error)
{
	/* The first word is the file, the second what ps shows. */
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	int targets[FDS_MAX];
	g_autoptr(GError) cause = NULL;

	g_ptr_array_add(argv, (gpointer) "/proc/self/exe");
	g_ptr_array_add(argv, (gpointer) "journster");
	g_ptr_array_add(argv, (gpointer) "--config");
	g_ptr_array_add(argv, self->site->config_path);
	for (const char *const *word = self->words; *word != NULL; word++)
		g_ptr_array_add(argv, (gpointer)*word);
	g_ptr_array_add(argv, NULL);
	for (gsize i = 0; i < self->n_fds; i++)
		targets[i] = 3 + (int)i;
	if (g_spawn_async_with_pipes_and_fds(
		    NULL, (const char *const *)argv->pdata, NULL,
		    G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_FILE_AND_ARGV_ZERO, NULL, NULL, -1, -1, -1,
		    self->fds, targets, self->n_fds, &self->pid, &self->input, NULL, NULL, &cause))
		return g_unix_set_fd_nonblocking(self->input, TRUE, error);
	self->pid = 0;
	g_set_error(error, JN_ERROR, JN_ERROR_TEMPORARY, "starting the process for %s: %s",
		    self->name, cause->message);
	return FALSE;
}

static void ended(GPid pid, int status, gpointer data);

static gboolean
restart(gpointer data)
{
	JnWorker *self = data;
	g_autoptr(GError) error = NULL;

	if (!spawn(self, &error)) {
		g_warning("%s", error->message);
		return G_SOURCE_CONTINUE;
	}
	g_child_watch_add(self->pid, ended, self);
	self->restart = 0;
	return G_SOURCE_REMOVE;
}

static void
ended(GPid pid, int status, gpointer data)
{
	JnWorker *self = data;

	g_spawn_close_pid(pid);
	if (self->input >= 0)
		close(self->input);
	self->input = -1;
	self->pid = 0;
	if (self->stopping) {
		self->stopped(self->data);
		return;
	}
	if (WIFSIGNALED(status))
		g_warning("the process for %s died of signal %d; starting it again", self->name,
			  WTERMSIG(status));
	else
		g_warning("the process for %s ended with status %d; starting it again", self->name,
			  WEXITSTATUS(status));
	self->restart = g_timeout_add(RESTART_MILLISECONDS, restart, self);
}

static gboolean
give_up_waiting(gpointer data)
{
	JnWorker *self = data;

	self->kill = 0;
	g_warning("the process for %s does not end; killing it", self->name);
	if (self->pid > 0)
		kill(self->pid, SIGKILL);
	return G_SOURCE_REMOVE;
}

JnWorker *
jn_worker_start(const JnSite *site,
		const char *name,
		const char *const *words,
		const int *fds,
		gsize n_fds,
		void (*stopped)(gpointer data),
		gpointer data,
		GError **error)
{
	g_autofree JnWorker *self = g_new0(JnWorker, 1);

	g_return_val_if_fail(n_fds <= FDS_MAX, NULL);
	self->site = site;
	self->name = name;
	self->words = words;
	self->n_fds = n_fds;
	self->stopped = stopped;
	self->data = data;
	self->input = -1;
	for (gsize i = 0; i < n_fds; i++)
		self->fds[i] = fds[i];
	if (!spawn(self, error))
		return NULL;
	g_child_watch_add(self->pid, ended, self);
	return g_steal_pointer(&self);
}

void
jn_worker_wake(JnWorker *self)
{
	/* A full pipe means that it has enough to wake up for. */
	if (self->input >= 0 && write(self->input, "", 1) < 0 && errno != EAGAIN)
		g_debug("waking the process for %s: %s", self->name, g_strerror(errno));
}

void
jn_worker_stop(JnWorker *self)
{
	if (self->stopping)
		return;
	self->stopping = TRUE;
	if (self->restart != 0)
		g_source_remove(self->restart);
	self->restart = 0;
	if (self->input >= 0)
		close(self->input);
	self->input = -1;
	if (self->pid == 0) {
		self->stopped(self->data);
		return;
	}
	kill(self->pid, SIGTERM);
	self->kill = g_timeout_add_seconds(STOP_SECONDS, give_up_waiting, self);
}

gboolean
jn_worker_is_running(const JnWorker *self)
{
	return self->pid > 0;
}

void
jn_worker_free(JnWorker *self)
{
	if (self == NULL)
		return;
	if (self->kill != 0)
		g_source_remove(self->kill);
	if (self->input >= 0)
		close(self->input);
	g_free(self);
}
