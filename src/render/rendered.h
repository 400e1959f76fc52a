/*
 * rendered.h - a mail ready to go, with holes that are filled for each recipient.
 *
 * A post goes to many people; all but a few addresses in its header are the same for each. It is
 * rendered once, as a list of segments: bytes (shared with the original mail, not copied), or a
 * hole. LF line ends; whoever submits makes them CRLF.
 */
#pragma once

#include <glib.h>

typedef enum JnHole {
	JN_HOLE_NONE,        /* a segment of bytes */
	JN_HOLE_REPLY_TO,    /* the addr-spec where this person's reply goes */
	JN_HOLE_UNSUBSCRIBE, /* the addr-spec that unsubscribes this person */
	JN_HOLE_COUNT,
} JnHole;

typedef struct JnRendered JnRendered;

JnRendered *jn_rendered_new(void);
void jn_rendered_free(JnRendered *self);

void jn_rendered_add_bytes(JnRendered *self, GBytes *bytes);
void jn_rendered_add_text(JnRendered *self, const char *text);
void jn_rendered_add_hole(JnRendered *self, JnHole hole);

gsize jn_rendered_segments(const JnRendered *self);

/* Segment `i`: its bytes (borrowed), or NULL and *ret_hole. */
GBytes *jn_rendered_segment(const JnRendered *self, gsize i, JnHole *ret_hole);

/* The whole mail for one person. `holes[JN_HOLE_COUNT]`: the texts; must be there for each hole
 * that occurs. */
GBytes *jn_rendered_fill(const JnRendered *self, const char *const holes[JN_HOLE_COUNT])
	G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnRendered, jn_rendered_free)
