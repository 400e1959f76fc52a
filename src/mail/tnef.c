/*
 * tnef.c - see tnef.h.
 */
#include "mail/tnef.h"

#include "base/limits.h"
#include "mail/bytes.h"
#include "mail/charset.h"
#include "mail/clean.h"
#include "mail/codepage.h"
#include "mail/html.h"
#include "mail/rtf.h"

#define SIGNATURE 0x223E9F78u
#define LEVEL_MESSAGE 1

/* RTF has many times the bytes of its text. */
#define RTF_FACTOR 8

enum {
	ATTRIBUTE_BODY = 0x0002800C,
	ATTRIBUTE_CODEPAGE = 0x00069007,
	ATTRIBUTE_PROPERTIES = 0x00069003,
};

enum {
	TYPE_STRING8 = 0x001E,
	TYPE_UNICODE = 0x001F,
	TYPE_OBJECT = 0x000D,
	TYPE_BINARY = 0x0102,
	TYPE_MANY = 0x1000, /* a bit: several values */
};

enum {
	PROPERTY_BODY = 0x1000,
	PROPERTY_RTF = 0x1009,
	PROPERTY_HTML = 0x1013,
	PROPERTY_CODEPAGE = 0x3FDE,
};

/* A piece of the data; NULL: not seen. */
typedef struct Piece {
	const guint8 *data;
	gsize len;
	guint type;
} Piece;

typedef struct Tnef {
	Piece body, html, rtf, plain; /* plain: attBody */
	guint codepage;               /* of strings */
	guint html_codepage;
} Tnef;

/* Bytes of a value of a fixed size, padding to four included; 0 if the size varies or the type is
 * not known. */
static gsize
fixed_size(guint type)
{
	static const struct {
		guint type;
		gsize size;
	} sizes[] = {
		{0x02, 4}, {0x03, 4}, {0x04, 4}, {0x05, 8}, {0x06, 8},  {0x07, 8},
		{0x0A, 4}, {0x0B, 4}, {0x14, 8}, {0x40, 8}, {0x48, 16},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++)
		if (sizes[i].type == type)
			return sizes[i].size;
	return 0;
}

static gboolean
varies(guint type)
{
	return type == TYPE_STRING8 || type == TYPE_UNICODE || type == TYPE_BINARY ||
	       type == TYPE_OBJECT;
}

/* Behind a string or the like, whose padding the last one may lack. */
static void
skip_padding(JnBytes *bytes, gsize len)
{
	(void)jn_bytes_take(bytes, MIN((4 - len % 4) % 4, jn_bytes_left(bytes)));
}

static void
skip_name(JnBytes *bytes)
{
	gsize len;

	(void)jn_bytes_take(bytes, 16);
	if (jn_bytes_number(bytes, 4) == 0) {
		(void)jn_bytes_take(bytes, 4);
		return;
	}
	len = jn_bytes_number(bytes, 4);
	if (jn_bytes_take(bytes, len))
		skip_padding(bytes, len);
}

static void
see_property(Tnef *tnef, guint id, const Piece *piece)
{
	switch (id) {
	case PROPERTY_BODY:
		tnef->body = *piece;
		break;
	case PROPERTY_HTML:
		tnef->html = *piece;
		break;
	case PROPERTY_RTF:
		tnef->rtf = *piece;
		break;
	default:
		break;
	}
}

