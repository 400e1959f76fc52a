/*
 * plan-words.h - the operations of a plan as words, for the tables of tests/unit/test-core-plan*.c:
 * "post:question broadcast notice:receipt".
 *
 * What a table looks at more closely it puts into words of its own (JnOpWord); the rest is the same
 * for all.
 */
#pragma once

#include <glib.h>

#include "core/plan.h"

/* NULL: as the others. Caller frees. */
typedef char *JnOpWord(const JnOp *op);

static char *
op_word(const JnOp *op)
{
	switch (op->kind) {
	case JN_OP_POST:
		return g_strdup_printf("post:%s%s", jn_kind_word(op->u.post.kind),
				       op->u.post.audience == JN_AUDIENCE_OPEN ? "" : ":protege");
	case JN_OP_BROADCAST:
		return g_strdup("broadcast");
	case JN_OP_NOTICE:
		return g_strdup_printf("notice:%s", op->u.notice.template_name);
	case JN_OP_GOAL:
		return g_strdup("goal");
	case JN_OP_FOLLOW:
		return g_strdup_printf("follow:%s", op->u.follow.mode == JN_MODE_ABSENT
							    ? "absent"
							    : jn_mode_word(op->u.follow.mode));
	case JN_OP_COOKIE:
		return g_strdup_printf("cookie:%s", jn_action_word(op->u.cookie.action));
	case JN_OP_SPEND:
		return g_strdup("spend");
	case JN_OP_HOLD:
		return g_strdup(op->u.hold.noted       ? "hold:noted"
				: op->u.hold.moderated ? "hold:moderated"
						       : "hold");
	case JN_OP_RELEASE:
		return g_strdup(op->u.release.approved ? "release:approved" : "release");
	case JN_OP_DROP:
		return g_strdup_printf("drop:%d", (int)op->u.drop.held);
	case JN_OP_BLOCK:
		return g_strdup_printf("block:%s:%s", op->u.block.addr, op->u.block.by);
	case JN_OP_MODERATION:
		return g_strdup_printf("moderation:%s", jn_moderation_word(op->u.moderation.how));
	case JN_OP_RELEASED:
		return g_strdup("released");
	case JN_OP_REACH:
		return g_strdup_printf("reach:%s", jn_reach_word(op->u.reach.reach));
	case JN_OP_SETBACK:
		return g_strdup_printf("setback:%s", op->u.setback.kind);
	case JN_OP_LINK:
		return g_strdup_printf("link:%s", op->u.link.addr);
	case JN_OP_NAME:
		return g_strdup("name");
	case JN_OP_ZONE:
		return g_strdup("zone");
	case JN_OP_FORWARD:
		return g_strdup("forward");
	case JN_OP_CLOSE:
		return g_strdup("close");
	case JN_OP_OPEN:
		return g_strdup("open");
	case JN_OP_END:
		return g_strdup("end");
	case JN_OP_MENTOR:
		return g_strdup_printf("mentor:%d:%s", (int)op->u.mentor.person,
				       jn_mentor_state_word(op->u.mentor.state));
	case JN_OP_QUIET:
		return g_strdup(op->u.quiet.until == 0 ? "quiet:over" : "quiet");
	case JN_OP_GRATITUDE:
		return g_strdup_printf("%s:%d", jn_gratitude_word(op->u.gratitude.kind),
				       (int)op->u.gratitude.answer);
	case JN_OP_ASK:
		return g_strdup_printf("ask:%d:%d", (int)op->u.ask.person, (int)op->u.ask.other);
	case JN_OP_REFLECT:
		return g_strdup_printf("reflect:%d", (int)op->u.reflect.reflection);
	case JN_OP_AGREE:
		return g_strdup_printf("agree:%d", (int)op->u.agree.reflection);
	case JN_OP_SHOWN:
		return g_strdup_printf("shown:%d:%d", (int)op->u.shown.one, (int)op->u.shown.other);
	case JN_OP_CASE:
		return g_strdup_printf("case:%s|%s|%s",
				       op->u.about.background ? op->u.about.background : "-",
				       op->u.about.expectations ? op->u.about.expectations : "-",
				       op->u.about.language ? op->u.about.language : "-");
	case JN_OP_PHASE:
		return g_strdup_printf("phase:%s", jn_phase_word(op->u.phase.phase));
	case JN_OP_CHOOSE:
		return g_strdup_printf("choose:%d", (int)op->u.choose.post);
	case JN_OP_NUDGES:
		return g_strdup_printf("nudges:%s", op->u.nudges.days);
	case JN_OP_DIGEST:
		return g_strdup("digest");
	case JN_OP_LANGUAGE:
		return g_strdup_printf("language:%s", op->u.setting.text);
	case JN_OP_MAIL_LANGUAGE:
		return g_strdup_printf("mail-language:%s", op->u.setting.text);
	case JN_OP_SKILLS:
		return g_strdup_printf("skills:%s", op->u.setting.text);
	case JN_OP_THANKS:
		return g_strdup_printf("thanks:%s", op->u.setting.text);
	case JN_OP_INTRODUCTIONS:
		return g_strdup_printf("introductions:%s", op->u.setting.text);
	case JN_OP_GOAL_SKILLS:
		return g_strdup_printf("goal-skills:%s", op->u.goal_text.text);
	case JN_OP_FIT:
		return g_strdup_printf("fit:%s", op->u.goal_text.text);
	case JN_OP_UNLINK:
		return g_strdup_printf("unlink:%s", op->u.link.addr);
	case JN_OP_PRIMARY:
		return g_strdup_printf("primary:%s", op->u.link.addr);
	case JN_OP_ANON:
		return g_strdup("anon");
	case JN_OP_REVEAL:
		return g_strdup_printf("reveal:%d", (int)op->u.reveal.person);
	case JN_OP_NO_DIGESTS:
		return g_strdup_printf("no-digests:%d", (int)op->u.person.person);
	case JN_OP_FORGET:
		return g_strdup_printf("forget:%d", (int)op->u.person.person);
	}
	g_assert_not_reached();
}

/* Caller frees. */
static char *
ops_words(const JnPlan *plan, JnOpWord *own)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < plan->ops->len; i++) {
		const JnOp *op = plan->ops->pdata[i];
		char *word = own != NULL ? own(op) : NULL;

		g_ptr_array_add(words, word != NULL ? word : op_word(op));
	}
	g_ptr_array_add(words, NULL);
	return g_strjoinv(" ", (char **)words->pdata);
}
