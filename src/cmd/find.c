#include "cmd/find.h"

#include "store/goal.h"
#include "store/person.h"

gboolean
cmd_find_goal(JnSite *site, const char *word, JnGoal **ret_goal, GError **error)
{
	g_auto(GStrv) halves = g_strsplit(word, "@", 2);
	g_autofree char *name = g_ascii_strdown(halves[0] ? halves[0] : "", -1);
	g_autoptr(JnGoal) goal = NULL;

	if (!jn_goal_load_by_name(site->db, name, &goal, error))
		return FALSE;
	if (goal == NULL || goal->state == JN_GOAL_STREAM || goal->state == JN_GOAL_DELETED) {
		g_set_error(error, JN_ERROR, JN_ERROR_PERMANENT,
			    "no goal is called '%s'; journster goal list shows them", word);
		return FALSE;
	}
	*ret_goal = g_steal_pointer(&goal);
	return TRUE;
}

gboolean
cmd_find_person(JnSite *site, const char *addr, JnPerson **ret_person, GError **error)
{
	g_autofree char *valid = g_utf8_make_valid(addr, -1);
	g_autoptr(JnPerson) person = NULL;

	if (!jn_person_load_by_addr(site->db, valid, &person, error))
		return FALSE;
	if (person == NULL) {
		g_set_error(error, JN_ERROR, JN_ERROR_PERMANENT,
			    "nobody with the address '%s' is known; journster person list shows "
			    "all",
			    valid);
		return FALSE;
	}
	*ret_person = g_steal_pointer(&person);
	return TRUE;
}

gboolean
cmd_find_id(const char *word, gint64 *ret_id, GError **error)
{
	guint64 id;

	if (!g_ascii_string_to_unsigned(word, 10, 1, G_MAXINT64, &id, NULL)) {
		g_set_error(error, JN_ERROR, JN_ERROR_USAGE, "'%s' is no id; a list shows them",
			    word);
		return FALSE;
	}
	*ret_id = (gint64)id;
	return TRUE;
}
