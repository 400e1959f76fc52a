/*
 * What a mail does in a goal whose protege is anonymous, or becomes so, or tells who they are. A row
 * a case; the operations are written as words. Rows are the design's 'Trust' and 'An anonymous post
 * is built anew'.
 */
#include <string.h>

#include "base/limits.h"
#include "core/plan.h"
#include "plan-words.h"

#define NOW 1795420800
#define DOMAIN "goals.example"
#define ALIAS "Quiet Heron"
#define ANA 1 /* the protege */
#define BO 2  /* wrote answer 1 */
#define EVE 3 /* wrote answer 2 */
#define LIN 4 /* an address of Ana's that is not known to be */

typedef enum Flags {
	PROVEN = 1 << 0,
	FORGED = 1 << 1,
	ANON = 1 << 2,   /* Ana is, by ALIAS */
	POSTED = 1 << 3, /* ... and has written since */
	PREVIEWED = 1 << 4,
	CLOSED = 1 << 5, /* Bo is in it */
	BO_TOLD = 1 << 6,
	TO_ANSWER = 1 << 7, /* the mail replies to Bo's answer */
	TO_BO = 1 << 8,     /* ... to what he wrote to the protege alone */
	THIRD = 1 << 9,     /* To names a third person */
	TOKEN = 1 << 10,    /* came to Ana's token */
	TAKEN = 1 << 11,    /* its address is that of somebody else here */
	SIGNED = 1 << 12,
	PICTURE = 1 << 13,
	ENDED = 1 << 14,
	OTHER_ALIAS = 1 << 15, /* the cookie is of an alias she had before */
	NAMES_BO = 1 << 16,    /* the cookie tells Bo */
	SHARED = 1 << 17,
	READY = 1 << 18, /* replies to the mail with the goal's address */
} Flags;

typedef struct Case {
	const char *label;
	int sender;
	const char *to, *text;
	guint flags;
	int cookie; /* JnAction + 1; 0 none */
	JnOutcome outcome;
	const char *ops;
} Case;

#define C "weld+c.aaaaaaaaaaaaaaaa"
#define SHOWN "hold cookie:preview notice:anon-preview"
#define LATER (PROVEN | ANON | POSTED)

