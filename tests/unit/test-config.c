/* base/config.h: what is taken, what is refused by name, defaults, and the file that init writes.
 */
#include "base/config.h"

#include <string.h>

#include "base/limits.h"

#define SITE "[site]\ndomain=goals.example\nstate=/var/lib/journster\n"
#define MAILDIR "[delivery]\ntransport=maildir:/tmp/mail\n"
#define GOOD SITE MAILDIR

/* Hands over bytes without a closing NUL. */
static JnConfig *
parse(const char *text, GError **error)
{
	gsize len = strlen(text);
	g_autofree char *bytes = g_memdup2(text, len);

	return jn_config_parse(bytes, len, "/etc/journster", error);
}

static JnConfig *
parse_good(const char *text)
{
	g_autoptr(GError) error = NULL;
	JnConfig *config = parse(text, &error);

	g_assert_no_error(error);
	g_assert_nonnull(config);
	return config;
}

static void
test_defaults(void)
{
	g_autoptr(JnConfig) config = parse_good(GOOD);

	g_assert_cmpstr(config->domain, ==, "goals.example");
	g_assert_cmpstr(config->site_name, ==, "goals.example");
	g_assert_cmpstr(config->operator_address, ==, "postmaster@goals.example");
	g_assert_cmpstr(config->language, ==, "en");
	g_assert_cmpint(config->separator, ==, '+');
	g_assert_cmpstr(config->state, ==, "/var/lib/journster");
	g_assert_null(config->templates);
	g_assert_cmpint(config->transport, ==, JN_TRANSPORT_MAILDIR);
	g_assert_cmpstr(config->maildir, ==, "/tmp/mail");
	g_assert_cmpint(config->tls, ==, JN_TLS_NO);
	g_assert_null(config->ca_file);
	g_assert_null(config->username);
	g_assert_null(config->password_file);
	g_assert_cmpint(config->window, ==, 100);
	g_assert_cmpint(config->give_up_days, ==, 5);
	g_assert_cmpint(config->timeout, ==, 120);
	g_assert_cmpint(config->max_message_bytes, ==, JN_MESSAGE_BYTES_DEFAULT);
	g_assert_true(config->spf);
	g_assert_cmpstr(config->login_domain, ==, "goals.example");
	g_assert_cmpint(config->cookies_per_day, ==, JN_COOKIES_PER_DAY);
	g_assert_null(config->lookup_listen);
	g_assert_null(config->recipients_command);
}

static void
test_values(void)
{
	g_autoptr(JnConfig) config = parse_good(
		"[site]\n domain = Goals.EXAMPLE. \nname=Goals \\\\o/ of Example\n"
		"operator=op@example.org\nlanguage=da\nseparator=-\nstate=state\n"
		"templates=words\n"
		"[delivery]\ntransport=smtp://mx.example.org\ntls=starttls\nca_file=ca.pem\n"
		"username=me\npassword_file=/etc/pw\nwindow=10000\ngive_up_days=1\ntimeout=3600\n"
		"[intake]\nmax_message_bytes=1024\nspf=false\n"
		"relay_networks=192.0.2.0/24;2001:db8::1\nlogin_domain=Example.org.\n"
		"authserv_id= mx.goals.example ; ;;mx2\n"
		"cookies_per_day=0\n"
		"[mta]\nlookup_listen=127.0.0.1:2525\nrecipients_command=postmap x\n");

	g_assert_cmpstr(config->domain, ==, "goals.example");
	g_assert_cmpstr(config->site_name, ==, "Goals \\o/ of Example");
	g_assert_cmpstr(config->operator_address, ==, "op@example.org");
	g_assert_cmpstr(config->language, ==, "da");
	g_assert_cmpint(config->separator, ==, '-');
	g_assert_cmpstr(config->state, ==, "/etc/journster/state");
	g_assert_cmpstr(config->templates, ==, "/etc/journster/words");
	g_assert_cmpstr(config->smtp_host, ==, "mx.example.org");
	g_assert_cmpint(config->tls, ==, JN_TLS_STARTTLS);
	g_assert_cmpstr(config->ca_file, ==, "/etc/journster/ca.pem");
	g_assert_cmpstr(config->username, ==, "me");
	g_assert_cmpstr(config->password_file, ==, "/etc/pw");
	g_assert_cmpint(config->window, ==, 10000);
	g_assert_cmpint(config->give_up_days, ==, 1);
	g_assert_cmpint(config->timeout, ==, 3600);
	g_assert_cmpint(config->max_message_bytes, ==, 1024);
	g_assert_false(config->spf);
	g_assert_cmpstr(config->relay_networks[0], ==, "192.0.2.0/24");
	g_assert_cmpstr(config->relay_networks[1], ==, "2001:db8::1");
	g_assert_null(config->relay_networks[2]);
	g_assert_cmpstr(config->login_domain, ==, "example.org");
	/* An empty name would be one that everybody has. */
	g_assert_cmpuint(g_strv_length(config->authserv_ids), ==, 2);
	g_assert_cmpstr(config->authserv_ids[0], ==, "mx.goals.example");
	g_assert_cmpstr(config->authserv_ids[1], ==, "mx2");
	g_assert_cmpint(config->cookies_per_day, ==, 0);
	g_assert_cmpstr(config->lookup_listen, ==, "127.0.0.1:2525");
	g_assert_cmpstr(config->recipients_command, ==, "postmap x");
}

