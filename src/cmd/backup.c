/*
 * backup, restore - an instance copied while it works, and put back (run/backup.h).
 */
#include "run/backup.h"

#include <sys/stat.h>
#include <sysexits.h>

#include "cmd/cmd.h"

static int
report(const char *directory, const JnBackup *backup)
{
	g_print("%s: %" G_GINT64_FORMAT " mails, %" G_GINT64_FORMAT
		" of them in files of the spool\n",
		directory, backup->mails, backup->files);
	return EX_OK;
}

/* What the settings name outside of the state directory is the operator's to copy. */
static void
tell_left_out(const JnConfig *config)
{
	const struct {
		const char *what, *path;
	} others[] = {
		{"templates", config->templates},
		{"password_file", config->password_file},
		{"ca_file", config->ca_file},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
		if (others[i].path != NULL)
			g_print("not in it: %s, %s\n", others[i].what, others[i].path);
}

int
cmd_backup(const CmdContext *context, int argc, char **argv)
{
	const GOptionEntry entries[] = {G_OPTION_ENTRY_NULL};
	g_autoptr(JnSite) site = NULL;
	g_autoptr(GError) error = NULL;
	JnBackup backup;
	int status;

	if (!cmd_options(context, entries, &argc, &argv, 1, 1, &status))
		return status;
	umask(077);
	site = cmd_site(context, &status);
	if (site == NULL)
		return status;
	if (!jn_backup(site, argv[1], &backup, &error)) {
		jn_error_prefix(&error, "there is no backup");
		return cmd_fail(context, g_steal_pointer(&error));
	}
	status = report(argv[1], &backup);
	tell_left_out(site->config);
	return status;
}

int
cmd_restore(const CmdContext *context, int argc, char **argv)
{
	g_autofree char *state = NULL;
	g_autoptr(GError) error = NULL;
	const GOptionEntry entries[] = {
		{"state", 0, 0, G_OPTION_ARG_FILENAME, &state, NULL, NULL},
		G_OPTION_ENTRY_NULL,
	};
	JnBackup backup;
	int status;

	if (!cmd_options(context, entries, &argc, &argv, 1, 1, &status))
		return status;
	if (state == NULL) {
		g_printerr("journster restore: --state is needed: the directory to make\n");
		return EX_USAGE;
	}
	umask(077);
	if (!jn_restore(argv[1], state, &backup, &error))
		return cmd_fail(context, g_steal_pointer(&error));
	return report(state, &backup);
}
