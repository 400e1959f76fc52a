#include "run/lmtp-session.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"
#include "mail/smtp-command.h"
#include "mail/smtp-data.h"
#include "run/file.h"
#include "run/recipients.h"

/* RFC 5321 section 4.5.3.1.4 asks for 512; XFORWARD and SMTPUTF8 need more. */
#define COMMAND_BYTES 2048
/* RFC 5321 section 4.5.3.1.8 asks for 100. */
#define RECIPIENTS 100
#define READ_BYTES (64 * 1024)
/* Replies that a client has not read: then it is not read from either. */
#define OUTPUT_BYTES (64 * 1024)
/* Wrong commands in a row; then it is no LMTP client. */
#define ERRORS 20
/* Of a connection that we end what the client still sends is read so long: closing it with something
 * unread would make TCP drop what we said last. */
#define FAREWELL_MILLISECONDS 1000

typedef enum Phase {
	PHASE_COMMANDS,
	PHASE_DATA,
	PHASE_WAITING, /* for the commit of its mail */
	PHASE_CLOSING, /* what is left to say is said */
	PHASE_CLOSED,  /* all is said; it ends when the client has hung up, or soon */
} Phase;

struct JnLmtpSession {
	JnLmtp *lmtp;
	int fd;
	guint source;
	guint farewell; /* the source, or 0 */
	GIOCondition watched;
	Phase phase;
	gint64 heard; /* monotonic, microseconds */
	GString *input, *output;
	gboolean has_greeted;
	gboolean is_broken; /* the connection */
	guint errors;
	/* The envelope */
	char *sender, *login; /* sender NULL: no MAIL yet */
	char *client_address, *helo;
	GPtrArray *recipients;
	/* The mail that is coming in */
	JnSmtpDataState data;
	GString *mail;
	int file;        /* -1: still in `mail` */
	gint64 size;     /* of what went into the file */
	char *complaint; /* why it will not be taken; NULL: nothing is wrong */
};

static void
say(JnLmtpSession *self, const char *line)
{
	g_string_append(self->output, line);
	g_string_append(self->output, "\r\n");
}

static void
forget_mail(JnLmtpSession *self)
{
	if (self->file >= 0)
		close(self->file);
	self->file = -1;
	self->size = 0;
	g_clear_pointer(&self->complaint, g_free);
	/* A large buffer is not kept for the small mails to come. */
	if (self->mail->allocated_len > 2 * JN_MESSAGE_INLINE_BYTES) {
		g_string_free(self->mail, TRUE);
		self->mail = g_string_new(NULL);
	}
	g_string_truncate(self->mail, 0);
}

static void
forget_envelope(JnLmtpSession *self)
{
	g_clear_pointer(&self->sender, g_free);
	g_clear_pointer(&self->login, g_free);
	g_clear_pointer(&self->client_address, g_free);
	g_clear_pointer(&self->helo, g_free);
	g_ptr_array_set_size(self->recipients, 0);
	forget_mail(self);
}

void
jn_lmtp_session_free(JnLmtpSession *self)
{
	if (self == NULL)
		return;
	forget_envelope(self);
	if (self->source != 0)
		g_source_remove(self->source);
	if (self->farewell != 0)
		g_source_remove(self->farewell);
	close(self->fd);
	g_string_free(self->input, TRUE);
	g_string_free(self->output, TRUE);
	g_string_free(self->mail, TRUE);
	g_ptr_array_unref(self->recipients);
	g_free(self);
}

static void
greet(JnLmtpSession *self)
{
	const JnConfig *config = jn_lmtp_site(self->lmtp)->config;

	g_string_append_printf(self->output,
			       "250-%s\r\n"
			       "250-PIPELINING\r\n"
			       "250-8BITMIME\r\n"
			       "250-SMTPUTF8\r\n"
			       "250-ENHANCEDSTATUSCODES\r\n"
			       "250-XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE\r\n"
			       "250 SIZE %" G_GINT64_FORMAT "\r\n",
			       config->domain, config->max_message_bytes);
	forget_envelope(self);
	self->has_greeted = TRUE;
}

