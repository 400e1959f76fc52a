#include "store/digest.h"

#include "core/notice-id.h"
#include "store/goal.h"
#include "store/outbox.h"
#include "store/post.h"
#include "store/says.h"

#define NO_ZONE G_MAXINT64

/* Of a follow f and a post o: whether the post is news to the follower. */
#define NEW_TO_THEM                                                                                \
	" o.goal_id = f.goal_id AND o.audience = 'open' AND o.author_id != f.person_id"            \
	" AND o.mail_id IS NOT NULL"                                                               \
	" AND (f.mode != 'questions' OR o.kind != 'question')"                                     \
	" AND NOT EXISTS (SELECT 1 FROM post up WHERE up.id = o.parent_id"                         \
	"  AND up.author_id = f.person_id)"                                                        \
	" AND NOT EXISTS (SELECT 1 FROM gratitude x WHERE x.post_id = o.id"                        \
	"  AND x.person_id = f.person_id AND x.kind != 'thanks')"                                  \
	" AND NOT (" JN_SAYS_EXPERIENCE " AND EXISTS (SELECT 1 FROM post n"                        \
	"  WHERE n.root_id = o.root_id AND n.author_id = f.person_id AND n.kind = 'answer'"        \
	"  AND n.audience = 'open'))"
/* Whose goal can be in a digest now. */
#define IS_OPEN " g.state = 'open' AND g.quiet = 0"
/* Of a follow f of the stream: questions of goals that its follower does not follow. */
#define NEW_IN_STREAM                                                                              \
	" o.kind = 'question' AND o.audience = 'open' AND o.author_id != f.person_id"              \
	" AND o.mail_id IS NOT NULL"                                                               \
	" AND NOT EXISTS (SELECT 1 FROM follow w WHERE w.goal_id = o.goal_id"                      \
	"  AND w.person_id = f.person_id)"
#define NEW_GOALS                                                                                  \
	" n.state = 'open' AND n.quiet = 0 AND n.protege_id != f.person_id"                        \
	" AND NOT EXISTS (SELECT 1 FROM follow w WHERE w.goal_id = n.id"                           \
	"  AND w.person_id = f.person_id)"

/* What stands behind a question, or a new goal, of a goal that keeps quiet waits with it: the cursor
 * must not pass it. */
#define BEFORE_QUIET_POST(after)                                                                   \
	" o.id < coalesce((SELECT min(q.id) FROM goal qg JOIN post q"                              \
	"  ON q.goal_id = qg.id AND q.kind = 'question' AND q.id > " after                         \
	"  WHERE qg.quiet != 0 AND qg.state = 'open'), 9223372036854775807)"
#define BEFORE_QUIET_GOAL(after)                                                                   \
	" n.id < coalesce((SELECT min(qg.id) FROM goal qg WHERE qg.quiet != 0"                     \
	"  AND qg.state = 'open' AND qg.id > " after "), 9223372036854775807)"

gboolean
jn_digest_zones(JnDb *db, GArray **ret_zones, GError **error)
{
	/* From one zone to the next: there are some forty, however many people. */
	return jn_query_ids(
		jn_db_query(db, error,
			    "WITH RECURSIVE z(zone) AS (SELECT min(zone) FROM person UNION ALL"
			    " SELECT (SELECT min(p.zone) FROM person p WHERE p.zone > z.zone)"
			    " FROM z WHERE z.zone IS NOT NULL)"
			    " SELECT zone FROM z WHERE zone IS NOT NULL UNION ALL SELECT :none",
			    ":none", JN_INT, NO_ZONE, NULL),
		ret_zones, error);
}

gboolean
jn_digest_people(
	JnDb *db, gint64 zone, gint64 after, gint64 limit, GArray **ret_people, GError **error)
{
	return jn_query_ids(
		jn_db_query(db, error,
			    "SELECT p.id FROM person p JOIN address a ON a.person_id = p.id"
			    " AND a.is_primary = 1 AND a.reach != 'suspended'"
			    " WHERE p.zone IS nullif(:zone, :none) AND p.id > :after"
			    " AND (EXISTS (SELECT 1 FROM follow f WHERE f.person_id = p.id"
			    "   AND f.mode IN ('daily', 'weekly', 'questions'))"
			    "  OR EXISTS (SELECT 1 FROM gratitude x WHERE x.person_id = p.id"
			    "   AND x.told = 0))"
			    " ORDER BY p.id LIMIT :limit",
			    ":zone", JN_INT, zone, ":none", JN_INT, NO_ZONE, ":after", JN_INT,
			    after, ":limit", JN_INT, limit, NULL),
		ret_people, error);
}

