/*
 * What one mail does: a situation goes in, a list of operations comes out. A row a case; the
 * operations are written as words, e.g. "post:question broadcast notice:receipt". Rows without a
 * source are the tables 'What a mail is' and 'Trust' of the design.
 */
#include <string.h>

#include "base/limits.h"
#include "core/labels.h"
#include "core/lexicon.h"
#include "core/plan.h"
#include "plan-words.h"

#define NOW 1795420800
#define DOMAIN "goals.example"
#define ANA 1 /* the protege */
#define BO 2  /* follows, answered */
#define EVE 3 /* a stranger */

typedef enum Flags {
	PROVEN = 1 << 0,
	FORGED = 1 << 1,
	TO_QUESTION = 1 << 2, /* the mail replies to Ana's question */
	TO_ANSWER = 1 << 3,   /* ... to Bo's answer */
	TWO_OPEN = 1 << 4,    /* two questions wait */
	NO_QUESTION = 1 << 5, /* none */
	SEEN = 1 << 6,
	SEEN_HELD = 1 << 7,
	ASKED_OFTEN = 1 << 8,
	LIKELY = 1 << 9,   /* perhaps a machine's */
	CERTAIN = 1 << 10, /* a machine's */
	RELEASED = 1 << 11,
	SUSPENDED = 1 << 12,
	HARD = 1 << 13, /* a delivery report: no such user */
	SOFT = 1 << 14,
	PROBING = 1 << 15,
	SPENT = 1 << 16,
	EXPIRED = 1 << 17,
	TO_NOTICE = 1 << 18, /* the mail replies to our welcome */
	TO_READY = 1 << 19,  /* ... to the mail with the goal's address */
	DELETED = 1 << 20,
	ENDED = 1 << 21,
	OTHER_TOKEN = 1 << 22, /* came to Bo's token */
	NO_SENDER = 1 << 23,
	TO_PRIVATE = 1 << 26, /* the mail replies to Bo's word to the protege alone */
	PICTURE = 1 << 27,    /* it is a mail with a picture */
	CONFIRMED = 1 << 28,
	REACHED = 1 << 29,   /* the goal is */
	BLOCKED = 1 << 30,   /* the sender is, by the site */
	IN_STREAM = 1 << 25, /* the sender follows open@ */
	AGREED = 1 << 24,    /* the known address has agreed to a link */
} Flags;

typedef struct Case {
	const char *label;
	int sender;
	const char *to; /* what follows "weld" or a whole local part */
	const char *subject;
	const char *text;
	guint flags;
	int cookie; /* JnAction + 1; 0 none */
	JnOutcome outcome;
	const char *ops;
} Case;

