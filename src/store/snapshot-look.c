/* What a snapshot has of some mails alone: who looks at them first, what they say of a mentorship that
 * broke off. */
#include "base/limits.h"
#include "store/held.h"
#include "store/person.h"
#include "store/reflection.h"
#include "store/snapshot-parts.h"

gboolean
jn_snapshot_load_reflection(JnDb *db, JnSnapshot *snap, JnSituation *s, GError **error)
{
	gint64 id = s->address.sub == JN_SUB_REFLECT ? s->address.post : 0;
	gboolean by_letter = id == 0 && s->cookie == NULL && s->notice != NULL &&
			     s->sender != NULL && g_str_equal(s->notice, "reflect-ask");

	if (s->cookie != NULL && s->cookie->action == JN_ACTION_SHOW && s->cookie->payload != NULL)
		(void)g_variant_lookup(s->cookie->payload, "reflection", "x", &id);
	if (s->goal == NULL || (id == 0 && !by_letter))
		return TRUE;
	if (!(by_letter ? jn_reflection_load_of(db, s->goal->id, s->sender->id, &snap->reflection,
						error)
			: jn_reflection_load(db, id, &snap->reflection, error)))
		return FALSE;
	if (snap->reflection == NULL || snap->reflection->goal != s->goal->id)
		return TRUE;
	s->reflection = snap->reflection;
	if (!jn_reflection_counterparts(db, s->reflection, &snap->counterparts, error))
		return FALSE;
	s->counterparts = snap->counterparts;
	return TRUE;
}

gboolean
jn_snapshot_load_moderation(JnDb *db, JnSnapshot *snap, JnSituation *s, GError **error)
{
	gint64 posted = 0;

	if (s->cookie != NULL && s->cookie->action == JN_ACTION_MODERATE) {
		if (!jn_held_load(db, s->cookie->held, &snap->held, error))
			return FALSE;
		s->held_waits = snap->held != NULL && g_str_equal(snap->held->state, "waiting");
		s->held_sender = snap->held ? snap->held->sender : NULL;
		s->held_subject = snap->held ? snap->held->subject : NULL;
	}
	if (s->goal == NULL || s->sender == NULL || s->goal->protege == 0 ||
	    s->goal->protege == s->sender->id ||
	    (s->goal->moderation == JN_MODERATION_SITE ? s->moderation : s->goal->moderation) ==
		    JN_MODERATION_OPEN)
		return TRUE;
	if (!jn_db_get_int(db, 0, &posted, error,
			   "SELECT EXISTS (SELECT 1 FROM post WHERE author_id = :person"
			   " AND goal_id = :goal)",
			   ":person", JN_INT, s->sender->id, ":goal", JN_INT, s->goal->id, NULL) ||
	    !jn_db_get_int(db, 0, &s->moderations, error,
			   "SELECT count(*) FROM held WHERE goal_id = :goal AND moderated = 1"
			   " AND created > :since",
			   ":goal", JN_INT, s->goal->id, ":since", JN_INT, s->now - JN_DAY, NULL) ||
	    (s->moderator_operator &&
	     !jn_person_ensure(db, s->operator_address, s->now, &snap->operator, error)))
		return FALSE;
	s->sender_posted = posted != 0;
	s->operator= snap->operator;
	return TRUE;
}
