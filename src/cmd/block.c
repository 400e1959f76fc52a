/*
 * block list [--goal GOAL] | add [--goal GOAL] [--reason TEXT] WHO | remove [--goal GOAL] WHO
 *
 * WHO is an address, or @domain. Without --goal the whole site is meant; of 'list', all.
 */
#include "store/block.h"

#include <string.h>
#include <sysexits.h>

#include "cmd/cmd.h"
#include "cmd/find.h"
#include "cmd/print.h"
#include "mail/message.h"

typedef enum Sub { SUB_LIST, SUB_ADD, SUB_REMOVE } Sub;

static const CmdSub subs[] = {
	[SUB_LIST] = {"list", NULL},
	[SUB_ADD] = {"add", "whom? An address, or @domain for all of a domain"},
	[SUB_REMOVE] = {"remove", "whom? journster block list shows them"},
	{NULL, NULL},
};

typedef struct Options {
	char *goal, *reason;
	gboolean json;
} Options;

static void
options_clear(Options *options)
{
	g_free(options->goal);
	g_free(options->reason);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static gboolean
check_who(const JnConfig *config, const char *who, GError **error)
{
	g_autofree char *whole = who[0] == '@' ? g_strconcat("x", who, NULL) : g_strdup(who);
	const char *at = strrchr(whole, '@');

	if (!g_utf8_validate(who, -1, NULL) || !jn_address_is_safe(whole)) {
		g_set_error(error, JN_ERROR, JN_ERROR_USAGE,
			    "'%s' is neither a mail address nor @domain", who);
		return FALSE;
	}
	/* Nobody writes from there; what does is ours. */
	if (g_ascii_strcasecmp(at + 1, config->domain) == 0) {
		g_set_error(error, JN_ERROR, JN_ERROR_USAGE, "%s is the site's own domain",
			    config->domain);
		return FALSE;
	}
	return TRUE;
}

/* -1: all, 0: the site. */
static gboolean
find_goal(JnSite *site, const char *word, gint64 fallback, gint64 *ret_goal, GError **error)
{
	g_autoptr(JnGoal) goal = NULL;

	*ret_goal = fallback;
	if (word == NULL)
		return TRUE;
	if (!cmd_find_goal(site, word, &goal, error))
		return FALSE;
	*ret_goal = goal->id;
	return TRUE;
}

static gboolean
list(JnSite *site, const Options *options, GError **error)
{
	static const char *const columns[] = {"who", "goal", "by", "since", "reason", NULL};
	g_autoptr(JsonBuilder) builder = json_builder_new();
	g_autoptr(GPtrArray) blocks = NULL;
	gint64 goal;

	if (!find_goal(site, options->goal, -1, &goal, error) ||
	    !jn_block_list(site->db, goal, &blocks, error))
		return FALSE;
	json_builder_begin_array(builder);
	for (guint i = 0; i < blocks->len; i++) {
		const JnBlock *block = blocks->pdata[i];

		json_builder_begin_object(builder);
		cmd_put_text(builder, "who", block->addr);
		cmd_put_text(builder, "goal", block->goal_name);
		cmd_put_text(builder, "by", block->by);
		cmd_put_time(builder, "since", block->since);
		cmd_put_text(builder, "reason", block->reason);
		json_builder_end_object(builder);
	}
	json_builder_end_array(builder);
	if (cmd_print(g_steal_pointer(&builder), options->json, columns) == EX_OK)
		return TRUE;
	g_set_error(error, JN_ERROR, JN_ERROR_TEMPORARY, "writing to standard output failed");
	return FALSE;
}

static gboolean
add(JnSite *site, const char *who, const Options *options, GError **error)
{
	g_autofree char *reason = g_utf8_make_valid(options->reason ? options->reason : "", -1);
	gint64 goal;

	return check_who(site->config, who, error) &&
	       find_goal(site, options->goal, 0, &goal, error) &&
	       jn_block_save(site->db, goal, who, "operator", reason,
			     g_get_real_time() / G_USEC_PER_SEC, error);
}

static gboolean
take_away(JnSite *site, const char *who, const Options *options, GError **error)
{
	g_autofree char *valid = g_utf8_make_valid(who, -1);
	gboolean removed;
	gint64 goal;

	if (!find_goal(site, options->goal, 0, &goal, error) ||
	    !jn_block_remove(site->db, goal, valid, &removed, error))
		return FALSE;
	if (removed)
		return TRUE;
	g_set_error(error, JN_ERROR, JN_ERROR_PERMANENT,
		    "%s is not blocked%s%s; journster block list shows who is", valid,
		    options->goal ? " by " : " by the site", options->goal ? options->goal : "");
	return FALSE;
}

int
cmd_block(const CmdContext *context, int argc, char **argv)
{
	g_auto(Options) options = {0};
	const GOptionEntry entries[] = {
		{"goal", 0, 0, G_OPTION_ARG_STRING, &options.goal, NULL, NULL},
		{"reason", 0, 0, G_OPTION_ARG_STRING, &options.reason, NULL, NULL},
		{"json", 0, 0, G_OPTION_ARG_NONE, &options.json, NULL, NULL},
		G_OPTION_ENTRY_NULL,
	};
	g_autoptr(JnSite) site = NULL;
	g_autoptr(GError) error = NULL;
	gboolean good = FALSE;
	guint sub;
	int status;

	if (!cmd_options(context, entries, &argc, &argv, 0, -1, &status) ||
	    !cmd_sub(context, subs, argc, argv, &sub, &status))
		return status;
	site = cmd_site(context, &status);
	if (site == NULL)
		return status;
	switch ((Sub)sub) {
	case SUB_LIST:
		good = list(site, &options, &error);
		break;
	case SUB_ADD:
		good = add(site, argv[2], &options, &error);
		break;
	case SUB_REMOVE:
		good = take_away(site, argv[2], &options, &error);
		break;
	}
	return good ? EX_OK : cmd_fail(context, g_steal_pointer(&error));
}
