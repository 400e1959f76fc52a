/*
 * receive - what an MTA calls for one mail.
 *
 * Exit status: 0 only after the mail is on the disk; 75 for whatever may pass; another only for
 * what can never succeed. No line of output begins with a digit.
 */
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "run/child.h"
#include "run/file.h"
#include "run/intake.h"
#include "run/lmtp.h"
#include "run/recipients.h"
#include "run/wake.h"

#define DEATHS_MAX 3

typedef struct Reception {
	const CmdContext *context;
	const JnConfig *config;
	JnDelivery delivery;
} Reception;

/* In the child: all that reads the foreign mail. */
static int
take(gpointer data)
{
	Reception *reception = data;
	g_autoptr(JnSite) site = NULL;
	g_autoptr(GError) error = NULL;
	g_auto(JnTaken) taken = {0};
	int status;

	site = cmd_site(reception->context, &status);
	if (site == NULL)
		return status == EX_TEMPFAIL || status == EX_CONFIG ? EX_TEMPFAIL : status;
	if (!jn_intake(site, &reception->delivery, &taken, &error))
		return cmd_fail(reception->context, g_steal_pointer(&error));
	jn_wake(site->config);
	g_message("%s", taken.summary);
	/* The mail is stored: a list that cannot be written is no reason for it to come again. */
	if (taken.goals_changed && !jn_recipients_write(site, &error))
		g_warning("%s", error->message);
	return EX_OK;
}

/* The program died on this mail three times: it is kept unread. */
static int
quarantine(Reception *reception, int signal_number)
{
	g_autofree char *why = g_strdup_printf(
		"quarantine: the program died of signal %d while reading it, %d times",
		signal_number, DEATHS_MAX);
	g_autoptr(JnSite) site = NULL;
	g_autoptr(GError) error = NULL;
	int status;

	site = cmd_site(reception->context, &status);
	if (site == NULL)
		return EX_TEMPFAIL;
	if (!jn_intake_quarantine(site, &reception->delivery, why, &error))
		return cmd_fail(reception->context, g_steal_pointer(&error));
	g_message("held: %s", why);
	return EX_OK;
}

static int
take_guarded(Reception *reception)
{
	g_autofree char *directory = jn_site_path(reception->config, "spool/crashed");
	g_autofree char *hash = NULL;
	g_autoptr(GError) error = NULL;
	int status;
	int died;

	if (!jn_child_run(take, reception, &status, &died, &error))
		return cmd_fail(reception->context, g_steal_pointer(&error));
	if (died == 0)
		return status;
	g_warning("the process of this mail died of signal %d; it is to come again", died);
	hash = jn_child_mail_hash(reception->delivery.raw);
	if (!jn_child_signal_counts(died) || jn_child_count_death(directory, hash) < DEATHS_MAX)
		return EX_TEMPFAIL;
	/* The note stays for a while: who made this mail may send it again. */
	return quarantine(reception, died);
}

/* An option that is not given is looked for in the environment: Exim puts nothing that a stranger
 * wrote on a command line. What a stranger wrote may be no UTF-8. */
static void
complete(char **option, const char *variable)
{
	const char *value = *option ? *option : g_getenv(variable);
	char *valid = value ? g_utf8_make_valid(value, -1) : NULL;

	g_free(*option);
	*option = valid;
}

static gboolean
listens(int fd)
{
	int value = 0;
	socklen_t len = sizeof value;

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &value, &len) == 0 && value != 0;
}

/* What serve starts: so many listening sockets are its descriptors 3 and, if there is one of TCP, 4. The
 * settings may have changed since. */
static int
serve_lmtp(const CmdContext *context, int sockets)
{
	g_autoptr(JnSite) site = NULL;
	g_autoptr(GError) error = NULL;
	int status;

	if (sockets < 1 || sockets > 2 || !listens(3) || (sockets == 2 && !listens(4))) {
		g_printerr(
			"journster receive: --lmtp is for serve, which hands over the sockets\n");
		return EX_USAGE;
	}
	site = cmd_site(context, &status);
	if (site == NULL)
		return status;
	return jn_lmtp_run(site, 3, sockets == 2 ? 4 : -1, &error)
		       ? EX_OK
		       : cmd_fail(context, g_steal_pointer(&error));
}

int
cmd_receive(const CmdContext *context, int argc, char **argv)
{
	g_autofree char *sender = NULL;
	g_autofree char *recipient = NULL;
	g_autofree char *client = NULL;
	g_autofree char *helo = NULL;
	g_autofree char *login = NULL;
	g_autofree char *time = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(JnConfig) config = NULL;
	g_autoptr(GBytes) raw = NULL;
	int lmtp_sockets = -1;
	const GOptionEntry entries[] = {
		{"lmtp", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_INT, &lmtp_sockets, NULL, NULL},
		{"sender", 0, 0, G_OPTION_ARG_FILENAME, &sender, NULL, NULL},
		{"recipient", 0, 0, G_OPTION_ARG_FILENAME, &recipient, NULL, NULL},
		{"client-address", 0, 0, G_OPTION_ARG_FILENAME, &client, NULL, NULL},
		{"helo", 0, 0, G_OPTION_ARG_FILENAME, &helo, NULL, NULL},
		{"sasl-user", 0, 0, G_OPTION_ARG_FILENAME, &login, NULL, NULL},
		{"now", 0, 0, G_OPTION_ARG_STRING, &time, NULL, NULL},
		G_OPTION_ENTRY_NULL,
	};
	Reception reception = {context, NULL, {0}};
	gboolean is_root;
	int status;

	/* Wrong words in the MTA's settings are mended by its operator: until then mail waits. */
	if (!cmd_options(context, entries, &argc, &argv, 0, 0, &status) ||
	    !cmd_now(context, time, &reception.delivery.now, &status))
		return EX_TEMPFAIL;
	if (lmtp_sockets >= 0)
		return serve_lmtp(context, lmtp_sockets);
	complete(&sender, "SENDER");
	complete(&recipient, "RECIPIENT");
	complete(&client, "CLIENT_ADDRESS");
	complete(&helo, "HELO");
	complete(&login, "SASL_USER");
	if (recipient == NULL || recipient[0] == '\0') {
		g_printerr("journster receive: --recipient is missing; see the MTA's settings\n");
		return EX_TEMPFAIL;
	}
	signal(SIGPIPE, SIG_IGN);
	config = jn_site_config(context->config_path, &error);
	if (config == NULL || !jn_site_become_owner(config, &is_root, &error))
		return cmd_fail(context, g_steal_pointer(&error));
	raw = jn_fd_read(STDIN_FILENO, (gsize)config->max_message_bytes, &error);
	if (raw == NULL) {
		jn_error_prefix(&error, "this mail is not taken");
		return cmd_fail(context, g_steal_pointer(&error));
	}
	reception.config = config;
	reception.delivery.raw = raw;
	reception.delivery.sender = sender;
	reception.delivery.recipient = recipient;
	reception.delivery.client_address = client;
	reception.delivery.helo = helo;
	reception.delivery.sasl_user = login;
	return take_guarded(&reception);
}
