/*
 * held list [--all] | show ID | release [--now TIME] ID | drop ID
 *
 * Mail that was kept and not acted on. 'list' shows what waits, with --all also what was released
 * or dropped and what was only noted, until it expires. A dropped mail can still be released.
 *
 * 'show' and 'release' read a foreign mail, so they do it in a child.
 */
#include "store/held.h"

#include <string.h>
#include <sysexits.h>

#include "cmd/cmd.h"
#include "cmd/find.h"
#include "cmd/print.h"
#include "core/address.h"
#include "mail/newtext.h"
#include "run/child.h"
#include "run/intake.h"
#include "run/recipients.h"
#include "run/spool.h"
#include "run/wake.h"

#define LIST_PAGE 1000

typedef enum Sub { SUB_LIST, SUB_SHOW, SUB_RELEASE, SUB_DROP } Sub;

static const CmdSub subs[] = {
	[SUB_LIST] = {"list", NULL},
	[SUB_SHOW] = {"show", "which mail? journster held list shows their ids"},
	[SUB_RELEASE] = {"release", "which mail? journster held list shows their ids"},
	[SUB_DROP] = {"drop", "which mail? journster held list shows their ids"},
	{NULL, NULL},
};

typedef struct Work {
	const CmdContext *context;
	gint64 id, now;
	gboolean json;
} Work;

/* An address of ours without its token, which says nothing to a person and fills the line. */
static char *
without_token(const JnSite *site, const char *recipient)
{
	const JnConfig *config = site->config;
	g_auto(JnAddress) address = {0};

	if (!jn_address_parse(recipient, config->domain, config->separator, &address) ||
	    (address.secret == NULL && address.sub != JN_SUB_SHARED))
		return g_strdup(recipient);
	return jn_address_format(address.name, JN_SUB_NONE, config->domain, config->separator);
}

/* `shorten`: for a table. */
static void
put_held(const JnSite *site, JsonBuilder *builder, const JnHeld *held, gboolean shorten)
{
	g_autofree char *to = shorten && held->recipient ? without_token(site, held->recipient)
							 : g_strdup(held->recipient);

	cmd_put_int(builder, "id", held->id);
	cmd_put_text(builder, "state", held->state);
	cmd_put_text(builder, "from", held->sender);
	cmd_put_text(builder, "to", to);
	cmd_put_text(builder, "goal", held->goal_name);
	cmd_put_time(builder, "received", held->created);
	cmd_put_time(builder, "expires", held->expires);
	cmd_put_text(builder, "subject", held->subject);
	cmd_put_text(builder, "reason", held->reason);
}

