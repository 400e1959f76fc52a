/*
 * export.h - what only the file of all that is held on a person asks for. Oldest first, but for
 * letters. A list has at most JN_NOTES + 1: one more than JN_NOTES tells that it was cut.
 */
#pragma once

#include "store/db.h"

#define JN_NOTES 1000

/* One line: what (a word), of which goal, when, and words that go with it and whom they were for
 * ("" where there is none). */
typedef struct JnNote {
	char *what, *title, *text, *who;
	gint64 when;
} JnNote;

void jn_note_free(JnNote *note);

/* Thanks and experience: in their own words for others' answers (given), a line a post and kind; or
 * others' for theirs, as far as they may see the posts (store/visible.h). None of deleted goals.
 * what: the kind. who: of those given, the name of whoever it was for if that was one person. */
gboolean
jn_note_list_thanks(JnDb *db, gint64 person, gboolean given, GPtrArray **ret_notes, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* Closed goals they were asked for; what: the state. */
gboolean jn_note_list_mentorships(JnDb *db, gint64 person, GPtrArray **ret_notes, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* What was asked of them by a cookie that is still good; what: the action, when: until when. None
 * that would tell whether an address which they named is somebody's here. */
gboolean
jn_note_list_cookies(JnDb *db, gint64 person, gint64 now, GPtrArray **ret_notes, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* Letters to them; what: the template. */
gboolean jn_note_list_letters(JnDb *db, gint64 person, GPtrArray **ret_notes, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnNote, jn_note_free)
