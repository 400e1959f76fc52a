#include <sysexits.h>

#include "cmd/cmd.h"
#include "run/recipients.h"

/* The MTA's settings name the list of recipients: it is there from the first day. */
static gboolean
recipients_begin(const char *state, GError **error)
{
	g_autofree char *conf = g_build_filename(state, "journster.conf", NULL);
	g_autoptr(JnSite) site = jn_site_open(conf, error);

	return site != NULL && jn_recipients_write(site, error);
}

int
cmd_init(const CmdContext *context, int argc, char **argv)
{
	g_autofree char *domain = NULL;
	g_autofree char *state = NULL;
	g_autofree char *delivery = NULL;
	g_autoptr(GError) error = NULL;
	const GOptionEntry entries[] = {
		{"domain", 0, 0, G_OPTION_ARG_STRING, &domain, NULL, NULL},
		{"state", 0, 0, G_OPTION_ARG_FILENAME, &state, NULL, NULL},
		{"delivery", 0, 0, G_OPTION_ARG_STRING, &delivery, NULL, NULL},
		G_OPTION_ENTRY_NULL,
	};
	int status;

	if (!cmd_options(context, entries, &argc, &argv, 0, 0, &status))
		return status;
	if (domain == NULL || state == NULL) {
		g_printerr("journster init: --domain and --state are needed\n");
		return EX_USAGE;
	}
	if (!jn_site_init(domain, state, delivery ? delivery : "smtp://127.0.0.1:25",
			  g_get_real_time() / G_USEC_PER_SEC, &error) ||
	    !recipients_begin(state, &error))
		return cmd_fail(context, g_steal_pointer(&error));
	g_print("%s/journster.conf\n", state);
	return EX_OK;
}
