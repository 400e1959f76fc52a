/*
 * Owners and modes: who but us can read people's mail or write what we obey.
 *
 * The state directory is looked through whole. Of files elsewhere (settings, password, templates,
 * the program) also the directories above them count: whoever can write in one can put another
 * file in its place.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>

#include "cmd/config-check.h"

/* Of files that lie side by side and are all wrong; a count tells the rest. */
#define SHOWN_MAX 3

/* What stands in the state directory. `forbidden`: for others to do. `needed`: else it does not
 * work. All is written by its owner, and nobody else reads the mail; an MTA passes through two
 * directories (x) to the sockets, and reads `recipients`. */
static const struct Known {
	const char *name;
	mode_t type, forbidden, needed;
	const char *chmod_to;
	gboolean optional; /* it comes and goes */
	gboolean opens;    /* without it, as it has to be, the instance does not open */
} known[] = {
	{"key", S_IFREG, 077, 0400, "600", FALSE, TRUE},
	{"store.db", S_IFREG, 077, 0600, "600", FALSE, TRUE},
	{"store.db-wal", S_IFREG, 077, 0600, "600", TRUE, TRUE},
	{"store.db-shm", S_IFREG, 077, 0600, "600", TRUE, TRUE},
	{"journster.conf", S_IFREG, 027, 0400, "640", TRUE, FALSE},
	{"recipients", S_IFREG, 022, 0444, "644", TRUE, FALSE},
	{"spool", S_IFDIR, 077, 0700, "700", FALSE, FALSE},
	{"spool/mail", S_IFDIR, 077, 0700, "700", FALSE, FALSE},
	{"spool/crashed", S_IFDIR, 077, 0700, "700", FALSE, FALSE},
	{"run", S_IFDIR, 022, 0711, "711", FALSE, FALSE},
	{"run/wake", S_IFSOCK, 077, 0600, "600", TRUE, FALSE},
	{"run/lookup", S_IFSOCK, 0, 0666, "666", TRUE, FALSE},
	{"run/policy", S_IFSOCK, 0, 0666, "666", TRUE, FALSE},
	{"run/lmtp", S_IFSOCK, 0, 0666, "666", TRUE, FALSE},
	{"run/reading", S_IFREG, 077, 0600, "600", TRUE, FALSE},
	{"run/sending", S_IFREG, 077, 0600, "600", TRUE, FALSE},
	{"run/recipients.told", S_IFREG, 077, 0600, "600", TRUE, FALSE},
};

/* ---- the state directory ---- */

static const char *
type_word(mode_t type)
{
	switch (type & S_IFMT) {
	case S_IFREG:
		return "file";
	case S_IFDIR:
		return "directory";
	case S_IFSOCK:
		return "socket";
	case S_IFLNK:
		return "symbolic link";
	}
	return "device or pipe";
}

static void
check_owner(Check *check, const char *path, const struct stat *status)
{
	if (status->st_uid != check->owner)
		check_problem(
			check, "%s does not belong to the owner of %s; chown -R --reference=%s %s",
			path, check->config->state, check->config->state, check->config->state);
}

static void
check_known(Check *check, const struct Known *one)
{
	g_autofree char *path = jn_site_path(check->config, one->name);
	struct stat status;
	mode_t mode;

	if (stat(path, &status) != 0) {
		if (one->optional && errno == ENOENT)
			return;
		check->spoilt |= one->opens;
		check_problem(
			check,
			"%s: %s; put it back from the backup (INSTALL 8), or make [site] state "
			"the directory where it is",
			path, g_strerror(errno));
		return;
	}
	mode = status.st_mode & 07777;
	if ((status.st_mode & S_IFMT) != one->type) {
		check->spoilt |= one->opens;
		check_problem(check,
			      "%s is a %s and has to be a %s; move it away, and put back what was "
			      "there",
			      path, type_word(status.st_mode), type_word(one->type));
		return;
	}
	check_owner(check, path, &status);
	check->spoilt |=
		one->opens && (status.st_uid != check->owner || (mode & one->forbidden) != 0 ||
			       (mode & one->needed) != one->needed);
	if ((mode & one->forbidden) != 0)
		check_problem(check, "%s has mode %04o; chmod %s %s", path, mode, one->chmod_to,
			      path);
	else if ((mode & one->needed) != one->needed)
		check_problem(
			check, "%s has mode %04o, which keeps out %s; chmod %s %s", path, mode,
			(mode & one->needed & 0700) == (one->needed & 0700) ? "the mail server"
									    : "its owner",
			one->chmod_to, path);
}

