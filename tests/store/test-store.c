/* store/: people, goals, posts, held mail, cookies, digests, on a real file. */
#include "fixture.h"

#include "base/limits.h"
#include "store/held.h"
#include "store/pace.h"
#include "store/setback.h"
#include "store/snapshot.h"

/* ---- people ---- */

static gint64
person_of(Fixture *f, const char *addr)
{
	g_autoptr(JnPerson) found = NULL;

	ok(f, jn_person_load_by_addr(f->db, addr, &found, &f->error));
	return found ? found->id : 0;
}

/* The last of each person, and of each the last few. */
static void
test_setbacks(Fixture *f, gconstpointer unused)
{
	gint64 ana = person(f, "ana@home.example");
	gint64 bo = person(f, "bo@forge.example");
	g_autoptr(GPtrArray) list = NULL;
	g_autoptr(GPtrArray) last = NULL;
	g_autoptr(GPtrArray) left = NULL;
	g_autoptr(JnPerson) found = NULL;

	(void)unused;
	for (int i = 0; i < JN_SETBACKS + 5; i++) {
		g_autofree char *reason = g_strdup_printf("%d", i);
		JnNoted noted = {ana, (char *)"mailbox", (char *)"report", reason, i, NOW + i};

		ok(f, jn_setback_save_new(f->db, &noted, &f->error));
		noted.person = bo;
		if (i == 1)
			ok(f, jn_setback_save_new(f->db, &noted, &f->error));
	}
	ok(f, jn_setback_list(f->db, ana, 1000, &list, &f->error));
	g_assert_cmpuint(list->len, ==, JN_SETBACKS);
	g_assert_cmpint(((JnNoted *)list->pdata[0])->score, ==, JN_SETBACKS + 4);
	g_assert_cmpstr(((JnNoted *)list->pdata[JN_SETBACKS - 1])->reason, ==, "5");
	ok(f, jn_setback_list_last(f->db, 0, 10, &last, &f->error));
	g_assert_cmpuint(last->len, ==, 2);
	g_assert_cmpint(((JnNoted *)last->pdata[0])->person, ==, ana);
	g_assert_cmpstr(((JnNoted *)last->pdata[0])->reason, ==, "44");
	g_assert_cmpstr(((JnNoted *)last->pdata[1])->reason, ==, "1");
	ok(f, jn_setback_forget(f->db, NOW + 10, &f->error));
	ok(f, jn_setback_list_last(f->db, 0, 10, &left, &f->error));
	g_assert_cmpuint(left->len, ==, 1);
	/* The date of a state stays while it does; a probe is remembered; another address begins anew. */
	ok(f, jn_person_save_reach(f->db, ana, JN_REACH_PROBING, "x", 4000, NOW, &f->error));
	ok(f, jn_person_save_reach(f->db, ana, JN_REACH_OK, NULL, 5000, NOW + 5, &f->error));
	ok(f, jn_person_save_reach(f->db, ana, JN_REACH_OK, NULL, 6000, NOW + 9, &f->error));
	ok(f, jn_person_load(f->db, ana, &found, &f->error));
	g_assert_cmpint(found->reach_since, ==, NOW + 5);
	g_assert_cmpint(found->score, ==, 6000);
	g_assert_cmpint(found->scored, ==, NOW + 9);
	g_assert_cmpint(found->probed, ==, NOW);
	g_clear_pointer(&found, jn_person_free);
	ok(f, jn_person_link(f->db, ana, "ana@work.example", &f->error));
	ok(f, jn_person_save_primary(f->db, ana, "ana@work.example", &f->error));
	ok(f, jn_person_load(f->db, ana, &found, &f->error));
	g_assert_cmpint(found->score, ==, 0);
	g_assert_cmpint(found->probed, ==, 0);
}

/* How much a source has made us ask, by the hour. */
static void
test_sources(Fixture *f, gconstpointer unused)
{
	gint64 count, expired;

	(void)unused;
	ok(f, jn_source_save(f->db, "net 192.0.2.0/24", NOW, &f->error));
	ok(f, jn_source_save(f->db, "net 192.0.2.0/24", NOW, &f->error));
	ok(f, jn_source_save(f->db, "net 192.0.2.0/24", NOW + 60, &f->error));
	ok(f, jn_source_save(f->db, "net 192.0.3.0/24", NOW + 60, &f->error));
	ok(f, jn_source_count(f->db, "net 192.0.2.0/24", NOW - 1, &count, &f->error));
	g_assert_cmpint(count, ==, 3);
	ok(f, jn_source_count(f->db, "net 192.0.2.0/24", NOW, &count, &f->error));
	g_assert_cmpint(count, ==, 1);
	ok(f, jn_cookie_expire(f->db, NOW + 2 * JN_HOUR + 30, &expired, &f->error));
	ok(f, jn_source_count(f->db, "net 192.0.2.0/24", 0, &count, &f->error));
	g_assert_cmpint(count, ==, 1);
}

