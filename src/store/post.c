#include "store/post.h"

#include "mail/thread-index.h"
#include "store/says.h"
#include "store/visible.h"

#define COLUMNS                                                                                    \
	"o.id, o.goal_id, o.author_id, o.parent_id, o.kind, o.audience, o.number, o.message_id,"   \
	" o.subject, o.subject_base, o.gist, " JN_AUTHOR_NAME ", up.kind, up.author_id,"           \
	" o.created, o.closed_root, o.shared, o.root_id, o.says, o.mail_id IS NULL, o.chosen,"     \
	" o.original_id"
#define JOIN                                                                                       \
	" FROM post o JOIN person p ON p.id = o.author_id LEFT JOIN post up ON up.id = "           \
	"o.parent_id "

void
jn_mail_free(JnMail *mail)
{
	if (mail == NULL)
		return;
	g_clear_pointer(&mail->raw, g_bytes_unref);
	g_free(mail->file);
	g_free(mail->envelope_sender);
	g_free(mail->recipient);
	g_free(mail);
}

static gpointer
mail_of_row(JnQuery *query)
{
	JnMail *mail = g_new0(JnMail, 1);

	mail->id = jn_query_int(query, 0);
	mail->raw = jn_query_blob(query, 1);
	mail->file = jn_query_text(query, 2);
	mail->size = jn_query_int(query, 3);
	mail->envelope_sender = jn_query_text(query, 4);
	mail->recipient = jn_query_text(query, 5);
	mail->received = jn_query_int(query, 6);
	return mail;
}

gboolean
jn_mail_load(JnDb *db, gint64 id, JnMail **ret_mail, GError **error)
{
	return jn_query_one(jn_db_query(db, error,
					"SELECT id, raw, file, size, envelope_sender, recipient,"
					" received FROM mail WHERE id = :id",
					":id", JN_INT, id, NULL),
			    mail_of_row, (gpointer *)ret_mail, error);
}

gboolean
jn_mail_save_new(JnDb *db, JnMail *mail, GError **error)
{
	if (!jn_db_run(db, error,
		       "INSERT INTO mail (raw, file, size, envelope_sender, recipient, received)"
		       " VALUES (:raw, :file, :size, :envelope_sender, :recipient, :received)",
		       ":raw", JN_BLOB, mail->raw, ":file", JN_TEXT, mail->file, ":size", JN_INT,
		       mail->size, ":envelope_sender", JN_TEXT, mail->envelope_sender, ":recipient",
		       JN_TEXT, mail->recipient, ":received", JN_INT, mail->received, NULL))
		return FALSE;
	mail->id = jn_db_last_id(db);
	return TRUE;
}

gboolean
jn_mail_forget(JnDb *db, gint64 id, GError **error)
{
	return jn_db_run(db, error,
			 "DELETE FROM mail WHERE id = :id"
			 " AND NOT EXISTS (SELECT 1 FROM post WHERE mail_id = :id)"
			 " AND NOT EXISTS (SELECT 1 FROM held WHERE mail_id = :id)"
			 " AND NOT EXISTS (SELECT 1 FROM outbox WHERE mail_id = :id)",
			 ":id", JN_INT, id, NULL);
}

gboolean
jn_mail_has_file(JnDb *db, const char *file, gboolean *ret_has, GError **error)
{
	gint64 count;

	if (!jn_db_get_int(db, 0, &count, error, "SELECT count(*) FROM mail WHERE file = :file",
			   ":file", JN_TEXT, file, NULL))
		return FALSE;
	*ret_has = count > 0;
	return TRUE;
}

static gpointer
post_of_row(JnQuery *query)
{
	JnPost *post = g_new0(JnPost, 1);

	post->id = jn_query_int(query, 0);
	post->goal = jn_query_int(query, 1);
	post->author = jn_query_int(query, 2);
	post->parent = jn_query_int(query, 3);
	(void)jn_kind_from_word(jn_query_peek(query, 4), &post->kind);
	(void)jn_audience_from_word(jn_query_peek(query, 5), &post->audience);
	post->number = jn_query_int(query, 6);
	post->message_id = jn_query_text(query, 7);
	post->subject = jn_query_text(query, 8);
	post->subject_base = jn_query_text(query, 9);
	post->gist = jn_query_text(query, 10);
	post->author_name = jn_query_text(query, 11);
	(void)jn_kind_from_word(jn_query_peek(query, 12), &post->parent_kind);
	post->parent_author = jn_query_int(query, 13);
	post->created = jn_query_int(query, 14);
	post->closed_root = jn_query_int(query, 15);
	post->shared = jn_query_int(query, 16) != 0;
	post->root = jn_query_int(query, 17);
	post->says = jn_query_text(query, 18);
	post->removed = jn_query_int(query, 19) != 0;
	post->chosen = jn_query_int(query, 20);
	post->original_id = jn_query_text(query, 21);
	return post;
}

