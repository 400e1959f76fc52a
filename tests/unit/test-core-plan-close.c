/*
 * What a mail does that closes, opens, accepts, leaves or shares, and what a closed goal makes of
 * ordinary ones. A row a case; the operations are written as words. Rows are the design's
 * 'Closing', 'Trust' and 'Who may see a post'.
 */
#include <string.h>

#include "base/limits.h"
#include "core/plan.h"
#include "plan-words.h"

#define NOW 1795420800
#define DOMAIN "goals.example"
#define ANA 1 /* the protege */
#define BO 2  /* wrote answer 1 */
#define EVE 3 /* wrote answer 2 */
#define ZED 4 /* a stranger */

typedef enum Flags {
	PROVEN = 1 << 0,
	FORGED = 1 << 1,
	ASKED_OFTEN = 1 << 2,
	CLOSED = 1 << 3,
	BO_ASKED = 1 << 4,
	BO_IN = 1 << 5,
	EVE_ASKED = 1 << 6,
	TO_QUESTION = 1 << 7, /* replies to Ana's open question */
	TO_ANSWER = 1 << 8,   /* ... to Bo's open answer */
	TO_CLOSED = 1 << 9,   /* ... to a closed post of Ana's, of after Bo was asked */
	TO_OLDER = 1 << 10,   /* ... to a closed post of before he was */
	TO_ALONE = 1 << 11,   /* ... to what Zed wrote to the protege alone */
	ADMITTED = 1 << 12,
	SHARED = 1 << 13,
	THIRD = 1 << 14, /* To names a third person */
	ENDED = 1 << 15,
	TOKEN = 1 << 16,      /* came to Ana's token */
	ANON = 1 << 17,       /* Ana is anonymous */
	QUIET = 1 << 18,      /* a close waits for its proof */
	WAS_QUIET = 1 << 19,  /* one did six days ago */
	LONG_AGO = 1 << 20,   /* ... or eight */
	HELP = 1 << 22,       /* a picture, in a reply to the letter that +help brings */
	ASKS_CLOSE = 1 << 21, /* the cookie is of a mail that closes */
} Flags;

typedef struct Case {
	const char *label;
	int sender;
	const char *to, *subject, *text;
	guint flags;
	int cookie; /* JnAction + 1; 0 none */
	JnOutcome outcome;
	const char *ops;
} Case;

#define C "weld+c.aaaaaaaaaaaaaaaa"
#define PICTURE "--b\n\nWords.\n--b\nContent-Type: image/png\n\nx\n--b--"
#define ASK(who) "mentor:" who ":asked cookie:accept notice:close-ask"

