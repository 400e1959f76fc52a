#include "store/person.h"

#include "base/fold.h"
#include "store/introduce.h"
#include "store/skill.h"

#define COLUMNS                                                                                    \
	"p.id, p.name, a.addr, p.language, a.reach, a.reach_since, a.reach_reason,"                \
	" p.zone, p.zone IS NOT NULL, p.skills, p.thanks = 'none', p.mail_language,"               \
	" p.introductions = 'none', a.score, a.scored, a.probed"
#define JOIN " FROM person p JOIN address a ON a.person_id = p.id AND a.is_primary = 1 "

static gpointer
person_of_row(JnQuery *query)
{
	JnPerson *person = g_new0(JnPerson, 1);

	person->id = jn_query_int(query, 0);
	person->name = jn_query_text(query, 1);
	person->addr = jn_query_text(query, 2);
	person->language = jn_query_text(query, 3);
	(void)jn_reach_from_word(jn_query_peek(query, 4), &person->reach);
	person->reach_since = jn_query_int(query, 5);
	person->reach_reason = jn_query_text(query, 6);
	person->zone = (int)jn_query_int(query, 7);
	person->has_zone = jn_query_int(query, 8) != 0;
	person->skills = jn_query_text(query, 9);
	person->no_thanks = jn_query_int(query, 10) != 0;
	person->mail_language = jn_query_text(query, 11);
	person->no_introductions = jn_query_int(query, 12) != 0;
	person->score = jn_query_int(query, 13);
	person->scored = jn_query_int(query, 14);
	person->probed = jn_query_int(query, 15);
	return person;
}

gboolean
jn_person_load(JnDb *db, gint64 id, JnPerson **ret_person, GError **error)
{
	return jn_query_one(jn_db_query(db, error, "SELECT " COLUMNS JOIN "WHERE p.id = :id", ":id",
					JN_INT, id, NULL),
			    person_of_row, (gpointer *)ret_person, error);
}

gboolean
jn_person_load_by_addr(JnDb *db, const char *addr, JnPerson **ret_person, GError **error)
{
	g_autofree char *lower = jn_fold(addr, -1);

	return jn_query_one(
		jn_db_query(db, error,
			    "SELECT " COLUMNS JOIN
			    "WHERE p.id = (SELECT person_id FROM address WHERE addr = :addr)",
			    ":addr", JN_TEXT, lower, NULL),
		person_of_row, (gpointer *)ret_person, error);
}

gboolean
jn_person_ensure(JnDb *db, const char *addr, gint64 now, JnPerson **ret_person, GError **error)
{
	g_autofree char *lower = jn_fold(addr, -1);
	JnPerson *found = NULL;

	if (!jn_person_load_by_addr(db, addr, &found, error))
		return FALSE;
	if (found != NULL) {
		*ret_person = found;
		return TRUE;
	}
	return jn_db_run(db, error, "INSERT INTO person (created) VALUES (:now)", ":now", JN_INT,
			 now, NULL) &&
	       jn_db_run(db, error,
			 "INSERT INTO address (addr, person_id, is_primary, created)"
			 " VALUES (:addr, :person, 1, :now)",
			 ":addr", JN_TEXT, lower, ":person", JN_INT, jn_db_last_id(db), ":now",
			 JN_INT, now, NULL) &&
	       jn_person_load_by_addr(db, addr, ret_person, error);
}

gboolean
jn_person_save_name(JnDb *db, gint64 id, const char *name, GError **error)
{
	return jn_db_run(db, error, "UPDATE person SET name = :name WHERE id = :id", ":name",
			 JN_TEXT, name, ":id", JN_INT, id, NULL);
}

gboolean
jn_person_save_language(JnDb *db, gint64 id, const char *language, GError **error)
{
	/* The stems of their skills are those of the language. */
	return jn_db_run(db, error,
			 "UPDATE person SET language = :language, mail_language = NULL,"
			 " skills_new = (skills != '') WHERE id = :id",
			 ":language", JN_TEXT, language, ":id", JN_INT, id, NULL);
}

gboolean
jn_person_save_mail_language(JnDb *db, gint64 id, const char *language, GError **error)
{
	return jn_db_run(db, error,
			 "UPDATE person SET mail_language = :language,"
			 " skills_new = (skills != '') WHERE id = :id AND language IS NULL"
			 " AND mail_language IS NOT :language",
			 ":language", JN_TEXT, language, ":id", JN_INT, id, NULL);
}

gboolean
jn_person_save_skills(JnDb *db, gint64 id, const char *skills, GError **error)
{
	return jn_db_run(db, error,
			 "UPDATE person SET skills = :skills, skills_new = 1 WHERE id = :id",
			 ":skills", JN_TEXT, skills, ":id", JN_INT, id, NULL);
}

