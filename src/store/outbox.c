#include "store/outbox.h"

#include "core/notice-id.h"
#include "store/post.h"
#include "store/says.h"

static const char *const to_words[] = {"person",   "post",      "stream",
				       "operator", "followers", "readers"};

#define COLUMNS                                                                                    \
	"id, goal_id, post_id, mail_id, person_id, template, variables, recipients, reply_to,"     \
	" in_reply_to, cursor, sent, created, due, done, attempts, crashes, error, address,"       \
	" language"

void
jn_outbox_free(JnOutbox *row)
{
	if (row == NULL)
		return;
	g_free(row->template_name);
	g_clear_pointer(&row->variables, g_variant_unref);
	g_free(row->reply_to);
	g_free(row->in_reply_to);
	g_free(row->error);
	g_free(row->address);
	g_free(row->language);
	g_free(row);
}

void
jn_recipient_free(JnRecipient *recipient)
{
	if (recipient == NULL)
		return;
	g_free(recipient->addr);
	g_free(recipient->name);
	g_free(recipient->language);
	g_free(recipient);
}

void
jn_failed_free(JnFailed *failed)
{
	if (failed == NULL)
		return;
	g_free(failed->addr);
	g_free(failed->name);
	g_free(failed->error);
	g_free(failed);
}

static gpointer
outbox_of_row(JnQuery *query)
{
	JnOutbox *row = g_new0(JnOutbox, 1);
	const char *variables = jn_query_peek(query, 6);
	const char *to;

	row->id = jn_query_int(query, 0);
	row->goal = jn_query_int(query, 1);
	row->post = jn_query_int(query, 2);
	row->mail = jn_query_int(query, 3);
	row->person = jn_query_int(query, 4);
	row->template_name = jn_query_text(query, 5);
	if (variables != NULL)
		row->variables =
			g_variant_parse(G_VARIANT_TYPE_VARDICT, variables, NULL, NULL, NULL);
	to = jn_query_peek(query, 7);
	for (gsize i = 0; i < G_N_ELEMENTS(to_words); i++)
		if (g_strcmp0(to, to_words[i]) == 0)
			row->to = (JnTo)i;
	row->reply_to = jn_query_text(query, 8);
	row->in_reply_to = jn_query_text(query, 9);
	row->cursor = jn_query_int(query, 10);
	row->sent = jn_query_int(query, 11);
	row->created = jn_query_int(query, 12);
	row->due = jn_query_int(query, 13);
	row->done = jn_query_int(query, 14);
	row->attempts = jn_query_int(query, 15);
	row->crashes = jn_query_int(query, 16);
	row->error = jn_query_text(query, 17);
	row->address = jn_query_text(query, 18);
	row->language = jn_query_text(query, 19);
	return row;
}

gboolean
jn_outbox_save_new(JnDb *db, const JnOutbox *row, GError **error)
{
	g_autofree char *variables = row->variables ? g_variant_print(row->variables, TRUE) : NULL;

	return jn_db_run(
		db, error,
		"INSERT INTO outbox (goal_id, post_id, mail_id, template, variables, recipients,"
		" person_id, address, language, reply_to, in_reply_to, created, due)"
		" VALUES (nullif(:goal, 0), nullif(:post, 0), nullif(:mail, 0), :template,"
		" :variables, :recipients, nullif(:person, 0), :address, :language, :reply_to,"
		" :in_reply_to, :created, :due)",
		":goal", JN_INT, row->goal, ":post", JN_INT, row->post, ":mail", JN_INT, row->mail,
		":template", JN_TEXT, row->template_name, ":variables", JN_TEXT, variables,
		":recipients", JN_TEXT, to_words[row->to], ":person", JN_INT, row->person,
		":address", JN_TEXT, row->address, ":language", JN_TEXT, row->language, ":reply_to",
		JN_TEXT, row->reply_to, ":in_reply_to", JN_TEXT, row->in_reply_to, ":created",
		JN_INT, row->created, ":due", JN_INT, row->due, NULL);
}

gboolean
jn_outbox_load(JnDb *db, gint64 id, JnOutbox **ret_row, GError **error)
{
	return jn_query_one(jn_db_query(db, error, "SELECT " COLUMNS " FROM outbox WHERE id = :id",
					":id", JN_INT, id, NULL),
			    outbox_of_row, (gpointer *)ret_row, error);
}

