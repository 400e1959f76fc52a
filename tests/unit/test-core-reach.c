/* core/reach.h: what is counted, when a probe goes out, and when mail rests. */
#include "core/reach.h"

#include <string.h>

#include "base/limits.h"

#define NOW G_GINT64_CONSTANT(1795418489)

static void
test_score(void)
{
	static const struct {
		const char *label;
		gint64 score, age, now;
	} rows[] = {
		{"now", 4000, 0, 4000},
		{"a clock that was set back", 4000, -JN_DAY, 4000},
		{"half a half-life: along a line", 4000, JN_SCORE_HALF_LIFE / 2, 3000},
		{"a half-life", 4000, JN_SCORE_HALF_LIFE, 2000},
		{"one and a half", 4000, JN_SCORE_HALF_LIFE * 3 / 2, 1500},
		{"two", 4000, 2 * JN_SCORE_HALF_LIFE, 1000},
		{"a year", 4000, 365 * JN_DAY, 0},
		{"never counted", 0, NOW, 0},
		{"a hundred years", 16000, G_GINT64_CONSTANT(3155760000), 0},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].label);
		g_assert_cmpint(jn_score_now(rows[i].score, NOW - rows[i].age, NOW), ==,
				rows[i].now);
	}
}

static void
test_step(void)
{
	static const struct {
		const char *label;
		JnReach reach;
		gint64 score, scored_before, probed_before; /* seconds ago; probed 0: never */
		JnSetback setback;
		gboolean is_probe;
		JnReachStep step;
		gint64 after;
	} rows[] = {
		{"hard: asked at once", JN_REACH_OK, 0, 0, 0, JN_SETBACK_HARD, FALSE,
		 JN_REACH_PROBE, 4000},
		{"a full mailbox: counted", JN_REACH_OK, 0, NOW, 0, JN_SETBACK_MAILBOX, FALSE,
		 JN_REACH_COUNT, 1000},
		{"the same day again: not", JN_REACH_OK, 1000, JN_HOUR, 0, JN_SETBACK_MAILBOX,
		 FALSE, JN_REACH_NOTHING, 1000},
		{"eight hours later: not either, or the day would never end", JN_REACH_OK, 1000,
		 8 * JN_HOUR, 0, JN_SETBACK_MAILBOX, FALSE, JN_REACH_NOTHING, 993},
		{"the fifth day: asked", JN_REACH_OK, 3400, JN_DAY, 0, JN_SETBACK_MAILBOX, FALSE,
		 JN_REACH_PROBE, 4320},
		{"hard on a day that counted a full mailbox", JN_REACH_OK, 1000, JN_HOUR, 0,
		 JN_SETBACK_HARD, FALSE, JN_REACH_PROBE, 4000},
		{"hard, some weeks after a probe got through", JN_REACH_OK, 0, 20 * JN_DAY,
		 20 * JN_DAY, JN_SETBACK_HARD, FALSE, JN_REACH_COUNT, 4000},
		{"hard on the next day, too", JN_REACH_OK, 4000, JN_DAY, 20 * JN_DAY,
		 JN_SETBACK_HARD, FALSE, JN_REACH_PROBE, 7905},
		{"a month later it is as at first", JN_REACH_OK, 0, 31 * JN_DAY, 31 * JN_DAY,
		 JN_SETBACK_HARD, FALSE, JN_REACH_PROBE, 4000},
		{"no two probes in a week", JN_REACH_OK, 9000, JN_DAY, 6 * JN_DAY,
		 JN_SETBACK_MAILBOX, FALSE, JN_REACH_COUNT, 9786},
		{"policy never", JN_REACH_OK, 3999, JN_DAY, 0, JN_SETBACK_POLICY, FALSE,
		 JN_REACH_NOTHING, 3904},
		{"a delay never", JN_REACH_OK, 3999, JN_DAY, 0, JN_SETBACK_DELAYED, FALSE,
		 JN_REACH_NOTHING, 3904},
		{"a complaint never", JN_REACH_OK, 3999, JN_DAY, 0, JN_SETBACK_COMPLAINT, FALSE,
		 JN_REACH_NOTHING, 3904},
		{"policy to the probe neither", JN_REACH_PROBING, 15999, 0, JN_DAY,
		 JN_SETBACK_POLICY, TRUE, JN_REACH_NOTHING, 15999},
		{"another copy while the probe is out", JN_REACH_PROBING, 4000, JN_HOUR, JN_HOUR,
		 JN_SETBACK_HARD, FALSE, JN_REACH_NOTHING, 3997},
		{"the probe, hard", JN_REACH_PROBING, 4000, JN_HOUR, JN_HOUR, JN_SETBACK_HARD, TRUE,
		 JN_REACH_SUSPEND, 3997},
		{"the probe, full: goes on", JN_REACH_PROBING, 4000, JN_DAY, JN_DAY,
		 JN_SETBACK_MAILBOX, TRUE, JN_REACH_GO_ON, 4905},
		{"the probe, full for weeks", JN_REACH_PROBING, 15500, JN_DAY, JN_DAY,
		 JN_SETBACK_MAILBOX, TRUE, JN_REACH_SUSPEND, 16131},
		{"an old probe that comes back late", JN_REACH_OK, 0, 20 * JN_DAY, 20 * JN_DAY,
		 JN_SETBACK_HARD, TRUE, JN_REACH_NOTHING, 0},
		{"mail rests already", JN_REACH_SUSPENDED, 4000, 0, JN_DAY, JN_SETBACK_HARD, FALSE,
		 JN_REACH_NOTHING, 4000},
		{"and a probe that comes back twice", JN_REACH_SUSPENDED, 4000, 0, JN_DAY,
		 JN_SETBACK_HARD, TRUE, JN_REACH_NOTHING, 4000},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const JnPerson person = {
			.reach = rows[i].reach,
			.score = rows[i].score,
			.scored = NOW - rows[i].scored_before,
			.probed = rows[i].probed_before ? NOW - rows[i].probed_before : 0};
		gint64 score = -1;
		JnReachStep step =
			jn_reach_step(&person, rows[i].setback, rows[i].is_probe, NOW, &score);

		g_test_message("%s: %d, %d", rows[i].label, (int)step, (int)score);
		g_assert_cmpint(step, ==, rows[i].step);
		g_assert_cmpint(score, ==, rows[i].after);
	}
}

