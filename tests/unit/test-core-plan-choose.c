/*
 * What a mail does that chooses answers, sets or stops the nudges, or replies to a letter that asks
 * how it went. A row a case; the operations are written as words.
 */
#include <string.h>

#include "base/limits.h"
#include "core/notice-id.h"
#include "core/plan.h"
#include "plan-words.h"

#define NOW 1795420800
#define DOMAIN "goals.example"
#define ANA 1 /* the protege */
#define BO 2  /* wrote answers 1 (post 6) and 3 (post 8) */
#define EVE 3 /* wrote answer 2 (post 7) */

typedef enum Flags {
	PROVEN = 1 << 0,
	TO_ANSWER = 1 << 1, /* replies to post 6 */
	CLOSED = 1 << 2,    /* Bo is in it */
	ENDED = 1 << 3,
	REACHED = 1 << 4,
	ALONE = 1 << 5, /* nobody answered */
	EVE_LEFT = 1 << 6,
	BEFORE = 1 << 7,   /* answer 1 was chosen before */
	NUDGE = 1 << 8,    /* replies to a nudge of post 6, at its address */
	PICKED = 1 << 9,   /* replies to what was chosen: several */
	MANY = 1 << 11,    /* got as many letters as there are in a day */
	PICTURE = 1 << 10, /* with a file */
} Flags;

typedef struct Case {
	const char *label;
	int sender;
	const char *to, *subject, *text;
	guint flags;
	JnOutcome outcome;
	const char *ops;
} Case;

#define TELL(who) "notice:chosen>" who

