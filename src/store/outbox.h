/*
 * outbox.h - what is to be sent, and how far it got.
 *
 * A row is a post for its audience, a letter of ours for one person or an audience, or a mail for
 * the operator. A cursor moves over the recipients in the order of their person ids; it is saved
 * after at most 'window' copies, and only a recipient for whom sending failed gets a row
 * (outbox_failed). Who the recipients are is asked when they are sent to, page by page.
 */
#pragma once

#include "core/model.h"
#include "core/plan.h"
#include "store/db.h"

typedef struct JnOutbox {
	gint64 id, goal, post, mail;
	gint64 person;       /* of a letter to one; of a post: nobody else of its audience; 0 */
	char *template_name; /* NULL: a post or a forwarded mail */
	GVariant *variables; /* a{sv}, or NULL */
	JnTo to;
	char *address;  /* of `person`, where it is not the primary one; NULL */
	char *language; /* where none of `person` is known; NULL */
	char *reply_to;
	char *in_reply_to;
	gint64 cursor, sent;
	gint64 created, due, done;
	gint64 attempts, crashes;
	gint64 failed; /* recipients waiting for another try; only in lists */
	char *error;
} JnOutbox;

void jn_outbox_free(JnOutbox *row);

/* One person to send to. A suspended one stands in the page, so that the cursor can pass, and gets
 * nothing. */
typedef struct JnRecipient {
	gint64 person;
	char *addr;
	char *name;
	char *language;    /* NULL: not known */
	gboolean has_zone; /* FALSE: the site's */
	int zone;          /* seconds east of UTC */
	gboolean suspended;
	gboolean reads; /* of a post: follows the goal, or it is theirs */
} JnRecipient;

void jn_recipient_free(JnRecipient *recipient);

gboolean jn_outbox_save_new(JnDb *db, const JnOutbox *row, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_outbox_load(JnDb *db, gint64 id, JnOutbox **ret_row, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* The first row due, other than those with ids up to `after`; NULL: none. */
gboolean jn_outbox_next(JnDb *db, gint64 now, gint64 after, JnOutbox **ret_row, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* Newest last; `all`: done ones too. JnOutbox. */
gboolean jn_outbox_list(JnDb *db, gboolean all, gint64 limit, GPtrArray **ret_rows, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* When the next row or failed recipient is due; 0: nothing waits. */
gboolean jn_outbox_next_due(JnDb *db, gint64 *ret_due, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Recipients with person ids after row->cursor, at most `limit`, in that order. JnRecipient. Not
 * for OPERATOR. */
gboolean jn_outbox_recipients(JnDb *db,
			      const JnOutbox *row,
			      gint64 limit,
			      GPtrArray **ret_recipients,
			      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* How many would get a post of `author` in `goal` now. */
gboolean jn_outbox_count(JnDb *db,
			 gint64 goal,
			 gint64 author,
			 gboolean is_question,
			 gint64 *ret_count,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether an open post of an open goal has so many recipients, the suspended among them. No more are
 * counted. */
gboolean
jn_outbox_reaches(JnDb *db, const JnPost *post, gint64 count, gboolean *ret_reaches, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Letters of ours that answered a person's mail since then. */
gboolean
jn_outbox_count_letters(JnDb *db, gint64 person, gint64 since, gint64 *ret_count, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* cursor, sent, due, attempts, crashes, error; done: now if > 0, and its variables are forgotten,
 * for they may hold a cookie; but those of digests only say which posts they told of, and a reply
 * to one is understood by them. */
gboolean jn_outbox_save(JnDb *db, const JnOutbox *row, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sending to one person failed for now (or, given_up, for good). */
gboolean jn_outbox_fail(JnDb *db,
			gint64 row,
			gint64 person,
			gint64 now,
			gint64 due,
			gboolean given_up,
			const char *why,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* All recipients of a row that wait for another try wait until `due`, or are given up. */
gboolean jn_outbox_put_off(
	JnDb *db, gint64 row, gint64 due, gboolean given_up, const char *why, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* The person is not to be sent it any more. */
gboolean jn_outbox_forget_failed(JnDb *db, gint64 row, gint64 person, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_outbox_succeed(JnDb *db, gint64 row, gint64 person, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

typedef struct JnFailed {
	gint64 row, person;
	gint64 first, due, attempts;
	gboolean given_up;
	char *addr; /* NULL: the person has none any more, or the operator */
	char *name;
	char *error;
} JnFailed;

void jn_failed_free(JnFailed *failed);

/* Those due (given_up: those given up instead, any time), with row ids. JnFailed. */
gboolean jn_outbox_failed(JnDb *db,
			  gint64 now,
			  gboolean given_up,
			  gint64 limit,
			  GPtrArray **ret_failed,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Forgets what was done before `before`, and when mails were seen. */
gboolean jn_outbox_purge(JnDb *db, gint64 before, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnRecipient, jn_recipient_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnOutbox, jn_outbox_free)