static void
test_person(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "Ana@Home.EXAMPLE");
	g_autoptr(JnPerson) found = NULL;
	gint64 ended = -1;

	(void)data;
	g_assert_cmpint(person(f, "ana@home.example"), ==, ana);
	g_assert_cmpint(person_of(f, "ANA@HOME.EXAMPLE"), ==, ana);
	g_assert_cmpint(person_of(f, "bo@home.example"), ==, 0);
	ok(f, jn_person_save_name(f->db, ana, "Ana \303\266", &f->error));
	ok(f,
	   jn_person_save_reach(f->db, ana, JN_REACH_PROBING, "5.1.1 gone", 4000, NOW, &f->error));
	ok(f, jn_person_load(f->db, ana, &found, &f->error));
	g_assert_cmpstr(found->name, ==, "Ana \303\266");
	g_assert_cmpstr(found->addr, ==, "ana@home.example");
	g_assert_cmpint(found->reach, ==, JN_REACH_PROBING);
	g_assert_cmpint(found->reach_since, ==, NOW);
	g_assert_cmpstr(found->reach_reason, ==, "5.1.1 gone");
	g_clear_pointer(&found, jn_person_free);
	ok(f, jn_person_end_probes(f->db, NOW - 1, &ended, &f->error));
	g_assert_cmpint(ended, ==, 0);
	ok(f, jn_person_end_probes(f->db, NOW, &ended, &f->error));
	g_assert_cmpint(ended, ==, 1);
	ok(f, jn_person_load(f->db, ana, &found, &f->error));
	g_assert_cmpint(found->reach, ==, JN_REACH_OK);
	g_assert_null(found->reach_reason);
	/* Who is suspended stays so: only their own mail brings them back. */
	ok(f, jn_person_save_reach(f->db, ana, JN_REACH_SUSPENDED, "5.1.1", 4000, NOW, &f->error));
	ok(f, jn_person_end_probes(f->db, NOW, &ended, &f->error));
	g_assert_cmpint(ended, ==, 0);
}

static char *
addresses(Fixture *f, gint64 id)
{
	g_autoptr(GPtrArray) list = NULL;

	ok(f, jn_person_addresses(f->db, id, &list, &f->error));
	g_ptr_array_add(list, NULL);
	return g_strjoinv(" ", (char **)list->pdata);
}

static void
test_link_new(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x");
	g_autofree char *all = NULL;

	(void)data;
	ok(f, jn_person_link(f->db, ana, "Ana@Work", &f->error));
	ok(f, jn_person_link(f->db, ana, "ana@work", &f->error));
	ok(f, jn_person_link(f->db, ana, "ana@x", &f->error));
	all = addresses(f, ana);
	g_assert_cmpstr(all, ==, "ana@x ana@work");
	g_assert_cmpint(person_of(f, "ana@work"), ==, ana);
	g_assert_cmpint(count(f, "SELECT count(*) FROM person"), ==, 1);
}

