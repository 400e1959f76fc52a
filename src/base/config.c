#include "base/config.h"

#include <string.h>

#include "base/days.h"
#include "base/limits.h"

/* Of TYPE_DAYS, at most. */
#define DAYS 4

typedef enum ValueType {
	TYPE_STRING,
	TYPE_PATH,
	TYPE_INT,
	TYPE_BYTES,
	TYPE_BOOL,
	TYPE_LIST,
	TYPE_SEPARATOR,
	TYPE_WEEKDAY,
	TYPE_DAYS, /* base/days.h, or none: "" */
	TYPE_TRANSPORT,
	TYPE_TLS,
	TYPE_MODERATE,
	TYPE_MODERATORS,
} ValueType;

typedef struct Setting {
	const char *group;
	const char *key;
	ValueType type;
	gsize offset;
	const char *fallback; /* NULL: none */
	int least, most;      /* TYPE_INT */
	const char *about;    /* one line, written into a new file */
} Setting;

#define AT(field) offsetof(JnConfig, field)

static const Setting settings[] = {
	{"site", "domain", TYPE_STRING, AT(domain), NULL, 0, 0,
	 "the mail domain whose addresses are goals (required)"},
	{"site", "name", TYPE_STRING, AT(site_name), NULL, 0, 0,
	 "how the site calls itself in mails; default: the domain"},
	{"site", "operator", TYPE_STRING, AT(operator_address), NULL, 0, 0,
	 "who gets the operator's mail; default: postmaster@ the domain"},
	{"site", "language", TYPE_STRING, AT(language), "en", 0, 0,
	 "the language of our mails: a directory of the templates"},
	{"site", "separator", TYPE_SEPARATOR, AT(separator), "+", 0, 0,
	 "between a goal's name and what follows: one of + - . = _"},
	{"site", "state", TYPE_PATH, AT(state), NULL, 0, 0,
	 "directory of the store, the key and the spool (required)"},
	{"site", "templates", TYPE_PATH, AT(templates), NULL, 0, 0,
	 "directory of the words; default: as installed"},
	{"delivery", "transport", TYPE_TRANSPORT, AT(transport), NULL, 0, 0,
	 "smtp://HOST:PORT or maildir:DIR (required)"},
	{"delivery", "tls", TYPE_TLS, AT(tls), "no", 0, 0, "no, starttls or tls"},
	{"delivery", "ca_file", TYPE_PATH, AT(ca_file), NULL, 0, 0,
	 "certificates that vouch for the server (PEM); default: the system's"},
	{"delivery", "username", TYPE_STRING, AT(username), NULL, 0, 0,
	 "log in to the server as; default: no login"},
	{"delivery", "password_file", TYPE_PATH, AT(password_file), NULL, 0, 0,
	 "file whose first line is the password"},
	{"delivery", "window", TYPE_INT, AT(window), "100", 1, 10000,
	 "copies a connection that may go out twice if the machine stops in between"},
	{"delivery", "connections", TYPE_INT, AT(connections), "4", 1, 50,
	 "connections to the mail server at a time, where many copies are to be sent"},
	{"delivery", "shared_from", TYPE_INT, AT(shared_from), "1000", 0, 1000000000,
	 "recipients of an open post from which many get one mail together; 0: never"},
	{"delivery", "recipients_per_mail", TYPE_INT, AT(recipients_per_mail), "100", 1, 1000,
	 "of such a mail, at most"},
	{"delivery", "give_up_days", TYPE_INT, AT(give_up_days), "5", 1, 60,
	 "days of temporary failures before a recipient is given up"},
	{"delivery", "timeout", TYPE_INT, AT(timeout), "120", 1, 3600,
	 "seconds that the mail server may take to answer"},
	{"intake", "max_message_bytes", TYPE_BYTES, AT(max_message_bytes), "37748736", 0, 0,
	 "a larger mail is refused"},
	{"intake", "spf", TYPE_BOOL, AT(spf), "true", 0, 0,
	 "check SPF of the client address that the MTA hands over"},
	{"intake", "relay_networks", TYPE_LIST, AT(relay_networks), "", 0, 0,
	 "addresses or networks of own relays, separated by ';': SPF says nothing for them"},
	{"intake", "authserv_id", TYPE_LIST, AT(authserv_ids), "", 0, 0,
	 "names under which the MTA writes Authentication-Results, separated by ';'; INSTALL "
	 "first"},
	{"intake", "login_domain", TYPE_STRING, AT(login_domain), NULL, 0, 0,
	 "a login without @ owns LOGIN@ this; default: the domain"},
	{"intake", "login_in_received", TYPE_BOOL, AT(login_in_received), "false", 0, 0,
	 "the MTA names who logged in in the uppermost Received (smtpd_sasl_authenticated_header)"},
	{"intake", "cookies_per_day", TYPE_INT, AT(cookies_per_day), "3", 0, 1000,
	 "confirmations sent to one address in a day when nothing vouches for the sender"},
	{"intake", "client_rate", TYPE_INT, AT(client_rate), "300", 0, 1000000,
	 "recipients an hour from one client address that the MTA is told to take; 0: any number"},
	{"intake", "sender_rate", TYPE_INT, AT(sender_rate), "60", 0, 1000000,
	 "the same of one envelope sender"},
	{"intake", "posts_per_hour", TYPE_INT, AT(posts_per_hour), "30", 0, 100000,
	 "posts of one person in a goal in an hour; more are held; 0: any number"},
	{"intake", "cookies_per_hour", TYPE_INT, AT(cookies_per_hour), "30", 0, 100000,
	 "confirmations that mail from one source makes us send in an hour when nothing vouches "
	 "for it; 0: any"},
	{"intake", "moderate", TYPE_MODERATE, AT(moderate), "open", 0, 0,
	 "whose mail to a goal is looked at before others get it: open (nobody's), first, always"},
	{"intake", "moderators", TYPE_MODERATORS, AT(moderators), "protege", 0, 0,
	 "who looks at it: protege, operator or both"},
	{"intake", "spam_header", TYPE_LIST, AT(spam_headers), NULL, 0, 0,
	 "fields by which our own filter says that a mail is spam, such as 'X-Spam: Yes'"},
	{"intake", "refused_files", TYPE_LIST, AT(refused_files), NULL, 0, 0,
	 "endings and types of files that are not passed on, such as 'exe; application/zip'"},
	{"intake", "max_file_bytes", TYPE_BYTES, AT(max_file_bytes), NULL, 0, 0,
	 "a mail with a larger file is not passed on; default: any size"},
	{"digest", "zone", TYPE_STRING, AT(zone), "UTC", 0, 0,
	 "time zone of who has not shown theirs by a mail, such as Europe/Copenhagen"},
	{"digest", "hour", TYPE_INT, AT(hour), "7", 0, 23,
	 "hour of the reader's day at which digests are made"},
	{"digest", "weekday", TYPE_WEEKDAY, AT(weekday), "monday", 0, 0,
	 "day of the weekly digests"},
	{"journey", "list_days", TYPE_INT, AT(list_days), "3", 1, 365,
	 "days after a question until its answers are listed, to choose from"},
	{"journey", "nudges", TYPE_DAYS, AT(nudges), "7, 14, 21, 28", 0, 0,
	 "days of silence until a protege is reminded of an answer; the last: left at rest"},
	{"journey", "tried_days", TYPE_INT, AT(tried_days), "3", 1, 365,
	 "days until who tries something is asked how it went"},
	{"introduce", "per_week", TYPE_INT, AT(introductions), "2", 0, 50,
	 "goals and open questions mailed to a person in a week because their skills fit; 0: none"},
	{"introduce", "question_days", TYPE_INT, AT(question_days), "4", 1, 90,
	 "days without an answer before a question is sent once more"},
	{"mta", "lookup_listen", TYPE_STRING, AT(lookup_listen), NULL, 0, 0,
	 "HOST:PORT where serve answers look-ups, besides STATE/run/lookup"},
	{"mta", "policy_listen", TYPE_STRING, AT(policy_listen), NULL, 0, 0,
	 "HOST:PORT where serve answers policy requests, besides STATE/run/policy"},
	{"mta", "lmtp_listen", TYPE_STRING, AT(lmtp_listen), NULL, 0, 0,
	 "HOST:PORT where serve takes mail by LMTP, besides STATE/run/lmtp"},
	{"mta", "lmtp_users", TYPE_LIST, AT(lmtp_users), "postfix;Debian-exim;opensmtpd", 0, 0,
	 "users of the MTA, who may hand mail in at STATE/run/lmtp, separated by ';'"},
	{"mta", "recipients_command", TYPE_STRING, AT(recipients_command), NULL, 0, 0,
	 "command run after STATE/recipients was replaced, e.g. postmap"},
};