static const Case cases[] = {
	/* closing */
	{"with numbers", ANA, "weld+close", "x", "1, 2", PROVEN, 0, JN_OUTCOME_DONE,
	 "close " ASK("2") " " ASK("3") " notice:pause>followers notice:close-done"},
	{"with a name, in the subject", ANA, "weld+close", "Bo", "", PROVEN, 0, JN_OUTCOME_DONE,
	 "close " ASK("2") " notice:pause>followers notice:close-done"},
	{"by #close in a reply to the answer", ANA, "weld", "Re: How?", "#close",
	 PROVEN | TO_ANSWER, 0, JN_OUTCOME_DONE,
	 "close " ASK("2") " notice:pause>followers notice:close-done"},
	{"... with a number: that one", ANA, "weld", "Re: How?", "#close 2", PROVEN | TO_ANSWER, 0,
	 JN_OUTCOME_DONE, "close " ASK("3") " notice:pause>followers notice:close-done"},
	{"... below a greeting: never broadcast", ANA, "weld", "Re: How?", "Dear Bo,\n\n#close",
	 PROVEN | TO_ANSWER, 0, JN_OUTCOME_DONE,
	 "close " ASK("2") " notice:pause>followers notice:close-done"
			   " post:followup:members:12 broadcast"},
	{"... the rest is for him", ANA, "weld", "Re: How?", "#CLOSE Bo\n\nBetween us.",
	 PROVEN | TO_ANSWER, 0, JN_OUTCOME_DONE,
	 "close " ASK("2") " notice:pause>followers notice:close-done"
			   " post:followup:members:12 broadcast"},
	{"by a command that stands after another", ANA, "weld", "x", "#share\n#close 1\nHi", PROVEN,
	 0, JN_OUTCOME_DONE,
	 "close " ASK("2") " notice:pause>followers notice:close-done"
			   " post:question:members:12 broadcast"},
	{"nobody named: closed, and asked whom", ANA, "weld", "x", "#close\n\nSecret.", PROVEN, 0,
	 JN_OUTCOME_HELD, "close notice:pause>followers notice:close-who hold"},
	{"who did not answer cannot be named: closed, and asked", ANA, "weld+close", "x",
	 "Zed, not Bo, 7", PROVEN, 0, JN_OUTCOME_DONE,
	 "close notice:pause>followers notice:close-who"},
	{"one known, one not: with the one", ANA, "weld+close", "x", "Zed and Bo", PROVEN, 0,
	 JN_OUTCOME_DONE, "close " ASK("2") " notice:pause>followers notice:close-done"},
	{"closed already, another set", ANA, "weld+close", "x", "2", PROVEN | CLOSED | BO_IN, 0,
	 JN_OUTCOME_DONE,
	 "mentor:2:left notice:dismissed ask:1:2 ask:2:1 " ASK("3") " notice:close-done"},
	{"... the same and one more", ANA, "weld+close", "x", "1, 2", PROVEN | CLOSED | BO_IN, 0,
	 JN_OUTCOME_DONE, ASK("3") " notice:close-done"},
	{"... nobody: nothing changes", ANA, "weld", "x", "#close", PROVEN | CLOSED | BO_IN, 0,
	 JN_OUTCOME_HELD, "notice:close-who hold"},
	{"again after opening: who is in knows", ANA, "weld+close", "x", "1", PROVEN | BO_IN, 0,
	 JN_OUTCOME_DONE, "close notice:close-welcome notice:pause>followers notice:close-done"},
	{"unproven: broadcasts wait", ANA, "weld", "x", "#close 1", 0, 0, JN_OUTCOME_HELD,
	 "hold quiet cookie:release notice:close-confirm"},
	{"... of an anonymous protege: nothing waits, or others would see whose close counts", ANA,
	 "weld", "x", "#close 1", ANON, 0, JN_OUTCOME_HELD,
	 "hold cookie:release notice:close-confirm"},
	{"... while another waits: as long as that", ANA, "weld", "x", "#close 1", QUIET, 0,
	 JN_OUTCOME_HELD, "hold cookie:release notice:close-confirm"},
	{"... again within the week: nothing waits", ANA, "weld", "x", "#close 1", WAS_QUIET, 0,
	 JN_OUTCOME_HELD, "hold cookie:release notice:close-confirm"},
	{"... after it: broadcasts wait", ANA, "weld", "x", "#close 1", LONG_AGO, 0,
	 JN_OUTCOME_HELD, "hold quiet cookie:release notice:close-confirm"},
	{"it was not her: what waits goes out", ANA, C, "Re: x", "#open", QUIET | ASKS_CLOSE,
	 JN_ACTION_RELEASE + 1, JN_OUTCOME_HELD,
	 "spend quiet:over cookie:release notice:confirm-unsure hold"},
	{"... a mail of another kind was not: it waits", ANA, C, "Re: x", "#open", QUIET,
	 JN_ACTION_RELEASE + 1, JN_OUTCOME_HELD, "spend cookie:release notice:confirm-unsure hold"},
	{"... she writes what closes, in place of a yes: it waits", ANA, C, "Re: x", "#close 2",
	 QUIET | ASKS_CLOSE, JN_ACTION_RELEASE + 1, JN_OUTCOME_HELD,
	 "spend cookie:release notice:confirm-unsure hold"},
	{"... #open of hers, proven", ANA, "weld+open", "x", "", PROVEN | QUIET, 0, JN_OUTCOME_DONE,
	 "quiet:over notice:stays-open"},
	{"... unproven: it waits", ANA, "weld+open", "x", "", QUIET, 0, JN_OUTCOME_HELD, "hold"},
	{"forged: nothing waits, nobody is asked", ANA, "weld", "x", "#close 1", FORGED, 0,
	 JN_OUTCOME_HELD, "hold"},
	{"asked often: no more silence", ANA, "weld", "x", "#close 1", ASKED_OFTEN, 0,
	 JN_OUTCOME_HELD, "hold"},
	{"her token, from another address: broadcasts wait", ZED, "weld", "Re: How?", "#close 1",
	 TOKEN, 0, JN_OUTCOME_HELD, "hold cookie:link notice:link-confirm quiet"},
	{"not hers to say", BO, "weld+close", "x", "1", PROVEN, 0, JN_OUTCOME_HELD,
	 "notice:not-yours hold"},
	{"... nor by a command; it is not broadcast either", BO, "weld", "x", "#close\n\nHi",
	 PROVEN, 0, JN_OUTCOME_HELD, "notice:not-yours hold"},
	{"it has ended", ANA, "weld+close", "x", "1", PROVEN | ENDED, 0, JN_OUTCOME_HELD, "hold"},
	/* accepting, leaving */
	{"a mentor accepts", BO, C, "Re: x", "", CLOSED | BO_ASKED, JN_ACTION_ACCEPT + 1,
	 JN_OUTCOME_DONE, "spend notice:close-welcome mentor:2:accepted notice:close-accepted"},
	{"... with a word: to her alone", BO, C, "Re: x", "Gladly.", CLOSED | BO_ASKED,
	 JN_ACTION_ACCEPT + 1, JN_OUTCOME_DONE,
	 "spend notice:close-welcome mentor:2:accepted notice:close-accepted"
	 " post:comment:protege:0 broadcast"},
	{"declines", BO, C, "Re: x", "#leave", CLOSED | BO_ASKED | EVE_ASKED, JN_ACTION_ACCEPT + 1,
	 JN_OUTCOME_DONE, "spend mentor:2:declined notice:left notice:left-done"},
	{"... and was the last", BO, C, "Re: x", "#leave", CLOSED | BO_ASKED, JN_ACTION_ACCEPT + 1,
	 JN_OUTCOME_DONE, "spend mentor:2:declined notice:close-none notice:left-done"},
	{"accepts what is open again", BO, C, "Re: x", "", BO_ASKED, JN_ACTION_ACCEPT + 1,
	 JN_OUTCOME_HELD, "notice:confirm-late hold"},
	{"accepts, and is asked no longer", BO, C, "Re: x", "", CLOSED, JN_ACTION_ACCEPT + 1,
	 JN_OUTCOME_HELD, "notice:confirm-late hold"},
	{"accepts twice", BO, C, "Re: x", "", CLOSED | BO_IN, JN_ACTION_ACCEPT + 1, JN_OUTCOME_HELD,
	 "notice:confirm-late hold"},
	{"leaves", BO, "weld+leave", "x", "", PROVEN | CLOSED | BO_IN | EVE_ASKED, 0,
	 JN_OUTCOME_DONE, "mentor:2:left notice:left ask:1:2 notice:left-done ask:2:1"},
	{"... unproven", BO, "weld+leave", "x", "", CLOSED | BO_IN, 0, JN_OUTCOME_HELD,
	 "cookie:leave notice:leave-confirm hold"},
	{"... confirmed", BO, C, "Re: x", "", CLOSED | BO_IN, JN_ACTION_LEAVE + 1, JN_OUTCOME_DONE,
	 "spend mentor:2:left notice:close-none ask:1:2 notice:left-done ask:2:1"},
	{"... by unsubscribing", BO, "weld+unsubscribe", "x", "", PROVEN | CLOSED | BO_IN, 0,
	 JN_OUTCOME_DONE,
	 "follow:absent mentor:2:left notice:close-none ask:1:2 notice:unfollow-done"},
	{"a follower 'leaves': unsubscribes", EVE, "weld+leave", "x", "", PROVEN | CLOSED, 0,
	 JN_OUTCOME_DONE, "follow:absent notice:unfollow-done"},
	{"the protege ends it", ANA, "weld", "x", "#leave", PROVEN | CLOSED | BO_IN, 0,
	 JN_OUTCOME_DONE, "mentor:2:left notice:dismissed notice:close-none ask:1:2 ask:2:1"},
	/* opening */
	{"opens: always asked", ANA, "weld+open", "x", "", PROVEN | CLOSED, 0, JN_OUTCOME_DONE,
	 "cookie:open notice:open-confirm"},
	{"... confirmed", ANA, C, "Re: x", "", CLOSED | BO_IN, JN_ACTION_OPEN + 1, JN_OUTCOME_DONE,
	 "spend open notice:opened-members notice:opened"},
	{"... forged", ANA, "weld+open", "x", "", FORGED | CLOSED, 0, JN_OUTCOME_HELD, "hold"},
	{"... not hers to say", ZED, "weld+open", "x", "", PROVEN | CLOSED, 0, JN_OUTCOME_HELD,
	 "notice:not-yours hold"},
	{"... a stranger sees the same of an open goal", ZED, "weld+open", "x", "", PROVEN, 0,
	 JN_OUTCOME_HELD, "notice:not-yours hold"},
	{"... with text: nobody gets it", ANA, "weld", "x", "#open\nHello all", PROVEN | CLOSED, 0,
	 JN_OUTCOME_DONE, "cookie:open notice:open-confirm notice:not-sent hold"},
	/* ordinary mail to a closed goal */
	{"the protege asks: members", ANA, "weld", "More", "More?", PROVEN | CLOSED | BO_IN, 0,
	 JN_OUTCOME_DONE, "post:question:members:12 broadcast notice:receipt"},
	{"... below an open answer: members", ANA, "weld", "Re: How?", "And?",
	 PROVEN | CLOSED | BO_IN | TO_ANSWER, 0, JN_OUTCOME_DONE,
	 "post:followup:members:12 broadcast"},
	{"a member answers an old open question: members, no number", BO, "weld", "Re: How?", "So.",
	 PROVEN | CLOSED | BO_IN | TO_QUESTION, 0, JN_OUTCOME_DONE,
	 "post:answer:members:12 broadcast"},
	{"a member answers below a closed one: as closed as that", BO, "weld", "Re: x", "So.",
	 PROVEN | CLOSED | BO_IN | TO_CLOSED, 0, JN_OUTCOME_DONE,
	 "post:answer:members:11 broadcast"},
	{"a third person in To: the author is warned", BO, "weld", "Re: x", "So.",
	 PROVEN | CLOSED | BO_IN | TO_CLOSED | THIRD, 0, JN_OUTCOME_DONE,
	 "post:answer:members:11 broadcast notice:third-person"},
	{"... of an open one: nobody is", BO, "weld", "Re: How?", "So.",
	 PROVEN | TO_QUESTION | THIRD, 0, JN_OUTCOME_DONE, "post:answer:open:0 broadcast"},
	{"an outsider's late answer", ZED, "weld", "Re: How?", "So.",
	 PROVEN | CLOSED | BO_IN | TO_QUESTION, 0, JN_OUTCOME_HELD,
	 "hold>1 cookie:admit notice:held-answer"},
	{"... of one who is asked and has not accepted", BO, "weld", "Re: How?", "So.",
	 PROVEN | CLOSED | BO_ASKED | TO_QUESTION, 0, JN_OUTCOME_HELD,
	 "hold>1 cookie:admit notice:held-answer"},
	{"... unproven: asked as for an open goal", ZED, "weld", "Re: How?", "So.",
	 CLOSED | TO_QUESTION, 0, JN_OUTCOME_HELD, "hold>4 cookie:release notice:post-confirm"},
	{"... let in", ZED, "weld", "Re: How?", "So.",
	 PROVEN | CLOSED | BO_IN | TO_QUESTION | ADMITTED, 0, JN_OUTCOME_DONE,
	 "post:answer:members:12 broadcast"},
	{"an outsider below a closed mail that was forwarded", ZED, "weld", "Re: x", "So.",
	 PROVEN | CLOSED | BO_IN | TO_CLOSED, 0, JN_OUTCOME_HELD,
	 "hold>1 cookie:admit notice:held-answer"},
	{"... after it opened again", ZED, "weld", "Re: x", "So.", PROVEN | BO_IN | TO_CLOSED, 0,
	 JN_OUTCOME_HELD, "hold>1 cookie:admit notice:held-answer"},
	{"an outsider's picture in a reply to our own mail: told where to write", ZED, "weld",
	 "Re: x", PICTURE, PROVEN | CLOSED | BO_IN | HELP, 0, JN_OUTCOME_HELD,
	 "notice:reply-where hold>4"},
	{"... as of an open goal", ZED, "weld", "Re: x", PICTURE, PROVEN | HELP, 0, JN_OUTCOME_HELD,
	 "notice:reply-where hold>4"},
	{"a member below what was closed before he was asked", BO, "weld", "Re: x", "So.",
	 PROVEN | CLOSED | BO_IN | TO_OLDER, 0, JN_OUTCOME_HELD,
	 "hold>1 cookie:admit notice:held-answer"},
	{"a member below a closed one after it opened: closed", BO, "weld", "Re: x", "So.",
	 PROVEN | BO_IN | TO_CLOSED, 0, JN_OUTCOME_DONE, "post:answer:members:11 broadcast"},
	{"the protege too", ANA, "weld", "Re: x", "So.", PROVEN | BO_IN | TO_CLOSED, 0,
	 JN_OUTCOME_DONE, "post:update:members:11 broadcast"},
	{"below what is for her alone: for its author alone", ANA, "weld", "Re: x", "So.",
	 PROVEN | TO_ALONE, 0, JN_OUTCOME_DONE, "post:followup:protege:0 broadcast"},
	{"he who wrote that may answer her", ZED, "weld", "Re: x", "So.", PROVEN | TO_ALONE, 0,
	 JN_OUTCOME_DONE, "post:comment:protege:0 broadcast"},
	{"another may not", EVE, "weld", "Re: x", "So.", PROVEN | TO_ALONE, 0, JN_OUTCOME_HELD,
	 "hold>1 cookie:admit notice:held-answer"},
	/* what is for the protege alone */
	{"fit, by its address", ANA, "weld+fit", "x", "We are quick.", PROVEN | CLOSED | BO_IN, 0,
	 JN_OUTCOME_DONE, "fit:We are quick. notice:fit"},
	{"... by a command in a reply: no post", ANA, "weld", "Re: x",
	 "#fit We are quick,\n\nand kind.", PROVEN | CLOSED | BO_IN | TO_CLOSED, 0, JN_OUTCOME_DONE,
	 "fit:We are quick,\n\nand kind. notice:fit"},
	{"... below a greeting: no post either", ANA, "weld", "Re: x", "Dear Bo,\n\n#fit Badly.",
	 PROVEN | CLOSED | BO_IN | TO_CLOSED, 0, JN_OUTCOME_DONE,
	 "fit:Badly. notice:fit notice:not-sent hold>1"},
	{"... nothing: asked", ANA, "weld+fit", "x", "", PROVEN | CLOSED | BO_IN, 0,
	 JN_OUTCOME_DONE, "notice:fit"},
	{"... taken away", ANA, "weld+fit", "x", "-", PROVEN | CLOSED | BO_IN, 0, JN_OUTCOME_DONE,
	 "fit: notice:fit"},
	{"... unproven", ANA, "weld+fit", "x", "Badly.", CLOSED | BO_IN, 0, JN_OUTCOME_HELD,
	 "hold>1 cookie:release notice:post-confirm"},
	{"... forged", ANA, "weld+fit", "x", "Badly.", FORGED | CLOSED | BO_IN, 0, JN_OUTCOME_HELD,
	 "hold>0"},
	{"... by a member: not his to say", BO, "weld+fit", "x", "Badly.", PROVEN | CLOSED | BO_IN,
	 0, JN_OUTCOME_HELD, "notice:not-yours hold>2"},
	{"skills, by a command", ANA, "weld", "x", "#skills welding; TIG", PROVEN, 0,
	 JN_OUTCOME_DONE, "goal-skills:welding, TIG notice:skills"},
	{"... with text: nobody gets it", ANA, "weld", "x", "#skills welding\n\nHello all.", PROVEN,
	 0, JN_OUTCOME_DONE, "goal-skills:welding notice:skills notice:not-sent hold>1"},
	{"... by its address", ANA, "weld+skills", "x", "welding,\nTIG", PROVEN, 0, JN_OUTCOME_DONE,
	 "goal-skills:welding, TIG notice:skills"},
	{"... asked for", ANA, "weld", "#skills", "", PROVEN, 0, JN_OUTCOME_DONE, "notice:skills"},
	{"... taken away", ANA, "weld+skills", "x", "-", PROVEN, 0, JN_OUTCOME_DONE,
	 "goal-skills: notice:skills"},
	{"... unproven", ANA, "weld", "x", "#skills welding", 0, 0, JN_OUTCOME_HELD,
	 "hold>1 cookie:release notice:post-confirm"},
	{"... not his to say", BO, "weld", "x", "#skills welding", PROVEN, 0, JN_OUTCOME_HELD,
	 "notice:not-yours hold>2"},
	/* who may: the same of all that is the protege's to say */
	{"skills, from her other address", ZED, "weld", "x", "#skills welding", TOKEN, 0,
	 JN_OUTCOME_HELD, "hold>1 cookie:link notice:link-confirm"},
	{"fit", ZED, "weld", "x", "#fit Badly.", TOKEN, 0, JN_OUTCOME_HELD,
	 "hold>1 cookie:link notice:link-confirm"},
	{"choose", ZED, "weld", "x", "#choose 2", TOKEN, 0, JN_OUTCOME_HELD,
	 "hold>1 cookie:link notice:link-confirm"},
	{"nudges", ZED, "weld", "x", "#nudges 10", TOKEN, 0, JN_OUTCOME_HELD,
	 "hold>1 cookie:link notice:link-confirm"},
	{"stop", ZED, "weld", "x", "#stop", TOKEN, 0, JN_OUTCOME_HELD,
	 "hold>1 cookie:link notice:link-confirm"},
	{"anon", ZED, "weld", "x", "#anon", TOKEN, 0, JN_OUTCOME_HELD,
	 "hold>1 cookie:link notice:link-confirm"},
	{"reveal", ZED, "weld", "x", "#reveal", TOKEN, 0, JN_OUTCOME_HELD,
	 "hold>1 cookie:link notice:link-confirm"},
	{"open", ZED, "weld", "x", "#open", TOKEN | CLOSED, 0, JN_OUTCOME_HELD,
	 "hold>1 cookie:link notice:link-confirm"},
	{"share", ZED, "weld", "x", "#share\nx", TOKEN | CLOSED, 0, JN_OUTCOME_HELD,
	 "hold>1 cookie:link notice:link-confirm"},
	{"proven to be another's: not theirs to say", ZED, "weld", "x", "#skills welding",
	 PROVEN | TOKEN, 0, JN_OUTCOME_HELD, "notice:not-yours hold>4"},
	{"of a goal that ended, skills", ANA, "weld", "x", "#skills welding", PROVEN | ENDED, 0,
	 JN_OUTCOME_HELD, "hold>0"},
	{"... fit", ANA, "weld", "x", "#fit Badly.", PROVEN | ENDED, 0, JN_OUTCOME_HELD, "hold>0"},
	{"... reveal", ANA, "weld", "x", "#reveal", PROVEN | ENDED, 0, JN_OUTCOME_HELD, "hold>0"},
	{"... open", ANA, "weld", "x", "#open", PROVEN | ENDED, 0, JN_OUTCOME_HELD, "hold>0"},
	/* sharing */
	{"#share: asked first", ANA, "weld", "Re: x", "#share\nFor all.",
	 PROVEN | CLOSED | TO_CLOSED, 0, JN_OUTCOME_HELD,
	 "hold>1 cookie:share notice:share-confirm"},
	{"... confirmed", ANA, "weld", "Re: x", "#share\nFor all.",
	 PROVEN | CLOSED | TO_CLOSED | SHARED, 0, JN_OUTCOME_DONE,
	 "post:update:open:0:shared:'For all.' broadcast"},
	{"... its subject is closed, too", ANA, "weld", "AW: Fwd: X [long]",
	 "#share\nIt holds. Thanks.", PROVEN | CLOSED | TO_CLOSED | SHARED, 0, JN_OUTCOME_DONE,
	 "post:update:open:0:shared:'It holds.' broadcast"},
	{"... one of her own she may give it", ANA, "weld", "It holds", "#share\nFor all.",
	 PROVEN | CLOSED | TO_CLOSED | SHARED, 0, JN_OUTCOME_DONE,
	 "post:update:open:0:shared broadcast"},
	{"... that of what is open stays", ANA, "weld", "Re: x", "#share\nFor all.",
	 PROVEN | CLOSED | SHARED | TO_ANSWER, 0, JN_OUTCOME_DONE,
	 "post:followup:open:0:shared broadcast"},
	{"... where all is open: an ordinary post", ANA, "weld", "x", "#share\nFor all.", PROVEN, 0,
	 JN_OUTCOME_DONE, "post:question:open:0 broadcast notice:receipt"},
	{"... unproven", ANA, "weld", "x", "#share\nFor all.", CLOSED, 0, JN_OUTCOME_HELD,
	 "hold>1 cookie:release notice:post-confirm"},
	{"... by a member: not his to say", BO, "weld", "x", "#share\nFor all.",
	 PROVEN | CLOSED | BO_IN, 0, JN_OUTCOME_HELD, "notice:not-yours hold"},
	{"a share confirmed is no word of another", BO, "weld", "Re: x", "So.",
	 PROVEN | CLOSED | BO_IN | TO_CLOSED | SHARED, 0, JN_OUTCOME_DONE,
	 "post:answer:members:11 broadcast"},
};

