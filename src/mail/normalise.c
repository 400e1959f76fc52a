/*
 * normalise.c - jn_message_normalise() of message.h.
 */
#include <string.h>

#include "mail/message.h"

/* The length of a leading mbox 'From ' line, or 0. */
static gsize
mbox_line(const char *data, gsize size)
{
	const char *lf;

	if (size < 5 || memcmp(data, "From ", 5) != 0)
		return 0;
	lf = memchr(data, '\n', size);
	return lf ? (gsize)(lf + 1 - data) : size;
}

static gboolean
has_crlf(const char *data, gsize size)
{
	const char *end = data + size;

	for (const char *p = data; p < end && (p = memchr(p, '\r', (gsize)(end - p))); p++)
		if (p + 1 < end && p[1] == '\n')
			return TRUE;
	return FALSE;
}

/* CR before LF goes, however many there are: a gateway that added one to CRLF left two, and what
 * is normal must stay as it is when it is normalised again. */
static GByteArray *
without_cr(const char *data, gsize size)
{
	GByteArray *out = g_byte_array_sized_new((guint)size + 1);
	const char *end = data + size;

	for (const char *p = data; p < end;) {
		const char *lf = memchr(p, '\n', (gsize)(end - p));
		const char *stop = lf ? lf : end;

		while (lf && stop > p && stop[-1] == '\r')
			stop--;
		g_byte_array_append(out, (const guint8 *)p, (guint)(stop - p));
		if (!lf)
			break;
		g_byte_array_append(out, (const guint8 *)"\n", 1);
		p = lf + 1;
	}
	return out;
}

GBytes *
jn_message_normalise(GBytes *raw)
{
	gsize size;
	const char *data = g_bytes_get_data(raw, &size);
	gsize skip;
	GByteArray *out;

	/* Then `data` is NULL, which C lets nobody count from. */
	if (size == 0)
		return g_bytes_ref(raw);
	skip = mbox_line(data, size);
	data += skip;
	size -= skip;
	/* The writer of the 'From ' line closed the mail with an empty line of its own. */
	if (skip && size >= 2 && data[size - 1] == '\n' && data[size - 2] == '\n')
		size--;
	else if (skip && size >= 4 && memcmp(data + size - 4, "\r\n\r\n", 4) == 0)
		size -= 2;
	if (size > G_MAXINT || size == 0 || (data[size - 1] == '\n' && !has_crlf(data, size)))
		return g_bytes_new_from_bytes(raw, skip, size);
	out = without_cr(data, size);
	if (out->len == 0 || out->data[out->len - 1] != '\n')
		g_byte_array_append(out, (const guint8 *)"\n", 1);
	return g_byte_array_free_to_bytes(out);
}