/* A mailbox that is full, with a mail every `every` hours, and other setbacks that mean nothing
 * between: the day of each probe, all of which come back, and of the end. */
static char *
play_full(gint64 every, gint64 days)
{
	JnPerson person = {0};
	GString *out = g_string_new(NULL);

	for (gint64 hour = 0; hour <= days * 24; hour += every) {
		gint64 now = NOW + hour * JN_HOUR;
		gint64 score;
		JnReachStep step;

		/* The caller saves the score and its time, but of NOTHING. */
		g_assert_cmpint(jn_reach_step(&person, JN_SETBACK_POLICY, FALSE, now, &score), ==,
				JN_REACH_NOTHING);
		g_assert_cmpint(jn_reach_step(&person, JN_SETBACK_DELAYED, FALSE, now, &score), ==,
				JN_REACH_NOTHING);
		step = jn_reach_step(&person, JN_SETBACK_MAILBOX, FALSE, now, &score);
		if (step == JN_REACH_NOTHING)
			continue;
		person.score = score;
		person.scored = now;
		if (step != JN_REACH_PROBE)
			continue;
		person.probed = now;
		person.reach = JN_REACH_PROBING;
		step = jn_reach_step(&person, JN_SETBACK_MAILBOX, TRUE, now + JN_HOUR,
				     &person.score);
		person.scored = now + JN_HOUR;
		person.reach = JN_REACH_OK;
		g_string_append_printf(out, " %d%s", (int)(hour / 24),
				       step == JN_REACH_SUSPEND ? " rests" : "");
		if (step == JN_REACH_SUSPEND)
			break;
	}
	return g_string_free(out, FALSE);
}

static void
test_full(void)
{
	g_autofree char *daily = play_full(24, 100);
	g_autofree char *often = play_full(6, 100);
	g_autofree char *weekly = play_full(7 * 24, 700);
	g_autofree char *holiday = play_full(24, 14);
	g_autofree char *monthly = play_full(30 * 24, 3000);

	g_test_message("daily%s; often%s; weekly%s; two weeks%s; monthly%s", daily, often, weekly,
		       holiday, monthly);
	/* Each day: asked within a week, at rest within six, after several probes. */
	g_assert_true(g_str_has_prefix(daily, " 4 "));
	g_assert_nonnull(strstr(daily, "rests"));
	g_assert_null(strstr(holiday, "rests"));
	/* Several a day are as one. */
	g_assert_cmpstr(often, ==, daily);
	/* Once a week: asked after some weeks, and never at rest. */
	g_assert_true(g_str_has_prefix(weekly, " 42"));
	g_assert_null(strstr(weekly, "rests"));
	g_assert_cmpstr(monthly, ==, "");
}

