#include "run/digest.h"

#include "base/limits.h"
#include "core/due.h"
#include "store/digest.h"
#include "store/gratitude.h"
#include "store/held.h"
#include "store/person.h"
#include "store/post.h"

#define PEOPLE_PAGE 200
/* Thanks in one digest; more come with the next. */
#define SAID_MAX 100
/* Offsets of zones are whole quarters of an hour. */
#define QUARTER 900
/* A week and a day: who moved across the hour on the weekly day has missed it. */
#define WEEKLY_MISSED (8 * JN_DAY)

/* ---- what is new ---- */

/* How far a digest of one follow goes. */
typedef struct Span {
	gint64 upto, goal_upto; /* the last post and goal that it tells of; 0: none */
	gint64 posts, goals;    /* how many */
} Span;

/* Of one follow at most `most` posts, and of the stream as many goals. */
static gboolean
span_of(JnSite *site,
	gint64 person,
	const JnNews *news,
	gint64 most,
	Span *ret_span,
	GError **error)
{
	g_autoptr(GArray) posts = NULL;
	g_autoptr(GPtrArray) goals = NULL;
	Span span = {0};

	if (!jn_digest_post_ids(site->db, person, news, JN_DIGEST_NO_END, most, &posts, error) ||
	    (news->is_stream &&
	     !jn_digest_goals(site->db, person, news, JN_DIGEST_NO_END, most, &goals, error)))
		return FALSE;
	span.posts = posts->len;
	if (posts->len > 0)
		span.upto = g_array_index(posts, gint64, posts->len - 1);
	span.goals = goals != NULL ? goals->len : 0;
	if (span.goals > 0)
		span.goal_upto = ((JnGoal *)goals->pdata[goals->len - 1])->id;
	*ret_span = span;
	return TRUE;
}

static GVariant *
part_new(const JnNews *news, const Span *span)
{
	g_auto(GVariantDict) part = G_VARIANT_DICT_INIT(NULL);

	g_variant_dict_insert(&part, "goal", "x", news->goal);
	g_variant_dict_insert(&part, "after", "x", news->after);
	g_variant_dict_insert(&part, "upto", "x", MAX(span->upto, news->after));
	g_variant_dict_insert(&part, "mode", "s", jn_mode_word(news->mode));
	if (news->is_stream) {
		g_variant_dict_insert(&part, "stream", "b", TRUE);
		g_variant_dict_insert(&part, "goal_after", "x", news->goal_after);
		g_variant_dict_insert(&part, "goal_upto", "x",
				      MAX(span->goal_upto, news->goal_after));
	}
	return g_variant_dict_end(&part);
}

/* Each follow gets its share; what the first ones leave over goes to the later ones. */
static gboolean
add_parts(JnSite *site,
	  gint64 person,
	  const GPtrArray *list,
	  GVariantBuilder *parts,
	  guint *ret_count,
	  gint64 *ret_left,
	  GError **error)
{
	gint64 room = JN_DIGEST_POSTS;

	*ret_count = 0;
	*ret_left = 0;
	for (guint i = 0; i < list->len; i++) {
		const JnNews *news = list->pdata[i];
		/* The longest untold stand first: who has more than there is room for gets all of
		 * it in time. */
		gint64 share = MAX(room / (gint64)(list->len - i), MIN(room, 1));
		Span span = {0};

		if (share > 0 && !span_of(site, person, news, share, &span, error))
			return FALSE;
		room -= MAX(span.posts, span.goals);
		*ret_left += news->count - span.posts + news->goals - span.goals;
		if (span.posts + span.goals == 0)
			continue;
		g_variant_builder_add_value(parts, part_new(news, &span));
		++*ret_count;
	}
	return TRUE;
}

static JnOutbox *
row_new(const char *template_name, gint64 person, gint64 goal, GVariantDict *variables, gint64 now)
{
	JnOutbox *row = g_new0(JnOutbox, 1);

	row->template_name = g_strdup(template_name);
	row->to = JN_TO_PERSON;
	row->person = person;
	row->goal = goal;
	row->created = now;
	row->due = now;
	row->variables = g_variant_ref_sink(g_variant_dict_end(variables));
	return row;
}

/* Whoever follows something weekly gets it with the day's news. */
static const char *
period_of(const GPtrArray *list)
{
	JnMode mode = JN_MODE_DAILY;

	for (guint i = 0; i < list->len; i++)
		if (((JnNews *)list->pdata[i])->mode != JN_MODE_DAILY)
			mode = JN_MODE_WEEKLY;
	return jn_mode_word(mode);
}

