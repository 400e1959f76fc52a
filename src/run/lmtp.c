#include "run/lmtp.h"

#include <errno.h>
#include <glib-unix.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "run/child.h"
#include "run/intake.h"
#include "run/lmtp-apart.h"
#include "run/lmtp-session.h"
#include "run/mark.h"
#include "run/recipients.h"
#include "run/spf.h"
#include "run/wake.h"

#define CONNECTIONS 200
#define SILENCE_SECONDS 300
#define LOOK_SECONDS 10
/* Deliveries of one transaction: the first waits for the last. */
#define TOGETHER 256
/* Mails of this size are read in some milliseconds. */
#define CPU_SECONDS 20
/* To finish what is at work when told to stop. */
#define STOP_SECONDS 20

struct JnLmtp {
	JnSite *site;
	GMainLoop *loop;
	GQueue *sessions; /* JnLmtpSession, the newest at the tail */
	GQueue *parcels;  /* JnParcel, to be taken together */
	JnLmtpApart *apart;
	JnMark *mark;
	char *crashed; /* the directory */
	int fds[2];
	guint sources[2];
	guint together;  /* the source, or 0 */
	gint64 stopping; /* since when, monotonic; 0: not */
};

void
jn_parcel_free(JnParcel *parcel)
{
	if (parcel == NULL)
		return;
	g_free(parcel->sender);
	g_free(parcel->client_address);
	g_free(parcel->helo);
	g_free(parcel->login);
	g_clear_pointer(&parcel->raw, g_bytes_unref);
	g_clear_pointer(&parcel->recipients, g_ptr_array_unref);
	g_clear_pointer(&parcel->replies, g_ptr_array_unref);
	if (parcel->file >= 0)
		close(parcel->file);
	g_free(parcel);
}

void
jn_parcel_reply(JnParcel *parcel, const GError *error)
{
	const JnDisposition *disposition = jn_error_disposition(error);
	char *reply;

	if (error == NULL) {
		g_ptr_array_add(parcel->replies, g_strdup("250 2.0.0 taken"));
		return;
	}
	reply = g_strdup_printf("%d %s %.400s", disposition->smtp_code, disposition->enhanced,
				error->message);
	/* A reply is one line of ASCII (RFC 5321 section 4.2). */
	for (char *p = reply; *p != '\0'; p++)
		if (*p < ' ' || *p > '~')
			*p = '?';
	g_ptr_array_add(parcel->replies, reply);
}

JnSite *
jn_lmtp_site(JnLmtp *self)
{
	return self->site;
}

gboolean
jn_lmtp_is_stopping(const JnLmtp *self)
{
	return self->stopping != 0;
}

static void
parcel_done(JnParcel *parcel, gpointer data)
{
	(void)data;
	jn_lmtp_session_answer(parcel->session, parcel);
}

static void
quit_if_idle(JnLmtp *self)
{
	if (self->stopping != 0 && g_queue_is_empty(self->sessions))
		g_main_loop_quit(self->loop);
}

void
jn_lmtp_closed(JnLmtp *self, JnLmtpSession *session)
{
	g_queue_remove(self->sessions, session);
	quit_if_idle(self);
}

/* Before each mail that is read: if this kills us, the next one of us knows. */
static void
mark(GBytes *raw, gpointer data)
{
	JnLmtp *self = data;
	struct itimerval timer = {.it_value = {raw ? CPU_SECONDS : 0, 0}};
	g_autofree char *hash = raw ? jn_child_mail_hash(raw) : NULL;

	jn_mark_set(self->mark, hash);
	(void)setitimer(ITIMER_PROF, &timer, NULL);
}

static void
add_deliveries(GPtrArray *deliveries, const JnParcel *parcel, gint64 now)
{
	for (guint i = 0; i < parcel->recipients->len; i++) {
		JnDelivery *delivery = g_new0(JnDelivery, 1);

		delivery->raw = parcel->raw;
		delivery->sender = parcel->sender;
		delivery->recipient = parcel->recipients->pdata[i];
		delivery->client_address = parcel->client_address;
		delivery->helo = parcel->helo;
		delivery->sasl_user = parcel->login;
		delivery->now = now;
		g_ptr_array_add(deliveries, delivery);
	}
}

