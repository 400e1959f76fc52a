/*
 * Mail that is looked at first, what moderators say of it, files that are not passed on, and what our
 * own filter takes for spam. A row a case; the operations are written as words, 'notice:x>P' to P.
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
#define BO 2  /* wrote before */
#define EVE 3 /* a stranger */
#define OP 4  /* the operator */

typedef enum Flags {
	PROVEN = 1 << 0,
	FIRST = 1 << 1, /* the goal looks at first mails */
	ALWAYS = 1 << 2,
	SITE_FIRST = 1 << 3, /* the site does, and the goal says nothing */
	OPEN = 1 << 4,       /* ... but the goal's door is open */
	BY_OPERATOR = 1 << 5,
	BY_BOTH = 1 << 6,
	MEMBER = 1 << 7, /* the sender is in the closed goal */
	CLOSED = 1 << 8,
	RELEASED = 1 << 9,
	APPROVED = 1 << 10,
	ADMITTED = 1 << 11,
	FLOOD = 1 << 12,    /* as many letters as there are in a day went out */
	WAITS = 1 << 13,    /* the held mail of the cookie does */
	COOKIE = 1 << 14,   /* the mail came to Ana's */
	COOKIE_2 = 1 << 15, /* ... to the operator's */
	SPENT = 1 << 16,
	OFTEN = 1 << 17, /* they were asked often today */
	MACHINE = 1 << 18,
	SPAM = 1 << 19,
	RULES = 1 << 20, /* exe is refused, and what has more than 1 KB */
	GERMAN = 1 << 21,
	CONFIRMED = 1 << 22,
	MANY = 1 << 24,   /* the sender got as many letters as there are in a day */
	LINK = 1 << 23,   /* the cookie is that of a link, which says drop */
	LETS = 1 << 25,   /* ... which says approve */
	LETTER = 1 << 26, /* the mail replies to a letter of ours */
} Flags;

typedef struct Case {
	const char *label;
	int sender;
	const char *to, *text;
	guint flags;
	JnOutcome outcome;
	const char *ops;
} Case;

#define COOKIE_FOR(who) "cookie:moderate>" who " "
/* One for a reply, and one a link. */
#define COOKIES(who) COOKIE_FOR(who) COOKIE_FOR(who) COOKIE_FOR(who) COOKIE_FOR(who)
#define ASKED(who) COOKIES(who) "notice:moderate>" who