gboolean
jn_person_save_thanks(JnDb *db, gint64 id, const char *thanks, GError **error)
{
	return jn_db_run(db, error, "UPDATE person SET thanks = :thanks WHERE id = :id", ":thanks",
			 JN_TEXT, thanks, ":id", JN_INT, id, NULL);
}

gboolean
jn_person_save_introductions(JnDb *db, gint64 id, const char *introductions, GError **error)
{
	return jn_db_run(db, error,
			 "UPDATE person SET introductions = :introductions WHERE id = :id",
			 ":introductions", JN_TEXT, introductions, ":id", JN_INT, id, NULL) &&
	       jn_introduced_drop(db, id, error);
}

gboolean
jn_person_end_digests(JnDb *db, gint64 id, GError **error)
{
	return jn_db_run(db, error,
			 "UPDATE follow SET mode = 'none' WHERE person_id = :id"
			 " AND mode IN ('daily', 'weekly', 'questions')",
			 ":id", JN_INT, id, NULL) &&
	       jn_person_save_thanks(db, id, "none", error);
}

gboolean
jn_person_unlink(JnDb *db, gint64 id, const char *addr, GError **error)
{
	return jn_db_run(db, error,
			 "DELETE FROM address WHERE addr = :addr AND person_id = :id"
			 " AND is_primary = 0",
			 ":addr", JN_TEXT, addr, ":id", JN_INT, id, NULL);
}

gboolean
jn_person_save_primary(JnDb *db, gint64 id, const char *addr, GError **error)
{
	/* In two steps: at no moment has anybody two primary ones. */
	return jn_db_run(db, error,
			 "UPDATE address SET is_primary = 0 WHERE person_id = :id"
			 " AND EXISTS (SELECT 1 FROM address WHERE addr = :addr"
			 "  AND person_id = :id)",
			 ":id", JN_INT, id, ":addr", JN_TEXT, addr, NULL) &&
	       jn_db_run(db, error,
			 "UPDATE address SET is_primary = 1, reach = 'ok', reach_reason = NULL,"
			 " score = 0, scored = 0, probed = 0"
			 " WHERE addr = :addr AND person_id = :id",
			 ":addr", JN_TEXT, addr, ":id", JN_INT, id, NULL);
}

gboolean
jn_person_save_zone(JnDb *db, gint64 id, int zone, GError **error)
{
	return jn_db_run(db, error,
			 "UPDATE person SET zone = :zone WHERE id = :id AND zone IS NOT :zone",
			 ":zone", JN_INT, (gint64)zone, ":id", JN_INT, id, NULL);
}

gboolean
jn_person_save_digest_asked(JnDb *db, gint64 id, gint64 now, GError **error)
{
	return jn_db_run(db, error, "UPDATE person SET digest_asked = :now WHERE id = :id", ":now",
			 JN_INT, now, ":id", JN_INT, id, NULL);
}

gboolean
jn_person_save_reach(JnDb *db,
		     gint64 id,
		     JnReach reach,
		     const char *reason,
		     gint64 score,
		     gint64 now,
		     GError **error)
{
	return jn_db_run(
		db, error,
		"UPDATE address SET reach = :reach, reach_reason = :reason, score = :score,"
		" scored = :now, probed = CASE :reach WHEN 'probing' THEN :now ELSE probed END,"
		" reach_since = CASE reach WHEN :reach THEN reach_since ELSE :now END"
		" WHERE person_id = :id AND is_primary = 1",
		":reach", JN_TEXT, jn_reach_word(reach), ":now", JN_INT, now, ":reason", JN_TEXT,
		reason, ":score", JN_INT, score, ":id", JN_INT, id, NULL);
}

gboolean
jn_person_end_probes(JnDb *db, gint64 before, gint64 *ret_count, GError **error)
{
	if (!jn_db_run(db, error,
		       "UPDATE address SET reach = 'ok', reach_reason = NULL, score = 0"
		       " WHERE reach = 'probing' AND reach_since <= :before",
		       ":before", JN_INT, before, NULL))
		return FALSE;
	*ret_count = jn_db_changes(db);
	return TRUE;
}

gboolean
jn_person_list_suspended(
	JnDb *db, gint64 since, gint64 limit, GPtrArray **ret_people, GError **error)
{
	return jn_query_list(jn_db_query(db, error,
					 "SELECT " COLUMNS JOIN
					 "WHERE a.reach = 'suspended' AND a.reach_since >= :since"
					 " ORDER BY a.reach_since LIMIT :limit",
					 ":since", JN_INT, since, ":limit", JN_INT, limit, NULL),
			     person_of_row, (GDestroyNotify)jn_person_free, ret_people, error);
}