static const Case cases[] = {
	{"numbers", ANA, "weld+choose", "Re: x", "1, 2", PROVEN, JN_OUTCOME_DONE,
	 "choose:6 " TELL("2") " choose:7 " TELL("3") " phase:trying:6 notice:choose-done>1"},
	{"two of one person: both, told of each", ANA, "weld+choose", "Re: x", "1, 3", PROVEN,
	 JN_OUTCOME_DONE,
	 "choose:6 " TELL("2") " choose:8 " TELL("2") " phase:trying:6 notice:choose-done>1"},
	{"a name: the newest", ANA, "weld+choose", "Re: x", "Bo", PROVEN, JN_OUTCOME_DONE,
	 "choose:8 " TELL("2") " phase:trying:8 notice:choose-done>1"},
	{"#choose with a number", ANA, "weld", "Re: x", "#choose 2", PROVEN, JN_OUTCOME_DONE,
	 "choose:7 " TELL("3") " phase:trying:7 notice:choose-done>1"},
	{"#choose in a reply to an answer", ANA, "weld", "Re: x", "#choose", PROVEN | TO_ANSWER,
	 JN_OUTCOME_DONE, "choose:6 " TELL("2") " phase:trying:6 notice:choose-done>1"},
	{"in the subject of a mail", ANA, "weld+choose", "2", "", PROVEN, JN_OUTCOME_DONE,
	 "choose:7 " TELL("3") " phase:trying:7 notice:choose-done>1"},
	{"one known, one not", ANA, "weld+choose", "Re: x", "2, 9", PROVEN, JN_OUTCOME_DONE,
	 "choose:7 " TELL("3") " phase:trying:7 notice:choose-done>1"},
	{"none known: the list", ANA, "weld+choose", "Re: x", "not 2", PROVEN, JN_OUTCOME_DONE,
	 "notice:answers>1"},
	{"a number in a sentence", ANA, "weld+choose", "Re: x", "I will try 2 first, on Sunday",
	 PROVEN, JN_OUTCOME_DONE, "choose:7 " TELL("3") " phase:trying:7 notice:choose-done>1"},
	{"... that says no", ANA, "weld+choose", "Re: x", "I will not try 2", PROVEN,
	 JN_OUTCOME_DONE, "notice:answers>1"},
	{"... of no answer", ANA, "weld+choose", "Re: x", "I had 7 of them", PROVEN,
	 JN_OUTCOME_DONE, "notice:answers>1"},
	{"nothing: the list", ANA, "weld+choose", "Re: x", "", PROVEN, JN_OUTCOME_DONE,
	 "notice:answers>1"},
	{"nobody answered", ANA, "weld+choose", "Re: x", "1", PROVEN | ALONE, JN_OUTCOME_DONE,
	 "notice:answers>1"},
	{"more text: nobody gets it", ANA, "weld", "Re: x", "#choose 2\n\nAnd thanks!", PROVEN,
	 JN_OUTCOME_DONE,
	 "choose:7 " TELL("3") " phase:trying:7 notice:choose-done>1 notice:not-sent>1 hold:noted"},
	{"... below a reply with a number", ANA, "weld+choose", "Re: x", "2\n\nAnd thanks!", PROVEN,
	 JN_OUTCOME_DONE,
	 "choose:7 " TELL("3") " phase:trying:7 notice:choose-done>1 notice:not-sent>1 hold:noted"},
	{"again: its author knows", ANA, "weld+choose", "Re: x", "1", PROVEN | BEFORE,
	 JN_OUTCOME_DONE, "choose:6 phase:trying:6 notice:choose-done>1"},
	{"who left is not told", ANA, "weld+choose", "Re: x", "2", PROVEN | EVE_LEFT,
	 JN_OUTCOME_DONE, "choose:7 phase:trying:7 notice:choose-done>1"},
	{"in a closed goal only members are told", ANA, "weld+choose", "Re: x", "1, 2",
	 PROVEN | CLOSED, JN_OUTCOME_DONE,
	 "choose:6 " TELL("2") " choose:7 phase:trying:6 notice:choose-done>1"},
	{"reached: it stays so", ANA, "weld+choose", "Re: x", "2", PROVEN | REACHED,
	 JN_OUTCOME_DONE, "choose:7 " TELL("3") " notice:choose-done>1"},
	{"not hers to say", BO, "weld+choose", "Re: x", "1", PROVEN, JN_OUTCOME_HELD,
	 "notice:not-yours>2 hold"},
	{"unproven: asked", ANA, "weld+choose", "Re: x", "1", 0, JN_OUTCOME_HELD,
	 "hold cookie:release notice:post-confirm>1"},
	{"it has ended", ANA, "weld+choose", "Re: x", "1", PROVEN | ENDED, JN_OUTCOME_HELD, "hold"},
	/* nudges */
	{"#stop", ANA, "weld", "Re: x", "#stop", PROVEN, JN_OUTCOME_DONE,
	 "nudges: notice:nudges>1"},
	{"+stop", ANA, "weld+stop", "", "", PROVEN, JN_OUTCOME_DONE, "nudges: notice:nudges>1"},
	{"... of another", BO, "weld+stop", "", "", PROVEN, JN_OUTCOME_HELD,
	 "notice:not-yours>2 hold"},
	{"other days", ANA, "weld+nudges", "Re: x", "10 30", PROVEN, JN_OUTCOME_DONE,
	 "nudges:10, 30 notice:nudges>1"},
	{"... by a command", ANA, "weld", "x", "#nudges 10, 30", PROVEN, JN_OUTCOME_DONE,
	 "nudges:10, 30 notice:nudges>1"},
	{"no days: shown as they are", ANA, "weld+nudges", "Re: x", "often", PROVEN,
	 JN_OUTCOME_DONE, "notice:nudges>1"},
	/* a word and nothing else */
	{"#stuck alone is noted, and told to nobody", ANA, "weld", "x", "#stuck", PROVEN,
	 JN_OUTCOME_DONE, "phase:stuck:0 notice:noted>1"},
	{"... in a reply", ANA, "weld", "Re: How?", "#stuck\n", PROVEN | TO_ANSWER, JN_OUTCOME_DONE,
	 "phase:stuck:0 notice:noted>1"},
	{"an empty mail to +trying", ANA, "weld+trying", "", "", PROVEN, JN_OUTCOME_DONE,
	 "phase:trying:0 notice:noted>1"},
	{"... with a subject says something", ANA, "weld+trying", "I take argon", "", PROVEN,
	 JN_OUTCOME_DONE, "post:update:0:(null) broadcast phase:trying:12"},
	{"#thanks alone thanks for nothing", ANA, "weld", "x", "#thanks", PROVEN, JN_OUTCOME_HELD,
	 "notice:empty>1 hold"},
	{"#achieved alone: how was it?", ANA, "weld", "x", "#achieved", PROVEN, JN_OUTCOME_DONE,
	 "notice:achieved-how>1"},
	{"another's word alone is none", BO, "weld", "x", "#achieved", PROVEN, JN_OUTCOME_HELD,
	 "notice:empty>2 hold"},
	{"a machine that answers letters comes to an end", ANA, "R6", "Re: What became?",
	 "Ticket 7 was made.", PROVEN | NUDGE | MANY, JN_OUTCOME_HELD, "hold"},
	/* how it went */
	{"a reply to a nudge is below the answer, and the experience", ANA, "R6",
	 "Re: What became?", "It holds well.", PROVEN | NUDGE, JN_OUTCOME_DONE,
	 "post:followup:6:Re: How? broadcast phase:trying:12 experience:6"},
	{"... with a file: told where to write", ANA, "R6", "Re: What became?", "It holds well.",
	 PROVEN | NUDGE | PICTURE, JN_OUTCOME_HELD, "notice:reply-where>1 hold"},
	{"... '#stop'", ANA, "R6", "Re: What became?", "#stop", PROVEN | NUDGE, JN_OUTCOME_DONE,
	 "nudges: notice:nudges>1"},
	{"... unproven", ANA, "weld", "Re: What became?", "It holds.", NUDGE, JN_OUTCOME_HELD,
	 "hold cookie:release notice:post-confirm>1"},
	{"how the chosen ones went: all of them", ANA, "weld+experience", "Re: You chose",
	 "It holds well.", PROVEN | PICKED, JN_OUTCOME_DONE,
	 "post:update:0:It holds well. broadcast phase:trying:12 experience:8 experience:6"},
	{"... or the one that is named", ANA, "weld+experience", "Re: You chose",
	 "I tried what Bo said, it holds.", PROVEN | PICKED, JN_OUTCOME_DONE,
	 "post:update:0:I tried what Bo said, it holds. broadcast phase:trying:12 experience:8"},
};