static const Case cases[] = {
	{"the door is open", EVE, "weld", "Hi.", PROVEN, JN_OUTCOME_DONE,
	 "name post:comment broadcast"},
	{"a stranger's first", EVE, "weld", "Hi.", PROVEN | FIRST, JN_OUTCOME_HELD,
	 "name hold:moderated>1 " ASKED("1")},
	{"... by the site's word", EVE, "weld", "Hi.", PROVEN | SITE_FIRST, JN_OUTCOME_HELD,
	 "name hold:moderated>1 " ASKED("1")},
	{"the goal's is stronger", EVE, "weld", "Hi.", PROVEN | SITE_FIRST | OPEN, JN_OUTCOME_DONE,
	 "name post:comment broadcast"},
	{"who wrote before", BO, "weld", "Hi.", PROVEN | FIRST, JN_OUTCOME_DONE,
	 "post:comment broadcast"},
	{"... where all is looked at", BO, "weld", "Hi.", PROVEN | ALWAYS, JN_OUTCOME_HELD,
	 "hold:moderated>1 " ASKED("1")},
	{"the protege's own never is", ANA, "weld", "Hi?", PROVEN | ALWAYS, JN_OUTCOME_DONE,
	 "post:question broadcast notice:receipt>1"},
	{"unproven: that is asked first", EVE, "weld", "Hi.", FIRST, JN_OUTCOME_HELD,
	 "hold>3 cookie:release>3 notice:post-confirm>3"},
	{"the operator's work", EVE, "weld", "Hi.", PROVEN | FIRST | BY_OPERATOR, JN_OUTCOME_HELD,
	 "name hold:moderated>0 " ASKED("4")},
	{"of both", EVE, "weld", "Hi.", PROVEN | FIRST | BY_BOTH, JN_OUTCOME_HELD,
	 "name hold:moderated>1 " ASKED("1") " " ASKED("4")},
	{"the operator's own mail", OP, "weld", "Hi.", PROVEN | ALWAYS | BY_BOTH, JN_OUTCOME_DONE,
	 "name post:comment broadcast"},
	{"... where the protege alone looks", OP, "weld", "Hi.", PROVEN | ALWAYS, JN_OUTCOME_HELD,
	 "name hold:moderated>1 " ASKED("1")},
	{"a flood: no more letters", EVE, "weld", "Hi.", PROVEN | FIRST | FLOOD, JN_OUTCOME_HELD,
	 "name hold:moderated>1"},
	{"a member of the closed goal", BO, "weld", "Hi.", PROVEN | ALWAYS | CLOSED | MEMBER,
	 JN_OUTCOME_DONE, "post:comment:protege broadcast"},
	{"an outsider: asked of once", EVE, "weld", "Hi.", PROVEN | ALWAYS | CLOSED,
	 JN_OUTCOME_HELD, "name hold>1 cookie:admit>1 notice:held-answer>1"},
	{"whom the protege let in", EVE, "weld", "Hi.", CONFIRMED | ALWAYS | CLOSED | ADMITTED,
	 JN_OUTCOME_DONE, "name post:comment:protege broadcast"},
	{"approved", EVE, "weld", "Hi.", CONFIRMED | FIRST | APPROVED, JN_OUTCOME_DONE,
	 "name post:comment broadcast"},
	{"approved, and closed meanwhile: asked as of any outsider", EVE, "weld", "Hi.",
	 CONFIRMED | FIRST | APPROVED | CLOSED, JN_OUTCOME_HELD,
	 "name hold>1 cookie:admit>1 notice:held-answer>1"},
	{"released by the operator", EVE, "weld", "Hi.", RELEASED | FIRST, JN_OUTCOME_DONE,
	 "name post:comment broadcast"},
	/* what they decide */
	{"an empty reply", ANA, "weld+c.abcd", "", COOKIE | WAITS, JN_OUTCOME_DONE,
	 "spend release:approved"},
	{"approve", ANA, "weld+c.abcd", "Approve.", COOKIE | WAITS, JN_OUTCOME_DONE,
	 "spend release:approved"},
	{"... with a leave below", ANA, "weld+c.abcd", "approve\n\nBest regards,\nAna",
	 COOKIE | WAITS, JN_OUTCOME_DONE, "spend release:approved"},
	{"#yes", ANA, "weld+c.abcd", "#yes\nwhatever", COOKIE | WAITS, JN_OUTCOME_DONE,
	 "spend release:approved"},
	{"drop", ANA, "weld+c.abcd", "DROP", COOKIE | WAITS, JN_OUTCOME_DONE,
	 "spend drop:9 notice:moderated>1"},
	{"block, by the protege", ANA, "weld+c.abcd", "#block", COOKIE | WAITS, JN_OUTCOME_DONE,
	 "spend block:eve@far.example:protege drop:9 notice:moderated>1"},
	{"block, by the operator", OP, "weld+c.abcd", "block", COOKIE_2 | WAITS, JN_OUTCOME_DONE,
	 "spend name block:eve@far.example:operator drop:9 notice:moderated>4"},
	{"in their language", ANA, "weld+c.abcd", "Verwerfen!", COOKIE | WAITS | GERMAN,
	 JN_OUTCOME_DONE, "spend drop:9 notice:moderated>1"},
	{"a sentence is none of the words", ANA, "weld+c.abcd", "Please block that person",
	 COOKIE | WAITS, JN_OUTCOME_DONE, "spend " COOKIES("1") "notice:moderate-unsure>1"},
	{"... nor is thanks", ANA, "weld+c.abcd", "Thank you, fine.", COOKIE | WAITS,
	 JN_OUTCOME_DONE, "spend " COOKIES("1") "notice:moderate-unsure>1"},
	{"... often enough", ANA, "weld+c.abcd", "I am away.", COOKIE | WAITS | OFTEN,
	 JN_OUTCOME_HELD, "spend hold>0"},
	{"a link", ANA, "weld+c.abcd", "", COOKIE | WAITS | LINK, JN_OUTCOME_DONE,
	 "spend drop:9 notice:moderated>1"},
	{"... with a signature that no client should have left there", ANA, "weld+c.abcd",
	 "Ana Lund", COOKIE | WAITS | LINK, JN_OUTCOME_DONE, "spend drop:9 notice:moderated>1"},
	{"... and a word that says something else", ANA, "weld+c.abcd", "approve",
	 COOKIE | WAITS | LINK, JN_OUTCOME_DONE, "spend " COOKIES("1") "notice:moderate-unsure>1"},
	{"a link that lets it through", ANA, "weld+c.abcd", "", COOKIE | WAITS | LETS,
	 JN_OUTCOME_DONE, "spend release:approved"},
	{"... with a word of thanks to the author", ANA, "weld+c.abcd", "Yes, please.",
	 COOKIE | WAITS | LETS, JN_OUTCOME_DONE, "spend release:approved"},
	{"... and words that say no", ANA, "weld+c.abcd", "No! Do not let this in.",
	 COOKIE | WAITS | LETS, JN_OUTCOME_DONE, "spend " COOKIES("1") "notice:moderate-unsure>1"},
	{"... and another of the three", ANA, "weld+c.abcd", "drop", COOKIE | WAITS | LETS,
	 JN_OUTCOME_DONE, "spend " COOKIES("1") "notice:moderate-unsure>1"},
	{"a machine's reply is none", ANA, "weld+c.abcd", "approve", COOKIE | WAITS | MACHINE,
	 JN_OUTCOME_HELD, "hold>0"},
	{"the other was quicker", OP, "weld+c.abcd", "approve", COOKIE_2, JN_OUTCOME_DONE,
	 "spend name notice:moderated>4"},
	{"a cookie that was used", ANA, "weld+c.abcd", "approve", COOKIE | WAITS | SPENT | PROVEN,
	 JN_OUTCOME_HELD, "notice:confirm-late>1 hold>0"},
	/* how it is in a goal */
	{"asked", ANA, "weld+moderate", "", PROVEN, JN_OUTCOME_DONE, "notice:moderation>1"},
	{"said", ANA, "weld+moderate", "First", PROVEN, JN_OUTCOME_DONE,
	 "moderation:first notice:moderation>1"},
	{"by a command", ANA, "weld", "#moderate always", PROVEN, JN_OUTCOME_DONE,
	 "moderation:always notice:moderation>1"},
	{"not understood", ANA, "weld", "#moderate sometimes", PROVEN, JN_OUTCOME_DONE,
	 "notice:moderation>1"},
	{"the text below is kept", ANA, "weld", "#moderate open\n\nAnd more.", PROVEN,
	 JN_OUTCOME_DONE, "moderation:open notice:moderation>1 notice:not-sent>1 hold:noted>1"},
	{"another's", EVE, "weld+moderate", "open", PROVEN, JN_OUTCOME_HELD,
	 "notice:not-yours>3 hold>3"},
	{"unproven", ANA, "weld+moderate", "open", 0, JN_OUTCOME_HELD,
	 "hold>1 cookie:release>1 notice:post-confirm>1"},
	/* spam */
	{"spam", BO, "weld", "Hi.", PROVEN | SPAM, JN_OUTCOME_HELD, "hold>0"},
	{"... released", BO, "weld", "Hi.", RELEASED | SPAM, JN_OUTCOME_DONE,
	 "post:comment broadcast"},
	{"... that asks to follow", EVE, "weld+subscribe", "", PROVEN | SPAM, JN_OUTCOME_HELD,
	 "hold>0"},
	{"... that leaves", EVE, "weld+unsubscribe", "", PROVEN | SPAM, JN_OUTCOME_DONE,
	 "follow:absent notice:unfollow-done>3"},
	{"... that decides", ANA, "weld+c.abcd", "drop", COOKIE | WAITS | SPAM, JN_OUTCOME_DONE,
	 "spend drop:9 notice:moderated>1"},
	{"... that becomes anonymous", ANA, "weld+anon", "", PROVEN | SPAM, JN_OUTCOME_DONE,
	 "anon notice:anon-done>1"},
	/* who got as many letters as there are in a day */
	{"a question of how it is waits", ANA, "weld+moderate", "", PROVEN | MANY, JN_OUTCOME_HELD,
	 "hold>0"},
	{"what is towards privacy does not, but the letter of it", ANA, "weld+anon", "",
	 PROVEN | MANY, JN_OUTCOME_DONE, "anon"},
	{"... nor closing", ANA, "weld", "#close", PROVEN | MANY, JN_OUTCOME_DONE,
	 "close notice:pause>0"},
	{"... nor by a reply to a letter", ANA, "weld", "#close", PROVEN | MANY | LETTER,
	 JN_OUTCOME_DONE, "close notice:pause>0"},
	{"... nor leaving by one", EVE, "weld", "#unsubscribe", PROVEN | MANY | LETTER,
	 JN_OUTCOME_DONE, "follow:absent"},
	{"... nor the end of nudges", ANA, "weld", "#stop", PROVEN | MANY | LETTER, JN_OUTCOME_DONE,
	 "nudges:"},
	/* files; 'file NAME' or 'large' stands for one */
	{"a file that is refused", BO, "weld", "file a.exe", PROVEN | RULES, JN_OUTCOME_HELD,
	 "notice:files-refused>2 hold:noted>2"},
	{"one that is not", BO, "weld", "file a.png", PROVEN | RULES, JN_OUTCOME_DONE,
	 "post:comment broadcast"},
	{"no rules", BO, "weld", "file a.exe", PROVEN, JN_OUTCOME_DONE, "post:comment broadcast"},
	{"too large", BO, "weld", "large", PROVEN | RULES, JN_OUTCOME_HELD,
	 "notice:files-refused>2 hold:noted>2"},
	{"released with it", BO, "weld", "file a.exe", RELEASED | RULES, JN_OUTCOME_DONE,
	 "post:comment broadcast"},
	{"a stranger's: told, and nobody need look", EVE, "weld", "file a.exe",
	 PROVEN | RULES | FIRST, JN_OUTCOME_HELD, "name notice:files-refused>3 hold:noted>3"},
	{"unproven: not told of it", EVE, "weld", "file a.exe", RULES, JN_OUTCOME_HELD,
	 "hold>3 cookie:release>3 notice:post-confirm>3"},
};