static char *
post_word(const JnOp *op)
{
	g_autofree char *subject = op->u.post.shared && op->u.post.subject
					   ? g_strdup_printf(":'%s'", op->u.post.subject)
					   : NULL;

	return g_strdup_printf("post:%s:%s:%d%s%s", jn_kind_word(op->u.post.kind),
			       jn_audience_word(op->u.post.audience), (int)op->u.post.closed_root,
			       op->u.post.shared ? ":shared" : "", subject ? subject : "");
}

static char *
own_word(const JnOp *op)
{
	if (op->kind == JN_OP_POST)
		return post_word(op);
	if (op->kind == JN_OP_NOTICE)
		return g_strdup_printf("notice:%s%s", op->u.notice.template_name,
				       op->u.notice.to == JN_TO_FOLLOWERS ? ">followers" : "");
	if (op->kind == JN_OP_HOLD)
		return g_strdup("hold");
	return NULL;
}

/* For whom a mail is held matters where somebody is asked. */
static char *
own_word_with_whom(const JnOp *op)
{
	return op->kind == JN_OP_HOLD ? g_strdup_printf("hold>%d", (int)op->u.hold.person)
				      : own_word(op);
}

static const JnKeys keys = {.current = {1}};
static guint8 random_bytes[JN_RANDOM_BYTES];
static JnPerson people[] = {
	{0},
	{.id = ANA, .name = (char *)"Ana", .addr = (char *)"ana@home.example"},
	{.id = BO, .name = (char *)"Bo Smed", .addr = (char *)"bo@forge.example"},
	{.id = EVE, .name = (char *)"Eve", .addr = (char *)"eve@far.example"},
	{.id = ZED, .name = (char *)"Zed", .addr = (char *)"zed@x.example"}};
