/*
 * person list | bounces | show ADDRESS | forget ADDRESS
 */
#include <sysexits.h>

#include "base/limits.h"
#include "cmd/cmd.h"
#include "cmd/find.h"
#include "cmd/print.h"
#include "core/reach.h"
#include "run/forget.h"
#include "store/forget.h"
#include "store/goal.h"
#include "store/person.h"
#include "store/setback.h"

#define LIST_PAGE 1000

typedef enum Sub { SUB_LIST, SUB_BOUNCES, SUB_SHOW, SUB_FORGET } Sub;

static const CmdSub subs[] = {
	[SUB_LIST] = {"list", NULL},
	[SUB_BOUNCES] = {"bounces", NULL},
	[SUB_SHOW] = {"show", "who? journster person list shows their addresses"},
	[SUB_FORGET] = {"forget", "whom? journster person list shows their addresses"},
	{NULL, NULL},
};

static gint64
now(void)
{
	return g_get_real_time() / G_USEC_PER_SEC;
}

/* Points, with one place behind the point. */
static void
put_score(JsonBuilder *builder, gint64 score)
{
	g_autofree char *text =
		g_strdup_printf("%d.%d", (int)(score / 1000), (int)(score % 1000 / 100));

	cmd_put_text(builder, "score", text);
}

static void
put_person(JsonBuilder *builder, const JnPerson *person)
{
	cmd_put_int(builder, "id", person->id);
	cmd_put_text(builder, "address", person->addr);
	cmd_put_text(builder, "name", person->name);
	cmd_put_text(builder, "language", person->language);
	cmd_put_text(builder, "mail_language", person->mail_language);
	if (person->has_zone)
		cmd_put_int(builder, "zone", person->zone);
	else
		cmd_put_text(builder, "zone", NULL);
	cmd_put_text(builder, "skills", person->skills);
	cmd_put_text(builder, "thanks", person->no_thanks ? "none" : "weekly");
	cmd_put_text(builder, "introductions", person->no_introductions ? "none" : "weekly");
	cmd_put_text(builder, "reach", jn_reach_word(person->reach));
	cmd_put_time(builder, "reach_since", person->reach_since);
	cmd_put_text(builder, "reach_reason", person->reach_reason);
	put_score(builder, jn_score_now(person->score, person->scored, now()));
	cmd_put_time(builder, "probed", person->probed);
}

static gboolean
put_people(JnSite *site, JsonBuilder *builder, GError **error)
{
	g_autoptr(GPtrArray) page = NULL;
	gint64 after = 0;

	json_builder_begin_array(builder);
	do {
		g_clear_pointer(&page, g_ptr_array_unref);
		if (!jn_person_list(site->db, after, LIST_PAGE, &page, error))
			return FALSE;
		for (guint i = 0; i < page->len; i++) {
			const JnPerson *person = page->pdata[i];

			json_builder_begin_object(builder);
			put_person(builder, person);
			json_builder_end_object(builder);
			after = person->id;
		}
	} while (page->len == LIST_PAGE);
	json_builder_end_array(builder);
	return TRUE;
}

static void
put_follows(JsonBuilder *builder, const GPtrArray *follows)
{
	json_builder_set_member_name(builder, "follows");
	json_builder_begin_array(builder);
	for (guint i = 0; i < follows->len; i++) {
		const JnFollower *follow = follows->pdata[i];

		json_builder_begin_object(builder);
		cmd_put_text(builder, "goal", follow->goal->name);
		cmd_put_text(builder, "mode", jn_mode_word(follow->mode));
		cmd_put_time(builder, "since", follow->since);
		cmd_put_text(builder, "title", follow->goal->title);
		json_builder_end_object(builder);
	}
	json_builder_end_array(builder);
}

static void
put_setback(JsonBuilder *builder, const JnNoted *noted)
{
	cmd_put_text(builder, "kind", noted->kind);
	cmd_put_text(builder, "told", noted->told);
	cmd_put_time(builder, "when", noted->created);
	cmd_put_text(builder, "reason", noted->reason);
}

/* Mail to whom came back, and what was said the last time. */
static gboolean
put_bounces(JnSite *site, JsonBuilder *builder, GError **error)
{
	g_autoptr(GPtrArray) page = NULL;
	gint64 after = 0;

	json_builder_begin_array(builder);
	do {
		g_clear_pointer(&page, g_ptr_array_unref);
		if (!jn_setback_list_last(site->db, after, LIST_PAGE, &page, error))
			return FALSE;
		for (guint i = 0; i < page->len; i++) {
			const JnNoted *noted = page->pdata[i];
			g_autoptr(JnPerson) person = NULL;

			after = noted->person;
			if (!jn_person_load(site->db, noted->person, &person, error))
				return FALSE;
			if (person == NULL)
				continue;
			json_builder_begin_object(builder);
			cmd_put_text(builder, "address", person->addr);
			cmd_put_text(builder, "reach", jn_reach_word(person->reach));
			cmd_put_time(builder, "reach_since", person->reach_since);
			put_score(builder, jn_score_now(person->score, person->scored, now()));
			put_setback(builder, noted);
			json_builder_end_object(builder);
		}
	} while (page->len == LIST_PAGE);
	json_builder_end_array(builder);
	return TRUE;
}

