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
	gboolean is_root;
	int status;

	if (!cmd_options(context, entries, &argc, &argv, 0, 0, &status))
		return status;
	/* The settings say where the state is and so who is to be become; all else is read after.
	 */
	config = jn_site_config(context->config_path, &error);
	if (config == NULL || !jn_site_become_owner(config, &is_root, &error))
		return cmd_fail(context, g_steal_pointer(&error));
	if (is_root)
		g_warning("running as root, because %s belongs to root; better: chown -R journster "
			  "%s",
			  config->state, config->state);
	site = cmd_site(context, &status);
	if (site == NULL)
		return status;
	return jn_serve(site, &error) ? EX_OK : cmd_fail(context, g_steal_pointer(&error));
}