static const Case cases[] = {
	/* becoming so */
	{"at once, on proof", ANA, "weld+anon", "", PROVEN, 0, JN_OUTCOME_DONE,
	 "anon notice:anon-done"},
	{"by a command", ANA, "weld", "#anon", PROVEN, 0, JN_OUTCOME_DONE, "anon notice:anon-done"},
	{"... the text below it is the first anonymous mail", ANA, "weld", "#anon\n\nWhich gas?",
	 PROVEN, 0, JN_OUTCOME_HELD, "anon notice:anon-done " SHOWN},
	{"... and once seen goes out, and nothing else is done", ANA, "weld", "#anon\n\nWhich gas?",
	 PROVEN | ANON | PREVIEWED, 0, JN_OUTCOME_DONE,
	 "post:question:anon broadcast notice:receipt"},
	{"... even if she is known again meanwhile", ANA, "weld", "#anon\n\nWhich gas?",
	 PROVEN | PREVIEWED, 0, JN_OUTCOME_DONE, "post:question:anon broadcast notice:receipt"},
	{"a leave alone is no mail", ANA, "weld+anon", "Please.\n\nBest regards\nAna\n", PROVEN, 0,
	 JN_OUTCOME_HELD, "anon notice:anon-done " SHOWN},
	{"unproven: held, and she is asked", ANA, "weld+anon", "", 0, 0, JN_OUTCOME_HELD,
	 "hold cookie:release notice:post-confirm"},
	{"forged", ANA, "weld+anon", "", FORGED, 0, JN_OUTCOME_HELD, "hold"},
	{"by another", BO, "weld+anon", "", PROVEN, 0, JN_OUTCOME_HELD, "notice:not-yours hold"},
	{"again: she keeps her alias", ANA, "weld+anon", "", LATER, 0, JN_OUTCOME_DONE,
	 "notice:anon-done"},
	{"of a goal that ended", ANA, "weld+anon", "", PROVEN | ENDED, 0, JN_OUTCOME_HELD, "hold"},
	/* her mails */
	{"the first is shown", ANA, "weld", "Which gas?", PROVEN | ANON, 0, JN_OUTCOME_HELD, SHOWN},
	{"... also as a reply to our mail that invites it", ANA, "weld", "Which gas?",
	 PROVEN | ANON | READY, 0, JN_OUTCOME_HELD, SHOWN},
	{"... a followup too", ANA, "weld", "And then?", PROVEN | ANON | TO_ANSWER, 0,
	 JN_OUTCOME_HELD, SHOWN},
	{"... a private word too", ANA, "weld", "And then?", PROVEN | ANON | TO_BO, 0,
	 JN_OUTCOME_HELD, SHOWN},
	{"and goes out when seen", ANA, "weld", "Which gas?", PROVEN | ANON | PREVIEWED, 0,
	 JN_OUTCOME_DONE, "post:question:anon broadcast notice:receipt"},
	{"later ones at once", ANA, "weld", "Which gas?", LATER, 0, JN_OUTCOME_DONE,
	 "post:question:anon broadcast notice:receipt"},
	{"... but not with her name", ANA, "weld", "It is me, Ana. Which gas?", LATER, 0,
	 JN_OUTCOME_HELD, SHOWN},
	{"... unless it is in the leave, which stays here", ANA, "weld",
	 "Which gas?\n\nBest regards\nAna\n", LATER, 0, JN_OUTCOME_DONE,
	 "post:question:anon broadcast notice:receipt"},
	{"... nor with one that only this From gives", ANA, "weld", "I am Steen. Which gas?", LATER,
	 0, JN_OUTCOME_HELD, SHOWN},
	{"... nor with a number", ANA, "weld", "Call +45 12 34 56 78", LATER, 0, JN_OUTCOME_HELD,
	 SHOWN},
	{"... nor with a file", ANA, "weld",
	 "--b\nContent-Type: text/plain\n\nLook.\n--b\nContent-Type: image/png\n\nx\n--b--\n",
	 LATER | PICTURE, 0, JN_OUTCOME_HELD, SHOWN},
	{"... nor where her client sent it to others", ANA, "weld", "Which gas?", LATER | THIRD, 0,
	 JN_OUTCOME_HELD, SHOWN},
	{"a signed one cannot go", ANA, "weld",
	 "--b\nContent-Type: text/plain\n\nLook.\n--b\nContent-Type: "
	 "application/pgp-signature\n\nx\n--b--\n",
	 LATER | SIGNED, 0, JN_OUTCOME_HELD, "notice:anon-refused hold:noted"},
	{"... nor when it was seen", ANA, "weld",
	 "--b\nContent-Type: text/plain\n\nLook.\n--b\nContent-Type: "
	 "application/pgp-signature\n\nx\n--b--\n",
	 LATER | SIGNED | PREVIEWED, 0, JN_OUTCOME_HELD, "notice:anon-refused hold:noted"},
	{"unproven, it is asked for first", ANA, "weld", "Which gas?", ANON, 0, JN_OUTCOME_HELD,
	 "hold cookie:release notice:post-confirm"},
	{"another's mail is as ever", BO, "weld", "I am Ana, +45 12 34 56 78", PROVEN | ANON, 0,
	 JN_OUTCOME_DONE, "post:answer broadcast"},
	{"her token, from another address: it would go out by its name", LIN, "weld", "From work.",
	 LATER | TOKEN, 0, JN_OUTCOME_HELD, "hold cookie:link notice:link-confirm"},
	{"... that is somebody's: to nobody all the same", LIN, "weld", "From work.",
	 LATER | TOKEN | TAKEN, 0, JN_OUTCOME_HELD, "hold"},
	{"... of who is not anonymous it is a mail of their own", LIN, "weld", "From work.",
	 PROVEN | TOKEN, 0, JN_OUTCOME_DONE, "post:answer broadcast"},
	/* closed */
	{"closed, with who does not know her: as ever", ANA, "weld", "I am Ana", LATER | CLOSED, 0,
	 JN_OUTCOME_HELD, SHOWN},
	{"closed, with who knows her: nothing is shown first", ANA, "weld", "I am Ana. Which gas?",
	 PROVEN | ANON | CLOSED | BO_TOLD, 0, JN_OUTCOME_DONE,
	 "post:question:anon broadcast notice:receipt"},
	{"... unless it is for all", ANA, "weld", "#share\n\nIt holds.", LATER | CLOSED | BO_TOLD,
	 0, JN_OUTCOME_HELD, "hold cookie:share notice:anon-preview"},
	{"... which is one mail to look at", ANA, "weld", "#share\n\nIt holds.",
	 LATER | CLOSED | BO_TOLD | PREVIEWED | SHARED, 0, JN_OUTCOME_DONE,
	 "post:question:anon broadcast notice:receipt"},
	{"closing: what else it says is shown", ANA, "weld", "#close Bo\n\nI am Ana.", LATER, 0,
	 JN_OUTCOME_HELD,
	 "close mentor:2:asked cookie:accept notice:close-ask notice:pause "
	 "notice:close-done " SHOWN},
	{"... and closes no second time", ANA, "weld", "#close Bo\n\nI am Ana.",
	 LATER | CLOSED | PREVIEWED, 0, JN_OUTCOME_DONE, "post:question:anon broadcast"},
	{"... and is shown though who is dismissed by it knows her", ANA, "weld",
	 "#close 2\n\nI am Ana.", LATER | CLOSED | BO_TOLD, 0, JN_OUTCOME_HELD,
	 "mentor:2:left notice:dismissed ask:1:2 ask:2:1 mentor:3:asked cookie:accept "
	 "notice:close-ask "
	 "notice:close-done " SHOWN},
	/* known again */
	{"to all: asked first", ANA, "weld+reveal", "", LATER, 0, JN_OUTCOME_DONE,
	 "cookie:reveal notice:reveal-confirm"},
	{"by a command", ANA, "weld", "#reveal", LATER, 0, JN_OUTCOME_DONE,
	 "cookie:reveal notice:reveal-confirm"},
	{"to some, by number and name", ANA, "weld", "#reveal 2, Bo", LATER, 0, JN_OUTCOME_DONE,
	 "cookie:reveal notice:reveal-confirm"},
	{"words that name nobody do not mean all", ANA, "weld", "#reveal Zed", LATER, 0,
	 JN_OUTCOME_DONE, "notice:reveal-who"},
	{"... in a mail to the address neither", ANA, "weld+reveal", "Tell the nice one", LATER, 0,
	 JN_OUTCOME_DONE, "notice:reveal-who"},
	{"unproven: the cookie is the proof", ANA, "weld+reveal", "", ANON, 0, JN_OUTCOME_DONE,
	 "cookie:reveal notice:reveal-confirm"},
	{"forged", ANA, "weld+reveal", "", ANON | FORGED, 0, JN_OUTCOME_HELD, "hold"},
	{"by another", BO, "weld+reveal", "", PROVEN | ANON, 0, JN_OUTCOME_HELD,
	 "notice:not-yours hold"},
	{"who is not anonymous is told so", ANA, "weld+reveal", "", PROVEN, 0, JN_OUTCOME_DONE,
	 "notice:reveal-done"},
	{"confirmed, to all", ANA, C, "", ANON, JN_ACTION_REVEAL + 1, JN_OUTCOME_DONE,
	 "spend reveal:0 notice:reveal-done"},
	{"confirmed, to one, who gets a letter", ANA, C, "", ANON | NAMES_BO, JN_ACTION_REVEAL + 1,
	 JN_OUTCOME_DONE, "spend reveal:2 notice:revealed notice:reveal-done"},
	{"a yes to an alias before lifts no later one", ANA, C, "", ANON | OTHER_ALIAS,
	 JN_ACTION_REVEAL + 1, JN_OUTCOME_HELD, "notice:confirm-late hold"},
	{"a no", ANA, C, "#no", ANON, JN_ACTION_REVEAL + 1, JN_OUTCOME_HELD,
	 "spend cookie:reveal notice:confirm-unsure hold:noted"},
	{"seen, and good", ANA, C, "", ANON, JN_ACTION_PREVIEW + 1, JN_OUTCOME_DONE,
	 "spend release"},
};

