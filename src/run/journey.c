#include "run/journey.h"

#include "base/limits.h"
#include "core/address.h"
#include "run/closing.h"
#include "store/goal.h"
#include "store/journey.h"
#include "store/person.h"
#include "store/reflection.h"

#define PAGE 50

void
jn_journey_times(const JnSite *site, const JnGoal *goal, JnTimes *ret_times)
{
	const JnConfig *config = site->config;
	const char *days = goal->nudges != NULL ? goal->nudges : config->nudges;
	JnTimes times = {.tried = config->tried_days * JN_DAY, .list = config->list_days * JN_DAY};

	(void)jn_times_parse(days, &times);
	*ret_times = times;
}

static gboolean
is_going_on(const JnGoal *goal)
{
	return goal != NULL && goal->protege != 0 && goal->dormant == 0 &&
	       (goal->state == JN_GOAL_OPEN || goal->state == JN_GOAL_CLOSED);
}

static gboolean
owe(JnSite *site,
    const JnGoal *goal,
    const JnPerson *protege,
    gint64 now,
    JnOwed *ret_owed,
    GError **error)
{
	g_auto(JnJourney) journey = {0};
	JnTimes times;

	jn_journey_init(&journey);
	if (!jn_journey_load(site->db, goal, &journey, error))
		return FALSE;
	journey.zone = protege->has_zone ? protege->zone : jn_site_zone(site, now);
	journey.hour = site->config->hour;
	jn_journey_times(site, goal, &times);
	jn_journey_owe(&journey, &times, now, ret_owed);
	return TRUE;
}

static gboolean
save_letter(JnSite *site,
	    const char *template_name,
	    gint64 person,
	    gint64 goal,
	    char *reply_to,
	    GVariantDict *variables,
	    gint64 now,
	    GError **error)
{
	g_autoptr(GVariant) all = g_variant_ref_sink(g_variant_dict_end(variables));
	g_autofree char *address = reply_to;
	JnOutbox row = {.template_name = (char *)template_name,
			.to = JN_TO_PERSON,
			.person = person,
			.goal = goal,
			.reply_to = address,
			.variables = all,
			.created = now,
			.due = now};

	return jn_outbox_save_new(site->db, &row, error);
}

static gboolean
list_answers(JnSite *site, const JnGoal *goal, gint64 question, gint64 now, GError **error)
{
	const JnConfig *config = site->config;
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	g_variant_dict_insert(&variables, "question", "x", question);
	return jn_journey_save_listed(site->db, question, now, error) &&
	       save_letter(site, "answers", goal->protege, goal->id,
			   jn_address_format(goal->name, JN_SUB_CHOOSE, config->domain,
					     config->separator),
			   &variables, now, error);
}

static gboolean
leave_at_rest(JnSite *site, const JnGoal *goal, gint64 now, GError **error)
{
	g_autoptr(JnReflection) asked = NULL;
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	if (!jn_journey_save_rest(site->db, goal->id, now, error) ||
	    !jn_closing_rest(site, goal->id, now, error) ||
	    !jn_reflection_load_of(site->db, goal->id, goal->protege, &asked, error))
		return FALSE;
	/* Who is asked what went wrong learns it in that letter. */
	return (asked != NULL && asked->asked == now) ||
	       save_letter(site, "resting", goal->protege, goal->id, NULL, &variables, now, error);
}

/* ---- nudges ---- */

/* One mail, as it is put together of all goals of a person. */
typedef struct Nudge {
	GArray *answers, *tried; /* gint64 */
	gint64 goal;             /* the only one; -1: several */
	const char *name;        /* of that */
} Nudge;

static void
nudge_clear(Nudge *nudge)
{
	g_array_unref(nudge->answers);
	g_array_unref(nudge->tried);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Nudge, nudge_clear)

static gboolean
add_goal(JnSite *site,
	 Nudge *nudge,
	 const JnGoal *goal,
	 const JnPerson *protege,
	 gint64 now,
	 GError **error)
{
	g_auto(JnOwed) owed = {0};

	if (!is_going_on(goal))
		return TRUE;
	if (!owe(site, goal, protege, now, &owed, error))
		return FALSE;
	if (owed.answers->len + owed.tried->len == 0)
		return TRUE;
	g_array_append_vals(nudge->answers, owed.answers->data, owed.answers->len);
	g_array_append_vals(nudge->tried, owed.tried->data, owed.tried->len);
	nudge->goal = nudge->goal == 0 ? goal->id : -1;
	nudge->name = goal->name;
	return jn_journey_save_nudged(site->db, goal->id, owed.answers, owed.tried->len > 0, error);
}

static void
insert_posts(GVariantDict *variables, const char *name, const GArray *posts)
{
	GVariantBuilder list;

	g_variant_builder_init(&list, G_VARIANT_TYPE("ax"));
	for (guint i = 0; i < posts->len; i++)
		g_variant_builder_add(&list, "x", g_array_index(posts, gint64, i));
	g_variant_dict_insert_value(variables, name, g_variant_builder_end(&list));
}

