/*
 * What a reply does to the letter that shows what a goal is about (core/plan-case.c), and to the one
 * that asks what went wrong (core/plan-reflect.c). A row a case; the operations are written as
 * words.
 */
#include <string.h>

#include "base/limits.h"
#include "core/labels.h"
#include "core/plan-parts.h"
#include "core/plan.h"
#include "plan-words.h"

#define NOW 1795420800
#define DOMAIN "goals.example"
#define ANA 1 /* the protege */
#define BO 2  /* a mentor */
#define ZED 3 /* a stranger */

typedef enum Flags {
	PROVEN = 1 << 0,
	FORGED = 1 << 1,
	MACHINE = 1 << 2,
	HERS = 1 << 3,    /* the mail answers what Ana was asked */
	HIS = 1 << 4,     /* ... Bo */
	LATE = 1 << 5,    /* ... long ago */
	OTHER = 1 << 6,   /* the other side was asked too */
	AGREES = 1 << 7,  /* ... and has agreed */
	SHARED = 1 << 8,  /* ... and the two have each other's words */
	CHANGED = 1 << 9, /* the answer was replaced since the cookie was made */
	SECOND = 1 << 10, /* hers is about two mentors; the other of them was asked, too */
	AGREED = 1 << 11, /* ... and has agreed */
	ENDED = 1 << 12,
} Flags;

typedef struct Case {
	const char *label;
	int sender;
	const char *to;
	const char *notice; /* that it replies to; NULL none */
	const char *text;
	guint flags;
	int cookie; /* JnAction + 1 */
	const char *ops;
} Case;

#define F "weld+f.e.b.aaaaaaaaaaaaaaaaa"
#define C "weld+c.aaaaaaaaaaaaaaaa"
#define SHOW (JN_ACTION_SHOW + 1)
#define KEPT "reflect:4 cookie:show notice:reflect-kept"