static const JnKeys keys = {.current = {1}};
static guint8 random_bytes[JN_RANDOM_BYTES];
static JnPerson people[] = {
	{0},
	{.id = ANA, .name = (char *)"Ana Lind", .addr = (char *)"ana@home.example"},
	{.id = BO, .name = (char *)"Bo Smed", .addr = (char *)"bo@forge.example"},
	{.id = EVE, .name = (char *)"Eve", .addr = (char *)"eve@far.example"},
	{.id = LIN, .name = (char *)"Lind", .addr = (char *)"lind@work.example"}};
static JnAnswerer answers[] = {
	{.person = EVE, .name = (char *)"Eve", .addr = (char *)"eve@far.example", .number = 2},
	{.person = BO, .name = (char *)"Bo Smed", .addr = (char *)"bo@forge.example", .number = 1}};
static JnPost answer = {.id = 6,
			.author = BO,
			.author_name = (char *)"Bo Smed",
			.parent = 5,
			.parent_author = ANA,
			.kind = JN_KIND_ANSWER,
			.number = 1,
			.message_id = (char *)"a@x.example",
			.subject_base = (char *)"Gas"};
static JnPost private = {.id = 9,
			 .author = BO,
			 .kind = JN_KIND_COMMENT,
			 .audience = JN_AUDIENCE_PROTEGE,
			 .message_id = (char *)"z@x.example",
			 .subject_base = (char *)"Gas"};

