#include "run/serve.h"

#include <sysexits.h>

#include "cmd/cmd.h"

int
cmd_serve(const CmdContext *context, int argc, char **argv)
{
	const GOptionEntry entries[] = {G_OPTION_ENTRY_NULL};
	g_autoptr(JnConfig) config = NULL;
	g_autoptr(JnSite) site = NULL;
	g_autoptr(GError) error = NULL;
	int status;

	if (!cmd_options(context, entries, &argc, &argv, 0, 0, &status))
		return status;
	/* The settings say where the state is and so who is to be become; all else is read after.
	 */
	config = jn_site_config(context->config_path, &error);
	if (config == NULL || !jn_serve_become_owner(config, &error))
		return cmd_fail(context, g_steal_pointer(&error));
	site = cmd_site(context, &status);
	if (site == NULL)
		return status;
	return jn_serve(site, &error) ? EX_OK : cmd_fail(context, g_steal_pointer(&error));
}