static char *
own_word(const JnOp *op)
{
	g_autofree char *word = op_word(op);

	switch ((int)op->kind) {
	case JN_OP_NOTICE:
		return g_strdup_printf("%s>%d", word, (int)op->u.notice.person);
	case JN_OP_HOLD:
		return g_strdup_printf("%s>%d", word, (int)op->u.hold.person);
	case JN_OP_COOKIE:
		return g_strdup_printf("%s>%d", word, (int)op->u.cookie.person);
	default:
		return NULL;
	}
}

static const char *const names[] = {"", "Ana <ana@home.example>", "Bo <bo@forge.example>",
				    "Eve <eve@far.example>", "Op <op@site.example>"};

static JnMessage *
message_of(const Case *c)
{
	g_autoptr(GString) mail = g_string_new(NULL);
	g_autofree char *large = g_strnfill(1100, 'x');
	g_autoptr(GBytes) raw = NULL;
	g_autoptr(GError) error = NULL;
	JnMessage *message;
	gboolean is_file = g_str_has_prefix(c->text, "file ");

	g_string_append_printf(mail, "From: %s\nSubject: A thought\nMessage-ID: <m@x>\n",
			       names[c->sender]);
	if (is_file || g_str_equal(c->text, "large"))
		g_string_append_printf(
			mail,
			"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n"
			"Look.\n--b\nContent-Type: application/x\n"
			"Content-Disposition: attachment; filename=\"%s\"\n\n%s\n--b--\n",
			is_file ? c->text + 5 : "a.png", is_file ? "x" : large);
	else
		g_string_append_printf(mail, "\n%s\n", c->text);
	raw = g_bytes_new(mail->str, mail->len);
	message = jn_message_parse(raw, &error);
	g_assert_no_error(error);
	return message;
}