static const Case cases[] = {
	/* posts */
	{"the protege asks", ANA, "weld", "How?", "How do I start?", PROVEN, 0, JN_OUTCOME_DONE,
	 "post:question broadcast notice:receipt"},
	{"the protege asks, unproven", ANA, "weld", "How?", "How?", 0, 0, JN_OUTCOME_HELD,
	 "hold cookie:release notice:post-confirm"},
	{"the protege's name, forged: nothing goes to From", ANA, "weld", "How?", "How?", FORGED, 0,
	 JN_OUTCOME_HELD, "hold"},
	{"asked often enough today", ANA, "weld", "How?", "How?", ASKED_OFTEN, 0, JN_OUTCOME_HELD,
	 "hold"},
	{"a follower answers", BO, "weld", "Re: How?", "So.", PROVEN | TO_QUESTION, 0,
	 JN_OUTCOME_DONE, "post:answer broadcast"},
	{"a stranger answers", EVE, "weld", "Re: How?", "So.", PROVEN | TO_QUESTION, 0,
	 JN_OUTCOME_DONE, "name post:answer broadcast"},
	{"a stranger without parent, one question open", EVE, "weld", "Idea", "So.", PROVEN, 0,
	 JN_OUTCOME_DONE, "name post:answer broadcast"},
	{"a stranger without parent, two open", EVE, "weld", "Idea", "So.", PROVEN | TWO_OPEN, 0,
	 JN_OUTCOME_DONE, "name post:comment broadcast"},
	{"a stranger without parent, none open", EVE, "weld", "Idea", "So.", PROVEN | NO_QUESTION,
	 0, JN_OUTCOME_DONE, "name post:comment broadcast"},
	{"another's answer is commented", EVE, "weld", "Re: How?", "No.", PROVEN | TO_ANSWER, 0,
	 JN_OUTCOME_DONE, "name post:comment broadcast"},
	{"the protege asks on", ANA, "weld", "Re: How?", "And then?", PROVEN | TO_ANSWER, 0,
	 JN_OUTCOME_DONE, "post:followup broadcast"},
	{"the protege thanks and no more: told to one, not to all", ANA, "weld", "Re: How?",
	 "Thank you!", PROVEN | TO_ANSWER, 0, JN_OUTCOME_DONE, "post:thanks broadcast thanks:11"},
	{"the protege thanks and asks on", ANA, "weld", "Re: How?", "Thank you! And then?",
	 PROVEN | TO_ANSWER, 0, JN_OUTCOME_DONE, "post:followup broadcast thanks:11"},
	{"the protege thanks in an update: all who answered", ANA, "weld", "Re: How?",
	 "Thank you! It works.", PROVEN | TO_QUESTION, 0, JN_OUTCOME_DONE,
	 "post:update broadcast thanks:11"},
	{"she says outright that it thanks", ANA, "weld+thanks", "Re: How?", "So kind.",
	 PROVEN | TO_ANSWER, 0, JN_OUTCOME_DONE, "post:followup broadcast thanks:11"},
	{"... and replies to nothing: all who answered last", ANA, "weld+thanks", "So kind", "Yes.",
	 PROVEN, 0, JN_OUTCOME_DONE, "post:update broadcast thanks:11"},
	{"a word in the text does what the address does", ANA, "weld", "Re: How?",
	 "#experience\n\nIt holds.", PROVEN | TO_ANSWER, 0, JN_OUTCOME_DONE,
	 "post:followup broadcast phase:trying experience:11"},
	{"she tells how it went", ANA, "weld+experience", "Re: How?", "It holds.",
	 PROVEN | TO_QUESTION, 0, JN_OUTCOME_DONE,
	 "post:update broadcast phase:trying experience:11"},
	{"she is stuck: told to nobody", ANA, "weld+stuck", "Re: How?", "Hm.", PROVEN | TO_QUESTION,
	 0, JN_OUTCOME_DONE, "post:update broadcast phase:stuck"},
	{"she has reached it: those who answered learn it", ANA, "weld+achieved", "There", "Done.",
	 PROVEN, 0, JN_OUTCOME_DONE,
	 "post:update broadcast phase:achieved notice:achieved notice:story outcome:11"},
	{"reached: what asks nothing is news", ANA, "weld", "Away", "I am away.", PROVEN | REACHED,
	 0, JN_OUTCOME_DONE, "post:update broadcast"},
	{"... and a question takes it up again", ANA, "weld", "More", "How do I go on?",
	 PROVEN | REACHED, 0, JN_OUTCOME_DONE,
	 "post:question broadcast phase:questioning notice:receipt"},
	{"... and how it went once more does not", ANA, "weld+experience", "Re: How?",
	 "It still holds.", PROVEN | REACHED | TO_QUESTION, 0, JN_OUTCOME_DONE,
	 "post:update broadcast experience:11"},
	{"words that sound like it, in a mail of its own: no question", ANA, "weld", "There",
	 "Goal reached.", PROVEN, 0, JN_OUTCOME_DONE,
	 "post:update broadcast cookie:achieved notice:achieved-ask"},
	{"a command that is none: held, for it may be meant to keep others out", ANA, "weld", "Bo",
	 "#luk\n\nBetween us.", PROVEN, 0, JN_OUTCOME_HELD, "notice:unknown-command hold"},
	{"... of another it is a sentence", BO, "weld", "Re: How?", "#wow\n\nNice.",
	 PROVEN | TO_QUESTION, 0, JN_OUTCOME_DONE, "post:answer broadcast"},
	{"a reply to our own mail is that, though it names a post as well", ANA, "weld",
	 "Re: on its way", "Also", PROVEN | TO_NOTICE | TO_QUESTION, 0, JN_OUTCOME_HELD,
	 "notice:reply-where hold"},
	{"... without a word: she is asked for one", ANA, "weld+achieved", "", "", PROVEN, 0,
	 JN_OUTCOME_DONE, "notice:achieved-how"},
	{"another cannot say so", BO, "weld+achieved", "There", "Done.", PROVEN, 0, JN_OUTCOME_DONE,
	 "post:answer broadcast"},
	{"unproven, nothing is reached", ANA, "weld+achieved", "There", "Done.", 0, 0,
	 JN_OUTCOME_HELD, "hold cookie:release notice:post-confirm"},
	{"words that sound like it: she is asked", ANA, "weld", "Re: How?", "Goal reached!",
	 PROVEN | TO_QUESTION, 0, JN_OUTCOME_DONE,
	 "post:update broadcast cookie:achieved notice:achieved-ask"},
	{"... and says yes", ANA, "weld+c.abcd", "Re: reached?", "", PROVEN, JN_ACTION_ACHIEVED + 1,
	 JN_OUTCOME_DONE, "spend phase:achieved notice:achieved notice:story outcome:11"},
	{"the protege closes a question with thanks", ANA, "weld", "How?", "How? Thank you!",
	 PROVEN, 0, JN_OUTCOME_DONE, "post:question broadcast notice:receipt"},
	{"a mentor's thanks", BO, "weld", "Re: How?", "Thank you!", PROVEN | TO_QUESTION, 0,
	 JN_OUTCOME_DONE, "post:answer broadcast"},
	{"the protege adds to the question", ANA, "weld", "Re: How?", "Also.", PROVEN | TO_QUESTION,
	 0, JN_OUTCOME_DONE, "post:update broadcast"},
	/* senders who are blocked */
	{"a blocked sender: held, and told nothing", EVE, "weld", "Re: How?", "So.",
	 PROVEN | BLOCKED | TO_QUESTION, 0, JN_OUTCOME_HELD, "hold:noted"},
	{"... nor asked whether it is theirs", EVE, "weld", "Re: How?", "So.", BLOCKED, 0,
	 JN_OUTCOME_HELD, "hold:noted"},
	{"... nor followed", EVE, "weld+subscribe", "", "", PROVEN | BLOCKED, 0, JN_OUTCOME_HELD,
	 "hold:noted"},
	{"... nor given a goal", EVE, "new", "Learn", "to weld", PROVEN | BLOCKED, 0,
	 JN_OUTCOME_HELD, "hold:noted"},
	{"... nor heard at me@", EVE, "me", "Me", "Name: x", PROVEN | BLOCKED, 0, JN_OUTCOME_HELD,
	 "hold:noted"},
	{"... but may leave", BO, "weld+unsubscribe", "", "", PROVEN | BLOCKED, 0, JN_OUTCOME_DONE,
	 "follow:absent notice:unfollow-done"},
	{"... by a command as well", BO, "weld", "", "#unsubscribe", PROVEN | BLOCKED, 0,
	 JN_OUTCOME_DONE, "follow:absent notice:unfollow-done"},
	{"... and be forgotten", EVE, "me+forget", "", "", PROVEN | BLOCKED, 0, JN_OUTCOME_DONE,
	 "cookie:forget notice:forget-confirm"},
	{"... or answer what they are asked", EVE, "weld+c.abcd", "Re: x", "", BLOCKED,
	 JN_ACTION_UNFOLLOW + 1, JN_OUTCOME_DONE, "spend name follow:absent notice:unfollow-done"},
	{"... and write to the operator", EVE, "abuse", "Hm", "x", BLOCKED, 0, JN_OUTCOME_DONE,
	 "forward"},
	{"the operator releases it", EVE, "weld", "Re: How?", "So.",
	 RELEASED | BLOCKED | TO_QUESTION, 0, JN_OUTCOME_DONE, "name post:answer broadcast"},
	{"neither subject nor text", BO, "weld", "", "", PROVEN, 0, JN_OUTCOME_HELD,
	 "notice:empty hold"},
	{"no From", EVE, "weld", "x", "x", NO_SENDER, 0, JN_OUTCOME_HELD, "hold"},
	{"the same mail again", ANA, "weld", "How?", "How?", PROVEN | SEEN, 0, JN_OUTCOME_IGNORED,
	 ""},
	{"the same mail again, held, no better", ANA, "weld", "How?", "How?", SEEN_HELD, 0,
	 JN_OUTCOME_IGNORED, ""},
	{"the same mail again lends its evidence", ANA, "weld", "How?", "How?", PROVEN | SEEN_HELD,
	 0, JN_OUTCOME_DONE, "released post:question broadcast notice:receipt"},
	{"mail to them was suspended, and they write", BO, "weld", "Re: How?", "So.",
	 PROVEN | TO_QUESTION | SUSPENDED, 0, JN_OUTCOME_DONE,
	 "post:answer broadcast cookie:resume notice:resume-confirm"},
	{"to a goal that ended", EVE, "weld", "Hi", "x", PROVEN | ENDED, 0, JN_OUTCOME_HELD,
	 "hold"},
	{"to a deleted goal", EVE, "weld", "Hi", "x", PROVEN | DELETED, 0, JN_OUTCOME_REFUSED, ""},
	{"to no goal", EVE, "nothing-here", "Hi", "x", PROVEN, 0, JN_OUTCOME_REFUSED, ""},
	/* replies to our own mails */
	{"a follower replies to the welcome: to the protege alone", BO, "weld", "Re: You follow",
	 "Hi!", PROVEN | TO_NOTICE, 0, JN_OUTCOME_DONE, "post:comment:protege broadcast"},
	{"the protege replies to a receipt", ANA, "weld", "Re: on its way", "Also",
	 PROVEN | TO_NOTICE, 0, JN_OUTCOME_HELD, "notice:reply-where hold"},
	{"the protege asks by replying to the address", ANA, "weld", "Re: your goal", "How?",
	 PROVEN | TO_READY, 0, JN_OUTCOME_DONE, "post:question broadcast notice:receipt"},
	{"a picture in reply to our own mail", BO, "weld", "Re: You follow",
	 "--b\nContent-Type: text/plain\n\nLook.\n--b\nContent-Type: image/png\n\nx\n--b--\n",
	 PROVEN | TO_NOTICE | PICTURE, 0, JN_OUTCOME_HELD, "notice:reply-where hold"},
	/* what is private stays so */
	{"a reply to a private post, its subject changed", ANA, "weld", "Something else",
	 "Between us.", PROVEN | TO_PRIVATE, 0, JN_OUTCOME_DONE, "post:followup:protege broadcast"},
	{"a confirmed mail whose envelope sender was not known", BO, "weld", "Re: How?", "So.",
	 CONFIRMED | CERTAIN | TO_QUESTION, 0, JN_OUTCOME_DONE, "post:answer broadcast"},
	/* what people write who know no commands */
	{"a mistyped command", BO, "weld", "x", "#subscrbie", PROVEN, 0, JN_OUTCOME_DONE,
	 "notice:help"},
	{"one word", BO, "weld", "Re: How?", "Unsubscribe.\n", PROVEN | TO_QUESTION, 0,
	 JN_OUTCOME_DONE, "follow:absent notice:unfollow-done"},
	{"one word, as the subject", BO, "weld", "unsubscribe", "", PROVEN, 0, JN_OUTCOME_DONE,
	 "follow:absent notice:unfollow-done"},
	{"a sentence that begins so", BO, "weld", "Re: How?", "Help is near.", PROVEN | TO_QUESTION,
	 0, JN_OUTCOME_DONE, "post:answer broadcast"},
	{"a number is no command", BO, "weld", "Re: How?", "#1", PROVEN | TO_QUESTION, 0,
	 JN_OUTCOME_DONE, "post:answer broadcast"},
	{"a word at the address that means nothing: the mail is kept", EVE, "weld+hepl", "Hi", "x",
	 PROVEN, 0, JN_OUTCOME_DONE, "notice:help hold:noted"},
	{"... and nothing is written", EVE, "weld+hepl", "Hi", "", PROVEN, 0, JN_OUTCOME_DONE,
	 "notice:help"},
	{"new+help", EVE, "new+help", "hi", "", PROVEN, 0, JN_OUTCOME_HELD,
	 "notice:goal-no-title hold"},
	{"text below a command is kept, and said to be", BO, "weld", "Re: How?",
	 "#digest\n\nLeather.", PROVEN | TO_QUESTION, 0, JN_OUTCOME_DONE,
	 "follow:weekly notice:follow-done notice:not-sent hold:noted"},
	{"Re: and nothing else is no answer", BO, "weld", "Re: How?", "", PROVEN | TO_QUESTION, 0,
	 JN_OUTCOME_HELD, "notice:empty hold"},
	/* automatic mail, whatever its evidence */
	{"a machine's mail", BO, "weld", "Away", "x", PROVEN | CERTAIN, 0, JN_OUTCOME_IGNORED,
	 "hold:noted"},
	{"perhaps a machine's", BO, "weld", "Away", "x", PROVEN | LIKELY, 0, JN_OUTCOME_HELD,
	 "hold"},
	{"perhaps a machine's, released", BO, "weld", "Re: How?", "x",
	 PROVEN | LIKELY | RELEASED | TO_QUESTION, 0, JN_OUTCOME_DONE, "post:answer broadcast"},
	{"a machine subscribes", EVE, "weld+subscribe", "Away", "x", PROVEN | LIKELY, 0,
	 JN_OUTCOME_HELD, "hold"},
	{"a machine confirms", EVE, "weld+c.aaaaaaaaaaaaaaaa", "Away", "x", PROVEN | CERTAIN,
	 JN_ACTION_FOLLOW + 1, JN_OUTCOME_IGNORED, "hold:noted"},
	/* tokens */
	{"another address of a token's person", EVE, "weld", "Re: How?", "So.",
	 TO_QUESTION | OTHER_TOKEN, 0, JN_OUTCOME_HELD, "hold cookie:link notice:link-confirm"},
	{"a friend with a proof of their own and another's token", EVE, "weld", "Re: How?", "So.",
	 PROVEN | TO_QUESTION | OTHER_TOKEN, 0, JN_OUTCOME_DONE, "name post:answer broadcast"},
	/* following */
	{"a stranger wants to follow", EVE, "weld+subscribe", "", "", 0, 0, JN_OUTCOME_DONE,
	 "cookie:follow notice:follow-confirm"},
	{"... proven: all the same, nobody follows on one word", EVE, "weld+questions", "", "",
	 PROVEN, 0, JN_OUTCOME_DONE, "cookie:follow notice:follow-confirm"},
	{"... by a command", EVE, "weld", "x", "#Subscribe\n", PROVEN, 0, JN_OUTCOME_DONE,
	 "cookie:follow notice:follow-confirm"},
	{"a forged wish to follow", EVE, "weld+subscribe", "", "", FORGED, 0, JN_OUTCOME_HELD,
	 "hold"},
	{"a follower changes the rhythm", BO, "weld+digest", "", "", PROVEN, 0, JN_OUTCOME_DONE,
	 "follow:weekly notice:follow-done"},
	{"... unproven", BO, "weld+digest", "", "", 0, 0, JN_OUTCOME_DONE,
	 "cookie:follow notice:follow-confirm"},
	{"a follower leaves", BO, "weld+unsubscribe", "", "", PROVEN, 0, JN_OUTCOME_DONE,
	 "follow:absent notice:unfollow-done"},
	{"... unproven", BO, "weld+unsubscribe", "", "", 0, 0, JN_OUTCOME_DONE,
	 "cookie:unfollow notice:unfollow-confirm"},
	{"who follows all goals leaves one", EVE, "weld+unsubscribe", "", "", PROVEN | IN_STREAM, 0,
	 JN_OUTCOME_DONE, "follow:none notice:unfollow-done"},
	{"a stranger leaves, unproven: who follows is nobody's business", EVE, "weld+unsubscribe",
	 "", "", 0, 0, JN_OUTCOME_HELD, "hold"},
	/* cookies */
	{"a cookie follows", EVE, "weld+c.aaaaaaaaaaaaaaaa", "Re: x", "", 0, JN_ACTION_FOLLOW + 1,
	 JN_OUTCOME_DONE, "spend name follow:each notice:follow-done"},
	{"a cookie releases", EVE, "weld+c.aaaaaaaaaaaaaaaa", "Re: x", "", 0, JN_ACTION_RELEASE + 1,
	 JN_OUTCOME_DONE, "spend name release"},
	{"a cookie makes a goal", EVE, "new+c.aaaaaaaaaaaaaaaa", "Re: x", "", 0, JN_ACTION_GOAL + 1,
	 JN_OUTCOME_DONE, "spend name goal notice:goal-ready notice:goal-announce"},
	{"a cookie starts mail again", EVE, "weld+c.aaaaaaaaaaaaaaaa", "Re: x", "", 0,
	 JN_ACTION_RESUME + 1, JN_OUTCOME_DONE, "spend name reach:ok notice:resumed"},
	{"a cookie links: the other address is asked too", EVE, "weld+c.aaaaaaaaaaaaaaaa", "Re: x",
	 "", 0, JN_ACTION_LINK + 1, JN_OUTCOME_DONE, "spend name cookie:link notice:link-confirm"},
	{"both agree: linked", EVE, "weld+c.aaaaaaaaaaaaaaaa", "Re: x", "", AGREED,
	 JN_ACTION_LINK + 1, JN_OUTCOME_DONE, "spend name link:a@b notice:linked release"},
	{"a machine without a sign confirms nothing, and spends nothing", EVE,
	 "weld+c.aaaaaaaaaaaaaaaa", "Re: x", "We will get back to you.", 0, JN_ACTION_RELEASE + 1,
	 JN_OUTCOME_HELD, "notice:confirm-unsure hold:noted"},
	{"a reply that says no confirms nothing", EVE, "weld+c.aaaaaaaaaaaaaaaa", "Re: x",
	 "Hello!\nNo, that was not me.", 0, JN_ACTION_RELEASE + 1, JN_OUTCOME_HELD,
	 "spend name cookie:release notice:confirm-unsure hold:noted"},
	{"... nor one that cancels", EVE, "weld+c.aaaaaaaaaaaaaaaa", "Re: x", "Please cancel this.",
	 0, JN_ACTION_FORGET + 1, JN_OUTCOME_HELD,
	 "spend name cookie:forget notice:confirm-unsure hold:noted"},
	{"... nor one that asks", EVE, "weld+c.aaaaaaaaaaaaaaaa", "Re: x", "What is this?", 0,
	 JN_ACTION_FOLLOW + 1, JN_OUTCOME_HELD,
	 "spend name cookie:follow notice:confirm-unsure hold:noted"},
	{"... nor a command that is for something else", EVE, "weld+c.aaaaaaaaaaaaaaaa", "Re: x",
	 "#cancel", 0, JN_ACTION_FORGET + 1, JN_OUTCOME_HELD,
	 "spend name cookie:forget notice:confirm-unsure hold:noted"},
	{"asked often, they are asked no more", EVE, "weld+c.aaaaaaaaaaaaaaaa", "Re: x", "No.",
	 ASKED_OFTEN, JN_ACTION_FOLLOW + 1, JN_OUTCOME_HELD, "spend name hold"},
	{"... nor one that wants to leave", EVE, "weld+c.aaaaaaaaaaaaaaaa", "Re: x", "Unsubscribe",
	 0, JN_ACTION_FOLLOW + 1, JN_OUTCOME_HELD,
	 "spend name cookie:follow notice:confirm-unsure hold:noted"},
	{"... but a yes does, whatever stands below it", EVE, "weld+c.aaaaaaaaaaaaaaaa", "Re: x",
	 "#yes\n\nThis mail is not for others.", 0, JN_ACTION_FOLLOW + 1, JN_OUTCOME_DONE,
	 "spend name follow:each notice:follow-done"},
	{"... and kind words do", EVE, "weld+c.aaaaaaaaaaaaaaaa", "Re: x",
	 "Yes please, I would like that.", 0, JN_ACTION_FOLLOW + 1, JN_OUTCOME_DONE,
	 "spend name follow:each notice:follow-done"},
	{"a cookie used before", EVE, "weld+c.aaaaaaaaaaaaaaaa", "Re: x", "", SPENT,
	 JN_ACTION_FOLLOW + 1, JN_OUTCOME_HELD, "notice:confirm-late hold"},
	{"a cookie too late", EVE, "weld+c.aaaaaaaaaaaaaaaa", "Re: x", "", EXPIRED,
	 JN_ACTION_FOLLOW + 1, JN_OUTCOME_HELD, "notice:confirm-late hold"},
	{"no such cookie", EVE, "weld+c.aaaaaaaaaaaaaaab", "Re: x", "", 0, 0, JN_OUTCOME_HELD,
	 "notice:confirm-late hold"},
	{"a cookie cut off", EVE, "weld+c.", "Re: x", "", 0, 0, JN_OUTCOME_HELD,
	 "notice:confirm-late hold"},
	/* goals */
	{"a goal by mail", EVE, "new", "Learn to weld", "I have a garage.\nSkills: steel\n", 0, 0,
	 JN_OUTCOME_DONE, "cookie:goal notice:goal-confirm"},
	{"... without a subject", EVE, "new", "", "I have a garage.", PROVEN, 0, JN_OUTCOME_HELD,
	 "notice:goal-no-title hold"},
	{"a reply to our probe is no goal", BO, "new", "Re: Does our mail reach you?", "Yes",
	 PROVEN | TO_NOTICE, 0, JN_OUTCOME_HELD, "hold"},
	{"... forged", EVE, "new", "Learn", "x", FORGED, 0, JN_OUTCOME_HELD, "hold"},
	/* information */
	{"help", EVE, "weld+help", "", "", 0, 0, JN_OUTCOME_DONE, "notice:help"},
	{"help, forged", EVE, "weld+help", "", "", FORGED, 0, JN_OUTCOME_HELD, "hold"},
	{"background", EVE, "weld+background", "", "", PROVEN, 0, JN_OUTCOME_DONE,
	 "notice:background"},
	{"to the operator", EVE, "postmaster", "x", "x", 0, 0, JN_OUTCOME_DONE, "forward"},
	/* return paths */
	{"a copy bounces", 0, "bounces+b", "Undelivered", "x", CERTAIN | HARD, 0, JN_OUTCOME_DONE,
	 "setback:hard reach:probing cookie:resume notice:probe"},
	{"another copy bounces while a probe is out", 0, "bounces+b", "Undelivered", "x",
	 CERTAIN | HARD | PROBING, 0, JN_OUTCOME_IGNORED, "setback:hard"},
	{"the probe bounces", 0, "bounces+p", "Undelivered", "x", CERTAIN | HARD | PROBING, 0,
	 JN_OUTCOME_DONE, "setback:hard reach:suspended"},
	{"a full mailbox is counted, no more", 0, "bounces+b", "Undelivered", "x", CERTAIN | SOFT,
	 0, JN_OUTCOME_DONE, "setback:mailbox reach:ok"},
	{"an autoresponder at the return path", 0, "bounces+b", "Away", "x", CERTAIN, 0,
	 JN_OUTCOME_HELD, "hold:noted"},
	{"a person writes to the return path", EVE, "bounces+b", "Hello", "x", PROVEN, 0,
	 JN_OUTCOME_HELD, "hold"},
	{"a report of shared copies names two", 0, "bounces+s", "Undelivered", "x", CERTAIN | HARD,
	 0, JN_OUTCOME_DONE,
	 "setback:hard reach:probing cookie:resume notice:probe"
	 " setback:hard reach:probing cookie:resume notice:probe"},
	{"... of whom one is asked already: it never makes mail rest", 0, "bounces+s",
	 "Undelivered", "x", CERTAIN | HARD | PROBING, 0, JN_OUTCOME_DONE,
	 "setback:hard setback:hard reach:probing cookie:resume notice:probe"},
	{"a report of shared copies with a forged token is not kept", 0,
	 "bounces+s.k.aaaaaaaaaaaaaaaaa", "Undelivered", "x", CERTAIN | HARD, 0, JN_OUTCOME_IGNORED,
	 ""},
	{"a person writes to the return path of shared copies", EVE, "bounces+s", "Hello", "x",
	 PROVEN, 0, JN_OUTCOME_HELD, "hold"},
	{"a forged return path", 0, "bounces+b.b.c.aaaaaaaaaaaaaaaaa", "Undelivered", "x",
	 CERTAIN | HARD, 0, JN_OUTCOME_HELD, "hold:noted"},
};