gboolean
jn_outbox_next(JnDb *db, gint64 now, gint64 after, JnOutbox **ret_row, GError **error)
{
	return jn_query_one(jn_db_query(db, error,
					"SELECT " COLUMNS " FROM outbox WHERE done = 0"
					" AND due <= :now AND id > :after ORDER BY id LIMIT 1",
					":now", JN_INT, now, ":after", JN_INT, after, NULL),
			    outbox_of_row, (gpointer *)ret_row, error);
}

gboolean
jn_outbox_list(JnDb *db, gboolean all, gint64 limit, GPtrArray **ret_rows, GError **error)
{
	return jn_query_list(
		jn_db_query(db, error,
			    "SELECT " COLUMNS " FROM outbox WHERE (:all = 1 OR done = 0)"
			    " ORDER BY id LIMIT :limit",
			    ":all", JN_INT, (gint64)all, ":limit", JN_INT, limit, NULL),
		outbox_of_row, (GDestroyNotify)jn_outbox_free, ret_rows, error);
}

gboolean
jn_outbox_next_due(JnDb *db, gint64 *ret_due, GError **error)
{
	return jn_db_get_int(
		db, 0, ret_due, error,
		"SELECT min(due) FROM (SELECT * FROM (SELECT due FROM outbox WHERE done = 0"
		"  ORDER BY due LIMIT 1)"
		" UNION ALL SELECT * FROM (SELECT due FROM outbox_failed WHERE given_up = 0"
		"  ORDER BY due LIMIT 1))",
		NULL);
}

static gpointer
recipient_of_row(JnQuery *query)
{
	JnRecipient *recipient = g_new0(JnRecipient, 1);

	recipient->person = jn_query_int(query, 0);
	recipient->addr = jn_query_text(query, 1);
	recipient->name = jn_query_text(query, 2);
	recipient->suspended = jn_query_int(query, 3) != 0;
	recipient->language = jn_query_text(query, 4);
	recipient->zone = (int)jn_query_int(query, 5);
	recipient->has_zone = jn_query_int(query, 6) != 0;
	recipient->reads = jn_query_int(query, 7) != 0;
	return recipient;
}

#define RECIPIENT_COLUMNS                                                                          \
	", a.addr, p.name, a.reach = 'suspended', coalesce(p.language, p.mail_language), p.zone, " \
	"p.zone IS NOT NULL"
#define RECIPIENT "SELECT DISTINCT r.person_id" RECIPIENT_COLUMNS ", 0 FROM ("
#define RECIPIENT_END                                                                              \
	") r JOIN person p ON p.id = r.person_id"                                                  \
	" JOIN address a ON a.person_id = p.id AND a.is_primary = 1"                               \
	" WHERE r.person_id > :cursor"                                                             \
	" ORDER BY r.person_id LIMIT :limit"

/* The branches of who gets a post; o is the post, g its goal. An open post of a closed goal goes
 * only to whom the protege chose, unless she shared it. */
#define CHOSEN                                                                                     \
	" (SELECT c.person_id FROM goal_mentor c WHERE c.goal_id = g.id AND c.state IN"            \
	" ('asked', 'accepted')))"
#define POST_AND_GOAL "post o JOIN goal g ON g.id = o.goal_id"
#define RECIPIENT_OF_POST                                                                          \
	"SELECT DISTINCT r.person_id" RECIPIENT_COLUMNS ", EXISTS (SELECT 1 FROM " POST_AND_GOAL   \
	" WHERE o.id = :post AND (g.protege_id = p.id OR EXISTS (SELECT 1 FROM follow f"           \
	"  WHERE f.goal_id = g.id AND f.person_id = p.id AND f.mode != 'none'))) FROM ("
#define FOLLOWERS "SELECT * FROM (SELECT f.person_id FROM " POST_AND_GOAL
#define FOLLOWS_NOW                                                                                \
	" AND ((f.mode = 'each' AND o.kind != 'thanks')"                                           \
	"  OR (f.mode = 'questions' AND o.kind = 'question'))"
#define READERS                                                                                    \
	" JOIN goal s ON s.name = 'open' JOIN follow f ON f.goal_id = s.id WHERE o.id ="           \
	" :post AND o.audience = 'open'"
#define FOLLOWERS_PAGE                                                                             \
	" AND f.person_id > :cursor AND f.person_id != o.author_id AND (g.closed = 0 OR"           \
	" o.shared = 1 OR f.person_id IN" CHOSEN " ORDER BY f.person_id LIMIT :limit"