static void
evidence_set(JnSituation *s, guint flags)
{
	s->evidence.login = (flags & PROVEN) != 0;
	s->evidence.released = (flags & RELEASED) != 0;
	s->evidence.confirmed = (flags & CONFIRMED) != 0;
	s->evidence.approved = (flags & APPROVED) != 0;
	s->evidence.admitted = (flags & ADMITTED) != 0;
	s->spam = flags & SPAM ? "X-Spam: Yes" : NULL;
}

static void
site_set(JnSituation *s, guint flags)
{
	static char *const rules[] = {(char *)"exe", NULL};

	s->moderation = flags & SITE_FIRST ? JN_MODERATION_FIRST : JN_MODERATION_OPEN;
	s->moderator_protege = (flags & BY_OPERATOR) == 0;
	s->moderator_operator = (flags & (BY_OPERATOR | BY_BOTH)) != 0;
	s->moderations = flags & FLOOD ? JN_MODERATIONS_PER_DAY : 0;
	if (flags & RULES) {
		s->refused_files = rules;
		s->max_file_bytes = 1024;
	}
}

static void
run_case(gconstpointer data)
{
	static const char english[] = "open = open\nfirst = first\nalways = always\n"
				      "approve = approve, yes\ndrop = drop\nblock = block\n";
	static const char german[] = "drop = verwerfen\n";
	static const char no[] = "[refusal]\nno\n[negation]\nnot\n[consent]\nyes\n";
	static const JnKeys keys = {.current = {7}};
	static const guint8 random_bytes[JN_RANDOM_BYTES] = {1};
	const Case *c = data;
	guint flags = c->flags;
	g_autoptr(JnMessage) message = message_of(c);
	g_autoptr(JnNewText) text = jn_new_text_read(message);
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	g_autoptr(GPtrArray) mentors = g_ptr_array_new();
	g_autoptr(GPtrArray) labels =
		g_ptr_array_new_with_free_func((GDestroyNotify)jn_labels_free);
	g_autofree char *address = g_strconcat(c->to, "@" DOMAIN, NULL);
	JnAutomatic automatic = {flags & MACHINE ? JN_AUTOMATIC_LIKELY : JN_AUTOMATIC_NO,
				 (char *)"a sign"};
	JnPerson people[] = {
		{0},
		{.id = ANA,
		 .name = (char *)"Ana",
		 .language = flags & GERMAN ? (char *)"de" : NULL},
		{.id = BO, .name = (char *)"Bo"},
		{.id = EVE},
		{.id = OP},
	};
	JnMentor member = {.person = c->sender, .state = JN_MENTOR_ACCEPTED};
	JnGoal goal = {.id = 7,
		       .name = (char *)"weld",
		       .title = (char *)"Weld",
		       .background = (char *)"",
		       .expectations = (char *)"",
		       .skills = (char *)"",
		       .state = flags & CLOSED ? JN_GOAL_CLOSED : JN_GOAL_OPEN,
		       .closed = flags & CLOSED ? NOW - 5 : 0,
		       .moderation = flags & FIRST    ? JN_MODERATION_FIRST
				     : flags & ALWAYS ? JN_MODERATION_ALWAYS
				     : flags & OPEN   ? JN_MODERATION_OPEN
						      : JN_MODERATION_SITE,
		       .protege = ANA};
	JnCookie cookie = {.id = 4,
			   .action = JN_ACTION_MODERATE,
			   .person = flags & COOKIE_2 ? OP : ANA,
			   .goal = 7,
			   .held = 9,
			   .expires = NOW + 1,
			   .spent = flags & SPENT ? NOW - 5 : 0};
	JnSituation s = {.domain = DOMAIN,
			 .separator = '+',
			 .keys = &keys,
			 .cookies_per_day = 3,
			 .now = NOW,
			 .random = random_bytes,
			 .message = message,
			 .new_text = text,
			 .automatic = &automatic,
			 .labels = labels,
			 .language = "en",
			 .goal = &goal,
			 .sender = &people[c->sender],
			 .protege = &people[ANA],
			 .operator= flags &(BY_OPERATOR | BY_BOTH) ? &people[OP] : NULL,
			 .mentors = mentors,
			 .sender_mode = JN_MODE_ABSENT,
			 .claimed_mode = JN_MODE_ABSENT,
			 .sender_posted = c->sender == BO,
			 .held_waits = (flags & WAITS) != 0,
			 .held_sender = "eve@far.example",
			 .held_subject = "Offer",
			 .has_posted = TRUE,
			 .hints = {.named = none, .quoted = ""},
			 .notice = flags & LETTER ? "help" : NULL,
			 .sender_letters = flags & MANY ? JN_LETTERS_PER_DAY : 0,
			 .next_post = 12,
			 .next_held = 6};
	g_autoptr(GVariant) drop =
		g_variant_ref_sink(g_variant_new_parsed("{'decision': <int32 2>}"));
	g_autoptr(GVariant) lets =
		g_variant_ref_sink(g_variant_new_parsed("{'decision': <int32 1>}"));
	g_autoptr(GPtrArray) lexicons =
		g_ptr_array_new_with_free_func((GDestroyNotify)jn_lexicon_free);
	g_autoptr(JnPlan) plan = NULL;
	g_autofree char *words = NULL;

	cookie.payload = flags & LINK ? drop : flags & LETS ? lets : NULL;
	g_ptr_array_add(lexicons, jn_lexicon_parse("test", no, sizeof no - 1, NULL));
	s.lexicons = lexicons;
	g_ptr_array_add(labels, jn_labels_parse("en", english, sizeof english - 1, NULL));
	g_ptr_array_add(labels, jn_labels_parse("de", german, sizeof german - 1, NULL));
	g_assert_true(jn_address_parse(address, DOMAIN, '+', &s.address));
	evidence_set(&s, flags);
	site_set(&s, flags);
	if (flags & MEMBER)
		g_ptr_array_add(mentors, &member);
	if (flags & (COOKIE | COOKIE_2)) {
		s.cookie = &cookie;
		s.claimed = &people[cookie.person];
		s.claimed_cookies = flags & OFTEN ? 3 : 0;
	}
	plan = jn_plan_make(&s);
	words = ops_words(plan, own_word);
	g_assert_cmpstr(words, ==, c->ops);
	g_assert_cmpint(plan->outcome, ==, c->outcome);
	jn_address_clear(&s.address);
}

