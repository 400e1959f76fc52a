#include "run/smtp.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gnutls/x509.h>
#include <libetpan/libetpan.h>

#include "mail/message.h"
#include "run/file.h"

/* RFC 5321 section 4.5.3.2 allows minutes for answers; to be connected a local MTA needs none. */
#define CONNECT_SECONDS 15

/* Exported by libetpan, and not declared. */
extern int mailsmtp_send_command(mailsmtp *session, char *command);
extern int mailsmtp_read_response(mailsmtp *session);

struct JnSmtp {
	mailsmtp *session;
	gboolean utf8;  /* SMTPUTF8 was offered */
	gboolean eight; /* 8BITMIME was offered */
	gboolean size;  /* SIZE was offered */
};

static int
socket_connect_one(const struct addrinfo *address, int timeout)
{
	int fd = socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
			address->ai_protocol);
	struct pollfd wait = {fd, POLLOUT, 0};
	int cause = 0;
	socklen_t len = sizeof cause;
	int one = 1;

	if (fd < 0)
		return -1;
	if (connect(fd, address->ai_addr, address->ai_addrlen) != 0) {
		if (errno != EINPROGRESS)
			cause = errno;
		else if (poll(&wait, 1, MIN(timeout, CONNECT_SECONDS) * 1000) != 1)
			cause = ETIMEDOUT;
		else if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &cause, &len) != 0)
			cause = errno;
	}
	if (cause == 0 && fcntl(fd, F_SETFL, 0) != 0)
		cause = errno;
	if (cause != 0) {
		close(fd);
		errno = cause;
		return -1;
	}
	/* Without it each mail larger than a buffer waits 40 ms for an acknowledgement. */
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	return fd;
}

static int
socket_connect(const char *host, int port, int timeout, GError **error)
{
	g_autofree char *service = g_strdup_printf("%d", port);
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *list = NULL;
	int result = getaddrinfo(host, service, &hints, &list);
	int fd = -1;

	if (result != 0) {
		g_set_error(error, JN_ERROR, JN_ERROR_TEMPORARY, "looking up %s: %s", host,
			    gai_strerror(result));
		return -1;
	}
	for (struct addrinfo *address = list; address != NULL && fd < 0; address = address->ai_next)
		fd = socket_connect_one(address, timeout);
	if (fd < 0)
		jn_errno_set(error, "connecting to %s:%d", host, port);
	freeaddrinfo(list);
	return fd;
}

static void
set_server_name(struct mailstream_ssl_context *context, void *host)
{
	/* Only a name can be told (RFC 6066 section 3); an address fails here and that is well. */
	(void)mailstream_ssl_set_server_name(context, host);
}

static gboolean
chain_import(carray *chain, gnutls_x509_crt_t *certificates, guint *ret_count)
{
	guint n = MIN(carray_count(chain), 16);

	*ret_count = 0;
	for (guint i = 0; i < n; i++) {
		MMAPString *der = carray_get(chain, i);
		gnutls_datum_t datum = {(unsigned char *)der->str, (unsigned int)der->len};

		if (gnutls_x509_crt_init(&certificates[i]) != 0)
			return FALSE;
		(*ret_count)++;
		if (gnutls_x509_crt_import(certificates[i], &datum, GNUTLS_X509_FMT_DER) != 0)
			return FALSE;
	}
	return n > 0;
}

static gboolean
chain_verify(const JnConfig *config, gnutls_x509_crt_t *chain, guint count, guint *ret_status)
{
	gnutls_x509_trust_list_t trust;
	gnutls_typed_vdata_st name = {GNUTLS_DT_DNS_HOSTNAME, (unsigned char *)config->smtp_host,
				      0};
	int result;

	*ret_status = GNUTLS_CERT_INVALID;
	if (gnutls_x509_trust_list_init(&trust, 0) != 0)
		return FALSE;
	result = config->ca_file ? gnutls_x509_trust_list_add_trust_file(
					   trust, config->ca_file, NULL, GNUTLS_X509_FMT_PEM, 0, 0)
				 : gnutls_x509_trust_list_add_system_trust(trust, 0, 0);
	if (result > 0)
		result = gnutls_x509_trust_list_verify_crt2(trust, chain, count, &name, 1, 0,
							    ret_status, NULL);
	gnutls_x509_trust_list_deinit(trust, 0);
	return result >= 0 && *ret_status == 0;
}

