#include "render/catalogue.h"

#include <string.h>

#define V(...) ((const char *const[]){__VA_ARGS__, NULL})
#define THANKS                                                                                     \
	V("who", "closed", "count", "goals#", "goals.title", "goals.protege", "goals.achieved",    \
	  "goals.outcome", "goals.answered#", "goals.answered.answer",                             \
	  "goals.answered.reply_link", "goals.answered.thanks#", "goals.answered.thanks.words",    \
	  "goals.answered.experience#", "goals.answered.experience.words")
#define NO_VARIABLES ((const char *const[]){NULL})

const char *const jn_catalogue_common[] = {"site",       "operator",     "name",
					   "goal_title", "goal_address", "new_link",
					   "open_link",  "me_link",      NULL};

const JnCatalogueEntry jn_catalogue[] = {
	{"moment", "no mail: its subject is how a moment is written in all others",
	 V("day", "month", "year", "hour", "minute", "zone")},
	{"goal-confirm", "asks who mailed new@ whether the goal is really theirs; a reply confirms",
	 V("title", "background", "expectations", "skills", "expires")},
	{"goal-ready", "the goal has its address: how to go on, how to invite",
	 V("follow_link", "forward_link", "post_link", "help_link")},
	{"goal-announce", "to those who follow all open goals: a new one is there",
	 V("background", "follow_link")},
	{"goal-no-title", "a mail to new@ had no subject: how to do it", V("new_link")},
	{"follow-confirm", "asks whether they really want to follow; a reply confirms",
	 V("mode", "expires", "all")},
	{"follow-done", "they follow now: the case, how to ask, answer and leave",
	 V("mode",
	   "background",
	   "phase",
	   "questions",
	   "answers",
	   "background_link",
	   "follow_link",
	   "post_link",
	   "questions_link",
	   "daily_link",
	   "digest_link",
	   "unsubscribe_link",
	   "all")},
	{"unfollow-confirm",
	 "a mail asked to unsubscribe them and nothing proved that it was theirs", V("expires")},
	{"unfollow-done", "they follow no longer", V("follow_link", "was_following")},
	{"post-confirm", "a post waits until its sender confirms; never quotes it",
	 V("received", "expires")},
	{"resume-confirm", "mail to them bounced and was stopped: a reply starts it again",
	 V("since", "reason", "expires")},
	{"resumed", "mail to them goes out again", NO_VARIABLES},
	{"link-confirm",
	 "somebody wrote from another address with this person's token: same person?",
	 V("other_address", "expires")},
	{"linked", "the other address is known now", V("other_address")},
	{"confirm-late", "a confirmation was used before, has expired or came in pieces",
	 NO_VARIABLES},
	{"help", "what this goal's addresses do",
	 V("post_link",
	   "follow_link",
	   "questions_link",
	   "daily_link",
	   "digest_link",
	   "achieved_link",
	   "reopen_link",
	   "unsubscribe_link",
	   "background_link",
	   "yours")},
	{"background", "the whole case of a goal as one readable mail",
	 V("background",
	   "expectations",
	   "skills",
	   "phase",
	   "questions",
	   "answers",
	   "followers",
	   "posts#",
	   "posts.kind",
	   "posts.who",
	   "posts.when",
	   "posts.gist",
	   "posts.number")},
	{"receipt", "to who asked: how many got it, or that nobody follows yet",
	 V("recipients",
	   "followers",
	   "subject",
	   "closed",
	   "waiting",
	   "follow_link",
	   "forward_link")},
	{"empty", "a mail without subject and text came: nothing was sent on", V("post_link")},
	{"reply-where",
	 "the person whose goal it is replied to one of our own mails: where to write instead",
	 V("closed", "post_link")},
	{"not-sent", "their mail began with a command: the text below it went to nobody",
	 V("post_link")},
	{"close-ask", "to a mentor named in a closing: a reply accepts",
	 V("protege", "others", "expires")},
	{"close-reminder", "... who has not answered in a week", V("protege", "expires")},
	{"close-welcome", "... who accepted", V("protege", "leave_link")},
	{"dismissed", "... who is not in it any more, by the protege's word", V("protege")},
	{"close-done", "to the protege: it is closed, and who was asked",
	 V("mentors#",
	   "mentors.who",
	   "mentors.number",
	   "unknown",
	   "copies",
	   "close_link",
	   "reopen_link")},
	{"close-who", "to the protege: it is closed, and nobody (or nobody we know) was named",
	 V("unknown",
	   "copies",
	   "answers_list#",
	   "answers_list.who",
	   "answers_list.number",
	   "answers_list.first",
	   "reopen_link")},
	{"close-confirm", "nothing proves that the protege closed: broadcasts wait for the reply",
	 V("received", "expires")},
	{"pause", "to the followers of a goal that closed; neutral, names nobody",
	 V("unsubscribe_link")},
	{"close-accepted", "to the protege: a mentor accepted", V("who")},
	{"left", "to the protege: a mentor declined, left, or did not answer", V("who", "how")},
	{"close-none", "... and nobody is in it any more: what to do?",
	 V("who",
	   "how",
	   "answers_list#",
	   "answers_list.who",
	   "answers_list.number",
	   "copies",
	   "reopen_link")},
	{"left-done", "to a mentor who declined or left", V("how")},
	{"leave-confirm", "a mail asked to leave the closed goal, unproven", V("expires")},
	{"open-confirm", "asks the protege whether to open again, and says what that reveals",
	 V("followers", "expires")},
	{"opened", "to the protege: it is open again", V("post_link")},
	{"opened-members", "... to those who were in it", V("protege", "leave_link")},
	{"ended", "to the protege: the operator ended the goal", NO_VARIABLES},
	{"ended-members", "... to those who were in it", V("protege")},
	{"held-answer", "to the protege: an outsider wrote to the closed goal; a reply lets it in",
	 V("author", "subject", "text", "expires")},
	{"share-confirm", "#share: shows the protege what all would read; a reply shares it",
	 V("subject", "text", "expires")},
	{"third-person", "a closed mail named somebody else in To or Cc", V("people")},
	{"not-yours", "a word that only the protege can say", V("post_link")},
	{"probe", "mail to them bounced; this one finds out whether they can be reached",
	 V("reason", "expires")},
	{"open-list", "all open goals",
	 V("goals#",
	   "goals.title",
	   "goals.address",
	   "goals.background",
	   "goals.questions",
	   "goals.answers",
	   "goals.phase",
	   "goals.follow_link",
	   "count",
	   "more",
	   "follow_link")},
	{"held-list", "weekly, to the operator: what is held and why",
	 V("items#",
	   "items.id",
	   "items.from",
	   "items.to",
	   "items.reason",
	   "items.when",
	   "items.expires",
	   "items.subject",
	   "count",
	   "more")},
	{"digest", "what is new in the goals a person follows",
	 V("period",
	   "goals#",
	   "goals.title",
	   "goals.phase",
	   "goals.stream",
	   "goals.background",
	   "goals.follow_link",
	   "goals.unsubscribe_link",
	   "goals.conversations#",
	   "goals.conversations.subject",
	   "goals.conversations.kind",
	   "goals.conversations.who",
	   "goals.conversations.when",
	   "goals.conversations.gist",
	   "goals.conversations.reply_link",
	   "goals.conversations.new",
	   "goals.conversations.answers",
	   "goals.conversations.items#",
	   "goals.conversations.items.kind",
	   "goals.conversations.items.who",
	   "goals.conversations.items.when",
	   "goals.conversations.items.gist",
	   "goals.conversations.items.number",
	   "goals.conversations.items.tried",
	   "goals.conversations.items.thanks",
	   "goals.conversations.items.reply_link",
	   "count",
	   "left",
	   "rest_link")},
	{"thanks-digest", "to who answered: the thanks and what came of it, of a week", THANKS},
	{"thanks-first", "the first thanks a person ever gets, at once", THANKS},
	{"digest-which", "they replied to a digest, and it is not clear to which part",
	 V("text", "items#", "items.who", "items.gist", "items.link")},
	{"achieved-ask", "a mail of the protege sounds as if the goal is reached: a reply says so",
	 V("text", "expires")},
	{"achieved-how", "the protege said that the goal is reached, and nothing else: how was it?",
	 NO_VARIABLES},
	{"achieved", "to the protege: the goal is reached, and who learns of it", V("helpers")},
	{"copy", "of every copy of a post: the subject is the name in From, the text the footer",
	 V("author",
	   "kind",
	   "audience",
	   "number",
	   "receivers",
	   "background",
	   "phase",
	   "questions",
	   "answers",
	   "members#",
	   "members.who",
	   "members.sep",
	   "help_link")},
	{NULL, NULL, NULL},
};

