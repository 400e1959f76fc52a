/*
 * kind.h - who writes, and below what -> what the post is. Role and parent decide before any word.
 */
#pragma once

#include "core/model.h"

typedef enum JnRole {
	JN_ROLE_PROTEGE,
	JN_ROLE_OTHER,
} JnRole;

/* What the mail replies to, seen from its sender. */
typedef enum JnParent {
	JN_PARENT_NONE,
	JN_PARENT_QUESTION,        /* a question or an update of the protege */
	JN_PARENT_OWN,             /* a post of the sender's own */
	JN_PARENT_ANSWER,          /* another's answer */
	JN_PARENT_FOLLOWUP_TO_OWN, /* the protege's words on the sender's answer */
	JN_PARENT_OTHER,           /* comments, and the protege's words on another's answer */
} JnParent;

/* `post`: the parent, or NULL. */
JnParent jn_parent_of(const JnPost *post, gint64 sender, gint64 protege);

/* `open_questions`: how many questions of the goal wait for an answer. */
JnKind jn_kind_decide(JnRole role, JnParent parent, gint64 open_questions);

/* protege, other; question, own, answer, followup, other, none */
const char *jn_role_word(JnRole role);
const char *jn_parent_word(JnParent parent);
