/*
 * config.h - journster.conf: bytes -> settings.
 *
 * A GKeyFile (freedesktop.org desktop entry syntax). Every key stands in one table in config.c,
 * with its default; what is not in the table is refused by name, and so is a key given twice,
 * because a misspelt setting that is silently ignored costs an operator a day. journster.conf(5)
 * describes each.
 *
 * Pure: the caller reads the file and passes its bytes. Errors: JN_ERROR_CONFIG, naming the key.
 */
#pragma once

#include "base/error.h"

typedef enum JnTransport {
	JN_TRANSPORT_MAILDIR, /* a Maildir a person, under transport_path */
	JN_TRANSPORT_SMTP,    /* to the MTA at smtp_host, smtp_port */
} JnTransport;

typedef enum JnTls {
	JN_TLS_NO,
	JN_TLS_STARTTLS,
	JN_TLS_IMPLICIT,
} JnTls;

typedef struct JnConfig {
	guint owner; /* uid of who owns the file; set by who read it */

	/* [site] */
	char *domain;    /* lower case */
	char *site_name; /* default: the domain */
	char *operator_address;
	char *language;
	char separator;  /* between a goal's name and what follows it */
	char *state;     /* directory of the store, key, spool and sockets; absolute */
	char *templates; /* directory; NULL: where the program was installed */

	/* [delivery] */
	JnTransport transport;
	char *maildir;   /* for MAILDIR: absolute directory */
	char *smtp_host; /* for SMTP */
	int smtp_port;
	JnTls tls;
	char *ca_file;  /* PEM; NULL: the system's */
	char *username; /* NULL: no AUTH */
	char *password_file;
	int window;      /* copies a connection covered by one ledger commit */
	int connections; /* at most, to the mail server */
	int shared_from; /* recipients of an open post from which copies are shared; 0: never */
	int recipients_per_mail; /* of a shared copy, at most */
	int give_up_days;        /* temporary failures of one recipient */
	int timeout;             /* seconds for one answer of the mail server */

	/* [intake] */
	gint64 max_message_bytes;
	gboolean spf;
	char **relay_networks; /* CIDR or addresses of our own relays: SPF says nothing for them */
	char **authserv_ids;   /* under which our MTA writes Authentication-Results */
	char *login_domain; /* a login without '@' owns login@login_domain; default: the domain */
	gboolean login_in_received; /* the MTA names the login there */
	int cookies_per_day;
	char *moderate;               /* open, first, always */
	char *moderators;             /* protege, operator, both */
	char **spam_headers;          /* "Name: value" of our own filter; or NULL */
	char **refused_files;         /* endings without the dot, and types; or NULL */
	gint64 max_file_bytes;        /* 0: any */
	int client_rate, sender_rate; /* mails an hour taken at RCPT time; 0: any number */
	int posts_per_hour;           /* of one person in a goal; 0: any */
	int cookies_per_hour;         /* of one source; 0: any */

	/* [digest] */
	char *zone;  /* of whoever's own is not known: an IANA name, such as Europe/Copenhagen */
	int hour;    /* of the reader's day, 0 to 23 */
	int weekday; /* of the weekly digest: 1 Monday to 7 Sunday */

	/* [journey] core/journey.h */
	int list_days;  /* after a question: its answers to choose from */
	char *nudges;   /* days after an answer, and of rest; "": none */
	int tried_days; /* after trying or reaching: how did it go? */

	/* [introduce] */
	int introductions; /* mails a person and week; 0: none */
	int question_days; /* without an answer, until a question is sent once more */

	/* [mta] */
	char *lookup_listen;      /* HOST:PORT, or NULL: the unix socket only */
	char *policy_listen;      /* the same */
	char *lmtp_listen;        /* the same for LMTP */
	char **lmtp_users;        /* who may hand mail in by the socket for LMTP */
	char *recipients_command; /* run after STATE/recipients was replaced, or NULL */
} JnConfig;

void jn_config_free(JnConfig *config);

/* `base` is the directory that relative paths are taken from: that of the file. */
JnConfig *jn_config_parse(const char *data, gsize len, const char *base, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* The text of a new journster.conf: the keys given, all others as comments with their default.
 * `delivery` is "maildir:DIR" or "smtp://HOST:PORT". */
char *jn_config_format(const char *domain, const char *state, const char *delivery)
	G_GNUC_WARN_UNUSED_RESULT;

/* The text of a journster.conf with [site] state set to an absolute path, all else as it is. */
char *jn_config_set_state(const char *text, const char *state) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnConfig, jn_config_free)