gboolean
jn_digest_make(JnSite *site,
	       gint64 person,
	       gboolean daily,
	       gboolean weekly,
	       gint64 now,
	       JnOutbox **ret_row,
	       GError **error)
{
	g_autoptr(GPtrArray) list = NULL;
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	GVariantBuilder goals;
	guint count;
	gint64 left;
	gboolean done;

	*ret_row = NULL;
	if (!jn_digest_news(site->db, person, daily, weekly, &list, error))
		return FALSE;
	g_variant_builder_init(&goals, G_VARIANT_TYPE("aa{sv}"));
	done = add_parts(site, person, list, &goals, &count, &left, error);
	if (!done || count == 0) {
		g_variant_builder_clear(&goals);
		return done;
	}
	g_variant_dict_insert_value(&variables, "goals", g_variant_builder_end(&goals));
	g_variant_dict_insert(&variables, "left", "x", left);
	g_variant_dict_insert(&variables, "period", "s", period_of(list));
	*ret_row = row_new("digest", person, 0, &variables, now);
	return TRUE;
}

/* ---- thanks ---- */

static JnOutbox *
thanks_row(const char *template_name, const GPtrArray *said, guint from, guint to, gint64 now)
{
	const JnSaid *first = said->pdata[from];
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	GVariantBuilder ids;

	g_variant_builder_init(&ids, G_VARIANT_TYPE("ax"));
	for (guint i = from; i < to; i++)
		g_variant_builder_add(&ids, "x", ((JnSaid *)said->pdata[i])->id);
	g_variant_dict_insert_value(&variables, "said", g_variant_builder_end(&ids));
	return row_new(template_name, first->person, first->is_open ? 0 : first->goal, &variables,
		       now);
}

/* Open ones first; of the closed, goal by goal. */
static gint
compare_said(gconstpointer a, gconstpointer b)
{
	const JnSaid *one = *(JnSaid *const *)a;
	const JnSaid *other = *(JnSaid *const *)b;

	if (one->is_open != other->is_open)
		return one->is_open ? -1 : 1;
	if (one->goal != other->goal)
		return one->goal < other->goal ? -1 : 1;
	if (one->answer != other->answer)
		return one->answer < other->answer ? -1 : 1;
	return one->id < other->id ? -1 : one->id > other->id;
}

static gboolean
is_one_mail(const JnSaid *one, const JnSaid *other)
{
	return one->is_open == other->is_open && (one->is_open || one->goal == other->goal);
}

gboolean
jn_digest_make_thanks(JnSite *site, gint64 person, gint64 now, GPtrArray **ret_rows, GError **error)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)jn_outbox_free);
	g_autoptr(GPtrArray) said = NULL;

	if (!jn_gratitude_untold(site->db, person, SAID_MAX, &said, error))
		return FALSE;
	g_ptr_array_sort(said, compare_said);
	for (guint from = 0, to = 0; from < said->len; from = to) {
		while (to < said->len && is_one_mail(said->pdata[from], said->pdata[to]))
			to++;
		g_ptr_array_add(rows, thanks_row("thanks-digest", said, from, to, now));
	}
	*ret_rows = g_steal_pointer(&rows);
	return TRUE;
}

static gboolean
save_told(JnSite *site, const JnOutbox *row, gint64 now, GError **error)
{
	g_autoptr(GVariant) ids = g_variant_lookup_value(row->variables, "said", NULL);
	gsize count = g_variant_n_children(ids);

	for (gsize i = 0; i < count; i++) {
		gint64 id;

		g_variant_get_child(ids, i, "x", &id);
		if (!jn_gratitude_save_told(site->db, id, now, error))
			return FALSE;
	}
	return jn_outbox_save_new(site->db, row, error) &&
	       jn_gratitude_save_last(site->db, row->person, now, error);
}

static gboolean
send_thanks(JnSite *site, gint64 person, gint64 now, gint64 *count, GError **error)
{
	g_autoptr(GPtrArray) rows = NULL;

	if (!jn_digest_make_thanks(site, person, now, &rows, error))
		return FALSE;
	for (guint i = 0; i < rows->len; i++)
		if (!save_told(site, rows->pdata[i], now, error))
			return FALSE;
	*count += rows->len;
	return TRUE;
}

