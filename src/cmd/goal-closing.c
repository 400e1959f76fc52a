#include "cmd/goal-closing.h"

#include "base/limits.h"
#include "cmd/cmd.h"
#include "cmd/find.h"
#include "core/chosen.h"
#include "run/closing.h"
#include "run/recipients.h"
#include "store/goal.h"
#include "store/mentor.h"
#include "store/person.h"
#include "store/post.h"

static gint64
now_get(void)
{
	return g_get_real_time() / G_USEC_PER_SEC;
}

static void
say_nothing_done(void)
{
	g_print("Nothing was changed. To do it, add --yes.\n");
}

/* How many posts there are that not everybody may see, and how many follow. */
static gboolean
load_numbers(JnSite *site, JnGoal *goal, gint64 *ret_closed, GError **error)
{
	g_autoptr(GPtrArray) all = NULL;
	g_autoptr(GPtrArray) open = NULL;

	if (!jn_goal_load_numbers(site->db, goal, JN_READER_ANYONE, error) ||
	    !jn_post_list(site->db, goal->id, JN_READER_OPERATOR, 0, G_MAXINT64, &all, error) ||
	    !jn_post_list(site->db, goal->id, JN_READER_ANYONE, 0, G_MAXINT64, &open, error))
		return FALSE;
	*ret_closed = (gint64)all->len - (gint64)open->len;
	return TRUE;
}

static gboolean
check_state(const JnGoal *goal, JnGoalState wanted, GError **error)
{
	if (goal->state == wanted)
		return TRUE;
	g_set_error(error, JN_ERROR, JN_ERROR_PERMANENT, "%s is %s", goal->name,
		    jn_goal_state_word(goal->state));
	return FALSE;
}

/* Each word of the command line names one; all must be known, for nobody asks the operator back. */
static gboolean
choose(JnSite *site,
       const JnGoal *goal,
       char **mentors,
       GPtrArray **ret_answerers,
       GPtrArray **ret_chosen,
       GError **error)
{
	g_autofree char *joined = g_strjoinv(",", mentors);
	g_autofree char *words = g_utf8_make_valid(joined, -1);
	g_autofree char *unknown = NULL;
	g_autoptr(GPtrArray) answerers = NULL;
	g_autoptr(GPtrArray) chosen = NULL;

	if (!jn_answerer_list(site->db, goal->id, JN_ANSWERERS, &answerers, error))
		return FALSE;
	chosen = jn_chosen_parse(words, answerers, &unknown);
	if (unknown != NULL || chosen->len == 0) {
		g_set_error(error, JN_ERROR, JN_ERROR_PERMANENT,
			    "of those who answered %s, nobody (or more than one) is '%s'; "
			    "journster post list %s shows the answers and their numbers",
			    goal->name, unknown ? unknown : words, goal->name);
		return FALSE;
	}
	*ret_answerers = g_steal_pointer(&answerers);
	*ret_chosen = g_steal_pointer(&chosen);
	return TRUE;
}

static void
print_person(const char *name, const char *addr)
{
	g_autofree char *shown = cmd_shown(name ? name : "(no name)");
	g_autofree char *address = cmd_shown(addr ? addr : "");

	g_print("    %s <%s>\n", shown, address);
}

static void
print_close(const JnGoal *goal, const GPtrArray *chosen)
{
	g_print("Closes %s. What is written from then on goes to the protege and, once each has "
		"accepted, to:\n",
		goal->name);
	for (guint i = 0; i < chosen->len; i++) {
		const JnAnswerer *one = chosen->pdata[i];

		print_person(one->name, one->addr);
	}
	g_print("Each is asked by mail, and so learns that the goal is closed. Who was in it and "
		"is not named is told that it is over for them.\n");
	if (goal->closed == 0)
		g_print("The %" G_GINT64_FORMAT
			" followers are told that they get no mail for the time being, and not "
			"why. What waits to be sent to them is stopped.\n",
			goal->followers);
	g_print("The protege is told.\n");
}

