#include "core/capability.h"

#include <string.h>

#include "base/base32.h"
#include "base/limits.h"

#define EPOCH G_GINT64_CONSTANT(1577836800) /* 2020-01-01 */
#define DAY_LETTERS 3
#define MAC_LETTERS 14

static char *
mac_format(const guint8 *key, const JnClaim *claim, guint day)
{
	g_autoptr(GHmac) hmac = g_hmac_new(G_CHECKSUM_SHA256, key, JN_KEY_BYTES);
	g_autofree char *text = g_strdup_printf(
		"%c %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %u", claim->kind,
		claim->goal, claim->post, claim->person, day);
	guint8 digest[32];
	gsize len = sizeof digest;
	char *letters;

	g_hmac_update(hmac, (const guchar *)text, (gssize)strlen(text));
	g_hmac_get_digest(hmac, digest, &len);
	letters = jn_base32_from_bytes(digest, 9);
	letters[MAC_LETTERS] = '\0';
	return letters;
}

static guint
day_of(gint64 when)
{
	return (guint)CLAMP((when - EPOCH) / JN_DAY, 0, 32767);
}

char *
jn_capability_format(const JnKeys *keys, const JnClaim *claim, gint64 expires)
{
	guint day = day_of(expires);
	g_autofree char *mac = mac_format(keys->current, claim, day);
	guint8 bytes[2] = {(guint8)(day << 1 >> 8), (guint8)(day << 1)};
	g_autofree char *letters = jn_base32_from_bytes(bytes, sizeof bytes);

	letters[DAY_LETTERS] = '\0';
	return g_strconcat(letters, mac, NULL);
}

static gboolean
equal_in_constant_time(const char *a, const char *b, gsize len)
{
	guint difference = 0;

	for (gsize i = 0; i < len; i++)
		difference |= (guint)(a[i] ^ b[i]);
	return difference == 0;
}

gint64
jn_capability_life(char kind)
{
	return kind == 'u' || kind == 'i' ? JN_UNSUBSCRIBE_LIFE : JN_CAPABILITY_LIFE;
}

/* Whether a key before the current one can have made a token of that day. A day of grace: a program
 * that was at work when the key was replaced made its last ones a little later. */
static gboolean
is_of_its_time(const JnOldKey *key, char kind, guint day)
{
	return day <= day_of(key->replaced + jn_capability_life(kind) + JN_DAY);
}

static gboolean
is_made_with(const guint8 *key, const JnClaim *claim, guint day, const char *mac)
{
	g_autofree char *made = mac_format(key, claim, day);

	return equal_in_constant_time(made, mac, MAC_LETTERS);
}

JnVerdict
jn_capability_check(const JnKeys *keys, const JnClaim *claim, const char *cap, gint64 now)
{
	g_autofree char *lower = g_ascii_strdown(cap, -1);
	const char *mac = lower + DAY_LETTERS;
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
	guint day = 0;
	gboolean good;

	if (strlen(lower) != DAY_LETTERS + MAC_LETTERS)
		return JN_VERDICT_FORGED;
	for (gsize i = 0; i < DAY_LETTERS; i++) {
		const char *letter = strchr(alphabet, lower[i]);

		if (letter == NULL)
			return JN_VERDICT_FORGED;
		day = day << 5 | (guint)(letter - alphabet);
	}
	good = is_made_with(keys->current, claim, day, mac);
	for (guint i = 0; i < keys->n_older && !good; i++)
		good = is_of_its_time(&keys->older[i], claim->kind, day) &&
		       is_made_with(keys->older[i].bytes, claim, day, mac);
	if (!good)
		return JN_VERDICT_FORGED;
	return now < EPOCH + ((gint64)day + 1) * JN_DAY ? JN_VERDICT_VALID : JN_VERDICT_EXPIRED;
}

char *
jn_capability_address(const JnKeys *keys,
		      const JnClaim *claim,
		      gint64 expires,
		      const char *name,
		      const char *domain,
		      char separator)
{
	g_autofree char *cap = jn_capability_format(keys, claim, expires);
	g_autofree char *who = jn_base32_from_number(claim->person);
	g_autofree char *msg = jn_base32_from_number(claim->post);

	if (claim->kind == 'u' || claim->kind == 'i')
		return g_strdup_printf("%s%c%c.%s.%s@%s", name, separator, claim->kind, who, cap,
				       domain);
	if (claim->kind == 's')
		return g_strdup_printf("%s%c%c.%s.%s@%s", name, separator, claim->kind, msg, cap,
				       domain);
	return g_strdup_printf("%s%c%c.%s.%s.%s@%s", name, separator, claim->kind, msg, who, cap,
			       domain);
}