static JnAnswerer answers[] = {
	{.person = EVE, .name = (char *)"Eve", .addr = (char *)"eve@far.example", .number = 2},
	{.person = BO, .name = (char *)"Bo Smed", .addr = (char *)"bo@forge.example", .number = 1}};
static JnPost question = {.id = 5,
			  .author = ANA,
			  .kind = JN_KIND_QUESTION,
			  .message_id = (char *)"q@x.example",
			  .subject_base = (char *)"x"};
static JnPost answer = {.id = 6,
			.author = BO,
			.author_name = (char *)"Bo Smed",
			.parent = 5,
			.parent_author = ANA,
			.kind = JN_KIND_ANSWER,
			.number = 1,
			.message_id = (char *)"a@x.example",
			.subject_base = (char *)"x"};
static JnPost closed = {.id = 11,
			.author = ANA,
			.kind = JN_KIND_QUESTION,
			.audience = JN_AUDIENCE_MEMBERS,
			.closed_root = 11,
			.message_id = (char *)"c@x.example",
			.subject_base = (char *)"x"};
static JnPost older = {.id = 11,
		       .author = ANA,
		       .kind = JN_KIND_QUESTION,
		       .audience = JN_AUDIENCE_MEMBERS,
		       .closed_root = 8,
		       .message_id = (char *)"o@x.example",
		       .subject_base = (char *)"x"};