/* Whoever was known by the address alone becomes the other, with all they wrote and follow. */
static void
test_link_merges(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x");
	gint64 old = person(f, "ana@work");
	gint64 weld = goal(f, "weld", old);
	gint64 sew = goal(f, "sew", ana);
	gint64 question = post(f, weld, old, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	JnHeld held = {.mail = mail(f, NOW),
		       .person = old,
		       .sender = (char *)"ana@work",
		       .subject = (char *)"",
		       .reason = (char *)"",
		       .state = (char *)"waiting",
		       .created = NOW,
		       .expires = NOW + 1};
	const JnCookie cookie = {.action = JN_ACTION_RESUME, .person = old, .expires = NOW};
	const JnPerson asked = {.id = old, .addr = (char *)"ana@work"};
	JnOutbox letter = {.to = JN_TO_PERSON, .person = old, .created = NOW, .due = NOW};
	JnMode mode;

	(void)data;
	follow(f, weld, ana, JN_MODE_DAILY);
	follow(f, weld, old, JN_MODE_EACH);
	follow(f, sew, old, JN_MODE_QUESTIONS);
	ok(f, jn_held_save_new(f->db, &held, &f->error));
	ok(f, jn_cookie_save_new(f->db, &cookie, "secret", NOW, &f->error));
	ok(f, jn_unasked_save(f->db, &asked, NOW, &f->error));
	letter.id = outbox(f, &letter);
	ok(f, jn_outbox_fail(f->db, letter.id, old, NOW, NOW, FALSE, "451", &f->error));
	ok(f, jn_person_link(f->db, ana, "ana@work", &f->error));
	g_assert_cmpint(person_of(f, "ana@work"), ==, ana);
	g_assert_cmpint(count(f, "SELECT count(*) FROM person"), ==, 1);
	g_assert_cmpint(count(f, "SELECT count(*) FROM address WHERE is_primary = 1"), ==, 1);
	/* Where both followed, what they chose with the address that stays holds. */
	ok(f, jn_follow_load(f->db, weld, ana, &mode, &f->error));
	g_assert_cmpint(mode, ==, JN_MODE_DAILY);
	ok(f, jn_follow_load(f->db, sew, ana, &mode, &f->error));
	g_assert_cmpint(mode, ==, JN_MODE_QUESTIONS);
	g_assert_cmpint(count(f, "SELECT count(*) FROM follow"), ==, 2);
	g_assert_cmpint(count(f, "SELECT protege_id FROM goal WHERE name = 'weld'"), ==, ana);
	g_assert_cmpint(count(f, "SELECT author_id FROM post"), ==, ana);
	g_assert_cmpint(count(f, "SELECT person_id FROM held"), ==, ana);
	g_assert_cmpint(count(f, "SELECT person_id FROM cookie"), ==, ana);
	g_assert_cmpint(count(f, "SELECT person_id FROM unasked"), ==, ana);
	g_assert_cmpint(count(f, "SELECT person_id FROM outbox"), ==, ana);
	g_assert_cmpint(count(f, "SELECT person_id FROM outbox_failed"), ==, ana);
	g_assert_cmpint(question, >, 0);
}

/* One address of somebody who has others: that one moves, the person stays and can be reached. */
static void
test_link_takes_one(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x");
	gint64 bo = person(f, "bo@x");
	g_autofree char *of_ana = NULL;
	g_autofree char *of_bo = NULL;

	(void)data;
	ok(f, jn_person_link(f->db, bo, "bo@work", &f->error));
	ok(f, jn_person_link(f->db, ana, "bo@x", &f->error));
	of_ana = addresses(f, ana);
	of_bo = addresses(f, bo);
	g_assert_cmpstr(of_ana, ==, "ana@x bo@x");
	g_assert_cmpstr(of_bo, ==, "bo@work");
	g_assert_cmpint(count(f, "SELECT count(*) FROM address WHERE is_primary = 1"), ==, 2);
}

/* ---- goals ---- */

static void
test_names(Fixture *f, gconstpointer data)
{
	static const struct {
		const char *label, *base, *name;
	} rows[] = {
		{"free", "sew", "sew"},
		{"taken", "weld", "weld-2"},
		{"taken twice", "knit", "knit-3"},
		{"28 octets, taken", "abcdefghijklmnopqrstuvwxyz12",
		 "abcdefghijklmnopqrstuvwxyz-2"},
		{"deleted is taken", "gone", "gone-2"},
		{"the stream's", "open", "open-2"},
		{"no title", NULL, "goal-abcd"},
	};
	gint64 ana = person(f, "ana@x");

	(void)data;
	goal(f, "weld", ana);
	goal(f, "knit", ana);
	goal(f, "knit-2", ana);
	goal(f, "abcdefghijklmnopqrstuvwxyz12", ana);
	ok(f, jn_goal_delete(f->db, goal(f, "gone", ana), &f->error));
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *name = NULL;

		g_test_message("%s", rows[i].label);
		ok(f, jn_goal_free_name(f->db, rows[i].base, "abcdefgh", &name, &f->error));
		g_assert_cmpstr(name, ==, rows[i].name);
	}
}