#define PARENT_AUTHOR                                                                              \
	"SELECT up.author_id FROM " POST_AND_GOAL                                                  \
	" JOIN post up ON up.id = o.parent_id WHERE o.id = :post AND up.author_id != o.author_id"
#define MEMBERS                                                                                    \
	"SELECT m.person_id FROM post o JOIN goal_mentor m ON m.goal_id = o.goal_id WHERE"         \
	" o.id = :post AND m.state = 'accepted' AND m.person_id != o.author_id"                    \
	" AND (o.kind != 'thanks' OR EXISTS (SELECT 1 FROM post up WHERE up.id = o.parent_id"      \
	"  AND up.author_id = m.person_id))"

/* Those who answered, of an open post that tells how it went: in its conversation, and whoever else
 * it speaks of. Not who wants nothing more of the goal. */
#define HELPERS                                                                                    \
	"SELECT h.person_id FROM (SELECT n.author_id AS person_id FROM post o JOIN post n"         \
	"  ON n.root_id = o.root_id AND n.kind = 'answer' AND n.audience = 'open'"                 \
	"  WHERE o.id = :post AND " JN_SAYS_EXPERIENCE                                             \
	" UNION SELECT x.person_id FROM gratitude x WHERE x.post_id = :post"                       \
	"  AND x.kind IN ('experience', 'outcome')) h"                                             \
	" JOIN post o ON o.id = :post AND o.audience = 'open' AND o.author_id != h.person_id"      \
	" JOIN goal g ON g.id = o.goal_id AND (g.closed = 0 OR o.shared = 1 OR h.person_id "       \
	"IN" CHOSEN " AND NOT EXISTS (SELECT 1 FROM follow w WHERE w.goal_id = g.id"               \
	"  AND w.person_id = h.person_id AND w.mode = 'none')"

/*
 * Who gets a post when it is sent. Never its author, nobody who is not of its audience, and nobody if
 * its author has it removed.
 *
 *   open      the followers whose rhythm is each; of a question also those of questions, and those
 *             who follow open@ so and not the goal itself; the protege; whoever wrote what it replies
 *             to; of what tells how it went those who answered. Of mere thanks only the author of
 *             what it replies to.
 *
 *   members   the protege, and mentors who accepted and may see it (visible.h). Who accepted after it
 *             was written gets it by a row of their own (person), or they would get it twice.
 *
 *   protege   the protege; the protege's reply to such a post goes to its author, closed or not: it
 *             is between the two of them.
 *
 * Those who follow the goal are most: they are read by themselves, straight from the index. Each branch
 * of the others is read in its order and cut at the page, so that a page costs the same however many
 * follow.
 */
static JnQuery *
followers_of_post(JnDb *db, const JnOutbox *row, gint64 limit, GError **error)
{
	return jn_db_query(
		db, error,
		"SELECT f.person_id" RECIPIENT_COLUMNS ", 1 FROM " POST_AND_GOAL
		" JOIN follow f ON f.goal_id = g.id JOIN person p ON p.id = f.person_id"
		" JOIN address a ON a.person_id = f.person_id AND a.is_primary = 1"
		" WHERE o.id = :post AND o.audience = 'open' AND o.mail_id IS NOT NULL" FOLLOWS_NOW
		" AND (:only = 0 OR f.person_id = :only)" FOLLOWERS_PAGE,
		":post", JN_INT, row->post, ":cursor", JN_INT, row->cursor, ":limit", JN_INT, limit,
		":only", JN_INT, row->person, NULL);
}