gboolean
jn_digest_is_asked(JnDb *db, gint64 person, gboolean *ret_asked, GError **error)
{
	gint64 asked;

	if (!jn_db_get_int(db, 0, &asked, error,
			   "SELECT digest_asked FROM person WHERE id = :person", ":person", JN_INT,
			   person, NULL))
		return FALSE;
	*ret_asked = asked != 0;
	return TRUE;
}

gboolean
jn_digest_asked(JnDb *db, gint64 after, gint64 limit, GArray **ret_people, GError **error)
{
	return jn_query_ids(jn_db_query(db, error,
					"SELECT id FROM person WHERE digest_asked != 0"
					" AND id > :after ORDER BY id LIMIT :limit",
					":after", JN_INT, after, ":limit", JN_INT, limit, NULL),
			    ret_people, error);
}

static gpointer
news_of_row(JnQuery *query)
{
	JnNews *news = g_new0(JnNews, 1);

	news->goal = jn_query_int(query, 0);
	(void)jn_mode_from_word(jn_query_peek(query, 1), &news->mode);
	news->after = jn_query_int(query, 2);
	news->count = jn_query_int(query, 3);
	news->is_stream = jn_query_int(query, 4) != 0;
	news->goal_after = jn_query_int(query, 5);
	news->goals = jn_query_int(query, 6);
	return news;
}

#define RHYTHM                                                                                     \
	" f.person_id = :person AND ((f.mode = 'daily' AND :daily = 1)"                            \
	"  OR (f.mode IN ('weekly', 'questions') AND :weekly = 1))"

gboolean
jn_digest_news(JnDb *db,
	       gint64 person,
	       gboolean daily,
	       gboolean weekly,
	       GPtrArray **ret_news,
	       GError **error)
{
	return jn_query_list(
		jn_db_query(
			db, error,
			"SELECT * FROM (SELECT f.goal_id, f.mode, f.digested,"
			"  (SELECT count(*) FROM post o WHERE" NEW_TO_THEM
			"   AND o.id > f.digested) AS count, 0, 0, 0 AS goals"
			" FROM follow f JOIN goal g ON g.id = f.goal_id AND" IS_OPEN " WHERE" RHYTHM
			" UNION ALL"
			" SELECT f.goal_id, f.mode, f.digested,"
			"  (SELECT count(*) FROM post o JOIN goal g ON g.id = o.goal_id AND" IS_OPEN
			"   WHERE" NEW_IN_STREAM "   AND o.id > f.digested AND" BEFORE_QUIET_POST(
				"f.digested") "), 1, f.digested_goal,"
					      "  (SELECT count(*) FROM goal n WHERE" NEW_GOALS
					      "   AND n.id > f.digested_goal AND" BEFORE_QUIET_GOAL(
						      "f.digested_goal") ") FROM goal s JOIN "
									 "follow f ON f.goal_id = "
									 "s.id AND f.mode != "
									 "'questions'"
									 " WHERE s.name = 'open' "
									 "AND" RHYTHM ")"
									 " WHERE count > 0 OR "
									 "goals > 0 ORDER BY 5, 3, "
									 "1",
			":person", JN_INT, person, ":daily", JN_INT, (gint64)daily, ":weekly",
			JN_INT, (gint64)weekly, NULL),
		news_of_row, g_free, ret_news, error);
}

/* Behind this id goals that keep quiet hold up the others. A digest that is made had it so when it
 * was made, and is whole. */
static gint64
quiet_after(gint64 after, gint64 upto)
{
	return upto == JN_DIGEST_NO_END ? after : upto;
}

/* The rhythm is that of the moment the digest was made; the follow may be another now. `told`:
 * whatever has become of the goal. */