static void
take_sender(JnLmtpSession *self, JnSmtpCommand *command)
{
	gint64 most = jn_lmtp_site(self->lmtp)->config->max_message_bytes;

	if (!self->has_greeted) {
		say(self, "503 5.5.1 LHLO comes first");
	} else if (self->sender != NULL) {
		say(self, "503 5.5.1 a mail is begun already; RSET drops it");
	} else if (command->size > most) {
		g_string_append_printf(
			self->output,
			"552 5.3.4 a mail may have %" G_GINT64_FORMAT " octets here\r\n", most);
	} else {
		self->sender = g_steal_pointer(&command->address);
		self->login = g_steal_pointer(&command->login);
		say(self, "250 2.1.0 sender noted");
	}
}

static void
take_recipient(JnLmtpSession *self, JnSmtpCommand *command)
{
	g_autoptr(GError) error = NULL;
	JnKnown known;

	if (self->sender == NULL) {
		say(self, "503 5.5.1 MAIL comes first");
	} else if (self->recipients->len >= RECIPIENTS) {
		say(self, "452 4.5.3 no more recipients for this mail; send it again for the rest");
	} else if (!jn_recipients_ask(jn_lmtp_site(self->lmtp), command->address, &known, &error)) {
		g_warning("looking up %s: %s", command->address, error->message);
		say(self, "451 4.3.0 the store cannot be read now");
	} else if (known == JN_KNOWN_NO) {
		say(self, "550 5.1.1 no goal has this address");
	} else {
		g_ptr_array_add(self->recipients, g_steal_pointer(&command->address));
		say(self, "250 2.1.5 recipient noted");
	}
}

static void
take_origin(JnLmtpSession *self, JnSmtpCommand *command)
{
	if (self->sender != NULL) {
		say(self, "503 5.5.1 XFORWARD comes before MAIL");
		return;
	}
	/* What one line does not say another before it may have said. */
	if (command->client_address != NULL) {
		g_free(self->client_address);
		self->client_address = g_steal_pointer(&command->client_address);
	}
	if (command->helo != NULL) {
		g_free(self->helo);
		self->helo = g_steal_pointer(&command->helo);
	}
	say(self, "250 2.0.0 noted");
}

static void
begin_data(JnLmtpSession *self)
{
	if (self->recipients->len == 0) {
		say(self, "503 5.5.1 no recipient was taken");
		return;
	}
	self->phase = PHASE_DATA;
	self->data = JN_SMTP_DATA_LINE;
	say(self, "354 end with a dot on a line of its own");
}

static void
carry_out(JnLmtpSession *self, JnSmtpCommand *command)
{
	switch (command->verb) {
	case JN_VERB_LHLO:
		greet(self);
		break;
	case JN_VERB_MAIL:
		take_sender(self, command);
		break;
	case JN_VERB_RCPT:
		take_recipient(self, command);
		break;
	case JN_VERB_DATA:
		begin_data(self);
		break;
	case JN_VERB_RSET:
		forget_envelope(self);
		say(self, "250 2.0.0 dropped");
		break;
	case JN_VERB_NOOP:
		say(self, "250 2.0.0 nothing done");
		break;
	case JN_VERB_QUIT:
		say(self, "221 2.0.0 goodbye");
		self->phase = PHASE_CLOSING;
		break;
	case JN_VERB_VRFY:
		say(self, "252 2.1.5 send a mail, and see");
		break;
	case JN_VERB_XFORWARD:
		take_origin(self, command);
		break;
	case JN_VERB_SMTP:
		say(self, "500 5.5.1 this is LMTP: say LHLO (RFC 2033)");
		break;
	}
}

static void
take_command(JnLmtpSession *self, const char *line, gsize len)
{
	g_auto(JnSmtpCommand) command = {0};
	const char *reply;

	if (jn_smtp_command_parse(line, len, &command, &reply)) {
		self->errors = 0;
		carry_out(self, &command);
		return;
	}
	say(self, reply);
	if (++self->errors >= ERRORS) {
		say(self, "421 4.7.0 too many wrong commands");
		self->phase = PHASE_CLOSING;
	}
}

/* A file without a name in the spool: if anything dies, it is gone. */
static gboolean
spill(JnLmtpSession *self, GError **error)
{
	g_autofree char *path = jn_site_path(jn_lmtp_site(self->lmtp)->config, "spool/mail");

	if (self->file < 0)
		self->file = jn_file_nameless(path, error);
	if (self->file < 0)
		return FALSE;
	if (!jn_fd_write(self->file, self->mail->str, self->mail->len)) {
		jn_errno_set(error, "keeping a large mail in %s", path);
		return FALSE;
	}
	self->size += (gint64)self->mail->len;
	g_string_truncate(self->mail, 0);
	return TRUE;
}

