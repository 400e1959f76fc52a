#include "run/deliver.h"

#include <signal.h>
#include <sysexits.h>

#include "cmd/cmd.h"
#include "run/schedule.h"
#include "run/serve.h"
#include "run/wake.h"

/* Parses [--now TIME] and, where `stay` is given, --stay. NULL with the status. */
static JnSite *
begin(const CmdContext *context,
      int argc,
      char **argv,
      gboolean *stay,
      gint64 *ret_now,
      int *ret_status)
{
	g_autofree char *time = NULL;
	GOptionEntry entries[] = {
		{"now", 0, 0, G_OPTION_ARG_STRING, &time, NULL, NULL},
		{"stay", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, stay, NULL, NULL},
		G_OPTION_ENTRY_NULL,
	};

	if (!cmd_options(context, entries, &argc, &argv, 0, 0, ret_status) ||
	    !cmd_now(context, time, ret_now, ret_status))
		return NULL;
	return cmd_site(context, ret_status);
}

static int
report(const CmdContext *context, const JnDrained *drained)
{
	g_print("sent %" G_GINT64_FORMAT ", failed %" G_GINT64_FORMAT ", given up %" G_GINT64_FORMAT
		"\n",
		drained->sent, drained->failed, drained->given_up);
	if (drained->why != NULL) {
		g_autofree char *shown = cmd_shown(drained->why);

		g_printerr("journster %s: %s\n", context->name, shown);
	}
	return drained->broken || drained->failed > 0 ? EX_TEMPFAIL : EX_OK;
}

int
cmd_deliver(const CmdContext *context, int argc, char **argv)
{
	gboolean stay = FALSE;
	gint64 now = 0;
	int status = EX_OK;
	g_autoptr(JnSite) site = begin(context, argc, argv, &stay, &now, &status);
	g_autoptr(JnSubmitter) submitter = NULL;
	g_auto(JnDrained) drained = {0};
	g_autoptr(GError) error = NULL;

	if (site == NULL)
		return status;
	signal(SIGPIPE, SIG_IGN);
	if (stay) {
		jn_serve_worker(site);
		return EX_OK;
	}
	submitter = jn_submitter_new(site->config);
	if (!jn_deliver(site, submitter, now, NULL, &drained, &error))
		return cmd_fail(context, g_steal_pointer(&error));
	return report(context, &drained);
}

int
cmd_tick(const CmdContext *context, int argc, char **argv)
{
	gboolean stay = FALSE;
	gint64 now = 0;
	int status = EX_OK;
	g_autoptr(JnSite) site = begin(context, argc, argv, &stay, &now, &status);
	g_autoptr(GError) error = NULL;
	JnTicked ticked;

	if (site == NULL)
		return status;
	if (!jn_tick(site, now, &ticked, &error))
		return cmd_fail(context, g_steal_pointer(&error));
	jn_wake(site->config);
	g_print("expired: cookies %" G_GINT64_FORMAT ", held mails %" G_GINT64_FORMAT
		", probes %" G_GINT64_FORMAT "; digests made: %" G_GINT64_FORMAT
		", introductions: %" G_GINT64_FORMAT "; files swept: %" G_GINT64_FORMAT "\n",
		ticked.cookies, ticked.held, ticked.probes, ticked.digests, ticked.introductions,
		ticked.swept);
	return EX_OK;
}
