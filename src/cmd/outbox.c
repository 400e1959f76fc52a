/*
 * outbox [--all] - what waits to be sent, how far it got, and to whom sending failed.
 *
 * A row waits while its cursor moves, and after it while a recipient waits for another try. With
 * --all, rows that are done and recipients that were given up too, as long as they are remembered.
 */
#include "store/outbox.h"
#include "cmd/cmd.h"
#include "cmd/print.h"
#include "store/goal.h"

/* The rows shown, and beside each the recipients for whom sending failed. */
typedef struct Rows {
	GPtrArray *rows;   /* JnOutbox */
	GPtrArray *failed; /* JnFailed */
} Rows;

static void
rows_clear(Rows *rows)
{
	g_clear_pointer(&rows->rows, g_ptr_array_unref);
	g_clear_pointer(&rows->failed, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Rows, rows_clear)

static const JnOutbox *
row_find(const GPtrArray *rows, gint64 id)
{
	for (guint i = 0; i < rows->len; i++)
		if (((const JnOutbox *)rows->pdata[i])->id == id)
			return rows->pdata[i];
	return NULL;
}

static int
by_id(gconstpointer a, gconstpointer b)
{
	const JnOutbox *left = *(JnOutbox *const *)a;
	const JnOutbox *right = *(JnOutbox *const *)b;

	return left->id < right->id ? -1 : left->id > right->id;
}

static gboolean
rows_load(JnDb *db, gboolean all, Rows *rows, GError **error)
{
	if (!jn_outbox_list(db, all, G_MAXINT64, &rows->rows, error) ||
	    !jn_outbox_failed(db, G_MAXINT64, FALSE, G_MAXINT64, &rows->failed, error))
		return FALSE;
	if (all) {
		g_autoptr(GPtrArray) given_up = NULL;

		if (!jn_outbox_failed(db, G_MAXINT64, TRUE, G_MAXINT64, &given_up, error))
			return FALSE;
		g_ptr_array_extend_and_steal(rows->failed, g_steal_pointer(&given_up));
	}
	/* A row whose cursor is through is done, and still waits for those who failed. */
	for (guint i = 0; i < rows->failed->len; i++) {
		const JnFailed *failed = rows->failed->pdata[i];
		JnOutbox *row = NULL;

		if (row_find(rows->rows, failed->row) != NULL)
			continue;
		if (!jn_outbox_load(db, failed->row, &row, error))
			return FALSE;
		if (row != NULL)
			g_ptr_array_add(rows->rows, row);
	}
	g_ptr_array_sort(rows->rows, by_id);
	return TRUE;
}

static void
put_failed(JsonBuilder *builder, const JnFailed *failed)
{
	json_builder_begin_object(builder);
	cmd_put_int(builder, "id", failed->row);
	cmd_put_text(builder, "address", failed->addr);
	cmd_put_int(builder, "attempts", failed->attempts);
	cmd_put_time(builder, "first", failed->first);
	cmd_put_time(builder, "due", failed->given_up ? 0 : failed->due);
	cmd_put_bool(builder, "given_up", failed->given_up);
	cmd_put_text(builder, "error", failed->error);
	json_builder_end_object(builder);
}

static void
put_failed_of(JsonBuilder *builder, const GPtrArray *list, gint64 row)
{
	json_builder_begin_array(builder);
	for (guint i = 0; i < list->len; i++) {
		const JnFailed *failed = list->pdata[i];

		if (row == 0 || failed->row == row)
			put_failed(builder, failed);
	}
	json_builder_end_array(builder);
}

static const char *
what(const JnOutbox *row)
{
	return row->template_name ? row->template_name : row->post ? "post" : "mail";
}

static gboolean
put_row(JnDb *db,
	JsonBuilder *builder,
	const JnOutbox *row,
	const GPtrArray *failed,
	GError **error)
{
	static const char *const to[] = {
		[JN_TO_PERSON] = "person",       [JN_TO_POST] = "post",
		[JN_TO_STREAM] = "stream",       [JN_TO_OPERATOR] = "operator",
		[JN_TO_FOLLOWERS] = "followers", [JN_TO_READERS] = "readers",
	};
	g_autoptr(JnGoal) goal = NULL;

	if (row->goal != 0 && !jn_goal_load(db, row->goal, &goal, error))
		return FALSE;
	json_builder_begin_object(builder);
	cmd_put_int(builder, "id", row->id);
	cmd_put_text(builder, "what", what(row));
	cmd_put_text(builder, "goal", goal ? goal->name : NULL);
	cmd_put_id(builder, "post", row->post);
	cmd_put_text(builder, "to", to[row->to]);
	cmd_put_id(builder, "person", row->person);
	cmd_put_int(builder, "sent", row->sent);
	cmd_put_time(builder, "created", row->created);
	cmd_put_time(builder, "due", row->done ? 0 : row->due);
	cmd_put_time(builder, "done", row->done);
	cmd_put_int(builder, "attempts", row->attempts);
	cmd_put_int(builder, "crashes", row->crashes);
	cmd_put_text(builder, "error", row->error);
	json_builder_set_member_name(builder, "failed");
	put_failed_of(builder, failed, row->id);
	json_builder_end_object(builder);
	return TRUE;
}

/* In plain form the failed recipients are a second table. */
static int
print(JsonBuilder *builder, const GPtrArray *failed, gboolean json)
{
	static const char *const columns[] = {"id",  "what", "goal",     "to",    "sent",
					      "due", "done", "attempts", "error", NULL};
	int status = cmd_print(builder, json, columns);

	if (json || failed->len == 0 || status != 0)
		return status;
	g_print("\nRecipients that failed:\n");
	builder = json_builder_new();
	put_failed_of(builder, failed, 0);
	return cmd_print(builder, FALSE, NULL);
}

int
cmd_outbox(const CmdContext *context, int argc, char **argv)
{
	gboolean all = FALSE;
	gboolean json = FALSE;
	const GOptionEntry entries[] = {
		{"all", 0, 0, G_OPTION_ARG_NONE, &all, NULL, NULL},
		{"json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL},
		G_OPTION_ENTRY_NULL,
	};
	g_autoptr(JsonBuilder) builder = json_builder_new();
	g_autoptr(JnSite) site = NULL;
	g_autoptr(GError) error = NULL;
	g_auto(Rows) rows = {0};
	int status;

	if (!cmd_options(context, entries, &argc, &argv, 0, 0, &status))
		return status;
	site = cmd_site(context, &status);
	if (site == NULL)
		return status;
	if (!rows_load(site->db, all, &rows, &error))
		return cmd_fail(context, g_steal_pointer(&error));
	json_builder_begin_array(builder);
	for (guint i = 0; i < rows.rows->len; i++)
		if (!put_row(site->db, builder, rows.rows->pdata[i], rows.failed, &error))
			return cmd_fail(context, g_steal_pointer(&error));
	json_builder_end_array(builder);
	return print(g_steal_pointer(&builder), rows.failed, json);
}
