/*
 * person.h - people and their addresses. Rows: core/model.h. 'Not found' is TRUE with NULL.
 */
#pragma once

#include "core/model.h"
#include "store/db.h"

gboolean jn_person_load(JnDb *db, gint64 id, JnPerson **ret_person, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* By any of their addresses, in any case. */
gboolean jn_person_load_by_addr(JnDb *db, const char *addr, JnPerson **ret_person, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* The same, and a new person with that address if there is none. */
gboolean
jn_person_ensure(JnDb *db, const char *addr, gint64 now, JnPerson **ret_person, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

gboolean jn_person_save_name(JnDb *db, gint64 id, const char *name, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* A code; what they can help with; 'weekly' or 'none'. */
/* That they chose; what their mail said is forgotten. */
gboolean jn_person_save_language(JnDb *db, gint64 id, const char *language, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* That their mail says; changes nothing for who chose one. */
gboolean jn_person_save_mail_language(JnDb *db, gint64 id, const char *language, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_person_save_skills(JnDb *db, gint64 id, const char *skills, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_person_save_thanks(JnDb *db, gint64 id, const char *thanks, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* 'weekly' or 'none'; what waits for them is dropped either way. */
gboolean
jn_person_save_introductions(JnDb *db, gint64 id, const char *introductions, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* What they follow by digests they follow and get nothing of, nor of thanks. */
gboolean jn_person_end_digests(JnDb *db, gint64 id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* An address of theirs that is not the primary one is theirs no longer, or becomes the primary one;
 * nothing happens for any other. A reply came from the new primary one: mail arrives there. */
gboolean jn_person_unlink(JnDb *db, gint64 id, const char *addr, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_person_save_primary(JnDb *db, gint64 id, const char *addr, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* `zone` in seconds east of UTC. */
gboolean jn_person_save_zone(JnDb *db, gint64 id, int zone, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* They want what is new now; 0: they have it. */
gboolean jn_person_save_digest_asked(JnDb *db, gint64 id, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* Sets whether mail to their primary address arrives, and its score as of now; PROBING also that a
 * probe goes out now. */
gboolean jn_person_save_reach(JnDb *db,
			      gint64 id,
			      JnReach reach,
			      const char *reason,
			      gint64 score,
			      gint64 now,
			      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* To whom mail rests since `since` or later, the longest first. */
gboolean jn_person_list_suspended(JnDb *db,
				  gint64 since,
				  gint64 limit,
				  GPtrArray **ret_people,
				  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whose probe did not bounce in a week: their mail arrives after all, and nothing is counted. */
gboolean jn_person_end_probes(JnDb *db, gint64 before, gint64 *ret_count, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* People known since before `before` who follow nothing, wrote nothing, offer no help, and whom
 * nothing waits for:
 * senders who never proved themselves. */
gboolean jn_person_forget_strangers(JnDb *db, gint64 before, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* `addr` becomes one of `id`'s addresses; whoever was known by it alone becomes `id`, with all they
 * wrote and follow, and their settings where `id` has none; whoever wants no thanks gets none. */
gboolean jn_person_link(JnDb *db, gint64 id, const char *addr, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Whether the address is that of somebody who follows, has a goal or wrote a post. */
gboolean jn_person_is_active(JnDb *db, const char *addr, gboolean *ret_active, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* All people with ids after `after`. JnPerson. */
gboolean
jn_person_list(JnDb *db, gint64 after, gint64 limit, GPtrArray **ret_people, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* All addresses of a person, the primary first. char *. */
gboolean jn_person_addresses(JnDb *db, gint64 id, GPtrArray **ret_addresses, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
