/*
 * anon.h - the alias of a goal's protege, and who knows the name behind it.
 *
 * Everywhere a name is read for a reader, store/visible.h decides which; here it is set.
 */
#pragma once

#include "store/db.h"

/* The protege appears as `alias` from now on, to everybody. Their earlier mails in the goal get
 * Message-IDs that begin with `ids` and tell nothing; what is sent at the moment is looked at
 * again. */
gboolean jn_goal_save_alias(JnDb *db,
			    gint64 goal,
			    const char *alias,
			    const char *ids,
			    const char *domain,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* An alias is nobody's any more once it was given, whatever becomes of its goal. */
gboolean jn_alias_save(JnDb *db, const char *alias, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* char *: all that were. */
gboolean jn_alias_list(JnDb *db, GPtrArray **ret_aliases, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One more person knows who the protege is; 0: all do, and there is no alias any more. */
gboolean jn_goal_reveal(JnDb *db, gint64 goal, gint64 person, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* What `reader` (a person, or JN_READER_* of store/post.h) knows the protege by; NULL: no name. */
gboolean jn_goal_protege_name(JnDb *db, gint64 goal, gint64 reader, char **ret_name, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Whether the protege has written in the goal since they took the alias. */
gboolean jn_goal_has_posted(JnDb *db, gint64 goal, gboolean *ret_has, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* How many mails the protege had written in the goal when they took the alias. */
gboolean jn_goal_posts_before_alias(JnDb *db, gint64 goal, gint64 *ret_count, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* How many were told. */
gboolean jn_goal_told_count(JnDb *db, gint64 goal, gint64 *ret_count, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Whether a person is the protege, or was told who that is; or the goal's protege is not anonymous. */
gboolean
jn_goal_knows_protege(JnDb *db, gint64 goal, gint64 person, gboolean *ret_knows, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