static JnQuery *
others_of_post(JnDb *db, const JnOutbox *row, gint64 limit, GError **error)
{
	return jn_db_query(db, error,
			   RECIPIENT_OF_POST FOLLOWERS READERS
			   " AND o.kind = 'question' AND f.mode IN ('each', 'questions')"
			   " AND NOT EXISTS (SELECT 1 FROM follow m WHERE m.goal_id = o.goal_id"
			   "  AND m.person_id = f.person_id)" FOLLOWERS_PAGE ")"
			   " UNION SELECT g.protege_id FROM " POST_AND_GOAL
			   " WHERE o.id = :post AND g.protege_id != o.author_id"
			   " UNION " PARENT_AUTHOR " AND o.audience = 'open' AND (g.closed = 0"
			   "  OR o.shared = 1 OR up.author_id IN" CHOSEN " UNION " PARENT_AUTHOR
			   " AND o.audience = 'protege'"
			   "  AND o.author_id = g.protege_id AND up.audience = 'protege'"
			   " UNION " MEMBERS
			   " AND o.audience = 'members' AND m.asked_post < o.closed_root"
			   "  AND (m.accepted_post < o.id OR m.person_id = :only)"
			   " UNION " MEMBERS " AND o.shared = 1"
			   " UNION " HELPERS ") r JOIN person p ON p.id = r.person_id"
			   " JOIN address a ON a.person_id = p.id AND a.is_primary = 1"
			   " WHERE r.person_id > :cursor AND (:only = 0 OR r.person_id = :only)"
			   " AND EXISTS (SELECT 1 FROM post x WHERE x.id = :post"
			   "  AND x.mail_id IS NOT NULL)"
			   " ORDER BY r.person_id LIMIT :limit",
			   ":post", JN_INT, row->post, ":cursor", JN_INT, row->cursor, ":limit",
			   JN_INT, limit, ":only", JN_INT, row->person, NULL);
}

/* The first `limit` of both, each once, by id. */
static GPtrArray *
merge(GPtrArray *followers, GPtrArray *others, gint64 limit)
{
	GPtrArray *all = g_ptr_array_new_full(
		(guint)MIN(limit, (gint64)followers->len + (gint64)others->len),
		(GDestroyNotify)jn_recipient_free);
	guint f = 0, o = 0;

	while (all->len < limit && (f < followers->len || o < others->len)) {
		const JnRecipient *follower = f < followers->len ? followers->pdata[f] : NULL;
		const JnRecipient *other = o < others->len ? others->pdata[o] : NULL;

		if (follower != NULL && other != NULL && follower->person == other->person)
			o++;
		else if (other == NULL || (follower != NULL && follower->person < other->person))
			g_ptr_array_add(all, g_steal_pointer(&followers->pdata[f++]));
		else
			g_ptr_array_add(all, g_steal_pointer(&others->pdata[o++]));
	}
	return all;
}

static gboolean
recipients_of_post(
	JnDb *db, const JnOutbox *row, gint64 limit, GPtrArray **ret_recipients, GError **error)
{
	g_autoptr(GPtrArray) followers = NULL;
	g_autoptr(GPtrArray) others = NULL;

	if (!jn_query_list(followers_of_post(db, row, limit, error), recipient_of_row,
			   (GDestroyNotify)jn_recipient_free, &followers, error) ||
	    !jn_query_list(others_of_post(db, row, limit, error), recipient_of_row,
			   (GDestroyNotify)jn_recipient_free, &others, error))
		return FALSE;
	*ret_recipients = merge(followers, others, limit);
	return TRUE;
}

/* Letters to many: who follows open@; who follows an open goal; who follows a goal that has closed, but not whom it chose. A
 * goal that closed before its announcement went out is not announced. */
static JnQuery *
recipients_of_letter(JnDb *db, const JnOutbox *row, gint64 limit, GError **error)
{
	if (row->to == JN_TO_STREAM)
		return jn_db_query(
			db, error,
			RECIPIENT "SELECT f.person_id FROM follow f JOIN goal s ON s.id = f.goal_id"
				  " WHERE s.name = 'open' AND f.mode = 'each'"
				  " AND NOT EXISTS (SELECT 1 FROM goal g WHERE g.id = :goal"
				  "  AND g.closed != 0)"
				  " AND f.person_id > :cursor" RECIPIENT_END,
			":goal", JN_INT, row->goal, ":cursor", JN_INT, row->cursor, ":limit",
			JN_INT, limit, NULL);
	if (row->to == JN_TO_READERS)
		return jn_db_query(
			db, error,
			RECIPIENT "SELECT f.person_id FROM follow f JOIN goal g ON g.id = f.goal_id"
				  " WHERE g.id = :goal AND g.closed = 0 AND f.mode != 'none'"
				  " AND f.person_id != g.protege_id"
				  " AND f.person_id > :cursor" RECIPIENT_END,
			":goal", JN_INT, row->goal, ":cursor", JN_INT, row->cursor, ":limit",
			JN_INT, limit, NULL);
	return jn_db_query(db, error,
			   RECIPIENT
			   "SELECT f.person_id FROM follow f JOIN goal g ON g.id = f.goal_id"
			   " WHERE g.id = :goal AND g.closed != 0 AND f.mode != 'none'"
			   " AND f.person_id != g.protege_id AND f.person_id > :cursor"
			   " AND NOT EXISTS (SELECT 1 FROM goal_mentor c WHERE c.goal_id = g.id"
			   "  AND c.person_id = f.person_id"
			   "  AND c.state IN ('asked', 'accepted'))" RECIPIENT_END,
			   ":goal", JN_INT, row->goal, ":cursor", JN_INT, row->cursor, ":limit",
			   JN_INT, limit, NULL);
}