/* The results are in the order of the parcels' recipients. */
static void
answer_all(GPtrArray *parcels, const GPtrArray *results)
{
	guint at = 0;

	for (guint i = 0; i < parcels->len; i++) {
		JnParcel *parcel = parcels->pdata[i];

		for (guint k = 0; k < parcel->recipients->len; k++) {
			const JnIntakeResult *result = results->pdata[at++];

			if (result->error != NULL)
				g_warning("not taken, for %s: %s",
					  (char *)parcel->recipients->pdata[k],
					  result->error->message);
			else
				g_message("%s", result->taken.summary);
			jn_parcel_reply(parcel, result->error);
		}
		parcel_done(parcel, NULL);
	}
}

static void
tell_others(JnLmtp *self, const GPtrArray *results)
{
	g_autoptr(GError) error = NULL;
	gboolean goals_changed = FALSE;

	for (guint i = 0; i < results->len; i++)
		goals_changed |= ((const JnIntakeResult *)results->pdata[i])->taken.goals_changed;
	jn_wake(self->site->config);
	if (goals_changed && !jn_recipients_write(self->site, &error))
		g_warning("%s", error->message);
}

/* Runs when there is nothing to read: what is whole by then shares a commit. */
static gboolean
take_together(gpointer data)
{
	JnLmtp *self = data;
	g_autoptr(GPtrArray) parcels = g_ptr_array_new();
	g_autoptr(GPtrArray) deliveries = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) results = NULL;
	gint64 now = g_get_real_time() / G_USEC_PER_SEC;

	while (deliveries->len < TOGETHER && !g_queue_is_empty(self->parcels)) {
		JnParcel *parcel = g_queue_pop_head(self->parcels);

		g_ptr_array_add(parcels, parcel);
		add_deliveries(deliveries, parcel, now);
	}
	results = jn_intake_together(self->site, deliveries, mark, self);
	tell_others(self, results);
	answer_all(parcels, results);
	if (!g_queue_is_empty(self->parcels))
		return G_SOURCE_CONTINUE;
	self->together = 0;
	return G_SOURCE_REMOVE;
}

static gboolean
goes_apart(JnLmtp *self, const JnParcel *parcel)
{
	g_autofree char *hash = NULL;

	if (parcel->file >= 0)
		return TRUE;
	if (parcel->login == NULL && jn_spf_applies(self->site->config, parcel->client_address))
		return TRUE;
	hash = jn_child_mail_hash(parcel->raw);
	return jn_child_has_died(self->crashed, hash);
}

void
jn_lmtp_submit(JnLmtp *self, JnParcel *parcel)
{
	if (goes_apart(self, parcel)) {
		jn_lmtp_apart_add(self->apart, parcel);
		return;
	}
	g_queue_push_tail(self->parcels, parcel);
	if (self->together == 0)
		self->together = g_idle_add(take_together, self);
}

/* NULL, or what to tell a peer on the unix socket that may not hand mail in. */
static const char *
refusal(const JnLmtp *self, int fd)
{
	struct ucred peer;
	socklen_t len = sizeof peer;
	char **users = self->site->config->lmtp_users;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) != 0)
		return "421 4.3.0 who you are cannot be found out";
	if (peer.uid == 0 || peer.uid == geteuid())
		return NULL;
	for (; users != NULL && *users != NULL; users++) {
		const struct passwd *user = getpwnam(g_strstrip(*users));

		if (user != NULL && user->pw_uid == peer.uid)
			return NULL;
	}
	g_warning("a process of user id %u wanted to hand in mail by LMTP; if it is the MTA, name "
		  "its user in [mta] lmtp_users",
		  (unsigned)peer.uid);
	return "421 4.7.0 your user may not hand in mail here ([mta] lmtp_users)";
}

