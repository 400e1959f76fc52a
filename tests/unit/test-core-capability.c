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

static void
test_keys(void)
{
	const JnKeys other = {.current = {9}};
	JnKeys rolled = {.current = {9}, .has_previous = TRUE};
	g_autofree char *cap = jn_capability_format(&keys, &claim, NOW);
	g_autofree char *new_cap = NULL;

	g_assert_cmpint(jn_capability_check(&other, &claim, cap, NOW), ==, JN_VERDICT_FORGED);
	memcpy(rolled.previous, keys.current, JN_KEY_BYTES);
	g_assert_cmpint(jn_capability_check(&rolled, &claim, cap, NOW), ==, JN_VERDICT_VALID);
	new_cap = jn_capability_format(&rolled, &claim, NOW);
	g_assert_cmpstr(new_cap, !=, cap);
	g_assert_cmpint(jn_capability_check(&rolled, &claim, new_cap, NOW), ==, JN_VERDICT_VALID);
	/* A key of zeros that nobody set is no key. */
	rolled.has_previous = FALSE;
	g_assert_cmpint(jn_capability_check(&rolled, &claim, cap, NOW), ==, JN_VERDICT_FORGED);
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
	return g_test_run();
}
