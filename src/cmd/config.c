/*
 * config check - finds what would stop mail, before a mail does: settings, the state directory,
 * key, store, templates, and whether the way out can be reached.
 *
 * Each finding is a line that says what is wrong and what to do. A 'problem' is something that does
 * not work; a 'hint' may be meant so, or pass by itself. Status 0: no problem; 78 (EX_CONFIG):
 * some.
 */
#include "base/config.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include <gio/gio.h>

#include "cmd/cmd.h"
#include "cmd/config-check.h"
#include "mail/message.h"
#include "render/catalogue.h"
#include "run/file.h"
#include "run/labels.h"
#include "run/lexicons.h"
#include "run/smtp.h"
#include "run/socket.h"
#include "run/whole.h"

/* The language whose templates are the program's own: the others are held against it. */
#define MODEL "en"
/* Of a language that was only begun; the count tells the rest. */
#define MISSING_SHOWN 5

static void
say(const char *what, const char *format, va_list args)
{
	g_autofree char *text = g_strdup_vprintf(format, args);
	g_autofree char *shown = cmd_shown(text);

	g_print("%s: %s\n", what, shown);
}

void
check_problem(Check *check, const char *format, ...)
{
	va_list args;

	check->problems++;
	va_start(args, format);
	say("problem", format, args);
	va_end(args);
}

void
check_hint(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say("hint", format, args);
	va_end(args);
}

/* ---- settings ---- */

static void
check_named_files(Check *check)
{
	const JnConfig *config = check->config;

	if (config->ca_file != NULL && access(config->ca_file, R_OK) != 0)
		check_problem(check, "[delivery] ca_file: %s: %s", config->ca_file,
			      g_strerror(errno));
	if (config->password_file != NULL && access(config->password_file, R_OK) != 0)
		check_problem(check, "[delivery] password_file: %s: %s", config->password_file,
			      g_strerror(errno));
}

static void
check_operator(Check *check)
{
	const char *operator_address = check->config->operator_address;
	const char *at = strrchr(operator_address, '@');

	if (!jn_address_is_safe(operator_address))
		check_problem(
			check,
			"[site] operator: '%s' is no mail address, so the operator's mail could "
			"not be sent; write one such as goals@example.org",
			operator_address);
	else if (g_ascii_strcasecmp(at + 1, check->config->domain) == 0)
		check_hint("[site] operator is %s, in the domain whose mail comes here; unless the "
			   "mail "
			   "server takes that address out, name one outside of %s",
			   operator_address, check->config->domain);
}

/* HOST:PORT, [IPv6]:PORT or :PORT, as jn_socket_listen_tcp() reads it; no DNS is asked. */
static void
check_listen(Check *check, const char *key, const char *where)
{
	const char *colon = where ? strrchr(where, ':') : NULL;

	if (where != NULL &&
	    (colon == NULL || !g_ascii_string_to_unsigned(colon + 1, 10, 1, 65535, NULL, NULL)))
		check_problem(check,
			      "[mta] %s: '%s' is not HOST:PORT, so serve would not start; "
			      "write 127.0.0.1:2525",
			      key, where);
}

/* A machine has one of the mail servers that the default names. */
static void
check_lmtp_users(Check *check)
{
	g_autofree char *all = g_strjoinv(", ", check->config->lmtp_users);

	if (check->config->lmtp_users[0] == NULL)
		return;
	for (char **user = check->config->lmtp_users; *user != NULL; user++)
		if (getpwnam(*user) != NULL)
			return;
	check_hint(
		"[mta] lmtp_users: there is no user %s here, so no mail server can hand in mail at "
		"run/lmtp; name its user, if it is to",
		all);
}

/* Mail that comes by LMTP and is large waits in such a file. */
static void
check_spool(Check *check)
{
	g_autofree char *path = jn_site_path(check->config, "spool/mail");
	g_autoptr(GError) error = NULL;
	int fd = jn_file_nameless(path, &error);

	if (fd >= 0)
		close(fd);
	else
		check_problem(check, "%s, so large mails could not be taken; chmod 700 %s",
			      error->message, path);
}

static void
check_recipients_command(Check *check)
{
	const char *command = check->config->recipients_command;
	g_auto(GStrv) argv = NULL;
	g_autofree char *program = NULL;
	g_autoptr(GError) error = NULL;

	if (command == NULL)
		return;
	if (!g_shell_parse_argv(command, NULL, &argv, &error)) {
		check_problem(check, "[mta] recipients_command: %s", error->message);
		return;
	}
	program = g_find_program_in_path(argv[0]);
	if (program == NULL)
		check_problem(
			check,
			"[mta] recipients_command: there is no program '%s'; write its whole path, "
			"such as /usr/sbin/postmap",
			argv[0]);
}

