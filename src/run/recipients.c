#include "run/recipients.h"

#include <errno.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/address.h"
#include "run/file.h"
#include "store/goal.h"

#define FILE_BYTES (64 * 1024 * 1024)
/* Of what the command says. */
#define SAID_BYTES 2000

gboolean
jn_recipients_ask(JnSite *site, const char *addr, JnKnown *ret_known, GError **error)
{
	const JnConfig *config = site->config;
	g_auto(JnAddress) address = {0};
	g_autoptr(JnGoal) goal = NULL;

	/* A bare domain: whether it is ours. */
	if (strchr(addr, '@') == NULL) {
		*ret_known =
			g_ascii_strcasecmp(addr, config->domain) == 0 ? JN_KNOWN_YES : JN_KNOWN_NO;
		return TRUE;
	}
	*ret_known = JN_KNOWN_NO;
	if (!jn_address_parse(addr, config->domain, config->separator, &address))
		return TRUE;
	if (address.place != JN_PLACE_GOAL) {
		*ret_known = JN_KNOWN_YES;
		return TRUE;
	}
	if (!jn_goal_load_by_name(site->db, address.name, &goal, error))
		return FALSE;
	if (goal != NULL && goal->state != JN_GOAL_DELETED)
		*ret_known = JN_KNOWN_YES;
	return TRUE;
}

static char *
owner_name(const char *path)
{
	struct stat status;
	struct passwd *entry = NULL;

	if (stat(path, &status) == 0)
		entry = getpwuid(status.st_uid);
	return g_strdup(entry ? entry->pw_name : "journster");
}

/* In the child. What the command makes is for the mail server to read, and our umask is ours. A group of
 * its own, so that what it starts can be killed with it. */
static void
command_prepare(gpointer data)
{
	(void)data;
	(void)setpgid(0, 0);
	/* Of one that has closed its standard error the end is waited for. */
	alarm(JN_RECIPIENTS_SECONDS + 1);
	umask(022);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
}

/* What it says, until it has closed its standard error or the time is over: then FALSE. */
static gboolean
command_listen(int fd, GString *said)
{
	const gint64 end = g_get_monotonic_time() + JN_RECIPIENTS_SECONDS * G_USEC_PER_SEC;
	gint64 left;

	while ((left = end - g_get_monotonic_time()) > 0) {
		struct pollfd input = {fd, POLLIN, 0};
		char bytes[1024];
		ssize_t got;

		if (poll(&input, 1, (int)(left / 1000) + 1) <= 0)
			continue;
		got = read(fd, bytes, sizeof bytes);
		if (got == 0)
			return TRUE;
		if (got > 0 && said->len < SAID_BYTES)
			g_string_append_len(said, bytes, got);
	}
	return FALSE;
}

/* Its status, or what hinders. */
static gboolean
command_spawn(char **argv, GString *said, GError **error)
{
	GPid child;
	int output, status = 0;
	gboolean in_time;

	if (!g_spawn_async_with_pipes(NULL, argv, NULL,
				      G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL |
					      G_SPAWN_DO_NOT_REAP_CHILD,
				      command_prepare, NULL, &child, NULL, NULL, &output, error))
		return FALSE;
	in_time = command_listen(output, said);
	close(output);
	if (!in_time)
		kill(-child, SIGKILL);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	g_spawn_close_pid(child);
	if (in_time)
		return g_spawn_check_wait_status(status, error);
	g_set_error(error, JN_ERROR, JN_ERROR_TEMPORARY, "it had not ended after %d seconds",
		    JN_RECIPIENTS_SECONDS);
	return FALSE;
}

static gboolean
command_run(const char *command, GError **error)
{
	g_auto(GStrv) argv = NULL;
	g_autoptr(GError) cause = NULL;
	g_autoptr(GString) said = g_string_new(NULL);

	if (g_shell_parse_argv(command, NULL, &argv, &cause) && command_spawn(argv, said, &cause))
		return TRUE;
	g_strstrip(said->str);
	g_set_error(error, JN_ERROR, JN_ERROR_TEMPORARY,
		    "running [mta] recipients_command '%s': %s%s%s", command, cause->message,
		    said->str[0] ? ": " : "", said->str);
	return FALSE;
}

static gboolean
is_current(const char *path, GBytes *content)
{
	g_autoptr(GBytes) old = jn_file_read(path, FILE_BYTES, NULL);

	return old != NULL && g_bytes_equal(old, content);
}

gboolean
jn_recipients_tell(JnSite *site, GError **error)
{
	const JnConfig *config = site->config;
	g_autofree char *list = jn_site_path(config, "recipients");
	g_autofree char *path = jn_site_path(config, "run/recipients.told");
	g_autofree char *hash = NULL;
	g_autoptr(GBytes) content = NULL;
	g_autoptr(GBytes) told = NULL;

	if (config->recipients_command == NULL)
		return TRUE;
	content = jn_file_read(list, FILE_BYTES, error);
	if (content == NULL)
		return FALSE;
	hash = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, content);
	told = g_bytes_new(hash, strlen(hash));
	/* One that failed is run again. */
	return is_current(path, told) || (command_run(config->recipients_command, error) &&
					  jn_file_write(path, told, 0600, error));
}

gboolean
jn_recipients_write(JnSite *site, GError **error)
{
	return jn_recipients_save(site, error) && jn_recipients_tell(site, error);
}

gboolean
jn_recipients_save(JnSite *site, GError **error)
{
	static const char *const own[] = {"new", "me", "bounces"};
	g_autofree char *path = jn_site_path(site->config, "recipients");
	g_autofree char *user = owner_name(site->config->state);
	g_autoptr(GPtrArray) names = NULL;
	g_autoptr(GBytes) content = NULL;
	GString *text = g_string_new(NULL);

	if (!jn_goal_names(site->db, &names, error)) {
		g_string_free(text, TRUE);
		return FALSE;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(own); i++)
		g_string_append_printf(text, "%s@%s %s\n", own[i], site->config->domain, user);
	for (guint i = 0; i < names->len; i++)
		g_string_append_printf(text, "%s@%s %s\n", (char *)names->pdata[i],
				       site->config->domain, user);
	content = g_string_free_to_bytes(text);
	if (!is_current(path, content) && !jn_file_write(path, content, 0644, error)) {
		jn_error_prefix(error, "writing the list of recipients");
		return FALSE;
	}
	return TRUE;
}