static const Case cases[] = {
	/* what the goal is about */
	{"a new background", ANA, "weld", "background", "A gate.\n\nBest regards,\nAna", PROVEN, 0,
	 "case:A gate.|-|- notice:background-changed"},
	{"... and fields", ANA, "weld", "background", "A gate.\n\nSkills: iron", PROVEN, 0,
	 "case:A gate.|-|- goal-skills:iron notice:background-changed"},
	{"a field alone", ANA, "weld", "background", "Expectations: a plan", PROVEN, 0,
	 "case:-|a plan|- notice:background-changed"},
	{"the language that it is in", ANA, "weld", "background", "Language: English", PROVEN, 0,
	 "case:-|-|en notice:background-changed"},
	{"a field emptied", ANA, "weld", "background", "Skills:\n", PROVEN, 0,
	 "case:-|-|- goal-skills: notice:background-changed"},
	{"no skills, in one word", ANA, "weld", "background", "Skills: None", PROVEN, 0,
	 "case:-|-|- goal-skills: notice:background-changed"},
	{"of a goal that ended", ANA, "weld", "background", "A gate.", PROVEN | ENDED, 0, "hold"},
	{"... it is still shown", ANA, "weld", "background", "", PROVEN | ENDED, 0,
	 "notice:background"},
	{"back again, by the letter that tells", ANA, "weld", "background-changed", "As it was.",
	 PROVEN, 0, "case:As it was.|-|- notice:background-changed"},
	{"at +background", ANA, "weld+background", "background", "A gate.", PROVEN, 0,
	 "case:A gate.|-|- notice:background-changed"},
	{"an empty reply: the page", ANA, "weld", "background", "", PROVEN, 0, "notice:background"},
	{"only quoted: the page", ANA, "weld", "background", "> A gate.\n", PROVEN, 0,
	 "notice:background"},
	{"no reply: the page, whatever it says", ANA, "weld+background", NULL, "A gate.", PROVEN, 0,
	 "notice:background"},
	{"another's: the page", BO, "weld+background", "background", "A gate.", PROVEN, 0,
	 "notice:background"},
	{"another's reply, to the goal: as to any letter", BO, "weld", "background", "A gate.",
	 PROVEN, 0, "post:comment:protege broadcast"},
	{"unproven", ANA, "weld", "background", "A gate.", 0, 0,
	 "hold cookie:release notice:post-confirm"},
	{"forged", ANA, "weld", "background", "A gate.", FORGED, 0, "hold"},
	{"a machine's", ANA, "weld", "background", "A gate.", PROVEN | MACHINE, 0, "hold:noted"},
	{"a command does what it says", ANA, "weld", "background", "#help", PROVEN, 0,
	 "notice:help"},
	/* what went wrong */
	{"the protege answers", ANA, F, "reflect-ask", "1. a", PROVEN | HERS, 0,
	 "reflect:4 notice:reflect-kept"},
	{"... to whom another answers too", ANA, F, "reflect-ask", "1. a", PROVEN | HERS | OTHER, 0,
	 KEPT},
	{"... without any sign of the letter", ANA, F, NULL, "1. a", PROVEN | HERS, 0,
	 "reflect:4 notice:reflect-kept"},
	{"a mentor answers, to the goal", BO, "weld", "reflect-ask", "a", PROVEN | HIS | OTHER, 0,
	 KEPT},
	{"... what was shown is not asked about", BO, F, "reflect-ask", "a",
	 PROVEN | HIS | OTHER | SHARED, 0, "reflect:4 notice:reflect-kept"},
	{"hers, about two, shown to one: she is asked for the other", ANA, F, "reflect-ask", "a",
	 PROVEN | HERS | OTHER | SHARED | SECOND, 0, KEPT},
	{"nothing in it", BO, F, "reflect-ask", "\n", PROVEN | HIS, 0, "notice:reflect-not-kept"},
	{"another's", ZED, F, "reflect-ask", "1. a", PROVEN | HIS, 0, "notice:reflect-not-kept"},
	{"who was not asked", ZED, "weld", "reflect-ask", "1. a", PROVEN, 0,
	 "notice:reflect-not-kept"},
	{"late", BO, F, "reflect-ask", "1. a", PROVEN | HIS | LATE, 0, "notice:reflect-not-kept"},
	{"unproven", BO, F, "reflect-ask", "1. a", HIS, 0,
	 "hold cookie:release notice:post-confirm"},
	{"forged", BO, F, "reflect-ask", "1. a", HIS | FORGED, 0, "hold"},
	{"a machine's", BO, F, "reflect-ask", "1. a", HIS | PROVEN | MACHINE, 0, "hold:noted"},
	{"words that close, for the protege", ANA, F, "reflect-ask", "Hi\n#close\na", PROVEN | HERS,
	 0, "reflect:4 notice:reflect-kept"},
	{"... share", ANA, "weld", "reflect-ask", "#share\na", PROVEN | HERS, 0,
	 "reflect:4 notice:reflect-kept"},
	{"... thank", ANA, F, "reflect-ask", "#thanks\na", PROVEN | HERS, 0,
	 "reflect:4 notice:reflect-kept"},
	{"a way out is one", BO, F, "reflect-ask", "unsubscribe", PROVEN | HIS, 0,
	 "follow:absent notice:unfollow-done"},
	{"'yes' that goes to the goal", BO, "weld", "reflect-kept", "Yes", PROVEN | HIS, 0,
	 "notice:reflect-not-kept"},
	/* showing it */
	{"one agrees", BO, C, "reflect-kept", "", HIS | OTHER, SHOW,
	 "spend agree:4 notice:reflect-agreed"},
	{"the other has", BO, C, "reflect-kept", "Yes", HIS | OTHER | AGREES, SHOW,
	 "spend agree:4 shown:4:5 notice:reflect-shared notice:reflect-shared"},
	{"... the protege", ANA, C, "reflect-kept", "Yes", HERS | OTHER | AGREES, SHOW,
	 "spend agree:4 shown:4:5 notice:reflect-shared notice:reflect-shared"},
	{"the two have it", ANA, C, "reflect-kept", "", HERS | OTHER | AGREES | SHARED, SHOW,
	 "spend agree:4 notice:reflect-agreed"},
	{"hers, about two: to the one who has not got it", ANA, C, "reflect-kept", "",
	 HERS | OTHER | AGREES | SHARED | SECOND | AGREED, SHOW,
	 "spend agree:4 shown:4:6 notice:reflect-shared notice:reflect-shared"},
	{"... who has not agreed yet", ANA, C, "reflect-kept", "",
	 HERS | OTHER | AGREES | SHARED | SECOND, SHOW, "spend agree:4 notice:reflect-agreed"},
	{"... to both", ANA, C, "reflect-kept", "", HERS | OTHER | AGREES | SECOND | AGREED, SHOW,
	 "spend agree:4 shown:4:5 notice:reflect-shared notice:reflect-shared shown:4:6 "
	 "notice:reflect-shared notice:reflect-shared"},
	{"not any more of these words", ANA, C, "reflect-kept", "", HERS | OTHER | CHANGED, SHOW,
	 "notice:confirm-late"},
	{"erased meanwhile", ANA, C, "reflect-kept", "", 0, SHOW, "notice:confirm-late"},
	{"no", BO, C, "reflect-kept", "No.", HIS | OTHER | AGREES, SHOW,
	 "spend cookie:show notice:confirm-unsure"},
	{"more than a yes", BO, C, "reflect-kept",
	 "And there is one thing more that I should like to say, about the tools.",
	 HIS | OTHER | AGREES, SHOW, "spend cookie:show notice:confirm-unsure"},
	{"a machine's", BO, C, "reflect-kept", "", HIS | OTHER | AGREES | MACHINE, SHOW,
	 "hold:noted"},
};

