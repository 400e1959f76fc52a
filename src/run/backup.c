#include "run/backup.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run/file.h"
#include "run/recipients.h"
#include "run/whole.h"
#include "store/check.h"
#include "store/post.h"

#define SMALL_FILE 262144
/* A mail that is deleted while it is copied makes a copy useless; it is a rare moment. */
#define TRIES_MAX 3

static gboolean
is_there(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0;
}

/* A new directory for the work, beside or below the place of the result. */
static char *
work_new(const char *lead, GError **error)
{
	g_autofree char *path = g_strconcat(lead, ".XXXXXX.new", NULL);

	if (g_mkdtemp_full(path, 0700) != NULL)
		return g_steal_pointer(&path);
	jn_errno_set(error, "making a directory %s", path);
	return NULL;
}

/* Of the store in work/store.db: what is wrong is an error. */
static gboolean
whole_check(JnDb *db, const char *work, GError **error)
{
	g_autoptr(GPtrArray) findings = NULL;

	if (!jn_whole_check(db, work, &findings, error))
		return FALSE;
	if (findings->len == 0)
		return TRUE;
	g_set_error(error, JN_ERROR, JN_ERROR_CONFIG, "%s%s", (char *)findings->pdata[0],
		    findings->len > 1 ? ", and more" : "");
	return FALSE;
}

static gboolean
small_copy(const char *from, const char *directory, const char *name, GError **error)
{
	g_autofree char *to = g_build_filename(directory, name, NULL);
	g_autoptr(GBytes) content = jn_file_read(from, SMALL_FILE, error);

	return content != NULL && jn_file_write(to, content, 0600, error);
}

/* The files that the store in work/store.db names. On an error *ret_missing is the name of one that
 * is not there, or NULL. */
static gboolean
spool_copy(JnDb *copy,
	   const char *from,
	   const char *work,
	   JnBackup *backup,
	   char **ret_missing,
	   GError **error)
{
	g_autoptr(GPtrArray) files = NULL;
	g_autofree char *mails = g_build_filename(work, "spool", "mail", NULL);

	if (!jn_mail_count(copy, &backup->mails, error) || !jn_mail_files(copy, &files, error) ||
	    !jn_directory_make(mails, 0700, error))
		return FALSE;
	*ret_missing = NULL;
	backup->files = files->len;
	for (guint i = 0; i < files->len; i++) {
		const char *name = ((JnMailFile *)files->pdata[i])->file;
		g_autofree char *source = g_build_filename(from, "spool", "mail", name, NULL);
		g_autofree char *to = g_build_filename(mails, name, NULL);

		/* It comes from a store that may have been anywhere, and is no path. */
		if (strchr(name, '/') != NULL || name[0] == '.') {
			g_set_error(error, JN_ERROR, JN_ERROR_CONFIG,
				    "the store names a file '%s', which no mail has", name);
			return FALSE;
		}
		if (!jn_file_copy(source, to, 0600, error)) {
			*ret_missing = is_there(source) ? NULL : g_strdup(name);
			return FALSE;
		}
	}
	return jn_path_sync(mails, error);
}

/* The store at one instant, and its files. *ret_again: a mail was deleted meanwhile and its file
 * swept, so that the copy is of no use; another may be. */
static gboolean
store_fill(JnSite *site, const char *work, JnBackup *backup, gboolean *ret_again, GError **error)
{
	g_autofree char *store = g_build_filename(work, "store.db", NULL);
	g_autofree char *missing = NULL;
	g_autoptr(JnDb) copy = NULL;
	gboolean named = TRUE;

	if (!jn_store_copy(site->db, store, error))
		return FALSE;
	if (chmod(store, 0600) != 0) {
		jn_errno_set(error, "setting the mode of %s", store);
		return FALSE;
	}
	copy = jn_db_open(store, FALSE, error);
	if (copy == NULL)
		return FALSE;
	if (!spool_copy(copy, site->config->state, work, backup, &missing, error)) {
		*ret_again = missing != NULL && jn_mail_has_file(site->db, missing, &named, NULL) &&
			     !named;
		return FALSE;
	}
	if (!whole_check(copy, work, error))
		return FALSE;
	g_clear_pointer(&copy, jn_db_close);
	return jn_path_sync(store, error);
}

static gboolean
fill(JnSite *site, const char *work, JnBackup *backup, gboolean *ret_again, GError **error)
{
	g_autofree char *key = jn_site_path(site->config, "key");

	/* The key after the store: one that was changed meanwhile still holds the one before. */
	return store_fill(site, work, backup, ret_again, error) &&
	       small_copy(key, work, "key", error) &&
	       small_copy(site->config_path, work, "journster.conf", error) &&
	       jn_path_sync(work, error);
}

static gboolean
put_in_place(const char *work, const char *target, GError **error)
{
	g_autofree char *above = g_path_get_dirname(target);

	/* A directory that was made there meanwhile is in the way, unless it is empty. */
	if (rename(work, target) != 0) {
		jn_errno_set(error, "renaming %s to %s", work, target);
		return FALSE;
	}
	return jn_path_sync(above, error);
}

static gboolean
backup_once(JnSite *site, const char *target, JnBackup *backup, gboolean *ret_again, GError **error)
{
	g_autofree char *work = work_new(target, error);

	if (work == NULL)
		return FALSE;
	if (fill(site, work, backup, ret_again, error) && put_in_place(work, target, error))
		return TRUE;
	jn_directory_remove(work);
	return FALSE;
}

