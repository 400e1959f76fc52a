#include "core/kind.h"

JnParent
jn_parent_of(const JnPost *post, gint64 sender, gint64 protege)
{
	if (post == NULL)
		return JN_PARENT_NONE;
	if (post->author == sender)
		return JN_PARENT_OWN;
	switch (post->kind) {
	case JN_KIND_QUESTION:
	case JN_KIND_UPDATE:
		return JN_PARENT_QUESTION;
	case JN_KIND_ANSWER:
		return JN_PARENT_ANSWER;
	case JN_KIND_FOLLOWUP:
	case JN_KIND_THANKS:
	case JN_KIND_EXPERIENCE:
		return post->author == protege && post->parent != 0 && post->parent_author == sender
			       ? JN_PARENT_FOLLOWUP_TO_OWN
			       : JN_PARENT_OTHER;
	case JN_KIND_COMMENT:
		return JN_PARENT_OTHER;
	}
	g_return_val_if_reached(JN_PARENT_OTHER);
}

JnKind
jn_kind_decide(JnRole role, JnParent parent, gint64 open_questions)
{
	/* A row a parent: what it is from the protege, what from anyone else. */
	static const JnKind table[][2] = {
		[JN_PARENT_NONE] = {JN_KIND_QUESTION, JN_KIND_COMMENT},
		[JN_PARENT_QUESTION] = {JN_KIND_UPDATE, JN_KIND_ANSWER},
		[JN_PARENT_OWN] = {JN_KIND_UPDATE, JN_KIND_COMMENT},
		[JN_PARENT_ANSWER] = {JN_KIND_FOLLOWUP, JN_KIND_COMMENT},
		[JN_PARENT_FOLLOWUP_TO_OWN] = {JN_KIND_FOLLOWUP, JN_KIND_ANSWER},
		[JN_PARENT_OTHER] = {JN_KIND_FOLLOWUP, JN_KIND_COMMENT},
	};

	if (role == JN_ROLE_OTHER && parent == JN_PARENT_NONE && open_questions == 1)
		return JN_KIND_ANSWER;
	return table[parent][role];
}

const char *
jn_role_word(JnRole role)
{
	return role == JN_ROLE_PROTEGE ? "protege" : "other";
}

const char *
jn_parent_word(JnParent parent)
{
	static const char *const words[] = {"none",   "question", "own",
					    "answer", "followup", "other"};

	return words[parent];
}
