#include "store/export.h"

#include "store/visible.h"

void
jn_note_free(JnNote *note)
{
	if (note == NULL)
		return;
	g_free(note->what);
	g_free(note->title);
	g_free(note->text);
	g_free(note->who);
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
	note->who = jn_query_text(query, 4);
	return note;
}

static gboolean
list(JnQuery *query, GPtrArray **ret_notes, GError **error)
{
	return jn_query_list(query, note_of_row, (GDestroyNotify)jn_note_free, ret_notes, error);
}

/* A mail that thanks three people has a row for each, often with the same words: they are told
 * once, and whom it was for where that is one person with a name. */
#define GIVEN                                                                                      \
	"SELECT x.kind, g.title, (SELECT group_concat(words, char(10)) FROM"                       \
	"  (SELECT w.words FROM gratitude w WHERE w.post_id = x.post_id AND w.kind = x.kind"       \
	"   GROUP BY w.words ORDER BY min(w.id))), min(x.created),"                                \
	" CASE WHEN count(DISTINCT x.person_id) = 1 THEN coalesce(p.name, '') ELSE '' END"         \
	" FROM post o JOIN gratitude x ON x.post_id = o.id"                                        \
	" JOIN goal g ON g.id = o.goal_id AND g.state != 'deleted'"                                \
	" JOIN person p ON p.id = x.person_id WHERE o.author_id = :person"                         \
	" GROUP BY x.post_id, x.kind ORDER BY x.post_id, x.kind LIMIT :limit"
#define GOT                                                                                        \
	"SELECT x.kind, g.title, x.words, x.created, ''"                                           \
	" FROM gratitude x JOIN post o ON o.id = x.post_id"                                        \
	" JOIN goal g ON g.id = x.goal_id AND g.state != 'deleted'"                                \
	" WHERE x.person_id = :reader AND " JN_SAID_VISIBLE " ORDER BY x.id LIMIT :limit"

gboolean
jn_note_list_thanks(JnDb *db, gint64 person, gboolean given, GPtrArray **ret_notes, GError **error)
{
	JnQuery *query = given ? jn_db_query(db, error, GIVEN, ":person", JN_INT, person, ":limit",
					     JN_INT, (gint64)JN_NOTES + 1, NULL)
			       : jn_db_query(db, error, GOT, ":reader", JN_INT, person, ":limit",
					     JN_INT, (gint64)JN_NOTES + 1, NULL);

	return list(query, ret_notes, error);
}

gboolean
jn_note_list_mentorships(JnDb *db, gint64 person, GPtrArray **ret_notes, GError **error)
{
	return list(jn_db_query(db, error,
				"SELECT m.state, g.title, '', m.since, '' FROM goal_mentor m"
				" JOIN goal g ON g.id = m.goal_id WHERE m.person_id = :person"
				" ORDER BY m.since, m.goal_id LIMIT :limit",
				":person", JN_INT, person, ":limit", JN_INT, (gint64)JN_NOTES + 1,
				NULL),
		    ret_notes, error);
}

/* Not the second question about an address that they named: it is asked of who has that, and only
 * where it is nobody's yet. What tells the two apart is a key of the payload, a GVariant as text. */
gboolean
jn_note_list_cookies(JnDb *db, gint64 person, gint64 now, GPtrArray **ret_notes, GError **error)
{
	return list(
		jn_db_query(
			db, error,
			"SELECT c.action, coalesce(g.title, ''), '', c.expires, '' FROM cookie c"
			" LEFT JOIN goal g ON g.id = c.goal_id WHERE c.person_id = :person"
			" AND c.spent = 0 AND c.expires > :now"
			" AND (c.action != 'link' OR instr(c.payload, '''agreed'': <true>') = 0)"
			" ORDER BY c.id LIMIT :limit",
			":person", JN_INT, person, ":now", JN_INT, now, ":limit", JN_INT,
			(gint64)JN_NOTES + 1, NULL),
		ret_notes, error);
}

gboolean
jn_note_list_letters(JnDb *db, gint64 person, GPtrArray **ret_notes, GError **error)
{
	return list(jn_db_query(db, error,
				"SELECT r.template, coalesce(g.title, ''), '', r.created, ''"
				" FROM outbox r LEFT JOIN goal g ON g.id = r.goal_id"
				" WHERE r.person_id = :person AND r.template IS NOT NULL"
				" ORDER BY r.id DESC LIMIT :limit",
				":person", JN_INT, person, ":limit", JN_INT, (gint64)JN_NOTES + 1,
				NULL),
		    ret_notes, error);
}
