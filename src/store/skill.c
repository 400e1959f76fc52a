#include "store/skill.h"

void
jn_skill_free(JnSkill *skill)
{
	if (skill == NULL)
		return;
	g_free(skill->shown);
	g_free(skill);
}

gboolean
jn_skill_unread(JnDb *db, gint64 limit, GArray **ret_people, GError **error)
{
	return jn_query_ids(jn_db_query(db, error,
					"SELECT id FROM person WHERE skills_new = 1"
					" ORDER BY id LIMIT :limit",
					":limit", JN_INT, limit, NULL),
			    ret_people, error);
}

gboolean
jn_skill_save_read(JnDb *db, gint64 person, GError **error)
{
	return jn_db_run(db, error, "UPDATE person SET skills_new = 0 WHERE id = :person",
			 ":person", JN_INT, person, NULL);
}

/* One that nobody has. */
static gboolean
remove_unused(JnDb *db, gint64 skill, GError **error)
{
	gint64 used;

	if (!jn_db_get_int(db, 0, &used, error,
			   "SELECT EXISTS (SELECT 1 FROM person_skill WHERE skill_id = :skill)",
			   ":skill", JN_INT, skill, NULL))
		return FALSE;
	return used != 0 || (jn_db_run(db, error, "DELETE FROM skill_stem WHERE skill_id = :skill",
				       ":skill", JN_INT, skill, NULL) &&
			     jn_db_run(db, error, "DELETE FROM skill WHERE id = :skill", ":skill",
				       JN_INT, skill, NULL));
}

gboolean
jn_skill_drop(JnDb *db, gint64 person, GError **error)
{
	g_autoptr(GArray) skills = NULL;

	if (!jn_query_ids(jn_db_query(db, error,
				      "SELECT skill_id FROM person_skill"
				      " WHERE person_id = :person",
				      ":person", JN_INT, person, NULL),
			  &skills, error) ||
	    !jn_db_run(db, error, "DELETE FROM person_skill WHERE person_id = :person", ":person",
		       JN_INT, person, NULL))
		return FALSE;
	for (guint i = 0; i < skills->len; i++)
		if (!remove_unused(db, g_array_index(skills, gint64, i), error))
			return FALSE;
	return TRUE;
}

static gboolean
find(JnDb *db, const char *language, const char *key, gint64 *ret_id, GError **error)
{
	return jn_db_get_int(db, 0, ret_id, error,
			     "SELECT id FROM skill WHERE language = :language AND key = :key",
			     ":language", JN_TEXT, language, ":key", JN_TEXT, key, NULL);
}

static gboolean
save_new(JnDb *db,
	 const char *language,
	 const char *key,
	 const char *shown,
	 const GPtrArray *stems,
	 gint64 *ret_id,
	 GError **error)
{
	if (!jn_db_run(db, error,
		       "INSERT INTO skill (language, key, shown) VALUES (:language, :key, :shown)",
		       ":language", JN_TEXT, language, ":key", JN_TEXT, key, ":shown", JN_TEXT,
		       shown, NULL))
		return FALSE;
	*ret_id = jn_db_last_id(db);
	for (guint i = 0; i < stems->len; i++) {
		const JnSkillStem *stem = stems->pdata[i];

		if (!jn_db_run(db, error,
			       "INSERT INTO skill_stem (language, stem, lead, skill_id)"
			       " VALUES (:language, :stem, :lead, :skill)",
			       ":language", JN_TEXT, language, ":stem", JN_TEXT, stem->stem,
			       ":lead", JN_INT, (gint64)stem->lead, ":skill", JN_INT, *ret_id,
			       NULL))
			return FALSE;
	}
	return TRUE;
}

gboolean
jn_skill_save(JnDb *db,
	      gint64 person,
	      const char *language,
	      const char *key,
	      const char *shown,
	      const GPtrArray *stems,
	      GError **error)
{
	gint64 id;

	return find(db, language, key, &id, error) &&
	       (id != 0 || save_new(db, language, key, shown, stems, &id, error)) &&
	       jn_db_run(db, error,
			 "INSERT OR IGNORE INTO person_skill (skill_id, person_id)"
			 " VALUES (:skill, :person)",
			 ":skill", JN_INT, id, ":person", JN_INT, person, NULL);
}

gboolean
jn_skill_languages(JnDb *db, GPtrArray **ret_languages, GError **error)
{
	/* From one to the next: there are a few, however many skills. */
	return jn_query_list(
		jn_db_query(
			db, error,
			"WITH RECURSIVE l(language) AS (SELECT min(language) FROM skill UNION ALL"
			" SELECT (SELECT min(k.language) FROM skill k WHERE k.language >"
			" l.language)"
			" FROM l WHERE l.language IS NOT NULL)"
			" SELECT language FROM l WHERE language IS NOT NULL",
			NULL),
		jn_row_text, g_free, ret_languages, error);
}

static gpointer
skill_of_row(JnQuery *query)
{
	JnSkill *skill = g_new0(JnSkill, 1);

	skill->id = jn_query_int(query, 0);
	skill->shown = jn_query_text(query, 1);
	return skill;
}

gboolean
jn_skill_list(JnDb *db,
	      const char *language,
	      const char *stem,
	      gboolean leads,
	      gint64 limit,
	      GPtrArray **ret_skills,
	      GError **error)
{
	return jn_query_list(
		jn_db_query(db, error,
			    "SELECT k.id, k.shown FROM skill_stem s JOIN skill k"
			    " ON k.id = s.skill_id WHERE s.language = :language AND s.stem = :stem"
			    " AND s.lead >= :leads ORDER BY s.lead DESC, s.skill_id LIMIT :limit",
			    ":language", JN_TEXT, language, ":stem", JN_TEXT, stem, ":leads",
			    JN_INT, (gint64)leads, ":limit", JN_INT, limit, NULL),
		skill_of_row, (GDestroyNotify)jn_skill_free, ret_skills, error);
}

gboolean
jn_skill_people(
	JnDb *db, gint64 skill, gint64 after, gint64 limit, GArray **ret_people, GError **error)
{
	return jn_query_ids(jn_db_query(db, error,
					"SELECT person_id FROM person_skill WHERE skill_id = :skill"
					" AND person_id > :after ORDER BY person_id LIMIT :limit",
					":skill", JN_INT, skill, ":after", JN_INT, after, ":limit",
					JN_INT, limit, NULL),
			    ret_people, error);
}
