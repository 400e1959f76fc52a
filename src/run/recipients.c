#include "run/recipients.h"

#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

#include "core/address.h"
#include "run/file.h"
#include "store/goal.h"

#define FILE_BYTES (64 * 1024 * 1024)

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

/* In the child. What the command makes is for the mail server to read, and our umask is ours. */
static void
command_prepare(gpointer data)
{
	(void)data;
	umask(022);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
}

static gboolean
command_run(const char *command, GError **error)
{
	g_auto(GStrv) argv = NULL;
	g_autoptr(GError) cause = NULL;
	g_autofree char *said = NULL;
	int status;

	if (!g_shell_parse_argv(command, NULL, &argv, &cause) ||
	    !g_spawn_sync(NULL, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL,
			  command_prepare, NULL, NULL, &said, &status, &cause) ||
	    !g_spawn_check_wait_status(status, &cause)) {
		g_set_error(error, JN_ERROR, JN_ERROR_TEMPORARY,
			    "running [mta] recipients_command '%s': %s%s%s", command,
			    cause->message, said && said[0] ? ": " : "",
			    said ? g_strstrip(said) : "");
		return FALSE;
	}
	return TRUE;
}

static gboolean
is_current(const char *path, GBytes *content)
{
	g_autoptr(GBytes) old = jn_file_read(path, FILE_BYTES, NULL);

	return old != NULL && g_bytes_equal(old, content);
}

/* STATE/run/recipients.told holds the hash of the list that the command last succeeded with: one
 * that failed is run again. */
static gboolean
command_run_once(const JnConfig *config, GBytes *content, GError **error)
{
	g_autofree char *path = jn_site_path(config, "run/recipients.told");
	g_autofree char *hash = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, content);
	g_autoptr(GBytes) told = g_bytes_new(hash, strlen(hash));

	if (config->recipients_command == NULL || is_current(path, told))
		return TRUE;
	return command_run(config->recipients_command, error) &&
	       jn_file_write(path, told, 0600, error);
}

gboolean
jn_recipients_write(JnSite *site, GError **error)
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
	return command_run_once(site->config, content, error);
}
