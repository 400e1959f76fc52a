/*
 * reflection.h - what each side of a mentorship that broke off was asked, and wrote. Rows:
 * core/model.h. 'Not found' is no error: TRUE with NULL.
 *
 * A pair is the protege and one mentor. A mentor's row is of one pair; a protege's (other 0) can be
 * of several, those whose mentor has no row of the protege's own.
 */
#pragma once

#include "core/model.h"
#include "store/db.h"

/* Asks once: *ret_id is 0 if they were asked before. */
gboolean jn_reflection_ask(JnDb *db,
			   gint64 goal,
			   gint64 person,
			   gint64 other,
			   gint64 now,
			   gint64 *ret_id,
			   GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean jn_reflection_load(JnDb *db, gint64 id, JnReflection **ret_reflection, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* The one that they were asked for last. */
gboolean jn_reflection_load_of(JnDb *db,
			       gint64 goal,
			       gint64 person,
			       JnReflection **ret_reflection,
			       GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The last one of an earlier goal of their own, for who makes the next. */
gboolean jn_reflection_load_before(JnDb *db,
				   gint64 goal,
				   gint64 protege,
				   JnReflection **ret_reflection,
				   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Those of the other side of the same pairs. JnReflection. */
gboolean jn_reflection_counterparts(JnDb *db,
				    const JnReflection *reflection,
				    GPtrArray **ret_reflections,
				    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* All that a person wrote, oldest first. JnReflection. */
gboolean jn_reflection_list_of(JnDb *db, gint64 person, GPtrArray **ret_reflections, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* In place of what was written before; what was agreed to goes with it. */
gboolean jn_reflection_save_words(JnDb *db,
				  gint64 id,
				  char *const words[JN_REFLECTION_PARTS],
				  gint64 now,
				  GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_reflection_save_agreed(JnDb *db, gint64 id, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* A pair has each other's words. */
gboolean jn_reflection_save_shared(JnDb *db, gint64 one, gint64 other, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* All that the operator is told of a goal's. */
typedef struct JnReflectionCounts {
	gint64 asked, answered, shared;
} JnReflectionCounts;

gboolean jn_reflection_count(JnDb *db, gint64 goal, JnReflectionCounts *ret_counts, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
