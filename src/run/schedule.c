#include "run/schedule.h"

#include <string.h>

#include "base/limits.h"
#include "core/plan-parts.h"
#include "render/variables.h"
#include "run/closing.h"
#include "run/recipients.h"
#include "run/spool.h"
#include "store/digest.h"
#include "store/held.h"
#include "store/mentor.h"
#include "store/outbox.h"
#include "store/person.h"

#define PROBE_LIFE (7 * JN_DAY)
#define MEMORY (60 * JN_DAY)
#define HELD_LIST_MAX 200
#define DIGEST_POSTS_MAX 40
#define PAGE 200

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

static JnWords
words_of(JnSite *site, gint64 now)
{
	return (JnWords){
		.site_name = site->config->site_name,
		.operator_address = site->config->operator_address,
		.domain = site->config->domain,
		.separator = site->config->separator,
		.keys = &site->keys,
		.now = now,
	};
}

/* A reply to the item goes where a reply to its copy would have gone. */
static char *
reply_link(JnSite *site, const JnGoal *goal, const JnPost *post, gint64 person, gint64 now)
{
	JnClaim claim = {'r', goal->id, post->id, person};
	g_autofree char *address =
		jn_capability_address(&site->keys, &claim, now + JN_CAPABILITY_LIFE, goal->name,
				      site->config->domain, site->config->separator);
	g_autofree char *path = g_uri_escape_string(address, "@", TRUE);
	g_autofree char *subject = g_strdup_printf("Re: %s", post->subject_base);
	g_autofree char *escaped = g_uri_escape_string(subject, NULL, FALSE);

	return g_strdup_printf("mailto:%s?subject=%s", path, escaped);
}

static GVariant *
digest_goal(JnSite *site, const JnNews *news, gint64 person, gint64 now)
{
	g_auto(GVariantDict) goal = G_VARIANT_DICT_INIT(NULL);
	JnWords words = words_of(site, now);
	g_autofree char *address = jn_address_format(news->goal->name, JN_SUB_NONE,
						     site->config->domain, site->config->separator);
	GVariantBuilder items;

	g_variant_builder_init(&items, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < news->posts->len; i++) {
		const JnPost *post = news->posts->pdata[i];
		g_auto(GVariantDict) item = G_VARIANT_DICT_INIT(NULL);
		g_autofree char *link = reply_link(site, news->goal, post, person, now);

		g_variant_dict_insert(&item, "kind", "s", jn_kind_word(post->kind));
		g_variant_dict_insert(&item, "who", "s",
				      post->author_name ? post->author_name : "");
		g_variant_dict_insert(&item, "when", "t", (guint64)post->created);
		g_variant_dict_insert(&item, "subject", "s", post->subject);
		g_variant_dict_insert(&item, "gist", "s", post->gist);
		g_variant_dict_insert(&item, "reply_link", "s", link);
		g_variant_builder_add_value(&items, g_variant_dict_end(&item));
	}
	jn_variables_add(&goal, &words, news->goal, NULL, person);
	g_variant_dict_insert(&goal, "title", "s", news->goal->title);
	g_variant_dict_insert(&goal, "address", "s", address);
	g_variant_dict_insert(&goal, "phase", "s", jn_phase_word(news->goal->phase));
	g_variant_dict_insert_value(&goal, "items", g_variant_builder_end(&items));
	g_variant_dict_insert(&goal, "more", "x", news->more);
	return g_variant_dict_end(&goal);
}

static gboolean
digest_person(
	JnSite *site, gint64 person, JnMode mode, gint64 now, JnTicked *ticked, GError **error)
{
	g_autoptr(GPtrArray) list = NULL;
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	g_autoptr(GVariant) all = NULL;
	GVariantBuilder goals;
	JnOutbox row = {.template_name = (char *)"digest",
			.to = JN_TO_PERSON,
			.person = person,
			.created = now,
			.due = now};

	if (!jn_digest_load(site->db, person, mode, DIGEST_POSTS_MAX, &list, error))
		return FALSE;
	if (list->len == 0)
		return TRUE;
	g_variant_builder_init(&goals, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < list->len; i++)
		g_variant_builder_add_value(&goals, digest_goal(site, list->pdata[i], person, now));
	g_variant_dict_insert(&variables, "period", "s", jn_mode_word(mode));
	g_variant_dict_insert(&variables, "count", "x", (gint64)list->len);
	g_variant_dict_insert_value(&variables, "goals", g_variant_builder_end(&goals));
	all = g_variant_ref_sink(g_variant_dict_end(&variables));
	row.variables = all;
	ticked->digests++;
	return jn_outbox_save_new(site->db, &row, error) &&
	       jn_digest_save(site->db, person, mode, error);
}

static gboolean
digest_all(JnSite *site, JnMode mode, gint64 now, JnTicked *ticked, GError **error)
{
	gint64 after = 0;

	for (;;) {
		g_autoptr(GArray) people = NULL;

		if (!jn_digest_people(site->db, mode, after, PAGE, &people, error))
			return FALSE;
		if (people->len == 0)
			return TRUE;
		for (guint i = 0; i < people->len; i++) {
			after = g_array_index(people, gint64, i);
			if (!digest_person(site, after, mode, now, ticked, error))
				return FALSE;
		}
	}
}

static gboolean
digests(JnSite *site, gint64 now, JnTicked *ticked, GError **error)
{
	gboolean daily;
	gboolean weekly;

	if (!is_due(site, "digest-daily", JN_DAY, now, &daily, error) ||
	    !is_due(site, "digest-weekly", 7 * JN_DAY, now, &weekly, error))
		return FALSE;
	return (!daily || digest_all(site, JN_MODE_DAILY, now, ticked, error)) &&
	       (!weekly || digest_all(site, JN_MODE_WEEKLY, now, ticked, error));
}

static gboolean
closings(JnSite *site, gint64 now, JnTicked *ticked, GError **error)
{
	(void)ticked;
	return jn_closing_tick(site, now, error);
}

/* Each in a transaction of its own: one that fails does not keep the others from being done. */
static const struct {
	const char *name;
	Task task;
} tasks[] = {
	{"letting cookies and held mail expire", expire},
	{"forgetting what was sent long ago", forget},
	{"listing held mail", list_held},
	{"making digests", digests},
	{"asking chosen mentors again", closings},
};

static gboolean
task_run(JnSite *site, gsize i, gint64 now, JnTicked *ticked, GError **error)
{
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