gboolean
jn_outbox_recipients(
	JnDb *db, const JnOutbox *row, gint64 limit, GPtrArray **ret_recipients, GError **error)
{
	JnQuery *query = NULL;

	switch (row->to) {
	case JN_TO_POST:
		return recipients_of_post(db, row, limit, ret_recipients, error);
	case JN_TO_STREAM:
	case JN_TO_FOLLOWERS:
	case JN_TO_READERS:
		query = recipients_of_letter(db, row, limit, error);
		break;
	case JN_TO_PERSON:
		/* A letter to one person goes out although mail to them was suspended: it is what
		 * they asked for, or the probe. */
		query = jn_db_query(db, error,
				    "SELECT p.id, coalesce(:address, a.addr), p.name, 0,"
				    " coalesce(p.language, p.mail_language, :language), p.zone, "
				    "p.zone IS NOT NULL, 0"
				    " FROM person p LEFT JOIN address a"
				    "  ON a.person_id = p.id AND a.is_primary = 1"
				    " WHERE p.id = :person AND p.id > :cursor"
				    " AND coalesce(:address, a.addr) IS NOT NULL LIMIT :limit",
				    ":address", JN_TEXT, row->address, ":language", JN_TEXT,
				    row->language, ":person", JN_INT, row->person, ":cursor",
				    JN_INT, row->cursor, ":limit", JN_INT, limit, NULL);
		break;
	case JN_TO_OPERATOR:
		break;
	}
	return jn_query_list(query, recipient_of_row, (GDestroyNotify)jn_recipient_free,
			     ret_recipients, error);
}

gboolean
jn_outbox_count(JnDb *db,
		gint64 goal,
		gint64 author,
		gboolean is_question,
		gint64 *ret_count,
		GError **error)
{
	return jn_db_get_int(
		db, 0, ret_count, error,
		"SELECT count(*) FROM ("
		" SELECT f.person_id FROM goal g JOIN follow f ON f.goal_id = g.id"
		"  WHERE g.id = :goal AND g.closed = 0"
		"  AND (f.mode = 'each' OR (f.mode = 'questions' AND :question = 1))"
		" UNION SELECT f.person_id FROM goal g JOIN goal s ON s.name = 'open'"
		"  JOIN follow f ON f.goal_id = s.id"
		"  WHERE g.id = :goal AND g.closed = 0 AND :question = 1"
		"  AND f.mode IN ('each', 'questions')"
		"  AND NOT EXISTS (SELECT 1 FROM follow m WHERE m.goal_id = :goal"
		"   AND m.person_id = f.person_id)"
		" UNION SELECT m.person_id FROM goal g JOIN goal_mentor m ON m.goal_id = g.id"
		"  WHERE g.id = :goal AND g.closed != 0 AND m.state = 'accepted'"
		" UNION SELECT protege_id FROM goal WHERE id = :goal) r"
		" JOIN address a ON a.person_id = r.person_id AND a.is_primary = 1"
		" WHERE r.person_id != :author AND a.reach != 'suspended'",
		":goal", JN_INT, goal, ":question", JN_INT, (gint64)is_question, ":author", JN_INT,
		author, NULL);
}