gboolean
cmd_goal_close(JnSite *site, const char *word, char **mentors, gboolean yes, GError **error)
{
	g_autoptr(JnGoal) goal = NULL;
	g_autoptr(GPtrArray) answerers = NULL;
	g_autoptr(GPtrArray) chosen = NULL;

	if (mentors[0] == NULL) {
		g_set_error(error, JN_ERROR, JN_ERROR_USAGE,
			    "with whom? The number of an answer, or the address of who wrote it");
		return FALSE;
	}
	if (!cmd_find_goal(site, word, &goal, error) ||
	    (goal->state != JN_GOAL_CLOSED && !check_state(goal, JN_GOAL_OPEN, error)) ||
	    !choose(site, goal, mentors, &answerers, &chosen, error) ||
	    !jn_goal_load_numbers(site->db, goal, JN_READER_ANYONE, error))
		return FALSE;
	print_close(goal, chosen);
	if (yes)
		return jn_closing_close(site, goal->id, chosen, now_get(), error);
	say_nothing_done();
	return TRUE;
}

gboolean
cmd_goal_open(JnSite *site, const char *word, gboolean yes, GError **error)
{
	g_autoptr(JnGoal) goal = NULL;
	gint64 closed;

	if (!cmd_find_goal(site, word, &goal, error) || !check_state(goal, JN_GOAL_CLOSED, error) ||
	    !load_numbers(site, goal, &closed, error))
		return FALSE;
	g_print("Opens %s. What is written from then on goes to %" G_GINT64_FORMAT
		" followers and whoever joins, and the goal stands in the list of open goals.\n"
		"%" G_GINT64_FORMAT " closed posts stay closed, and so do replies to them.\n"
		"The protege and those who are in it are told; who was asked and has not accepted "
		"is asked no longer.\n",
		goal->name, goal->followers, closed);
	if (yes)
		return jn_closing_open(site, goal->id, now_get(), error);
	say_nothing_done();
	return TRUE;
}

gboolean
cmd_goal_end(JnSite *site, const char *word, gboolean yes, GError **error)
{
	g_autoptr(JnGoal) goal = NULL;
	gint64 closed;

	if (!cmd_find_goal(site, word, &goal, error) ||
	    (goal->state != JN_GOAL_CLOSED && !check_state(goal, JN_GOAL_OPEN, error)) ||
	    !load_numbers(site, goal, &closed, error))
		return FALSE;
	g_print("Ends %s. Mail that others than the protege write to it is held; it leaves the "
		"list of open goals and the digests of %" G_GINT64_FORMAT " followers.\n"
		"%" G_GINT64_FORMAT " closed posts stay closed.\n"
		"The protege is told, and those who are in it if it is closed.\n",
		goal->name, goal->followers, closed);
	if (yes)
		return jn_closing_end(site, goal->id, now_get(), error);
	say_nothing_done();
	return TRUE;
}

static gboolean delete (JnSite *site, const JnGoal *goal, GError **error)
{
	if (!jn_db_begin(site->db, error))
		return FALSE;
	if (!jn_goal_delete(site->db, goal->id, error)) {
		jn_db_rollback(site->db);
		return FALSE;
	}
	return jn_db_commit(site->db, error) && jn_recipients_write(site, error);
}

gboolean
cmd_goal_delete(JnSite *site, const char *word, gboolean yes, GError **error)
{
	g_autoptr(JnGoal) goal = NULL;
	g_autoptr(GPtrArray) posts = NULL;

	if (!cmd_find_goal(site, word, &goal, error) ||
	    !jn_goal_load_numbers(site->db, goal, JN_READER_ANYONE, error) ||
	    !jn_post_list(site->db, goal->id, JN_READER_OPERATOR, 0, G_MAXINT64, &posts, error))
		return FALSE;
	g_print("Deletes %s for good, with the words of its %u posts; its %" G_GINT64_FORMAT
		" followers are told nothing. Its address is refused from then on, and no other "
		"goal gets it.\n"
		"To stop it and keep what was written: journster goal end.\n",
		goal->name, posts->len, goal->followers);
	if (yes)
		return delete (site, goal, error);
	say_nothing_done();
	return TRUE;
}
