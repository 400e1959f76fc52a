/*
 * copy-header.h - the header of a copy: what the spec says, and the fields kept of the original.
 *
 * Content-* fields tell of the body and go where it goes: into the copy's own header, or, where the
 * body is wrapped, into that of its part.
 */
#pragma once

#include "render/copy-edit.h"
#include "render/copy.h"

/* All but Content-*, each line ended, without the empty line at the end. */
void jn_copy_add_header(JnRendered *rendered, const JnMessage *message, const JnCopySpec *spec);

/* The original's Content-* fields that are kept, byte for byte but for those that `edits` (may be
 * NULL) has other values for. */
void jn_copy_add_content_fields(GString *out, const JnMessage *message, const JnEdits *edits);
