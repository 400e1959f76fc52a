/*
 * site.h - an instance at work: its settings, keys, store and templates.
 *
 * Times come from the caller (`now`), random bytes from here.
 */
#pragma once

#include <sys/types.h>

#include "base/config.h"
#include "core/capability.h"
#include "render/template.h"
#include "run/alignment.h"
#include "store/db.h"

/* Tells one content of a file from another: it is never written in place. The time is that of the
 * last change of the file or of who may read it (st_ctim). */
typedef struct JnStamp {
	guint64 device, inode;
	gint64 seconds, nanoseconds;
} JnStamp;

typedef struct JnSite {
	JnConfig *config;
	char *config_path;
	JnKeys keys;       /* run/key.h */
	JnStamp key_stamp; /* of the file that `keys` are from */
	JnDb *db;
	char *layout;          /* of templates/layout.html */
	GHashTable *templates; /* "LANG/NAME" -> JnTemplate */
	GHashTable *languages; /* those asked for -> those there are */
	GHashTable *moulds;    /* run/letter-mould.h; NULL: none yet */
	GTimeZone *zone;       /* NULL: not read yet */
	GPtrArray *lexicons;   /* NULL: not read yet */
	GPtrArray *labels;     /* NULL: not read yet */
	JnSuffixes *suffixes;  /* NULL: not read yet */
} JnSite;

/* Reads the settings, becomes the owner of the state directory, reads the key and opens the store.
 * Errors say which file and what to do. */
JnSite *jn_site_open(const char *config_path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void jn_site_free(JnSite *site);

/* Started as root: becomes the owner of the state directory, for good, so that nothing read from a
 * mail is read as root and no file is left that the owner cannot touch. Where the directory is
 * root's, stays root: *ret_is_root. JN_ERROR_CONFIG for any other user than the owner, and where
 * root is given settings that belong neither to root nor to the owner. */
gboolean jn_site_become_owner(const JnConfig *config, gboolean *ret_is_root, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* Settings alone. */
JnConfig *jn_site_config(const char *config_path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes the state directory, journster.conf, the key and the store. Refuses to touch an instance
 * that is there. */
gboolean jn_site_init(const char *domain,
		      const char *state,
		      const char *delivery,
		      gint64 now,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The directories below a state directory, for the owner alone; then those that the MTA's processes
 * pass through to the socket and the list of recipients are opened: they cannot look around, and
 * what is secret is closed by itself. */
gboolean jn_site_directories_make(const char *state, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean jn_site_directories_open(const char *state, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* STATE/a/b. Caller frees. */
char *jn_site_path(const JnConfig *config, const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* The directory of the templates. `config` may be NULL: there are no settings, the tree's or the
 * installed ones are meant. Caller frees. */
char *jn_site_templates(const JnConfig *config) G_GNUC_WARN_UNUSED_RESULT;

/* Borrowed; read from its file once. JN_ERROR_CONFIG where it is missing or broken. */
const JnTemplate *
jn_site_template(JnSite *site, const char *language, const char *name, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
/* The language of our words for somebody who wants `wanted` (or NULL): theirs where there are
 * templates in it, else the site's. Borrowed. */
const char *jn_site_language(JnSite *site, const char *wanted);

/* The language that template `name` is taken from for who reads `language`: that, or where it lacks
 * this one template, the site's, or English: a mail in other words rather than none. */
const char *jn_site_language_with(JnSite *site, const char *language, const char *name);
/* Seconds east of UTC of the site's zone at that time. */
int jn_site_zone(JnSite *site, gint64 when);
const char *jn_site_layout(JnSite *site, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The words of thanks and the like, read once (run/lexicons.h). A file that is broken is logged,
 * and there are none: mail need not wait for a word of thanks, and `config check` finds it. */
const GPtrArray *jn_site_lexicons(JnSite *site);

/* The languages there are and their words for settings, read once (run/labels.h); a broken file
 * likewise: then there are only their codes. */
const GPtrArray *jn_site_labels(JnSite *site);

/* The public suffixes (run/alignment.h), read once. */
const JnSuffixes *jn_site_suffixes(JnSite *site);

/* What a user is called: their name, or their number. Caller frees. */
char *jn_user_name(uid_t user) G_GNUC_WARN_UNUSED_RESULT;

void jn_random_bytes(guint8 *bytes, gsize len);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnSite, jn_site_free)