void
jn_config_free(JnConfig *config)
{
	if (config == NULL)
		return;
	g_free(config->domain);
	g_free(config->site_name);
	g_free(config->operator_address);
	g_free(config->language);
	g_free(config->state);
	g_free(config->templates);
	g_free(config->maildir);
	g_free(config->smtp_host);
	g_free(config->ca_file);
	g_free(config->username);
	g_free(config->password_file);
	g_strfreev(config->relay_networks);
	g_strfreev(config->authserv_ids);
	g_free(config->moderate);
	g_free(config->moderators);
	g_strfreev(config->spam_headers);
	g_strfreev(config->refused_files);
	g_free(config->login_domain);
	g_free(config->zone);
	g_free(config->nudges);
	g_free(config->lookup_listen);
	g_free(config->policy_listen);
	g_free(config->lmtp_listen);
	g_strfreev(config->lmtp_users);
	g_free(config->recipients_command);
	g_free(config);
}

static char *
path_resolve(const char *path, const char *base)
{
	return g_path_is_absolute(path) ? g_strdup(path) : g_build_filename(base, path, NULL);
}

/* maildir:DIR | smtp://HOST[:PORT] ; an IPv6 address stands in brackets. */
static gboolean
transport_parse(JnConfig *config, const char *value, const char *base, GError **error)
{
	const char *rest;

	if (g_str_has_prefix(value, "maildir:") && value[strlen("maildir:")] != '\0') {
		config->transport = JN_TRANSPORT_MAILDIR;
		config->maildir = path_resolve(value + strlen("maildir:"), base);
		return TRUE;
	}
	if (g_str_has_prefix(value, "smtp://")) {
		g_autofree char *host = NULL;
		const char *colon;
		guint64 port = 25;

		rest = value + strlen("smtp://");
		colon = *rest == '[' ? strchr(rest, ']') : rest;
		colon = colon ? strchr(colon, ':') : NULL;
		host = colon ? g_strndup(rest, (gsize)(colon - rest)) : g_strdup(rest);
		if (host[0] == '[' && host[strlen(host) - 1] == ']') {
			host[strlen(host) - 1] = '\0';
			memmove(host, host + 1, strlen(host));
		}
		if (host[0] != '\0' && strpbrk(host, "/ \t[]") == NULL &&
		    (colon == NULL ||
		     g_ascii_string_to_unsigned(colon + 1, 10, 1, 65535, &port, NULL))) {
			config->transport = JN_TRANSPORT_SMTP;
			config->smtp_host = g_steal_pointer(&host);
			config->smtp_port = (int)port;
			return TRUE;
		}
	}
	g_set_error(error, JN_ERROR, JN_ERROR_CONFIG,
		    "'%s' is no transport; write smtp://HOST:PORT or maildir:DIR", value);
	return FALSE;
}

