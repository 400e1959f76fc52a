/* run/key.h: the file of keys, and what is made of one that was replaced while somebody has the site open. */
#include "run/key.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run/file.h"

#define NOW 1795800000

typedef struct Fixture {
	char *state, *path;
	JnConfig config;
	JnSite site;
} Fixture;

static void
begin(Fixture *fixture, gconstpointer data)
{
	(void)data;
	fixture->state = g_dir_make_tmp("journster-key-XXXXXX", NULL);
	fixture->path = g_build_filename(fixture->state, "key", NULL);
	fixture->config.state = fixture->state;
	fixture->site.config = &fixture->config;
	g_assert_true(jn_keys_make(&fixture->config, NOW, NULL));
	g_assert_true(jn_keys_load(&fixture->site, NULL));
}

static void
end(Fixture *fixture, gconstpointer data)
{
	(void)data;
	jn_directory_remove(fixture->state);
	g_free(fixture->path);
	g_free(fixture->state);
}

/* What `key rotate` of another process does. */
static void
rotate(const Fixture *fixture, gint64 now)
{
	JnSite other = {.config = (JnConfig *)&fixture->config};

	g_assert_true(jn_keys_rotate(&other, JN_ROTATE_GENTLY, now, NULL));
}

static void
refresh_in_vain(Fixture *fixture)
{
	g_test_expect_message(G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "*the keys of before are used*");
	jn_keys_refresh(&fixture->site);
	g_test_assert_expected_messages();
	g_assert_cmpint(fixture->site.keys.made, ==, NOW);
}

static void
test_refresh(Fixture *fixture, gconstpointer data)
{
	(void)data;
	jn_keys_refresh(&fixture->site);
	g_assert_cmpint(fixture->site.keys.made, ==, NOW);
	rotate(fixture, NOW + 1);
	jn_keys_refresh(&fixture->site);
	g_assert_cmpint(fixture->site.keys.made, ==, NOW + 1);
	g_assert_cmpint(fixture->site.keys.n_older, ==, 1);
}

/* A copy that others may read is not used; once that is mended it is, though it is the same file and
 * nothing was written to it. */
static void
test_mode(Fixture *fixture, gconstpointer data)
{
	(void)data;
	rotate(fixture, NOW + 1);
	g_assert_cmpint(chmod(fixture->path, 0640), ==, 0);
	refresh_in_vain(fixture);
	refresh_in_vain(fixture);
	g_assert_cmpint(chmod(fixture->path, 0600), ==, 0);
	jn_keys_refresh(&fixture->site);
	g_assert_cmpint(fixture->site.keys.made, ==, NOW + 1);
}

/* A call that fails for a moment: the file is as it was when it is over. */
static void
test_moment(Fixture *fixture, gconstpointer data)
{
	g_autofree char *aside = g_strconcat(fixture->path, ".aside", NULL);

	(void)data;
	rotate(fixture, NOW + 1);
	g_assert_cmpint(rename(fixture->path, aside), ==, 0);
	g_assert_cmpint(mkdir(fixture->path, 0700), ==, 0);
	refresh_in_vain(fixture);
	g_assert_cmpint(rmdir(fixture->path), ==, 0);
	refresh_in_vain(fixture);
	g_assert_cmpint(rename(aside, fixture->path), ==, 0);
	jn_keys_refresh(&fixture->site);
	g_assert_cmpint(fixture->site.keys.made, ==, NOW + 1);
}

/* Nonsense in its place: the keys of before, and none of the nonsense. */
static void
test_nonsense(Fixture *fixture, gconstpointer data)
{
	JnKeys before = fixture->site.keys;
	g_autoptr(GBytes) nonsense = g_bytes_new_static("nonsense\n", 9);

	(void)data;
	g_assert_true(jn_file_write(fixture->path, nonsense, 0600, NULL));
	refresh_in_vain(fixture);
	g_assert_cmpmem(&fixture->site.keys, sizeof before, &before, sizeof before);
}

/* Each key keeps the time when it was made, the oldest as well. */
static void
test_times(Fixture *fixture, gconstpointer data)
{
	const JnKeys *keys = &fixture->site.keys;

	(void)data;
	for (int i = 1; i <= 3; i++)
		rotate(fixture, NOW + i);
	jn_keys_refresh(&fixture->site);
	g_assert_cmpint(keys->n_older, ==, 3);
	for (guint i = 0; i < 3; i++) {
		g_assert_cmpint(keys->older[i].made, ==, NOW + 2 - i);
		g_assert_cmpint(keys->older[i].replaced, ==, NOW + 3 - i);
	}
}

static void
add(const char *name, void (*test)(Fixture *fixture, gconstpointer data))
{
	g_test_add(name, Fixture, NULL, begin, test, end);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	add("/run/key/refresh", test_refresh);
	add("/run/key/mode", test_mode);
	add("/run/key/moment", test_moment);
	add("/run/key/nonsense", test_nonsense);
	add("/run/key/times", test_times);
	return g_test_run();
}
