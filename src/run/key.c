#include "run/key.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "run/file.h"

#define HEX_DIGITS (2 * JN_KEY_BYTES)
#define FILE_BYTES 4096

static gboolean
key_parse(const char *line, guint8 *ret_key)
{
	for (gsize i = 0; i < JN_KEY_BYTES; i++) {
		int high = g_ascii_xdigit_value(line[2 * i]);
		int low = high < 0 ? -1 : g_ascii_xdigit_value(line[2 * i + 1]);

		if (low < 0)
			return FALSE;
		ret_key[i] = (guint8)(high << 4 | low);
	}
	return TRUE;
}

static gboolean
line_parse(const char *line, guint8 *ret_key, gint64 *ret_made)
{
	g_autoptr(GDateTime) made = NULL;

	if (strlen(line) <= HEX_DIGITS || line[HEX_DIGITS] != ' ' || !key_parse(line, ret_key))
		return FALSE;
	made = g_date_time_new_from_iso8601(line + HEX_DIGITS + 1, NULL);
	if (made == NULL)
		return FALSE;
	*ret_made = g_date_time_to_unix(made);
	return TRUE;
}

gboolean
jn_keys_parse(const char *content, gsize len, JnKeys *ret_keys)
{
	g_autofree char *text = g_strndup(content, len);
	g_auto(GStrv) lines = g_strsplit(g_strchomp(text), "\n", -1);
	guint n = g_strv_length(lines);
	JnKeys keys = {0};

	if (n == 0 || n > 1 + JN_KEYS_OLDER || !line_parse(lines[0], keys.current, &keys.made))
		return FALSE;
	for (guint i = 1; i < n; i++) {
		JnOldKey *older = &keys.older[i - 1];

		/* Each was replaced when the one above it was made. */
		older->replaced = i == 1 ? keys.made : keys.older[i - 2].made;
		if (!line_parse(lines[i], older->bytes, &older->made))
			return FALSE;
	}
	keys.n_older = n - 1;
	*ret_keys = keys;
	return TRUE;
}

static void
line_format(GString *out, const guint8 *key, gint64 made)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(made);
	g_autofree char *when = g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ");

	for (gsize i = 0; i < JN_KEY_BYTES; i++)
		g_string_append_printf(out, "%02x", key[i]);
	g_string_append_printf(out, " %s\n", when);
}

char *
jn_keys_format(const JnKeys *keys)
{
	GString *out = g_string_new(NULL);

	line_format(out, keys->current, keys->made);
	for (guint i = 0; i < keys->n_older; i++)
		line_format(out, keys->older[i].bytes, keys->older[i].made);
	return g_string_free(out, FALSE);
}

static JnStamp
stamp_of(const struct stat *status)
{
	return (JnStamp){status->st_dev, status->st_ino, status->st_ctim.tv_sec,
			 status->st_ctim.tv_nsec};
}

static gboolean
is_stamped(const JnSite *site, const struct stat *status)
{
	const JnStamp *last = &site->key_stamp;
	JnStamp stamp = stamp_of(status);

	return last->device == stamp.device && last->inode == stamp.inode &&
	       last->seconds == stamp.seconds && last->nanoseconds == stamp.nanoseconds;
}

/* The key's bytes. Whoever can read it can write in everybody's name, so one that others can read
 * is not used: meanwhile mail waits, and nothing is taken on its word. */
static GBytes *
key_read(const char *path, JnStamp *ret_stamp, GError **error)
{
	struct stat status;
	int fd = jn_file_open(path, 0, &status, error);

	if (fd < 0)
		return NULL;
	if ((status.st_mode & 077) != 0 || (status.st_uid != geteuid() && status.st_uid != 0)) {
		g_set_error(error, JN_ERROR, JN_ERROR_CONFIG,
			    "%s, which vouches for people, is open to others (mode %04o, user %u); "
			    "chmod 600 %s, and if others may have read it make a new one",
			    path, status.st_mode & 07777, (unsigned)status.st_uid, path);
		close(fd);
		return NULL;
	}
	*ret_stamp = stamp_of(&status);
	return jn_file_read_open(fd, path, FILE_BYTES, error);
}