static void
check_relay_networks(Check *check)
{
	for (char **network = check->config->relay_networks; network != NULL && *network != NULL;
	     network++) {
		g_autoptr(GInetAddressMask) mask =
			g_inet_address_mask_new_from_string(*network, NULL);

		if (mask == NULL)
			check_problem(
				check,
				"[intake] relay_networks: '%s' is no address or network; write "
				"192.0.2.7 or 192.0.2.0/24, separated by ';'",
				*network);
	}
}

/* What the mail server writes is believed; whether it takes out what others wrote, nothing here can
 * see. */
static void
check_authserv_ids(Check *check)
{
	for (char **id = check->config->authserv_ids; *id != NULL; id++) {
		if ((*id)[strcspn(*id, " \t\"(),;=@")] != '\0')
			check_problem(
				check,
				"[intake] authserv_id: '%s' is no name such as mx.%s; look at the "
				"first word of Authentication-Results in a mail that came",
				*id, check->config->domain);
		else
			check_hint(
				"[intake] authserv_id: Authentication-Results of %s prove who "
				"wrote a "
				"mail; the mail server must take out those that it did not write "
				"itself (INSTALL, 7)",
				*id);
	}
}

static void
check_zone(Check *check)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(check->config->zone);

	if (zone == NULL)
		check_problem(
			check,
			"[digest] zone: '%s' is no time zone that this machine knows; name one "
			"such as Europe/Copenhagen, or install tzdata",
			check->config->zone);
}

/* What the settings' grammar lets pass and the program could not use. */
static void
check_values(Check *check)
{
	struct sockaddr_un address;
	g_autoptr(GError) error = NULL;

	if (!jn_socket_address(check->config->state, "run/lookup", &address, &error))
		check_problem(check, "%s", error->message);
	check_operator(check);
	check_relay_networks(check);
	check_authserv_ids(check);
	check_listen(check, "lookup_listen", check->config->lookup_listen);
	check_listen(check, "policy_listen", check->config->policy_listen);
	check_listen(check, "lmtp_listen", check->config->lmtp_listen);
	check_lmtp_users(check);
	check_spool(check);
	check_recipients_command(check);
	check_zone(check);
}

/* ---- templates ---- */

/* A variable without its sections and their mark: a translation may choose these otherwise. */
static const char *
bare_name(char *name)
{
	char *dot = strrchr(name, '.');

	name[strcspn(name, "#")] = '\0';
	return dot ? dot + 1 : name;
}

static GHashTable *
bare_names(const JnTemplate *template)
{
	g_autoptr(GPtrArray) names = jn_template_variables(template);
	GHashTable *set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < names->len; i++)
		g_hash_table_add(set, g_strdup(bare_name(names->pdata[i])));
	return set;
}

/* What the words of English tell and these do not. It may be meant so, and such a mail can be sent:
 * no problem. What only chooses between words (a section) another language may not need. */
static void
check_told(Check *check, const char *language, const char *name, const JnTemplate *template)
{
	const JnTemplate *model = jn_site_template(check->site, MODEL, name, NULL);
	g_autoptr(GHashTable) told = bare_names(template);
	g_autoptr(GPtrArray) wanted = model ? jn_template_variables(model) : NULL;

	for (guint i = 0; wanted != NULL && i < wanted->len; i++) {
		char *variable = wanted->pdata[i];

		if (!g_str_has_suffix(variable, "#") &&
		    g_hash_table_add(told, g_strdup(bare_name(variable))))
			check_hint("%s/%s.md does not name {{%s}}, which " MODEL
				   "/%s.md does; put it in, "
				   "if that is not meant so",
				   language, name, bare_name(variable), name);
	}
}

static void
check_template(Check *check, const char *language, const JnCatalogueEntry *entry)
{
	g_autoptr(GError) error = NULL;
	const JnTemplate *template = jn_site_template(check->site, language, entry->name, &error);
	g_autoptr(GPtrArray) names = NULL;

	if (template == NULL) {
		check_problem(check, "%s; mend %s/%s.md", error->message, language, entry->name);
		return;
	}
	names = jn_template_variables(template);
	for (guint i = 0; i < names->len; i++)
		if (!jn_catalogue_offers(entry, names->pdata[i]))
			check_problem(check,
				      "%s/%s.md names {{%s}}, which this mail (%s) does not have; "
				      "take it out or mend its spelling",
				      language, entry->name, (char *)names->pdata[i],
				      entry->purpose);
	if (!g_str_equal(language, MODEL))
		check_told(check, language, entry->name, template);
}

