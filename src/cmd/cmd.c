#include "cmd/cmd.h"

#include <sysexits.h>

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

gboolean
cmd_options(const CmdContext *context,
	    const GOptionEntry *entries,
	    int *argc,
	    char ***argv,
	    int least,
	    int most,
	    int *ret_status)
{
	const Command *command = commands;
	g_autoptr(GOptionContext) options = NULL;
	g_autoptr(GError) error = NULL;

	while (command->name != NULL && !g_str_equal(command->name, context->name))
		command++;
	options = g_option_context_new(command->usage);
	g_option_context_set_help_enabled(options, FALSE);
	g_option_context_add_main_entries(options, entries, NULL);
	g_option_context_set_summary(options, command->summary);
	if (!g_option_context_parse(options, argc, argv, &error)) {
		g_printerr("journster %s: %s; see journster %s --help\n", context->name,
			   error->message, context->name);
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
		g_printerr("journster %s: usage: journster %s %s\n", context->name, context->name,
			   command->usage);
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

	if (site == NULL)
		*ret_status = cmd_fail(context, g_steal_pointer(&error));
	return site;
}

gboolean
cmd_now(const CmdContext *context, const char *text, gint64 *ret_now, int *ret_status)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GDateTime) time = text ? g_date_time_new_from_iso8601(text, utc) : NULL;

	if (text != NULL && time == NULL) {
		g_printerr("journster %s: '%s' is no time; write 2026-11-23T08:00:00Z\n",
			   context->name, text);
		*ret_status = EX_USAGE;
		return FALSE;
	}
	*ret_now = time ? g_date_time_to_unix(time) : g_get_real_time() / G_USEC_PER_SEC;
	return TRUE;
}

char *
cmd_shown(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
	GString *out = g_string_new(NULL);

	for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (c == '\n' || c == '\t')
			g_string_append_c(out, ' ');
		else if (g_unichar_iscntrl(c) || g_unichar_type(c) == G_UNICODE_FORMAT)
			g_string_append_c(out, '?');
		else
			g_string_append_unichar(out, c);
	}
	return g_string_free(out, FALSE);
}

char *
cmd_when(gint64 when)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(when);

	return when == 0 ? g_strdup("never") : g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ");
}
