/*
 * held list [--all] | release ID | drop ID
 *
 * Mail that was kept and not acted on. 'list' shows what waits, with --all also what was released
 * or dropped and what was only noted, until it expires. A dropped mail can still be released.
 */
#include "store/held.h"

#include <sysexits.h>

#include "cmd/cmd.h"
#include "cmd/find.h"
#include "cmd/print.h"
#include "run/child.h"
#include "run/intake.h"
#include "run/recipients.h"
#include "run/wake.h"

#define LIST_PAGE 1000

typedef struct Work {
	const CmdContext *context;
	gint64 id;
} Work;

static void
put_held(JsonBuilder *builder, const JnHeld *held)
{
	json_builder_begin_object(builder);
	cmd_put_int(builder, "id", held->id);
	cmd_put_text(builder, "state", held->state);
	cmd_put_text(builder, "from", held->sender);
	cmd_put_text(builder, "to", held->recipient);
	cmd_put_text(builder, "goal", held->goal_name);
	cmd_put_time(builder, "received", held->created);
	cmd_put_time(builder, "expires", held->expires);
	cmd_put_text(builder, "subject", held->subject);
	cmd_put_text(builder, "reason", held->reason);
	json_builder_end_object(builder);
}

static gboolean
put_list(JnSite *site, gboolean all, JsonBuilder *builder, GError **error)
{
	g_autoptr(GPtrArray) page = NULL;
	gint64 after = 0;

	json_builder_begin_array(builder);
	do {
		g_clear_pointer(&page, g_ptr_array_unref);
		if (!jn_held_list(site->db, all ? NULL : "waiting", after, LIST_PAGE, &page, error))
			return FALSE;
		for (guint i = 0; i < page->len; i++) {
			put_held(builder, page->pdata[i]);
			after = ((const JnHeld *)page->pdata[i])->id;
		}
	} while (page->len == LIST_PAGE);
	json_builder_end_array(builder);
	return TRUE;
}

static int
list(const CmdContext *context, gboolean all, gboolean json)
{
	static const char *const some[] = {"id",      "from",   "to", "received",
					   "subject", "reason", NULL};
	static const char *const every[] = {"id",       "state",   "from",   "to",
					    "received", "subject", "reason", NULL};
	g_autoptr(JsonBuilder) builder = json_builder_new();
	g_autoptr(JnSite) site = NULL;
	g_autoptr(GError) error = NULL;
	int status;

	site = cmd_site(context, &status);
	if (site == NULL)
		return status;
	if (!put_list(site, all, builder, &error))
		return cmd_fail(context, g_steal_pointer(&error));
	return cmd_print(g_steal_pointer(&builder), json, all ? every : some);
}

/* FALSE with an error where there is none, or it was let through already. */
static gboolean
check_held(JnSite *site, gint64 id, GError **error)
{
	g_autoptr(JnHeld) held = NULL;

	if (!jn_held_load(site->db, id, &held, error))
		return FALSE;
	if (held != NULL && !g_str_equal(held->state, "released"))
		return TRUE;
	g_set_error(error, JN_ERROR, JN_ERROR_PERMANENT,
		    held ? "held mail %" G_GINT64_FORMAT " was released before"
			 : "no held mail has the id %" G_GINT64_FORMAT
			   "; journster held list shows what waits",
		    id);
	return FALSE;
}

/* In a child: a foreign mail is read. */
static int
release(gpointer data)
{
	const Work *work = data;
	g_autoptr(JnSite) site = NULL;
	g_autoptr(GError) error = NULL;
	g_auto(JnTaken) taken = {0};
	g_autofree char *shown = NULL;
	int status;

	site = cmd_site(work->context, &status);
	if (site == NULL)
		return status;
	if (!check_held(site, work->id, &error) ||
	    !jn_intake_release(site, work->id, g_get_real_time() / G_USEC_PER_SEC, &taken, &error))
		return cmd_fail(work->context, g_steal_pointer(&error));
	jn_wake(site->config);
	shown = cmd_shown(taken.summary);
	g_print("%s\n", shown);
	/* The mail is through: a list that cannot be written is told, and no reason to try again.
	 */
	if (taken.goals_changed && !jn_recipients_write(site, &error))
		g_warning("%s", error->message);
	return EX_OK;
}

static int
release_guarded(Work *work)
{
	g_autoptr(GError) error = NULL;
	int status;
	int died;

	if (!jn_child_run(release, work, &status, &died, &error))
		return cmd_fail(work->context, g_steal_pointer(&error));
	if (died == 0)
		return status;
	g_printerr("journster held: the program died of signal %d while reading the mail; it stays "
		   "held\n",
		   died);
	return EX_SOFTWARE;
}

static int
drop(const CmdContext *context, gint64 id)
{
	g_autoptr(JnSite) site = NULL;
	g_autoptr(GError) error = NULL;
	int status;

	site = cmd_site(context, &status);
	if (site == NULL)
		return status;
	if (!jn_db_begin(site->db, &error))
		return cmd_fail(context, g_steal_pointer(&error));
	if (!check_held(site, id, &error) || !jn_held_save_state(site->db, id, "dropped", &error) ||
	    !jn_db_commit(site->db, &error)) {
		jn_db_rollback(site->db);
		return cmd_fail(context, g_steal_pointer(&error));
	}
	g_print("dropped held mail %" G_GINT64_FORMAT "; it goes when it expires\n", id);
	return EX_OK;
}

int
cmd_held(const CmdContext *context, int argc, char **argv)
{
	gboolean all = FALSE;
	gboolean json = FALSE;
	const GOptionEntry entries[] = {
		{"all", 0, 0, G_OPTION_ARG_NONE, &all, NULL, NULL},
		{"json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL},
		G_OPTION_ENTRY_NULL,
	};
	g_autoptr(GError) error = NULL;
	Work work = {context, 0};
	int status;

	if (!cmd_options(context, entries, &argc, &argv, 1, 2, &status))
		return status;
	if (argc == 2 && g_str_equal(argv[1], "list"))
		return list(context, all, json);
	if (argc == 3 && (g_str_equal(argv[1], "release") || g_str_equal(argv[1], "drop"))) {
		if (!cmd_find_id(argv[2], &work.id, &error))
			return cmd_fail(context, g_steal_pointer(&error));
		return argv[1][0] == 'r' ? release_guarded(&work) : drop(context, work.id);
	}
	g_printerr("journster held: say list, release ID or drop ID\n");
	return EX_USAGE;
}
