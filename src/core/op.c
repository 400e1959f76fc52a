#include "core/plan-parts.h"

void
jn_op_free(gpointer data)
{
	JnOp *op = data;

	switch (op->kind) {
	case JN_OP_POST:
		g_free(op->u.post.says);
		g_free(op->u.post.made_id);
		g_free(op->u.post.gist);
		g_free(op->u.post.subject);
		g_free(op->u.post.text);
		break;
	case JN_OP_NOTICE:
		g_free(op->u.notice.reply_to);
		g_free(op->u.notice.address);
		g_free(op->u.notice.language);
		g_clear_pointer(&op->u.notice.variables, g_variant_unref);
		break;
	case JN_OP_GOAL:
		g_free(op->u.goal.name);
		g_free(op->u.goal.title);
		g_free(op->u.goal.background);
		g_free(op->u.goal.expectations);
		g_free(op->u.goal.skills);
		g_free(op->u.goal.language);
		g_free(op->u.goal.alias);
		break;
	case JN_OP_ASK:
		g_free(op->u.ask.who);
		break;
	case JN_OP_REFLECT:
		for (int part = 0; part < JN_REFLECTION_PARTS; part++)
			g_free(op->u.reflect.words[part]);
		break;
	case JN_OP_CASE:
		g_free(op->u.about.background);
		g_free(op->u.about.expectations);
		g_free(op->u.about.language);
		break;
	case JN_OP_COOKIE:
		g_free(op->u.cookie.secret);
		g_clear_pointer(&op->u.cookie.payload, g_variant_unref);
		break;
	case JN_OP_HOLD:
		g_free(op->u.hold.reason);
		g_free(op->u.hold.gist);
		break;
	case JN_OP_BLOCK:
		g_free(op->u.block.addr);
		break;
	case JN_OP_REACH:
		g_free(op->u.reach.reason);
		break;
	case JN_OP_LINK:
	case JN_OP_UNLINK:
	case JN_OP_PRIMARY:
		g_free(op->u.link.addr);
		break;
	case JN_OP_NAME:
		g_free(op->u.name.name);
		break;
	case JN_OP_LANGUAGE:
	case JN_OP_MAIL_LANGUAGE:
	case JN_OP_SKILLS:
	case JN_OP_THANKS:
	case JN_OP_INTRODUCTIONS:
		g_free(op->u.setting.text);
		break;
	case JN_OP_GOAL_SKILLS:
	case JN_OP_FIT:
		g_free(op->u.goal_text.text);
		break;
	case JN_OP_FORWARD:
		g_free(op->u.forward.sender_name);
		break;
	case JN_OP_GRATITUDE:
		g_free(op->u.gratitude.words);
		break;
	case JN_OP_NUDGES:
		g_free(op->u.nudges.days);
		break;
	case JN_OP_ANON:
		g_free(op->u.anon.alias);
		g_free(op->u.anon.ids);
		break;
	case JN_OP_BROADCAST:
	case JN_OP_CHOOSE:
	case JN_OP_PHASE:
	case JN_OP_DIGEST:
	case JN_OP_FOLLOW:
	case JN_OP_ZONE:
	case JN_OP_SPEND:
	case JN_OP_RELEASE:
	case JN_OP_RELEASED:
	case JN_OP_CLOSE:
	case JN_OP_OPEN:
	case JN_OP_END:
	case JN_OP_MENTOR:
	case JN_OP_QUIET:
	case JN_OP_NO_DIGESTS:
	case JN_OP_REVEAL:
	case JN_OP_FORGET:
	case JN_OP_AGREE:
	case JN_OP_SHOWN:
	case JN_OP_DROP:
	case JN_OP_MODERATION:
		break;
	}
	g_free(op);
}
