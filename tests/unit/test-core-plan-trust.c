/*
 * The table of core/trust.h, a row a cell: what the table says, and what comes of a mail with such a
 * proof that wants this. Source: the design's 'Trust'.
 *
 * act: the state changes. ask: it does not, and one cookie goes out. hold: neither, and no letter at
 * all. Of the tokens of an address (way out, cookie) a mail exists only where the cell is act.
 */
#include <string.h>

#include "base/limits.h"
#include "core/labels.h"
#include "core/plan.h"

#define NOW 1795420800
#define DOMAIN "goals.example"
#define ANA 1 /* the protege */
#define BO 2  /* follows, answered; a mentor where the goal is closed */
#define EVE 3 /* a stranger */

typedef struct Cell {
	JnProof proof;
	JnWant want;
	JnAnswer answer;
} Cell;

static const Cell cells[] = {
	{JN_PROOF_FORGED, JN_WANT_POST, JN_ANSWER_HOLD},
	{JN_PROOF_FORGED, JN_WANT_LETTER, JN_ANSWER_HOLD},
	{JN_PROOF_FORGED, JN_WANT_CLOSE, JN_ANSWER_HOLD},
	{JN_PROOF_FORGED, JN_WANT_ANON, JN_ANSWER_HOLD},
	{JN_PROOF_FORGED, JN_WANT_LEAVE, JN_ANSWER_HOLD},
	{JN_PROOF_FORGED, JN_WANT_UNSUBSCRIBE, JN_ANSWER_HOLD},
	{JN_PROOF_FORGED, JN_WANT_STOP, JN_ANSWER_HOLD},
	{JN_PROOF_FORGED, JN_WANT_GOAL, JN_ANSWER_HOLD},
	{JN_PROOF_FORGED, JN_WANT_SUBSCRIBE, JN_ANSWER_HOLD},
	{JN_PROOF_FORGED, JN_WANT_OPEN, JN_ANSWER_HOLD},
	{JN_PROOF_FORGED, JN_WANT_ACCEPT, JN_ANSWER_HOLD},
	{JN_PROOF_FORGED, JN_WANT_REVEAL, JN_ANSWER_HOLD},
	{JN_PROOF_FORGED, JN_WANT_ADDRESS, JN_ANSWER_HOLD},
	{JN_PROOF_FORGED, JN_WANT_ERASE, JN_ANSWER_HOLD},
	{JN_PROOF_NONE, JN_WANT_POST, JN_ANSWER_ASK},
	{JN_PROOF_NONE, JN_WANT_LETTER, JN_ANSWER_ACT},
	{JN_PROOF_NONE, JN_WANT_CLOSE, JN_ANSWER_ASK},
	{JN_PROOF_NONE, JN_WANT_ANON, JN_ANSWER_ASK},
	{JN_PROOF_NONE, JN_WANT_LEAVE, JN_ANSWER_ASK},
	{JN_PROOF_NONE, JN_WANT_UNSUBSCRIBE, JN_ANSWER_ASK},
	{JN_PROOF_NONE, JN_WANT_STOP, JN_ANSWER_ASK},
	{JN_PROOF_NONE, JN_WANT_GOAL, JN_ANSWER_ASK},
	{JN_PROOF_NONE, JN_WANT_SUBSCRIBE, JN_ANSWER_ASK},
	{JN_PROOF_NONE, JN_WANT_OPEN, JN_ANSWER_ASK},
	{JN_PROOF_NONE, JN_WANT_ACCEPT, JN_ANSWER_ASK},
	{JN_PROOF_NONE, JN_WANT_REVEAL, JN_ANSWER_ASK},
	{JN_PROOF_NONE, JN_WANT_ADDRESS, JN_ANSWER_ASK},
	{JN_PROOF_NONE, JN_WANT_ERASE, JN_ANSWER_ASK},
	{JN_PROOF_SPF, JN_WANT_POST, JN_ANSWER_ACT},
	{JN_PROOF_SPF, JN_WANT_LETTER, JN_ANSWER_ACT},
	{JN_PROOF_SPF, JN_WANT_CLOSE, JN_ANSWER_ACT},
	{JN_PROOF_SPF, JN_WANT_ANON, JN_ANSWER_ACT},
	{JN_PROOF_SPF, JN_WANT_LEAVE, JN_ANSWER_ACT},
	{JN_PROOF_SPF, JN_WANT_UNSUBSCRIBE, JN_ANSWER_ACT},
	{JN_PROOF_SPF, JN_WANT_STOP, JN_ANSWER_ACT},
	{JN_PROOF_SPF, JN_WANT_GOAL, JN_ANSWER_ASK},
	{JN_PROOF_SPF, JN_WANT_SUBSCRIBE, JN_ANSWER_ASK},
	{JN_PROOF_SPF, JN_WANT_OPEN, JN_ANSWER_ASK},
	{JN_PROOF_SPF, JN_WANT_ACCEPT, JN_ANSWER_ASK},
	{JN_PROOF_SPF, JN_WANT_REVEAL, JN_ANSWER_ASK},
	{JN_PROOF_SPF, JN_WANT_ADDRESS, JN_ANSWER_ASK},
	{JN_PROOF_SPF, JN_WANT_ERASE, JN_ANSWER_ASK},
	{JN_PROOF_DKIM, JN_WANT_POST, JN_ANSWER_ACT},
	{JN_PROOF_DKIM, JN_WANT_LETTER, JN_ANSWER_ACT},
	{JN_PROOF_DKIM, JN_WANT_CLOSE, JN_ANSWER_ACT},
	{JN_PROOF_DKIM, JN_WANT_ANON, JN_ANSWER_ACT},
	{JN_PROOF_DKIM, JN_WANT_LEAVE, JN_ANSWER_ACT},
	{JN_PROOF_DKIM, JN_WANT_UNSUBSCRIBE, JN_ANSWER_ACT},
	{JN_PROOF_DKIM, JN_WANT_STOP, JN_ANSWER_ACT},
	{JN_PROOF_DKIM, JN_WANT_GOAL, JN_ANSWER_ASK},
	{JN_PROOF_DKIM, JN_WANT_SUBSCRIBE, JN_ANSWER_ASK},
	{JN_PROOF_DKIM, JN_WANT_OPEN, JN_ANSWER_ASK},
	{JN_PROOF_DKIM, JN_WANT_ACCEPT, JN_ANSWER_ASK},
	{JN_PROOF_DKIM, JN_WANT_REVEAL, JN_ANSWER_ASK},
	{JN_PROOF_DKIM, JN_WANT_ADDRESS, JN_ANSWER_ASK},
	{JN_PROOF_DKIM, JN_WANT_ERASE, JN_ANSWER_ASK},
	{JN_PROOF_DMARC, JN_WANT_POST, JN_ANSWER_ACT},
	{JN_PROOF_DMARC, JN_WANT_LETTER, JN_ANSWER_ACT},
	{JN_PROOF_DMARC, JN_WANT_CLOSE, JN_ANSWER_ACT},
	{JN_PROOF_DMARC, JN_WANT_ANON, JN_ANSWER_ACT},
	{JN_PROOF_DMARC, JN_WANT_LEAVE, JN_ANSWER_ACT},
	{JN_PROOF_DMARC, JN_WANT_UNSUBSCRIBE, JN_ANSWER_ACT},
	{JN_PROOF_DMARC, JN_WANT_STOP, JN_ANSWER_ACT},
	{JN_PROOF_DMARC, JN_WANT_GOAL, JN_ANSWER_ASK},
	{JN_PROOF_DMARC, JN_WANT_SUBSCRIBE, JN_ANSWER_ASK},
	{JN_PROOF_DMARC, JN_WANT_OPEN, JN_ANSWER_ASK},
	{JN_PROOF_DMARC, JN_WANT_ACCEPT, JN_ANSWER_ASK},
	{JN_PROOF_DMARC, JN_WANT_REVEAL, JN_ANSWER_ASK},
	{JN_PROOF_DMARC, JN_WANT_ADDRESS, JN_ANSWER_ASK},
	{JN_PROOF_DMARC, JN_WANT_ERASE, JN_ANSWER_ASK},
	{JN_PROOF_LOGIN, JN_WANT_POST, JN_ANSWER_ACT},
	{JN_PROOF_LOGIN, JN_WANT_LETTER, JN_ANSWER_ACT},
	{JN_PROOF_LOGIN, JN_WANT_CLOSE, JN_ANSWER_ACT},
	{JN_PROOF_LOGIN, JN_WANT_ANON, JN_ANSWER_ACT},
	{JN_PROOF_LOGIN, JN_WANT_LEAVE, JN_ANSWER_ACT},
	{JN_PROOF_LOGIN, JN_WANT_UNSUBSCRIBE, JN_ANSWER_ACT},
	{JN_PROOF_LOGIN, JN_WANT_STOP, JN_ANSWER_ACT},
	{JN_PROOF_LOGIN, JN_WANT_GOAL, JN_ANSWER_ASK},
	{JN_PROOF_LOGIN, JN_WANT_SUBSCRIBE, JN_ANSWER_ASK},
	{JN_PROOF_LOGIN, JN_WANT_OPEN, JN_ANSWER_ASK},
	{JN_PROOF_LOGIN, JN_WANT_ACCEPT, JN_ANSWER_ASK},
	{JN_PROOF_LOGIN, JN_WANT_REVEAL, JN_ANSWER_ASK},
	{JN_PROOF_LOGIN, JN_WANT_ADDRESS, JN_ANSWER_ASK},
	{JN_PROOF_LOGIN, JN_WANT_ERASE, JN_ANSWER_ASK},
	{JN_PROOF_CAPABILITY, JN_WANT_POST, JN_ANSWER_ACT},
	{JN_PROOF_CAPABILITY, JN_WANT_LETTER, JN_ANSWER_ACT},
	{JN_PROOF_CAPABILITY, JN_WANT_CLOSE, JN_ANSWER_ACT},
	{JN_PROOF_CAPABILITY, JN_WANT_ANON, JN_ANSWER_ACT},
	{JN_PROOF_CAPABILITY, JN_WANT_LEAVE, JN_ANSWER_ACT},
	{JN_PROOF_CAPABILITY, JN_WANT_UNSUBSCRIBE, JN_ANSWER_ACT},
	{JN_PROOF_CAPABILITY, JN_WANT_STOP, JN_ANSWER_ACT},
	{JN_PROOF_CAPABILITY, JN_WANT_GOAL, JN_ANSWER_ASK},
	{JN_PROOF_CAPABILITY, JN_WANT_SUBSCRIBE, JN_ANSWER_ASK},
	{JN_PROOF_CAPABILITY, JN_WANT_OPEN, JN_ANSWER_ASK},
	{JN_PROOF_CAPABILITY, JN_WANT_ACCEPT, JN_ANSWER_ASK},
	{JN_PROOF_CAPABILITY, JN_WANT_REVEAL, JN_ANSWER_ASK},
	{JN_PROOF_CAPABILITY, JN_WANT_ADDRESS, JN_ANSWER_ASK},
	{JN_PROOF_CAPABILITY, JN_WANT_ERASE, JN_ANSWER_ASK},
	{JN_PROOF_CONFIRMED, JN_WANT_POST, JN_ANSWER_ACT},
	{JN_PROOF_CONFIRMED, JN_WANT_LETTER, JN_ANSWER_ACT},
	{JN_PROOF_CONFIRMED, JN_WANT_CLOSE, JN_ANSWER_ACT},
	{JN_PROOF_CONFIRMED, JN_WANT_ANON, JN_ANSWER_ACT},
	{JN_PROOF_CONFIRMED, JN_WANT_LEAVE, JN_ANSWER_ACT},
	{JN_PROOF_CONFIRMED, JN_WANT_UNSUBSCRIBE, JN_ANSWER_ACT},
	{JN_PROOF_CONFIRMED, JN_WANT_STOP, JN_ANSWER_ACT},
	{JN_PROOF_CONFIRMED, JN_WANT_GOAL, JN_ANSWER_ASK},
	{JN_PROOF_CONFIRMED, JN_WANT_SUBSCRIBE, JN_ANSWER_ASK},
	{JN_PROOF_CONFIRMED, JN_WANT_OPEN, JN_ANSWER_ASK},
	{JN_PROOF_CONFIRMED, JN_WANT_ACCEPT, JN_ANSWER_ASK},
	{JN_PROOF_CONFIRMED, JN_WANT_REVEAL, JN_ANSWER_ASK},
	{JN_PROOF_CONFIRMED, JN_WANT_ADDRESS, JN_ANSWER_ASK},
	{JN_PROOF_CONFIRMED, JN_WANT_ERASE, JN_ANSWER_ASK},
	{JN_PROOF_RELEASED, JN_WANT_POST, JN_ANSWER_ACT},
	{JN_PROOF_RELEASED, JN_WANT_LETTER, JN_ANSWER_ACT},
	{JN_PROOF_RELEASED, JN_WANT_CLOSE, JN_ANSWER_ACT},
	{JN_PROOF_RELEASED, JN_WANT_ANON, JN_ANSWER_ACT},
	{JN_PROOF_RELEASED, JN_WANT_LEAVE, JN_ANSWER_ACT},
	{JN_PROOF_RELEASED, JN_WANT_UNSUBSCRIBE, JN_ANSWER_ACT},
	{JN_PROOF_RELEASED, JN_WANT_STOP, JN_ANSWER_ACT},
	{JN_PROOF_RELEASED, JN_WANT_GOAL, JN_ANSWER_ASK},
	{JN_PROOF_RELEASED, JN_WANT_SUBSCRIBE, JN_ANSWER_ASK},
	{JN_PROOF_RELEASED, JN_WANT_OPEN, JN_ANSWER_ASK},
	{JN_PROOF_RELEASED, JN_WANT_ACCEPT, JN_ANSWER_ASK},
	{JN_PROOF_RELEASED, JN_WANT_REVEAL, JN_ANSWER_ASK},
	{JN_PROOF_RELEASED, JN_WANT_ADDRESS, JN_ANSWER_ASK},
	{JN_PROOF_RELEASED, JN_WANT_ERASE, JN_ANSWER_ASK},
	{JN_PROOF_WAY_OUT, JN_WANT_POST, JN_ANSWER_HOLD},
	{JN_PROOF_WAY_OUT, JN_WANT_LETTER, JN_ANSWER_HOLD},
	{JN_PROOF_WAY_OUT, JN_WANT_CLOSE, JN_ANSWER_HOLD},
	{JN_PROOF_WAY_OUT, JN_WANT_ANON, JN_ANSWER_HOLD},
	{JN_PROOF_WAY_OUT, JN_WANT_LEAVE, JN_ANSWER_HOLD},
	{JN_PROOF_WAY_OUT, JN_WANT_UNSUBSCRIBE, JN_ANSWER_ACT},
	{JN_PROOF_WAY_OUT, JN_WANT_STOP, JN_ANSWER_ACT},
	{JN_PROOF_WAY_OUT, JN_WANT_GOAL, JN_ANSWER_HOLD},
	{JN_PROOF_WAY_OUT, JN_WANT_SUBSCRIBE, JN_ANSWER_HOLD},
	{JN_PROOF_WAY_OUT, JN_WANT_OPEN, JN_ANSWER_HOLD},
	{JN_PROOF_WAY_OUT, JN_WANT_ACCEPT, JN_ANSWER_HOLD},
	{JN_PROOF_WAY_OUT, JN_WANT_REVEAL, JN_ANSWER_HOLD},
	{JN_PROOF_WAY_OUT, JN_WANT_ADDRESS, JN_ANSWER_HOLD},
	{JN_PROOF_WAY_OUT, JN_WANT_ERASE, JN_ANSWER_HOLD},
	{JN_PROOF_COOKIE, JN_WANT_POST, JN_ANSWER_ACT},
	{JN_PROOF_COOKIE, JN_WANT_LETTER, JN_ANSWER_ACT},
	{JN_PROOF_COOKIE, JN_WANT_CLOSE, JN_ANSWER_ACT},
	{JN_PROOF_COOKIE, JN_WANT_ANON, JN_ANSWER_ACT},
	{JN_PROOF_COOKIE, JN_WANT_LEAVE, JN_ANSWER_ACT},
	{JN_PROOF_COOKIE, JN_WANT_UNSUBSCRIBE, JN_ANSWER_ACT},
	{JN_PROOF_COOKIE, JN_WANT_STOP, JN_ANSWER_ACT},
	{JN_PROOF_COOKIE, JN_WANT_GOAL, JN_ANSWER_ACT},
	{JN_PROOF_COOKIE, JN_WANT_SUBSCRIBE, JN_ANSWER_ACT},
	{JN_PROOF_COOKIE, JN_WANT_OPEN, JN_ANSWER_ACT},
	{JN_PROOF_COOKIE, JN_WANT_ACCEPT, JN_ANSWER_ACT},
	{JN_PROOF_COOKIE, JN_WANT_REVEAL, JN_ANSWER_ACT},
	{JN_PROOF_COOKIE, JN_WANT_ADDRESS, JN_ANSWER_ACT},
	{JN_PROOF_COOKIE, JN_WANT_ERASE, JN_ANSWER_ACT},
};

