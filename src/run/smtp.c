#include "run/smtp.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <gnutls/x509.h>
#include <libetpan/libetpan.h>

#include "run/file.h"

/* RFC 5321 section 4.5.3.2 allows minutes for answers; to be connected a local MTA needs none. */
#define CONNECT_SECONDS 15

/* Fewer than IOV_MAX (1024, limits.h). */
#define PIECES_MAX 64

struct JnSmtp {
	mailsmtp *session;
	gboolean is_tls;
	JnOffers offers;
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
stream_open(const JnConfig *config, int timeout, GError **error)
{
	int fd = socket_connect(config->smtp_host, config->smtp_port, timeout, error);
	mailstream *stream;

	if (fd < 0)
		return NULL;
	if (config->tls == JN_TLS_IMPLICIT)
		stream = mailstream_ssl_open_with_callback_timeout(fd, timeout, set_server_name,
								   config->smtp_host);
	else
		stream = mailstream_socket_open_timeout(fd, timeout);
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

/* A line of the answer to EHLO: `keyword`, alone or before its parameters. */
static gboolean
has_keyword(const char *answer, const char *keyword)
{
	gsize len = strlen(keyword);

	for (const char *line = answer; line != NULL; line = strchr(line, '\n')) {
		line += *line == '\n' ? 1 : 0;
		if (g_ascii_strncasecmp(line, keyword, len) == 0 &&
		    (line[len] == '\0' || g_ascii_isspace(line[len])))
			return TRUE;
	}
	return FALSE;
}

static void
read_offers(JnSmtp *self)
{
	const char *answer = self->session->response ? self->session->response : "";

	self->offers = (JnOffers){
		.utf8 = has_keyword(answer, "SMTPUTF8"),
		.eight = has_keyword(answer, "8BITMIME"),
		.size = has_keyword(answer, "SIZE"),
		.pipelining = has_keyword(answer, "PIPELINING"),
		.xverp = has_keyword(answer, "XVERP"),
	};
}

JnSmtp *
jn_smtp_connect(const JnConfig *config, int timeout, GError **error)
{
	mailstream *stream = stream_open(config, timeout, error);
	g_autofree JnSmtp *self = NULL;

	if (stream == NULL)
		return NULL;
	self = g_new0(JnSmtp, 1);
	self->session = mailsmtp_new(0, NULL);
	self->is_tls = config->tls != JN_TLS_NO;
	if (!session_begin(config, self->session, stream, error)) {
		/* Where the greeting was no good the library has closed the stream already. */
		session_drop(self->session);
		return NULL;
	}
	read_offers(self);
	if (!authenticate(config, self->session, error)) {
		session_drop(self->session);
		return NULL;
	}
	/* What was said unasked would be taken for the reply to the first command. */
	if (self->session->stream->read_buffer_len > 0) {
		g_set_error(error, JN_ERROR, JN_ERROR_TEMPORARY, "%s:%d speaks out of its turn",
			    config->smtp_host, config->smtp_port);
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

const JnOffers *
jn_smtp_offers(const JnSmtp *self)
{
	return &self->offers;
}

int
jn_smtp_fd(const JnSmtp *self)
{
	return mailstream_low_get_fd(mailstream_get_low(self->session->stream));
}

gssize
jn_smtp_read(JnSmtp *self, char *buffer, gsize len)
{
	gssize n;

	if (self->is_tls) {
		n = mailstream_low_read(mailstream_get_low(self->session->stream), buffer, len);
		return n > 0 ? n : -1;
	}
	do
		n = recv(jn_smtp_fd(self), buffer, len, MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return 0;
	return n > 0 ? n : -1;
}

/* One record of TLS: the pieces are put together, for each call makes a record of its own. */
static gssize
write_tls(JnSmtp *self, const JnPiece *pieces, gsize n_pieces)
{
	char record[JN_SMTP_RECORD];
	gsize len = 0;
	gssize n;

	for (gsize i = 0; i < n_pieces && len < sizeof record; i++) {
		gsize part = MIN(pieces[i].len, sizeof record - len);

		memcpy(record + len, pieces[i].data, part);
		len += part;
	}
	n = mailstream_low_write(mailstream_get_low(self->session->stream), record, len);
	return n > 0 ? n : -1;
}

gssize
jn_smtp_write(JnSmtp *self, const JnPiece *pieces, gsize n_pieces)
{
	struct iovec parts[PIECES_MAX];
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = MIN(n_pieces, PIECES_MAX)};
	gssize n;

	if (self->is_tls)
		return write_tls(self, pieces, n_pieces);
	for (gsize i = 0; i < message.msg_iovlen; i++)
		parts[i] = (struct iovec){(void *)pieces[i].data, pieces[i].len};
	do
		n = sendmsg(jn_smtp_fd(self), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? 0 : n;
}