/* Of one post, a reply is below it; of several, it is understood by what it quotes. */
static char *
reply_address(JnSite *site, const Nudge *nudge, gint64 person, gint64 now)
{
	const JnConfig *config = site->config;
	gboolean is_one = nudge->answers->len + nudge->tried->len == 1;
	JnClaim claim = {'r', is_one ? nudge->goal : 0, 0, person};

	if (is_one)
		claim.post = g_array_index(nudge->answers->len > 0 ? nudge->answers : nudge->tried,
					   gint64, 0);
	return jn_capability_address(&site->keys, &claim, now + JN_CAPABILITY_LIFE,
				     is_one ? nudge->name : "me", config->domain,
				     config->separator);
}

/* All that is due of all goals of a person. Who gets no mail is not nudged. */
static gboolean
nudge_person(JnSite *site, const JnPerson *person, gint64 now, GError **error)
{
	g_autoptr(GPtrArray) goals = NULL;
	g_auto(Nudge) nudge = {.answers = g_array_new(FALSE, FALSE, sizeof(gint64)),
			       .tried = g_array_new(FALSE, FALSE, sizeof(gint64))};
	g_auto(GVariantDict) variables = G_VARIANT_DICT_INIT(NULL);

	if (person->reach == JN_REACH_SUSPENDED)
		return TRUE;
	if (!jn_goal_list_of(site->db, person->id, &goals, error))
		return FALSE;
	for (guint i = 0; i < goals->len; i++)
		if (!add_goal(site, &nudge, goals->pdata[i], person, now, error))
			return FALSE;
	if (nudge.goal == 0)
		return TRUE;
	/* Not before: it would keep the other goals from being in it. */
	if (!jn_journey_save_last_nudge(site->db, person->id, now, error))
		return FALSE;
	insert_posts(&variables, "answers", nudge.answers);
	insert_posts(&variables, "tried", nudge.tried);
	return save_letter(site, "nudge", person->id, MAX(nudge.goal, 0),
			   reply_address(site, &nudge, person->id, now), &variables, now, error);
}

/* ---- the clock ---- */

static gboolean
act(JnSite *site,
    const JnGoal *goal,
    const JnPerson *protege,
    const JnOwed *owed,
    gint64 now,
    GError **error)
{
	for (guint i = 0; i < owed->lists->len; i++)
		if (!list_answers(site, goal, g_array_index(owed->lists, gint64, i), now, error))
			return FALSE;
	if (owed->rest)
		return leave_at_rest(site, goal, now, error);
	return owed->answers->len + owed->tried->len == 0 ||
	       nudge_person(site, protege, now, error);
}

/* Does what is due, then asks once more, with all that done, when to come back. */
static gboolean
look(JnSite *site, gint64 id, gint64 now, GError **error)
{
	g_autoptr(JnGoal) goal = NULL;
	g_autoptr(JnPerson) protege = NULL;
	g_auto(JnOwed) owed = {0};
	g_auto(JnOwed) next = {0};

	if (!jn_goal_load(site->db, id, &goal, error) ||
	    (goal != NULL && !jn_person_load(site->db, goal->protege, &protege, error)))
		return FALSE;
	if (!is_going_on(goal) || protege == NULL)
		return jn_journey_save_look(site->db, id, 0, error);
	if (!owe(site, goal, protege, now, &owed, error) ||
	    !act(site, goal, protege, &owed, now, error))
		return FALSE;
	if (owed.rest)
		return TRUE;
	if (!owe(site, goal, protege, now, &next, error))
		return FALSE;
	return jn_journey_save_look(site->db, id, next.look, error);
}

static gboolean
page_look(JnSite *site, gint64 now, guint *ret_count, GError **error)
{
	g_autoptr(GArray) goals = NULL;

	if (!jn_db_begin(site->db, error))
		return FALSE;
	if (!jn_journey_due(site->db, now, PAGE, &goals, error)) {
		jn_db_rollback(site->db);
		return FALSE;
	}
	for (guint i = 0; i < goals->len; i++)
		if (!look(site, g_array_index(goals, gint64, i), now, error)) {
			jn_db_rollback(site->db);
			return FALSE;
		}
	*ret_count = goals->len;
	return jn_db_commit(site->db, error);
}

gboolean
jn_journey_tick(JnSite *site, gint64 now, GError **error)
{
	g_autoptr(GArray) due = NULL;
	guint count;

	/* Most minutes none is, and nothing need be written. */
	if (!jn_journey_due(site->db, now, 1, &due, error))
		return FALSE;
	if (due->len == 0)
		return TRUE;
	do {
		if (!page_look(site, now, &count, error))
			return FALSE;
	} while (count == PAGE);
	return TRUE;
}