/* One property with its values; FALSE where the rest cannot be read. */
static gboolean
read_property(Tnef *tnef, JnBytes *bytes)
{
	guint type = jn_bytes_number(bytes, 2), id = jn_bytes_number(bytes, 2);
	guint one = type & ~(guint)TYPE_MANY;
	gboolean many = (type & TYPE_MANY) != 0;
	gsize size = fixed_size(one), count;

	if (id >= 0x8000)
		skip_name(bytes);
	if (size && !many) {
		guint32 number = jn_bytes_number(bytes, MIN(size, 4));

		(void)jn_bytes_take(bytes, size - MIN(size, 4));
		if (id == PROPERTY_CODEPAGE)
			tnef->html_codepage = number;
		return !bytes->short_of;
	}
	if (!size && !varies(one))
		return FALSE;
	count = jn_bytes_number(bytes, 4);
	/* Only 16-bit numbers are packed closer than they stand alone. */
	if (size)
		return count <= jn_bytes_left(bytes) &&
		       jn_bytes_take(bytes, one == 2 ? (count * 2 + 3) / 4 * 4 : count * size);
	for (gsize i = 0; i < count && !bytes->short_of; i++) {
		Piece piece = {.len = jn_bytes_number(bytes, 4), .type = one};

		piece.data = jn_bytes_take(bytes, piece.len);
		if (!piece.data)
			return FALSE;
		skip_padding(bytes, piece.len);
		if (!many)
			see_property(tnef, id, &piece);
	}
	return !bytes->short_of;
}

static void
read_properties(Tnef *tnef, const guint8 *data, gsize len)
{
	JnBytes bytes;
	guint32 count;

	jn_bytes_init(&bytes, data, len);
	count = jn_bytes_number(&bytes, 4);
	for (guint32 i = 0; i < MIN(count, JN_TNEF_PROPERTIES) && !bytes.short_of; i++)
		if (!read_property(tnef, &bytes))
			return;
}

static void
read_attributes(Tnef *tnef, JnBytes *bytes)
{
	while (jn_bytes_left(bytes) > 0 && !bytes->short_of) {
		guint32 level = jn_bytes_number(bytes, 1), id = jn_bytes_number(bytes, 4);
		gsize len = jn_bytes_number(bytes, 4);
		const guint8 *data = jn_bytes_take(bytes, len);

		(void)jn_bytes_take(bytes, MIN(2, jn_bytes_left(bytes)));
		if (!data || level != LEVEL_MESSAGE)
			return;
		if (id == ATTRIBUTE_BODY) {
			tnef->plain = (Piece){data, len, TYPE_STRING8};
		} else if (id == ATTRIBUTE_PROPERTIES) {
			read_properties(tnef, data, len);
		} else if (id == ATTRIBUTE_CODEPAGE) {
			JnBytes number;

			jn_bytes_init(&number, data, len);
			tnef->codepage = jn_bytes_number(&number, 4);
		}
	}
}

/* A string of either kind, cleaned. */
static char *
string_text(const Piece *piece, guint codepage, gsize max)
{
	g_autofree char *charset =
		piece->type == TYPE_UNICODE ? g_strdup("utf-16le") : jn_codepage_charset(codepage);
	GString *text = jn_charset_decode((const char *)piece->data, piece->len, charset, max);
	char *clean = jn_clean_text(text->str, text->len);

	g_string_free(text, TRUE);
	return clean;
}

static char *
rtf_text(const Piece *piece, gsize max)
{
	GString *rtf = jn_rtf_unpack(piece->data, piece->len, max * RTF_FACTOR);
	GString *text = jn_rtf_text(rtf->str, rtf->len, max);
	char *clean = jn_clean_text(text->str, text->len);

	g_string_free(rtf, TRUE);
	g_string_free(text, TRUE);
	return clean;
}

char *
jn_tnef_text(const void *data, gsize len, gsize max)
{
	Tnef tnef = {.codepage = 1252};
	JnBytes bytes;
	g_autofree char *html = NULL;

	jn_bytes_init(&bytes, data, len);
	if (jn_bytes_number(&bytes, 4) != SIGNATURE || !jn_bytes_take(&bytes, 2))
		return NULL;
	read_attributes(&tnef, &bytes);
	if (tnef.body.data && tnef.body.len)
		return string_text(&tnef.body, tnef.codepage, max);
	if (tnef.html.data && tnef.html.len) {
		html = string_text(&tnef.html,
				   tnef.html_codepage ? tnef.html_codepage : tnef.codepage, max);
		return jn_html_text(html);
	}
	if (tnef.rtf.data && tnef.rtf.len)
		return rtf_text(&tnef.rtf, max);
	return tnef.plain.data ? string_text(&tnef.plain, tnef.codepage, max) : NULL;
}