static void
test_relative_maildir(void)
{
	g_autoptr(JnConfig) config = parse_good(SITE "[delivery]\ntransport=maildir:boxes\n");

	g_assert_cmpstr(config->maildir, ==, "/etc/journster/boxes");
}

/* A group may stand empty, as it does in the file that init writes. */
static void
test_empty_group(void)
{
	g_autoptr(JnConfig) config = parse_good(GOOD "[mta]\n");

	g_assert_null(config->lookup_listen);
	g_assert_cmpuint(g_strv_length(config->authserv_ids), ==, 0);
}

static void
test_empty_is_default(void)
{
	g_autoptr(JnConfig) config = parse_good(SITE "name=\nlanguage=\nseparator= \n" MAILDIR
						     "window=\ntls=\n[intake]\nspf=\n");

	g_assert_cmpstr(config->site_name, ==, "goals.example");
	g_assert_cmpstr(config->language, ==, "en");
	g_assert_cmpint(config->separator, ==, '+');
	g_assert_cmpint(config->window, ==, 100);
	g_assert_cmpint(config->tls, ==, JN_TLS_NO);
	g_assert_true(config->spf);
}

static void
test_transports(void)
{
	static const struct {
		const char *value, *host; /* host NULL: refused */
		int port;
	} rows[] = {
		{"smtp://127.0.0.1:2525", "127.0.0.1", 2525},
		{"smtp://mail.example.org", "mail.example.org", 25},
		{"smtp://[2001:db8::1]:587", "2001:db8::1", 587},
		{"smtp://[::1]", "::1", 25},
		{"smtp://", NULL, 0},
		{"smtp://:25", NULL, 0},
		{"smtp://host:0", NULL, 0},
		{"smtp://host:65536", NULL, 0},
		{"smtp://host:x", NULL, 0},
		{"smtp://host:25/", NULL, 0},
		{"smtp://a b", NULL, 0},
		{"maildir:", NULL, 0},
		{"lmtp://host:24", NULL, 0},
		{"sendmail", NULL, 0},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text =
			g_strdup_printf(SITE "[delivery]\ntransport=%s\n", rows[i].value);
		g_autoptr(GError) error = NULL;
		g_autoptr(JnConfig) config = parse(text, &error);

		g_test_message("%s", rows[i].value);
		if (rows[i].host == NULL) {
			g_assert_null(config);
			g_assert_error(error, JN_ERROR, JN_ERROR_CONFIG);
			g_assert_nonnull(strstr(error->message, "[delivery] transport"));
			continue;
		}
		g_assert_no_error(error);
		g_assert_cmpint(config->transport, ==, JN_TRANSPORT_SMTP);
		g_assert_cmpstr(config->smtp_host, ==, rows[i].host);
		g_assert_cmpint(config->smtp_port, ==, rows[i].port);
	}
}