static char *
own_word(const JnOp *op)
{
	if (op->kind != JN_OP_POST)
		return NULL;
	return g_strdup_printf("post:%s%s", jn_kind_word(op->u.post.kind),
			       op->u.post.anonymous ? ":anon" : "");
}

static JnMessage *
message_of(const Case *c)
{
	const JnPost *parent = c->flags & TO_ANSWER ? &answer : c->flags & TO_BO ? &private : NULL;
	const char *type =
		c->flags & PICTURE
			? "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n"
		: c->flags & SIGNED
			? "MIME-Version: 1.0\nContent-Type: multipart/signed; boundary=b; "
			  "protocol=\"application/pgp-signature\"\n"
			: "";
	g_autofree char *raw = g_strdup_printf(
		"From: \"Ana Steen\" <%s>\nTo: weld@" DOMAIN
		"\nSubject: %s\nMessage-ID: <m1@home.example>\n%s%s%s%s\n"
		"%s\n",
		people[c->sender].addr, c->flags & (TO_ANSWER | TO_BO | READY) ? "Re: Gas" : "Gas",
		parent ? "In-Reply-To: <" : "", parent ? parent->message_id : "",
		parent ? ">\n" : "", type, c->text);
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

	return c->flags & TOKEN
		       ? jn_capability_address(&keys, &reply, NOW + JN_DAY, "weld", DOMAIN, '+')
		       : g_strconcat(c->to, "@" DOMAIN, NULL);
}

static GVariant *
payload_of(const Case *c)
{
	const char *text = c->flags & OTHER_ALIAS ? "{'alias': <'Brave Fox'>, 'people': <@ax []>,"
						    " 'names': <@as []>}"
			   : c->flags & NAMES_BO
				   ? "{'alias': <'" ALIAS "'>, 'people': <[int64 2]>, 'names':"
				     " <['Bo Smed']>}"
				   : "{'alias': <'" ALIAS "'>, 'people': <@ax []>, 'names':"
				     " <@as []>}";

	return g_variant_ref_sink(g_variant_new_parsed(text));
}

/* The plan of a case; with what it borrows, freed by the caller of run(). */
typedef struct Run {
	JnMessage *message;
	JnNewText *text;
	JnPlan *plan;
} Run;

