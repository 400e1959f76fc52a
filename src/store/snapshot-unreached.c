/*
 * Reports of shared copies. Their return path is the same for all who got the post, so it names nobody,
 * save where an MTA has appended whom (XVERP). What it or the report names counts only if it is the
 * address that mail of the post goes to now.
 */
#include "store/snapshot-parts.h"

#include "base/fold.h"
#include "store/outbox.h"
#include "store/person.h"

/* Whoever gets the post at this address; NULL: nobody does. */
static gboolean
find(JnDb *db, gint64 post, const char *addr, JnPerson **ret_person, GError **error)
{
	g_autoptr(JnPerson) person = NULL;
	g_autoptr(GPtrArray) page = NULL;
	g_autofree char *folded = jn_fold(addr, -1);
	JnOutbox row = {.to = JN_TO_POST, .post = post};
	const JnRecipient *first;

	*ret_person = NULL;
	if (!jn_person_load_by_addr(db, addr, &person, error))
		return FALSE;
	if (person == NULL || g_strcmp0(person->addr, folded) != 0)
		return TRUE;
	row.cursor = person->id - 1;
	if (!jn_outbox_recipients(db, &row, 1, &page, error))
		return FALSE;
	first = page->len > 0 ? page->pdata[0] : NULL;
	if (first != NULL && first->person == person->id)
		*ret_person = g_steal_pointer(&person);
	return TRUE;
}

static gboolean
add(JnDb *db,
    JnSnapshot *snapshot,
    const JnSituation *s,
    const char *addr,
    const JnBounce *bounce,
    GError **error)
{
	JnPerson *person = NULL;
	JnUnreached one;

	if (!find(db, s->address.post, addr, &person, error))
		return FALSE;
	if (person == NULL)
		return TRUE;
	g_ptr_array_add(snapshot->reported, person);
	for (guint i = 0; i < snapshot->unreached->len; i++)
		if (g_array_index(snapshot->unreached, JnUnreached, i).person->id == person->id)
			return TRUE;
	one = (JnUnreached){person, bounce};
	g_array_append_val(snapshot->unreached, one);
	return TRUE;
}

gboolean
jn_snapshot_load_unreached(JnDb *db, JnSnapshot *snapshot, JnSituation *s, GError **error)
{
	const GPtrArray *bounces = s->bounces;

	if (s->address.sub != JN_SUB_BOUNCE_SHARED || bounces == NULL)
		return TRUE;
	snapshot->reported = g_ptr_array_new_with_free_func((GDestroyNotify)jn_person_free);
	snapshot->unreached = g_array_new(FALSE, FALSE, sizeof(JnUnreached));
	s->unreached = snapshot->unreached;
	if (s->address.verp != NULL) {
		if (!add(db, snapshot, s, s->address.verp, jn_bounce_worst(bounces), error))
			return FALSE;
		if (snapshot->unreached->len > 0)
			s->address.person =
				g_array_index(snapshot->unreached, JnUnreached, 0).person->id;
		return TRUE;
	}
	for (guint i = 0; i < bounces->len && snapshot->reported->len < JN_UNREACHED_MAX; i++) {
		const JnBounce *bounce = bounces->pdata[i];

		if (bounce->recipient != NULL &&
		    !add(db, snapshot, s, bounce->recipient, bounce, error))
			return FALSE;
	}
	return TRUE;
}
