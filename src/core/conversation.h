/*
 * conversation.h - letters that name each other -> conversations, as trees.
 *
 * RFC 5256 THREAD=REFERENCES (Jamie Zawinski's algorithm), on letters in any order, with ids that
 * are missing, twice, circular or of letters that nobody has:
 *
 *   1  each id named in References is a node; one without a letter is a ghost. A chain of ids links
 *      each to the one before, unless it is linked already or a cycle would come of it. A letter's
 *      own parent is the last id of its References, whatever was thought before
 *   2  letters without an id, or with one that a letter before them has, get a node of their own
 *   3  a ghost without children goes; one with children gives them to its parent; at the top it
 *      stays only if it holds several together
 *   4  at the top, conversations of the same base subject are joined: two ghosts become one, a
 *      reply goes below what is none, equals below a ghost of their own. Empty subjects join
 *      nothing
 *   5  siblings are in order of their date; equal dates in the order given
 *
 * Departure: none. Iterative: depth and time are bounded by the letters and the ids they name.
 */
#pragma once

#include <glib.h>

typedef struct JnThreaded {
	const char *message_id;        /* without <>; NULL: none */
	const char *const *references; /* oldest first, the parent last, then NULL; may be NULL */
	const char *subject_base;      /* NULL: do not join by subject */
	gboolean is_reply;             /* its subject says Re: */
	gint64 date;                   /* seconds UTC */
} JnThreaded;

/* One line of the tree. */
typedef struct JnBranch {
	int letter;  /* index; -1: a ghost that holds those below it together */
	guint depth; /* 0 at the top */
} JnBranch;

/* JnBranch, each conversation from its root down, parents before children. */
GArray *jn_conversations_make(const JnThreaded *letters, guint n) G_GNUC_WARN_UNUSED_RESULT;
