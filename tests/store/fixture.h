/*
 * fixture.h - a store on a real file, and short ways to fill it. Included by each test of the
 * store.
 */
#pragma once

#include <glib/gstdio.h>
#include <string.h>

#include "store/goal.h"
#include "store/outbox.h"
#include "store/person.h"
#include "store/post.h"

#define NOW G_GINT64_CONSTANT(1795418489)

typedef struct Fixture {
	char *directory, *path;
	JnDb *db;
	GError *error;
} Fixture;

/* For functions with `GError **error` last: TRUE, and no error. */
#define ok(f, call)                                                                                \
	do {                                                                                       \
		gboolean ok_good = (call);                                                         \
		g_assert_no_error((f)->error);                                                     \
		g_assert_true(ok_good);                                                            \
	} while (0)

static inline void
fixture_make(Fixture *f, gconstpointer data)
{
	(void)data;
	f->directory = g_dir_make_tmp("test-store-XXXXXX", NULL);
	f->path = g_build_filename(f->directory, "store.db", NULL);
	f->db = jn_db_open(f->path, TRUE, &f->error);
	g_assert_no_error(f->error);
	/* Tests write here and there; one transaction is faster, and none of them needs two. */
	ok(f, jn_db_begin(f->db, &f->error));
}

static inline void
fixture_remove(Fixture *f, gconstpointer data)
{
	static const char *const suffixes[] = {"", "-wal", "-shm"};

	(void)data;
	ok(f, jn_db_commit(f->db, &f->error));
	jn_db_close(f->db);
	for (gsize i = 0; i < G_N_ELEMENTS(suffixes); i++) {
		g_autofree char *path = g_strconcat(f->path, suffixes[i], NULL);

		g_unlink(path);
	}
	g_rmdir(f->directory);
	g_free(f->directory);
	g_free(f->path);
}

static inline gint64
count(Fixture *f, const char *sql)
{
	gint64 number = -2;

	ok(f, jn_db_get_int(f->db, -1, &number, &f->error, sql, NULL));
	return number;
}

static inline gint64
person(Fixture *f, const char *addr)
{
	g_autoptr(JnPerson) made = NULL;

	ok(f, jn_person_ensure(f->db, addr, NOW, &made, &f->error));
	return made->id;
}

static inline gint64
goal(Fixture *f, const char *name, gint64 protege)
{
	JnGoal row = {.name = (char *)name,
		      .title = (char *)name,
		      .background = (char *)"why",
		      .expectations = (char *)"",
		      .skills = (char *)"",
		      .protege = protege,
		      .created = NOW};

	ok(f, jn_goal_save_new(f->db, &row, &f->error));
	return row.id;
}

static inline void
follow(Fixture *f, gint64 goal_id, gint64 person_id, JnMode mode)
{
	ok(f, jn_follow_save(f->db, goal_id, person_id, mode, NOW, &f->error));
}

static inline gint64
stream(Fixture *f)
{
	return count(f, "SELECT id FROM goal WHERE name = 'open'");
}

static inline gint64
mail(Fixture *f, gint64 received)
{
	g_autoptr(GBytes) raw = g_bytes_new_static("x", 1);
	JnMail row = {.raw = raw,
		      .size = 1,
		      .envelope_sender = (char *)"a@x",
		      .recipient = (char *)"g@y",
		      .received = received};

	ok(f, jn_mail_save_new(f->db, &row, &f->error));
	return row.id;
}

/* A post; its Message-ID is made of its id. */
static inline gint64
post(Fixture *f, gint64 goal_id, gint64 author, JnKind kind, JnAudience audience, gint64 parent)
{
	gint64 id = count(f, "SELECT coalesce(max(id), 0) + 1 FROM post");
	g_autofree char *message_id = g_strdup_printf("m%d@x", (int)id);
	JnPost row = {.id = id,
		      .goal = goal_id,
		      .author = author,
		      .parent = parent,
		      .kind = kind,
		      .audience = audience,
		      .message_id = message_id,
		      .subject = (char *)"Re: Tubes",
		      .subject_base = (char *)"Tubes",
		      .gist = (char *)"gist",
		      .created = NOW};

	ok(f, jn_post_save_new(f->db, &row, "text", mail(f, NOW), &f->error));
	return id;
}

/* A row of the outbox; its id. */
static inline gint64
outbox(Fixture *f, const JnOutbox *row)
{
	ok(f, jn_outbox_save_new(f->db, row, &f->error));
	return jn_db_last_id(f->db);
}
