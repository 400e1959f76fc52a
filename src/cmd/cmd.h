/*
 * cmd.h - the command line: one table of commands (main.c), one file a command.
 *
 * A command gets its own words (argv[0] its name) and returns an exit status of sysexits(3). It
 * reads its options with cmd_options(); it logs to standard error as 'journster COMMAND: text';
 * lists go to standard output, plain or with --json: one JSON value, for `inspect` one object a
 * line.
 */
#pragma once

#include "run/site.h"

typedef struct CmdContext {
	const char *config_path;
	const char *name; /* the command, for messages */
} CmdContext;

typedef struct Command {
	const char *name;
	const char *usage;   /* what follows the name; a line each way to call it */
	const char *summary; /* one line */
	int (*run)(const CmdContext *context, int argc, char **argv);
	const char *more; /* what --help adds, or NULL */
} Command;

extern const Command commands[];

/* Parses options; what is left stays in argv. FALSE: *ret_status is the exit status (0 after
 * --help). `least` and `most` bound how many words are left, argv[0] not counted; most -1: any. */
gboolean cmd_options(const CmdContext *context,
		     const GOptionEntry *entries,
		     int *argc,
		     char ***argv,
		     int least,
		     int most,
		     int *ret_status);

/* A word that may follow the command, such as `list` of `goal list`. */
typedef struct CmdSub {
	const char *word;
	const char *missing; /* what to say where the one word behind it is missing; NULL: it takes
				none */
} CmdSub;

/* Finds argv[1] among `subs` (closed by a NULL word), and sees that what it takes is there and
 * nothing else. FALSE after saying what is wrong; *ret_status is EX_USAGE then. */
gboolean cmd_sub(const CmdContext *context,
		 const CmdSub *subs,
		 int argc,
		 char **argv,
		 guint *ret_index,
		 int *ret_status);

/* 'journster goal list [--json]', a line each way to call the command, `lead` before the first and
 * as many blanks before the others. */
char *cmd_usage(const Command *command, const char *lead) G_GNUC_WARN_UNUSED_RESULT;

/* Prints the error and returns its exit status. Frees it. */
int cmd_fail(const CmdContext *context, GError *error);

/* The instance, or NULL after printing why (*ret_status). */
JnSite *cmd_site(const CmdContext *context, int *ret_status);

/* --now: "2026-11-23T08:00:00Z" or NULL for the clock. FALSE after printing. */
gboolean cmd_now(const CmdContext *context, const char *text, gint64 *ret_now, int *ret_status);

/* Text of a person or stranger, for a terminal: one line, hidden characters shown as their numbers
 * (base/shown.h). NULL is nothing. Caller frees. */
char *cmd_shown(const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* A time in lists: 2026-11-23T08:00:00Z. Caller frees. */
char *cmd_when(gint64 when) G_GNUC_WARN_UNUSED_RESULT;

int cmd_init(const CmdContext *context, int argc, char **argv);
int cmd_receive(const CmdContext *context, int argc, char **argv);
int cmd_serve(const CmdContext *context, int argc, char **argv);
int cmd_deliver(const CmdContext *context, int argc, char **argv);
int cmd_tick(const CmdContext *context, int argc, char **argv);
int cmd_goal(const CmdContext *context, int argc, char **argv);
int cmd_person(const CmdContext *context, int argc, char **argv);
int cmd_follow(const CmdContext *context, int argc, char **argv);
int cmd_post(const CmdContext *context, int argc, char **argv);
int cmd_digest(const CmdContext *context, int argc, char **argv);
int cmd_outbox(const CmdContext *context, int argc, char **argv);
int cmd_held(const CmdContext *context, int argc, char **argv);
int cmd_block(const CmdContext *context, int argc, char **argv);
int cmd_backup(const CmdContext *context, int argc, char **argv);
int cmd_restore(const CmdContext *context, int argc, char **argv);
int cmd_key(const CmdContext *context, int argc, char **argv);
int cmd_config(const CmdContext *context, int argc, char **argv);
int cmd_inspect(const CmdContext *context, int argc, char **argv);