/* What came so far is put where it belongs; what is wrong is told at the end. */
static void
keep(JnLmtpSession *self)
{
	gint64 most = jn_lmtp_site(self->lmtp)->config->max_message_bytes;
	g_autoptr(GError) error = NULL;

	if (self->complaint == NULL && self->size + (gint64)self->mail->len > most)
		self->complaint = g_strdup_printf(
			"552 5.3.4 a mail may have %" G_GINT64_FORMAT " octets here", most);
	if (self->complaint == NULL &&
	    (self->file >= 0 || self->mail->len > JN_MESSAGE_INLINE_BYTES) &&
	    !spill(self, &error)) {
		g_warning("%s", error->message);
		self->complaint = g_strdup("452 4.3.1 there is no room for this mail now");
	}
	if (self->complaint != NULL)
		g_string_truncate(self->mail, 0);
}

static void
complain(JnLmtpSession *self)
{
	for (guint i = 0; i < self->recipients->len; i++)
		say(self, self->complaint);
	forget_envelope(self);
	self->phase = PHASE_COMMANDS;
}

static void
finish_mail(JnLmtpSession *self)
{
	JnParcel *parcel;

	if (self->complaint != NULL) {
		complain(self);
		return;
	}
	parcel = g_new0(JnParcel, 1);
	parcel->session = self;
	parcel->sender = g_steal_pointer(&self->sender);
	parcel->login = g_steal_pointer(&self->login);
	parcel->client_address = g_steal_pointer(&self->client_address);
	parcel->helo = g_steal_pointer(&self->helo);
	parcel->recipients = self->recipients;
	self->recipients = g_ptr_array_new_with_free_func(g_free);
	parcel->replies = g_ptr_array_new_with_free_func(g_free);
	parcel->file = self->file;
	self->file = -1;
	if (parcel->file < 0)
		parcel->raw = g_bytes_new(self->mail->str, self->mail->len);
	forget_envelope(self);
	self->phase = PHASE_WAITING;
	jn_lmtp_submit(self->lmtp, parcel);
}

/* Both return how many octets they used up; 0: more must come first. */
static gsize
read_data(JnLmtpSession *self, const char *data, gsize len)
{
	gsize used = jn_smtp_data_feed(&self->data, data, len, self->mail);

	keep(self);
	if (self->data == JN_SMTP_DATA_END)
		finish_mail(self);
	return used;
}

static gsize
read_command(JnLmtpSession *self, const char *data, gsize len)
{
	const char *lf = memchr(data, '\n', len);
	gsize line = lf ? (gsize)(lf - data) : len;

	if (line > COMMAND_BYTES) {
		say(self, "500 5.5.2 the line is too long");
		self->phase = PHASE_CLOSING;
		return len;
	}
	if (lf == NULL)
		return 0;
	/* A line that ends otherwise is none: what follows may be somebody's text. */
	if (line == 0 || data[line - 1] != '\r') {
		say(self, "500 5.5.2 a line ends with CR LF");
		self->phase = PHASE_CLOSING;
		return len;
	}
	take_command(self, data, line - 1);
	return line + 1;
}

static gboolean ready(int fd, GIOCondition condition, gpointer data);

static void
watch(JnLmtpSession *self)
{
	GIOCondition wanted = 0;

	if (self->output->len > 0)
		wanted = G_IO_OUT;
	else if (self->phase != PHASE_WAITING)
		wanted = G_IO_IN;
	if (wanted == self->watched)
		return;
	if (self->source != 0)
		g_source_remove(self->source);
	self->source =
		wanted ? g_unix_fd_add(self->fd, wanted | G_IO_HUP | G_IO_ERR, ready, self) : 0;
	self->watched = wanted;
}

