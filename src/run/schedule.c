#include "run/schedule.h"

#include <string.h>

#include "base/limits.h"
#include "run/closing.h"
#include "run/digest.h"
#include "run/introduce.h"
#include "run/journey.h"
#include "run/moderation.h"
#include "run/recipients.h"
#include "run/spool.h"
#include "store/held.h"
#include "store/mentor.h"
#include "store/outbox.h"
#include "store/person.h"

#define PROBE_LIFE (7 * JN_DAY)
#define MEMORY (60 * JN_DAY)
#define HELD_LIST_MAX 200

typedef gboolean (*Task)(JnSite *site, gint64 now, JnTicked *ticked, GError **error);

/* TRUE in *ret_due if `interval` is over, which is then noted; the first time a task that mails is
 * only noted. */
static gboolean
is_due(JnSite *site,
       const char *task,
       gint64 interval,
       gint64 now,
       gboolean *ret_due,
       GError **error)
{
	gint64 last;

	if (!jn_clock_load(site->db, task, &last, error))
		return FALSE;
	/* A clock that was ahead and came back begins anew. */
	if (last > now)
		last = 0;
	*ret_due = last != 0 && now - last >= interval;
	return (last != 0 && !*ret_due) || jn_clock_save(site->db, task, now, error);
}

static gboolean
expire(JnSite *site, gint64 now, JnTicked *ticked, GError **error)
{
	return jn_goal_end_quiet(site->db, now, error) &&
	       jn_cookie_expire(site->db, now, &ticked->cookies, error) &&
	       jn_held_expire(site->db, now, &ticked->held, error) &&
	       jn_person_end_probes(site->db, now - PROBE_LIFE, &ticked->probes, error);
}

static gboolean
forget(JnSite *site, gint64 now, JnTicked *ticked, GError **error)
{
	gboolean due;

	(void)ticked;
	if (!is_due(site, "forget", JN_DAY, now, &due, error))
		return FALSE;
	return !due || (jn_outbox_purge(site->db, now - MEMORY, error) &&
			jn_person_forget_strangers(site->db, now - MEMORY, error));
}

static void
held_item(GVariantBuilder *list, const JnHeld *held)
{
	g_auto(GVariantDict) item = G_VARIANT_DICT_INIT(NULL);

	g_variant_dict_insert(&item, "id", "x", held->id);
	g_variant_dict_insert(&item, "from", "s", held->sender);
	g_variant_dict_insert(&item, "to", "s", held->recipient);
	g_variant_dict_insert(&item, "reason", "s", held->reason);
	g_variant_dict_insert(&item, "when", "t", (guint64)held->created);
	g_variant_dict_insert(&item, "expires", "t", (guint64)held->expires);
	g_variant_dict_insert(&item, "subject", "s", held->subject);
	g_variant_builder_add_value(list, g_variant_dict_end(&item));
}

static gboolean
list_held(JnSite *site, gint64 now, JnTicked *ticked, GError **error)
{
	g_autoptr(GPtrArray) held = NULL;
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	g_autoptr(GVariant) all = NULL;
	GVariantBuilder list;
	JnOutbox row = {.template_name = (char *)"held-list",
			.to = JN_TO_OPERATOR,
			.created = now,
			.due = now};
	gboolean due;

	(void)ticked;
	if (!is_due(site, "held-list", 7 * JN_DAY, now, &due, error))
		return FALSE;
	if (!due)
		return TRUE;
	if (!jn_held_list(site->db, "waiting", 0, HELD_LIST_MAX, &held, error))
		return FALSE;
	if (held->len == 0)
		return TRUE;
	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < held->len; i++)
		held_item(&list, held->pdata[i]);
	g_variant_dict_insert_value(&variables, "items", g_variant_builder_end(&list));
	g_variant_dict_insert(&variables, "count", "x", (gint64)held->len);
	g_variant_dict_insert(&variables, "more", "b", held->len == HELD_LIST_MAX);
	all = g_variant_ref_sink(g_variant_dict_end(&variables));
	row.variables = all;
	return jn_outbox_save_new(site->db, &row, error);
}

static gboolean
closings(JnSite *site, gint64 now, JnTicked *ticked, GError **error)
{
	(void)ticked;
	return jn_closing_tick(site, now, error);
}

static gboolean
moderations(JnSite *site, gint64 now, JnTicked *ticked, GError **error)
{
	(void)ticked;
	return jn_moderation_tick(site, now, error);
}

static gboolean
journeys(JnSite *site, gint64 now, JnTicked *ticked, GError **error)
{
	(void)ticked;
	return jn_journey_tick(site, now, error);
}

static gboolean
digests(JnSite *site, gint64 now, JnTicked *ticked, GError **error)
{
	return jn_digest_tick(site, now, &ticked->digests, error);
}

static gboolean
introductions(JnSite *site, gint64 now, JnTicked *ticked, GError **error)
{
	return jn_introduce_tick(site, now, &ticked->introductions, error);
}

/* Each in a transaction of its own, or in several: one that fails does not keep the others from
 * being done. */
static const struct {
	const char *name;
	Task task;
	gboolean transacts; /* it has transactions of its own */
} tasks[] = {
	{"letting cookies and held mail expire", expire, FALSE},
	{"forgetting what was sent long ago", forget, FALSE},
	{"listing held mail", list_held, FALSE},
	{"asking chosen mentors again", closings, FALSE},
	{"reminding moderators", moderations, FALSE},
	{"looking at goals", journeys, TRUE},
	{"making digests", digests, TRUE},
	{"introducing goals", introductions, TRUE},
};

static gboolean
task_run(JnSite *site, gsize i, gint64 now, JnTicked *ticked, GError **error)
{
	if (tasks[i].transacts)
		return tasks[i].task(site, now, ticked, error);
	if (!jn_db_begin(site->db, error))
		return FALSE;
	if (!tasks[i].task(site, now, ticked, error)) {
		jn_db_rollback(site->db);
		return FALSE;
	}
	return jn_db_commit(site->db, error);
}

gboolean
jn_tick(JnSite *site, gint64 now, JnTicked *ret_ticked, GError **error)
{
	gboolean good = TRUE;

	*ret_ticked = (JnTicked){0};
	for (gsize i = 0; i < G_N_ELEMENTS(tasks); i++) {
		g_autoptr(GError) cause = NULL;

		if (task_run(site, i, now, ret_ticked, &cause))
			continue;
		jn_error_prefix(&cause, "%s", tasks[i].name);
		if (good)
			g_propagate_error(error, g_steal_pointer(&cause));
		else
			g_warning("%s", cause->message);
		good = FALSE;
	}
	return good && jn_spool_sweep(site, now, &ret_ticked->swept, error) &&
	       jn_recipients_write(site, error);
}