static gboolean
tls_parse(const char *value, JnTls *ret_tls, GError **error)
{
	static const char *const words[] = {"no", "starttls", "tls"};

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (g_str_equal(value, words[i])) {
			*ret_tls = (JnTls)i;
			return TRUE;
		}
	g_set_error(error, JN_ERROR, JN_ERROR_CONFIG, "'%s' is not one of no, starttls, tls",
		    value);
	return FALSE;
}

static gboolean
word_parse(const char *value, const char *words, char **ret_word, GError **error)
{
	g_auto(GStrv) all = g_strsplit(words, " ", -1);

	if (!g_strv_contains((const char *const *)all, value)) {
		g_autofree char *list = g_strjoinv(", ", all);

		g_set_error(error, JN_ERROR, JN_ERROR_CONFIG, "'%s' is not one of %s", value, list);
		return FALSE;
	}
	*ret_word = g_strdup(value);
	return TRUE;
}

static gboolean
weekday_parse(const char *value, int *ret_weekday, GError **error)
{
	static const char *const words[] = {"monday", "tuesday",  "wednesday", "thursday",
					    "friday", "saturday", "sunday"};

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (g_ascii_strcasecmp(value, words[i]) == 0) {
			*ret_weekday = (int)i + 1;
			return TRUE;
		}
	g_set_error(error, JN_ERROR, JN_ERROR_CONFIG,
		    "'%s' is not a day of the week, monday to sunday", value);
	return FALSE;
}

