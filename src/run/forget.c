#include "run/forget.h"

#include "run/closing.h"
#include "store/forget.h"
#include "store/outbox.h"
#include "store/person.h"

gboolean
jn_forget(JnSite *site, gint64 person, gint64 now, GError **error)
{
	g_autoptr(JnPerson) who = NULL;
	JnOutbox row = {.person = person,
			.template_name = (char *)"forgotten",
			.to = JN_TO_PERSON,
			.created = now,
			.due = now};

	if (!jn_person_load(site->db, person, &who, error))
		return FALSE;
	if (who == NULL)
		return TRUE;
	if (!jn_closing_forget(site, person, now, error) ||
	    !jn_person_forget(site->db, person, error)) {
		jn_error_prefix(error, "forgetting person %" G_GINT64_FORMAT, person);
		return FALSE;
	}
	/* The row is the last that knows the address, until it is sent or given up. */
	row.address = who->addr;
	row.language = (char *)jn_person_language(who);
	return jn_outbox_save_new(site->db, &row, error);
}

gboolean
jn_forget_person(JnSite *site, gint64 person, gint64 now, GError **error)
{
	if (!jn_db_begin(site->db, error))
		return FALSE;
	if (!jn_forget(site, person, now, error)) {
		jn_db_rollback(site->db);
		return FALSE;
	}
	return jn_db_commit(site->db, error);
}