/* Files that no mail uses are most likely misspelt. */
static void
check_strays(const char *directory, const char *language)
{
	g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
	const char *name;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *stem = g_str_has_suffix(name, ".md")
						? g_strndup(name, strlen(name) - strlen(".md"))
						: NULL;

		if (!g_str_equal(name, JN_CUES_FILE) && !g_str_equal(name, JN_LABELS_FILE) &&
		    (stem == NULL || jn_catalogue_find(stem) == NULL))
			check_hint("%s/%s is no template of this version; nothing reads it",
				   language, name);
	}
}

static void
tell_missing(Check *check, const char *language, const GPtrArray *missing)
{
	GString *files = g_string_new(NULL);
	guint more = missing->len > MISSING_SHOWN ? missing->len - MISSING_SHOWN : 0;
	g_autofree char *shown = NULL;
	g_autoptr(GString) said = g_string_new(NULL);
	gboolean is_model = g_str_equal(language, MODEL);
	gboolean is_own = g_str_equal(language, check->config->language);

	for (guint i = 0; i < missing->len - more; i++)
		g_string_append_printf(files, "%s%s", i > 0 ? ", " : "", (char *)missing->pdata[i]);
	if (more > 0)
		g_string_append_printf(files, " and %u more", more);
	shown = g_string_free(files, FALSE);
	g_string_printf(
		said,
		"%s lacks %u template%s, and such mail %s%s: %s; copy what is missing from %s",
		language, missing->len, missing->len == 1 ? "" : "s",
		is_model ? "could not be sent" : "goes out in ",
		is_model ? ""
		: is_own ? MODEL
			 : check->config->language,
		shown,
		is_model ? "the program's own templates" : MODEL ", and put it into its words");
	/* Who reads it gets these mails in words that most here read. */
	if (is_model || is_own)
		check_problem(check, "%s", said->str);
	else
		check_hint("%s", said->str);
}

static void
check_language(Check *check, const char *directory, const char *language)
{
	g_autoptr(GPtrArray) missing = g_ptr_array_new_with_free_func(g_free);

	check->languages++;
	for (const JnCatalogueEntry *entry = jn_catalogue; entry->name != NULL; entry++) {
		g_autofree char *file = g_strconcat(entry->name, ".md", NULL);
		g_autofree char *path = g_build_filename(directory, file, NULL);

		if (g_file_test(path, G_FILE_TEST_EXISTS))
			check_template(check, language, entry);
		else
			g_ptr_array_add(missing, g_strdup_printf("%s/%s", language, file));
	}
	if (missing->len > 0)
		tell_missing(check, language, missing);
	check_strays(directory, language);
}

/* A language may be read and not written: then there are its cues or labels and no template. */
static gboolean
is_written(const char *directory)
{
	g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
	const char *name;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL)
		if (name[0] != '.' && g_str_has_suffix(name, ".md"))
			return TRUE;
	return FALSE;
}

static void
check_cues(Check *check, const char *templates)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) lexicons = jn_lexicons_load(templates, &error);

	if (lexicons == NULL)
		check_problem(check, "%s", error->message);
	for (guint i = 0; lexicons != NULL && i < lexicons->len; i++) {
		g_autoptr(GError) cause = NULL;

		if (!jn_lexicon_check(lexicons->pdata[i], &cause))
			check_problem(check, "%s", cause->message);
	}
}

static void
check_labels(Check *check, const char *templates)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) labels = jn_labels_load(templates, TRUE, &error);

	if (labels == NULL)
		check_problem(check, "%s", error->message);
}

static void
check_layout(Check *check)
{
	g_autoptr(GError) error = NULL;
	const char *layout = jn_site_layout(check->site, &error);

	if (layout == NULL)
		check_problem(check, "%s", error->message);
	else if (strstr(layout, "{{{content}}}") == NULL)
		check_problem(check,
			      "layout.html has no {{{content}}}: mails would have no words in "
			      "their HTML; put it where they belong");
}

