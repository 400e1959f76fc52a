/*
 * post.h - posts, and the mails they came in. Rows: core/model.h. 'Not found' is TRUE with NULL.
 */
#pragma once

#include "core/model.h"
#include "store/db.h"

/* Who reads, where it is not a person: somebody who may see what is open; the operator, all. */
#define JN_READER_ANYONE G_GINT64_CONSTANT(0)
#define JN_READER_OPERATOR G_GINT64_CONSTANT(-1)

/* A mail as it came. */
typedef struct JnMail {
	gint64 id;
	GBytes *raw; /* NULL where it lies in a file */
	char *file;  /* name below STATE/spool/mail; NULL: raw */
	gint64 size;
	char *envelope_sender;
	char *recipient;
	gint64 received;
} JnMail;

void jn_mail_free(JnMail *mail);

gboolean jn_mail_load(JnDb *db, gint64 id, JnMail **ret_mail, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* Sets mail->id. */
gboolean jn_mail_save_new(JnDb *db, JnMail *mail, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Removes a mail that no post, held mail or row of the outbox needs; else does nothing. */
gboolean jn_mail_forget(JnDb *db, gint64 id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether a mail lies in the file of that name. */
gboolean jn_mail_has_file(JnDb *db, const char *file, gboolean *ret_has, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* As `reader` knows its author (a person, or JN_READER_*); whether they may see it is not asked. */
gboolean jn_post_load(JnDb *db, gint64 id, gint64 reader, JnPost **ret_post, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* The mail a post came in; 0 if there is no such post, or it was removed. */
gboolean jn_post_mail(JnDb *db, gint64 id, gint64 *ret_mail, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_post_text(JnDb *db, gint64 id, char **ret_text, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* The first post of the goal with that Message-ID, in its copies or (an anonymous one) as its writer's
 * client has it: who writes under another's takes no replies
 * over.
 */
gboolean jn_post_load_by_message_id(JnDb *db,
				    gint64 goal,
				    const char *message_id,
				    JnPost **ret_post,
				    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Of the goal's posts with that base subject, not their own, what `author` most likely replies to:
 * of those that they may see the newest reply to a post of theirs, else the newest question, else the
 * newest; else the newest that they may not see any more; else the newest of the others, of which
 * they must not learn that it is there. */
gboolean jn_post_load_by_subject(JnDb *db,
				 gint64 goal,
				 const char *subject_base,
				 gint64 author,
				 JnPost **ret_post,
				 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The newest posts of the goal with that base subject that are not open, whoever may see them. JnPost. */
gboolean jn_post_list_closed_by_subject(JnDb *db,
					gint64 goal,
					const char *subject_base,
					gint64 limit,
					GPtrArray **ret_posts,
					GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether it ever went to `reader`, may they see it now or not. */
gboolean jn_post_was_shown(JnDb *db, gint64 id, gint64 reader, gboolean *ret_shown, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* Of the goal's posts, those first that `reader` may see, the nearest ancestor by Outlook's
 * Thread-Index (mail/thread-index.h); else the newest post of the same conversation. One with the
 * very same index is the mail itself, or was sent at the same time. */
gboolean jn_post_load_by_thread_index(JnDb *db,
				      gint64 goal,
				      const char *thread_index,
				      gint64 reader,
				      JnPost **ret_post,
				      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Posts of a goal with ids after `after`, oldest first, that `reader` may see. JnPost. */
gboolean jn_post_list(JnDb *db,
		      gint64 goal,
		      gint64 reader,
		      gint64 after,
		      gint64 limit,
		      GPtrArray **ret_posts,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The last `limit` of them, oldest first; *ret_count: how many there are. */
gboolean jn_post_list_latest(JnDb *db,
			     gint64 goal,
			     gint64 reader,
			     gint64 limit,
			     GPtrArray **ret_posts,
			     gint64 *ret_count,
			     GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* What was asked, answered and tried in a goal before the post `before`, that `reader` may see; the
 * newest first. What its author removed is left out. *ret_count: how many there are. JnPost. */
gboolean jn_post_list_case(JnDb *db,
			   gint64 goal,
			   gint64 before,
			   gint64 reader,
			   gint64 limit,
			   GPtrArray **ret_posts,
			   gint64 *ret_count,
			   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Answers of `author` in a goal before the post `before`, the newest first: open ones, and those
 * with that audience. JnPost. */
gboolean jn_post_list_answers_of(JnDb *db,
				 gint64 goal,
				 gint64 author,
				 gint64 before,
				 JnAudience audience,
				 gint64 limit,
				 GPtrArray **ret_posts,
				 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Who has an open answer in a goal, in the order of their ids. GArray of gint64. */
gboolean jn_post_list_answered(JnDb *db, gint64 goal, GArray **ret_people, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* All posts of a person, oldest first. JnPost. */
gboolean jn_post_list_of(
	JnDb *db, gint64 author, gint64 after, gint64 limit, GPtrArray **ret_posts, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* Whether `reader` may see a post. */
gboolean
jn_post_is_visible(JnDb *db, gint64 id, gint64 reader, gboolean *ret_visible, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* `text` is the new text, `mail` the mail it came in. */
gboolean
jn_post_save_new(JnDb *db, const JnPost *post, const char *text, gint64 mail, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* How many of a person's last `most` posts in a goal came after `since`; with this very
 * text, where it is not NULL. */
gboolean jn_post_count_recent(JnDb *db,
			      gint64 goal,
			      gint64 author,
			      gint64 since,
			      const char *text,
			      gint64 most,
			      gint64 *ret_count,
			      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnMail, jn_mail_free)
