#include "cmd/cmd.h"

#include <string.h>
#include <sysexits.h>

#include "base/shown.h"

/* A line of output must not begin with a digit: Postfix would read an enhanced status code there.
 * So each begins with our name. */
int
cmd_fail(const CmdContext *context, GError *error)
{
	int status = jn_error_disposition(error)->exit_status;
	g_autofree char *shown = cmd_shown(error->message);

	g_printerr("journster %s: %s\n", context->name, shown);
	g_error_free(error);
	return status;
}

static const Command *
command_of(const CmdContext *context)
{
	const Command *command = commands;

	while (command->name != NULL && !g_str_equal(command->name, context->name))
		command++;
	return command;
}

char *
cmd_usage(const Command *command, const char *lead)
{
	g_auto(GStrv) ways = g_strsplit(command->usage, "\n", -1);
	GString *out = g_string_new(NULL);

	/* A command without words of its own still is a way to call it. */
	for (char **way = ways; way == ways || *way != NULL; way++)
		g_string_append_printf(out, "%*s%s %s%s%s\n", (int)strlen(lead),
				       way == ways ? lead : "", "journster", command->name,
				       *way && **way ? " " : "", *way ? *way : "");
	return g_string_free(out, FALSE);
}

static void
say_usage(const CmdContext *context)
{
	g_autofree char *usage = cmd_usage(command_of(context), "usage: ");

	g_printerr("%s", usage);
}

gboolean
cmd_sub(const CmdContext *context,
	const CmdSub *subs,
	int argc,
	char **argv,
	guint *ret_index,
	int *ret_status)
{
	guint i = 0;

	*ret_status = EX_USAGE;
	if (argc < 2) {
		say_usage(context);
		return FALSE;
	}
	while (subs[i].word != NULL && !g_str_equal(subs[i].word, argv[1]))
		i++;
	if (subs[i].word == NULL) {
		g_autofree char *shown = cmd_shown(argv[1]);

		g_printerr("journster %s: there is no '%s'\n", context->name, shown);
		say_usage(context);
		return FALSE;
	}
	if (subs[i].missing != NULL && argc == 2) {
		g_printerr("journster %s %s: %s\n", context->name, argv[1], subs[i].missing);
		return FALSE;
	}
	if (argc > (subs[i].missing ? 3 : 2)) {
		g_autofree char *shown = cmd_shown(argv[argc - 1]);

		g_printerr("journster %s %s: '%s' is a word too many\n", context->name, argv[1],
			   shown);
		return FALSE;
	}
	*ret_index = i;
	return TRUE;
}

gboolean
cmd_options(const CmdContext *context,
	    const GOptionEntry *entries,
	    int *argc,
	    char ***argv,
	    int least,
	    int most,
	    int *ret_status)
{
	g_autoptr(GOptionContext) options = g_option_context_new(NULL);
	g_autoptr(GError) error = NULL;

	g_option_context_set_help_enabled(options, FALSE);
	g_option_context_add_main_entries(options, entries, NULL);
	if (!g_option_context_parse(options, argc, argv, &error)) {
		g_autofree char *shown = cmd_shown(error->message);

		g_printerr("journster %s: %s; see journster %s --help\n", context->name, shown,
			   context->name);
		*ret_status = EX_USAGE;
		return FALSE;
	}
	/* "--" separates; it is no word. */
	if (*argc > 1 && g_str_equal((*argv)[1], "--")) {
		(*argv)[1] = (*argv)[0];
		(*argv)++;
		(*argc)--;
	}
	if (*argc - 1 < least || (most >= 0 && *argc - 1 > most)) {
		g_printerr("journster %s: a word is missing, or one too many\n", context->name);
		say_usage(context);
		*ret_status = EX_USAGE;
		return FALSE;
	}
	return TRUE;
}

JnSite *
cmd_site(const CmdContext *context, int *ret_status)
{
	g_autoptr(GError) error = NULL;
	JnSite *site = jn_site_open(context->config_path, &error);
	g_autoptr(JnConfig) config = site ? NULL : jn_site_config(context->config_path, NULL);

	if (site != NULL)
		return site;
	/* What is wrong with the settings is said in full; of key and store only what failed. */
	if (config != NULL)
		jn_error_prefix(&error, "the instance cannot be used (journster config check says "
					"what to do)");
	*ret_status = cmd_fail(context, g_steal_pointer(&error));
	return NULL;
}

gboolean
cmd_now(const CmdContext *context, const char *text, gint64 *ret_now, int *ret_status)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GDateTime) time = text ? g_date_time_new_from_iso8601(text, utc) : NULL;

	if (text != NULL && time == NULL) {
		g_autofree char *shown = cmd_shown(text);

		g_printerr("journster %s: '%s' is no time; write 2026-11-23T08:00:00Z\n",
			   context->name, shown);
		*ret_status = EX_USAGE;
		return FALSE;
	}
	*ret_now = time ? g_date_time_to_unix(time) : g_get_real_time() / G_USEC_PER_SEC;
	return TRUE;
}

char *
cmd_shown(const char *text)
{
	return jn_shown_line(text ? text : "");
}

char *
cmd_when(gint64 when)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(when);

	return when == 0 ? g_strdup("never") : g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ");
}
