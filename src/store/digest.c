#include "store/digest.h"

#include "store/post.h"

/* The rhythm's followers: weekly includes questions. */
#define AT_MODE "(f.mode = :mode OR (:mode = 'weekly' AND f.mode = 'questions'))"
#define NEW_TO_THEM                                                                                \
	" o.id > f.digested AND o.audience = 'open' AND o.author_id != f.person_id"                \
	" AND o.mail_id IS NOT NULL"                                                               \
	" AND (f.mode != 'questions' OR o.kind != 'question')"

void
jn_news_free(JnNews *news)
{
	if (news == NULL)
		return;
	jn_goal_free(news->goal);
	if (news->posts != NULL)
		g_ptr_array_unref(news->posts);
	g_free(news);
}

gboolean
jn_digest_people(
	JnDb *db, JnMode mode, gint64 after, gint64 limit, GArray **ret_people, GError **error)
{
	g_autoptr(GArray) people = g_array_new(FALSE, FALSE, sizeof(gint64));
	g_autoptr(GError) cause = NULL;
	g_autoptr(JnQuery) query =
		jn_db_query(db, error,
			    "SELECT DISTINCT f.person_id FROM follow f JOIN address a"
			    " ON a.person_id = f.person_id AND a.is_primary = 1"
			    " WHERE f.person_id > :after AND " AT_MODE " AND a.reach != 'suspended'"
			    " ORDER BY f.person_id LIMIT :limit",
			    ":after", JN_INT, after, ":mode", JN_TEXT, jn_mode_word(mode), ":limit",
			    JN_INT, limit, NULL);

	if (query == NULL)
		return FALSE;
	while (jn_query_next(query, &cause)) {
		gint64 person = jn_query_int(query, 0);

		g_array_append_val(people, person);
	}
	if (cause != NULL) {
		g_propagate_error(error, g_steal_pointer(&cause));
		return FALSE;
	}
	*ret_people = g_steal_pointer(&people);
	return TRUE;
}

static gboolean
load_posts(JnDb *db, gint64 person, gint64 goal, gint64 most, JnNews *news, GError **error)
{
	g_autoptr(GPtrArray) ids = NULL;

	if (!jn_query_list(jn_db_query(db, error,
				       "SELECT o.id FROM follow f"
				       " JOIN post o ON o.goal_id = f.goal_id AND" NEW_TO_THEM
				       " WHERE f.goal_id = :goal AND f.person_id = :person"
				       " ORDER BY o.id",
				       ":goal", JN_INT, goal, ":person", JN_INT, person, NULL),
			   jn_row_int, g_free, &ids, error))
		return FALSE;
	news->posts = g_ptr_array_new_with_free_func((GDestroyNotify)jn_post_free);
	news->more = MAX((gint64)ids->len - most, 0);
	for (guint i = 0; i < ids->len && (gint64)i < most; i++) {
		JnPost *post;

		if (!jn_post_load(db, *(gint64 *)ids->pdata[i], &post, error))
			return FALSE;
		if (post != NULL)
			g_ptr_array_add(news->posts, post);
	}
	return TRUE;
}

gboolean
jn_digest_load(JnDb *db,
	       gint64 person,
	       JnMode mode,
	       gint64 posts_max,
	       GPtrArray **ret_news,
	       GError **error)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)jn_news_free);
	g_autoptr(GPtrArray) goals = NULL;

	if (!jn_query_list(
		    jn_db_query(
			    db, error,
			    "SELECT f.goal_id FROM follow f"
			    " JOIN goal g ON g.id = f.goal_id AND g.state = 'open' AND g.quiet = 0"
			    " WHERE f.person_id = :person AND " AT_MODE
			    " AND EXISTS (SELECT 1 FROM post o WHERE"
			    "   o.goal_id = f.goal_id AND" NEW_TO_THEM ")"
			    " ORDER BY f.goal_id",
			    ":person", JN_INT, person, ":mode", JN_TEXT, jn_mode_word(mode), NULL),
		    jn_row_int, g_free, &goals, error))
		return FALSE;
	for (guint i = 0; i < goals->len; i++) {
		gint64 goal = *(gint64 *)goals->pdata[i];
		JnNews *news = g_new0(JnNews, 1);

		g_ptr_array_add(list, news);
		if (!load_posts(db, person, goal, posts_max, news, error) ||
		    !jn_goal_load(db, goal, &news->goal, error))
			return FALSE;
	}
	*ret_news = g_steal_pointer(&list);
	return TRUE;
}

gboolean
jn_digest_save(JnDb *db, gint64 person, JnMode mode, GError **error)
{
	return jn_db_run(
		db, error,
		"UPDATE follow AS f SET digested = (SELECT coalesce(max(id), 0) FROM post)"
		" WHERE person_id = :person AND " AT_MODE
		" AND NOT EXISTS (SELECT 1 FROM goal g WHERE g.id = f.goal_id AND g.quiet != 0)",
		":person", JN_INT, person, ":mode", JN_TEXT, jn_mode_word(mode), NULL);
}