gboolean
jn_outbox_reaches(JnDb *db, const JnPost *post, gint64 count, gboolean *ret_reaches, GError **error)
{
	gint64 found = 0;

	if (!jn_db_get_int(
		    db, 0, &found, error,
		    "SELECT (SELECT count(*) FROM (SELECT 1 FROM follow f WHERE f.goal_id = :goal"
		    "   AND (f.mode = 'each' OR (f.mode = 'questions' AND :question = 1))"
		    "   AND f.person_id != :author LIMIT :count))"
		    " + (SELECT count(*) FROM (SELECT 1 FROM goal s JOIN follow f ON f.goal_id = "
		    "s.id"
		    "   WHERE s.name = 'open' AND :question = 1 AND f.mode IN ('each', 'questions')"
		    "   AND f.person_id != :author AND NOT EXISTS (SELECT 1 FROM follow m"
		    "    WHERE m.goal_id = :goal AND m.person_id = f.person_id) LIMIT :count))"
		    " + (SELECT count(*) FROM goal g WHERE g.id = :goal AND g.protege_id != :author"
		    "   AND NOT EXISTS (SELECT 1 FROM follow m WHERE m.goal_id = :goal"
		    "    AND m.person_id = g.protege_id))",
		    ":goal", JN_INT, post->goal, ":question", JN_INT,
		    (gint64)(post->kind == JN_KIND_QUESTION), ":author", JN_INT, post->author,
		    ":count", JN_INT, count, NULL))
		return FALSE;
	*ret_reaches = found >= count;
	return TRUE;
}

gboolean
jn_outbox_count_letters(JnDb *db, gint64 person, gint64 since, gint64 *ret_count, GError **error)
{
	return jn_db_get_int(db, 0, ret_count, error,
			     "SELECT count(*) FROM outbox WHERE person_id = :person"
			     " AND created > :since AND in_reply_to IS NOT NULL",
			     ":person", JN_INT, person, ":since", JN_INT, since, NULL);
}

/* A row that is done, with nobody left to try, keeps no cookie and no words; what tells of
 * several posts keeps which, for its reader may reply. */
static gboolean
tidy(JnDb *db, gint64 row, GError **error)
{
	g_autofree char *name = NULL;

	if (!jn_query_one(jn_db_query(db, error, "SELECT template FROM outbox WHERE id = :row",
				      ":row", JN_INT, row, NULL),
			  jn_row_text, (gpointer *)&name, error))
		return FALSE;
	return jn_db_run(db, error,
			 "UPDATE outbox SET reply_to = NULL, address = NULL,"
			 " variables = CASE WHEN :tells THEN variables END"
			 " WHERE id = :row AND done > 0 AND NOT EXISTS (SELECT 1 FROM outbox_failed"
			 "  WHERE outbox_id = :row AND given_up = 0)",
			 ":row", JN_INT, row, ":tells", JN_INT, (gint64)jn_notice_tells(name),
			 NULL);
}

gboolean
jn_outbox_save(JnDb *db, const JnOutbox *row, GError **error)
{
	return jn_db_run(db, error,
			 "UPDATE outbox SET cursor = :cursor, sent = :sent, due = :due,"
			 " attempts = :attempts, crashes = :crashes, error = :error, done = :done"
			 " WHERE id = :id",
			 ":cursor", JN_INT, row->cursor, ":sent", JN_INT, row->sent, ":due", JN_INT,
			 row->due, ":attempts", JN_INT, row->attempts, ":crashes", JN_INT,
			 row->crashes, ":error", JN_TEXT, row->error, ":done", JN_INT, row->done,
			 ":id", JN_INT, row->id, NULL) &&
	       (row->done == 0 || tidy(db, row->id, error));
}

/* A letter that carried its address is given up: nothing knows that address any more, nor what a
 * server said of it. */
static gboolean
forget_address(JnDb *db, gint64 row, GError **error)
{
	return jn_db_run(db, error,
			 "UPDATE outbox_failed SET error = 'given up' WHERE outbox_id = :row"
			 " AND EXISTS (SELECT 1 FROM outbox WHERE id = :row"
			 "  AND address IS NOT NULL)",
			 ":row", JN_INT, row, NULL) &&
	       jn_db_run(db, error, "UPDATE outbox SET address = NULL WHERE id = :row", ":row",
			 JN_INT, row, NULL);
}

gboolean
jn_outbox_fail(JnDb *db,
	       gint64 row,
	       gint64 person,
	       gint64 now,
	       gint64 due,
	       gboolean given_up,
	       const char *why,
	       GError **error)
{
	return jn_db_run(db, error,
			 "INSERT INTO outbox_failed (outbox_id, person_id, first, due, attempts, "
			 "given_up, error)"
			 " VALUES (:row, :person, :now, :due, 1, :given_up, :why)"
			 " ON CONFLICT DO UPDATE SET due = excluded.due, attempts = attempts + 1,"
			 " given_up = excluded.given_up, error = excluded.error",
			 ":row", JN_INT, row, ":person", JN_INT, person, ":now", JN_INT, now,
			 ":due", JN_INT, due, ":given_up", JN_INT, (gint64)given_up, ":why",
			 JN_TEXT, why, NULL) &&
	       (!given_up || (forget_address(db, row, error) && tidy(db, row, error)));
}