/* libetpan takes whatever certificate it is shown. */
static gboolean
certificate_check(const JnConfig *config, mailsmtp *session, GError **error)
{
	carray *chain = mailstream_get_certificate_chain(session->stream);
	gnutls_x509_crt_t certificates[16];
	gnutls_datum_t words = {NULL, 0};
	guint count = 0;
	guint status = GNUTLS_CERT_INVALID;
	gboolean good = chain != NULL && chain_import(chain, certificates, &count) &&
			chain_verify(config, certificates, count, &status);

	for (guint i = 0; i < count; i++)
		gnutls_x509_crt_deinit(certificates[i]);
	if (chain != NULL)
		mailstream_certificate_chain_free(chain);
	if (good)
		return TRUE;
	(void)gnutls_certificate_verification_status_print(status, GNUTLS_CRT_X509, &words, 0);
	g_set_error(error, JN_ERROR, JN_ERROR_TEMPORARY,
		    "the certificate of %s is not to be trusted: %s; set [delivery] ca_file to the "
		    "authority that issued it, or its name to the host",
		    config->smtp_host, words.data ? (char *)words.data : "no chain");
	gnutls_free(words.data);
	return FALSE;
}

static gboolean
password_read(const JnConfig *config, char **ret_password, GError **error)
{
	g_autoptr(GBytes) content = jn_file_read(config->password_file, 4096, error);

	if (content == NULL)
		return FALSE;
	*ret_password = g_strndup(g_bytes_get_data(content, NULL), g_bytes_get_size(content));
	(*ret_password)[strcspn(*ret_password, "\r\n")] = '\0';
	return TRUE;
}

static gboolean
authenticate(const JnConfig *config, mailsmtp *session, GError **error)
{
	g_autofree char *password = NULL;
	int result;

	if (config->username == NULL)
		return TRUE;
	if (!password_read(config, &password, error))
		return FALSE;
	result = mailesmtp_auth_sasl(session, "PLAIN", config->smtp_host, NULL, NULL,
				     config->username, config->username, password, NULL);
	memset(password, 0, strlen(password));
	if (result == MAILSMTP_NO_ERROR)
		return TRUE;
	g_set_error(error, JN_ERROR, JN_ERROR_TEMPORARY,
		    "logging in to %s as %s: %s; check [delivery] username and password_file",
		    config->smtp_host, config->username,
		    session->response ? session->response : mailsmtp_strerror(result));
	return FALSE;
}

static gboolean
session_check(
	const JnConfig *config, mailsmtp *session, int result, const char *step, GError **error)
{
	g_autofree char *reply = NULL;

	if (result == MAILSMTP_NO_ERROR)
		return TRUE;
	reply = g_strdup(session->response ? session->response : mailsmtp_strerror(result));
	g_strdelimit(reply, "\r\n", ' ');
	g_set_error(error, JN_ERROR, JN_ERROR_TEMPORARY, "%s with %s:%d: %s", step,
		    config->smtp_host, config->smtp_port, reply);
	return FALSE;
}

static mailstream *
stream_open(const JnConfig *config, GError **error)
{
	int fd = socket_connect(config->smtp_host, config->smtp_port, config->timeout, error);
	mailstream *stream;

	if (fd < 0)
		return NULL;
	if (config->tls == JN_TLS_IMPLICIT)
		stream = mailstream_ssl_open_with_callback_timeout(
			fd, config->timeout, set_server_name, config->smtp_host);
	else
		stream = mailstream_socket_open_timeout(fd, config->timeout);
	if (stream == NULL) {
		g_set_error(error, JN_ERROR, JN_ERROR_TEMPORARY, "beginning TLS with %s:%d failed",
			    config->smtp_host, config->smtp_port);
		close(fd);
	}
	return stream;
}