#define STRANGERS                                                                                  \
	"SELECT p.id FROM person p WHERE p.created <= :before"                                     \
	" AND p.skills = '' AND p.skills_new = 0"                                                  \
	" AND NOT EXISTS (SELECT 1 FROM follow WHERE person_id = p.id)"                            \
	" AND NOT EXISTS (SELECT 1 FROM goal WHERE protege_id = p.id)"                             \
	" AND NOT EXISTS (SELECT 1 FROM post WHERE author_id = p.id)"                              \
	" AND NOT EXISTS (SELECT 1 FROM held WHERE person_id = p.id)"                              \
	" AND NOT EXISTS (SELECT 1 FROM cookie WHERE person_id = p.id)"                            \
	" AND NOT EXISTS (SELECT 1 FROM unasked WHERE person_id = p.id)"                           \
	" AND NOT EXISTS (SELECT 1 FROM outbox WHERE person_id = p.id)"

gboolean
jn_person_forget_strangers(JnDb *db, gint64 before, GError **error)
{
	return jn_db_run(db, error, "DELETE FROM introduced WHERE person_id IN (" STRANGERS ")",
			 ":before", JN_INT, before, NULL) &&
	       jn_db_run(db, error, "DELETE FROM setback WHERE person_id IN (" STRANGERS ")",
			 ":before", JN_INT, before, NULL) &&
	       jn_db_run(db, error, "DELETE FROM address WHERE person_id IN (" STRANGERS ")",
			 ":before", JN_INT, before, NULL) &&
	       jn_db_run(db, error,
			 "DELETE FROM person WHERE id IN (" STRANGERS ")"
			 " AND NOT EXISTS (SELECT 1 FROM address WHERE person_id = person.id)"
			 " AND NOT EXISTS (SELECT 1 FROM goal_mentor WHERE person_id = person.id)"
			 " AND NOT EXISTS (SELECT 1 FROM goal_told WHERE person_id = person.id)"
			 " AND NOT EXISTS (SELECT 1 FROM gratitude WHERE person_id = person.id)"
			 " AND NOT EXISTS (SELECT 1 FROM reflection WHERE person_id = person.id)"
			 " AND NOT EXISTS (SELECT 1 FROM reflection WHERE other_id = person.id)",
			 ":before", JN_INT, before, NULL);
}

/* What `to` has not set is as `from` had it; who wants no thanks or introductions by either gets
 * none. */
static gboolean
merge_settings(JnDb *db, gint64 from, gint64 to, GError **error)
{
	return jn_db_run(
		db, error,
		"UPDATE person SET name = coalesce(person.name, f.name),"
		" language = coalesce(person.language, f.language),"
		" mail_language = CASE WHEN coalesce(person.language, f.language) IS NULL"
		"  THEN coalesce(person.mail_language, f.mail_language) END,"
		" zone = coalesce(person.zone, f.zone),"
		" skills = CASE person.skills WHEN '' THEN f.skills ELSE person.skills END,"
		" thanks = CASE f.thanks WHEN 'none' THEN 'none' ELSE person.thanks END,"
		" skills_new = 1,"
		" introductions = CASE f.introductions WHEN 'none' THEN 'none'"
		"  ELSE person.introductions END,"
		" digest_asked = CASE person.digest_asked WHEN 0 THEN f.digest_asked"
		"  ELSE person.digest_asked END,"
		" thanked = max(person.thanked, f.thanked),"
		" nudged = max(person.nudged, f.nudged),"
		" weekly_digest = max(person.weekly_digest, f.weekly_digest)"
		" FROM person f WHERE person.id = :to AND f.id = :from",
		":to", JN_INT, to, ":from", JN_INT, from, NULL);
}

/* All that points to `from` points to `to`; each with the parameters :from and :to. Where both have
 * a row that there may be once, the one of `to` stays. */
