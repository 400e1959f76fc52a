/*
 * test-mail-smtp.c - commands of an LMTP client, the octets after DATA, and replies of a server.
 */
#include <string.h>

#include "mail/smtp-command.h"
#include "mail/smtp-data.h"
#include "mail/smtp-reply.h"

typedef struct CommandCase {
	const char *line;
	const char *reply;   /* begin of it; NULL: understood */
	const char *outcome; /* what was understood, as below */
} CommandCase;

/* verb address size login client helo; what is not there is left out */
static const CommandCase commands[] = {
	{"LHLO mx.example", NULL, "0 mx.example"},
	{"lhlo [192.0.2.1]", NULL, "0 [192.0.2.1]"},
	{"LHLO", "501", NULL},
	{"MAIL FROM:<ana@home.example>", NULL, "1 ana@home.example"},
	{"mail from:<>", NULL, "1 "},
	{"MAIL FROM: <ana@home.example>", NULL, "1 ana@home.example"},
	{"MAIL FROM:<ana@home.example> SIZE=1234 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=x", NULL,
	 "1 ana@home.example size=1234"},
	{"MAIL FROM:<ana@home.example> AUTH=e+3Dmc2@example.com", NULL,
	 "1 ana@home.example login=e=mc2@example.com"},
	{"MAIL FROM:<ana@home.example> AUTH=<>", NULL, "1 ana@home.example"},
	{"MAIL FROM:<ana@home.example> SIZE=many", "501", NULL},
	{"MAIL FROM:<ana@home.example> SIZE=9999999999999999999", "501", NULL},
	{"MAIL FROM:<ana@home.example> BODY=BINARYMIME", "501", NULL},
	{"MAIL FROM:<ana@home.example> AUTH=a+0Ab", "501", NULL},
	{"MAIL FROM:<ana@home.example> X=1", "555", NULL},
	{"MAIL FROM:ana@home.example", "501", NULL},
	{"MAIL FROM:<ana@home.example", "501", NULL},
	{"MAIL FROM:<ana@home.example>SIZE=1", "501", NULL},
	{"MAIL TO:<ana@home.example>", "501", NULL},
	/* RFC 5321 section 4.1.2: a quoted local part holds anything. */
	{"RCPT TO:<\"a>b \\\" c\"@goals.example>", NULL, "2 \"a>b \\\" c\"@goals.example"},
	{"RCPT TO:<@relay.example,@b.example:weld@goals.example>", NULL, "2 weld@goals.example"},
	{"RCPT TO:<weld+r.b.c@Goals.Example> NOTIFY=NEVER ORCPT=rfc822;x", NULL,
	 "2 weld+r.b.c@Goals.Example"},
	{"RCPT TO:<bj\xc3\xb8rn@goals.example>", NULL, "2 bj\xc3\xb8rn@goals.example"},
	{"RCPT TO:<>", "501", NULL},
	{"RCPT TO:<a@b> SIZE=1", "555", NULL},
	{"DATA", NULL, "3"},
	{"DATA ", NULL, "3"},
	{"DATA now", "501", NULL},
	{"RSET", NULL, "4"},
	{"noop whatever", NULL, "5"},
	{"QUIT", NULL, "6"},
	{"VRFY ana", NULL, "7"},
	{"XFORWARD NAME=mx.example ADDR=192.0.2.7 PORT=25 PROTO=ESMTP SOURCE=REMOTE", NULL,
	 "8 client=192.0.2.7"},
	{"XFORWARD ADDR=IPV6:2001:db8::1 HELO=mx+2Eexample IDENT=4F", NULL,
	 "8 client=IPV6:2001:db8::1 helo=mx.example"},
	{"XFORWARD ADDR=[UNAVAILABLE] HELO=[TEMPUNAVAIL]", NULL, "8 client= helo="},
	{"XFORWARD", "501", NULL},
	{"XFORWARD ADDR=1+0D+0A2", "501", NULL},
	{"XFORWARD LOGIN=ana", "501", NULL},
	{"EHLO mx.example", NULL, "9"},
	{"HELO mx.example", NULL, "9"},
	{"", "500", NULL},
	{"MAI FROM:<a@b>", "500", NULL},
	{"DATA\t", "500", NULL},
	{"RCPT TO:<a\x01@b>", "500", NULL},
	{"RCPT TO:<a\xff@b>", "500", NULL},
	{"RCPT TO:<a@b>\rDATA", "500", NULL},
};