static void
put_setbacks(JsonBuilder *builder, const GPtrArray *list)
{
	json_builder_set_member_name(builder, "bounces");
	json_builder_begin_array(builder);
	for (guint i = 0; i < list->len; i++) {
		const JnNoted *noted = list->pdata[i];

		json_builder_begin_object(builder);
		put_score(builder, noted->score);
		put_setback(builder, noted);
		json_builder_end_object(builder);
	}
	json_builder_end_array(builder);
}

static gboolean
put_known(JnSite *site, const char *addr, JsonBuilder *builder, GError **error)
{
	g_autoptr(JnPerson) person = NULL;
	g_autoptr(GPtrArray) addresses = NULL;
	g_autoptr(GPtrArray) follows = NULL;
	g_autoptr(GPtrArray) setbacks = NULL;

	if (!cmd_find_person(site, addr, &person, error) ||
	    !jn_person_addresses(site->db, person->id, &addresses, error) ||
	    !jn_setback_list(site->db, person->id, JN_SETBACKS, &setbacks, error) ||
	    !jn_follow_list(site->db, 0, person->id, &follows, error))
		return FALSE;
	json_builder_begin_object(builder);
	put_person(builder, person);
	cmd_put_texts(builder, "addresses", addresses);
	put_follows(builder, follows);
	put_setbacks(builder, setbacks);
	json_builder_end_object(builder);
	return TRUE;
}

static void
print_forget(const JnPerson *person, const JnHoldings *holdings, const GPtrArray *goals)
{
	g_autofree char *name = cmd_shown(person->name ? person->name : "(no name)");
	g_autofree char *addr = cmd_shown(person->addr);

	g_print("Forgets %s <%s>, for good. What goes: name, addresses and settings, follows "
		"(%" G_GINT64_FORMAT "), held mail of theirs and for them (%" G_GINT64_FORMAT
		"), letters to them, and the words, subject and mail of %" G_GINT64_FORMAT
		" posts.\n",
		name, addr, holdings->follows, holdings->held, holdings->posts);
	for (guint i = 0; i < goals->len; i++) {
		const JnGoal *goal = goals->pdata[i];
		g_autofree char *title = cmd_shown(goal->title);

		g_print("Of %s, which %s, the title stays, '%s'; if it says who they are, use "
			"goal delete.\n",
			goal->name, goal->state == JN_GOAL_ENDED ? "has ended" : "ends", title);
	}
	if (holdings->mentorships > 0)
		g_print("They leave %" G_GINT64_FORMAT " closed goals, whose proteges are told.\n",
			holdings->mentorships);
	g_print("What others wrote stays whole. One last letter tells them.\n");
}

static gboolean
forget(JnSite *site, const char *addr, gboolean yes, GError **error)
{
	g_autoptr(JnPerson) person = NULL;
	g_autoptr(GPtrArray) goals = NULL;
	JnHoldings holdings;

	if (!cmd_find_person(site, addr, &person, error) ||
	    !jn_holdings_load(site->db, person->id, &holdings, error) ||
	    !jn_goal_list_of(site->db, person->id, &goals, error))
		return FALSE;
	print_forget(person, &holdings, goals);
	if (yes)
		return jn_forget_person(site, person->id, g_get_real_time() / G_USEC_PER_SEC,
					error);
	g_print("Nothing was changed. To do it, add --yes.\n");
	return TRUE;
}

int
cmd_person(const CmdContext *context, int argc, char **argv)
{
	static const char *const columns[] = {"id", "address", "reach", "name", NULL};
	static const char *const bounce_columns[] = {"address", "reach",  "score", "kind",
						     "when",    "reason", NULL};
	gboolean json = FALSE, yes = FALSE, good = FALSE;
	const GOptionEntry entries[] = {
		{"json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL},
		{"yes", 0, 0, G_OPTION_ARG_NONE, &yes, NULL, NULL},
		G_OPTION_ENTRY_NULL,
	};
	g_autoptr(JnSite) site = NULL;
	g_autoptr(JsonBuilder) builder = json_builder_new();
	g_autoptr(GError) error = NULL;
	guint sub;
	int status;

	if (!cmd_options(context, entries, &argc, &argv, 0, -1, &status) ||
	    !cmd_sub(context, subs, argc, argv, &sub, &status))
		return status;
	site = cmd_site(context, &status);
	if (site == NULL)
		return status;
	switch ((Sub)sub) {
	case SUB_LIST:
		good = put_people(site, builder, &error);
		break;
	case SUB_BOUNCES:
		good = put_bounces(site, builder, &error);
		break;
	case SUB_SHOW:
		good = put_known(site, argv[2], builder, &error);
		break;
	case SUB_FORGET:
		return forget(site, argv[2], yes, &error)
			       ? EX_OK
			       : cmd_fail(context, g_steal_pointer(&error));
	}
	if (!good)
		return cmd_fail(context, g_steal_pointer(&error));
	return cmd_print(g_steal_pointer(&builder), json,
			 sub == SUB_BOUNCES ? bounce_columns : columns);
}