static const char *const moving[] = {
	"UPDATE introduced SET has_left = 1 WHERE person_id = :to AND post_id = 0"
	" AND EXISTS (SELECT 1 FROM introduced f WHERE f.person_id = :from"
	"  AND f.goal_id = introduced.goal_id AND f.post_id = 0 AND f.has_left = 1)",
	"UPDATE OR IGNORE introduced SET person_id = :to WHERE person_id = :from",
	"UPDATE OR IGNORE follow SET person_id = :to WHERE person_id = :from",
	"UPDATE OR IGNORE goal_mentor SET person_id = :to WHERE person_id = :from",
	"UPDATE OR IGNORE goal_told SET person_id = :to WHERE person_id = :from",
	/* Nobody is asked about themselves. */
	"DELETE FROM reflection WHERE person_id IN (:from, :to) AND other_id IN (:from, :to)",
	"UPDATE OR IGNORE reflection SET person_id = :to WHERE person_id = :from",
	"UPDATE OR IGNORE reflection SET other_id = :to WHERE other_id = :from",
	"UPDATE OR IGNORE outbox_failed SET person_id = :to WHERE person_id = :from",
	"UPDATE goal SET protege_id = :to WHERE protege_id = :from",
	"UPDATE post SET author_id = :to WHERE author_id = :from",
	"UPDATE gratitude SET person_id = :to WHERE person_id = :from",
	"UPDATE held SET person_id = :to WHERE person_id = :from",
	"UPDATE cookie SET person_id = :to WHERE person_id = :from",
	"UPDATE unasked SET person_id = :to WHERE person_id = :from",
	"UPDATE outbox SET person_id = :to WHERE person_id = :from",
	"UPDATE setback SET person_id = :to WHERE person_id = :from",
};
/* What did not move, and the person; with the parameter :from. */
static const char *const leaving[] = {
	"DELETE FROM introduced WHERE person_id = :from",
	"DELETE FROM follow WHERE person_id = :from",
	"DELETE FROM goal_mentor WHERE person_id = :from",
	"DELETE FROM goal_told WHERE person_id = :from",
	"DELETE FROM reflection WHERE person_id = :from",
	"DELETE FROM reflection WHERE other_id = :from",
	"DELETE FROM outbox_failed WHERE person_id = :from",
	"DELETE FROM person WHERE id = :from",
};

static gboolean
person_merge(JnDb *db, gint64 from, gint64 to, GError **error)
{
	if (!merge_settings(db, from, to, error) || !jn_skill_drop(db, from, error))
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(moving); i++)
		if (!jn_db_run(db, error, moving[i], ":from", JN_INT, from, ":to", JN_INT, to,
			       NULL))
			return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(leaving); i++)
		if (!jn_db_run(db, error, leaving[i], ":from", JN_INT, from, NULL))
			return FALSE;
	return TRUE;
}

gboolean
jn_person_link(JnDb *db, gint64 id, const char *addr, GError **error)
{
	g_autofree char *lower = jn_fold(addr, -1);
	gint64 before;
	gint64 others;

	if (!jn_db_get_int(db, 0, &before, error,
			   "SELECT person_id FROM address WHERE addr = :addr", ":addr", JN_TEXT,
			   lower, NULL))
		return FALSE;
	if (before == id)
		return TRUE;
	if (!jn_db_run(db, error,
		       "INSERT INTO address (addr, person_id, is_primary, created)"
		       " VALUES (:addr, :id, 0, 0)"
		       " ON CONFLICT DO UPDATE SET person_id = excluded.person_id, is_primary = 0",
		       ":addr", JN_TEXT, lower, ":id", JN_INT, id, NULL))
		return FALSE;
	if (before == 0)
		return TRUE;
	if (!jn_db_get_int(db, 0, &others, error,
			   "SELECT count(*) FROM address WHERE person_id = :before", ":before",
			   JN_INT, before, NULL))
		return FALSE;
	if (others == 0)
		return person_merge(db, before, id, error);
	return jn_db_run(db, error,
			 "UPDATE address SET is_primary = 1 WHERE addr ="
			 " (SELECT min(addr) FROM address WHERE person_id = :before)"
			 " AND NOT EXISTS (SELECT 1 FROM address WHERE person_id = :before"
			 "                 AND is_primary = 1)",
			 ":before", JN_INT, before, NULL);
}

gboolean
jn_person_is_active(JnDb *db, const char *addr, gboolean *ret_active, GError **error)
{
	g_autofree char *lower = jn_fold(addr, -1);
	gint64 active;

	if (!jn_db_get_int(db, 0, &active, error,
			   "SELECT EXISTS (SELECT 1 FROM follow WHERE person_id = a.person_id)"
			   " OR EXISTS (SELECT 1 FROM goal WHERE protege_id = a.person_id)"
			   " OR EXISTS (SELECT 1 FROM post WHERE author_id = a.person_id)"
			   " FROM address a WHERE a.addr = :addr",
			   ":addr", JN_TEXT, lower, NULL))
		return FALSE;
	*ret_active = active != 0;
	return TRUE;
}

gboolean
jn_person_list(JnDb *db, gint64 after, gint64 limit, GPtrArray **ret_people, GError **error)
{
	return jn_query_list(jn_db_query(db, error,
					 "SELECT " COLUMNS JOIN
					 "WHERE p.id > :after ORDER BY p.id LIMIT :limit",
					 ":after", JN_INT, after, ":limit", JN_INT, limit, NULL),
			     person_of_row, (GDestroyNotify)jn_person_free, ret_people, error);
}

gboolean
jn_person_addresses(JnDb *db, gint64 id, GPtrArray **ret_addresses, GError **error)
{
	return jn_query_list(jn_db_query(db, error,
					 "SELECT addr FROM address WHERE person_id = :id"
					 " ORDER BY is_primary DESC, addr",
					 ":id", JN_INT, id, NULL),
			     jn_row_text, g_free, ret_addresses, error);
}