static gboolean
number_parse(const char *value, gint64 least, gint64 most, gint64 *ret_number, GError **error)
{
	g_autoptr(GError) cause = NULL;

	if (g_ascii_string_to_signed(value, 10, least, most, ret_number, &cause))
		return TRUE;
	g_set_error(error, JN_ERROR, JN_ERROR_CONFIG,
		    "'%s' is not a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
		    value, least, most);
	return FALSE;
}

static gboolean
days_parse(const char *value, char **ret_days, GError **error)
{
	int days[DAYS];
	guint n;

	if (!g_str_equal(value, "none") && !jn_days_parse(value, DAYS, days, &n)) {
		g_set_error(error, JN_ERROR, JN_ERROR_CONFIG,
			    "'%s' is neither 1 to %d numbers of days, each more than the one "
			    "before, nor none",
			    value, DAYS);
		return FALSE;
	}
	*ret_days = g_strdup(g_str_equal(value, "none") ? "" : value);
	return TRUE;
}

/* Without blanks around its words, and without empty ones: '' must not stand for a name. */
static void
list_clean(char **list)
{
	char **kept = list;

	for (char **word = list; *word != NULL; word++)
		if (g_strstrip(*word)[0] != '\0')
			*kept++ = *word;
		else
			g_free(*word);
	*kept = NULL;
}

static gboolean
setting_store(JnConfig *config,
	      const Setting *setting,
	      const char *value,
	      const char *base,
	      GError **error)
{
	char *field = (char *)config + setting->offset;
	gint64 number;

	switch (setting->type) {
	case TYPE_STRING:
		*(char **)field = g_strdup(value);
		return TRUE;
	case TYPE_PATH:
		*(char **)field = path_resolve(value, base);
		return TRUE;
	case TYPE_INT:
		if (!number_parse(value, setting->least, setting->most, &number, error))
			return FALSE;
		*(int *)field = (int)number;
		return TRUE;
	case TYPE_BYTES:
		return number_parse(value, 1024, G_MAXINT32, (gint64 *)field, error);
	case TYPE_BOOL:
		if (!g_str_equal(value, "true") && !g_str_equal(value, "false")) {
			g_set_error(error, JN_ERROR, JN_ERROR_CONFIG,
				    "'%s' is neither true nor false", value);
			return FALSE;
		}
		*(gboolean *)field = g_str_equal(value, "true");
		return TRUE;
	case TYPE_LIST:
		*(char ***)field = g_strsplit(value, ";", -1);
		list_clean(*(char ***)field);
		return TRUE;
	case TYPE_SEPARATOR:
		if (strlen(value) != 1 || strchr("+-.=_", value[0]) == NULL) {
			g_set_error(error, JN_ERROR, JN_ERROR_CONFIG,
				    "'%s' is not one of + - . = _", value);
			return FALSE;
		}
		*field = value[0];
		return TRUE;
	case TYPE_DAYS:
		return days_parse(value, (char **)field, error);
	case TYPE_WEEKDAY:
		return weekday_parse(value, (int *)field, error);
	case TYPE_TRANSPORT:
		return transport_parse(config, value, base, error);
	case TYPE_MODERATE:
		return word_parse(value, "open first always", (char **)field, error);
	case TYPE_MODERATORS:
		return word_parse(value, "protege operator both", (char **)field, error);
	case TYPE_TLS:
		return tls_parse(value, (JnTls *)field, error);
	}
	g_return_val_if_reached(FALSE);
}

/* GKeyFile lets the last of two equal keys win without a word; so the lines are looked at here. */
static gboolean
check_twice(const char *data, gsize len, GError **error)
{
	g_autofree char *text = g_strndup(data, len);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autofree char *group = g_strdup("");

	for (char **line = lines; *line != NULL; line++) {
		char *equals;
		char *name;

		g_strstrip(*line);
		if (**line == '[') {
			g_free(group);
			group = g_strdup(*line);
			continue;
		}
		equals = strchr(*line, '=');
		if (**line == '#' || equals == NULL)
			continue;
		*equals = '\0';
		name = g_strconcat(group, " ", g_strstrip(*line), NULL);
		if (!g_hash_table_add(seen, name)) {
			g_set_error(error, JN_ERROR, JN_ERROR_CONFIG,
				    "%s %s is set twice; keep one of the two lines", group, *line);
			return FALSE;
		}
	}
	return TRUE;
}