/* FALSE where the connection broke. */
static gboolean
flush(JnLmtpSession *self)
{
	ssize_t done;

	if (self->output->len == 0)
		return TRUE;
	done = send(self->fd, self->output->str, self->output->len, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (done < 0)
		return errno == EAGAIN || errno == EINTR;
	g_string_erase(self->output, 0, done);
	return TRUE;
}

/* Reads what the input at hand holds, until there is much to say. FALSE: nothing of it can be used
 * now. */
static gboolean
read_input(JnLmtpSession *self)
{
	gsize at = 0;
	gsize used = 1;

	while (used > 0 && at < self->input->len && self->phase <= PHASE_DATA &&
	       self->output->len < OUTPUT_BYTES) {
		const char *data = self->input->str + at;

		used = self->phase == PHASE_DATA ? read_data(self, data, self->input->len - at)
						 : read_command(self, data, self->input->len - at);
		at += used;
	}
	g_string_erase(self->input, 0, (gssize)at);
	return at > 0;
}

static void
end(JnLmtpSession *self)
{
	jn_lmtp_closed(self->lmtp, self);
	jn_lmtp_session_free(self);
}

static gboolean
farewell_over(gpointer data)
{
	JnLmtpSession *self = data;

	self->farewell = 0;
	end(self);
	return G_SOURCE_REMOVE;
}

/* Does all that the input at hand allows, and says what there is to say. May free the session. */
static void
proceed(JnLmtpSession *self)
{
	gboolean more;

	/* What could be said at once makes room for more: no new input need come for what is here. */
	do {
		more = read_input(self);
		self->is_broken |= !flush(self);
	} while (more && !self->is_broken && self->output->len == 0);
	/* Whose mail waits stays until that is decided. */
	if (self->is_broken) {
		g_string_truncate(self->output, 0);
		if (self->phase != PHASE_WAITING)
			self->phase = PHASE_CLOSING;
	}
	if (self->phase == PHASE_CLOSING && self->output->len == 0) {
		if (self->is_broken || shutdown(self->fd, SHUT_WR) != 0) {
			end(self);
			return;
		}
		self->phase = PHASE_CLOSED;
		self->farewell = g_timeout_add(FAREWELL_MILLISECONDS, farewell_over, self);
	}
	watch(self);
}

static gboolean
ready(int fd, GIOCondition condition, gpointer data)
{
	JnLmtpSession *self = data;
	char buffer[READ_BYTES];
	ssize_t got;

	(void)condition;
	if (self->watched == G_IO_IN) {
		got = recv(fd, buffer, sizeof buffer, MSG_DONTWAIT);
		if (got < 0 && (errno == EAGAIN || errno == EINTR))
			return G_SOURCE_CONTINUE;
		if (got <= 0) {
			self->is_broken = TRUE;
			self->phase = PHASE_CLOSING;
		} else if (self->phase == PHASE_CLOSED) {
			return G_SOURCE_CONTINUE;
		} else {
			g_string_append_len(self->input, buffer, got);
			self->heard = g_get_monotonic_time();
		}
	}
	/* It removes and adds this source as it needs; what is returned is then of no account. */
	proceed(self);
	return G_SOURCE_CONTINUE;
}

JnLmtpSession *
jn_lmtp_session_new(JnLmtp *lmtp, int fd, const char *refused)
{
	JnLmtpSession *self = g_new0(JnLmtpSession, 1);

	self->lmtp = lmtp;
	self->fd = fd;
	self->file = -1;
	self->heard = g_get_monotonic_time();
	self->input = g_string_new(NULL);
	self->output = g_string_new(NULL);
	self->mail = g_string_new(NULL);
	self->recipients = g_ptr_array_new_with_free_func(g_free);
	if (refused != NULL) {
		say(self, refused);
		self->phase = PHASE_CLOSING;
	} else {
		g_string_append_printf(self->output, "220 %s LMTP\r\n",
				       jn_lmtp_site(lmtp)->config->domain);
	}
	watch(self);
	return self;
}

void
jn_lmtp_session_answer(JnLmtpSession *self, JnParcel *parcel)
{
	for (guint i = 0; i < parcel->replies->len; i++)
		say(self, parcel->replies->pdata[i]);
	jn_parcel_free(parcel);
	self->phase = PHASE_COMMANDS;
	if (jn_lmtp_is_stopping(self->lmtp)) {
		say(self, "421 4.3.2 the service stops; come again");
		self->phase = PHASE_CLOSING;
	}
	self->heard = g_get_monotonic_time();
	proceed(self);
}

void
jn_lmtp_session_dismiss(JnLmtpSession *self, gint64 since, const char *why)
{
	if (self->phase == PHASE_WAITING || self->phase == PHASE_CLOSED ||
	    (since != 0 && self->heard > since) || (since == 0 && self->phase == PHASE_DATA))
		return;
	/* Told before, and it does not listen. */
	if (self->phase == PHASE_CLOSING)
		g_string_truncate(self->output, 0);
	else
		say(self, why);
	self->phase = PHASE_CLOSING;
	proceed(self);
}
