/* run/intake.h: mails that came together, and what each is told where their commit fails. */
#include "run/intake.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "run/file.h"

#define DOMAIN "goals.example"
#define NOW 1795800000

static const char good[] = "From: Ana <ana@home.example>\nTo: new@" DOMAIN "\n"
			   "Subject: Learn welding\nMessage-ID: <1@home.example>\n\n"
			   "I have a small garage.\n";

static void
add(GPtrArray *deliveries, const char *raw, const char *recipient)
{
	JnDelivery *delivery = g_new0(JnDelivery, 1);

	delivery->raw = g_bytes_new_static(raw, strlen(raw));
	delivery->sender = "ana@home.example";
	delivery->recipient = recipient;
	delivery->now = NOW;
	g_ptr_array_add(deliveries, delivery);
}

static void
delivery_free(gpointer data)
{
	JnDelivery *delivery = data;

	g_bytes_unref(delivery->raw);
	g_free(delivery);
}

/* -1: taken. */
static int
code_of(const GPtrArray *results, guint i)
{
	const JnIntakeResult *result = results->pdata[i];

	return result->error != NULL ? result->error->code : -1;
}

/* From where the log of the store is, nothing more can be written. */
static void
bound_files(rlim_t most)
{
	struct rlimit bound;

	g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &bound), ==, 0);
	bound.rlim_cur = most;
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &bound), ==, 0);
}

static void
test_commit_fails(void)
{
	g_autofree char *state = g_dir_make_tmp("journster-intake-XXXXXX", NULL);
	g_autofree char *conf = g_build_filename(state, "journster.conf", NULL);
	g_autoptr(GPtrArray) deliveries = g_ptr_array_new_with_free_func(delivery_free);
	g_autoptr(GPtrArray) failed = NULL;
	g_autoptr(GPtrArray) taken = NULL;
	JnSite *site;

	signal(SIGXFSZ, SIG_IGN);
	g_assert_true(jn_site_init(DOMAIN, state, "smtp://127.0.0.1:25", NOW, NULL));
	site = jn_site_open(conf, NULL);
	g_assert_nonnull(site);
	add(deliveries, good, "new@" DOMAIN);
	add(deliveries, good, "nobody@" DOMAIN); /* on this state of the store refused for good */
	add(deliveries, "", "new@" DOMAIN);      /* no mail, whatever the store holds */
	bound_files(1);
	failed = jn_intake_together(site, deliveries, NULL, NULL);
	bound_files(RLIM_INFINITY);
	g_assert_cmpint(code_of(failed, 0), ==, JN_ERROR_TEMPORARY);
	g_assert_cmpint(code_of(failed, 1), ==, JN_ERROR_TEMPORARY);
	g_assert_cmpint(code_of(failed, 2), ==, JN_ERROR_MALFORMED);
	taken = jn_intake_together(site, deliveries, NULL, NULL);
	g_assert_cmpint(code_of(taken, 0), ==, -1);
	g_assert_cmpint(code_of(taken, 1), ==, JN_ERROR_PERMANENT);
	g_assert_cmpint(code_of(taken, 2), ==, JN_ERROR_MALFORMED);
	jn_site_free(site);
	jn_directory_remove(state);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_mime_init();
	g_test_add_func("/run/intake/commit-fails", test_commit_fails);
	return g_test_run();
}