static gboolean
listener_ready(int fd, GIOCondition condition, gpointer data)
{
	JnLmtp *self = data;
	int peer = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	const char *refused = NULL;

	(void)condition;
	if (peer < 0)
		return G_SOURCE_CONTINUE;
	if (g_queue_get_length(self->sessions) >= CONNECTIONS)
		refused = "421 4.3.2 too many connections; come again";
	else if (fd == self->fds[0])
		refused = refusal(self, peer);
	g_queue_push_tail(self->sessions, jn_lmtp_session_new(self, peer, refused));
	return G_SOURCE_CONTINUE;
}

static void
dismiss_all(JnLmtp *self, gint64 since, const char *why)
{
	g_autoptr(GQueue) sessions = g_queue_copy(self->sessions);

	/* One may go; none but itself by that. */
	while (!g_queue_is_empty(sessions))
		jn_lmtp_session_dismiss(g_queue_pop_head(sessions), since, why);
}

static gboolean
look_round(gpointer data)
{
	JnLmtp *self = data;
	gint64 now = g_get_monotonic_time();

	dismiss_all(self, now - SILENCE_SECONDS * G_USEC_PER_SEC, "421 4.4.2 you say nothing");
	if (self->stopping != 0 && now - self->stopping > STOP_SECONDS * G_USEC_PER_SEC)
		g_main_loop_quit(self->loop);
	return G_SOURCE_CONTINUE;
}

static gboolean
stop(gpointer data)
{
	JnLmtp *self = data;

	if (self->stopping != 0)
		return G_SOURCE_CONTINUE;
	self->stopping = g_get_monotonic_time();
	for (gsize i = 0; i < G_N_ELEMENTS(self->fds); i++)
		if (self->sources[i] != 0)
			g_source_remove(self->sources[i]);
	dismiss_all(self, 0, "421 4.3.2 the service stops; come again");
	quit_if_idle(self);
	return G_SOURCE_CONTINUE;
}

/* Serve is gone: so is who would look after us. */
static gboolean
parent_ready(int fd, GIOCondition condition, gpointer data)
{
	char byte;

	(void)condition;
	if (read(fd, &byte, 1) > 0)
		return G_SOURCE_CONTINUE;
	stop(data);
	return G_SOURCE_REMOVE;
}

static void
count_the_last(JnLmtp *self, const char *left)
{
	if (left == NULL)
		return;
	(void)jn_child_count_death(self->crashed, left);
	g_warning("the process for LMTP ended while it was reading a mail; when that comes again, "
		  "it is read apart");
}

gboolean
jn_lmtp_run(JnSite *site, int unix_fd, int tcp_fd, GError **error)
{
	JnLmtp self = {.site = site, .fds = {unix_fd, tcp_fd}};
	g_autofree char *left = NULL;

	signal(SIGPIPE, SIG_IGN);
	self.mark = jn_mark_open(site->config, &left, error);
	if (self.mark == NULL)
		return FALSE;
	self.crashed = jn_site_path(site->config, "spool/crashed");
	count_the_last(&self, left);
	self.loop = g_main_loop_new(NULL, FALSE);
	self.sessions = g_queue_new();
	self.parcels = g_queue_new();
	self.apart = jn_lmtp_apart_new(site, parcel_done, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(self.fds); i++)
		if (self.fds[i] >= 0)
			self.sources[i] =
				g_unix_fd_add(self.fds[i], G_IO_IN, listener_ready, &self);
	g_unix_signal_add(SIGTERM, stop, &self);
	g_unix_signal_add(SIGINT, stop, &self);
	g_unix_fd_add(STDIN_FILENO, G_IO_IN | G_IO_HUP, parent_ready, &self);
	g_timeout_add_seconds(LOOK_SECONDS, look_round, &self);
	g_main_loop_run(self.loop);
	/* Whoever has no reply yet sends their mail again. */
	g_queue_free_full(self.sessions, (GDestroyNotify)jn_lmtp_session_free);
	g_queue_free_full(self.parcels, (GDestroyNotify)jn_parcel_free);
	jn_lmtp_apart_free(self.apart);
	jn_mark_free(self.mark);
	g_free(self.crashed);
	g_main_loop_unref(self.loop);
	return TRUE;
}
