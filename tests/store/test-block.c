/* Who is blocked: by which address, for what, and what is left of it when somebody is forgotten. */
#include "fixture.h"

#include "store/block.h"
#include "store/forget.h"

typedef struct Case {
	const char *label;
	const char *blocked; /* "site ADDRESS" or "goal ADDRESS" */
	const char *from, *sender;
	gboolean other_goal; /* asked of another goal than the one that blocked */
	JnBlocked wanted;
} Case;

static const Case cases[] = {
	{"From", "site mal@evil.example", "Mal@Evil.example", "x@y", FALSE, JN_BLOCKED_SITE},
	{"the envelope sender", "site mal@evil.example", "x@y", "MAL@evil.example", FALSE,
	 JN_BLOCKED_SITE},
	{"neither", "site mal@evil.example", "x@y", "z@y", FALSE, JN_BLOCKED_NOT},
	{"no addresses", "site mal@evil.example", NULL, "", FALSE, JN_BLOCKED_NOT},
	{"a domain", "site @evil.example", "any@evil.EXAMPLE", NULL, FALSE, JN_BLOCKED_SITE},
	{"not one below it", "site @evil.example", "any@sub.evil.example", NULL, FALSE,
	 JN_BLOCKED_NOT},
	{"not one that ends like it", "site @evil.example", "any@devil.example", NULL, FALSE,
	 JN_BLOCKED_NOT},
	{"a goal's", "goal mal@evil.example", "mal@evil.example", NULL, FALSE, JN_BLOCKED_GOAL},
	{"another goal's", "goal mal@evil.example", "mal@evil.example", NULL, TRUE, JN_BLOCKED_NOT},
	{"the site's in every goal", "site mal@evil.example", "mal@evil.example", NULL, TRUE,
	 JN_BLOCKED_SITE},
	{"another address of a person", "site bo@forge.example", "bo@second.example", NULL, FALSE,
	 JN_BLOCKED_SITE},
	{"... and the other way round", "goal bo@second.example", NULL, "bo@forge.example", FALSE,
	 JN_BLOCKED_GOAL},
	{"no pattern", "site %@evil.example", "mal@evil.example", NULL, FALSE, JN_BLOCKED_NOT},
	{"letters beyond ASCII", "site J\303\270rgen@x.example", "j\303\230RGEN@x.example", NULL,
	 FALSE, JN_BLOCKED_SITE},
};

static void
test_find(Fixture *f, gconstpointer data)
{
	const Case *c = data;
	gint64 bo = person(f, "bo@forge.example");
	gint64 mine = goal(f, "weld", bo), other = goal(f, "danish", bo);
	JnBlocked blocked;

	ok(f, jn_person_link(f->db, bo, "bo@second.example", &f->error));
	ok(f, jn_block_save(f->db, g_str_has_prefix(c->blocked, "site") ? 0 : mine, c->blocked + 5,
			    "operator", "", NOW, &f->error));
	ok(f, jn_block_find(f->db, c->other_goal ? other : mine, c->from, c->sender, &blocked,
			    &f->error));
	g_assert_cmpint(blocked, ==, c->wanted);
}

/* Both: the site's word is the wider. */
static void
test_widest(Fixture *f, gconstpointer data)
{
	gint64 mine = goal(f, "weld", person(f, "ana@home.example"));
	JnBlocked blocked;
	gboolean removed;

	(void)data;
	ok(f, jn_block_save(f->db, mine, "a@b", "protege", "", NOW, &f->error));
	ok(f, jn_block_save(f->db, 0, "@b", "operator", "", NOW, &f->error));
	ok(f, jn_block_find(f->db, mine, "a@b", NULL, &blocked, &f->error));
	g_assert_cmpint(blocked, ==, JN_BLOCKED_SITE);
	ok(f, jn_block_remove(f->db, 0, "@B", &removed, &f->error));
	g_assert_true(removed);
	ok(f, jn_block_remove(f->db, 0, "a@b", &removed, &f->error));
	g_assert_false(removed);
	ok(f, jn_block_find(f->db, mine, "a@b", NULL, &blocked, &f->error));
	g_assert_cmpint(blocked, ==, JN_BLOCKED_GOAL);
}

/* Twice forgotten and blocked in between: one row. */
static void
test_forget(Fixture *f, gconstpointer data)
{
	gint64 mine = goal(f, "weld", person(f, "ana@home.example"));
	JnBlocked blocked;
	gboolean removed;

	(void)data;
	ok(f, jn_block_save(f->db, 0, "@evil.example", "operator", "", NOW, &f->error));
	for (int i = 0; i < 2; i++) {
		ok(f, jn_block_save(f->db, mine, "mal@evil.example", "operator", "Mal sells", NOW,
				    &f->error));
		ok(f, jn_person_forget(f->db, person(f, "mal@evil.example"), &f->error));
	}
	g_assert_cmpint(count(f, "SELECT count(*) FROM blocked"), ==, 2);
	g_assert_cmpint(count(f, "SELECT count(*) FROM blocked WHERE addr LIKE 'mal%'"
				 " OR reason != ''"),
			==, 0);
	ok(f, jn_block_remove(f->db, 0, "@evil.example", &removed, &f->error));
	ok(f, jn_block_find(f->db, mine, "mal@evil.example", NULL, &blocked, &f->error));
	g_assert_cmpint(blocked, ==, JN_BLOCKED_GOAL);
	ok(f, jn_block_remove(f->db, mine, "MAL@evil.example", &removed, &f->error));
	g_assert_true(removed);
	ok(f, jn_block_find(f->db, mine, "mal@evil.example", NULL, &blocked, &f->error));
	g_assert_cmpint(blocked, ==, JN_BLOCKED_NOT);
}

/* A block holds for all their addresses, also when they are forgotten. */
static void
test_forget_all(Fixture *f, gconstpointer data)
{
	gint64 mine = goal(f, "weld", person(f, "ana@home.example"));
	gint64 mal = person(f, "mal@evil.example");
	JnBlocked blocked;

	(void)data;
	ok(f, jn_person_link(f->db, mal, "mal@other.example", &f->error));
	ok(f, jn_block_save(f->db, mine, "mal@evil.example", "protege", "", NOW, &f->error));
	ok(f, jn_person_forget(f->db, mal, &f->error));
	ok(f, jn_block_find(f->db, mine, "mal@other.example", NULL, &blocked, &f->error));
	g_assert_cmpint(blocked, ==, JN_BLOCKED_GOAL);
	ok(f, jn_block_find(f->db, mine, "mal@evil.example", NULL, &blocked, &f->error));
	g_assert_cmpint(blocked, ==, JN_BLOCKED_GOAL);
	g_assert_cmpint(count(f, "SELECT count(*) FROM blocked WHERE addr NOT LIKE 'sha256:%'"), ==,
			0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strconcat("/block/find/", cases[i].label, NULL);

		g_test_add(path, Fixture, &cases[i], fixture_make, test_find, fixture_remove);
	}
	g_test_add("/block/widest", Fixture, NULL, fixture_make, test_widest, fixture_remove);
	g_test_add("/block/forget", Fixture, NULL, fixture_make, test_forget, fixture_remove);
	g_test_add("/block/forget-all", Fixture, NULL, fixture_make, test_forget_all,
		   fixture_remove);
	return g_test_run();
}