static const Setting *
setting_find(const char *group, const char *key)
{
	for (gsize i = 0; i < G_N_ELEMENTS(settings); i++)
		if (g_str_equal(settings[i].group, group) && g_str_equal(settings[i].key, key))
			return &settings[i];
	return NULL;
}

static gboolean
group_is_known(const char *group)
{
	for (gsize i = 0; i < G_N_ELEMENTS(settings); i++)
		if (g_str_equal(settings[i].group, group))
			return TRUE;
	return FALSE;
}

static gboolean
check_unknown(GKeyFile *file, GError **error)
{
	g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);

	for (char **group = groups; *group != NULL; group++) {
		g_auto(GStrv) keys = g_key_file_get_keys(file, *group, NULL, NULL);

		/* A group of unknown keys is named with the first of them, below. */
		if ((keys == NULL || keys[0] == NULL) && !group_is_known(*group)) {
			g_set_error(error, JN_ERROR, JN_ERROR_CONFIG,
				    "[%s] is no group of settings; journster.conf(5) lists them",
				    *group);
			return FALSE;
		}
		for (char **key = keys; key != NULL && *key != NULL; key++) {
			if (setting_find(*group, *key) != NULL)
				continue;
			g_set_error(error, JN_ERROR, JN_ERROR_CONFIG,
				    "[%s] %s is not a setting; journster.conf(5) lists them",
				    *group, *key);
			return FALSE;
		}
	}
	return TRUE;
}

static gboolean
require(const char *value, const char *key, GError **error)
{
	if (value != NULL && value[0] != '\0')
		return TRUE;
	g_set_error(error, JN_ERROR, JN_ERROR_CONFIG, "%s is missing", key);
	return FALSE;
}

/* Lower case, and without the dot that ends a name in DNS: mail addresses have none. */
static void
domain_normalise(char **domain)
{
	char *lower = g_ascii_strdown(*domain, -1);
	gsize len = strlen(lower);

	if (len > 1 && lower[len - 1] == '.')
		lower[len - 1] = '\0';
	g_free(*domain);
	*domain = lower;
}

/* Not a full grammar: what is surely no domain, so that a slip is told before mail bounces. */
static gboolean
domain_check(const char *domain, GError **error)
{
	if (strlen(domain) <= JN_DOMAIN_BYTES && strpbrk(domain, "@ \t/<>\"") == NULL &&
	    domain[0] != '.' && !g_str_has_suffix(domain, ".") && strstr(domain, "..") == NULL)
		return TRUE;
	g_set_error(error, JN_ERROR, JN_ERROR_CONFIG, "[site] domain: '%s' is no mail domain",
		    domain);
	return FALSE;
}

static gboolean
is_loopback(const char *host)
{
	return g_str_equal(host, "127.0.0.1") || g_str_equal(host, "::1") ||
	       g_str_equal(host, "localhost");
}

static gboolean
login_check(const JnConfig *config, GError **error)
{
	if (config->username == NULL)
		return TRUE;
	if (config->transport != JN_TRANSPORT_SMTP) {
		g_set_error(error, JN_ERROR, JN_ERROR_CONFIG,
			    "[delivery] username needs an smtp:// transport; a Maildir knows no "
			    "login");
		return FALSE;
	}
	if (config->password_file == NULL) {
		g_set_error(error, JN_ERROR, JN_ERROR_CONFIG,
			    "[delivery] password_file is missing; username needs it");
		return FALSE;
	}
	if (config->tls == JN_TLS_NO && !is_loopback(config->smtp_host)) {
		g_set_error(
			error, JN_ERROR, JN_ERROR_CONFIG,
			"[delivery] username without tls would send the password in clear to %s; "
			"set tls=starttls or tls=tls",
			config->smtp_host);
		return FALSE;
	}
	return TRUE;
}

/* spam_header = name ":" value */
static gboolean
spam_check(const JnConfig *config, GError **error)
{
	for (char **rule = config->spam_headers; rule != NULL && *rule != NULL; rule++) {
		const char *colon = strchr(*rule, ':');

		if (colon != NULL && colon > *rule && colon[1 + strspn(colon + 1, " ")] != '\0' &&
		    strcspn(*rule, " \t") >= (gsize)(colon - *rule))
			continue;
		g_set_error(error, JN_ERROR, JN_ERROR_CONFIG,
			    "[intake] spam_header: '%s' is no field; write such as 'X-Spam: Yes'",
			    *rule);
		return FALSE;
	}
	return TRUE;
}

