#include "run/closing.h"

#include "base/limits.h"
#include "run/carry-out.h"
#include "store/goal.h"
#include "store/mentor.h"

#define PAGE 100
#define ANSWERS_SHOWN 50
/* Older copies are read or lost; a day is what 'just now' can mean in mail. */
#define COPIES_SINCE JN_DAY

static gboolean
transact(JnSite *site, gint64 goal, gint64 now, JnDecide decide, gconstpointer data, GError **error)
{
	if (!jn_db_begin(site->db, error))
		return FALSE;
	if (!jn_carry_out(site, goal, now, decide, data, error)) {
		jn_db_rollback(site->db);
		return FALSE;
	}
	return jn_db_commit(site->db, error);
}

static JnPlan *
decide_close(const JnSituation *situation, gconstpointer chosen)
{
	return jn_plan_make_close(situation, chosen);
}

static JnPlan *
decide_open(const JnSituation *situation, gconstpointer data)
{
	(void)data;
	return jn_plan_make_open(situation);
}

static JnPlan *
decide_end(const JnSituation *situation, gconstpointer data)
{
	(void)data;
	return jn_plan_make_end(situation, TRUE);
}

static JnPlan *
decide_end_of_forgotten(const JnSituation *situation, gconstpointer data)
{
	(void)data;
	return jn_plan_make_end(situation, FALSE);
}

static JnPlan *
decide_rest(const JnSituation *situation, gconstpointer data)
{
	(void)data;
	return jn_plan_make_rest(situation);
}

static JnPlan *
decide_reminder(const JnSituation *situation, gconstpointer mentor)
{
	return jn_plan_make_reminder(situation, mentor);
}

static JnPlan *
decide_expiry(const JnSituation *situation, gconstpointer mentor)
{
	return jn_plan_make_expiry(situation, mentor);
}

static JnPlan *
decide_leave(const JnSituation *situation, gconstpointer mentor)
{
	return jn_plan_make_leave(situation, mentor);
}

gboolean
jn_closing_forget(JnSite *site, gint64 person, gint64 now, GError **error)
{
	g_autoptr(GPtrArray) goals = NULL;
	g_autoptr(GPtrArray) places = NULL;

	if (!jn_goal_list_of(site->db, person, &goals, error) ||
	    !jn_mentor_list_of(site->db, person, &places, error))
		return FALSE;
	for (guint i = 0; i < goals->len; i++) {
		const JnGoal *goal = goals->pdata[i];

		if ((goal->state == JN_GOAL_OPEN || goal->state == JN_GOAL_CLOSED) &&
		    !jn_carry_out(site, goal->id, now, decide_end_of_forgotten, NULL, error))
			return FALSE;
	}
	for (guint i = 0; i < places->len; i++) {
		const JnMentor *mentor = places->pdata[i];

		if (!jn_carry_out(site, mentor->goal, now, decide_leave, mentor, error))
			return FALSE;
	}
	return TRUE;
}

gboolean
jn_closing_close(JnSite *site, gint64 goal, const GPtrArray *chosen, gint64 now, GError **error)
{
	return transact(site, goal, now, decide_close, chosen, error);
}

gboolean
jn_closing_open(JnSite *site, gint64 goal, gint64 now, GError **error)
{
	return transact(site, goal, now, decide_open, NULL, error);
}

gboolean
jn_closing_end(JnSite *site, gint64 goal, gint64 now, GError **error)
{
	return transact(site, goal, now, decide_end, NULL, error);
}

gboolean
jn_closing_rest(JnSite *site, gint64 goal, gint64 now, GError **error)
{
	return jn_carry_out(site, goal, now, decide_rest, NULL, error);
}

/* Each one done is no longer due, so the next page is the rest. */
static gboolean
tick_all(JnSite *site, gboolean expired, gint64 now, GError **error)
{
	for (;;) {
		g_autoptr(GPtrArray) due = NULL;

		if (!jn_mentor_due(site->db, expired, now - JN_ACCEPT_REMIND, now, PAGE, &due,
				   error))
			return FALSE;
		for (guint i = 0; i < due->len; i++) {
			const JnMentor *mentor = due->pdata[i];

			if (!jn_carry_out(site, mentor->goal, now,
					  expired ? decide_expiry : decide_reminder, mentor,
					  error) ||
			    !jn_mentor_save_reminded(site->db, mentor->goal, mentor->person, now,
						     error))
				return FALSE;
		}
		if (due->len < PAGE)
			return TRUE;
	}
}

gboolean
jn_closing_tick(JnSite *site, gint64 now, GError **error)
{
	return tick_all(site, TRUE, now, error) && tick_all(site, FALSE, now, error);
}

/* Who answered in public has a number, and is not listed for their private answers as well. */
static gboolean
is_listed_by_number(const GPtrArray *answerers, const JnAnswerer *one)
{
	for (guint i = 0; one->number == 0 && i < answerers->len; i++) {
		const JnAnswerer *other = answerers->pdata[i];

		if (other->person == one->person && other->number != 0)
			return TRUE;
	}
	return FALSE;
}

/* Who can be named. */
static gboolean
add_answers(JnSite *site, const JnGoal *goal, GVariantDict *variables, GError **error)
{
	g_autoptr(GPtrArray) answerers = NULL;
	GVariantBuilder list;
	gboolean is_first = TRUE;

	if (!jn_answerer_list(site->db, goal->id, ANSWERS_SHOWN, &answerers, error))
		return FALSE;
	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = answerers->len; i > 0; i--) {
		const JnAnswerer *one = answerers->pdata[i - 1];
		g_auto(GVariantDict) item = G_VARIANT_DICT_INIT(NULL);

		if (is_listed_by_number(answerers, one))
			continue;
		g_variant_dict_insert(&item, "who", "s", one->name ? one->name : "");
		g_variant_dict_insert(&item, "number", "x", one->number);
		g_variant_dict_insert(&item, "first", "b", is_first);
		is_first = FALSE;
		g_variant_builder_add_value(&list, g_variant_dict_end(&item));
	}
	g_variant_dict_insert_value(variables, "answers_list", g_variant_builder_end(&list));
	return TRUE;
}

gboolean
jn_closing_words(JnSite *site,
		 const JnGoal *goal,
		 const char *template_name,
		 gint64 created,
		 GVariantDict *variables,
		 GError **error)
{
	gboolean asks = g_str_equal(template_name, "close-who") ||
			g_str_equal(template_name, "close-none") ||
			g_str_equal(template_name, "reveal-who");
	gint64 copies;

	if (!asks && !g_str_equal(template_name, "close-done"))
		return TRUE;
	if (!jn_goal_copies(site->db, goal->id, created - COPIES_SINCE, &copies, error))
		return FALSE;
	g_variant_dict_insert(variables, "copies", "x", copies);
	return !asks || add_answers(site, goal, variables, error);
}