static const JnKeys keys = {.current = {1}};
static guint8 random_bytes[JN_RANDOM_BYTES];
static JnLexicon *lexicon;
static GPtrArray *labels; /* JnLabels */
static JnPerson people[] = {
	{0},
	{.id = ANA, .name = (char *)"Ana", .addr = (char *)"ana@home.example"},
	{.id = BO, .name = (char *)"Bo", .addr = (char *)"bo@forge.example"},
	{.id = ZED, .name = (char *)"Zed", .addr = (char *)"zed@x.example"},
};
static JnGoal goal = {.id = 7,
		      .name = (char *)"weld",
		      .title = (char *)"Weld",
		      .background = (char *)"Chairs.",
		      .expectations = (char *)"",
		      .skills = (char *)"tin",
		      .protege = ANA,
		      .protege_name = (char *)"Ana"};

static JnMessage *
message_of(const Case *c)
{
	g_autofree char *raw = g_strdup_printf(
		"From: %s\nTo: weld@" DOMAIN "\nSubject: Re: x\nMessage-ID: <m1@x.example>\n\n%s\n",
		people[c->sender].addr, c->text);
	g_autoptr(GBytes) bytes = g_bytes_new(raw, strlen(raw));
	g_autoptr(GError) error = NULL;
	JnMessage *message = jn_message_parse(bytes, &error);

	g_assert_no_error(error);
	return message;
}