static JnPost alone = {.id = 9,
		       .author = ZED,
		       .kind = JN_KIND_COMMENT,
		       .audience = JN_AUDIENCE_PROTEGE,
		       .message_id = (char *)"z@x.example",
		       .subject_base = (char *)"x"};

static JnMessage *
message_of(const Case *c, const JnPost *parent)
{
	g_autofree char *raw = g_strdup_printf(
		"From: %s\nTo: weld@" DOMAIN
		"\nSubject: %s\nMessage-ID: <m1@x.example>\n%s%s%s%s\n%s\n",
		people[c->sender].addr, c->subject, parent ? "In-Reply-To: <" : "",
		parent ? parent->message_id : "", parent ? ">\n" : "",
		c->flags & HELP ? "Content-Type: multipart/mixed; boundary=b\n" : "", c->text);
	g_autoptr(GBytes) bytes = g_bytes_new(raw, strlen(raw));
	g_autoptr(GError) error = NULL;
	JnMessage *message = jn_message_parse(bytes, &error);

	g_assert_no_error(error);
	return message;
}

static const JnPost *
parent_of(guint flags)
{
	return flags & TO_QUESTION ? &question
	       : flags & TO_ANSWER ? &answer
	       : flags & TO_CLOSED ? &closed
	       : flags & TO_OLDER  ? &older
	       : flags & TO_ALONE  ? &alone
				   : NULL;
}

