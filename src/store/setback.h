/*
 * setback.h - what came back of mail to people (core/reach.h), as the operator reads it.
 */
#pragma once

#include "store/db.h"

typedef struct JnNoted {
	gint64 person;
	char *kind; /* hard, mailbox, policy, delayed, complaint */
	char *told; /* report, or reply: of our MTA */
	char *reason;
	gint64 score; /* behind it, in thousandths */
	gint64 created;
} JnNoted;

void jn_noted_free(JnNoted *noted);

/* Keeps it, and of that person the last JN_SETBACKS in all. */
gboolean jn_setback_save_new(JnDb *db, const JnNoted *noted, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Of a person, the newest first. JnNoted. */
gboolean
jn_setback_list(JnDb *db, gint64 person, gint64 limit, GPtrArray **ret_list, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* The newest of each person who has some and whose id is above `after`, by id. JnNoted. */
gboolean
jn_setback_list_last(JnDb *db, gint64 after, gint64 limit, GPtrArray **ret_list, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

gboolean jn_setback_forget(JnDb *db, gint64 before, GError **error) G_GNUC_WARN_UNUSED_RESULT;