/* How a mail says what it wants, and the operation that does it. */
static const struct Wish {
	const char *name;
	int sender;
	const char *to, *text;
	gboolean closed, anonymous;
	JnOpKind does;
	JnAction cookie; /* that does it when it comes back */
} wishes[JN_WANTS] = {
	[JN_WANT_POST] = {"post", BO, "weld", "So.", FALSE, FALSE, JN_OP_POST, JN_ACTION_RELEASE},
	[JN_WANT_LETTER] = {"letter", BO, "weld+help", "", FALSE, FALSE, JN_OP_NOTICE,
			    JN_ACTION_RELEASE},
	[JN_WANT_CLOSE] = {"close", ANA, "weld", "#close Bo", FALSE, FALSE, JN_OP_CLOSE,
			   JN_ACTION_RELEASE},
	[JN_WANT_ANON] = {"anon", ANA, "weld+anon", "", FALSE, FALSE, JN_OP_ANON,
			  JN_ACTION_RELEASE},
	[JN_WANT_LEAVE] = {"leave", BO, "weld+leave", "", TRUE, FALSE, JN_OP_MENTOR,
			   JN_ACTION_LEAVE},
	[JN_WANT_UNSUBSCRIBE] = {"unsubscribe", BO, "weld+unsubscribe", "", FALSE, FALSE,
				 JN_OP_FOLLOW, JN_ACTION_UNFOLLOW},
	[JN_WANT_STOP] = {"stop", ANA, "weld", "#stop", FALSE, FALSE, JN_OP_NUDGES,
			  JN_ACTION_RELEASE},
	[JN_WANT_GOAL] = {"goal", EVE, "new", "I have a garage.", FALSE, FALSE, JN_OP_GOAL,
			  JN_ACTION_GOAL},
	[JN_WANT_SUBSCRIBE] = {"subscribe", EVE, "weld+subscribe", "", FALSE, FALSE, JN_OP_FOLLOW,
			       JN_ACTION_FOLLOW},
	[JN_WANT_OPEN] = {"open", ANA, "weld+open", "", TRUE, FALSE, JN_OP_OPEN, JN_ACTION_OPEN},
	[JN_WANT_ACCEPT] = {"accept", BO, "weld", "#yes", TRUE, FALSE, JN_OP_MENTOR,
			    JN_ACTION_ACCEPT},
	[JN_WANT_REVEAL] = {"reveal", ANA, "weld+reveal", "", FALSE, TRUE, JN_OP_REVEAL,
			    JN_ACTION_REVEAL},
	[JN_WANT_ADDRESS] = {"address", BO, "me", "address: bo@new.example", FALSE, FALSE,
			     JN_OP_LINK, JN_ACTION_LINK},
	[JN_WANT_ERASE] = {"erase", BO, "me+forget", "", FALSE, FALSE, JN_OP_FORGET,
			   JN_ACTION_FORGET},
};