static void
run_clear(Run *run)
{
	jn_plan_free(run->plan);
	jn_new_text_free(run->text);
	jn_message_free(run->message);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

static void
run(const Case *c, Run *ret_run)
{
	g_autoptr(GPtrArray) named = g_ptr_array_new();
	g_autoptr(GPtrArray) mentors = g_ptr_array_new();
	g_autoptr(GPtrArray) answerers = g_ptr_array_new();
	g_autoptr(GPtrArray) outsiders = g_ptr_array_new();
	g_autoptr(GPtrArray) addresses = g_ptr_array_new();
	g_autoptr(GVariant) payload = payload_of(c);
	g_autofree char *address = address_of(c);
	JnAutomatic automatic = {JN_AUTOMATIC_NO, NULL};
	JnGoal goal = {.id = 7,
		       .name = (char *)"weld",
		       .title = (char *)"Weld",
		       .background = (char *)"",
		       .expectations = (char *)"",
		       .protege = ANA,
		       .alias = (char *)(c->flags & ANON ? ALIAS : NULL),
		       .closed = c->flags & CLOSED ? NOW - 9 : 0,
		       .state = c->flags & ENDED    ? JN_GOAL_ENDED
				: c->flags & CLOSED ? JN_GOAL_CLOSED
						    : JN_GOAL_OPEN};
	JnMentor bo = {.goal = 7,
		       .person = BO,
		       .name = (char *)"Bo Smed",
		       .state = JN_MENTOR_ACCEPTED,
		       .told = (c->flags & BO_TOLD) != 0};
	JnCookie cookie = {
		.id = 4, .goal = 7, .person = ANA, .expires = NOW + 1, .payload = payload};
	JnSituation s = {.domain = DOMAIN,
			 .separator = '+',
			 .keys = &keys,
			 .cookies_per_day = 3,
			 .now = NOW,
			 .random = random_bytes,
			 .automatic = &automatic,
			 .goal = &goal,
			 .sender = &people[c->sender],
			 .sender_mode = JN_MODE_ABSENT,
			 .claimed_mode = JN_MODE_ABSENT,
			 .protege = &people[ANA],
			 .mentors = mentors,
			 .answerers = answerers,
			 .outsiders = outsiders,
			 .addresses = addresses,
			 .link_taken = (c->flags & TAKEN) != 0,
			 .has_posted = (c->flags & POSTED) != 0,
			 .notice = c->flags & READY ? "goal-ready" : NULL,
			 .next_post = 12,
			 .next_held = 6,
			 .open_questions = 1};

	ret_run->message = message_of(c);
	ret_run->text = jn_new_text_read(ret_run->message);
	s.message = ret_run->message;
	s.new_text = ret_run->text;
	g_assert_true(jn_address_parse(address, DOMAIN, '+', &s.address));
	s.claimed = s.address.person != 0 || c->cookie != 0 ? &people[ANA] : NULL;
	s.evidence = (JnEvidence){.login = (c->flags & PROVEN) != 0,
				  .spf = c->flags & FORGED ? JN_SPF_FAIL : JN_SPF_NONE,
				  .shared = (c->flags & SHARED) != 0,
				  .previewed = (c->flags & PREVIEWED) != 0};
	if (c->flags & CLOSED)
		g_ptr_array_add(mentors, &bo);
	for (gsize i = 0; c->sender == ANA && i < G_N_ELEMENTS(answers); i++)
		g_ptr_array_add(answerers, &answers[i]);
	if (c->flags & THIRD)
		g_ptr_array_add(outsiders, (gpointer) "third@x.example");
	g_ptr_array_add(addresses, people[c->sender].addr);
	if (c->flags & (TO_ANSWER | TO_BO))
		g_ptr_array_add(named, c->flags & TO_ANSWER ? &answer : &private);
	s.hints = (JnThreadHints){.named = named, .quoted = ""};
	if (c->cookie != 0) {
		cookie.action = (JnAction)(c->cookie - 1);
		s.cookie = &cookie;
	}
	ret_run->plan = jn_plan_make(&s);
	jn_address_clear(&s.address);
}

static void
run_case(gconstpointer data)
{
	const Case *c = data;
	g_auto(Run) one = {0};
	g_autofree char *words = NULL;

	run(c, &one);
	words = ops_words(one.plan, own_word);
	g_assert_cmpstr(words, ==, c->ops);
	g_assert_cmpint(one.plan->outcome, ==, c->outcome);
	g_assert_nonnull(one.plan->summary);
}

static const JnOp *
find(const JnPlan *plan, JnOpKind kind)
{
	for (guint i = 0; i < plan->ops->len; i++)
		if (((JnOp *)plan->ops->pdata[i])->kind == kind)
			return plan->ops->pdata[i];
	g_assert_not_reached();
}

/* All that is kept of it for others: its own words, and an id of ours. */
static void
test_post(void)
{
	const Case c = {
		.sender = ANA,
		.to = "weld",
		.text = "On Monday, Bo Smed wrote:\n> Hello Ana Lind,\n> take argon.\n\nWhich "
			"maker?\n\nBest regards\nAna Lind\n\n-- \nAna Lind\n",
		.flags = LATER};
	g_auto(Run) one = {0};
	const JnOp *post;

	run(&c, &one);
	post = find(one.plan, JN_OP_POST);
	g_assert_cmpstr(post->u.post.text, ==, "Which maker?");
	g_assert_cmpstr(post->u.post.gist, ==, "Which maker?");
	g_assert_true(g_str_has_suffix(post->u.post.message_id, ".post@" DOMAIN));
}

/* What is shown is what goes out; with what may tell. */
static void
test_preview(void)
{
	const Case c = {.sender = ANA,
			.to = "weld",
			.text = "Ask lind@work.example.\n\nBest regards\nAna Lind\n",
			.flags = PROVEN | ANON};
	g_auto(Run) one = {0};
	g_autoptr(GVariantIter) traces = NULL;
	g_autoptr(GVariant) trace = NULL;
	const JnOp *notice;
	const char *text, *found;

	run(&c, &one);
	notice = find(one.plan, JN_OP_NOTICE);
	g_assert_true(g_variant_lookup(notice->u.notice.variables, "text", "&s", &text));
	g_assert_cmpstr(text, ==, "Ask lind@work.example.");
	g_assert_true(g_variant_lookup(notice->u.notice.variables, "traces", "aa{sv}", &traces));
	g_assert_cmpint(g_variant_iter_n_children(traces), ==, 1);
	trace = g_variant_iter_next_value(traces);
	g_assert_true(g_variant_lookup(trace, "found", "&s", &found));
	g_assert_cmpstr(found, ==, "lind@work.example");
}

/* What others are to read of the goal is searched, too. */
static void
test_skills(void)
{
	static const struct {
		const char *text;
		guint flags, traces;
	} rows[] = {
		{"#skills welding, ask Ana", LATER, 1},
		{"#skills welding", LATER, 0},
		{"#skills welding, ask Ana", PROVEN, 0},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const Case c = {
			.sender = ANA, .to = "weld", .text = rows[i].text, .flags = rows[i].flags};
		g_auto(Run) one = {0};
		g_autoptr(GVariantIter) traces = NULL;

		run(&c, &one);
		(void)g_variant_lookup(find(one.plan, JN_OP_NOTICE)->u.notice.variables, "traces",
				       "aa{sv}", &traces);
		g_assert_cmpuint(traces ? g_variant_iter_n_children(traces) : 0, ==,
				 rows[i].traces);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_mime_init();
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf("/anon/%02d %s", (int)i, cases[i].label);

		g_strdelimit(path + 6, "/", '-');
		g_test_add_data_func(path, &cases[i], run_case);
	}
	g_test_add_func("/anon/post", test_post);
	g_test_add_func("/anon/preview", test_preview);
	g_test_add_func("/anon/skills", test_skills);
	return g_test_run();
}
