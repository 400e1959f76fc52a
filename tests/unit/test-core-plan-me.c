/*
 * What a mail to me@ does. A row a case; operations are words (plan-words.h), notices and follows
 * with whom they are for.
 */
#include <string.h>

#include "base/limits.h"
#include "core/labels.h"
#include "core/plan.h"
#include "plan-words.h"

#define NOW 1795420800
#define DOMAIN "goals.example"
#define BO 2
#define EVE 3 /* a stranger */

typedef enum Flags {
	PROVEN = 1 << 0,
	FORGED = 1 << 1,
	ASKED_OFTEN = 1 << 2,
	CERTAIN = 1 << 3, /* a machine's */
	NO_SENDER = 1 << 4,
	TOKEN = 1 << 5,       /* came to Bo's token */
	UNSUBSCRIBE = 1 << 6, /* came to Bo's way out of digests */
	FORGED_TOKEN = 1 << 7,
	SPENT = 1 << 8,
	TAKEN = 1 << 9,        /* the address of a link is somebody's */
	OTHER_OFTEN = 1 << 10, /* ... was asked often */
	AGREED = 1 << 11,
	ALL_OFF = 1 << 12, /* Bo follows, and wants nothing of any of it */
	TO_GOAL = 1 << 13, /* the mail came to a goal */
	SEEN = 1 << 14,
	SUSPENDED = 1 << 15,
	TO_DIGEST = 1 << 16, /* the mail replies to a digest */
	STOP = 1 << 17,      /* came to Bo's way out of introductions */
	NO_INTRODUCTIONS = 1 << 18,
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

static const Case cases[] = {
	/* the page */
	{"an empty mail", BO, "me", "", "", PROVEN, 0, JN_OUTCOME_DONE, "notice:me"},
	{"help", BO, "me", "help", "", PROVEN, 0, JN_OUTCOME_DONE, "notice:me"},
	{"#help", BO, "me", "x", "#help", PROVEN, 0, JN_OUTCOME_DONE, "notice:me"},
	{"me+help reads no settings", BO, "me+help", "x", "Thanks: none", PROVEN, 0,
	 JN_OUTCOME_DONE, "notice:me"},
	{"a sentence", BO, "me", "Hi", "How do I change my name?", PROVEN, 0, JN_OUTCOME_DONE,
	 "notice:me"},
	{"what is new, now", BO, "me+digest", "x", "", PROVEN, 0, JN_OUTCOME_DONE, "digest"},
	{"... by a command", BO, "me", "x", "#digest\n", PROVEN, 0, JN_OUTCOME_DONE, "digest"},
	{"... unproven", BO, "me+digest", "x", "", 0, 0, JN_OUTCOME_HELD,
	 "hold cookie:release notice:post-confirm"},
	{"a word that means nothing here", BO, "me+questions", "x", "", PROVEN, 0, JN_OUTCOME_DONE,
	 "notice:me"},
	{"a reply to a digest", BO, "me", "Re: What is new", "Thanks: none", PROVEN | TO_DIGEST, 0,
	 JN_OUTCOME_HELD, "notice:digest-which hold:noted"},
	{"... that says outright what it wants of us", BO, "me", "Re: What is new",
	 "#forget\n\nSorry.", PROVEN | TO_DIGEST, 0, JN_OUTCOME_DONE,
	 "cookie:forget notice:forget-confirm"},
	{"... by its address", BO, "me+export", "Re: What is new", "Please.", PROVEN | TO_DIGEST, 0,
	 JN_OUTCOME_DONE, "notice:export"},
	{"a token cut off", BO, "me+r.", "x", "", PROVEN, 0, JN_OUTCOME_DONE, "notice:me"},
	{"a stranger", EVE, "me", "x", "", PROVEN, 0, JN_OUTCOME_DONE, "name notice:me"},
	{"mail to him was stopped", BO, "me", "x", "", PROVEN | SUSPENDED, 0, JN_OUTCOME_DONE,
	 "notice:me cookie:resume notice:resume-confirm"},
	{"the same mail again", BO, "me", "x", "", PROVEN | SEEN, 0, JN_OUTCOME_IGNORED, ""},
	/* trust */
	{"unproven", BO, "me", "x", "Name: Mal", 0, 0, JN_OUTCOME_HELD,
	 "hold cookie:release notice:post-confirm"},
	{"forged: no mail at all", BO, "me", "x", "Name: Mal", FORGED, 0, JN_OUTCOME_HELD, "hold"},
	{"unproven, asked often", BO, "me", "x", "Name: Mal", ASKED_OFTEN, 0, JN_OUTCOME_HELD,
	 "hold"},
	{"of nobody", BO, "me", "x", "Name: Mal", PROVEN | NO_SENDER, 0, JN_OUTCOME_HELD, "hold"},
	{"a machine's", BO, "me", "x", "Name: Mal", PROVEN | CERTAIN, 0, JN_OUTCOME_IGNORED,
	 "hold:noted"},
	{"another's token", EVE, "", "x", "Name: Mal", TOKEN, 0, JN_OUTCOME_HELD,
	 "hold cookie:link notice:link-confirm"},
	{"another's token, and a proof of their own", EVE, "", "x", "Name: Eve", PROVEN | TOKEN, 0,
	 JN_OUTCOME_DONE, "name name notice:me"},
	/* settings */
	{"a name", BO, "me", "x", "Name: Bo the Smith", PROVEN, 0, JN_OUTCOME_DONE,
	 "name notice:me"},
	{"the name it is", BO, "me", "x", "Name: Bo Smed", PROVEN, 0, JN_OUTCOME_DONE, "notice:me"},
	{"an address for a name", BO, "me", "x", "Name: bo@forge.example", PROVEN, 0,
	 JN_OUTCOME_DONE, "notice:me"},
	{"no name", BO, "me", "x", "Name:", PROVEN, 0, JN_OUTCOME_DONE, "notice:me"},
	{"a language", BO, "me", "x", "Language: da", PROVEN, 0, JN_OUTCOME_DONE,
	 "language:da notice:me"},
	{"by its own name", BO, "me", "x", "language = DANSK", PROVEN, 0, JN_OUTCOME_DONE,
	 "language:da notice:me"},
	{"the one it is, the site's: now it is chosen", BO, "me", "x", "Language: English", PROVEN,
	 0, JN_OUTCOME_DONE, "language:en notice:me"},
	{"one that there is not", BO, "me", "x", "Language: tlh", PROVEN, 0, JN_OUTCOME_DONE,
	 "notice:me"},
	{"skills", BO, "me", "x", "Skills: a, b;a ; c", PROVEN, 0, JN_OUTCOME_DONE,
	 "skills:a, b, c notice:me"},
	{"the skills they are", BO, "me", "x", "- Skills: steel", PROVEN, 0, JN_OUTCOME_DONE,
	 "notice:me"},
	{"no skills", BO, "me", "x", "Skills:", PROVEN, 0, JN_OUTCOME_DONE, "skills: notice:me"},
	{"thanks", BO, "me", "x", "Thanks: None.", PROVEN, 0, JN_OUTCOME_DONE,
	 "thanks:none notice:me"},
	{"thanks by the day", BO, "me", "x", "Thanks: daily", PROVEN, 0, JN_OUTCOME_DONE,
	 "notice:me"},
	{"several", BO, "me", "x", "Hi!\n\nName: Bo\nTak: nej\nSprog: dansk\n", PROVEN, 0,
	 JN_OUTCOME_DONE, "name thanks:none language:da notice:me"},
	/* rhythms: he follows weld (each), open@ (weekly) and left knit (none) */
	{"for all", BO, "me", "x", "Digest: daily", PROVEN, 0, JN_OUTCOME_DONE,
	 "follow:daily:7 follow:daily:1 notice:me"},
	{"for all that differ", BO, "me", "x", "Digest: weekly", PROVEN, 0, JN_OUTCOME_DONE,
	 "follow:weekly:7 notice:me"},
	{"for all, where all is off", BO, "me", "x", "Digest: weekly", PROVEN | ALL_OFF, 0,
	 JN_OUTCOME_DONE, "follow:weekly:7 follow:weekly:1 follow:weekly:8 notice:me"},
	{"for one", BO, "me", "x", "WELD: none (Learn)", PROVEN, 0, JN_OUTCOME_DONE,
	 "follow:none:7 notice:me"},
	{"for one that he does not follow", BO, "me", "x", "bake: daily", PROVEN, 0,
	 JN_OUTCOME_DONE, "notice:me"},
	{"no rhythm", BO, "me", "x", "weld: now and then", PROVEN, 0, JN_OUTCOME_DONE, "notice:me"},
	/* addresses */
	{"one more", BO, "me", "x", "Address: <BO2@work.example>", PROVEN, 0, JN_OUTCOME_DONE,
	 "cookie:link notice:link-confirm notice:me"},
	{"his own", BO, "me", "x", "Address: bo@old.example", PROVEN, 0, JN_OUTCOME_DONE,
	 "notice:me"},
	{"one of ours", BO, "me", "x", "Address: weld@goals.example", PROVEN, 0, JN_OUTCOME_DONE,
	 "notice:me"},
	{"none", BO, "me", "x", "Address: x", PROVEN, 0, JN_OUTCOME_DONE, "notice:me"},
	{"six of them", BO, "me", "x",
	 "Address: a@x\nAddress: b@x\nAddress: c@x\nAddress: d@x\nAddress: e@x\nAddress: f@x\n",
	 PROVEN, 0, JN_OUTCOME_DONE,
	 "cookie:link notice:link-confirm cookie:link notice:link-confirm cookie:link "
	 "notice:link-confirm cookie:link notice:link-confirm cookie:link notice:link-confirm "
	 "notice:me"},
	{"one less", BO, "me", "x", "Remove address: bo@old.example", PROVEN, 0, JN_OUTCOME_DONE,
	 "unlink:bo@old.example notice:me"},
	{"not the main one", BO, "me", "x", "Remove address: bo@forge.example", PROVEN, 0,
	 JN_OUTCOME_DONE, "notice:me"},
	{"not another's", BO, "me", "x", "Remove address: eve@far.example", PROVEN, 0,
	 JN_OUTCOME_DONE, "notice:me"},
	{"another main one", BO, "me", "x", "Main address: bo@old.example", PROVEN, 0,
	 JN_OUTCOME_DONE, "cookie:primary notice:main-confirm>bo@old.example notice:me"},
	{"... that is not his", BO, "me", "x", "Main address: eve@far.example", PROVEN, 0,
	 JN_OUTCOME_DONE, "notice:me"},
	{"the known mailbox says so: the other one is asked", BO, "me+c.aaaaaaaaaaaaaaaa", "Re: x",
	 "", 0, JN_ACTION_LINK + 1, JN_OUTCOME_DONE, "spend cookie:link notice:link-confirm"},
	{"... but not one that somebody is known by", BO, "me+c.aaaaaaaaaaaaaaaa", "Re: x", "",
	 TAKEN, JN_ACTION_LINK + 1, JN_OUTCOME_DONE, "spend"},
	{"... nor one that was asked often", BO, "me+c.aaaaaaaaaaaaaaaa", "Re: x", "", OTHER_OFTEN,
	 JN_ACTION_LINK + 1, JN_OUTCOME_DONE, "spend"},
	{"both say so", BO, "me+c.aaaaaaaaaaaaaaaa", "Re: x", "", AGREED | OTHER_OFTEN,
	 JN_ACTION_LINK + 1, JN_OUTCOME_DONE, "spend link:bo@old.example notice:linked"},
	{"both say so, and somebody took it meanwhile", BO, "me+c.aaaaaaaaaaaaaaaa", "Re: x", "",
	 AGREED | TAKEN, JN_ACTION_LINK + 1, JN_OUTCOME_DONE, "spend"},
	{"the new main one says so", BO, "me+c.aaaaaaaaaaaaaaaa", "Re: x", "", 0,
	 JN_ACTION_PRIMARY + 1, JN_OUTCOME_DONE,
	 "spend primary:bo@old.example notice:main-done>bo@forge.example "
	 "notice:main-done>bo@old.example"},
	{"... twice", BO, "me+c.aaaaaaaaaaaaaaaa", "Re: x", "", SPENT, JN_ACTION_PRIMARY + 1,
	 JN_OUTCOME_HELD, "notice:confirm-late hold"},
	{"a cookie that there is not", BO, "me+c.aaaaaaaaaaaaaaaa", "Re: x", "", 0, 0,
	 JN_OUTCOME_HELD, "notice:confirm-late hold"},
	{"a mail held for me@ is released", BO, "me+c.aaaaaaaaaaaaaaaa", "Re: x", "", 0,
	 JN_ACTION_RELEASE + 1, JN_OUTCOME_DONE, "spend release"},
	/* the way out of digests */
	{"a click, from whatever address", EVE, "", "unsubscribe", "", UNSUBSCRIBE, 0,
	 JN_OUTCOME_DONE, "no-digests:2 notice:digests-off"},
	{"a click with a forged token", EVE, "", "unsubscribe", "", UNSUBSCRIBE | FORGED_TOKEN, 0,
	 JN_OUTCOME_HELD, "hold"},
	{"of introductions, from whatever address", EVE, "", "x", "", STOP, 0, JN_OUTCOME_DONE,
	 "introductions:none notice:me"},
	{"... again", EVE, "", "x", "", STOP | NO_INTRODUCTIONS, 0, JN_OUTCOME_DONE, "notice:me"},
	{"... with a forged token", EVE, "", "x", "", STOP | FORGED_TOKEN, 0, JN_OUTCOME_HELD,
	 "hold"},
	{"... a machine's", EVE, "", "x", "", STOP | CERTAIN, 0, JN_OUTCOME_IGNORED, "hold:noted"},
	{"... its mail sets nothing else", EVE, "", "x", "Name: Mal", STOP, 0, JN_OUTCOME_DONE,
	 "introductions:none notice:me"},
	{"introductions", BO, "me", "x", "Introductions: none", PROVEN, 0, JN_OUTCOME_DONE,
	 "introductions:none notice:me"},
	{"... as they are", BO, "me", "x", "Introductions: weekly", PROVEN, 0, JN_OUTCOME_DONE,
	 "notice:me"},
	{"... once more", BO, "me", "x", "Introductions: weekly", PROVEN | NO_INTRODUCTIONS, 0,
	 JN_OUTCOME_DONE, "introductions:weekly notice:me"},
	{"... by the day", BO, "me", "x", "Introductions: daily", PROVEN, 0, JN_OUTCOME_DONE,
	 "notice:me"},
	{"in words", BO, "me", "unsubscribe", "", PROVEN, 0, JN_OUTCOME_DONE,
	 "no-digests:2 notice:digests-off"},
	{"in words, unproven", BO, "me+unsubscribe", "", "", 0, 0, JN_OUTCOME_HELD,
	 "hold cookie:release notice:post-confirm"},
	/* all of it, and nothing of it */
	{"export", BO, "me+export", "", "", PROVEN, 0, JN_OUTCOME_DONE, "notice:export"},
	{"#export", BO, "me", "x", "#export", PROVEN, 0, JN_OUTCOME_DONE, "notice:export"},
	{"#export to a goal", BO, "weld", "x", "#export", PROVEN | TO_GOAL, 0, JN_OUTCOME_DONE,
	 "notice:export"},
	{"export, unproven", BO, "me+export", "", "", 0, 0, JN_OUTCOME_HELD,
	 "hold cookie:release notice:post-confirm"},
	{"export, forged", BO, "me+export", "", "", FORGED, 0, JN_OUTCOME_HELD, "hold"},
	{"forget", BO, "me+forget", "", "", PROVEN, 0, JN_OUTCOME_DONE,
	 "cookie:forget notice:forget-confirm"},
	{"#forget to a goal, unproven", BO, "weld", "x", "#forget", TO_GOAL, 0, JN_OUTCOME_DONE,
	 "cookie:forget notice:forget-confirm"},
	{"forget, asked often", BO, "me+forget", "", "", ASKED_OFTEN, 0, JN_OUTCOME_HELD, "hold"},
	{"forget, forged", BO, "me+forget", "", "", FORGED, 0, JN_OUTCOME_HELD, "hold"},
	{"forget, a machine's", BO, "me+forget", "", "", PROVEN | CERTAIN, 0, JN_OUTCOME_IGNORED,
	 "hold:noted"},
	{"they confirm it", BO, "me+c.aaaaaaaaaaaaaaaa", "Re: x", "", 0, JN_ACTION_FORGET + 1,
	 JN_OUTCOME_DONE, "spend forget:2"},
	{"a machine confirms it", BO, "me+c.aaaaaaaaaaaaaaaa", "Re: x", "", CERTAIN,
	 JN_ACTION_FORGET + 1, JN_OUTCOME_IGNORED, "hold:noted"},
};

static const JnKeys keys = {.current = {1}};

static char *
own_word(const JnOp *op)
{
	if (op->kind == JN_OP_NOTICE) {
		g_assert_cmpint(op->u.notice.goal, ==, 0);
		return g_strdup_printf("notice:%s%s%s", op->u.notice.template_name,
				       op->u.notice.address ? ">" : "",
				       op->u.notice.address ? op->u.notice.address : "");
	}
	if (op->kind == JN_OP_FOLLOW)
		return g_strdup_printf("follow:%s:%d", jn_mode_word(op->u.follow.mode),
				       (int)op->u.follow.goal);
	return NULL;
}

static char *
address_of(const Case *c)
{
	JnClaim reply = {'r', 0, 0, BO};
	JnClaim leave = {c->flags & STOP ? 'i' : 'u', 0, 0, BO};
	char *address;

	if (c->flags & TOKEN)
		return jn_capability_address(&keys, &reply, NOW + JN_DAY, "me", DOMAIN, '+');
	if (!(c->flags & (UNSUBSCRIBE | STOP)))
		return g_strconcat(c->to, "@" DOMAIN, NULL);
	address = jn_capability_address(&keys, &leave, NOW - JN_DAY, "me", DOMAIN, '+');
	if (c->flags & FORGED_TOKEN) {
		char *last = strchr(address, '@') - 1;

		*last = *last == 'a' ? 'b' : 'a';
	}
	return address;
}

static JnMessage *
message_of(const Case *c)
{
	static const char *const from[] = {"", "", "Bo Smed <bo@forge.example>",
					   "Eve Strand <eve@far.example>"};
	g_autofree char *raw = g_strdup_printf(
		"%s%s\nSubject: %s\nMessage-ID: <m1@x.example>\n\n%s\n",
		c->flags & NO_SENDER ? "X-From: " : "From: ", from[c->sender], c->subject, c->text);
	g_autoptr(GBytes) bytes = g_bytes_new(raw, strlen(raw));
	g_autoptr(GError) error = NULL;
	JnMessage *message = jn_message_parse(bytes, &error);

	g_assert_no_error(error);
	return message;
}

static GPtrArray *
labels_make(void)
{
	static const char en[] = "name = Name\nlanguage = Language\nskills = Skills\n"
				 "digest = Digest\nthanks = Thanks\nintroductions = "
				 "Introductions\naddress = Address\n"
				 "remove = Remove address\nmain = Main address\neach = each\n"
				 "questions = questions\ndaily = daily\nweekly = weekly\n"
				 "none = none\nself = English\n";
	static const char da[] = "language = Sprog\nthanks = Tak\nnone = nej\nself = Dansk\n";
	GPtrArray *labels = g_ptr_array_new_with_free_func((GDestroyNotify)jn_labels_free);

	g_ptr_array_add(labels, jn_labels_parse("da", da, sizeof da - 1, NULL));
	g_ptr_array_add(labels, jn_labels_parse("en", en, sizeof en - 1, NULL));
	return labels;
}

static guint8 random_bytes[JN_RANDOM_BYTES];

static void
cookie_set(JnCookie *cookie, const Case *c, JnSituation *s)
{
	if (c->cookie == 0)
		return;
	cookie->action = (JnAction)(c->cookie - 1);
	cookie->spent = c->flags & SPENT ? NOW - 5 : 0;
	cookie->held = cookie->action == JN_ACTION_RELEASE ? 9 : 0;
	cookie->payload = g_variant_ref_sink(g_variant_new_parsed(
		c->flags & AGREED ? "{'agreed': <true>, 'addr': <'bo@old.example'>}"
				  : "{'addr': <'bo@old.example'>}"));
	s->cookie = cookie;
}

static void
run_case(gconstpointer data)
{
	const Case *c = data;
	g_autoptr(JnMessage) message = message_of(c);
	g_autoptr(JnNewText) text = jn_new_text_read(message);
	g_autofree char *address = address_of(c);
	g_autoptr(GPtrArray) named = g_ptr_array_new();
	g_autoptr(GPtrArray) labels = labels_make();
	g_autoptr(GPtrArray) follows = g_ptr_array_new();
	g_autoptr(GPtrArray) addresses = g_ptr_array_new();
	g_autoptr(GPtrArray) items = g_ptr_array_new();
	g_autofree char *words = NULL;
	JnAutomatic automatic = {c->flags & CERTAIN ? JN_AUTOMATIC_CERTAIN : JN_AUTOMATIC_NO,
				 (char *)"a sign"};
	JnFollow weld = {.goal = 7,
			 .name = (char *)"weld",
			 .title = (char *)"Weld",
			 .mode = c->flags & ALL_OFF ? JN_MODE_NONE : JN_MODE_EACH};
	JnFollow all = {.goal = 1,
			.name = (char *)"open",
			.title = (char *)"",
			.mode = c->flags & ALL_OFF ? JN_MODE_NONE : JN_MODE_WEEKLY};
	JnFollow knit = {
		.goal = 8, .name = (char *)"knit", .title = (char *)"Knit", .mode = JN_MODE_NONE};
	JnGoal goal = {.id = 7, .name = (char *)"weld", .title = (char *)"Weld", .protege = 1};
	JnPerson people[] = {{0},
			     {.id = 1},
			     {.id = BO,
			      .name = (char *)"Bo Smed",
			      .addr = (char *)"bo@forge.example",
			      .skills = (char *)"steel"},
			     {.id = EVE, .addr = (char *)"eve@far.example"},
			     {.id = 4, .addr = (char *)"bo@old.example"}};
	JnCookie cookie = {.id = 4, .person = BO, .expires = NOW + JN_DAY};
	JnSituation s = {.domain = DOMAIN,
			 .site_name = "Goals",
			 .separator = '+',
			 .keys = &keys,
			 .cookies_per_day = 3,
			 .now = NOW,
			 .random = random_bytes,
			 .language = "en",
			 .labels = labels,
			 .message = message,
			 .new_text = text,
			 .automatic = &automatic,
			 .sender_mode = JN_MODE_ABSENT,
			 .claimed_mode = JN_MODE_ABSENT,
			 .linked = &people[4],
			 .hints = {.named = named, .quoted = ""},
			 .follows = follows,
			 .addresses = addresses,
			 .next_held = 6};
	g_autoptr(JnPlan) plan = NULL;

	g_ptr_array_add(follows, &weld);
	g_ptr_array_add(follows, &all);
	g_ptr_array_add(follows, &knit);
	g_ptr_array_add(addresses, (gpointer) "bo@forge.example");
	g_ptr_array_add(addresses, (gpointer) "bo@old.example");
	g_assert_true(jn_address_parse(address, DOMAIN, '+', &s.address));
	s.evidence.login = (c->flags & PROVEN) != 0;
	s.evidence.spf = c->flags & FORGED ? JN_SPF_FAIL : JN_SPF_NONE;
	s.seen = c->flags & SEEN ? JN_SEEN_POST : JN_SEEN_NEVER;
	s.sender_cookies = c->flags & ASKED_OFTEN ? 3 : 0;
	people[BO].reach = c->flags & SUSPENDED ? JN_REACH_SUSPENDED : JN_REACH_OK;
	people[BO].no_introductions = (c->flags & NO_INTRODUCTIONS) != 0;
	s.linked_cookies = c->flags & OTHER_OFTEN ? 3 : 0;
	s.link_taken = (c->flags & TAKEN) != 0;
	s.sender = c->flags & NO_SENDER ? NULL : &people[c->sender];
	s.claimed = c->flags & (TOKEN | UNSUBSCRIBE | STOP) || c->cookie != 0 ? &people[BO] : NULL;
	s.goal = c->flags & TO_GOAL ? &goal : NULL;
	cookie_set(&cookie, c, &s);
	s.notice = c->flags & TO_DIGEST ? "digest" : NULL;
	s.items = c->flags & TO_DIGEST ? items : NULL;
	plan = jn_plan_make(&s);
	words = ops_words(plan, own_word);
	g_assert_cmpstr(words, ==, c->ops);
	g_assert_cmpint(plan->outcome, ==, c->outcome);
	g_assert_nonnull(plan->summary);
	g_clear_pointer(&cookie.payload, g_variant_unref);
	jn_address_clear(&s.address);
}

/* The page proves a reply to it: its Reply-To is a token that is good for its person alone. */
static void
test_token(void)
{
	JnClaim claim = {'r', 0, 0, BO};
	g_autofree char *address =
		jn_capability_address(&keys, &claim, NOW + JN_DAY, "me", DOMAIN, '+');
	g_auto(JnAddress) parsed = {0};

	g_assert_true(jn_address_parse(address, DOMAIN, '+', &parsed));
	g_assert_cmpint(parsed.place, ==, JN_PLACE_ME);
	g_assert_cmpint(parsed.sub, ==, JN_SUB_REPLY);
	g_assert_cmpint(parsed.post, ==, 0);
	g_assert_cmpint(parsed.person, ==, BO);
	g_assert_cmpint(jn_capability_check(&keys, &claim, parsed.secret, NOW), ==,
			JN_VERDICT_VALID);
	claim.person = EVE;
	g_assert_cmpint(jn_capability_check(&keys, &claim, parsed.secret, NOW), ==,
			JN_VERDICT_FORGED);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_mime_init();
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf("/core/plan-me/%s", cases[i].label);

		g_test_add_data_func(path, &cases[i], run_case);
	}
	g_test_add_func("/core/plan-me/token", test_token);
	return g_test_run();
}
