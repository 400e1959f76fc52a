#include "run/site.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run/file.h"
#include "run/key.h"
#include "run/labels.h"
#include "run/lexicons.h"

#define CONFIG_BYTES (256 * 1024)
#define TEMPLATE_BYTES (256 * 1024)

void
jn_random_bytes(guint8 *bytes, gsize len)
{
	while (len > 0) {
		ssize_t got = getrandom(bytes, len, 0);

		/* getrandom fails for no other reason once the kernel has begun. */
		if (got < 0 && errno == EINTR)
			continue;
		g_assert(got > 0);
		bytes += got;
		len -= (gsize)got;
	}
}

void
jn_site_free(JnSite *site)
{
	if (site == NULL)
		return;
	jn_config_free(site->config);
	jn_db_close(site->db);
	g_free(site->config_path);
	g_free(site->layout);
	g_clear_pointer(&site->templates, g_hash_table_unref);
	g_clear_pointer(&site->languages, g_hash_table_unref);
	g_clear_pointer(&site->moulds, g_hash_table_unref);
	g_clear_pointer(&site->zone, g_time_zone_unref);
	g_clear_pointer(&site->lexicons, g_ptr_array_unref);
	g_clear_pointer(&site->labels, g_ptr_array_unref);
	jn_suffixes_free(site->suffixes);
	g_free(site);
}

char *
jn_site_path(const JnConfig *config, const char *name)
{
	return g_build_filename(config->state, name, NULL);
}

JnConfig *
jn_site_config(const char *config_path, GError **error)
{
	g_autoptr(GBytes) text = NULL;
	g_autofree char *directory = NULL;
	g_autofree char *absolute = g_canonicalize_filename(config_path, NULL);
	struct stat status;
	JnConfig *config;
	gsize len;
	const char *data;
	int fd;

	fd = jn_file_open(absolute, 0, &status, error);
	if (fd >= 0)
		text = jn_file_read_open(fd, absolute, CONFIG_BYTES, error);
	if (text == NULL) {
		jn_error_prefix(error, "reading the settings (`journster init` makes them, "
				       "--config or $JOURNSTER_CONFIG names them)");
		return NULL;
	}
	data = g_bytes_get_data(text, &len);
	directory = g_path_get_dirname(absolute);
	config = jn_config_parse(data ? data : "", len, directory, error);
	if (config == NULL)
		jn_error_prefix(error, "reading the settings in %s", absolute);
	else
		config->owner = status.st_uid;
	return config;
}

char *
jn_user_name(uid_t user)
{
	struct passwd *entry = getpwuid(user);

	return entry != NULL ? g_strdup(entry->pw_name) : g_strdup_printf("%u", (unsigned)user);
}

/* Whether this process may go on as `owner`, whose the state directory is. */
static gboolean
owner_check(const JnConfig *config, uid_t owner, GError **error)
{
	g_autofree char *whose = jn_user_name(owner);
	g_autofree char *other = NULL;

	/* Files of a second user in the state would keep the first out. */
	if (geteuid() != 0 && geteuid() != owner) {
		other = jn_user_name(geteuid());
		g_set_error(error, JN_ERROR, JN_ERROR_CONFIG,
			    "this runs as user %s, and %s belongs to %s; run it as %s (Postfix, "
			    "Exim: user=%s, see mta-hooks)",
			    other, config->state, whose, whose, whose);
		return FALSE;
	}
	/* Else whoever writes the settings could make root act as anybody. */
	if (geteuid() == 0 && config->owner != 0 && config->owner != owner) {
		other = jn_user_name(config->owner);
		g_set_error(error, JN_ERROR, JN_ERROR_CONFIG,
			    "journster.conf belongs to %s, and %s, which it names, to %s; give "
			    "both to one user (chown)",
			    other, config->state, whose);
		return FALSE;
	}
	return TRUE;
}

gboolean
jn_site_become_owner(const JnConfig *config, gboolean *ret_is_root, GError **error)
{
	struct stat status;
	struct passwd *owner;

	*ret_is_root = FALSE;
	if (stat(config->state, &status) != 0) {
		jn_errno_set(error, "looking whose %s is", config->state);
		return FALSE;
	}
	if (!owner_check(config, status.st_uid, error))
		return FALSE;
	if (geteuid() != 0)
		return TRUE;
	*ret_is_root = status.st_uid == 0;
	if (*ret_is_root)
		return TRUE;
	owner = getpwuid(status.st_uid);
	if ((owner != NULL ? initgroups(owner->pw_name, status.st_gid) : setgroups(0, NULL)) != 0 ||
	    setgid(status.st_gid) != 0 || setuid(status.st_uid) != 0) {
		jn_errno_set(error, "becoming user %u", (unsigned)status.st_uid);
		return FALSE;
	}
	return TRUE;
}