static const char *const proofs[JN_PROOFS] = {
	"forged", "none",      "spf",      "dkim",    "dmarc",  "login",
	"token",  "confirmed", "released", "way out", "cookie",
};

static const JnKeys keys = {.current = {1}};
static guint8 random_bytes[JN_RANDOM_BYTES];

static JnEvidence
evidence_of(JnProof proof)
{
	return (JnEvidence){
		.released = proof == JN_PROOF_RELEASED,
		.confirmed = proof == JN_PROOF_CONFIRMED,
		.capability = proof == JN_PROOF_CAPABILITY,
		.login = proof == JN_PROOF_LOGIN,
		.dmarc = proof == JN_PROOF_DMARC,
		.dkim = proof == JN_PROOF_DKIM,
		.spf = proof == JN_PROOF_SPF      ? JN_SPF_PASS
		       : proof == JN_PROOF_FORGED ? JN_SPF_FAIL
						  : JN_SPF_NONE,
		.spf_aligned = proof == JN_PROOF_SPF,
	};
}

/* The address that the cell's mail comes to. Caller frees. */
static char *
address_of(const Cell *cell)
{
	const struct Wish *wish = &wishes[cell->want];
	JnClaim unsubscribe = {'u', 7, 0, BO}, introductions = {'i', 0, 0, BO};
	g_auto(GStrv) name = g_strsplit(wish->to, "+", 2);

	if (cell->proof == JN_PROOF_COOKIE)
		return g_strconcat(name[0], "+c.aaaaaaaaaaaaaaaa@" DOMAIN, NULL);
	if (cell->proof == JN_PROOF_WAY_OUT && cell->want == JN_WANT_STOP)
		return jn_capability_address(&keys, &introductions, NOW + JN_DAY, "me", DOMAIN,
					     '+');
	if (cell->proof == JN_PROOF_WAY_OUT)
		return jn_capability_address(&keys, &unsubscribe, NOW + JN_DAY, "weld", DOMAIN,
					     '+');
	return g_strconcat(wish->to, "@" DOMAIN, NULL);
}

