/* core/capability.h: what vouches, for whom, how long; and that nothing else does. */
#include "core/capability.h"

#include <string.h>

#include "base/limits.h"

#define NOW G_GINT64_CONSTANT(1795418489) /* 2026-11-23T07:21:29Z */
#define TODAY (NOW - NOW % JN_DAY)

static const JnKeys keys = {.current = {1, 2, 3, 4}};
static const JnClaim claim = {'r', 3, 81, 5};

static void
test_life(void)
{
	static const struct {
		const char *label;
		gint64 expires, now;
		JnVerdict verdict;
	} rows[] = {
		{"the same second", NOW, NOW, JN_VERDICT_VALID},
		{"to the end of its day", NOW, TODAY + JN_DAY - 1, JN_VERDICT_VALID},
		{"the day after", NOW, TODAY + JN_DAY, JN_VERDICT_EXPIRED},
		{"90 days", NOW + JN_CAPABILITY_LIFE, NOW + JN_CAPABILITY_LIFE, JN_VERDICT_VALID},
		{"91 days", NOW + JN_CAPABILITY_LIFE, NOW + JN_CAPABILITY_LIFE + JN_DAY,
		 JN_VERDICT_EXPIRED},
		{"ten years", NOW + JN_UNSUBSCRIBE_LIFE, NOW + JN_UNSUBSCRIBE_LIFE,
		 JN_VERDICT_VALID},
		{"before our time is the first day", 0, G_GINT64_CONSTANT(1577836800) + JN_DAY,
		 JN_VERDICT_EXPIRED},
		{"past what three letters hold is the last day", G_MAXINT64 / 2, NOW,
		 JN_VERDICT_VALID},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *cap = jn_capability_format(&keys, &claim, rows[i].expires);

		g_test_message("%s", rows[i].label);
		g_assert_cmpuint(strlen(cap), ==, 17);
		g_assert_cmpint(jn_capability_check(&keys, &claim, cap, rows[i].now), ==,
				rows[i].verdict);
	}
}

/* A token is good for what it was made for only. */
static void
test_claims(void)
{
	static const JnClaim others[] = {
		{'u', 3, 81, 5}, {'b', 3, 81, 5}, {'p', 3, 81, 5}, {'r', 4, 81, 5},
		{'r', 3, 82, 5}, {'r', 3, 81, 6}, {'r', 38, 1, 5}, {'r', 0, 81, 5},
	};
	g_autofree char *cap = jn_capability_format(&keys, &claim, NOW);

	for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
		g_test_message("%c %d %d %d", others[i].kind, (int)others[i].goal,
			       (int)others[i].post, (int)others[i].person);
		g_assert_cmpint(jn_capability_check(&keys, &others[i], cap, NOW), ==,
				JN_VERDICT_FORGED);
	}
}

/* Any other letter anywhere, the day's too: an expired token cannot be made young again. */
static void
test_changed(void)
{
	g_autofree char *cap = jn_capability_format(&keys, &claim, NOW - 40 * JN_DAY);
	g_autofree char *upper = g_ascii_strup(cap, -1);

	g_assert_cmpint(jn_capability_check(&keys, &claim, cap, NOW), ==, JN_VERDICT_EXPIRED);
	g_assert_cmpint(jn_capability_check(&keys, &claim, upper, NOW), ==, JN_VERDICT_EXPIRED);
	for (gsize at = 0; cap[at] != '\0'; at++) {
		char before = cap[at];

		cap[at] = before == 'a' ? 'b' : 'a';
		g_test_message("letter %d", (int)at);
		g_assert_cmpint(jn_capability_check(&keys, &claim, cap, NOW), ==,
				JN_VERDICT_FORGED);
		cap[at] = before;
	}
	for (gsize len = 0; len < strlen(upper); len++) {
		g_autofree char *cut = g_strndup(cap, len);

		g_test_message("cut to %d", (int)len);
		g_assert_cmpint(jn_capability_check(&keys, &claim, cut, NOW), ==,
				JN_VERDICT_FORGED);
	}
}