/* Everything up to the first mail. The session owns the stream. */
static gboolean
session_begin(const JnConfig *config, mailsmtp *session, mailstream *stream, GError **error)
{
	if (config->tls == JN_TLS_IMPLICIT) {
		session->stream = stream;
		if (!certificate_check(config, session, error))
			return FALSE;
		session->stream = NULL;
	}
	if (!session_check(config, session, mailsmtp_connect(session, stream), "greeting", error) ||
	    !session_check(config, session, mailesmtp_ehlo(session), "EHLO", error))
		return FALSE;
	if (config->tls == JN_TLS_STARTTLS &&
	    (!session_check(config, session,
			    mailsmtp_socket_starttls_with_callback(session, set_server_name,
								   config->smtp_host),
			    "STARTTLS", error) ||
	     !certificate_check(config, session, error) ||
	     !session_check(config, session, mailesmtp_ehlo(session), "EHLO", error)))
		return FALSE;
	return TRUE;
}

/* Of a session that has its stream the library would say QUIT and wait for the answer. */
static void
session_drop(mailsmtp *session)
{
	if (session->stream != NULL)
		mailstream_close(session->stream);
	session->stream = NULL;
	mailsmtp_free(session);
}

JnSmtp *
jn_smtp_connect(const JnConfig *config, GError **error)
{
	mailstream *stream = stream_open(config, error);
	g_autofree JnSmtp *self = NULL;
	g_autofree char *offers = NULL;

	if (stream == NULL)
		return NULL;
	self = g_new0(JnSmtp, 1);
	self->session = mailsmtp_new(0, NULL);
	if (!session_begin(config, self->session, stream, error)) {
		/* Where the greeting was no good the library has closed the stream already. */
		session_drop(self->session);
		return NULL;
	}
	offers = g_ascii_strup(self->session->response ? self->session->response : "", -1);
	self->utf8 = strstr(offers, "SMTPUTF8") != NULL;
	self->eight = (self->session->esmtp & MAILSMTP_ESMTP_8BITMIME) != 0;
	self->size = (self->session->esmtp & MAILSMTP_ESMTP_SIZE) != 0;
	if (!authenticate(config, self->session, error)) {
		session_drop(self->session);
		return NULL;
	}
	return g_steal_pointer(&self);
}

void
jn_smtp_quit(JnSmtp *self)
{
	(void)mailsmtp_quit(self->session);
	jn_smtp_drop(self);
}

void
jn_smtp_drop(JnSmtp *self)
{
	session_drop(self->session);
	g_free(self);
}

/* Sends one command and reads its reply; the code, or 0 where the stream broke. */
static int
command(JnSmtp *self, const char *line)
{
	g_autofree char *copy = g_strconcat(line, "\r\n", NULL);

	/* The library cuts at 512 octets and then waits for ever; an address that long is none. */
	if (strlen(copy) > 510)
		return 501;
	if (mailsmtp_send_command(self->session, copy) == -1)
		return 0;
	return mailsmtp_read_response(self->session);
}

static char *
reply_text(JnSmtp *self, int code, const char *step)
{
	g_autofree char *words = g_strdup(self->session->response ? self->session->response : "");

	g_strdelimit(words, "\r\n", ' ');
	if (code == 0)
		return g_strdup_printf("the connection broke at %s", step);
	return g_strdup_printf("%s: %d %s", step, code, g_strstrip(words));
}

static gboolean
is_ascii(const char *text, gsize len)
{
	for (gsize i = 0; i < len; i++)
		if ((guchar)text[i] >= 0x80)
			return FALSE;
	return TRUE;
}

static JnSent
sent_of_code(int code)
{
	if (code >= 200 && code < 400)
		return JN_SENT_OK;
	/* 421: the server closes (RFC 5321 section 3.8). */
	if (code == 0 || code == 421)
		return JN_SENT_DROPPED;
	return code < 500 ? JN_SENT_LATER : JN_SENT_NEVER;
}