/* Of the goal that thanked first; the rest waits for the digest. */
static gboolean
send_first_thanks(JnSite *site, gint64 person, gint64 now, gint64 *count, GError **error)
{
	g_autoptr(GPtrArray) said = NULL;
	g_autoptr(JnOutbox) row = NULL;
	guint from = 0;
	guint to;

	if (!jn_gratitude_untold(site->db, person, SAID_MAX, &said, error))
		return FALSE;
	g_ptr_array_sort(said, compare_said);
	/* That the goal is reached is told in the digest, which has words for it. */
	for (guint i = said->len; i > 0; i--)
		if (((JnSaid *)said->pdata[i - 1])->kind == JN_GRATITUDE_OUTCOME)
			g_ptr_array_remove_index(said, i - 1);
	while (from < said->len && ((JnSaid *)said->pdata[from])->kind != JN_GRATITUDE_THANKS)
		from++;
	/* Nothing they may see yet. */
	if (from == said->len)
		return TRUE;
	for (to = from + 1; to < said->len; to++)
		if (((JnSaid *)said->pdata[to])->answer != ((JnSaid *)said->pdata[from])->answer ||
		    !is_one_mail(said->pdata[from], said->pdata[to]))
			break;
	row = thanks_row("thanks-first", said, from, to, now);
	++*count;
	return save_told(site, row, now, error);
}

/* ---- sending ---- */

static gboolean
send_news(JnSite *site,
	  gint64 person,
	  gboolean daily,
	  gboolean weekly,
	  gint64 now,
	  gint64 *count,
	  GError **error)
{
	g_autoptr(JnOutbox) row = NULL;
	g_autoptr(GVariant) goals = NULL;
	gsize n;

	if (!jn_digest_make(site, person, daily, weekly, now, &row, error))
		return FALSE;
	if (row == NULL)
		return TRUE;
	goals = g_variant_lookup_value(row->variables, "goals", NULL);
	n = g_variant_n_children(goals);
	for (gsize i = 0; i < n; i++) {
		g_autoptr(GVariant) part = g_variant_get_child_value(goals, i);
		gint64 goal = 0;
		gint64 upto = 0;
		gint64 goal_upto = 0;

		(void)g_variant_lookup(part, "goal", "x", &goal);
		(void)g_variant_lookup(part, "upto", "x", &upto);
		(void)g_variant_lookup(part, "goal_upto", "x", &goal_upto);
		if (!jn_digest_save(site->db, person, goal, upto, goal_upto, error))
			return FALSE;
	}
	++*count;
	return jn_outbox_save_new(site->db, row, error);
}

gboolean
jn_digest_send(JnSite *site, gint64 person, gint64 now, gint64 *ret_count, GError **error)
{
	g_autoptr(JnPerson) who = NULL;

	*ret_count = 0;
	if (!jn_person_load(site->db, person, &who, error))
		return FALSE;
	if (who == NULL || who->reach == JN_REACH_SUSPENDED)
		return TRUE;
	return send_news(site, person, TRUE, TRUE, now, ret_count, error) &&
	       (who->no_thanks || send_thanks(site, person, now, ret_count, error)) &&
	       jn_person_save_digest_asked(site->db, person, 0, error);
}

/* ---- the clock ---- */

/* What one person is owed, within a transaction. */
typedef gboolean (*Owe)(
	JnSite *site, gint64 person, gboolean weekly, gint64 now, gint64 *count, GError **error);

static gboolean
owe_regular(JnSite *site, gint64 person, gboolean weekly, gint64 now, gint64 *count, GError **error)
{
	g_autoptr(JnPerson) who = NULL;
	gboolean outcome = FALSE;
	gint64 last;

	if (!jn_digest_weekly(site->db, person, &last, error) ||
	    !jn_person_load(site->db, person, &who, error))
		return FALSE;
	if (who == NULL)
		return TRUE;
	weekly = weekly || (last != 0 && now - last >= WEEKLY_MISSED);
	if (!send_news(site, person, TRUE, weekly, now, count, error) ||
	    !jn_gratitude_has_outcome(site->db, person, &outcome, error))
		return FALSE;
	if ((weekly || outcome) && !who->no_thanks && !send_thanks(site, person, now, count, error))
		return FALSE;
	return !weekly || jn_digest_save_weekly(site->db, person, now, error);
}