static char *
own_word(const JnOp *op)
{
	if (op->kind == JN_OP_POST)
		return g_strdup_printf("post:%s:%d:%s", jn_kind_word(op->u.post.kind),
				       (int)op->u.post.parent, op->u.post.subject);
	if (op->kind == JN_OP_NOTICE)
		return g_strdup_printf("notice:%s>%d", op->u.notice.template_name,
				       (int)op->u.notice.person);
	if (op->kind == JN_OP_PHASE)
		return g_strdup_printf("phase:%s:%d", jn_phase_word(op->u.phase.phase),
				       (int)op->u.phase.post);
	return NULL;
}

static const JnKeys keys = {.current = {1}};
static guint8 random_bytes[JN_RANDOM_BYTES];
static JnPerson people[] = {
	{0},
	{.id = ANA, .name = (char *)"Ana", .addr = (char *)"ana@home.example"},
	{.id = BO, .name = (char *)"Bo Smed", .addr = (char *)"bo@forge.example"},
	{.id = EVE, .name = (char *)"Eve", .addr = (char *)"eve@far.example"}};
static JnPost answer = {.id = 6,
			.goal = 7,
			.author = BO,
			.author_name = (char *)"Bo Smed",
			.parent = 5,
			.parent_author = ANA,
			.root = 5,
			.kind = JN_KIND_ANSWER,
			.number = 1,
			.subject_base = (char *)"How?",
			.message_id = (char *)"a@x.example"};

static JnMessage *
message_of(const Case *c)
{
	const char *parent = c->flags & NUDGE    ? "nudge.b.c.d@" DOMAIN
			     : c->flags & PICKED ? "choose-done.b.c.d@" DOMAIN
						 : "a@x.example";
	gboolean is_reply = (c->flags & (NUDGE | PICKED | TO_ANSWER)) != 0;
	g_autofree char *raw = g_strdup_printf(
		"From: %s\nTo: weld@" DOMAIN "\nSubject: %s\nMessage-ID: <m1@x.example>\n%s%s%s"
		"MIME-Version: 1.0\nContent-Type: %s\n\n%s%s\n%s",
		people[c->sender].addr, c->subject, is_reply ? "In-Reply-To: <" : "",
		is_reply ? parent : "", is_reply ? ">\n" : "",
		c->flags & PICTURE ? "multipart/mixed; boundary=b" : "text/plain",
		c->flags & PICTURE ? "--b\n\n" : "", c->text,
		c->flags & PICTURE ? "--b\nContent-Type: image/png\n\nx\n--b--\n" : "");
	g_autoptr(GBytes) bytes = g_bytes_new(raw, strlen(raw));
	g_autoptr(GError) error = NULL;
	JnMessage *message = jn_message_parse(bytes, &error);

	g_assert_no_error(error);
	return message;
}