static JnSent
send_envelope(JnSmtp *self, const JnEnvelope *envelope, GBytes *mail, char **ret_reply)
{
	gsize len;
	const char *data = g_bytes_get_data(mail, &len);
	gboolean plain = is_ascii(data, len);
	gboolean utf8 = !is_ascii(envelope->to, strlen(envelope->to));
	g_autofree char *size = self->size ? g_strdup_printf(" SIZE=%" G_GSIZE_FORMAT, len) : NULL;
	g_autofree char *from = g_strdup_printf(
		"MAIL FROM:<%s>%s%s%s", envelope->from, size ? size : "",
		!plain && self->eight ? " BODY=8BITMIME" : "", utf8 ? " SMTPUTF8" : "");
	g_autofree char *to = g_strdup_printf("RCPT TO:<%s>", envelope->to);
	JnSent sent;
	int code;

	if (utf8 && !self->utf8) {
		*ret_reply = g_strdup(
			"the mail server does not offer SMTPUTF8, which this address needs");
		return JN_SENT_NEVER;
	}
	code = command(self, from);
	sent = sent_of_code(code);
	if (sent != JN_SENT_OK) {
		*ret_reply = reply_text(self, code, "MAIL");
		/* Every mail has the same kind of return path: a refusal of it is the way's fault,
		 * and must not cost a recipient. Too large (552) is the mail's. */
		return code == 552 ? JN_SENT_NEVER : JN_SENT_BROKEN;
	}
	code = command(self, to);
	sent = sent_of_code(code);
	if (sent != JN_SENT_OK)
		*ret_reply = reply_text(self, code, "RCPT");
	return sent;
}

/* The mail in the one form that all servers read alike: each line end, whether CR LF, LF or CR alone,
 * is CR LF, and there is no NUL, which some take out, so that a line of a dot and a NUL would end the
 * mail for them (RFC 5321 section 2.3.8 allows neither; "SMTP smuggling"). Dots are doubled by the
 * library, behind these line ends and at the begin. The last line end is left out: the library adds
 * one. */
static GString *
wire_form(GBytes *mail)
{
	gsize len;
	const char *data = g_bytes_get_data(mail, &len);
	GString *out = g_string_sized_new(len + len / 32);
	char before = '\0';

	for (gsize i = 0; i < len; i++) {
		char c = data[i];

		if (c == '\0')
			continue;
		if (c == '\n' && before == '\r')
			; /* its CR has made the line end */
		else if (c == '\n' || c == '\r')
			g_string_append(out, "\r\n");
		else
			g_string_append_c(out, c);
		before = c;
	}
	if (g_str_has_suffix(out->str, "\r\n"))
		g_string_truncate(out, out->len - 2);
	return out;
}

static JnSent
send_data(JnSmtp *self, GBytes *mail, char **ret_reply)
{
	g_autoptr(GString) data = wire_form(mail);
	int code = command(self, "DATA");

	if (code != 354) {
		*ret_reply = reply_text(self, code, "DATA");
		return code >= 200 && code < 400 ? JN_SENT_DROPPED : sent_of_code(code);
	}
	/* response_code keeps the 354 where no reply came. */
	code = mailsmtp_data_message(self->session, data->str, data->len) == MAILSMTP_ERROR_STREAM
		       ? 0
		       : self->session->response_code;
	*ret_reply = reply_text(self, code, "end of DATA");
	return sent_of_code(code);
}

JnSent
jn_smtp_send(JnSmtp *self, const JnEnvelope *envelope, GBytes *mail, char **ret_reply)
{
	JnSent sent;

	*ret_reply = NULL;
	if (!jn_address_is_safe(envelope->to)) {
		*ret_reply = g_strdup("the address cannot be written into an SMTP command");
		return JN_SENT_NEVER;
	}
	sent = send_envelope(self, envelope, mail, ret_reply);
	if (sent == JN_SENT_OK)
		sent = send_data(self, mail, ret_reply);
	if ((sent == JN_SENT_LATER || sent == JN_SENT_NEVER) && command(self, "RSET") != 250)
		sent = sent == JN_SENT_NEVER ? sent : JN_SENT_DROPPED;
	return sent;
}
