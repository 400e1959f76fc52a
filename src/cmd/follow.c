#include <sysexits.h>

#include "cmd/cmd.h"
#include "cmd/find.h"
#include "mail/message.h"
#include "store/goal.h"
#include "store/person.h"

typedef struct Following {
	const char *goal, *addr;
	JnMode mode;
	gint64 now;
} Following;

/* 'open' too: the stream of all open goals is followed like a goal. */
static gboolean
find(JnSite *site, const char *word, JnGoal **ret_goal, GError **error)
{
	if (g_ascii_strcasecmp(word, JN_STREAM_NAME) == 0)
		return jn_goal_load_by_name(site->db, JN_STREAM_NAME, ret_goal, error);
	return cmd_find_goal(site, word, ret_goal, error);
}

/* Nobody is recorded here: whoever does not follow may not be known at all. */
static gboolean
leave(JnSite *site, const JnGoal *goal, const Following *what, GError **error)
{
	g_autoptr(JnPerson) person = NULL;
	JnMode mode = JN_MODE_ABSENT;

	if (!jn_person_load_by_addr(site->db, what->addr, &person, error) ||
	    (person != NULL && !jn_follow_load(site->db, goal->id, person->id, &mode, error)))
		return FALSE;
	if (mode == JN_MODE_ABSENT) {
		g_set_error(error, JN_ERROR, JN_ERROR_PERMANENT, "%s does not follow %s",
			    what->addr, goal->name);
		return FALSE;
	}
	return jn_follow_save(site->db, goal->id, person->id, JN_MODE_ABSENT, what->now, error);
}

static gboolean
follow(JnSite *site, const Following *what, GError **error)
{
	g_autoptr(JnGoal) goal = NULL;
	g_autoptr(JnPerson) person = NULL;

	if (!jn_address_is_safe(what->addr)) {
		g_set_error(error, JN_ERROR, JN_ERROR_USAGE, "'%s' is no mail address", what->addr);
		return FALSE;
	}
	if (!find(site, what->goal, &goal, error))
		return FALSE;
	if (what->mode == JN_MODE_ABSENT)
		return leave(site, goal, what, error);
	return jn_person_ensure(site->db, what->addr, what->now, &person, error) &&
	       jn_follow_save(site->db, goal->id, person->id, what->mode, what->now, error);
}

int
cmd_follow(const CmdContext *context, int argc, char **argv)
{
	g_autofree char *mode = NULL;
	gboolean remove = FALSE;
	const GOptionEntry entries[] = {
		{"mode", 0, 0, G_OPTION_ARG_STRING, &mode, NULL, NULL},
		{"remove", 0, 0, G_OPTION_ARG_NONE, &remove, NULL, NULL},
		G_OPTION_ENTRY_NULL,
	};
	g_autoptr(JnSite) site = NULL;
	g_autoptr(GError) error = NULL;
	Following what = {.mode = JN_MODE_EACH};
	int status;

	if (!cmd_options(context, entries, &argc, &argv, 2, 2, &status) ||
	    !cmd_now(context, NULL, &what.now, &status))
		return status;
	if (mode != NULL && (!jn_mode_from_word(mode, &what.mode) || what.mode == JN_MODE_ABSENT)) {
		g_printerr(
			"journster follow: '%s' is none of each, questions, daily, weekly, none\n",
			mode);
		return EX_USAGE;
	}
	if (remove)
		what.mode = JN_MODE_ABSENT;
	what.goal = argv[1];
	what.addr = argv[2];
	site = cmd_site(context, &status);
	if (site == NULL)
		return status;
	if (!jn_db_begin(site->db, &error) || !follow(site, &what, &error) ||
	    !jn_db_commit(site->db, &error)) {
		jn_db_rollback(site->db);
		return cmd_fail(context, g_steal_pointer(&error));
	}
	return EX_OK;
}