static JnQuery *
posts_query(JnDb *db,
	    gint64 person,
	    const JnNews *news,
	    gint64 upto,
	    gboolean told,
	    gint64 limit,
	    GError **error)
{
	if (news->is_stream)
		return jn_db_query(
			db, error,
			"SELECT o.id FROM (SELECT :person AS person_id) f JOIN post o"
			" JOIN goal g ON g.id = o.goal_id AND (:told = 1 OR" IS_OPEN ")"
			" WHERE" NEW_IN_STREAM " AND o.id > :after AND o.id <= :upto"
			" AND" BEFORE_QUIET_POST(":quiet_after") " ORDER BY o.id LIMIT :limit",
			":person", JN_INT, person, ":after", JN_INT, news->after, ":upto", JN_INT,
			upto, ":told", JN_INT, (gint64)told, ":quiet_after", JN_INT,
			quiet_after(news->after, upto), ":limit", JN_INT, limit, NULL);
	return jn_db_query(db, error,
			   "SELECT o.id FROM (SELECT :goal AS goal_id, :person AS person_id,"
			   "  :mode AS mode) f"
			   " JOIN goal g ON g.id = f.goal_id AND (:told = 1 OR" IS_OPEN ")"
			   " JOIN post o ON" NEW_TO_THEM " WHERE o.id > :after AND o.id <= :upto"
			   " ORDER BY o.id LIMIT :limit",
			   ":goal", JN_INT, news->goal, ":person", JN_INT, person, ":mode", JN_TEXT,
			   jn_mode_word(news->mode), ":after", JN_INT, news->after, ":upto", JN_INT,
			   upto, ":told", JN_INT, (gint64)told, ":limit", JN_INT, limit, NULL);
}

static gboolean
load_posts(JnQuery *query, JnDb *db, gint64 person, GPtrArray **ret_posts, GError **error)
{
	g_autoptr(GPtrArray) posts = g_ptr_array_new_with_free_func((GDestroyNotify)jn_post_free);
	g_autoptr(GArray) ids = NULL;

	if (!jn_query_ids(query, &ids, error))
		return FALSE;
	for (guint i = 0; i < ids->len; i++) {
		JnPost *post;

		if (!jn_post_load(db, g_array_index(ids, gint64, i), person, &post, error))
			return FALSE;
		if (post != NULL)
			g_ptr_array_add(posts, post);
	}
	*ret_posts = g_steal_pointer(&posts);
	return TRUE;
}

gboolean
jn_digest_post_ids(JnDb *db,
		   gint64 person,
		   const JnNews *news,
		   gint64 upto,
		   gint64 limit,
		   GArray **ret_ids,
		   GError **error)
{
	return jn_query_ids(posts_query(db, person, news, upto, FALSE, limit, error), ret_ids,
			    error);
}

gboolean
jn_digest_posts(JnDb *db,
		gint64 person,
		const JnNews *news,
		gint64 upto,
		gint64 limit,
		GPtrArray **ret_posts,
		GError **error)
{
	return load_posts(posts_query(db, person, news, upto, FALSE, limit, error), db, person,
			  ret_posts, error);
}

gboolean
jn_digest_goals(JnDb *db,
		gint64 person,
		const JnNews *news,
		gint64 upto,
		gint64 limit,
		GPtrArray **ret_goals,
		GError **error)
{
	g_autoptr(GPtrArray) goals = g_ptr_array_new_with_free_func((GDestroyNotify)jn_goal_free);
	g_autoptr(GArray) ids = NULL;

	if (!jn_query_ids(
		    jn_db_query(
			    db, error,
			    "SELECT n.id FROM (SELECT :person AS person_id) f JOIN goal n"
			    " ON n.id > :after AND n.id <= :upto AND" NEW_GOALS
			    " AND" BEFORE_QUIET_GOAL(":quiet_after") " ORDER BY n.id LIMIT :limit",
			    ":person", JN_INT, person, ":after", JN_INT, news->goal_after, ":upto",
			    JN_INT, upto, ":quiet_after", JN_INT,
			    quiet_after(news->goal_after, upto), ":limit", JN_INT, limit, NULL),
		    &ids, error))
		return FALSE;
	for (guint i = 0; i < ids->len; i++) {
		JnGoal *goal;

		if (!jn_goal_load(db, g_array_index(ids, gint64, i), &goal, error))
			return FALSE;
		if (goal != NULL)
			g_ptr_array_add(goals, goal);
	}
	*ret_goals = g_steal_pointer(&goals);
	return TRUE;
}

