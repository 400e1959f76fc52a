/*
 * key show | rotate
 */
#include <sysexits.h>

#include "base/limits.h"
#include "cmd/cmd.h"
#include "cmd/print.h"
#include "run/key.h"

typedef enum Sub { SUB_SHOW, SUB_ROTATE } Sub;

static const CmdSub subs[] = {
	[SUB_SHOW] = {"show", NULL},
	[SUB_ROTATE] = {"rotate", NULL},
	{NULL, NULL},
};

static gint64
days_since(gint64 then, gint64 now)
{
	return MAX(now - then, 0) / JN_DAY;
}

/* Nothing of a key itself: what is printed ends in logs and letters. */
static void
put_keys(const JnKeys *keys, gint64 now, JsonBuilder *builder)
{
	json_builder_begin_array(builder);
	json_builder_begin_object(builder);
	cmd_put_text(builder, "key", "current");
	cmd_put_time(builder, "made", keys->made);
	cmd_put_int(builder, "days", days_since(keys->made, now));
	cmd_put_time(builder, "replaced", 0);
	cmd_put_time(builder, "replies_until", 0);
	cmd_put_time(builder, "ways_out_until", 0);
	json_builder_end_object(builder);
	for (guint i = 0; i < keys->n_older; i++) {
		gint64 made = keys->older[i].made;
		gint64 replaced = keys->older[i].replaced;

		json_builder_begin_object(builder);
		cmd_put_text(builder, "key", "before");
		cmd_put_time(builder, "made", made);
		cmd_put_int(builder, "days", days_since(made, now));
		cmd_put_time(builder, "replaced", replaced);
		cmd_put_time(builder, "replies_until", replaced + jn_capability_life('r'));
		cmd_put_time(builder, "ways_out_until", replaced + jn_capability_life('u'));
		json_builder_end_object(builder);
	}
	json_builder_end_array(builder);
}

static void
print_revoke(void)
{
	g_print("Makes a new key and believes no older one any more, which is for keys that "
		"somebody has stolen. Addresses in mail sent so far vouch for nobody then: who "
		"replies to it, or leaves by it, is asked to confirm, or refused where the MTA "
		"asks "
		"serve at RCPT time; mail that bounces is not counted.\nNothing was changed. To do "
		"it, add --yes.\n");
}

static gboolean
rotate(JnSite *site, JnRotate how, gint64 now, GError **error)
{
	if (!jn_keys_rotate(site, how, now, error))
		return FALSE;
	g_print("There is a new key, and a running serve takes it up by itself. Make a backup "
		"now: the old ones lack it.\n");
	return TRUE;
}

int
cmd_key(const CmdContext *context, int argc, char **argv)
{
	static const char *const columns[] = {"key",           "made",           "replaced",
					      "replies_until", "ways_out_until", NULL};
	g_autofree char *time = NULL;
	gboolean json = FALSE, force = FALSE, revoke = FALSE, yes = FALSE;
	const GOptionEntry entries[] = {
		{"json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL},
		{"force", 0, 0, G_OPTION_ARG_NONE, &force, NULL, NULL},
		{"revoke", 0, 0, G_OPTION_ARG_NONE, &revoke, NULL, NULL},
		{"yes", 0, 0, G_OPTION_ARG_NONE, &yes, NULL, NULL},
		{"now", 0, 0, G_OPTION_ARG_STRING, &time, NULL, NULL},
		G_OPTION_ENTRY_NULL,
	};
	g_autoptr(JnSite) site = NULL;
	g_autoptr(JsonBuilder) builder = json_builder_new();
	g_autoptr(GError) error = NULL;
	gint64 now;
	guint sub;
	int status;

	if (!cmd_options(context, entries, &argc, &argv, 0, -1, &status) ||
	    !cmd_sub(context, subs, argc, argv, &sub, &status) ||
	    !cmd_now(context, time, &now, &status))
		return status;
	site = cmd_site(context, &status);
	if (site == NULL)
		return status;
	if (sub == SUB_SHOW) {
		put_keys(&site->keys, now, builder);
		return cmd_print(g_steal_pointer(&builder), json, columns);
	}
	if (revoke && !yes) {
		print_revoke();
		return EX_OK;
	}
	if (!rotate(site,
		    revoke  ? JN_ROTATE_REVOKE
		    : force ? JN_ROTATE_FORCED
			    : JN_ROTATE_GENTLY,
		    now, &error))
		return cmd_fail(context, g_steal_pointer(&error));
	return EX_OK;
}