static const JnKeys keys = {.current = {1}};

static char *
address_of(const Case *c)
{
	JnClaim bounce = {'b', 0, 10, BO};
	JnClaim reply = {'r', 7, 10, BO};
	JnClaim shared = {'s', 0, 10, 0};

	if (c->flags & OTHER_TOKEN)
		return jn_capability_address(&keys, &reply, NOW + JN_DAY, "weld", DOMAIN, '+');
	if (g_str_equal(c->to, "bounces+s"))
		return jn_capability_address(&keys, &shared, NOW + JN_DAY, "bounces", DOMAIN, '+');
	if (g_str_equal(c->to, "bounces+p"))
		bounce.kind = 'p';
	if (g_str_equal(c->to, "bounces+b") || g_str_equal(c->to, "bounces+p"))
		return jn_capability_address(&keys, &bounce, NOW + JN_DAY, "bounces", DOMAIN, '+');
	return g_strconcat(c->to, "@" DOMAIN, NULL);
}

static JnMessage *
message_of(const Case *c)
{
	static const char *const from[] = {"MAILER-DAEMON@mx.example", "ana@home.example",
					   "bo@forge.example", "Eve Strand <eve@far.example>"};
	g_autofree char *raw = g_strdup_printf(
		"%s%s%sSubject: %s\nMessage-ID: <m1@x.example>\n%s\n%s\n",
		c->flags & NO_SENDER ? "" : "From: ", c->flags & NO_SENDER ? "" : from[c->sender],
		c->flags & NO_SENDER ? "" : "\n", c->subject,
		c->flags & TO_QUESTION  ? "In-Reply-To: <q1@home.example>\n"
		: c->flags & TO_PRIVATE ? "In-Reply-To: <p1@forge.example>\n"
		: c->flags & PICTURE
			? "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n"
		: c->flags & TO_ANSWER ? "In-Reply-To: <a1@forge.example>\n"
				       : "",
		c->text);
	g_autoptr(GBytes) bytes = g_bytes_new(raw, strlen(raw));
	g_autoptr(GError) error = NULL;
	JnMessage *message = jn_message_parse(bytes, &error);

	g_assert_no_error(error);
	return message;
}

