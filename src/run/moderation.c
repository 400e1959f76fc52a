#include "run/moderation.h"

#include "base/limits.h"
#include "run/carry-out.h"
#include "store/held.h"

#define PAGE 100

void
jn_moderation_settle(const JnConfig *config, JnSituation *situation)
{
	situation->moderator_protege = !g_str_equal(config->moderators, "operator");
	situation->moderator_operator = !g_str_equal(config->moderators, "protege");
	situation->operator_address = config->operator_address;
	(void)jn_moderation_from_word(config->moderate, &situation->moderation);
}

static JnPlan *
remind_protege(const JnSituation *situation, gconstpointer waiting)
{
	return jn_plan_make_moderation(situation, situation->protege, waiting);
}

static JnPlan *
remind_operator(const JnSituation *situation, gconstpointer waiting)
{
	return jn_plan_make_moderation(situation, situation->operator, waiting);
}

/* More than one list holds goes with the next minute's. */
static gboolean
remind(JnSite *site, gint64 goal, gint64 now, GError **error)
{
	JnSituation settled = {0};
	g_autoptr(GPtrArray) waiting = NULL;

	if (!jn_moderated_list(site->db, goal, now - JN_MODERATION_REMIND, JN_MODERATIONS_LISTED,
			       &waiting, error))
		return FALSE;
	jn_moderation_settle(site->config, &settled);
	if ((settled.moderator_protege &&
	     !jn_carry_out(site, goal, now, remind_protege, waiting, error)) ||
	    (settled.moderator_operator &&
	     !jn_carry_out(site, goal, now, remind_operator, waiting, error)))
		return FALSE;
	for (guint i = 0; i < waiting->len; i++)
		if (!jn_moderated_save_reminded(site->db, ((JnModerated *)waiting->pdata[i])->held,
						now, error))
			return FALSE;
	return TRUE;
}

gboolean
jn_moderation_tick(JnSite *site, gint64 now, GError **error)
{
	g_autoptr(GArray) goals = NULL;

	if (!jn_moderated_goals(site->db, now - JN_MODERATION_REMIND, PAGE, &goals, error))
		return FALSE;
	for (guint i = 0; i < goals->len; i++)
		if (!remind(site, g_array_index(goals, gint64, i), now, error))
			return FALSE;
	return TRUE;
}
