/*
 * snapshot-parts.h - what the parts of a snapshot share; of store/snapshot*.c alone.
 */
#pragma once

#include "store/held.h"
#include "store/snapshot.h"

/* What JnSituation borrows. */
struct JnSnapshot {
	JnGoal *goal;
	JnPerson *sender, *claimed, *linked;
	GPtrArray *named; /* JnPost */
	JnPost *token, *same_subject, *same_index;
	JnPost *open_question;
	char *notice;
	JnCookie *cookie;
	char *free_name;
	GPtrArray *aliases;   /* char * */
	GPtrArray *mentors;   /* JnMentor */
	GPtrArray *answerers; /* JnAnswerer */
	GPtrArray *outsiders; /* char * */
	GPtrArray *follows;   /* JnFollow */
	GPtrArray *addresses; /* char * */
	JnPerson *protege;
	GPtrArray *items; /* JnItem */
	GArray *frequent; /* gint64 */
	JnReflection *reflection;
	GPtrArray *counterparts; /* JnReflection */
	JnPerson *operator;
	JnHeld *held;        /* that the cookie is of */
	GPtrArray *reported; /* JnPerson */
	GArray *unreached;   /* JnUnreached */
};

/* Whom a report to the return path of shared copies is of. With XVERP the return path becomes theirs. */
gboolean
jn_snapshot_load_unreached(JnDb *db, JnSnapshot *snapshot, JnSituation *situation, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* What a reply to a digest may mean, and the goal concerned if that is clear. */
gboolean
jn_snapshot_load_items(JnDb *db, JnSnapshot *snapshot, JnSituation *situation, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Whether somebody has to look at the mail first, and who; and what they decide on. */
gboolean
jn_snapshot_load_moderation(JnDb *db, JnSnapshot *snapshot, JnSituation *situation, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* What the mail says of a mentorship that broke off, or agrees to show: by its address, its cookie,
 * or the letter that it replies to. */
gboolean
jn_snapshot_load_reflection(JnDb *db, JnSnapshot *snapshot, JnSituation *situation, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