JnSite *
jn_site_open(const char *config_path, GError **error)
{
	g_autoptr(JnSite) site = g_new0(JnSite, 1);
	g_autofree char *store = NULL;
	gboolean is_root;

	site->config_path = g_canonicalize_filename(config_path, NULL);
	site->templates = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
						(GDestroyNotify)jn_template_free);
	site->languages = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	site->config = jn_site_config(config_path, error);
	if (site->config == NULL || !jn_site_become_owner(site->config, &is_root, error) ||
	    !jn_keys_load(site, error))
		return NULL;
	store = jn_site_path(site->config, "store.db");
	site->db = jn_db_open(store, FALSE, error);
	/* SQLite syncs the directory of its log before it counts on that, but not where it lacks a
	 * descriptor for it: a power cut then costs the store. It has made the log by now. */
	if (site->db == NULL || !jn_path_sync(site->config->state, error))
		return NULL;
	return g_steal_pointer(&site);
}

static gboolean
write_text(const char *path, const char *text, int mode, GError **error)
{
	g_autoptr(GBytes) content = g_bytes_new(text, strlen(text));

	return jn_file_write(path, content, mode, error);
}

gboolean
jn_site_directories_make(const char *state, GError **error)
{
	static const char *const names[] = {"spool/mail", "spool/crashed", "run"};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = g_build_filename(state, names[i], NULL);

		if (!jn_directory_make(path, 0700, error))
			return FALSE;
	}
	return TRUE;
}

gboolean
jn_site_directories_open(const char *state, GError **error)
{
	g_autofree char *run = g_build_filename(state, "run", NULL);

	if (chmod(state, 0711) == 0 && chmod(run, 0711) == 0)
		return TRUE;
	jn_errno_set(error, "setting the mode of %s", state);
	return FALSE;
}

gboolean
jn_site_init(
	const char *domain, const char *state, const char *delivery, gint64 now, GError **error)
{
	g_autofree char *absolute = g_canonicalize_filename(state, NULL);
	g_autofree char *conf = g_build_filename(absolute, "journster.conf", NULL);
	g_autofree char *store = g_build_filename(absolute, "store.db", NULL);
	g_autofree char *maildir = g_str_has_prefix(delivery, "maildir:")
					   ? g_canonicalize_filename(delivery + 8, NULL)
					   : NULL;
	g_autofree char *transport =
		maildir ? g_strconcat("maildir:", maildir, NULL) : g_strdup(delivery);
	g_autofree char *text = jn_config_format(domain, absolute, transport);
	g_autoptr(JnConfig) config = jn_config_parse(text, strlen(text), absolute, error);
	g_autoptr(JnDb) db = NULL;
	gboolean is_root;

	if (config == NULL)
		return FALSE;
	if (g_file_test(conf, G_FILE_TEST_EXISTS) || g_file_test(store, G_FILE_TEST_EXISTS)) {
		g_set_error(error, JN_ERROR, JN_ERROR_DENIED,
			    "%s holds an instance already; choose another directory, or remove it "
			    "if it "
			    "is not needed",
			    absolute);
		return FALSE;
	}
	/* The directory may be there and be the program's own user's, as all in it is to be. */
	if (g_file_test(absolute, G_FILE_TEST_IS_DIR) &&
	    !jn_site_become_owner(config, &is_root, error))
		return FALSE;
	if (!jn_directory_make(absolute, 0700, error) ||
	    !jn_site_directories_make(absolute, error) ||
	    !jn_site_directories_open(absolute, error) || !jn_keys_make(config, now, error))
		return FALSE;
	db = jn_db_open(store, TRUE, error);
	if (db == NULL || chmod(store, 0600) != 0)
		return FALSE;
	/* Last: an instance without settings is none, so a broken init can be repeated. */
	return write_text(conf, text, 0640, error);
}

char *
jn_site_templates(const JnConfig *config)
{
	static const char installed[] = JN_PREFIX "/share/journster/templates";
	g_autofree char *program = NULL;

	if (config != NULL && config->templates != NULL)
		return g_strdup(config->templates);
	/* Run from the build directory of a tree: the tree's own. */
	program = g_file_read_link("/proc/self/exe", NULL);
	for (int i = 0; program != NULL && i < 3; i++) {
		g_autofree char *directory = g_path_get_dirname(program);
		g_autofree char *beside = g_build_filename(directory, "templates", NULL);
		g_autofree char *layout = g_build_filename(beside, "layout.html", NULL);

		if (g_file_test(layout, G_FILE_TEST_EXISTS))
			return g_steal_pointer(&beside);
		g_free(program);
		program = g_steal_pointer(&directory);
	}
	return g_strdup(installed);
}