static gboolean
is_known(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
		if (g_str_equal(known[i].name, name))
			return TRUE;
	return FALSE;
}

/* What lies in a directory of the state and is not named above: people's mails, and whatever
 * somebody put there. */
static void
check_inside(Check *check, const char *directory, mode_t forbidden, const char *chmod_to)
{
	g_autofree char *path = jn_site_path(check->config, directory);
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	guint wrong = 0;
	const char *name;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *relative =
			*directory ? g_build_filename(directory, name, NULL) : g_strdup(name);
		g_autofree char *file = g_build_filename(path, name, NULL);
		struct stat status;

		/* A socket is as open as its maker meant it. */
		if (is_known(relative) || lstat(file, &status) != 0 || S_ISSOCK(status.st_mode))
			continue;
		if (S_ISLNK(status.st_mode) && g_str_has_prefix(directory, "spool/")) {
			if (++wrong <= SHOWN_MAX)
				check_problem(check, "%s is a symbolic link, and no mail; rm %s",
					      file, file);
			continue;
		}
		if (S_ISLNK(status.st_mode) ||
		    ((status.st_mode & forbidden) == 0 && status.st_uid == check->owner))
			continue;
		if (++wrong > SHOWN_MAX)
			continue;
		check_owner(check, file, &status);
		if ((status.st_mode & forbidden) != 0)
			check_problem(check, "%s has mode %04o; chmod %s %s", file,
				      status.st_mode & 07777, chmod_to, file);
	}
	if (wrong > SHOWN_MAX)
		check_problem(check, "and %u more in %s; chmod -R %s %s", wrong - SHOWN_MAX, path,
			      chmod_to, path);
}

static void
check_state(Check *check, const struct stat *status)
{
	const char *state = check->config->state;
	mode_t mode = status->st_mode & 07777;

	if ((mode & 022) != 0)
		check_problem(check, "others can write in %s (mode %04o); chmod 711 %s", state,
			      mode, state);
	else if ((mode & 0711) != 0711)
		check_problem(check,
			      "%s has mode %04o, and the mail server must pass through it to "
			      "run/lookup and recipients; chmod 711 %s",
			      state, mode, state);
	if (status->st_uid == 0)
		check_hint("%s belongs to root, so the daemon runs as root; better: a user of its "
			   "own, chown -R journster %s",
			   state, state);
	for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
		check_known(check, &known[i]);
	check_inside(check, "spool/mail", 077, "go-rwx");
	check_inside(check, "spool/crashed", 077, "go-rwx");
	check_inside(check, "run", 022, "go-w");
	check_inside(check, "", 022, "go-w");
}

/* ---- what lies elsewhere ---- */

/* Whether somebody besides root and the owner can write. A group of the owner's own name, as users
 * of Debian have, is nobody else. */
static gboolean
is_open(const Check *check, const struct stat *status)
{
	return (status->st_mode & 002) != 0 ||
	       ((status->st_mode & 020) != 0 && status->st_gid != 0 &&
		status->st_gid != check->group);
}

/* The directories above `path`, links resolved. Where a directory has the sticky bit, as /tmp, what
 * is there can be replaced by its owner only. */
static void
check_above(Check *check, const char *path, const char *what)
{
	char *real = realpath(path, NULL);
	g_autofree char *at = real ? g_path_get_dirname(real) : NULL;
	struct stat status;

	free(real);
	while (at != NULL) {
		g_autofree char *above = g_path_get_dirname(at);

		if (stat(at, &status) == 0 && (status.st_mode & S_ISVTX) == 0 &&
		    is_open(check, &status))
			check_problem(check,
				      "others can write in %s (mode %04o), and so replace %s; "
				      "chmod go-w %s",
				      at, status.st_mode & 07777, what, at);
		else if (stat(at, &status) == 0 && status.st_uid != 0 &&
			 status.st_uid != check->owner) {
			g_autofree char *user = jn_user_name(status.st_uid);

			check_hint("%s belongs to %s, who can replace %s", at, user, what);
		}
		if (g_str_equal(above, at))
			return;
		g_free(at);
		at = g_steal_pointer(&above);
	}
}

/* A mail server's processes go by the way of the directories above the state. */
static void
check_way(const char *state)
{
	g_autofree char *at = g_path_get_dirname(state);
	struct stat status;

	while (!g_str_equal(at, "/") && !g_str_equal(at, ".")) {
		char *above = g_path_get_dirname(at);

		if (stat(at, &status) == 0 && (status.st_mode & 001) == 0)
			check_hint("%s has mode %04o: a mail server of another user does not get "
				   "through to %s; chmod a+x %s",
				   at, status.st_mode & 07777, state, at);
		g_free(at);
		at = above;
	}
}