/* The reminder: a cookie for each, no more than fit, and nothing of a goal that has ended. */
static void
test_list(void)
{
	static const JnKeys keys = {.current = {7}};
	guint8 random_bytes[JN_RANDOM_BYTES];
	JnModerated one = {.held = 9,
			   .author = (char *)"Eve",
			   .subject = (char *)"Offer",
			   .gist = (char *)"Buy",
			   .created = NOW,
			   .expires = NOW + 5};
	JnGoal goal = {.id = 7, .name = (char *)"weld", .state = JN_GOAL_OPEN, .protege = ANA};
	JnPerson ana = {.id = ANA};
	JnSituation s = {.domain = DOMAIN,
			 .separator = '+',
			 .keys = &keys,
			 .now = NOW,
			 .random = random_bytes,
			 .goal = &goal,
			 .protege = &ana};
	g_autoptr(GPtrArray) waiting = g_ptr_array_new();
	g_autoptr(GHashTable) secrets = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(JnPlan) plan = NULL;
	g_autoptr(JnPlan) over = NULL;

	for (gsize i = 0; i < sizeof random_bytes; i++)
		random_bytes[i] = (guint8)i;
	for (int i = 0; i < JN_MODERATIONS_LISTED + 5; i++)
		g_ptr_array_add(waiting, &one);
	plan = jn_plan_make_moderation(&s, &ana, waiting);
	g_assert_cmpuint(plan->ops->len, ==, 3 * JN_MODERATIONS_LISTED + 1);
	for (guint i = 0; i < 3 * JN_MODERATIONS_LISTED; i++) {
		const JnOp *op = plan->ops->pdata[i];

		g_assert_cmpint(op->kind, ==, JN_OP_COOKIE);
		g_assert_cmpint(op->u.cookie.held, ==, 9);
		g_assert_cmpint(op->u.cookie.expires, ==, NOW + 5);
		g_assert_true(g_hash_table_add(secrets, op->u.cookie.secret));
	}
	goal.state = JN_GOAL_ENDED;
	over = jn_plan_make_moderation(&s, &ana, waiting);
	g_assert_cmpuint(over->ops->len, ==, 0);
}

int
main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	g_mime_init();
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf("/moderate/%zu %s", i, cases[i].label);

		g_test_add_data_func(path, &cases[i], run_case);
	}
	g_test_add_func("/moderate/list", test_list);
	status = g_test_run();
	g_mime_shutdown();
	return status;
}