gboolean
jn_post_load(JnDb *db, gint64 id, gint64 reader, JnPost **ret_post, GError **error)
{
	return jn_query_one(jn_db_query(db, error, "SELECT " COLUMNS JOIN "WHERE o.id = :id", ":id",
					JN_INT, id, ":reader", JN_INT, reader, NULL),
			    post_of_row, (gpointer *)ret_post, error);
}

gboolean
jn_post_mail(JnDb *db, gint64 id, gint64 *ret_mail, GError **error)
{
	return jn_db_get_int(db, 0, ret_mail, error, "SELECT mail_id FROM post WHERE id = :id",
			     ":id", JN_INT, id, NULL);
}

gboolean
jn_post_text(JnDb *db, gint64 id, char **ret_text, GError **error)
{
	return jn_query_one(jn_db_query(db, error, "SELECT text FROM post WHERE id = :id", ":id",
					JN_INT, id, NULL),
			    jn_row_text, (gpointer *)ret_text, error);
}

gboolean
jn_post_load_by_message_id(
	JnDb *db, gint64 goal, const char *message_id, JnPost **ret_post, GError **error)
{
	return jn_query_one(jn_db_query(db, error,
					"SELECT " COLUMNS JOIN "WHERE o.id IN (SELECT id FROM post"
					"  WHERE goal_id = :goal AND message_id = :message_id"
					"  UNION ALL SELECT id FROM post"
					"  WHERE goal_id = :goal AND original_id = :message_id)"
					" ORDER BY o.id LIMIT 1",
					":goal", JN_INT, goal, ":message_id", JN_TEXT, message_id,
					":reader", JN_INT, JN_READER_ANYONE, NULL),
			    post_of_row, (gpointer *)ret_post, error);
}

gboolean
jn_post_load_by_subject(JnDb *db,
			gint64 goal,
			const char *subject_base,
			gint64 author,
			JnPost **ret_post,
			GError **error)
{
	return jn_query_one(
		jn_db_query(db, error,
			    "SELECT " COLUMNS JOIN
			    "WHERE o.goal_id = :goal AND o.subject_base = :subject"
			    " AND o.author_id != :author"
			    " ORDER BY CASE WHEN NOT " JN_WAS_SHOWN " THEN 4"
			    "  WHEN NOT " JN_VISIBLE " THEN 3"
			    "  WHEN up.author_id = :author THEN 0"
			    "  WHEN o.kind = 'question' THEN 1 ELSE 2 END, o.id DESC LIMIT 1",
			    ":goal", JN_INT, goal, ":subject", JN_TEXT, subject_base, ":author",
			    JN_INT, author, ":reader", JN_INT, author, NULL),
		post_of_row, (gpointer *)ret_post, error);
}

gboolean
jn_post_list_closed_by_subject(JnDb *db,
			       gint64 goal,
			       const char *subject_base,
			       gint64 limit,
			       GPtrArray **ret_posts,
			       GError **error)
{
	return jn_query_list(
		jn_db_query(db, error,
			    "SELECT " COLUMNS JOIN
			    "WHERE o.goal_id = :goal AND o.subject_base = :subject"
			    " AND o.audience != 'open' ORDER BY o.id DESC LIMIT :limit",
			    ":goal", JN_INT, goal, ":subject", JN_TEXT, subject_base, ":limit",
			    JN_INT, limit, ":reader", JN_INT, JN_READER_ANYONE, NULL),
		post_of_row, (GDestroyNotify)jn_post_free, ret_posts, error);
}

gboolean
jn_post_load_by_thread_index(JnDb *db,
			     gint64 goal,
			     const char *thread_index,
			     gint64 reader,
			     JnPost **ret_post,
			     GError **error)
{
	g_autofree char *head = g_strndup(thread_index, JN_THREAD_INDEX_HEAD);
	/* No digit is as large. */
	g_autofree char *behind = g_strconcat(head, "g", NULL);

	return jn_query_one(
		jn_db_query(
			db, error,
			"SELECT " COLUMNS JOIN "WHERE o.goal_id = :goal AND o.thread_index >= :head"
			" AND o.thread_index < :behind AND o.thread_index != :index"
			" ORDER BY " JN_VISIBLE " DESC,"
			" CASE WHEN substr(:index, 1, length(o.thread_index)) ="
			"  o.thread_index THEN length(o.thread_index) ELSE 0 END DESC,"
			" o.id DESC LIMIT 1",
			":goal", JN_INT, goal, ":head", JN_TEXT, head, ":behind", JN_TEXT, behind,
			":index", JN_TEXT, thread_index, ":reader", JN_INT, reader, NULL),
		post_of_row, (gpointer *)ret_post, error);
}