static char *
address_of(const Case *c)
{
	JnClaim reply = {'r', 7, 5, ANA};

	return c->flags & TOKEN
		       ? jn_capability_address(&keys, &reply, NOW + JN_DAY, "weld", DOMAIN, '+')
		       : g_strconcat(c->to, "@" DOMAIN, NULL);
}

static void
run_case(gconstpointer data)
{
	const Case *c = data;
	const JnPost *parent = parent_of(c->flags);
	g_autoptr(JnMessage) message = message_of(c, parent);
	g_autoptr(JnNewText) text = jn_new_text_read(message);
	g_autoptr(GPtrArray) named = g_ptr_array_new();
	g_autoptr(GPtrArray) mentors = g_ptr_array_new();
	g_autoptr(GPtrArray) answerers = g_ptr_array_new();
	g_autoptr(GPtrArray) outsiders = g_ptr_array_new();
	g_autofree char *address = address_of(c);
	g_autofree char *words = NULL;
	g_autoptr(GVariant) payload =
		g_variant_ref_sink(g_variant_new_parsed("{'closes': <true>}"));
	JnAutomatic automatic = {JN_AUTOMATIC_NO, NULL};
	JnGoal goal = {.id = 7,
		       .name = (char *)"weld",
		       .title = (char *)"Weld",
		       .protege = ANA,
		       .alias = c->flags & ANON ? (char *)"Quiet Heron" : NULL,
		       .closed = c->flags & CLOSED ? NOW - 9 : 0,
		       .quiet = c->flags & QUIET ? NOW + 9 : 0,
		       .quieted = c->flags & QUIET       ? NOW - JN_COOKIE_LIFE + 9
				  : c->flags & WAS_QUIET ? NOW - 6 * JN_DAY
				  : c->flags & LONG_AGO  ? NOW - 8 * JN_DAY
							 : 0,
		       .state = c->flags & ENDED    ? JN_GOAL_ENDED
				: c->flags & CLOSED ? JN_GOAL_CLOSED
						    : JN_GOAL_OPEN};
	JnMentor bo = {.goal = 7,
		       .person = BO,
		       .name = (char *)"Bo Smed",
		       .state = c->flags & BO_IN ? JN_MENTOR_ACCEPTED : JN_MENTOR_ASKED,
		       .asked_post = 10,
		       .accepted_post = 10,
		       .expires = NOW + 1};
	JnMentor eve = {.goal = 7, .person = EVE, .state = JN_MENTOR_ASKED, .asked_post = 10};
	JnCookie cookie = {.id = 4, .goal = 7, .person = c->sender, .expires = NOW + 1};
	JnSituation s = {.domain = DOMAIN,
			 .site_name = "Goals",
			 .separator = '+',
			 .keys = &keys,
			 .cookies_per_day = 3,
			 .now = NOW,
			 .random = random_bytes,
			 .message = message,
			 .new_text = text,
			 .automatic = &automatic,
			 .goal = &goal,
			 .sender = &people[c->sender],
			 .sender_mode = c->sender == EVE ? JN_MODE_EACH : JN_MODE_ABSENT,
			 .claimed_mode = JN_MODE_ABSENT,
			 .protege = &people[ANA],
			 .mentors = mentors,
			 .answerers = answerers,
			 .outsiders = outsiders,
			 .next_goal = 8,
			 .next_post = 12,
			 .next_held = 6,
			 .next_number = 0,
			 .open_questions = 1};
	g_autoptr(JnPlan) plan = NULL;

	g_assert_true(jn_address_parse(address, DOMAIN, '+', &s.address));
	if (s.address.person != 0)
		s.claimed = &people[s.address.person];
	s.evidence = (JnEvidence){.login = (c->flags & PROVEN) != 0,
				  .spf = c->flags & FORGED ? JN_SPF_FAIL : JN_SPF_NONE,
				  .admitted = (c->flags & ADMITTED) != 0,
				  .shared = (c->flags & SHARED) != 0};
	s.sender_cookies = c->flags & ASKED_OFTEN ? 3 : 0;
	if (c->flags & (BO_IN | BO_ASKED))
		g_ptr_array_add(mentors, &bo);
	if (c->flags & EVE_ASKED)
		g_ptr_array_add(mentors, &eve);
	for (gsize i = 0; i < G_N_ELEMENTS(answers); i++)
		g_ptr_array_add(answerers, &answers[i]);
	if (c->flags & THIRD)
		g_ptr_array_add(outsiders, (gpointer) "third@x.example");
	if (parent != NULL)
		g_ptr_array_add(named, (gpointer)parent);
	if (c->flags & HELP)
		s.notice = "help";
	s.hints = (JnThreadHints){.named = named, .quoted = ""};
	if (c->cookie != 0) {
		cookie.action = (JnAction)(c->cookie - 1);
		if (c->flags & ASKS_CLOSE)
			cookie.payload = payload;
		s.cookie = &cookie;
		s.claimed = &people[c->sender];
	}
	plan = jn_plan_make(&s);
	words = ops_words(plan, strstr(c->ops, "hold>") != NULL ? own_word_with_whom : own_word);
	g_assert_cmpstr(words, ==, c->ops);
	g_assert_cmpint(plan->outcome, ==, c->outcome);
	g_assert_nonnull(plan->summary);
	jn_address_clear(&s.address);
}