/* What a cookie of the cell does; a mail that was held is released by it. */
static JnOpKind
does(const Cell *cell)
{
	if (cell->proof == JN_PROOF_COOKIE && wishes[cell->want].cookie == JN_ACTION_RELEASE)
		return JN_OP_RELEASE;
	if (cell->proof == JN_PROOF_WAY_OUT && cell->want == JN_WANT_STOP)
		return JN_OP_INTRODUCTIONS;
	return wishes[cell->want].does;
}

static guint
count(const JnPlan *plan, JnOpKind kind)
{
	guint n = 0;

	for (guint i = 0; i < plan->ops->len; i++)
		n += ((const JnOp *)plan->ops->pdata[i])->kind == kind;
	return n;
}

static void
check(const Cell *cell, const JnPlan *plan)
{
	switch (cell->answer) {
	case JN_ANSWER_ACT:
		g_assert_cmpint(count(plan, does(cell)), ==, 1);
		g_assert_cmpint(count(plan, JN_OP_COOKIE), ==,
				/* whom she chose is asked */
				cell->want == JN_WANT_CLOSE && cell->proof != JN_PROOF_COOKIE);
		return;
	case JN_ANSWER_ASK:
		g_assert_cmpint(count(plan, does(cell)), ==, 0);
		/* Who accepts was asked when they were chosen, and is not asked again. */
		if (cell->want != JN_WANT_ACCEPT)
			g_assert_cmpint(count(plan, JN_OP_COOKIE), ==, 1);
		return;
	case JN_ANSWER_HOLD:
		g_assert_cmpint(plan->ops->len, ==, 1);
		g_assert_cmpint(count(plan, JN_OP_HOLD), ==, 1);
		return;
	}
}

