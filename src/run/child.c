#include "run/child.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run/file.h"

/* Reading the worst 36 MB mail we could make takes a few seconds; this is 20 times that. */
#define CPU_SECONDS 120
/* The mail several times over, and GMime's needs for a header of the size that limits.h allows.
 * Address sanitizer reserves terabytes of address space: no limit then. */
#define ADDRESS_SPACE ((rlim_t)2 * 1024 * 1024 * 1024)
/* The sysexits that the commands use, and 0. */
#define STATUS_MAX 100

static void
limit(int resource, rlim_t value, rlim_t most)
{
	struct rlimit bound = {value, most};

	/* Failing leaves the limit as it was, which is no worse than not trying. */
	(void)setrlimit((__rlimit_resource_t)resource, &bound);
}

gboolean
jn_child_run(
	int (*work)(gpointer data), gpointer data, int *ret_status, int *ret_signal, GError **error)
{
	pid_t child = fork();
	int status;

	if (child < 0) {
		jn_errno_set(error, "starting a process for the mail");
		return FALSE;
	}
	if (child == 0) {
		/* At the first limit SIGXCPU, which says whose fault it was; at the second SIGKILL.
		 */
		limit(RLIMIT_CPU, CPU_SECONDS, CPU_SECONDS + 10);
		limit(RLIMIT_CORE, 0, 0);
#ifndef __SANITIZE_ADDRESS__
		limit(RLIMIT_AS, ADDRESS_SPACE, ADDRESS_SPACE);
#endif
		status = work(data);
		/* Not exit(): what the parent set up to run at its end is the parent's. */
		_exit(status);
	}
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR) {
			jn_errno_set(error, "waiting for the process of the mail");
			return FALSE;
		}
	*ret_signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	*ret_status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
	if (WIFEXITED(status) && *ret_status != 0 && (*ret_status < 64 || *ret_status > STATUS_MAX))
		*ret_signal = SIGABRT;
	return TRUE;
}

gboolean
jn_child_signal_counts(int number)
{
	return number == SIGSEGV || number == SIGBUS || number == SIGABRT || number == SIGFPE ||
	       number == SIGILL || number == SIGTRAP || number == SIGXCPU || number == SIGSYS;
}

char *
jn_child_mail_hash(GBytes *raw)
{
	return g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, raw);
}

int
jn_child_count_death(const char *directory, const char *hash)
{
	g_autofree char *path = g_build_filename(directory, hash, NULL);
	g_autofree char *text = NULL;
	int count = 1;

	if (g_file_get_contents(path, &text, NULL, NULL))
		count = MIN(atoi(text), 1000) + 1;
	g_free(text);
	text = g_strdup_printf("%d\n", count);
	/* A count that cannot be written means that the mail comes once more: no harm. */
	(void)g_file_set_contents(path, text, -1, NULL);
	return count;
}

gboolean
jn_child_has_died(const char *directory, const char *hash)
{
	g_autofree char *path = g_build_filename(directory, hash, NULL);

	return access(path, F_OK) == 0;
}

void
jn_child_forget_deaths(const char *directory, gint64 before)
{
	g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
	const char *name;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(directory, name, NULL);
		struct stat status;

		if (lstat(path, &status) == 0 && status.st_mtime < before)
			unlink(path);
	}
}
