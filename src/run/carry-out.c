#include "run/carry-out.h"

#include "run/moderation.h"
#include "store/apply.h"
#include "store/snapshot.h"

static gboolean
situation_load(JnSite *site,
	       gint64 goal,
	       gint64 now,
	       guint8 *random,
	       JnSituation *ret_situation,
	       JnSnapshot **ret_snapshot,
	       GError **error)
{
	const JnConfig *config = site->config;
	JnSituation situation = {
		.domain = config->domain,
		.site_name = config->site_name,
		.separator = config->separator,
		.keys = &site->keys,
		.cookies_per_day = config->cookies_per_day,
		.now = now,
		.random = random,
	};

	jn_moderation_settle(config, &situation);
	situation.labels = jn_site_labels(site);
	situation.language = config->language;
	jn_random_bytes(random, JN_RANDOM_BYTES);
	*ret_snapshot = jn_snapshot_load_goal(site->db, goal, &situation, error);
	*ret_situation = situation;
	return *ret_snapshot != NULL;
}

gboolean
jn_carry_out(
	JnSite *site, gint64 goal, gint64 now, JnDecide decide, gconstpointer data, GError **error)
{
	guint8 random[JN_RANDOM_BYTES];
	g_autoptr(JnSnapshot) snapshot = NULL;
	g_autoptr(JnPlan) plan = NULL;
	JnSituation situation;

	if (!situation_load(site, goal, now, random, &situation, &snapshot, error))
		return FALSE;
	plan = decide(&situation, data);
	return jn_plan_apply(site->db, plan, &situation, NULL, TRUE, error);
}
