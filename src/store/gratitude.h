/*
 * gratitude.h - what proteges said of people's answers (core/gratitude.h), and whether those people
 * were told.
 *
 * A row is read only by whom it is for, and only if they may see the post that says it.
 */
#pragma once

#include "core/model.h"
#include "store/db.h"

typedef struct JnSaid {
	gint64 id, goal, post, answer, person;
	JnGratitude kind;
	char *words;       /* of thanks, exact sentences, one a line */
	char *answer_gist; /* of the person's own answer */
	char *protege;     /* name, or NULL */
	gboolean is_open;  /* the post is open; else only its members see it */
	gint64 created, told;
} JnSaid;

void jn_said_free(JnSaid *said);

/* The same (post, answer, kind) again changes nothing. Whether it is the first the person ever got
 * is asked at that moment. A person who is not there gets nothing. */
gboolean jn_gratitude_save_new(JnDb *db, const JnSaid *said, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* What a person has not been told and may see, in the order of goals and answers; at most `limit`.
 * Of goals that are deleted, nothing. JnSaid. */
gboolean
jn_gratitude_untold(JnDb *db, gint64 person, gint64 limit, GPtrArray **ret_said, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* One row, if the person it is for may see it still; else NULL. */
gboolean jn_gratitude_load(JnDb *db, gint64 id, JnSaid **ret_said, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Everything said of answers of a goal, oldest first. JnSaid. */
gboolean jn_gratitude_list(JnDb *db, gint64 goal, GPtrArray **ret_said, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* What of it `reader` (a person) may see, oldest first, at most `limit`. */
gboolean jn_gratitude_list_seen(
	JnDb *db, gint64 goal, gint64 reader, gint64 limit, GPtrArray **ret_said, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

gboolean jn_gratitude_save_told(JnDb *db, gint64 id, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Whether something that they have not been told, and may see, is that a goal was reached. */
gboolean jn_gratitude_has_outcome(JnDb *db, gint64 person, gboolean *ret_has, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* People with ids after `after` who were never thanked and now are. GArray of gint64. */
gboolean
jn_gratitude_first(JnDb *db, gint64 after, gint64 limit, GArray **ret_people, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* When the last mail of thanks to them was made; 0 never. */
gboolean jn_gratitude_last(JnDb *db, gint64 person, gint64 *ret_last, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_gratitude_save_last(JnDb *db, gint64 person, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnSaid, jn_said_free)