static void
test_garbage(void)
{
	static const char *const rows[] = {
		"",
		"1",
		"11111111111111111",
		"aaaaaaaaaaaaaaaaa",
		"aaaaaaaaaaaaaaaaaa",
		"\303\266\303\266\303\266\303\266\303\266\303\266\303\266\303\266a",
		"!!!!!!!!!!!!!!!!!",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i]);
		g_assert_cmpint(jn_capability_check(&keys, &claim, rows[i], NOW), ==,
				JN_VERDICT_FORGED);
	}
}

/* What a key vouches for that was replaced `replaced` days ago, by the day its token says it ends. */
static void
test_keys(void)
{
	static const struct {
		const char *label;
		char kind;
		int replaced, expires; /* days from now */
		JnVerdict verdict;
	} rows[] = {
		{"a reply address, replaced today", 'r', 0, 90, JN_VERDICT_VALID},
		{"the last one before", 'r', -89, 1, JN_VERDICT_VALID},
		{"it ends with its life, key or not", 'r', -89, -1, JN_VERDICT_EXPIRED},
		{"made by a program that had not heard yet", 'r', -10, 81, JN_VERDICT_VALID},
		{"a day that key cannot have written", 'r', -10, 82, JN_VERDICT_FORGED},
		{"stolen, 91 days later", 'r', -91, 90, JN_VERDICT_FORGED},
		{"stolen, for a return path", 'b', -91, 90, JN_VERDICT_FORGED},
		{"a return path, replaced yesterday", 'b', -1, 89, JN_VERDICT_VALID},
		{"a probe's", 'p', -1, 89, JN_VERDICT_VALID},
		{"what went wrong, asked before", 'f', -1, 89, JN_VERDICT_VALID},
		{"stolen, a year to reply", 'r', -1, 365, JN_VERDICT_FORGED},
		{"the way out of an old mail", 'u', -3000, 600, JN_VERDICT_VALID},
		{"of introductions", 'i', -3000, 600, JN_VERDICT_VALID},
		{"a way out that key cannot have made", 'u', -3000, 3650, JN_VERDICT_FORGED},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const JnClaim one = {rows[i].kind, 3, 81, 5};
		g_autofree char *cap =
			jn_capability_format(&keys, &one, NOW + rows[i].expires * JN_DAY);
		JnKeys rolled = {.current = {9}, .n_older = 2};

		/* Not the newest of those before: all are looked at. */
		rolled.older[0].bytes[0] = 8;
		rolled.older[0].replaced = NOW;
		memcpy(rolled.older[1].bytes, keys.current, JN_KEY_BYTES);
		rolled.older[1].replaced = NOW + rows[i].replaced * JN_DAY;
		g_test_message("%s", rows[i].label);
		g_assert_cmpint(jn_capability_check(&rolled, &one, cap, NOW), ==, rows[i].verdict);
		/* A key that is not counted is no key, whatever stands there. */
		rolled.n_older = 1;
		g_assert_cmpint(jn_capability_check(&rolled, &one, cap, NOW), ==,
				JN_VERDICT_FORGED);
	}
}

static void
test_new_key(void)
{
	JnKeys rolled = {.current = {9}, .n_older = 1};
	g_autofree char *before = jn_capability_format(&keys, &claim, NOW);
	g_autofree char *after = NULL;

	memcpy(rolled.older[0].bytes, keys.current, JN_KEY_BYTES);
	rolled.older[0].replaced = NOW;
	after = jn_capability_format(&rolled, &claim, NOW);
	g_assert_cmpstr(after, !=, before);
	g_assert_cmpint(jn_capability_check(&rolled, &claim, after, NOW), ==, JN_VERDICT_VALID);
	g_assert_cmpint(jn_capability_check(&keys, &claim, after, NOW), ==, JN_VERDICT_FORGED);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/core/capability/life", test_life);
	g_test_add_func("/core/capability/claims", test_claims);
	g_test_add_func("/core/capability/changed", test_changed);
	g_test_add_func("/core/capability/garbage", test_garbage);
	g_test_add_func("/core/capability/keys", test_keys);
	g_test_add_func("/core/capability/new-key", test_new_key);
	return g_test_run();
}