/* Defaults that are made of other settings, and what must hold between settings. */
static gboolean
config_complete(JnConfig *config, GError **error)
{
	if (!require(config->domain, "[site] domain", error) ||
	    !require(config->state, "[site] state", error))
		return FALSE;
	if (config->maildir == NULL && config->smtp_host == NULL)
		return require(NULL, "[delivery] transport", error);
	domain_normalise(&config->domain);
	if (!domain_check(config->domain, error))
		return FALSE;
	if (config->site_name == NULL)
		config->site_name = g_strdup(config->domain);
	if (config->operator_address == NULL)
		config->operator_address = g_strconcat("postmaster@", config->domain, NULL);
	if (config->login_domain == NULL)
		config->login_domain = g_strdup(config->domain);
	domain_normalise(&config->login_domain);
	if (!spam_check(config, error))
		return FALSE;
	return login_check(config, error);
}

/* An empty value is as good as none: the default. */
static gboolean
setting_load(
	JnConfig *config, const Setting *setting, GKeyFile *file, const char *base, GError **error)
{
	g_autoptr(GError) cause = NULL;
	g_autofree char *value = g_key_file_get_string(file, setting->group, setting->key, &cause);
	const char *used =
		value != NULL && g_strstrip(value)[0] != '\0' ? value : setting->fallback;

	if (cause != NULL &&
	    g_error_matches(cause, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE)) {
		g_set_error(error, JN_ERROR, JN_ERROR_CONFIG, "%s (a backslash is written twice)",
			    cause->message);
		return FALSE;
	}
	return used == NULL || setting_store(config, setting, used, base, error);
}

JnConfig *
jn_config_parse(const char *data, gsize len, const char *base, GError **error)
{
	g_autoptr(JnConfig) config = g_new0(JnConfig, 1);
	g_autoptr(GKeyFile) file = g_key_file_new();
	g_autoptr(GError) cause = NULL;

	if (!g_key_file_load_from_data(file, data, len, G_KEY_FILE_KEEP_TRANSLATIONS, &cause)) {
		g_set_error(error, JN_ERROR, JN_ERROR_CONFIG, "%s", cause->message);
		return NULL;
	}
	if (!check_twice(data, len, error) || !check_unknown(file, error))
		return NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(settings); i++)
		if (!setting_load(config, &settings[i], file, base, error)) {
			jn_error_prefix(error, "[%s] %s", settings[i].group, settings[i].key);
			return NULL;
		}
	if (!config_complete(config, error))
		return NULL;
	return g_steal_pointer(&config);
}

char *
jn_config_format(const char *domain, const char *state, const char *delivery)
{
	GString *out = g_string_new("# journster.conf - see journster.conf(5). Lines with '#' show "
				    "the default.\n");
	const char *group = "";

	for (gsize i = 0; i < G_N_ELEMENTS(settings); i++) {
		const Setting *setting = &settings[i];
		const char *given = setting->offset == AT(domain)      ? domain
				    : setting->offset == AT(state)     ? state
				    : setting->offset == AT(transport) ? delivery
								       : NULL;

		if (!g_str_equal(group, setting->group))
			g_string_append_printf(out, "\n[%s]\n", setting->group);
		group = setting->group;
		g_string_append_printf(out, "# %s\n%s%s=%s\n", setting->about, given ? "" : "#",
				       setting->key,
				       given               ? given
				       : setting->fallback ? setting->fallback
							   : "");
	}
	return g_string_free(out, FALSE);
}

/* 'state = DIR', with blanks around the sign as GKeyFile allows them. */
static gboolean
is_state(const char *line)
{
	const char *rest = g_str_has_prefix(line, "state") ? line + strlen("state") : "";

	return rest[strspn(rest, " \t")] == '=';
}

char *
jn_config_set_state(const char *text, const char *state)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_auto(GStrv) parts = g_strsplit(state, "\\", -1);
	g_autofree char *escaped = g_strjoinv("\\\\", parts);
	gboolean in_site = FALSE;

	for (char **line = lines; *line != NULL; line++) {
		const char *words = *line + strspn(*line, " \t\r\f\v");

		if (words[0] == '[')
			in_site = g_str_has_prefix(words, "[site]");
		else if (in_site && is_state(words)) {
			g_free(*line);
			*line = g_strconcat("state=", escaped, NULL);
		}
	}
	return g_strjoinv("\n", lines);
}