gboolean
jn_digest_save(JnDb *db, gint64 person, gint64 goal, gint64 upto, gint64 goal_upto, GError **error)
{
	return jn_db_run(db, error,
			 "UPDATE follow SET digested = max(digested, :upto),"
			 " digested_goal = max(digested_goal, :goal_upto)"
			 " WHERE person_id = :person AND goal_id = :goal",
			 ":upto", JN_INT, upto, ":goal_upto", JN_INT, goal_upto, ":person", JN_INT,
			 person, ":goal", JN_INT, goal, NULL);
}

gboolean
jn_digest_weekly(JnDb *db, gint64 person, gint64 *ret_last, GError **error)
{
	return jn_db_get_int(db, 0, ret_last, error,
			     "SELECT weekly_digest FROM person WHERE id = :person", ":person",
			     JN_INT, person, NULL);
}

gboolean
jn_digest_save_weekly(JnDb *db, gint64 person, gint64 now, GError **error)
{
	return jn_db_run(db, error, "UPDATE person SET weekly_digest = :now WHERE id = :person",
			 ":now", JN_INT, now, ":person", JN_INT, person, NULL);
}

static gboolean
add_post(JnDb *db, gint64 id, gint64 person, GPtrArray *posts, GError **error)
{
	JnPost *post;

	for (guint i = 0; i < posts->len; i++)
		if (((JnPost *)posts->pdata[i])->id == id)
			return TRUE;
	if (!jn_post_load(db, id, person, &post, error))
		return FALSE;
	if (post != NULL)
		g_ptr_array_add(posts, post);
	return TRUE;
}

/* Of a digest: the posts of each goal's span. */
static gboolean
add_span(JnDb *db, GVariant *part, gint64 person, gint64 limit, GPtrArray *posts, GError **error)
{
	g_autoptr(GPtrArray) found = NULL;
	JnNews news = {0};
	const char *mode = "";
	gint64 upto = 0;

	(void)g_variant_lookup(part, "goal", "x", &news.goal);
	(void)g_variant_lookup(part, "after", "x", &news.after);
	(void)g_variant_lookup(part, "upto", "x", &upto);
	(void)g_variant_lookup(part, "stream", "b", &news.is_stream);
	(void)g_variant_lookup(part, "mode", "&s", &mode);
	(void)jn_mode_from_word(mode, &news.mode);
	if (!load_posts(posts_query(db, person, &news, upto, TRUE, limit, error), db, person,
			&found, error))
		return FALSE;
	while (found->len > 0)
		g_ptr_array_add(posts, g_ptr_array_steal_index(found, 0));
	return TRUE;
}

/* Until when one of its goals keeps quiet. */
static gboolean
part_quiet(JnDb *db, GVariant *part, gint64 *ret_until, GError **error)
{
	gint64 goal = 0, after = 0, upto = 0, goal_after = 0, goal_upto = 0;
	gboolean is_stream = FALSE;

	(void)g_variant_lookup(part, "goal", "x", &goal);
	(void)g_variant_lookup(part, "after", "x", &after);
	(void)g_variant_lookup(part, "upto", "x", &upto);
	(void)g_variant_lookup(part, "goal_after", "x", &goal_after);
	(void)g_variant_lookup(part, "goal_upto", "x", &goal_upto);
	(void)g_variant_lookup(part, "stream", "b", &is_stream);
	return jn_db_get_int(
		db, 0, ret_until, error,
		"SELECT coalesce(max(g.quiet), 0) FROM goal g WHERE g.quiet != 0 AND (g.id = :goal"
		" OR (g.id > :goal_after AND g.id <= :goal_upto)"
		" OR (:stream = 1 AND EXISTS (SELECT 1 FROM post o WHERE o.goal_id = g.id"
		"  AND o.kind = 'question' AND o.id > :after AND o.id <= :upto)))",
		":goal", JN_INT, goal, ":goal_after", JN_INT, goal_after, ":goal_upto", JN_INT,
		goal_upto, ":stream", JN_INT, (gint64)is_stream, ":after", JN_INT, after, ":upto",
		JN_INT, upto, NULL);
}

