/* What our own spam filter wrote: where it counts, and what it says. */
#include "mail/verdict.h"

#include <string.h>

#define OURS "Received: from a by mx\n"
#define THEIRS "Received: from b by a\n\tfor c\n"

static const struct {
	const char *label, *header, *found;
} rows[] = {
	{"above both", "X-Spam: Yes\n" OURS THEIRS, "X-Spam: yes"},
	{"below ours", OURS "X-Spam: Yes\n" THEIRS, "X-Spam: yes"},
	{"below theirs", OURS THEIRS "X-Spam: Yes\n", NULL},
	{"no Received at all: it came from here", "X-Spam: Yes\n", "X-Spam: yes"},
	{"in whatever case", "x-SPAM: YES\n" OURS, "X-Spam: yes"},
	{"with more behind it", "X-Spam-Status: Yes, score=7\n\trequired=5\n" OURS,
	 "X-Spam-Status: Yes"},
	{"folded at once", "X-Spam:\n yes\n" OURS, "X-Spam: yes"},
	{"blanks within", "X-Verdict: very  \n\tbad\n" OURS, "X-Verdict: very bad"},
	{"another word that begins so", "X-Spam: Yesterday\n" OURS, NULL},
	{"no", "X-Spam: No\n" OURS, NULL},
	{"empty", "X-Spam:\n" OURS, NULL},
	{"another field", "X-Spam-Score: yes\n" OURS, NULL},
	{"in the body", OURS "\nX-Spam: Yes\n", NULL},
	{"the second says it", "X-Spam: No\nX-Spam: Yes\n" OURS, "X-Spam: yes"},
};

static void
test_row(gconstpointer data)
{
	static char *const rules[] = {(char *)"X-Spam: yes", (char *)"X-Spam-Status: Yes",
				      (char *)"X-Verdict: very bad", NULL};
	gsize i = GPOINTER_TO_SIZE(data);
	g_autofree char *text = g_strconcat(rows[i].header, "From: a@b\n\nHi\n", NULL);
	g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
	g_autoptr(GError) error = NULL;
	g_autoptr(JnMessage) message = jn_message_parse(raw, &error);

	g_assert_no_error(error);
	g_assert_cmpstr(jn_verdict_spam(message, rules), ==, rows[i].found);
	g_assert_null(jn_verdict_spam(message, NULL));
}

int
main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	g_mime_init();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/verdict/", rows[i].label, NULL);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	status = g_test_run();
	g_mime_shutdown();
	return status;
}