static void
run_case(gconstpointer data)
{
	const Case *c = data;
	g_autoptr(JnMessage) message = message_of(c);
	g_autoptr(JnNewText) text = jn_new_text_read(message);
	g_autoptr(GPtrArray) others = g_ptr_array_new();
	g_autoptr(GPtrArray) lexicons = g_ptr_array_new();
	g_autoptr(GPtrArray) named = g_ptr_array_new();
	g_autofree char *address = g_strconcat(c->to, "@" DOMAIN, NULL);
	g_autofree char *words = NULL;
	gint64 shared = c->flags & SHARED ? NOW - 5 : 0;
	JnAutomatic automatic = {c->flags & MACHINE ? JN_AUTOMATIC_CERTAIN : JN_AUTOMATIC_NO,
				 (char *)"a test"};
	JnReflection own = {.id = 4,
			    .goal = 7,
			    .person = c->flags & HERS ? ANA : BO,
			    .other = c->flags & HERS ? BO : ANA,
			    .asked = c->flags & LATE ? NOW - JN_CAPABILITY_LIFE : NOW - 9,
			    .answered = NOW - 8,
			    .shared = shared};
	JnReflection other = {.id = 5,
			      .goal = 7,
			      .person = own.other,
			      .other = own.person,
			      .agreed = c->flags & AGREES ? NOW - 7 : 0,
			      .shared = shared};
	JnReflection second = {.id = 6,
			       .goal = 7,
			       .person = ZED,
			       .other = ANA,
			       .agreed = c->flags & AGREED ? NOW - 6 : 0};
	JnGoal of = goal;
	JnCookie cookie = {.id = 3,
			   .goal = 7,
			   .person = c->sender,
			   .action = JN_ACTION_SHOW,
			   .expires = NOW + 1};
	JnSituation s = {.domain = DOMAIN,
			 .separator = '+',
			 .keys = &keys,
			 .cookies_per_day = 3,
			 .now = NOW,
			 .random = random_bytes,
			 .lexicons = lexicons,
			 .labels = labels,
			 .message = message,
			 .new_text = text,
			 .automatic = &automatic,
			 .goal = &of,
			 .sender = &people[c->sender],
			 .sender_mode = JN_MODE_ABSENT,
			 .claimed_mode = JN_MODE_ABSENT,
			 .protege = &people[ANA],
			 .notice = c->notice,
			 .hints = {.named = named, .quoted = ""},
			 .evidence = {.login = (c->flags & PROVEN) != 0,
				      .spf = c->flags & FORGED ? JN_SPF_FAIL : JN_SPF_NONE},
			 .reflection = c->flags & (HERS | HIS) ? &own : NULL,
			 .counterparts = c->flags & OTHER ? others : NULL};
	g_autoptr(JnPlan) plan = NULL;

	g_assert_true(jn_address_parse(address, DOMAIN, '+', &s.address));
	if (c->flags & ENDED)
		of.state = JN_GOAL_ENDED;
	/* Of all mentors: the row names none. */
	if (c->flags & SECOND)
		own.other = 0;
	g_ptr_array_add(others, &other);
	if (c->flags & SECOND)
		g_ptr_array_add(others, &second);
	g_ptr_array_add(lexicons, lexicon);
	cookie.payload = g_variant_ref_sink(
		g_variant_new_parsed("{'reflection': <int64 4>, 'answered': <%x>}",
				     c->flags & CHANGED ? (gint64)NOW - 20 : (gint64)NOW - 8));
	if (c->cookie != 0) {
		s.cookie = &cookie;
		s.claimed = &people[c->sender];
	}
	plan = jn_plan_make(&s);
	words = ops_words(plan, NULL);
	g_assert_cmpstr(words, ==, c->ops);
	/* The log is the operator's. */
	g_assert_true(strlen(c->text) < 3 || strstr(plan->summary, c->text) == NULL);
	g_variant_unref(cookie.payload);
	jn_address_clear(&s.address);
}

/* ---- who is asked ---- */

static char *
asked(JnGoal *of, GPtrArray *mentors, GArray *frequent)
{
	JnSituation s = {.goal = of, .mentors = mentors, .frequent = frequent, .now = NOW};
	g_autoptr(JnPlan) plan = jn_plan_new();

	jn_plan_ask_all(plan, &s);
	return ops_words(plan, NULL);
}

static void
test_ask(void)
{
	static JnMentor bo = {.person = BO, .name = (char *)"Bo", .state = JN_MENTOR_ACCEPTED};
	static JnMentor zed = {.person = ZED, .state = JN_MENTOR_ACCEPTED};
	static JnMentor gone = {.person = 9, .state = JN_MENTOR_LEFT};
	static const gint64 often[] = {5, 6};
	static const struct {
		const char *label;
		gboolean closed, reached;
		guint mentors;
		const char *ops;
	} rows[] = {
		{"closed, one mentor: each about the other", TRUE, FALSE, 1, "ask:1:2 ask:2:1"},
		{"two: the protege once", TRUE, FALSE, 2, "ask:1:0 ask:2:1 ask:3:1"},
		{"nobody in it", TRUE, FALSE, 0, "ask:1:0"},
		{"open: who answered often", FALSE, FALSE, 1, "ask:1:0 ask:5:1 ask:6:1"},
		{"reached: nobody", TRUE, TRUE, 1, ""},
	};
	g_autoptr(GArray) frequent = g_array_new(FALSE, FALSE, sizeof(gint64));

	g_array_append_vals(frequent, often, G_N_ELEMENTS(often));
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) mentors = g_ptr_array_new();
		JnGoal of = goal;
		g_autofree char *words = NULL;

		g_test_message("%s", rows[i].label);
		g_ptr_array_add(mentors, &gone);
		if (rows[i].mentors > 0)
			g_ptr_array_add(mentors, &bo);
		if (rows[i].mentors > 1)
			g_ptr_array_add(mentors, &zed);
		of.closed = rows[i].closed ? NOW - 9 : 0;
		of.phase = rows[i].reached ? JN_PHASE_ACHIEVED : JN_PHASE_TRYING;
		words = asked(&of, mentors, frequent);
		g_assert_cmpstr(words, ==, rows[i].ops);
	}
}

