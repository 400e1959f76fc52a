#include "run/lmtp-apart.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/mman.h>
#include <sysexits.h>
#include <unistd.h>

#include "run/file.h"
#include "run/source.h"

/* Most of them wait for DNS and cost nothing but memory. */
#define AT_A_TIME 32
/* Of one network: what the servers of somebody's domain make wait is mostly their own mail. */
#define OF_A_NETWORK 8
/* Each may take 2 GB (run/child.h) and, whatever it is, much of a processor. */
#define LARGE 4
#define REASON_BYTES 400

/* A parcel that is waited with or worked at. */
typedef struct Work {
	JnLmtpApart *apart;
	JnParcel *parcel;
	gboolean is_large;
	char *network; /* NULL: nobody's, as that of our own relays */
} Work;

struct JnLmtpApart {
	JnSite *site;
	void (*done)(JnParcel *parcel, gpointer data);
	gpointer data;
	GQueue *waiting; /* Work, the oldest at the head */
	GQueue *working;
	guint source; /* that starts what waits; 0: none */
};

static void
work_free(Work *work)
{
	jn_parcel_free(work->parcel);
	g_free(work->network);
	g_free(work);
}

static const struct {
	int status; /* of sysexits(3), as base/error.h has them */
	JnErrorCode code;
} outcomes[] = {
	{EX_UNAVAILABLE, JN_ERROR_PERMANENT},
	{EX_DATAERR, JN_ERROR_MALFORMED},
	{EX_NOPERM, JN_ERROR_DENIED},
};

/* The last line that it printed, without the name of the command. What it printed is for our log as
 * well. */
static char *
reason_of(const char *printed)
{
	static const char prefix[] = "journster receive: ";
	g_autofree char *text = g_utf8_make_valid(printed ? printed : "", -1);
	g_auto(GStrv) lines = NULL;
	const char *last = "";

	g_strchomp(text);
	lines = g_strsplit(text, "\n", 0);
	for (char **line = lines; *line != NULL; line++) {
		last = *line;
		if (g_str_has_prefix(last, prefix))
			last += strlen(prefix);
		g_message("%s", last);
	}
	return g_strndup(last, REASON_BYTES);
}

static GError *
error_of(GSubprocess *process, const char *printed)
{
	g_autofree char *reason = reason_of(printed);
	int status;

	if (!g_subprocess_get_if_exited(process))
		return g_error_new(JN_ERROR, JN_ERROR_TEMPORARY,
				   "the process for this mail died of signal %d",
				   g_subprocess_get_term_sig(process));
	status = g_subprocess_get_exit_status(process);
	if (status == EX_OK)
		return NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(outcomes); i++)
		if (outcomes[i].status == status)
			return g_error_new_literal(JN_ERROR, outcomes[i].code, reason);
	return g_error_new_literal(JN_ERROR, JN_ERROR_TEMPORARY,
				   reason[0] ? reason : "it cannot be taken now");
}

static gboolean call(Work *work, GError **error);
static void schedule(JnLmtpApart *self);

/* On to the next recipient of the parcel, or to the end of it. */
static void
proceed(Work *work)
{
	JnLmtpApart *self = work->apart;
	JnParcel *parcel = work->parcel;
	g_autoptr(GError) error = NULL;

	while (parcel->replies->len < parcel->recipients->len) {
		if (call(work, &error))
			return;
		g_warning("%s", error->message);
		jn_parcel_reply(parcel, error);
		g_clear_error(&error);
	}
	g_queue_remove(self->working, work);
	work->parcel = NULL;
	work_free(work);
	schedule(self);
	self->done(parcel, self->data);
}

static gboolean
may_begin(const JnLmtpApart *self, const Work *work)
{
	guint large = 0;
	guint of_network = 0;

	for (const GList *at = self->working->head; at != NULL; at = at->next) {
		const Work *other = at->data;

		large += other->is_large;
		of_network +=
			work->network != NULL && g_strcmp0(other->network, work->network) == 0;
	}
	return of_network < OF_A_NETWORK && !(work->is_large && large >= LARGE);
}

/* The oldest that may begin now, or NULL. */
static Work *
take_waiting(JnLmtpApart *self)
{
	for (GList *at = self->waiting->head; at != NULL; at = at->next) {
		Work *work = at->data;

		if (!may_begin(self, work))
			continue;
		g_queue_delete_link(self->waiting, at);
		return work;
	}
	return NULL;
}

static gboolean
start_waiting(gpointer data)
{
	JnLmtpApart *self = data;
	Work *work;

	self->source = 0;
	while (g_queue_get_length(self->working) < AT_A_TIME &&
	       (work = take_waiting(self)) != NULL) {
		g_queue_push_tail(self->working, work);
		proceed(work);
	}
	return G_SOURCE_REMOVE;
}