static void
test_goal(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x");
	gint64 weld = goal(f, "weld", ana);
	g_autoptr(JnGoal) found = NULL;
	g_autoptr(GPtrArray) list = NULL;
	g_autoptr(GPtrArray) names = NULL;
	gint64 question;

	(void)data;
	goal(f, "sew", ana);
	follow(f, weld, person(f, "bo@x"), JN_MODE_EACH);
	follow(f, weld, person(f, "di@x"),
	       JN_MODE_NONE); /* wants nothing: no follower to count on */
	question = post(f, weld, ana, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	post(f, weld, person(f, "bo@x"), JN_KIND_ANSWER, JN_AUDIENCE_OPEN, question);
	post(f, weld, person(f, "bo@x"), JN_KIND_COMMENT, JN_AUDIENCE_OPEN, question);
	ok(f, jn_goal_load_by_name(f->db, "weld", &found, &f->error));
	ok(f, jn_goal_load_numbers(f->db, found, JN_READER_OPERATOR, &f->error));
	g_assert_cmpint(found->id, ==, weld);
	g_assert_cmpint(found->protege, ==, ana);
	g_assert_cmpint(found->state, ==, JN_GOAL_OPEN);
	g_assert_cmpint(found->followers, ==, 1);
	g_assert_cmpint(found->questions, ==, 1);
	g_assert_cmpint(found->answers, ==, 1);
	g_clear_pointer(&found, jn_goal_free);
	ok(f, jn_goal_load_by_name(f->db, "none", &found, &f->error));
	g_assert_null(found);
	ok(f, jn_goal_list(f->db, NULL, 0, 10, &list, &f->error));
	g_assert_cmpuint(list->len, ==, 2);
	g_clear_pointer(&list, g_ptr_array_unref);
	ok(f, jn_goal_list(f->db, "open", weld, 10, &list, &f->error));
	g_assert_cmpuint(list->len, ==, 1);
	g_clear_pointer(&list, g_ptr_array_unref);
	ok(f, jn_goal_list(f->db, "closed", 0, 10, &list, &f->error));
	g_assert_cmpuint(list->len, ==, 0);
	ok(f, jn_goal_names(f->db, &names, &f->error));
	g_assert_cmpuint(names->len, ==, 3);
	g_assert_cmpstr(names->pdata[0], ==, "open");
}

/* Nothing of it is left but its name; nothing of other goals is touched. */
static void
test_goal_delete(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x");
	gint64 weld = goal(f, "weld", ana);
	gint64 sew = goal(f, "sew", ana);
	const JnCookie cookie = {
		.action = JN_ACTION_FOLLOW, .person = ana, .goal = weld, .expires = NOW};
	JnHeld held = {.mail = mail(f, NOW),
		       .goal = weld,
		       .sender = (char *)"",
		       .subject = (char *)"",
		       .reason = (char *)"",
		       .state = (char *)"waiting",
		       .created = NOW,
		       .expires = NOW + 1};
	JnOutbox row = {.to = JN_TO_POST, .goal = weld, .created = NOW, .due = NOW};
	g_autoptr(JnGoal) left = NULL;
	g_autoptr(GPtrArray) names = NULL;

	(void)data;
	follow(f, weld, ana, JN_MODE_EACH);
	follow(f, sew, ana, JN_MODE_EACH);
	row.post = post(f, weld, ana, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	post(f, weld, ana, JN_KIND_UPDATE, JN_AUDIENCE_OPEN, row.post);
	row.id = outbox(f, &row);
	ok(f, jn_outbox_fail(f->db, row.id, ana, NOW, NOW, FALSE, "451", &f->error));
	ok(f, jn_cookie_save_new(f->db, &cookie, "secret", NOW, &f->error));
	ok(f, jn_held_save_new(f->db, &held, &f->error));
	ok(f, jn_seen_save(f->db, "weld", "m@x", "hash", held.id, NOW, &f->error));
	post(f, sew, ana, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	ok(f, jn_goal_delete(f->db, weld, &f->error));
	g_assert_cmpint(count(f, "SELECT count(*) FROM post"), ==, 1);
	g_assert_cmpint(count(f, "SELECT count(*) FROM mail"), ==, 1);
	g_assert_cmpint(count(f, "SELECT count(*) FROM follow"), ==, 1);
	g_assert_cmpint(count(f, "SELECT count(*) FROM outbox"), ==, 0);
	g_assert_cmpint(count(f, "SELECT count(*) FROM outbox_failed"), ==, 0);
	g_assert_cmpint(count(f, "SELECT count(*) FROM cookie"), ==, 0);
	g_assert_cmpint(count(f, "SELECT count(*) FROM held"), ==, 0);
	g_assert_cmpint(count(f, "SELECT count(*) FROM seen"), ==, 0);
	ok(f, jn_goal_load(f->db, weld, &left, &f->error));
	g_assert_cmpint(left->state, ==, JN_GOAL_DELETED);
	g_assert_cmpstr(left->title, ==, "");
	g_assert_cmpstr(left->background, ==, "");
	ok(f, jn_goal_names(f->db, &names, &f->error));
	g_assert_cmpuint(names->len, ==, 2);
}

static void
test_follow(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x");
	gint64 bo = person(f, "bo@x");
	gint64 weld = goal(f, "weld", ana);
	g_autoptr(GPtrArray) list = NULL;
	JnMode mode;

	(void)data;
	ok(f, jn_follow_load(f->db, weld, bo, &mode, &f->error));
	g_assert_cmpint(mode, ==, JN_MODE_ABSENT);
	for (int i = JN_MODE_NONE; i < JN_MODE_ABSENT; i++) {
		follow(f, weld, bo, (JnMode)i);
		ok(f, jn_follow_load(f->db, weld, bo, &mode, &f->error));
		g_assert_cmpint(mode, ==, i);
	}
	follow(f, stream(f), bo, JN_MODE_EACH);
	follow(f, weld, ana, JN_MODE_EACH);
	ok(f, jn_follow_list(f->db, 0, bo, &list, &f->error));
	g_assert_cmpuint(list->len, ==, 2);
	g_assert_cmpstr(((JnFollower *)list->pdata[1])->goal->name, ==, "weld");
	g_clear_pointer(&list, g_ptr_array_unref);
	ok(f, jn_follow_list(f->db, weld, 0, &list, &f->error));
	g_assert_cmpuint(list->len, ==, 2);
	g_assert_cmpint(((JnFollower *)list->pdata[0])->since, ==, NOW);
	follow(f, weld, bo, JN_MODE_ABSENT);
	ok(f, jn_follow_load(f->db, weld, bo, &mode, &f->error));
	g_assert_cmpint(mode, ==, JN_MODE_ABSENT);
}

/* ---- posts ---- */

/* A post of `author` whose Thread-Index is that of a first mail with `steps` replies behind it. */
static gint64
indexed_post(Fixture *f, gint64 weld, gint64 author, const char *head, const char *steps)
{
	g_autofree char *index = g_strdup_printf("01%s%s", head, steps);
	gint64 id = count(f, "SELECT coalesce(max(id), 0) + 1 FROM post");
	JnPost row = {.id = id,
		      .goal = weld,
		      .author = author,
		      .kind = JN_KIND_ANSWER,
		      .message_id = index,
		      .subject = (char *)"Tubes",
		      .subject_base = (char *)"Tubes",
		      .gist = (char *)"gist",
		      .thread_index = index,
		      .created = NOW};

	ok(f, jn_post_save_new(f->db, &row, "text", mail(f, NOW), &f->error));
	return id;
}

#define HEAD "a17a0c5a7693662b28fdc7c0aa6e0d1c8a3d7b9e11"
#define OTHER "a17a0c5a7693662b28fdc7c0aa6e0d1c8a3d7b9e12"

/* The nearest ancestor by Outlook's index, else the newest of the conversation. */
static void
test_thread_index(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x");
	gint64 weld = goal(f, "weld", ana);
	gint64 first = indexed_post(f, weld, ana, HEAD, "");
	gint64 reply = indexed_post(f, weld, person(f, "bo@x"), HEAD, "0000000001");
	gint64 sibling = indexed_post(f, weld, person(f, "cy@x"), HEAD, "0000000002");
	gint64 other = indexed_post(f, weld, ana, OTHER, "0000000003");
	const struct {
		const char *index;
		gint64 parent;
	} rows[] = {
		{"01" HEAD "0000000001"
		 "0000000007",
		 reply},
		{"01" HEAD "0000000002"
		 "0000000007"
		 "0000000008",
		 sibling},
		{"01" HEAD "0000000001", first}, /* one's own index is no ancestor */
		{"01" HEAD "0000000009", first},
		{"01" OTHER "0000000009", other}, /* its ancestor is not known */
		{"01ffff0c5a7693662b28fdc7c0aa6e0d1c8a3d7b9e11", 0},
	};

	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(JnPost) found = NULL;

		ok(f, jn_post_load_by_thread_index(f->db, weld, rows[i].index, JN_READER_ANYONE,
						   &found, &f->error));
		g_test_message("%s", rows[i].index);
		g_assert_cmpint(found ? found->id : 0, ==, rows[i].parent);
	}
}

static void
test_posts(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x");
	gint64 bo = person(f, "bo@x");
	gint64 weld = goal(f, "weld", ana);
	gint64 sew = goal(f, "sew", ana);
	gint64 question = post(f, weld, ana, JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	gint64 answer = post(f, weld, bo, JN_KIND_ANSWER, JN_AUDIENCE_MEMBERS, question);
	g_autoptr(JnPost) found = NULL;
	g_autoptr(GPtrArray) list = NULL;
	g_autofree char *text = NULL;

	(void)data;
	ok(f, jn_post_load_by_message_id(f->db, weld, "m2@x", &found, &f->error));
	g_assert_cmpint(found->id, ==, answer);
	g_assert_cmpint(found->parent, ==, question);
	g_assert_cmpint(found->parent_kind, ==, JN_KIND_QUESTION);
	g_assert_cmpint(found->parent_author, ==, ana);
	g_assert_cmpint(found->audience, ==, JN_AUDIENCE_MEMBERS);
	g_clear_pointer(&found, jn_post_free);
	/* The same Message-ID in another goal is another post. */
	ok(f, jn_post_load_by_message_id(f->db, sew, "m2@x", &found, &f->error));
	g_assert_null(found);
	ok(f, jn_post_load_by_subject(f->db, weld, "Tubes", bo, &found, &f->error));
	g_assert_cmpint(found->id, ==, question);
	g_clear_pointer(&found, jn_post_free);
	ok(f, jn_post_load_by_subject(f->db, weld, "Tubes", ana, &found, &f->error));
	g_assert_cmpint(found->id, ==, answer);
	g_clear_pointer(&found, jn_post_free);
	/* A subject alone leads nobody else below what was for members. */
	ok(f, jn_post_load_by_subject(f->db, weld, "Tubes", person(f, "cy@x"), &found, &f->error));
	g_assert_cmpint(found->id, ==, question);
	g_clear_pointer(&found, jn_post_free);
	ok(f, jn_post_load_by_subject(f->db, weld, "tubes!", ana, &found, &f->error));
	g_assert_null(found);
	ok(f, jn_post_list(f->db, weld, JN_READER_OPERATOR, question, 10, &list, &f->error));
	g_assert_cmpuint(list->len, ==, 1);
	ok(f, jn_post_text(f->db, answer, &text, &f->error));
	g_assert_cmpstr(text, ==, "text");
}

/* ---- held mail, seen mail, cookies ---- */

static gint64
held(Fixture *f, const char *state, gint64 expires, gint64 mail_id)
{
	JnHeld row = {.mail = mail_id,
		      .sender = (char *)"a@x",
		      .subject = (char *)"s",
		      .reason = (char *)"why",
		      .state = (char *)state,
		      .created = NOW,
		      .expires = expires};

	ok(f, jn_held_save_new(f->db, &row, &f->error));
	return row.id;
}

static guint
held_in(Fixture *f, const char *state)
{
	g_autoptr(GPtrArray) list = NULL;

	ok(f, jn_held_list(f->db, state, 0, 100, &list, &f->error));
	return list->len;
}

static void
test_held(Fixture *f, gconstpointer data)
{
	gint64 old_mail = mail(f, NOW - JN_HELD_LIFE);
	gint64 first = held(f, "waiting", NOW, old_mail);
	gint64 second = held(f, "noted", NOW + 1, mail(f, NOW - JN_HELD_LIFE + 1));
	gint64 weld = goal(f, "weld", person(f, "ana@x"));
	g_autoptr(JnHeld) row = NULL;
	gint64 expired = -1;

	(void)data;
	post(f, weld, person(f, "ana@x"), JN_KIND_QUESTION, JN_AUDIENCE_OPEN, 0);
	ok(f, jn_db_run(f->db, &f->error,
			"UPDATE mail SET received = 0 WHERE id IN"
			" (SELECT mail_id FROM post)",
			NULL));
	g_assert_cmpuint(held_in(f, "waiting"), ==, 1);
	g_assert_cmpuint(held_in(f, NULL), ==, 2);
	ok(f, jn_seen_save(f->db, "weld", "m@x", "h", first, NOW, &f->error));
	ok(f, jn_seen_save(f->db, "weld", "n@x", "h", 0, NOW, &f->error));
	ok(f, jn_held_save_state(f->db, second, "dropped", &f->error));
	ok(f, jn_held_load(f->db, second, &row, &f->error));
	g_assert_cmpstr(row->state, ==, "dropped");
	g_assert_cmpstr(row->recipient, ==, "g@y");
	g_assert_null(row->goal_name);
	ok(f, jn_held_expire(f->db, NOW, &expired, &f->error));
	g_assert_cmpint(expired, ==, 1);
	g_assert_cmpuint(held_in(f, NULL), ==, 1);
	/* The held one's mail and memory went; a post's mail stays however old it is. */
	g_assert_cmpint(count(f, "SELECT count(*) FROM seen"), ==, 1);
	g_assert_cmpint(count(f, "SELECT count(*) FROM mail WHERE received = 0"), ==, 1);
	g_assert_cmpint(count(f, "SELECT count(*) FROM mail"), ==, 2);
}

static void
test_seen(Fixture *f, gconstpointer data)
{
	static const struct {
		const char *label, *place, *message_id, *hash;
		gint64 held;
	} rows[] = {
		{"the same", "weld", "m@x", "h", 7},
		{"to another goal", "sew", "m@x", "h", -1},
		{"another Message-ID", "weld", "n@x", "h", -1},
		{"another body", "weld", "m@x", "i", -1},
	};
	gint64 id = -2;

	(void)data;
	ok(f, jn_seen_save(f->db, "weld", "m@x", "h", 7, NOW, &f->error));
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].label);
		ok(f, jn_seen_load(f->db, rows[i].place, rows[i].message_id, rows[i].hash, &id,
				   &f->error));
		g_assert_cmpint(id, ==, rows[i].held);
	}
	/* Held first, acted on later. */
	ok(f, jn_seen_save(f->db, "weld", "m@x", "h", 0, NOW, &f->error));
	ok(f, jn_seen_load(f->db, "weld", "m@x", "h", &id, &f->error));
	g_assert_cmpint(id, ==, 0);
}