/* What was and what is, for taking it back. */
static void
test_changed(void)
{
	static const Case c = {"",
			       ANA,
			       "weld",
			       "background",
			       "A gate, by Ana.\n\nSkills: iron\n\nLanguage: english\n\n"
			       "Expectations:\n",
			       0,
			       0,
			       ""};
	g_autoptr(JnMessage) message = message_of(&c);
	g_autoptr(JnNewText) text = jn_new_text_read(message);
	g_autoptr(GPtrArray) addresses = g_ptr_array_new();
	g_autoptr(GVariantIter) traces = NULL;
	JnGoal anonymous = goal;
	JnSituation s = {.domain = DOMAIN,
			 .separator = '+',
			 .message = message,
			 .new_text = text,
			 .goal = &anonymous,
			 .sender = &people[ANA],
			 .addresses = addresses,
			 .labels = labels,
			 .notice = "background",
			 .evidence = {.login = TRUE}};
	g_autoptr(JnPlan) plan = jn_plan_new();
	static const char *const want[][2] = {{"background", "A gate, by Ana."},
					      {"old_background", "Chairs."},
					      {"expectations", ""},
					      {"old_expectations", "A plan."},
					      {"skills", "iron"},
					      {"old_skills", "tin"},
					      {"language", "English"},
					      {"old_language", "da"}};
	const JnOp *letter;

	anonymous.alias = (char *)"Quiet Heron";
	anonymous.expectations = (char *)"A plan.";
	anonymous.language = (char *)"da";
	jn_plan_background(plan, &s);
	g_assert_cmpuint(plan->ops->len, ==, 3);
	letter = plan->ops->pdata[2];
	for (gsize i = 0; i < G_N_ELEMENTS(want); i++) {
		const char *value = NULL;

		g_assert_true(
			g_variant_lookup(letter->u.notice.variables, want[i][0], "&s", &value));
		g_assert_cmpstr(value, ==, want[i][1]);
	}
	/* Her name, which others are to read now. */
	g_assert_true(g_variant_lookup(letter->u.notice.variables, "traces", "aa{sv}", &traces));
	g_assert_cmpuint(g_variant_iter_n_children(traces), ==, 1);
}

int
main(int argc, char **argv)
{
	static const char refusals[] = "[negation]\nno\n";
	static const char fields[] = "expectations = Expectations\nskills = Skills\n"
				     "language = Language\nnone = none\nself = English\n";
	int status;

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_mime_init();
	labels = g_ptr_array_new_with_free_func((GDestroyNotify)jn_labels_free);
	g_ptr_array_add(labels, jn_labels_parse("en", fields, sizeof fields - 1, NULL));
	lexicon = jn_lexicon_parse("test", refusals, sizeof refusals - 1, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf("/reflect/%02d %s", (int)i, cases[i].label);

		g_strdelimit(path + 9, "/", '-');
		g_test_add_data_func(path, &cases[i], run_case);
	}
	g_test_add_func("/reflect/ask", test_ask);
	g_test_add_func("/reflect/changed", test_changed);
	status = g_test_run();
	jn_lexicon_free(lexicon);
	g_ptr_array_unref(labels);
	return status;
}
