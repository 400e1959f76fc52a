/*
 * test-mail-automatic.c - notices of machines in the languages of the world, and what persons write
 * about holidays, receipts and machines: tests/automatic/NAME.txt. Run in the root of the tree.
 *
 * A file holds many mails: a line '=== what it is', then the mail, 'From' and 'To' before it. What
 * headers tell, test-mail-message.c looks at.
 */
#include <string.h>

#include "mail/automatic.h"

#define FOLDER "tests/automatic"

static void
check(const char *mail_text, gboolean machine)
{
	const char *eol = strchr(mail_text, '\n');
	g_autofree char *label = g_strndup(mail_text, (gsize)(eol - mail_text));
	g_autofree char *mail =
		g_strconcat("From: Bo <bo@x.example>\nTo: goal@example.com\n", eol + 1, NULL);
	g_autoptr(GBytes) raw = g_bytes_new(mail, strlen(mail));
	g_autoptr(GError) error = NULL;
	g_autoptr(JnMessage) message = jn_message_parse(raw, &error);
	g_autoptr(JnNewText) text = jn_new_text_read(message);
	g_auto(JnAutomatic) got = {0};

	g_assert_no_error(error);
	jn_automatic_detect(message, text, NULL, "example.com", &got);
	g_test_message("%s: %s", label, got.reason ? got.reason : "a person's");
	g_assert_cmpint(got.level != JN_AUTOMATIC_NO, ==, machine);
}

static void
check_file(const char *name, gboolean machine)
{
	g_autofree char *path = g_build_filename(FOLDER, name, NULL);
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	g_auto(GStrv) mails = NULL;

	g_file_get_contents(path, &text, NULL, &error);
	g_assert_no_error(error);
	g_assert_true(g_str_has_prefix(text, "=== "));
	mails = g_strsplit(text + strlen("=== "), "\n=== ", -1);
	for (gsize i = 0; mails[i]; i++)
		check(mails[i], machine);
}

static void
test_machines(void)
{
	check_file("machines.txt", TRUE);
}

static void
test_persons(void)
{
	check_file("persons.txt", FALSE);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/mail/automatic/machines", test_machines);
	g_test_add_func("/mail/automatic/persons", test_persons);
	return g_test_run();
}