static JnCookie *
cookie_of(Fixture *f, const char *secret)
{
	JnCookie *cookie = NULL;

	ok(f, jn_cookie_load(f->db, secret, &cookie, &f->error));
	return cookie;
}

static void
test_cookie(Fixture *f, gconstpointer data)
{
	g_autoptr(GVariant) payload =
		g_variant_ref_sink(g_variant_new_parsed("{'title': <'Gr\303\266n'>}"));
	const JnCookie row = {.action = JN_ACTION_GOAL,
			      .person = person(f, "ana@x"),
			      .payload = payload,
			      .expires = NOW + JN_COOKIE_LIFE};
	g_autoptr(JnCookie) cookie = NULL;
	g_autofree char *dump = NULL;
	gint64 expired = -1;

	(void)data;
	ok(f, jn_cookie_save_new(f->db, &row, "mzxw6ytb", NOW, &f->error));
	g_assert_null(cookie_of(f, "mzxw6ytc"));
	cookie = cookie_of(f, "MZXW6ytb");
	g_assert_cmpint(cookie->action, ==, JN_ACTION_GOAL);
	g_assert_cmpint(cookie->spent, ==, 0);
	g_assert_cmpint(cookie->goal, ==, 0);
	g_assert_cmpint(cookie->expires, ==, NOW + JN_COOKIE_LIFE);
	g_assert_true(g_variant_equal(cookie->payload, payload));
	/* Who reads the database learns no secret. */
	g_assert_cmpint(count(f, "SELECT count(*) FROM cookie WHERE hash LIKE '%mzxw6ytb%'"), ==,
			0);
	ok(f, jn_cookie_spend(f->db, cookie->id, NOW + 5, &f->error));
	g_clear_pointer(&cookie, jn_cookie_free);
	cookie = cookie_of(f, "mzxw6ytb");
	g_assert_cmpint(cookie->spent, ==, NOW + 5);
	g_assert_null(cookie->payload);
	/* For a week after it expired its sender is told so. */
	ok(f, jn_cookie_expire(f->db, NOW + JN_COOKIE_LIFE + 7 * JN_DAY - 1, &expired, &f->error));
	g_assert_cmpint(expired, ==, 0);
	ok(f, jn_cookie_expire(f->db, NOW + JN_COOKIE_LIFE + 7 * JN_DAY, &expired, &f->error));
	g_assert_cmpint(expired, ==, 1);
	g_assert_null(cookie_of(f, "mzxw6ytb"));
}

