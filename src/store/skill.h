/*
 * skill.h - what people can help with, to be found by the stems of its words (core/skill.h).
 *
 * The tables are filled behind what people change: saving skills or a language only notes that the
 * person is to be read again, and the clock reads (run/introduce.c). So no mail waits for it, and
 * the store knows no language.
 */
#pragma once

#include "core/skill.h"
#include "store/db.h"

/* People whose skills are to be read again. */
gboolean jn_skill_unread(JnDb *db, gint64 limit, GArray **ret_people, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_skill_save_read(JnDb *db, gint64 person, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The person has none any more; those that nobody else has are gone. */
gboolean jn_skill_drop(JnDb *db, gint64 person, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The person has one more. `stems`: JnSkillStem. */
gboolean jn_skill_save(JnDb *db,
		       gint64 person,
		       const char *language,
		       const char *key,
		       const char *shown,
		       const GPtrArray *stems,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Languages that people's skills are in. char *. */
gboolean jn_skill_languages(JnDb *db, GPtrArray **ret_languages, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

typedef struct JnSkill {
	gint64 id;
	char *shown;
} JnSkill;

void jn_skill_free(JnSkill *skill);

/* Skills of which a word has that stem; `leads`: those that it leads. JnSkill. */
gboolean jn_skill_list(JnDb *db,
		       const char *language,
		       const char *stem,
		       gboolean leads,
		       gint64 limit,
		       GPtrArray **ret_skills,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* People with ids after `after` who have it, in that order. */
gboolean jn_skill_people(
	JnDb *db, gint64 skill, gint64 after, gint64 limit, GArray **ret_people, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnSkill, jn_skill_free)
