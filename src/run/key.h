/*
 * key.h - STATE/key: what signs the addresses that vouch for people, and what signed them before.
 *
 *      file = 1*12( 64HEXDIG SP time LF )     the current key first, then those it replaced
 *      time = when it was made, 2026-11-28T05:46:35Z
 *
 * A new key is written to a file of another name, synced and renamed: a program that dies in the
 * middle leaves the file of before. Whoever has the site open looks at each turn of its work whether
 * it is another one, or was one that could not be read (jn_keys_refresh()).
 */
#pragma once

#include "run/site.h"

/* `content`: of the file; `len` bytes. FALSE where it is none. */
gboolean jn_keys_parse(const char *content, gsize len, JnKeys *ret_keys);

/* Caller frees. */
char *jn_keys_format(const JnKeys *keys) G_GNUC_WARN_UNUSED_RESULT;

/* Reads site->keys. JN_ERROR_CONFIG where the file is no key: the message says what to do. */
gboolean jn_keys_load(JnSite *site, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Reads them again if the file was replaced; costs a stat() where it was not. Where it cannot be
 * read those of before stay, with a warning, until one of the next calls can. */
void jn_keys_refresh(JnSite *site);

/* Makes the file of a new instance. */
gboolean jn_keys_make(const JnConfig *config, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef enum JnRotate {
	JN_ROTATE_GENTLY, /* JN_ERROR_DENIED where it would end the life of tokens that still live */
	JN_ROTATE_FORCED, /* the oldest key goes all the same */
	JN_ROTATE_REVOKE, /* none of before is believed any more: somebody has stolen them */
} JnRotate;

/* Puts a new key before those there are. One at a time: the state directory is locked meanwhile. */
gboolean jn_keys_rotate(JnSite *site, JnRotate how, gint64 now, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;