static gboolean
put_list(JnSite *site, gboolean all, gboolean shorten, JsonBuilder *builder, GError **error)
{
	g_autoptr(GPtrArray) page = NULL;
	gint64 after = 0;

	json_builder_begin_array(builder);
	do {
		g_clear_pointer(&page, g_ptr_array_unref);
		if (!jn_held_list(site->db, all ? NULL : "waiting", after, LIST_PAGE, &page, error))
			return FALSE;
		for (guint i = 0; i < page->len; i++) {
			json_builder_begin_object(builder);
			put_held(site, builder, page->pdata[i], shorten);
			json_builder_end_object(builder);
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
	if (!put_list(site, all, !json, builder, &error))
		return cmd_fail(context, g_steal_pointer(&error));
	return cmd_print(g_steal_pointer(&builder), json, all ? every : some);
}

/* Not there is an error. */
static gboolean
load(JnSite *site, gint64 id, JnHeld **ret_held, GError **error)
{
	g_autoptr(JnHeld) held = NULL;

	if (!jn_held_load(site->db, id, &held, error))
		return FALSE;
	if (held == NULL) {
		g_set_error(error, JN_ERROR, JN_ERROR_PERMANENT,
			    "no held mail has the id %" G_GINT64_FORMAT
			    "; journster held list shows what waits",
			    id);
		return FALSE;
	}
	*ret_held = g_steal_pointer(&held);
	return TRUE;
}

/* FALSE with an error where there is none, or it was let through already. */
static gboolean
check_held(JnSite *site, gint64 id, GError **error)
{
	g_autoptr(JnHeld) held = NULL;

	if (!load(site, id, &held, error))
		return FALSE;
	if (!g_str_equal(held->state, "released"))
		return TRUE;
	g_set_error(error, JN_ERROR, JN_ERROR_PERMANENT,
		    "held mail %" G_GINT64_FORMAT " was released before", id);
	return FALSE;
}

/* ---- show ---- */

/* A line a field, decoded, in the order of the mail. */
static char *
header_text(const JnMessage *message)
{
	GMimeHeaderList *list = g_mime_object_get_header_list(GMIME_OBJECT(message->mime));
	int count = g_mime_header_list_get_count(list);
	GString *out = g_string_new(NULL);

	for (int i = 0; i < count; i++) {
		GMimeHeader *header = g_mime_header_list_get_header_at(list, i);
		const char *name = g_mime_header_get_name(header);
		const char *value = g_mime_header_get_value(header);
		g_autofree char *valid = g_utf8_make_valid(value ? value : "", -1);

		g_strdelimit(valid, "\r\n", ' ');
		g_string_append_printf(out, "%s%s: %s", i > 0 ? "\n" : "", name, g_strstrip(valid));
	}
	return g_string_free(out, FALSE);
}

/* What cannot be read is told in its place: the rest is worth seeing. */
static gboolean
put_mail(JnSite *site, const JnHeld *held, JsonBuilder *builder, GError **error)
{
	g_autoptr(JnMail) mail = NULL;
	g_autoptr(GBytes) raw = NULL;
	g_autoptr(JnMessage) message = NULL;
	g_autoptr(GError) unread = NULL;
	g_autofree char *header = NULL;
	g_autofree char *text = NULL;

	if (!jn_mail_load(site->db, held->mail, &mail, error))
		return FALSE;
	if (mail == NULL) {
		g_set_error(error, JN_ERROR, JN_ERROR_PERMANENT,
			    "the mail of held mail %" G_GINT64_FORMAT " is gone", held->id);
		return FALSE;
	}
	raw = jn_spool_get(site->config, mail, error);
	if (raw == NULL)
		return FALSE;
	message = jn_message_parse(raw, &unread);
	if (message != NULL) {
		header = header_text(message);
		text = g_strchomp(jn_message_text(message));
	}
	cmd_put_text(builder, "envelope_sender", mail->envelope_sender);
	cmd_put_int(builder, "size", mail->size);
	cmd_put_text(builder, "error", unread ? unread->message : NULL);
	cmd_put_text(builder, "header", header);
	cmd_put_text(builder, "text", text);
	return TRUE;
}

/* In a child: a foreign mail is read. */
static int
show(gpointer data)
{
	const Work *work = data;
	g_autoptr(JsonBuilder) builder = json_builder_new();
	g_autoptr(JnSite) site = NULL;
	g_autoptr(JnHeld) held = NULL;
	g_autoptr(GError) error = NULL;
	int status;

	site = cmd_site(work->context, &status);
	if (site == NULL)
		return status;
	json_builder_begin_object(builder);
	if (!load(site, work->id, &held, &error))
		return cmd_fail(work->context, g_steal_pointer(&error));
	put_held(site, builder, held, FALSE);
	if (!put_mail(site, held, builder, &error))
		return cmd_fail(work->context, g_steal_pointer(&error));
	json_builder_end_object(builder);
	return cmd_print(g_steal_pointer(&builder), work->json, NULL);
}

/* ---- release, drop ---- */

/* The mail went through the rules once more and they held it: under a new id, for a reason that a
 * release does not mend. */
static int
say_held_again(const JnTaken *taken, gint64 id)
{
	const char *held = strstr(taken->summary, "held: ");
	const char *why = held ? held + strlen("held: ") : taken->summary;
	g_autofree char *shown = cmd_shown(why);

	g_printerr("journster held: mail %" G_GINT64_FORMAT
		   " was not let through; it is held again, under a new id, and would be each "
		   "time: %s\n",
		   id, shown);
	return EX_NOPERM;
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
	    !jn_intake_release(site, work->id, work->now, &taken, &error))
		return cmd_fail(work->context, g_steal_pointer(&error));
	jn_wake(site->config);
	if (taken.outcome == JN_OUTCOME_HELD)
		return say_held_again(&taken, work->id);
	shown = cmd_shown(taken.summary);
	g_print("%s\n", shown);
	/* The mail is through: a list that cannot be written is told, and no reason to try again.
	 */
	if (taken.goals_changed && !jn_recipients_write(site, &error))
		g_warning("%s", error->message);
	return EX_OK;
}

static int
guarded(int (*work_in_child)(gpointer data), Work *work)
{
	g_autoptr(GError) error = NULL;
	int status;
	int died;

	if (!jn_child_run(work_in_child, work, &status, &died, &error))
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
	g_autofree char *time = NULL;
	const GOptionEntry entries[] = {
		{"all", 0, 0, G_OPTION_ARG_NONE, &all, NULL, NULL},
		{"json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL},
		{"now", 0, 0, G_OPTION_ARG_STRING, &time, NULL, NULL},
		G_OPTION_ENTRY_NULL,
	};
	g_autoptr(GError) error = NULL;
	Work work = {.context = context};
	guint sub;
	int status;

	if (!cmd_options(context, entries, &argc, &argv, 0, -1, &status) ||
	    !cmd_sub(context, subs, argc, argv, &sub, &status) ||
	    !cmd_now(context, time, &work.now, &status))
		return status;
	if (argc > 2 && !cmd_find_id(argv[2], &work.id, &error))
		return cmd_fail(context, g_steal_pointer(&error));
	work.json = json;
	switch ((Sub)sub) {
	case SUB_LIST:
		return list(context, all, json);
	case SUB_SHOW:
		return guarded(show, &work);
	case SUB_RELEASE:
		return guarded(release, &work);
	case SUB_DROP:
		return drop(context, work.id);
	}
	g_return_val_if_reached(EX_SOFTWARE);
}