/* A mentor asked: 14 days, a cookie of their own, and not one name of another. */
static void
test_ask(void)
{
	JnGoal goal = {.id = 7, .name = (char *)"weld", .title = (char *)"Weld", .protege = ANA};
	g_autoptr(GPtrArray) chosen = g_ptr_array_new();
	JnSituation s = {.domain = DOMAIN,
			 .separator = '+',
			 .now = NOW,
			 .random = random_bytes,
			 .goal = &goal,
			 .protege = &people[ANA]};
	g_autoptr(JnPlan) plan = NULL;
	const JnOp *first = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(answers); i++)
		g_ptr_array_add(chosen, &answers[i]);
	for (guint i = 0; i < sizeof random_bytes; i++)
		random_bytes[i] = (guint8)(i * 7);
	plan = jn_plan_make_close(&s, chosen);
	for (guint i = 0; i < plan->ops->len; i++) {
		const JnOp *op = plan->ops->pdata[i];
		g_autofree char *said = NULL;

		if (op->kind == JN_OP_COOKIE) {
			g_assert_cmpint(op->u.cookie.expires, ==, NOW + 14 * JN_DAY);
			if (first != NULL)
				g_assert_cmpstr(op->u.cookie.secret, !=, first->u.cookie.secret);
			first = op;
		}
		if (op->kind != JN_OP_NOTICE || op->u.notice.variables == NULL ||
		    op->u.notice.person == ANA)
			continue;
		said = g_variant_print(op->u.notice.variables, FALSE);
		g_assert_null(strstr(said, "Bo"));
		g_assert_null(strstr(said, "Eve"));
		g_assert_false(op->u.notice.unasked);
	}
	g_assert_nonnull(first);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_mime_init();
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf("/close/%02d %s", (int)i, cases[i].label);

		g_strdelimit(path + 7, "/", '-');
		g_test_add_data_func(path, &cases[i], run_case);
	}
	g_test_add_func("/close/ask", test_ask);
	return g_test_run();
}
