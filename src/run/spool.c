#include "run/spool.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base32.h"
#include "base/limits.h"
#include "run/child.h"
#include "run/file.h"

#define SWEEP_AGE 3600
/* An MTA gives up after five days: then the mail that the program died on comes no more. */
#define CRASHED_AGE (7 * JN_DAY)

static char *
spool_path(const JnConfig *config, const char *file)
{
	return g_build_filename(config->state, "spool", "mail", file, NULL);
}

gboolean
jn_spool_put(const JnConfig *config, JnMail *mail, GBytes *raw, GError **error)
{
	guint8 random[15];
	g_autofree char *name = NULL;
	g_autofree char *path = NULL;

	mail->size = (gint64)g_bytes_get_size(raw);
	if (mail->size <= JN_MESSAGE_INLINE_BYTES) {
		mail->raw = g_bytes_ref(raw);
		return TRUE;
	}
	jn_random_bytes(random, sizeof random);
	name = jn_base32_from_bytes(random, sizeof random);
	path = spool_path(config, name);
	if (!jn_file_write(path, raw, 0600, error)) {
		jn_error_prefix(error, "spooling a large mail");
		return FALSE;
	}
	mail->file = g_steal_pointer(&name);
	return TRUE;
}

void
jn_spool_forget(const JnConfig *config, const JnMail *mail)
{
	g_autofree char *path = mail->file ? spool_path(config, mail->file) : NULL;

	if (path != NULL)
		unlink(path);
}

GBytes *
jn_spool_get(const JnConfig *config, const JnMail *mail, GError **error)
{
	g_autofree char *path = NULL;
	g_autoptr(GMappedFile) map = NULL;
	g_autoptr(GError) cause = NULL;
	struct stat status;
	int fd;

	if (mail->raw != NULL)
		return g_bytes_ref(mail->raw);
	path = spool_path(config, mail->file ? mail->file : "");
	/* What it says goes out by mail: a link to a file elsewhere is no mail. */
	fd = jn_file_open(path, O_NOFOLLOW, &status, &cause);
	if (fd >= 0) {
		map = g_mapped_file_new_from_fd(fd, FALSE, &cause);
		close(fd);
	}
	if (map == NULL) {
		g_set_error(error, JN_ERROR, JN_ERROR_TEMPORARY,
			    "mapping mail %" G_GINT64_FORMAT ": %s", mail->id, cause->message);
		return NULL;
	}
	return g_mapped_file_get_bytes(map);
}

gboolean
jn_spool_sweep(JnSite *site, gint64 now, gint64 *ret_count, GError **error)
{
	g_autofree char *directory = spool_path(site->config, NULL);
	g_autofree char *crashed = jn_site_path(site->config, "spool/crashed");
	g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
	const char *name;

	*ret_count = 0;
	jn_child_forget_deaths(crashed, now - CRASHED_AGE);
	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = spool_path(site->config, name);
		struct stat status;
		gboolean named;

		if (stat(path, &status) != 0 || status.st_mtime > now - SWEEP_AGE)
			continue;
		if (!jn_mail_has_file(site->db, name, &named, error))
			return FALSE;
		if (!named && unlink(path) == 0)
			(*ret_count)++;
	}
	return TRUE;
}
