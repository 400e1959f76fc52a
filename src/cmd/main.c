#include <locale.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include <gmime/gmime.h>

#include "cmd/cmd.h"

#define DEFAULT_CONFIG "/etc/journster/journster.conf"

const Command commands[] = {
	{"init", "--domain D --state DIR [--delivery maildir:DIR | smtp://HOST:PORT]",
	 "makes an instance: settings, key and store", cmd_init, NULL},
	{"receive",
	 "--sender S --recipient R [--client-address IP] [--helo NAME] [--sasl-user LOGIN]"
	 " [--now TIME] < MAIL",
	 "takes one mail from the MTA", cmd_receive,
	 "Options that are not given are read from SENDER, RECIPIENT, CLIENT_ADDRESS, HELO and\n"
	 "SASL_USER. Status 0: the mail is stored. 75: try again later. Others: refused for good."},
	{"serve", "", "the daemon: sends, runs the clock, answers look-ups", cmd_serve, NULL},
	{"deliver", "[--now TIME]", "sends what is due, once", cmd_deliver, NULL},
	{"tick", "[--now TIME]", "does what the clock owes, once", cmd_tick, NULL},
	{"goal",
	 "list [--json]\n"
	 "show [--json] GOAL\n"
	 "add --title T --protege ADDRESS [--name NAME] [--background FILE]\n"
	 "close [--yes] GOAL MENTOR...\n"
	 "open [--yes] GOAL\n"
	 "moderate GOAL open|first|always|site\n"
	 "end [--yes] GOAL\n"
	 "delete [--yes] GOAL",
	 "lists, shows, makes, closes, opens, moderates, ends and deletes goals", cmd_goal, NULL},
	{"person",
	 "list [--json]\n"
	 "show [--json] ADDRESS\n"
	 "forget [--yes] ADDRESS",
	 "lists, shows and forgets people", cmd_person, NULL},
	{"follow",
	 "GOAL ADDRESS [--mode each|questions|daily|weekly|none]\n"
	 "--remove GOAL ADDRESS",
	 "makes a person follow a goal, without asking them", cmd_follow, NULL},
	{"post",
	 "list [--json] GOAL\n"
	 "show [--json] ID",
	 "lists and shows the posts of a goal", cmd_post, NULL},
	{"digest",
	 "preview [--html] [--now TIME] ADDRESS\n"
	 "send [--now TIME] ADDRESS | --all",
	 "shows what a person's digest would be, or sends it at once", cmd_digest, NULL},
	{"outbox", "[--all] [--json]", "what waits to be sent, and what failed", cmd_outbox, NULL},
	{"held",
	 "list [--all] [--json]\n"
	 "show [--json] ID\n"
	 "release ID\n"
	 "drop ID",
	 "shows mail that was kept and not acted on, and decides on it", cmd_held, NULL},
	{"block",
	 "list [--goal GOAL] [--json]\n"
	 "add [--goal GOAL] [--reason TEXT] ADDRESS | @DOMAIN\n"
	 "remove [--goal GOAL] ADDRESS | @DOMAIN",
	 "lists, adds and removes senders whose mail is not taken", cmd_block, NULL},
	{"backup", "DIR", "copies the instance, while it works", cmd_backup,
	 "DIR must not be there; it holds the store, the spool, the key and the settings, whole "
	 "or\n"
	 "not at all."},
	{"restore", "--state DIR BACKUP", "makes an instance of a backup", cmd_restore,
	 "DIR is not there, or empty; its settings then name DIR as their state."},
	{"config", "check [--store]", "checks settings, directories and templates", cmd_config,
	 "--store reads the whole store and looks for the files that it names."},
	{"inspect", "[--json] [--role protege|other] [--parent question|answer|none] FILE...",
	 "says how mails are read, and changes nothing", cmd_inspect, NULL},
	{NULL, NULL, NULL, NULL, NULL},
};

static void
help(void)
{
	g_print("Usage: journster [--config FILE] COMMAND ...\n\n"
		"Mentorship by email. Commands:\n\n");
	for (const Command *command = commands; command->name != NULL; command++)
		g_print("  %-9s %s\n", command->name, command->summary);
	g_print("\n'journster COMMAND --help' tells what a command takes; journster(1) tells all.\n"
		"FILE: $JOURNSTER_CONFIG, else " DEFAULT_CONFIG "\n");
}

static void
help_command(const Command *command)
{
	g_autofree char *usage = cmd_usage(command, "Usage: ");

	g_print("%s\n%s.\n", usage, command->summary);
	if (command->more != NULL)
		g_print("\n%s\n", command->more);
}

/* Logs go to standard error, a line each, as systemd and MTAs expect it. */
static void
log_line(const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
	const CmdContext *context = data;
	g_autofree char *shown = cmd_shown(message);

	(void)domain;
	if ((level & (G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_INFO)) == 0)
		g_printerr("journster %s: %s\n", context->name, shown);
}

static const Command *
command_find(const char *name)
{
	for (const Command *command = commands; command->name != NULL; command++)
		if (g_str_equal(command->name, name))
			return command;
	return NULL;
}

/* The words before the command. Returns the index of the command, or -1 with the status. */
static int
globals(int argc, char **argv, const char **ret_config, int *ret_status)
{
	int i = 1;

	*ret_status = EX_OK;
	for (; i < argc && argv[i][0] == '-'; i++) {
		if (g_str_equal(argv[i], "--config") && i + 1 < argc) {
			*ret_config = argv[++i];
		} else if (g_str_has_prefix(argv[i], "--config=")) {
			*ret_config = argv[i] + strlen("--config=");
		} else if (g_str_equal(argv[i], "--version")) {
			g_print("journster " JN_VERSION "\n");
			return -1;
		} else if (g_str_equal(argv[i], "--help") || g_str_equal(argv[i], "-h")) {
			help();
			return -1;
		} else {
			g_printerr("journster: '%s' is no option; see journster --help\n", argv[i]);
			*ret_status = EX_USAGE;
			return -1;
		}
	}
	if (i < argc)
		return i;
	help();
	*ret_status = EX_USAGE;
	return -1;
}

/* argv[0] is the command. Of `receive` only the first word counts: further on '-h' may be what a
 * stranger said in HELO, and a mail is not taken by help. Behind "--" there are no options. */
static gboolean
asks_for_help(const Command *command, int argc, char **argv)
{
	int last = command->run == cmd_receive ? MIN(argc, 2) : argc;

	for (int i = 1; i < last && !g_str_equal(argv[i], "--"); i++)
		if (g_str_equal(argv[i], "--help") || g_str_equal(argv[i], "-h"))
			return TRUE;
	return FALSE;
}

int
main(int argc, char **argv)
{
	const char *from_environment = g_getenv("JOURNSTER_CONFIG");
	const char *config = from_environment ? from_environment : DEFAULT_CONFIG;
	const Command *command;
	CmdContext context;
	int status;
	int at;

	setlocale(LC_CTYPE, "C.UTF-8");
	at = globals(argc, argv, &config, &status);
	if (at < 0)
		return status;
	command = command_find(argv[at]);
	if (command == NULL) {
		g_printerr("journster: '%s' is no command; see journster --help\n", argv[at]);
		return EX_USAGE;
	}
	if (asks_for_help(command, argc - at, argv + at)) {
		help_command(command);
		return EX_OK;
	}
	context = (CmdContext){config, command->name};
	g_log_set_default_handler(log_line, &context);
	g_mime_init();
	status = command->run(&context, argc - at, argv + at);
	g_mime_shutdown();
	return status;
}