static void
test_unasked(Fixture *f, gconstpointer data)
{
	JnPerson ana = {.id = person(f, "ana@x"), .addr = (char *)"ana@x"};
	JnPerson lists = {.id = person(f, "ana+lists@x"), .addr = (char *)"Ana+lists@x"};
	JnPerson bo = {.id = person(f, "bo@x"), .addr = (char *)"bo@x"};
	gint64 number = -1;

	(void)data;
	ok(f, jn_unasked_save(f->db, &ana, NOW, &f->error));
	ok(f, jn_unasked_save(f->db, &lists, NOW + 1, &f->error));
	ok(f, jn_unasked_save(f->db, &bo, NOW + 1, &f->error));
	/* One mailbox, whatever follows a '+' in it. */
	ok(f, jn_unasked_count(f->db, "ANA+9@x", NOW - 1, &number, &f->error));
	g_assert_cmpint(number, ==, 2);
	ok(f, jn_unasked_count(f->db, "ana@x", NOW, &number, &f->error));
	g_assert_cmpint(number, ==, 1);
	ok(f, jn_unasked_count(f->db, "ana@y", NOW - 1, &number, &f->error));
	g_assert_cmpint(number, ==, 0);
}

/* What nobody is known to stand behind is one source, with the share of ten. */
static void
test_unknown_source(Fixture *f, gconstpointer data)
{
	static const char *const sources[] = {"net 192.0.2.0/24", JN_SOURCE_UNKNOWN};

	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(sources); i++) {
		g_autoptr(GPtrArray) one = g_ptr_array_new();
		JnSituation s = {.sources = one, .now = NOW};

		g_ptr_array_add(one, (gpointer)sources[i]);
		for (int n = 0; n < 25; n++)
			ok(f, jn_source_save(f->db, sources[i], NOW, &f->error));
		ok(f, jn_pace_load_sources(f->db, &s, &f->error));
		g_assert_cmpint(s.source_cookies, ==, i == 0 ? 25 : 2);
	}
}

