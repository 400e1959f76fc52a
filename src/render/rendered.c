#include "render/rendered.h"

#include <string.h>

typedef struct Segment {
	GBytes *bytes; /* NULL for a hole */
	JnHole hole;
} Segment;

struct JnRendered {
	GArray *segments; /* Segment */
	guint refs;
	JnRendered *wire; /* or NULL: not asked for yet */
	gboolean is_ascii;
};

static void
segment_clear(gpointer data)
{
	Segment *segment = data;

	g_clear_pointer(&segment->bytes, g_bytes_unref);
}

JnRendered *
jn_rendered_new(void)
{
	JnRendered *self = g_new0(JnRendered, 1);

	self->segments = g_array_new(FALSE, TRUE, sizeof(Segment));
	g_array_set_clear_func(self->segments, segment_clear);
	self->refs = 1;
	return self;
}

JnRendered *
jn_rendered_ref(JnRendered *self)
{
	self->refs++;
	return self;
}

void
jn_rendered_free(JnRendered *self)
{
	if (self == NULL || --self->refs > 0)
		return;
	jn_rendered_free(self->wire);
	g_array_unref(self->segments);
	g_free(self);
}

void
jn_rendered_add_bytes(JnRendered *self, GBytes *bytes)
{
	Segment segment = {g_bytes_ref(bytes), JN_HOLE_NONE};

	g_array_append_val(self->segments, segment);
}

void
jn_rendered_add_text(JnRendered *self, const char *text)
{
	Segment segment = {g_bytes_new(text, strlen(text)), JN_HOLE_NONE};

	g_array_append_val(self->segments, segment);
}

void
jn_rendered_add_hole(JnRendered *self, JnHole hole)
{
	Segment segment = {NULL, hole};

	g_array_append_val(self->segments, segment);
}

gsize
jn_rendered_segments(const JnRendered *self)
{
	return self->segments->len;
}

GBytes *
jn_rendered_segment(const JnRendered *self, gsize i, JnHole *ret_hole)
{
	const Segment *segment = &g_array_index(self->segments, Segment, i);

	*ret_hole = segment->hole;
	return segment->bytes;
}

/* What segment `i` contributes. A hole that nothing was given for is empty: a header field without
 * a value is a lesser evil than a read through NULL. */
static const void *
segment_data(const Segment *segment, const char *const holes[JN_HOLE_COUNT], gsize *ret_len)
{
	const char *text;

	if (segment->bytes != NULL)
		return g_bytes_get_data(segment->bytes, ret_len);
	text = holes[segment->hole] != NULL ? holes[segment->hole] : "";
	*ret_len = strlen(text);
	return text;
}

GBytes *
jn_rendered_fill(const JnRendered *self, const char *const holes[JN_HOLE_COUNT])
{
	gsize total = 0, at = 0, len;
	char *whole;

	for (guint i = 0; i < self->segments->len; i++) {
		segment_data(&g_array_index(self->segments, Segment, i), holes, &len);
		total += len;
	}
	whole = g_malloc(total + 1);
	for (guint i = 0; i < self->segments->len; i++) {
		const void *data =
			segment_data(&g_array_index(self->segments, Segment, i), holes, &len);

		if (len > 0)
			memcpy(whole + at, data, len);
		at += len;
	}
	whole[at] = '\0';
	return g_bytes_new_take(whole, total);
}

gsize
jn_rendered_size(const JnRendered *self, const char *const holes[JN_HOLE_COUNT])
{
	gsize total = 0, len;

	for (guint i = 0; i < self->segments->len; i++) {
		segment_data(&g_array_index(self->segments, Segment, i), holes, &len);
		total += len;
	}
	return total;
}

gsize
jn_rendered_pieces(const JnRendered *self, const char *const holes[JN_HOLE_COUNT], GArray *pieces)
{
	gsize total = 0, len;

	for (guint i = 0; i < self->segments->len; i++) {
		const void *data =
			segment_data(&g_array_index(self->segments, Segment, i), holes, &len);
		JnPiece piece = {data, len};

		if (len > 0)
			g_array_append_val(pieces, piece);
		total += len;
	}
	return total;
}

/* Where the conversion stands: what was written last decides how the next octet is read, over the
 * borders of segments. */
typedef struct Wire {
	JnRendered *out;
	GString *text;    /* since the last hole */
	gboolean is_line; /* at the begin of a line */
	gboolean was_cr;  /* it was made of a CR: an LF right behind it belongs to it */
	guchar bits;      /* of all octets */
} Wire;

static void
wire_line_end(Wire *wire, gboolean was_cr)
{
	g_string_append_len(wire->text, "\r\n", 2);
	wire->is_line = TRUE;
	wire->was_cr = was_cr;
}

/* Octets without CR, LF and NUL. */
static void
wire_text(Wire *wire, const char *data, gsize len)
{
	if (len == 0)
		return;
	if (wire->is_line && data[0] == '.')
		g_string_append_c(wire->text, '.');
	g_string_append_len(wire->text, data, (gssize)len);
	for (gsize i = 0; i < len; i++)
		wire->bits |= (guchar)data[i];
	wire->is_line = FALSE;
	wire->was_cr = FALSE;
}

static void
wire_bytes(Wire *wire, const char *data, gsize len)
{
	for (gsize at = 0; at < len; at++) {
		gsize begin = at;

		while (at < len && data[at] != '\n' && data[at] != '\r' && data[at] != '\0')
			at++;
		wire_text(wire, data + begin, at - begin);
		if (at == len)
			break;
		if (data[at] == '\r')
			wire_line_end(wire, TRUE);
		else if (data[at] == '\n' && wire->was_cr)
			wire->was_cr = FALSE;
		else if (data[at] == '\n')
			wire_line_end(wire, FALSE);
	}
}

static void
wire_flush(Wire *wire)
{
	g_autoptr(GBytes) bytes = NULL;

	if (wire->text->len > 0) {
		bytes = g_string_free_to_bytes(wire->text);
		jn_rendered_add_bytes(wire->out, bytes);
		wire->text = g_string_new(NULL);
	}
}

static JnRendered *
wire_new(const JnRendered *self)
{
	Wire wire = {jn_rendered_new(), g_string_new(NULL), TRUE, FALSE, 0};

	for (guint i = 0; i < self->segments->len; i++) {
		const Segment *segment = &g_array_index(self->segments, Segment, i);
		gsize len;
		const char *data;

		if (segment->bytes == NULL) {
			wire_flush(&wire);
			jn_rendered_add_hole(wire.out, segment->hole);
			wire.is_line = wire.was_cr = FALSE;
			continue;
		}
		data = g_bytes_get_data(segment->bytes, &len);
		wire_bytes(&wire, data, len);
	}
	if (!wire.is_line)
		wire_line_end(&wire, FALSE);
	g_string_append(wire.text, ".\r\n");
	wire_flush(&wire);
	g_string_free(wire.text, TRUE);
	wire.out->is_ascii = wire.bits < 0x80;
	return wire.out;
}

const JnRendered *
jn_rendered_wire(JnRendered *self)
{
	if (self->wire == NULL)
		self->wire = wire_new(self);
	return self->wire;
}

gboolean
jn_rendered_is_ascii(const JnRendered *wire)
{
	return wire->is_ascii;
}