const JnCatalogueEntry *
jn_catalogue_find(const char *name)
{
	for (const JnCatalogueEntry *entry = jn_catalogue; entry->name != NULL; entry++)
		if (g_str_equal(entry->name, name))
			return entry;
	return NULL;
}

/* The next component of a dotted name: its length; a '#' at the end does not count. */
static gsize
component(const char *dotted)
{
	return strcspn(dotted, ".#");
}

/* Whether `offered` is `wanted` less some of its sections: 'goals.title' is seen in
 * 'goals.items.title', as is 'title'. A list is no text: 'goals#' is not seen in 'goals'. */
static gboolean
sees(const char *wanted, const char *offered)
{
	for (;;) {
		gsize w = component(wanted), o = component(offered);
		gboolean w_last = wanted[w] != '.', o_last = offered[o] != '.';
		gboolean same = w == o && strncmp(wanted, offered, w) == 0;

		if (w_last)
			return o_last && same && (offered[o] != '#' || wanted[w] == '#');
		if (same && !o_last)
			offered += o + 1;
		wanted += w + 1;
	}
}

static gboolean
any_sees(const char *const *variables, const char *wanted)
{
	for (; *variables != NULL; variables++)
		if (sees(wanted, *variables))
			return TRUE;
	return FALSE;
}

gboolean
jn_catalogue_offers(const JnCatalogueEntry *entry, const char *variable)
{
	return any_sees(entry->variables, variable) || any_sees(jn_catalogue_common, variable);
}