static void
test_clock(Fixture *f, gconstpointer data)
{
	gint64 last = -1;

	(void)data;
	ok(f, jn_clock_load(f->db, "digest", &last, &f->error));
	g_assert_cmpint(last, ==, 0);
	ok(f, jn_clock_save(f->db, "digest", NOW, &f->error));
	ok(f, jn_clock_save(f->db, "digest", NOW + 1, &f->error));
	ok(f, jn_clock_save(f->db, "other", 5, &f->error));
	ok(f, jn_clock_load(f->db, "digest", &last, &f->error));
	g_assert_cmpint(last, ==, NOW + 1);
}

/* Two addresses are one place if a mail to either does the same. */
static void
test_place(void)
{
	static const struct {
		const char *addr, *place;
	} rows[] = {
		{"weld@d", "weld"},
		{"weld+r.h.b.abcdefghijklmnopq@d", "weld"},
		{"weld+q.h@d", "weld"},
		{"weld+hello@d", "weld"},
		{"weld+help@d", "weld+help"},
		{"weld+unsubscribe@d", "weld+unsubscribe"},
		{"weld+u.b.abcdefghijklmnopq@d", "weld+u"},
		{"new+c.abcdefgh@d", "new+c"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(JnAddress) address = {0};
		g_autofree char *place = NULL;

		g_test_message("%s", rows[i].addr);
		g_assert_true(jn_address_parse(rows[i].addr, "d", '+', &address));
		place = jn_snapshot_place(&address);
		g_assert_cmpstr(place, ==, rows[i].place);
	}
}

/* Only who follows, has a goal, wrote, or is waited for stays. */
static void
test_strangers(Fixture *f, gconstpointer data)
{
	gint64 ana = person(f, "ana@x"), bo = person(f, "bo@x"), cy = person(f, "cy@x");
	gint64 weld = goal(f, "weld", ana);
	JnCookie cookie = {
		.action = JN_ACTION_FOLLOW, .person = person(f, "asked@x"), .expires = NOW};

	(void)data;
	(void)person(f, "stranger@x");
	follow(f, weld, bo, JN_MODE_EACH);
	(void)post(f, weld, cy, JN_KIND_ANSWER, JN_AUDIENCE_OPEN, 0);
	ok(f, jn_cookie_save_new(f->db, &cookie, "secret", NOW, &f->error));
	ok(f, jn_person_forget_strangers(f->db, NOW - 1, &f->error));
	g_assert_cmpint(count(f, "SELECT count(*) FROM person"), ==, 5);
	ok(f, jn_person_forget_strangers(f->db, NOW, &f->error));
	g_assert_cmpint(count(f, "SELECT count(*) FROM person"), ==, 4);
	g_assert_cmpint(count(f, "SELECT count(*) FROM address WHERE addr = 'stranger@x'"), ==, 0);
	g_assert_cmpint(count(f, "SELECT count(*) FROM address"), ==, 4);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*test)(Fixture *f, gconstpointer data);
	} tests[] = {
		{"/person/one", test_person},
		{"/person/setbacks", test_setbacks},
		{"/sources", test_sources},
		{"/person/link-new", test_link_new},
		{"/person/link-merges", test_link_merges},
		{"/person/link-takes-one", test_link_takes_one},
		{"/person/strangers", test_strangers},
		{"/goal/names", test_names},
		{"/goal/one", test_goal},
		{"/goal/delete", test_goal_delete},
		{"/goal/follow", test_follow},
		{"/post", test_posts},
		{"/thread-index", test_thread_index},
		{"/held", test_held},
		{"/seen", test_seen},
		{"/cookie", test_cookie},
		{"/unasked", test_unasked},
		{"/unknown-source", test_unknown_source},
		{"/clock", test_clock},
	};

	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].name, Fixture, NULL, fixture_make, tests[i].test,
			   fixture_remove);
	g_test_add_func("/place", test_place);
	return g_test_run();
}