static void
test_bounces(void)
{
	static const struct {
		JnSeverity severity;
		const char *status, *diagnostic;
		JnSetback setback;
	} rows[] = {
		{JN_SEVERITY_HARD, "5.1.1", "550 no such user", JN_SETBACK_HARD},
		{JN_SEVERITY_SOFT, "5.2.2", "552 5.2.2 mailbox full", JN_SETBACK_MAILBOX},
		{JN_SEVERITY_SOFT, NULL, "552 Mailbox is full", JN_SETBACK_MAILBOX},
		{JN_SEVERITY_SOFT, "5.0.0", "user is over quota", JN_SETBACK_MAILBOX},
		{JN_SEVERITY_SOFT, "4.4.7", "delivery time expired", JN_SETBACK_MAILBOX},
		{JN_SEVERITY_SOFT, "4.4.1", "connect to mx.x.example: Connection timed out",
		 JN_SETBACK_MAILBOX},
		{JN_SEVERITY_SOFT, "5.2.1", "The account is disabled", JN_SETBACK_MAILBOX},
		{JN_SEVERITY_SOFT, "5.7.1", "550 5.7.1 rejected by policy", JN_SETBACK_POLICY},
		{JN_SEVERITY_SOFT, "5.7.26",
		 "This mail is unauthenticated: the sender's DMARC policy", JN_SETBACK_POLICY},
		{JN_SEVERITY_SOFT, "5.2.0", "550 5.2.0 spam message rejected", JN_SETBACK_POLICY},
		{JN_SEVERITY_SOFT, "5.2.2", "552 5.2.2 blocked by content filter",
		 JN_SETBACK_POLICY},
		{JN_SEVERITY_SOFT, "5.3.4", "message too large", JN_SETBACK_POLICY},
		{JN_SEVERITY_SOFT, "5.2.3", "message size exceeds limit", JN_SETBACK_POLICY},
		{JN_SEVERITY_SOFT, "4.7.0", "rate limited, mailbox full of it", JN_SETBACK_POLICY},
		{JN_SEVERITY_SOFT, "5.6.0", "cannot convert", JN_SETBACK_POLICY},
		{JN_SEVERITY_SOFT, "5.5.0", "quota exceeded", JN_SETBACK_POLICY},
		{JN_SEVERITY_SOFT, NULL, NULL, JN_SETBACK_POLICY},
		{JN_SEVERITY_SOFT, NULL, "something went wrong", JN_SETBACK_POLICY},
		{JN_SEVERITY_DELAYED, "4.2.2", "mailbox full", JN_SETBACK_DELAYED},
		{JN_SEVERITY_COMPLAINT, NULL, NULL, JN_SETBACK_COMPLAINT},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const JnBounce bounce = {.severity = rows[i].severity,
					 .status = (char *)rows[i].status,
					 .diagnostic = (char *)rows[i].diagnostic};

		g_test_message("%s", rows[i].diagnostic ? rows[i].diagnostic : "-");
		g_assert_cmpstr(jn_setback_word(jn_setback_of_bounce(&bounce)), ==,
				jn_setback_word(rows[i].setback));
	}
}

static void
test_replies(void)
{
	static const struct {
		const char *reply;
		gboolean given_up;
		JnSetback setback;
	} rows[] = {
		{"RCPT: 550 5.1.1 <bo@x.example>: User unknown", FALSE, JN_SETBACK_HARD},
		{"RCPT: 550 5.1.10 null MX", FALSE, JN_SETBACK_HARD},
		{"RCPT: 550 5.1.2 host not found", FALSE, JN_SETBACK_HARD},
		{"RCPT: 550 5.7.1 mail from 5.1.1.1 refused", FALSE, JN_SETBACK_POLICY},
		{"RCPT: 554 5.7.1 relay access denied", FALSE, JN_SETBACK_POLICY},
		{"RCPT: 552 5.2.2 mailbox full", FALSE, JN_SETBACK_MAILBOX},
		{"end of DATA: 552 5.2.2 over quota", FALSE, JN_SETBACK_MAILBOX},
		/* Of many at once: of which? */
		{"shared copy, end of DATA: 552 5.2.2 over quota", FALSE, JN_SETBACK_POLICY},
		{"shared copy, end of DATA: 452 4.2.2 over quota", TRUE, JN_SETBACK_POLICY},
		{"shared copy, DATA: 554 5.2.1 mailbox disabled", FALSE, JN_SETBACK_POLICY},
		{"end of DATA: 550 5.7.26 unauthenticated: DMARC policy", FALSE, JN_SETBACK_POLICY},
		{"end of DATA: 554 5.7.1 spam", FALSE, JN_SETBACK_POLICY},
		{"end of DATA: 550 5.1.1 no such user", FALSE, JN_SETBACK_POLICY},
		{"MAIL: 552 5.3.4 too large", FALSE, JN_SETBACK_POLICY},
		{"MAIL: 550 5.1.1 no such user", FALSE, JN_SETBACK_POLICY},
		{"RCPT: 452 4.2.2 mailbox full", FALSE, JN_SETBACK_DELAYED},
		{"RCPT: 452 4.2.2 mailbox full", TRUE, JN_SETBACK_MAILBOX},
		{"RCPT: 450 4.7.1 greylisted", TRUE, JN_SETBACK_POLICY},
		{"RCPT: 550 no", FALSE, JN_SETBACK_POLICY},
		{"the server offers no SMTPUTF8", FALSE, JN_SETBACK_DELAYED},
		{"", FALSE, JN_SETBACK_DELAYED},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].reply);
		g_assert_cmpstr(
			jn_setback_word(jn_setback_of_reply(rows[i].reply, rows[i].given_up)), ==,
			jn_setback_word(rows[i].setback));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/core/reach/score", test_score);
	g_test_add_func("/core/reach/step", test_step);
	g_test_add_func("/core/reach/full", test_full);
	g_test_add_func("/core/reach/bounces", test_bounces);
	g_test_add_func("/core/reach/replies", test_replies);
	return g_test_run();
}