gboolean
jn_outbox_put_off(
	JnDb *db, gint64 row, gint64 due, gboolean given_up, const char *why, GError **error)
{
	return jn_db_run(db, error,
			 "UPDATE outbox_failed SET due = :due, given_up = :given_up, error = :why"
			 " WHERE outbox_id = :row AND given_up = 0",
			 ":due", JN_INT, due, ":given_up", JN_INT, (gint64)given_up, ":why",
			 JN_TEXT, why, ":row", JN_INT, row, NULL) &&
	       (!given_up || tidy(db, row, error));
}

gboolean
jn_outbox_forget_failed(JnDb *db, gint64 row, gint64 person, GError **error)
{
	return jn_db_run(db, error,
			 "DELETE FROM outbox_failed WHERE outbox_id = :row AND person_id = :person",
			 ":row", JN_INT, row, ":person", JN_INT, person, NULL) &&
	       tidy(db, row, error);
}

gboolean
jn_outbox_succeed(JnDb *db, gint64 row, gint64 person, GError **error)
{
	return jn_db_run(db, error, "UPDATE outbox SET sent = sent + 1 WHERE id = :row", ":row",
			 JN_INT, row, NULL) &&
	       jn_outbox_forget_failed(db, row, person, error);
}

static gpointer
failed_of_row(JnQuery *query)
{
	JnFailed *failed = g_new0(JnFailed, 1);

	failed->row = jn_query_int(query, 0);
	failed->person = jn_query_int(query, 1);
	failed->first = jn_query_int(query, 2);
	failed->due = jn_query_int(query, 3);
	failed->attempts = jn_query_int(query, 4);
	failed->given_up = jn_query_int(query, 5) != 0;
	failed->error = jn_query_text(query, 6);
	failed->addr = jn_query_text(query, 7);
	failed->name = jn_query_text(query, 8);
	return failed;
}

/* The '+' keeps SQLite from walking all failures, those given up too, in the order of their key. */
#define FAILED                                                                                     \
	"SELECT x.outbox_id, x.person_id, x.first, x.due, x.attempts, x.given_up, x.error,"        \
	" a.addr, p.name FROM outbox_failed x LEFT JOIN person p ON p.id = x.person_id"            \
	" LEFT JOIN address a ON a.person_id = x.person_id AND a.is_primary = 1 WHERE "

gboolean
jn_outbox_failed(JnDb *db,
		 gint64 now,
		 gboolean given_up,
		 gint64 limit,
		 GPtrArray **ret_failed,
		 GError **error)
{
	JnQuery *query =
		given_up ? jn_db_query(db, error,
				       FAILED "x.given_up = 1"
					      " ORDER BY x.outbox_id, x.person_id LIMIT :limit",
				       ":limit", JN_INT, limit, NULL)
			 : jn_db_query(db, error,
				       FAILED "x.given_up = 0 AND x.due <= :now"
					      " ORDER BY +x.outbox_id, x.person_id LIMIT :limit",
				       ":now", JN_INT, now, ":limit", JN_INT, limit, NULL);

	return jn_query_list(query, failed_of_row, (GDestroyNotify)jn_failed_free, ret_failed,
			     error);
}

gboolean
jn_outbox_purge(JnDb *db, gint64 before, GError **error)
{
	g_autoptr(GPtrArray) mails = NULL;

	if (!jn_db_run(db, error,
		       "DELETE FROM outbox_failed WHERE outbox_id IN"
		       " (SELECT id FROM outbox WHERE done > 0 AND done <= :before)",
		       ":before", JN_INT, before, NULL) ||
	    !jn_query_list(jn_db_query(db, error,
				       "DELETE FROM outbox WHERE done > 0 AND done <= :before"
				       " RETURNING coalesce(mail_id, 0)",
				       ":before", JN_INT, before, NULL),
			   jn_row_int, g_free, &mails, error))
		return FALSE;
	for (guint i = 0; i < mails->len; i++)
		if (*(gint64 *)mails->pdata[i] != 0 &&
		    !jn_mail_forget(db, *(gint64 *)mails->pdata[i], error))
			return FALSE;
	return jn_db_run(db, error, "DELETE FROM seen WHERE created <= :before", ":before", JN_INT,
			 before, NULL);
}