gboolean
jn_backup(JnSite *site, const char *target, JnBackup *ret_backup, GError **error)
{
	g_autofree char *absolute = g_canonicalize_filename(target, NULL);

	if (is_there(absolute)) {
		g_set_error(error, JN_ERROR, JN_ERROR_DENIED,
			    "%s is there already; name a directory that is not", absolute);
		return FALSE;
	}
	for (int left = TRIES_MAX - 1;; left--) {
		g_autoptr(GError) cause = NULL;
		gboolean again = FALSE;
		JnBackup backup = {0};

		if (backup_once(site, absolute, &backup, &again, &cause)) {
			*ret_backup = backup;
			return TRUE;
		}
		if (!again || left == 0) {
			g_propagate_error(error, g_steal_pointer(&cause));
			return FALSE;
		}
	}
}

/* ---- restore ---- */

static gboolean
state_check_empty(const char *state, GError **error)
{
	g_autoptr(GError) cause = NULL;
	g_autoptr(GDir) dir = g_dir_open(state, 0, &cause);
	const char *name;

	if (dir == NULL) {
		g_set_error(error, JN_ERROR, JN_ERROR_TEMPORARY, "%s", cause->message);
		return FALSE;
	}
	while ((name = g_dir_read_name(dir)) != NULL)
		/* Of a restore that did not end. */
		if (!g_str_has_prefix(name, "restore.") || !g_str_has_suffix(name, ".new")) {
			g_set_error(error, JN_ERROR, JN_ERROR_DENIED,
				    "%s holds %s already, and nothing is written over; move it "
				    "away (mv %s %s.before), or name another directory",
				    state, name, state, state);
			return FALSE;
		}
	return TRUE;
}

static gboolean
settings_write(const char *directory, const char *text, const char *state, int mode, GError **error)
{
	g_autofree char *path = g_build_filename(directory, "journster.conf", NULL);
	g_autofree char *changed = jn_config_set_state(text, state);
	g_autoptr(GBytes) content = g_bytes_new(changed, strlen(changed));

	return jn_file_write(path, content, mode, error);
}

/* An instance in the directory `work`, opened as any is: so settings, key and schema are looked at. */
static gboolean
work_check(const char *work, JnBackup *backup, const char *from, GError **error)
{
	g_autofree char *conf = g_build_filename(work, "journster.conf", NULL);
	g_autoptr(JnSite) site = jn_site_open(conf, error);
	g_autofree char *missing = NULL;

	return site != NULL && spool_copy(site->db, from, work, backup, &missing, error) &&
	       whole_check(site->db, work, error);
}

static gboolean
copy_in(const char *from, const char *work, char **ret_settings, JnBackup *backup, GError **error)
{
	static const char *const names[] = {"key", "store.db", "journster.conf"};
	g_autofree char *settings = g_build_filename(work, "journster.conf", NULL);
	g_autofree char *store = g_build_filename(work, "store.db", NULL);
	g_autofree char *text = NULL;
	g_autoptr(GBytes) content = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *source = g_build_filename(from, names[i], NULL);
		g_autofree char *to = g_build_filename(work, names[i], NULL);

		if (!jn_file_copy(source, to, 0600, error))
			return FALSE;
	}
	content = jn_file_read(settings, SMALL_FILE, error);
	if (content == NULL)
		return FALSE;
	text = g_strndup(g_bytes_get_data(content, NULL), g_bytes_get_size(content));
	if (!settings_write(work, text, work, 0600, error) ||
	    !jn_site_directories_make(work, error) || !work_check(work, backup, from, error) ||
	    !jn_path_sync(store, error) || !jn_path_sync(work, error))
		return FALSE;
	*ret_settings = g_steal_pointer(&text);
	return TRUE;
}

/* Only renames from here on, and the settings last. */
static gboolean
move_up(const char *work, const char *state, const char *settings, GError **error)
{
	static const char *const names[] = {"spool", "run", "key", "store.db"};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *from = g_build_filename(work, names[i], NULL);
		g_autofree char *to = g_build_filename(state, names[i], NULL);

		if (rename(from, to) != 0) {
			jn_errno_set(error, "renaming %s to %s", from, to);
			return FALSE;
		}
	}
	return jn_path_sync(state, error) && jn_site_directories_open(state, error) &&
	       settings_write(state, settings, state, 0640, error);
}

/* The MTA's settings may name the list. The instance is there: that it cannot be written is told, no
 * more. */
static void
recipients_begin(const char *state)
{
	g_autofree char *conf = g_build_filename(state, "journster.conf", NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(JnSite) site = jn_site_open(conf, &error);

	if (site == NULL || !jn_recipients_write(site, &error))
		g_warning("%s", error->message);
}

static gboolean
restore_into(const char *from, const char *state, JnBackup *backup, GError **error)
{
	g_autofree char *lead = g_build_filename(state, "restore", NULL);
	g_autofree char *work = work_new(lead, error);
	g_autofree char *settings = NULL;
	gboolean good = work != NULL && copy_in(from, work, &settings, backup, error) &&
			move_up(work, state, settings, error);

	if (work != NULL)
		jn_directory_remove(work);
	return good;
}

gboolean
jn_restore(const char *from, const char *state, JnBackup *ret_backup, GError **error)
{
	g_autofree char *absolute = g_canonicalize_filename(state, NULL);
	g_autofree char *source = g_canonicalize_filename(from, NULL);
	JnConfig config = {.state = absolute};
	JnBackup backup = {0};
	gboolean is_root;

	if (!jn_directory_make(absolute, 0711, error) ||
	    !jn_site_become_owner(&config, &is_root, error) || !state_check_empty(absolute, error))
		return FALSE;
	if (!restore_into(source, absolute, &backup, error)) {
		jn_error_prefix(error, "restoring %s", source);
		return FALSE;
	}
	*ret_backup = backup;
	recipients_begin(absolute);
	return TRUE;
}