static char *
told(const JnSmtpCommand *command)
{
	GString *text = g_string_new(NULL);

	g_string_printf(text, "%d", command->verb);
	if (command->address != NULL || command->domain != NULL)
		g_string_append_printf(text, " %s",
				       command->address ? command->address : command->domain);
	if (command->size >= 0)
		g_string_append_printf(text, " size=%" G_GINT64_FORMAT, command->size);
	if (command->login != NULL)
		g_string_append_printf(text, " login=%s", command->login);
	if (command->client_address != NULL)
		g_string_append_printf(text, " client=%s", command->client_address);
	if (command->helo != NULL)
		g_string_append_printf(text, " helo=%s", command->helo);
	return g_string_free(text, FALSE);
}

static void
test_commands(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
		const CommandCase *c = &commands[i];
		/* No NUL behind it: an over-read shows. */
		gsize len = strlen(c->line);
		g_autofree char *line = g_memdup2(c->line, len ? len : 1);
		g_auto(JnSmtpCommand) command = {0};
		g_autofree char *got = NULL;
		const char *reply;

		g_test_message("%s", c->line);
		if (!jn_smtp_command_parse(line, len, &command, &reply)) {
			g_assert_nonnull(c->reply);
			g_assert_true(g_str_has_prefix(reply, c->reply));
			continue;
		}
		g_assert_null(c->reply);
		got = told(&command);
		g_assert_cmpstr(got, ==, c->outcome);
	}
}

static void
test_long(void)
{
	g_autofree char *local = g_strnfill(400, 'a');
	g_autofree char *line = g_strdup_printf("RCPT TO:<%s@goals.example>", local);
	g_auto(JnSmtpCommand) command = {0};
	const char *reply;

	g_assert_false(jn_smtp_command_parse(line, strlen(line), &command, &reply));
	g_assert_true(g_str_has_prefix(reply, "501 5.1.3"));
}

typedef struct DataCase {
	const char *label;
	const char *data;
	const char *mail; /* NULL: no end is met */
	const char *rest; /* what stands behind the end */
} DataCase;

static const DataCase datas[] = {
	{"plain", "a\r\nb\r\n.\r\nQUIT\r\n", "a\nb\n", "QUIT\r\n"},
	{"empty", ".\r\n", "", ""},
	{"a dot taken off", "..\r\n.a\r\n...\r\n.\r\n", ".\na\n..\n", ""},
	{"no end", "a\r\n.", NULL, NULL},
	/* What is known as SMTP smuggling: all of it is text. */
	{"LF . LF", "a\n.\nMAIL FROM:<x@y>\r\n.\r\n", "a\n.\nMAIL FROM:<x@y>\n", ""},
	{"LF . CR LF", "a\n.\r\nb\r\n.\r\n", "a\n.\nb\n", ""},
	{"CR LF . LF", "a\r\n.\nb\r\n.\r\n", "a\n\nb\n", ""},
	{"CR . CR", "a\r.\rb\r\n.\r\n", "a\r.\rb\n", ""},
	{"CR LF . CR", "a\r\n.\rb\r\n.\r\n", "a\n\rb\n", ""},
	{"CR LF . CR CR LF", "a\r\n.\r\r\nb\r\n.\r\n", "a\n\r\nb\n", ""},
	{"CR CR LF . CR LF", "a\r\r\n.\r\n", "a\r\n", ""},
	{"bare line ends stay", "a\nb\rc\r\n.\r\n", "a\nb\rc\n", ""},
};

static void
feed_in_pieces(const char *data, gsize len, gsize piece, const DataCase *c)
{
	JnSmtpDataState state = JN_SMTP_DATA_LINE;
	g_autoptr(GString) out = g_string_new(NULL);
	gsize used = 0;

	while (used < len && state != JN_SMTP_DATA_END) {
		gsize part = MIN(piece, len - used);
		g_autofree char *copy = g_memdup2(data + used, part);

		used += jn_smtp_data_feed(&state, copy, part, out);
	}
	g_test_message("%s, pieces of %zu", c->label, piece);
	if (c->mail == NULL) {
		g_assert_cmpint(state, !=, JN_SMTP_DATA_END);
		return;
	}
	g_assert_cmpint(state, ==, JN_SMTP_DATA_END);
	g_assert_cmpmem(out->str, out->len, c->mail, strlen(c->mail));
	g_assert_cmpstr(data + used, ==, c->rest);
}

static void
test_data(void)
{
	static const char nul[] = "a\r\n\0.\r\nb\r\n.\r\n";
	JnSmtpDataState state = JN_SMTP_DATA_LINE;
	g_autoptr(GString) out = g_string_new(NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(datas); i++)
		for (gsize piece = 1; piece < 20; piece++)
			feed_in_pieces(datas[i].data, strlen(datas[i].data), piece, &datas[i]);
	g_assert_cmpuint(jn_smtp_data_feed(&state, nul, sizeof nul - 1, out), ==, sizeof nul - 1);
	g_assert_cmpint(state, ==, JN_SMTP_DATA_END);
	g_assert_cmpmem(out->str, out->len, "a\n\0.\nb\n", 7);
}

