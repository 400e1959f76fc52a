#include "run/lmtp.h"

#include <glib-unix.h>
#include <pwd.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "run/acceptor.h"
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
/* Of one user who may not hand in mail the log has a line in so many. */
#define STRANGER_SECONDS 60

struct JnLmtp {
	JnSite *site;
	GMainLoop *loop;
	GQueue *sessions; /* JnLmtpSession, the newest at the tail */
	GQueue *parcels;  /* JnParcel, to be taken together */
	JnLmtpApart *apart;
	JnMark *mark;
	char *crashed;         /* the directory */
	GArray *users;         /* uid_t, who may hand in mail */
	GHashTable *strangers; /* user ids that were told of since the last time it was emptied */
	gint64 strangers_since;
	JnAcceptor *acceptors[2];
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

/* The list is written here; the command for it may take its time, and is run by who sends. */
static void
tell_others(JnLmtp *self, const GPtrArray *results)
{
	g_autoptr(GError) error = NULL;
	gboolean goals_changed = FALSE;

	for (guint i = 0; i < results->len; i++)
		goals_changed |= ((const JnIntakeResult *)results->pdata[i])->taken.goals_changed;
	if (goals_changed && !jn_recipients_save(self->site, &error))
		g_warning("%s", error->message);
	jn_wake(self->site->config);
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
	answer_all(parcels, results);
	tell_others(self, results);
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
	if (jn_mark_is_apart(self->mark, g_get_real_time() / G_USEC_PER_SEC))
		return TRUE;
	/* Of a login DNS is not asked (run/origin.h). */
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

/* Looked up once: it may ask a server on the network. */
static GArray *
users_find(const JnConfig *config)
{
	GArray *users = g_array_new(FALSE, FALSE, sizeof(uid_t));
	uid_t own[] = {0, geteuid()};

	g_array_append_vals(users, own, G_N_ELEMENTS(own));
	for (char **name = config->lmtp_users; name != NULL && *name != NULL; name++) {
		const struct passwd *user = getpwnam(*name);

		if (user != NULL)
			g_array_append_val(users, user->pw_uid);
	}
	return users;
}

static void
note_stranger(JnLmtp *self, uid_t user)
{
	gint64 now = g_get_monotonic_time();

	if (now - self->strangers_since > STRANGER_SECONDS * G_USEC_PER_SEC) {
		g_hash_table_remove_all(self->strangers);
		self->strangers_since = now;
	}
	if (g_hash_table_add(self->strangers, GUINT_TO_POINTER(user)))
		g_warning("a process of user id %u wanted to hand in mail by LMTP; if it is the "
			  "MTA, name its user in [mta] lmtp_users, and restart serve",
			  (unsigned)user);
}

/* NULL, or what to tell a peer on the unix socket that may not hand mail in. */
static const char *
refusal(JnLmtp *self, int fd)
{
	struct ucred peer;
	socklen_t len = sizeof peer;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) != 0)
		return "421 4.3.0 who you are cannot be found out";
	for (guint i = 0; i < self->users->len; i++)
		if (g_array_index(self->users, uid_t, i) == peer.uid)
			return NULL;
	note_stranger(self, peer.uid);
	return "421 4.7.0 your user may not hand in mail here ([mta] lmtp_users)";
}

static void
session_begin(JnLmtp *self, int peer, gboolean is_unix)
{
	const char *refused = NULL;

	if (g_queue_get_length(self->sessions) >= CONNECTIONS)
		refused = "421 4.3.2 too many connections; come again";
	else if (is_unix)
		refused = refusal(self, peer);
	g_queue_push_tail(self->sessions, jn_lmtp_session_new(self, peer, refused));
}

static void
accepted_unix(int peer, gpointer data)
{
	session_begin(data, peer, TRUE);
}

static void
accepted_tcp(int peer, gpointer data)
{
	session_begin(data, peer, FALSE);
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
	for (gsize i = 0; i < G_N_ELEMENTS(self->acceptors); i++)
		g_clear_pointer(&self->acceptors[i], jn_acceptor_free);
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
	g_warning(
		"the process for LMTP ended while it was reading a mail; for a minute or more all "
		"mails are read apart, and that one for longer");
}

gboolean
jn_lmtp_run(JnSite *site, int unix_fd, int tcp_fd, GError **error)
{
	JnLmtp self = {.site = site};
	g_autofree char *left = NULL;

	signal(SIGPIPE, SIG_IGN);
	self.mark = jn_mark_open(site->config, g_get_real_time() / G_USEC_PER_SEC, &left, error);
	if (self.mark == NULL)
		return FALSE;
	self.crashed = jn_site_path(site->config, "spool/crashed");
	count_the_last(&self, left);
	self.loop = g_main_loop_new(NULL, FALSE);
	self.sessions = g_queue_new();
	self.parcels = g_queue_new();
	self.users = users_find(site->config);
	self.strangers = g_hash_table_new(NULL, NULL);
	self.apart = jn_lmtp_apart_new(site, parcel_done, NULL);
	self.acceptors[0] = jn_acceptor_new(unix_fd, accepted_unix, &self);
	self.acceptors[1] = jn_acceptor_new(tcp_fd, accepted_tcp, &self);
	g_unix_signal_add(SIGTERM, stop, &self);
	g_unix_signal_add(SIGINT, stop, &self);
	g_unix_fd_add(STDIN_FILENO, G_IO_IN | G_IO_HUP, parent_ready, &self);
	g_timeout_add_seconds(LOOK_SECONDS, look_round, &self);
	g_main_loop_run(self.loop);
	/* Whoever has no reply yet sends their mail again. */
	g_queue_free_full(self.sessions, (GDestroyNotify)jn_lmtp_session_free);
	g_queue_free_full(self.parcels, (GDestroyNotify)jn_parcel_free);
	jn_lmtp_apart_free(self.apart);
	g_array_unref(self.users);
	g_hash_table_unref(self.strangers);
	jn_mark_free(self.mark);
	g_free(self.crashed);
	g_main_loop_unref(self.loop);
	return TRUE;
}
