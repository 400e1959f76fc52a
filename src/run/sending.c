#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "run/drain.h"
#include "run/file.h"

#define CRASHES_MAX 3

/*
 * STATE/run/sending keeps two senders apart (serve's worker, and `journster deliver` by hand): it
 * is locked while one works. The kernel lets go of the lock however its holder ends. While a
 * foreign mail is read and rendered the file names the row: found there by the next holder, the
 * last one died on it. Not synced: it need not survive the machine.
 */
int
jn_drain_lock_open(const JnSite *site, GError **error)
{
	g_autofree char *path = jn_site_path(site->config, "run/sending");
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		jn_errno_set(error, "opening %s", path);
	return fd;
}

gboolean
jn_drain_lock_take(const JnDrain *drain)
{
	while (flock(drain->lock, LOCK_EX | LOCK_NB) != 0) {
		if (jn_drain_is_stopped(drain))
			return FALSE;
		g_usleep(100000);
	}
	return TRUE;
}

static void
mark_set(const JnDrain *drain, gint64 row)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT "\n", row);

	/* A mark that cannot be written only means that a death goes uncounted. */
	if (pwrite(drain->lock, text, strlen(text), 0) < 0)
		g_debug("marking the row: %s", g_strerror(errno));
}

static void
mark_clear(const JnDrain *drain)
{
	if (ftruncate(drain->lock, 0) != 0)
		g_debug("clearing the mark: %s", g_strerror(errno));
}

static gint64
mark_get(const JnDrain *drain)
{
	char text[32] = {0};

	return pread(drain->lock, text, sizeof text - 1, 0) > 0 ? g_ascii_strtoll(text, NULL, 10)
								: 0;
}

static gboolean
note_death(const JnDrain *drain, JnOutbox *row, GError **error)
{
	gboolean give_up = ++row->crashes >= CRASHES_MAX;

	g_free(row->error);
	row->error = g_strdup("the program died while it was reading this mail");
	g_warning("outbox %" G_GINT64_FORMAT ": %s", row->id, row->error);
	row->due = drain->now + JN_ROW_PAUSE_FIRST;
	if (give_up && row->done == 0)
		row->done = drain->now;
	return jn_outbox_put_off(drain->site->db, row->id, row->due, give_up, row->error, error) &&
	       jn_outbox_save(drain->site->db, row, error);
}

gboolean
jn_drain_recover(const JnDrain *drain, GError **error)
{
	gint64 id = mark_get(drain);
	g_autoptr(JnOutbox) row = NULL;

	if (id == 0)
		return TRUE;
	if (!jn_db_begin(drain->site->db, error))
		return FALSE;
	if (!jn_outbox_load(drain->site->db, id, &row, error)) {
		jn_db_rollback(drain->site->db);
		return FALSE;
	}
	if (row != NULL && !note_death(drain, row, error)) {
		jn_db_rollback(drain->site->db);
		return FALSE;
	}
	if (!jn_db_commit(drain->site->db, error))
		return FALSE;
	mark_clear(drain);
	return TRUE;
}

JnWork *
jn_drain_work_new(const JnDrain *drain, const JnOutbox *row, GError **error)
{
	JnWork *work;

	mark_set(drain, row->id);
	work = jn_work_new(drain->site, row, drain->now, error);
	mark_clear(drain);
	return work;
}