static void
evidence_set(JnSituation *s, guint flags)
{
	s->evidence.login = (flags & PROVEN) != 0;
	s->evidence.released = (flags & RELEASED) != 0;
	s->evidence.confirmed = (flags & CONFIRMED) != 0;
	if (flags & FORGED)
		s->evidence.spf = JN_SPF_FAIL;
	s->seen = flags & SEEN ? JN_SEEN_POST : flags & SEEN_HELD ? JN_SEEN_HELD : JN_SEEN_NEVER;
	s->seen_held = flags & SEEN_HELD ? 5 : 0;
	s->sender_cookies = flags & ASKED_OFTEN ? 3 : 0;
	s->claimed_cookies = s->sender_cookies;
	s->open_questions = flags & TWO_OPEN ? 2 : flags & NO_QUESTION ? 0 : 1;
	s->notice = flags & TO_NOTICE ? "follow-done" : flags & TO_READY ? "goal-ready" : NULL;
}

static JnBounce hard = {(char *)"bo@forge.example", (char *)"5.1.1", (char *)"failed",
			(char *)"550 no such user", JN_SEVERITY_HARD};
static JnBounce soft = {(char *)"bo@forge.example", (char *)"5.2.2", (char *)"failed",
			(char *)"552 full", JN_SEVERITY_SOFT};
