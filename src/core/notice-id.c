#include "core/notice-id.h"

#include <string.h>

#include "base/base32.h"

/* Half a number of 60 bits, which are twelve letters. */
#define HALF_BITS 30
#define HALF_MASK ((1U << HALF_BITS) - 1)
/* As many as make a strong pseudorandom permutation of a pseudorandom function (Luby and Rackoff). */
#define ROUNDS 4
/* More rows there never are: what a key that is gone has made is mostly beyond. */
#define ROW_MAX (G_GINT64_CONSTANT(1) << 40)

/* The key that was the current one at `when`, or the oldest there is. */
static const guint8 *
key_at(const JnKeys *keys, gint64 when)
{
	const guint8 *key = keys->current;

	if (keys->made <= when)
		return key;
	for (guint i = 0; i < keys->n_older; i++) {
		key = keys->older[i].bytes;
		if (keys->older[i].made <= when)
			break;
	}
	return key;
}

static guint32
round_of(const guint8 *key, int number, guint32 half)
{
	g_autoptr(GHmac) hmac = g_hmac_new(G_CHECKSUM_SHA256, key, JN_KEY_BYTES);
	g_autofree char *text = g_strdup_printf("notice %d %u", number, half);
	guint8 digest[32];
	gsize len = sizeof digest;

	g_hmac_update(hmac, (const guchar *)text, (gssize)strlen(text));
	g_hmac_get_digest(hmac, digest, &len);
	return ((guint32)digest[0] << 24 | (guint32)digest[1] << 16 | (guint32)digest[2] << 8 |
		digest[3]) &
	       HALF_MASK;
}

/* A Feistel network over the number; the same way back with its rounds and halves turned. */
static gint64
permute(const guint8 *key, gint64 number, gboolean back)
{
	guint32 left = (guint32)(number >> HALF_BITS) & HALF_MASK;
	guint32 right = (guint32)number & HALF_MASK;

	for (int i = 0; i < ROUNDS; i++) {
		guint32 next = left ^ round_of(key, back ? ROUNDS - 1 - i : i, right);

		left = right;
		right = next;
	}
	return (gint64)right << HALF_BITS | left;
}

char *
jn_notice_id_format(const JnKeys *keys,
		    const char *template_name,
		    gint64 row,
		    gint64 person,
		    gint64 when,
		    const char *domain)
{
	g_autofree char *which = jn_base32_from_number(permute(key_at(keys, when), row, FALSE));
	g_autofree char *who = jn_base32_from_number(person);
	g_autofree char *time = jn_base32_from_number(when);

	return g_strdup_printf("%s.%s.%s.%s@%s", template_name, which, who, time, domain);
}

char *
jn_notice_replied_to(const JnMessage *message, const char *domain)
{
	const GPtrArray *references = message->references;
	const char *id = references->len > 0 ? references->pdata[references->len - 1] : "";
	const char *at = strrchr(id, '@');
	const char *dot = strchr(id, '.');

	if (at == NULL || dot == NULL || dot > at || g_ascii_strcasecmp(at + 1, domain) != 0)
		return NULL;
	/* A post that had no Message-ID got one of ours (RANDOM.post@domain): no notice. */
	if (strncmp(dot, ".post@", 6) == 0)
		return NULL;
	return g_strndup(id, (gsize)(dot - id));
}

gboolean
jn_notice_is_digest(const char *template_name)
{
	static const char *const templates[] = {"digest", "thanks-digest", "thanks-first"};

	for (gsize i = 0; i < G_N_ELEMENTS(templates); i++)
		if (g_strcmp0(template_name, templates[i]) == 0)
			return TRUE;
	return FALSE;
}

gboolean
jn_notice_tells(const char *template_name)
{
	return jn_notice_is_digest(template_name) || g_strcmp0(template_name, "nudge") == 0;
}

gboolean
jn_notice_row(const JnKeys *keys,
	      const JnMessage *message,
	      const char *domain,
	      gint64 *ret_row,
	      gint64 *ret_person)
{
	g_autofree char *notice = jn_notice_replied_to(message, domain);
	g_auto(GStrv) fields = NULL;
	gint64 row, person, when;
	char *at;

	if (notice == NULL)
		return FALSE;
	fields = g_strsplit(message->references->pdata[message->references->len - 1], ".", 4);
	at = g_strv_length(fields) == 4 ? strchr(fields[3], '@') : NULL;
	if (at == NULL)
		return FALSE;
	*at = '\0';
	if (!jn_base32_to_number(fields[1], &row) || !jn_base32_to_number(fields[2], &person) ||
	    !jn_base32_to_number(fields[3], &when))
		return FALSE;
	row = permute(key_at(keys, when), row, TRUE);
	if (row >= ROW_MAX)
		return FALSE;
	*ret_row = row;
	*ret_person = person;
	return TRUE;
}

gboolean
jn_notice_reply_is_words(const JnMessage *message, const JnNewText *text)
{
	GMimeObject *part = g_mime_message_get_mime_part(message->mime);
	GMimeContentType *type = part ? g_mime_object_get_content_type(part) : NULL;

	return message->protection == JN_PROTECTION_NONE && type != NULL && text->text[0] != '\0' &&
	       (g_mime_content_type_is_type(type, "text", "*") ||
		g_mime_content_type_is_type(type, "multipart", "alternative"));
}