/* A file that we obey. `secret`: nobody else may read it either. */
static void
check_obeyed(Check *check, const char *path, const char *what, gboolean secret)
{
	struct stat status;

	if (path == NULL || stat(path, &status) != 0)
		return; /* that it is missing is said where it is needed */
	if (is_open(check, &status))
		check_problem(check, "%s: others can write %s (mode %04o); chmod go-w %s", what,
			      path, status.st_mode & 07777, path);
	if (secret && (status.st_mode & 077) != 0)
		check_problem(check, "%s: %s can be read by others; chmod 600 %s", what, path,
			      path);
	if (status.st_uid != 0 && status.st_uid != check->owner) {
		g_autofree char *owner = jn_user_name(check->owner);
		g_autofree char *user = jn_user_name(status.st_uid);

		check_hint("%s: %s belongs to %s, who can change it; chown %s %s", what, path, user,
			   owner, path);
	}
	check_above(check, path, path);
}

static void
check_templates_below(Check *check, const char *directory, guint depth)
{
	g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
	const char *name;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(directory, name, NULL);
		struct stat status;

		if (stat(path, &status) != 0)
			continue;
		if (is_open(check, &status)) {
			/* What is in it is as open: said once. */
			check_problem(check,
				      "others can write %s (mode %04o), and so what people are "
				      "sent; chmod -R go-w %s",
				      path, status.st_mode & 07777, path);
			continue;
		}
		if (S_ISDIR(status.st_mode) && depth > 0)
			check_templates_below(check, path, depth - 1);
	}
}

static void
check_templates_files(Check *check)
{
	g_autofree char *templates = jn_site_templates(check->config);
	struct stat status;

	if (stat(templates, &status) != 0)
		return;
	if (is_open(check, &status))
		check_problem(check,
			      "others can write %s (mode %04o), and so what people are sent; "
			      "chmod -R go-w %s",
			      templates, status.st_mode & 07777, templates);
	check_templates_below(check, templates, 1);
	check_above(check, templates, templates);
}

static void
check_programs(Check *check)
{
	const char *command = check->config->recipients_command;
	g_auto(GStrv) argv = NULL;
	g_autofree char *other = NULL;
	g_autofree char *own = g_file_read_link("/proc/self/exe", NULL);
	struct stat status;

	if (command != NULL && g_shell_parse_argv(command, NULL, &argv, NULL))
		other = g_find_program_in_path(argv[0]);
	check_obeyed(check, other, "[mta] recipients_command", FALSE);
	check_obeyed(check, own, "the program", FALSE);
	if (own != NULL && stat(own, &status) == 0 && (status.st_mode & (S_ISUID | S_ISGID)) != 0)
		check_problem(check,
			      "the program: %s has mode %04o, and must not be anybody's but who "
			      "calls it; chmod 755 %s",
			      own, status.st_mode & 07777, own);
}

gboolean
check_files(Check *check)
{
	const JnConfig *config = check->config;
	g_autofree char *own = jn_site_path(config, "journster.conf");
	g_autofree char *given = g_path_get_dirname(check->config_path);
	g_autofree char *real = realpath(check->config_path, NULL);
	struct stat status;

	if (stat(config->state, &status) != 0) {
		check_problem(check, "[site] state: %s: %s; journster init makes it", config->state,
			      g_strerror(errno));
		return FALSE;
	}
	check->owner = status.st_uid;
	check->group = status.st_gid;
	check_state(check, &status);
	check_above(check, config->state, config->state);
	check_way(config->state);
	/* That in the state directory was looked at. The way there, by /etc, may be a link. */
	if (g_strcmp0(real, own) != 0)
		check_obeyed(check, check->config_path, "the settings", FALSE);
	if (stat(given, &status) == 0 && is_open(check, &status) && g_strcmp0(real, own) == 0 &&
	    !g_str_equal(given, config->state))
		check_problem(check,
			      "others can write in %s (mode %04o), and so replace the settings; "
			      "chmod go-w %s",
			      given, status.st_mode & 07777, given);
	check_obeyed(check, config->password_file, "[delivery] password_file", TRUE);
	check_obeyed(check, config->ca_file, "[delivery] ca_file", FALSE);
	check_templates_files(check);
	check_programs(check);
	return TRUE;
}
