/*
 * digest preview [--html] ADDRESS | send [ADDRESS]
 *
 * Preview shows what a person would get now, and changes nothing. Send makes it at once, whatever
 * the hour: for one person, or for all who have anything new.
 */
#include "run/digest.h"

#include <sysexits.h>

#include "base/shown.h"
#include "cmd/cmd.h"
#include "cmd/find.h"
#include "run/letter.h"
#include "run/wake.h"
#include "store/person.h"

#define PEOPLE_PAGE 200

enum { SUB_PREVIEW, SUB_SEND };

static const CmdSub subs[] = {
	[SUB_PREVIEW] = {"preview", "whose? journster person list shows their addresses"},
	[SUB_SEND] = {"send", "whose? An address, or --all"},
	{NULL, NULL},
};

static gboolean
print_row(JnSite *site,
	  const JnOutbox *row,
	  const JnPerson *person,
	  gint64 now,
	  gboolean html,
	  GError **error)
{
	g_autoptr(JnWork) work = jn_work_new(site, row, now, error);
	JnRecipient to = {.person = person->id,
			  .addr = person->addr,
			  .name = person->name,
			  .language = (char *)jn_person_language(person),
			  .has_zone = person->has_zone,
			  .zone = person->zone};
	g_auto(JnLetter) letter = {0};
	g_autofree char *subject = NULL;
	g_autofree char *text = NULL;

	if (work == NULL)
		return FALSE;
	if (jn_work_is_void(work))
		return TRUE;
	if (!jn_work_letter(work, &to, &letter, error))
		return FALSE;
	subject = cmd_shown(letter.subject);
	text = jn_shown_lines(html ? letter.html : letter.text);
	if (html)
		g_print("%s\n", text);
	else
		g_print("Subject: %s\n\n%s\n", subject, text);
	return TRUE;
}

static gboolean
preview(JnSite *site, const char *addr, gint64 now, gboolean html, GError **error)
{
	g_autoptr(JnPerson) person = NULL;
	g_autoptr(JnOutbox) news = NULL;
	g_autoptr(GPtrArray) thanks = NULL;

	if (!cmd_find_person(site, addr, &person, error) ||
	    !jn_digest_make(site, person->id, TRUE, TRUE, now, &news, error) ||
	    (!person->no_thanks && !jn_digest_make_thanks(site, person->id, now, &thanks, error)))
		return FALSE;
	if (news == NULL && (thanks == NULL || thanks->len == 0))
		g_printerr("journster digest: nothing is new to them\n");
	if (news != NULL && !print_row(site, news, person, now, html, error))
		return FALSE;
	for (guint i = 0; thanks != NULL && i < thanks->len; i++)
		if (!print_row(site, thanks->pdata[i], person, now, html, error))
			return FALSE;
	return TRUE;
}

/* One transaction for all `people`, or none is sent. */
static gboolean
send_page(JnSite *site, const GPtrArray *people, gint64 now, gint64 *count, GError **error)
{
	if (!jn_db_begin(site->db, error))
		return FALSE;
	for (guint i = 0; i < people->len; i++) {
		gint64 made;

		if (!jn_digest_send(site, ((JnPerson *)people->pdata[i])->id, now, &made, error)) {
			jn_db_rollback(site->db);
			return FALSE;
		}
		*count += made;
	}
	return jn_db_commit(site->db, error);
}

static gboolean
send_all(JnSite *site, gint64 now, gint64 *count, GError **error)
{
	gint64 after = 0;

	for (;;) {
		g_autoptr(GPtrArray) page = NULL;

		if (!jn_person_list(site->db, after, PEOPLE_PAGE, &page, error))
			return FALSE;
		if (page->len == 0)
			return TRUE;
		after = ((JnPerson *)page->pdata[page->len - 1])->id;
		if (!send_page(site, page, now, count, error))
			return FALSE;
	}
}

static gboolean
send_digests(JnSite *site, const char *addr, gboolean all, gint64 now, GError **error)
{
	g_autoptr(GPtrArray) people =
		g_ptr_array_new_with_free_func((GDestroyNotify)jn_person_free);
	JnPerson *person;
	gint64 count = 0;

	if (all ? !send_all(site, now, &count, error)
		: !cmd_find_person(site, addr, &person, error))
		return FALSE;
	if (!all) {
		g_ptr_array_add(people, person);
		if (!send_page(site, people, now, &count, error))
			return FALSE;
	}
	g_print("%" G_GINT64_FORMAT " made\n", count);
	jn_wake(site->config);
	return TRUE;
}

int
cmd_digest(const CmdContext *context, int argc, char **argv)
{
	gboolean html = FALSE;
	gboolean all = FALSE;
	g_autofree char *time = NULL;
	const GOptionEntry entries[] = {
		{"html", 0, 0, G_OPTION_ARG_NONE, &html, NULL, NULL},
		{"all", 0, 0, G_OPTION_ARG_NONE, &all, NULL, NULL},
		{"now", 0, 0, G_OPTION_ARG_STRING, &time, NULL, NULL},
		G_OPTION_ENTRY_NULL,
	};
	g_autoptr(JnSite) site = NULL;
	g_autoptr(GError) error = NULL;
	gint64 now;
	guint sub = SUB_SEND;
	int status;

	if (!cmd_options(context, entries, &argc, &argv, 0, -1, &status) ||
	    !cmd_now(context, time, &now, &status))
		return status;
	/* --all stands for the address. */
	if (!(all && argc == 2 && g_str_equal(argv[1], "send")) &&
	    !cmd_sub(context, subs, argc, argv, &sub, &status))
		return status;
	if (all && (sub == SUB_PREVIEW || argc > 2)) {
		g_printerr("journster digest: --all goes with send, and with no address\n");
		return EX_USAGE;
	}
	site = cmd_site(context, &status);
	if (site == NULL)
		return status;
	if (!(sub == SUB_PREVIEW ? preview(site, argv[2], now, html, &error)
				 : send_digests(site, argv[2], all, now, &error)))
		return cmd_fail(context, g_steal_pointer(&error));
	return EX_OK;
}