gboolean
jn_post_list(JnDb *db,
	     gint64 goal,
	     gint64 reader,
	     gint64 after,
	     gint64 limit,
	     GPtrArray **ret_posts,
	     GError **error)
{
	return jn_query_list(jn_db_query(db, error,
					 "SELECT " COLUMNS JOIN
					 "WHERE o.goal_id = :goal AND o.id > :after AND " JN_VISIBLE
					 " ORDER BY o.id LIMIT :limit",
					 ":goal", JN_INT, goal, ":after", JN_INT, after, ":limit",
					 JN_INT, limit, ":reader", JN_INT, reader, NULL),
			     post_of_row, (GDestroyNotify)jn_post_free, ret_posts, error);
}

gboolean
jn_post_list_latest(JnDb *db,
		    gint64 goal,
		    gint64 reader,
		    gint64 limit,
		    GPtrArray **ret_posts,
		    gint64 *ret_count,
		    GError **error)
{
	return jn_db_get_int(db, 0, ret_count, error,
			     "SELECT count(*) FROM post o WHERE o.goal_id = :goal AND " JN_VISIBLE,
			     ":goal", JN_INT, goal, ":reader", JN_INT, reader, NULL) &&
	       jn_query_list(jn_db_query(db, error,
					 "SELECT * FROM (SELECT " COLUMNS JOIN
					 "WHERE o.goal_id = :goal AND " JN_VISIBLE
					 " ORDER BY o.id DESC LIMIT :limit) ORDER BY 1",
					 ":goal", JN_INT, goal, ":limit", JN_INT, limit, ":reader",
					 JN_INT, reader, NULL),
			     post_of_row, (GDestroyNotify)jn_post_free, ret_posts, error);
}

#define CASE                                                                                       \
	" WHERE o.goal_id = :goal AND o.id < :before AND o.mail_id IS NOT NULL"                    \
	" AND (o.kind IN ('question', 'answer') OR " JN_SAYS_EXPERIENCE ") AND " JN_VISIBLE

gboolean
jn_post_list_case(JnDb *db,
		  gint64 goal,
		  gint64 before,
		  gint64 reader,
		  gint64 limit,
		  GPtrArray **ret_posts,
		  gint64 *ret_count,
		  GError **error)
{
	return jn_db_get_int(db, 0, ret_count, error, "SELECT count(*) FROM post o" CASE, ":goal",
			     JN_INT, goal, ":before", JN_INT, before, ":reader", JN_INT, reader,
			     NULL) &&
	       jn_query_list(jn_db_query(db, error,
					 "SELECT " COLUMNS JOIN CASE
					 " ORDER BY o.id DESC LIMIT :limit",
					 ":goal", JN_INT, goal, ":before", JN_INT, before,
					 ":reader", JN_INT, reader, ":limit", JN_INT, limit, NULL),
			     post_of_row, (GDestroyNotify)jn_post_free, ret_posts, error);
}

gboolean
jn_post_list_answers_of(JnDb *db,
			gint64 goal,
			gint64 author,
			gint64 before,
			JnAudience audience,
			gint64 limit,
			GPtrArray **ret_posts,
			GError **error)
{
	return jn_query_list(
		jn_db_query(db, error,
			    "SELECT " COLUMNS JOIN
			    "WHERE o.author_id = :author AND o.goal_id = :goal"
			    " AND o.kind = 'answer' AND o.id < :before AND o.mail_id IS NOT NULL"
			    " AND o.audience IN ('open', :audience)"
			    " ORDER BY o.id DESC LIMIT :limit",
			    ":author", JN_INT, author, ":goal", JN_INT, goal, ":before", JN_INT,
			    before, ":audience", JN_TEXT, jn_audience_word(audience), ":limit",
			    JN_INT, limit, ":reader", JN_INT, author, NULL),
		post_of_row, (GDestroyNotify)jn_post_free, ret_posts, error);
}

