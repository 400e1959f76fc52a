#include "render/rendered.h"

#include <string.h>

typedef struct Segment {
	GBytes *bytes; /* NULL for a hole */
	JnHole hole;
} Segment;

struct JnRendered {
	GArray *segments; /* Segment */
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
	return self;
}

void
jn_rendered_free(JnRendered *self)
{
	if (self == NULL)
		return;
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
