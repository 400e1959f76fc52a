#include "store/export.h"

void
jn_note_free(JnNote *note)
{
	if (note == NULL)
		return;
	g_free(note->what);
	g_free(note->title);
	g_free(note->text);
	g_free(note);
}

static gpointer
note_of_row(JnQuery *query)
{
	JnNote *note = g_new0(JnNote, 1);

	note->what = jn_query_text(query, 0);
	note->title = jn_query_text(query, 1);
	note->text = jn_query_text(query, 2);
	note->when = jn_query_int(query, 3);
	return note;
}

static gboolean
list(JnQuery *query, GPtrArray **ret_notes, GError **error)
{
	return jn_query_list(query, note_of_row, (GDestroyNotify)jn_note_free, ret_notes, error);
}

gboolean
jn_note_list_thanks(JnDb *db, gint64 person, gboolean given, GPtrArray **ret_notes, GError **error)
{
	return list(
		jn_db_query(db, error,
			    "SELECT t.kind, g.title, t.words, t.created FROM gratitude t"
			    " JOIN goal g ON g.id = t.goal_id JOIN post o ON o.id = t.post_id"
			    " WHERE (CASE WHEN :given = 1 THEN o.author_id ELSE t.person_id END)"
			    " = :person ORDER BY t.id LIMIT :limit",
			    ":given", JN_INT, (gint64)given, ":person", JN_INT, person, ":limit",
			    JN_INT, (gint64)JN_NOTES, NULL),
		ret_notes, error);
}

gboolean
jn_note_list_mentorships(JnDb *db, gint64 person, GPtrArray **ret_notes, GError **error)
{
	return list(jn_db_query(db, error,
				"SELECT m.state, g.title, '', m.since FROM goal_mentor m"
				" JOIN goal g ON g.id = m.goal_id WHERE m.person_id = :person"
				" ORDER BY m.since, m.goal_id LIMIT :limit",
				":person", JN_INT, person, ":limit", JN_INT, (gint64)JN_NOTES,
				NULL),
		    ret_notes, error);
}

gboolean
jn_note_list_cookies(JnDb *db, gint64 person, gint64 now, GPtrArray **ret_notes, GError **error)
{
	return list(
		jn_db_query(db, error,
			    "SELECT c.action, coalesce(g.title, ''), '', c.expires FROM cookie c"
			    " LEFT JOIN goal g ON g.id = c.goal_id WHERE c.person_id = :person"
			    " AND c.spent = 0 AND c.expires > :now ORDER BY c.id LIMIT :limit",
			    ":person", JN_INT, person, ":now", JN_INT, now, ":limit", JN_INT,
			    (gint64)JN_NOTES, NULL),
		ret_notes, error);
}

gboolean
jn_note_list_letters(JnDb *db, gint64 person, GPtrArray **ret_notes, GError **error)
{
	return list(jn_db_query(db, error,
				"SELECT r.template, coalesce(g.title, ''), '', r.created"
				" FROM outbox r LEFT JOIN goal g ON g.id = r.goal_id"
				" WHERE r.person_id = :person AND r.template IS NOT NULL"
				" ORDER BY r.id DESC LIMIT :limit",
				":person", JN_INT, person, ":limit", JN_INT, (gint64)JN_NOTES,
				NULL),
		    ret_notes, error);
}