static gboolean
owe_asked(JnSite *site, gint64 person, gboolean weekly, gint64 now, gint64 *count, GError **error)
{
	gint64 before = *count;
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);
	g_autoptr(JnOutbox) none = NULL;
	gboolean asked;

	(void)weekly;
	/* Another clock may have been here since the list was read. */
	if (!jn_digest_is_asked(site->db, person, &asked, error))
		return FALSE;
	if (!asked)
		return TRUE;
	if (!send_news(site, person, TRUE, TRUE, now, count, error) ||
	    !jn_person_save_digest_asked(site->db, person, 0, error))
		return FALSE;
	if (*count > before)
		return TRUE;
	/* Who asks gets an answer. */
	none = row_new("digest-none", person, 0, &variables, now);
	return jn_outbox_save_new(site->db, none, error);
}

static gboolean
owe_first_thanks(
	JnSite *site, gint64 person, gboolean weekly, gint64 now, gint64 *count, GError **error)
{
	gint64 last;

	(void)weekly;
	return jn_gratitude_last(site->db, person, &last, error) &&
	       (last != 0 || send_first_thanks(site, person, now, count, error));
}

static gboolean
page_send(JnSite *site,
	  const GArray *people,
	  Owe owe,
	  gboolean weekly,
	  gint64 now,
	  gint64 *count,
	  GError **error)
{
	gint64 made = 0;

	if (!jn_db_begin(site->db, error))
		return FALSE;
	for (guint i = 0; i < people->len; i++)
		if (!owe(site, g_array_index(people, gint64, i), weekly, now, &made, error)) {
			jn_db_rollback(site->db);
			return FALSE;
		}
	if (!jn_db_commit(site->db, error))
		return FALSE;
	*count += made;
	return TRUE;
}

/* A person done twice, because the program died between pages, has nothing new the second time. */
static gboolean
zone_send(JnSite *site, gint64 zone, gboolean weekly, gint64 now, gint64 *count, GError **error)
{
	gint64 after = 0;

	for (;;) {
		g_autoptr(GArray) people = NULL;

		if (!jn_digest_people(site->db, zone, after, PEOPLE_PAGE, &people, error))
			return FALSE;
		if (people->len == 0)
			return TRUE;
		after = g_array_index(people, gint64, people->len - 1);
		if (!page_send(site, people, owe_regular, weekly, now, count, error))
			return FALSE;
	}
}

static gboolean
regular_send(JnSite *site, gint64 last, gint64 now, gint64 *count, GError **error)
{
	const JnConfig *config = site->config;
	g_autoptr(GArray) zones = NULL;

	if (!jn_digest_zones(site->db, &zones, error))
		return FALSE;
	for (guint i = 0; i < zones->len; i++) {
		gint64 zone = g_array_index(zones, gint64, i);
		int offset = zone == G_MAXINT64 ? jn_site_zone(site, now) : (int)zone;
		JnDue due = jn_due_between(last, now, offset, config->hour, config->weekday);

		if (due.daily && !zone_send(site, zone, due.weekly, now, count, error))
			return FALSE;
	}
	return TRUE;
}

typedef gboolean (*People)(JnDb *db, gint64 after, gint64 limit, GArray **ret, GError **error);

static gboolean
all_send(JnSite *site, People people_of, Owe owe, gint64 now, gint64 *count, GError **error)
{
	gint64 after = 0;

	for (;;) {
		g_autoptr(GArray) people = NULL;

		if (!people_of(site->db, after, PEOPLE_PAGE, &people, error))
			return FALSE;
		if (people->len == 0)
			return TRUE;
		after = g_array_index(people, gint64, people->len - 1);
		if (!page_send(site, people, owe, FALSE, now, count, error))
			return FALSE;
	}
}

/* Saved when all are done: who dies in the middle does it again, and tells nobody twice. */
static gboolean
save_clock(JnSite *site, gint64 now, GError **error)
{
	if (!jn_db_begin(site->db, error))
		return FALSE;
	if (!jn_clock_save(site->db, "digest", now, error)) {
		jn_db_rollback(site->db);
		return FALSE;
	}
	return jn_db_commit(site->db, error);
}

gboolean
jn_digest_tick(JnSite *site, gint64 now, gint64 *ret_count, GError **error)
{
	gint64 last;

	*ret_count = 0;
	if (!all_send(site, jn_gratitude_first, owe_first_thanks, now, ret_count, error) ||
	    !all_send(site, jn_digest_asked, owe_asked, now, ret_count, error) ||
	    !jn_clock_load(site->db, "digest", &last, error))
		return FALSE;
	if (last != 0 && last / QUARTER == now / QUARTER)
		return TRUE;
	if (last != 0 && !regular_send(site, last, now, ret_count, error))
		return FALSE;
	return save_clock(site, now, error);
}
