/*
 * rendered.h - a mail ready to go, with holes that are filled for each recipient.
 *
 * A post goes to many people; all but a few addresses in its header are the same for each. It is
 * rendered once, as a list of segments: bytes (shared with the original mail, not copied), or a
 * hole. LF line ends; for SMTP there is the wire form.
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

/* Octets of a mail, borrowed. */
typedef struct JnPiece {
	const char *data;
	gsize len;
} JnPiece;

JnRendered *jn_rendered_new(void);
JnRendered *jn_rendered_ref(JnRendered *self) G_GNUC_WARN_UNUSED_RESULT;
/* Gives a reference back; may be NULL. */
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

/*
 * The same mail as it is said after DATA, up to and with the lone dot, in the one form that all
 * servers read alike: each line end, whether CR LF, LF or CR alone, is CR LF; there is no NUL, which
 * some take out, so that a line of a dot and a NUL would end the mail for them (RFC 5321 section
 * 2.3.8 allows neither; "SMTP smuggling"); dots that begin a line are doubled (section 4.5.2).
 *
 * Made at the first call and kept with the mail, for it is the same for each recipient: what fills a
 * hole is an addr-spec in the middle of a line. Nothing may be added afterwards.
 */
const JnRendered *jn_rendered_wire(JnRendered *self);

/* Appends the pieces (JnPiece) of the mail for one person; they point into `self` and `holes`.
 * Returns their octets. */
gsize
jn_rendered_pieces(const JnRendered *self, const char *const holes[JN_HOLE_COUNT], GArray *pieces);
/* How many octets these would be. */
gsize jn_rendered_size(const JnRendered *self, const char *const holes[JN_HOLE_COUNT]);
/* Whether all of it but what fills the holes is ASCII. Of a wire form. */
gboolean jn_rendered_is_ascii(const JnRendered *wire);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JnRendered, jn_rendered_free)