static GPtrArray *lexicons;
static guint8 random_bytes[JN_RANDOM_BYTES];

static void
run_case(gconstpointer data)
{
	const Case *c = data;
	g_autoptr(JnMessage) message = message_of(c);
	g_autoptr(JnNewText) text = jn_new_text_read(message);
	g_autofree char *address = address_of(c);
	g_autoptr(GPtrArray) named = g_ptr_array_new();
	g_autoptr(GPtrArray) bounces = g_ptr_array_new();
	g_autoptr(GArray) unreached = g_array_new(FALSE, FALSE, sizeof(JnUnreached));
	g_autofree char *words = NULL;
	JnAutomatic automatic = {JN_AUTOMATIC_NO, NULL};
	JnGoal goal = {.id = 7, .name = (char *)"weld", .title = (char *)"Weld", .protege = ANA};
	JnPerson people[] = {{0},
			     {.id = ANA, .name = (char *)"Ana"},
			     {.id = BO, .name = (char *)"Bo", .addr = (char *)"bo@forge.example"},
			     {.id = EVE, .addr = (char *)"eve@far.example"}};
	JnAnswerer bo = {.person = BO, .name = (char *)"Bo", .post = 11, .root = 10};
	g_autoptr(GPtrArray) answerers = g_ptr_array_new();
	JnPost question = {.id = 10,
			   .goal = 7,
			   .root = 10,
			   .author = ANA,
			   .kind = JN_KIND_QUESTION,
			   .message_id = (char *)"q1@home.example",
			   .subject_base = (char *)"How?"};
	JnPost answer = {.id = 11,
			 .goal = 7,
			 .author = BO,
			 .parent = 10,
			 .root = 10,
			 .parent_author = ANA,
			 .kind = JN_KIND_ANSWER,
			 .message_id = (char *)"a1@forge.example",
			 .subject_base = (char *)"How?"};
	JnPost private = {.id = 12,
			  .goal = 7,
			  .root = 12,
			  .author = BO,
			  .kind = JN_KIND_COMMENT,
			  .audience = JN_AUDIENCE_PROTEGE,
			  .message_id = (char *)"p1@forge.example",
			  .subject_base = (char *)"You follow"};
	JnCookie cookie = {.id = 4, .person = EVE, .held = 9, .expires = NOW + JN_DAY};
	JnSituation s = {.domain = DOMAIN,
			 .site_name = "Goals",
			 .separator = '+',
			 .keys = &keys,
			 .lexicons = lexicons,
			 .cookies_per_day = 3,
			 .now = NOW,
			 .random = random_bytes,
			 .message = message,
			 .new_text = text,
			 .automatic = &automatic,
			 .sender_mode = JN_MODE_ABSENT,
			 .claimed_mode = JN_MODE_ABSENT,
			 .free_name = "learn",
			 .next_goal = 8,
			 .next_post = 12,
			 .next_held = 6,
			 .next_number = 2};
	g_autoptr(GVariant) agreed =
		g_variant_ref_sink(g_variant_new_parsed("{'agreed': <true>, 'addr': <'a@b'>}"));
	g_autoptr(JnPlan) plan = NULL;

	g_assert_true(jn_address_parse(address, DOMAIN, '+', &s.address));
	evidence_set(&s, c->flags);
	goal.state = c->flags & DELETED ? JN_GOAL_DELETED
		     : c->flags & ENDED ? JN_GOAL_ENDED
					: JN_GOAL_OPEN;
	goal.phase = c->flags & REACHED ? JN_PHASE_ACHIEVED : JN_PHASE_QUESTIONING;
	people[BO].reach = c->flags & SUSPENDED ? JN_REACH_SUSPENDED
			   : c->flags & PROBING ? JN_REACH_PROBING
						: JN_REACH_OK;
	if (g_str_equal(s.address.name, "weld"))
		s.goal = &goal;
	if (c->sender != 0 && !(c->flags & NO_SENDER))
		s.sender = &people[c->sender];
	if (c->sender == BO)
		s.sender_mode = JN_MODE_EACH;
	if (s.address.person != 0 && s.address.person <= EVE)
		s.claimed = &people[s.address.person];
	if (c->flags & TO_QUESTION)
		g_ptr_array_add(named, &question);
	if (c->flags & TO_ANSWER)
		g_ptr_array_add(named, &answer);
	if (c->flags & TO_PRIVATE)
		g_ptr_array_add(named, &private);
	s.sender_in_stream = (c->flags & IN_STREAM) != 0;
	s.blocked = c->flags & BLOCKED ? JN_BLOCKED_SITE : JN_BLOCKED_NOT;
	s.hints.named = named;
	s.hints.quoted = "";
	if (c->flags & (HARD | SOFT))
		g_ptr_array_add(bounces, c->flags & HARD ? &hard : &soft);
	s.bounces = bounces->len > 0 ? bounces : NULL;
	if (s.bounces != NULL && s.address.sub == JN_SUB_BOUNCE_SHARED) {
		JnUnreached both[] = {{&people[BO], bounces->pdata[0]},
				      {&people[EVE], bounces->pdata[0]}};

		g_array_append_vals(unreached, both, 2);
		s.unreached = unreached;
	}
	if (c->flags & (LIKELY | CERTAIN)) {
		automatic.level = c->flags & CERTAIN ? JN_AUTOMATIC_CERTAIN : JN_AUTOMATIC_LIKELY;
		automatic.reason = (char *)"a sign";
	}
	if (c->cookie != 0) {
		cookie.action = (JnAction)(c->cookie - 1);
		cookie.goal = cookie.action == JN_ACTION_GOAL ? 0 : 7;
		cookie.spent = c->flags & SPENT ? NOW - 5 : 0;
		cookie.expires = c->flags & EXPIRED ? NOW : NOW + 1;
		if (c->flags & AGREED)
			cookie.payload = agreed;
		s.linked = &people[BO];
		s.cookie = &cookie;
		s.claimed = &people[EVE];
	}
	if (c->sender == ANA || cookie.action == JN_ACTION_ACHIEVED) {
		g_ptr_array_add(answerers, &bo);
		s.answerers = answerers;
	}
	if (cookie.action == JN_ACTION_ACHIEVED)
		cookie.person = ANA;
	plan = jn_plan_make(&s);
	words = ops_words(plan, NULL);
	g_assert_cmpstr(words, ==, c->ops);
	g_assert_cmpint(plan->outcome, ==, c->outcome);
	g_assert_nonnull(plan->summary);
	jn_address_clear(&s.address);
}

