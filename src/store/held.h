/*
 * held.h - held mail, what was seen before, cookies, and how much unasked mail somebody got.
 */
#pragma once

#include "core/model.h"
#include "store/db.h"

typedef struct JnHeld {
	gint64 id, mail, goal, person;
	char *goal_name; /* NULL: none */
	char *sender;    /* From; "" if none */
	char *recipient; /* the address it came to */
	char *subject;
	char *reason;
	char *state;        /* waiting, noted, released, dropped, expired */
	gboolean moderated; /* it waits to be looked at; saved, never loaded */
	gboolean untold;    /* not in its sender's own list; saved, never loaded */
	char *gist;         /* of such a mail; NULL: none. Saved, never loaded */
	gint64 created, expires;
} JnHeld;

void jn_held_free(JnHeld *held);

gboolean jn_held_load(JnDb *db, gint64 id, JnHeld **ret_held, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* In the given state (NULL: any), oldest first, as the operator sees it: an anonymous protege's mail
 * has the alias for its sender and no subject. JnHeld. */
gboolean jn_held_list(JnDb *db,
		      const char *state,
		      gint64 after,
		      gint64 limit,
		      GPtrArray **ret_held,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* What is kept of a person and not acted on: from one of their addresses (theirs; not what waits for
 * somebody else's word: that it does could tell them that a goal is closed; nor what they are not told
 * of: that they are blocked, or looked at first), or waiting for them to confirm or decide. In the
 * states waiting and noted, oldest first. JnHeld. */
gboolean jn_held_list_of(JnDb *db,
			 gint64 person,
			 gboolean theirs,
			 gint64 limit,
			 GPtrArray **ret_held,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* held->id is taken as given where it is not 0, and set. */
gboolean jn_held_save_new(JnDb *db, JnHeld *held, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_held_save_state(JnDb *db, gint64 id, const char *state, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* Mails that wait to be looked at since `before` or longer, and of which nobody was reminded: */
/* ... goals that have some; GArray of gint64. */
gboolean
jn_moderated_goals(JnDb *db, gint64 before, gint64 limit, GArray **ret_goals, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* ... those of one, the oldest first. JnModerated. */
gboolean jn_moderated_list(JnDb *db,
			   gint64 goal,
			   gint64 before,
			   gint64 limit,
			   GPtrArray **ret_moderated,
			   GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_moderated_save_reminded(JnDb *db, gint64 id, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* Whatever of that sender waits in a goal, from whatever address of theirs, is dropped. */
gboolean jn_held_drop_of(JnDb *db, gint64 goal, const char *sender, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Waiting and noted mail whose time is over: its row goes, and the mail with it. */
gboolean jn_held_expire(JnDb *db, gint64 now, gint64 *ret_count, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* *ret_held: 0 it was acted on, >0 it is held; -1 never seen. */
gboolean jn_seen_load(JnDb *db,
		      const char *place,
		      const char *message_id,
		      const char *hash,
		      gint64 *ret_held,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_seen_save(JnDb *db,
		      const char *place,
		      const char *message_id,
		      const char *hash,
		      gint64 held,
		      gint64 now,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A held mail was released: it has been acted on (held 0), or is held anew. */
gboolean jn_seen_move(JnDb *db, gint64 from, gint64 held, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* `secret` as it stood in the address. */
gboolean jn_cookie_load(JnDb *db, const char *secret, JnCookie **ret_cookie, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
gboolean
jn_cookie_save_new(JnDb *db, const JnCookie *cookie, const char *secret, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_cookie_spend(JnDb *db, gint64 id, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Cookies that expired a week ago: until then their sender can be told so. */
gboolean jn_cookie_expire(JnDb *db, gint64 now, gint64 *ret_count, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Of the mailbox that an address leads to: name+1@ and name+2@ are one. */
gboolean
jn_unasked_count(JnDb *db, const char *addr, gint64 since, gint64 *ret_count, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* To the person's primary address. */
gboolean jn_unasked_save(JnDb *db, const JnPerson *person, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* The same by the source of the mail that made us send it. */
gboolean
jn_source_count(JnDb *db, const char *source, gint64 since, gint64 *ret_count, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_source_save(JnDb *db, const char *source, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* When the clock last did a task; 0 never. */
gboolean jn_clock_load(JnDb *db, const char *task, gint64 *ret_last, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_clock_save(JnDb *db, const char *task, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnHeld, jn_held_free)