static char *
address_of(const Case *c)
{
	JnClaim reply = {'r', 7, 6, ANA};

	return g_str_equal(c->to, "R6")
		       ? jn_capability_address(&keys, &reply, NOW + JN_DAY, "weld", DOMAIN, '+')
		       : g_strconcat(c->to, "@" DOMAIN, NULL);
}

static void
run_case(gconstpointer data)
{
	const Case *c = data;
	JnAnswerer answers[] = {
		{.person = BO, .name = (char *)"Bo Smed", .number = 3, .post = 8, .root = 5},
		{.person = EVE, .name = (char *)"Eve", .number = 2, .post = 7, .root = 5},
		{.person = BO, .name = (char *)"Bo Smed", .number = 1, .post = 6, .root = 5}};
	g_autoptr(JnMessage) message = message_of(c);
	g_autoptr(JnNewText) text = jn_new_text_read(message);
	g_autoptr(GPtrArray) named = g_ptr_array_new();
	g_autoptr(GPtrArray) mentors = g_ptr_array_new();
	g_autoptr(GPtrArray) answerers = g_ptr_array_new();
	g_autofree char *address = address_of(c);
	g_autofree char *notice = jn_notice_replied_to(message, DOMAIN);
	g_autofree char *words = NULL;
	JnAutomatic automatic = {JN_AUTOMATIC_NO, NULL};
	JnGoal goal = {.id = 7,
		       .name = (char *)"weld",
		       .title = (char *)"Weld",
		       .protege = ANA,
		       .phase = c->flags & REACHED ? JN_PHASE_ACHIEVED : JN_PHASE_QUESTIONING,
		       .closed = c->flags & CLOSED ? NOW - 9 : 0,
		       .state = c->flags & ENDED    ? JN_GOAL_ENDED
				: c->flags & CLOSED ? JN_GOAL_CLOSED
						    : JN_GOAL_OPEN};
	JnMentor bo = {.goal = 7, .person = BO, .state = JN_MENTOR_ACCEPTED, .asked_post = 10};
	JnSituation s = {.domain = DOMAIN,
			 .site_name = "Goals",
			 .separator = '+',
			 .keys = &keys,
			 .cookies_per_day = 3,
			 .language = "en",
			 .now = NOW,
			 .random = random_bytes,
			 .message = message,
			 .new_text = text,
			 .automatic = &automatic,
			 .notice = notice,
			 .goal = &goal,
			 .sender = &people[c->sender],
			 .sender_mode = JN_MODE_ABSENT,
			 .claimed_mode = JN_MODE_ABSENT,
			 .protege = &people[ANA],
			 .mentors = mentors,
			 .answerers = answerers,
			 .next_post = 12,
			 .next_held = 6,
			 .open_questions = 1};
	g_autoptr(JnPlan) plan = NULL;

	answers[1].has_left = (c->flags & EVE_LEFT) != 0;
	answers[2].chosen = c->flags & (BEFORE | PICKED) ? NOW - 9 : 0;
	answers[0].chosen = c->flags & PICKED ? NOW - 9 : 0;
	g_assert_true(jn_address_parse(address, DOMAIN, '+', &s.address));
	s.sender_letters = c->flags & MANY ? JN_LETTERS_PER_DAY : 0;
	s.evidence = (JnEvidence){.login = (c->flags & PROVEN) != 0};
	if (c->flags & CLOSED)
		g_ptr_array_add(mentors, &bo);
	for (gsize i = 0; i < G_N_ELEMENTS(answers) && !(c->flags & ALONE); i++)
		g_ptr_array_add(answerers, &answers[i]);
	if (c->flags & TO_ANSWER)
		g_ptr_array_add(named, &answer);
	s.hints = (JnThreadHints){
		.named = named, .quoted = "", .token = s.address.post == 6 ? &answer : NULL};
	plan = jn_plan_make(&s);
	words = ops_words(plan, own_word);
	g_assert_cmpstr(words, ==, c->ops);
	g_assert_cmpint(plan->outcome, ==, c->outcome);
	jn_address_clear(&s.address);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path =
			g_strdup_printf("/plan/choose/%02d %s", (int)i, cases[i].label);

		g_test_add_data_func(path, &cases[i], run_case);
	}
	return g_test_run();
}