/* A background in several paragraphs, with fields between them. */
static void
test_goal_fields(void)
{
	static const char english[] = "expectations = Expectations\nskills = Skills\n";
	Case c = {.sender = EVE,
		  .to = "new",
		  .subject = "Fwd: Learn to weld",
		  .text = "I have a garage.\n\nEXPECTATIONS: honest words\nand patience\n\nMore of "
			  "me.\n"
			  "Skills: steel; 12 V, steel\n"};
	g_autoptr(JnMessage) message = message_of(&c);
	g_autoptr(JnNewText) text = jn_new_text_read(message);
	g_autoptr(GPtrArray) named = g_ptr_array_new();
	g_autoptr(GPtrArray) labels =
		g_ptr_array_new_with_free_func((GDestroyNotify)jn_labels_free);
	JnAutomatic automatic = {JN_AUTOMATIC_NO, NULL};
	JnPerson eve = {.id = EVE};
	JnSituation s = {.domain = DOMAIN,
			 .separator = '+',
			 .keys = &keys,
			 .cookies_per_day = 3,
			 .now = NOW,
			 .random = random_bytes,
			 .message = message,
			 .new_text = text,
			 .automatic = &automatic,
			 .sender = &eve,
			 .labels = labels,
			 .hints = {.named = named}};
	g_autoptr(JnPlan) plan = NULL;
	const JnOp *cookie;
	const char *value;

	g_ptr_array_add(labels, jn_labels_parse("en", english, sizeof english - 1, NULL));
	g_assert_true(jn_address_parse("new@" DOMAIN, DOMAIN, '+', &s.address));
	plan = jn_plan_make(&s);
	cookie = plan->ops->pdata[0];
	g_assert_cmpint(cookie->kind, ==, JN_OP_COOKIE);
	g_assert_true(g_variant_lookup(cookie->u.cookie.payload, "title", "&s", &value));
	g_assert_cmpstr(value, ==, "Learn to weld");
	g_assert_true(g_variant_lookup(cookie->u.cookie.payload, "background", "&s", &value));
	g_assert_cmpstr(value, ==, "I have a garage.\n\n\nMore of me.");
	g_assert_true(g_variant_lookup(cookie->u.cookie.payload, "expectations", "&s", &value));
	g_assert_cmpstr(value, ==, "honest words and patience");
	g_assert_true(g_variant_lookup(cookie->u.cookie.payload, "skills", "&s", &value));
	g_assert_cmpstr(value, ==, "steel, 12 V");
	jn_address_clear(&s.address);
}