static GBytes *
template_read(const JnConfig *config, const char *relative, GError **error)
{
	g_autofree char *directory = jn_site_templates(config);
	g_autofree char *path = g_build_filename(directory, relative, NULL);
	g_autoptr(GError) cause = NULL;
	GBytes *content = jn_file_read(path, TEMPLATE_BYTES, &cause);

	if (content == NULL)
		g_set_error(error, JN_ERROR, JN_ERROR_CONFIG,
			    "%s; [site] templates says where the templates are", cause->message);
	return content;
}

const JnTemplate *
jn_site_template(JnSite *site, const char *language, const char *name, GError **error)
{
	g_autofree char *key = g_strdup_printf("%s/%s", language, name);
	JnTemplate *template = g_hash_table_lookup(site->templates, key);
	g_autofree char *relative = g_strconcat(key, ".md", NULL);
	g_autoptr(GBytes) source = NULL;
	gconstpointer data;
	gsize len;

	if (template != NULL)
		return template;
	source = template_read(site->config, relative, error);
	if (source == NULL)
		return NULL;
	data = g_bytes_get_data(source, &len);
	template = jn_template_parse(key, data ? data : "", len, error);
	if (template != NULL)
		g_hash_table_insert(site->templates, g_steal_pointer(&key), template);
	return template;
}

const char *
jn_site_language(JnSite *site, const char *wanted)
{
	g_autofree char *directory = NULL;
	g_autofree char *file = NULL;
	char *found;

	if (wanted == NULL)
		return site->config->language;
	found = g_hash_table_lookup(site->languages, wanted);
	if (found != NULL)
		return found;
	directory = jn_site_templates(site->config);
	file = g_build_filename(directory, wanted, "copy.md", NULL);
	/* It came from a mail, and is no path. */
	found = g_strdup(strspn(wanted, "abcdefghijklmnopqrstuvwxyz-") == strlen(wanted) &&
					 g_file_test(file, G_FILE_TEST_EXISTS)
				 ? wanted
				 : site->config->language);
	g_hash_table_insert(site->languages, g_strdup(wanted), found);
	return found;
}

const char *
jn_site_language_with(JnSite *site, const char *language, const char *name)
{
	const char *const order[] = {language, site->config->language, "en"};
	g_autofree char *directory = jn_site_templates(site->config);
	g_autofree char *file = g_strconcat(name, ".md", NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(order); i++) {
		g_autofree char *path = g_build_filename(directory, order[i], file, NULL);

		if (g_file_test(path, G_FILE_TEST_EXISTS))
			return order[i];
	}
	return language;
}

int
jn_site_zone(JnSite *site, gint64 when)
{
	if (site->zone == NULL)
		site->zone = g_time_zone_new_identifier(site->config->zone);
	if (site->zone == NULL) {
		g_warning("[digest] zone: '%s' is no time zone of this machine; UTC is used",
			  site->config->zone);
		site->zone = g_time_zone_new_utc();
	}
	return g_time_zone_get_offset(
		site->zone, g_time_zone_find_interval(site->zone, G_TIME_TYPE_UNIVERSAL, when));
}

const char *
jn_site_layout(JnSite *site, GError **error)
{
	g_autoptr(GBytes) source = NULL;

	if (site->layout != NULL)
		return site->layout;
	source = template_read(site->config, "layout.html", error);
	if (source == NULL)
		return NULL;
	site->layout = g_strndup(g_bytes_get_data(source, NULL), g_bytes_get_size(source));
	return site->layout;
}

const GPtrArray *
jn_site_lexicons(JnSite *site)
{
	g_autofree char *directory = NULL;
	g_autoptr(GError) error = NULL;

	if (site->lexicons != NULL)
		return site->lexicons;
	directory = jn_site_templates(site->config);
	site->lexicons = jn_lexicons_load(directory, &error);
	if (site->lexicons == NULL) {
		g_warning("%s; no mail is taken for thanks until that is mended", error->message);
		site->lexicons = g_ptr_array_new();
	}
	return site->lexicons;
}

const GPtrArray *
jn_site_labels(JnSite *site)
{
	g_autofree char *directory = NULL;
	g_autoptr(GError) error = NULL;

	if (site->labels != NULL)
		return site->labels;
	directory = jn_site_templates(site->config);
	site->labels = jn_labels_load(directory, TRUE, &error);
	if (site->labels == NULL) {
		g_warning("%s; settings are not understood until that is mended", error->message);
		site->labels = jn_labels_load(directory, FALSE, NULL);
	}
	if (site->labels == NULL)
		site->labels = g_ptr_array_new();
	return site->labels;
}

const JnSuffixes *
jn_site_suffixes(JnSite *site)
{
	if (site->suffixes == NULL)
		site->suffixes = jn_suffixes_new();
	return site->suffixes;
}