static void
check_templates(Check *check)
{
	g_autofree char *templates = jn_site_templates(check->config);
	g_autofree char *own = g_build_filename(templates, check->config->language, NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(GDir) dir = g_dir_open(templates, 0, &error);
	const char *name;

	if (dir == NULL) {
		check_problem(check, "templates: %s; [site] templates says where they are",
			      error->message);
		return;
	}
	check_layout(check);
	check_cues(check, templates);
	check_labels(check, templates);
	if (!g_file_test(own, G_FILE_TEST_IS_DIR))
		check_problem(
			check,
			"[site] language is %s and there is no directory %s; make it, or choose a "
			"language that is there",
			check->config->language, own);
	while ((name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(templates, name, NULL);

		if (name[0] != '.' && g_file_test(path, G_FILE_TEST_IS_DIR) &&
		    (is_written(path) || g_str_equal(name, check->config->language)))
			check_language(check, path, name);
	}
}

/* ---- the way out ---- */

/* What is promised of a crash is more than `window` says. */
static void
check_shared(const Check *check)
{
	const JnConfig *config = check->config;

	if (config->shared_from != 0 && config->recipients_per_mail > config->window)
		check_hint("[delivery] recipients_per_mail is %d and window %d: a mail for many "
			   "has one answer, so if the machine stops at most %d for each connection "
			   "get a shared copy twice",
			   config->recipients_per_mail, config->window,
			   config->recipients_per_mail);
}

static void
check_transport(Check *check)
{
	g_autoptr(GError) error = NULL;
	JnSmtp *smtp;

	switch (check->config->transport) {
	case JN_TRANSPORT_MAILDIR:
		if (g_mkdir_with_parents(check->config->maildir, 0755) != 0 ||
		    access(check->config->maildir, W_OK | X_OK) != 0)
			check_problem(check, "[delivery] transport: writing in %s: %s",
				      check->config->maildir, g_strerror(errno));
		return;
	case JN_TRANSPORT_SMTP:
		smtp = jn_smtp_connect(check->config, check->config->timeout, &error);
		if (smtp == NULL)
			check_hint("[delivery] transport: %s; until it answers mail is taken and "
				   "waits",
				   error->message);
		else
			jn_smtp_quit(smtp);
		return;
	}
	g_return_if_reached();
}

/* SQLite's words for a file that is none of its own. */
static gboolean
is_damage(const GError *error)
{
	return strstr(error->message, "not a database") != NULL ||
	       strstr(error->message, "malformed") != NULL;
}

/* --store: each row and each file, which takes a while. */
static void
check_whole(Check *check)
{
	g_autoptr(GPtrArray) findings = NULL;
	g_autoptr(GError) error = NULL;

	if (!jn_whole_check(check->site->db, check->config->state, &findings, &error)) {
		check_problem(check, "%s", error->message);
		return;
	}
	for (guint i = 0; i < findings->len; i++)
		check_problem(check, "%s; put it back from the backup (INSTALL 8)",
			      (char *)findings->pdata[i]);
}

static void
check_all(Check *check, const char *config_path)
{
	g_autoptr(GError) error = NULL;
	gboolean is_root;

	if (!check_files(check))
		return;
	/* The rest as whoever will run it: root can read anything. */
	if (!jn_site_become_owner(check->config, &is_root, &error)) {
		check_problem(check, "%s", error->message);
		return;
	}
	check_named_files(check);
	check_values(check);
	/* Opening a store that is half open to others would leave files that are, too. */
	check->site = check->spoilt ? NULL : jn_site_open(config_path, &error);
	if (check->site != NULL) {
		check_templates(check);
		if (check->whole)
			check_whole(check);
	} else if (!check->spoilt) {
		check_problem(check, "%s%s", error->message,
			      is_damage(error) ? "; put it back from the backup (INSTALL 8)" : "");
	}
	check_transport(check);
	check_shared(check);
	jn_site_free(check->site);
}

int
cmd_config(const CmdContext *context, int argc, char **argv)
{
	Check check = {0};
	const GOptionEntry entries[] = {
		{"store", 0, 0, G_OPTION_ARG_NONE, &check.whole, NULL, NULL},
		G_OPTION_ENTRY_NULL,
	};
	g_autoptr(JnConfig) config = NULL;
	g_autoptr(GError) error = NULL;
	static const CmdSub subs[] = {{"check", NULL}, {NULL, NULL}};
	guint sub;
	int status;

	if (!cmd_options(context, entries, &argc, &argv, 0, -1, &status) ||
	    !cmd_sub(context, subs, argc, argv, &sub, &status))
		return status;
	config = jn_site_config(context->config_path, &error);
	if (config == NULL) {
		check_problem(&check, "%s", error->message);
		return EX_CONFIG;
	}
	check.config = config;
	check.config_path = context->config_path;
	check_all(&check, context->config_path);
	if (check.problems > 0)
		g_print("%u problem%s in %s\n", check.problems, check.problems == 1 ? "" : "s",
			context->config_path);
	else
		g_print("good: %s, templates in %u language%s, by %s\n", config->domain,
			check.languages, check.languages == 1 ? "" : "s", context->config_path);
	return check.problems > 0 ? EX_CONFIG : EX_OK;
}