/* In a digest an answer stands behind its question, and the leave is left out. */
static void
test_gist(void)
{
	Case c = {.sender = ANA,
		  .to = "weld",
		  .subject = "Re: How?",
		  .text = "> Which wire?\n0.8 mm\n\n> Which gas?\nArgon.\n\nBest "
			  "regards\nAna\n"};
	g_autoptr(JnMessage) message = message_of(&c);
	g_autoptr(JnNewText) text = jn_new_text_read(message);
	g_autoptr(GPtrArray) named = g_ptr_array_new();
	JnAutomatic automatic = {JN_AUTOMATIC_NO, NULL};
	JnGoal goal = {.id = 7, .name = (char *)"weld", .title = (char *)"Weld", .protege = ANA};
	JnPerson ana = {.id = ANA};
	JnSituation s = {.domain = DOMAIN,
			 .separator = '+',
			 .keys = &keys,
			 .now = NOW,
			 .random = random_bytes,
			 .message = message,
			 .new_text = text,
			 .automatic = &automatic,
			 .goal = &goal,
			 .sender = &ana,
			 .evidence = {.released = TRUE},
			 .hints = {.named = named}};
	g_autoptr(JnPlan) plan = NULL;
	const JnOp *post = NULL;

	g_assert_true(jn_address_parse("weld@" DOMAIN, DOMAIN, '+', &s.address));
	plan = jn_plan_make(&s);
	for (guint i = 0; i < plan->ops->len; i++)
		if (((const JnOp *)plan->ops->pdata[i])->kind == JN_OP_POST)
			post = plan->ops->pdata[i];
	g_assert_nonnull(post);
	g_assert_cmpstr(post->u.post.gist, ==, "“Which wire?” 0.8 mm “Which gas?” Argon.");
	jn_address_clear(&s.address);
}

/* The words that the rows thank, arrive and refuse with. */
static GPtrArray *
lexicons_new(void)
{
	static const char words[] = "[thanks]\nthank you\n[achieved]\ngoal reached\n"
				    "[negation]\nno\nnot\n[refusal]\ncancel\n";
	GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)jn_lexicon_free);

	g_ptr_array_add(all, jn_lexicon_parse("test", words, sizeof words - 1, NULL));
	return all;
}

int
main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_mime_init();
	lexicons = lexicons_new();
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf("/plan/%02d %s", (int)i, cases[i].label);

		g_strdelimit(path + 6, "/", '-');
		g_test_add_data_func(path, &cases[i], run_case);
	}
	g_test_add_func("/plan/goal-fields", test_goal_fields);
	g_test_add_func("/plan/gist", test_gist);
	status = g_test_run();
	g_ptr_array_unref(lexicons);
	return status;
}