static GVariant *
payload_of(JnAction action)
{
	return action == JN_ACTION_REVEAL ? g_variant_new_parsed("{'alias': <'Quiet Heron'>}")
	       : action == JN_ACTION_LINK
		       ? g_variant_new_parsed("{'agreed': <true>, 'addr': <'bo@new.example'>}")
		       : NULL;
}

static void
run_mail(const Cell *cell)
{
	static const char english[] = "address = Address\nnone = none\n";
	const struct Wish *wish = &wishes[cell->want];
	g_autofree char *raw =
		g_strdup_printf("From: %d@x.example\nSubject: Weld\n\n%s\n", wish->sender,
				cell->proof < JN_PROOF_WAY_OUT ? wish->text : "");
	g_autoptr(GBytes) bytes = g_bytes_new(raw, strlen(raw));
	g_autoptr(JnMessage) message = jn_message_parse(bytes, NULL);
	g_autoptr(JnNewText) text = jn_new_text_read(message);
	g_autofree char *address = address_of(cell);
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	g_autoptr(GPtrArray) mentors = g_ptr_array_new();
	g_autoptr(GPtrArray) answerers = g_ptr_array_new();
	g_autoptr(GPtrArray) addresses = g_ptr_array_new();
	g_autoptr(GPtrArray) labels =
		g_ptr_array_new_with_free_func((GDestroyNotify)jn_labels_free);
	JnAutomatic automatic = {JN_AUTOMATIC_NO, NULL};
	JnPerson people[] = {{0},
			     {.id = ANA, .name = (char *)"Ana"},
			     {.id = BO, .name = (char *)"Bo", .addr = (char *)"2@x.example"},
			     {.id = EVE, .name = (char *)"Eve"},
			     {.id = 4, .addr = (char *)"bo@new.example"}};
	JnGoal goal = {.id = 7,
		       .name = (char *)"weld",
		       .title = (char *)"Weld",
		       .protege = ANA,
		       .alias = wish->anonymous ? (char *)"Quiet Heron" : NULL,
		       .state = wish->closed ? JN_GOAL_CLOSED : JN_GOAL_OPEN,
		       .closed = wish->closed ? NOW - 9 : 0};
	JnAnswerer bo = {.person = BO, .name = (char *)"Bo", .post = 11, .root = 10, .number = 1};
	JnMentor mentor = {.goal = 7,
			   .person = BO,
			   .state = cell->want == JN_WANT_ACCEPT ? JN_MENTOR_ASKED
								 : JN_MENTOR_ACCEPTED,
			   .expires = NOW + 1};
	g_autoptr(GVariant) payload = payload_of(wish->cookie);
	JnCookie cookie = {.id = 4,
			   .action = wish->cookie,
			   .person = wish->sender,
			   .payload = payload,
			   .expires = NOW + 1};
	JnSituation s = {.domain = DOMAIN,
			 .site_name = "Goals",
			 .separator = '+',
			 .keys = &keys,
			 .cookies_per_day = 3,
			 .now = NOW,
			 .random = random_bytes,
			 .labels = labels,
			 .language = "en",
			 .message = message,
			 .new_text = text,
			 .automatic = &automatic,
			 .evidence = evidence_of(cell->proof),
			 .sender = &people[wish->sender],
			 .sender_mode = wish->sender == BO ? JN_MODE_EACH : JN_MODE_ABSENT,
			 .claimed_mode = JN_MODE_EACH,
			 .linked = &people[4],
			 .protege = &people[ANA],
			 .mentors = wish->closed ? mentors : NULL,
			 .answerers = wish->sender == ANA ? answerers : NULL,
			 .addresses = addresses,
			 .hints = {.named = none, .quoted = ""},
			 .free_name = "learn",
			 .next_goal = 8,
			 .next_post = 12,
			 .next_held = 6};
	g_autoptr(JnPlan) plan = NULL;

	if (payload != NULL)
		g_variant_ref_sink(payload);
	g_ptr_array_add(labels, jn_labels_parse("en", english, sizeof english - 1, NULL));
	g_ptr_array_add(mentors, &mentor);
	g_ptr_array_add(answerers, &bo);
	g_ptr_array_add(addresses, (gpointer) "2@x.example");
	g_assert_true(jn_address_parse(address, DOMAIN, '+', &s.address));
	if (s.address.place == JN_PLACE_GOAL)
		s.goal = &goal;
	if (cell->proof == JN_PROOF_COOKIE) {
		cookie.goal = s.goal ? 7 : 0;
		s.cookie = &cookie;
		s.claimed = &people[wish->sender];
	}
	if (cell->proof == JN_PROOF_WAY_OUT) {
		s.claimed = &people[BO];
		s.sender = &people[EVE];
	}
	plan = jn_plan_make(&s);
	check(cell, plan);
	jn_address_clear(&s.address);
}

static void
run_cell(gconstpointer data)
{
	const Cell *cell = data;

	g_assert_cmpint(jn_trust_answer(cell->proof, cell->want), ==, cell->answer);
	if ((cell->proof < JN_PROOF_WAY_OUT) ||
	    (cell->answer == JN_ANSWER_ACT && cell->want != JN_WANT_LETTER))
		run_mail(cell);
}

int
main(int argc, char **argv)
{
	gboolean seen[JN_PROOFS][JN_WANTS] = {{FALSE}};

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_mime_init();
	for (gsize i = 0; i < G_N_ELEMENTS(cells); i++) {
		const Cell *cell = &cells[i];
		g_autofree char *path = g_strdup_printf("/plan/trust/%s/%s", proofs[cell->proof],
							wishes[cell->want].name);

		g_assert_false(seen[cell->proof][cell->want]);
		seen[cell->proof][cell->want] = TRUE;
		g_test_add_data_func(path, cell, run_cell);
	}
	g_assert_cmpint(G_N_ELEMENTS(cells), ==, JN_PROOFS * JN_WANTS);
	return g_test_run();
}