gboolean
jn_keys_load(JnSite *site, GError **error)
{
	g_autofree char *path = jn_site_path(site->config, "key");
	JnStamp stamp;
	g_autoptr(GBytes) content = key_read(path, &stamp, error);
	const char *data;
	gsize len;

	if (content == NULL)
		return FALSE;
	data = g_bytes_get_data(content, &len);
	if (jn_keys_parse(data ? data : "", len, &site->keys)) {
		/* Of what was read. One that could not be is tried again the next time. */
		site->key_stamp = stamp;
		return TRUE;
	}
	g_set_error(error, JN_ERROR, JN_ERROR_CONFIG,
		    "%s is no key: put it back from the backup; with a new one all addresses "
		    "given out before stop vouching",
		    path);
	return FALSE;
}

void
jn_keys_refresh(JnSite *site)
{
	g_autofree char *path = jn_site_path(site->config, "key");
	g_autoptr(GError) error = NULL;
	struct stat status;

	if (stat(path, &status) != 0) {
		g_warning("%s: %s; the keys of before are used", path, g_strerror(errno));
		return;
	}
	if (!is_stamped(site, &status) && !jn_keys_load(site, &error))
		g_warning("%s; the keys of before are used", error->message);
}

static gboolean
keys_write(const JnConfig *config, const JnKeys *keys, GError **error)
{
	g_autofree char *path = jn_site_path(config, "key");
	char *text = jn_keys_format(keys);
	g_autoptr(GBytes) content = g_bytes_new_take(text, strlen(text));

	return jn_file_write(path, content, 0600, error);
}

gboolean
jn_keys_make(const JnConfig *config, gint64 now, GError **error)
{
	JnKeys keys = {.made = now};

	jn_random_bytes(keys.current, sizeof keys.current);
	return keys_write(config, &keys, error);
}

/* What is lost if the oldest key goes; NULL: nothing. */
static const char *
loss(const JnKeys *keys, gint64 now)
{
	gint64 replaced =
		keys->n_older < JN_KEYS_OLDER ? 0 : keys->older[keys->n_older - 1].replaced;

	if (keys->n_older < JN_KEYS_OLDER || now - replaced > jn_capability_life('u'))
		return NULL;
	return now - replaced > jn_capability_life('r')
		       ? "the ways out (unsubscribe) of mails made with it, which people would be "
			 "asked to confirm"
		       : "the reply addresses of mails made with it: who answers those would be "
			 "asked "
			 "to confirm";
}

static gboolean
rotate_locked(JnSite *site, JnRotate how, gint64 now, GError **error)
{
	JnKeys keys = {.made = now};
	const char *lost;

	if (!jn_keys_load(site, error))
		return FALSE;
	lost = loss(&site->keys, now);
	if (lost != NULL && how == JN_ROTATE_GENTLY) {
		g_set_error(error, JN_ERROR, JN_ERROR_DENIED,
			    "%d keys are kept, and the oldest would go, with %s; --force does it "
			    "all the same",
			    1 + JN_KEYS_OLDER, lost);
		return FALSE;
	}
	jn_random_bytes(keys.current, sizeof keys.current);
	if (how != JN_ROTATE_REVOKE) {
		keys.n_older = MIN(site->keys.n_older + 1, JN_KEYS_OLDER);
		memcpy(keys.older[0].bytes, site->keys.current, JN_KEY_BYTES);
		keys.older[0].made = site->keys.made;
		keys.older[0].replaced = now;
		for (guint i = 1; i < keys.n_older; i++)
			keys.older[i] = site->keys.older[i - 1];
	}
	return keys_write(site->config, &keys, error) && jn_keys_load(site, error);
}

gboolean
jn_keys_rotate(JnSite *site, JnRotate how, gint64 now, GError **error)
{
	int fd = open(site->config->state, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	gboolean good;

	/* The kernel lets go of the lock however we end. */
	if (fd < 0 || flock(fd, LOCK_EX) != 0) {
		jn_errno_set(error, "locking %s", site->config->state);
		if (fd >= 0)
			close(fd);
		return FALSE;
	}
	good = rotate_locked(site, how, now, error);
	close(fd);
	return good;
}
