/*
 * bytes.h - little-endian numbers of a buffer, never read past its end.
 */
#pragma once

#include <glib.h>

typedef struct JnBytes {
	const guint8 *at, *end; /* borrowed */
	gboolean short_of; /* something was asked for that is not there: all that follow are 0 */
} JnBytes;

static inline void
jn_bytes_init(JnBytes *bytes, const void *data, gsize len)
{
	*bytes = (JnBytes){.at = data, .end = (const guint8 *)data + len};
}

static inline gsize
jn_bytes_left(const JnBytes *bytes)
{
	return (gsize)(bytes->end - bytes->at);
}

/* The next `n` bytes, and moves behind them; NULL if there are not so many. */
static inline const guint8 *
jn_bytes_take(JnBytes *bytes, gsize n)
{
	const guint8 *at = bytes->at;

	if (bytes->short_of || n > jn_bytes_left(bytes)) {
		bytes->short_of = TRUE;
		return NULL;
	}
	bytes->at += n;
	return at;
}

static inline guint32
jn_bytes_number(JnBytes *bytes, gsize n)
{
	const guint8 *at = jn_bytes_take(bytes, n);
	guint32 number = 0;

	for (gsize i = 0; at && i < n; i++)
		number |= (guint32)at[i] << (8 * i);
	return number;
}