typedef struct ReplyCase {
	const char *data;
	const char *
		outcome; /* "CODE TEXT" a reply, parted by "|"; "!": garbage; nothing: more to come */
} ReplyCase;

static const ReplyCase replies[] = {
	{"250 2.1.0 Ok\r\n", "250 2.1.0 Ok"},
	{"250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go\r\n", "250 2.1.0 Ok|250 2.1.5 Ok|354 go"},
	/* RFC 5321 section 4.2.1: several lines, the same code. */
	{"550-5.1.1 No such\r\n550-5.1.1 user\r\n550 5.1.1 here\r\n",
	 "550 5.1.1 No such 5.1.1 user 5.1.1 here"},
	{"250-a\r\n250-\r\n250 b\r\n", "250 a b"},
	/* ... section 4.2: the text may be missing. */
	{"450\r\n", "450 "},
	{"450 \r\n", "450 "},
	{"250-\r\n250\r\n", "250 "},
	/* LF alone. */
	{"250 ok\n250 ok\n", "250 ok|250 ok"},
	{"250 ok\r", ""},
	{"250-ok\r\n", ""},
	{"250 o\rk\r\n", "250 o k"},
	{"550 \x1b[31m\a caf\xe9\r\n", "550 [31m  caf\xef\xbf\xbd"},
	{"250 ok\r\nhello\r\n", "250 ok|!"},
	{"\r\n", "!"},
	{"25\r\n", "!"},
	{"2x0 ok\r\n", "!"},
	{"2500 ok\r\n", "!"},
	{"250_ok\r\n", "!"},
	{"150 wait\r\n", "!"},
	{"650 what\r\n", "!"},
	{" 250 ok\r\n", "!"},
	{"250-ok\r\n251 ok\r\n", "!"},
	{"250-ok\r\n250ok\r\n", "!"},
};

static void
read_in_pieces(const ReplyCase *c, gsize piece)
{
	g_auto(JnReplyReader) reader = {0};
	g_autoptr(GString) outcome = g_string_new(NULL);
	gsize len = strlen(c->data);
	gsize used = 0;
	JnReplyState state = JN_REPLY_MORE;

	jn_reply_reader_init(&reader);
	for (gsize at = 0; at < len && state != JN_REPLY_GARBAGE; at += used) {
		gsize part = MIN(piece, len - at);
		g_autofree char *copy = g_memdup2(c->data + at, part);

		state = jn_reply_feed(&reader, copy, part, &used);
		if (state != JN_REPLY_MORE && outcome->len > 0)
			g_string_append_c(outcome, '|');
		if (state == JN_REPLY_GARBAGE) {
			g_string_append_c(outcome, '!');
		} else if (state == JN_REPLY_WHOLE) {
			g_autofree char *words = jn_reply_words(&reader);

			g_string_append_printf(outcome, "%d %s", reader.code, words);
		}
	}
	g_test_message("pieces of %zu", piece);
	g_assert_cmpstr(outcome->str, ==, c->outcome);
}

static void
test_replies(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(replies); i++)
		for (gsize piece = 1; piece < 60; piece++)
			read_in_pieces(&replies[i], piece);
}

/* A long line is read to its end and its begin kept; a reply without end is none. */
static void
test_long_replies(void)
{
	g_autofree char *xs = g_strnfill(200000, 'x');
	g_autofree char *line = g_strconcat("550-", xs, "\r\n", NULL);
	g_auto(JnReplyReader) reader = {0};
	gsize used, last = 0;

	jn_reply_reader_init(&reader);
	g_assert_cmpint(jn_reply_feed(&reader, line, strlen(line), &used), ==, JN_REPLY_MORE);
	g_assert_cmpint(jn_reply_feed(&reader, "550 end\r\n", 9, &used), ==, JN_REPLY_WHOLE);
	g_assert_cmpuint(reader.text->len, ==, JN_REPLY_TEXT_BYTES);
	g_assert_cmpint(jn_reply_feed(&reader, "250 ok\r\n", 8, &used), ==, JN_REPLY_WHOLE);
	g_assert_cmpstr(reader.text->str, ==, "ok");
	while (jn_reply_feed(&reader, line, strlen(line), &used) == JN_REPLY_MORE)
		g_assert_cmpuint(++last, <, 10);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/mail/smtp/commands", test_commands);
	g_test_add_func("/mail/smtp/long", test_long);
	g_test_add_func("/mail/smtp/data", test_data);
	g_test_add_func("/mail/smtp/replies", test_replies);
	g_test_add_func("/mail/smtp/long-replies", test_long_replies);
	return g_test_run();
}