static void
schedule(JnLmtpApart *self)
{
	if (self->source == 0 && !g_queue_is_empty(self->waiting))
		self->source = g_idle_add_full(G_PRIORITY_DEFAULT, start_waiting, self, NULL);
}

static void
ended(GObject *object, GAsyncResult *result, gpointer data)
{
	Work *work = data;
	GSubprocess *process = G_SUBPROCESS(object);
	g_autofree char *printed = NULL;
	g_autoptr(GError) cause = NULL;
	g_autoptr(GError) outcome = NULL;

	if (!g_subprocess_communicate_utf8_finish(process, result, NULL, &printed, &cause))
		g_debug("reading what a process printed: %s", cause->message);
	if (!g_subprocess_get_if_exited(process) && !g_subprocess_get_if_signaled(process))
		outcome = g_error_new(JN_ERROR, JN_ERROR_TEMPORARY,
				      "the process for this mail has not ended");
	else
		outcome = error_of(process, printed);
	g_object_unref(process);
	jn_parcel_reply(work->parcel, outcome);
	proceed(work);
}

/* -1 with errno; a part of the mail is nothing. */
static int
memory_file(GBytes *raw)
{
	int fd = memfd_create("mail", MFD_CLOEXEC);
	gsize len;
	gconstpointer data = g_bytes_get_data(raw, &len);
	int cause;

	if (fd < 0 || jn_fd_write(fd, data, len))
		return fd;
	cause = errno;
	close(fd);
	errno = cause;
	return -1;
}

/* A descriptor of its own that reads the mail from its begin. */
static int
mail_open(JnParcel *parcel, GError **error)
{
	g_autofree char *path = NULL;
	int fd;

	if (parcel->file < 0)
		parcel->file = memory_file(parcel->raw);
	if (parcel->file < 0) {
		jn_errno_set(error, "handing a mail on");
		return -1;
	}
	path = g_strdup_printf("/proc/self/fd/%d", parcel->file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		jn_errno_set(error, "handing a mail on");
	return fd;
}

/* Starts the process for the next recipient of the parcel. */
static gboolean
call(Work *work, GError **error)
{
	JnParcel *parcel = work->parcel;
	g_autoptr(GSubprocessLauncher) launcher =
		g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDERR_PIPE);
	const char *recipient = parcel->recipients->pdata[parcel->replies->len];
	const char *argv[] = {"/proc/self/exe",
			      "--config",
			      work->apart->site->config_path,
			      "receive",
			      "--sender",
			      NULL,
			      "--recipient",
			      NULL,
			      "--client-address",
			      NULL,
			      "--helo",
			      NULL,
			      "--sasl-user",
			      NULL,
			      NULL};
	g_autoptr(GError) cause = NULL;
	GSubprocess *process;
	int fd = mail_open(parcel, error);

	if (fd < 0)
		return FALSE;
	argv[5] = parcel->sender;
	argv[7] = recipient;
	argv[9] = parcel->client_address ? parcel->client_address : "";
	argv[11] = parcel->helo ? parcel->helo : "";
	argv[13] = parcel->login ? parcel->login : "";
	g_subprocess_launcher_take_stdin_fd(launcher, fd);
	process = g_subprocess_launcher_spawnv(launcher, argv, &cause);
	if (process == NULL) {
		g_set_error(error, JN_ERROR, JN_ERROR_TEMPORARY,
			    "starting a process for a mail: %s", cause->message);
		return FALSE;
	}
	g_subprocess_communicate_utf8_async(process, NULL, NULL, ended, work);
	return TRUE;
}

JnLmtpApart *
jn_lmtp_apart_new(JnSite *site, void (*done)(JnParcel *parcel, gpointer data), gpointer data)
{
	JnLmtpApart *self = g_new0(JnLmtpApart, 1);

	self->site = site;
	self->done = done;
	self->data = data;
	self->waiting = g_queue_new();
	self->working = g_queue_new();
	return self;
}

void
jn_lmtp_apart_free(JnLmtpApart *self)
{
	if (self == NULL)
		return;
	if (self->source != 0)
		g_source_remove(self->source);
	g_queue_free_full(self->waiting, (GDestroyNotify)work_free);
	g_queue_free_full(self->working, (GDestroyNotify)work_free);
	g_free(self);
}

void
jn_lmtp_apart_add(JnLmtpApart *self, JnParcel *parcel)
{
	g_autoptr(GInetAddress) client =
		jn_client_outside(self->site->config, parcel->client_address);
	Work *work = g_new0(Work, 1);

	work->apart = self;
	work->parcel = parcel;
	work->is_large = parcel->file >= 0;
	work->network = client ? jn_client_network(client) : NULL;
	g_queue_push_tail(self->waiting, work);
	schedule(self);
}
