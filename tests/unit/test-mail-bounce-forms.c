/*
 * test-mail-bounce-forms.c - reports in the forms that some seventy mail systems use, and mail that
 * is no report: tests/bounces/NAME.txt. Run in the root of the tree.
 *
 * All are written for this test: the frame is the system's, addresses and hosts are made up. A file
 * holds many mails:
 *
 *      === what it is
 *      expect hard bo@x.example / soft cy@x.example     of each recipient; 'none' for no report
 *      From: ...                                        the mail, 'To: goal@example.com' before it
 *
 * and these lines stand for what most reports have alike:
 *
 *      @report, @mixed     the header of a multipart/report or /mixed ends, its first text begins
 *      @status             a message/delivery-status begins
 *      @returned           the mail that came back, and the end
 */
#include <string.h>

#include "mail/bounce.h"

#define FOLDER "tests/bounces"

static const struct {
	const char *name, *text;
} frames[] = {
	{"@report", "MIME-Version: 1.0\nContent-Type: multipart/report; boundary=b;\n"
		    " report-type=delivery-status\n\n--b\nContent-Type: text/plain\n\n"},
	{"@mixed", "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
		   "Content-Type: text/plain\n\n"},
	{"@status", "\n--b\nContent-Type: message/delivery-status\n\n"
		    "Reporting-MTA: dns; mx.example.org\n\n"},
	{"@returned", "\n--b\nContent-Type: message/rfc822\n\nFrom: goal@example.com\n"
		      "To: bo@x.example\nSubject: Hi\n\nHi\n--b--\n"},
};

/* 'severity recipient' of each, joined by ' / '; "none" for no report. */
static char *
read_report(const GString *mail)
{
	g_autoptr(GBytes) raw = g_bytes_new(mail->str, mail->len);
	g_autoptr(GError) error = NULL;
	g_autoptr(JnMessage) message = jn_message_parse(raw, &error);
	g_autoptr(GPtrArray) bounces = NULL;
	GString *out;

	g_assert_no_error(error);
	bounces = jn_bounce_parse(message);
	out = g_string_new(bounces ? "" : "none");
	for (guint i = 0; bounces && i < bounces->len; i++) {
		const JnBounce *b = g_ptr_array_index(bounces, i);

		g_string_append_printf(out, "%s%s %s", i ? " / " : "",
				       jn_severity_name(b->severity),
				       b->recipient ? b->recipient : "-");
	}
	return g_string_free(out, FALSE);
}

static void
append_line(GString *mail, const char *line)
{
	for (gsize i = 0; i < G_N_ELEMENTS(frames); i++) {
		if (g_str_equal(line, frames[i].name)) {
			g_string_append(mail, frames[i].text);
			return;
		}
	}
	g_string_append_printf(mail, "%s\n", line);
}

/* One mail of a file: its lines behind '=== '. */
static void
check(const char *file, char **lines)
{
	g_autoptr(GString) mail = g_string_new("To: goal@example.com\n");
	g_autofree char *got = NULL;

	g_assert_true(g_str_has_prefix(lines[1], "expect "));
	for (gsize i = 2; lines[i]; i++)
		append_line(mail, lines[i]);
	got = read_report(mail);
	g_test_message("%s: %s", file, lines[0]);
	g_assert_cmpstr(got, ==, lines[1] + strlen("expect "));
}

static void
test_file(gconstpointer data)
{
	const char *file = data;
	g_autofree char *path = g_build_filename(FOLDER, file, NULL);
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	g_auto(GStrv) mails = NULL;

	g_file_get_contents(path, &text, NULL, &error);
	g_assert_no_error(error);
	g_assert_true(g_str_has_prefix(text, "=== "));
	mails = g_strsplit(text + strlen("=== "), "\n=== ", -1);
	for (gsize i = 0; mails[i]; i++) {
		g_auto(GStrv) lines = g_strsplit(mails[i], "\n", -1);

		check(file, lines);
	}
}

int
main(int argc, char **argv)
{
	static const char *const files[] = {"unix.txt", "groupware.txt", "providers.txt",
					    "other.txt", "none.txt"};

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = g_strconcat("/mail/bounce/forms/", files[i], NULL);

		g_test_add_data_func(path, files[i], test_file);
	}
	return g_test_run();
}
