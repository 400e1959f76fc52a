/*
 * cms.c - see cms.h.
 */
#include "mail/cms.h"

#include <string.h>

#include "mail/bytes.h"

enum {
	TAG_INTEGER = 0x02,
	TAG_OCTETS = 0x04,
	TAG_OID = 0x06,
	TAG_OCTETS_IN_PIECES = 0x24,
	TAG_SEQUENCE = 0x30,
	TAG_SET = 0x31,
	TAG_CONTEXT_0 = 0xA0,
};

/* Of a value whose end is marked behind it. */
#define OPEN G_MAXSIZE

static const guint8 oid_signed[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02};
static const guint8 oid_data[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01};

/* The head of a value: its tag, and the length or OPEN. */
static gboolean
read_head(JnBytes *bytes, guint *ret_tag, gsize *ret_len)
{
	guint tag = jn_bytes_number(bytes, 1), first = jn_bytes_number(bytes, 1);
	gsize len = first;

	if (first > 0x80) {
		const guint8 *at = jn_bytes_take(bytes, first & 0x7F);

		if (!at || (first & 0x7F) > 4)
			return FALSE;
		len = 0;
		for (guint i = 0; i < (first & 0x7F); i++)
			len = len << 8 | at[i];
	}
	*ret_tag = tag;
	*ret_len = first == 0x80 ? OPEN : len;
	return !bytes->short_of;
}

/* The head of such a value, whose content comes next. */
static gboolean
enter(JnBytes *bytes, guint tag)
{
	guint seen;
	gsize len;

	return read_head(bytes, &seen, &len) && seen == tag;
}

static gboolean
skip(JnBytes *bytes, guint tag)
{
	guint seen;
	gsize len;

	return read_head(bytes, &seen, &len) && seen == tag && len != OPEN &&
	       jn_bytes_take(bytes, len);
}

static gboolean
expect_oid(JnBytes *bytes, const guint8 *oid, gsize size)
{
	guint tag;
	gsize len;
	const guint8 *at;

	if (!read_head(bytes, &tag, &len) || tag != TAG_OID || len != size)
		return FALSE;
	at = jn_bytes_take(bytes, len);
	return at && memcmp(at, oid, size) == 0;
}

/* One string, or pieces to the end of their length or to the two zeros that close them. */
static gboolean
read_string(JnBytes *bytes, GByteArray *out)
{
	guint tag;
	gsize len;
	gboolean open;
	const guint8 *at, *end;

	if (!read_head(bytes, &tag, &len) || (tag != TAG_OCTETS && tag != TAG_OCTETS_IN_PIECES))
		return FALSE;
	if (tag == TAG_OCTETS) {
		at = len == OPEN ? NULL : jn_bytes_take(bytes, len);
		if (at)
			g_byte_array_append(out, at, (guint)len);
		return at != NULL;
	}
	if (len != OPEN && len > jn_bytes_left(bytes))
		return FALSE;
	open = len == OPEN;
	end = open ? bytes->end : bytes->at + len;
	while (bytes->at < end) {
		if (!read_head(bytes, &tag, &len))
			return FALSE;
		if (tag == 0 && len == 0)
			return TRUE;
		at = tag == TAG_OCTETS && len != OPEN ? jn_bytes_take(bytes, len) : NULL;
		if (!at)
			return FALSE;
		g_byte_array_append(out, at, (guint)len);
	}
	return !open;
}

gboolean
jn_cms_is_signed(const void *data, gsize len)
{
	JnBytes bytes;

	jn_bytes_init(&bytes, data, len);
	return enter(&bytes, TAG_SEQUENCE) && expect_oid(&bytes, oid_signed, sizeof oid_signed);
}

GBytes *
jn_cms_content(const void *data, gsize len)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	JnBytes bytes;

	jn_bytes_init(&bytes, data, MIN(len, G_MAXINT));
	if (!enter(&bytes, TAG_SEQUENCE) || !expect_oid(&bytes, oid_signed, sizeof oid_signed) ||
	    !enter(&bytes, TAG_CONTEXT_0) || !enter(&bytes, TAG_SEQUENCE) ||
	    !skip(&bytes, TAG_INTEGER) || !skip(&bytes, TAG_SET) || !enter(&bytes, TAG_SEQUENCE) ||
	    !expect_oid(&bytes, oid_data, sizeof oid_data) || !enter(&bytes, TAG_CONTEXT_0) ||
	    !read_string(&bytes, out))
		return NULL;
	return g_byte_array_free_to_bytes(g_steal_pointer(&out));
}