gboolean
jn_post_list_answered(JnDb *db, gint64 goal, GArray **ret_people, GError **error)
{
	return jn_query_ids(jn_db_query(db, error,
					"SELECT DISTINCT author_id FROM post"
					" WHERE goal_id = :goal AND kind = 'answer'"
					" AND audience = 'open' AND mail_id IS NOT NULL"
					" ORDER BY author_id",
					":goal", JN_INT, goal, NULL),
			    ret_people, error);
}

gboolean
jn_post_list_of(
	JnDb *db, gint64 author, gint64 after, gint64 limit, GPtrArray **ret_posts, GError **error)
{
	return jn_query_list(jn_db_query(db, error,
					 "SELECT " COLUMNS JOIN
					 "WHERE o.author_id = :author AND o.id > :after"
					 " ORDER BY o.id LIMIT :limit",
					 ":author", JN_INT, author, ":after", JN_INT, after,
					 ":limit", JN_INT, limit, ":reader", JN_INT, author, NULL),
			     post_of_row, (GDestroyNotify)jn_post_free, ret_posts, error);
}

/* `query` counts the post :id as :reader may or did see it. */
static gboolean
is_counted(JnDb *db, const char *query, gint64 id, gint64 reader, gboolean *ret_is, GError **error)
{
	gint64 count;

	if (!jn_db_get_int(db, 0, &count, error, query, ":id", JN_INT, id, ":reader", JN_INT,
			   reader, NULL))
		return FALSE;
	*ret_is = count > 0;
	return TRUE;
}

gboolean
jn_post_is_visible(JnDb *db, gint64 id, gint64 reader, gboolean *ret_visible, GError **error)
{
	return is_counted(db, "SELECT count(*) FROM post o WHERE o.id = :id AND " JN_VISIBLE, id,
			  reader, ret_visible, error);
}

gboolean
jn_post_was_shown(JnDb *db, gint64 id, gint64 reader, gboolean *ret_shown, GError **error)
{
	return is_counted(db, "SELECT count(*) FROM post o WHERE o.id = :id AND " JN_WAS_SHOWN, id,
			  reader, ret_shown, error);
}

gboolean
jn_post_save_new(JnDb *db, const JnPost *post, const char *text, gint64 mail, GError **error)
{
	return jn_db_run(
		db, error,
		"INSERT INTO post (id, goal_id, author_id, parent_id, root_id, mail_id,"
		" kind, says, audience, closed_root, shared, number,"
		" message_id, original_id, subject, subject_base, gist, text, thread_index,"
		" created)"
		" VALUES (:id, :goal, :author, nullif(:parent, 0),"
		" coalesce(nullif(:root, 0), :id), :mail,"
		" :kind, :says, :audience, :closed_root, :shared, :number,"
		" :message_id, :original_id, :subject, :subject_base, :gist, :text, :thread_index,"
		" :created)",
		":id", JN_INT, post->id, ":goal", JN_INT, post->goal, ":author", JN_INT,
		post->author, ":parent", JN_INT, post->parent, ":root", JN_INT, post->root, ":mail",
		JN_INT, mail, ":kind", JN_TEXT, jn_kind_word(post->kind), ":says", JN_TEXT,
		post->says ? post->says : "", ":audience", JN_TEXT,
		jn_audience_word(post->audience), ":closed_root", JN_INT, post->closed_root,
		":shared", JN_INT, (gint64)post->shared, ":number", JN_INT, post->number,
		":message_id", JN_TEXT, post->message_id, ":original_id", JN_TEXT,
		post->original_id, ":subject", JN_TEXT, post->subject, ":subject_base", JN_TEXT,
		post->subject_base, ":gist", JN_TEXT, post->gist, ":text", JN_TEXT, text,
		":thread_index", JN_TEXT, post->thread_index, ":created", JN_INT, post->created,
		NULL);
}

gboolean
jn_post_count_recent(JnDb *db,
		     gint64 goal,
		     gint64 author,
		     gint64 since,
		     const char *text,
		     gint64 most,
		     gint64 *ret_count,
		     GError **error)
{
	return jn_db_get_int(db, 0, ret_count, error,
			     "SELECT count(*) FROM (SELECT created, text FROM post"
			     "  WHERE author_id = :author AND goal_id = :goal"
			     "  ORDER BY id DESC LIMIT :most) WHERE created > :since"
			     " AND (:text IS NULL OR text = :text)",
			     ":author", JN_INT, author, ":goal", JN_INT, goal, ":most", JN_INT,
			     most, ":since", JN_INT, since, ":text", JN_TEXT, text, NULL);
}