/* What is refused, and what the message must name. */
static void
test_refused(void)
{
	static const struct {
		const char *label, *text, *names;
	} rows[] = {
		{"a language's key", GOOD "[site]\nname[de]=x\n", "[site] name[de]"},
		{"unknown key", GOOD "[site]\ndomian=x\n", "[site] domian"},
		{"unknown group", GOOD "[sight]\ndomain=x\n", "[sight] domain"},
		{"unknown group without keys", GOOD "[sight]\n", "[sight] is no group"},
		{"key of another group", GOOD "[mta]\ndomain=x\n", "[mta] domain"},
		{"case of a key", GOOD "[site]\nLanguage=en\n", "[site] Language"},
		{"twice", GOOD "window=1\nwindow=1\n", "window is set twice"},
		{"twice, in two parts of a group", GOOD "[site]\ndomain=b.example\n",
		 "[site] domain is set twice"},
		{"twice, blanks", SITE "domain =x\n" MAILDIR, "domain is set twice"},
		{"no domain", "[site]\nstate=/s\n" MAILDIR, "[site] domain"},
		{"empty domain", "[site]\ndomain=\nstate=/s\n" MAILDIR, "[site] domain"},
		{"no state", "[site]\ndomain=a.example\n" MAILDIR, "[site] state"},
		{"no transport", SITE, "[delivery] transport"},
		{"domain with @", "[site]\ndomain=a@b\nstate=/s\n" MAILDIR, "no mail domain"},
		{"domain with a blank", "[site]\ndomain=a b\nstate=/s\n" MAILDIR, "no mail domain"},
		{"domain with an empty label", "[site]\ndomain=a..b\nstate=/s\n" MAILDIR,
		 "no mail domain"},
		{"domain: a dot", "[site]\ndomain=.\nstate=/s\n" MAILDIR, "no mail domain"},
		{"domain: two dots at the end", "[site]\ndomain=a.example..\nstate=/s\n" MAILDIR,
		 "no mail domain"},
		{"int: no number", GOOD "window=many\n", "[delivery] window"},
		{"int: too small", GOOD "window=0\n", "[delivery] window"},
		{"int: too large", GOOD "window=10001\n", "[delivery] window"},
		{"int: with a unit", GOOD "give_up_days=5d\n", "[delivery] give_up_days"},
		{"int: too small", GOOD "timeout=0\n", "[delivery] timeout"},
		{"int: a fraction", GOOD "give_up_days=1.5\n", "[delivery] give_up_days"},
		{"int: beyond 64 bits", GOOD "window=99999999999999999999\n", "[delivery] window"},
		{"bytes: too small", GOOD "[intake]\nmax_message_bytes=1023\n",
		 "[intake] max_message_bytes"},
		{"bool: yes", GOOD "[intake]\nspf=yes\n", "[intake] spf"},
		{"bool: case", GOOD "[intake]\nspf=True\n", "[intake] spf"},
		{"separator: two", SITE "separator=++\n" MAILDIR, "[site] separator"},
		{"separator: @", SITE "separator=@\n" MAILDIR, "[site] separator"},
		{"separator: a letter", SITE "separator=a\n" MAILDIR, "[site] separator"},
		{"tls: yes", GOOD "tls=yes\n", "[delivery] tls"},
		{"login without a password",
		 SITE "[delivery]\ntransport=smtp://127.0.0.1\nusername=me\n",
		 "password_file is missing; username needs it"},
		{"login to a maildir", GOOD "username=me\npassword_file=p\n",
		 "username needs an smtp:// transport"},
		{"a password in clear",
		 SITE "[delivery]\ntransport=smtp://mx.example.org\nusername=me\npassword_file=p\n",
		 "in clear"},
		{"invalid escape", SITE "name=C:\\dir\n" MAILDIR, "[site] name"},
		{"a line that is none", SITE "hello\n" MAILDIR, "hello"},
		{"a key before any group", "domain=a\n" GOOD, "group"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(JnConfig) config = parse(rows[i].text, &error);

		g_test_message("%s", rows[i].label);
		g_assert_null(config);
		g_assert_error(error, JN_ERROR, JN_ERROR_CONFIG);
		g_test_message("%s", error->message);
		g_assert_nonnull(strstr(error->message, rows[i].names));
	}
}

static void
test_password_on_loopback(void)
{
	g_autoptr(JnConfig) config =
		parse_good(SITE "[delivery]\ntransport=smtp://127.0.0.1:587\nusername=me\n"
				"password_file=p\n");

	g_assert_cmpstr(config->password_file, ==, "/etc/journster/p");
}

/* init's file says what was given; and each default that it shows as a comment is one that can be
 * written. */
static void
test_format(void)
{
	g_autofree char *text =
		jn_config_format("goals.example", "/var/lib/journster", "smtp://127.0.0.1:25");
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autoptr(JnConfig) plain = parse_good(text);
	g_autoptr(JnConfig) shown = NULL;
	g_autofree char *all = NULL;
	guint uncommented = 0;

	for (char **line = lines; *line != NULL; line++)
		if ((*line)[0] == '#' && (*line)[1] != ' ') {
			memmove(*line, *line + 1, strlen(*line));
			uncommented++;
		}
	all = g_strjoinv("\n", lines);
	shown = parse_good(all);
	g_assert_cmpuint(uncommented, >, 15);
	g_assert_cmpstr(plain->smtp_host, ==, "127.0.0.1");
	g_assert_cmpint(plain->smtp_port, ==, 25);
	g_assert_cmpstr(shown->domain, ==, plain->domain);
	g_assert_cmpstr(shown->site_name, ==, plain->site_name);
	g_assert_cmpstr(shown->operator_address, ==, plain->operator_address);
	g_assert_cmpstr(shown->language, ==, plain->language);
	g_assert_cmpint(shown->separator, ==, plain->separator);
	g_assert_cmpstr(shown->state, ==, "/var/lib/journster");
	g_assert_null(shown->templates);
	g_assert_null(shown->ca_file);
	g_assert_null(shown->username);
	g_assert_cmpint(shown->window, ==, plain->window);
	g_assert_cmpint(shown->give_up_days, ==, plain->give_up_days);
	g_assert_cmpint(shown->max_message_bytes, ==, plain->max_message_bytes);
	g_assert_cmpint(shown->spf, ==, plain->spf);
	g_assert_cmpint(shown->cookies_per_day, ==, plain->cookies_per_day);
	g_assert_null(shown->lookup_listen);
	g_assert_null(shown->recipients_command);
}

/* A restored instance is another one: only [site] state changes. */
static void
set_state(void)
{
	static const struct {
		const char *text, *result;
	} rows[] = {
		{"[site]\nstate=/old\n", "[site]\nstate=/new\n"},
		{"# state=/x\n[site]\ndomain=d\n state = /old\nseparator=-\n",
		 "# state=/x\n[site]\ndomain=d\nstate=/new\nseparator=-\n"},
		/* Of another group, or another key. */
		{"[mta]\nstate=/x\n[site]\nstates=/x\n#state=/x\nstate=/old",
		 "[mta]\nstate=/x\n[site]\nstates=/x\n#state=/x\nstate=/new"},
		{"[site]\r\nstate=/old\r\nname=n\r\n", "[site]\r\nstate=/new\nname=n\r\n"},
		{"", ""},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = jn_config_set_state(rows[i].text, "/new");

		g_assert_cmpstr(got, ==, rows[i].result);
	}
	{
		g_autofree char *got = jn_config_set_state("[site]\nstate=/old\n", "/a\\b");

		g_assert_cmpstr(got, ==, "[site]\nstate=/a\\\\b\n");
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/config/defaults", test_defaults);
	g_test_add_func("/config/values", test_values);
	g_test_add_func("/config/relative-maildir", test_relative_maildir);
	g_test_add_func("/config/empty-group", test_empty_group);
	g_test_add_func("/config/empty-is-default", test_empty_is_default);
	g_test_add_func("/config/transports", test_transports);
	g_test_add_func("/config/refused", test_refused);
	g_test_add_func("/config/password-on-loopback", test_password_on_loopback);
	g_test_add_func("/config/format", test_format);
	g_test_add_func("/config/set-state", set_state);
	return g_test_run();
}
