/*
 * export.h - what only the file of all that is held on a person asks for. Oldest first, but for
 * letters; each list has at most JN_NOTES.
 */
#pragma once

#include "store/db.h"

#define JN_NOTES 1000

/* One line: what (a word), of which goal ("" if none), when, and words that go with it ("" if
 * none).
 */
typedef struct JnNote {
	char *what, *title, *text;
	gint64 when;
} JnNote;

void jn_note_free(JnNote *note);

/* Thanks and experience: in their own words for others' answers (given), or others' for theirs.
 * what: the kind. */
gboolean
jn_note_list_thanks(JnDb *db, gint64 person, gboolean given, GPtrArray **ret_notes, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* Closed goals they were asked for; what: the state. */
gboolean jn_note_list_mentorships(JnDb *db, gint64 person, GPtrArray **ret_notes, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* What was asked of them by a cookie that is still good; what: the action, when: until when. */
gboolean
jn_note_list_cookies(JnDb *db, gint64 person, gint64 now, GPtrArray **ret_notes, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* Letters to them; what: the template. */
gboolean jn_note_list_letters(JnDb *db, gint64 person, GPtrArray **ret_notes, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnNote, jn_note_free)
