#include "store/gratitude.h"

#include "store/post.h"
#include "store/visible.h"

/* x is the row, o the post that says it, a the answer. :reader is always the person it is for, but
 * in what somebody sees of a whole goal. */
#define COLUMNS                                                                                    \
	"x.id, x.goal_id, x.post_id, x.answer_id, x.person_id, x.kind, x.words, a.gist,"           \
	" " JN_AUTHOR_NAME ", o.audience = 'open', x.created, x.told"
#define JOIN                                                                                       \
	" FROM gratitude x JOIN post o ON o.id = x.post_id JOIN post a ON a.id = x.answer_id"      \
	" JOIN goal g ON g.id = x.goal_id AND g.state != 'deleted'"                                \
	" LEFT JOIN person p ON p.id = o.author_id "
/* Who has left the goal is told nothing more of it. */
#define MAY_SEE                                                                                    \
	" " JN_SAID_VISIBLE " AND NOT EXISTS (SELECT 1 FROM follow w WHERE w.goal_id = x.goal_id"  \
	"  AND w.person_id = :reader AND w.mode = 'none')"

void
jn_said_free(JnSaid *said)
{
	if (said == NULL)
		return;
	g_free(said->words);
	g_free(said->answer_gist);
	g_free(said->protege);
	g_free(said);
}

static gpointer
said_of_row(JnQuery *query)
{
	JnSaid *said = g_new0(JnSaid, 1);

	said->id = jn_query_int(query, 0);
	said->goal = jn_query_int(query, 1);
	said->post = jn_query_int(query, 2);
	said->answer = jn_query_int(query, 3);
	said->person = jn_query_int(query, 4);
	(void)jn_gratitude_from_word(jn_query_peek(query, 5), &said->kind);
	said->words = jn_query_text(query, 6);
	said->answer_gist = jn_query_text(query, 7);
	said->protege = jn_query_text(query, 8);
	said->is_open = jn_query_int(query, 9) != 0;
	said->created = jn_query_int(query, 10);
	said->told = jn_query_int(query, 11);
	return said;
}

gboolean
jn_gratitude_save_new(JnDb *db, const JnSaid *said, GError **error)
{
	return jn_db_run(db, error,
			 "INSERT INTO gratitude (goal_id, post_id, answer_id, person_id, kind,"
			 " words, created, is_first)"
			 " SELECT :goal, :post, :answer, :person, :kind, :words, :created,"
			 "  thanked = 0 FROM person WHERE id = :person"
			 " ON CONFLICT DO NOTHING",
			 ":goal", JN_INT, said->goal, ":post", JN_INT, said->post, ":answer",
			 JN_INT, said->answer, ":person", JN_INT, said->person, ":kind", JN_TEXT,
			 jn_gratitude_word(said->kind), ":words", JN_TEXT, said->words, ":created",
			 JN_INT, said->created, NULL);
}

gboolean
jn_gratitude_untold(JnDb *db, gint64 person, gint64 limit, GPtrArray **ret_said, GError **error)
{
	return jn_query_list(jn_db_query(db, error,
					 "SELECT " COLUMNS JOIN
					 "WHERE x.person_id = :reader AND x.told = 0 AND" MAY_SEE
					 " ORDER BY x.goal_id, x.answer_id, x.id LIMIT :limit",
					 ":reader", JN_INT, person, ":limit", JN_INT, limit, NULL),
			     said_of_row, (GDestroyNotify)jn_said_free, ret_said, error);
}

gboolean
jn_gratitude_has_outcome(JnDb *db, gint64 person, gboolean *ret_has, GError **error)
{
	gint64 has;

	if (!jn_db_get_int(
		    db, 0, &has, error,
		    "SELECT EXISTS (SELECT 1" JOIN
		    "WHERE x.person_id = :reader AND x.told = 0 AND x.kind = 'outcome' AND" MAY_SEE
		    ")",
		    ":reader", JN_INT, person, NULL))
		return FALSE;
	*ret_has = has != 0;
	return TRUE;
}

gboolean
jn_gratitude_load(JnDb *db, gint64 id, JnSaid **ret_said, GError **error)
{
	gint64 person;

	return jn_db_get_int(db, 0, &person, error,
			     "SELECT person_id FROM gratitude WHERE id = :id", ":id", JN_INT, id,
			     NULL) &&
	       jn_query_one(jn_db_query(db, error,
					"SELECT " COLUMNS JOIN "WHERE x.id = :id AND" MAY_SEE,
					":id", JN_INT, id, ":reader", JN_INT, person, NULL),
			    said_of_row, (gpointer *)ret_said, error);
}

gboolean
jn_gratitude_list(JnDb *db, gint64 goal, GPtrArray **ret_said, GError **error)
{
	return jn_query_list(
		jn_db_query(db, error,
			    "SELECT " COLUMNS JOIN "WHERE x.goal_id = :goal ORDER BY x.id", ":goal",
			    JN_INT, goal, ":reader", JN_INT, JN_READER_ANYONE, NULL),
		said_of_row, (GDestroyNotify)jn_said_free, ret_said, error);
}

gboolean
jn_gratitude_list_seen(
	JnDb *db, gint64 goal, gint64 reader, gint64 limit, GPtrArray **ret_said, GError **error)
{
	return jn_query_list(jn_db_query(db, error,
					 "SELECT " COLUMNS JOIN
					 "WHERE x.goal_id = :goal AND " JN_SAID_VISIBLE
					 " ORDER BY x.id LIMIT :limit",
					 ":goal", JN_INT, goal, ":reader", JN_INT, reader, ":limit",
					 JN_INT, limit, NULL),
			     said_of_row, (GDestroyNotify)jn_said_free, ret_said, error);
}

gboolean
jn_gratitude_save_told(JnDb *db, gint64 id, gint64 now, GError **error)
{
	return jn_db_run(db, error, "UPDATE gratitude SET told = :now WHERE id = :id", ":now",
			 JN_INT, now, ":id", JN_INT, id, NULL);
}

gboolean
jn_gratitude_first(JnDb *db, gint64 after, gint64 limit, GArray **ret_people, GError **error)
{
	return jn_query_ids(
		jn_db_query(db, error,
			    "SELECT DISTINCT x.person_id FROM gratitude x JOIN person p"
			    " ON p.id = x.person_id AND p.thanked = 0 AND p.thanks != 'none'"
			    " JOIN address r ON r.person_id = p.id AND r.is_primary = 1"
			    "  AND r.reach != 'suspended'"
			    " WHERE x.told = 0 AND x.is_first = 1 AND x.kind = 'thanks'"
			    " AND x.person_id > :after"
			    " ORDER BY x.person_id LIMIT :limit",
			    ":after", JN_INT, after, ":limit", JN_INT, limit, NULL),
		ret_people, error);
}

gboolean
jn_gratitude_last(JnDb *db, gint64 person, gint64 *ret_last, GError **error)
{
	return jn_db_get_int(db, 0, ret_last, error,
			     "SELECT thanked FROM person WHERE id = :person", ":person", JN_INT,
			     person, NULL);
}

gboolean
jn_gratitude_save_last(JnDb *db, gint64 person, gint64 now, GError **error)
{
	return jn_db_run(db, error, "UPDATE person SET thanked = :now WHERE id = :person", ":now",
			 JN_INT, now, ":person", JN_INT, person, NULL);
}
