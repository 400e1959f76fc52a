/*
 * person list | show ADDRESS
 */
#include "store/person.h"
#include "cmd/cmd.h"
#include "cmd/find.h"
#include "cmd/print.h"
#include "store/goal.h"

#define LIST_PAGE 1000

enum { SUB_LIST, SUB_SHOW };

static const CmdSub subs[] = {
	[SUB_LIST] = {"list", NULL},
	[SUB_SHOW] = {"show", "who? journster person list shows their addresses"},
	{NULL, NULL},
};

static void
put_person(JsonBuilder *builder, const JnPerson *person)
{
	cmd_put_int(builder, "id", person->id);
	cmd_put_text(builder, "address", person->addr);
	cmd_put_text(builder, "name", person->name);
	cmd_put_text(builder, "language", person->language);
	cmd_put_text(builder, "reach", jn_reach_word(person->reach));
	cmd_put_time(builder, "reach_since", person->reach_since);
	cmd_put_text(builder, "reach_reason", person->reach_reason);
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

static gboolean
put_known(JnSite *site, const char *addr, JsonBuilder *builder, GError **error)
{
	g_autoptr(JnPerson) person = NULL;
	g_autoptr(GPtrArray) addresses = NULL;
	g_autoptr(GPtrArray) follows = NULL;

	if (!cmd_find_person(site, addr, &person, error) ||
	    !jn_person_addresses(site->db, person->id, &addresses, error) ||
	    !jn_follow_list(site->db, 0, person->id, &follows, error))
		return FALSE;
	json_builder_begin_object(builder);
	put_person(builder, person);
	cmd_put_texts(builder, "addresses", addresses);
	put_follows(builder, follows);
	json_builder_end_object(builder);
	return TRUE;
}

int
cmd_person(const CmdContext *context, int argc, char **argv)
{
	static const char *const columns[] = {"id", "address", "reach", "name", NULL};
	gboolean json = FALSE;
	const GOptionEntry entries[] = {
		{"json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL},
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
	if (!(sub == SUB_LIST ? put_people(site, builder, &error)
			      : put_known(site, argv[2], builder, &error)))
		return cmd_fail(context, g_steal_pointer(&error));
	return cmd_print(g_steal_pointer(&builder), json, columns);
}