gboolean
jn_digest_quiet(JnDb *db, GVariant *variables, gint64 *ret_until, GError **error)
{
	g_autoptr(GVariant) goals =
		g_variant_lookup_value(variables, "goals", G_VARIANT_TYPE("aa{sv}"));
	gsize n = goals ? g_variant_n_children(goals) : 0;

	*ret_until = 0;
	for (gsize i = 0; i < n; i++) {
		g_autoptr(GVariant) part = g_variant_get_child_value(goals, i);
		gint64 until;

		if (!part_quiet(db, part, &until, error))
			return FALSE;
		*ret_until = MAX(*ret_until, until);
	}
	return TRUE;
}

/* Of a nudge: the posts that it asks of. */
static gboolean
add_asked(JnDb *db,
	  GVariant *variables,
	  const char *name,
	  gint64 person,
	  gint64 limit,
	  GPtrArray *posts,
	  GError **error)
{
	g_autoptr(GVariant) ids = g_variant_lookup_value(variables, name, G_VARIANT_TYPE("ax"));
	gsize n = ids ? g_variant_n_children(ids) : 0;

	for (gsize i = 0; i < n && posts->len < limit; i++) {
		gint64 id;

		g_variant_get_child(ids, i, "x", &id);
		if (!add_post(db, id, person, posts, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
add_told(JnDb *db,
	 GVariant *variables,
	 gint64 person,
	 gint64 limit,
	 GPtrArray *posts,
	 GError **error)
{
	g_autoptr(GVariant) goals =
		g_variant_lookup_value(variables, "goals", G_VARIANT_TYPE("aa{sv}"));
	g_autoptr(GVariant) said = g_variant_lookup_value(variables, "said", G_VARIANT_TYPE("ax"));
	gsize n = goals ? g_variant_n_children(goals) : 0;

	for (gsize i = 0; i < n && posts->len < limit; i++) {
		g_autoptr(GVariant) part = g_variant_get_child_value(goals, i);

		if (!add_span(db, part, person, limit - posts->len, posts, error))
			return FALSE;
	}
	if (!add_asked(db, variables, "answers", person, limit, posts, error) ||
	    !add_asked(db, variables, "tried", person, limit, posts, error))
		return FALSE;
	n = said ? g_variant_n_children(said) : 0;
	for (gsize i = 0; i < n && posts->len < limit; i++) {
		gint64 id, post;

		g_variant_get_child(said, i, "x", &id);
		if (!jn_db_get_int(db, 0, &post, error,
				   "SELECT post_id FROM gratitude WHERE id = :id", ":id", JN_INT,
				   id, NULL) ||
		    !add_post(db, post, person, posts, error))
			return FALSE;
	}
	return TRUE;
}

gboolean
jn_digest_told(
	JnDb *db, gint64 row, gint64 person, gint64 limit, GPtrArray **ret_posts, GError **error)
{
	g_autoptr(GPtrArray) posts = g_ptr_array_new_with_free_func((GDestroyNotify)jn_post_free);
	g_autoptr(JnOutbox) letter = NULL;

	if (!jn_outbox_load(db, row, &letter, error))
		return FALSE;
	if (letter != NULL && letter->person == person && letter->variables != NULL &&
	    jn_notice_tells(letter->template_name) &&
	    !add_told(db, letter->variables, person, limit, posts, error))
		return FALSE;
	*ret_posts = g_steal_pointer(&posts);
	return TRUE;
}

gboolean
jn_digest_answers(JnDb *db, gint64 root, gint64 *ret_count, GError **error)
{
	return jn_db_get_int(db, 0, ret_count, error,
			     "SELECT count(*) FROM post WHERE root_id = :root AND kind = 'answer'"
			     " AND audience = 'open'",
			     ":root", JN_INT, root, NULL);
}
